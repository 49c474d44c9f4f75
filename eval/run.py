"""Ask every question and measure the answers: a table by kind, and every failed question in full."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.answer import Answer
from eval import metrics
from eval.console import percent, wide_console
from eval.measurement import Assistant, Measurement, Progress, ask_each, begun, exchange, versions, write_json
from eval.questions import Question

KIND_NAMES = {
    "fact": "fakta",
    "paraphrase": "omskrivning",
    "version": "version",
    "conflict": "uenighed",
    "compare": "sammenligning",
    "tool": "takstberegning",
    "abstain": "skal tie",
    "followup": "opfølgning",
    "onboarding": "introduktion",
    "answerable": "kan besvares",
    "silence": "skal tie i alt",
    "all": "alle",
}
"""Rows of the table: the kinds, the answerable questions, those to be met with silence, and all."""

CHECK_NAMES = {
    "status": "Status rigtig",
    "evidence": "Bevis vist",
    "first": "Bevis først",
    "facts": "Fakta med",
    "forbid": "Intet forbudt",
    "quotes": "Citat ordret",
    "verdict": "Afgørelse rigtig",
}
"""The checks of a question, each a share in the table."""

FAULT_NAMES = {
    "status": "status",
    "evidence": "bevis",
    "first": "bevis i første kilde",
    "facts": "fakta",
    "forbid": "forbudte ord",
    "quotes": "citat",
    "verdict": "afgørelse",
}
"""What is wrong with an answer whose check failed."""

_HEADS = ("Status", "Bevis", "Første", "Fakta", "Forbud", "Citat", "Afgør.")
_LEGEND = (
    "Procent af de spørgsmål, der beder om det (– ingen): status rigtig, bevis vist, bevis i første kilde, "
    "fakta med, intet forbudt, citater ordrette, afgørelse rigtig. Tegn og ms er medianer."
)


@dataclass(frozen=True)
class Outcome:
    """One question as it was answered. A check is None where the question does not ask for it.

    `length` and `frame` in characters (metrics.answer_length, metrics.frame_length), `ms` the milliseconds of
    the question itself without its history, `confidence` between 0 and 1 where the assistant states one.
    """

    question: Question
    answer: Answer
    checks: dict[str, bool | None]
    length: int
    frame: int
    ms: float
    confidence: float | None

    @property
    def failed(self) -> list[str]:
        """The names of the checks that went wrong."""
        return [name for name, right in self.checks.items() if right is False]

    @property
    def answerable(self) -> bool:
        """Whether the documents hold the answer."""
        return self.question.expect != "abstain"


@dataclass(frozen=True)
class Row:
    """One line of the table: shares between 0 and 1 (None: nothing to measure), and medians."""

    name: str
    count: int
    shares: dict[str, float | None]
    length: float
    frame: float
    ms: float


@dataclass(frozen=True)
class Report(Measurement[Outcome]):
    """The answers to all questions and what is wrong with them."""

    @property
    def rows(self) -> list[Row]:
        """By kind in the order of KIND_NAMES, then the sums."""
        groups = {name: [each for each in self.outcomes if each.question.kind == name] for name in KIND_NAMES}
        groups["answerable"] = [each for each in self.outcomes if each.answerable]
        groups["silence"] = [each for each in self.outcomes if not each.answerable]
        groups["all"] = list(self.outcomes)
        return [_row(name, group) for name, group in groups.items() if group]

    @property
    def failures(self) -> list[Outcome]:
        return [each for each in self.outcomes if each.failed]

    @property
    def refused(self) -> float | None:
        """Share of the answerable questions that were met with not_found; None without any."""
        asked = [each.answer.status == "not_found" for each in self.outcomes if each.answerable]
        return sum(asked) / len(asked) if asked else None

    def values(self) -> dict[str, dict[str, float | None]]:
        """Row -> check -> share, as `--min` names them."""
        return {row.name: dict(row.shares) for row in self.rows}


def _row(name: str, group: Sequence[Outcome]) -> Row:
    shares: dict[str, float | None] = {}
    for check in CHECK_NAMES:
        measured = [right for each in group if (right := each.checks[check]) is not None]
        shares[check] = sum(measured) / len(measured) if measured else None
    return Row(
        name,
        len(group),
        shares,
        statistics.median(each.length for each in group),
        statistics.median(each.frame for each in group),
        statistics.median(each.ms for each in group),
    )


def evaluate(
    assistant: Assistant,
    questions: Sequence[Question],
    *,
    confidence: Callable[[Answer], float | None] | None = None,
    progress: Progress | None = None,
    now: Callable[[], datetime] | None = None,
) -> Report:
    """Ask every question, each in a conversation of its own after its history, and check the answers.

    `confidence` gives the assistant's stated probability (0 to 1) that the documents hold the answer, or
    None. An error of the assistant ends the run and names the question.
    """
    date = begun(now)
    outcomes = ask_each(questions, lambda question: _ask(assistant, question, confidence), progress)
    seen = sorted({each.answer.fingerprint for each in outcomes})
    # More than one means that documents, index or rules changed while the questions were asked.
    fingerprint = seen[0] if len(seen) == 1 else "skiftede undervejs: " + ", ".join(seen)
    return Report(outcomes, date, fingerprint, versions())


def _ask(
    assistant: Assistant, question: Question, confidence: Callable[[Answer], float | None] | None
) -> Outcome:
    conversation: str | None = None
    for earlier in question.history:
        conversation = assistant.ask(earlier, conversation_id=conversation).conversation_id
    began = time.perf_counter()
    answer = assistant.ask(question.question, conversation_id=conversation)
    ms = (time.perf_counter() - began) * 1000
    checks = {
        "status": metrics.status_right(question.expect, answer),
        "evidence": metrics.evidence_cited(question.evidence, answer),
        "first": metrics.evidence_first(question.evidence, answer),
        "facts": metrics.facts_present(question.facts, answer),
        "forbid": metrics.forbidden_absent(question.forbid, answer),
        "quotes": metrics.quotes_exact(answer, assistant.source_text),
        "verdict": metrics.verdict_right(question.verdict, answer),
    }
    stated = confidence(answer) if confidence is not None else None
    lengths = metrics.answer_length(answer), metrics.frame_length(answer)
    return Outcome(question, answer, checks, *lengths, ms, stated)


def print_report(report: Report, console: Console | None = None) -> None:
    """The table by kind, the share refused, and one line for every failed question."""
    console = console or wide_console()
    # Narrow enough for a terminal of 80 columns: no frame, no percent signs.
    table = Table("Art", box=None, padding=(0, 1, 0, 0))
    for heading in ("Antal", *_HEADS, "Tegn", "ms"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in report.rows:
        shares = (percent(row.shares[check]).removesuffix(" %") for check in CHECK_NAMES)
        name = KIND_NAMES[row.name]
        table.add_row(name, str(row.count), *shares, f"{row.length:.0f}", f"{row.ms:.0f}")
    console.print(table)
    console.print(_LEGEND)
    if report.refused is not None:
        console.print(f"Afvist, selv om svaret findes: {percent(report.refused)}")
    if report.failures:
        console.print(f"\n{len(report.failures)} af {len(report.outcomes)} spørgsmål fejlede:")
    for each in report.failures:
        wrong = "fejl i " + ", ".join(FAULT_NAMES[name] for name in each.failed)
        console.print(f"  {escape(each.question.id)}  {escape(each.question.question)}  [dim]({wrong})[/dim]")


def write_report(report: Report, path: Path) -> None:
    """The report as JSON: date, fingerprint, versions, table, all checks, every failure in full."""
    write_json(
        path,
        {
            **report.stamp,
            "rows": [asdict(row) for row in report.rows],
            "refused": report.refused,
            "failed": [
                {"failed": each.failed, **exchange(each.question, each.answer)} for each in report.failures
            ],
            "questions": [
                {
                    "id": each.question.id,
                    "kind": each.question.kind,
                    "status": each.answer.status,
                    "checks": each.checks,
                    "length": each.length,
                    "frame": each.frame,
                    "ms": round(each.ms, 1),
                    "confidence": each.confidence,
                }
                for each in report.outcomes
            ],
        },
    )
