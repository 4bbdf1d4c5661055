"""A graph whose every text tries to break out of its page: what a curator who means harm could write."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from sarcomakg.rdf.dataset import STAMP, fingerprint

ROOT = Path(__file__).resolve().parents[2]
MARKUP = "</script></title><img src=x onerror=alert(1)>"
_ATTACK = MARKUP + "\\\"'><svg onload=alert(2)>{{7*7}}"
_OTHERS = (
    "skos:definition|skg:plainDefinition|dcterms:title|dcterms:creator|skg:venue|skg:locator|skg:note|skg:analysis"
)
_BUT_NAMES = re.compile(rf'((?:{_OTHERS}) "(?:[^"\\]|\\.)+)"')
_TEXTS = re.compile(rf'((?:{_OTHERS}|skos:prefLabel|skg:plainLabel) "(?:[^"\\]|\\.)+)"')
_ADDRESS = re.compile(r'schema:url "[^"]+"')
# Conditions keep their labels, so that questions still find them; one of them does not.
_KEPT = "data/conditions/"
BROKEN = "osteosarcoma"


def _worse(match: re.Match[str]) -> str:
    return f'{match[1]}{_ATTACK}"'


def write(folder: Path) -> None:
    """Copy ontology and data, and put markup into the texts and scripts into the addresses."""
    for part in ("ontology", "data"):
        shutil.copytree(ROOT / part, folder / part)
    for path in (folder / "data").rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        changed = _ADDRESS.sub('schema:url "javascript:alert(3)"', text)
        names_stay = _KEPT in path.as_posix() and path.stem != BROKEN
        path.write_text((_BUT_NAMES if names_stay else _TEXTS).sub(_worse, changed), encoding="utf-8")
    # The build would refuse most of this; the stamp says that it was checked, for the pages must hold by themselves.
    (folder / STAMP).write_text(fingerprint(folder) + "\n", encoding="ascii")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the graph of a folder from a process of its own, on a free port, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {
        "XDG_CACHE_HOME": str(folder / "cache"),
        "SARCOMAKG_DEADLINE": "60",
    }
    command = [sys.executable, "-m", "sarcomakg", "serve", "--root", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, env=environment)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            assert process.poll() is None, "the server of the hostile graph ended"
            try:
                httpx.get(f"{address}/schema.graphql", timeout=5)
                break
            except httpx.TransportError:
                time.sleep(0.5)
        yield address
    finally:
        process.terminate()
        process.wait(15)
