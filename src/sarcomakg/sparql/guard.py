"""What a query may ask, decided on its tokens before any engine parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sarcomakg.errors import ForbiddenQueryError, InputError, LimitError, QuerySyntaxError
from sarcomakg.identifiers import prefixes


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query: time in seconds, memory in MiB, sizes in characters, rows and bytes."""

    seconds: float = 10.0
    memory: int = 1536
    characters: int = 100_000
    nesting: int = 100
    rows: int = 100_000
    answer_bytes: int = 32 * 1024 * 1024


DEFAULT = Limits()
# Strings, comments and IRIs are tokens of their own, so that what stands inside them is never taken for syntax.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""' r"|'''(?:[^'\\]|\\.|'(?!''))*'''" r'|"(?:[^"\\\n]|\\.)*"' r"|'(?:[^'\\\n]|\\.)*'"
    r"|<[^<>\"{}|^`\\\s]*>|\#[^\n]*|[?$]\w+|@[A-Za-z][\w-]*|_:\w+"
    r"|(?P<prefixed>[A-Za-z][\w.-]*)?:(?P<local>[\w.:%-]*)|(?P<word>[A-Za-z]\w*)|(?P<bracket>[{}()\[\]])",
    re.DOTALL,
)  # fmt: skip
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


def admit(query: str, limits: Limits = DEFAULT) -> None:
    """Let a query pass that reads, is short and flat enough, and uses prefixes that exist.

    Raises InputError (empty), LimitError (too long, too deep), ForbiddenQueryError (update, SERVICE, FROM) and
    QuerySyntaxError (unknown prefix).
    """
    if not query.strip():
        raise InputError("the query is empty; send SELECT, ASK, CONSTRUCT or DESCRIBE")
    if len(query) > limits.characters:
        raise LimitError(f"the query has {len(query)} characters; at most {limits.characters} are read")
    used: set[str] = set()
    declared: set[str] = set()
    depth, first, previous = 0, "", ""
    for token in _TOKEN.finditer(query):
        if bracket := token["bracket"]:
            depth += 1 if bracket in "{([" else -1
            if depth > limits.nesting:
                raise LimitError(f"the query is nested deeper than {limits.nesting} brackets")
        elif token["local"] is not None:
            name = token["prefixed"] or ""
            (declared if previous == "PREFIX" else used).add(name)
        elif word := (token["word"] or "").upper():
            first = first or (word if word in _FORMS | _UPDATES else "")
            _forbid(word, first)
        if not token[0].startswith("#"):
            previous = (token["word"] or "").upper()
    _known(used - declared)


def _forbid(word: str, first: str) -> None:
    if first in _UPDATES:
        raise ForbiddenQueryError(
            f"{first} changes data; this endpoint is read only: send SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    if word == "SERVICE":
        raise ForbiddenQueryError("SERVICE is refused: a query never makes this server call another")
    if word == "FROM":
        raise ForbiddenQueryError("FROM is refused: the dataset is the default graph, and no other graph is loaded")


def _known(missing: set[str]) -> None:
    known = prefixes()
    unknown = sorted(name for name in missing if name not in known)
    if unknown:
        raise QuerySyntaxError(f"unknown prefix {unknown[0]!r}; declare it, or use one of: {', '.join(known)}")


def query_form(query: str) -> str:
    """Return SELECT, ASK, CONSTRUCT or DESCRIBE: the first such word outside strings, IRIs and comments."""
    found = ((token["word"] or "").upper() for token in _TOKEN.finditer(query))
    return next((word for word in found if word in _FORMS), "SELECT")
