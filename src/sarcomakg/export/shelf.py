"""Dumps that a server has made so far, in a folder of its own process."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from sarcomakg.export.files import Dump, write_dump
from sarcomakg.export.formats import FORMATS, Format
from sarcomakg.export.release import Edition


class Shelf:
    """Makes each dump when it is first asked for, one at a time and never twice; the folder goes with the process."""

    def __init__(self, edition: Callable[[], Edition]) -> None:
        self._edition = edition
        self._making = threading.Lock()
        self._dumps: dict[str, Dump] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def dump(self, format: Format) -> Dump:
        """Return a dump, made now if need be; blocks while another one is made."""
        if (found := self._dumps.get(format.name)) is not None:
            return found
        with self._making:
            if (found := self._dumps.get(format.name)) is None:
                if self._folder is None:
                    self._folder = tempfile.TemporaryDirectory(prefix="sarcomakg-")
                found = write_dump(self._edition(), format, Path(self._folder.name) / format.file)
                self._dumps[format.name] = found
        return found

    def every(self) -> tuple[Dump, ...]:
        """Return every dump, in the order of the registry."""
        return tuple(self.dump(format) for format in FORMATS.values())

    def close(self) -> None:
        """Remove the folder; a later dump makes another one."""
        with self._making:
            self._dumps.clear()
            if self._folder is not None:
                self._folder.cleanup()
                self._folder = None
