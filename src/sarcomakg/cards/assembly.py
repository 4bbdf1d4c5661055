"""Plan to card: walk, choose, phrase, number."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sarcomakg.ask.plan import Audience, Plan, Refusal, RefusalKind, Suggestion
from sarcomakg.cards.model import Card, Gap, Mark, Reference, Section, Sentence
from sarcomakg.cards.phrasing import Voice
from sarcomakg.cards.sections import TREATMENT_SECTIONS, design_of
from sarcomakg.identifiers import prefixes
from sarcomakg.model import Citation
from sarcomakg.projection import Projection
from sarcomakg.traverse import Edge, answerable, applicable, disagreements, lineage
from sarcomakg.vocabulary import Direction, Measure, Predicate

_WALKED = (
    Predicate.TREATED_WITH, Predicate.APPROVED_FOR, Predicate.STUDIED_IN, Predicate.HAS_PROGNOSTIC_FACTOR, Predicate.HAS_OUTCOME,
    Predicate.METASTASIZES_TO, Predicate.HAS_BIOMARKER, Predicate.DIAGNOSED_WITH, Predicate.STAGED_WITH, Predicate.FOLLOWED_UP_WITH,
)  # fmt: skip
REVIEW_STATUS = "submitted"
DISCLAIMER = {
    Audience.CLINICIAN: "For information; not a substitute for clinical judgment, the full sources or a multidisciplinary sarcoma team. "
    "Curated and machine-checked; not clinically approved.",
    Audience.PATIENT: "This is general information, not advice for you. Talk with your care team about what it means in your case. "
    "It has not been approved by a clinician.",
}


class _Numbering:
    """One number for a source, in the order of reading; the only mutable thing in the making of a card."""

    def __init__(self, projection: Projection) -> None:
        self._projection = projection
        self._numbers: dict[str, int] = {}
        self._locators: dict[str, list[str]] = {}

    def mark(self, citation: Citation) -> Mark:
        number = self._numbers.setdefault(citation.source, len(self._numbers) + 1)
        places = self._locators.setdefault(citation.source, [])
        if citation.locator not in places:
            places.append(citation.locator)
        return Mark(number, citation.id, citation.source, citation.locator)

    def references(self) -> tuple[Reference, ...]:
        found = []
        for name, number in self._numbers.items():
            e = self._projection.entity(name)
            found.append(Reference(number, name, e.label, e.first("title"), e.kind, e.first("issued"), e.first("url"),
                                   e.first("readAs"), tuple(self._locators[name])))  # fmt: skip
        return tuple(found)


def assemble(projection: Projection, plan: Plan, audience: Audience, identity: str) -> Card | Refusal:
    """Return the card that the plan asks for, or a NoEvidence refusal when the walk finds nothing."""
    edges = [e for p in _WALKED for e in applicable(projection, plan.condition, p, plan.site, plan.stage)]
    if not answerable(projection, plan.condition) or not edges:
        return _no_evidence(projection, plan)
    edges += _drug_edges(projection, edges)
    voice = Voice(projection, audience, plan.condition)
    numbering = _Numbering(projection)
    answer = _answer(voice, numbering, edges)
    sections = [s for kind in TREATMENT_SECTIONS if (s := _section(voice, numbering, kind.id, edges))]
    if opposed := _disagreement(voice, numbering, edges):
        sections.append(opposed)
    sections.append(_unknown(projection, plan, edges, voice))
    return Card(
        title=plan.question or _title(projection, plan),
        plan=plan,
        audience=audience,
        answer=answer,
        sections=tuple(sections),
        references=numbering.references(),
        identity=identity,
        modified=max(e.statement.modified for e in edges),
        review_status=REVIEW_STATUS,
        disclaimer=DISCLAIMER[audience],
        follow_up=_follow_up(projection, plan, edges),
        sparql=_sparql(projection, plan),
    )


def _no_evidence(projection: Projection, plan: Plan) -> Refusal:
    name = projection.label(plan.condition)
    nearby = [c for c in lineage(projection, plan.condition) if c != plan.condition and answerable(projection, c)]
    message = f"the graph holds no guidance on the treatment of {name} itself"
    if nearby:
        message += f"; what it holds for {projection.label(nearby[0])} is not passed off as such"
    suggestions = tuple(Suggestion(f"What is the treatment for {projection.label(c)}?", c) for c in nearby)
    return Refusal(RefusalKind.NO_EVIDENCE, message, name, suggestions)


def _title(projection: Projection, plan: Plan) -> str:
    site = f" of the {projection.label(plan.site)}" if plan.site else ""
    return f"What is the treatment for {projection.label(plan.condition)}{site}?"


def _drug_edges(projection: Projection, edges: Sequence[Edge]) -> list[Edge]:
    """A drug that a card names brings its warnings, limits of use and doses (design, rule 5)."""
    ends = {end for e in edges for end in (e.statement.subject, e.statement.object)}
    ends |= {v for e in edges for q in ("combinedWith", "comparedWith") for v in e.statement.qualifiers.get(q, ())}
    ends |= {v for end in list(ends) for v in projection.entity(end).properties.get("component", ())}
    found = []
    for drug in sorted(end for end in ends if end.startswith("drug:")):
        statements = [
            *projection.outgoing(drug, Predicate.HAS_WARNING),
            *projection.outgoing(drug, Predicate.DOSED_AS),
        ]
        statements += [s for s in projection.outgoing(drug, Predicate.APPROVED_FOR) if s.direction == Direction.AGAINST]
        found += [Edge(s, drug, 0) for s in statements]
    return found


def _sentences(voice: Voice, numbering: _Numbering, edge: Edge, citations: tuple[Citation, ...]) -> list[Sentence]:
    """Make one sentence for each population, and for each source of figures: no figure meets another's people."""
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        groups.setdefault((citation.population, citation.source if citation.results else ""), []).append(citation)
    return [_sentence(voice, numbering, edge, tuple(group)) for group in groups.values()]


