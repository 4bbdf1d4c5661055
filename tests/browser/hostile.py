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
_TEXTS = re.compile(
    r'((?:skos:prefLabel|skos:definition|skg:plainLabel|skg:plainDefinition|dcterms:title|dcterms:creator|skg:venue|skg:locator'
    r'|skg:note|skg:analysis|skg:phrase|skg:wording) "(?:[^"\\]|\\.)+)(")'
)  # fmt: skip
_ADDRESS = re.compile(r'schema:url "[^"]+"')
# Conditions keep their labels, so that questions still find them; one of them does not.
_KEPT = "data/conditions/"
BROKEN = "osteosarcoma"


def write(folder: Path) -> None:
    """Copy ontology and data, and put markup into the texts and scripts into the addresses."""
    for part in ("ontology", "data"):
        shutil.copytree(ROOT / part, folder / part)
    for path in (folder / "data").rglob("*.ttl"):
        text = path.read_text(encoding="utf-8")
        changed = _ADDRESS.sub('schema:url "javascript:alert(3)"', text)
        kept = _KEPT in path.as_posix() and path.stem != BROKEN
        changed = _TEXTS.sub(lambda m: m[0] if kept and "Label" in m[1] else m[1] + _ATTACK + m[2], changed)
        path.write_text(changed, encoding="utf-8")
    # The build would refuse most of this; the stamp says that it was checked, for the pages must hold by themselves.
    (folder / STAMP).write_text(fingerprint(folder) + "\n", encoding="ascii")


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve the graph of a folder from a process of its own, on a free port, and stop it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"XDG_CACHE_HOME": str(folder / "cache")}
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
