"""Progress on stderr: a bar for a person, a line now and then for a log."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Costs a second, and a command that refuses at once needs none of it.
    from index.ingestion import Progress


@contextmanager
def progress() -> Iterator[Progress]:
    """A bar on stderr when it is a terminal, else a line now and then. Nothing at all when nothing is done."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich import progress as rich
    from rich.console import Console

    columns = (
        rich.TextColumn("{task.description}"),
        rich.BarColumn(),
        rich.TextColumn("{task.percentage:>3.0f} %"),
    )
    bar = rich.Progress(*columns, rich.TimeRemainingColumn(), console=Console(stderr=True), transient=True)
    tasks: dict[str, rich.TaskID] = {}

    def show(done: int, of: int, what: str) -> None:
        if not tasks:
            bar.start()
        if what not in tasks:
            for finished in bar.tasks:
                bar.update(finished.id, completed=finished.total)
            tasks[what] = bar.add_task(what, total=of)
        bar.update(tasks[what], completed=done, total=of)

    try:
        yield show
    finally:
        if tasks:
            bar.stop()


def _lines() -> Progress:
    told: dict[str, int] = {}

    def show(done: int, of: int, what: str) -> None:
        tenth = 10 * done // of if of else 10
        if told.get(what, -1) < tenth:
            told[what] = tenth
            print(f"{what}: {done} af {of}", file=sys.stderr, flush=True)

    return show
