"""Data to snapshot: checked, completed with plain triples, swapped in whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import chain, count
from pathlib import Path

import msgspec
import pyoxigraph as ox

from sarcomakg import cache
from sarcomakg.errors import StoreError
from sarcomakg.rdf.canonical import joined
from sarcomakg.rdf.dataset import read_parts
from sarcomakg.rdf.plain import propositions
from sarcomakg.snapshot import (
    FORMAT,
    MANIFEST,
    RECORDS,
    STORE,
    Hold,
    Manifest,
    Snapshot,
    memory_snapshot,
    open_snapshot,
    parts_of,
    read_manifest,
)
from sarcomakg.stores.embedded import EmbeddedStore
from sarcomakg.validate import known_valid, valid_dataset

# What decides on the bytes of a snapshot, beside the data.
_BUILDER = ("build.py", "search.py", "snapshot.py", "model.py", "identifiers.py", "rdf", "projection", "ask")


def build_snapshot(root: Path) -> Snapshot:
    """Build the snapshot of the data below `root` in memory; raise DataError on a broken rule."""
    return memory_snapshot(_canonical(root, cache.fingerprint(root)))


def build_to(root: Path, folder: Path) -> Snapshot:
    """Build the snapshot of the data below `root` into a folder; raise DataError, or StoreError when it cannot be written.

    What is there is swapped for it when it is whole. A folder that holds the snapshot of these very files is opened as
    it is.
    """
    source = cache.fingerprint(root)
    with contextlib.suppress(StoreError):
        present = read_manifest(folder)
        if (present.source, present.builder) == (source, builder()):
            return open_snapshot(folder)
    return _write(memory_snapshot(_canonical(root, source)), folder, source)


def cached_snapshot(root: Path) -> Snapshot:
    """Return the snapshot of the data below `root` as this machine built it before, else build it; raise DataError.

    It is in memory where nothing can be kept.
    """
    source = cache.fingerprint(root)
    folder = cache.snapshot_folder(source, builder())
    with contextlib.suppress(StoreError):
        return open_snapshot(folder)
    snapshot = memory_snapshot(_canonical(root, source))
    try:
        kept = _write(snapshot, folder, source)
    except StoreError:
        return snapshot
    cache.forget_old_snapshots()
    return kept


def write_snapshot(snapshot: Snapshot, folder: Path) -> None:
    """Write a snapshot whose triples are in memory into a folder; raise StoreError when it cannot be written."""
    _write(snapshot, folder, "")


def _canonical(root: Path, source: str) -> bytes:
    if not known_valid(root, source):
        dataset = valid_dataset(root, source)
        return _completed(dataset.texts, dataset.triples)
    # Part by part, for what was checked before need not stand in memory whole.
    texts: set[str] = set()

    def triples() -> Iterator[ox.Triple]:
        for part in read_parts(root):
            texts.update(part)
            yield from part.values()

    return _completed(texts, triples())


def _completed(texts: Collection[str], triples: Iterable[ox.Triple]) -> bytes:
    """Return N-Triples with the plain triple of each Statement; `texts` are whole when `triples` have been gone through."""
    plain = [str(triple) for _, triple in propositions(triples)]
    return joined(chain(texts, plain))


@lru_cache(maxsize=1)
def builder() -> str:
    """Return the SHA-256 of the code that builds: other code may build something else of the same data."""
    digest = hashlib.sha256(str(FORMAT).encode())
    here = Path(__file__).parent
    for name in _BUILDER:
        for path in sorted((here / name).rglob("*.*")) if (here / name).is_dir() else [here / name]:
            if path.suffix in (".py", ".toml"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(snapshot: Snapshot, folder: Path, source: str) -> Snapshot:
    """Write the parts beside the present ones, then the manifest over theirs: a killed build leaves the old snapshot."""
    triples = snapshot.graph.count(b"\n")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _partial(folder) as partial:
            with ThreadPoolExecutor(1) as pool:
                store = pool.submit(_write_store, snapshot.graph, partial / STORE)
                _write_records(snapshot, partial / RECORDS)
                store.result()
            # Never over parts that somebody may read, though they be of the same graph.
            names = (f"{snapshot.identity[:32]}-{n}" for n in count(1))
            name = next(n for n in names if not (folder / n).exists())
            manifest = Manifest(
                FORMAT, snapshot.identity, triples, snapshot.modified, source, builder(), name, parts_of(partial)
            )
            partial.rename(folder / name)
        written = folder / f".{MANIFEST}.{os.getpid()}"
        written.write_bytes(msgspec.json.format(msgspec.json.encode(manifest)))
        os.replace(written, folder / MANIFEST)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"cannot build into {folder}: {error}; what was there is as it was") from None
    _remove_others(folder, manifest.folder)
    return open_snapshot(folder)


@contextlib.contextmanager
def _partial(folder: Path) -> Iterator[Path]:
    """Yield a new folder that is gone afterwards, unless it was renamed."""
    partial = folder / f".{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    hold = Hold(partial)
    try:
        yield partial
    finally:
        hold.close()
        shutil.rmtree(partial, ignore_errors=True)


def _write_store(graph: bytes, path: Path) -> None:
    store = EmbeddedStore(path)
    store.load_n_triples(graph)
    store.flush()
    store.close()


def _write_records(snapshot: Snapshot, path: Path) -> None:
    from sarcomakg.ask.lexicon import LEXICON, build_lexicon
    from sarcomakg.projection.file import note, write_projection
    from sarcomakg.projection.memory import project
    from sarcomakg.search import write_index

    projection = project(snapshot.records)
    with contextlib.closing(sqlite3.connect(path)) as database:
        write_projection(database, projection)
        write_index(database, projection)
        note(database, LEXICON, build_lexicon(projection))
        database.commit()


def _remove_others(folder: Path, name: str) -> None:
    """Remove the parts that no manifest names any more and nobody reads or writes."""
    for old in folder.iterdir():
        if old.is_dir() and old.name != name:
            with contextlib.suppress(OSError):
                Hold(old, alone=True).close()
                shutil.rmtree(old)
