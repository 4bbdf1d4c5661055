from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sarcomakg.ask import Plan, Refusal, RefusalKind
from sarcomakg.errors import InputError, SarcomakgError
from sarcomakg.knowledge import KnowledgeGraph

from ..conftest import SEED

ASPS = "condition:alveolar-soft-part-sarcoma"


@pytest.mark.parametrize(
    ("question", "plan"),
    [
        (SEED, "topic=treatment condition=condition:alveolar-soft-part-sarcoma site=site:thigh"),
        ("ASPS metastatic", "topic=treatment condition=condition:alveolar-soft-part-sarcoma stage=stage:metastatic"),
        ("alveolr soft part sarcoma, treatmnt", "topic=treatment condition=condition:alveolar-soft-part-sarcoma"),
        ("Votrient in ASPS", "topic=treatment condition=condition:alveolar-soft-part-sarcoma drug=drug:pazopanib"),
        ("How is soft tissue sarcoma of the limb treated?", "topic=treatment condition=condition:soft-tissue-sarcoma site=site:limb"),
    ],
)  # fmt: skip
def test_questions_become_plans(kg: KnowledgeGraph, question: str, plan: str) -> None:
    assert str(kg.plan(question)) == plan


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("treatment for diabetes", RefusalKind.OUT_OF_SCOPE),
        ("treatment of alveolar sarcoma", RefusalKind.AMBIGUOUS),
        ("treatment of ASPS and foobaritis", RefusalKind.UNKNOWN_TERM),
        ("should I take pazopanib for ASPS?", RefusalKind.PERSONAL_ADVICE),
        ("prognosis of ASPS", RefusalKind.OUT_OF_SCOPE),
    ],
)
def test_other_questions_are_refused_by_type(kg: KnowledgeGraph, question: str, kind: RefusalKind) -> None:
    found = kg.plan(question)
    assert isinstance(found, Refusal)
    assert found.kind is kind


def test_the_reading_taken_is_said(kg: KnowledgeGraph) -> None:
    plan = kg.plan(SEED)
    assert isinstance(plan, Plan)
    assert plan.readings == ("The question was read as alveolar soft part sarcoma, not alveolar rhabdomyosarcoma.",)


@pytest.mark.parametrize("question", ["", "   ", "x" * 10_000, "\x00\x01", "???", "\ud800"])
def test_what_is_no_question_is_an_input_error(kg: KnowledgeGraph, question: str) -> None:
    with pytest.raises(InputError):
        kg.plan(question)


@given(st.text(max_size=120))
def test_any_text_gets_a_plan_a_refusal_or_an_error_of_ours(kg: KnowledgeGraph, text: str) -> None:
    with contextlib.suppress(SarcomakgError):
        assert isinstance(kg.plan(text), Plan | Refusal)
