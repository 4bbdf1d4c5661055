"""What will be answered to a query: whether it may run, in which format, under which entity tag and headers."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from sarcomakg.errors import ForbiddenQueryError, InputError
from sarcomakg.sparql.guard import DEFAULT, Limits, Query, admit, dataset_of, explain
from sarcomakg.sparql.negotiation import choose, offered
from sarcomakg.sparql.operation import Operation, RefusedError

# Of every answer, also of one that says no.
HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, X-Snapshot-Identity",
    "X-Content-Type-Options": "nosniff",
}
# Bytes of an answer that are sent at once; a longer one is not kept.
PART = 256 * 1024
# What has another value when it is asked again.
_VARYING = re.compile(r"\b(NOW|RAND|UUID|STRUUID)\b")


class Answer(NamedTuple):
    """A query that may be run, the format and the entity tag of its answer, and its bytes, none before it has run."""

    query: Query
    media_type: str
    tag: str
    body: bytes = b""

    @property
    def lasting(self) -> bool:
        """Whether it is short, and what the same query gets later: the graph never changes."""
        return len(self.body) <= PART and not _varies(self.query.text)


@dataclass(frozen=True)
class Asking:
    """Queries on one snapshot: `identity` is a part of every entity tag, `graphs` are the named graphs of the dataset."""

    identity: str
    limits: Limits = DEFAULT
    graphs: Collection[str] = ()

    def asked(self, operation: Operation, accept: str) -> Answer:
        """Return what will be answered, without its body; raise what the guard raises, RefusedError where no format fits."""
        query = self._admit(operation)
        media_type = choose(query.form, accept, operation.wanted)
        if media_type is None:
            raise RefusedError(406, f"{query.form} is answered as one of: {', '.join(offered(query.form))}")
        asked = f"{self.identity} {media_type} {query.default} {query.named} {query.text}"
        return Answer(query, media_type, f'W/"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"')

    def _admit(self, operation: Operation) -> Query:
        """Return the query that may be run; the dataset of the protocol goes before that of the query (2.1.4)."""
        query = admit(operation.query or "", self.limits, self.graphs)
        try:
            default, named = dataset_of(operation.default_graphs, operation.named_graphs, self.graphs)
        except ForbiddenQueryError as error:
            raise InputError(str(error)) from None
        return query if default is None else query._replace(default=default, named=named)

    def explain(self, answer: Answer) -> None:
        """Raise what is wrong with a query that the engine does not take, where the guard can say it."""
        explain(answer.query.text, self.limits, self.graphs)

    def headers(self, answer: Answer) -> list[tuple[bytes, bytes]]:
        """Return the headers of an answer, apart from its length."""
        kind = f"{answer.media_type}; charset=utf-8"
        return [*self._always, (b"etag", answer.tag.encode()), (b"content-type", kind.encode())]

    @cached_property
    def _always(self) -> list[tuple[bytes, bytes]]:
        told = HEADERS | {"Vary": "Accept", "X-Snapshot-Identity": self.identity}
        return [(name.lower().encode(), value.encode()) for name, value in told.items()]


def _varies(text: str) -> bool:
    upper = text.upper()
    return ("NOW" in upper or "RAND" in upper or "UUID" in upper) and _VARYING.search(upper) is not None
