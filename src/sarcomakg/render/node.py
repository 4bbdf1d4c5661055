"""The pages of things with an identifier, from the JSON of their published documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, Undefined

from sarcomakg.render import figures, links, words
from sarcomakg.render.html import templates
from sarcomakg.render.sections import Kind, Row, Section, section

Json = Mapping[str, Any]
Item = tuple[str, str]

LISTS: dict[str, tuple[Kind, ...]] = {
    "condition": (
        Kind("notToBeConfusedWith", "Not to be confused with", "Condition"),
        Kind("managedApartFrom", "Managed apart from", "Condition"),
        Kind("biomarkers", "Biomarkers", "Biomarker"),
        Kind("sites", "Where it arises", "Site"),
        Kind("epidemiology", "Who gets it, and how often", "What is counted", "other"),
        Kind("diagnosis", "How it is diagnosed", "Procedure"),
        Kind("staging", "How its extent is found", "Procedure"),
        Kind("treatments", "Treatments that sources recommend or speak against", "Treatment", "stage"),
        Kind("approvals", "Approvals and limits of use", "Drug"),
        Kind("trials", "Trials that enrolled people with it by name", "Trial"),
        Kind("studies", "What studies report of treatments", "Treatment", "other"),
        Kind("prognosticFactors", "Prognostic factors", "Factor", "outcome"),
        Kind("outcomes", "Course of the disease", "Outcome", "other"),
        Kind("metastaticSites", "Where it spreads", "Site"),
        Kind("followUp", "Follow-up", "Surveillance"),
    ),
    "drug": (
        Kind("warnings", "Warnings and adverse reactions", "Warning"),
        Kind("approvals", "Approvals and limits of use", "Condition"),
        Kind("doses", "Doses", "Schedule"),
        Kind("conditions", "Diseases for which sources recommend it or speak against it", "Condition", "stage"),
        Kind("studies", "What studies report", "Condition", "other"),
        Kind("trials", "Trials that evaluated it", "Trial"),
    ),
    "treatment": (
        Kind("conditions", "Diseases for which sources recommend it or speak against it", "Condition", "stage"),
        Kind("others", "Other uses: diagnosis, staging, doses", "Used in", "predicate"),
        Kind("studies", "What studies report", "Condition", "other"),
        Kind("trials", "Trials that evaluated it", "Trial"),
    ),
    "factor": (Kind("conditions", "Conditions and outcomes that it goes with", "Condition", "outcome"),),
    "trial": (
        Kind("enrolled", "Whom it enrolled", "Population"),
        Kind("evaluated", "What it evaluated", "Treatment"),
        Kind("primaryEndpoints", "Primary endpoint", "Outcome"),
        Kind("findings", "Results", "In"),
    ),
    "node": (Kind("relations", "What is stated of it", "Other end", "predicate"),),
}
_WARNINGS = (
    ("BOXED_WARNING", "boxed", "Boxed warnings"),
    ("LIMITATION_OF_USE", "limitations", "Limitations of use"),
    ("PRECAUTION", "precautions", "Warnings and precautions"),
    ("ADVERSE_REACTION", "reactions", "Adverse reactions"),
)
_ENDS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))


@dataclass(frozen=True)
class Fact:
    """A field of a record: its name, and its values, each with an address where it has one."""

    label: str
    items: Sequence[Item]


@dataclass(frozen=True)
class Page:
    """What the template of an entity fills in; `part` is the title of the one list of which this is a page."""

    node: Json
    facts: Sequence[Fact]
    sections: Sequence[Section]
    answers: Sequence[Item] = ()
    part: str = ""


def entity_html(family: str, node: Json, only: str = "") -> str:
    """Return the page of a condition, drug, trial, treatment, factor, or of any other entity (`node`).

    `only` is the list of which alone a further page is shown.
    """
    kinds = [k for k in LISTS[family] if not only or k.key == only]
    found = [section(k, node[k.key], node["id"], **_query(family, k)) for k in kinds if k.key in node]
    shown = [part for s in found if s for part in (_warned(s) if s.kind.key == "warnings" else [s])]
    if family == "trial":
        shown = [_ordered(s, node) if s.kind.key == "findings" else s for s in shown]
    answers = links.answers_of(row.statement for s in shown for row in s.rows if not row.about)
    page = Page(node, _facts(family, node), shown, answers, kinds[0].title if only else "")
    return _TEMPLATES.get_template("entity.html").render(page=page)


def source_html(source: Json, predicate: str = "") -> str:
    """Return the page of a source: everything that it holds up, or what has one predicate."""
    found = source["citedIn"]
    info = found["pageInfo"]
    query = {"predicate": predicate} if predicate else {}
    more = "?" + urlencode({**query, "after": info["endCursor"]}) if info["hasNextPage"] else ""
    return _TEMPLATES.get_template("source.html").render(
        source=source, statements=found["nodes"], total=found["totalCount"], more=more, predicate=predicate,
        facts=_source_facts(source), answers=links.answers_of(found["nodes"]),
    )  # fmt: skip


def statement_html(statement: Json) -> str:
    """Return the page of a Statement: what it says, and each Citation with its figures."""
    return _TEMPLATES.get_template("statement.html").render(statement=statement, answers=links.answers_of([statement]))


def node_html(node: Json) -> str:
    """Return the page of a Citation, a Result or a term of a scheme, from the published document `node`."""
    return _TEMPLATES.get_template("node.html").render(node=node)


def _query(family: str, kind: Kind) -> dict[str, str]:
    return {"list": kind.key} if family in ("condition", "drug", "treatment") else {}


def _warned(found: Section) -> list[Section]:
    """Break the warnings of a drug up by the part of the label that they stand in, those in a box first."""
    parts = [(key, title, [r for r in found.rows if r.other["warningKind"] == kind]) for kind, key, title in _WARNINGS]
    shown = [Section(Kind(key, title, "Warning"), [("", rows)], len(rows), "") for key, title, rows in parts if rows]
    if found.more and shown:
        # What is not on this page may be of any kind, so no part can give its own total.
        return [*shown[:-1], Section(shown[-1].kind, shown[-1].groups, found.total, found.more)]
    return shown


def _ordered(found: Section, trial: Json) -> Section:
    """Put what a trial set out to measure first among its results on the page, and its harms last."""
    primary = {e["node"]["id"] for e in trial["primaryEndpoints"]["edges"]}

    def key(row: Row) -> tuple[bool, bool]:
        outcomes = {q["value"] for q in row.statement["qualifiers"] if q["name"] == "outcome"}
        return row.statement["predicate"] == "HAS_WARNING", not outcomes & primary

    return Section(found.kind, [("", sorted(found.rows, key=key))], found.total, found.more)


def _facts(family: str, node: Json) -> list[Fact]:
    plain = node["plainLabel"] if node["plainLabel"] != node["label"] else ""
    facts = [
        _words("Plain name", plain), _words("Also called", *node["synonyms"]), _words("Sold as", *node.get("brandNames") or ()),
        _words("Class", node.get("drugClass")), _words("How it works", node.get("mechanism")),
        _words("Phase", node.get("phase")), _words("Design", words.words(node["design"]) if node.get("design") else ""),
        Fact("Arms", [(arm, "") for arm in arms(node)] if family == "trial" else ()),
        _named("Made of", node.get("components")), _named("Within", node["parents"]), _named("Its kinds and parts", node["children"]),
        _named("Regimens with it", node.get("regimens")), *_other_facts(node),
        Fact("Elsewhere", [(i["id"], i["url"]) for i in [*node["identifiers"], *node.get("genes", ())]]),
    ]  # fmt: skip
    return [fact for fact in facts if fact.items]


def _other_facts(node: Json) -> list[Fact]:
    """Return the fields that only populations, outcomes, warnings and searches have."""
    return [
        _words("Kind", words.words(node.get("outcomeKind") or node.get("warningKind") or "")),
        _named("People with", node.get("ofConditions")), _named("Without", node.get("excludedConditions")),
        _named("Limited to", [x for x in node.get("restrictedTo") or () if "label" in x]),
        _named("Looked into", node.get("about")), _words("Looked for", *(words.predicate_words(p) for p in node.get("lookedFor") or ())),
        *_review_facts(node), _named("Where", node.get("searched")), _words("When", node.get("searchedOn")), _words("Note", node.get("note")),
    ]  # fmt: skip


def _review_facts(node: Json) -> list[Fact]:
    if not node.get("reviewedOn"):
        return []
    statement, lapsed = node["ofStatement"], node["lapsed"]
    read = [(words.title(statement), links.path(statement["id"]))] if statement else [(node["card"], node["card"])]
    return [
        Fact("Read", read), _words("Written for", words.words(node["writtenFor"]) if node["writtenFor"] else ""), _words("Status given", node["status"]),
        _words("Role", node["role"]["label"]), _words("On", node["reviewedOn"]), _words("Counts until", node["expiresOn"]),
        _words("Declared interests", node["interests"]), _words("Counts no more", lapsed),
    ]  # fmt: skip


def _source_facts(source: Json) -> list[Fact]:
    issued = [_words("Issued", source["issued"]), _words("Opened last", source["accessed"])]
    facts = [
        _words("By", source["creator"]), _words("In", source["venue"]), *issued, Fact("Where", [(source["url"], source["url"])]),
        _words("Design", words.words(source["design"]) if source["design"] else ""), _words("Note", source["note"]),
        Fact("Elsewhere", [(i["id"], i["url"]) for i in source["identifiers"]]),
    ]  # fmt: skip
    return [fact for fact in facts if fact.items]


def arms(trial: Json) -> list[str]:
    """Return the arms of a trial with the sizes that its results give, as far as they do."""
    sizes: dict[str, set[int]] = {}
    for statement in trial["findings"]["nodes"]:
        for result in (r for c in statement["citations"] if of_trial(c, trial) for r in c["results"]):
            for arm, size in ((result["arm"], result["armSize"]), (result["comparator"], result["comparatorSize"])):
                if arm and not arm["id"].startswith(("condition:", "stage:", "factor:")):
                    sizes.setdefault(arm["label"], set()).update([size] if size else [])
    return [
        f"{arm} ({' or '.join(map(str, sorted(found, reverse=True)))} people)" if found else arm
        for arm, found in sizes.items()
    ]


def of_trial(citation: Json, trial: Json) -> bool:
    """Say whether a Citation reports a trial."""
    return bool(citation["trial"]) and citation["trial"]["id"] == trial["id"]


def _words(label: str, *values: str | None) -> Fact:
    return Fact(label, [(value, "") for value in values if value])


def _named(label: str, entities: Sequence[Json] | None) -> Fact:
    return Fact(label, [(e["label"], links.path(e["id"])) for e in entities or ()])


def headline(label: str) -> str:
    """Return a name with a capital letter in front, unless its case has a meaning: mTOR."""
    return label[:1].upper() + label[1:] if label[1:2].islower() or label[1:2] in (" ", "-") else label


def templates_of_nodes() -> Environment:
    """Return the templates with what pages of entities need."""
    return _TEMPLATES


# What a node does not have is undefined, and left out.
_TEMPLATES = templates().overlay(undefined=Undefined)
_TEMPLATES.globals = {
    **_TEMPLATES.globals,
    "path": links.path, "explore_path": links.explore_path, "headline": headline, "of_trial": of_trial, "kind_words": words.kind_words, "tone": words.tone,
    "statement_title": words.title, "figure": figures.figure, "against": figures.against,
    "measured": figures.measured, "test_of": figures.test, "analysis": figures.analysis, "line": figures.line, "ENDS": _ENDS,
}  # fmt: skip
