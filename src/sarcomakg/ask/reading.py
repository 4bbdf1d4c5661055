"""One question on its way to a plan: its names, its topics, and what is left over."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from sarcomakg.ask import phrases, refusals
from sarcomakg.ask.lexicon import names_of
from sarcomakg.ask.matching import ELSEWHERE, FILLER, Found, ages, matches, names_in, spell
from sarcomakg.ask.notes import MAX_DRUGS, readings
from sarcomakg.ask.phrases import STAGES
from sarcomakg.ask.plan import Match, MatchKind, Plan, Refusal, RefusalKind, Topic, missing
from sarcomakg.ask.refusals import READINGS
from sarcomakg.ask.spelling import english
from sarcomakg.ask.topics import CUE_WORDS, Named, topics_of
from sarcomakg.ask.words import Token, listed, tokens, words
from sarcomakg.traverse import within
from sarcomakg.vocabulary import Predicate

if TYPE_CHECKING:
    from sarcomakg.ask.parse import Parser

_ORGANS = listed("organs")
_SAFETY = re.compile(r"\b(side effect|toxic|toxicity|failure|hair|adverse|harm|damage|fertility|infertile)\b")
_TREATMENTS = ("drug", "treatment")
_OF_DRUGS = frozenset((Topic.APPROVAL, Topic.DOSE, Topic.SAFETY, Topic.DRUG))
# Words for a registry, and the prefixes of its identifiers.
_REGISTRIES = {"mondo": ("mondo",), "ncit": ("ncit",), "thesaurus": ("ncit",), "doid": ("doid",), "oncotree": ("oncotree",), "mesh": ("mesh",),
               "umls": ("umls",), "cui": ("umls",), "orphanet": ("orphanet", "ordo"), "orpha": ("orphanet", "ordo"), "efo": ("efo",), "icdo": ("icdo",),
               "rxnorm": ("rxnorm", "rxcui"), "atc": ("atc",), "chebi": ("chebi",), "cas": ("cas",), "nct": ("nct",), "clinicaltrial": ("nct",), "drugbank": ("drugbank",)}  # fmt: skip
_GENERAL = ("condition:sarcoma", "condition:bone-tumor")
# Who asks for clinical trials asks what they showed, and seldom whether taking part does good.
_TAKING_PART = "treatment:clinical-trial-participation"
# Words by which a question about all treatment names none in particular.
_GENERIC = frozenset(("treatment:chemotherapy", "treatment:surgery", "treatment:radiotherapy"))


@dataclass(frozen=True)
class Reading:
    """One question on its way to a plan."""

    parser: Parser
    text: str

    @cached_property
    def asked(self) -> tuple[Token, ...]:
        """The tokens of the question, spelt as the graph spells."""
        return spell(tokens(self.text), self.parser.lexicon, self.parser.speller)

    @cached_property
    def found(self) -> list[Found]:
        """The names in the question, in its order."""
        return self._survivals(names_in(self.asked, self.parser.lexicon))

    def _survivals(self, found: list[Found]) -> list[Found]:
        """Read OS as overall survival beside a disease, a drug, another endpoint or a time; as osteosarcoma otherwise."""
        beside = any(f.family in ("condition", "drug", "trial") and f.name != "os" for f in found) or any(
            t.word in ("pfs", "efs", "dfs", "median", "year", "yr", "rate", "improve", "hr") for t in self.asked
        )
        survival = "outcome:overall-survival"
        return [replace(f, entities=(survival,)) if f.name == "os" and beside and survival in self.parser.projection.records.entities else f
                for f in found]  # fmt: skip

    def apart(self, found: Found) -> bool:
        """Say whether a name stands for what is not asked about: without imatinib, imatinib-resistant, not metastatic."""
        before = [
            t.word
            for t in self.asked[max(0, found.start - 2) : found.start]
            if t.word not in ("the", "a", "any", "be", "treated", "with", "take", "been")
        ]
        three = " ".join(t.word for t in self.asked[max(0, found.start - 4) : found.start])
        after = self.asked[found.end].word if found.end < len(self.asked) else ""
        asking = found.start > 1 and self.asked[found.start - 2].word in ("are", "is", "do", "does", "can")
        denied = (
            bool(before)
            and not asking
            and before[-1]
            in (
                "not",
                "without",
                "except",
                "excluding",
                "no",
                "non",
                "avoiding",
                "besides",
                "beyond",
            )
        )
        denied = denied or bool(
            re.search(
                r"other than( the)?$|instead of( the)?$|(not|cannot|can t|without|never)( be| been)? (treated with|take|tolerate|receive|use|have)$|not with$",
                three,
            )
        )
        return denied or (
            found.family in ("drug", "treatment")
            and after in ("intolerant", "resistant", "refractory", "intolerance", "allergy", "free", "naive")
        )

    def of(self, *families: str) -> list[Found]:
        """Return the names found that are of one of the families."""
        return [f for f in self.found if f.family in families]

    @cached_property
    def left(self) -> list[Token]:
        """The tokens that belong to no name."""
        taken = {i for f in self.found for i in range(f.start, f.end)}
        return [t for i, t in enumerate(self.asked) if i not in taken]

    @cached_property
    def unread(self) -> list[str]:
        """The words that nothing accounts for."""
        known = FILLER | CUE_WORDS | self.parser.lexicon.descriptive | STAGES.keys() | {"1st", "2nd", "3rd"}
        return [
            t.word
            for t in self.left
            if t.word not in known and not t.word.isdigit() and len(t.word) > 1 and self._strange(t.word)
        ]

    def _strange(self, word: str) -> bool:
        """Say whether a word is the name of something that is not in the graph under this name."""
        lexicon = self.parser.lexicon
        if word in lexicon.vocabulary:  # part of a longer name: daunorubicin, where only the liposomal one is held
            return not english().everyday(word) and (word in lexicon.of_drugs or english().substance(word))
        return not english().ordinary(word)

    def result(self) -> Plan | Refusal:
        """Return the plan, or the first refusal that applies."""
        projection, lexicon = self.parser.projection, self.parser.lexicon
        found = matches(self.text, self.asked, self.found)
        if elsewhere := next((t.typed for t in self.left if t.word in ELSEWHERE), self._other_cancer()):
            message = f"“{elsewhere}” is not among the sarcomas of the graph, which is about sarcomas in people only"
            return replace(refusals.out_of_scope(projection, elsewhere, message), matches=found)
        if self._foreign():
            return replace(
                refusals.out_of_scope(projection, "", "the graph reads questions in English only"), matches=found
            )
        conditions, unread = self._conditions()
        if not conditions and not self.of("drug", "trial") and not self._askable():
            return (
                refusals.personal(projection, Plan(()))
                if phrases.is_decision(self.text) and self.found
                else self._nothing(unread)
            )
        if unread and not (conditions and phrases.is_decision(self.text)):
            return replace(refusals.unknown(projection, lexicon, " ".join(unread[:3])), matches=found)
        plan = self._plan(self._narrowest(conditions) or "")
        if self.doubtful & set(conditions) and len(conditions) == 1:
            return replace(refusals.ambiguous(projection, self.text, [self._whole(plan)]), matches=found)
        if len(conditions) > 1 and not plan.condition and set(plan.topics) <= _OF_DRUGS and plan.drugs:
            names = " or ".join(projection.label(c) for c in conditions)
            plan = replace(plan, readings=(*plan.readings, f"The answer is not limited to {names}."))
        elif len(conditions) > 1 and not plan.condition:
            term = " ".join(projection.label(c) for c in conditions)
            readings = [self._whole(replace(plan, condition=c)) for c in conditions]
            return replace(refusals.ambiguous(projection, term, readings), matches=found)
        if lacking := next((m for t in plan.topics if (m := missing(t, plan))), ()):
            return replace(self._lacking(plan, lacking), matches=found)
        if Topic.IDENTIFIERS in plan.topics and (none := self._unregistered(plan)):
            return replace(none, matches=found)
        if phrases.is_decision(self.text):
            return replace(refusals.personal(projection, plan), matches=found)
        return plan

    def _foreign(self) -> bool:
        """Say whether most of what is left of the question is no English: two words at least."""
        words = [t.word for t in self.left if t.word.isalpha() and len(t.word) > 1]
        strange = [
            w
            for w in words
            if w not in FILLER | CUE_WORDS and not english().known(w) and w not in self.parser.lexicon.vocabulary
        ]
        accents = any(not t.typed.isascii() for t in self.asked)
        return (len(strange) > 1 and len(strange) * 3 > len(words)) or (accents and bool(strange))

    def _unregistered(self, plan: Plan) -> Refusal | None:
        """Refuse when one registry is asked for of which the graph holds no identifier of the subject."""
        p = self.parser.projection
        asked = next((t.word for t in self.asked if t.word in _REGISTRIES), "")
        subject = p.entity(plan.condition or (plan.drugs or (plan.trial,))[0])
        held = {m.partition(":")[0].lower() for m in subject.exact_matches}
        if not asked or held & set(_REGISTRIES[asked]):
            return None
        message = f"the graph holds no {asked.upper()} identifier of {subject.label}"
        return Refusal(
            RefusalKind.NO_EVIDENCE,
            message,
            subject.label,
            (refusals.suggest(p, replace(plan, topics=(Topic.IDENTIFIERS,))),),
        )

    def _askable(self) -> bool:
        """A treatment that is no generic word carries a question on its own."""
        return any(f.entity not in _GENERIC for f in self.of("treatment")) and not self.unread

    def _nothing(self, unread: Sequence[str]) -> Refusal:
        """Refuse a question without a sarcoma, a drug or a trial: an unknown name near a known one, or out of scope."""
        projection, lexicon = self.parser.projection, self.parser.lexicon
        term = " ".join(unread[:3])
        near = refusals.nearest(lexicon, term) if term else []
        latin = [t.word for t in self.asked]
        strange = [w for w in latin if not english().known(w) and w not in lexicon.vocabulary and w not in FILLER]
        if len(unread) == len(strange) <= 2 and near and len(strange) * 2 <= len(latin) + 1:
            return refusals.unknown(projection, lexicon, term)
        return refusals.out_of_scope(projection, term)

    def _other_cancer(self) -> str:
        """A cancer or tumor of a place, where no sarcoma is named, is another disease: lung cancer."""
        if self.of("condition"):
            return ""
        for before, token in zip(self.asked, self.asked[1:], strict=False):
            if token.word in ("cancer", "carcinoma", "malignancy", "tumor") and before.word in _ORGANS:
                return self.text[before.start : token.end]
        for f in self.of("site"):
            after = self.asked[f.end : f.end + 1]
            if after and after[0].word in ("cancer", "malignancy", "neoplasm"):
                return self.text[self.asked[f.start].start : after[0].end]
            ahead = self.asked[max(0, f.start - 3) : f.start]
            if [t.word for t in ahead if t.word not in ("of", "the")] == ["cancer"]:
                return self.text[ahead[0].start : self.asked[f.end - 1].end]
        return ""

    def _conditions(self) -> tuple[list[str], list[str]]:
        """Return the conditions named, and the words still unread.

        Words left beside a general condition, or without one, are read as part of a longer name: "alveolar sarcoma".
        """
        of, named = self.parser.lexicon.of_conditions, self.of("condition")
        conditions = list(dict.fromkeys(f.entity for f in named if not self.apart(f))) or self._within_stages()
        parts = self.parts(of)
        if not parts and not conditions:
            return self._marked(), self.unread
        if not parts or any(c not in _GENERAL and not self._general(c) for c in conditions):
            return [self._narrowed(c) for c in conditions], self.unread
        inside = set(parts) | {t.word for f in named for t in self.asked[f.start : f.end]}
        candidates = sorted(set.intersection(*(self._having(w) for w in sorted(inside))))
        if not candidates:
            return conditions or self._marked(), self.unread
        if "tumor" in (t.word for t in self.left):
            inside |= {"tumor"}
        called = [c for c in candidates if self._called(c, inside)]
        if "benign" in (t.word for t in self.asked):
            candidates = [c for c in candidates if "malignant" not in self.parser.projection.label(c)]
        cut = any(w not in of for w in parts)
        tops = [c for c in candidates if all(within(self.parser.projection, o, c) for o in candidates)] if cut else []
        found = called if len(called) == 1 else tops or candidates
        self.doubtful.update(() if len(called) == 1 or tops else found)
        return found, [w for w in self.unread if w not in parts]

    @cached_property
    def doubtful(self) -> set[str]:
        """The conditions of whose names the question holds a part only, so that they are offered, not taken."""
        return set()

    def _marked(self) -> list[str]:
        """Return the conditions that a biomarker named alone marks: ASPSCR1-TFE3."""
        if self.of("drug", "trial"):
            return []
        p = self.parser.projection
        found = dict.fromkeys(s.subject for f in self.of("biomarker") for s in p.incoming(f.entity, Predicate.HAS_BIOMARKER)
                              if s.direction == "For" and s.subject.startswith("condition:"))  # fmt: skip
        tops = [c for c in found if not any(o != c and within(p, c, o) for o in found)]
        return tops[:READINGS]

    def _within_stages(self) -> list[str]:
        """Return the conditions inside names of stages: rhabdomyosarcoma stage 2."""
        inside = [self.asked[f.start : f.end] for f in self.of("stage") if f.end - f.start > 1]
        parts = [
            window[i:j]
            for window in inside
            for i in range(len(window))
            for j in range(len(window), i, -1)
            if j - i < len(window)
        ]
        names = [
            e
            for part in parts
            for e in self.parser.lexicon.exact(tuple(t.word for t in part))
            if e.startswith("condition:")
        ]
        return list(dict.fromkeys(names))[:1]

    def _matches(self, condition: str) -> tuple[Match, ...]:
        """Return the names found, and the part of a name for which the condition was taken."""
        named = self.of("condition")
        found = matches(self.text, self.asked, self.found)
        parts = self.parts(self.parser.lexicon.of_conditions)
        if not condition or not parts or any(f.entity == condition for f in named):
            return found
        spans = [t for t in self.asked if t.word in parts]
        spans += [t for f in named for t in self.asked[f.start : f.end]]
        start, end = min(t.start for t in spans), max(t.end for t in spans)
        part = Match(
            start, end, self.text[start:end], condition, self.parser.projection.label(condition), MatchKind.PARTIAL
        )
        return tuple(
            sorted((*(m for m in found if not m.entity.startswith("condition:")), part), key=lambda m: m.start)
        )

    def _narrowed(self, condition: str) -> str:
        """Return the kind of a condition that a word beside it, or the site named, singles out: HIV, of the womb."""
        projection, of = self.parser.projection, self.parser.lexicon.of_conditions
        kinds = list(projection.hierarchy.predecessors(condition)) if condition in projection.hierarchy else []
        named = next((f for f in self.of("condition") if f.entity == condition), None)
        around = range(named.start - 3, named.end + 4) if named else ()
        apart = FILLER | CUE_WORDS | self._words(condition)
        near = [t.word for i, t in enumerate(self.asked) if i in around and t.word not in apart]
        told = {k for k in kinds for w in near if k in of.get(w, ())}
        if not told and (site := next((f.entity for f in self.of("site")), "")):
            told = {k for k in kinds if projection.label(k).endswith(projection.label(condition))
                    and site.partition(":")[2][:4] in projection.label(k)}  # fmt: skip
        return told.pop() if len(told) == 1 else condition

    def _words(self, condition: str) -> set[str]:
        """Return the words of all names of a condition."""
        return {w for name in names_of(self.parser.projection.entity(condition)) for w in words(name)}

    def _having(self, word: str) -> set[str]:
        """Return the conditions of whose names a word is a word, the beginning of one, or its end."""
        of = self.parser.lexicon.of_conditions
        keys = {word} & set(of)
        # A whole name of a disease is not the beginning of another's: osteoma, osteomalacia.
        if len(word) > 4 and not word.endswith(("oma", "itis", "osis", "sia", "emia")):
            keys |= set(self.parser.of_conditions.beginning(word))
        if word == "sarcoma":
            keys |= set(self.parser.of_conditions.ending(word))
        return {c for key in keys for c in of[key]}

    def _called(self, condition: str, inside: set[str]) -> bool:
        """Say whether one of its names is made of the words and a general word: ewing, Ewing sarcoma."""
        names = names_of(self.parser.projection.entity(condition))
        return any(
            set(words(name)) - inside <= {"sarcoma", "tumor", "disease"} and inside <= set(words(name))
            for name in names
        )

    def parts(self, of: Mapping[str, frozenset[str]]) -> list[str]:
        """Return the words left that may be part of a condition's name; an everyday word only in front of its head."""
        taken = {i for f in self.found for i in range(f.start, f.end) if f.family != "condition"}
        heads = {i for i, t in enumerate(self.asked) if t.word in ("sarcoma", "tumor", "cell")}
        left = {t.start for t in self.left}
        found = []
        for i, token in enumerate(self.asked):
            w = token.word
            if i in taken or token.start not in left or w in CUE_WORDS or w in STAGES or len(w) < 4:
                continue
            after = self.asked[i + 1].word if i + 1 < len(self.asked) else ""
            if w == "cell" and i and self.asked[i - 1].word == "stem":
                continue
            before = bool(heads & {i + 1, i + 2}) or w == "cell" or (after in of and after not in FILLER)
            if w in FILLER and not (w == "cell" and before):
                continue
            named = w in of or (len(w) > 4 and w in self.unread and bool(self.parser.of_conditions.beginning(w)))
            if named and (before or not english().everyday(w)):
                found.append(w)
        return list(dict.fromkeys(found))

    def _general(self, condition: str) -> bool:
        """A condition with many kinds, of whose name the question may hold only a part."""
        return self.parser.projection.label(condition).split()[-1] in ("sarcoma", "tumor") and len(
            self.parser.projection.label(condition).split()
        ) < 2  # fmt: skip

    def _narrowest(self, conditions: Sequence[str]) -> str | None:
        """Return the condition that lies within all the others, None when there is none."""
        inside = [c for c in conditions if all(within(self.parser.projection, c, other) for other in conditions)]
        return inside[0] if inside else None

    def _plan(self, condition: str) -> Plan:
        """Return the plan, whatever it lacks."""
        treatments = self._treatments()
        since = phrases.since(self.text)
        trial = next((f.entity for f in self.of("trial")), "")
        stage = self._stage()
        line = phrases.line_of(self.text)
        named = Named(
            condition=bool(condition) or bool(self.of("condition")), drugs=len(treatments), trial=bool(trial), narrowed=bool(stage or line or self.of("site")),
            marker=bool(self.of("biomarker")) or self._says(self.parser.lexicon.of_markers), since=bool(since),
            harm=bool(self.of("warning")) or self._harms() or self._says(self.parser.lexicon.of_warnings), risk=bool(self._risk()),
            spread=any(f.entity in ("site:lymph-node", "site:bone-marrow") for f in self.of("site")),
        )  # fmt: skip
        topics = topics_of(self._cues(), named)
        comparing = Topic.COMPARISON in topics or (topics == (Topic.TRIAL,) and len(treatments) == 2)
        outcome = next((f.entity for f in self.of("outcome")), "")
        if topics == (Topic.PROGNOSIS,) and (risk := self._risk()):
            stage, outcome = "", risk
        if topics == (Topic.METASTASIS,):
            stage = ""
        plan = Plan(
            topics, condition, next((f.entity for f in self.of("site")), ""), stage,
            line=line,
            population=phrases.age_group(ages(self.asked)),
            drugs=tuple(treatments[:1] if comparing else treatments[:MAX_DRUGS]),
            comparator=treatments[1] if comparing else "",
            outcome=outcome, trial=trial,
            since=since if Topic.NEWS in topics else "",
            question=self.text, matches=self._matches(condition),
        )  # fmt: skip
        return replace(self._whole(plan), readings=readings(self, plan, treatments))

    def _harms(self) -> bool:
        """Say whether an outcome named is a harm."""
        return any(
            self.parser.projection.entity(f.entity).first("outcomeKind") == "Toxicity" for f in self.of("outcome")
        )

    def _says(self, vocabulary: frozenset[str]) -> bool:
        """Say whether a word left over is a rare one of a vocabulary."""
        return any(
            t.word in vocabulary and t.word not in FILLER | CUE_WORDS and not english().everyday(t.word)
            for t in self.left
        )

    def _stage(self) -> str:
        """Return the stage asked about: by name, or by what the disease has done."""
        named = next((f for f in self.of("stage")), None)
        if named and self.apart(named):
            return "stage:localized" if named.entity == "stage:metastatic" else ""
        if named:
            return named.entity
        if word := next((t.word for t in self.left if t.word in STAGES), ""):
            return STAGES[word]
        return phrases.happened(self.text)

    def _risk(self) -> str:
        """Return the outcome of which the chance is asked: "local recurrence" is a stage when it has happened only."""
        nouns = [f for f in self.of("stage") if self.asked[f.end - 1].word in ("recurrence", "relapse")]
        return next((e for f in nouns for e in f.entities if e.startswith("outcome:")), "")

    @staticmethod
    def _whole(plan: Plan) -> Plan:
        """Leave out the topics that the plan cannot carry, as long as one is left."""
        carried = tuple(t for t in plan.topics if not missing(t, plan))
        return replace(plan, topics=carried or plan.topics)

    def _treatments(self) -> list[str]:
        """Return the drugs and treatments asked about; generic words beside a drug, or that ask for all, are not."""
        found = list(
            dict.fromkeys(
                f.entity
                for f in self.of(*_TREATMENTS)
                if self._treats(f.entity) and not self._past(f) and not self.apart(f)
            )
        )
        asked = [d for d in found if d != _TAKING_PART] or (found if phrases.asks_effect(self.text) else [])
        drugs = [d for d in asked if d not in _GENERIC]
        return drugs or (asked if len(asked) > 1 or phrases.asks_effect(self.text) else [])

    def _treats(self, name: str) -> bool:
        """Say whether a treatment is one, and no test: something is treated with it, or it was studied."""
        p = self.parser.projection
        return name.startswith("drug:") or bool(
            p.incoming(name, Predicate.TREATED_WITH)
            or p.outgoing(name, Predicate.STUDIED_IN)
            or p.entity(name).kind != "Procedure"
        )

    def _past(self, found: Found) -> bool:
        """Say whether a treatment is what came before: after imatinib."""
        if _SAFETY.search(" ".join(t.word for t in self.asked)):
            return False  # a harm comes after the drug that is asked about
        before = [
            t.word
            for t in self.asked[max(0, found.start - 3) : found.start]
            if t.word not in ("the", "my", "or", "failed", "prior")
        ]
        return bool(before) and before[-1] in (
            "after",
            "following",
            "despite",
            "beyond",
            "before",
            "post",
            "since",
        )

    def _cues(self) -> str:
        """Return the words that may point to a topic: all but the names of conditions, drugs, trials and sites."""
        hidden = {i for f in self.of("condition", "drug", "trial", "site") for i in range(f.start, f.end)}
        shown = ["·" if i in hidden else t.word for i, t in enumerate(self.asked)]
        # Commas and the like between two words join topics, so they stay.
        gaps = [self.text[a.end : b.start] for a, b in zip(self.asked, self.asked[1:], strict=False)] + [""]
        return " ".join(w + (" ," if re.search(r"[,;&+]", gap) else "") for w, gap in zip(shown, gaps, strict=True))

    def _lacking(self, plan: Plan, lacking: tuple[str, ...]) -> Refusal:
        """Refuse a question that has a topic but not what it is about."""
        projection = self.parser.projection
        message = f"a question on {plan.topics[0]} needs a {' or a '.join(n.removesuffix('s') for n in lacking)} that the graph holds; this one names none"
        offered = [replace(plan, topics=(Topic.DRUG,))] if plan.drugs else []
        base = refusals.out_of_scope(projection, "", message)
        return replace(base, suggestions=tuple(refusals.suggest(projection, p) for p in offered) or base.suggestions)
