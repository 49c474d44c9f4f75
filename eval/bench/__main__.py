"""`python -m eval.bench [DEL …]`: the named parts, or all; ends with 1 when a figure falls short."""

from __future__ import annotations

import sys

import click

from eval.bench.results import write_results
from eval.figures import run_parts

PARTS: dict[str, str] = {
    "answer": "eval.bench.answer",
    "embedding": "eval.bench.embedding",
    "page": "eval.bench.page",
    "retrieval": "eval.bench.retrieval",
    "scale": "eval.bench.scale",
    "starting": "eval.bench.starting",
}


@click.command()
@click.argument("parts", nargs=-1, metavar="[DEL …]")
def main(parts: tuple[str, ...]) -> None:
    """Mål hastighed, størrelse og træfsikkerhed ved siden af andre."""
    sys.exit(run_parts(PARTS, parts, write_results))


if __name__ == "__main__":
    main()
