"""A Statement as a source carries it, as Evidence: who, what, against what, which outcome; the figures; how certain.

One Evidence holds one Citation and, where that gives figures, one outcome of one arm against one comparator, so that no
figure meets the people, the arm or the outcome of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sarcomakg.identifiers import to_iri
from sarcomakg.render.fhir.source import citation_id
from sarcomakg.render.fhir.statistic import statistics
from sarcomakg.render.fhir.terms import (
    CODES,
    concept,
    extension,
    hl7,
    made_id,
    other_identifiers,
    own,
    own_identifier,
    reference,
)
from sarcomakg.render.fhir.variables import Variables
from sarcomakg.render.words import predicate_words, qualifier_words, title, verdict, words

Json = Mapping[str, Any]

_ROLES = {
    "population": "Population", "exposure": "Exposure", "referenceExposure": "Reference Exposure",
    "measuredVariable": "Measured Variable", "subpopulation": "Subpopulation",
}  # fmt: skip
# Which part the two ends of a Statement play, by predicate; a condition is the intended population.
_SUBJECTS = {"APPROVED_FOR": "exposure", "STUDIED_IN": "exposure", "HAS_WARNING": "exposure", "DOSED_AS": "exposure"}
_OBJECTS = {
    "TREATED_WITH": "exposure", "DIAGNOSED_WITH": "exposure", "STAGED_WITH": "exposure", "FOLLOWED_UP_WITH": "exposure",
    "HAS_PROGNOSTIC_FACTOR": "exposure", "EVALUATED": "exposure", "DOSED_AS": "exposure", "HAS_OUTCOME": "measuredVariable",
    "HAS_EPIDEMIOLOGY": "measuredVariable", "ARISES_IN": "measuredVariable", "METASTASIZES_TO": "measuredVariable",
    "HAS_BIOMARKER": "measuredVariable", "HAS_WARNING": "measuredVariable", "HAS_PRIMARY_ENDPOINT": "measuredVariable",
}  # fmt: skip
# A reader who does not know them must not read on: each turns what the ends seem to say.
_NEGATIVE = ("NOT_STANDARD", "NOT_RECOMMENDED", "AVOIDABLE", "UNCERTAIN")
# Qualifiers that are no limits of the people: they have a place of their own, or are about the approval.
_SAID = ("modality", "effect")
_ON_EXPOSURE = ("combinedWith",)
_APART = (*_SAID, *_ON_EXPOSURE, "outcome", "comparedWith", "agency", "approvalKind", "validFrom", "validUntil")
# An arm is what was done to people, or a part of them.
_DONE = ("drug:", "treatment:", "factor:")
_PEOPLE = ("condition:", "population:")
# How the people studied stand to those of the Statement, whose name takes the place of the braces.
_DIRECTNESS = {
    "EXACT": "just the people of the statement, within its limits: {}",
    "BROADER": "a wider group, not {} alone",
    "NARROWER": "a part of the people with {}",
    "OVERLAPPING": "another group, some of whom may have {}",
}


@dataclass
class Cited:
    """A Citation of a card: its Statement, its mark, the sentences that stand on it, and what it goes before."""

    statement: Json
    mark: Json
    relation: str | None
    sentences: list[str] = field(default_factory=list)
    aside: dict[str, Json] = field(default_factory=dict)


def cited(sentences: list[Json]) -> list[Cited]:
    """Return every Citation of the sentences once, in the order of reading."""
    found: dict[str, Cited] = {}
    for sentence in sentences:
        statements = {s["id"]: s for s in sentence["statements"]}
        carried = {m["citation"]["statement"]["id"] for m in sentence["marks"]}
        for mark in sentence["marks"]:
            statement = statements[mark["citation"]["statement"]["id"]]
            kept = found.setdefault(mark["citationId"], Cited(statement, mark, sentence["relation"]))
            if sentence["text"] not in kept.sentences:
                kept.sentences.append(sentence["text"])
            kept.aside.update({name: s for name, s in statements.items() if name not in carried})
    return list(found.values())


def evidence(c: Cited, source: Json, status: str, variables: Variables) -> Iterator[dict[str, Any]]:
    """Yield the Evidence of a Citation: one where it has no figures, else one for each outcome, arm and comparator."""
    parts: dict[tuple[str, str, str], list[Json]] = {}
    for r in c.mark["citation"]["results"]:
        key = (r["endpoint"]["id"], (r["arm"] or {}).get("id", ""), (r["comparator"] or {}).get("id", ""))
        parts.setdefault(key, []).append(r)
    for key, results in parts.items() or [(("", "", ""), [])]:
        yield _evidence(c, source, status, variables, key, results)


def _evidence(
    c: Cited, source: Json, status: str, variables: Variables, key: tuple[str, str, str], results: list[Json]
) -> dict[str, Any]:
    statement, citation = c.statement, c.mark["citation"]
    plain, turning = _extensions(statement, citation)
    said = stated(statement)
    found: dict[str, Any] = {
        "resourceType": "Evidence",
        "id": made_id("Evidence", c.mark["citationId"], *key),
        "extension": plain,
        "modifierExtension": turning,
        "identifier": [own_identifier(statement["id"]), own_identifier(c.mark["citationId"], "secondary")],
        "title": said,
        "citeAsReference": reference("Citation", citation_id(source["sourceId"]), source["label"]),
        "status": status,
        "description": "\n\n".join(c.sentences),
        "assertion": said,
        "relatedArtifact": _artifacts(c, source, variables.nodes),
        "note": [{"text": text} for text in _notes(c)],
        "variableDefinition": list(_definitions(c, variables, results)),
        "studyDesign": [concept(words(citation["design"]), own(citation["design"], words(citation["design"])))] if citation["design"] else [],
        "statistic": [s for r in results for s in statistics(r)],
        "certainty": [_certainty(name, citation[key]) for name, key in (("level of evidence", "level"), ("grade of recommendation", "grade")) if citation[key]],
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def stated(statement: Json) -> str:
    """Return what the Statement says in a line that cannot be read the other way round."""
    before = {"AGAINST": "Stated against: ", "NEUTRAL": "No side taken: "}.get(statement["direction"], "")
    return f"{before}{title(statement)} ({verdict(statement)})"


def _extensions(statement: Json, citation: Json) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return the extensions that add and those that turn: a denial is never an extension that may be ignored."""
    plain = [extension("predicate", "Code", words_code(statement["predicate"]))]
    turning: list[dict[str, str]] = []
    direction = extension("direction", "Code", words_code(statement["direction"]))
    (plain if statement["direction"] == "FOR" else turning).append(direction)
    if statement["modality"]:
        modality = extension("modality", "Code", words_code(statement["modality"]))
        (turning if statement["modality"] in _NEGATIVE else plain).append(modality)
    if statement["effect"]:
        plain.append(extension("effect", "Code", words_code(statement["effect"])))
    if statement["ended"]:
        turning.append(extension("ended", "Date", statement["ended"]))
    if citation["stance"] == "DISPUTES":
        turning.append(extension("stance", "Code", "disputes"))
    return plain, turning


