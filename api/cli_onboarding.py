"""rammeaftale onboarding: the learning path in the terminal."""

from __future__ import annotations

import click

from api.cli import cli, settings


@cli.command()
@click.option("--rolle", "role", metavar="ROLLE", help="sagsbehandler, økonomimedarbejder eller leder.")
@click.option("--region", "region", metavar="REGION", help="Midtjylland, Hovedstaden eller Syddanmark.")
@click.option("--laerling", "learner", metavar="NAVN", help="Fortsæt et forløb under et valgt navn.")
@click.option("--slet", "forget", is_flag=True, help="Slet forløbet under navnet.")
@click.option("--json", "as_json", is_flag=True, help="Skriv forløbet som JSON uden at spørge.")
def onboarding(
    role: str | None, region: str | None, learner: str | None, forget: bool, as_json: bool
) -> None:
    """Læringsforløb for nye medarbejdere, med quiz."""
    chosen = settings()
    from api.commands.onboarding import run

    run(chosen, role, region, learner, forget, as_json)
