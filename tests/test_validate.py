"""The shipped data keeps every rule; each counter-example breaks the rule that its first line names, and no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sarcomakg.errors import DataError
from sarcomakg.rdf.dataset import fingerprint
from sarcomakg.validate import check, valid_dataset

from .conftest import ROOT

EXAMPLES = sorted((ROOT / "tests" / "counterexamples").glob("*.ttl"))


def test_shipped_data_has_no_violation() -> None:
    report = check(ROOT)
    assert report.violations == ()
    assert report.counts["Statements"] >= 150
    # What is warned of is no violation.
    superseded = [w for w in report.warnings if w.rule == "superseded-source"]
    assert any("source:turalio-label-2019, source:turalio-label-current" in w.message for w in superseded)
    assert all(w.file.startswith("data/") and w.line > 0 for w in report.warnings)
    assert {w.rule for w in report.warnings} >= {"superseded-source", "newer-by-name"}
    assert report.counts["Sources"] >= 40


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("root")
    for name in ("ontology", "data"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def _broken(path: Path) -> tuple[str, int]:
    rule, line = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# breaks: ").split(" at line ")
    return rule, int(line)


@pytest.fixture(scope="module")
def found(copy: Path) -> dict[str, set[tuple[str, int]]]:
    """Check all counter-examples in one run: file -> (rule, line) of its violations; syntax hides the rest, so not here."""
    targets = []
    for path in EXAMPLES:
        if _broken(path)[0] != "turtle-syntax":
            # Names of their own, so that one example does not describe what another does.
            text = path.read_text(encoding="utf-8").replace("statement:test ", f"statement:{path.stem} ")
            text = text.replace("condition:aaa ", f"condition:aaa-{path.stem} ")
            text = text.replace("review:test ", f"review:{path.stem} ")
            target = copy / "data" / f"under-test-{path.name}"
            target.write_text(text, encoding="utf-8")
            targets.append(target)
    result: dict[str, set[tuple[str, int]]] = {}
    for violation in check(copy).violations:
        result.setdefault(violation.file, set()).add((violation.rule, violation.line))
    for target in targets:
        target.unlink()
    return result


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_counter_example_is_refused_with_file_line_and_rule(
    copy: Path, path: Path, found: dict[str, set[tuple[str, int]]]
) -> None:
    rule, line = _broken(path)
    if rule == "turtle-syntax":
        target = copy / "data" / f"under-test-{path.name}"
        target.write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
        violations = {(v.rule, v.line) for v in check(copy).violations}
        target.unlink()
    else:
        violations = found.get(f"data/under-test-{path.name}", set())
    assert {name for name, _ in violations} == {rule}
    assert (rule, line) in violations


def test_there_is_a_counter_example_for_every_query() -> None:
    rules = {
        p.read_text(encoding="utf-8").splitlines()[0].split(" at line")[0].removeprefix("# breaks: ") for p in EXAMPLES
    }
    assert {p.stem for p in (ROOT / "ontology" / "checks").glob("*.rq")} <= rules


def test_a_broken_file_stops_the_start(copy: Path) -> None:
    target = copy / "data" / "broken.ttl"
    target.write_text("condition:x a skg:Condition ;\n  skos:prefLabel ", encoding="utf-8")
    try:
        with pytest.raises(DataError) as caught:
            valid_dataset(copy, fingerprint(copy))
    finally:
        target.unlink()
    violation = caught.value.violations[0]
    assert (violation.file, violation.rule) == ("data/broken.ttl", "turtle-syntax")
    assert violation.line in (1, 2)


def test_a_retracted_source_that_is_cited_is_warned_of(copy: Path) -> None:
    path = copy / "data" / "sources" / "turalio-label-2019.ttl"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("skg:note", 'skg:retractedOn "2026-11-01"^^xsd:date ;\n    skg:note'), encoding="utf-8"
    )
    try:
        report = check(copy)
    finally:
        path.write_text(text, encoding="utf-8")
    assert report.violations == ()
    found = [w for w in report.warnings if w.rule == "retracted-source"]
    assert len(found) == 4
    assert all("source:turalio-label-2019, '2026-11-01'" in w.message for w in found)
