"""Dumps on disk and from the command line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sarcomakg.errors import InputError
from sarcomakg.export.files import SUMS, write_dump
from sarcomakg.export.formats import FORMATS, Format, find
from sarcomakg.export.release import Edition
from sarcomakg.knowledge import KnowledgeGraph

from ..conftest import ROOT

Written = Callable[[Edition, str], bytes]


def run(*arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "sarcomakg", "export", *arguments]
    return subprocess.run(command, capture_output=True, check=False)


@pytest.mark.parametrize("name", FORMATS)
def test_two_runs_give_the_same_bytes(kg: KnowledgeGraph, folder: Path, written: Written, name: str) -> None:
    assert written(kg.edition, name) == (folder / FORMATS[name].file).read_bytes()


def test_the_command_writes_all_in_another_process_as_here_and_sha256sum_agrees(folder: Path, tmp_path: Path) -> None:
    done = run("--all", "--out", str(tmp_path / "new"))
    assert done.returncode == 0, done.stderr
    assert done.stdout == b""
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {format.file for format in FORMATS.values()} | {SUMS}
    assert (tmp_path / "new" / SUMS).read_bytes() == (folder / SUMS).read_bytes()
    checked = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path / "new", capture_output=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_standard_output_file_and_folder(folder: Path, tmp_path: Path) -> None:
    assert run().stdout == (folder / "sarcomakg.ttl").read_bytes()
    target = tmp_path / "old.nt"
    target.write_text("old", encoding="utf-8")
    assert run("--format", "ntriples", "--out", str(target)).returncode == 0
    assert target.read_bytes() == (folder / "sarcomakg.nt").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["old.nt"]


def test_what_cannot_be_done_is_one_line_and_status_two(tmp_path: Path) -> None:
    unknown = run("--format", "xls")
    assert unknown.returncode == 2
    assert unknown.stderr.decode().splitlines() == [f"unknown format 'xls'; choose one of: {', '.join(FORMATS)}"]
    assert run("--all").returncode == 2
    nowhere = run("--format", "csv", "--out", str(tmp_path / "no" / "such.zip"))
    assert (nowhere.returncode, len(nowhere.stderr.decode().splitlines())) == (2, 1)


def test_a_writer_that_fails_leaves_what_was_there(small: Edition, tmp_path: Path) -> None:
    def fail(edition: Edition, file: object) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "x"
    target.write_text("old", encoding="utf-8")
    with pytest.raises(InputError, match="No space left"):
        write_dump(small, Format("x", "x", "text/plain", "", fail), target)
    assert target.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_every_format_is_documented() -> None:
    text = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    assert [f.name for f in FORMATS.values() if f"`{f.name}`" not in text or f.file not in text] == []
    with pytest.raises(InputError, match="nquads"):
        find("nquads")
