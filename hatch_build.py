"""Takes scripts of others out of packages that carry them when the package is built or installed; none is needed to run.

YASGUI, the SPARQL editor: the package index has no carrier of it alone. The `oxigraph` program is one: its server sends
its two files to browsers. It runs here for as long as that takes, on a port of the loopback interface, over an empty
store in memory. D3, which lays out the graph of the explorer: `gravis` carries it, wrapped for a loader of its own.
"""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import time
from http.client import HTTPConnection, HTTPException
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FOLDER = "src/sarcomakg/resources/yasgui"
# What each begins with, and the fewest bytes that it can have.
FILES = {
    "yasgui.min.js": (b"/*! For license information", 500_000),
    "yasgui.min.css": (b".yasr", 20_000),
}
SECONDS = 30
D3 = "src/sarcomakg/resources/d3/d3.min.js"
D3_START = b"/*"
_D3_WITHIN = "gravis/_internal/plotting/third_party/d3/"


class ScriptsHook(BuildHookInterface[Any]):
    """Runs before a wheel, or an editable one, is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Put the files where the package looks for them, unless they are there."""
        self._yasgui()
        path = Path(self.root) / D3
        if path.is_file() and path.read_bytes().startswith(D3_START):
            return
        try:
            content = take_d3()
        except (OSError, PackageNotFoundError, RuntimeError) as error:
            self.app.abort(f"D3 could not be taken out of gravis: {error}")
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, content)

    def _yasgui(self) -> None:
        folder = Path(self.root) / FOLDER
        if all((folder / name).is_file() and _whole(name, (folder / name).read_bytes()) for name in FILES):
            return
        try:
            found = take()
        except (OSError, HTTPException, RuntimeError) as error:
            self.app.abort(f"YASGUI could not be taken out of the oxigraph program: {error}")
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in found.items():
            _replace(folder / name, content)


def take_d3() -> bytes:
    """Return D3 as a script that sets the global `d3`, below its licence; raise RuntimeError when it is not what it was."""
    carrier = distribution("gravis")
    script = Path(str(carrier.locate_file(_D3_WITHIN + "d3.v7.min.def.js"))).read_text(encoding="utf-8")
    licence = Path(str(carrier.locate_file(_D3_WITHIN + "ORIGINAL_LICENSE"))).read_text(encoding="utf-8")
    body = re.search(r"^(function\(t\)\{.*\})\n// \)\);", script, re.M | re.S)
    named = re.search(r"^// https://d3js\.org v(7\.\S+) ", script, re.M)
    if body is None or named is None:
        raise RuntimeError("its script does not begin or end as it did")
    return f"/* D3 {named[1]}, https://d3js.org\n\n{licence.strip()} */\n({body[1]})(globalThis.d3={{}});\n".encode()


def _replace(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)


def take() -> dict[str, bytes]:
    """Return the files by name; raise RuntimeError or OSError when the program does not give them."""
    program = shutil.which("oxigraph")
    if program is None:
        raise RuntimeError("there is no such program on the path")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(server, port)
        return {name: _get(port, name) for name in FILES}
    finally:
        server.kill()
        server.wait()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(
        f"it ended with status {server.returncode}" if server.returncode is not None else "it does not answer"
    )


def _get(port: int, name: str) -> bytes:
    connection = HTTPConnection("127.0.0.1", port, timeout=SECONDS)
    try:
        connection.request("GET", f"/{name}")
        response = connection.getresponse()
        content = response.read()
    finally:
        connection.close()
    if response.status != 200 or not _whole(name, content):
        raise RuntimeError(f"/{name} is not what it was: status {response.status}, {len(content)} bytes")
    return content


def _whole(name: str, content: bytes) -> bool:
    start, fewest = FILES[name]
    return content.startswith(start) and len(content) >= fewest
