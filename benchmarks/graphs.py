"""Generated graphs of named sizes, made, checked and built once and kept in the folder of the options."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import generate
from benchmarks.harness import BIN, HERE, MissingError, Options
from sarcomakg.build import builder
from sarcomakg.errors import StoreError
from sarcomakg.rdf.dataset import STAMP, fingerprint
from sarcomakg.resources import default_root
from sarcomakg.snapshot import open_snapshot, read_manifest

# Statements that make about so many triples.
SIZES = {"20k": 450, "100k": 3_300, "1m": 34_000, "10m": 340_000}
# Too large for the shapes, which took 12 GB at a million triples; what makes it is checked at the smaller sizes.
UNCHECKED = ("10m",)


@dataclass(frozen=True)
class Graph:
    """`root` has ontology/ and data/, `store` the built snapshot; `told` is what generated.json says, `took` seconds."""

    size: str
    root: Path
    store: Path
    told: dict[str, Any]
    took: dict[str, float]

    @property
    def core(self) -> str:
        """A condition whose Statements are the same at every size."""
        return str(self.told["core"][0])


def graph(size: str, options: Options) -> Graph:
    """Return the graph of a size; raise MissingError when it cannot be made."""
    if size not in SIZES:
        raise MissingError(f"no graph of size {size}; sizes are {', '.join(SIZES)}")
    root = options.folder / size
    store = root / "store"
    times = root / "took.json"
    took: dict[str, float] = json.loads(times.read_text()) if times.is_file() else {}
    described = _described(root)
    if not described or described["statements"] != SIZES[size] or not _fresh(root):
        begun = time.perf_counter()
        described = generate.write(default_root(), root, SIZES[size])
        took = {"generate": time.perf_counter() - begun}
        shutil.rmtree(store, ignore_errors=True)
        (root / "source").write_text(_source())
    home = options.folder / "cache"
    if size in UNCHECKED:
        _pass_unchecked(root, home)
    elif not _stamped(root):
        took["check"] = run_command("check", "--stamp", "--root", root)
    if not _built(store):
        took["build"] = run_command("build", "--to", store, "--root", root, home=home if size in UNCHECKED else None)
    times.write_text(json.dumps(took))
    return Graph(size, root, store, described, took)


def run_command(*arguments: str | Path, home: Path | None = None) -> float:
    """Run `sarcomakg` with arguments, and a cache folder of its own if one is given.

    Return the seconds it took; raise MissingError with its last line when it fails.
    """
    begun = time.perf_counter()
    environment = os.environ | ({"XDG_CACHE_HOME": str(home)} if home else {})
    done = subprocess.run(
        [str(BIN / "sarcomakg"), *map(str, arguments)], capture_output=True, text=True, env=environment
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        why = said[-1][:200] if said else f"status {done.returncode}"
        raise MissingError(f"sarcomakg {arguments[0]} failed: {why}")
    return time.perf_counter() - begun


def triples(found: Graph) -> Path:
    """Return the graph as N-Triples, for those that load a file."""
    snapshot = open_snapshot(found.store)
    path = found.root / f"{snapshot.identity[:12]}.nt"
    if not path.is_file():
        path.write_bytes(snapshot.n_triples())
    return path


def _pass_unchecked(root: Path, home: Path) -> None:
    """Let a cache folder say that data was checked, which it was not: only that of the benchmarks."""
    path = home / "sarcomakg" / "checked" / fingerprint(root)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()


def _described(root: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads((root / generate.MANIFEST).read_text())
    except (OSError, ValueError):
        return {}
    return found


def _fresh(root: Path) -> bool:
    """Say whether the graph was made of the data, and by the generator, as they are."""
    source = root / "source"
    return source.is_file() and source.read_text() == _source()


def _source() -> str:
    digest = hashlib.sha256(fingerprint(default_root()).encode())
    for name in ("generate", "templates", "words"):
        digest.update((HERE / f"{name}.py").read_bytes())
    return digest.hexdigest()


def _built(store: Path) -> bool:
    """Say whether the snapshot was built by the code as it is."""
    try:
        return read_manifest(store).builder == builder()
    except StoreError:
        return False


def _stamped(root: Path) -> bool:
    stamp = root / STAMP
    return stamp.is_file() and stamp.read_text().strip() == fingerprint(root)
