"""Records as plain Markdown for agents: a Statement with every place it stands in, an entity, the hits of a search."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sarcomakg.render.figures import line
from sarcomakg.render.words import STANCE, concept, kind_words, qualifier_words, relation, title, verdict, words

Json = Mapping[str, Any]


def stated(statement: Json) -> str:
    """Return a Statement in one line: its ends, what is said of them and the verdict, in which every *not* is kept."""
    return f"{title(statement)}: {verdict(statement)}"


def edge(statement: Json) -> dict[str, Any]:
    """Return a Statement as a list of them shows it: without its figures, which `statement` reads."""
    citations = [
        {"source": c["source"], "locator": c["locator"], "stance": c["stance"], "population": c["population"], "populationRelation": c["populationRelation"]}
        for c in statement["citations"]
    ]  # fmt: skip
    kept = ("id", "predicate", "direction", "ended", "modality", "effect", "subject", "object", "qualifiers")
    return {**{name: statement[name] for name in kept}, "said": stated(statement), "citations": citations}


def statement_text(statement: Json) -> str:
    """Return the document `statement` in Markdown."""
    lines = [f"# {stated(statement)}", "", f"`{statement['id']}`, direction {statement['direction']}, changed {statement['modified']}", ""]  # fmt: skip
    lines += [f"- {qualifier_words(q['name'])}: {q['label']}" for q in statement["qualifiers"]]
    lines += ["", "## Where it stands", ""]
    condition = next((statement[e]["label"] for e in ("subject", "object") if statement[e]["kind"] == "CONDITION"), "the condition")  # fmt: skip
    for number, c in enumerate(statement["citations"], 1):
        lines += _citation(number, c, condition)
    return "\n".join(lines).rstrip() + "\n"


def _citation(number: int, c: Json, condition: str) -> list[str]:
    source, stance = c["source"], STANCE[c["stance"]]
    became = f" **Retracted on {source['retractedOn']}.**" if source["retractedOn"] else ""
    if source["supersededBy"]:
        became += f" **Superseded by {source['supersededBy']['label']}.**"
    lines = [f"{number}. {source['label']}, *{c['locator']}*{', ' + stance if stance else ''}. {source['title']}, {source['issued']}. <{source['url']}>{became}"]  # fmt: skip
    people = f"People studied: {c['population']['label']}"
    if c["populationRelation"]:
        people += f" ({relation(c['populationRelation'], condition)})"
    if c["sampleSize"]:
        people += f", n = {c['sampleSize']}"
    said = [c["sentence"], people]
    said += [f"Level: {concept(c['level'])}"] if c["level"] else []
    said += [f"Grade: {concept(c['grade'])}"] if c["grade"] else []
    said += [f"Design: {words(c['design'])}"] if c["design"] else []
    said += [c["note"]] if c["note"] else []
    said += [
        f"Compared with its source by a second reader on {c['secondReading']}" if c["secondReading"] else "Read once"
    ]
    return lines + [f"   - {part}" for part in [*said, *(line(r) for r in c["results"])]]


def entity_text(record: Json) -> str:
    """Return an entity of the tool `entity` in Markdown."""
    lines = [f"# {record['label']}", "", f"{kind_words(record['kind'])}, `{record['id']}`, <{record['iri']}>", ""]
    lines += [record["definition"], ""] if record["definition"] else []
    lines += [f"- also called: {'; '.join(record['synonyms'])}"] if record["synonyms"] else []
    lines += [f"- identifiers: {', '.join(i['id'] for i in record['identifiers'])}"] if record["identifiers"] else []
    for name, way in (("parents", "broader"), ("children", "narrower")):
        lines += [f"- {way}: " + ", ".join(f"{e['label']} (`{e['id']}`)" for e in record[name])] if record[name] else []
    shown = record["statements"]
    lines += ["", f"## Statements ({len(shown)} of {record['total']})", ""]
    for s in shown:
        places = "; ".join(f"{c['source']['label']}, *{c['locator']}*" for c in s["citations"])
        lines.append(f"- {s['said']} [{places}; `{s['id']}`]")
    return "\n".join(lines + _more(record)) + "\n"


def found_text(found: Json) -> str:
    """Return the hits of the tool `search` in Markdown."""
    lines = [f"{len(found['found'])} of {found['total']}:", ""]
    lines += [f"- {e['label']}, {kind_words(e['kind'])}: `{e['id']}`" for e in found["found"]]
    return "\n".join(lines + _more(found)) + "\n"


def _more(found: Json) -> list[str]:
    return ["", f"More with after: `{found['next']}`"] if found["next"] else []
