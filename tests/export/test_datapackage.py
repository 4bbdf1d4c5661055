"""CSV, checked by `frictionless`."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from frictionless import Package, validate

from sarcomakg.export.datapackage import cell
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.tables import KINDS, Type


def test_frictionless_finds_the_package_valid(folder: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(folder / "sarcomakg-csv.zip") as archive:
        archive.extractall(tmp_path)
    report = validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "note"])[:10]
    assert {task.name for task in report.tasks} == set(KINDS)


def test_the_descriptor_carries_the_release_and_the_hashes(kg: KnowledgeGraph, folder: Path) -> None:
    release = kg.edition.release
    with zipfile.ZipFile(folder / "sarcomakg-csv.zip") as archive:
        package = json.loads(archive.read("datapackage.json"))
        assert package["version"] == release.version
        assert package["created"].startswith(release.date)
        assert package["licenses"][0]["path"] == release.licence
        assert package["identity"] == f"sha256:{release.identity}"
        assert Package(package).name == "sarcomakg"
        for resource in package["resources"]:
            content = archive.read(resource["path"])
            assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
            assert resource["bytes"] == len(content)


def test_cells_are_the_records(kg: KnowledgeGraph, folder: Path) -> None:
    with zipfile.ZipFile(folder / "sarcomakg-csv.zip") as archive:
        read = {
            name.removesuffix(".csv"): list(csv.DictReader(io.StringIO(archive.read(name).decode(), newline="")))
            for name in archive.namelist() if name.endswith(".csv")
        }  # fmt: skip
    records = kg.snapshot.records
    for row in read["statements"]:
        statement = records.statements[row["id"]]
        assert (row["subject"], row["object"], row["direction"]) == (
            statement.subject,
            statement.object,
            statement.direction,
        )
        assert tuple(json.loads(row["outcome"] or "[]")) == statement.qualifiers.get("outcome", ())
    results = {r.id: r for s in records.statements.values() for r in s.results}
    for row in read["results"]:
        result = results[row["id"]]
        assert row["estimate"] == ("" if result.estimate is None else str(result.estimate))
    assert {row["id"] for row in read["drugs"]} == {e.id for e in records.entities.values() if e.family == "drug"}


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert cell(Type.TEXT, text) == f"'{text}"
    assert cell(Type.MANY, (text,)).startswith("[")


def test_numbers_and_flags_are_plain() -> None:
    assert cell(Type.NUMBER, -2) == "-2"
    assert cell(Type.FLAG, False) == "false"
    assert {cell(type, None) for type in Type} == {""}
    assert cell(Type.COUNT, 0) == "0"
