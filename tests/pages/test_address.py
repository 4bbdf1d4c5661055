"""Addresses and plans: there and back, and names that have moved."""

from __future__ import annotations

import pytest

from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages.address import variables
from sarcomakg.pages.retired import RETIRED, Names


def test_variables() -> None:
    found = variables(
        "condition", "osteosarcoma", "", [("site", "femur"), ("drug", "cisplatin"), ("audience", "patient")]
    )
    assert found == {
        "topics": ["TREATMENT"],
        "condition": "condition:osteosarcoma",
        "site": "site:femur",
        "drugs": ["drug:cisplatin"],
    }
    with pytest.raises(InputError, match="choose one of treatment"):
        variables("condition", "osteosarcoma", "magic", [])


def test_retired_names_are_gone_and_lead_to_what_is_there(kg: KnowledgeGraph) -> None:
    entities = kg.projection.records.entities
    assert not [old for old in RETIRED if old in entities]
    assert not [new for new in RETIRED.values() if new not in entities]


def test_names(kg: KnowledgeGraph) -> None:
    names = Names(kg.projection.records.entities.values())
    assert names.find("condition:GIST") == "condition:gastrointestinal-stromal-tumor"
    assert names.find("condition:") == ""
    assert names.near("osteosarcome", "condition")[0] == "condition:osteosarcoma"
    assert names.near("") == []
