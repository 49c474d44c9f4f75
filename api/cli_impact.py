"""The commands impact, approve, reject and test-question."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from api.cli import cli, settings
from api.danish_click import Day, OneOf, Place


@cli.command()
@click.argument("document", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="Skriv hele rapporten som JSON.")
def impact(document: str, as_json: bool) -> None:
    """Vis, hvad et nyt eller ændret dokument betyder."""
    chosen = settings()
    from api.commands.impact import show

    show(chosen, document, as_json)


@cli.command()
@click.argument("document", metavar="ID")
@click.option(
    "--draft",
    "drafts",
    multiple=True,
    metavar="ID",
    help="Godkend regeludkastet; kan gentages. »alle« for alle.",
)
@click.option("--yaml", type=Place(), metavar="FIL", help="Godkend udkastet, som det står i filen.")
@click.option("--title", metavar="TEKST", help="Titel.")
@click.option("--region", metavar="REGION", help="Region; tom tekst for ingen.")
@click.option("--kind", metavar="TEKST", help="Art, for eksempel rammeaftale.")
@click.option("--valid-from", type=Day(), metavar="DATO", help="Første dag, det gælder.")
@click.option("--valid-to", type=Day(), metavar="DATO", help="Sidste dag, det gælder.")
@click.option("--about", metavar="ID", help="Aftalen, en sag eller rapport handler om; tom tekst for ingen.")
@click.option("--standing", metavar="TEKST", help="Status, for eksempel vedtaget.")
def approve(document: str, drafts: tuple[str, ...], yaml: Path | None, **changes: str | date | None) -> None:
    """Bekræft oplysningerne om et dokument, eller godkend regeludkast fra det."""
    chosen = settings()
    from api.commands.impact import run_approve

    given = {name: value for name, value in changes.items() if value is not None}
    run_approve(chosen, document, drafts, yaml, given)


@cli.command()
@click.argument("document", metavar="ID")
@click.option(
    "--draft", "drafts", multiple=True, required=True, metavar="ID", help="Regeludkastet; kan gentages."
)
@click.option(
    "--reason",
    type=OneOf(["ikke_takst", "forkert_laest", "daekket", "bruges_ikke", "godkendt_ved_fejl"]),
    metavar="GRUND",
    help="Hvorfor: ikke_takst (ingen takstbestemmelse), forkert_laest, daekket (dækkes andetsteds), bruges_ikke "
    "eller godkendt_ved_fejl.",
)
@click.option("--undo", is_flag=True, help="Fortryd: udkastet kan godkendes igen.")
def reject(document: str, drafts: tuple[str, ...], reason: str | None, undo: bool) -> None:
    """Afvis regeludkast fra et dokument, så de ikke tilbydes mere."""
    if bool(reason) == undo:
        raise click.UsageError("Skriv enten --reason med en begrundelse eller --undo.")
    chosen = settings()
    from api.commands.impact import run_reject

    run_reject(chosen, document, drafts, reason or "")


@cli.command("test-question")
@click.argument("question", nargs=-1, metavar="[SPØRGSMÅL]")
@click.option(
    "--file", "files", multiple=True, type=Place(), metavar="FIL", help="Tilføj spørgsmål fra en fil."
)
@click.option("--id", "name", default="", metavar="ID", help="Spørgsmålets id.")
@click.option(
    "--expect",
    type=OneOf(["answer", "tool", "abstain"]),
    default="answer",
    metavar="HVAD",
    help="answer, tool (en beregning) eller abstain (det fremgår ikke).",
)
@click.option("--evidence", multiple=True, metavar="TEKST", help="Står i en af kilderne; kan gentages.")
@click.option("--fact", "facts", multiple=True, metavar="TEKST", help="Står i svaret; kan gentages.")
@click.option("--forbid", multiple=True, metavar="TEKST", help="Må ikke stå i svaret; kan gentages.")
@click.option("--json", "as_json", is_flag=True, help="Skriv listen som JSON.")
def keep_question(
    question: tuple[str, ...],
    files: tuple[Path, ...],
    name: str,
    expect: str,
    evidence: tuple[str, ...],
    facts: tuple[str, ...],
    forbid: tuple[str, ...],
    as_json: bool,
) -> None:
    """Gem et kontrolspørgsmål, der stilles før og efter hver indlæsning; uden spørgsmål vises dem, der er."""
    chosen = settings()
    from api.commands.impact import stored_question

    given = {"name": name, "expect": expect, "evidence": evidence, "facts": facts, "forbid": forbid}
    stored_question(chosen, " ".join(question), files, given, as_json)
