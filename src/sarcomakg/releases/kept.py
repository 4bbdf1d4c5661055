"""Releases that are kept beside the one that is served: listed by their manifests, opened when they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

import msgspec

from sarcomakg.errors import NotFoundError, StoreError
from sarcomakg.releases.folder import CHANGES, Manifest, is_release, open_release, read_release, verify
from sarcomakg.snapshot import Snapshot

T = TypeVar("T")
# Releases that stay open; the one that was asked for least recently is let go of.
OPEN = 3
_LISTED = 20
# Digits that an identity may be cut to.
_SHORTEST = 12


class KeptReleases(Generic[T]):
    """The releases in a folder of folders; `make` turns an opened snapshot into what answers from it."""

    def __init__(self, folder: Path, make: Callable[[Manifest, Snapshot], T], most: int = OPEN) -> None:
        """Raise StoreError when the folder cannot be listed."""
        self.folder, self._make, self._most = folder, make, most
        self._opened: OrderedDict[str, T] = OrderedDict()
        self._opening = Lock()
        self.listed()

    def listed(self) -> tuple[Manifest, ...]:
        """Return the manifests of all releases that have a readable one, the oldest first; raise StoreError."""
        try:
            folders = [path for path in self.folder.iterdir() if not path.name.startswith(".") and is_release(path)]
        except OSError as error:
            raise StoreError(f"{self.folder} cannot be listed ({error.strerror}); it is to hold releases") from None
        found = []
        for path in folders:
            try:
                manifest = read_release(path)
            except StoreError:
                continue  # who asks for it is told
            if manifest.version == path.name:
                found.append(manifest)
        return tuple(sorted(found, key=lambda m: (m.date, m.version)))

    def find(self, name: str) -> Manifest:
        """Return the manifest of a release, by version or identity (12 digits or more); raise NotFoundError that lists
        what is kept, or StoreError when it cannot be read.
        """
        found = self.listed()
        for manifest in found:
            if name == manifest.version or (len(name) >= _SHORTEST and manifest.identity.startswith(name)):
                return manifest
        if "/" not in name and not name.startswith(".") and is_release(self.folder / name):
            return self._misnamed(name)
        versions = [m.version for m in found]
        kept = ", ".join(versions[-_LISTED:]) or "none"
        more = f" and {len(versions) - _LISTED} older" if len(versions) > _LISTED else ""
        raise NotFoundError(f"no release {name[:80]!r} is kept; those kept are: {kept}{more}")

    def _misnamed(self, name: str) -> Manifest:
        manifest = read_release(self.folder / name)
        raise StoreError(f"{self.folder / name} holds the release {manifest.version}; name the folder after it")

    def open(self, version: str) -> T:
        """Return what answers from a release, opened now if need be; raise NotFoundError, or StoreError that names what
        of it is missing or changed.
        """
        with self._opening:
            if (found := self._opened.get(version)) is not None:
                self._opened.move_to_end(version)
                return found
            manifest = self.find(version)
            opened = self._make(*open_release(self.folder / manifest.version))
            self._opened[manifest.version] = opened
            while len(self._opened) > self._most:
                self._opened.popitem(last=False)
            return opened

    def changes(self, version: str, since: str) -> Mapping[str, Any] | None:
        """Return what a release says that changed since the one with an identity; None where it does not say that.

        Raises StoreError when its list cannot be read, or is not the one that was released.
        """
        manifest = self.find(version)
        if manifest.since is None or manifest.since.identity != since:
            return None
        path = self.folder / version / CHANGES
        verify(self.folder / version, replace(manifest, files={CHANGES: manifest.files[CHANGES]}))
        try:
            found: Mapping[str, Any] = msgspec.json.decode(path.read_bytes())
        except (OSError, msgspec.MsgspecError) as error:
            raise StoreError(f"{path} cannot be read: {error}") from None
        return found

    def __len__(self) -> int:
        return len(self._opened)


__all__ = ["OPEN", "KeptReleases"]
