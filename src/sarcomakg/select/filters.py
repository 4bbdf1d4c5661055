"""Filters: which Statements and which entities of a list are wanted. Empty fields ask for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

from sarcomakg.errors import InputError
from sarcomakg.model import Citation, Entity, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import design_of, within

MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class StatementFilter:
    """What a Statement must be.

    `kinds` are classes of the entity at its far end. `stage` and `site` admit their kinds and parts; a Statement
    that names none is not among them. `levels`, `designs`, `source_kinds`, `source`, the years (of issue, first to
    last, both included) and `phases` (of the trial that is cited) must hold of one Citation together. Each word of
    `text` must stand in the label of one of the two ends. `ended` is whether it holds no longer.
    """

    predicates: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    directions: tuple[str, ...] = ()
    modalities: tuple[str, ...] = ()
    stage: str = ""
    site: str = ""
    line: str = ""
    outcome: str = ""
    levels: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    source_kinds: tuple[str, ...] = ()
    source: str = ""
    from_year: int | None = None
    to_year: int | None = None
    phases: tuple[str, ...] = ()
    text: str = ""
    subject: str = ""
    object: str = ""
    comparator: str = ""
    agency: str = ""
    ended: bool | None = None

    @property
    def cites(self) -> bool:
        """Whether anything is asked of the Citations."""
        years = self.from_year is not None or self.to_year is not None
        return bool(self.levels or self.designs or self.source_kinds or self.source or self.phases or years)

    @property
    def limits(self) -> bool:
        """Whether anything is asked of the qualifiers and the two ends."""
        asked = (
            self.line,
            self.comparator,
            self.agency,
            self.subject,
            self.object,
            self.stage,
            self.site,
            self.outcome,
        )
        return self.ended is not None or any(asked)

    def test(self, projection: Projection) -> Callable[[Statement, str], bool] | None:
        """Return what says whether a Statement, seen from the other side of an end, is wanted; None when each is."""
        tests: list[Callable[[Statement, str], bool]] = []
        if self.predicates:
            tests.append(lambda s, end: s.predicate in self.predicates)
        if self.directions:
            tests.append(lambda s, end: s.direction in self.directions)
        if self.modalities:
            tests.append(lambda s, end: s.qualifier("modality") in self.modalities)
        if self.kinds:
            tests.append(lambda s, end: projection.entity(end).kind in self.kinds)
        if self.limits:
            tests.append(lambda s, end: self._qualified(projection, s))
        if self.cites:
            tests.append(lambda s, end: any(self._cited(projection, c) for c in s.citations))
        if self.text:
            tests.append(lambda s, end: _says(self.text, projection.label(s.subject), projection.label(s.object)))
        return (lambda s, end: all(test(s, end) for test in tests)) if tests else None

    def _qualified(self, projection: Projection, statement: Statement) -> bool:
        for wanted, name in ((self.line, "line"), (self.comparator, "comparedWith"), (self.agency, "agency")):
            if wanted and wanted not in statement.qualifiers.get(name, ()):
                return False
        if self.ended is not None and self.ended != bool(statement.qualifier("validUntil")):
            return False
        if (self.subject and self.subject != statement.subject) or (self.object and self.object != statement.object):
            return False
        for wanted, name in ((self.stage, "stage"), (self.site, "site"), (self.outcome, "outcome")):
            values = (*statement.qualifiers.get(name, ()), statement.subject, statement.object)
            if wanted and not any(within(projection, value, wanted) for value in values):
                return False
        return True

    def _cited(self, projection: Projection, citation: Citation) -> bool:
        source = projection.entity(citation.source)
        phase = projection.entity(citation.trial).first("phase") if self.phases and citation.trial else ""
        return (
            (not self.levels or citation.level in self.levels or citation.grade in self.levels)
            and (not self.designs or design_of(projection, citation).removeprefix("skg:") in self.designs)
            and _among(source.kind, self.source_kinds)
            and (not self.source or citation.source == self.source)
            and _among(phase, self.phases)
            and _between(source, self.from_year, self.to_year)
        )


EVERYTHING = StatementFilter()


@dataclass(frozen=True, slots=True)
class EntityFilter:
    """What an entity must be: `within` is a broader entity, or a site that it is part of; every word of `text`
    stands in one of its names (label, synonym, brand name); `stated` are predicates of which it has a Statement; years are those of
    issue of a source.
    """

    kinds: tuple[str, ...] = ()
    within: str = ""
    text: str = ""
    stated: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    designs: tuple[str, ...] = ()
    from_year: int | None = None
    to_year: int | None = None

    def admits(self, projection: Projection, entity: Entity) -> bool:
        """Say whether an entity is wanted."""
        names = (entity.label, *entity.synonyms, *entity.properties.get("brandName", ()))
        return (
            _among(entity.kind, self.kinds)
            and (not self.within or within(projection, entity.id, self.within))
            and _among(entity.first("phase"), self.phases)
            and _among(entity.first("design"), self.designs)
            and _between(entity, self.from_year, self.to_year)
            and (not self.text or any(_says(self.text, name) for name in names))
            and all(projection.outgoing(entity.id, p) or projection.incoming(entity.id, p) for p in self.stated)
        )


ALL = EntityFilter()


def year_of(source: Entity) -> int | None:
    """Return the year in which a source was issued; None of what has no date."""
    issued = source.first("issued")[:4]
    return int(issued) if issued.isdigit() else None


def checked(projection: Projection, wanted: StatementFilter | EntityFilter) -> None:
    """Raise InputError where a filter names what the graph does not have, or a text over the limit."""
    named = {"stage": "stage", "site": "site", "line": "line", "outcome": "outcome", "source": "source", "within": "", "subject": "", "object": "",
             "comparator": "", "agency": "agency"}  # fmt: skip
    for field in fields(wanted):
        value = getattr(wanted, field.name)
        if field.name in named and value:
            _known(projection, value, named[field.name], field.name)
        elif field.name == "levels":
            for level in value:
                _known(projection, level, ("level:", "grade:"), "level")
        elif field.name == "phases" and value:
            _phases(projection, value)
    if len(wanted.text) > MAX_TEXT:
        raise InputError(f"text has {len(wanted.text)} characters; {MAX_TEXT} are the most")


def _known(projection: Projection, name: str, family: str | tuple[str, ...], field: str) -> None:
    if projection.term(name) is None or not name.startswith(family):
        example = (
            f"{family}:..."
            if isinstance(family, str) and family
            else "level:pdq-A1"
            if family
            else "condition:soft-tissue-sarcoma"
        )
        raise InputError(f"{field} {name[:80]!r} is not in the graph; it takes an identifier such as {example}")


def _phases(projection: Projection, phases: tuple[str, ...]) -> None:
    if not phases:
        return
    held = sorted({t.first("phase") for t in projection.by_family.get("trial", ()) if t.first("phase")})
    for phase in phases:
        if phase not in held:
            raise InputError(f"no trial has the phase {phase[:20]!r}; there are: {', '.join(held)}")


def _among(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


def _between(source: Entity, first: int | None, last: int | None) -> bool:
    if first is None and last is None:
        return True
    year = year_of(source)
    return year is not None and (first is None or year >= first) and (last is None or year <= last)


def words(text: str) -> Iterator[str]:
    """Yield the words of a text filter, in lower case."""
    yield from text.lower().split()


def _says(text: str, *labels: str) -> bool:
    lower: Callable[[str], str] = str.lower
    return all(any(word in lower(label) for label in labels) for word in words(text))
