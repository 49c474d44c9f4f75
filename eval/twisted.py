"""Twisted pairs: a yes/no question and one made false by a single change. A wrong "Ja" is the worst error."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.answer import Answer
from eval import metrics
from eval.console import percent, wide_console
from eval.measurement import Assistant, Measurement, Progress, ask_each, begun, exchange, versions, write_json
from eval.questions import TwistedQuestion

Said = Literal["ja", "nej", "uden"]
Result = Literal["wrong_ja", "wrong_nej", "right_ja", "right_nej", "without"]

RESULT_NAMES: dict[Result, str] = {
    "wrong_ja": "Forkert ja",
    "wrong_nej": "Forkert nej",
    "right_ja": "Rigtigt ja",
    "right_nej": "Rigtigt nej",
    "without": "Uden ja/nej",
}
"""The columns, the worst first."""

_OPENING = re.compile(r"[\s*_>#`~\-–—•\"'»«“”(\[]*(ja|nej)\b", re.IGNORECASE)


def said(text: str) -> Said:
    """Whether an answer opens with the word Ja or Nej, after markdown marks and quotation marks."""
    found = _OPENING.match(text)
    if found is None:
        return "uden"
    return "ja" if found.group(1).lower() == "ja" else "nej"


@dataclass(frozen=True)
class TwistedOutcome:
    """One question, what was said, and whether its evidence was cited (None: none is named)."""

    question: TwistedQuestion
    twist: str
    answer: Answer
    said: Said
    evidence: bool | None

    @property
    def result(self) -> Result:
        if self.said == "uden":
            return "without"
        true = self.question.answer == "ja"
        if self.said == "ja":
            return "right_ja" if true else "wrong_ja"
        return "wrong_nej" if true else "right_nej"


@dataclass(frozen=True)
class TwistedRow:
    """How often each result came among the questions of one twist, and over whole pairs.

    `pairs_right`: pairs whose true question got Ja and whose twisted ones did not.
    """

    name: str
    count: int
    results: dict[Result, int]
    pairs: int
    pairs_right: int


@dataclass(frozen=True)
class TwistedReport(Measurement[TwistedOutcome]):
    """The answers to all questions, and how often each result came."""

    @property
    def rows(self) -> list[TwistedRow]:
        """By twist in alphabetical order, then all."""
        twists = sorted({each.twist for each in self.outcomes})
        rows = [_row(name, [each for each in self.outcomes if each.twist == name]) for name in twists]
        return [*rows, _row("all", self.outcomes)]

    @property
    def failures(self) -> list[TwistedOutcome]:
        """Wrong "Ja" first, then wrong "Nej"."""
        wrong = [each for each in self.outcomes if each.result in ("wrong_ja", "wrong_nej")]
        return sorted(wrong, key=lambda each: each.result != "wrong_ja")

    def values(self) -> dict[str, dict[str, float | None]]:
        """Row -> measure -> share, as `--min` names them.

        `no_wrong_ja`: share of the false questions not met with Ja; `right_ja` of the true ones, `right_nej`
        of the false ones, `pairs` of the pairs.
        """
        found: dict[str, dict[str, float | None]] = {}
        for row in self.rows:
            group = [each for each in self.outcomes if row.name in ("all", each.twist)]
            true = sum(each.question.answer == "ja" for each in group)
            false = len(group) - true
            found[row.name] = {
                "no_wrong_ja": 1 - row.results["wrong_ja"] / false if false else None,
                "right_ja": row.results["right_ja"] / true if true else None,
                "right_nej": row.results["right_nej"] / false if false else None,
                "pairs": row.pairs_right / row.pairs if row.pairs else None,
            }
        return found


def _row(name: str, group: Sequence[TwistedOutcome]) -> TwistedRow:
    results = {result: sum(each.result == result for each in group) for result in RESULT_NAMES}
    pairs: dict[str, bool] = {}
    for each in group:
        right = each.result == "right_ja" if each.question.answer == "ja" else each.said != "ja"
        pairs[each.question.pair] = pairs.get(each.question.pair, True) and right
    return TwistedRow(name, len(group), results, len(pairs), sum(pairs.values()))


def evaluate_twisted(
    assistant: Assistant,
    questions: Sequence[TwistedQuestion],
    *,
    progress: Progress | None = None,
    now: Callable[[], datetime] | None = None,
) -> TwistedReport:
    """Ask every question in a conversation of its own. A true question counts under the twist of its pair."""
    date = begun(now)
    twists = {each.pair: each.twist or "uden navn" for each in questions if each.answer != "ja"}

    def ask(question: TwistedQuestion) -> TwistedOutcome:
        answer = assistant.ask(question.question)
        of_pair = twists.get(question.pair, "uden navn")
        twist = question.twist if question.twist and question.answer != "ja" else of_pair
        cited = metrics.evidence_cited(question.evidence, answer)
        return TwistedOutcome(question, twist, answer, said(answer.answer), cited)

    outcomes = ask_each(questions, ask, progress)
    fingerprint = ", ".join(sorted({each.answer.fingerprint for each in outcomes}))
    return TwistedReport(outcomes, date, fingerprint, versions())


def print_twisted(report: TwistedReport, console: Console | None = None) -> None:
    """The wrong "Ja" first, then the table by twist and every wrong answer."""
    console = console or wide_console()
    total = _row("all", report.outcomes)
    wrong = total.results["wrong_ja"]
    style = "bold red" if wrong else "bold green"
    console.print(f'[{style}]Forkert "Ja": {wrong}[/{style}] af {total.count} spørgsmål')
    table = Table("Drejning", "Antal", *RESULT_NAMES.values(), "Hele par rigtige")
    for row in report.rows:
        counts = (str(row.results[result]) for result in RESULT_NAMES)
        name = "alle" if row.name == "all" else escape(row.name)
        table.add_row(name, str(row.count), *counts, f"{row.pairs_right} af {row.pairs}")
    console.print(table)
    cited = [each.evidence for each in report.outcomes if each.said != "uden" and each.evidence is not None]
    if cited:
        console.print(f"Bevis vist ved ja og nej: {percent(sum(cited) / len(cited))}")
    for each in report.failures:
        head = f"{RESULT_NAMES[each.result]}: {escape(each.question.id)}  {escape(each.question.question)}"
        console.print(f"  {head}  [dim]({escape(each.twist)})[/dim]")


def write_twisted(report: TwistedReport, path: Path) -> None:
    """The report as JSON: the table, every wrong answer in full, every question's result."""
    write_json(
        path,
        {
            **report.stamp,
            "rows": [asdict(row) for row in report.rows],
            "failed": [
                {"result": each.result, **exchange(each.question, each.answer)} for each in report.failures
            ],
            "questions": [
                {
                    "id": each.question.id,
                    "result": each.result,
                    "twist": each.twist,
                    "evidence": each.evidence,
                }
                for each in report.outcomes
            ],
        },
    )
