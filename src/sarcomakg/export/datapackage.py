"""The tables as CSV, packed as a Frictionless Data Package: a zip with datapackage.json and a file for each table."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, BinaryIO

from sarcomakg.export.archive import write_zip
from sarcomakg.export.release import TITLE, Edition
from sarcomakg.identifiers import DATASET
from sarcomakg.projection import Projection
from sarcomakg.tables import KINDS, Column, Kind, Type

# A spreadsheet takes a cell that begins with one of these for a formula.
HAZARDS = ("=", "+", "-", "@", "\t", "\r")
# The types of Frictionless Table Schema; it has none for a date of which the day may be unknown.
FIELDS: Mapping[Type, str] = {
    Type.TEXT: "string",
    Type.CATEGORY: "string",
    Type.MANY: "array",
    Type.NUMBER: "number",
    Type.COUNT: "integer",
    Type.FLAG: "boolean",
    Type.DAY: "date",
    Type.DATE: "string",
}
DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"


def write(edition: Edition, file: BinaryIO) -> None:
    """Write the package; its descriptor comes first and names the hash of every table."""
    contents = {name: content(kind, edition.projection) for name, kind in KINDS.items()}
    descriptor = json.dumps(_package(edition, contents), ensure_ascii=False, indent=2) + "\n"
    tables = ((_path(name), found) for name, found in contents.items())
    write_zip([("datapackage.json", descriptor.encode()), *tables], file)


def content(kind: Kind, projection: Projection) -> bytes:
    """Return a table as CSV (RFC 4180, UTF-8): an empty cell is none, a list is a JSON array."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(column.name for column in kind.every)
    writer.writerows([cell(c.type, c.value(row)) for c in kind.every] for row in kind.rows(projection))
    return text.getvalue().encode()


def cell(type: Type, value: Any) -> str:
    """Return a cell; text that a spreadsheet would run as a formula gets an apostrophe before it."""
    if value is None:
        return ""
    match type:
        case Type.MANY:
            return json.dumps(value, ensure_ascii=False)
        case Type.FLAG:
            return "true" if value else "false"
        case Type.TEXT | Type.CATEGORY | Type.DATE:
            return f"'{value}" if value.startswith(HAZARDS) else str(value)
        case Type.NUMBER:
            return f"{value:f}" if isinstance(value, Decimal) else str(value)
        case _:
            return str(value)


def _package(edition: Edition, contents: Mapping[str, bytes]) -> dict[str, Any]:
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
        "resources": [_resource(name, found) for name, found in contents.items()],
    }


def _resource(name: str, found: bytes) -> dict[str, Any]:
    kind = KINDS[name]
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": _path(name),
        "description": kind.row,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(found),
        "hash": f"sha256:{hashlib.sha256(found).hexdigest()}",
        "schema": {
            "fields": [_field(column, _constraints(column, kind)) for column in kind.every],
            "primaryKey": [kind.id.name],
            "foreignKeys": list(_foreign_keys(kind)),
        },
    }


def _field(column: Column, constraints: dict[str, Any]) -> dict[str, Any]:
    field = {"name": column.name, "type": FIELDS[column.type], "description": column.means()}
    return field | ({"constraints": constraints} if constraints else {})


def _constraints(column: Column, kind: Kind) -> dict[str, Any]:
    if column is kind.id:
        return {"required": True, "unique": True}
    return {"pattern": DATE} if column.type is Type.DATE else {}


def _foreign_keys(kind: Kind) -> Iterator[dict[str, Any]]:
    for column in kind.columns:
        if column.table:
            yield {
                "fields": [column.name],
                "reference": {"resource": column.table, "fields": [KINDS[column.table].id.name]},
            }


def _path(name: str) -> str:
    return f"{name}.csv"
