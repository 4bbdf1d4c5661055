"""Citations against the texts of their sources: the locator is a heading, the figures stand under it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rapidfuzz import fuzz

from sarcomakg.audit.document import TextDocument, normal, numbers, parse_text
from sarcomakg.audit.report import AuditReport, Finding
from sarcomakg.errors import InputError
from sarcomakg.identifiers import to_iri
from sarcomakg.model import Citation, Entity, Records, Result, Statement

# Titles that agree to this degree (0 to 100) are one title; journals vary in hyphens and subtitles.
SAME_TITLE = 88
_FIGURES = ("estimate", "lower", "upper", "arm_size", "events", "comparator_estimate", "comparator_size", "comparator_events",
            "comparator_lower", "comparator_upper", "at_time", "from_time", "until_time", "until_time_lower")  # fmt: skip
Places = Mapping[str, tuple[str, int]]


def read_map(path: Path) -> dict[str, str]:
    """Return source CURIE -> file name from lines of `source<TAB>file`; raise InputError that names a bad line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"cannot read the map of texts {path}: {error.strerror}") from None
    found = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        source, tab, file = line.partition("\t")
        if not tab or not source.startswith("source:"):
            raise InputError(f"{path}:{number}: expected source:NAME, a tab and a file name, found {line[:60]!r}")
        found[source] = file.strip()
    return found


def audit_texts(records: Records, places: Places, folder: Path, files: Mapping[str, str]) -> AuditReport:
    """Compare every Citation of a mapped source with its text in `folder`; raise InputError on a missing file."""
    documents = {source: _document(folder / file) for source, file in files.items()}
    found: Counter[str] = Counter()
    missed: list[Finding] = []
    unchecked: list[Finding] = []
    for statement in records.statements.values():
        for citation in statement.citations:
            place = _place(places, citation.id, statement.id)
            document = documents.get(citation.source)
            if document is None:
                unchecked.append(Finding(*place, statement.id, f"{citation.source} has no text in the map"))
                continue
            for kind, problem in _compare(document, citation, statement, records.entities):
                if problem:
                    target = unchecked if kind == "unlisted" else missed
                    target.append(Finding(*place, statement.id, f"{citation.source}: {problem}"))
                else:
                    found[kind] += 1
    return AuditReport(dict(found), tuple(missed), tuple(unchecked))


def _document(path: Path) -> TextDocument:
    try:
        return parse_text(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read the source text {path}: {error.strerror}; mend the map of texts") from None


def _place(places: Places, citation: str, statement: str) -> tuple[str, int]:
    return places.get(to_iri(citation)) or places.get(to_iri(statement)) or ("data", 0)


def _compare(
    document: TextDocument, citation: Citation, statement: Statement, entities: Mapping[str, Entity]
) -> Iterator[tuple[str, str]]:
    """Yield (kind, problem) for each thing compared; an empty problem means that it agrees."""
    passages = document.passages(citation.locator)
    if not passages:
        yield "locator", f"no heading {citation.locator!r}; copy the heading as the text prints it"
    elif len(passages) > 1:
        message = f"{len(passages)} headings {citation.locator!r}; put the heading above it and a comma before it"
        yield "locator", message
    else:
        yield "locator", ""
        printed = numbers(passages[0])
        for name, value in figures(citation, statement):
            there = abs(value) in printed
            yield "figure", "" if there else f"{name} {value} does not stand under {citation.locator!r}"
    for paper in citation.reported_from:
        yield from _reference(document, entities[paper])


def figures(citation: Citation, statement: Statement) -> Iterator[tuple[str, Decimal]]:
    """Yield (name, value) of every figure that a Citation states: sizes, estimates, bounds, counts, times, p values."""
    if citation.sample_size is not None:
        yield "sample size", Decimal(citation.sample_size)
    for age in statement.qualifiers.get("minimumAge", ()):
        yield "minimum age", Decimal(age)
    for result in citation.results:
        yield from _of_result(result)


def _of_result(result: Result) -> Iterator[tuple[str, Decimal]]:
    for name in _FIGURES:
        value = getattr(result, name)
        if value is not None:
            yield name.replace("_", " "), Decimal(value)
    try:
        if result.p_value:
            yield "p value", Decimal(result.p_value.lstrip("<>=≤≥ "))
    except InvalidOperation:
        return


def _reference(document: TextDocument, source: Entity) -> Iterator[tuple[str, str]]:
    """Compare an article's PMID and title with the text's own list of references."""
    title = normal(source.first("title"))
    pmids = [match.partition(":")[2] for match in source.exact_matches if match.startswith("pmid:")]
    listed = [document.references[pmid] for pmid in pmids if pmid in document.references]
    if listed:
        agrees = any(fuzz.partial_ratio(title, normal(entry)) >= SAME_TITLE for entry in listed)
        yield "reference", "" if agrees else f"{source.id}: its PMID is listed with another title: {listed[0][:90]!r}"
        return
    others = [pmid for pmid, entry in document.references.items() if title and title in normal(entry)]
    if others:
        yield (
            "reference",
            f"{source.id}: the text lists this title with PMID {others[0]}, not {', '.join(pmids) or 'none'}",
        )
    else:
        yield "unlisted", f"{source.id} is not in the text's references"
