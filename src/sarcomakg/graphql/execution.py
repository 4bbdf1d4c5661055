"""Execution: a request becomes the bytes of its answer, which are kept for whoever asks the same of the same snapshot."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Any

import orjson
import strawberry
from cachetools import LRUCache
from graphql.execution import Executor

from graphql import ExecutionResult, GraphQLError, OperationDefinitionNode, execute_sync
from sarcomakg.errors import SarcomakgError
from sarcomakg.graphql.compiled import Memo
from sarcomakg.graphql.context import ElsewhereError, Graph, OutOfTime, Patience, Request
from sarcomakg.graphql.documents import DocumentError, Documents, Prepared
from sarcomakg.graphql.kept import Kept
from sarcomakg.graphql.limits import Limits

_LOG = logging.getLogger(__name__)
_KEPT_BYTES = 64 * 1024 * 1024
# Parts of answers that are known.
_MEMO_BYTES = 64 * 1024 * 1024
# Releases beside the graph served of which answers are kept.
_OTHERS = 3
# Seconds for which the event loop may be held up.
_MOMENT = 0.01
SPARQL_DIRECTIVE = "sparql"
_MOST_ERRORS = 100


@dataclass(frozen=True)
class Question:
    """The parameters of a GraphQL request."""

    document: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None

    @cached_property
    def key(self) -> bytes:
        """What tells two questions apart: a hash; raise TypeError on what JSON in UTF-8 cannot hold."""
        whole = orjson.dumps([self.document, self.operation_name, self.variables], option=orjson.OPT_SORT_KEYS)
        return hashlib.sha256(whole).digest()


@dataclass(frozen=True)
class Reply:
    """The JSON of a response; `executed` is whether it has a `data` entry, `clean` whether it has no error."""

    body: bytes
    executed: bool
    clean: bool

    @cached_property
    def tag(self) -> str:
        """A weak entity tag, the same for the same content, compressed or not."""
        return f'W/"{hashlib.sha256(self.body).hexdigest()[:32]}"'


class _Timed(Executor[None]):
    """Looks at the clock before each field."""

    def execute_field(self, *arguments: Any) -> Any:
        """Execute one field, unless the time is over."""
        self.context_value.patience.hold()
        return super().execute_field(*arguments)


class Service:
    """Answers questions on one snapshot, or on a release that is kept beside it where they ask for one; `compiled` is whether by plans, where documents have one."""

    def __init__(
        self, schema: strawberry.Schema, graph: Graph, limits: Limits, *, introspection: bool = True, compiled: bool = True,
        documents: Documents | None = None,
    ) -> None:  # fmt: skip
        self._schema, self._graph, self.limits = schema._schema, graph, limits
        self._known = (graph.epoch, Memo(_MEMO_BYTES)) if compiled else None
        self._documents = documents or Documents(schema, limits, introspection=introspection)
        self._replies: Kept[bytes, Reply] = Kept(_KEPT_BYTES, lambda reply: len(reply.body) + 1024)
        self._others: LRUCache[str, Service] = LRUCache(_OTHERS)
        self._opening = Lock()

    @property
    def _memo(self) -> Memo | None:
        """The parts of answers that are known in this epoch of reviews."""
        if self._known is not None and self._known[0] != self._graph.epoch:
            self._known = self._graph.epoch, Memo(_MEMO_BYTES)
        return self._known[1] if self._known else None

    def patience(self) -> Patience:
        """Return the time that a request has from now on."""
        return Patience(time.monotonic() + self.limits.seconds)

    def has(self, name: str) -> bool:
        """Say whether anything has an identifier (CURIE)."""
        return self._graph.has(name)

    def nearest(self, text: str) -> list[str]:
        """Return identifiers whose names are like a text, best first; none of a text without words."""
        return self._graph.index.nearest(text)

    def kept(self, question: Question) -> Reply | None:
        """Return the reply to a question that was answered before."""
        return self._replies.get(self._key(question))

    def _key(self, question: Question) -> bytes:
        """Return what a reply is kept under: no longer than the reviews count that it tells of."""
        epoch = self._graph.epoch
        return question.key + str(epoch).encode() if epoch else question.key

    @property
    def epoch(self) -> int:
        """A number that changes when a review begins or ceases to count."""
        return self._graph.epoch

    def answer(self, question: Question, patience: Patience | None = None) -> Reply:
        """Return the reply to a question; nothing that it asks makes this raise."""
        found = self.begin(question, patience or self.patience(), most=self.limits.cost)
        assert isinstance(found, Reply), "whatever is within the limits is answered"
        return found

    def at_once(self, question: Question) -> Reply | None:
        """Return the reply to a question whose document was answered quickly before.

        Whoever calls may be the event loop: what turns out to take longer than a moment is left, to be done in a thread.
        """
        plans = self._documents.plans(question.document, question.operation_name)
        memo = self._memo
        if memo is None or plans is None or not plans.quick or not self._graph.at_hand:
            return None
        patience = Patience(time.monotonic() + min(_MOMENT, self.limits.seconds))
        try:
            prepared = self._documents.prepare(question.document, question.operation_name, question.variables or {})
            found = self._planned(prepared, question, patience, memo)
        except (DocumentError, SarcomakgError, OutOfTime, ElsewhereError):
            return None
        return found if isinstance(found, Reply) else None

    def begin(self, question: Question, patience: Patience, most: int) -> Reply | Prepared:
        """Return the reply to a question that costs so much at most by estimate, what is to be finished of a larger one.

        `patience` runs from the arrival of the request, so that what waited too long is not begun.
        """

        def work() -> Reply | Prepared:
            prepared = self._documents.prepare(question.document, question.operation_name, question.variables or {})
            return prepared if prepared.measure.cost > most else self._execute(prepared, question, patience)

        return self._guarded(work, patience)

    def finish(self, prepared: Prepared, question: Question, patience: Patience) -> Reply:
        """Return the reply to a question that was begun."""
        found = self._guarded(lambda: self._execute(prepared, question, patience), patience)
        assert isinstance(found, Reply)
        return found

    def _guarded(self, work: Callable[[], Reply | Prepared], patience: Patience) -> Reply | Prepared:
        try:
            patience.hold()
            return work()
        except DocumentError as error:
            return _refused(error.errors, error.code)
        except SarcomakgError as error:
            return _refused([GraphQLError(str(error))], error.code)
        except OutOfTime:
            said = (
                f"the answer took over {self.limits.seconds:g} s and was stopped; ask for fewer fields or shorter pages"
            )
            return _refused([GraphQLError(said)], "DEADLINE_EXCEEDED")

    def execute(self, question: Question) -> dict[str, Any]:
        """Return the response as a dictionary, for callers inside the program."""
        found: dict[str, Any] = orjson.loads((self.kept(question) or self.answer(question)).body)
        return found

    def _execute(self, prepared: Prepared, question: Question, patience: Patience) -> Reply:
        """Return the reply, from the release that the question asks for."""
        try:
            return self._here(prepared, question, patience)
        except ElsewhereError as asked:
            other = self._beside(asked.version)
            return other.kept(question) or other._here(prepared, question, patience)

    def _beside(self, version: str) -> Service:
        """Return what answers from a release that is kept; raise StoreError when it cannot be opened whole."""
        graph = self._graph.releases.graph(version)
        with self._opening:
            found = self._others.get(graph.identity)
            if found is None or found._graph is not graph:
                found = copy(self)
                found._graph, found._replies = graph, Kept(_KEPT_BYTES, lambda reply: len(reply.body) + 1024)
                found._known = (graph.epoch, Memo(_MEMO_BYTES)) if self._known is not None else None
                self._others[graph.identity] = found
            return found

    def _here(self, prepared: Prepared, question: Question, patience: Patience) -> Reply:
        """Return the reply by the compiled plan; by graphql-core where there is none, or something went wrong.

        What goes wrong in a plan is thrown away: graphql-core meets the same, and words it.
        """
        planned: Reply | Exception | None = None
        if (memo := self._memo) is not None:
            planned = self._planned(prepared, question, patience, memo)
            if isinstance(planned, Reply):
                return planned
        request = self._request(prepared, patience)
        result = execute_sync(
            self._schema, prepared.document, context_value=request, variable_values=dict(question.variables or {}),
            operation_name=question.operation_name, executor_class=_Timed,
        )  # fmt: skip
        if isinstance(planned, Exception) and not isinstance(planned, SarcomakgError) and not result.errors:
            prepared.plans.give_up(prepared.variables)
            _LOG.warning("a plan failed where graphql-core did not; it is given up", exc_info=planned)
        return self._replied(prepared, question, request, result)

    def _planned(
        self, prepared: Prepared, question: Question, patience: Patience, memo: Memo
    ) -> Reply | Exception | None:
        """Return the reply by the compiled plan, what made it fail, or None where there is no plan."""
        plan = prepared.plans.plan(prepared.variables)
        if plan is None:
            return None
        request = self._request(prepared, patience)
        started = time.monotonic()
        try:
            data = plan.run(request, prepared.variables, memo)
            return self._replied(prepared, question, request, ExecutionResult(data))
        except Exception as error:
            return error
        finally:
            prepared.plans.quick = time.monotonic() - started < _MOMENT

    def _replied(self, prepared: Prepared, question: Question, request: Request, result: ExecutionResult) -> Reply:
        extensions: dict[str, Any] = {
            "cost": {"estimate": prepared.measure.cost, "limit": self.limits.cost},
            "snapshot": self._graph.identity,
        }
        if request.note:
            extensions["sparql"] = request.sparql()
        reply = _executed(result, extensions)
        if reply.clean:
            self._replies.keep(self._key(question), reply)
        return reply

    def _request(self, prepared: Prepared, patience: Patience) -> Request:
        return Request(self._graph, note=_asks_sparql(prepared.operation), patience=patience)


def _asks_sparql(operation: OperationDefinitionNode) -> bool:
    return any(d.name.value == SPARQL_DIRECTIVE for d in operation.directives or ())


def _executed(result: ExecutionResult, extensions: Mapping[str, Any]) -> Reply:
    body: dict[str, Any] = {"data": result.data, "extensions": extensions}
    if errors := result.errors:
        body["errors"] = [_told(error) for error in errors[:_MOST_ERRORS]]
        if len(errors) > _MOST_ERRORS:
            said = f"and {len(errors) - _MOST_ERRORS} more errors like these"
            body["errors"].append({"message": said, "extensions": {"code": body["errors"][-1]["extensions"]["code"]}})
    return Reply(orjson.dumps(body), executed=True, clean=not errors)


def _refused(errors: list[GraphQLError], code: str) -> Reply:
    listed = [error.formatted | {"extensions": {"code": code}} for error in errors]
    return Reply(orjson.dumps({"errors": listed}), executed=False, clean=False)


def _told(error: GraphQLError) -> dict[str, Any]:
    """Return the error of a field with its code; what is inside the program stays inside."""
    cause = error.original_error
    if isinstance(cause, SarcomakgError):
        code, message = cause.code, error.message
    elif cause is None or isinstance(cause, GraphQLError):
        code, message = "BAD_REQUEST", error.message
    else:
        _LOG.error("a field failed at %s", error.path, exc_info=cause)
        code, message = "INTERNAL", "something went wrong inside the server"
    place = [{"line": p.line, "column": p.column} for p in (error.locations or ())[:1]]
    return {"message": message, "locations": place, "path": error.path, "extensions": {"code": code}}


__all__ = ["Question", "Reply", "Service"]
