"""Plan to card: walk, choose, phrase, number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from sarcomakg.ask.plan import Audience, Plan, Refusal, Topic
from sarcomakg.ask.refusals import question_for
from sarcomakg.cards.facts import facts
from sarcomakg.cards.freshness import freshness
from sarcomakg.cards.gaps import gaps
from sarcomakg.cards.glossary import explained
from sarcomakg.cards.model import Card, Gap, Section, Sentence
from sarcomakg.cards.nearby import NAMED, follow_up, no_evidence
from sarcomakg.cards.numbering import Numbering
from sarcomakg.cards.opening import opening
from sarcomakg.cards.phrasing import Voice
from sarcomakg.cards.review import review_of
from sarcomakg.cards.sections import SectionKind, about, by_people, limits_another
from sarcomakg.cards.topics import sections_of
from sarcomakg.cards.walks import holds_enough, scope_of, walk
from sarcomakg.identifiers import prefixes
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.reviews import APPROVED, SUBMITTED, today
from sarcomakg.traverse import Edge, Scope, design_of, disagreements, guided, inheritance, related
from sarcomakg.vocabulary import Direction, Predicate

_TELLING = ("definition", "class", "mechanism", "phase", "components")
# Sections that come along and never open a card, unless it is about them.
_ASIDE = ("boxed", "limits", "precautions", "names")
# How people studied stand to a condition when all of them have it.
_WHOLLY = ("exact", "narrower")
# Sentences in front of a card on a topic other than treatment; of each topic when there are several.
_OPENING, _OPENING_OF_SEVERAL = 3, 2
DISCLAIMER = {
    Audience.CLINICIAN: "For information; not a substitute for clinical judgment, the full sources or a multidisciplinary sarcoma team.",
    Audience.PATIENT: "This is general information, not advice for you. Talk with your care team about what it means in your case.",
}
_UNAPPROVED = {
    Audience.CLINICIAN: " Curated and machine-checked; not clinically approved.",
    Audience.PATIENT: " It has not been approved by a clinician.",
}


def assemble(projection: Projection, plan: Plan, audience: Audience, identity: str, day: str = "") -> Card | Refusal:
    """Return the card that the plan asks for, or a NoEvidence refusal when the walk finds nothing.

    `day` is the one on which reviews have to count (ISO 8601), today without one.
    """
    walked = {topic: walk(projection, plan, topic) for topic in plan.topics}
    silent = [topic for topic, edges in walked.items() if not holds_enough(edges, topic)]
    voice = Voice(projection, audience, plan.condition)
    known = facts(voice, plan)
    # A name and its synonyms are no answer; what something is, is.
    told = any(f.label in _TELLING for f in known) or Topic.IDENTIFIERS in plan.topics
    if len(silent) == len(plan.topics) and not told:
        return no_evidence(projection, plan)
    edges = list({e.statement.id: e for found in walked.values() for e in found}.values())
    numbering = Numbering(projection)
    kinds = sections_of(projection, plan)
    answer = tuple(_opened(voice, numbering, group) for group in _openings(voice, plan, walked))
    sections = [s for kind in kinds if (s := _section(voice, numbering, kind, edges, scope_of(plan)))]
    if known:
        sections.insert(0, Section("facts", voice.pick("In the record", "In short"), facts=known))
    # Without one condition asked about, findings in different diseases would look like two sides of one question.
    if plan.condition and (opposed := _disagreement(voice, numbering, edges)):
        sections.append(opposed)
    unknown = (*_silent(voice, plan, silent), *gaps(voice, plan, edges))
    if unknown:
        sections.append(Section("unknown", voice.pick("What is not known", "What we do not know"), gaps=unknown))
    if audience is Audience.PATIENT:
        answer, sections = explained(answer, sections)
    references = numbering.references()
    card = Card(
        title=plan.question or title(projection, plan),
        plan=plan,
        audience=audience,
        notes=(
            *plan.readings,
            *_apart(unknown, plan),
            *(_scope(voice, plan) if Topic.TREATMENT in plan.topics else ()),
        ),
        answer=answer,
        sections=tuple(sections),
        references=references,
        identity=identity,
        modified=max((e.statement.modified for e in edges), default=projection.modified),
        review_status=SUBMITTED,
        disclaimer=DISCLAIMER[audience] + _UNAPPROVED[audience],
        follow_up=follow_up(projection, plan),
        sparql=_sparql(projection, plan, edges),
        freshness=freshness(projection, plan, (r.source for r in references)),
    )
    if not projection.reviews:
        return card
    status = review_of(projection, card, day or today()).status
    said = DISCLAIMER[audience] + ("" if status == APPROVED else _UNAPPROVED[audience])
    return replace(card, review_status=status, disclaimer=said)


def _openings(voice: Voice, plan: Plan, walked: Mapping[Topic, Sequence[Edge]]) -> list[list[Edge]]:
    """Return groups of edges, one sentence each: of each topic its first ones, an edge only once."""
    most = _OPENING if len(plan.topics) == 1 else _OPENING_OF_SEVERAL
    found: list[list[Edge]] = []
    for topic, edges in walked.items():
        if topic is Topic.TREATMENT:
            chosen = opening(voice, edges, scope_of(plan))
        else:
            kinds = sections_of(voice.projection, replace(plan, topics=(topic,)))
            taken = [
                [e for e, _ in kind.take(voice.projection, edges, scope_of(plan))]
                for kind in kinds
                if kind.id not in _ASIDE or topic is Topic.SAFETY
            ]
            taken = [[e for e in section if _opens(voice, e, plan, topic)] for section in taken]
            if topic in (Topic.PROGNOSIS, Topic.OVERVIEW):
                # What befell a wider group says little of a disease of which something is known.
                own = [[e for e in section if _own(voice, e)] for section in taken]
                taken = own if any(own) else taken
            sections = [section for section in taken if section]
            survival = _survival(voice, plan, sections) if topic is Topic.PROGNOSIS else []
            chosen = survival or _firsts(sections, alone=topic in (Topic.TRIAL, Topic.APPROVAL))
            if topic in (Topic.APPROVAL, Topic.EFFICACY):
                chosen = _refused(voice, edges, plan) + chosen
        shown = {e.statement.id for group in found for e in group}
        once = {group[0].statement.id: group for group in reversed(chosen) if group[0].statement.id not in shown}
        found += [group for group in chosen if once.get(group[0].statement.id) is group][:most]
    return found


def _refused(voice: Voice, edges: Sequence[Edge], plan: Plan) -> list[list[Edge]]:
    """Return the limitations of use that name the condition asked about, or a broader one: they are met first."""
    limits = [
        e
        for e in edges
        if e.statement.predicate == Predicate.APPROVED_FOR and e.statement.direction == Direction.AGAINST
    ]
    return [[e] for e in limits if plan.condition and not limits_another(voice.projection, e, plan.condition)]


def _survival(voice: Voice, plan: Plan, sections: Sequence[Sequence[Edge]]) -> list[list[Edge]]:
    """Return how long people live, before what it depends on; nothing where no section tells it."""
    for edges in sections:
        survival = [e for e in edges if e.statement.predicate == Predicate.HAS_OUTCOME and e.statement.results
                    and e.statement.object in ("outcome:overall-survival", "outcome:survival")]  # fmt: skip
        if survival:
            survival.sort(
                key=lambda e: (_breadth(voice, plan, e), -max(c.sample_size or 0 for c in e.statement.citations))
            )
            # Before and after it has spread are two answers to one question.
            shown, spread = survival[:1], [e for e in survival if _stage_of(e) == "stage:metastatic"]
            if _stage_of(survival[0]) == "stage:localized" and not plan.stage:
                shown += spread[:1]
            rest = [[e for e in s if e.statement.direction != Direction.NEUTRAL] for s in sections if s is not edges]
            return [*([e] for e in shown), *([s[0]] for s in rest if s)]
    return []


def _firsts(sections: Sequence[Sequence[Edge]], *, alone: bool) -> list[list[Edge]]:
    """Return the first edge of each section; of a single one, or of the first alone, the first on each outcome."""
    if len(sections) > 1 and not alone:
        return [[edges[0]] for edges in sections]
    by_outcome = {
        e.statement.qualifier("outcome") or e.statement.id: e for edges in sections[:1] for e in reversed(edges)
    }
    return [[e] for edges in sections[:1] for e in edges if e in by_outcome.values()]


def _opens(voice: Voice, edge: Edge, plan: Plan, topic: Topic) -> bool:
    """Say whether an edge may open a card: not what limits another disease, not a dose where an effect was asked for, not
    a heading without a figure.
    """
    s = edge.statement
    if limits_another(voice.projection, edge, plan.condition):
        return False
    # In few words, one without figures would say that something is stated, and not what.
    if s.predicate == Predicate.HAS_EPIDEMIOLOGY and not s.results:
        return False
    if topic is Topic.EFFICACY and s.predicate in (Predicate.DOSED_AS, Predicate.HAS_WARNING):
        return s.predicate == Predicate.HAS_WARNING and s.subject in plan.drugs
    # A lone finding in sarcomas of every kind says little of one of them.
    return not (plan.condition and edge.distance and edge.condition == "condition:sarcoma")


def _stage_of(edge: Edge) -> str:
    return edge.statement.qualifier("stage")


def _breadth(voice: Voice, plan: Plan, edge: Edge) -> int:
    """Return how far a series is from the question: first the stage and site asked about, all with the disease, the
    localized disease, a group of those people, the spread disease or one site, relapse, those who had lived on for
    years; a wider group than the disease comes after all of these.
    """
    s, p = edge.statement, voice.projection
    relations = {voice.relation(s, c) for c in s.citations}
    wider = 10 * relations.isdisjoint(_WHOLLY)
    for asked, name in ((plan.stage, "stage"), (plan.site, "site")):
        if asked and any(related(p, asked, value) for value in s.qualifiers.get(name, ())):
            return wider - 1
    if any(r.from_time or "follow-up after" in r.analysis for r in s.results):
        return wider + 6
    if s.qualifier("site"):
        return wider + 4
    if stage := _stage_of(edge):
        return wider + {"stage:localized": 1, "stage:metastatic": 3, "stage:advanced": 3}.get(stage, 5)
    return wider + (0 if "exact" in relations else 2)


def _own(voice: Voice, edge: Edge) -> bool:
    """Say whether some source studied nobody without the condition asked about."""
    return any(voice.relation(edge.statement, c) in _WHOLLY for c in edge.statement.citations)


def _apart(unknown: Sequence[Gap], plan: Plan) -> list[str]:
    """Say in front of a comparison that nothing sets the two against each other, where nothing does."""
    return [gap.text for gap in unknown if Topic.COMPARISON in plan.topics and "comparedWith" in gap.looked_for]


def _silent(voice: Voice, plan: Plan, topics: Sequence[Topic]) -> Iterator[Gap]:
    """Say of which topics asked about the graph holds nothing."""
    for topic in topics:
        if topic is not Topic.IDENTIFIERS:
            name = voice.name(plan.condition or (plan.drugs or (plan.trial,))[0])
            yield Gap(f"The graph holds nothing on {NAMED[topic]} of {name}.", topic)


def title(projection: Projection, plan: Plan) -> str:
    """Return what a card asks that nobody asked in words."""
    return " ".join(question_for(projection, replace(plan, topics=(topic,))) for topic in plan.topics)


def _scope(voice: Voice, plan: Plan) -> list[str]:
    """Say when no guidance is about the condition itself, so that nobody takes the broader for the narrower."""
    nearest, name = guided(voice.projection, plan.condition), voice.name(plan.condition)
    if nearest == plan.condition:
        return []
    kinds = sorted(voice.projection.hierarchy.predecessors(plan.condition))
    named = [voice.name(kind) for kind in kinds if voice.projection.outgoing(kind, Predicate.TREATED_WITH)]
    beneath = f" Guidance is stated for its types: {', '.join(named)}." if named else ""
    if not nearest:
        return [
            f"No guideline statement in the graph holds for {name} as a whole; studies and approvals are shown.{beneath}"
        ]
    return [
        f"No guideline statement in the graph is about {name} itself; those shown are about {voice.name(nearest)}, to which it belongs.{beneath}"
    ]


def _sentences(voice: Voice, numbering: Numbering, edge: Edge, citations: tuple[Citation, ...]) -> list[Sentence]:
    """Make one sentence for each population, and for each source of figures."""
    return [_sentence(voice, numbering, edge, group) for group in by_people(citations)]


def _sentence(voice: Voice, numbering: Numbering, edge: Edge, citations: tuple[Citation, ...]) -> Sentence:
    statement = edge.statement
    text = voice.sentence(statement, citations)
    if edge.overrides:
        # A "not" that is put aside is said, or it would be lost.
        against = all(s.direction == Direction.AGAINST for s in edge.overrides)
        stated = "stated against it" if against else "stated"
        text += f" This takes the place of what is {stated} for {voice.name(_general(edge))} in general."
    marks = tuple(dict.fromkeys(numbering.mark(c) for c in citations))
    named = tuple(s.id for s in (statement, *edge.overrides))
    return Sentence(text, named, marks, voice.relation(statement, citations[0]), voice.name(about(statement)))


def _general(edge: Edge) -> str:
    other = edge.overrides[0]
    return other.object if other.predicate == Predicate.APPROVED_FOR else other.subject


def _opened(voice: Voice, numbering: Numbering, group: Sequence[Edge]) -> Sentence:
    """Return a sentence of the opening; several approvals make one sentence."""
    if len(group) == 1:
        edge = group[0]
        best = (_telling(edge.statement),)
        first = _sentence(voice, numbering, edge, best)
        return Sentence(voice.sentence(edge.statement, best, brief=True), first.statements, first.marks, first.relation)
    cited = [c for e in group for c in e.statement.citations[:1]]
    marks = tuple(dict.fromkeys(numbering.mark(c) for c in cited))
    return Sentence(voice.approvals([e.statement for e in group]), tuple(e.statement.id for e in group), marks)


def _telling(statement: Statement) -> Citation:
    """Return the first citation that gives figures; the first one where none does."""
    return next((c for c in statement.citations if c.results), statement.citations[0])


def _section(
    voice: Voice, numbering: Numbering, kind: SectionKind, edges: Sequence[Edge], scope: Scope
) -> Section | None:
    taken = kind.take(voice.projection, edges, scope)
    sentences = tuple(s for edge, cited in taken for s in _sentences(voice, numbering, edge, cited))
    return Section(kind.id, voice.pick(kind.title, kind.plain_title), sentences) if sentences else None


def _disagreement(voice: Voice, numbering: Numbering, edges: Sequence[Edge]) -> Section | None:
    """Show both sides, with design, size and year, where Statements on one proposition point apart."""
    sides = {"For": "In favor", "Against": "Against", "Neutral": "Undecided"}
    sentences = []
    for edge in (edge for group in disagreements(voice.projection, edges) for edge in group):
        for citation in edge.statement.citations:
            s = _sentence(voice, numbering, edge, (citation,))
            text = f"{sides[edge.statement.direction]} ({_weight(voice, citation)}): {s.text}"
            sentences.append(Sentence(text, s.statements, s.marks, s.relation, s.about))
    title = voice.pick("Where sources disagree", "Where studies disagree")
    return Section("disagreement", title, tuple(sentences)) if sentences else None


def _weight(voice: Voice, citation: Citation) -> str:
    p = voice.projection
    source = p.entity(citation.source)
    parts = [p.label(design_of(p, citation)) if design_of(p, citation) else p.label(f"skg:{source.kind}").lower()]
    parts += [p.label(level) for level in (citation.level, citation.grade) if level]
    if citation.sample_size:
        parts.append(f"{citation.sample_size} people")
    year = source.first("issued")[:4]
    parts.append(
        f"as reported in a guideline of {year}" if source.kind == "Guideline" and design_of(p, citation) else year
    )
    return ", ".join(part.removeprefix("skg:") for part in parts)


def _sparql(projection: Projection, plan: Plan, edges: Sequence[Edge]) -> str:
    """Return a query that finds the edges of what the card is about, and of what that inherits from, with their sources."""
    about = dict.fromkeys(inheritance(projection, plan.condition) if plan.condition else ())
    about |= dict.fromkeys(filter(None, (*plan.drugs, plan.comparator, plan.trial)))
    about |= dict.fromkeys(e.condition for e in edges if e.condition.startswith("drug:"))
    about |= dict.fromkeys(e.statement.subject for e in edges if not plan.condition)
    names = " ".join(about)
    used = ("rdf", "skg", *sorted({name.partition(":")[0] for name in about}))
    prologue = "".join(f"PREFIX {name}: <{prefixes()[name]}>\n" for name in used)
    return (
        f"{prologue}SELECT DISTINCT ?statement ?predicate ?object ?subject ?direction ?source ?locator WHERE {{\n"
        f"  VALUES ?about {{ {names} }}\n"
        "  ?statement rdf:subject|rdf:object|skg:combinedWith|skg:comparedWith|(skg:citation/skg:trial) ?about .\n"
        "  ?statement rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;\n"
        "    skg:direction ?direction ; skg:citation ?citation .\n"
        "  ?citation skg:source ?source ; skg:locator ?locator .\n"
        "}\nORDER BY ?statement ?source\n"
    )
