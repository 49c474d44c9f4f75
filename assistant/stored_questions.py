"""Test questions that the product keeps, in the form of eval/questions: asked before and after each ingest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.answer import Answer, Verdict
from assistant.answering import Answering
from assistant.asked import Asked
from assistant.conversation import Turn
from assistant.privacy import masked_data
from corpus import CORPUS
from corpus.strict_json import json_lines, load_json
from index.database import now

SHIPPED = CORPUS / "test_questions.jsonl"
FILE_NAME = "test-questions.jsonl"
Text = Annotated[str, Field(min_length=1)]


class StoredQuestionsError(ValueError):
    """A file of test questions that cannot be used; the message names file, line and field."""


class StoredQuestion(BaseModel):
    """A question and what its answer must hold; the fields are those of eval/README.md."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Text
    kind: Text = "fact"
    question: Text
    expect: Literal["answer", "tool", "abstain"] = "answer"
    history: list[Text] = Field(default_factory=list)
    evidence: list[Text] = Field(default_factory=list)
    facts: list[list[Text]] = Field(default_factory=list)
    forbid: list[Text] = Field(default_factory=list)
    verdict: Verdict | None = None


def load_stored(data: Path) -> list[StoredQuestion]:
    """The shipped questions and those of a data folder; an own one takes the place of a shipped one of its id.

    Raises StoredQuestionsError.
    """
    own = data / FILE_NAME
    found = {each.id: each for each in read_questions(SHIPPED)}
    if own.exists():
        found |= {each.id: each for each in read_questions(own)}
    return list(found.values())


def add_stored(data: Path, questions: Iterable[StoredQuestion]) -> list[str]:
    """Add questions to a data folder's own, each in place of an earlier one of its id; the ids. Whole or not at all.

    Raises StoredQuestionsError, OSError.
    """
    own = data / FILE_NAME
    kept = {each.id: each for each in read_questions(own)} if own.exists() else {}
    new = {each.id: each for each in map(_without_cpr, questions)}
    write_own(data, (kept | new).values())
    return list(new)


def write_own(data: Path, questions: Iterable[StoredQuestion]) -> None:
    """Write a data folder's own questions, in place of those it has. Whole or not at all. Raises OSError."""
    own = data / FILE_NAME
    data.mkdir(parents=True, exist_ok=True)
    written = own.with_suffix(".tmp")
    lines = (each.model_dump_json(exclude_defaults=False) for each in questions)
    written.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    written.replace(own)


def _without_cpr(question: StoredQuestion) -> StoredQuestion:
    return StoredQuestion.model_validate(masked_data(question.model_dump()))


def read_questions(path: Path) -> list[StoredQuestion]:
    """One JSON object a line. Raises StoredQuestionsError."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as fault:
        raise StoredQuestionsError(f"{path}: filen kan ikke læses ({fault}). Gem den som UTF-8.") from fault
    found: dict[str, StoredQuestion] = {}
    for number, line in json_lines(text):
        place = f"{path}, linje {number}"
        try:
            read = StoredQuestion.model_validate(load_json(line))
        except ValidationError as wrong:
            first = wrong.errors(include_url=False)[0]
            field = ".".join(map(str, first["loc"]))
            raise StoredQuestionsError(
                f"{place}, felt «{field}», værdi «{str(first['input'])[:80]}»: kan ikke bruges. "
                f"Kendte felter: {', '.join(StoredQuestion.model_fields)}."
            ) from wrong
        except ValueError as wrong:
            raise StoredQuestionsError(
                f"{place}: er ikke et JSON-objekt med hvert felt én gang ({wrong}). Ret linjen."
            ) from wrong
        if read.id in found:
            raise StoredQuestionsError(f"{place}, felt «id», værdi «{read.id}»: står to gange. Ret det ene.")
        found[read.id] = read
    return list(found.values())


def ask_stored(answering: Answering, question: StoredQuestion, today: date) -> Answer:
    """The answer of that state of the documents; nothing is kept of it."""
    turns: list[Turn] = []
    for message in question.history:
        answer, understood = answering.answer(Asked(message, today, turns=tuple(turns)))
        turns.append(Turn(str(len(turns)), message, understood, answer, now()))
    return answering.answer(Asked(question.question, today, turns=tuple(turns)))[0]


def right(question: StoredQuestion, answer: Answer) -> bool:
    """Whether the answer is what the question expects: status, verdict, evidence, facts, nothing forbidden."""
    wanted = {"answer": ("answered", "computed"), "tool": ("computed",), "abstain": ("not_found",)}
    if answer.status not in wanted[question.expect]:
        return False
    if question.verdict and question.verdict not in {made.verdict for made in answer.computations}:
        return False
    cited = [_fold(text) for made in answer.citations for text in (made.quote, made.passage)]
    if question.evidence and not any(_fold(held) in text for held in question.evidence for text in cited):
        return False
    said = _fold(answer.answer).casefold()
    facts = all(any(_fold(fact).casefold() in said for fact in either) for either in question.facts)
    return facts and not any(_fold(word).casefold() in said for word in question.forbid)


def _fold(text: str) -> str:
    return " ".join(text.split())
