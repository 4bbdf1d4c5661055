from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarcomakg.ask import MatchKind, Plan, Refusal, RefusalKind
from sarcomakg.knowledge import KnowledgeGraph

from ..conftest import SEED

ASPS = "condition:alveolar-soft-part-sarcoma"


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        (SEED, f"topic=treatment condition={ASPS} site=site:thigh"),
        ("ASPS", f"topic=overview condition={ASPS}"),
        ("ASPS metastatic", f"topic=treatment condition={ASPS} stage=stage:metastatic"),
        ("alveolr soft part sarcoma, treatmnt", f"topic=treatment condition={ASPS}"),
        ("Votrient in ASPS", f"topic=efficacy condition={ASPS} drugs=drug:pazopanib"),
        ("prognosis of ASPS", f"topic=prognosis condition={ASPS}"),
        ("treatment and prognosis of ASPS", f"topic=treatment,prognosis condition={ASPS}"),
        ("How is soft tissue sarcoma of the limb treated?", "topic=treatment condition=condition:soft-tissue-sarcoma site=site:limb"),
        ("pazopanib vs doxorubicin in STS", "topic=comparison condition=condition:soft-tissue-sarcoma drugs=drug:pazopanib comparator=drug:doxorubicin"),
        ("what did PALETTE show", "topic=trial trial=trial:veg110727"),
        ("ewing", "topic=overview condition=condition:ewing-sarcoma"),
        ("lipo sarcoma survival", "topic=prognosis condition=condition:liposarcoma"),
        ("what's new on chordoma since June 2023", "topic=news condition=condition:chordoma since=2023-06-01"),
        ("first-line treatment of advanced leiomyosarcoma", "topic=treatment condition=condition:leiomyosarcoma stage=stage:advanced line=line:first"),
        ("leiomyosarcoma of the womb, prognosis", "topic=prognosis condition=condition:uterine-leiomyosarcoma site=site:uterus"),
        ("treatment of ARMS", "topic=treatment condition=condition:alveolar-rhabdomyosarcoma"),
        ("soft tissue sarcoma of the arm, treatment", "topic=treatment condition=condition:soft-tissue-sarcoma site=site:upper-limb"),
        ("osteosarcoma not metastatic, treatment", "topic=treatment condition=condition:osteosarcoma stage=stage:localized"),
        ("treatment of GIST without imatinib", "topic=treatment condition=condition:gastrointestinal-stromal-tumor"),
        ("OS in GIST with imatinib", "topic=efficacy condition=condition:gastrointestinal-stromal-tumor drugs=drug:imatinib outcome=outcome:overall-survival"),
        ("OS treatment", "topic=treatment condition=condition:osteosarcoma"),
        ("stage 2 rhabdomyosarcoma", "topic=treatment condition=condition:rhabdomyosarcoma stage=stage:rms-stage-2"),
        ("check-ups after osteosarcoma", "topic=follow-up condition=condition:osteosarcoma"),
        ("cat scan follow-up in GIST", "topic=follow-up condition=condition:gastrointestinal-stromal-tumor"),
        ("does radiation help in Ewing sarcoma?", "topic=efficacy condition=condition:ewing-sarcoma drugs=treatment:radiotherapy"),
        ("survival in clear cell sarcoma of soft tissue after spread", "topic=prognosis condition=condition:clear-cell-sarcoma stage=stage:metastatic"),
        ("leiomyosarcoma after it spreads", "topic=treatment condition=condition:leiomyosarcoma stage=stage:metastatic"),
        ("outlook of Ewing sarcoma before and after spread", "topic=prognosis condition=condition:ewing-sarcoma"),
        ("clinical trials of chemotherapy in leiomyosarcoma", "topic=treatment condition=condition:leiomyosarcoma"),
        ("clinical trials for leiomyosarcoma", "topic=treatment condition=condition:leiomyosarcoma"),
        ("which trials enrolled people with desmoid tumor", "topic=treatment condition=condition:desmoid-tumor"),
        ("does taking part in a clinical trial help in Ewing sarcoma", "topic=efficacy condition=condition:ewing-sarcoma drugs=treatment:clinical-trial-participation"),
        ("what comes after imatinib in GIST", "topic=treatment condition=condition:gastrointestinal-stromal-tumor line=line:later"),
    ],
)  # fmt: skip
def test_questions_become_plans(kg: KnowledgeGraph, question: str, plan: str) -> None:
    assert str(kg.plan(question)) == plan


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("treatment for diabetes", RefusalKind.OUT_OF_SCOPE),
        ("osteosarcoma in dogs", RefusalKind.OUT_OF_SCOPE),
        ("lung cancer treatment", RefusalKind.OUT_OF_SCOPE),
        ("Behandlung von Weichteilsarkom", RefusalKind.OUT_OF_SCOPE),
        ("treatment of alveolar sarcoma", RefusalKind.AMBIGUOUS),
        ("treatment of ASPS and foobaritis", RefusalKind.UNKNOWN_TERM),
        ("zolpidinib for GIST", RefusalKind.UNKNOWN_TERM),
        ("gefitinib in ASPS", RefusalKind.UNKNOWN_TERM),
        ("should I take pazopanib for ASPS?", RefusalKind.PERSONAL_ADVICE),
        ("ATC code of anlotinib", RefusalKind.NO_EVIDENCE),
        ("imatinib vs tacrolimus", RefusalKind.UNKNOWN_TERM),
        ("daunorubicin in osteosarcoma", RefusalKind.UNKNOWN_TERM),
        ("insulin for GIST", RefusalKind.UNKNOWN_TERM),
        ("thyroid cancer lenvatinib", RefusalKind.OUT_OF_SCOPE),
        ("gliosarcoma", RefusalKind.OUT_OF_SCOPE),
        ("lipoma treatment", RefusalKind.OUT_OF_SCOPE),
        ("benign peripheral nerve sheath tumour", RefusalKind.OUT_OF_SCOPE),
        ("glomus tumor", RefusalKind.AMBIGUOUS),
        ("would it be wise to continue sunitinib?", RefusalKind.PERSONAL_ADVICE),
    ],
)
def test_other_questions_are_refused_by_type(kg: KnowledgeGraph, question: str, kind: RefusalKind) -> None:
    found = kg.plan(question)
    assert isinstance(found, Refusal)
    assert found.kind is kind


