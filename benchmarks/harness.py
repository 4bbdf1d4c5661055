"""What every suite leans on: servers in processes of their own, load by wrk, rounds that alternate, figures of them."""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Options:
    """`seconds` of load in each of `rounds`; `sizes` of generated graphs; `folder` keeps what can be used again."""

    seconds: float = 2.0
    rounds: int = 3
    sizes: tuple[str, ...] = ("20k", "1m", "10m")
    folder: Path = HERE.parent / ".bench"


@dataclass(frozen=True)
class Table:
    """Rows of cells under `columns`; `about` says what the figures are and against what."""

    title: str
    about: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclass(frozen=True)
class Report:
    """What a suite found: its tables, `versions` of what stood in them, and `missing`, what was left out and why."""

    name: str
    tables: tuple[Table, ...]
    versions: Mapping[str, str]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Load:
    """Requests a second, milliseconds, and how many were answered with another status than 2xx or 3xx, or not at all."""

    rate: float
    p50: float
    p99: float
    failed: float = 0


class MissingError(Exception):
    """A tool or a graph that a row needs is not there; the message says which, and why."""


def versions(*names: str) -> dict[str, str]:
    """Return the versions of installed packages, and of Python."""
    found = {"Python": platform.python_version()}
    for name in names:
        with contextlib.suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def tool(name: str, hint: str) -> str:
    """Return where a program is; raise MissingError that says how to get it."""
    found = shutil.which(name) or (str(BIN / name) if (BIN / name).is_file() else "")
    if not found:
        raise MissingError(f"{name} is not installed ({hint})")
    return found


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Server:
    """A running server: its address, and how long it took until it answered."""

    base: str
    process: subprocess.Popen[bytes]
    started: float

    def memory(self) -> dict[str, float]:
        """Return MB at rest: of the process (`own`), and of those that it started (`others`)."""
        children = _children(self.process.pid)
        return {"own": _resident(self.process.pid), "others": sum(map(_resident, children))}


@contextlib.contextmanager
def serving(
    command: Sequence[object], path: str, port: int, *, env: Mapping[str, str] | None = None, patience: float = 60,
    cwd: Path | None = None,
) -> Iterator[Server]:  # fmt: skip
    """Run a server until the block ends; raise MissingError when `path` is not answered within `patience` seconds."""
    base = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryFile() as told:
        begun = time.perf_counter()
        process = subprocess.Popen(
            [str(word) for word in command], stdout=told, stderr=told, cwd=cwd, env=dict(os.environ) | dict(env or {})
        )
        try:
            while not _answers(base + path):
                if process.poll() is not None or time.perf_counter() - begun > patience:
                    told.seek(0)
                    said = told.read()[-300:].decode(errors="replace").strip().splitlines()
                    raise MissingError(f"{Path(str(command[0])).name} did not start: {said[-1] if said else 'no word'}")
                time.sleep(0.005)
            yield Server(base, process, time.perf_counter() - begun)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def target(module: str, *arguments: str | Path) -> list[str | Path]:
    """Return the command that runs a function `serve` of a suite as a server of its own."""
    return [sys.executable, "-m", module, *arguments]


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=5).read()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [grand for child in map(int, found) for grand in (child, *_children(child))]


def _resident(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS")), 0.0)


_LUA = (HERE / "load.lua").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Request:
    """What wrk sends: one of these after the other."""

    path: str
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()


def load(base: str, requests: Sequence[Request], seconds: float, *, connections: int = 8, skip: int = 0) -> Load:
    """Load a server with wrk; the first request is number `skip`, so that the next round can go on where one ended.

    When nothing was answered in that time, it is tried once more for ten times as long.
    """
    wrk = tool("wrk", "on Debian: apt-get install wrk")
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "requests.lua"
        asked.write_text("return {\n" + ",\n".join(map(_lua, requests)) + "\n}\n", encoding="utf-8")
        script = Path(folder) / "load.lua"
        script.write_text(_LUA, encoding="utf-8")
        command = [wrk, "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "30s", "-s", str(script),
                   base, "--", str(asked), str(skip)]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"wrk failed: {(done.stderr or done.stdout)[-500:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    if not found["rate"] and seconds < 10:
        return load(base, requests, 10 * seconds, connections=connections, skip=skip)
    return Load(found["rate"], found["p50"], found["p99"], found["failed"])


def _lua(request: Request) -> str:
    headers = ", ".join(f"[ {_quoted(k)} ] = {_quoted(v)}" for k, v in request.headers)
    return f"{{ {_quoted(request.path)}, {_quoted(request.body)}, {{ {headers} }} }}"


def _quoted(text: str) -> str:
    return f"[==[{text}]==]"


def interleaved(actions: Mapping[str, Callable[[int], Load]], rounds: int) -> dict[str, Load]:
    """Run each action (of the number of the round) once in every round; return the medians of the rounds."""
    seen: dict[str, list[Load]] = {name: [] for name in actions}
    for number in range(rounds):
        for name, action in actions.items():
            seen[name].append(action(number))
    fields = ("rate", "p50", "p99", "failed")
    return {
        name: Load(*(statistics.median(getattr(f, x) for f in found) for x in fields)) for name, found in seen.items()
    }


def percentile(values: Sequence[float], share: float) -> float:
    """Return the least value that so large a share (0 to 1) does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]


def timed(action: Callable[[], object]) -> float:
    """Return how long an action takes, in milliseconds."""
    begun = time.perf_counter()
    action()
    return 1000 * (time.perf_counter() - begun)


def median(values: Sequence[float]) -> float:
    """Return the median, or not a number of nothing."""
    return statistics.median(values) if values else math.nan


def geometric(values: Sequence[float]) -> float:
    """Return the geometric mean, or not a number of nothing."""
    return statistics.geometric_mean(values) if values else math.nan
