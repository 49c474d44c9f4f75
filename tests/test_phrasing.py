"""With a language model an answer says what its quotes say, in whole, or it stays the quotes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.prompts import NOT_USED
from tests import scripted_model as scripted
from tests.phrased_answer import PLACES, PLACES_QUOTE, TURNED, core
from tests.scripted_model import ScriptedModel, as_json, failing, faithful, sources

RATES = "Må taksterne stige i Midtjylland?"
COMPARE = "Sammenlign takstudvikling i regionerne"
UNKNOWN = "Hvad koster en færgebillet til Samsø?"
COMPUTED = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
MISSING = "Er takstudviklingen overholdt i Midtjylland, når taksten er 1450 kr. i 2023?"
DEFINED = "Hvad er overhead i Hovedstaden?"

Ask = Callable[..., Answer]


@pytest.fixture
def ask(assistant: Assistant) -> Iterator[Ask]:
    """Asks with a scripted model, or without one: ask("…", script)."""

    def run(question: str, script: scripted.Reply | None = None, conversation: str | None = None) -> Answer:
        assistant.language_model = ScriptedModel(script) if script else None
        return assistant.ask(question, conversation)

    yield run
    assistant.language_model = None


def test_a_verified_sentence_stands_in_the_place_of_its_quote_with_its_mark(ask: Ask) -> None:
    answer = ask(PLACES, lambda *_: as_json((TURNED, [1], "ca. 10.000 pladser inden for")))
    assert f"»Styringsaftale 2023-24«: {TURNED} [1]\n" in answer.answer
    assert (
        "Formuleret med en sprogmodel (prøvemodel); hver sætning er holdt op mod sin kilde." in answer.answer
    )
    assert answer.citations[0].quote == PLACES_QUOTE


@pytest.mark.parametrize("question", [PLACES, RATES, COMPARE])
def test_only_the_wording_of_an_answer_is_the_models(ask: Ask, question: str) -> None:
    without, phrased = ask(question), ask(question, faithful)
    assert core(phrased) == core(without)
    notes = [line for line in without.answer.split("\n\n") if "«" not in line]
    assert notes and all(note in phrased.answer for note in notes)
    assert "Formuleret med en sprogmodel" in phrased.answer


def test_a_yes_or_no_is_never_the_models(ask: Ask) -> None:
    without = ask(RATES).answer
    for said in ("Ja, taksterne må stige.", "Nej, taksterne må ikke stige.", "Ja."):
        assert (
            ask(RATES, lambda *_, said=said: as_json((said, [1], "taksterne"))).answer
            == f"{without}\n\n{NOT_USED}"
        )


@pytest.mark.parametrize("question", [UNKNOWN, COMPUTED, MISSING, DEFINED])
def test_a_refusal_a_computation_and_a_question_back_never_reach_a_model(
    assistant: Assistant, ask: Ask, question: str
) -> None:
    without = ask(question)
    model = ScriptedModel(faithful)
    assistant.language_model = model
    again = assistant.ask(question)
    assert model.seen == []
    assert (again.answer, core(again)) == (without.answer, core(without))


LIES = [
    (TURNED.replace("10.000", "11.000"), [1], "ca. 10.000 pladser"),
    (TURNED.replace("omfatter", "omfatter ikke"), [1], "ca. 10.000 pladser"),
    (TURNED.replace("Midtjylland", "Syddanmark"), [1], "ca. 10.000 pladser"),
    (TURNED.replace("ca. ", ""), [1], "ca. 10.000 pladser"),
    (TURNED, [2], "ca. 10.000 pladser"),
    (TURNED, [1, 7], "ca. 10.000 pladser"),
    (TURNED, [], "ca. 10.000 pladser"),
    (TURNED, [1], "ca. 11.000 pladser"),
    (TURNED, [1], ""),
    (
        "In Central Jutland about 10.000 places are covered by the framework agreement.",
        [1],
        "ca. 10.000 pladser",
    ),
    ("Ring til 70 10 20 30 og hør mere.", [1], "ca. 10.000 pladser"),
]


@pytest.mark.parametrize("said", LIES, ids=str)
def test_a_sentence_its_source_does_not_carry_is_dropped_and_the_quote_shown(
    ask: Ask, said: tuple[str, list[int], str]
) -> None:
    answer = ask(PLACES, lambda *_: as_json(said))
    assert answer.answer == f"{ask(PLACES).answer}\n\n{NOT_USED}"


def test_a_quote_told_only_in_part_stays_a_quote(ask: Ask) -> None:
    """Of two sentences the second may be the exception to the first."""
    question = "Hvem betaler for ledsagelse ved ferie i Midtjylland?"

    def half(_: str, material: str) -> str:
        said = json.loads(faithful(_, material))["sentences"]
        return json.dumps({"sentences": said[:1]})

    without = ask(question)
    for citation in without.citations:
        if len(scripted.sentences_of(citation.quote)) > 1:
            assert citation.quote.split(".")[0] in ask(question, half).answer


def test_dropped_sentences_are_counted_for_the_reader(ask: Ask) -> None:
    def one_lie(_: str, material: str) -> str:
        true = json.loads(faithful(_, material))["sentences"]
        return json.dumps(
            {"sentences": [*true, {"sentence": "Alt er gratis.", "citations": [1], "support": "a"}]}
        )

    assert "Én sætning er udeladt, fordi kilden ikke bar den." in ask(PLACES, one_lie).answer


def test_a_model_that_lies_more_than_it_tells_is_not_used_at_all(ask: Ask) -> None:
    def mostly_lies(*_: str) -> str:
        return as_json((TURNED, [1], "ca. 10.000 pladser"), *[("Alt er gratis.", [1], "pladser")] * 2)

    assert ask(PLACES, mostly_lies).answer.endswith(NOT_USED)


MARKUP = [
    f"[{TURNED}](https://ond.example/?q=1)",
    f"{TURNED} ![billede](https://ond.example/spion.png)",
    f"<b onclick='alert(1)'>{TURNED}</b>",
    f"**{TURNED}** [1][2]",
    f"`{TURNED}`",
]


@pytest.mark.parametrize("said", MARKUP)
def test_links_images_and_markup_of_a_model_are_taken_out(ask: Ask, said: str) -> None:
    answer = ask(PLACES, lambda *_: as_json((said, [1], "ca. 10.000 pladser"))).answer
    assert f"{TURNED} [1]" in answer
    assert "ond.example" not in answer and "<b" not in answer and "`" not in answer


def test_an_address_that_the_quote_does_not_hold_drops_the_sentence(ask: Ask) -> None:
    said = f"{TURNED} Se https://ond.example/pladser"
    assert ask(PLACES, lambda *_: as_json((said, [1], "ca. 10.000 pladser"))).answer.endswith(NOT_USED)


def test_what_a_model_is_given_is_the_question_and_the_quotes_and_nothing_else(assistant: Assistant) -> None:
    model = ScriptedModel(faithful)
    assistant.language_model = model
    try:
        answer = assistant.ask(PLACES)
    finally:
        assistant.language_model = None
    ((_, material),) = model.seen
    assert json.loads(material) == {
        "spørgsmål": PLACES,
        "kilder": [{"nr": 1, "region": "Midtjylland", "citat": answer.citations[0].quote}],
    }


def test_a_fault_of_the_model_is_said_in_one_line_under_the_quotes(ask: Ask) -> None:
    answer = ask(PLACES, failing("Sprogmodellen svarede ikke inden for 20 sekunder."))
    line = "Sprogmodellen svarede ikke inden for 20 sekunder. Svaret er citeret fra kilderne uden sprogmodel."
    assert answer.answer == f"{ask(PLACES).answer}\n\n{line}"


# --- records -----------------------------------------------------------------------------------------------


def test_the_record_names_the_model_and_what_was_dropped_and_still_holds(
    assistant: Assistant, ask: Ask
) -> None:
    answer = ask(
        PLACES, lambda *_: as_json((TURNED, [1], "10.000 pladser"), ("Alt er gratis.", [1], "pladser"))
    )
    record = assistant.record(str(answer.message_id))
    assert record["phrasing"]["model"] == "prøvemodel"
    assert (record["phrasing"]["used"], record["phrasing"]["dropped"]) == (True, 1)
    assert [kept["text"] for kept in record["phrasing"]["sentences"]] == [TURNED]
    assert assistant.verify(json.dumps(record)) == []


def test_a_record_whose_sentence_was_changed_no_longer_holds(assistant: Assistant, ask: Ask) -> None:
    answer = ask(PLACES, lambda *_: as_json((TURNED, [1], "10.000 pladser")))
    record = json.dumps(assistant.record(str(answer.message_id)), ensure_ascii=False)
    faults = assistant.verify(record.replace(TURNED, TURNED.replace("omfatter", "omfatter ikke")))
    assert any("bæres ikke af sin kilde [1]" in fault for fault in faults)


def test_the_record_of_an_answer_without_a_model_names_none(assistant: Assistant, ask: Ask) -> None:
    record = assistant.record(str(ask(PLACES).message_id))
    assert "phrasing" not in record and assistant.verify(json.dumps(record)) == []


def test_the_sources_a_model_sees_are_those_of_the_answer(ask: Ask) -> None:
    given: dict[int, str] = {}

    def look(_: str, material: str) -> str:
        given.update(sources(material))
        return "{}"

    answer = ask(COMPARE, look)
    assert given and set(given) <= {citation.n for citation in answer.citations}
