"""Data to snapshot: checked, completed with plain triples, swapped in whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from sarcomakg import cache
from sarcomakg.identifiers import to_iri
from sarcomakg.rdf.canonical import n_triples
from sarcomakg.rdf.dataset import Dataset, fingerprint
from sarcomakg.snapshot import FORMAT, MANIFEST, Snapshot, memory_snapshot, open_snapshot
from sarcomakg.stores.embedded import EmbeddedStore
from sarcomakg.validate import valid_dataset

_SUBJECT, _PREDICATE, _OBJECT = (to_iri(f"rdf:{name}") for name in ("subject", "predicate", "object"))
_DIRECTION, _WHEN_AGAINST, _WHEN_ENDED = (to_iri(f"skg:{name}") for name in ("direction", "whenAgainst", "whenEnded"))
_UNTIL = to_iri("skg:validUntil")


def build_snapshot(root: Path, folder: Path | None = None) -> Snapshot:
    """Build the snapshot of the data below `root`, in memory or into `folder`; raise DataError on a broken rule.

    A folder that holds the snapshot of these very files is opened as it is.
    """
    source = fingerprint(root)
    if folder is not None and _built_from(folder) == source:
        return open_snapshot(folder)
    if (graph := cache.built(source)) is None:
        dataset = valid_dataset(root, source)
        graph = n_triples((*dataset.triples, *plain_triples(dataset)))
        cache.keep_built(source, graph)
    if folder is None:
        return memory_snapshot(graph)
    return _write(graph, folder, source)


def _built_from(folder: Path) -> str:
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def plain_triples(dataset: Dataset) -> Iterator[ox.Triple]:
    """Yield subject-predicate-object for each Statement that is for.

    One that is against has the contrary predicate, and one that ended the predicate of what has been, so that a
    short query never takes a withdrawn approval for a present one.
    """
    parts: dict[str, dict[str, ox.NamedNode]] = {}
    contrary: dict[str, ox.NamedNode] = {}
    past: dict[str, ox.NamedNode] = {}
    ended = {
        t.subject.value for t in dataset.triples if t.predicate.value == _UNTIL and isinstance(t.subject, ox.NamedNode)
    }
    for triple in dataset.triples:
        if not isinstance(triple.object, ox.NamedNode) or not isinstance(triple.subject, ox.NamedNode):
            continue
        if triple.predicate.value in (_SUBJECT, _PREDICATE, _OBJECT, _DIRECTION):
            parts.setdefault(triple.subject.value, {})[triple.predicate.value] = triple.object
        elif triple.predicate.value == _WHEN_AGAINST:
            contrary[triple.subject.value] = triple.object
        elif triple.predicate.value == _WHEN_ENDED:
            past[triple.subject.value] = triple.object
    for name, part in parts.items():
        direction = part[_DIRECTION].value.rpartition("#")[2]
        if direction == "For":
            predicate = part[_PREDICATE]
            yield ox.Triple(part[_SUBJECT], past[predicate.value] if name in ended else predicate, part[_OBJECT])
        elif direction == "Against":
            yield ox.Triple(part[_SUBJECT], contrary[part[_PREDICATE].value], part[_OBJECT])


def _write(graph: bytes, folder: Path, source: str) -> Snapshot:
    """Write the store beside the present one, then point the manifest at it: a killed build leaves the old one."""
    folder.mkdir(parents=True, exist_ok=True)
    name = hashlib.sha256(graph).hexdigest()
    target, partial = folder / name, folder / f".{name}.{os.getpid()}"
    if not target.exists():
        store = EmbeddedStore(partial)
        store.load_n_triples(graph)
        store.flush()
        store.close()
        partial.rename(target)
    manifest = folder / f".{MANIFEST}.{os.getpid()}"
    manifest.write_text(
        json.dumps({"format": FORMAT, "identity": name, "source": source, "triples": graph.count(b"\n")}),
        encoding="utf-8",
    )
    os.replace(manifest, folder / MANIFEST)
    for old in folder.iterdir():
        if old.is_dir() and old.name != name and len(old.name.lstrip(".").partition(".")[0]) == len(name):
            shutil.rmtree(old, ignore_errors=True)
    return open_snapshot(folder)