def test_an_ambiguous_name_offers_each_reading(kg: KnowledgeGraph) -> None:
    found = kg.plan("treatment of alveolar sarcoma")
    assert isinstance(found, Refusal)
    assert {s.entity for s in found.suggestions} == {ASPS, "condition:alveolar-rhabdomyosarcoma"}
    assert all(isinstance(kg.plan(s.question), Plan) for s in found.suggestions)


def test_the_reading_taken_is_said(kg: KnowledgeGraph) -> None:
    plan = kg.plan(SEED)
    assert isinstance(plan, Plan)
    assert plan.readings == ("The question was read as alveolar soft part sarcoma, not alveolar rhabdomyosarcoma.",)


@pytest.mark.parametrize(
    ("question", "text", "entity", "kind"),
    [
        ("Is Votrient any good in ASPS?", "Votrient", "drug:pazopanib", MatchKind.EXACT),
        ("leiomyosarcomas: treatment", "leiomyosarcomas", "condition:leiomyosarcoma", MatchKind.INFLECTED),
        ("sarcoma of the alveolar soft part", "sarcoma of the alveolar soft part", ASPS, MatchKind.REORDERED),
        ("kaposi in the lung", "kaposi", "condition:kaposi-sarcoma", MatchKind.PARTIAL),
        ("treatment of osteosarcma", "osteosarcma", "condition:osteosarcoma", MatchKind.MISSPELT),
    ],
)
def test_each_name_has_its_place_and_how_it_was_matched(
    kg: KnowledgeGraph, question: str, text: str, entity: str, kind: MatchKind
) -> None:
    plan = kg.plan(question)
    match = next(m for m in plan.matches if m.entity == entity)
    assert (match.text, question[match.start : match.end], match.kind) == (text, text, kind)


@pytest.mark.parametrize(
    "question", ["", "   ", "x" * 5_000, "\x00\x01", "???", "\ud800", "🦴🦴", "שלום", "<script>alert('ASPS')</script>",
                 "'; DROP TABLE conditions; --", "SELECT * WHERE { ?s ?p ?o }"]
)  # fmt: skip
def test_what_is_no_question_is_refused(kg: KnowledgeGraph, question: str) -> None:
    found = kg.plan(question)
    assert isinstance(found, Refusal)
    assert found.kind is RefusalKind.OUT_OF_SCOPE


def test_many_drugs_are_answered_for_the_first_few_and_the_rest_named(kg: KnowledgeGraph) -> None:
    drugs = [e.label for e in kg.projection.records.entities.values() if e.family == "drug" and len(e.label) < 12][:30]
    plan = kg.plan(f"{' '.join(drugs)} ASPS")
    assert isinstance(plan, Plan)
    assert len(plan.drugs) == 4
    assert any("Only the first 4" in reading for reading in plan.readings)


@given(st.text(max_size=120))
def test_any_text_gets_a_plan_or_a_refusal(kg: KnowledgeGraph, text: str) -> None:
    assert isinstance(kg.plan(text), Plan | Refusal)
