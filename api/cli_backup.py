"""rammeaftale backup and restore: a data folder in one file, and back."""

from __future__ import annotations

from pathlib import Path

import click

from api.cli import cli, settings


@cli.command()
@click.argument("file", type=Path, metavar="FIL")
def backup(file: Path) -> None:
    """Gem dokumenter og samtaler i en fil, også mens serveren kører."""
    chosen = settings()
    from api.commands.backup import save

    save(chosen, file)


@cli.command()
@click.argument("file", type=Path, metavar="FIL")
def restore(file: Path) -> None:
    """Gendan en sikkerhedskopi i en ny datamappe (--data MAPPE)."""
    chosen = settings()
    from api.commands.backup import load

    load(chosen, file)
