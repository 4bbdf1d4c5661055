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
    HAS_PRIMARY_ENDPOINT = "hasPrimaryEndpoint"
    NOT_TO_BE_CONFUSED_WITH = "notToBeConfusedWith"
    MANAGED_APART_FROM = "managedApartFrom"


# The predicates of plain triples, which the build makes of Statements: for, against, and of what ended.
PLAIN = frozenset(Predicate) | {
    "excluded", "hasOtherEndpoint", "lacksBiomarker", "lacksOutcome", "managedTogetherWith", "noBenefitIn", "notAssociatedWithFactor",
    "notDiagnosedWith", "notDosedAs", "notEvaluated", "notFollowedUpWith", "notIndicatedFor", "notStagedWith", "notTreatedWith",
    "rarelyArisesIn", "rarelyMetastasizesTo", "sameAsCondition", "withoutWarning", "formerlyApprovedFor",
}  # fmt: skip


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


class EntityKind(StrEnum):
    """Local names of every class of entities that has members of its own."""

    CONDITION = "Condition"
    TREATMENT = "Treatment"
    SURGERY = "Surgery"
    RADIOTHERAPY = "Radiotherapy"
    PROCEDURE = "Procedure"
    REGIMEN = "Regimen"
    DRUG = "Drug"
    TRIAL = "Trial"
    PROGNOSTIC_FACTOR = "PrognosticFactor"
    ANATOMICAL_SITE = "AnatomicalSite"
    STAGE = "Stage"
    BIOMARKER = "Biomarker"
    OUTCOME = "Outcome"
    POPULATION = "Population"
    WARNING = "Warning"
    SURVEILLANCE = "Surveillance"
    SEARCH = "Search"
    REVIEW = "Review"
    GUIDELINE = "Guideline"
    DRUG_LABEL = "DrugLabel"
    ARTICLE = "Article"
    TRIAL_RECORD = "TrialRecord"
    REGULATORY_NOTICE = "RegulatoryNotice"


class SourceKind(StrEnum):
    """Local names of the classes of sources."""

    GUIDELINE = "Guideline"
    DRUG_LABEL = "DrugLabel"
    ARTICLE = "Article"
    TRIAL_RECORD = "TrialRecord"
    REGULATORY_NOTICE = "RegulatoryNotice"


class Effect(StrEnum):
    """What a prognostic factor does to the outcome; of a study, what is more than a benefit shown or not."""

    ADVERSE = "Adverse"
    FAVORABLE = "Favorable"
    NONINFERIOR = "Noninferior"


class Stance(StrEnum):
    """Whether a source supports or disputes a Statement."""

    SUPPORTS = "Supports"
    DISPUTES = "Disputes"


class IntervalKind(StrEnum):
    """What the two bounds of an estimate are."""

    CONFIDENCE_INTERVAL = "ConfidenceInterval"
    RANGE = "Range"
    INTERQUARTILE_RANGE = "InterquartileRange"


class ReadExtent(StrEnum):
    """How much of a source a curator has read."""

    FULL_TEXT = "FullText"
    ABSTRACT = "Abstract"
    EXCERPT = "Excerpt"
    NOT_READ = "NotRead"


class Design(StrEnum):
    """The design of a study, or the kind of a document."""

    META_ANALYSIS = "MetaAnalysis"
    RANDOMIZED_TRIAL = "RandomizedTrial"
    SYSTEMATIC_REVIEW = "SystematicReview"
    NON_RANDOMIZED_TRIAL = "NonRandomizedTrial"
    SINGLE_ARM_TRIAL = "SingleArmTrial"
    PROSPECTIVE_COHORT = "ProspectiveCohort"
    REGISTRY_STUDY = "RegistryStudy"
    RETROSPECTIVE_COHORT = "RetrospectiveCohort"
    REVIEW = "Review"
    CONSENSUS = "Consensus"
    CASE_REPORT = "CaseReport"
    LABORATORY = "Laboratory"


class PopulationRelation(StrEnum):
    """How the people that a source studied stand to the condition of an edge; computed, never stated."""

    EXACT = "exact"
    BROADER = "broader"
    NARROWER = "narrower"
    OVERLAPPING = "overlapping"


SOURCE_KINDS = tuple(SourceKind)
TREATMENT_KINDS = ("Treatment", "Surgery", "Radiotherapy", "Procedure", "Regimen")
