"""A release is made beside where it will stand, and renamed when it is whole."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from sarcomakg.build import write_snapshot
from sarcomakg.errors import InputError
from sarcomakg.export.files import write_dumps
from sarcomakg.export.release import Edition
from sarcomakg.releases.folder import (
    CHANGES,
    DATA,
    FORMAT,
    MANIFEST,
    SNAPSHOT,
    SUMS,
    Earlier,
    Manifest,
    checked_version,
    digest,
)
from sarcomakg.render.changes import comparison_html, comparison_text
from sarcomakg.snapshot import MANIFEST as OF_SNAPSHOT
from sarcomakg.snapshot import Part, read_manifest


def make_release(edition: Edition, out: Path, version: str, date: str, changes: dict[str, Any] | None = None) -> Path:
    """Make a release in the folder `out`, and return its folder, which is named by the version.

    `date` is the day of the release (ISO 8601), `changes` the document of its comparison with an earlier one. Raises
    InputError when there is such a version already, or when it cannot be written.
    """
    target = out / checked_version(version)
    if target.exists():
        raise InputError(f"{target} is there already, and a release does not change; choose another --version")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with _beside(target) as partial:
            write_dumps(edition, partial / DATA)
            write_snapshot(edition.snapshot, partial / SNAPSHOT)
            if changes is not None:
                _write_changes(changes, partial)
            _write_manifest(edition, partial, version, date, changes)
            partial.rename(target)
    except OSError as error:
        raise InputError(f"cannot make the release {target}: {error.strerror or error}") from None
    return target


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield a new folder that is gone afterwards, unless it was renamed."""
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    try:
        yield partial
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _write_changes(changes: dict[str, Any], folder: Path) -> None:
    text = json.dumps(changes, ensure_ascii=False, indent=1) + "\n"
    (folder / CHANGES).write_text(text, encoding="utf-8")
    (folder / "changes.html").write_text(comparison_html(changes), encoding="utf-8")
    (folder / "changes.txt").write_text(comparison_text(changes), encoding="utf-8")


def _write_manifest(edition: Edition, folder: Path, version: str, date: str, changes: dict[str, Any] | None) -> None:
    release = edition.release
    files = {name: Part((folder / name).stat().st_size, digest(folder / name)) for name in _files(folder)}
    since = Earlier(changes["was"]["name"], changes["was"]["identity"]) if changes else None
    manifest = Manifest(
        FORMAT, version, date, release.identity, release.date, release.triples, len(edition.projection.records.statements),
        release.version, release.licence, since, files,
    )  # fmt: skip
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest)) + b"\n")
    sums = {MANIFEST: digest(folder / MANIFEST)} | {name: part.sha256 for name, part in files.items()}
    (folder / SUMS).write_text("".join(f"{sha256}  {name}\n" for name, sha256 in sums.items()), encoding="utf-8")


def _files(folder: Path) -> list[str]:
    """Return the files of a release by name; what the store logs for itself, whoever opens it, is none of them."""
    snapshot = folder / SNAPSHOT
    built = read_manifest(snapshot)
    parts = [f"{SNAPSHOT}/{built.folder}/{name}" for name in built.parts]
    others = [p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and snapshot not in p.parents]
    return sorted((*others, f"{SNAPSHOT}/{OF_SNAPSHOT}", *parts))
