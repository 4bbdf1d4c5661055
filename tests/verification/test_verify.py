"""An article is held against its manifest and against the card made again, sentence by sentence, in every form."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from sarcomakg.ask.address import address_of
from sarcomakg.cards.manifest import LISTS, content_of, hash_of, header_hash, text_hash
from sarcomakg.cards.proof import plans
from sarcomakg.cards.stable import plan_at
from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.model import Statement
from sarcomakg.projection.memory import project
from sarcomakg.verification import Report, Status, fetch, read_article, verify
from sarcomakg.verification.forms import TamperedError

from ..conftest import ROOT
from .conftest import ADDRESS, FORMS, written

Answers = Callable[..., dict[str, Any]]
OTHER = "f" * 64


def held(kg: KnowledgeGraph, content: bytes, **changed: Statement | None) -> Report:
    """Hold an article against the graph, or against another snapshot in which Statements were changed, or removed (None)."""
    article = read_article(content, "it")
    if not changed:
        return verify(article, kg.projection, kg.snapshot.identity)
    records = kg.snapshot.records
    statements = {n: s for n, s in {**records.statements, **changed}.items() if s is not None}
    return verify(article, project(replace(records, statements=statements)), OTHER)


def differing(report: Report) -> list[Any]:
    return [v for v in report.verdicts if v.status is not Status.SAME]


@pytest.mark.parametrize("audience", ["CLINICIAN", "PATIENT"])
@pytest.mark.parametrize("form", FORMS)
def test_an_article_as_it_was_made_is_the_same(kg: KnowledgeGraph, answers: Answers, form: str, audience: str) -> None:
    answer = answers(audience=audience)
    report = held(kg, written(answer, form))
    assert report.same
    assert report.counts["same"] >= len(answer["manifest"]["sentences"]) > 10
    assert (report.made_from, report.identity, report.added) == (kg.snapshot.identity, kg.snapshot.identity, ())


def test_cards_of_every_topic_can_be_read_back_from_every_form(kg: KnowledgeGraph, answers: Answers) -> None:
    every = {plan.topics: plan for plan in list(plans(kg.projection))[::7]}
    assert len(every) > 8
    for plan in every.values():
        address = address_of(plan)
        assert str(plan_at(kg.projection, address)) == str(plan)
        answer = answers(address)
        for form in FORMS if answer["__typename"] == "Card" else ():
            report = held(kg, written(answer, form))
            assert report.same, (address, form, report.remarks, differing(report)[:3])


def first(answer: dict[str, Any], section: str = "") -> dict[str, Any]:
    """Return the first sentence of the first section that has one, the opening left out."""
    found: dict[str, Any] = next(s["sentences"][0] for s in answer["sections"] if s["sentences"])
    return found


def copied(answer: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(answer))
    return found


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_that_was_changed_is_tampered_and_no_other(kg: KnowledgeGraph, answers: Answers, form: str) -> None:
    answer = copied(answers())
    sentence = first(answer)
    right = sentence["text"]
    sentence["text"] = "Nobody needs follow-up."
    report = held(kg, written(answer, form))
    found = differing(report)
    assert {v.status for v in found} == {Status.TAMPERED}
    assert found[0].was == "Nobody needs follow-up."
    assert found[0].now == right
    assert report.remarks
    assert not report.same


@pytest.mark.parametrize("form", FORMS)
def test_a_sentence_that_was_put_in_or_left_out_is_tampered(kg: KnowledgeGraph, answers: Answers, form: str) -> None:
    more, less = copied(answers()), copied(answers())
    section = next(s for s in more["sections"] if s["sentences"])
    section["sentences"].append({**section["sentences"][0], "text": "Drink carrot juice."})
    assert [(v.status, v.was) for v in differing(held(kg, written(more, form)))] == [
        (Status.TAMPERED, "Drink carrot juice.")
    ]
    next(s for s in less["sections"] if s["sentences"])["sentences"].pop(0)
    report = held(kg, written(less, form))
    assert {v.status for v in differing(report)} == {Status.TAMPERED}
    assert "left out" in differing(report)[0].why or "leaves out" in differing(report)[0].why
    assert report.added


def test_text_around_sentences_is_seen(kg: KnowledgeGraph, answers: Answers) -> None:
    page = written(answers(), "html").decode()
    where = page.index('<ul class="said">') + len('<ul class="said">\n')
    for put in ("<li>Drink carrot juice.\n", "<li>Drink carrot juice.</li>"):
        report = held(kg, (page[:where] + put + page[where:]).encode())
        assert [(v.status, v.was) for v in differing(report)] == [(Status.TAMPERED, "Drink carrot juice.")]
    text = written(answers(), "md").decode()
    title = next(s["title"] for s in answers()["sections"] if s["sentences"])
    for put in ("\n\n- Drink carrot juice.\n", "\n\n## Advice\n\n- Drink carrot juice.\n"):
        report = held(kg, text.replace(f"## {title}\n", f"## {title}{put}", 1).encode())
        assert "Drink carrot juice." in {v.was for v in differing(report)}
        assert not report.same


@pytest.mark.parametrize("form", ["json", "md", "html"])
def test_gaps_and_facts_are_held_too(kg: KnowledgeGraph, answers: Answers, form: str) -> None:
    answer = copied(answers("/answers/alveolar-soft-part-sarcoma"))
    gap = next(g for s in answer["sections"] for g in s["gaps"])
    gap["text"] = "Everything is known."
    found = differing(held(kg, written(answer, form)))
    assert {v.status for v in found} == {Status.TAMPERED}
    assert "Everything is known." in {v.was for v in found}
    answer = copied(answers("/answers/alveolar-soft-part-sarcoma/overview"))
    facts = [f for s in answer["sections"] for f in s["facts"]]
    for fact in facts:
        fact["value"] = "the common cold"
    found = differing(held(kg, written(answer, form)))
    assert {v.status for v in found} == {Status.TAMPERED}
    assert {f"{fact['label']}: the common cold" for fact in facts} <= {v.was for v in found}


def sole(answer: dict[str, Any]) -> dict[str, Any]:
    """Return a sentence that is made from one Statement, which no other sentence is made from."""
    sentences = [s for part in answer["sections"] for s in part["sentences"]]
    used = [n for s in [*sentences, *answer["answer"]] for n in s["statementIds"]]
    return next(s for s in sentences if len(s["statementIds"]) == 1 and used.count(s["statementIds"][0]) == 1)


@pytest.mark.parametrize("form", FORMS)
def test_what_changed_since_is_told_with_what_was_and_what_is(kg: KnowledgeGraph, answers: Answers, form: str) -> None:
    answer = answers()
    sentence = sole(answer)
    (name,) = sentence["statementIds"]
    statement = kg.projection.statement(name)
    noted = tuple(replace(c, note="Mended after a second look") for c in statement.citations)
    report = held(kg, written(answer, form), **{name: replace(statement, citations=noted, content="0" * 64)})
    (verdict,) = differing(report)
    assert (verdict.status, verdict.was) == (Status.CHANGED, sentence["text"])
    assert "Mended after a second look" in verdict.now
    assert form == "html" or verdict.why == f"{name} changed"
    assert (report.made_from, report.identity) == (kg.snapshot.identity, OTHER)
    assert not report.remarks


@pytest.mark.parametrize("form", FORMS)
def test_what_is_gone_is_withdrawn(kg: KnowledgeGraph, answers: Answers, form: str) -> None:
    answer = answers()
    sentence = sole(answer)
    (name,) = sentence["statementIds"]
    found = {
        v.was: v for v in differing(held(kg, written(answer, form), **{name: None})) if v.status is Status.WITHDRAWN
    }
    assert found[sentence["text"]].why == f"{name} is gone"


def test_an_approval_that_ended_is_withdrawn(kg: KnowledgeGraph, answers: Answers) -> None:
    answer = answers("/answers/alveolar-soft-part-sarcoma/approval")
    name = "statement:atezolizumab-approved-asps"
    statement = kg.projection.statement(name)
    ended = replace(statement, qualifiers={**statement.qualifiers, "validUntil": ("2026-11-01",)}, content="0" * 64)
    report = held(kg, written(answer, "json"), **{name: ended})
    withdrawn = [v for v in report.verdicts if v.status is Status.WITHDRAWN]
    assert withdrawn
    assert {v.why for v in withdrawn} == {f"{name} ended on 2026-11-01"}


def forged(answer: dict[str, Any], text: str) -> dict[str, Any]:
    """Return an article with another sentence and a manifest made anew for it."""
    found = copied(answer)
    sentence, manifest = first(found), found["manifest"]
    old, sentence["text"] = text_hash(sentence["text"]), text
    for entry in manifest["sentences"]:
        if entry["text"] == old and entry["section"] != "answer":
            entry["text"] = text_hash(text)
    manifest["hashes"] = {name: hash_of(manifest[name]) for name in LISTS}
    manifest["content"] = content_of(manifest)
    manifest["hash"] = header_hash(manifest)
    return found


@pytest.mark.parametrize("form", ["json", "jsonld", "md"])
def test_a_forged_manifest_comes_out_against_its_own_snapshot(kg: KnowledgeGraph, answers: Answers, form: str) -> None:
    report = held(kg, written(forged(answers(), "Nobody needs follow-up."), form))
    assert [v.was for v in differing(report) if v.status is Status.TAMPERED] == ["Nobody needs follow-up."]
    assert "it was forged" in " ".join(report.remarks)
    later = verify(
        read_article(written(forged(answers(), "Nobody needs follow-up."), form), "it"), kg.projection, OTHER
    )
    assert [(v.status, v.was) for v in differing(later)] == [(Status.CHANGED, "Nobody needs follow-up.")]


def test_another_version_of_the_program_is_not_accused(kg: KnowledgeGraph, answers: Answers) -> None:
    answer = forged(answers(), "An older wording.")
    answer["manifest"]["program"] = "sarcomakg 0.0.1"
    answer["manifest"]["hash"] = header_hash(answer["manifest"])
    report = held(kg, written(answer, "json"))
    assert {v.status for v in differing(report)} == {Status.CHANGED}


def test_an_emptied_article_is_not_the_same(kg: KnowledgeGraph, answers: Answers) -> None:
    answer = copied(answers())
    answer["answer"], manifest = [], answer["manifest"]
    for section in answer["sections"]:
        section["sentences"], section["gaps"], section["facts"] = [], [], []
    manifest["sentences"], manifest["asides"] = [], []
    manifest["hashes"] = {name: hash_of(manifest[name]) for name in LISTS}
    manifest["hash"] = header_hash(manifest)
    assert not verify(read_article(written(answer, "json"), "it"), kg.projection, OTHER).same


def test_a_card_that_is_no_more(kg: KnowledgeGraph, answers: Answers) -> None:
    answer = copied(answers())
    answer["manifest"]["plan"]["address"] = "/answers/sarcoma-of-nowhere"
    answer["manifest"]["hash"] = header_hash(answer["manifest"])
    report = verify(read_article(written(answer, "json"), "it"), kg.projection, OTHER)
    assert "the snapshot has no such card" in report.remarks[0]
    assert report.counts["same"] == 0


def without(answer: dict[str, Any]) -> bytes:
    return json.dumps({key: value for key, value in answer.items() if key != "manifest"}).encode()


def test_what_cannot_be_verified_is_refused_with_the_reason(answers: Answers) -> None:
    answer = answers()
    version = copied(answer)
    version["manifest"]["format"] = 7
    shape = copied(answer)
    shape["manifest"]["sentences"] = "none"
    cases = (
        (b"\xff\xfe", "is no article: it is not UTF-8"),
        (b"{", "its JSON cannot be read"),
        (b"{}", "neither a card nor its JSON-LD"),
        (
            json.dumps({"answer": [{}], "sections": [], "manifest": answer["manifest"]}).encode(),
            "a sentence in it has no text",
        ),
        (b"# A title\n\nSome words.\n", "has no manifest; Markdown has it in a comment at its end"),
        (b"<!doctype html><p>Some words.", "has no manifest; a page has it in the JSON-LD of its head"),
        (b"", "has no manifest"),
        (b"[" * 100_000, "has no manifest"),
        (b'{"a":' * 100_000, "its JSON cannot be read"),
        (without(answer), "has no manifest; ask for it"),
        (written(version, "json"), "has a manifest of version 7; this program knows version 1"),
        (written(version, "md"), "has a manifest of version 7"),
        (written(shape, "json"), "has a manifest that cannot be read"),
    )
    for content, said in cases:
        with pytest.raises(InputError) as caught:
            read_article(content, "it")
        assert said in str(caught.value), content[:60]
        assert not isinstance(caught.value, TamperedError)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("form", FORMS)
def test_a_tampered_manifest_is_refused(answers: Answers, form: str) -> None:
    answer = copied(answers())
    answer["manifest"]["identity"] = OTHER
    with pytest.raises(TamperedError, match="tampered manifest"):
        read_article(written(answer, form), "it")
    if form != "html":
        answer = copied(answers())
        answer["manifest"]["sentences"][0]["text"] = "0" * 64
        with pytest.raises(TamperedError, match="the hash of its sentences"):
            read_article(written(answer, form), "it")


def test_an_address_is_fetched_and_no_other(answers: Answers) -> None:
    asked = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        answer = {
            "/card": httpx.Response(200, content=b"# it"), "/moved": httpx.Response(308, headers={"location": "/card"}),
            "/away": httpx.Response(302, headers={"location": "https://elsewhere.example/card"}),
            "/round": httpx.Response(302, headers={"location": "/round"}), "/large": httpx.Response(200, content=b"x" * (33 * 1024 * 1024)),
            "/down": httpx.Response(301, headers={"location": "http://here.example/card"}),
        }  # fmt: skip
        return answer.get(request.url.path, httpx.Response(404))

    transport = httpx.MockTransport(handler)
    assert fetch("https://here.example/card", transport) == fetch("https://here.example/moved", transport) == b"# it"
    for path, said in (("away", "leads elsewhere"), ("down", "leads elsewhere"), ("round", "leads on and on"), ("large", "is larger than"), ("none", "answers 404")):  # fmt: skip
        with pytest.raises(InputError, match=said):
            fetch(f"https://here.example/{path}", transport)
    assert all(url.startswith("https://here.example/") for url in asked)
    for address in ("file:///etc/passwd", "ftp://here.example/card", "https://"):
        with pytest.raises(InputError, match="is not an http or https address"):
            fetch(address, transport)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "sarcomakg", *arguments], capture_output=True, text=True, check=False)


def test_the_command_says_it_with_its_status(answers: Answers, tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    text = written(answers(), "md").decode()
    path.write_text(text, encoding="utf-8")
    done = run("verify", str(path))
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert ADDRESS in done.stdout
    path.write_text(text.replace("- ", "- Perhaps: ", 1), encoding="utf-8")
    done = run("verify", str(path), "--format", "json")
    told = json.loads(done.stdout)
    assert (done.returncode, told["same"], told["counts"]["tampered"] > 0) == (1, False, True)
    path.write_text(text.replace('"audience": "clinician"', '"audience": "patient"'), encoding="utf-8")
    done = run("verify", str(path))
    assert (done.returncode, "tampered manifest" in done.stderr, done.stderr.count("\n")) == (1, True, 1)
    path.write_text("# Nothing\n", encoding="utf-8")
    assert run("verify", str(path)).returncode == 2
    assert run("verify", str(tmp_path / "none.md")).returncode == 2


def test_the_program_of_the_page_checks_an_article(kg: KnowledgeGraph, answers: Answers, tmp_path: Path) -> None:
    """docs/proof.md says enough for another program, which imports nothing of ours."""
    page = (ROOT / "docs" / "proof.md").read_text(encoding="utf-8")
    (program,) = re.findall(r"```python\n(.*?)```", page, re.S)
    assert "sarcomakg." not in program.replace("w3id.org/sarcomakg", "")
    article, dump = tmp_path / "article.json", tmp_path / "sarcomakg.nt"
    article.write_bytes(written(answers(), "json"))
    dump.write_bytes(kg.snapshot.n_triples())
    done = subprocess.run(
        [sys.executable, "-c", program, str(article), str(dump)], capture_output=True, text=True, check=False
    )
    manifest = answers()["manifest"]
    assert (
        done.stdout == f"{len(manifest['sentences'])} sentences stand on {len(manifest['statements'])} Statements\n"
    ), done.stderr
    for text in ("Wide excision is standard.", '{"a":1,"b":["é"]}'):
        assert text_hash(text) in page
    assert hash_of({"b": ["é"], "a": 1}) == text_hash('{"a":1,"b":["é"]}')
