"""What every answer promises, whatever was asked: exact quotes, sources for all that is said, silence without claims."""

from __future__ import annotations

import json
import re
import shutil
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.citations import shown
from assistant.rules.figures import danish_date
from tests.conftest import ROOT, TODAY
from tests.own_words import dates_of, names_of, numbers_of, outside_quotes, words_in

QUESTIONS = ROOT / "eval" / "questions"
# Every how many questions of a file are asked: all of the open file, enough of the others for half a minute.
EVERY = {"dev": 1, "fit": 4, "report": 4, "twisted_fit": 6, "twisted_report": 6}


@dataclass(frozen=True)
class Asked:
    """A question of the files, the turns before it, and its answer."""

    id: str
    turns: tuple[str, ...]
    answer: Answer

    @property
    def outside(self) -> str:
        """What the answer says in its own words."""
        return outside_quotes(self.answer)


def lines_of(name: str) -> list[dict[str, Any]]:
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("svar") / "data"))
    with Assistant.open(data, clock=lambda: date.fromisoformat(TODAY)) as opened:
        yield opened


@pytest.fixture(scope="module")
def answers(assistant: Assistant) -> list[Asked]:
    """The answers to a fixed part of all the questions there are."""
    asked: list[Asked] = []
    for name, step in EVERY.items():
        for line in lines_of(name)[::step]:
            turns = (*line.get("history", ()), line["question"])
            conversation = None
            for turn in turns:
                answer = assistant.ask(turn, conversation)
                conversation = answer.conversation_id
            asked.append(Asked(line["id"], turns, answer))
    return asked


def sources_of(asked: Asked, assistant: Assistant) -> list[str]:
    """All that an answer may draw a name, a number or a date from."""
    answer = asked.answer
    texts = list(asked.turns)
    for citation in answer.citations:
        texts += [citation.quote, shown(citation.quote), citation.title, citation.section]
    for computation in answer.computations:
        texts += [computation.model_dump_json(), *computation.steps, *computation.assumptions]
        texts += [*computation.reservations, *computation.inputs.values()]
    texts += [missing.name for missing in answer.depends_on]
    texts += [conflict.about for conflict in answer.conflicts]
    texts += [entry.text for entry in answer.glossary] + [entry.term for entry in answer.glossary]
    documents = assistant.answering.snapshot.documents
    for cited in {citation.document for citation in answer.citations}:
        # An answer may say for which period an agreement it quotes is registered; it is marked as that.
        known = documents[cited].metadata
        if "registrerede periode" in answer.answer and known.valid_from and known.valid_to:
            texts += [danish_date(known.valid_from), danish_date(known.valid_to)]
    for document in documents.values():
        # An answer may say which documents and regions there are, and what is known of them.
        texts += [document.metadata.title, document.metadata.region or ""]
    return texts


# --- the promises ---------------------------------------------------------------------------------------


def test_every_quote_is_the_exact_slice_of_the_stored_text(
    answers: list[Asked], assistant: Assistant
) -> None:
    wrong = [
        (asked.id, citation.n)
        for asked in answers
        for citation in asked.answer.citations
        if assistant.source_text(citation.file)[citation.start : citation.end] != citation.quote
        or not citation.quote.strip()
        or citation.quote not in citation.passage
    ]
    assert wrong == []


def test_every_mark_is_a_citation_and_every_citation_is_referred_to(answers: list[Asked]) -> None:
    for asked in answers:
        marks = {int(n) for n in re.findall(r"\[(\d+)\]", re.sub(r"»[^«]*«", "", asked.answer.answer))}
        numbers = [citation.n for citation in asked.answer.citations]
        assert numbers == list(range(1, len(numbers) + 1)), asked.id
        assert marks == set(numbers), f"{asked.id}: {asked.turns[-1]}"


def test_what_is_shown_in_quotation_marks_is_quoted_from_a_citation_of_the_answer(
    answers: list[Asked],
) -> None:
    def plain(text: str) -> str:
        return re.sub(r"[^\wæøå]+", "", text.lower())

    for asked in answers:
        answer = asked.answer
        if answer.status in ("computed", "needs_input", "not_found"):
            continue
        known = [plain(shown(citation.quote)) for citation in answer.citations]
        known += [plain(citation.section + citation.title) for citation in answer.citations]
        known += [plain(entry.text) for entry in answer.glossary]
        for quote in re.findall(r"»([^«]*)«", answer.answer):
            assert any(plain(quote) in text for text in known), f"{asked.id}: »{quote}«"


def test_silence_makes_no_claim(answers: list[Asked]) -> None:
    silent = [asked for asked in answers if asked.answer.status in ("not_found", "needs_input")]
    assert silent
    for asked in silent:
        answer = asked.answer
        assert not (answer.citations or answer.computations or answer.conflicts), asked.id
        assert not re.search(r"\[\d+\]", answer.answer), asked.id
        assert not re.match(r"\W*(?:Ja|Nej)\b", answer.answer), asked.id


