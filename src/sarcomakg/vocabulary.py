"""The terms of the ontology that code speaks of, as constants; a test compares them with `ontology/`."""

from __future__ import annotations

from enum import StrEnum


class Predicate(StrEnum):
    """Local names of every skg:StatementPredicate."""

    TREATED_WITH = "treatedWith"
    APPROVED_FOR = "approvedFor"
    STUDIED_IN = "studiedIn"
    HAS_PROGNOSTIC_FACTOR = "hasPrognosticFactor"
    HAS_OUTCOME = "hasOutcome"
    HAS_EPIDEMIOLOGY = "hasEpidemiology"
    ARISES_IN = "arisesIn"
    METASTASIZES_TO = "metastasizesTo"
    HAS_BIOMARKER = "hasBiomarker"
    DIAGNOSED_WITH = "diagnosedWith"
    STAGED_WITH = "stagedWith"
    FOLLOWED_UP_WITH = "followedUpWith"
    HAS_WARNING = "hasWarning"
    DOSED_AS = "dosedAs"
    ENROLLED = "enrolled"
    EVALUATED = "evaluated"
    NOT_TO_BE_CONFUSED_WITH = "notToBeConfusedWith"
    MANAGED_APART_FROM = "managedApartFrom"


class Direction(StrEnum):
    """For, against or neutral to the proposition of a Statement."""

    FOR = "For"
    AGAINST = "Against"
    NEUTRAL = "Neutral"


class Modality(StrEnum):
    """How strongly a source states what it states."""

    STANDARD = "Standard"
    RECOMMENDED = "Recommended"
    OPTION = "Option"
    NOT_STANDARD = "NotStandard"
    NOT_RECOMMENDED = "NotRecommended"
    AVOIDABLE = "Avoidable"
    SUGGESTED = "Suggested"
    UNCERTAIN = "Uncertain"


class Measure(StrEnum):
    """The statistic that a Result's estimate is."""

    HAZARD_RATIO = "HazardRatio"
    ODDS_RATIO = "OddsRatio"
    RELATIVE_RISK = "RelativeRisk"
    MEDIAN = "Median"
    MEAN = "Mean"
    PROPORTION = "Proportion"
    COUNT = "Count"
    RATE = "Rate"
    CHANGE = "Change"
    EXTENT = "Extent"
    DOSE = "Dose"
    DURATION = "Duration"
    INTERVAL = "Interval"
    P_VALUE = "PValue"


class OutcomeKind(StrEnum):
    """What more of an outcome means for a patient."""

    BENEFIT = "Benefit"
    ACTIVITY = "Activity"
    FAILURE = "Failure"
    TOXICITY = "Toxicity"
    DESCRIPTION = "Description"


class WarningKind(StrEnum):
    """What part of a label a warning stands in."""

    BOXED_WARNING = "BoxedWarning"
    LIMITATION_OF_USE = "LimitationOfUse"
    PRECAUTION = "Precaution"
    ADVERSE_REACTION = "AdverseReaction"


SOURCE_KINDS = ("Guideline", "DrugLabel", "Article", "TrialRecord", "RegulatoryNotice")
TREATMENT_KINDS = ("Treatment", "Surgery", "Radiotherapy", "Procedure", "Regimen")
