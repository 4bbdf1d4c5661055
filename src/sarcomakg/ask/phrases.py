"""Phrases of a question that are no names: a decision, a date, a line, what the disease has done, an age."""

from __future__ import annotations

import re
from collections.abc import Collection

MAX_QUESTION = 500
_DECISION = re.compile(
    r"\b(should|shall|must|could|would|may|might|can|do|ought) (i|we|my|he|she)\b(?! (ask|find|see|get information|learn|read|know|call|say|mean|query|search))|"
    r"\b(right|best|better|good|bad|safe|suitable|ok|okay|dangerous|wise) (choice |one |option |drug |treatment )?for (me|my|us|him|her)\b|\bin my case\b|\bis (that|this|it) (right|ok|okay|wise|a good idea)\b|"
    r"\bmy (own )?(dose|scan|results?|chances?|prognosis|odds|options?|case|biopsy|chemo|treatment|surgery|doctor|oncologist|surgeon)\b|"
    r"\bam i going to\b|\bamputate my\b|\bwould you \w+ my\b|\bwise to\b|\bsecond opinion\b|\b(is|could|might) (my|this) (lump|mass|tumou?r|swelling)\b|\bdo i have to live\b|\bwhat now\b|\benough for me\b|\bi (feel|want to stop)\b|"
    r"\bi have (a |an |some )?(chest )?(pain|fever|bleeding|rash)\b|\bneed advice\b|\byes or no\b|\bdecide (between|for)\b|"
    r"\b(what|which)? ?would you (do|recommend|choose|advise|pick)\b|\b(advise|recommend)( to| for)? (me|us)\b|\btell me (what|if|whether|which) (to|i|we)\b|"
    r"\b(let|have|let's) (them|him|her) (operate|amputate)\b|\bi (want|need|have) to decide\b|\bhelp me (decide|choose)\b|\bhow long (do|will|have) i\b",
    re.IGNORECASE,
)  # fmt: skip
# "What scans do I need" asks what is usual, "do I need chemo" asks for a decision.
_USUAL = re.compile(
    r"\b(what|which|how (often|many|long|much))\b[^?.;]*\b(do|will|would|should|can) (i|we|he|she) (need|expect|have|get|watch|look|order|treat|give|diagnose|follow|monitor|explain|manage|dose|know)\b|"
    r"\bhow (do|should|can|would) (i|we) (treat|give|diagnose|follow|monitor|explain|manage|dose)\b|\bcan (i|we) (have children|get pregnant|pass)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(
    r"<[^<>]*[/a-z!][^<>]*>|\{|\}|;\s*(drop|delete|insert|update|select)\b|\bselect\b.*\b(from|where)\b", re.IGNORECASE
)
# The country, not the pronoun.
_COUNTRY = re.compile(r"\bU\.?S\.?A?\b")
_OWN = re.compile(
    r"\b(i|i've|we|he|she) (have|had|am|was|got|has|suffer)\b|\bi've\b|\bi'm\b|\bmy\b|\b(me|us)\b(?<!tell me)(?<!show me)(?<!give me)",
    re.IGNORECASE,
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SINCE = re.compile(
    rf"\b(?:since|after|from|as of|in|during|past)\s+(?:(?P<day>\d{{1,2}})\s+)?(?:(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?,?\s+)?"
    r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d\d))?(?:-(?P<date>\d\d))?\b",
    re.IGNORECASE,
)
_LINE = (
    (re.compile(r"\b(first|1st)[ -]?line\b|\bfrontline\b|\buntreated\b|\btreatment[ -]naive\b|\bupfront\b", re.IGNORECASE), "line:first"),
    (re.compile(r"\b(second|third|fourth|later|2nd|3rd|4th|subsequent|further|salvage)[ -]?lines?\b|\b(previously|already) treated\b|\bpre-?treated\b|"
                r"\bafter ((failure|failing|progression) (of|on) )?(failure|progression|(first[ -]line )?chemo(therapy)?|doxorubicin|imatinib|gleevec|glivec|sunitinib|anthracyclines?)\b|\brefractory\b", re.IGNORECASE), "line:later"),
)  # fmt: skip
# Words for a stage that no name has.
STAGES = {"advanced": "stage:advanced", "relapse": "stage:recurrent", "recurring": "stage:recurrent", "met": "stage:metastatic"}  # fmt: skip
_CHILDREN = frozenset(("child", "childhood", "pediatric", "infant", "baby", "kid", "toddler"))
_TEENS = frozenset(("adolescent", "teenager", "teen"))
_ADULTS = frozenset(("adult", "elderly", "older"))
_HAPPENED = (
    (re.compile(r"\b(has|have|had|is)( not|n't) (yet )?(spread|metastasi[sz]ed)\b", re.IGNORECASE), "stage:localized"),
    (re.compile(r"\b(has|have|had|already) (already )?spread\b|\b(?<!before and )(after|once) (it |the (cancer|tumor|disease) |they )?spreads?\b|\bmetastasi[sz]ed\b", re.IGNORECASE), "stage:metastatic"),
    (re.compile(r"\b(came|has come|have come|had come|comes|grown) back\b|\b(recurred|relapsed|returned)\b", re.IGNORECASE), "stage:recurrent"),
    (re.compile(r"\b(cannot|can't|can not|could not) be (removed|operated|resected|taken out|cut out)", re.IGNORECASE), "stage:unresectable"),
)  # fmt: skip
# Words by which a question on chemotherapy, surgery or radiotherapy asks for what it does, not for treatment at large.
_EFFECT = re.compile(
    r"\b(help|helps|work|works|effective|effectiveness|efficacy|benefit|useful|role|evidence|improve|improves|respond|responds|response|sensitive|active)\b",
    re.IGNORECASE,
)


