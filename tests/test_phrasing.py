"""With a language model an answer says what its quotes say, in whole, or it stays the quotes."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.llm import OpenAILikeModel
from assistant.prompts import NOT_USED
from assistant.reply import read_question, read_sentences
from tests import scripted_model as scripted
from tests.conftest import TODAY
from tests.scripted_model import ScriptedModel, ScriptedServer, as_json, failing, faithful, serving, sources

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"
PLACES_QUOTE = (
    "I Midtjylland er ca. 10.000 pladser inden for det specialiserede social- og specialundervisningsområde "
    "omfattet af Rammeaftalen."
)
TURNED = (
    "Rammeaftalen i Midtjylland omfatter ca. 10.000 pladser inden for det specialiserede social- og "
    "specialundervisningsområde."
)
RATES = "Må taksterne stige i Midtjylland?"
COMPARE = "Sammenlign takstudvikling i regionerne"
UNKNOWN = "Hvad koster en færgebillet til Samsø?"
COMPUTED = "Taksten er 1450 kr. i 2023 og 1500 kr. i 2024. Er takstudviklingen overholdt i Midtjylland?"
MISSING = "Er takstudviklingen overholdt i Midtjylland, når taksten er 1450 kr. i 2023?"
DEFINED = "Hvad er overhead i Hovedstaden?"

Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def plain(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("llm") / "data"))
    with Assistant.open(data, clock=lambda: date.fromisoformat(TODAY)) as opened:
        yield opened


@pytest.fixture
def ask(plain: Assistant) -> Iterator[Ask]:
    """Asks with a scripted model, or without one: ask("…", script)."""

    def run(question: str, script: scripted.Reply | None = None, conversation: str | None = None) -> Answer:
        plain.language_model = ScriptedModel(script) if script else None
        return plain.ask(question, conversation)

    yield run
    plain.language_model = None


def core(answer: Answer) -> dict[str, object]:
    """What a model may not touch."""
    return answer.model_dump(
        include={
            "status",
            "citations",
            "computations",
            "glossary",
            "depends_on",
            "conflicts",
            "needs",
            "suggestions",
        }
    )


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
    plain: Assistant, ask: Ask, question: str
) -> None:
    without = ask(question)
    model = ScriptedModel(faithful)
    plain.language_model = model
    again = plain.ask(question)
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


def test_what_a_model_is_given_is_the_question_and_the_quotes_and_nothing_else(plain: Assistant) -> None:
    model = ScriptedModel(faithful)
    plain.language_model = model
    try:
        answer = plain.ask(PLACES)
    finally:
        plain.language_model = None
    ((_, material),) = model.seen
    assert json.loads(material) == {
        "spørgsmål": PLACES,
        "kilder": [{"nr": 1, "region": "Midtjylland", "citat": answer.citations[0].quote}],
    }


def test_a_fault_of_the_model_is_said_in_one_line_under_the_quotes(ask: Ask) -> None:
    answer = ask(PLACES, failing("Sprogmodellen svarede ikke inden for 20 sekunder."))
    line = "Sprogmodellen svarede ikke inden for 20 sekunder. Svaret er citeret fra kilderne uden sprogmodel."
    assert answer.answer == f"{ask(PLACES).answer}\n\n{line}"


SERVED: dict[str, scripted.Act] = {
    "streaming": scripted.says(faithful),
    "one piece": scripted.says(faithful, piece=100_000),
    "no end mark": scripted.says(faithful, end=b""),
    "error": scripted.refuses(500),
    "slow": scripted.never_begins,
    "only comments": scripted.keeps_alive,
    "cut off": scripted.breaks_off_after('{"sentences": [{"sentence": "Rammeaftalen'),
    "cut off late": scripted.breaks_off_after(as_json((TURNED, [1], "10.000 pladser"))[:-2] + ', {"sent'),
    "malformed JSON": scripted.says(lambda *_: '{"sentences": [{"sentence": }]'),
    "no JSON": scripted.says(lambda *_: TURNED),
    "invented citation": scripted.says(lambda *_: as_json((TURNED, [9], "10.000 pladser"))),
    "wrong number": scripted.says(lambda *_: as_json((TURNED.replace("10", "12"), [1], "10.000 pladser"))),
    "English": scripted.says(lambda *_: as_json(("About 10.000 places are covered.", [1], "10.000 pladser"))),
    "endless talk": scripted.never_ends("bla bla "),
    "endless JSON": scripted.never_ends(as_json(("Alt er gratis.", [1], "10.000 pladser"))),
    "endless braces": scripted.never_ends("{" * 500),
    "empty": scripted.says(lambda *_: ""),
    "HTML": scripted.answers(b"<script>alert(1)</script>", "text/html"),
}


@pytest.mark.parametrize("act", SERVED.values(), ids=SERVED)
def test_whatever_the_server_does_the_answer_is_verified_or_quoted(
    plain: Assistant, act: scripted.Act
) -> None:
    import llama_index.llms.openai_like  # noqa: F401

    without = plain.ask(PLACES)
    stalls = act in (scripted.never_begins, scripted.keeps_alive)
    with serving(ScriptedServer(act)) as server:
        plain.language_model = OpenAILikeModel(server.address, "prøvemodel", seconds=0.5 if stalls else 10.0)
        try:
            answer = plain.ask(PLACES)
        finally:
            plain.language_model = None
    assert core(answer) == core(without)
    assert answer.elapsed_ms < 1000 * scripted.STALLS / 2
    *said, line = answer.answer.split("\n\n")
    before = without.answer.split("\n\n")
    if "Formuleret med" in line:
        assert f" {TURNED} [1]" in said[0] or f" {PLACES_QUOTE} [1]" in said[0]
        assert all(new == old for new, old in zip(said, before, strict=True) if "«" not in old)
    else:
        assert said == before and line.startswith(("Sprogmodellen", "Forbindelsen", "Der er ingen"))


# --- reading a reply ---------------------------------------------------------------------------------------

GOOD = as_json((TURNED, [1], "pladser"))


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Her er svaret:\n{GOOD}\nSig til, hvis der er mere.",
        f'<think>{{"sentences": [{{"sentence": "nej"}}]}} hmm</think>{GOOD}',
        GOOD[:-1],
        GOOD[:-2] + ', {"sentence": "afbrudt',
        GOOD.replace("[1]", "1"),
        GOOD.replace("[1]", '["[1]"]'),
        GOOD.replace('"pladser"', '["pladser"]'),
    ],
)
def test_a_reply_is_read_though_it_is_wrapped_or_broken_off(reply: str) -> None:
    (said,) = read_sentences(reply)
    assert (said.text, said.citations, said.support) == (TURNED, (1,), ("pladser",))


@pytest.mark.parametrize(
    "reply", ["", "null", "[]", "{}", '{"sentences": 7}', '{"sentences": [7, null, "x"]}', "{" * 5000]
)
def test_a_reply_without_sentences_has_none(reply: str) -> None:
    assert read_sentences(reply) == []


def test_a_rewritten_question_is_read() -> None:
    assert read_question('```\n{"question": "Hvad  gælder?"}\n```') == "Hvad gælder?"
    assert read_question("Hvad gælder?") is None


# --- records -----------------------------------------------------------------------------------------------


def test_the_record_names_the_model_and_what_was_dropped_and_still_holds(plain: Assistant, ask: Ask) -> None:
    answer = ask(
        PLACES, lambda *_: as_json((TURNED, [1], "10.000 pladser"), ("Alt er gratis.", [1], "pladser"))
    )
    record = plain.record(str(answer.message_id))
    assert record["phrasing"]["model"] == "prøvemodel"
    assert (record["phrasing"]["used"], record["phrasing"]["dropped"]) == (True, 1)
    assert [kept["text"] for kept in record["phrasing"]["sentences"]] == [TURNED]
    assert plain.verify(json.dumps(record)) == []


def test_a_record_whose_sentence_was_changed_no_longer_holds(plain: Assistant, ask: Ask) -> None:
    answer = ask(PLACES, lambda *_: as_json((TURNED, [1], "10.000 pladser")))
    record = json.dumps(plain.record(str(answer.message_id)), ensure_ascii=False)
    faults = plain.verify(record.replace(TURNED, TURNED.replace("omfatter", "omfatter ikke")))
    assert any("bæres ikke af sin kilde [1]" in fault for fault in faults)


def test_the_record_of_an_answer_without_a_model_names_none(plain: Assistant, ask: Ask) -> None:
    record = plain.record(str(ask(PLACES).message_id))
    assert "phrasing" not in record and plain.verify(json.dumps(record)) == []


def test_the_sources_a_model_sees_are_those_of_the_answer(ask: Ask) -> None:
    given: dict[int, str] = {}

    def look(_: str, material: str) -> str:
        given.update(sources(material))
        return "{}"

    answer = ask(COMPARE, look)
    assert given and set(given) <= {citation.n for citation in answer.citations}
