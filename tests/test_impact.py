"""A new agreement arrives, or an old one changes: what is proposed, what lost its quote, what may be used."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.approval import ApprovalError, approve_drafts, confirm, reject_drafts
from assistant.arrival import Arrival, ingest
from assistant.assistant import Assistant
from assistant.impact import impact_of
from assistant.impact_report import Impact, ImpactQuote
from assistant.rule_drafts import _quoted
from assistant.rules.parameters import load_rules
from corpus import CORPUS
from index.approvals import ApprovedValue, approvals
from tests.new_agreement import AGREEMENT, CHANGES, MIDT, MIDT_FILE, SJAELLAND, TODAY


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant on a copy of the shipped documents; tests that write have a copy of their own."""
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("ny aftale") / "data"))
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        yield opened


@pytest.fixture(scope="module")
def arrived(assistant: Assistant, tmp_path_factory: pytest.TempPathFactory) -> Arrival:
    """The fourth region's agreement, taken in and confirmed by nobody."""
    file = tmp_path_factory.mktemp("ind") / "rammeaftale.md"
    file.write_text(AGREEMENT, encoding="utf-8")
    return ingest(assistant, [file], TODAY)


@pytest.fixture(scope="module")
def confirmed(assistant: Assistant, arrived: Arrival) -> Impact:
    confirm(assistant, arrived.impacts[0].document, {}, "Inger")
    return impact_of(assistant, SJAELLAND)


@pytest.fixture(scope="module")
def changed(assistant: Assistant, confirmed: Impact, tmp_path_factory: pytest.TempPathFactory) -> Arrival:
    """The agreement of Midtjylland for 2023-24 with a number changed and clauses gone that much rests on."""
    text = (CORPUS / "documents" / MIDT_FILE).read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    file = tmp_path_factory.mktemp("ændret") / MIDT_FILE
    file.write_text(text, encoding="utf-8")
    return ingest(assistant, [file], TODAY)


@pytest.fixture
def own(assistant: Assistant, changed: Arrival, tmp_path: Path) -> Iterator[Assistant]:
    """A copy of all that for a test that writes."""
    data = Path(shutil.copytree(assistant.library.data, tmp_path / "data"))
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        yield opened


def quotes_of(impact: Impact) -> list[ImpactQuote]:
    found = [fact.quote for fact in impact.facts if fact.quote]
    found += [draft.quote for draft in impact.drafts]
    found += [quote for each in impact.succeeds for item in each.summary for quote in item.quotes]
    found += [quote for change in impact.subjects for quote in change.after.quotes]
    return found


def test_everything_that_can_be_read_out_of_a_new_agreement_is_proposed_with_its_words(
    arrived: Arrival,
) -> None:
    assert arrived.report.added == [SJAELLAND]
    (impact,) = arrived.impacts
    assert {fact.field: fact.value for fact in impact.facts} == {
        "title": "Rammeaftale 2025-26 for Region Sjælland",
        "region": "Sjælland",
        "kind": "rammeaftale",
        "valid_from": date(2025, 1, 1),
        "valid_to": date(2026, 12, 31),
        "standing": "vedtaget",
    }
    assert all(fact.how and fact.quote for fact in impact.facts)
    assert (impact.confirmed, impact.succeeds, impact.lost) == (False, [], [])


CASE = """Orientering om Rammeaftale 2025-26

Slagelse Kommune

Sagsfremstilling

Kommunerne på Sjælland og Region Sjælland har indgået Rammeaftale 2025-26. Slagelse betaler sin del af sekretariatet.

Indstilling

Direktøren indstiller, at orienteringen tages til efterretning.
"""