def words_code(member: str) -> str:
    """Return a member of an enumeration as a code: NOT_RECOMMENDED is not-recommended."""
    return member.lower().replace("_", "-")


def _artifacts(c: Cited, source: Json, nodes: Mapping[str, Json]) -> list[dict[str, Any]]:
    """Return the place in the source, the trial, and where the source has it from."""
    citation = c.mark["citation"]
    found = [{"type": "derived-from", "label": f"[{source['number']}]", "display": f"{source['label']}, {c.mark['locator']}",
              "resourceReference": reference("Citation", citation_id(source["sourceId"]))}]  # fmt: skip
    subject = c.statement["subject"]
    trial = citation["trial"] or (subject if subject["id"].startswith("trial:") else None)
    if trial:
        registered = other_identifiers(nodes.get(trial["id"], {}).get("identifiers", []))
        study = {
            "type": "ResearchStudy",
            "identifier": (registered or [own_identifier(trial["id"])])[0],
            "display": trial["label"],
        }
        found.append({"type": "derived-from", "display": trial["label"], "resourceReference": study})
    for other in citation["reportedFrom"]:
        document = {"document": {"url": other["url"]}} if other["url"] else {}
        found.append({"type": "cites", "display": f"reported from {other['label']}", **document})
    return found


def _notes(c: Cited) -> list[str]:
    citation, statement = c.mark["citation"], c.statement
    found = [citation["note"]] if citation["note"] else []
    limits = [_limit(q) for q in statement["qualifiers"] if q["name"] not in _SAID]
    found += [f"Said within these limits: {'; '.join(limits)}"] if limits else []
    found += [f"Goes before: {stated(other)} [{to_iri(name)}]" for name, other in c.aside.items()]
    return found


