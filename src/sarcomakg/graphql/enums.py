"""Enumerations: the terms of the ontology, under the names that GraphQL uses."""

from __future__ import annotations

import strawberry

from sarcomakg import ask, vocabulary
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