def _sentence(voice: Voice, numbering: _Numbering, edge: Edge, citations: tuple[Citation, ...]) -> Sentence:
    statement = edge.statement
    text = voice.sentence(statement, citations)
    if edge.overrides:
        text += f" This takes the place of what is stated for {voice.name(edge.overrides[0].subject)} in general."
    marks = tuple(dict.fromkeys(numbering.mark(c) for c in citations))
    named = tuple(s.id for s in (statement, *edge.overrides))
    return Sentence(text, named, marks, voice.relation(statement, citations[0]))


def _section(voice: Voice, numbering: _Numbering, name: str, edges: Sequence[Edge]) -> Section | None:
    kind = next(k for k in TREATMENT_SECTIONS if k.id == name)
    taken = kind.take(voice.projection, edges)
    sentences = tuple(s for edge, cited in taken for s in _sentences(voice, numbering, edge, cited))
    return Section(kind.id, voice.pick(kind.title, kind.plain_title), sentences) if sentences else None


def _answer(voice: Voice, numbering: _Numbering, edges: Sequence[Edge]) -> tuple[Sentence, ...]:
    """Open with the answer: the standard local treatment, the approval nearest to the condition, what fails."""

    def first(candidates: Iterable[Edge]) -> list[Edge]:
        return sorted(candidates, key=lambda e: (e.distance, e.statement.id))[:1]

    care = [e for e in edges if e.statement.predicate == Predicate.TREATED_WITH]
    local = first(e for e in care if e.statement.qualifier("modality") == "Standard" and e.statement.direction == Direction.FOR
                  and voice.projection.entity(e.statement.object).kind == "Surgery")  # fmt: skip
    approved = first(
        e for e in edges if e.statement.predicate == Predicate.APPROVED_FOR and e.statement.direction == Direction.FOR
    )
    options = [] if approved else first(e for e in care if e.statement.direction == Direction.FOR and e not in local)
    failing = sorted(
        (
            e
            for e in edges
            if e.statement.predicate == Predicate.STUDIED_IN
            and e.statement.subject == "treatment:chemotherapy"
            and e.statement.direction == Direction.AGAINST
            and not e.distance
        ),
        key=lambda e: (-max(c.sample_size or 0 for c in e.statement.citations), e.statement.id),
    )[:1]
    return tuple(
        _sentences(voice, numbering, e, e.statement.citations)[0] for e in (*local, *approved, *options, *failing)
    )