def _definitions(c: Cited, variables: Variables, results: list[Json]) -> Iterator[dict[str, Any]]:
    """Yield who was studied, what was done to them, against what, and what was measured."""
    statement = c.statement
    yield _people(c, variables)
    ends = [(statement["subject"], _SUBJECTS), (statement["object"], _OBJECTS)]
    played: dict[str, dict[str, Json]] = {
        "exposure": {}, "referenceExposure": {}, "measuredVariable": {}, "subpopulation": {},
    }  # fmt: skip
    for end, roles in ends:
        role = roles.get(statement["predicate"])
        if role:
            played[role][end["id"]] = end
        elif not end["id"].startswith((*_PEOPLE, "trial:")) or _between(statement, end):
            yield _other(variables, statement, end)
    about = [_limit(q) for q in statement["qualifiers"] if q["name"] in _ON_EXPOSURE]
    for r in results:
        if r["arm"] and r["arm"]["id"] not in played["exposure"]:
            role = "exposure" if r["arm"]["id"].startswith(_DONE) else "subpopulation"
            about += [
                f"the group that the figures are of; the statement is about {e['label']}" for e in played[role].values()
            ]
            played[role] = {r["arm"]["id"]: r["arm"]}
        played["measuredVariable"][r["endpoint"]["id"]] = r["endpoint"]
        played["referenceExposure"].update({r["comparator"]["id"]: r["comparator"]} if r["comparator"] else {})
    for q in statement["qualifiers"]:
        if q["name"] == "comparedWith" and not played["referenceExposure"]:
            played["referenceExposure"][q["value"]] = {"id": q["value"], "label": q["label"]}
        if q["name"] == "outcome" and not played["measuredVariable"]:
            played["measuredVariable"][q["value"]] = {"id": q["value"], "label": q["label"]}
    for role, things in played.items():
        for end in things.values():
            described = {"description": "; ".join(about)} if about and role == "exposure" else {}
            yield {**described, "variableRole": _role(role), "observed": variables.thing(end)}


def _limit(qualifier: Json) -> str:
    return f"{qualifier_words(qualifier['name'])}: {qualifier['label']}"


def _between(statement: Json, end: Json) -> bool:
    """Say whether an end is the second of two conditions, which is no population of the Statement."""
    return (
        end is statement["object"]
        and end["id"].startswith("condition:")
        and statement["subject"]["id"].startswith("condition:")
    )


def _other(variables: Variables, statement: Json, end: Json) -> dict[str, Any]:
    """Return an end that no role of FHIR's is for, by the predicate that leads to it."""
    name = predicate_words(statement["predicate"])
    role = {"system": CODES + "variable-role", "code": "object", "display": name}
    return {"variableRole": concept(name, role), "observed": variables.thing(end)}


def _people(c: Cited, variables: Variables) -> dict[str, Any]:
    """Return the population: who was studied, for whom the Statement is meant, and how the one stands to the other."""
    statement, studied = c.statement, c.mark["citation"]["population"]
    meant = next((e for e in (statement["subject"], statement["object"]) if e["id"].startswith(_PEOPLE)), None)
    limits = [_limit(q) for q in statement["qualifiers"] if q["name"] not in _APART]
    found: dict[str, Any] = {"variableRole": _role("population"), "observed": variables.people(studied)}
    if size := c.mark["citation"]["sampleSize"]:
        found["note"] = [{"text": f"People studied: {size}"}]
    if meant is not None:
        found["intended"] = variables.people(meant)
        if limits:
            found["description"] = f"{meant['label']}, within these limits: {'; '.join(limits)}"
        if c.relation:
            own_code = {
                "system": CODES + "population-relation",
                "code": c.relation.lower(),
                "display": c.relation.lower(),
            }
            exact = [hl7("directness", "exact", "Exact match")] if c.relation == "EXACT" else []
            found["directnessMatch"] = concept(_DIRECTNESS[c.relation].format(meant["label"]), *exact, own_code)
    return found


def _role(name: str) -> dict[str, Any]:
    return concept(_ROLES[name].lower(), hl7("variable-role", name, _ROLES[name]))


def _certainty(name: str, term: Json) -> dict[str, Any]:
    """Return a level or a grade in the scheme that the source uses; it is converted to no other."""
    coding = {"system": to_iri(term["scheme"]), "code": term["notation"] or term["id"], "display": term["label"]}
    described = {"description": term["definition"]} if term["definition"] else {}
    return {**described, "type": concept(name), "rating": concept(term["label"], coding)}
