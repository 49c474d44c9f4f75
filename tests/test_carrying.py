"""A sentence that says anything but what its quote says is dropped; the quote itself is always kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from assistant.carried_sentences import carrier, cleaned, sentences_of
from assistant.carrying import carries
from assistant.carrying_words import FREE, same_family, tokens_of
from tests.conftest import ROOT


def corpus_sentences() -> list[str]:
    """The sentences of the shipped documents that say something."""
    found: dict[str, None] = {}
    for path in sorted((ROOT / "corpus" / "documents").glob("*.txt")):
        for paragraph in path.read_text(encoding="utf-8").split("\n\n"):
            found.update(dict.fromkeys(each for each in sentences_of(paragraph) if len(tokens_of(each)) >= 4))
    return list(found)


SENTENCES = corpus_sentences()
NUMBER = re.compile(r"(?<![\w.,])\d[\d.]*(?:,\d+)?(?![\w,]|\.\d)")
NEGATION = re.compile(r"\b(?:ikke|ingen|aldrig|uden|kun|medmindre)\b", re.IGNORECASE)
MODAL = re.compile(r"\b(?:kan|skal|må|bør)\b")
LIMIT = re.compile(r"\b(?:højst|maksimalt|mindst|minimum|senest|tidligst)\b")
NAME = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][a-zæøå]{3,}\b")
WORDS = re.compile(r"\w+")

any_sentence = st.sampled_from(SENTENCES)


def with_a(pattern: re.Pattern[str]) -> st.SearchStrategy[str]:
    return st.sampled_from([each for each in SENTENCES if pattern.search(each)])


def put(text: str, found: re.Match[str], other: str) -> str:
    return text[: found.start()] + other + text[found.end() :]


def dropped(quote: str, sentence: str) -> bool:
    return not carries(quote, cleaned(sentence))


def test_there_are_sentences_of_every_kind_to_try() -> None:
    assert len(SENTENCES) > 500
    for pattern in (NUMBER, NEGATION, MODAL, LIMIT, NAME):
        assert sum(bool(pattern.search(each)) for each in SENTENCES) >= 5, pattern.pattern


@pytest.mark.parametrize("sentence", SENTENCES[::3], ids=lambda each: each[:40])
def test_every_sentence_of_the_documents_carries_itself(sentence: str) -> None:
    assert carries(sentence, cleaned(sentence))
    assert carrier(sentence, [sentence]) != ()


@given(any_sentence)
def test_an_exact_quote_is_kept(sentence: str) -> None:
    assert carries(sentence, cleaned(sentence))


@given(with_a(NUMBER), st.data())
def test_a_changed_number_is_dropped(sentence: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(NUMBER.finditer(sentence))))
    other = data.draw(st.integers(0, 99_999).map(str))
    assume(tokens_of(other)[0].form != tokens_of(found.group())[0].form)
    changed = put(sentence, found, other)
    assume(tokens_of(changed) != tokens_of(sentence))
    assert dropped(sentence, changed)


@given(with_a(NUMBER), st.data())
def test_a_lost_number_is_dropped(sentence: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(NUMBER.finditer(sentence))))
    assert dropped(sentence, put(sentence, found, ""))


@given(with_a(NEGATION), st.data())
def test_a_lost_negation_is_dropped(sentence: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(NEGATION.finditer(sentence))))
    assert dropped(sentence, put(sentence, found, ""))


@given(any_sentence, st.sampled_from("ikke ingen aldrig kun uden måske højst mindst hvis".split()), st.data())
def test_an_added_negation_or_limit_is_dropped(sentence: str, word: str, data: st.DataObject) -> None:
    at = data.draw(st.sampled_from([match.end() for match in WORDS.finditer(sentence)]))
    assert dropped(sentence, f"{sentence[:at]} {word}{sentence[at:]}")


@given(with_a(MODAL), st.sampled_from("kan skal må bør vil".split()), st.data())
def test_another_modal_is_dropped(sentence: str, modal: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(MODAL.finditer(sentence))))
    assume(found.group() != modal)
    assert dropped(sentence, put(sentence, found, modal))


@given(with_a(MODAL), st.data())
def test_a_lost_modal_is_dropped(sentence: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(MODAL.finditer(sentence))))
    assert dropped(sentence, put(sentence, found, ""))


@given(with_a(LIMIT), st.sampled_from(["højst", "mindst", "senest", "tidligst", ""]), st.data())
def test_another_limit_is_dropped(sentence: str, limit: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(LIMIT.finditer(sentence))))
    same = {"maksimalt": "højst", "minimum": "mindst"}.get(found.group(), found.group())
    assume(same != limit)
    assert dropped(sentence, put(sentence, found, limit))


@given(
    with_a(NAME),
    st.sampled_from(["Syddanmark", "Nordjylland", "Hovedstaden", "Aarhus", "Petersen", "KL"]),
    st.data(),
)
def test_another_name_is_dropped(sentence: str, name: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from(list(NAME.finditer(sentence))))
    assume(name.lower() != found.group().lower())
    assert dropped(sentence, put(sentence, found, name))


PARTIES = ["driftsherren", "køberkommunen", "regionen", "kommunerne", "borgeren", "lederen"]


@given(
    st.sampled_from(
        [each for each in SENTENCES if any(f" {party} " in f" {each.lower()} " for party in PARTIES)]
    ),
    st.sampled_from(PARTIES),
    st.data(),
)
def test_another_party_is_dropped(sentence: str, party: str, data: st.DataObject) -> None:
    found = data.draw(st.sampled_from([m for m in WORDS.finditer(sentence) if m.group().lower() in PARTIES]))
    assume(found.group().lower() != party)
    assert dropped(sentence, put(sentence, found, party))


@given(any_sentence, st.text("abcdefghijklmnoprstuvyæøå", min_size=3, max_size=12), st.data())
def test_a_word_that_the_quote_does_not_have_is_dropped(
    sentence: str, word: str, data: st.DataObject
) -> None:
    own = {token.form for token in tokens_of(sentence)}
    assume(word not in FREE and not any(same_family(word, other) for other in own))
    at = data.draw(st.sampled_from([match.end() for match in WORDS.finditer(sentence)]))
    assert dropped(sentence, f"{sentence[:at]} {word}{sentence[at:]}")


@given(any_sentence, st.text(max_size=200))
def test_no_text_makes_the_check_fail_itself(sentence: str, text: str) -> None:
    assert carries(sentence, cleaned(text)) in (True, False)
    assert isinstance(carrier(sentence, [text]), tuple)


TURNED = [
    ("I Midtjylland er ca. 10.000 pladser omfattet af Rammeaftalen.", "Rammeaftalen omfatter ca. 10.000 pladser i Midtjylland."),
    ("I Midtjylland er ca. 10.000 pladser omfattet af Rammeaftalen.", "Ca. 10000 pladser er omfattet af rammeaftalen i Midtjylland."),
    ("Taksterne reduceres med minimum 2 pct.", "Taksterne reduceres med mindst to procent."),
    ("Taksterne reduceres med minimum 2 pct.", "Taksterne reduceres med mindst 2 %."),
    ("Udgiften var 3,50 kr.", "Udgiften var 3,5 kroner."),
    ("Aftalen gælder fra 01.07.2022.", "Aftalen gælder fra 1. juli 2022."),
    ("Aftalen gælder i perioden 2023-24.", "Aftalen gælder i perioden 2023-2024."),
    ("Det fremgår, at taksterne ikke kan stige i perioden.", "Det fremgår, at taksterne kan ikke stige i perioden."),
    ("Taksterne reduceres i 2023.", "I 2023 reduceres taksterne."),
    ("Derudover gælder aftalen i 2023.", "Aftalen gælder i 2023."),
    ("Formand er Torben Hansen.", "Torben Hansen er formand."),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "said"), TURNED)
def test_the_same_said_otherwise_is_kept(quote: str, said: str) -> None:
    assert carries(quote, said)


LIES = [
    # Who does what.
    ("Køberkommunen betaler driftsherren.", "Driftsherren betaler køberkommunen."),
    ("Køberkommunen betaler driftsherren.", "Driftsherren betaler."),
    ("Køberkommunen anmoder om, at driftsherren betaler.", "Køberkommunen betaler."),
    ("Udgiften betales til kommunen.", "Udgiften betales af kommunen."),
    ("Udgiften betales af kommunen.", "Kommunen betales."),
    ("Kommunen visiterer borgeren.", "Kommunen visiteres af borgeren."),
    ("Driftsherren kan lukke pladser, og køberkommunen skal orienteres.", "Driftsherren skal orienteres, og køberkommunen kan lukke pladser."),
    ("Regionerne driver tilbuddet.", "Regionen driver tilbuddet."),
    ("Taksten dækker udgiften.", "Udgiften dækker taksten."),
    ("Taksten er dækket af tilskud fra fonden.", "Taksten dækker tilskud fra fonden."),
    ("Kommunen opretter pladser og lukker tilbud.", "Kommunen lukker pladser og opretter tilbud."),
    ("Tilskud til transport gives ved indskrivning.", "Tilskud til indskrivning gives ved transport."),
    # What is left out.
    ("Kommunen betaler for ophold på sikrede afdelinger.", "Kommunen betaler for ophold."),
    ("Alle tilbud, der har fået tilskud, skal lukke.", "Alle tilbud skal lukke."),
    ("Aftalen omhandler, hvordan vi opretter pladser.", "Aftalen opretter pladser."),
    ("Regionen skal undersøge muligheden for at lukke tilbud.", "Regionen skal lukke tilbud."),
    ("Taksten kan stige, hvis udgifterne stiger.", "Taksten kan stige."),
    ("Taksten kan stige med 2 pct. i 2022.", "Taksten kan stige med 2 pct."),
    ("Alle nye tilbud godkendes.", "Tilbud godkendes."),
    ("Det forventes, at taksten sænkes.", "Taksten sænkes."),
    ("Det anbefales at følge standardkontrakten.", "Standardkontrakten følges."),
    # What is swapped.
    ("Der er 19 kommuner og 2 regioner.", "Der er 2 kommuner og 19 regioner."),
    ("Formand er Torben Hansen, og næstformand er Ib Lund.", "Formand er Ib Lund, og næstformand er Torben Hansen."),
    ("Kommunen, der ikke betaler, hæfter.", "Kommunen, der betaler, hæfter ikke."),
    ("Aftalen om takster erstatter aftalen om pladser.", "Aftalen om pladser erstatter aftalen om takster."),
    ("Taksten er højst 500 kr. og mindst 300 kr.", "Taksten er mindst 500 kr. og højst 300 kr."),
    ("Taksten var lavere i 2021 end i 2022.", "Taksten var lavere i 2022 end i 2021."),
    ("Fristen er efter den 1. maj.", "Fristen er før den 1. maj."),
    ("Udgiften faldt med -3 pct.", "Udgiften faldt med 3 pct."),
    ("Prisen er 10.000 kr.", "Prisen er 10,000 kr."),
    ("Aftalen er frivillig.", "Aftalen er ufrivillig."),
    ("Forslaget er godkendt eller afvist.", "Forslaget er godkendt og afvist."),
    ("Aftalen blev ændret.", "Aftalen bliver ændret."),
    ("Kommunerne skal betale.", "Kommunerne skal ikke betale."),
    ("Kommunerne skal betale.", "Skal kommunerne betale?"),
    ("Taksten er 500 kr.", "Taksten er ≠ 500 kr."),
    ("Taksten er 500 kr.", "Taksten er 500 × 2 kr."),
    ("Taksterne reduceres i Midtjylland.", "Taksterne reduceres i Syddanmark."),
]  # fmt: skip


@pytest.mark.parametrize(("quote", "said"), LIES)
def test_what_the_quote_does_not_say_is_dropped(quote: str, said: str) -> None:
    assert carries(quote, quote)
    assert not carries(quote, said)


def test_the_region_of_the_source_may_be_said_and_no_other() -> None:
    quote = "Taksterne reduceres med 2 pct."
    assert carries(quote, "I Midtjylland reduceres taksterne med 2 pct.", "Midtjylland")
    assert not carries(quote, "I Syddanmark reduceres taksterne med 2 pct.", "Midtjylland")
    assert not carries(quote, "Midtjylland reducerer taksterne med 2 pct.", "Midtjylland")


def test_letters_that_only_look_danish_and_signs_nobody_sees_are_dropped() -> None:
    quote = "Taksten kan ikke stige."
    assert not carries(quote, "Taksten kan ikke stige\u200b.")
    assert not carries(quote, "T\u0430ksten kan ikke stige.")  # a Cyrillic letter


def test_supporting_words_must_stand_in_the_quote() -> None:
    quote = "Taksten kan ikke stige. Den kan\n  godt falde."
    assert carrier(quote, ["den kan godt falde"]) == (1,)
    assert carrier(quote, ["kan ikke stige. Den kan"]) == (0, 1)
    assert carrier(quote, ["taksten kan stige"]) == ()
    assert carrier(quote, [""]) == ()
