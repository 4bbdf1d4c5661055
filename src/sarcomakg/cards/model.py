"""The card as frozen records; a Sentence cannot be made without Statements and Citations."""

from __future__ import annotations

from dataclasses import dataclass

from sarcomakg.ask.plan import Audience, Plan, Suggestion
from sarcomakg.cards.freshness import Freshness


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation as it stands after a sentence: the reference's number and the place in the source.

    `second_reading` is the day on which a second reader compared it with the source (ISO 8601), empty before;
    `retracted` is the day on which the source was retracted, `superseded_by` the label of its newer version, empty
    while it stands.
    """

    number: int
    citation: str
    source: str
    locator: str
    second_reading: str
    retracted: str = ""
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words, the Statements they were made from, and the Citations that carry them.

    `relation` says how the population studied stands to the condition asked about (exact, broader,
    narrower, overlapping); `about` is the label of what the sentence is about (a drug, a factor), under which
    a long section groups its sentences. Raises ValueError without Statements or without marks.
    """

    text: str
    statements: tuple[str, ...]
    marks: tuple[Mark, ...]
    relation: str = "exact"
    about: str = ""

    def __post_init__(self) -> None:
        if not self.statements or not self.marks:
            raise ValueError(f"a sentence needs Statements and Citations: {self.text!r}")


@dataclass(frozen=True, slots=True)
class Gap:
    """What was looked for in the graph and not found; it has no Statement, so it is not a Sentence."""

    text: str
    looked_for: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of an entity's own record: a name, an identifier, a class. It states nothing that needs a source.

    `url` is where an identifier resolves; empty where the value is a word.
    """

    label: str
    value: str
    entity: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled run of sentences, of gaps or of facts."""

    id: str
    title: str
    sentences: tuple[Sentence, ...] = ()
    gaps: tuple[Gap, ...] = ()
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A source with its number, in the order of reading, and every place that the card cites in it.

    `retracted` is the day of its retraction (ISO 8601), `superseded_by` the label of its newer version; empty
    where there is none.
    """

    number: int
    source: str
    label: str
    title: str
    kind: str
    issued: str
    url: str
    read_as: str
    retracted: str
    superseded_by: str
    locators: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """An answer: `identity` is the snapshot's, `modified` the date of its newest Statement (ISO 8601).

    `notes` says what to know before reading: how the question was understood, and whether the evidence is
    about the condition itself or about a broader one.
    """

    title: str
    plan: Plan
    audience: Audience
    notes: tuple[str, ...]
    answer: tuple[Sentence, ...]
    sections: tuple[Section, ...]
    references: tuple[Reference, ...]
    identity: str
    modified: str
    review_status: str
    disclaimer: str
    follow_up: tuple[Suggestion, ...]
    sparql: str
    freshness: Freshness
