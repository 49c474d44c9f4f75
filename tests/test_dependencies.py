"""Where an agreement sends the reader to a text that is not loaded, the answer can say so."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.dependencies import Dependencies
from assistant.quoted_data import DataError
from corpus import CORPUS
from tests.shipped_documents import FILES, OFFSETS, TEXTS, TITLES

DEPENDENCIES = Dependencies.load(TEXTS, files=FILES, offsets=OFFSETS)


def cited(document: str, quote: str, section_from: str, section_to: str) -> tuple[str, int, int, int, int]:
    """The citation of a quote, in a section that runs from one heading to the next; offsets in the file."""
    text, shift = TEXTS[document], OFFSETS[document]
    start = text.index(quote)
    first = text.rindex(section_from, 0, start + len(section_from))
    last = text.index(section_to, start)
    return (FILES[document], shift + start, shift + start + len(quote), shift + first, shift + last)


TAKSTER_MIDT = cited(
    "midt-rammeaftale-2021-22", "Taksterne kan ikke stige i perioden", "## Takstafte", "### **Socialpæd"
)
OVERHEAD = cited(
    "hovedstaden-rammeaftale-2021-22",
    "arbejdes hen imod 6 % som et gennemsnitligt mål",
    "# Styringsaftale 2021-2022",
    "# Nyt i styringsaftalen",
)


def ids(citations: list[tuple[str, int, int, int, int]], about: str | None = None) -> list[str]:
    return [dependency.id for dependency in DEPENDENCIES.for_citations(citations, about)]


def test_every_reference_is_an_exact_quote_of_its_document() -> None:
    for entry in DEPENDENCIES.all:
        assert entry.references, entry.id
        for quote in entry.references:
            whole = (CORPUS / "documents" / FILES[quote.document]).read_bytes().decode("utf-8")
            assert whole[quote.start : quote.end] == quote.quote, entry.id


def test_every_line_tells_the_reader_that_the_text_is_not_loaded() -> None:
    for entry in DEPENDENCIES.all:
        assert entry.line.endswith("ikke er indlæst.") or entry.line.endswith("er ikke indlæst."), entry.id


def test_what_the_agreements_are_known_to_refer_to_is_there() -> None:
    known = {entry.id for entry in DEPENDENCIES.all}
    assert known >= {
        "midt-styringsaftale-2021-22",
        "midt-styringsaftale-2023-24",
        "hovedstaden-teknisk-bilag-1",
        "hovedstaden-teknisk-bilag-2",
        "midt-bilag-2-2021-22",
        "midt-bilag-2-2023-24",
        "midt-soelund-2021-22",
        "midt-autisme-2021-22",
        "midt-socialpsykiatri-2021-22",
        "midt-takstfil-2021-22",
        "syd-rammeaftale-2023-24",
        "finansieringsbekendtgoerelsen",
        "serviceloven",
        "sundhedsloven",
        "retssikkerhedsloven",
    }


def test_an_answer_on_rates_hangs_on_the_styringsaftale_of_its_own_agreement() -> None:
    assert ids([TAKSTER_MIDT]) == ["midt-styringsaftale-2021-22"]
    assert ids([OVERHEAD]) == ["hovedstaden-teknisk-bilag-1"]


def test_an_answer_on_another_subject_of_the_section_does_not() -> None:
    assert ids([OVERHEAD], "Hvad er målet for overheadprocenten?") == ["hovedstaden-teknisk-bilag-1"]
    assert ids([OVERHEAD], "Hvem er formand for KKR?") == []


def test_a_cited_reference_counts_whatever_the_question() -> None:
    citation = cited("midt-rammeaftale-2021-22", "jf. servicelovens § 85", "### **Socialpæd", "### **Krise")
    assert ids([citation], "Hvem er formand?") == ["serviceloven"]


def test_the_annex_list_names_all_eight_annexes() -> None:
    text, shift = TEXTS["midt-rammeaftale-2021-22"], OFFSETS["midt-rammeaftale-2021-22"]
    start, end = (
        text.index("## Rammeaftalens bilag") + shift,
        text.index("Rammeaftalen med bilag kan findes") + shift,
    )
    assert len(ids([(FILES["midt-rammeaftale-2021-22"], start, end, start, end)])) == 8


def test_an_agreement_is_not_missed_by_a_sentence_of_the_one_after_it() -> None:
    places = [
        cited("syd-opsamling-2022-23", quote, "Indledning", "Politiske temaer")
        for quote in ("Den nuværende rammeaftale gælder for perioden 2023-2024.",
                      "Den kommende rammeaftale gælder for perioden 2025-2026.")
    ]  # fmt: skip
    asked = "Hvilken periode dækker rammeaftalen?"

    def missing(place: tuple[str, int, int, int, int], quote: str) -> list[str]:
        return [each.id for each in DEPENDENCIES.for_citations([place], asked, [quote])]

    now, next_one = missing(places[0], "for perioden 2023-2024"), missing(places[1], "for perioden 2025-2026")
    assert "syd-rammeaftale-2023-24" in now
    assert next_one == ["syd-rammeaftale-2025-26"]
    # What is carried on from an earlier agreement does not make it a later one.
    carried = DEPENDENCIES.for_citations([TAKSTER_MIDT], None, ["perioden 2019-2022"])
    assert [each.id for each in carried] == ["midt-styringsaftale-2021-22"]


def test_a_citation_without_a_reference_hangs_on_nothing() -> None:
    name = cited("midt-rammeaftale-2021-22", "Steen Vindum", "Med venlig hilsen", "# Resumé")
    assert ids([name]) == []
    assert ids([]) == []


@pytest.mark.parametrize(
    "title",
    ["Styringsaftale 2021-22", "Bilag 1 - Styringsaftale 2021-2022", "STYRINGSAFTALE 2021-22, MIDTJYLLAND"],
)
def test_a_document_that_is_loaded_is_no_longer_missing(title: str) -> None:
    loaded = Dependencies.load(TEXTS, files=FILES, offsets=OFFSETS, loaded_titles=["Andet", title])
    assert {entry.id for entry in DEPENDENCIES.all} - {entry.id for entry in loaded.all} == {
        "midt-styringsaftale-2021-22"
    }
    assert loaded.for_citations([TAKSTER_MIDT]) == []


def test_the_loaded_agreements_themselves_hide_nothing() -> None:
    loaded = Dependencies.load(TEXTS, files=FILES, offsets=OFFSETS, loaded_titles=list(TITLES.values()))
    assert loaded.all == DEPENDENCIES.all


@given(st.sampled_from(sorted(TEXTS)), st.integers(0, 30_000), st.integers(1, 500), st.integers(0, 2_000))
def test_a_dependency_is_only_named_for_a_citation_of_the_referring_file(
    document: str, start: int, length: int, margin: int
) -> None:
    end = start + length
    citation = (FILES[document], start, end, max(0, start - margin), end + margin)
    for entry in DEPENDENCIES.for_citations([citation]):
        assert FILES[document] in {FILES[quote.document] for quote in entry.references}


def test_a_changed_document_makes_its_references_fail_by_name() -> None:
    changed = {**TEXTS, "hovedstaden-rammeaftale-2021-22": "Et helt andet dokument."}
    with pytest.raises(DataError, match="står ikke i 'hovedstaden-rammeaftale-2021-22'"):
        Dependencies.load(changed, files=FILES, offsets=OFFSETS)
    kept = Dependencies.load(changed, files=FILES, offsets=OFFSETS, tolerate_missing_quotes=True)
    assert "hovedstaden-teknisk-bilag-1" not in {entry.id for entry in kept.all}
    assert "serviceloven" in {entry.id for entry in kept.all}
    assert any("hovedstaden-teknisk-bilag-1" in reason for reason in kept.missing)


ENTRY = {
    "id": "x",
    "name": "Bilag X",
    "line": "Bilag X er ikke indlæst.",
    "titles": ["Bilag X"],
    "topics": ["takst"],
    "references": [{"document": "d", "quote": "se bilag X"}],
}


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([{**ENTRY, "farve": "rød"}], "'farve'"),
        ([{key: value for key, value in ENTRY.items() if key != "line"}], "'line' mangler"),
        ([ENTRY, {**ENTRY, "name": "Y", "titles": ["Y"]}], "'x' står to gange"),
        ([ENTRY, {**ENTRY, "id": "y", "name": "Y"}], "'bilag x' står to gange"),
        (
            [{**ENTRY, "references": [{"document": "d", "quote": "se bilag Y"}]}],
            "'se bilag Y' står ikke i 'd'",
        ),
        ([{**ENTRY, "references": []}], "mindst ét citat"),
        ([{**ENTRY, "titles": []}], "titles og topics"),
        ([{**ENTRY, "topics": ["to ord"]}], "'to ord' skal være ét ord"),
    ],
)
def test_a_mistake_in_the_file_is_refused_by_name(
    tmp_path: Path, entries: list[object], message: str
) -> None:
    path = tmp_path / "dependencies.yaml"
    path.write_text(yaml.safe_dump({"dependencies": entries}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError) as error:
        Dependencies.load({"d": "Om takster: se bilag X."}, files={"d": "d.txt"}, path=path)
    assert message in str(error.value) and str(path) in str(error.value)


def test_a_document_without_a_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "dependencies.yaml"
    path.write_text(yaml.safe_dump({"dependencies": [ENTRY]}), encoding="utf-8")
    with pytest.raises(KeyError, match="'d' mangler"):
        Dependencies.load({"d": "se bilag X"}, files={}, path=path)
