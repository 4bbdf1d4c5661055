"""The bundle of a card, and the outcome of a refusal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sarcomakg.render.article import kind_name
from sarcomakg.render.fhir.assessment import of_card, of_evidence
from sarcomakg.render.fhir.evidence import cited, evidence
from sarcomakg.render.fhir.source import citation
from sarcomakg.render.fhir.terms import CODES, URI, concept, made_id
from sarcomakg.render.fhir.variables import Variables

Json = Mapping[str, Any]
Read = Callable[[str, list[str]], dict[str, Any]]

_BATCH = 100
_ISSUES = {
    "UNKNOWN_TERM": "code-invalid", "OUT_OF_SCOPE": "not-supported", "AMBIGUOUS": "multiple-matches",
    "NO_EVIDENCE": "not-found", "PERSONAL_ADVICE": "business-rule",
}  # fmt: skip


def to_fhir(answer: Json, nodes: Mapping[str, Json] | None = None) -> dict[str, Any]:
    """Return a Bundle of a card, an OperationOutcome of a refusal, of the documents `article` and `card`.

    `nodes` are those of the document `codes` by identifier (`coded` reads them); without them things have no codes.
    """
    if answer["__typename"] == "Refusal":
        return _outcome(answer)
    plan = answer["plan"]["text"]
    name = made_id("Bundle", answer["identity"], plan, answer["audience"])
    resources = [of_card(answer, name), *_resources(answer, Variables(nodes or {}))]
    return {
        "resourceType": "Bundle",
        "id": name,
        "language": "en",
        "identifier": {"system": URI, "value": f"urn:uuid:{name}"},
        "type": "collection",
        "entry": [{"fullUrl": f"urn:uuid:{r['id']}", "resource": r} for r in resources],
    }


def coded(answer: Json, read: Read) -> dict[str, Json]:
    """Return the nodes of what a card names; `read` gives the data of the document `codes` for some identifiers."""
    names = sorted(set(_names(answer)))
    batches = (names[start : start + _BATCH] for start in range(0, len(names), _BATCH))
    return {node["id"]: node for batch in batches for node in read("codes", batch)["nodes"] if node}


def _sentences(card: Json) -> list[Json]:
    return [*card["answer"], *(x for s in card["sections"] for x in s["sentences"])]


def _names(answer: Json) -> Iterator[str]:
    """Yield what Evidence refers to: ends, people, endpoints, arms, comparators."""
    if answer["__typename"] == "Refusal":
        return
    for c in cited(_sentences(answer)):
        yield from (c.statement[end]["id"] for end in ("subject", "object"))
        yield from (c.mark["citation"][name]["id"] for name in ("population", "trial") if c.mark["citation"][name])
        yield from (q["value"] for q in c.statement["qualifiers"] if q["name"] in ("outcome", "comparedWith"))
        for r in c.mark["citation"]["results"]:
            yield from (r[name]["id"] for name in ("endpoint", "arm", "comparator") if r[name])


def _resources(card: Json, variables: Variables) -> Iterator[dict[str, Any]]:
    sources = {r["number"]: r for r in card["references"]}
    status = "active" if card["reviewStatus"] == "approved" else "draft"
    for c in cited(_sentences(card)):
        source = sources[c.mark["number"]]
        for found in evidence(c, source, status, variables):
            yield found
            yield of_evidence(found, c.mark, source)
    yield from (citation(r) for r in card["references"])
    yield from variables.made.values()


def _outcome(refusal: Json) -> dict[str, Any]:
    kind = kind_name(refusal["kind"])
    coding = {"system": CODES + "refusal", "code": kind, "display": kind}
    issue = {
        "severity": "error",
        "code": _ISSUES.get(refusal["kind"], "processing"),
        "details": concept(refusal["message"], coding),
    }
    if refusal["term"]:
        issue["diagnostics"] = f"on the words: {refusal['term']}"
    hints = [
        {"severity": "information", "code": "informational", "details": concept(f"This has an answer: {s['question']}")}
        for s in refusal["suggestions"]
    ]
    return {
        "resourceType": "OperationOutcome",
        "id": made_id("OperationOutcome", kind, refusal["message"]),
        "issue": [issue, *hints],
    }
