"""The servers that run on this machine as they announce themselves, so that one command reaches them."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import time
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from sarcomakg.snapshot import Hold

# Seconds between two looks at what a server says.
_LOOK = 0.05
_SAID = "said.json"


@dataclass(frozen=True, slots=True)
class Server:
    """A server: its process, what it was told to serve, the snapshot that it serves.

    `turn` counts how often it was told to reload; `refused` says why the last time it did not.
    """

    pid: int
    store: str
    identity: str
    turn: int = 0
    refused: str = ""

    def after(self, identity: str, refused: str) -> Server:
        """Return what it says after it was told to reload."""
        return replace(self, identity=identity, turn=self.turn + 1, refused=refused)


class Announcement:
    """What a server says of itself, for as long as it runs; where nothing can be written, only a signal reaches it."""

    def __init__(self) -> None:
        self._folder = _folder() / str(os.getpid())
        self._hold: Hold | None = None

    def say(self, server: Server) -> None:
        """Say it, in the stead of what was said."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._hold = self._hold or Hold(self._folder)
            written = self._folder / f".{_SAID}"
            written.write_bytes(msgspec.json.encode(server))
            written.replace(self._folder / _SAID)

    def end(self) -> None:
        """Say nothing any more."""
        if self._hold is not None:
            self._hold.close()
        shutil.rmtree(self._folder, ignore_errors=True)


def running(store: str = "") -> list[Server]:
    """Return the servers that run, or those of one store."""
    found = []
    for folder in sorted(_folder().glob("*")):
        with contextlib.suppress(OSError, msgspec.MsgspecError):
            if _ended(folder):
                shutil.rmtree(folder, ignore_errors=True)
            else:
                server = msgspec.json.decode((folder / _SAID).read_bytes(), type=Server)
                found += [server] if not store or server.store == store else []
    return found


def _ended(folder: Path) -> bool:
    """Say whether the server of a folder runs no more: nobody holds it. Its number may be another program's by now."""
    try:
        Hold(folder, alone=True).close()
    except BlockingIOError:
        return False
    return True


def reload(server: Server, seconds: float) -> Server | None:
    """Tell a server to reload and return what it says then, None when it says nothing for some seconds or is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(server.pid, signal.SIGHUP)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        now = next((s for s in running() if s.pid == server.pid), None)
        if now is None or now.turn > server.turn:
            return now
        time.sleep(_LOOK)
    return None


def _folder() -> Path:
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    base = Path(runtime) if runtime else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "sarcomakg" / "servers"
