"""A release is whole or refused, with the place."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import pytest

from sarcomakg.errors import InputError, StoreError
from sarcomakg.export.formats import FORMATS
from sarcomakg.knowledge import KnowledgeGraph, open_state
from sarcomakg.releases import open_release, read_release
from sarcomakg.releases.folder import DATA, DUMP, SNAPSHOT
from sarcomakg.releases.making import make_release

from .conftest import GONE


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept / "2026.11", tmp_path / "2026.11"))


def test_a_release_has_a_version_a_day_an_identity_and_a_checksum_of_every_file(kept: Path) -> None:
    folder = kept / "2026.11"
    manifest = read_release(folder)
    assert (manifest.version, manifest.date) == ("2026.11", "2026-11-30")
    assert manifest.since is not None
    assert manifest.since.version == "2026.10"
    listed = dict(reversed(line.split("  ", 1)) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert listed.keys() == manifest.files.keys() | {"release.json"}
    for name, sha256 in listed.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == sha256, name
    left = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file() and not p.name.startswith("LO")}
    assert left == listed.keys() | {"SHA256SUMS"}
    opened, snapshot = open_release(folder)
    assert opened == manifest
    assert hashlib.sha256(snapshot.n_triples()).hexdigest() == manifest.identity
    assert not [path for path in kept.iterdir() if path.name.startswith(".")]


def test_the_dump_that_a_snapshot_is_made_from_is_that_of_the_exports() -> None:
    assert f"{DATA}/{FORMATS['ntriples'].file}" == DUMP


def test_what_changed_since_the_earlier_one_stands_in_it(kept: Path) -> None:
    changes = json.loads((kept / "2026.11" / "changes.json").read_text())
    assert [(s["kind"], s["id"]) for s in changes["statements"]] == [("withdrawn", GONE)]
    assert changes["cards"]
    assert "asps-metastasis-lung" in (kept / "2026.11" / "changes.html").read_text()
    assert not (kept / "2026.10" / "changes.json").exists()


@pytest.mark.parametrize("name", ["data/sarcomakg-csv.zip", "changes.json", "snapshot/manifest.json"])
def test_a_missing_file_is_refused_with_its_name(copy: Path, name: str) -> None:
    (copy / name).unlink()
    with pytest.raises(StoreError, match=f"{name} is missing .*incomplete"):
        open_release(copy)


def test_a_changed_file_is_refused_with_its_name(copy: Path) -> None:
    path = copy / DUMP
    content = path.read_bytes()
    path.write_bytes(content.replace(b"lung", b"lumg", 1))
    with pytest.raises(StoreError, match=r"sarcomakg\.nt is not what was released \(SHA-256\)"):
        open_release(copy)
    path.write_bytes(content[:-1])
    with pytest.raises(StoreError, match=r"sarcomakg\.nt has \d+ bytes instead of"):
        open_release(copy)


@pytest.mark.parametrize(
    ("content", "said"),
    [("{}", "of format none, not 1"), ('{"format": 9}', "of format 9, not 1"), ("nonsense", "cannot be read"), ('{"format": 1}', "cannot be read")],
)  # fmt: skip
def test_a_manifest_of_another_kind_is_refused(copy: Path, content: str, said: str) -> None:
    (copy / "release.json").write_text(content)
    with pytest.raises(StoreError, match=said):
        open_release(copy)


def test_a_manifest_that_names_a_file_outside_is_refused(copy: Path) -> None:
    told = json.loads((copy / "release.json").read_text())
    told["files"] = {"../secret": {"size": 1, "sha256": "0"}}
    (copy / "release.json").write_text(json.dumps(told))
    with pytest.raises(StoreError, match="lies outside"):
        open_release(copy)


def test_a_release_of_another_graph_than_it_names_is_refused(copy: Path) -> None:
    told = json.loads((copy / "release.json").read_text())
    told["identity"] = "0" * 64
    (copy / "release.json").write_text(json.dumps(told))
    with pytest.raises(StoreError, match="not 000000000000"):
        open_release(copy)


def test_a_snapshot_of_another_format_is_made_again_from_the_dump(copy: Path) -> None:
    path = copy / SNAPSHOT / "manifest.json"
    path.write_text(path.read_text().replace('"format": 3', '"format": 1'))
    told = json.loads((copy / "release.json").read_text())
    told["files"][f"{SNAPSHOT}/manifest.json"] = {"size": path.stat().st_size, "sha256": hashlib.sha256(path.read_bytes()).hexdigest()}  # fmt: skip
    (copy / "release.json").write_text(json.dumps(told))
    manifest, snapshot = open_release(copy)
    assert snapshot.folder is None
    assert snapshot.identity == manifest.identity


def test_a_version_is_a_name_and_never_made_twice(kept: Path) -> None:
    edition = open_state(kept / "2026.11").edition
    with pytest.raises(InputError, match="is there already"):
        make_release(edition, kept, "2026.11", "2026-11-30")
    for version in ("../x", "", ".hidden", "a b", "x" * 65):
        with pytest.raises(InputError, match="is no version"):
            make_release(edition, kept, version, "2026-11-30")


def test_nothing_is_left_of_a_release_that_could_not_be_made(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sarcomakg.releases.making._write_manifest", fail)
    monkeypatch.setattr("sarcomakg.releases.making.write_dumps", lambda *_: None)
    with pytest.raises(InputError, match="No space left"):
        make_release(open_state(kept / "2026.11").edition, tmp_path / "out", "1", "2026-11-30")
    assert list((tmp_path / "out").iterdir()) == []


def test_any_state_can_be_compared(kept: Path, kg: KnowledgeGraph, tmp_path: Path) -> None:
    identity = read_release(kept / "2026.10").identity
    for path in (kept / "2026.10", kept / "2026.10" / SNAPSHOT, kept / "2026.10" / DUMP):
        assert open_state(path).snapshot.identity == identity
    with pytest.raises(InputError, match="is no state of the graph"):
        open_state(tmp_path)
    (tmp_path / "broken.nt").write_text("<x:a> <x:b> .\n")
    with pytest.raises(InputError, match="no dump of the graph"):
        open_state(tmp_path / "broken.nt")
