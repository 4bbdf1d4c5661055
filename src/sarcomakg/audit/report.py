"""What an audit found, what it did not find, and what it could not check."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing compared: the file and line of the record (1-based), what was looked for, and where."""

    file: str
    line: int
    record: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.record}: {self.message}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """`found` counts by kind what agrees; `missed` are disagreements; `unchecked` is what no text or table covers."""

    found: dict[str, int]
    missed: tuple[Finding, ...]
    unchecked: tuple[Finding, ...]

    def __add__(self, other: AuditReport) -> AuditReport:
        keys = {**self.found, **other.found}
        total = {key: self.found.get(key, 0) + other.found.get(key, 0) for key in keys}
        return AuditReport(total, self.missed + other.missed, self.unchecked + other.unchecked)
