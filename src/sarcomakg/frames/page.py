"""The documentation of the tables, made from their columns."""

from __future__ import annotations

from collections.abc import Iterator

from sarcomakg.frames.kinds import KINDS, Kind

_TYPES = {"object": "tuple"}


def as_markdown() -> str:
    """Return the section that lists every table and its columns; raise KeyError when one has no meaning."""
    lines = ["## The tables", "", "Made from the code (`make golden`). A `tuple` column holds tuples of strings."]
    for name, kind in KINDS.items():
        lines += ["", f'### `frame("{name}")`', "", kind.row, "", "| column | dtype | meaning |", "|---|---|---|"]
        lines += _rows(kind)
    return "\n".join(lines) + "\n"


def _rows(kind: Kind) -> Iterator[str]:
    for column in kind.columns:
        yield f"| `{column.name}` | {_TYPES.get(column.type, column.type)} | {column.means()} |"
