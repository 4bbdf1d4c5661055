"""Cards on topics other than treatment, each with a case in which the answer is easily got wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sarcomakg.ask import Audience, Plan, Refusal, RefusalKind, Topic, plan_for
from sarcomakg.ask.refusals import question_for
from sarcomakg.cards import Card, assemble, nearby
from sarcomakg.cards.proof import every, plans
from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.projection.memory import project

ASPS = "condition:alveolar-soft-part-sarcoma"


def ask(kg: KnowledgeGraph, question: str, audience: str = "clinician") -> Card:
    found = kg.answer(question, audience)
    assert isinstance(found, Card), found
    return found


def text(card: Card, section: str = "") -> str:
    shown = [s for s in card.sections if not section or s.id == section]
    return "\n".join([*(x.text for s in shown for x in s.sentences), *(g.text for s in shown for g in s.gaps)])


def test_an_ended_approval_is_not_shown_as_in_force(kg: KnowledgeGraph) -> None:
    card = ask(kg, "is tazemetostat approved for epithelioid sarcoma?")
    assert "ended on 2026-06-22" in text(card, "ended")
    assert "epithelioid" not in text(card, "approvals")


def test_without_a_head_to_head_trial_a_comparison_says_so(kg: KnowledgeGraph) -> None:
    card = ask(kg, "atezolizumab versus cediranib in ASPS")
    assert "no head-to-head trial of atezolizumab and cediranib" in text(card, "unknown")
    assert {"first", "second"} <= {s.id for s in card.sections}
    assert "head-to-head" not in {s.id for s in card.sections}


def test_a_head_to_head_trial_comes_first(kg: KnowledgeGraph) -> None:
    card = ask(kg, "ripretinib vs sunitinib in GIST")
    assert card.sections[0].id == "head-to-head"
    assert "no head-to-head" not in text(card)


def test_the_rest_of_a_cohort_never_takes_the_place_of_the_group_that_a_figure_is_of(kg: KnowledgeGraph) -> None:
    # The comparator of this figure is the object of its Statement: all soft tissue sarcoma, the rest of the cohort.
    card = ask(kg, "treatment for ASPS")
    [said] = [
        s.text
        for s in every(card)
        if "statement:asps-systemic-immunotherapy-antiangiogenic-pfs-asps-or-ccs" in s.statements
    ]
    assert "better" not in said
    assert said.index("16.2 months") < said.index("4.4 months")


def test_efficacy_is_about_the_drug_and_says_whom_it_was_studied_in(kg: KnowledgeGraph) -> None:
    card = ask(kg, "does pazopanib work in ASPS?")
    named = [s for s in every(card) if "statement:sts-pazopanib-progression" in s.statements]
    assert named
    assert all("not alveolar soft part sarcoma alone" in s.text for s in named)
    studies = [
        kg.projection.statement(i) for s in every(card) for i in s.statements if i.startswith("statement:asps-systemic")
    ]
    assert all("pazopanib" in f"{s.subject} {s.object}" for s in studies if s.predicate == "studiedIn")


def test_a_trial_shows_its_own_figures_only(kg: KnowledgeGraph) -> None:
    card = ask(kg, "what did PALETTE show?")
    assert "hazard ratio 0.31 (95% CI 0.24 to 0.40)" in text(card, "results")
    assert "0.86 (95% CI 0.67 to 1.11)" in text(card, "results")
    for sentence in (s for section in card.sections if section.id == "results" for s in section.sentences):
        cited = {m.citation for m in sentence.marks}
        citations = [c for i in sentence.statements for c in kg.projection.statement(i).citations if c.id in cited]
        assert all(c.trial == "trial:veg110727" for c in citations)


def test_identifiers_are_facts_with_links(kg: KnowledgeGraph) -> None:
    facts = {f.label: f for s in ask(kg, "MONDO id of ASPS").sections for f in s.facts}
    assert facts["MONDO"].value == "0011655"
    assert facts["MONDO"].url.endswith("MONDO_0011655")


def test_boxed_warnings_lead_on_safety(kg: KnowledgeGraph) -> None:
    card = ask(kg, "side effects of votrient")
    assert card.sections[0].id == "boxed"
    assert "hepatotoxicity" in card.answer[0].text


def test_two_topics_in_one_question_are_both_answered(kg: KnowledgeGraph) -> None:
    card = ask(kg, "treatment and follow-up of soft tissue sarcoma")
    assert card.plan.topics == (Topic.TREATMENT, Topic.FOLLOW_UP)
    assert {"guidelines", "follow-up"} <= {s.id for s in card.sections}


def test_a_topic_on_which_nothing_is_held_is_said_beside_the_other(kg: KnowledgeGraph) -> None:
    card = ask(kg, "prognosis and follow-up of extraskeletal myxoid chondrosarcoma")
    assert "holds nothing on the follow-up" in text(card, "unknown") or "follow-up" in {s.id for s in card.sections}


def test_news_is_newer_than_the_day_asked(kg: KnowledgeGraph) -> None:
    card = ask(kg, "what is new on desmoid tumor since 2023?")
    sources = {m.source for s in every(card) for m in s.marks}
    approvals = {i for s in every(card) for i in s.statements if kg.projection.statement(i).predicate == "approvedFor"}
    assert approvals
    assert all(max(kg.projection.statement(i).qualifier("validFrom"), kg.projection.statement(i).qualifier("validUntil")) >= "2023" for i in approvals)  # fmt: skip
    others = {m.source for s in every(card) for m in s.marks if not approvals & set(s.statements)}
    assert others <= sources
    assert all(kg.projection.entity(source).first("issued") >= "2023" for source in others)


def test_nothing_on_a_drug_in_a_disease_is_said_with_where_it_is_known(kg: KnowledgeGraph) -> None:
    found = kg.answer("does nirogacestat work in osteosarcoma?")
    assert isinstance(found, Refusal)
    assert found.kind is RefusalKind.NO_EVIDENCE
    assert "desmoid tumor" in found.message


def test_a_plan_without_its_subject_is_an_error(kg: KnowledgeGraph) -> None:
    with pytest.raises(InputError, match="needs drugs"):
        plan_for(kg.projection, [Topic.EFFICACY], condition=ASPS)


def test_the_question_of_a_plan_is_read_as_that_plan(kg: KnowledgeGraph) -> None:
    """What a card suggests to ask is understood when it is asked."""
    lost = []
    for plan in (p for p in plans(kg.projection) if p.topics[0] not in (Topic.NEWS, Topic.COMPARISON)):
        question = question_for(kg.projection, plan)
        read = kg.plan(question)
        same = isinstance(read, Plan) and (read.topics, read.condition, read.drugs, read.trial) == (plan.topics, plan.condition, plan.drugs, plan.trial)  # fmt: skip
        if not same and not (isinstance(read, Refusal) and read.kind is RefusalKind.NO_EVIDENCE):
            lost.append(f"{question} -> {read if isinstance(read, Plan) else read.message}")
    assert not lost, (len(lost), lost[:40])


def test_follow_up_questions_are_answered(kg: KnowledgeGraph) -> None:
    for question in (
        "treatment of ASPS",
        "what did PALETTE show?",
        "side effects of votrient",
        "what is chordoma",
        "imatinib in DFSP",
    ):
        for suggestion in ask(kg, question).follow_up:
            assert isinstance(kg.answer(suggestion.question), Card), suggestion


def test_two_comparators_are_no_disagreement(kg: KnowledgeGraph) -> None:
    """Better than placebo and no better than sunitinib are two findings, not two sides of one."""
    assert "disagreement" not in {s.id for s in ask(kg, "ripretinib vs sunitinib in GIST").sections}


def test_what_is_more_frequent_is_read_first(kg: KnowledgeGraph) -> None:
    section = next(s for s in ask(kg, "where does ASPS spread").sections if s.id == "metastasis")
    assert "lung" in section.sentences[0].text.casefold()


def test_a_card_on_what_something_is_opens_with_the_definition(kg: KnowledgeGraph) -> None:
    facts = next(s for s in ask(kg, "what is chordoma").sections if s.id == "facts").facts
    assert facts[0].label == "definition"
    assert "notochord" in facts[0].value


def test_a_search_on_another_drug_is_no_gap_of_this_one(kg: KnowledgeGraph) -> None:
    assert "tegavivint" not in text(ask(kg, "does radiotherapy help in desmoid tumor"))


def test_an_approval_names_the_people_of_the_label(kg: KnowledgeGraph) -> None:
    assert "the label names adults with advanced gastrointestinal stromal tumor after 3 or more" in text(
        ask(kg, "is ripretinib approved for GIST?")
    )


def test_an_approval_for_chosen_subtypes_is_not_said_to_cover_this_one(kg: KnowledgeGraph) -> None:
    shown = [
        s.text
        for s in every(ask(kg, "is pazopanib approved for ASPS?"))
        if "statement:pazopanib-approved-sts-ema" in s.statements
    ]
    assert shown
    assert all("whether alveolar soft part sarcoma is included is not stated" in s for s in shown)


def test_significantly_worse_is_said_to_be_worse(kg: KnowledgeGraph) -> None:
    section = next(s for s in ask(kg, "nilotinib vs imatinib in GIST").sections if s.id == "head-to-head")
    assert any("followed by worse overall survival" in s.text for s in section.sentences)
    assert not any("not shown to improve overall survival" in s.text for s in section.sentences)


def test_no_benefit_is_not_said_to_be_worse(kg: KnowledgeGraph) -> None:
    assert "worse" not in "".join(s.text for s in ask(kg, "what did PALETTE show?").answer)


def test_the_subject_s_own_figure_comes_first(kg: KnowledgeGraph) -> None:
    shown = text(ask(kg, "what did ISG-STS 1001 show?"), "results")
    assert (
        "overall survival 64% (95% CI 27 to 100) against 89% (95% CI 78 to 99) with epirubicin plus ifosfamide" in shown
    )


def test_the_figure_of_placebo_alone_names_placebo(kg: KnowledgeGraph) -> None:
    assert "0 (0 of 12) at 8 weeks with placebo" in text(ask(kg, "regorafenib in osteosarcoma"))


@pytest.mark.parametrize(
    "question",
    ["treatment of DSRCT", "treatment of DDLPS", "treatment of angiosarcoma", "treatment of synovial sarcoma"],
)
def test_what_speaks_against_a_treatment_in_the_group_never_opens_the_card_of_a_kind(
    kg: KnowledgeGraph, question: str
) -> None:
    card = ask(kg, question)
    opened = [kg.projection.statement(i) for s in card.answer for i in s.statements[:1]]
    assert not [s.id for s in opened if s.direction == "Against" and card.plan.condition not in (s.subject, s.object)]


def test_a_comparison_without_head_to_head_says_so_in_front(kg: KnowledgeGraph) -> None:
    card = ask(kg, "pazopanib versus doxorubicin in soft tissue sarcoma")
    assert any("no head-to-head trial" in note for note in card.notes)
    assert "approval of olaratumab" not in text(card, "second")


def test_an_ended_approval_leads_on_what_the_drug_does_amiss(kg: KnowledgeGraph) -> None:
    assert "ended on 2026-06-22" in ask(kg, "side effects of tazemetostat").answer[0].text


def test_the_stage_asked_for_comes_first(kg: KnowledgeGraph) -> None:
    card = ask(kg, "how is recurrent Ewing sarcoma treated")
    assert "recurrent" in card.answer[0].text
    assert "recurrent" in next(s for s in card.sections if s.id == "trials").sentences[0].text


def test_approvals_for_a_kind_are_shown_as_such(kg: KnowledgeGraph) -> None:
    assert "for epidemic Kaposi sarcoma" in text(ask(kg, "which drugs are approved for Kaposi sarcoma?"), "approvals")


def test_a_dose_for_one_disease_is_not_taken_for_all(kg: KnowledgeGraph) -> None:
    shown = text(ask(kg, "dose of imatinib"))
    assert "for dermatofibrosarcoma protuberans" in shown
    assert "for gastrointestinal stromal tumor (advanced disease): 400 mg" in shown
    gist = "condition:gastrointestinal-stromal-tumor"
    records = kg.projection.records
    kept = {k: s for k, s in records.statements.items() if s.predicate != "dosedAs" or s.qualifier("condition") != gist}
    without = assemble(project(replace(records, statements=kept)), kg.plan("dose of imatinib"), Audience.CLINICIAN, "")
    said = "no dose of imatinib for gastrointestinal stromal tumor, for which it is approved"
    assert said in text(without)
    assert said not in shown


def test_the_line_asked_for_opens_the_card(kg: KnowledgeGraph) -> None:
    opened = " ".join(s.text for s in ask(kg, "third line treatment of GIST").answer)
    assert "previously treated" in opened
    assert "after surgery" not in opened


OPENS = (
    # question, what the opening says, what it does not say
    ("Is pazopanib approved for liposarcoma?", "has not been shown to work in liposarcoma", "one of the diseases so named"),
    ("Is pazopanib approved for soft tissue sarcoma?", "Not approved for adipocytic", ""),
    ("How is GIST with KIT exon 9 mutation treated?", "Imatinib 800 mg", "tomography"),
    ("treatment of rhabdomyosarcoma of the orbit", "Radiotherapy is standard in the orbit", "Complete resection"),
    ("treatment of parameningeal embryonal rhabdomyosarcoma", "Radiotherapy", "Complete resection"),
    ("treatment of retroperitoneal liposarcoma", "Surgery is standard", "Eribulin is an option"),
    ("survival of osteosarcoma", "for localized disease", "survived osteosarcoma more than 5 years"),
    ("prognosis of chondrosarcoma", "79% at 5 years", "metastatic"),
    ("prognosis of metastatic Ewing sarcoma", "for metastatic disease: overall survival 30%", "risk category"),
    ("prognosis of Kaposi sarcoma", "", "earlier radiation"),
    ("does regorafenib work in Ewing sarcoma", "regorafenib", "irinotecan"),
    ("dose of imatinib in GIST", "with KIT exon 9 variant", ""),
)  # fmt: skip


@pytest.mark.parametrize(("question", "says", "not_"), OPENS)
def test_a_card_opens_with_what_was_asked(kg: KnowledgeGraph, question: str, says: str, not_: str) -> None:
    opened = " ".join(s.text for s in ask(kg, question).answer)
    assert says in opened
    assert not not_ or not_ not in opened


def test_a_rate_of_side_effects_names_the_people(kg: KnowledgeGraph) -> None:
    shown = [s for s in text(ask(kg, "side effects of imatinib")).splitlines() if "25% (3 of 12)" in s]
    assert shown
    assert all("dermatofibrosarcoma" in s for s in shown)


def test_a_source_that_has_only_a_year_is_news_of_that_year(kg: KnowledgeGraph) -> None:
    source = kg.projection.entity("source:gounder-basket-2026")
    assert source.first("issued") == "2026"
    found = {
        i
        for s in ask(kg, "what is new on synovial sarcoma since 2026?").sections
        for t in s.sentences
        for i in t.statements
    }
    assert "statement:synovial-studied-tazemetostat-pfs" in found


def test_spread_to_the_site_asked_about_comes_first_and_is_said_to_be_of_others(kg: KnowledgeGraph) -> None:
    card = ask(kg, "how often does epithelioid sarcoma spread to the lungs")
    assert card.answer[0].statements == ("statement:sts-metastasis-lung",)
    assert "nothing on the spread of epithelioid sarcoma itself to the lung" in text(card, "unknown")
    assert "unknown" not in {s.id for s in ask(kg, "does ASPS spread to the brain").sections}
    assert "nothing on the spread of leiomyosarcoma that names the kidney." in text(
        ask(kg, "does leiomyosarcoma spread to the kidney"), "unknown"
    )
    femur = ask(kg, "does rhabdomyosarcoma spread to the femur")
    assert "Bone metastases occur" in femur.answer[0].text
    assert "names the femur; spread to larger regions" in text(femur, "unknown")


def test_a_prognosis_opens_with_the_disease_itself_and_says_that_its_survival_is_not_known(kg: KnowledgeGraph) -> None:
    card = ask(kg, "survival in clear cell sarcoma of soft tissue after spread")
    assert all("not clear cell sarcoma" not in sentence.text for sentence in card.answer)
    assert "no series of people with clear cell sarcoma of soft tissue (metastatic disease) alone" in text(
        card, "unknown"
    )


@pytest.mark.parametrize(
    "question",
    [
        "prognosis of metastatic Ewing sarcoma",
        # The line is no limit of a series.
        "prognosis of untreated osteosarcoma",
        "survival in synovial sarcoma after doxorubicin",
        # A figure of survival stands beside one of another outcome.
        "prognosis of telangiectatic osteosarcoma",
        "survival in metastatic angiosarcoma",
        # The stage is that of the people studied.
        "prognosis of localized dermatofibrosarcoma protuberans",
    ],
)
def test_survival_that_is_shown_is_not_said_to_be_unknown(kg: KnowledgeGraph, question: str) -> None:
    assert "how long they live" not in text(ask(kg, question), "unknown")


def test_follow_up_questions_are_not_walked_further_than_they_are_shown(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Plan] = []
    monkeypatch.setattr(nearby, "answerable", lambda projection, plan: asked.append(plan) or True)
    shown = nearby.follow_up(kg.projection, Plan((Topic.TREATMENT,), "condition:soft-tissue-sarcoma"))
    assert len(shown) == len(asked) == 8


def test_what_something_is_opens_with_figures_of_how_it_occurs_and_not_with_survival(kg: KnowledgeGraph) -> None:
    card = ask(kg, "how common is angiosarcoma")
    assert "age at diagnosis 60 to 70 years" in card.answer[0].text
    assert all("survival" not in sentence.text for sentence in card.answer)
    assert all(sentence.text != "Stated on age at diagnosis." for sentence in ask(kg, "what is osteosarcoma").answer)
