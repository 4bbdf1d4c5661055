"""Identifiers of conditions and sites against reference tables: the id exists there, and its label agrees."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path

from rapidfuzz import fuzz, utils

from sarcomakg.audit.report import AuditReport, Finding
from sarcomakg.errors import InputError
from sarcomakg.identifiers import to_iri
from sarcomakg.model import Entity, Records

# Labels that share their words to this degree (0 to 100) are one name ("malignant", "NOS" and word order vary).
SAME_LABEL = 80
AUDITED = ("mondo", "ncit", "doid", "oncotree", "uberon")
Labels = Mapping[str, frozenset[str]]


def audit_identifiers(records: Records, places: Mapping[str, tuple[str, int]], folder: Path) -> AuditReport:
    """Compare every audited identifier with `conditions.tsv` and `anatomy.tsv` in `folder`; raise InputError."""
    labels = _conditions(folder / "conditions.tsv") | _sites(folder / "anatomy.tsv")
    found: Counter[str] = Counter()
    missed: list[Finding] = []
    unchecked: list[Finding] = []
    for entity in records.entities.values():
        for identifier in entity.exact_matches:
            vocabulary = identifier.partition(":")[0]
            if vocabulary not in AUDITED:
                continue
            place = places.get(to_iri(entity.id), ("data", 0))
            known = labels.get(identifier.casefold())
            if known is None:
                unchecked.append(Finding(*place, entity.id, f"{identifier} is not in the reference tables"))
            elif _agree(entity, known):
                found[vocabulary] += 1
            else:
                message = f"{identifier} is called {' or '.join(sorted(known))!r} in the reference tables"
                missed.append(Finding(*place, entity.id, message))
    return AuditReport(dict(found), tuple(missed), tuple(unchecked))


def _agree(entity: Entity, known: frozenset[str]) -> bool:
    names = (entity.label, *entity.synonyms)
    return any(
        fuzz.token_sort_ratio(ours, theirs, processor=utils.default_process) >= SAME_LABEL
        for ours in names for theirs in known
    )  # fmt: skip


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream, delimiter="\t"))
    except OSError as error:
        raise InputError(f"cannot read the reference table {path}: {error.strerror}") from None


def _conditions(path: Path) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for row in _rows(path):
        names = {row["name"], row["mondo_label"], *row["name"].split("/")} - {""}
        for column in ("mondo", "ncit", "doid"):
            for identifier in filter(None, row[column].split("|")):
                found[identifier.casefold()] |= names
        found[f"oncotree:{row['oncotree']}".casefold()] |= names
    return {key: frozenset(names) for key, names in found.items()}


def _sites(path: Path) -> dict[str, frozenset[str]]:
    return {
        row["uberon"].casefold(): frozenset({row["name"], *filter(None, row["exact_synonyms"].split("|"))})
        for row in _rows(path)
    }
