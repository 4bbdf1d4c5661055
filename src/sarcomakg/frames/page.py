"""The documentation of the tables, made from their columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sarcomakg.frames.cells import DTYPES
from sarcomakg.tables import KINDS, Column, Type

_HEAD = "## The tables"


def as_markdown() -> str:
    """Return the section that lists every table and its columns; raise KeyError when one has no meaning."""
    lines = [_HEAD, "", "Made from the code (`make golden`). A column is explained where it is met first."]
    known: set[Column] = set()
    for name, kind in KINDS.items():
        lines += ["", f'### `frame("{name}")`', "", kind.row, ""]
        shared = [f"`{column.name}`" for column in kind.columns if column in known]
        if shared:
            lines += [f"As above: {', '.join(shared)}.", ""]
        lines += _table([column for column in kind.columns if column not in known])
        known.update(kind.columns)
    return "\n".join(lines).rstrip() + "\n"


def rewritten(page: str) -> str:
    """Return a page with its section of tables made anew."""
    return page.partition(_HEAD)[0] + as_markdown()


def _table(columns: Sequence[Column]) -> Iterator[str]:
    if not columns:
        return
    yield "| column | dtype | meaning |"
    yield "|---|---|---|"
    for column in columns:
        dtype = "tuple" if column.type is Type.MANY else DTYPES[column.type]
        yield f"| `{column.name}` | {dtype} | {column.means()} |"
