"""An answer as Markdown: sentences with numbered links to the references, the locator and the Statement at each use."""

from __future__ import annotations

import json
import re
from typing import Any

from sarcomakg.render.article import LEVEL, READ_AS, STATUS, grouped, kind_name, lead, marks_by_number, state

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|])")


def _plain(text: str) -> str:
    """Escape what Markdown would take for markup."""
    return _SPECIAL.sub(r"\\\1", text)


def _sentence(sentence: dict[str, Any]) -> str:
    marks = ", ".join(f"[{n}](#ref-{n}), *{_plain(place)}*" for n, place in marks_by_number(sentence))
    edges = ", ".join(f"`{name}`" for name in sentence["statementIds"])
    return f"{_plain(sentence['text'])} \\[{marks}; {edges}\\]"


def _fact(fact: dict[str, str]) -> str:
    value = f"[{_plain(fact['value'])}](<{fact['url']}>)" if fact["url"] else _plain(fact["value"])
    return f"- {_plain(fact['label'])}: {value}"


def _manifest(answer: dict[str, Any]) -> str:
    """Return the manifest as a comment, a line for each sentence; two hyphens would end it."""
    lines = json.dumps(answer["manifest"], ensure_ascii=True, indent=1).replace("--", "-\\u002d")
    return f"<!-- sarcomakg-manifest\n{lines}\n-->\n"


def to_markdown(answer: dict[str, Any], *, manifest: bool = True) -> str:
    """Return the article, or the refusal, of the `answer` of the published document; its `manifest` is a comment at the end."""
    if answer["__typename"] == "Refusal":
        lines = [f"**{kind_name(answer['kind'])}**: {_plain(answer['message'])}.", ""]
        lines += [f"- {_plain(s['question'])}" for s in answer["suggestions"]]
        return "\n".join(lines).rstrip() + "\n"
    lines = [f"# {_plain(answer['title'])}", ""]
    if answer["release"]:
        lines += [
            f"**From the release {_plain(answer['release'])}, as the graph was then; it may say something else now.**",
            "",
        ]
    lines += [f"*{_plain(note)}*\n" for note in answer["notes"]]
    lines += [_plain(lead(answer)), ""] if lead(answer) else []
    lines += [" ".join(_sentence(s) for s in answer["answer"]), ""] if answer["answer"] else []
    for section in answer["sections"]:
        lines += [f"## {_plain(section['title'])}", ""]
        lines += [_fact(fact) for fact in section["facts"] if fact["label"] != "definition"]
        for name, sentences in grouped(section):
            lines += [f"### {_plain(name[:1].upper() + name[1:])}", ""] if name else []
            lines += [f"- {_sentence(s)}" for s in sentences] + ([""] if name else [])
        lines += [f"- {_plain(g['text'])}" for g in section["gaps"]] + [""]
    lines += ["## References", ""] if answer["references"] else []
    for r in answer["references"]:
        places = "; ".join(r["locators"])
        became = f" **{_plain(state(r))}.**" if state(r) else ""
        lines.append(f'{r["number"]}. <a id="ref-{r["number"]}"></a>{_plain(r["label"])}. {_plain(r["title"])}. {r["issued"]}, '
                     f"{READ_AS[r['readAs']]}. <{r['url']}>. Cited: {_plain(places)}.{became}")  # fmt: skip
    lines += ["", "## You could also ask", ""] + [f"- {_plain(s['question'])}" for s in answer["followUp"]]
    fresh = [answer["freshness"]["text"], *(f"**{_plain(said)}**" for said in answer["freshness"]["stale"])]
    lines += ["", "---", "", *(line + "\n" for line in fresh if line), f"{STATUS[answer['reviewStatus']]}. Last update {answer['modified']}. Written {LEVEL[answer['audience']]}. "
              f"Snapshot `{answer['identity'][:12]}`. Plan: `{answer['plan']['text']}`.", "", f"*{_plain(answer['disclaimer'])}*"]  # fmt: skip
    return "\n".join(lines) + "\n" + (f"\n{_manifest(answer)}" if manifest else "")
