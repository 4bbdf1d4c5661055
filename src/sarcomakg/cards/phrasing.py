"""Edge to sentence: one template for a predicate, direction and audience, filled from the edge's own fields.

What a clinician and a patient read differs in words, never in figures, negations or hedges.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal

from sarcomakg.ask.plan import Audience
from sarcomakg.cards.figures import PARTICIPANTS, describe
from sarcomakg.model import Citation, Result, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import condition_of, population_relation, within
from sarcomakg.vocabulary import Direction, Measure, Modality, OutcomeKind, Predicate, WarningKind

_MODALITIES = {
    Modality.STANDARD: ("is standard", "is the usual approach"),
    Modality.RECOMMENDED: ("is recommended", "is recommended"),
    Modality.OPTION: ("is an option", "is one of the options"),
    Modality.NOT_STANDARD: ("is not standard", "is not the usual approach"),
    Modality.NOT_RECOMMENDED: ("is not recommended", "is not recommended"),
    Modality.AVOIDABLE: ("may be omitted", "may be left out"),
    Modality.SUGGESTED: ("is suggested", "is suggested"),
    Modality.UNCERTAIN: ("has an uncertain role", "has a role that is not certain"),
}
_WITHOUT_ARTICLE = ("agency:health-canada", "agency:swissmedic")
_GUIDANCE = {
    Predicate.TREATED_WITH,
    Predicate.DIAGNOSED_WITH,
    Predicate.STAGED_WITH,
    Predicate.FOLLOWED_UP_WITH,
}
_ABOUT_DRUG_OR_TRIAL = {
    Predicate.ENROLLED,
    Predicate.EVALUATED,
    Predicate.HAS_WARNING,
    Predicate.DOSED_AS,
}
# Templates that name the treatment or the finding and leave the condition to the question.
_CONDITION_UNSAID = _GUIDANCE | {
    Predicate.STUDIED_IN,
    Predicate.HAS_PROGNOSTIC_FACTOR,
    Predicate.HAS_OUTCOME,
    Predicate.HAS_EPIDEMIOLOGY,
    Predicate.ARISES_IN,
    Predicate.METASTASIZES_TO,
}
_RATIOS = (Measure.HAZARD_RATIO, Measure.ODDS_RATIO, Measure.RELATIVE_RISK)
_COUNTED = {Measure.COUNT, Measure.PROPORTION, Measure.MEDIAN, Measure.MEAN, Measure.RATE}


class Voice:
    """The words of one audience over one projection, for the condition asked about."""

    def __init__(self, projection: Projection, audience: Audience, condition: str) -> None:
        self.projection, self.audience, self.condition = projection, audience, condition
        self.plain = audience is Audience.PATIENT
        self._met: set[str] = set()
        about = projection.records.entities.get(condition)
        said = f"{about.plain_label} {about.plain_definition}" if about else ""
        self._benign = re.search(r"not (a )?cancer|benign", said) is not None

    def name(self, identifier: str) -> str:
        """Return the label for the audience; a patient reads what explains it, in parentheses, at first use only."""
        label = self.projection.label(identifier, plain=self.plain)
        if self.plain and self._benign and identifier.startswith(("outcome:", "stage:")):
            label = label.replace("the cancer", "the tumor").replace("cancer", "tumor")
        if self.plain and label.endswith(")") and " (" in label:
            if label in self._met:
                return label.partition(" (")[0]
            self._met.add(label)
        return label

    def pick(self, clinician: str, patient: str) -> str:
        """Return the words for the audience."""
        return patient if self.plain else clinician

    def sentence(self, statement: Statement, citations: Sequence[Citation], *, brief: bool = False) -> str:
        """Return the Statement in words, with the figures of the citations given, all of one population.

        A clinician reads one sentence, a patient several short ones with the same content. A brief one leaves notes
        and counts of people to the section where it stands again.
        """
        # An insertion ends with a comma, a qualifier begins with one.
        body = _TEMPLATES[Predicate(statement.predicate)](self, statement).replace(",,", ",").rstrip(",")
        body = self._condition(statement) + body
        if brief:
            citations = [
                replace(c, results=tuple(r for r in c.results if r.endpoint != PARTICIPANTS)) for c in citations
            ]
        population, figures, verdict = (
            self._population(statement, citations[0]),
            self._figures(statement, citations),
            _verdict(self, statement),
        )
        notes = (
            []
            if brief
            else [f"Note: {note}." for note in dict.fromkeys(c.note.rstrip(".") for c in citations if c.note)]
        )
        if self.plain:
            parts = [body, *self._limits(statement), population, figures, verdict]
            return " ".join([*(_capital(part) + "." for part in parts if part), *notes])
        text = body + (f" ({population})" if population else "") + figures
        return " ".join([f"{_capital(text)}{f'; {verdict}' if verdict else ''}.", *notes])

    def _condition(self, statement: Statement) -> str:
        """Name the condition in front where the question named none and the sentence would not."""
        own = condition_of(statement)
        if self.condition or not own or statement.predicate not in _CONDITION_UNSAID:
            return ""
        return f"in {self.name(own)}, "

    def approvals(self, statements: Sequence[Statement]) -> str:
        """Return several approvals of one agency for one condition as one sentence, with the day of each."""
        first = statements[0]
        drugs = [
            f"{self.name(s.subject)}{f' ({details})' if (details := self._approval(s)) else ''}" for s in statements
        ]
        listed = f"{', '.join(drugs[:-1])} and {drugs[-1]}" if len(drugs) > 1 else drugs[0]
        text = f"{self.agency(first)} has approved {listed} for {self.name(first.object)}{_named_among(self, first)}"
        return text[0].upper() + text[1:] + "."

    def _approval(self, statement: Statement) -> str:
        kind = statement.qualifier("approvalKind")
        limits = self.context(statement).removeprefix(" for ").lstrip(", ") or "; ".join(
            part.removeprefix("this is about ") for part in self._limits(statement) if self.plain
        )
        people = self._labeled(statement, statement.citations[0])
        parts = [
            statement.qualifier("validFrom"),
            "" if kind in ("", "Regular") else self.name(f"skg:{kind}"),
            limits,
            people,
        ]
        return "; ".join(part for part in parts if part)

    def relation(self, statement: Statement, citation: Citation) -> str:
        """Return the relation of the citation's population to the condition asked about, or the Statement's own."""
        condition = self.condition or condition_of(statement)
        return population_relation(self.projection, citation, condition, statement) if condition else "exact"

    def _population(self, statement: Statement, citation: Citation) -> str:
        """Name whom the source studied, unless it is just the condition; say when they are a wider group."""
        if statement.predicate == Predicate.APPROVED_FOR:
            return self._labeled(statement, citation)
        relation = self.relation(statement, citation)
        if relation == "exact" or statement.predicate in _ABOUT_DRUG_OR_TRIAL:
            return ""
        condition = self.condition or condition_of(statement)
        alone = f", not {self.projection.label(condition)} alone" if relation in ("broader", "overlapping") else ""
        people = "people with " if citation.population.startswith("condition:") else ""
        if self.plain:
            lead = "this is said for" if statement.predicate in _GUIDANCE else "this was seen in"
        else:
            lead = "stated for" if statement.predicate in _GUIDANCE else "studied in"
        return f"{lead} {people}{self.name(citation.population)}{alone}"

    def _labeled(self, statement: Statement, citation: Citation) -> str:
        """Name the people for whom an approval holds, where they are fewer than all with the disease that it names."""
        if statement.direction == Direction.AGAINST or self._covers(statement, citation):
            return ""
        people = "people with " if citation.population.startswith("condition:") else ""
        return f"{self.pick('the label names', 'it is meant for')} {people}{self.name(citation.population)}"

    def _covers(self, statement: Statement, citation: Citation) -> bool:
        """Say whether an approval holds for everybody with the disease that it names, under its qualifiers."""
        return population_relation(self.projection, citation, statement.object, statement) == "exact"

    def _figures(self, statement: Statement, citations: Sequence[Citation]) -> str:
        ends = (statement.subject, statement.object, *statement.qualifiers.get("combinedWith", ()))
        phrases = dict.fromkeys(
            describe(self.projection, c.results, self.audience, ends) for c in citations if c.results
        )
        if not phrases:
            return self._size(citations)
        return "the figures: " + ". ".join(phrases) if self.plain else ": " + "; ".join(phrases)

    def _size(self, citations: Sequence[Citation]) -> str:
        sizes = {c.sample_size for c in citations}
        size = next(iter(sizes)) if len(sizes) == 1 else None
        people = f"{size} {'person' if size == 1 else 'people'}"
        return self.pick(f" (study of {people})", f"the study had {people}") if size else ""

    def _limits(self, statement: Statement) -> list[str]:
        """Return the qualifiers as short sentences of their own, without their full stops, for a patient."""
        of = statement.qualifiers.get
        stages, site, ages = (
            self._either(of("stage", ())),
            self._either(of("site", ())),
            self._either(of("ageGroup", ())),
        )
        about = stages or ("tumors" if site else "people" if ages else "")
        about += f" in {_the(site)}" if site else ""
        about += f" in {ages}" if ages else ""
        lines = self._either(tuple(v for v in of("line", ()) if v != "line:any"))
        times = self._either(of("setting", ()))
        when = ", ".join(part for part in (lines, times) if part)
        found = (
            [f"this is about {about}{f', {when}' if when and about else ''}"]
            if about
            else [f"this is about care {when}"]
            if when
            else []
        )
        found += [f"this is about people with {markers}"] if (markers := self._either(of("biomarker", ()))) else []
        for name, words in (("anyFeature", "at least one of these"), ("allFeatures", "all of these")):
            if features := of(name, ()):
                lead = ("it is meant for people with" if statement.predicate in _GUIDANCE else "the people had") + (
                    f" {words}:" if len(features) > 1 else ":"
                )
                found.append(f"{lead} {', '.join(self.name(f) for f in features)}")
        return found

    def context(self, statement: Statement) -> str:
        """Return the qualifiers in words: for localized disease, in the limb, before surgery...

        Nothing for a patient, who reads them in sentences of their own.
        """
        if self.plain:
            return ""
        of = statement.qualifiers.get
        stages = self._either(of("stage", ()))
        parts = [f" for {stages}"] if stages else []
        parts += [f" in {_the(self._either(of('site', ())))}"] if of("site") else []
        parts += [f" in {self._either(of('ageGroup', ()))}"] if of("ageGroup") else []
        parts += [f", with {self._either(of('biomarker', ()))}"] if of("biomarker") else []
        parts += [f", {self._either(line)}"] if (line := tuple(v for v in of("line", ()) if v != "line:any")) else []
        # Not: radiation before surgery, before surgery.
        said = self.name(statement.object)
        parts += (
            [f", {self._either(s)}"] if (s := tuple(v for v in of("setting", ()) if self.name(v) not in said)) else []
        )
        for name, words in (("anyFeature", "at least one of"), ("allFeatures", "all of")):
            if features := statement.qualifiers.get(name):
                lead = "with" if len(features) == 1 else f"with {words}:"
                parts.append(f", {lead} {', '.join(self.name(f) for f in features)}")
        return "".join(parts)

    def _either(self, values: Sequence[str]) -> str:
        """Join names with "or", a last word that all of them share said once: metastatic or recurrent disease."""
        names = [self.name(value) for value in values]
        last = {name.rpartition(" ")[2] for name in names}
        if len(names) > 1 and len(last) == 1 and all(" " in name for name in names):
            names = [name.rpartition(" ")[0] for name in names[:-1]] + names[-1:]
        return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)

    def agency(self, statement: Statement) -> str:
        """Return the agency with its article: the FDA, Health Canada."""
        identifier = statement.qualifier("agency")
        return self.name(identifier) if identifier in _WITHOUT_ARTICLE else f"the {self.name(identifier)}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _the(name: str) -> str:
    """Give a noun phrase its article, unless it brings one."""
    return name if name.startswith(("the ", "a ", "an ")) else f"the {name}"


def _with(voice: Voice, statement: Statement) -> str:
    together = [voice.name(v) for v in statement.qualifiers.get("combinedWith", ())]
    against = [voice.name(v) for v in statement.qualifiers.get("comparedWith", ())]
    text = f" together with {' and '.join(together)}" if together else ""
    return text + (f", compared with {' or '.join(against)}," if against else "")


def _care(voice: Voice, statement: Statement) -> str:
    modality = statement.qualifier("modality")
    default = Modality.RECOMMENDED if statement.direction == Direction.FOR else Modality.NOT_RECOMMENDED
    words = voice.pick(*_MODALITIES[Modality(modality) if modality else default])
    purpose = statement.qualifier("outcome")
    aim = "against" if purpose and _harmful(voice, purpose) else voice.pick("with a view to", "for")
    to = f" {aim} {voice.name(purpose)}" if purpose and purpose != "outcome:overall-survival" else ""
    use = {
        Predicate.DIAGNOSED_WITH: " to make the diagnosis",
        Predicate.STAGED_WITH: " to find out how far the disease extends",
    }
    return f"{voice.name(statement.object)} {words}{use.get(Predicate(statement.predicate), '')}{to}{voice.context(statement)}"


def _compares(statement: Statement) -> bool:
    """Say whether the Statement sets its subject against something: a comparator, a test, a second group."""
    tested = any(r.comparator or r.comparator_estimate is not None or r.p_value for r in statement.results)
    return tested or "comparedWith" in statement.qualifiers


def _reported(voice: Voice, statement: Statement) -> bool:
    """Say whether a study is told by its figures alone: nothing was compared, so nothing was better or worse."""
    if statement.predicate != Predicate.STUDIED_IN:
        return False
    favorable = (
        statement.direction == Direction.FOR and _kind(voice, statement.qualifier("outcome")) != OutcomeKind.ACTIVITY
    )
    uncompared = favorable and statement.qualifier("modality") != Modality.SUGGESTED and not _compares(statement)
    return statement.direction == Direction.NEUTRAL or uncompared


def _verdict(voice: Voice, statement: Statement) -> str:
    """Better than what? Without a comparison the source's judgment is all that there is."""
    if not _reported(voice, statement) or statement.direction == Direction.NEUTRAL:
        return ""
    return voice.pick("the source takes this as favorable", "the authors see this as a good result")


