"""The difference of two versions of an agreement: sections found again, words compared, changes summed up."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.compare import UnknownChoice
from assistant.difference import difference
from assistant.difference_alignment import Part, align
from assistant.difference_report import Difference, SectionDifference
from assistant.difference_words import match_sentences, same, word_runs
from eval.compare import NEWER, OLDER, agreement, load_pairs
from ingest.documents import Section, Span, Unit


@pytest.fixture(scope="module")
def found(assistant: Assistant) -> Difference:
    return difference(assistant.answering, OLDER, NEWER)


def section(found: Difference, heading: str) -> SectionDifference:
    return next(
        each for each in found.sections if heading in [place.heading for place in (*each.old, *each.new)]
    )


def test_sections_are_found_again_as_a_person_finds_them(found: Difference) -> None:
    assert agreement(found, load_pairs()).f1 >= 0.9


def test_the_alliance_goes_on_under_another_name(found: Difference) -> None:
    pairs = {(pair.old.heading, pair.new.heading) for pair in found.pairs}
    assert ("Alliancen om den nære psykiatri", "Prioriterede fokusområder i den nære psykiatri") in pairs


def test_the_rate_clause_is_gone_and_its_successor_is_open(found: Difference) -> None:
    clause = section(found, "Takstafte for perioden 2019-2022")
    assert "omdøbt" in clause.kinds
    gone = [change.old.text for change in clause.changes if change.kind == "udgået" and change.old]
    come = [change.new.text for change in clause.changes if change.new and change.kind != "udgået"]
    assert any("2 pct." in text for text in gone)
    assert any("under afklaring" in text for text in come)


def test_new_words_and_fewer_annexes_are_seen(found: Difference) -> None:
    changed = section(found, "Voksenområdet")
    assert any(
        "kapacitetsplanlægning" in (change.new.text if change.new else "") for change in changed.changes
    )
    annexes = next(item for item in found.summary if item.section == "Rammeaftalens bilag")
    assert (annexes.old, annexes.new) == ("8 punkter", "5 punkter")


def test_sections_of_one_version_only_are_told_so(found: Difference) -> None:
    assert section(found, "Krisecentre og Forsorghjem").kinds == ["udgået"]
    assert section(found, "Nationale reformer").kinds == ["ny"]


def test_the_summary_names_numbers_dates_names_and_obligations(found: Difference) -> None:
    items = {(item.kind, item.old, item.new) for item in found.summary}
    assert ("tal", "2 pct.", "") in items
    assert ("dato", "1. januar 2022, 1. januar 2021", "1. juli 2022") in items
    assert any(kind == "navn" and "Steen Vindum" in old and "Ib Lauritsen" in new for kind, old, new in items)
    assert any(kind == "pligt" and old == "anbefales" for kind, old, new in items)


def test_every_quote_is_exact_and_of_its_own_version(assistant: Assistant, found: Difference) -> None:
    texts = assistant.answering.snapshot.texts
    citations = {made.n: made for made in found.citations}
    for made in citations.values():
        assert texts[made.document][made.start : made.end] == made.quote
    for each in found.sections:
        for change in each.changes:
            assert change.old is None or citations[change.old.n].document == OLDER
            assert change.new is None or citations[change.new.n].document == NEWER
    assert all(item.citations for item in found.summary)


def test_every_section_stands_once_and_no_sentence_is_lost(assistant: Assistant, found: Difference) -> None:
    for side, document in (("old", OLDER), ("new", NEWER)):
        headings = [place.start for each in found.sections for place in getattr(each, side)]
        assert len(headings) == len(set(headings)), document
        changed = sum(getattr(change, side) is not None for each in found.sections for change in each.changes)
        unchanged = sum(each.unchanged for each in found.sections)
        passages = assistant.answering.snapshot.document_passages(document)
        units = [unit for passage in passages for unit in passage.passage.units if unit.kind != "heading"]
        assert changed + unchanged >= len(units) - 2


def test_unknown_or_equal_documents_are_refused(assistant: Assistant) -> None:
    with pytest.raises(UnknownChoice, match="»nord« er ikke indlæst"):
        difference(assistant.answering, OLDER, "nord")
    with pytest.raises(UnknownChoice, match="sig selv"):
        difference(assistant.answering, OLDER, OLDER)


# --- the parts -------------------------------------------------------------------------------------------

WORDS = st.lists(
    st.sampled_from("takst loft skal kan ikke kommune region pct 2022 plads".split()), min_size=1
)


@settings(deadline=None)
@given(old=WORDS, new=WORDS)
def test_word_runs_give_both_texts_back(old: list[str], new: list[str]) -> None:
    runs = word_runs(" ".join(old), " ".join(new))
    assert " ".join(run.text for run in runs if run.kind != "tilføjet").split() == old
    assert " ".join(run.text for run in runs if run.kind != "udgået").split() == new


@settings(deadline=None)
@given(old=st.lists(WORDS.map(" ".join), max_size=6), new=st.lists(WORDS.map(" ".join), max_size=6))
def test_every_sentence_is_matched_once(old: list[str], new: list[str]) -> None:
    matches = match_sentences(old, new)
    assert sorted(match.old for match in matches if match.old is not None) == list(range(len(old)))
    assert [match.new for match in matches if match.new is not None] == list(range(len(new)))


def test_marks_do_not_make_a_sentence_another() -> None:
    assert same("Taksterne kan ikke stige.", "Taksterne kan ikke stige")
    assert not same("Taksterne kan ikke stige", "Taksterne kan stige")


def made(heading: str, *sentences: str) -> Part:
    units = tuple(Unit("sentence", Span(0, 1), sentence) for sentence in sentences)
    return Part(Section(1, heading, (heading,), Span(0, 1)), units)


FIRST = "Kommunerne mødes hvert kvartal i styregruppen og drøfter udgifterne."
SECOND = "Regionen driver de sikrede afdelinger for alle kommuner i landsdelen."
THIRD = "Taksterne fremskrives hvert år med den aftalte procent."


def test_renamed_moved_split_and_lone_sections() -> None:
    old = [
        made("Møder", FIRST),
        made("Drift og takster", SECOND, THIRD),
        made("Væk", "Intet af dette går igen."),
    ]
    new = [
        made("Takster", THIRD),
        made("Drift", SECOND),
        made("Samarbejde", FIRST),
        made("Nyt", "Helt nye ord her."),
    ]
    assert align(old, new) == [(0, 2), (1, 0), (1, 1)]
    assert align([], new) == []
    assert align(old, []) == []
