"""The things that Evidence is about: groups of people, and exposures, comparators and outcomes as EvidenceVariables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sarcomakg.identifiers import to_iri
from sarcomakg.render.fhir.terms import codings, concept, made_id, other_identifiers, own_identifier, reference

Json = Mapping[str, Any]


@dataclass
class Variables:
    """Resources by identifier, made when first referred to; `nodes` are those of the document `codes`, by identifier."""

    nodes: Mapping[str, Json]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def thing(self, end: Json) -> dict[str, Any]:
        """Return the reference to an exposure, a comparator or an outcome (`id`, `label`)."""
        return self._referred("EvidenceVariable", end, self._variable)

    def people(self, end: Json) -> dict[str, Any]:
        """Return the reference to a group of people: a population, or everybody with a condition."""
        return self._referred("Group", end, self._group)

    def _referred(self, kind: str, end: Json, make: Any) -> dict[str, Any]:
        name = made_id(kind, end["id"])
        if name not in self.made:
            self.made[name] = {"resourceType": kind, "id": name, **make(end)}
        return reference(kind, name, end["label"])

    def _identifiers(self, end: Json) -> list[Json]:
        found: list[Json] = self.nodes.get(end["id"], {}).get("identifiers", [])
        return found

    def _variable(self, end: Json) -> dict[str, Any]:
        found = self._identifiers(end)
        return {
            "url": to_iri(end["id"]),
            **({"identifier": others} if (others := other_identifiers(found)) else {}),
            "title": end["label"],
            "status": "active",
            "characteristic": [{"definitionCodeableConcept": concept(end["label"], *codings(found, end["label"]))}],
        }

    def _group(self, end: Json) -> dict[str, Any]:
        node = self.nodes.get(end["id"], {})
        found: dict[str, Any] = {
            "identifier": [own_identifier(end["id"])], "active": True, "type": "person", "membership": "definitional", "name": end["label"],
        }  # fmt: skip
        if "ofConditions" not in node:
            named = concept(end["label"], *codings(self._identifiers(end), end["label"]))
            return {**found, "characteristic": [_trait(end["id"].partition(":")[0], named)]}
        traits = [_trait("condition", _any_of(node["ofConditions"]))] if node["ofConditions"] else []
        traits += [_trait("condition", _any_of([c]), left_out=True) for c in node["excludedConditions"]]
        traits += [_trait("restricted to", concept(t["label"])) for t in node["restrictedTo"] if t.get("label")]
        described = {"description": node["definition"]} if node.get("definition") else {}
        return {**found, **described, **({"characteristic": traits} if traits else {})}


def _trait(name: str, value: dict[str, Any], *, left_out: bool = False) -> dict[str, Any]:
    return {"code": concept(name), "valueCodeableConcept": value, "exclude": left_out}


def _any_of(conditions: list[Json]) -> dict[str, Any]:
    """Return one condition with its codes, several as words: the codes of one concept are taken for synonyms."""
    if len(conditions) == 1:
        (condition,) = conditions
        return concept(condition["label"], *codings(condition["identifiers"], condition["label"]))
    return concept("any of: " + "; ".join(c["label"] for c in conditions))