def _kind(voice: Voice, outcome: str) -> str:
    return voice.projection.entity(outcome).first("outcomeKind")


def _harmful(voice: Voice, outcome: str) -> bool:
    return _kind(voice, outcome) in (OutcomeKind.FAILURE, OutcomeKind.TOXICITY)


def _studied(voice: Voice, statement: Statement) -> str:
    outcome = statement.qualifier("outcome")
    subject = voice.name(statement.subject) + _with(voice, statement)
    hedge = "may " if statement.qualifier("modality") == Modality.SUGGESTED else ""
    name = voice.name(outcome)
    if _reported(voice, statement):
        if voice.plain:
            purpose = "" if any(c.results for c in statement.citations) else f" for {name}"
            return f"{subject} was studied{purpose}"
        if any(c.results for c in statement.citations):
            return f"with {subject}{voice.context(statement)}".replace(" together with ", " plus ").rstrip(",")
        found = f"{voice.pick('was assessed for', 'was studied for')} {name}"
    elif _kind(voice, outcome) == OutcomeKind.ACTIVITY and not _compares(statement):
        active = voice.pick("showed activity", "shrank or held back tumors in some people")
        inactive = voice.pick("showed little or no activity", "did little or nothing against the tumors")
        found = f"{active if statement.direction == Direction.FOR else inactive} ({name})"
    elif statement.direction == Direction.FOR:
        verb = "lower" if _harmful(voice, outcome) else "improve"
        found = f"may {verb} {name}" if hedge else f"was followed by {_change(voice, outcome, better=True)} {name}"
    elif _worse(voice, statement):
        found = f"was followed by {_change(voice, outcome, better=False)} {name}"
    elif _harmful(voice, outcome):
        found = f"was not followed by {voice.pick('less', 'a lower chance of')} {name}"
    else:
        found = f"was not shown to improve {name}"
    return f"{subject} {found}{voice.context(statement)}"


