"""Plan to card: walk, choose, phrase, number."""

from __future__ import annotations

from collections.abc import Sequence

from sarcomakg.ask.plan import Audience, Plan, Refusal, RefusalKind, Suggestion
from sarcomakg.cards.gaps import gaps
from sarcomakg.cards.model import Card, Section, Sentence
from sarcomakg.cards.numbering import Numbering
from sarcomakg.cards.opening import opening
from sarcomakg.cards.phrasing import Voice
from sarcomakg.cards.sections import TREATMENT_SECTIONS, SectionKind, about, design_of
from sarcomakg.identifiers import prefixes
from sarcomakg.model import Citation, Statement
from sarcomakg.projection import Projection
from sarcomakg.traverse import Edge, applicable, disagreements, guided, inheritance, lineage, within
from sarcomakg.vocabulary import Direction, Predicate, WarningKind

_WALKED = (
    Predicate.TREATED_WITH, Predicate.APPROVED_FOR, Predicate.STUDIED_IN, Predicate.HAS_PROGNOSTIC_FACTOR, Predicate.HAS_OUTCOME,
    Predicate.METASTASIZES_TO, Predicate.HAS_BIOMARKER, Predicate.DIAGNOSED_WITH, Predicate.STAGED_WITH, Predicate.FOLLOWED_UP_WITH,
)  # fmt: skip
# A card on treatment needs one of these; what else the graph holds is then shown beside it.
_TREATMENT = {Predicate.TREATED_WITH, Predicate.APPROVED_FOR, Predicate.STUDIED_IN}
REVIEW_STATUS = "submitted"
DISCLAIMER = {
    Audience.CLINICIAN: "For information; not a substitute for clinical judgment, the full sources or a multidisciplinary sarcoma team. "
    "Curated and machine-checked; not clinically approved.",
    Audience.PATIENT: "This is general information, not advice for you. Talk with your care team about what it means in your case. "
    "It has not been approved by a clinician.",
}


def assemble(projection: Projection, plan: Plan, audience: Audience, identity: str) -> Card | Refusal:
    """Return the card that the plan asks for, or a NoEvidence refusal when the walk finds nothing."""
    edges = [e for p in _WALKED for e in applicable(projection, plan.condition, p, plan.site, plan.stage)]
    if not any(e.statement.predicate in _TREATMENT for e in edges):
        return _no_evidence(projection, plan, edges)
    # A source that keeps the condition apart is evidence on the condition itself, never inherited.
    apart = projection.outgoing(plan.condition, Predicate.MANAGED_APART_FROM)
    edges += [Edge(s, plan.condition, 0) for s in apart]
    edges += _drug_edges(projection, plan, edges)
    voice = Voice(projection, audience, plan.condition)
    numbering = Numbering(projection)
    answer = tuple(_opened(voice, numbering, group) for group in opening(voice, edges))
    sections = [s for kind in TREATMENT_SECTIONS if (s := _section(voice, numbering, kind, edges))]
    if opposed := _disagreement(voice, numbering, edges):
        sections.append(opposed)
    if unknown := gaps(voice, plan, edges):
        sections.append(Section("unknown", voice.pick("What is not known", "What we do not know"), (), unknown))
    return Card(
        title=plan.question or _title(projection, plan),
        plan=plan,
        audience=audience,
        notes=(*plan.readings, *_scope(voice, plan)),
        answer=answer,
        sections=tuple(sections),
        references=numbering.references(),
        identity=identity,
        modified=max(e.statement.modified for e in edges),
        review_status=REVIEW_STATUS,
        disclaimer=DISCLAIMER[audience],
        follow_up=_follow_up(projection, plan),
        sparql=_sparql(projection, plan),
    )


def answerable(projection: Projection, condition: str) -> bool:
    """Say whether a treatment card can be made for the condition."""
    return any(applicable(projection, condition, predicate) for predicate in _TREATMENT)


def _no_evidence(projection: Projection, plan: Plan, edges: Sequence[Edge]) -> Refusal:
    name = projection.label(plan.condition)
    nearby = [c for c in lineage(projection, plan.condition) if c != plan.condition and answerable(projection, c)]
    message = f"the graph holds nothing on the treatment of {name}"
    if known := sorted({projection.label(f"skg:{e.statement.predicate}") for e in edges}):
        message += f"; it holds other edges on it ({', '.join(known)})"
    if nearby:
        message += f"; what it holds for {projection.label(nearby[0])} is not passed off as such"
    suggestions = tuple(Suggestion(f"What is the treatment for {projection.label(c)}?", c) for c in nearby)
    return Refusal(RefusalKind.NO_EVIDENCE, message, name, suggestions)


def _title(projection: Projection, plan: Plan) -> str:
    site = f" of the {projection.label(plan.site)}" if plan.site else ""
    return f"What is the treatment for {projection.label(plan.condition)}{site}?"


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


def _drug_edges(projection: Projection, plan: Plan, edges: Sequence[Edge]) -> list[Edge]:
    """Return what a drug brings with it: its boxed warnings and limits of use wherever it is named (design, rule 5).

    Doses and other warnings come along where the drug is advised or approved, not where it was only studied, and
    not when they are stated for another disease.
    """
    advised = _drugs(projection, [e for e in edges if e.statement.predicate != Predicate.STUDIED_IN])
    shown = {e.statement.id for e in edges}
    found = []
    for drug in sorted(_drugs(projection, edges)):
        for predicate in (Predicate.HAS_WARNING, Predicate.DOSED_AS, Predicate.APPROVED_FOR):
            for s in projection.outgoing(drug, predicate):
                if s.id not in shown and (
                    _always(projection, s) or (drug in advised and _bears(projection, s, plan.condition))
                ):
                    found.append(Edge(s, drug, 0))
    return found


