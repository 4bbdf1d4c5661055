"""SPARQL servers that others wrote, started for a test: `oxigraph serve` and Virtuoso."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = {isql}
ServerThreads = 20
NumberOfBuffers = 30000
MaxDirtyBuffers = 20000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = {port}
ServerThreads = 10
MaxClientConnections = 10
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


@dataclass(frozen=True)
class Server:
    """A running server: where it is asked, where it is changed, and who may change it."""

    name: str
    query: str
    update: str
    user: str = ""
    password: str = ""
    graph_store: str = ""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@contextlib.contextmanager
def oxigraph() -> Iterator[Server]:
    base = f"http://127.0.0.1:{(port := free_port())}"
    program = Path(sys.executable).parent / "oxigraph"
    with _running([str(program), "serve", "--bind", f"127.0.0.1:{port}"], f"{base}/query?query=ASK%7B%7D"):
        yield Server("oxigraph", f"{base}/query", f"{base}/update", graph_store=f"{base}/store")


def has_virtuoso() -> bool:
    return shutil.which("virtuoso-t") is not None


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Server]:
    port = free_port()
    base, configuration = f"http://127.0.0.1:{port}", folder / "virtuoso.ini"
    configuration.write_text(VIRTUOSO.format(folder=folder, isql=free_port(), port=port))
    command = ["virtuoso-t", "+foreground", "+configfile", str(configuration)]
    with _running(command, f"{base}/sparql?query=ASK%7B%7D"):
        yield Server("virtuoso", f"{base}/sparql", f"{base}/sparql-auth", "dba", "dba")


@contextlib.contextmanager
def _running(command: list[str], address: str) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(address, timeout=1).status_code == 200:
                    break
            assert process.poll() is None, f"{command[0]} ended"
            time.sleep(0.1)
        else:
            raise AssertionError(f"{command[0]} did not start within a minute")
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
