"""Archives whose bytes depend on what is in them alone: fixed times, owners and order."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from collections.abc import Iterable
from typing import BinaryIO

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _READABLE = 3, 0o644 << 16


def write_zip(members: Iterable[tuple[str, bytes]], file: BinaryIO, *, compress: bool = True) -> None:
    """Write (name, content) pairs, in their order, as a zip."""
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            entry.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
            archive.writestr(entry, content)


def write_tar_gz(members: Iterable[tuple[str, bytes]], file: BinaryIO) -> None:
    """Write (name, content) pairs, in their order, as a gzipped tar."""
    with (
        gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive,
    ):
        for name, content in members:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