def objection(text: str) -> str:
    """Say why a text is no question; the empty string when it may be one."""
    if not text:
        return "the question is empty; ask, for example: What is the treatment for ASPS of the thigh?"
    if len(text) > MAX_QUESTION:
        return f"the question has {len(text)} characters; at most {MAX_QUESTION} are read"
    if _MARKUP.search(text):
        return "the question holds markup or a query; ask in plain words"
    if any(not c.isprintable() for c in text):
        return "the question holds characters that are not text"
    if not any(c.isascii() and c.isalpha() for c in text):
        return "the question holds no words in Latin script; ask in English"
    return ""


def is_decision(text: str) -> bool:
    """Say whether somebody asks for a decision about their own care."""
    return _DECISION.search(_USUAL.sub("", _COUNTRY.sub("", text))) is not None


def is_own(text: str) -> bool:
    """Say whether somebody speaks of themselves or of their kin."""
    return _OWN.search(_COUNTRY.sub("", text)) is not None


def asks_effect(text: str) -> bool:
    """Say whether a question asks what a treatment does."""
    return _EFFECT.search(text) is not None


def since(text: str) -> str:
    """Return the day since which news is asked for (ISO 8601); the empty string when none is named."""
    match = _SINCE.search(text)
    if not match:
        return ""
    month = match["month"] or (f"{_MONTHS.index(match['name'].lower()) + 1:02}" if match["name"] else "01")
    return f"{match['year']}-{month}-{match['date'] or (match['day'] or '1').zfill(2)}"


def line_of(text: str) -> str:
    """Return the line of treatment asked about."""
    return next((name for pattern, name in _LINE if pattern.search(text)), "")


def happened(text: str) -> str:
    """Return the stage that follows from what the disease has done: spread, come back."""
    return next((stage for pattern, stage in _HAPPENED if pattern.search(text)), "")


def age_group(words: Collection[str]) -> str:
    """Return the age group that words of age stand for."""
    named = set(words)
    if named & _TEENS or (named & _CHILDREN and "young" in named):
        return "population:children-and-adolescents"
    if named & _CHILDREN:
        return "population:children"
    return "population:adults" if named & _ADULTS else ""


def is_age(word: str) -> bool:
    """Say whether a word stands for an age group."""
    return word in _ADULTS | _CHILDREN | _TEENS