def test_a_case_is_tied_to_the_agreement_it_names_when_its_facts_are_confirmed(
    assistant: Assistant, confirmed: Impact
) -> None:
    library = assistant.library
    (case,) = library.ingest_bytes(CASE.encode(), "sag.txt").added
    try:
        (fact,) = [found for found in impact_of(assistant, case).facts if found.field == "about"]
        assert fact.value == SJAELLAND and fact.quote is not None
        assert fact.quote.text == "Orientering om Rammeaftale 2025-26"
        confirm(assistant, case, {}, "Inger")
        assert library.ensure().documents[case].metadata.about == SJAELLAND
    finally:
        library.remove(case)


def test_every_quote_of_a_report_is_the_exact_slice_it_cites(
    assistant: Assistant, arrived: Arrival, confirmed: Impact, changed: Arrival
) -> None:
    texts = assistant.answering.snapshot.texts
    for impact in (confirmed, *changed.impacts):
        quotes = [quote for quote in quotes_of(impact) if not quote.former]
        assert quotes
        for quote in quotes:
            assert texts[quote.document][quote.start : quote.end] == quote.quote


def test_clauses_that_no_rule_computes_are_listed_to_read_with_the_reason(arrived: Arrival) -> None:
    (impact,) = arrived.impacts
    assert [draft.yaml for draft in impact.drafts] == [""] * len(impact.drafts)
    assert {draft.note for draft in impact.drafts} == {
        "Kan ikke beregnes af reglerne: ingen regel regner for Sjælland."
    }
    assert any("1,5 pct. om året" in draft.quote.text for draft in impact.drafts)


def test_a_clause_in_the_form_of_a_rule_becomes_a_draft_that_the_strict_loader_reads(
    changed: Arrival, assistant: Assistant, tmp_path: Path
) -> None:
    (draft,) = (draft for draft in changed.impacts[0].drafts if draft.yaml)
    (tmp_path / "udkast.yaml").write_text(draft.yaml, encoding="utf-8")
    read = {
        key: value
        for key, parameter in load_rules({MIDT: assistant.answering.snapshot.texts[MIDT]}, tmp_path)
        for value in parameter.values
    }
    rise = read["midt.takstudvikling.maks_stigning"]
    assert (str(rise.value), rise.quote) == ("1", draft.quote.quote)
    assert (rise.valid_from, rise.valid_to) == (date(2023, 1, 1), date(2024, 12, 31))
    assert read["midt.takstudvikling.status"].value == "aftalt"
    assert draft.says == ["Højeste stigning i taksten i perioden: 1 pct."]


def test_no_sentence_of_the_shipped_agreements_is_drafted_that_a_rule_covers(assistant: Assistant) -> None:
    for document_id in ("midt-rammeaftale-2021-22", "hovedstaden-rammeaftale-2021-22"):
        assert impact_of(assistant, document_id).drafts == []


def test_a_document_that_nobody_confirmed_is_found_but_says_so_and_is_in_force_nowhere(
    library_data: Path, tmp_path: Path
) -> None:
    data = Path(shutil.copytree(library_data, tmp_path / "data"))
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        text = AGREEMENT.replace("Sjælland", "Midtjylland").replace("Sorø", "Viborg")
        opened.library.ingest_bytes(text.encode(), "ny-midt.md")
        new = "midtjylland-rammeaftale-2025-26"
        answer = opened.ask(
            "Hvad må overheadprocenten højst være af de direkte omkostninger?", documents=[new]
        )
        assert {made.document for made in answer.citations} == {new}
        assert "Oplysningerne om dokumentet er ikke bekræftet" in answer.answer
        snapshot = opened.answering.snapshot
        assert snapshot.is_newest(MIDT) and not snapshot.is_newest(new)
        assert snapshot.select(regions=["Midtjylland"], on=date(2025, 6, 1)) == set()
        assert new not in {found.id for found in opened.answering.knowledge.agreements if found.confirmed}
        asked = opened.ask("Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?")
        assert asked.citations[0].document == MIDT
        assert "ser ud til at være nyere" in asked.answer


