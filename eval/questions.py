"""Question files with evidence: one JSON object a line, read strictly.

The form of a question is in eval/README.md. A mistake in a file stops the measuring with an error that names
file, line, field and value, because a misspelled field would otherwise silently not be measured.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from assistant.answer import Verdict
from corpus.strict_json import RepeatedKeyError, json_lines, load_json

Kind = Literal[
    "fact", "paraphrase", "version", "conflict", "compare", "tool", "abstain", "followup", "onboarding"
]
Expect = Literal["answer", "tool", "abstain"]
TwistedTruth = Literal["ja", "nej", "nej_eller_ikke_fundet"]


class QuestionFileError(ValueError):
    """A question file that cannot be measured with; the message says where and how to mend it."""


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("må ikke være tom")
    return text


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) and value else [] if value in ("", None) else value


Text = Annotated[str, AfterValidator(_not_blank)]


class Question(BaseModel):
    """One question and what its answer must hold.

    `history` is asked first in the same conversation, in order. `evidence`: any of these occurs in a
    citation. `facts`: of each inner list at least one occurs in the answer. `forbid`: none occurs in the
    answer.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Text
    kind: Kind
    question: Text
    expect: Expect
    history: list[Text] = Field(default_factory=list)
    evidence: list[Text] = Field(default_factory=list)
    facts: list[Annotated[list[Text], Field(min_length=1)]] = Field(default_factory=list)
    forbid: list[Text] = Field(default_factory=list)
    verdict: Verdict | None = None

    @model_validator(mode="after")
    def _fields_agree(self) -> Question:
        if self.kind == "abstain" and self.expect != "abstain":
            raise ValueError(f"kind er abstain, men expect er {self.expect}; sæt expect til abstain")
        if self.expect == "abstain" and (self.evidence or self.facts):
            raise ValueError(
                "expect er abstain, men evidence eller facts er udfyldt; tøm dem, eller ret expect"
            )
        if self.verdict is not None and self.expect != "tool":
            raise ValueError(f"verdict er {self.verdict}, men expect er {self.expect}; sæt expect til tool")
        return self


class TwistedQuestion(BaseModel):
    """One yes/no question of a twisted pair.

    `answer`: `ja` where the documents say so; `nej` where a single change made it false;
    `nej_eller_ikke_fundet` where it is false or the documents do not speak to it. `twist` names the change
    (negation, region, amount …).
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    id: Text
    pair: Text
    question: Text
    answer: TwistedTruth
    twist: str | None = None
    evidence: Annotated[list[Text], BeforeValidator(_as_list)] = Field(default_factory=list)
    document: str | None = None


Line = TypeVar("Line", Question, TwistedQuestion)


def load_questions(paths: Iterable[Path]) -> list[Question]:
    """Read question files in the order given; an id may occur once in all of them. "
    "Raises QuestionFileError."""
    return _load(paths, Question)


def load_twisted(paths: Iterable[Path]) -> list[TwistedQuestion]:
    """Read twisted pairs. Raises QuestionFileError, also for a pair without a true and a twisted question."""
    places: dict[str, str] = {}
    truths: dict[str, set[bool]] = {}

    def note(question: TwistedQuestion, place: str) -> None:
        places.setdefault(question.pair, place)
        truths.setdefault(question.pair, set()).add(question.answer == "ja")

    questions = _load(paths, TwistedQuestion, note)
    for pair, seen in truths.items():
        if len(seen) < 2:
            lacking = "drejet spørgsmål (nej)" if True in seen else "sandt spørgsmål (ja)"
            raise QuestionFileError(
                f"{places[pair]}, felt «pair», værdi «{pair}»: parret mangler sit {lacking}. "
                "Tilføj det, eller fjern parret."
            )
    return questions


def _load(
    paths: Iterable[Path], form: type[Line], note: Callable[[Line, str], None] | None = None
) -> list[Line]:
    found: list[Line] = []
    seen: dict[str, str] = {}
    for path in paths:
        for number, line in _lines(path):
            place = f"{path}, linje {number}"
            item = _parse(line, form, place)
            if item.id in seen:
                raise QuestionFileError(
                    f"{place}, felt «id», værdi «{item.id}»: id'et er brugt før ({seen[item.id]}). "
                    "Giv et af dem et nyt."
                )
            seen[item.id] = place
            if note is not None:
                note(item, place)
            found.append(item)
    if not found:
        raise QuestionFileError(
            "Der er ingen spørgsmål i de nævnte filer. Nævn en fil med et spørgsmål pr. linje."
        )
    return found


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise QuestionFileError(
            f"{path}: filen er ikke UTF-8 (byte {error.start}). Gem den som UTF-8."
        ) from error
    except OSError as error:
        raise QuestionFileError(f"{path}: filen kan ikke læses ({error.strerror}). Ret stien.") from error
    yield from json_lines(text)


def _parse(line: str, form: type[Line], place: str) -> Line:
    try:
        raw = load_json(line)
    except json.JSONDecodeError as error:
        raise QuestionFileError(
            f"{place}, tegn {error.colno}: linjen er ikke gyldig JSON ({error.msg}). "
            "Skriv et JSON-objekt pr. linje."
        ) from error
    except RepeatedKeyError as error:
        raise QuestionFileError(f"{place}, felt «{error.key}»: står to gange. Fjern det ene.") from error
    if not isinstance(raw, dict):
        raise QuestionFileError(f"{place}: linjen er ikke et JSON-objekt, men «{_short(raw)}». Skriv {{…}}.")
    try:
        return form.model_validate(raw)
    except ValidationError as error:
        raise QuestionFileError(_explain(error, form, place)) from error


def _explain(error: ValidationError, form: type[BaseModel], place: str) -> str:
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    where = f"{place}, felt «{field}»" if field else place
    kind = first["type"]
    if kind == "missing":
        return f"{where}: feltet mangler. Tilføj det."
    value = f", værdi «{_short(first['input'])}»" if field else ""
    if kind == "extra_forbidden":
        known = ", ".join(form.model_fields)
        return f"{where}{value}: ukendt felt. Ret stavningen, eller fjern det; kendte felter: {known}."
    if kind == "literal_error":
        known = str(first["ctx"]["expected"]).replace(" or ", ", ")
        return f"{where}{value}: ukendt værdi. Skriv en af: {known}."
    if kind == "string_type":
        return f"{where}{value}: skal være tekst. Skriv værdien i anførselstegn."
    if kind == "list_type":
        return f"{where}{value}: skal være en liste. Skriv værdien i [ ]."
    if kind == "too_short":
        return f"{where}{value}: listen er tom. Skriv mindst én tekst, eller fjern den."
    if kind == "value_error":
        return f"{where}{value}: {first['ctx']['error']}."
    return f"{where}{value}: {first['msg']}. Ret værdien."


def _short(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:79] + "…"