def _drugs(projection: Projection, edges: Sequence[Edge]) -> set[str]:
    ends = {end for e in edges for end in (e.statement.subject, e.statement.object)}
    ends |= {v for e in edges for q in ("combinedWith", "comparedWith") for v in e.statement.qualifiers.get(q, ())}
    ends |= {v for end in list(ends) for v in projection.entity(end).properties.get("component", ())}
    return {end for end in ends if end.startswith("drug:")}


def _always(projection: Projection, statement: Statement) -> bool:
    """Boxed warnings and limits of use are shown wherever the drug is named."""
    if statement.predicate == Predicate.APPROVED_FOR:
        return statement.direction == Direction.AGAINST
    kind = projection.entity(statement.object).first("warningKind")
    return statement.predicate == Predicate.HAS_WARNING and kind in (
        WarningKind.BOXED_WARNING,
        WarningKind.LIMITATION_OF_USE,
    )


def _bears(projection: Projection, statement: Statement, condition: str) -> bool:
    """Say whether a dose or warning is stated for the condition, a broader one, or for none in particular."""
    stated = statement.qualifiers.get("condition", ())
    return statement.predicate != Predicate.APPROVED_FOR and (
        not stated or any(within(projection, condition, c) for c in stated)
    )


def _sentences(voice: Voice, numbering: Numbering, edge: Edge, citations: tuple[Citation, ...]) -> list[Sentence]:
    """Make one sentence for each population, and for each source of figures: no figure meets another's people.

    A citation without figures stands beside the first one of the same people.
    """
    groups: dict[tuple[str, str], list[Citation]] = {}
    for citation in sorted(citations, key=lambda c: not c.results):
        same = [key for key in groups if key[0] == citation.population]
        key = (citation.population, citation.source) if citation.results or not same else same[0]
        groups.setdefault(key, []).append(citation)
    return [_sentence(voice, numbering, edge, tuple(group)) for group in groups.values()]


def _sentence(voice: Voice, numbering: Numbering, edge: Edge, citations: tuple[Citation, ...]) -> Sentence:
    statement = edge.statement
    text = voice.sentence(statement, citations)
    if edge.overrides:
        text += f" This takes the place of what is stated for {voice.name(_general(edge))} in general."
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
        first = _sentences(voice, numbering, edge, edge.statement.citations[:1])[0]
        return Sentence(voice.sentence(edge.statement, edge.statement.citations[:1], brief=True), first.statements, first.marks,
                        first.relation)  # fmt: skip
    cited = [c for e in group for c in e.statement.citations[:1]]
    marks = tuple(dict.fromkeys(numbering.mark(c) for c in cited))
    return Sentence(voice.approvals([e.statement for e in group]), tuple(e.statement.id for e in group), marks)


def _section(voice: Voice, numbering: Numbering, kind: SectionKind, edges: Sequence[Edge]) -> Section | None:
    taken = kind.take(voice.projection, edges)
    sentences = tuple(s for edge, cited in taken for s in _sentences(voice, numbering, edge, cited))
    return Section(kind.id, voice.pick(kind.title, kind.plain_title), sentences) if sentences else None


def _disagreement(voice: Voice, numbering: Numbering, edges: Sequence[Edge]) -> Section | None:
    """Show both sides, with design, size and year, where Statements on one proposition point apart."""
    sides = {"For": "In favor", "Against": "Against", "Neutral": "Undecided"}
    sentences = []
    for edge in (edge for group in disagreements(edges) for edge in group):
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


def _follow_up(projection: Projection, plan: Plan) -> tuple[Suggestion, ...]:
    stages = [
        s for s in ("stage:localized", "stage:metastatic") if s != plan.stage and s in projection.records.entities
    ]
    name = projection.label(plan.condition)
    found = [
        Suggestion(f"What is the treatment for {name} with {projection.label(s)}?", plan.condition) for s in stages
    ]
    nearby = [c for c, distance in lineage(projection, plan.condition).items() if distance == 1]
    nearby += sorted(projection.hierarchy.predecessors(plan.condition))
    return (
        *found,
        *(
            Suggestion(f"What is the treatment for {projection.label(c)}?", c)
            for c in nearby
            if answerable(projection, c)
        ),
    )


def _sparql(projection: Projection, plan: Plan) -> str:
    """Return a query that finds the edges of the condition and of those it inherits from, with their sources."""
    names = " ".join(inheritance(projection, plan.condition))
    prologue = "".join(f"PREFIX {name}: <{prefixes()[name]}>\n" for name in ("rdf", "skg", "condition"))
    return (
        f"{prologue}SELECT ?statement ?predicate ?object ?subject ?direction ?source ?locator WHERE {{\n"
        f"  VALUES ?condition {{ {names} }}\n"
        "  ?statement rdf:subject|rdf:object ?condition ; rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;\n"
        "    skg:direction ?direction ; skg:citation ?citation .\n"
        "  ?citation skg:source ?source ; skg:locator ?locator .\n"
        "}\nORDER BY ?statement ?source\n"
    )