def test_drafts_wait_until_a_person_has_confirmed_the_document(
    library_data: Path, tmp_path: Path, arrived: Arrival
) -> None:
    data = Path(shutil.copytree(library_data, tmp_path / "data"))
    with Assistant.open(data) as opened:
        opened.library.ingest_bytes(AGREEMENT.encode(), "rammeaftale.md")
        draft = impact_of(opened, SJAELLAND).drafts[0]
        with pytest.raises(ApprovalError, match="er ikke bekræftet"):
            approve_drafts(opened, SJAELLAND, {draft.id: None}, "Inger")
        assert approvals(opened.library.store) == []
        assert opened.answering.snapshot.approved_values == ()


def test_confirming_makes_the_agreement_count_and_is_logged_without_text(
    assistant: Assistant, confirmed: Impact
) -> None:
    assert confirmed.confirmed
    known = assistant.answering.snapshot.documents[SJAELLAND].metadata
    assert (known.confirmed, known.standing) == (True, "vedtaget")
    (line,) = approvals(assistant.library.store, SJAELLAND)
    assert (line.actor, line.action, line.subject) == ("Inger", "oplysninger bekræftet", "standing")


def test_what_no_rule_computes_cannot_be_approved_however_it_is_written(
    own: Assistant, confirmed: Impact, changed: Arrival
) -> None:
    unread = confirmed.drafts[0]
    for text in (None, changed.impacts[0].drafts[0].yaml):
        with pytest.raises(ApprovalError, match="Kan ikke beregnes af reglerne"):
            approve_drafts(own, SJAELLAND, {unread.id: text}, "Inger")
    assert own.answering.snapshot.approved_values == ()


def test_a_draft_must_quote_its_document_word_for_word_and_give_the_value_the_clause_gives(
    own: Assistant, changed: Arrival
) -> None:
    (draft,) = (draft for draft in changed.impacts[0].drafts if draft.yaml)
    for text, told in (
        (draft.yaml.replace("1 pct.", "2 pct."), "står ikke ordret"),
        (draft.yaml.replace('value: "1"', 'value: "2"'), "siger noget andet end værdien"),
        (draft.yaml.replace("2024-12-31", "2025-12-31"), "ikke dokumentets periode"),
        ("rule: x", "kan ikke læses"),
    ):
        with pytest.raises(ApprovalError, match=told):
            approve_drafts(own, MIDT, {draft.id: text}, "Inger")
    with pytest.raises(ApprovalError, match="ikke noget udkast med id »nix«"):
        approve_drafts(own, MIDT, {"nix": None}, "Inger")
    assert own.answering.snapshot.approved_values == ()


def test_what_was_approved_before_it_was_checked_is_computed_with_no_more(
    own: Assistant, changed: Arrival
) -> None:
    draft = changed.impacts[0].drafts[0]
    wrong = draft.yaml.replace('value: "1"', 'value: "3"')
    own.library.approve_values([ApprovedValue(draft.id, MIDT, wrong)], "Inger")
    own.library.approve_values([ApprovedValue("gammel", SJAELLAND, wrong)], "Inger")
    assert set(own.answering.knowledge.unused_values) == {draft.id, "gammel"}
    assert "midt.takstudvikling" in own.answering.knowledge.parameters.disabled
    (shown,) = (each for each in impact_of(own, MIDT).drafts if each.id == draft.id)
    assert shown.approved and not shown.usable and "siger noget andet" in shown.note


def test_a_changed_agreement_is_shown_against_its_former_text(changed: Arrival) -> None:
    assert changed.report.replaced == [MIDT_FILE]
    (impact,) = changed.impacts
    assert impact.replaces.startswith(MIDT_FILE)
    former, before = impact.succeeds
    assert (former.relation, former.command) == ("samme dokument før ændringen", "")
    assert ("10.000 pladser", "11.500 pladser") in [(item.old, item.new) for item in former.summary]
    assert (before.document, before.url) == (
        "midt-rammeaftale-2021-22",
        f"/api/diff?a=midt-rammeaftale-2021-22&b={MIDT}",
    )


