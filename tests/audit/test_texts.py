"""A figure, a locator, a PMID or a label that is not in the source is a miss, with file and line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from sarcomakg.audit import AuditReport, audit_identifiers, audit_texts, read_map
from sarcomakg.errors import InputError
from sarcomakg.model import Citation, Entity, Records, Result, Statement

HERE = Path(__file__).parent
RESULT = Result("result:1", "outcome:x", "HazardRatio", "1", "made up", estimate=Decimal("0.4"), lower=Decimal("0.24"),
                upper=Decimal("0.64"), p_value="<0.001", arm_size=1200)  # fmt: skip
CITATION = Citation(
    "citation:1", "source:made-up", "Surgery, with or without radiation", "condition:x", results=(RESULT,)
)
PAPER = Entity("source:doe", "Article", "Doe", exact_matches=("pmid:11111111",),
               properties={"title": ("Somethingoma in the limbs: a randomized trial",)})  # fmt: skip


def run(citation: Citation, paper: Entity = PAPER) -> AuditReport:
    statement = Statement("statement:1", "drug:x", "studiedIn", "condition:x", "For", "2026-01-01", (citation,))
    records = Records({paper.id: paper}, {statement.id: statement}, {})
    places = {"https://w3id.org/sarcomakg/id/citation/1": ("data/x.ttl", 7)}
    return audit_texts(records, places, HERE, {"source:made-up": "text.md"})


def test_what_stands_in_the_text_is_found() -> None:
    report = run(replace(CITATION, reported_from=("source:doe",)))
    assert report.missed == ()
    assert report.found == {"locator": 1, "figure": 5, "reference": 1}


@pytest.mark.parametrize(
    ("field", "value"),
    [("estimate", Decimal("0.41")), ("upper", Decimal("0.46")), ("arm_size", 120), ("p_value", "0.01"), ("events", 12)],
)
def test_a_figure_that_does_not_stand_there_is_missed(field: str, value: object) -> None:
    wrong = replace(RESULT, **{field: value})  # type: ignore[arg-type]
    report = run(replace(CITATION, results=(wrong,)))
    assert len(report.missed) == 1
    assert str(report.missed[0]).startswith("data/x.ttl:7: statement:1: source:made-up: ")
    assert "does not stand under" in report.missed[0].message


@pytest.mark.parametrize("locator", ["Surgery", "First drug", "Radiation"])
def test_a_locator_that_is_no_heading_or_more_than_one_is_missed(locator: str) -> None:
    report = run(replace(CITATION, locator=locator))
    assert len(report.missed) == 1


def test_a_wrong_pmid_is_missed_and_a_paper_out_of_the_list_is_not_checked() -> None:
    swapped = replace(PAPER, exact_matches=("pmid:22222222",))
    assert "another title" in run(replace(CITATION, reported_from=("source:doe",)), swapped).missed[0].message
    wrong = replace(PAPER, exact_matches=("pmid:33333333",), properties={"title": ("Another paper entirely",)})
    assert "22222222" in run(replace(CITATION, reported_from=("source:doe",)), wrong).missed[0].message
    other = replace(PAPER, exact_matches=("pmid:4",), properties={"title": ("A paper that is not listed",)})
    report = run(replace(CITATION, reported_from=("source:doe",)), other)
    assert (report.missed, len(report.unchecked)) == ((), 1)


def test_a_source_without_a_text_is_listed_as_not_checked() -> None:
    report = run(replace(CITATION, source="source:other"))
    assert (report.found, report.missed, len(report.unchecked)) == ({}, (), 1)


def test_a_map_or_text_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    bad = tmp_path / "map.tsv"
    bad.write_text("source:a text.md\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"map\.tsv:1"):
        read_map(bad)
    with pytest.raises(InputError, match=r"missing\.md"):
        audit_texts(Records({}, {}, {}), {}, tmp_path, {"source:a": "missing.md"})


def test_an_identifier_of_another_thing_is_missed(tmp_path: Path) -> None:
    (tmp_path / "conditions.tsv").write_text(
        "oncotree\tname\tmondo\tmondo_label\tncit\tdoid\nSOM\tSomethingoma/Thingoma\tMONDO:0000001\tsomethingoma\tNCIT:C1\t\n"
    )
    (tmp_path / "anatomy.tsv").write_text("uberon\tname\texact_synonyms\nUBERON:0000376\thind limb\tthigh|upper leg\n")
    entities = [
        Entity(
            "condition:a", "Condition", "thingoma", exact_matches=("mondo:0000001", "ncit:C1", "oncotree:SOM", "doid:9")
        ),
        Entity("condition:b", "Condition", "osteosarcoma", exact_matches=("ncit:C1",)),
        Entity("site:thigh", "AnatomicalSite", "thigh", exact_matches=("uberon:0000376",)),
    ]
    report = audit_identifiers(Records({e.id: e for e in entities}, {}, {}), {}, tmp_path)
    assert report.found == {"mondo": 1, "ncit": 1, "oncotree": 1, "uberon": 1}
    assert [f.record for f in report.missed] == ["condition:b"]
    assert [f.record for f in report.unchecked] == ["condition:a"]
