"""The same questions with and without the language model: what it changes, what was dropped, what it costs."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.table import Table

from assistant.answer import Answer
from assistant.llm import LanguageModel
from eval.console import percent, wide_console
from eval.measurement import Progress, write_json
from eval.questions import Question
from eval.run import CHECK_NAMES, Report, evaluate

_COMPARED = ("facts", "evidence", "status", "forbid", "quotes")


class Speaking(Protocol):
    """An assistant whose language model can be taken away and given back."""

    language_model: LanguageModel | None

    def ask(self, message: str, conversation_id: str | None = None, **kw: Any) -> Answer: ...

    def source_text(self, file: str) -> str: ...


@dataclass(frozen=True)
class Spoken:
    """What the model had to do with all answers: counts of answers, then of sentences, then seconds.

    `phrased`: answers in which its sentences stand; `unused`: asked, and too little of it held; `faults`: no
    usable reply; the rest were never its to phrase. `seconds` is the median of the times it was waited for.
    """

    model: str
    answers: int
    phrased: int
    unused: int
    faults: int
    kept: int
    dropped: int
    seconds: float | None


@dataclass(frozen=True)
class Comparison:
    """The two runs, and what the model did in the second."""

    without: Report
    spoken_of: Report
    spoken: Spoken


def compare(
    assistant: Speaking,
    questions: Sequence[Question],
    phrasing_of: Callable[[Answer], Mapping[str, Any] | None],
    progress: Progress | None = None,
) -> Comparison:
    """Ask every question without the model, then with it. Raises ValueError for an assistant without one.

    `phrasing_of` gives what is kept of a model's part in an answer (Phrasing.as_dict()), None where it had none.
    """
    model = assistant.language_model
    if model is None:
        raise ValueError("Der er ingen sprogmodel at sammenligne med.")
    assistant.language_model = None
    try:
        without = evaluate(assistant, questions, progress=progress)
    finally:
        assistant.language_model = model
    spoken_of = evaluate(assistant, questions, progress=progress)
    kept = [found for each in spoken_of.outcomes if (found := phrasing_of(each.answer)) is not None]
    spoken = Spoken(
        model.name,
        len(spoken_of.outcomes),
        sum(bool(each["used"]) for each in kept),
        sum(not each["used"] and not each["fault"] for each in kept),
        sum(bool(each["fault"]) for each in kept),
        sum(len(each["sentences"]) for each in kept),
        sum(each["dropped"] for each in kept),
        statistics.median(each["seconds"] for each in kept) if kept else None,
    )
    return Comparison(without, spoken_of, spoken)


def _shares(report: Report) -> dict[str, float | None]:
    return report.rows[-1].shares


def _median_seconds(report: Report) -> float:
    return report.rows[-1].ms / 1000


def print_comparison(found: Comparison, console: Console | None = None) -> None:
    """A line for each measure with both figures, then what the model did."""
    console = console or wide_console()
    table = Table("Alle spørgsmål", box=None, padding=(0, 2, 0, 0))
    for heading in ("Uden", "Med"):
        table.add_column(heading, justify="right", no_wrap=True)
    before, after = _shares(found.without), _shares(found.spoken_of)
    for check in _COMPARED:
        table.add_row(CHECK_NAMES[check], percent(before[check]), percent(after[check]))
    table.add_row(
        "Sekunder (median)", *(_seconds(_median_seconds(r)) for r in (found.without, found.spoken_of))
    )
    console.print(table)
    spoken = found.spoken
    console.print(
        f"Sprogmodellen {spoken.model} formulerede {spoken.phrased} af {spoken.answers} svar; i {spoken.unused} kunne "
        f"for lidt efterprøves, og i {spoken.faults} svarede den ikke brugbart.\n"
        f"Sætninger: {spoken.kept} vist, {spoken.dropped} udeladt. Ventetid på den, median: {_seconds(spoken.seconds)} s."
    )


def _seconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def write_comparison(found: Comparison, path: Path) -> None:
    """Both runs' shares and every question that came out differently, as JSON."""
    pairs = zip(found.without.outcomes, found.spoken_of.outcomes, strict=True)
    write_json(
        path,
        {
            "date": found.spoken_of.date,
            "fingerprint": found.spoken_of.fingerprint,
            "versions": found.spoken_of.versions,
            "language_model": asdict(found.spoken),
            "without": found.without.values(),
            "with": found.spoken_of.values(),
            "seconds": {
                "without": _median_seconds(found.without),
                "with": _median_seconds(found.spoken_of),
            },
            "different": [
                {
                    "id": before.question.id,
                    "question": before.question.question,
                    "without": {"checks": before.checks, "answer": before.answer.answer},
                    "with": {"checks": after.checks, "answer": after.answer.answer},
                }
                for before, after in pairs
                if before.checks != after.checks
            ],
        },
    )
