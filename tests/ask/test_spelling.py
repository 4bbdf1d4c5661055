from __future__ import annotations

import pytest

from sarcomakg.ask.spelling import Speller, english

WORDS = (
    "leiomyosarcoma",
    "sunitinib",
    "imatinib",
    "dasatinib",
    "liposarcoma",
    "thigh",
    "soft",
    "tissue",
    "dedifferentiated",
)


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("leimyosarcoma", "leiomyosarcoma"),
        ("leiomyosarcmoa", "leiomyosarcoma"),
        ("sunitnib", "sunitinib"),
        ("imitanib", "imatinib"),
        ("thihg", "thigh"),
        ("lapatinib", ""),
        ("thorax", ""),
        ("glimatosarcoma", ""),
        ("abc", ""),
    ],
)
def test_the_nearest_word(typed: str, word: str) -> None:
    assert Speller(WORDS).nearest(typed) == word


def test_words_written_apart_run_together_or_cut_short() -> None:
    speller = Speller(WORDS, ("dedifferentiated", "pembrolizumab", "doxorubicin", "doxycycline"))
    assert speller.joined(("lipo", "sarcoma")) == "liposarcoma"
    assert speller.parted("softtissue") == ("soft", "tissue")
    assert speller.completed("dediff") == "dedifferentiated"
    assert speller.completed("pembro") == "pembrolizumab"
    assert speller.completed("doxyx") == ""


def test_ordinary_english_is_no_name() -> None:
    assert english().ordinary("nowadays")
    assert english().ordinary("kneecap")
    assert not english().ordinary("melanoma")
    assert not english().ordinary("aspirin")
    assert not english().ordinary("zolpidinib")