def _disagreement(voice: Voice, numbering: _Numbering, edges: Sequence[Edge]) -> Section | None:
    """Show both sides, with design, size and year, where Statements on one proposition point apart."""
    sides = {"For": "In favor", "Against": "Against", "Neutral": "Undecided"}
    sentences = []
    for edge in (edge for group in disagreements(edges) for edge in group):
        for citation in edge.statement.citations:
            s = _sentence(voice, numbering, edge, (citation,))
            text = f"{sides[edge.statement.direction]} ({_weight(voice, citation)}): {s.text}"
            sentences.append(Sentence(text, s.statements, s.marks, s.relation))
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


def _unknown(projection: Projection, plan: Plan, edges: Sequence[Edge], voice: Voice) -> Section:
    """Say what the walk looked for and did not find; made from the absence of edges, so without Statements."""
    name, gaps = projection.label(plan.condition), []

    def lacks(text: str, looked: str, found: bool) -> None:
        if not found:
            gaps.append(Gap(text, looked))

    own = [e.statement for e in edges if not e.inherited and e.statement.predicate == Predicate.STUDIED_IN]
    randomized = [s for s in own if any(design_of(projection, c) == "RandomizedTrial" for c in s.citations)]
    lacks(f"The graph holds no randomized trial in {name} with overall survival as its outcome.",
          "studiedIn, RandomizedTrial, overall survival", any(s.qualifier("outcome") == "outcome:overall-survival" for s in randomized))  # fmt: skip
    radiation = [s for s in randomized if "radiotherapy" in s.subject]
    lacks(f"The graph holds no randomized trial of radiotherapy in {name} itself; what is stated comes from soft tissue sarcoma as a whole or from registries.",
          "studiedIn, RandomizedTrial, radiotherapy", bool(radiation))  # fmt: skip
    followed = [e.statement for e in edges if e.statement.predicate == Predicate.FOLLOWED_UP_WITH]
    scheduled = any(r.measure == Measure.INTERVAL for s in followed for r in s.results)
    lacks(
        f"The graph holds no follow-up schedule, in months or years, for {name} or its parent conditions.",
        "followedUpWith, Interval",
        scheduled,
    )
    if plan.site:
        at_site = [e for e in edges if plan.site in e.statement.qualifiers.get("site", ())]
        lacks(f"No Statement is limited to the {projection.label(plan.site)}; those for larger regions that include it, or for any site, are shown.",
              f"site {plan.site}", bool(at_site))  # fmt: skip
    return Section("unknown", voice.pick("What is not known", "What we do not know"), (), tuple(gaps))


def _follow_up(projection: Projection, plan: Plan, edges: Sequence[Edge]) -> tuple[Suggestion, ...]:
    stages = [
        s for s in ("stage:localized", "stage:metastatic") if s != plan.stage and s in projection.records.entities
    ]
    name = projection.label(plan.condition)
    found = [
        Suggestion(f"What is the treatment for {name} with {projection.label(s)}?", plan.condition) for s in stages
    ]
    parents = [
        c for c, distance in lineage(projection, plan.condition).items() if distance == 1 and answerable(projection, c)
    ]
    return (*found, *(Suggestion(f"What is the treatment for {projection.label(c)}?", c) for c in parents))


def _sparql(projection: Projection, plan: Plan) -> str:
    """Return a query that finds the edges of the condition and its ancestors, with their sources."""
    names = " ".join(lineage(projection, plan.condition))
    prologue = "".join(f"PREFIX {name}: <{prefixes()[name]}>\n" for name in ("rdf", "skg", "condition"))
    return (
        f"{prologue}SELECT ?statement ?predicate ?object ?subject ?direction ?source ?locator WHERE {{\n"
        f"  VALUES ?condition {{ {names} }}\n"
        "  ?statement rdf:subject|rdf:object ?condition ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;\n"
        "    skg:direction ?direction ; skg:citation ?citation .\n"
        "  ?citation skg:source ?source ; skg:locator ?locator .\n"
        "}\nORDER BY ?statement ?source\n"
    )
