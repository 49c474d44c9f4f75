"""A new colleague looks a word up and gets what the agreements say, or a general explanation marked so."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.glossary import Entry, Glossary
from assistant.quoted_data import DataError
from corpus import CORPUS
from tests.shipped_documents import FILES, OFFSETS, TEXTS

GLOSSARY = Glossary.load(TEXTS, offsets=OFFSETS)
EVERYTHING = "\n".join(TEXTS.values())


def test_there_are_more_than_65_terms_and_every_one_occurs_in_the_documents() -> None:
    assert len(GLOSSARY.entries) >= 65
    never = [entry.term for entry in GLOSSARY.entries if not Glossary([entry]).terms_in(EVERYTHING)]
    assert never == []


def test_every_quote_is_found_at_its_place_in_the_file() -> None:
    for entry in GLOSSARY.entries:
        assert bool(entry.sources) == (entry.basis == "aftale"), entry.term
        for source in entry.sources:
            whole = (CORPUS / "documents" / FILES[source.document]).read_bytes().decode("utf-8")
            assert whole[source.start : source.end] == source.quote, entry.term


def test_numbers_and_years_in_an_explanation_from_the_agreements_stand_in_its_quotes() -> None:
    for entry in GLOSSARY.entries:
        if entry.basis == "aftale":
            quoted = " ".join(source.quote for source in entry.sources)
            numbers = [word.strip(".,") for word in entry.text.split() if word[0].isdigit()]
            assert all(number in quoted for number in numbers), (entry.term, numbers)


@pytest.mark.parametrize(
    ("asked", "term"),
    [
        ("taksterne", "takst"),
        ("Driftsherrens", "driftsherre"),
        ("KKR's", "KKR"),
        ("kkr", "KKR"),
        ("kl", "KL"),
        ("styrings-aftale", "styringsaftale"),
        ("PL-fremskrivningen", "pris- og lønfremskrivning"),
        ("pl fremskrivning", "pris- og lønfremskrivning"),
        ("basistaksten", "basis- og ydelsestakst"),
        ("overheadprocenten", "overhead"),
        ("en central udmelding", "central udmelding"),
        ("centrale udmeldinger", "central udmelding"),
        ("den sikrede afdeling", "sikret afdeling"),
        ("lands- og landsdelsdækkende tilbuds", "lands- og landsdelsdækkende tilbud"),
        ("enkeltmandsforanstaltningerne", "enkeltmandsforanstaltning"),
        ("Tilbudportalen", "Tilbudsportalen"),
        ("natko", "NATKO"),
        ("takstloft", "takstaftale"),
    ],
)
def test_a_term_is_found_however_it_is_written(asked: str, term: str) -> None:
    entry = GLOSSARY.lookup(asked)
    assert entry is not None and entry.term == term


@pytest.mark.parametrize("asked", ["", "  ", "bil", "over", "den", "'s", "vejret i morgen"])
def test_a_word_the_glossary_does_not_explain_has_no_entry(asked: str) -> None:
    assert GLOSSARY.lookup(asked) is None


def test_what_the_agreements_explain_is_told_as_theirs_and_the_rest_as_general() -> None:
    told = {entry.term: entry.basis for entry in GLOSSARY.entries}
    assert {
        told[term] for term in ("DASSOS", "Socialdirektørforum", "NATKO", "styringsaftale", "overhead")
    } == {"aftale"}
    assert {told[term] for term in ("objektiv finansiering", "driftsherre", "KKR", "takst", "KL")} == {
        "almen"
    }


def test_terms_are_found_in_running_text_also_in_broken_words() -> None:
    text = "Mødet kl. 14 på grenen: Taksterne, KL's model og takstaf-talen for bruger-\n\nkommuner på Grenen."
    found = [(text[start:end], entry.term) for start, end, entry in GLOSSARY.terms_in(text)]
    assert found == [
        ("Taksterne", "takst"),
        ("KL", "KL"),
        ("takstaf-talen", "takstaftale"),
        ("bruger-\n\nkommuner", "brugerkommune"),
        ("Grenen", "Grenen"),
    ]


def test_the_longest_term_wins() -> None:
    text = "Alliancen om den nære psykiatri og lands- og landsdelsdækkende tilbud"
    assert [entry.term for _, _, entry in GLOSSARY.terms_in(text)] == [
        "Alliancen om den nære psykiatri",
        "lands- og landsdelsdækkende tilbud",
    ]


@given(
    st.lists(st.one_of(st.sampled_from(EVERYTHING.split()), st.text(max_size=8)), max_size=30).map(" ".join)
)
def test_found_terms_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    last = 0
    for start, end, entry in GLOSSARY.terms_in(text):
        assert last <= start < end <= len(text)
        assert GLOSSARY.lookup(entry.term) is entry
        last = end


@given(st.sampled_from(GLOSSARY.entries), st.booleans())
def test_every_form_leads_to_its_own_entry(entry: Entry, upper: bool) -> None:
    for form in (entry.term, *entry.forms):
        assert GLOSSARY.lookup(form.upper() if upper else form) is entry


def test_a_changed_document_switches_its_entries_off_by_name() -> None:
    changed = {**TEXTS, "syd-opsamling-2022-23": "Et helt andet dokument."}
    with pytest.raises(DataError, match="står ikke i 'syd-opsamling-2022-23'"):
        Glossary.load(changed)
    glossary = Glossary.load(changed, tolerate_missing_quotes=True)
    off = {entry.term: entry.reasons for entry in glossary.disabled}
    assert {"NATKO", "Socialdirektørforum", "CKV"} <= set(off)
    assert "NATKO" in off["NATKO"][0] and "citatet" in off["NATKO"][0]
    assert glossary.lookup("NATKO") is None
    assert glossary.lookup("DASSOS") is not None


def test_without_documents_only_the_general_explanations_are_left() -> None:
    glossary = Glossary.load({}, tolerate_missing_quotes=True)
    assert glossary.entries and {entry.basis for entry in glossary.entries} == {"almen"}
    assert "er ikke indlæst" in glossary.disabled[0].reasons[0]


GOOD = {"term": "takst", "basis": "almen", "text": "En pris."}
QUOTED = {"term": "a", "basis": "aftale", "text": "b", "sources": [{"document": "d", "quote": "aftalt ord"}]}


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ([{**GOOD, "farve": "rød"}], "'farve'"),
        ([{"term": "takst", "basis": "almen"}], "'text' mangler"),
        ([GOOD, GOOD], "'takst' står allerede"),
        ([GOOD, {**GOOD, "term": "pris", "forms": ["Takst"]}], "'Takst' står allerede under 'takst'"),
        ([{**GOOD, "forms": ["x", "x"]}], "'x' står to gange"),
        ([{**GOOD, "basis": "gæt"}], "basis = 'gæt'"),
        ([{**GOOD, "sources": []}], "sources hører til basis aftale"),
        ([{**GOOD, "basis": "aftale"}], "mindst ét citat"),
        ([{**GOOD, "text": 7}], "text = 7"),
        ([{**GOOD, "exact_case": "ja"}], "exact_case = 'ja'"),
        ([{**GOOD, "forms": "takster"}], "liste af tekster"),
        ([{**QUOTED, "sources": [{"document": "d", "quote": "andre ord"}]}], "'andre ord' står ikke i 'd'"),
        ([{**QUOTED, "sources": [{"document": "e", "quote": "aftalt ord"}]}], "'e' er ikke indlæst"),
        ([{**QUOTED, "sources": [{"document": "d", "citat": "x"}]}], "'citat'"),
        (["takst"], "nøgler og værdier"),
        ([{**GOOD, "term": "!"}], "ingen ord"),
    ],
)
def test_a_mistake_in_the_file_is_refused_by_name(tmp_path: Path, terms: list[object], message: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(yaml.safe_dump({"terms": terms}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError) as error:
        Glossary.load({"d": "et aftalt ord"}, path=path)
    assert message in str(error.value) and str(path) in str(error.value)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("terms:\n  - term: a\n    term: b\n    basis: almen\n    text: c\n", "»term« står to gange"),
        ("ord: []\n", "»terms:«"),
        ("terms: [\n", "ikke gyldig YAML"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, source: str, message: str) -> None:
    path = tmp_path / "glossary.yaml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(DataError) as error:
        Glossary.load({}, path=path)
    assert message in str(error.value) and str(path) in str(error.value)
