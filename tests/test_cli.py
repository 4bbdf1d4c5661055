from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from .conftest import ROOT, SEED


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
