"""What this machine has read, checked and built before, below XDG_CACHE_HOME; a cache that cannot be written costs time only."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from sarcomakg.rdf.dataset import fingerprint as read_fingerprint
from sarcomakg.snapshot import Hold

# Snapshots and fingerprints kept at most; the oldest go.
_SNAPSHOTS, _FINGERPRINTS = 3, 64
# A file that was written so shortly before it was listed may be written again without looking otherwise (seconds).
_SETTLED = 3.0


def fingerprint(root: Path) -> str:
    """Return the fingerprint of everything that `check` reads; files that look as before are not read again.

    A file looks as before when its name, size, time of change and inode are the same.
    """
    listed = sorted(_listing(root))
    name = hashlib.sha256("\n".join(f"{p} {size} {at} {inode}" for p, size, at, inode in listed).encode()).hexdigest()
    kept = _folder() / "fingerprints" / name
    try:
        return kept.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        found = read_fingerprint(root)
    if max((at for _, _, at, _ in listed), default=0) / 1e9 < time.time() - _SETTLED:
        _write(kept, found.encode())
        for old in _oldest(kept.parent, _FINGERPRINTS):
            old.unlink(missing_ok=True)
    return found


def _listing(root: Path) -> Iterator[tuple[str, int, int, int]]:
    for top in ("ontology", "data"):
        for folder, _, files in os.walk((root / top).resolve()):
            for file in files:
                stat = os.stat(os.path.join(folder, file))
                yield f"{folder}/{file}", stat.st_size, stat.st_mtime_ns, stat.st_ino


def checked(fingerprint: str) -> bool:
    """Say whether data with this fingerprint was found without violations on this machine."""
    return (_folder() / "checked" / fingerprint).is_file()


def remember_checked(fingerprint: str) -> None:
    """Remember that data with this fingerprint has no violations."""
    _write(_folder() / "checked" / fingerprint, b"")


def snapshot_folder(fingerprint: str, builder: str) -> Path:
    """Return the folder of the snapshot that code builds of data, which may not be there yet."""
    return _folder() / "built" / hashlib.sha256(f"{fingerprint} {builder}".encode()).hexdigest()[:32]


def forget_old_snapshots() -> None:
    """Remove all snapshots but the newest few, and those that are in use."""
    for old in _oldest(_folder() / "built", _SNAPSHOTS):
        with contextlib.suppress(OSError):
            if old.is_dir():
                for parts in old.iterdir():
                    if parts.is_dir():
                        Hold(parts, alone=True).close()
                shutil.rmtree(old)
            else:
                old.unlink()


def _oldest(folder: Path, kept: int) -> list[Path]:
    """Return what a folder holds, but for the newest few."""
    try:
        return sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-kept]
    except OSError:
        return []


def _folder() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sarcomakg"


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(content)
        partial.replace(path)
    except OSError:
        return  # a read-only home costs the next start a second reading, nothing else
