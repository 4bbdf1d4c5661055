"""What a query may ask, decided on its tokens before any engine parses it."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urljoin

from sarcomakg import settings
from sarcomakg.errors import ForbiddenQueryError, InputError, LimitError, QuerySyntaxError
from sarcomakg.identifiers import DATASET, prefixes


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one query: time in seconds, memory in MiB, sizes in characters, rows and bytes."""

    seconds: float = 10.0
    memory: int = 1536
    characters: int = 100_000
    nesting: int = 100
    rows: int = 100_000
    answer_bytes: int = 32 * 1024 * 1024


class Query(NamedTuple):
    """A query that may be run: `form` is SELECT, ASK, CONSTRUCT or DESCRIBE.

    `default` and `named` are the graphs that FROM and FROM NAMED, or the protocol, make its dataset of; both None where
    neither says anything, which is the whole dataset. `prefixes` are those of ours that it uses and does not declare.
    """

    text: str
    form: str = "SELECT"
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    prefixes: tuple[str, ...] = ()


DEFAULT = Limits()


def read_limits() -> Limits:
    """Return the limits as the settings have them; raise InputError on one that cannot be read."""
    return Limits(
        seconds=settings.read_count("sparql_seconds"), memory=settings.read_count("sparql_memory"),
        rows=settings.read_count("sparql_rows"), answer_bytes=settings.read_count("sparql_bytes"),
    )  # fmt: skip


