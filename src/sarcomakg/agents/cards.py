"""A card for a reader with little room: an excerpt of the published document, and what of it stands in structured form."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sarcomakg.errors import InputError
from sarcomakg.render.article import kind_name, state

Json = Mapping[str, Any]


def excerpt(card: Json, sections: Collection[str] | None, most: int) -> dict[str, Any]:
    """Return a card with these sections alone (all without any), each with `most` sentences, and the references of what is left.

    Raises InputError on a section that the card does not have.
    """
    keys = [s["key"] for s in card["sections"]]
    unknown = [key for key in sections or () if key not in keys]
    if unknown:
        raise InputError(f"the card has no section {unknown[0][:80]!r}; it has {', '.join(keys) or 'none'}")
    kept = [_cut(s, most) for s in card["sections"] if sections is None or s["key"] in sections]
    shown = [*card["answer"], *(x for s in kept for x in s["sentences"])]
    numbers = {m["number"] for sentence in shown for m in sentence["marks"]}
    return {
        **card,
        "sections": kept,
        "others": [_counted(s) for s in card["sections"] if sections is not None and s["key"] not in sections],
        "references": [r for r in card["references"] if r["number"] in numbers],
    }


def _cut(section: Json, most: int) -> dict[str, Any]:
    """Return a section with so many sentences, its heading saying so."""
    total = len(section["sentences"])
    title = section["title"] if total <= most else f"{section['title']} ({most} of {total} sentences)"
    return {**section, "title": title, "total": total, "sentences": section["sentences"][:most]}


def _counted(section: Json) -> dict[str, Any]:
    return {"key": section["key"], "title": section["title"], "total": len(section["sentences"])}


def as_structure(answer: Json) -> dict[str, Any]:
    """Return the excerpt of a card, or a refusal, as the tools give it."""
    if answer["__typename"] == "Refusal":
        refusal = {"kind": kind_name(answer["kind"]), "message": answer["message"], "term": answer["term"]}
        return {"answered": False, "refusal": {**refusal, "suggestions": answer["suggestions"]}}
    return {
        "answered": True, "title": answer["title"], "audience": answer["audience"].lower(), "notes": answer["notes"],
        "answer": [_sentence(s) for s in answer["answer"]],
        "sections": [
            {"key": s["key"], "title": s["title"], "total": s["total"], "sentences": [_sentence(x) for x in s["sentences"]],
             "facts": [{"label": f["label"], "value": f["value"]} for f in s["facts"]], "gaps": [g["text"] for g in s["gaps"]]}
            for s in answer["sections"]
        ],
        "otherSections": answer["others"],
        "references": [
            {"number": r["number"], "source": r["sourceId"], "label": r["label"], "title": r["title"], "issued": r["issued"],
             "url": r["url"], "state": state(r)}
            for r in answer["references"]
        ],
        "followUp": answer["followUp"], "reviewStatus": answer["reviewStatus"], "disclaimer": answer["disclaimer"],
        "modified": answer["modified"], "snapshot": answer["identity"],
    }  # fmt: skip


def _sentence(sentence: Json) -> dict[str, Any]:
    marks = [
        {"number": m["number"], "locator": m["locator"], "citation": m["citationId"], "readTwice": bool(m["secondReading"])}
        for m in sentence["marks"]
    ]  # fmt: skip
    return {
        "text": sentence["text"],
        "citations": marks,
        "statements": sentence["statementIds"],
        "population": sentence["relation"],
    }
