"""The registry of sections: each says which edges it takes, and in which order they are read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import Edge
from sarcomakg.vocabulary import Direction, Modality, Predicate

_REGULATOR = ("DrugLabel", "RegulatoryNotice")
_TRIALS = ("RandomizedTrial", "SingleArmTrial", "NonRandomizedTrial")
_HARM = ("adverse", "wound", "death", "discontinuation", "toxicity")

Admits = Callable[[Projection, Statement, Citation], bool]


@dataclass(frozen=True, slots=True)
class SectionKind:
    """`admits` says which citation of which Statement is shown here; a Statement may stand in several."""

    id: str
    title: str
    plain_title: str
    predicates: tuple[Predicate, ...]
    admits: Admits

    def take(self, projection: Projection, edges: Sequence[Edge]) -> list[tuple[Edge, tuple[Citation, ...]]]:
        """Return the edges of the section with the citations that it shows, nearest condition first."""
        taken = []
        for edge in edges:
            if edge.statement.predicate in self.predicates:
                cited = tuple(c for c in edge.statement.citations if self.admits(projection, edge.statement, c))
                if cited:
                    taken.append((edge, cited))
        return sorted(taken, key=lambda t: _order(projection, self, t[0]))


def source_kind(projection: Projection, citation: Citation) -> str:
    """Return the kind of the source cited: Guideline, DrugLabel, Article..."""
    return projection.entity(citation.source).kind


def design_of(projection: Projection, citation: Citation) -> str:
    """Return the design of the study behind a citation, from the citation, else its source, else its trial."""
    found = citation.design or projection.entity(citation.source).first("design")
    if not found and citation.trial:
        found = projection.entity(citation.trial).first("design")
    return found.removeprefix("skg:")


def is_harm(statement: Statement) -> bool:
    """Say whether the Statement is about what a treatment does amiss."""
    return any(word in statement.qualifier("outcome") for word in _HARM)


def _order(projection: Projection, kind: SectionKind, edge: Edge) -> tuple[int | str, ...]:
    """The nearer condition first, then what is said for before what is said against, the firmer before the weaker."""
    s = edge.statement
    modality = s.qualifier("modality")
    other = s.subject if s.predicate == Predicate.STUDIED_IN else s.object
    return (
        kind.predicates.index(Predicate(s.predicate)),
        edge.distance if s.predicate != Predicate.APPROVED_FOR else 0,
        0 if s.direction == Direction.FOR or s.predicate == Predicate.STUDIED_IN else 1,
        list(Modality).index(Modality(modality)) if modality else -1,
        ("treatment", "drug").index(other.partition(":")[0]) if other.startswith(("treatment:", "drug:")) else 2,
        other + s.id,
    )


def _regulator(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return source_kind(projection, citation) in _REGULATOR


def _trial(projection: Projection, statement: Statement, citation: Citation) -> bool:
    if _regulator(projection, statement, citation) or is_harm(statement):
        return False
    return bool(citation.trial) or design_of(projection, citation) in _TRIALS


def _research(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return not (
        _regulator(projection, statement, citation) or _trial(projection, statement, citation) or is_harm(statement)
    )


def _safety(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return statement.predicate == Predicate.HAS_WARNING or is_harm(statement)


def _any(projection: Projection, statement: Statement, citation: Citation) -> bool:
    return True


P = Predicate
TREATMENT_SECTIONS = (
    SectionKind("guidelines", "From the guidelines", "What guidelines say", (P.TREATED_WITH,), _any),
    SectionKind(
        "label",
        "From the drug labels and regulators",
        "What medicine regulators say",
        (P.APPROVED_FOR, P.STUDIED_IN, P.DOSED_AS),
        _regulator,
    ),
    SectionKind("safety", "Warnings, limits and harms", "Safety warnings", (P.HAS_WARNING, P.STUDIED_IN), _safety),
    SectionKind("trials", "From the trials", "What clinical trials found", (P.STUDIED_IN,), _trial),
    SectionKind("research", "From the research", "What other research found", (P.STUDIED_IN,), _research),
    SectionKind("prognosis", "Prognostic factors", "What affects the outlook", (P.HAS_PROGNOSTIC_FACTOR,), _any),
    SectionKind("outcomes", "Course of the disease", "How people have fared", (P.HAS_OUTCOME, P.METASTASIZES_TO), _any),
    SectionKind(
        "diagnosis",
        "Diagnosis and staging",
        "Tests",
        (P.HAS_BIOMARKER, P.DIAGNOSED_WITH, P.STAGED_WITH),
        _any,
    ),
    SectionKind("follow-up", "Follow-up", "Check-ups after treatment", (P.FOLLOWED_UP_WITH,), _any),
)