def _worse(voice: Voice, statement: Statement) -> bool:
    """Say whether a figure on the outcome itself is significantly worse than the comparator's: no benefit is not harm."""
    return any(_result_worse(voice, statement, r) for r in statement.results)


def _result_worse(voice: Voice, statement: Statement, r: Result) -> bool:
    if r.endpoint != statement.qualifier("outcome") or r.significant is False or r.comparator == statement.subject:
        return False
    if r.measure in _RATIOS:
        # A hazard ratio above one is worse whatever the endpoint; an odds ratio or risk, where the outcome is a harm.
        adverse = r.measure == Measure.HAZARD_RATIO or _harmful(voice, r.endpoint)
        bound = r.lower if adverse else r.upper
        if r.estimate is None or bound is None:
            return False
        return (r.estimate > 1 and bound > 1) if adverse else (r.estimate < 1 and bound < 1)
    if r.estimate is None or r.comparator_estimate is None or not (r.significant or _small(r.p_value)):
        return False
    more = r.estimate > r.comparator_estimate
    return more if _harmful(voice, r.endpoint) else (r.estimate < r.comparator_estimate)


def _small(p_value: str) -> bool:
    """Say whether a p value as printed is below .05."""
    found = re.search(r"(<|=|≤)?\s*(\.\d+|\d+\.\d+)", p_value)
    return bool(found) and Decimal(found[2]) < Decimal("0.05") if found else False


