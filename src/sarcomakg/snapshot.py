"""An opened, verified, immutable graph with its identity: the hash of its content."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import msgspec

from sarcomakg.errors import StoreError
from sarcomakg.model import Records
from sarcomakg.rdf.canonical import n_triples
from sarcomakg.rdf.document import parse_n_triples
from sarcomakg.rdf.records import read_records
from sarcomakg.stores import Store
from sarcomakg.stores.embedded import EmbeddedStore

# What a folder of this version holds; another version is built again.
FORMAT = 3
MANIFEST = "manifest.json"
# The parts of a snapshot on disk: the RDF store, and the records and indexes of the projection.
STORE, RECORDS = "store", "records.db"
# What RocksDB writes for itself, whoever opens it.
_LOGS = ("LOG", "LOCK")


@dataclass(frozen=True, slots=True)
class Part:
    """A file of a snapshot: its size in bytes and its SHA-256 in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a folder holds: `source` is the fingerprint of the data it was built from, `builder` that of the code;
    `parts` lie in `folder`, which lies beside the manifest.
    """

    format: int
    identity: str
    triples: int
    modified: str
    source: str
    builder: str
    folder: str
    parts: dict[str, Part]


@dataclass(frozen=True)
class Snapshot:
    """`identity` is 64 hexadecimal digits; `opener` opens the store, which is done when it is first asked.

    `graph` is the canonical N-Triples where they are at hand, so that the records need no store; `date` is the date of
    the newest Statement where it is known without reading them; `folder` holds the parts of a snapshot on disk, of so
    many `triples`, which nobody removes while `hold` is open.
    """

    identity: str
    opener: Callable[[], Store] = field(repr=False)
    graph: bytes = field(default=b"", repr=False)
    date: str = ""
    folder: Path | None = None
    triples: int = 0
    hold: Hold | None = field(default=None, repr=False)

    @cached_property
    def store(self) -> Store:
        """The store, opened once."""
        return self.opener()

    @cached_property
    def records(self) -> Records:
        """The graph as records, read once."""
        return read_records(parse_n_triples(self.graph) if self.graph else self.store.triples())

    @cached_property
    def modified(self) -> str:
        """The date of the newest Statement, or the empty string of an empty graph."""
        return self.date or max((s.modified for s in self.records.statements.values()), default="")

    def n_triples(self) -> bytes:
        """Return the graph as sorted N-Triples, the bytes that the identity is the hash of."""
        return self.graph or n_triples(self.store.triples())


class Hold:
    """A lock on a folder, shared with others who read it; let go of when it is closed or forgotten."""

    def __init__(self, folder: Path, *, alone: bool = False) -> None:
        """Raise OSError when the folder is not there, BlockingIOError when it cannot be held (alone)."""
        self._descriptor = -1
        self._descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Let go of the folder."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    __del__ = close


def memory_snapshot(graph: bytes) -> Snapshot:
    """Return the snapshot of canonical N-Triples, its store in memory."""

    def opener() -> Store:
        store = EmbeddedStore()
        store.load_n_triples(graph)
        return store

    return Snapshot(hashlib.sha256(graph).hexdigest(), opener, graph)


def open_snapshot(folder: Path) -> Snapshot:
    """Open what `build` wrote to `folder`, read only; raise StoreError when it is not whole, byte for byte."""
    manifest = read_manifest(folder)
    parts = folder / manifest.folder
    try:
        hold = Hold(parts)
    except OSError as error:
        raise StoreError(f"{folder} lacks {manifest.folder} ({error.strerror}); {_way_out(folder)}") from None
    _verify(manifest, parts, folder)

    def opener() -> Store:
        return EmbeddedStore(parts / STORE, read_only=True)

    return Snapshot(
        manifest.identity, opener, date=manifest.modified, folder=parts, triples=manifest.triples, hold=hold
    )


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest of a folder; raise StoreError when there is none, or one that this version does not read."""
    try:
        content = (folder / MANIFEST).read_bytes()
        version = msgspec.json.decode(content, type=dict[str, msgspec.Raw]).get("format", msgspec.Raw(b"none"))
        if bytes(version) != str(FORMAT).encode():
            said = f"{folder} holds a snapshot of format {bytes(version)[:20].decode()}, not {FORMAT}"
            raise StoreError(f"{said}; {_way_out(folder)}")
        return msgspec.json.decode(content, type=Manifest)
    except OSError as error:
        raise StoreError(f"{folder} holds no snapshot ({error.strerror}); {_way_out(folder)}") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StoreError(f"{folder / MANIFEST} cannot be read ({error}); {_way_out(folder)}") from None


def _way_out(folder: Path) -> str:
    return f"run: sarcomakg build --to {folder}"


def parts_of(folder: Path) -> dict[str, Part]:
    """Return the parts that a folder of a snapshot holds, by their names below it."""
    names = [path.relative_to(folder).as_posix() for path in _files(folder)]
    return {name: Part((folder / name).stat().st_size, _digest(folder / name)) for name in names}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith(_LOGS))


def _verify(manifest: Manifest, parts: Path, folder: Path) -> None:
    """Raise StoreError that names the first part that is missing, cut short, changed or too many."""
    for name, part in manifest.parts.items():
        try:
            size = (parts / name).stat().st_size
        except OSError as error:
            raise StoreError(f"{parts / name} is missing ({error.strerror}); {_way_out(folder)}") from None
        if size != part.size:
            raise StoreError(f"{parts / name} has {size} bytes instead of {part.size}; {_way_out(folder)}")
    if more := {path.relative_to(parts).as_posix() for path in _files(parts)} - manifest.parts.keys():
        raise StoreError(f"{parts / min(more)} is no part of this snapshot; {_way_out(folder)}")
    with ThreadPoolExecutor() as pool:
        digests = pool.map(lambda name: _digest(parts / name), manifest.parts)
        for (name, part), found in zip(manifest.parts.items(), digests, strict=True):
            if found != part.sha256:
                raise StoreError(f"{parts / name} is not what was built (SHA-256); {_way_out(folder)}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