def test_an_answer_cites_and_a_computation_shows_its_steps(answers: list[Asked]) -> None:
    for asked in answers:
        answer = asked.answer
        if answer.status == "computed":
            assert answer.citations and answer.computations[0].steps, asked.id
        elif answer.status == "answered":
            general = any(entry.basis == "almen" for entry in answer.glossary)
            assert answer.citations or general, asked.id
        else:
            assert answer.status == "not_found" or answer.needs, asked.id


def test_every_number_outside_quotes_has_a_source(answers: list[Asked], assistant: Assistant) -> None:
    for asked in answers:
        known = {number for text in sources_of(asked, assistant) for number in numbers_of(text)}
        known |= {Decimal(n) for n in range(1, 10)} if asked.answer.computations else set()  # numbered steps
        said = numbers_of(re.sub(r"\b(20\d\d)[-–/](\d\d)\b", r"\1 \2", asked.outside))
        assert said <= known, f"{asked.id} {asked.turns[-1]!r}: {said - known}\n{asked.outside}"


def test_every_date_outside_quotes_has_a_source(answers: list[Asked], assistant: Assistant) -> None:
    for asked in answers:
        known = {day for text in sources_of(asked, assistant) for day in dates_of(text)}
        assert dates_of(asked.outside) <= known, f"{asked.id} {asked.turns[-1]!r}\n{asked.outside}"


def test_every_name_outside_quotes_has_a_source(answers: list[Asked], assistant: Assistant) -> None:
    for asked in answers:
        known = words_in(sources_of(asked, assistant))
        said = {name for name in names_of(asked.outside) if name.lower().removesuffix("s") not in known}
        said = {name for name in said if name.lower() not in known}
        assert not said, f"{asked.id} {asked.turns[-1]!r}: {said}\n{asked.outside}"


def test_a_disagreement_shows_two_sources_and_two_documents_unless_a_rule_met_it_in_one(
    answers: list[Asked],
) -> None:
    seen = 0
    for asked in answers:
        by_number = {citation.n: citation.document for citation in asked.answer.citations}
        for conflict in asked.answer.conflicts:
            seen += 1
            assert len(set(conflict.citations)) >= 2, asked.id
            documents = {by_number[n] for n in conflict.citations}
            assert len(documents) >= 2 or asked.answer.computations, f"{asked.id} {asked.turns[-1]!r}"
    assert seen


def test_a_plain_ja_or_nej_stands_before_a_quote(answers: list[Asked]) -> None:
    plain = [asked for asked in answers if re.match(r"\W*(?:Ja|Nej)\b", asked.answer.answer)]
    assert plain
    for asked in plain:
        assert asked.answer.status == "answered" and asked.answer.citations, asked.id
        assert "»" in asked.answer.answer.splitlines()[0], asked.id


def test_no_twisted_question_of_the_sample_is_answered_ja(answers: list[Asked]) -> None:
    twisted = {
        line["id"]: line["answer"] for name in ("twisted_fit", "twisted_report") for line in lines_of(name)
    }
    wrong = [
        asked.turns[-1]
        for asked in answers
        if twisted.get(asked.id, "ja") != "ja" and re.match(r"\W*Ja\b", asked.answer.answer)
    ]
    assert wrong == []


def test_answers_are_short_enough_to_be_read(answers: list[Asked]) -> None:
    names = {line["id"] for line in lines_of("dev")}
    lengths = []
    for asked in answers:
        if asked.id in names and asked.answer.status != "not_found":
            seen: set[str] = set()
            text = asked.answer.answer
            for quote in re.findall(r"»[^«]*«", text):
                if quote in seen:
                    text = text.replace(quote, "", 1)
                seen.add(quote)
            lengths.append(len(text))
    assert statistics.median(lengths) <= 600


ANSWERED_TWICE = (
    "Hvem er formand for KKR Midtjylland?",
    "Må taksterne stige i Midtjylland i 2023-24?",
    "Hvad er forskellen på Hovedstaden og Midtjylland om takster?",
    "En takst var 1.500 kr. i 2019 og er 1.480 kr. i 2022 i Midtjylland. Er det overholdt?",
    "Hvor mange pladser er der på Grenen?",
)


@pytest.mark.parametrize("question", ANSWERED_TWICE)
def test_the_same_question_gets_the_same_answer(assistant: Assistant, question: str) -> None:
    own = {"conversation_id", "message_id", "elapsed_ms"}
    first, second = (assistant.ask(question).model_dump(exclude=own) for _ in range(2))
    assert first == second and first["fingerprint"]


def test_a_suggested_question_is_a_whole_one(answers: list[Asked]) -> None:
    for asked in answers:
        for suggestion in asked.answer.suggestions:
            assert suggestion[:1].isupper() and suggestion.endswith("?"), f"{asked.id}: {suggestion}"
