"""What several commands take, and how they fail."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from sarcomakg import settings
from sarcomakg.resources import default_root

messages = Console(stderr=True, soft_wrap=True, highlight=False)

Root = Annotated[
    Path | None, typer.Option(help="The folder that holds ontology/ and data/; the package's own without it.")
]
Store = Annotated[
    str,
    typer.Option(
        help="The folder of a built snapshot, or a SPARQL endpoint (https://...); the data below the root without it."
    ),
]


Kept = Annotated[Path | None, typer.Option(help="A folder that holds releases; that of the setting without it.")]


class TableFormat(StrEnum):
    """What a report is written as."""

    TEXT = "text"
    JSON = "json"


def root_folder(root: Path | None) -> Path:
    """Return the folder that a command reads."""
    return root or (Path(settings.read("root")) if settings.read("root") else default_root())


def opened(root: Path | None, store: str = "", releases: Path | None = None) -> Any:
    """Return the graph that a command reads, with the releases beside it."""
    from sarcomakg.knowledge import open_graph

    named = settings.read("releases")
    kept = releases or (Path(named) if named else None)
    return open_graph(root_folder(root), store or settings.read("store") or None, kept)


def fail(message: str, status: int) -> NoReturn:
    """Say in one line what is wrong, and end with a status."""
    messages.print(message, style="red", markup=False)
    raise typer.Exit(status)