# Strings, comments and IRIs are tokens of their own, so that what stands inside them is never taken for syntax.
_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""' r"|'''(?:[^'\\]|\\.|'(?!''))*'''" r'|"(?:[^"\\\n]|\\.)*"' r"|'(?:[^'\\\n]|\\.)*'"
    r"|<(?P<iri>[^<>\"{}|^`\\\s]*)>|(?P<comment>\#[^\n]*)|[?$]\w+|@[A-Za-z][\w-]*|_:\w+"
    r"|(?P<prefixed>[A-Za-z][\w.-]*)?:(?P<local>[\w.:%-]*)|(?P<word>[A-Za-z]\w*)|(?P<bracket>[{}()\[\]])",
    re.DOTALL,
)  # fmt: skip
# A keyword or a name may be written with them, so they are read before the tokens are.
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
# `?a<?b)SERVICE#>` looks like an IRI here, and is a comparison, a keyword and a comment to the engine.
_HIDDEN = re.compile(r"\).*SERVICE", re.IGNORECASE)
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
# A graph is named after them.
_NAMING = {"NAMED", "FROM", "GRAPH"}
_FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
# What would have to be looked at, wherever it stands, were it a word.
_TELLING = (*_UPDATES, "SERVICE", "FROM", "GRAPH")


def admit(text: str, limits: Limits = DEFAULT, graphs: Collection[str] = ()) -> Query:
    """Let a query pass that reads, is short and flat enough, and names prefixes and graphs that exist.

    `graphs` are the named graphs; the default graph goes by `DATASET`. Raises InputError (empty, an unknown graph),
    LimitError (too long, too deep), ForbiddenQueryError (update, SERVICE, a graph from outside) and, where its tokens had to
    be read, QuerySyntaxError (unknown prefix), which `explain` raises of any.
    """
    if not text.strip():
        raise InputError("the query is empty; send SELECT, ASK, CONSTRUCT or DESCRIBE")
    if len(text) > limits.characters:
        raise LimitError(f"the query has {len(text)} characters; at most {limits.characters} are read")
    return _plain(text, limits) or _scanned(text, limits, graphs)


def _plain(text: str, limits: Limits) -> Query | None:
    """Let a query pass without reading its tokens: none of the words that tell something stands in it anywhere.

    Nothing is refused here; None says that the tokens have to be read. The prefixes are a guess, and what is wrong with
    others is left to the engine; `explain` says it better.
    """
    upper = text.upper()
    if "\\" in text:
        return None
    for word in _TELLING:
        if word in upper:
            return None
    forms = [form for form in _FORMS if form in upper]
    if len(forms) != 1 or text.count("{") + text.count("(") + text.count("[") > limits.nesting:
        return None
    # Who declares one declares all, or the engine asks for the others.
    used = [] if "PREFIX" in upper else [name for name in prefixes() if f"{name}:" in text]
    return Query(text, forms[0], prefixes=tuple(used))


def explain(text: str, limits: Limits = DEFAULT, graphs: Collection[str] = ()) -> None:
    """Raise what is wrong with a query that the engine does not take, where its tokens tell."""
    _scanned(text, limits, graphs)


def _scanned(text: str, limits: Limits, graphs: Collection[str]) -> Query:
    """Let a query pass after reading its tokens, or raise what `admit` raises."""
    if "SERVICE" in text.upper():
        _no_service(text)
    scan = _Scan(limits)
    scan.read(_ESCAPE.sub(_unescaped, text) if "\\" in text else text)
    for name in scan.asked:
        if name not in graphs:
            raise InputError(f"{_no_graph(name, graphs)}; GRAPH takes a named graph")
    default, named = dataset_of(scan.default, scan.named, graphs)
    return Query(text, scan.form or "SELECT", default, named, scan.prefixes())


def dataset_of(
    default: Collection[str], named: Collection[str], graphs: Collection[str]
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Return the graphs of a dataset, (None, None) when it names none; raise ForbiddenQueryError on one from outside."""
    for name in [*(n for n in default if n != DATASET), *named]:
        if name not in graphs:
            raise ForbiddenQueryError(f"{_no_graph(name, graphs)}; nothing is ever fetched for a query")
    return (tuple(default), tuple(named)) if default or named else (None, None)


def _no_graph(name: str, graphs: Collection[str]) -> str:
    listed = "; named are: " + ", ".join(sorted(graphs)[:20]) if graphs else "; there are no named graphs"
    return f"there is no graph {name[:200]!r}: the default graph is {DATASET}{listed}"


def _unescaped(escape: re.Match[str]) -> str:
    """Return the character of a codepoint escape (19.2), apart from those that would begin or end a string or comment."""
    code = int(escape[1] or escape[2], 16)
    return chr(code) if code < 0x110000 and chr(code) not in "\"'\\#\n\r" else escape[0]


def _no_service(text: str) -> None:
    """Raise ForbiddenQueryError on a SERVICE as it is written, before escapes are read."""
    for token in _TOKEN.finditer(text):
        if (token["word"] or "").upper() == "SERVICE" or _HIDDEN.search(token["iri"] or ""):
            _forbid("SERVICE", "")


class _Scan:
    """What the tokens of a query tell, taken one by one."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._depth, self._first, self._base = 0, "", ""
        self._before: tuple[str, ...] = ("", "")
        self._used: set[str] = set()
        self._declared: dict[str, str] = {}
        self._naming = ""
        self.form = ""
        self.default: list[str] = []
        self.named: list[str] = []
        self.asked: list[str] = []

    def read(self, text: str) -> None:
        """Take every token of a query; a comment is none."""
        for token in _TOKEN.finditer(text):
            kind, word = token.lastgroup, ""
            if kind == "comment":
                continue
            if kind == "bracket":
                self._nest(token[0])
            elif kind == "local":
                self._prefixed(token["prefixed"] or "", token["local"])
            elif kind == "iri":
                self._iri(token["iri"])
            elif kind == "word":
                word = token[0].upper()
                self._word(word)
            self._before = (self._before[1], word)

    def _word(self, word: str) -> None:
        if word in _FORMS or word in _UPDATES:
            self._first = self._first or word
            if not self.form and word in _FORMS:
                self.form = word
        _forbid(word, self._first)

    def prefixes(self) -> tuple[str, ...]:
        """Return the prefixes of ours that are used and not declared; raise QuerySyntaxError on one that is not ours."""
        known, used = prefixes(), sorted(self._used - self._declared.keys())
        for name in used:
            if name not in known:
                raise QuerySyntaxError(f"unknown prefix {name!r}; declare it, or use one of: {', '.join(known)}")
        return tuple(used)

    def _nest(self, bracket: str) -> None:
        self._depth += 1 if bracket in "{([" else -1
        if self._depth > self._limits.nesting:
            raise LimitError(f"the query is nested deeper than {self._limits.nesting} brackets")

    def _prefixed(self, name: str, local: str) -> None:
        if self._before[1] == "PREFIX":
            self._naming = name
            self._declared[name] = ""
            return
        self._used.add(name)
        if self._before[1] in _NAMING:
            base = self._declared.get(name) or prefixes().get(name, "")
            self._graph(base + local)

    def _iri(self, iri: str) -> None:
        if self._base:
            iri = urljoin(self._base, iri)
        if self._before[1] == "BASE":
            self._base = iri
        elif self._before[0] == "PREFIX":
            self._declared[self._naming] = iri
        elif self._before[1] in _NAMING:
            self._graph(iri)

    def _graph(self, iri: str) -> None:
        """Keep the name of a graph, where one is awaited."""
        match self._before:
            case ("FROM", "NAMED"):
                self.named.append(iri)
            case (_, "FROM"):
                self.default.append(iri)
            case (_, "GRAPH"):
                self.asked.append(iri)


def _forbid(word: str, first: str) -> None:
    if first in _UPDATES:
        raise ForbiddenQueryError(
            f"{first} changes data; this endpoint is read only: send SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    if word == "SERVICE":
        raise ForbiddenQueryError("SERVICE is refused: a query never makes this server call another")
