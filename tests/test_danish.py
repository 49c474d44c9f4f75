"""Words are found in other forms and inside compounds: "overhead" finds "overheadprocent"."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.torture.small_library import small_library
from index.danish import content_words, stem, words
from index.lexical import LexicalView
from ingest.lexicon import compound_parts, is_word

SENTENCES = {
    "overhead": "Overheadprocenten fastsættes til 6 i alle kommuner.",
    "takst": "Taksterne for døgntilbud stiger ikke i år.",
    "børn": "Børnehuset tager imod unge fra hele landsdelen.",
    "varsel": "Et opsigelsesvarsel er på fjorten måneder.",
    "beløb": "Beløbet er 10.000 kr. og betales i 2023-24.",
    "psykiatri": "Socialpsykiatrien samarbejder med sygehuset.",
    "roer": "Roerne bliver kørt hjem fra marken om efteråret.",
}


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LexicalView]:
    library = small_library(tmp_path_factory.mktemp("ord"))
    text = "\n\n".join(f"## Afsnit {number}\n\n{text}" for number, text in enumerate(SENTENCES.values()))
    library.ingest_bytes(f"# Ord\n\n{text}\n".encode(), "ord.md")
    yield library.ensure().generation.lexical
    library.close()


def best(view: LexicalView, question: str) -> list[str]:
    return [list(SENTENCES)[number] for number, _ in view.search(question, 3)]


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("Hvad er overhead?", "overhead"),
        ("Hvor stor er overheadprocenten?", "overhead"),
        ("Hvilken procent gælder?", "overhead"),
        ("Stiger taksten?", "takst"),
        ("Hvad koster et døgntilbud?", "takst"),
        ("Hvilke tilbud er der?", "takst"),
        ("Hvor er huset for børn?", "børn"),
        ("Hvor langt er varslet ved opsigelse?", "varsel"),
        ("opsigelsesvarslets længde", "varsel"),
        ("Hvem betaler 10000 kroner?", "beløb"),
        ("Hvem betaler 10.000?", "beløb"),
        ("Hvad sker der i 2023?", "beløb"),
        ("PSYKIATRI", "psykiatri"),
        ("socialpsykiatriens samarbejde", "psykiatri"),
        ("en roe på en mark", "roer"),
    ],
)
def test_a_word_is_found_in_other_forms_and_inside_compounds(
    view: LexicalView, question: str, wanted: str
) -> None:
    assert best(view, question)[0] == wanted


def test_a_word_that_is_nowhere_finds_nothing(view: LexicalView) -> None:
    assert view.search("gulerodsmousse", 5) == []
    assert view.search("", 5) == [] and view.search("?!", 5) == []


def test_a_question_of_small_words_alone_is_not_emptied(view: LexicalView) -> None:
    assert content_words("Hvad er det?") == []
    assert view.query_terms("Hvad er det?")


@pytest.mark.parametrize(
    "question", ['body:takst" OR *', "takst AND (", "\\", "takst~2^9", "group:ord", "🤖 takst", "a" * 5_000]
)
def test_signs_of_search_languages_are_words_like_others(view: LexicalView, question: str) -> None:
    assert isinstance(view.search(question, 5), list)


def test_only_the_groups_asked_for_are_found(view: LexicalView) -> None:
    group = "ord"
    assert view.search("takst", 5, [group])
    assert view.search("takst", 5, ["en-anden"]) == [] == view.search("takst", 5, [])
    assert dict(view.search("takst", 5, [group])) == pytest.approx(dict(view.search("takst", 5)))


def test_several_threads_find_the_same(view: LexicalView) -> None:
    expected = view.search("taksten for døgntilbud", 5)
    gate = threading.Barrier(4)

    def ask(_: int) -> bool:
        gate.wait()
        return all(view.search("taksten for døgntilbud", 5) == expected for _ in range(50))

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(4)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.000 kr. i 2023-24", ["10000", "kr", "i", "2023", "24"]),
        ("1,5 pct. af §85", ["1,5", "pct", "af", "85"]),
        ("Børne- og Ungeområdet", ["børne", "og", "ungeområdet"]),
        ("1.000.000 og 3.5", ["1000000", "og", "3.5"]),
        ("", []),
    ],
)
def test_words_and_figures_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text(max_size=60))
def test_words_do_not_hang_on_case_or_on_what_stands_between(text: str) -> None:
    assert words(text.lower()) == words(words_joined := text.lower()) == words(f" {words_joined} ")
    assert all(word == word.lower() and word for word in words(text))


@pytest.mark.parametrize(
    ("forms", "same"),
    [
        (("takst", "taksten", "takster", "taksterne", "takstens"), True),
        (("kommune", "kommuner", "kommunerne", "kommunens"), True),
        (("takst", "tak"), False),
        (("2023", "202"), False),
    ],
)
def test_forms_of_a_word_share_a_stem(forms: tuple[str, ...], same: bool) -> None:
    assert (len({stem(form) for form in forms}) == 1) is same


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("opsigelsesvarsel", ("opsigelse", "varsel")),
        ("socialpsykiatri", ("social", "psykiatri")),
        ("driftsherre", ("drift", "herre")),
        ("takst", ()),
        ("qwertyuiop", ()),
    ],
)
def test_compounds_fall_into_their_words(word: str, parts: tuple[str, ...]) -> None:
    assert tuple(map(stem, compound_parts(word))) == tuple(map(stem, parts))


def test_the_word_list_knows_danish() -> None:
    assert is_word("Kommunerne") and is_word("øl") and not is_word("omkostnings-tunge")