def _change(voice: Voice, outcome: str, *, better: bool) -> str:
    """Return how an outcome changes for the better or worse: better survival, less recurrence."""
    if not _harmful(voice, outcome):
        return "better" if better else "worse"
    return voice.pick("less", "a lower chance of") if better else voice.pick("more", "a higher chance of")


def _factor(voice: Voice, statement: Statement) -> str:
    """Factors are singular or plural, so the verbs are such as do not tell."""
    outcome = statement.qualifier("outcome")
    factor, name = voice.name(statement.object), voice.name(outcome)
    if statement.direction == Direction.AGAINST:
        return f"{factor} had no association with {name}{voice.context(statement)}"
    if statement.direction == Direction.NEUTRAL:
        return f"{voice.pick('', 'this is what was found on ')}{name} by {factor}{voice.context(statement)}"
    change = _change(voice, outcome, better=statement.qualifier("effect") != "Adverse")
    verb = "may go with" if statement.qualifier("modality") == Modality.SUGGESTED else "went with"
    return f"{factor} {verb} {change} {name}{voice.context(statement)}"


def _found(voice: Voice, statement: Statement) -> str:
    name = voice.name(statement.object)
    if statement.direction == Direction.AGAINST:
        return f"{name} is uncommon{voice.context(statement)}"
    if any(r.measure in _COUNTED for r in statement.results):
        return f"{voice.pick('reported', 'this is what was found on')} {name}{voice.context(statement)}"
    if _harmful(voice, statement.object):
        return f"{name} occurs{voice.context(statement)}"
    return f"{voice.pick('stated on', 'this is what is said about')} {name}{voice.context(statement)}"


