"""Everything a user can do with conversations and documents, in any order, against a list kept beside it."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from eval.figures import Figure
from eval.torture.kept import Done
from eval.torture.life import Life
from eval.torture.small_library import small_library

RUNS, STEPS = 500, 100


def lived(runs: int, steps: int, always_the_same: bool = False) -> Done:
    """That many runs of at most that many steps. Raises AssertionError with the shortest steps that go wrong."""
    done = Done()
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder) / "data"
        library = small_library(empty)
        with library.store.transaction() as connection:
            # Nothing of what the product ships with is taken in.
            library.store.set_state(connection, "seeded", "ja")
        library.close()
        run_state_machine_as_test(
            type("Life", (Life,), {"empty": empty, "done": done}),
            settings=settings(
                max_examples=runs,
                stateful_step_count=steps,
                derandomize=always_the_same,
                deadline=None,
                database=None,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    return done


def measure() -> list[Figure]:
    """The long form."""
    return figures(RUNS, STEPS)


def figures(runs: int, steps: int) -> list[Figure]:
    """That many runs."""
    began = time.monotonic()
    done = lived(runs, steps)
    seconds = time.monotonic() - began
    return [
        Figure("kørsler", f"{done.runs} à højst {steps} skridt, {done.steps} skridt i alt"),
        Figure("spørgsmål, dokumentændringer, genstarter", f"{done.turns}, {done.changes}, {done.starts}"),
        Figure("ture tabt, fordoblet eller i forkert orden", "0", "0", True),
        Figure("millisekunder pr. skridt", f"{1000 * seconds / max(1, done.steps):.0f}"),
    ]
