from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sarcomakg.build import write_snapshot
from sarcomakg.knowledge import KnowledgeGraph

from .conftest import ROOT, SEED
from .states import about_asps, part, state, without


def run(*arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sarcomakg", *arguments], input=stdin, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("format", "mark"),
    [("md", "# What is"), ("html", "<!doctype html>"), ("json", "{"), ("jsonld", "{"), ("fhir", "{")],
)
def test_answer(format: str, mark: str) -> None:
    done = run("answer", SEED, "--format", format, "--audience", "patient")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(mark)
    assert done.stderr == ""


def test_exit_status_one_for_a_refusal_and_two_for_bad_input() -> None:
    refused = run("answer", "treatment for diabetes")
    assert refused.returncode == 1
    assert "OutOfScope" in refused.stdout
    empty = run("answer", "")
    assert (empty.returncode, "OutOfScope" in empty.stdout, empty.stderr) == (1, True, "")
    assert run("answer", SEED, "--audience", "nobody").returncode == 2


def test_explain_prints_the_plan_and_each_match_beside_the_article() -> None:
    done = run("answer", "Votrient in ASPS", "--explain")
    assert done.returncode == 0
    assert "plan: topic=efficacy" in done.stderr
    assert "0-8 “Votrient” is drug:pazopanib, exact" in done.stderr
    assert done.stdout.startswith("# Votrient in ASPS")


def test_ask_takes_one_question_after_another() -> None:
    done = run("ask", stdin="MONDO id of ASPS\ntreatment for diabetes\n")
    assert done.returncode == 0
    assert "0011655" in done.stdout
    assert "OutOfScope" in done.stdout


def test_sparql_reads_standard_input() -> None:
    done = run("sparql", "-", stdin="SELECT (COUNT(*) AS ?n) { ?s a skg:Statement }")
    assert int(json.loads(done.stdout)["n"]) >= 150
    assert run("sparql", "-", stdin="SELECT {").returncode == 2


def test_check_and_schema() -> None:
    done = run("check")
    assert done.returncode == 0
    assert done.stdout.startswith("no violations")
    assert done.stdout.rstrip().endswith("warnings")
    assert done.stderr.startswith("warning: data/")
    assert run("schema").stdout == (ROOT / "schema.graphql").read_text(encoding="utf-8")


# What only some commands need; a help or a completion needs none of it.
_HEAVY = {"graphql", "msgspec", "networkx", "orjson", "pandas", "pyarrow", "pyoxigraph", "pyrudof", "rapidfuzz", "rdflib", "spellchecker", "starlette", "strawberry", "uvicorn"}  # fmt: skip
_IMPORTED = "import sys; from sarcomakg.cli import main; sys.argv = ['sarcomakg', *{}]\ntry: main()\nexcept SystemExit: pass\nprint(*{{m.partition('.')[0] for m in sys.modules}}, file=sys.stderr)"


def imported(*arguments: str, environment: dict[str, str] | None = None) -> set[str]:
    """Return the top-level packages that a command has read."""
    command = [sys.executable, "-c", _IMPORTED.format(list(arguments))]
    found = subprocess.run(command, capture_output=True, text=True, env=os.environ | (environment or {}))
    return set(found.stderr.splitlines()[-1].split())


def test_help_and_completion_read_nothing_heavy() -> None:
    completing = {"_SARCOMAKG_COMPLETE": "complete_bash", "COMP_WORDS": "sarcomakg ans", "COMP_CWORD": "1"}
    assert imported("--help") & _HEAVY == set()
    assert imported("answer", "--help") & _HEAVY == set()
    assert imported(environment=completing) & _HEAVY == set()


def test_an_answer_reads_no_more_than_it_needs() -> None:
    read = imported("answer", "What is the treatment for ASPS?")
    assert "pyoxigraph" in read
    assert read & {"curies", "networkx", "starlette", "pandas", "pyarrow", "rdflib", "uvicorn", "httpx"} == set()


def test_impact_lists_what_falls() -> None:
    done = run("impact", "turalio-label-2019", "--falling")
    assert done.returncode == 0, done.stderr
    assert "4 Statements rest on it, 4 would be left by nothing" in done.stdout
    found = json.loads(run("impact", "source:pdq-gist", "--format", "json").stdout)
    assert len(found["statements"]["nodes"]) == found["statementCount"] > 100
    assert len(found["cards"]["nodes"]) == found["cardCount"]
    assert run("impact", "nothing").returncode == 2


def test_a_release_is_made_compared_and_asked(kg: KnowledgeGraph, tmp_path: Path) -> None:
    lines = part(kg, about_asps)
    for name, found in (("one", lines), ("two", without(lines, "statement:asps-metastasis-lung"))):
        write_snapshot(state(found), tmp_path / name)
    kept, day = str(tmp_path / "kept"), ("--date", "2026-11-30")
    made = run("release", "--out", kept, "--store", str(tmp_path / "one"), "--version", "1", *day)
    assert (made.returncode, made.stdout) == (0, f"{kept}/1\n"), made.stderr
    again = run("release", "--out", kept, "--store", str(tmp_path / "one"), "--version", "1", *day)
    assert (again.returncode, "is there already" in again.stderr) == (2, True)
    text = run("diff", f"{kept}/1", str(tmp_path / "two"))
    assert "withdrawn statement:asps-metastasis-lung" in text.stdout
    assert (
        json.loads(run("diff", f"{kept}/1", str(tmp_path / "two"), "--format", "json").stdout)["counts"]["withdrawn"]
        == 1
    )
    question = "Where does alveolar soft part sarcoma metastasize?"
    answered = run("answer", question, "--release", "1", "--releases", kept)
    assert (
        answered.stdout.splitlines()[2]
        == "**From the release 1, as the graph was then; it may say something else now.**"
    )
    unknown = run("answer", question, "--release", "0", "--releases", kept)
    assert (unknown.returncode, unknown.stderr) == (2, "no release '0' is kept; those kept are: 1\n")
    assert run("release", "--out", kept, "--date", "today").returncode == 2
