"""rammeaftale backup and restore."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import click

from api.opening import open_library
from api.pages import danish_moment
from api.progress import progress
from api.settings import Settings
from index import audit
from index.backup import backup, restore
from index.errors import IndexFault


def save(settings: Settings, file: Path) -> None:
    """Write a backup of the data folder. Raises IndexFault."""
    if settings.database_url is None and not settings.data.is_dir():
        raise IndexFault(f"Der er ingen datamappe {settings.data}. Vælg en anden med --data MAPPE.")
    with closing(open_library(settings)) as library:
        backup(library.store, settings.data, file.expanduser())
        audit.record(library.store, audit.LOCAL, "sikkerhedskopi taget")
        documents = len(library.store.documents())
    size = f"{file.expanduser().stat().st_size / 1e6:.1f}".replace(".", ",")
    click.echo(f"Sikkerhedskopi af {documents} dokumenter og alle samtaler: {file} ({size} MB)")
    click.echo("Filen indeholder samtalerne. Gem den, hvor kun de rette kan læse den.")


def load(settings: Settings, file: Path) -> None:
    """Make a data folder of a backup, ready to answer. Raises IndexFault."""
    if settings.database_url is not None:
        raise click.ClickException(
            "RAMMEAFTALE_DATABASE_URL er sat. En sikkerhedskopi gendannes kun i en datamappe; PostgreSQL gendannes med pg_restore."
        )

    def make_ready(folder: Path) -> None:
        with (
            progress() as bar,
            closing(open_library(settings.model_copy(update={"data": folder}))) as library,
        ):
            if damage := library.store.check():
                raise IndexFault(f"Databasen i {file} er beskadiget ({damage[0]}). Brug en anden kopi.")
            library.ensure(bar)
            audit.record(library.store, audit.LOCAL, "sikkerhedskopi indlæst")

    made = restore(file.expanduser(), settings.data, make_ready)
    moment = danish_moment(made.made_at.replace(tzinfo=None))
    click.echo(f"Gendannet i {settings.data}, som det var {moment}")
