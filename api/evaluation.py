"""The commands that measure: eval, eval-twisted, eval-retrieval, eval-squad. eval/ is imported when they run."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from api.cli import cli, settings
from api.danish_click import OneOf, Place, Whole

if TYPE_CHECKING:
    from assistant.answer import Answer
    from eval.measurement import Assistant, Progress
    from eval.questions import Question
    from eval.run import Report
    from index import ingestion

Shares = Mapping[str, Mapping[str, float | None]]
Found = TypeVar("Found")

_files = click.argument("files", nargs=-1, required=True, type=Place(), metavar="FIL…")
_folder = click.argument("folder", type=Place(), metavar="MAPPE")
_json = click.option("--json", "json_file", type=Place(), metavar="FIL", help="Skriv målingen som JSON.")
_html = click.option("--html", "html_file", type=Place(), metavar="FIL", help="Skriv målingen som en side.")
_minimum = click.option(
    "--min", "minimums", multiple=True, metavar="NAVN=ANDEL", help="Kræv mindst, f.eks. fact.evidence=0.95."
)
_part = click.option(
    "--part", type=OneOf(["even", "odd", "all"]), default="all", metavar="DEL", help="even, odd eller all."
)
_limit = click.option("--limit", type=Whole(1), metavar="TAL", help="Højst så mange spørgsmål.")


@cli.command("eval")
@_files
@_json
@_html
@_minimum
@click.option("--llm", "with_model", is_flag=True, help="Sammenlign svarene med og uden sprogmodellen.")
def evaluate(
    files: tuple[Path, ...],
    json_file: Path | None,
    html_file: Path | None,
    minimums: tuple[str, ...],
    with_model: bool,
) -> None:
    """Mål svarene på filer med spørgsmål."""
    from eval.questions import load_questions
    from eval.report import write_html
    from eval.run import evaluate as run
    from eval.run import print_report, write_report

    if with_model and not settings().llm_address:
        raise click.UsageError(
            "Der er ingen sprogmodel. Sæt RAMMEAFTALE_LLM_ADDRESS og RAMMEAFTALE_LLM_MODEL."
        )
    with _measuring(minimums) as demand, _assistant(with_model) as (assistant, bar):
        if with_model:
            report = _compared(assistant, load_questions(files), bar, json_file)
        else:
            report = run(assistant, load_questions(files), progress=bar)
            _tell(report, print_report, write_report, json_file)
        if html_file:
            write_html(report, html_file)
        demand(report.values())


def _compared(
    assistant: Assistant, questions: Sequence[Question], bar: Progress, json_file: Path | None
) -> Report:
    """The questions with and without the language model; the report of those with it."""
    from assistant.assistant import Assistant as Opened
    from eval.llm_compare import Speaking, compare, print_comparison, write_comparison

    opened = cast(Opened, assistant)

    def phrasing_of(answer: Answer) -> Mapping[str, Any] | None:
        kept = opened.conversations.turn(str(answer.message_id)).understood.get("phrasing")
        return cast("Mapping[str, Any] | None", kept)

    found = compare(cast(Speaking, opened), questions, phrasing_of, bar)
    _tell(found, print_comparison, write_comparison, json_file)
    return found.spoken_of


@cli.command("eval-twisted")
@_files
@_json
@_minimum
def evaluate_twisted(files: tuple[Path, ...], json_file: Path | None, minimums: tuple[str, ...]) -> None:
    """Mål ja/nej-svar på par af sande og drejede spørgsmål."""
    from eval.questions import load_twisted
    from eval.twisted import evaluate_twisted as run
    from eval.twisted import print_twisted, write_twisted

    with _measuring(minimums) as demand, _assistant() as (assistant, bar):
        report = run(assistant, load_twisted(files), progress=bar)
        _tell(report, print_twisted, write_twisted, json_file)
        demand(report.values())


@cli.command("eval-retrieval")
@_folder
@_part
@_limit
@click.option("--distractors", type=Whole(), metavar="TAL", help="Kun så mange tekster ud over de rigtige.")
@_json
@_minimum
def evaluate_retrieval(
    folder: Path,
    part: str,
    limit: int | None,
    distractors: int | None,
    json_file: Path | None,
    minimums: tuple[str, ...],
) -> None:
    """Mål søgningen på en mappe med tekster, spørgsmål og facit, i et indeks for sig."""
    from eval.benchmark import load_benchmark
    from eval.retrieval import evaluate_retrieval as run
    from eval.retrieval import print_retrieval, write_retrieval
    from eval.searching import build_searcher

    with _measuring(minimums) as demand, _benchmark(part, limit) as how:
        report = run(load_benchmark(folder), build_searcher, distractors=distractors, **how)
        _tell(report, print_retrieval, write_retrieval, json_file)
        demand(report.values())


@cli.command("eval-squad")
@_folder
@_part
@_limit
@_json
@_minimum
def evaluate_squad(
    folder: Path, part: str, limit: int | None, json_file: Path | None, minimums: tuple[str, ...]
) -> None:
    """Mål, om det først citerede rummer svaret, og om der ties, når det ikke findes."""
    from eval.benchmark import load_benchmark
    from eval.searching import build_answerer
    from eval.squad import evaluate_squad as run
    from eval.squad import print_squad, write_squad

    with _measuring(minimums) as demand, _benchmark(part, limit) as how:
        report = run(load_benchmark(folder), build_answerer, **how)
        _tell(report, print_squad, write_squad, json_file)
        demand(report.values())


def _tell(
    report: Found, show: Callable[[Found], None], write: Callable[[Found, Path], None], json_file: Path | None
) -> None:
    """Show what was found, and write it where a file is named."""
    show(report)
    if json_file:
        write(report, json_file)


@contextmanager
def _measuring(minimums: Sequence[str]) -> Iterator[Callable[[Shares], None]]:
    """Gives what checks the minimums; a file or demand that cannot be used is said as one sentence."""
    from eval.benchmark import BenchmarkError
    from eval.minimums import missed, parse_minimum
    from eval.questions import QuestionFileError

    try:
        wanted = [parse_minimum(text) for text in minimums]
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong

    def demand(values: Shares) -> None:
        try:
            lines = missed(values, wanted)
        except ValueError as wrong:
            raise click.UsageError(str(wrong)) from wrong
        if lines:
            raise click.ClickException("\n".join(lines))

    try:
        yield demand
    except (BenchmarkError, QuestionFileError) as wrong:
        raise click.ClickException(str(wrong)) from wrong


@contextmanager
def _assistant(with_model: bool = False) -> Iterator[tuple[Assistant, Progress]]:
    """The assistant of the data folder; what is asked of it is kept apart from people's conversations.

    The language model of the settings has no part in it unless it is what is measured.
    """
    from api.opening import open_assistant
    from api.progress import progress
    from assistant.conversation import Conversations
    from index.store import Store

    with (
        tempfile.TemporaryDirectory() as folder,
        progress() as bar,
        open_assistant(settings(), bar) as opened,
    ):
        apart = Store.open(Path(folder))
        opened.conversations = Conversations(apart)
        if not with_model:
            opened.language_model = None
        try:
            yield cast("Assistant", opened), _counting(bar, "Stiller spørgsmål")
        finally:
            apart.close()


@contextmanager
def _benchmark(part: str, limit: int | None) -> Iterator[dict[str, Any]]:
    """How a benchmark folder is measured: what of it, the two bars, and where it works.

    `work_dir` goes with the run; `cache_dir` in the data folder keeps vectors between runs.
    """
    from api.progress import progress

    with progress() as bar, tempfile.TemporaryDirectory() as work:
        yield {
            "part": part,
            "limit": limit,
            "indexing": _counting(bar, "Bygger indeks"),
            "progress": _counting(bar, "Søger"),
            "work_dir": Path(work),
            "cache_dir": settings().data / "benchmark-vectors",
        }


def _counting(bar: ingestion.Progress, what: str) -> Progress:
    return lambda done, of: bar(done, of, what)
