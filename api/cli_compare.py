"""The commands compare, diff and eval-compare."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli import cli, settings
from api.danish_click import OneOf, Place


@cli.command()
@click.option("--subject", "subjects", multiple=True, metavar="ID", help="Kun emnet; kan gentages.")
@click.option("--document", "documents", multiple=True, metavar="ID", help="Kun dokumentet; kan gentages.")
@click.option("--question", "questions", multiple=True, metavar="TEKST", help="Eget spørgsmål som række.")
@click.option(
    "--format",
    "form",
    type=OneOf(["text", "md", "csv", "json", "xlsx"]),
    default="text",
    metavar="FORMAT",
    help="text, md, csv, json eller xlsx.",
)
@click.option("--out", type=Place(), metavar="FIL", help="Skriv til filen.")
def compare(
    subjects: tuple[str, ...],
    documents: tuple[str, ...],
    questions: tuple[str, ...],
    form: str,
    out: Path | None,
) -> None:
    """Sammenlign aftalerne emne for emne, med citater."""
    chosen = settings()
    from api.commands.compare import run

    run(chosen, subjects, documents, questions, form, out)


@cli.command()
@click.argument("older", metavar="ID")
@click.argument("newer", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Skriv hele forskellen som JSON.")
def diff(older: str, newer: str, as_json: bool) -> None:
    """Vis, hvad der er ændret fra det første dokument til det andet."""
    chosen = settings()
    from api.commands.compare import show_difference

    show_difference(chosen, older, newer, as_json)


@cli.command("eval-compare")
def evaluate_compare() -> None:
    """Mål sammenligningen mod facitlisten og afsnittenes parring mod den håndlavede."""
    chosen = settings()
    from api.commands.compare import measure

    measure(chosen)
