"""The tables as CSV, packed as a Frictionless Data Package: a zip with datapackage.json and a file for each table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from sarcomakg.export.archive import write_zip
from sarcomakg.export.release import TITLE, Edition
from sarcomakg.export.tables import Column, Kind, Table, tables
from sarcomakg.identifiers import DATASET

# A spreadsheet takes a cell that begins with one of these for a formula.
HAZARDS = ("=", "+", "-", "@", "\t", "\r")


def write(edition: Edition, file: BinaryIO) -> None:
    """Write the package; its descriptor comes first and names the hash of every table."""
    contents = [(table, content(table)) for table in tables(edition.snapshot.records)]
    descriptor = json.dumps(_package(edition, contents), ensure_ascii=False, indent=2) + "\n"
    write_zip([("datapackage.json", descriptor.encode()), *((_path(table), found) for table, found in contents)], file)


def content(table: Table) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8): an empty cell is none, a list is a JSON array."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in table.columns)
    writer.writerows([cell(column.kind, column.value(record)) for column in table.columns] for record in table.records)
    return text.getvalue().encode()


def cell(kind: Kind, value: Any) -> str:
    """Return a cell; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None or value in ("", ()):
        return ""
    match kind:
        case Kind.LIST:
            return json.dumps(value, ensure_ascii=False)
        case Kind.FLAG:
            return "true" if value else "false"
        case Kind.TEXT:
            return f"'{value}" if value.startswith(HAZARDS) else str(value)
        case _:
            return str(value)


def _package(edition: Edition, contents: list[tuple[Table, bytes]]) -> dict[str, Any]:
    release = edition.release
    return {
        "profile": "tabular-data-package",
        "name": "sarcomakg",
        "id": DATASET,
        "title": TITLE,
        "version": release.version,
        "created": f"{release.date}T00:00:00Z",
        "licenses": [
            {"name": "CC-BY-4.0", "path": release.licence, "title": "Creative Commons Attribution 4.0 International"}
        ],
        "identity": f"sha256:{release.identity}",
        "triples": release.triples,
        "resources": [_resource(table, found) for table, found in contents],
    }


def _resource(table: Table, found: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": _path(table),
        "description": table.meaning,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(found),
        "hash": f"sha256:{hashlib.sha256(found).hexdigest()}",
        "schema": {
            "fields": [_field(column, table) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": list(_foreign_keys(table)),
        },
    }


def _field(column: Column, table: Table) -> dict[str, Any]:
    field: dict[str, Any] = {"name": column.name, "type": str(column.kind), "description": column.meaning}
    if column.name in table.key:
        field["constraints"] = {"required": True, "unique": len(table.key) == 1}
    return field


def _foreign_keys(table: Table) -> Iterator[dict[str, Any]]:
    for column in table.columns:
        if column.table:
            yield {"fields": [column.name], "reference": {"resource": column.table, "fields": ["id"]}}


def _path(table: Table) -> str:
    return f"{table.name}.csv"