def _place(arises: bool) -> Callable[[Voice, Statement], str]:
    def template(voice: Voice, statement: Statement) -> str:
        site = voice.name(statement.object)
        late = "late " if statement.qualifier("outcome") == "outcome:late-recurrence" else ""
        rare = "rarely " if statement.direction == Direction.AGAINST else ""
        if arises:
            return f"the primary tumor {rare}arises in {_the(site)}"
        return voice.pick(
            f"{late}{site} metastases {rare}occur", f"{late}spread of the cancer to {_the(site)} {rare}occurs"
        )

    return template


def _approved(voice: Voice, statement: Statement) -> str:
    agency, drug, condition = voice.agency(statement), voice.name(statement.subject), voice.name(statement.object)
    if statement.direction == Direction.AGAINST:
        return f"limitation of use ({agency.removeprefix('the ')}): {drug} has not been shown to work in {condition}"
    age = f" from the age of {_years(statement)}" if statement.qualifier("minimumAge") else ""
    since = f" on {statement.qualifier('validFrom')}" if statement.qualifier("validFrom") else ""
    ended = statement.qualifier("validUntil")
    if voice.plain:
        return _allowed(voice, statement)
    if ended:
        return f"the approval of {drug} by {agency}{since} for {condition}{voice.context(statement)} ended on {ended}"
    limits = voice.context(statement).removeprefix(" for ").lstrip(", ")
    kind = statement.qualifier("approvalKind")
    verb = "approved" if kind in ("", "Regular") else f"gave {voice.name(f'skg:{kind}')} to"
    text = f"{agency} {verb} {drug}{since} for {condition}{f' ({limits})' if limits else ''}{age}"
    return text + _named_among(voice, statement)


def _years(statement: Statement) -> str:
    age = statement.qualifier("minimumAge")
    return f"{age} year" if age == "1" else f"{age} years"


def _allowed(voice: Voice, statement: Statement) -> str:
    """Return an approval in short sentences: who, what, since when, from which age."""
    of = statement.qualifier
    agency, drug, condition = voice.agency(statement), voice.name(statement.subject), voice.name(statement.object)
    since = f" on {of('validFrom')}" if of("validFrom") else ""
    if of("validUntil"):
        return f"{agency} no longer approves {drug} for {condition}. The approval{since.replace(' on ', ' of ')} ended on {of('validUntil')}"
    kind = of("approvalKind")
    age = f". It is for people from the age of {_years(statement)}" if of("minimumAge") else ""
    if kind not in ("", "Regular"):
        return f"{agency} gave {drug}{since} an {voice.name(f'skg:{kind}')}, for {condition}{age}{_named_among(voice, statement)}"
    return f"{agency} approved {drug}{since} for {condition}{age}{_named_among(voice, statement)}"


