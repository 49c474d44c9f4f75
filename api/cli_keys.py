"""rammeaftale keys and rammeaftale audit: who gets in, and what was done."""

from __future__ import annotations

from datetime import date

import click

from api.cli import cli, settings
from api.danish_click import DanishGroup, Day, OneOf, Whole


@cli.group(cls=DanishGroup, options_metavar="[VALG]", subcommand_metavar="KOMMANDO …")
def keys() -> None:
    """Nøgler, der giver adgang, når serveren lytter på andet end maskinen selv."""


@keys.command()
@click.argument("name", metavar="NAVN")
@click.option(
    "--scope",
    type=OneOf(["read", "write", "admin"]),
    required=True,
    metavar="RET",
    help="read: spørge og læse; write: også ændre dokumenter; admin: også Drift.",
)
@click.option("--expires", type=Day(), metavar="DATO", help="Sidste dag, nøglen gælder (2027-01-31).")
def create(name: str, scope: str, expires: date | None) -> None:
    """Lav en nøgle; den vises kun denne ene gang."""
    chosen = settings()
    from api.commands.keys import create as run

    run(chosen, name, scope, expires)


@keys.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Skriv listen som JSON.")
def list_keys(as_json: bool) -> None:
    """Vis nøglerne; selve nøglerne kan ikke vises."""
    chosen = settings()
    from api.commands.keys import show

    show(chosen, as_json)


@keys.command()
@click.argument("key", metavar="ID")
def revoke(key: str) -> None:
    """Tilbagekald en nøgle og luk det, der er logget ind med den."""
    chosen = settings()
    from api.commands.keys import revoke as run

    run(chosen, key)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Skriv loggen som JSON.")
@click.option("--latest", type=Whole(1), metavar="TAL", help="Kun så mange af de seneste linjer.")
def audit(as_json: bool, latest: int | None) -> None:
    """Vis, hvem der gjorde hvad og hvornår; ingen tekst fra spørgsmål eller dokumenter."""
    chosen = settings()
    from api.commands.keys import show_audit

    show_audit(chosen, as_json, latest)
