"""What this machine has checked and built before, below XDG_CACHE_HOME; a cache that cannot be written costs time only."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

# Built graphs kept at most; the oldest goes.
KEPT = 4
_BUILT_BY = ("build.py", "rdf/dataset.py", "rdf/document.py", "rdf/canonical.py", "rdf/plain.py")


def checked(fingerprint: str) -> bool:
    """Say whether data with this fingerprint was found without violations on this machine."""
    return (_folder() / "checked" / fingerprint).is_file()


def remember_checked(fingerprint: str) -> None:
    """Remember that data with this fingerprint has no violations."""
    _write(_folder() / "checked" / fingerprint, b"")


def built(fingerprint: str) -> bytes | None:
    """Return the N-Triples that were built from data with this fingerprint; None when they are not here, or not whole."""
    try:
        digest, _, graph = (_folder() / "built" / _key(fingerprint)).read_bytes().partition(b"\n")
    except OSError:
        return None
    return graph if hashlib.sha256(graph).hexdigest().encode() == digest else None


def keep_built(fingerprint: str, graph: bytes) -> None:
    """Keep what was built from data with this fingerprint."""
    path = _folder() / "built" / _key(fingerprint)
    _write(path, hashlib.sha256(graph).hexdigest().encode() + b"\n" + graph)
    try:
        for old in sorted(path.parent.iterdir(), key=lambda p: p.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError:
        return


def _key(fingerprint: str) -> str:
    """Name what was built by the data and by the code that builds."""
    digest = hashlib.sha256(fingerprint.encode())
    for name in _BUILT_BY:
        digest.update((Path(__file__).parent / name).read_bytes())
    return digest.hexdigest()


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sarcomakg"


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        return  # a read-only home costs the next start a second check and build, nothing else
