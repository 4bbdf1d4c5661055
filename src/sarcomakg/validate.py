"""Does the data keep the rules? SHACL shapes and `ontology/checks/*.rq`, reported with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sarcomakg import cache
from sarcomakg.errors import DataError, Violation
from sarcomakg.identifiers import to_curie
from sarcomakg.rdf.canonical import joined
from sarcomakg.rdf.dataset import SHAPES, STAMP, Dataset, fingerprint, read_dataset
from sarcomakg.stores.embedded import EmbeddedStore
from sarcomakg.vocabulary import SOURCE_KINDS


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found; `counts` says how much it looked at, `warnings` what to look at in data that keeps the rules."""

    violations: tuple[Violation, ...]
    counts: dict[str, int]
    warnings: tuple[Violation, ...] = ()


def check(root: Path, *, stamp: bool = False) -> Report:
    """Check the ontology and data below `root` against every rule; `stamp` lets data without violations carry it."""
    try:
        dataset = read_dataset(root)
    except DataError as error:
        return Report(error.violations, {})
    violations = _violations(dataset)
    if not violations:
        checked = fingerprint(root)
        cache.remember_checked(checked)
        if stamp:
            (root / STAMP).write_text(checked + "\n", encoding="ascii")
    return Report(violations, _counts(dataset), _sorted(_queries(dataset, "warnings")))


def known_valid(root: Path, checked: str) -> bool:
    """Say whether data with a fingerprint (`checked`) is known to keep the rules: it carries that, or this machine has
    checked it before.
    """
    return _carried(root) == checked or cache.checked(checked)


def valid_dataset(root: Path, checked: str) -> Dataset:
    """Read the data and remember that they keep the rules; raise DataError unless they do."""
    dataset = read_dataset(root)
    if violations := _violations(dataset):
        raise DataError(violations)
    cache.remember_checked(checked)
    return dataset


def _carried(root: Path) -> str:
    try:
        return (root / STAMP).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""


def _violations(dataset: Dataset) -> tuple[Violation, ...]:
    return _sorted((*_queries(dataset, "checks"), *_shapes(dataset)))


def _sorted(found: Iterable[Violation]) -> tuple[Violation, ...]:
    return tuple(sorted(set(found), key=lambda v: (v.file, v.line, v.rule, v.message)))


def _queries(dataset: Dataset, folder: str) -> Iterator[Violation]:
    """Run each query of a folder: its first comment is the rule in words, its second the way out, a row what breaks it."""
    store = EmbeddedStore()
    store.load(dataset.triples)
    for path in sorted((dataset.root / "ontology" / folder).glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        rule, way_out = (line.removeprefix("# ") for line in text.splitlines()[:2])
        solutions = store.query(text)
        assert isinstance(solutions, ox.QuerySolutions), path
        for row in solutions:
            named = ", ".join(_name(row[variable]) for variable in solutions.variables)
            message = f"{named}: {rule.rstrip('.')}; {way_out}"
            yield Violation(*_place(dataset, row["node"].value), path.stem, message)


def _shapes(dataset: Dataset) -> Iterator[Violation]:
    import pyrudof  # only needed when data has changed

    session = pyrudof.Rudof(pyrudof.RudofConfig())
    session.read_data(joined(dataset.texts).decode(), format=pyrudof.RDFFormat.NTriples)
    session.read_shacl((dataset.root / SHAPES).read_text(encoding="utf-8"))
    for result in session.validate_shacl():
        focus = str(result.focus_node)
        value = f" {to_curie(str(result.value))}" if result.value else ""
        what = f"{to_curie(focus)}, {to_curie(str(result.path))}{value}"
        yield Violation(*_place(dataset, focus), "shape", f"{what}: {str(result.message).strip(chr(34))}")


def _place(dataset: Dataset, iri: str) -> tuple[str, int]:
    return dataset.places.get(iri, ("data", 0))


def _name(term: ox.NamedNode | ox.Literal | ox.BlankNode) -> str:
    return to_curie(term.value) if isinstance(term, ox.NamedNode) else repr(getattr(term, "value", str(term)))


def _counts(dataset: Dataset) -> dict[str, int]:
    kinds = [to_curie(t.object.value) for t in dataset.triples if _is_type(t) and isinstance(t.object, ox.NamedNode)]
    return {
        "files": dataset.files,
        "Statements": kinds.count("skg:Statement"),
        "Citations": kinds.count("skg:Citation"),
        "Results": kinds.count("skg:Result"),
        "Sources": sum(kinds.count(f"skg:{kind}") for kind in SOURCE_KINDS),
        "triples": len(dataset.triples),
    }


def _is_type(triple: ox.Triple) -> bool:
    return triple.predicate.value == "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
