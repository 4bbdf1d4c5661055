"""Snapshots on disk: opened whole or not at all, swapped whole or not at all."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

import sarcomakg
from sarcomakg.build import build_to
from sarcomakg.errors import StoreError
from sarcomakg.snapshot import FORMAT, MANIFEST, RECORDS, STORE, open_snapshot, read_manifest

from .conftest import ROOT

NEW = """condition:quite-new a skg:Condition ; skos:prefLabel "quite new sarcoma"@en ; skg:plainLabel "a quite new sarcoma"@en ;
    skos:broader condition:soft-tissue-sarcoma ; skos:definition "A sarcoma of a test."@en .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a root whose data are entities only, so that it is built in a moment."""
    root = tmp_path_factory.mktemp("small")
    shutil.copytree(ROOT / "ontology", root / "ontology")
    for name in ("sites", "stages"):
        shutil.copytree(ROOT / "data" / name, root / "data" / name)
    return root


@pytest.fixture(scope="module")
def built(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    build_to(small, folder)
    return folder


@pytest.fixture
def copy(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built, tmp_path / "copy"))


def parts(folder: Path) -> Path:
    return folder / read_manifest(folder).folder


def edited(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    manifest = msgspec.json.decode((folder / MANIFEST).read_bytes())
    change(manifest)
    (folder / MANIFEST).write_bytes(msgspec.json.encode(manifest))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def largest(folder: Path) -> Path:
    return max((parts(folder) / STORE).glob("*.sst"), key=lambda p: p.stat().st_size)


BROKEN: dict[str, tuple[Callable[[Path], object], str]] = {
    "nothing there": (lambda f: (f / MANIFEST).unlink(), "holds no snapshot"),
    "no JSON": (lambda f: (f / MANIFEST).write_text("{"), "cannot be read"),
    "another version": (lambda f: edited(f, lambda m: m.update(format=FORMAT + 1)), f"format {FORMAT + 1}, not {FORMAT}"),
    "a field missing": (lambda f: edited(f, lambda m: m.pop("identity")), "cannot be read"),
    "parts elsewhere": (lambda f: parts(f).rename(f / "elsewhere"), "lacks"),
    "records cut short": (lambda f: cut(parts(f) / RECORDS), "bytes instead of"),
    "records changed": (lambda f: flipped(parts(f) / RECORDS), "is not what was built"),
    "store changed": (lambda f: flipped(largest(f)), "is not what was built"),
    "a part missing": (lambda f: largest(f).unlink(), "is missing"),
    "a part too many": (lambda f: (parts(f) / STORE / "000999.sst").write_bytes(b"x"), "is no part of"),
}  # fmt: skip


@pytest.mark.parametrize("how", BROKEN)
def test_what_is_not_whole_is_refused_with_the_way_out(copy: Path, how: str) -> None:
    break_it, said = BROKEN[how]
    break_it(copy)
    with pytest.raises(StoreError, match=said) as refused:
        open_snapshot(copy)
    assert f"sarcomakg build --to {copy}" in str(refused.value)


def test_what_is_broken_is_built_again(small: Path, copy: Path) -> None:
    identity = read_manifest(copy).identity
    flipped(parts(copy) / RECORDS)
    with pytest.raises(StoreError):
        open_snapshot(copy)
    (copy / MANIFEST).unlink()
    assert build_to(small, copy).identity == identity


def test_a_folder_of_the_same_data_is_opened_not_built(small: Path, built: Path) -> None:
    before = (built / MANIFEST).stat().st_mtime_ns
    build_to(small, built)
    assert (built / MANIFEST).stat().st_mtime_ns == before


def test_opening_writes_nothing(copy: Path) -> None:
    whole = {p: p.read_bytes() for p in copy.rglob("*") if p.is_file() and not p.name.startswith("LOG")}
    graph = sarcomakg.open(store=str(copy))
    assert graph.sparql("ASK { ?s ?p ?o }") is True
    assert {p: p.read_bytes() for p in copy.rglob("*") if p.is_file() and not p.name.startswith("LOG")} == whole


def test_two_open_one_folder(copy: Path) -> None:
    one, other = sarcomakg.open(store=str(copy)), sarcomakg.open(store=str(copy))
    assert one.sparql("SELECT * { ?s ?p ?o } LIMIT 5") == other.sparql("SELECT * { ?s ?p ?o } LIMIT 5")


def test_the_old_parts_stay_while_somebody_reads_them(small: Path, copy: Path, tmp_path: Path) -> None:
    graph = sarcomakg.open(store=str(copy))
    old = parts(copy)
    changed = Path(shutil.copytree(small, tmp_path / "root"))
    (changed / "data" / "conditions").mkdir()
    (changed / "data" / "conditions" / "new.ttl").write_text(
        NEW.replace("condition:soft-tissue-sarcoma", "condition:quite-old")
        + NEW.replace("quite-new", "quite-old")
        .replace("quite new", "quite old")
        .replace("    skos:broader condition:soft-tissue-sarcoma ; ", "    ")
    )
    build_to(changed, copy)
    assert old.is_dir()
    assert graph.projection.label("site:thigh") == "thigh"
    assert "condition:quite-new" not in graph.projection.records.entities
    assert "condition:quite-new" in sarcomakg.open(store=str(copy)).projection.records.entities
    del graph
    (changed / "data" / "conditions" / "new.ttl").unlink()
    build_to(changed, copy)
    assert not old.exists()


_KILLED = """
import sys
from pathlib import Path
from sarcomakg import build
build.parts_of = lambda folder: (print("here", flush=True), sys.stdin.read())
build.build_to(Path(sys.argv[1]), Path(sys.argv[2]))
"""
_FULL = """
import resource, signal, sys
from pathlib import Path
from sarcomakg import build
from sarcomakg.errors import StoreError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    build.build_to(Path(sys.argv[1]), Path(sys.argv[2]))
except StoreError as error:
    print(error)
"""


@pytest.fixture
def changed(small: Path, tmp_path: Path) -> Path:
    root = Path(shutil.copytree(small, tmp_path / "changed"))
    first = next((root / "data" / "sites").rglob("*.ttl"))
    first.write_text(first.read_text().replace('skos:prefLabel "', 'skos:prefLabel "changed '))
    return root


def test_a_killed_build_leaves_the_snapshot_and_can_be_run_again(changed: Path, copy: Path) -> None:
    before = read_manifest(copy)
    killed = subprocess.Popen([sys.executable, "-c", _KILLED, str(changed), str(copy)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip
    assert killed.stdout is not None
    assert killed.stdout.readline() == b"here\n"
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert read_manifest(copy) == before
    assert open_snapshot(copy).identity == before.identity
    after = build_to(changed, copy)
    assert after.identity != before.identity
    left = [p.name for p in copy.iterdir() if p.is_dir()]
    assert left == [read_manifest(copy).folder]


def test_a_build_without_room_leaves_the_snapshot(changed: Path, copy: Path) -> None:
    before = read_manifest(copy)
    full = subprocess.run([sys.executable, "-c", _FULL, str(changed), str(copy)], capture_output=True, text=True)
    assert "what was there is as it was" in full.stdout, full.stderr
    assert open_snapshot(copy).identity == before.identity
    assert [p.name for p in copy.iterdir() if p.is_dir()] == [before.folder]
