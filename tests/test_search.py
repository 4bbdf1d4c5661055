from __future__ import annotations

import pytest

from sarcomakg.errors import InputError
from sarcomakg.knowledge import KnowledgeGraph
from sarcomakg.search import SearchIndex, build_index


@pytest.fixture(scope="module")
def index(kg: KnowledgeGraph) -> SearchIndex:
    return build_index(kg.projection)


def test_every_label_finds_its_entity(kg: KnowledgeGraph, index: SearchIndex) -> None:
    for family in ("condition", "drug"):
        for entity in kg.projection.by_family[family]:
            assert entity.id in [h.entity for h in index.search(entity.label[:200]).hits[:5]], entity.label


@pytest.mark.parametrize(
    "text",
    ['" OR 1=1 --', "NEAR(a b)", "label:pazopanib*", "'; DROP TABLE names", "sarcoma AND", "\x02pazopanib\x03", "ﬀ ⅷ"],
)
def test_the_syntax_of_the_engine_is_not_open_to_users(index: SearchIndex, text: str) -> None:
    for hit in index.search(text).hits:
        for highlight in hit.highlights:
            assert all(0 <= start < end <= len(highlight.text) for start, end in highlight.spans)


@pytest.mark.parametrize("text", ["", "   ", "...", "x" * 201, "a " * 13])
def test_a_text_without_words_or_over_the_limit_is_refused(index: SearchIndex, text: str) -> None:
    with pytest.raises(InputError):
        index.search(text)


def test_every_word_has_to_be_found_and_the_last_may_be_unfinished(index: SearchIndex) -> None:
    assert index.search("alveolar rhabdo").hits
    assert not index.search("alveolar zzzz").hits
    assert index.search("synovail sarcoma").searched == "synovial sarcoma"


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [("osteosar", "condition:osteosarcoma"), ("Ewing sa", "condition:ewing-sarcoma"), ("leiomyos", "condition:leiomyosarcoma"), ("angiosar", "condition:angiosarcoma"),
     ("synovial", "condition:synovial-sarcoma"), ("liposarc", "condition:liposarcoma"), ("pazo", "drug:pazopanib"), ("Ewings sarcoma", "condition:ewing-sarcoma"),
     ("desmoid tumour", "condition:desmoid-fibromatosis"), ("bone tumour", "condition:bone-tumor")],
)  # fmt: skip
def test_a_name_that_is_being_typed_finds_the_disease_first(
    kg: KnowledgeGraph, index: SearchIndex, typed: str, wanted: str
) -> None:
    wanted = wanted if wanted in kg.projection.records.entities else "condition:desmoid-tumor"
    assert wanted in [h.entity for h in index.search(typed).hits[:3]]
