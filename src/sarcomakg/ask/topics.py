"""Which topics a question is on: the words that point to each, and how they decide between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sarcomakg.ask.plan import Topic

# One expression for each topic, over the words of a question in the form that is compared (singular, American).
_CUES: dict[Topic, str] = {
    Topic.TREATMENT: (
        r"what to do|treat|treated|treating|treatment|therapy|therapeutic|manage|managed|managing|management|option|medicine|medication|cure|cured|curable|"
        r"care|operate|operated|operable|chemo|regimen|remove|removed|drug|prescribe|prescribed|help|done|do about|fight|guideline|recommended|recommendation|handled|"
        r"surgery|radiotherapy|radiation|chemotherapy|immunotherapy"
    ),
    Topic.EFFICACY: (
        r"work|works|worked|working|effective|effectiveness|efficacy|efficacious|respond|responds|response|benefit|activity|useful|role|"
        r"evidence|help|helps|success|successful|any good|prolong|improve|extend"
    ),
    Topic.TRIAL: r"trial|study|arm|randomized|randomization|endpoint|enrolled|enroll|recruited|phase|result",
    Topic.PROGNOSIS: (
        r"prognosis|prognostic|prognosticator|survival|survive|survived|survivor|outlook|life expectancy|mortality|lethal|fatal|deadly|die|dying|"
        r"death|outcome|chance|predict|predictor|predictive|risk factor|risk of (local |distant )?(recurrence|relapse)|how long (do|can|will|does|people|patient)|"
        r"recurrence rate|relapse rate|come back|comes back|coming back|survival rate|live with|worse|matter|how bad|serious|aggressive|odds|percentage|dangerous|kill you|(?<!high )(?<!low )(?<!intermediate )risk"
    ),
    Topic.FOLLOW_UP: (
        r"follow up|followup|followed up|follow|surveillance|check up|checkup|monitor|monitored|monitoring|after treatment|after surgery scan|"
        r"followed|(scan|imaging|mri|ct|checked) .*after|after .*(scan|imaging|checked|check)|how often .*(scan|scanned|imaging|imaged|seen|check|checked|visit|mri|ct|x ray)|(scan|imaging) schedule|aftercare|long term care"
    ),
    Topic.METASTASIS: (
        r"metastasis|metastasize|metastasized to|metastasizes|metastasizing|metastatic (site|spread|pattern|potential|rate|location)|spread|spreads|spreading|"
        r"site of metastasis|pattern of metastasis|secondary|secondaries|disseminate|dissemination|met|involvement|go to|goes to|travel|travels"
    ),
    Topic.DIAGNOSIS: (
        r"diagnose|diagnosed|diagnosing|diagnosis|diagnostic|test|tested|testing|biopsy|imaging|mri|scan to find|pathology|histology|immunohistochemistry|"
        r"biomarker|marker|gene|genetic|fusion|mutation|translocation|molecular|stain|staining|staged|staging|workup|work up|detect|detected|confirm|confirmed|"
        r"stage ·|how .* stage|tnm|grading|subtyping|look like under|tell apart|distinguish|mutated|rearrangement|amplification|chromosome|chromosomal|cytogenetic"
    ),
    Topic.APPROVAL: (
        r"approved|approval|approve|approves|fda|ema|indicated|indication|license|licensed|authorized|authorization|authorisation|marketing|regulator|regulatory|"
        r"health canada|european commission|label indication|withdrawn|withdrawal|on the market|available in|off the market|legal|mhra|pmda"
    ),
    Topic.DOSE: (
        r"dose|dosage|dosing|dosed|schedule|how much|milligram|mg|how (is|are|do you|to|should)( ·)* (be )?(take|taken|give|given|administer|administered|dosed)|how often (is|do you|to|should) .*(take|taken|given)|"
        r"microgram|gram|with food|infused|administered|administration|posology|infusion rate|strength|regimen dose"
    ),
    Topic.SAFETY: (
        r"side effect|sideeffect|adverse|toxicity|toxic|toxicities|warning(?! sign)|black box|boxed|safe|safety|harm|harms|harmful|danger|dangerous|"
        r"tired|make (me|you|people|one) (sick|ill|tired)|hand foot|damage|problem|nausea|deafness|hearing|pregnant|interaction|alcohol|blood pressure|swelling|memory|vomiting|rash|hair loss|bleeding|fertility|pregnancy|cytokine release|tolerate|tolerated|tolerability|contraindication|contraindicated|precaution|reaction|risk of (taking|using)|complication"
    ),
    Topic.COMPARISON: (
        r"versus|vs|v|compare|compared|comparing|comparison|better|superior|inferior|difference|instead|rather|against|head to head|or"
    ),
    Topic.OVERVIEW: (
        r"what (is|are|exactly is)|what s|what kind|define|definition|explain|describe|overview|tell me about|about|incidence|prevalence|epidemiology|common|rare|"
        r"how (common|rare|many|frequent)|who get|who (is|are) affected|age|cause|caused|where (do|does|is|are) .*(arise|occur|start|develop|found|located)|arise|"
        r"meaning|mean|stand for|background|summary|introduction|information|info|originate|benign|malignant|cancerous|affect|location|demographic|everything|basics|type of"
    ),
    Topic.DRUG: (
        r"mechanism|how (do|does) .*work|mode of action|class|brand|brand name|generic|target|targets|what (is|are|kind|sort)|what s|other name|called|trade name|tell me about|explain|about"
    ),
    Topic.IDENTIFIERS: (
        r"id|ids|identifier|clinicaltrial|trial number|code|mondo|ncit|nci thesaurus|doid|oncotree|mesh|umls|orphanet|orpha|efo|icd|icdo|rxnorm|atc|chebi|cas|drugbank|nct|nct number|registry number|curie|iri|"
        r"accession|registration number|clinicaltrial gov|ontology term|cui"
    ),
    Topic.NEWS: (
        r"new|news|newest|latest|recent|recently|update|updated|changed|change|since|breakthrough|development|advance|advances|novel|lately"
    ),
}  # fmt: skip
_PATTERNS = {topic: re.compile(rf"(?<![a-z0-9])(?:{cues})(?![a-z0-9])") for topic, cues in _CUES.items()}
# Words of a question that name nothing and are never taken for a name, however rare.
CUE_WORDS = frozenset(w for cues in _CUES.values() for w in re.findall(r"[a-z]+", cues))
# "Treatment and prognosis of": a second topic needs a word of its own that is plain enough, and a joint before it.
_PLAIN: dict[Topic, str] = {
    Topic.TREATMENT: r"treatment|treated|treat|therapy|management|manage|managed",
    Topic.PROGNOSIS: r"prognosis|prognostic|survival|outlook|life expectancy|survive",
    Topic.DIAGNOSIS: r"diagnosis|diagnosed|diagnose|diagnostic|staging|staged|biomarker|fusion|gene|mutation|marker",
    Topic.OVERVIEW: r"incidence|epidemiology|how common|overview|what (is|are) (a |an |the )?·|where (do|does) .* (arise|start)",
    Topic.FOLLOW_UP: r"follow up|followup|surveillance|monitoring|check up|aftercare",
    Topic.METASTASIS: r"metastasis|metastatic site|metastasize|spread",
    Topic.APPROVAL: r"approval|approved|approve|license|licensed|indication|indicated",
    Topic.DOSE: r"dose|dosage|dosing|schedule",
    Topic.SAFETY: r"side effect|adverse|toxicity|safety|warning|toxic",
    Topic.DRUG: r"what (is|are) ·|how (it|they) works?|how does .* work|mechanism",
    Topic.IDENTIFIERS: r"id|ids|identifier|code|mondo",
}
_PLAINLY = {topic: re.compile(rf"(?<![a-z0-9])(?:{words})(?![a-z0-9])") for topic, words in _PLAIN.items()}
_JOINT = re.compile(r"(?<![a-z0-9])(and|plus|also|as well as|then)(?![a-z0-9])|[,;&+]")
# Words that look like a topic and are none: whose disease was found, how far it has gone.
_ASIDE = re.compile(
    r"(?<![a-z])((was|is|been|were|just|newly|recently|got|be) (just |newly |recently )?diagnosed|diagnosed with|(has|have|had|already) (already )?spread|"
    r"(after|once) (it |the (cancer|tumor|disease) |they )?spreads?|(came|come|comes) back after|no longer)(?![a-z])"
)


_DIAGNOSTIC = re.compile(
    r"(?<![a-z])(diagnos\w*|test\w*|detect\w*|stag(e|es|ed|ing)|biops\w*|imaging|confirm\w*|patholog\w*|distinguish|marker|biomarker)(?![a-z])"
)


@dataclass(frozen=True, slots=True)
class Named:
    """What a question names, as far as it decides on its topics."""

    condition: bool
    drugs: int
    trial: bool
    narrowed: bool
    marker: bool
    since: bool
    harm: bool = False
    spread: bool = False
    risk: bool = False


def topics_of(asked: str, named: Named) -> tuple[Topic, ...]:
    """Return the topics of a question, in the order asked: `asked` is its words and commas without the names in it."""
    without = _ASIDE.sub(lambda m: "-" * len(m[0]), asked)
    found = {topic: match.start() for topic, pattern in _PATTERNS.items() if (match := pattern.search(without))}
    found = {topic: at for topic, at in found.items() if _possible(topic, named, without)}
    first = _first(found, named, without)
    if first is None:
        return (_default(named, studies=_PATTERNS[Topic.TRIAL].search(without) is not None),)
    return tuple(sorted({first, *_second(without, first, found)}, key=lambda t: _place(t, without, found)))


def _second(asked: str, first: Topic, found: dict[Topic, int]) -> list[Topic]:
    """Return the topics joined to the first one: each by a plain word of its own on the other side of a joint."""
    if first not in _PLAINLY or not (own := _PLAINLY[first].search(asked)):
        return []
    joined = []
    for topic, pattern in _PLAINLY.items():
        other = pattern.search(asked) if topic is not first and topic in found else None
        if other:
            between = asked[min(own.end(), other.end()) : max(own.start(), other.start())]
            if _JOINT.search(between):
                joined.append(topic)
    return joined


def _place(topic: Topic, asked: str, found: dict[Topic, int]) -> int:
    own = _PLAINLY[topic].search(asked) if topic in _PLAINLY else None
    return own.start() if own else found.get(topic, -1)


def _possible(topic: Topic, named: Named, asked: str) -> bool:
    """Say whether what is named can carry the topic; `or` compares only two treatments."""
    if topic is Topic.COMPARISON:
        return named.drugs > 1
    if topic is Topic.EFFICACY:
        return named.condition and named.drugs > 0
    if topic is Topic.TRIAL:
        return named.trial
    if topic is Topic.DRUG:
        return named.drugs > 0
    if topic is Topic.NEWS:
        return named.since or not re.search(r"new(ly)? (diagnosed|case)", asked)
    if topic is Topic.METASTASIS and named.drugs and named.condition:
        return False
    if topic is Topic.SAFETY:
        return named.drugs > 0 or (named.condition and bool(_PLAINLY[topic].search(asked)))
    if topic is Topic.DOSE:
        return named.drugs > 0 or (
            named.condition and bool(re.search(r"(?<![a-z])(dose|dosage|dosing)(?![a-z])", asked))
        )
    if topic is Topic.APPROVAL:
        return named.drugs > 0 or named.condition
    return named.condition or (topic is Topic.IDENTIFIERS and (named.drugs > 0 or named.trial))


_ORDER = (Topic.IDENTIFIERS, Topic.COMPARISON, Topic.SAFETY, Topic.DOSE, Topic.APPROVAL, Topic.NEWS)


def _first(found: dict[Topic, int], named: Named, asked: str) -> Topic | None:
    """Return the topic that decides: the special ones by rank, then what the names call for, then the first asked."""
    plain = {topic: pattern.search(asked) is not None for topic, pattern in _PLAINLY.items()}
    if named.trial and Topic.IDENTIFIERS not in found:
        return Topic.TRIAL
    for topic in _ORDER:
        if topic in found and not (topic is Topic.NEWS and _only_adjective(found, named)):
            return topic
    if named.drugs and named.condition:
        others = [t for t in (Topic.FOLLOW_UP, Topic.DIAGNOSIS) if t in found and plain.get(t)]
        return Topic.EFFICACY if not others or Topic.EFFICACY in found else others[0]
    if named.drugs:
        return Topic.SAFETY if named.harm or (named.narrowed and not found) or "risk" in asked.split() else Topic.DRUG
    rest = {t: at for t, at in found.items() if t not in (Topic.DRUG, Topic.NEWS)}
    if Topic.FOLLOW_UP in rest:
        return Topic.FOLLOW_UP
    weak = [t for t in rest if t is not Topic.OVERVIEW]
    # "Mets" and "spread" beside another topic say how far the disease has gone.
    if len(weak) > 1 and Topic.METASTASIS in weak and Topic.TREATMENT in weak:
        weak.remove(Topic.METASTASIS)
    # How a tumor with a mutation is treated is no question on how the mutation is found.
    if Topic.DIAGNOSIS in weak and plain.get(Topic.TREATMENT) and not _DIAGNOSTIC.search(asked):
        weak.remove(Topic.DIAGNOSIS)
    return min(weak or rest, key=lambda t: rest[t]) if rest else None


def _only_adjective(found: dict[Topic, int], named: Named) -> bool:
    """ "New treatments" asks for treatment; "what is new" and "since 2020" ask for news."""
    return not named.since and any(
        t in found for t in (Topic.TREATMENT, Topic.PROGNOSIS, Topic.DIAGNOSIS, Topic.FOLLOW_UP)
    )


def _default(named: Named, *, studies: bool) -> Topic:
    """Return the topic of a question that says none; the `studies` of a disease are most of what its treatment rests on."""
    if named.trial:
        return Topic.TRIAL
    if named.drugs:
        return Topic.EFFICACY if named.condition else Topic.SAFETY if named.harm else Topic.DRUG
    if named.spread:
        return Topic.METASTASIS
    if named.risk:
        return Topic.PROGNOSIS
    if named.marker:
        return Topic.DIAGNOSIS
    if named.since:
        return Topic.NEWS
    return Topic.TREATMENT if named.narrowed or (named.condition and studies) else Topic.OVERVIEW
