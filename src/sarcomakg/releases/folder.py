"""What a folder of a release holds, and whether it is whole."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from sarcomakg.errors import InputError, StoreError
from sarcomakg.identifiers import DATASET
from sarcomakg.snapshot import Part, Snapshot, memory_snapshot, open_snapshot

FORMAT = 1
MANIFEST, SUMS = "release.json", "SHA256SUMS"
DATA, SNAPSHOT, CHANGES = "data", "snapshot", "changes.json"
# The dump from which the snapshot can be made again.
DUMP = f"{DATA}/sarcomakg.nt"
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_FORM = "letters, digits, dots, dashes and underscores, 64 at most, a letter or digit first"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The release with which a release was compared."""

    version: str
    identity: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a release is: `date` is the day on which it was made, `modified` that of its newest Statement (ISO 8601),
    `identity` that of its snapshot, `program` the version that made it; `files` are all others by their names below it.
    """

    format: int
    version: str
    date: str
    identity: str
    modified: str
    triples: int
    statements: int
    program: str
    licence: str
    since: Earlier | None
    files: dict[str, Part]


def checked_version(version: str) -> str:
    """Return a version; raise InputError on one that is no name of a folder."""
    if not _VERSION.fullmatch(version):
        raise InputError(f"{version[:80]!r} is no version of a release; use {_FORM}")
    return version


def is_release(folder: Path) -> bool:
    """Say whether a folder claims to be a release."""
    return (folder / MANIFEST).is_file()


def read_release(folder: Path) -> Manifest:
    """Return the manifest of a release; raise StoreError when there is none that this version reads."""
    path = folder / MANIFEST
    try:
        content = path.read_bytes()
        found = msgspec.json.decode(content, type=dict[str, msgspec.Raw]).get("format", msgspec.Raw(b"none"))
        if bytes(found) != str(FORMAT).encode():
            said = f"{path} is of format {bytes(found)[:20].decode()}, not {FORMAT}"
            raise StoreError(f"{said}; open it with the version of sarcomakg that made it")
        return msgspec.json.decode(content, type=Manifest)
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror}); name the folder of a release") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise StoreError(f"{path} cannot be read ({error}); {_WAY_OUT}") from None


_WAY_OUT = "the release is incomplete: get it again, or leave it out"


def verify(folder: Path, manifest: Manifest) -> None:
    """Raise StoreError that names the first file of a release that is missing or is not what it was."""
    for name, part in manifest.files.items():
        path = folder / name
        if path.resolve() != (folder.resolve() / name):
            raise StoreError(f"{folder / MANIFEST} names {name!r}, which lies outside; {_WAY_OUT}")
        try:
            size = path.stat().st_size
        except OSError as error:
            raise StoreError(f"{path} is missing ({error.strerror}); {_WAY_OUT}") from None
        if size != part.size:
            raise StoreError(f"{path} has {size} bytes instead of {part.size}; {_WAY_OUT}")
        if digest(path) != part.sha256:
            raise StoreError(f"{path} is not what was released (SHA-256); {_WAY_OUT}")


def open_release(folder: Path) -> tuple[Manifest, Snapshot]:
    """Open a release, whole; raise StoreError that names what is missing, changed, or of another graph.

    A snapshot that another version of the program built is made again from the N-Triples, in memory.
    """
    manifest = read_release(folder)
    verify(folder, manifest)
    try:
        snapshot = open_snapshot(folder / SNAPSHOT)
    except StoreError:
        snapshot = dumped(folder / DUMP)
    if snapshot.identity != manifest.identity:
        said = f"{folder} holds the graph {snapshot.identity[:12]}, not {manifest.identity[:12]}"
        raise StoreError(f"{said} that {MANIFEST} names; {_WAY_OUT}")
    return manifest, snapshot


def dumped(path: Path) -> Snapshot:
    """Return the snapshot of a dump in N-Triples, in memory; what the dump says of itself is no part of it.

    Raises StoreError when it cannot be read, InputError when it is no N-Triples.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be read ({error.strerror})") from None
    own = f"<{DATASET}".encode()
    graph = b"".join(sorted({line for line in lines if line.strip() and not line.startswith((b"#", own))}))
    snapshot = memory_snapshot(graph)
    try:
        snapshot.records  # noqa: B018  (read now: what is no N-Triples is refused here)
    except (SyntaxError, KeyError, ValueError) as error:
        raise InputError(f"{path} is no dump of the graph in N-Triples: {error}") from None
    return snapshot


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
