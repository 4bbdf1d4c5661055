"""Dumps as files: written beside, then renamed, so that what stands under a name is always whole."""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from sarcomakg.errors import InputError
from sarcomakg.export.formats import FORMATS, Format
from sarcomakg.export.release import Edition

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Dump:
    """A file that holds the graph in a format."""

    format: Format
    path: Path
    size: int
    sha256: str


def write_dump(edition: Edition, format: Format, target: Path) -> Dump:
    """Write a dump to `target`, replacing what is there; raise InputError where that cannot be written."""
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with partial.open("wb") as file:
            format.write(edition, file)
        with partial.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        size = partial.stat().st_size
        partial.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {target}: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    return Dump(format, target, size, sha256)


def write_dumps(edition: Edition, folder: Path) -> tuple[Dump, ...]:
    """Write every format and SHA256SUMS into a folder, which is made; raise InputError where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"cannot make the folder {folder}: {error.strerror or error}") from None
    dumps = tuple(write_dump(edition, format, folder / format.file) for format in FORMATS.values())
    sums = folder / f".{SUMS}.{os.getpid()}"
    sums.write_text("".join(f"{dump.sha256}  {dump.path.name}\n" for dump in dumps), encoding="utf-8")
    sums.replace(folder / SUMS)
    return dumps
