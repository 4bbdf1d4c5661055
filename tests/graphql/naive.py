"""A naive walk of the model: every field of the schema by looking at every record. Slow, without an index, and the judge."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sarcomakg.identifiers import to_iri
from sarcomakg.model import Citation, Concept, Entity, Records, Result, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import CONDITION_IS_OBJECT, applicable, population_relation
from sarcomakg.vocabulary import Predicate

TREATMENTS = ("Treatment", "Surgery", "Radiotherapy", "Procedure", "Regimen")
SOURCES = ("Guideline", "DrugLabel", "Article", "TrialRecord", "RegulatoryNotice")
# Field -> (predicates, as subject, as object, whether broader conditions come along unless told).
RELATIONS: dict[str, dict[str, tuple[tuple[str, ...], bool, bool, bool | None]]] = {
    "Condition": {
        "treatments": (("treatedWith",), True, False, True), "approvals": (("approvedFor",), False, True, True),
        "studies": (("studiedIn",), False, True, False), "prognosticFactors": (("hasPrognosticFactor",), True, False, True),
        "outcomes": (("hasOutcome",), True, False, False), "epidemiology": (("hasEpidemiology",), True, False, False),
        "sites": (("arisesIn",), True, False, False), "metastaticSites": (("metastasizesTo",), True, False, False),
        "biomarkers": (("hasBiomarker",), True, False, False), "diagnosis": (("diagnosedWith",), True, False, True),
        "staging": (("stagedWith",), True, False, True), "followUp": (("followedUpWith",), True, False, True),
        "trials": (("enrolled",), False, True, None), "notToBeConfusedWith": (("notToBeConfusedWith",), True, True, None),
        "managedApartFrom": (("managedApartFrom",), True, False, None),
    },
    "Treatment": {"conditions": (("treatedWith",), False, True, None), "studies": (("studiedIn",), True, False, None), "trials": (("evaluated",), False, True, None)},
    "Drug": {
        "conditions": (("treatedWith",), False, True, None), "approvals": (("approvedFor",), True, False, None), "studies": (("studiedIn",), True, False, None),
        "trials": (("evaluated",), False, True, None), "warnings": (("hasWarning",), True, False, None), "doses": (("dosedAs",), True, False, None),
    },
    "Trial": {"enrolled": (("enrolled",), True, False, None), "evaluated": (("evaluated",), True, False, None), "primaryEndpoints": (("hasPrimaryEndpoint",), True, False, None)},
    "PrognosticFactor": {"conditions": (("hasPrognosticFactor",), False, True, None)},
    "AnatomicalSite": {"conditions": (("arisesIn",), False, True, None), "metastases": (("metastasizesTo",), False, True, None)},
    "Biomarker": {"conditions": (("hasBiomarker",), False, True, None)},
    "Outcome": {"conditions": (("hasOutcome", "hasEpidemiology"), False, True, None)},
    "Population": {"trials": (("enrolled",), False, True, None)},
    "Warning": {"drugs": (("hasWarning",), False, True, None)},
    "Surveillance": {"conditions": (("followedUpWith",), False, True, None)},
}  # fmt: skip
EVERY = {"relations": ((), True, True, None), "statements": ((), True, True, None)}
PROPERTIES = {
    "components": "component",
    "excludedConditions": "excludesCondition",
    "restrictedTo": "restrictedTo",
    "searched": "searched",
}
TEXTS = {"drugClass": "drugClass", "mechanism": "mechanism", "phase": "phase", "title": "title", "creator": "creator", "venue": "venue", "issued": "issued",
         "url": "url", "accessed": "accessed", "retractedOn": "retractedOn", "searchedOn": "searchedOn", "note": "note"}  # fmt: skip
ENUMS = {"design": "design", "readAs": "readAs", "outcomeKind": "outcomeKind", "warningKind": "warningKind"}


@dataclass(frozen=True)
class Found:
    statement: Statement
    end: str
    about: str
    distance: int = 0
    overrides: tuple[Statement, ...] = ()


@dataclass(frozen=True)
class Many:
    """A connection: what it is of, everything found, and the page."""

    of: str
    every: list[Any]
    page: list[Any]


def enum(name: str) -> str | None:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper().replace("-", "_") if name else None


class Naive:
    """Answers any field of any object, from the records alone."""

    def __init__(self, projection: Projection) -> None:
        self.projection = projection
        self.records: Records = projection.records

    def typename(self, thing: Any) -> str:
        """Return the GraphQL type of a thing."""
        if isinstance(thing, Entity):
            return "Treatment" if thing.kind in TREATMENTS else "Source" if thing.kind in SOURCES else thing.kind
        return "Citation" if isinstance(thing, tuple) else type(thing).__name__

    def find(self, name: str) -> Any:
        """Return whatever has an identifier, None when nothing has."""
        r = self.records
        for statement in r.statements.values():
            if statement.id == name:
                return statement
            for citation in statement.citations:
                if citation.id == name:
                    return (citation, statement)
                for result in citation.results:
                    if result.id == name:
                        return result
        return r.entities.get(name) or r.concepts.get(name)

    def field(self, kind: str, thing: Any, name: str, given: dict[str, Any]) -> Any:
        """Return the value of a field: JSON, or things to look into."""
        if name == "__typename":
            return kind
        methods: dict[str, Callable[..., Any]] = {
            "Query": self._query, "Statement": self._statement, "Citation": self._citation, "Result": self._result, "Concept": self._concept,
        }  # fmt: skip
        if kind in methods:
            return methods[kind](thing, name, given)
        if isinstance(thing, Entity) and not kind.endswith("Edge"):
            return self._entity(kind, thing, name, given)
        return self._part(kind, thing, name)

    def _query(self, _: Any, name: str, given: dict[str, Any]) -> Any:
        families = {"conditions": "condition", "drugs": "drug", "treatments": "treatment", "trials": "trial", "prognosticFactors": "factor", "biomarkers": "biomarker",
                    "outcomes": "outcome", "sites": "site", "sources": "source", "entities": ""}  # fmt: skip
        if name in families:
            every = [e for e in self.records.entities.values() if e.id.startswith(families[name])]
            return self._list(families[name] or "entity", sorted(every, key=lambda e: e.id), given)
        if name == "statements":
            return self._relations(
                [Found(s, s.object, s.object) for s in self.records.statements.values()], given, "statement"
            )
        if name == "nodes":
            return [self.find(i) for i in given["ids"]]
        return self.find(given["id"])

    def _entity(self, kind: str, e: Entity, name: str, given: dict[str, Any]) -> Any:
        relation = (RELATIONS.get(kind, {}) | EVERY).get(name)
        if relation:
            return self._relation(e.id, *relation, given)
        if name in ("citedIn", "findings"):
            every = self.records.statements.values()
            held = [s for s in every if any(e.id in (c.source, c.trial) for c in s.citations)]
            return self._relations([Found(s, s.subject, e.id) for s in held], given, "statement")
        entities = self.records.entities
        plain = {
            "id": e.id, "iri": to_iri(e.id), "kind": enum(e.kind), "label": e.label, "plainLabel": e.plain_label, "definition": e.definition or None,
            "plainDefinition": e.plain_definition or None, "synonyms": list(e.synonyms), "identifiers": list(e.exact_matches),
            "parents": [entities[p] for p in e.parents], "brandNames": list(e.properties.get("brandName", ())), "genes": list(e.properties.get("gene", ())),
            "lookedFor": [enum(p) for p in e.properties.get("lookedFor", ())],
        }  # fmt: skip
        if name in plain:
            return plain[name]
        if name == "children":
            return sorted((x for x in entities.values() if e.id in x.parents), key=lambda x: x.id)
        if name == "searches":
            return [x for x in entities.values() if x.kind == "Search" and e.id in x.properties.get("ofCondition", ())]
        if name == "regimens":
            return self._regimens(e.id)
        if name == "supersededBy":
            return next((entities[x] for x in e.properties.get("supersededBy", ())), None)
        if name == "conditions":
            return [entities[x] for x in e.properties.get("ofCondition", ())]
        if name in PROPERTIES:
            return [self._term(x) for x in e.properties.get(PROPERTIES[name], ())]
        return enum(e.first(ENUMS[name])) if name in ENUMS else e.first(TEXTS[name]) or None

    def _term(self, name: str) -> Any:
        return self.records.entities.get(name) or self.records.concepts.get(name)

    def _broader(self, name: str) -> set[str]:
        found, front = {name}, [name]
        while front:
            entity = self.records.entities.get(front.pop())
            more = set(entity.parents if entity else ()) - found
            found |= more
            front += more
        return found

    def _regimens(self, name: str) -> list[Entity]:
        found = []
        for e in self.records.entities.values():
            if e.id.startswith("treatment:"):
                broader = self._broader(e.id)
                parts = {p for b in broader for p in self.records.entities[b].properties.get("component", ())}
                if name in (broader | parts) - {e.id}:
                    found.append(e)
        return sorted(found, key=lambda e: e.id)

    def _relation(self, about: str, predicates: tuple[str, ...], to: bool, of: bool, inherits: bool | None, given: dict[str, Any]) -> Many:  # fmt: skip
        if inherits is not None and given.get("inherited", inherits):
            predicate = Predicate(predicates[0])
            edges = applicable(self.projection, about, predicate)
            found = [Found(e.statement, e.statement.subject if predicate in CONDITION_IS_OBJECT else e.statement.object, e.condition, e.distance, e.overrides) for e in edges]  # fmt: skip
        else:
            found = []
            for s in self.records.statements.values():
                if (not predicates or s.predicate in predicates) and (
                    (to and s.subject == about) or (of and s.object == about)
                ):
                    found.append(Found(s, s.object if s.subject == about and to else s.subject, about))
        return self._relations(found, given, "relation")

    def _relations(self, found: Iterable[Found], given: dict[str, Any], of: str) -> Many:
        wanted = given.get("filter") or {}
        kept = [f for f in found if self._wanted(f, wanted)]
        kept.sort(key=lambda f: (f.distance, f.about if f.distance else "", f.statement.id))
        for key in reversed(given.get("orderBy") or []):
            by = {"LABEL": lambda f: self.records.entities[f.end].label.lower(), "MODIFIED": lambda f: f.statement.modified, "PREDICATE": lambda f: f.statement.predicate}[key["field"]]  # fmt: skip
            kept.sort(key=by, reverse=key["direction"] == "DESC")
        return Many(of, kept, self._page(kept, given))

    def _wanted(self, f: Found, wanted: dict[str, Any]) -> bool:
        s, entities = f.statement, self.records.entities
        ends = (entities[s.subject].label.lower(), entities[s.object].label.lower())
        return (
            ("direction" not in wanted or enum(s.direction) in wanted["direction"])
            and ("predicate" not in wanted or enum(s.predicate) in wanted["predicate"])
            and ("kind" not in wanted or enum(entities[f.end].kind) in wanted["kind"])
            and (
                "stage" not in wanted or any(wanted["stage"] in self._broader(v) for v in s.qualifiers.get("stage", ()))
            )
            and (
                "sourceKind" not in wanted
                or any(enum(entities[c.source].kind) in wanted["sourceKind"] for c in s.citations)
            )
            and all(any(word in end for end in ends) for word in wanted.get("text", "").lower().split())
        )

    def _list(self, of: str, every: list[Entity], given: dict[str, Any]) -> Many:
        wanted = given.get("filter") or {}
        kept = [
            e for e in every
            if any(all(w in n.lower() for w in wanted.get("text", "").lower().split())
                   for n in (e.label, *e.synonyms, *e.properties.get("brandName", ())))
            and ("within" not in wanted or wanted["within"] in self._broader(e.id))
        ]  # fmt: skip
        for key in reversed(given.get("orderBy") or []):
            kept.sort(
                key=lambda e: e.label.lower() if key["field"] == "LABEL" else e.id, reverse=key["direction"] == "DESC"
            )
        return Many(of, kept, self._page(kept, given))

    def _page(self, every: list[Any], given: dict[str, Any]) -> list[Any]:
        return every[-given["last"] :] if given.get("last") else every[: given.get("first") or 20]

    def _statement(self, s: Statement, name: str, given: dict[str, Any]) -> Any:
        entities = self.records.entities
        return {
            "id": s.id, "iri": to_iri(s.id), "predicate": enum(s.predicate), "direction": enum(s.direction), "modified": s.modified,
            "modality": enum(s.qualifier("modality")), "effect": enum(s.qualifier("effect")), "subject": entities[s.subject], "object": entities[s.object],
            "qualifiers": [(n, v) for n, values in s.qualifiers.items() if n not in ("modality", "effect") and given.get("name") in (None, n) for v in values],
            "ended": s.qualifier("validUntil") or None, "content": s.content, "reviewStatus": "submitted", "reviews": [],
            "citations": [(c, s) for c in s.citations],
        }[name]  # fmt: skip

    def _citation(self, pair: tuple[Citation, Statement], name: str, given: dict[str, Any]) -> Any:
        c, s = pair
        entities, concepts = self.records.entities, self.records.concepts
        if name == "populationRelation":
            ends = [
                x
                for x in ((s.object,) if s.predicate in CONDITION_IS_OBJECT else (s.subject,))
                if x.startswith("condition:")
            ]
            return enum(population_relation(self.projection, c, ends[0], s)) if ends else None
        if name == "design":
            trial = entities[c.trial].first("design") if c.trial else ""
            return enum((c.design or entities[c.source].first("design") or trial).removeprefix("skg:"))
        return {
            "id": c.id, "iri": to_iri(c.id), "locator": c.locator, "stance": enum(c.stance), "sampleSize": c.sample_size, "note": c.note or None,
            "secondReading": c.second_reading or None, "statement": s, "source": entities[c.source], "reportedFrom": [entities[x] for x in c.reported_from],
            "trial": entities[c.trial] if c.trial else None, "level": concepts.get(c.level), "grade": concepts.get(c.grade),
            "population": entities[c.population], "results": list(c.results),
        }[name]  # fmt: skip

    def _result(self, r: Result, name: str, _: dict[str, Any]) -> Any:
        if name in ("endpoint", "arm", "comparator"):
            return self.records.entities.get(getattr(r, name))
        if name in ("measure", "intervalKind"):
            return enum(r.measure if name == "measure" else r.interval_kind)
        if name == "iri":
            return to_iri(r.id)
        value = getattr(r, re.sub(r"(?=[A-Z])", "_", name).lower())
        if value is None or isinstance(value, bool | int):
            return value
        return str(value) or None

    def _concept(self, c: Concept, name: str, _: dict[str, Any]) -> Any:
        return {"id": c.id, "iri": to_iri(c.id), "label": c.label, "plainLabel": c.plain_label, "definition": c.definition or None, "notation": c.notation or None,
                "scheme": c.scheme}[name]  # fmt: skip

    def _part(self, kind: str, thing: Any, name: str) -> Any:
        if isinstance(thing, Many):
            return self._many(thing, name)
        if isinstance(thing, Found):
            entities = self.records.entities
            return {"node": thing.statement if kind == "StatementEdge" else entities[thing.end], "statement": thing.statement, "distance": thing.distance,
                    "about": entities[thing.about], "overrides": list(thing.overrides)}[name]  # fmt: skip
        if isinstance(thing, Entity):
            return {"node": thing}[name]
        if kind == "Qualifier":
            term = self._term(thing[1]) or self.records.concepts.get(f"skg:{thing[1]}")
            return {"name": thing[0], "value": thing[1], "label": term.label if term else thing[1], "term": term}[name]
        if kind == "Identifier":
            return {"id": thing, "url": to_iri(thing)}[name]
        return thing[name]

    def _many(self, many: Many, name: str) -> Any:
        if name == "totalCount":
            return len(many.every)
        if name == "edges":
            return many.page
        if name == "nodes":
            ends = {"relation": lambda f: self.records.entities[f.end], "statement": lambda f: f.statement}
            return [ends.get(many.of, lambda e: e)(item) for item in many.page]
        if name == "pageInfo":
            start = many.every.index(many.page[0]) if many.page else 0
            return {
                "hasNextPage": start + len(many.page) < len(many.every),
                "hasPreviousPage": bool(many.page) and start > 0,
            }
        what = {"countsByKind": "kind", "countsByPredicate": "predicate", "countsByDirection": "direction"}[name]
        counts = Counter(self._counted(many.of, what, item) for item in many.every)
        return [{what: enum(key), "count": n} for key, n in sorted(counts.items())]

    def _counted(self, of: str, what: str, item: Any) -> str:
        if what != "kind":
            return str(getattr(item.statement, what))
        if isinstance(item, Entity):
            return item.kind
        return self.records.entities[item.statement.object if of == "statement" else item.end].kind
