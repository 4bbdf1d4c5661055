"""Data to snapshot: checked, completed with plain triples, swapped in whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path

from sarcomakg import cache
from sarcomakg.rdf.canonical import n_triples
from sarcomakg.rdf.dataset import fingerprint
from sarcomakg.rdf.plain import propositions
from sarcomakg.snapshot import FORMAT, MANIFEST, Snapshot, memory_snapshot, open_snapshot
from sarcomakg.stores.embedded import EmbeddedStore
from sarcomakg.validate import valid_dataset


def build_snapshot(root: Path, folder: Path | None = None) -> Snapshot:
    """Build the snapshot of the data below `root`, in memory or into `folder`; raise DataError on a broken rule.

    A folder that holds the snapshot of these very files is opened as it is.
    """
    source = fingerprint(root)
    if folder is not None and _built_from(folder) == source:
        return open_snapshot(folder)
    if (graph := cache.built(source)) is None:
        dataset = valid_dataset(root, source)
        plain = (triple for _, triple in propositions(dataset.triples))
        graph = n_triples((*dataset.triples, *plain))
        cache.keep_built(source, graph)
    if folder is None:
        return memory_snapshot(graph)
    return _write(graph, folder, source)


def _built_from(folder: Path) -> str:
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["source"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


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
