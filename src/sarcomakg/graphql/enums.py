"""Enumerations: the terms of the ontology, under the names that GraphQL uses."""

from __future__ import annotations

from typing import Any

import strawberry

from sarcomakg import ask, vocabulary
from sarcomakg.rdf.terms import definitions
from sarcomakg.select import EntityOrderField as EntityKey
from sarcomakg.select import StatementOrderField as StatementKey

Audience = strawberry.enum(ask.Audience, description="Whom the words are for; the Statements are the same.")
Topic = strawberry.enum(ask.Topic, description="What a card is about.")
MatchKind = strawberry.enum(ask.MatchKind, description="How words of the question were found to be a name.")
RefusalKind = strawberry.enum(ask.RefusalKind, description="Why a question is not answered.")
Predicate = strawberry.enum(vocabulary.Predicate, description="What an edge says of its two ends.")
Direction = strawberry.enum(
    vocabulary.Direction, description="Whether a Statement is for, against or neutral to what its predicate says."
)
Modality = strawberry.enum(vocabulary.Modality, description="How strongly a source states what it states.")
Effect = strawberry.enum(vocabulary.Effect, description="What a prognostic factor does to the outcome.")
Stance = strawberry.enum(vocabulary.Stance, description="Whether a source supports or disputes a Statement.")
Measure = strawberry.enum(vocabulary.Measure, description="The statistic that an estimate is.")
IntervalKind = strawberry.enum(vocabulary.IntervalKind, description="What the two bounds of an estimate are.")
Design = strawberry.enum(vocabulary.Design, description="The design of a study, or the kind of a document.")
ReadExtent = strawberry.enum(vocabulary.ReadExtent, description="How much of a source a curator has read.")
OutcomeKind = strawberry.enum(vocabulary.OutcomeKind, description="What more of an outcome means for a patient.")
WarningKind = strawberry.enum(vocabulary.WarningKind, description="What part of a label a warning stands in.")
EntityKind = strawberry.enum(vocabulary.EntityKind, description="The class of an entity.")
SourceKind = strawberry.enum(vocabulary.SourceKind, description="The class of a source.")
PopulationRelation = strawberry.enum(
    vocabulary.PopulationRelation,
    description="How the people that a source studied stand to a condition; computed from the hierarchy.",
)
StatementOrderField = strawberry.enum(
    StatementKey, name="StatementOrderField", description="What Statements are ordered by; those without one come first when ascending."
)  # fmt: skip
EntityOrderField = strawberry.enum(
    EntityKey, name="EntityOrderField", description="What entities are ordered by; those without one come first when ascending."
)  # fmt: skip

# What the members mean that are no terms of the ontology.
_MEANINGS = {
    "clinician": "For clinicians: terms of the field.", "patient": "For patients: plain words, short sentences.",
    "exact": "Just the people with the condition, within the limits that the Statement has.",
    "broader": "A wider group, to which people with the condition belong.", "narrower": "A group of the people with the condition.",
    "overlapping": "A group that has some people with the condition, or none that the hierarchy knows of.",
    "inflected": "In another form of the word.", "reordered": "With its words in another order.", "partial": "By a part of the name.", "misspelt": "With a slip of spelling.",
    "OutOfScope": "Not about sarcomas.", "Ambiguous": "With several readings.", "UnknownTerm": "With a word that the graph does not know.",
    "NoEvidence": "Nothing is stated in the graph.", "PersonalAdvice": "Advice for one person, which a graph does not give.",
    "treatment": "How it is treated.", "efficacy": "How well a treatment works in it.", "trial": "What a trial showed.", "prognosis": "How it goes on.",
    "follow-up": "How people are followed up.", "metastasis": "Where it spreads.", "diagnosis": "How it is found.", "approval": "What regulators approved.", "dose": "How a drug is given.",
    "safety": "Warnings and side effects.", "comparison": "One treatment against another.", "overview": "What it is.", "drug": "What a drug is.",
    "identifiers": "Names and codes.", "news": "What is new since a day.",
    "id": "The identifier.", "label": "The label, in lower case.", "predicate": "The predicate.", "modified": "The day of the last change.",
    "year": "The year of the newest source that is cited; of a source, its own.", "sampleSize": "The people of the largest study that is cited.",
    "statements": "How many Statements there are about it.",
}  # fmt: skip


def _describe(cls: Any) -> None:
    definition = cls.__strawberry_definition__
    for member, value in zip(cls, definition.values, strict=True):
        local = str(member.value)
        own = {"exact": "As the name is written."} if cls is ask.MatchKind else {}
        value.description = own.get(local) or definitions().get(local) or _MEANINGS[local]


for _cls in (Audience, Topic, MatchKind, RefusalKind, Predicate, Direction, Modality, Effect, Stance, Measure, IntervalKind, Design, ReadExtent,
             OutcomeKind, WarningKind, EntityKind, SourceKind, PopulationRelation, StatementOrderField, EntityOrderField):  # fmt: skip
    _describe(_cls)
