"""Edge to sentence: one template for a predicate, direction and audience, filled from the edge's own fields.

What a clinician and a patient read differs in words, never in figures, negations or hedges.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from sarcomakg.ask.plan import Audience
from sarcomakg.cards.figures import PARTICIPANTS, describe
from sarcomakg.cards.templates import TEMPLATES, capital, judgment, named_among, with_article
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import condition_of, population_relation
from sarcomakg.vocabulary import Direction, Predicate

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
    Predicate.HAS_PRIMARY_ENDPOINT,
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


class Voice:
    """The words of one audience over one projection, for the condition asked about."""

    def __init__(self, projection: Projection, audience: Audience, condition: str) -> None:
        self.projection, self.audience, self.condition = projection, audience, condition
        self.plain = audience is Audience.PATIENT
        self._met: set[str] = set()
        about = projection.records.entities.get(condition)
        said = f"{about.plain_label} {about.plain_definition}" if about else ""
        # What nobody calls a cancer is called a tumor.
        self._benign = bool(said.strip()) and (
            "cancer" not in said or re.search(r"not (a )?cancer|benign", said) is not None
        )

    def name(self, identifier: str) -> str:
        """Return the label for the audience; a patient reads what explains it, in parentheses, at first use only."""
        label = self._label(identifier)
        if self.plain and label.endswith(")") and " (" in label:
            if label in self._met:
                return label.partition(" (")[0]
            self._met.add(label)
        return label

    def _label(self, identifier: str) -> str:
        label = self.projection.label(identifier, plain=self.plain)
        if self.plain and self._benign and identifier.startswith(("outcome:", "stage:")):
            return label.replace("cancer", "tumor")
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
        body = TEMPLATES[Predicate(statement.predicate)](self, statement).replace(",,", ",").rstrip(",")
        body = self._condition(statement) + body
        if brief:
            citations = [
                replace(c, results=tuple(r for r in c.results if r.endpoint != PARTICIPANTS)) for c in citations
            ]
        population, figures, verdict = (
            self._population(statement, citations[0]),
            self._figures(statement, citations),
            judgment(self, statement),
        )
        # An exception that only a note names belongs to advice wherever it stands.
        notes = (
            []
            if brief and statement.predicate not in (*_GUIDANCE, Predicate.APPROVED_FOR)
            else [f"Note: {note}." for note in dict.fromkeys(c.note.rstrip(".") for c in citations if c.note)]
        )
        if self.plain:
            parts = [body, *self._limits(statement), population, figures, verdict]
            return " ".join([*(capital(part) + "." for part in parts if part), *notes])
        text = body + (f" ({population})" if population else "") + figures
        return " ".join([f"{capital(text)}{f'; {verdict}' if verdict else ''}.", *notes])

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
        text = f"{self.agency(first)} has approved {listed} for {self.name(first.object)}{named_among(self, first)}"
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
        if statement.predicate == Predicate.HAS_WARNING and citation.results:
            # A rate is one of some people, whatever the disease asked about.
            people = "people with " if citation.population.startswith("condition:") else ""
            return f"{self.pick('seen in', 'this was seen in')} {people}{self.name(citation.population)}"
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
        if statement.direction == Direction.AGAINST or self.covers(statement, citation):
            return ""
        people = "people with " if citation.population.startswith("condition:") else ""
        return f"{self.pick('the label names', 'it is meant for')} {people}{self.name(citation.population)}"

    def covers(self, statement: Statement, citation: Citation) -> bool:
        """Say whether an approval holds for everybody with the disease that it names, under its qualifiers."""
        return population_relation(self.projection, citation, statement.object, statement) == "exact"

    def _figures(self, statement: Statement, citations: Sequence[Citation]) -> str:
        ends = (statement.subject, statement.object, *statement.qualifiers.get("combinedWith", ()))
        phrases = dict.fromkeys(describe(self._label, c.results, self.audience, ends) for c in citations if c.results)
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
        about = stages or ("tumors" if site else ages)
        about += f" in {with_article(site)}" if site else ""
        # Not: people in children.
        about += f" in {ages}" if ages and about != ages else ""
        lines = self._either(tuple(v for v in of("line", ()) if v != "line:any"))
        # Not: radiation after the operation, after the operation.
        said = self._label(statement.object)
        times = self._either(tuple(v for v in of("setting", ()) if self._label(v) not in said[:1].lower() + said[1:]))
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
        parts += [f" in {with_article(self._either(of('site', ())))}"] if of("site") else []
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
