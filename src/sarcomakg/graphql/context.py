"""What resolvers read: the graph, in memory and unchanging, and what one request notes down while it runs."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Protocol

from sarcomakg import ask
from sarcomakg.comparison.history import Event
from sarcomakg.errors import InputError, NotFoundError
from sarcomakg.graphql.kept import Kept
from sarcomakg.impact import Impact, impact
from sarcomakg.model import Citation, Result, Statement
from sarcomakg.projection import Projection
from sarcomakg.reviews import today
from sarcomakg.search import SearchIndex
from sarcomakg.select import Anchor, Found, Selection
from sarcomakg.select.sparql import selecting, union

# Statements that are kept where walks have found them, all walks together; one takes about 8 kB.
_WALKED = 40_000
# Sources of which it is kept what they hold up.
_REACHED = 32


class Release(Protocol):
    """A release that is kept: its version, the day on which it was made, the identity of its snapshot."""

    @property
    def version(self) -> str:
        """Its name."""

    @property
    def date(self) -> str:
        """The day on which it was made (ISO 8601)."""

    @property
    def identity(self) -> str:
        """The identity of its snapshot."""


class Releases(Protocol):
    """The releases that are kept beside the graph that is served."""

    def listed(self) -> Sequence[Release]:
        """Return them, the oldest first."""

    def find(self, name: str) -> Release:
        """Return one by version or identity; raise NotFoundError that lists what is kept."""

    def graph(self, version: str) -> Graph:
        """Return one as resolvers see it, opened now if need be; raise StoreError when it is not whole."""


class _None:
    """No releases."""

    def listed(self) -> Sequence[Release]:
        return ()

    def find(self, name: str) -> Release:
        raise NotFoundError(f"no release {name[:80]!r} is kept here, nor any other")

    def graph(self, version: str) -> Graph:
        raise NotFoundError(f"no release {version[:80]!r} is kept here, nor any other")


_NONE = _None()


def _no_events() -> Sequence[Event]:
    return ()


@dataclass(frozen=True)
class Graph:
    """One snapshot as the resolvers see it; `version` is that of the release that it is, where it is not the one served.

    `historian` returns what happened to its Statements, the newest first.
    """

    projection: Projection
    parse: Callable[[str], ask.Plan | ask.Refusal]
    identity: str
    modified: str
    searcher: Callable[[], SearchIndex]
    today: Callable[[], str] = today
    releases: Releases = _NONE
    version: str = ""
    historian: Callable[[], Sequence[Event]] = _no_events

    @property
    def epoch(self) -> int:
        """A number that changes when a review begins or ceases to count; what was answered before may not hold then."""
        return self.projection.reviews.epoch(self.today()) if self.projection.reviews else 0

    @cached_property
    def events(self) -> Sequence[Event]:
        """What happened to Statements, worked out when it is first asked for."""
        return self.historian()

    @cached_property
    def impact(self) -> Callable[[str], Impact]:
        """What a source holds up, kept for the sources last asked about; raises NotFoundError and InputError."""
        return lru_cache(_REACHED)(lambda source: impact(self.projection, source))

    @cached_property
    def index(self) -> SearchIndex:
        """The full-text index, opened or made when something is first searched."""
        return self.searcher()

    @property
    def at_hand(self) -> bool:
        """Whether all that resolvers read is on this machine."""
        return self.projection.fetch is Projection.fetch

    @property
    def citations(self) -> Mapping[str, tuple[Citation, Statement]]:
        """Each Citation by identifier, with its Statement."""
        return self.projection.citations

    @property
    def results(self) -> Mapping[str, tuple[Result, Citation, Statement]]:
        """Each Result by identifier, with its Citation and its Statement."""
        return self.projection.results

    @cached_property
    def _walked(self) -> Kept[Anchor, list[Found]]:
        return Kept(_WALKED, lambda found: len(found) + 5)

    def find(self, selection: Selection) -> list[Found]:
        """Return what a selection finds; what stands at its anchor is walked to once, and kept."""
        standing = self._walked.get(selection.anchor)
        if standing is None:
            standing = Selection(selection.anchor).find(self.projection)
            self._walked.keep(selection.anchor, standing)
        return selection.among(self.projection, standing)

    def has(self, name: str) -> bool:
        """Say whether anything has the identifier."""
        records = self.projection.records
        return (
            name in records.entities
            or name in records.statements
            or name in records.concepts
            or name in self.citations
            or name in self.results
        )


class OutOfTime(BaseException):
    """Not an Exception: no field may take it for its own error and go on."""


class ElsewhereError(BaseException):
    """The operation is to be answered from a release; not an Exception, for no field may take it for its own error."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


@dataclass(slots=True)
class Patience:
    """Until when somebody waits, by the monotonic clock; whoever goes away sets it back."""

    deadline: float = math.inf

    def lose(self) -> None:
        """Stop whatever is done for the one who waited."""
        self.deadline = -math.inf

    def need(self, seconds: float) -> None:
        """Raise OutOfTime unless so many seconds are left: what may take long is not begun where nobody can wait."""
        if time.monotonic() + seconds > self.deadline:
            raise OutOfTime

    def hold(self) -> None:
        """Raise OutOfTime when the time is over."""
        if time.monotonic() > self.deadline:
            raise OutOfTime


@dataclass(slots=True)
class Request:
    """The context of one operation; `note` is whether it notes what finds its edges, for `extensions.sparql`;
    `patience` is until when it may take.
    """

    graph: Graph
    note: bool = False
    patience: Patience = field(default_factory=Patience)
    _queries: list[str] = field(default_factory=list)
    _listed: list[str] = field(default_factory=list)

    def at(self, release: str | None) -> Graph:
        """Return the graph that answers from a release, given by version or identity; from this one without.

        An operation is answered from one release: raise ElsewhereError when it is another one, InputError when the
        operation is already answered from another, NotFoundError on one that is not kept.
        """
        graph = self.graph
        if (not release and not graph.version) or release == graph.identity:
            return graph
        found = graph.releases.find(release) if release else None
        if found and found.identity == graph.identity:
            return graph
        if found is None or graph.version:
            said = f"release {graph.version} and {f'release {found.version}' if found else 'the graph that is served'}"
            raise InputError(f"an operation is answered from one release, this asks {said}; send two")
        raise ElsewhereError(found.version)

    def noted(self, selection: Selection, size: int, start: int) -> None:
        """Note the selection of a connection, and which part of it is shown."""
        if self.note:
            self._queries.append(selecting(self.graph.projection, selection, size, start))

    def listed(self, statements: list[str]) -> None:
        """Note Statements that no query selects: those of a card, a path, a single node."""
        if self.note:
            self._listed += statements

    def sparql(self) -> str:
        """Return the query that finds the edges of the answer; the empty string when it has none."""
        return union(self._queries, self._listed)


EXAMPLE = "condition:alveolar-soft-part-sarcoma"


def well_formed(name: str) -> str:
    """Return an identifier that has the form of one; raise InputError that says what one looks like."""
    family, colon, local = name.partition(":")
    if not (colon and family.isalpha() and local and local.isascii() and len(name) <= 200 and " " not in name):
        raise InputError(f"{name[:80]!r} is no identifier; one is a prefix and a name, such as {EXAMPLE}")
    return name