def test_a_report_is_out_of_date_only_when_what_it_quotes_was_changed(own: Assistant) -> None:
    assert impact_of(own, MIDT).current and impact_of(own, SJAELLAND).current
    own.library.ingest_bytes(AGREEMENT.replace("80 %", "81 %").encode(), "rammeaftale.md")
    assert impact_of(own, MIDT).current and not impact_of(own, SJAELLAND).current


def test_what_lost_its_quote_is_named_by_the_one_who_knows_it(changed: Arrival) -> None:
    lost = {(found.kind, found.name) for found in changed.impacts[0].lost}
    assert {
        ("regel", "midt.takstudvikling"),
        ("ord", "styringsaftale"),
        ("læringstrin", "aftalen-midt"),
        ("quizspørgsmål", "aftalen-midt-pladser"),
    } <= lost
    assert all(found.reason for found in changed.impacts[0].lost)


def test_changed_cells_and_answers_are_told_with_what_they_were(changed: Arrival) -> None:
    (impact,) = changed.impacts
    (cell,) = [change for change in impact.subjects if change.subject == "takstudvikling"]
    assert cell.before is not None
    assert (cell.before.kind, cell.after.kind) == ("omtale", "citat")
    assert cell.before.quotes[0].text == "Takstafale er under afklaring"
    assert cell.before.quotes[0].former and not cell.after.quotes[0].former
    assert impact.questions is not None
    answers = {change.id: change for change in impact.questions}
    before, after = answers["K028"].before, answers["K028"].after
    assert before is not None and (before.status, before.right) == ("computed", True)
    assert (after.status, after.right) == ("not_found", False)


def test_an_approved_value_that_its_rule_can_use_is_computed_with_and_switches_the_rule_on(
    own: Assistant, changed: Arrival
) -> None:
    question = "Taksten er 1000 kr. i 2023 og 1020 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
    assert not own.ask(question).computations
    (draft,) = changed.impacts[0].drafts
    assert draft.usable and "midt-norddjurs-sag-2023" in draft.note
    (done,) = approve_drafts(own, MIDT, {draft.id: None}, "Inger")
    assert done.rule == "midt.takstudvikling"
    (computation,) = own.ask(question).computations
    assert computation.verdict == "ikke_overholdt"
    assert any("1.010,00 kr." in step for step in computation.steps)
    assert "regel" not in {found.kind for found in impact_of(own, MIDT).lost}
    # Approved by mistake: it is computed with no more, and the log says why.
    reject_drafts(own, MIDT, [draft.id], "godkendt_ved_fejl", "Inger")
    assert not own.ask(question).computations
    line = approvals(own.library.store, MIDT)[-1]
    assert (line.action, line.subject) == ("regeludkast afvist", f"{draft.id} godkendt_ved_fejl")
    approve_drafts(own, MIDT, {draft.id: None}, "Inger")
    assert own.ask(question).computations
    # Removing the document takes the approved value with it, and no text of it stays behind.
    own.library.remove(MIDT)
    assert MIDT not in {value.document_id for value in own.answering.snapshot.approved_values}
    assert "midt.takstudvikling" in own.answering.knowledge.parameters.disabled


def test_the_log_can_be_added_to_and_nothing_else(own: Assistant) -> None:
    store = own.library.store
    lines = approvals(store)
    assert lines
    for statement in ("delete from approvals", "update approvals set actor = 'x'"):
        with pytest.raises(sa.exc.IntegrityError, match="append-only"), store.transaction() as connection:
            connection.execute(sa.text(statement))
    assert approvals(store) == lines


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs",))))
def test_any_quote_comes_back_unchanged_from_its_draft(text: str) -> None:
    assert yaml.safe_load(f"quote: {_quoted(text)}\n") == {"quote": text}
