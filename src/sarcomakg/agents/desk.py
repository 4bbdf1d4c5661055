"""The desk: a tool's name and arguments go in, Markdown and its structured form come out; nothing here knows the protocol."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from threading import Lock
from typing import Any

from sarcomakg.agents.arguments import checked
from sarcomakg.agents.cards import as_structure, excerpt
from sarcomakg.agents.tools import TOOLS
from sarcomakg.errors import InputError, LimitError, NotFoundError, SarcomakgError, StoreError
from sarcomakg.graphql import Question, Service
from sarcomakg.graphql.context import Patience
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.pages.address import FAMILIES
from sarcomakg.render import to_markdown
from sarcomakg.render.record import edge, entity_text, found_text, stated, statement_text
from sarcomakg.resources import published
from sarcomakg.sparql.guard import Limits, admit
from sarcomakg.sparql.negotiation import choose, offered
from sarcomakg.sparql.pool import Engine, Ticket

_KINDS: Mapping[str, type[SarcomakgError]] = {
    StoreError.code: StoreError,
    NotFoundError.code: NotFoundError,
    LimitError.code: LimitError,
    "DEADLINE_EXCEEDED": LimitError,
}
_JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Reply:
    """What a tool says: `text` for a reader, `structure` for a program."""

    text: str
    structure: dict[str, Any]


@dataclass
class Call:
    """One call on its way; `stop` ends what is done for it."""

    patience: Patience
    ticket: Ticket = field(default_factory=Ticket)

    def stop(self) -> None:
        """Stop the query or the document of the call, whether it waits or runs."""
        self.patience.lose()
        self.ticket.cancel()


class Desk:
    """Answers tools on one graph, within the limits of GraphQL (`service`) and of SPARQL; `close` stops its workers."""

    def __init__(
        self, graph: KnowledgeGraph, service: Service, limits: Limits, *, workers: int = 2, waiting: int = 32
    ) -> None:
        self.graph, self._service, self._limits = graph, service, limits
        self._workers, self._waiting = workers, waiting
        self._lock = Lock()
        self._tools: Mapping[str, Callable[[dict[str, Any], Call], Reply]] = {
            "ask": self._ask, "card": self._card, "search": self._search, "statement": self._statement,
            "entity": self._entity, "sparql": self._sparql, "graphql": self._graphql,
        }  # fmt: skip

    def begin(self) -> Call:
        """Return a call whose time runs from now."""
        return Call(self._service.patience())

    def answer(self, name: str, given: Mapping[str, Any] | None, call: Call) -> Reply:
        """Return what a tool says; raise a SarcomakgError in one line on what it refuses."""
        if name not in TOOLS:
            raise NotFoundError(f"there is no tool {name[:80]!r}; choose from {', '.join(TOOLS)}")
        return self._tools[name](checked(TOOLS[name], given), call)

    def close(self) -> None:
        """Stop the workers of SPARQL, where any were started."""
        if "_engine" in self.__dict__:
            self._engine.close()

    @cached_property
    def _engine(self) -> Engine:
        return self.graph.engine(self._limits, workers=self._workers, waiting=self._waiting)

    def _read(self, document: str, call: Call, **variables: Any) -> dict[str, Any]:
        """Return the data of a published document; raise its first error."""
        response = self._executed(Question(published()[document], variables=variables), call)
        if response.get("errors"):
            error = response["errors"][0]
            raise _KINDS.get(error["extensions"]["code"], InputError)(error["message"])
        data: dict[str, Any] = response["data"]
        return data

    def _executed(self, question: Question, call: Call) -> dict[str, Any]:
        try:
            reply = self._service.kept(question) or self._service.answer(question, call.patience)
        except TypeError:
            raise InputError("the variables have a number of over 64 bits, or are nested too deeply") from None
        found: dict[str, Any] = json.loads(reply.body)
        return found

    def _ask(self, given: dict[str, Any], call: Call) -> Reply:
        found = self._read("article", call, question=given["question"], audience=given["audience"].upper())
        return _carded(found["answer"], given)

    def _card(self, given: dict[str, Any], call: Call) -> Reply:
        variables = {name: value for name, value in given.items() if name not in ("sections", "sentences", "audience")}
        named = [name for name in (given.get("condition"), *given.get("drugs", ()), given.get("trial")) if name]
        family = named[0].partition(":")[0] if named else ""
        if family not in FAMILIES:
            raise InputError("card: name a condition, drugs or a trial by identifier; search finds them")
        variables.setdefault("topics", [FAMILIES[family].name])
        return _carded(self._read("card", call, **variables, audience=given["audience"].upper())["card"], given)

    def _search(self, given: dict[str, Any], call: Call) -> Reply:
        found = self._read(
            "search", call, text=given["text"], kind=given.get("kinds"), first=given["first"], after=given.get("after")
        )["search"]
        page = found["pageInfo"]
        structure = {
            "total": found["totalCount"],
            "found": [{name: e["node"][name] for name in ("id", "kind", "label")} for e in found["edges"]],
            "kinds": found["countsByKind"],
            "next": page["endCursor"] if page["hasNextPage"] else None,
        }
        return Reply(found_text(structure), structure)

    def _statement(self, given: dict[str, Any], call: Call) -> Reply:
        found = self._read("statement", call, id=given["id"])["statement"]
        if found is None:
            raise NotFoundError(
                f"there is no Statement {given['id'][:80]!r}; ask and entity give identifiers of Statements"
            )
        return Reply(statement_text(found), {**found, "said": stated(found)})

    def _entity(self, given: dict[str, Any], call: Call) -> Reply:
        node = self._read("node", call, **{n: given.get(n) for n in ("id", "first", "after")})["node"]
        if node is None or "kind" not in node:
            what = "nothing in the graph is" if node is None else "no entity is"
            raise NotFoundError(f"{what} called {given['id'][:80]!r}; search finds identifiers by name")
        listed, end = (node["citedIn"], "node") if "citedIn" in node else (node["relations"], "statement")
        statements = [e[end] for e in listed["edges"]]
        page = listed["pageInfo"]
        structure = {
            **{name: node[name] for name in ("id", "iri", "kind", "label", "definition", "synonyms", "identifiers", "parents", "children")},
            "total": listed["totalCount"], "statements": [edge(s) for s in statements],
            "next": page["endCursor"] if page["hasNextPage"] else None,
        }  # fmt: skip
        return Reply(entity_text(structure), structure)

    def _sparql(self, given: dict[str, Any], call: Call) -> Reply:
        query = admit(given["query"], self._limits)
        media_type = choose(query.form, "", given.get("format", "")) if given.get("format") else offered(query.form)[0]
        if media_type is None:
            raise InputError(
                f"sparql: format is {given['format']!r}; {query.form} is answered as one of {', '.join(offered(query.form))}"
            )
        with self._lock:
            engine = self._engine
        body = engine.run(query, media_type, call.ticket).decode()
        told = {"results": json.loads(body)} if media_type == _JSON else {"body": body}
        identity = self.graph.snapshot.identity
        return Reply(body, {"form": query.form, "mediaType": media_type, **told, "snapshot": identity})

    def _graphql(self, given: dict[str, Any], call: Call) -> Reply:
        response = self._executed(Question(given["query"], variables=given.get("variables")), call)
        if "data" not in response:
            error = response["errors"][0]
            raise _KINDS.get(error["extensions"]["code"], InputError)(error["message"])
        return Reply(json.dumps(response, ensure_ascii=False), response)


def _carded(answer: dict[str, Any], given: Mapping[str, Any]) -> Reply:
    if answer["__typename"] == "Card":
        answer = excerpt(answer, given.get("sections"), given["sentences"])
    # A manifest tells of the whole card, which an excerpt is not.
    return Reply(to_markdown(answer, manifest=False), as_structure(answer))
