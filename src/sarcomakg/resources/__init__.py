"""Where `ontology/` and `data/` lie: inside the installed package, or beside `src/` in a checkout."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sarcomakg.errors import InputError

_HERE = Path(__file__).resolve().parent


def default_root() -> Path:
    """Return the folder that holds `ontology/` and `data/`; raise InputError when there is none."""
    for candidate in (_HERE, _HERE.parents[2]):
        if (candidate / "ontology" / "prefixes.jsonld").is_file():
            return candidate
    raise InputError("no ontology/ and data/ found beside the package; reinstall it or pass --root DIR")


@lru_cache(maxsize=1)
def published() -> Mapping[str, str]:
    """Return the published GraphQL documents, `queries/NAME.graphql`, by name."""
    folder = default_root() / "queries"
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.graphql"))}


@lru_cache(maxsize=1)
def examples() -> Mapping[str, Any]:
    """Return variables to try with each published document, by its name."""
    found: Mapping[str, Any] = json.loads((default_root() / "queries" / "examples.json").read_text(encoding="utf-8"))
    return found


def workbench_file(folder: str, name: str) -> Path | None:
    """Return a file of the SPARQL workbench: of its own folder, or of `yasgui`; None when it is not there."""
    path = _HERE / folder / name
    return path if path.is_file() else None


def site_file(name: str) -> Path | None:
    """Return a script of the pages, of the folder `site`; None when there is none of this name."""
    return next((path for path in (_HERE / "site").glob("*.js") if path.name == name), None)