def _named_among(voice: Voice, statement: Statement) -> str:
    """Say that an approval for a broader group does not name the condition asked about."""
    if statement.object == voice.condition or not within(voice.projection, voice.condition, statement.object):
        return ""
    name = voice.name(voice.condition)
    if not voice._covers(statement, statement.citations[0]):
        return voice.pick(
            f"; whether {name} is included is not stated", f". It is not stated whether {name} is one of these"
        )
    return voice.pick(f"; {name} is one of the diseases so named, and is not mentioned on its own",
                      f". {_capital(name)} is one of these diseases. It is not named on its own")  # fmt: skip


def _warned(voice: Voice, statement: Statement) -> str:
    warning = voice.projection.entity(statement.object)
    kind = {WarningKind.BOXED_WARNING: "a boxed warning", WarningKind.PRECAUTION: "a warning",
            WarningKind.LIMITATION_OF_USE: "a limitation of use", WarningKind.ADVERSE_REACTION: "an adverse reaction"}  # fmt: skip
    return f"the label of {voice.name(statement.subject)} states {kind[WarningKind(warning.first('warningKind'))]}: {voice.name(statement.object)}"


def _dosed(voice: Voice, statement: Statement) -> str:
    limited, drug, dose = statement.qualifier("condition"), voice.name(statement.subject), voice.name(statement.object)
    # Not: imatinib is given as imatinib 800 mg daily.
    dose = dose.removeprefix(f"{drug} ").removeprefix("with ")
    way = "" if dose.startswith(("into ", "by ", "as ", "with ")) else "as "
    return f"{drug} is given {way}{dose}" + (f" for {voice.name(limited)}" if limited else "")


def _enrolled(voice: Voice, statement: Statement) -> str:
    verb = "excluded people with" if statement.direction == Direction.AGAINST else "enrolled"
    return f"{voice.name(statement.subject)} {verb} {voice.name(statement.object)}"


def _simple(verb: str, against: str) -> Callable[[Voice, Statement], str]:
    def template(voice: Voice, statement: Statement) -> str:
        words = against if statement.direction == Direction.AGAINST else verb
        return f"{voice.name(statement.subject)} {words} {voice.name(statement.object)}{_with(voice, statement).rstrip(',')}{voice.context(statement)}"

    return template


def _marked(voice: Voice, statement: Statement) -> str:
    verb = "lacks" if statement.direction == Direction.AGAINST else "is marked by"
    return f"{voice.name(statement.subject)} {verb} {_the(voice.name(statement.object))}{voice.context(statement)}"


def _followed(voice: Voice, statement: Statement) -> str:
    verb = "is not shown to help" if statement.direction == Direction.AGAINST else "is part of follow-up"
    return f"{voice.name(statement.object)} {verb}{voice.context(statement)}"


_TEMPLATES: dict[Predicate, Callable[[Voice, Statement], str]] = {
    Predicate.TREATED_WITH: _care,
    Predicate.DIAGNOSED_WITH: _care,
    Predicate.STAGED_WITH: _care,
    Predicate.STUDIED_IN: _studied,
    Predicate.HAS_PROGNOSTIC_FACTOR: _factor,
    Predicate.HAS_OUTCOME: _found,
    Predicate.HAS_EPIDEMIOLOGY: _found,
    Predicate.ARISES_IN: _place(arises=True),
    Predicate.METASTASIZES_TO: _place(arises=False),
    Predicate.HAS_BIOMARKER: _marked,
    Predicate.FOLLOWED_UP_WITH: _followed,
    Predicate.APPROVED_FOR: _approved,
    Predicate.HAS_WARNING: _warned,
    Predicate.DOSED_AS: _dosed,
    Predicate.ENROLLED: _enrolled,
    Predicate.EVALUATED: _simple("tested", "did not test"),
    Predicate.NOT_TO_BE_CONFUSED_WITH: _simple("is not", "is the same as"),
    Predicate.MANAGED_APART_FROM: _simple("has guidance of its own, apart from that for", "shares the guidance for"),
}
