"""What each tool says: the same as the documents, within the same limits; and each example of the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from sarcomakg.agents import TOOLS, Desk, Reply
from sarcomakg.errors import SarcomakgError
from sarcomakg.graphql import Limits, Question
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.render import to_markdown
from sarcomakg.resources import published
from sarcomakg.sparql import guard

from ..conftest import ROOT, SEED

PAGE = (ROOT / "docs" / "agents.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^### `(\w+)`\n.*?```json\n(.*?)```\n(?:\n```json\n(.*?)```)?", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def desk(kg: KnowledgeGraph) -> Iterator[Desk]:
    made = Desk(kg, kg.service(), guard.Limits(rows=1000), workers=1)
    yield made
    made.close()


def call(desk: Desk, tool: str, **given: Any) -> Reply:
    return desk.answer(tool, given, desk.begin())


def test_every_tool_and_resource_is_on_the_page() -> None:
    assert [name for name, _, _ in EXAMPLES] == list(TOOLS)
    assert all(f"`{name}`" in PAGE for tool in TOOLS.values() for name in tool.takes["properties"])
    assert all(f"`sarcomakg://{name}`" in PAGE for name in ("ontology", "prefixes", "queries", "schema"))


@pytest.mark.parametrize(("tool", "given", "said"), EXAMPLES)
def test_every_example_of_the_page_is_answered_as_it_stands_there(desk: Desk, tool: str, given: str, said: str) -> None:
    reply = call(desk, tool, **json.loads(given))
    assert not list(Draft202012Validator(TOOLS[tool].gives).iter_errors(reply.structure))
    assert reply.text
    if said:
        assert holds(reply.structure, json.loads(said))


def holds(found: Any, wanted: Any) -> bool:
    """Say whether what is wanted stands in what was found: the page shows a part of it."""
    if isinstance(wanted, dict):
        return all(key in found and holds(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list):
        return all(any(holds(item, value) for item in found) for value in wanted)
    return bool(found == wanted)


def test_a_whole_card_is_the_article(desk: Desk, kg: KnowledgeGraph) -> None:
    article = kg.service().execute(Question(published()["article"], variables={"question": SEED}))["data"]["answer"]
    reply = call(desk, "ask", question=SEED, sentences=500)
    assert reply.text == to_markdown(article, manifest=False)
    shown = [*reply.structure["answer"], *(x for s in reply.structure["sections"] for x in s["sentences"])]
    told = [*article["answer"], *(x for s in article["sections"] for x in s["sentences"])]
    assert [s["text"] for s in shown] == [s["text"] for s in told]
    assert [s["statements"] for s in shown] == [s["statementIds"] for s in told]
    numbers = {r["number"] for r in reply.structure["references"]}
    assert all(s["citations"] and {c["number"] for c in s["citations"]} <= numbers for s in shown)


def test_an_excerpt_says_what_it_leaves_out(desk: Desk) -> None:
    reply = call(desk, "ask", question=SEED, sections=["guidelines"], sentences=2)
    (section,) = reply.structure["sections"]
    assert len(section["sentences"]) == 2 < section["total"]
    assert f"(2 of {section['total']} sentences)" in section["title"]
    assert "(2 of" in reply.text
    assert "safety" in [s["key"] for s in reply.structure["otherSections"]]
    cited = {c["number"] for s in [*reply.structure["answer"], *section["sentences"]] for c in s["citations"]}
    assert [r["number"] for r in reply.structure["references"]] == sorted(cited)
    nothing = call(desk, "ask", question=SEED, sections=[])
    assert nothing.structure["sections"] == []
    assert nothing.structure["answer"]


def test_both_audiences_rest_on_the_same_statements(desk: Desk) -> None:
    voices = [call(desk, "ask", question=SEED, audience=audience).structure for audience in ("clinician", "patient")]
    assert [s["statements"] for s in voices[0]["answer"]] == [s["statements"] for s in voices[1]["answer"]]
    assert voices[0]["answer"] != voices[1]["answer"]


@pytest.mark.parametrize(
    ("question", "kind"),
    [("treatment for diabetes", "OutOfScope"), ("should I take pazopanib", "PersonalAdvice"), ("x" * 501, "OutOfScope"), (" ", "OutOfScope")],
)  # fmt: skip
def test_a_refusal_is_an_answer(desk: Desk, question: str, kind: str) -> None:
    reply = call(desk, "ask", question=question)
    assert set(reply.structure) == {"answered", "refusal"}
    assert reply.structure["refusal"]["kind"] == kind
    assert reply.text.startswith(f"**{kind}**")


def test_search_goes_on_page_by_page(desk: Desk) -> None:
    found: list[str] = []
    after: dict[str, str] = {}
    while True:
        page = call(desk, "search", text="liposarcoma", first=20, **after).structure
        found += [e["id"] for e in page["found"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert len(found) == len(set(found)) == page["total"] > 20
    assert "condition:liposarcoma" in found


def test_against_is_said(desk: Desk, kg: KnowledgeGraph) -> None:
    against = next(
        s
        for s in kg.projection.records.statements.values()
        if s.direction == "Against" and s.predicate == "treatedWith"
    )
    reply = call(desk, "statement", id=against.id)
    assert reply.structure["direction"] == "AGAINST"
    assert re.search(r": (not recommended|not standard|may be left out|stated against it)", reply.structure["said"])
    assert reply.structure["said"] in reply.text


def test_sparql_gives_each_form_and_format(desk: Desk) -> None:
    rows = call(desk, "sparql", query="SELECT ?s { ?s a skg:Drug } ORDER BY ?s LIMIT 2", format="csv").structure
    assert (rows["form"], rows["mediaType"]) == ("SELECT", "text/csv")
    assert rows["body"].count("\n") == 3
    turtle = call(desk, "sparql", query="DESCRIBE drug:pazopanib").structure
    assert turtle["mediaType"] == "text/turtle"
    assert "pazopanib" in turtle["body"]
    assert call(desk, "sparql", query="ASK { ?s ?p ?o }").structure["results"]["boolean"] is True


REFUSED = [
    ("ask", {}, "ask: question is missing; The question"),
    ("ask", {"question": ""}, "ask: question is empty"),
    ("ask", {"question": 3}, "ask: question is 3; give string"),
    ("ask", {"question": "x", "audience": "nurse"}, "ask: audience is \"nurse\"; choose from clinician, patient"),
    ("ask", {"question": "x", "tone": "kind"}, "ask: there is no argument 'tone'; choose from question"),
    ("ask", {"question": SEED, "sentences": 501}, "ask: sentences is 501; it is maximum 500"),
    ("ask", {"question": SEED, "sections": ["gossip"]}, "the card has no section 'gossip'; it has guidelines"),
    ("ask", {"question": "\ud800"}, "ask: an argument has half of a surrogate pair"),
    ("card", {}, "card: name a condition, drugs or a trial"),
    ("card", {"condition": "condition:nothing"}, "condition:nothing"),
    ("card", {"condition": "leiomyosarcoma"}, "card: name a condition"),
    ("card", {"condition": "condition:leiomyosarcoma", "since": "soon"}, "soon"),
    ("search", {"text": "x", "first": 101}, "search: first is 101"),
    ("search", {"text": "x", "after": "nonsense"}, "nonsense"),
    ("statement", {"id": "statement:nothing"}, "statement:nothing"),
    ("entity", {"id": "drug:nothing"}, "drug:nothing"),
    ("entity", {"id": "statement:asps-guideline-complete-resection"}, "no entity is called"),
    ("sparql", {"query": "SELECT {"}, "error at 1:9"),
    ("sparql", {"query": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}, "SERVICE is refused"),
    ("sparql", {"query": "DROP ALL"}, "DROP changes data"),
    ("sparql", {"query": "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }"}, "nothing is ever fetched"),
    ("sparql", {"query": "SELECT * { ?s ?p ?o }"}, "1000"),
    ("sparql", {"query": "SELECT * { " + "#" * 100_000 + "\n}"}, "characters"),
    ("sparql", {"query": "ASK { ?s ?p ?o }", "format": "csv"}, "ASK is answered as one of"),
    ("graphql", {"query": "{ nothing }"}, "nothing"),
    ("graphql", {"query": "mutation { x }"}, "mutation"),
    ("graphql", {"query": "{ release { identity } }" + "#" * 40_000}, "32768"),
    ("graphql", {"query": "query($n: Int!) { conditions(first: $n) { totalCount } }", "variables": {"n": 2**70}}, "64 bits"),
    ("nothing", {}, "there is no tool 'nothing'"),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "given", "said"), REFUSED)
def test_what_is_refused_is_refused_in_a_line(desk: Desk, tool: str, given: dict[str, Any], said: str) -> None:
    with pytest.raises(SarcomakgError) as refused:
        desk.answer(tool, given, desk.begin())
    assert said in str(refused.value)
    assert len(str(refused.value)) < 1000


def test_the_limits_of_graphql_hold(kg: KnowledgeGraph) -> None:
    small = Desk(kg, kg.service(Limits(cost=10)), guard.DEFAULT)
    with pytest.raises(SarcomakgError, match="over the limit of 10"):
        call(small, "ask", question=SEED)
    late = Desk(kg, kg.service(Limits(seconds=0)), guard.DEFAULT)
    with pytest.raises(SarcomakgError, match="was stopped"):
        call(late, "ask", question=SEED)


def test_a_call_that_is_given_up_is_not_begun(desk: Desk) -> None:
    given_up = desk.begin()
    given_up.stop()
    for tool, given in (("entity", {"id": "drug:imatinib"}), ("sparql", {"query": "ASK { ?s ?p 'x' }"})):
        with pytest.raises(SarcomakgError):
            desk.answer(tool, given, given_up)


def test_nothing_is_started_for_sparql_before_it_is_asked(kg: KnowledgeGraph) -> None:
    class Counting(KnowledgeGraph):
        def engine(self, *arguments: Any, **named: Any) -> Any:
            raise AssertionError

    made = Desk(Counting(kg.snapshot), kg.service(), guard.DEFAULT)
    call(made, "search", text="pazopanib")
    made.close()
