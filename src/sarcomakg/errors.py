"""One tree of errors; each carries the records it is about, none knows HTTP."""

from __future__ import annotations

from dataclasses import dataclass


class SarcomakgError(Exception):
    """Anything that this package refuses, with a message for the person who asked."""

    code = "ERROR"


class DataError(SarcomakgError):
    """The data or the ontology breaks a rule; `violations` says where and which."""

    code = "INVALID_DATA"

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        self.violations = violations
        first = violations[0]
        more = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
        super().__init__(f"{first}{more}")


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule: file and line (1-based; 0 when the whole file is meant), rule, and the way out."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


class NotFoundError(SarcomakgError):
    """No record has the identifier that was asked for."""

    code = "NOT_FOUND"


class InputError(SarcomakgError):
    """The input cannot be read; the message names it and says what is accepted."""

    code = "BAD_REQUEST"


class QuerySyntaxError(InputError):
    """A query does not parse; the message carries the position."""

    code = "SYNTAX_ERROR"


class ForbiddenQueryError(InputError):
    """A query asks for what is never done: an update, a service call, a graph from outside."""

    code = "FORBIDDEN"


class LimitError(SarcomakgError):
    """A request was stopped at a limit; the message names the limit and its value."""

    code = "TOO_COMPLEX"


class StoreError(SarcomakgError):
    """The store cannot be read, is down, or holds another snapshot."""

    code = "STORE_UNAVAILABLE"
