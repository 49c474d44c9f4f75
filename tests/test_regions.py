"""A caseworker names the region in everyday words; the program knows which one is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

from corpus import CORPUS
from ingest.regions import Regions, RegionsError

REGIONS = Regions.load()
FILE = CORPUS / "regions.toml"

# What the agreements' own texts call a region; everything else in them is no region.
NAMES_IN_THE_DOCUMENTS = re.compile(
    r"(københavn|hovedstad(en|sregionen|sområdet)|midtjyll|midtjysk|syddan|dassos|socialdirektørforum"
    r"|socialsekretariat|embedsmandsudvalget|fælleskommunalt|rammeaftale-h|kommunikation-|ckv|børnehus midt"
    r"|viborg|norddjurs|skive|samsø|aarhus|randers|lemvig|silkeborg|assens|odense|svendborg)",
    re.IGNORECASE,
)
# People and adjectives of a place, and slips that are no other Danish word: rightly read as the place.
DERIVED = """
aalborgsk aarhusianer aarhusianere bornholmer bornholmere bornholmeres bornholmers brønderslevbo
brønderslevbos embedsmandsudvalgenes embedsmandsudvalgs fredericiansk frederiksberger
frederiksbergers frederiksbergsk frederiksbergske frederikshavner frederikshavners frederikssunder
frederikssunders haderslever haderslevers hilledød holstebroer holstebroers horsene
hovedstadskommunen hovedstadskommunens hovedstadsområde hovedstadsområder hovedstadsområders
hovedstadsområdes hovedstadsregion hovedstadsregionernes hovedstadsregioners hovedstadsregions
jammerbugten jammerbugtens kerteminder kertemindere kerteminderes kerteminders købenavn købenavne
købenavnes købenavns københavneres københavners middelfarter middelfarters midtfynsk midtjyde
midtjyden nordjyde nordjyden nordjydens nordjydes odenseaner odenseanere odenseaneres odenseaners
randes stevnsk svendborger sønderborger sønderjyde sønderjydes vendsysselsk vendsysselske ålborgsk
århusianer århusianere århusianeres århusianers
"""


def regions(question: str) -> list[str]:
    return [mention.region for mention in REGIONS.find(question)]


def test_all_98_municipalities_are_known_and_belong_to_one_region() -> None:
    counts = {region.name: len(region.municipalities) for region in REGIONS.regions}
    assert list(counts.items()) == [
        ("Midtjylland", 19),
        ("Syddanmark", 22),
        ("Hovedstaden", 29),
        ("Sjælland", 17),
        ("Nordjylland", 11),
    ]
    for region in REGIONS.regions:
        for municipality in region.municipalities:
            [mention] = REGIONS.find(f"Hvad betaler {municipality} Kommune?")
            assert (mention.region, mention.via, mention.matched) == (region.name, "kommune", municipality)


def test_the_three_regions_with_an_agreement_are_covered() -> None:
    assert REGIONS.covered() == ("Midtjylland", "Syddanmark", "Hovedstaden")
    assert (found := REGIONS.get("Sjælland")) is not None and not found.covered
    assert REGIONS.get("Skåne") is None


@pytest.mark.parametrize(
    ("question", "region", "via"),
    [
        ("Hvad gælder i Region Midtjylland?", "Midtjylland", "region"),
        ("hvad har de midtjyske kommuner aftalt", "Midtjylland", "adjektiv"),
        ("hvem er formand for kkr midtjylland", "Midtjylland", "organ"),
        ("Hvad laver DASSOS?", "Midtjylland", "organ"),
        ("vi er i Odense", "Syddanmark", "kommune"),
        ("Odenses takster", "Syddanmark", "kommune"),
        ("Hvad besluttede Socialdirektørforum?", "Syddanmark", "organ"),
        ("hvem betjener fælleskommunalt socialsekretariat", "Syddanmark", "organ"),
        ("syddanske temadage", "Syddanmark", "adjektiv"),
        ("Og hvad med hovedstadsregionen?", "Hovedstaden", "region"),
        ("Hvem skal have forklaringerne i Fælleskommunalt sekretariat for det specialiserede socialområde?",
         "Hovedstaden", "organ"),
        ("hvad har Embedsmandsudvalget godkendt", "Hovedstaden", "organ"),
        ("takster i lyngby-tårbæk", "Hovedstaden", "kommune"),
        ("Hvad gælder på Bornholm?", "Hovedstaden", "kommune"),
        ("koebenhavn", "Hovedstaden", "kommune"),
        ("Ikast Brande", "Midtjylland", "kommune"),
        ("Ærø", "Syddanmark", "kommune"),
        ("nordjyske kommuner", "Nordjylland", "adjektiv"),
    ],
)  # fmt: skip
def test_a_region_is_known_by_name_adjective_municipality_and_body(
    question: str, region: str, via: str
) -> None:
    [mention] = REGIONS.find(question)
    assert (mention.region, mention.via, mention.misspelled) == (region, via, False)


@pytest.mark.parametrize(
    ("question", "region"),
    [
        ("takstloft i midtjyland", "Midtjylland"),
        ("overhead i hovedstadn", "Hovedstaden"),
        ("hovdestaden", "Hovedstaden"),
        ("hvad siger syddanmrk om det", "Syddanmark"),
        ("vi er i odnese", "Syddanmark"),
        ("aarhsu kommune", "Midtjylland"),
        ("midtjyske komuner", "Midtjylland"),
        ("midtjydske kommuner", "Midtjylland"),
    ],
)
def test_a_misspelled_region_is_understood(question: str, region: str) -> None:
    assert regions(question) == [region]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("er vi på vejen til et nyt tilbud", []),
        ("Vejen til et tilbud er lang", []),
        ("Er det godt? Vejen dertil er lang.", []),
        ("Vi er i Vejen", ["Syddanmark"]),
        ("vejen kommune", ["Syddanmark"]),
        ("en skive brød", []),
        ("Vi er i Skive", ["Midtjylland"]),
        ("skive kommunes takster", ["Midtjylland"]),
        ("en greve på en lejr med odder og tønder", []),
        ("vi bor i Greve", ["Sjælland"]),
        ("HVAD ER VEJEN FREM", []),
        ("borgere med hovedskader", []),
        ("landets hovedstæder", []),
        ("Frederiksborg Amt", []),
        ("vestjyske kommuner", []),
    ],
)
def test_an_ordinary_word_is_a_place_only_when_written_as_one(question: str, expected: list[str]) -> None:
    assert regions(question) == expected


def test_the_words_of_the_documents_are_never_taken_for_a_region() -> None:
    for path in sorted((CORPUS / "documents").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        for mention in REGIONS.find(text):
            seen = re.sub(r"[\s*]+", " ", text[mention.start : mention.end])
            assert NAMES_IN_THE_DOCUMENTS.search(seen) or seen.startswith("KKR "), (path.name, seen, mention)
            assert not mention.misspelled, (path.name, seen, mention)


def test_no_word_of_the_danish_word_list_is_a_misspelled_region() -> None:
    derived = frozenset(DERIVED.split())
    listed = DefaultDictionaryFactory(cache_max_size=1).get_dictionary("da")
    words = {str(word) for pair in listed.items() for word in pair}
    near = (word for word in words if 6 <= len(word) <= 10 and word.isalpha() and word.islower())
    wrong = {
        word: mention.matched
        for word in near
        for mention in REGIONS.find(word)
        if mention.misspelled and word not in derived
    }
    assert wrong == {}


def test_two_regions_in_one_question_are_both_found_in_order() -> None:
    text = "Sammenlign KKR Hovedstaden med de midtjyske kommuner"
    found = REGIONS.find(text)
    assert [(text[m.start : m.end], m.region) for m in found] == [
        ("KKR Hovedstaden", "Hovedstaden"),
        ("midtjyske", "Midtjylland"),
    ]


def _pieces() -> st.SearchStrategy[str]:
    names = [name for region in REGIONS.regions for name in region.municipalities]
    return st.lists(st.one_of(st.sampled_from(names), st.text(max_size=12)), max_size=6).map(" ".join)


@given(_pieces())
def test_mentions_lie_in_the_text_in_order_and_do_not_overlap(text: str) -> None:
    end = 0
    for mention in REGIONS.find(text):
        assert end <= mention.start < mention.end <= len(text)
        assert REGIONS.get(mention.region) is not None
        end = mention.end


def _broken(source: str) -> Iterator[tuple[str, str, str]]:
    yield "a municipality lost", source.replace('"Favrskov", ', ""), "municipality_count"
    yield "a municipality in two regions", source.replace('"Favrskov"', '"Odense"'), "'Odense' står allerede"
    yield "an unknown key", source.replace("covered = true", "covered = true\nfarve = 1", 1), "'farve'"
    yield "a missing key", source.replace("municipality_count = 19\n", ""), "'municipality_count' mangler"
    yield "a wrong type", source.replace("covered = true", 'covered = "ja"', 1), "covered = 'ja'"
    yield "forms of no municipality", source.replace('"Odense" = [', '"Odensee" = ['), "'Odensee'"
    yield "a caution for no name", source.replace('capital = ["Skive"', 'capital = ["Skiven"'), "'skiven'"
    yield "a key twice", source.replace("covered = true", "covered = true\ncovered = true", 1), "TOML"
    yield "an empty name", source.replace('"Favrskov"', '" "'), "liste af navne"


@pytest.mark.parametrize(("what", "source", "message"), list(_broken(FILE.read_text(encoding="utf-8"))))
def test_a_mistake_in_the_file_is_refused_by_name(
    tmp_path: Path, what: str, source: str, message: str
) -> None:
    path = tmp_path / "regions.toml"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(RegionsError) as error:
        Regions.load(path)
    assert message in str(error.value) and str(path) in str(error.value), what
