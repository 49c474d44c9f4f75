"""The command `rammeaftale`. Nothing heavy is imported before a command needs it: --help must be instant."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from api.danish_click import DanishGroup, Day, Whole, data_option, usage_sentence

if TYPE_CHECKING:
    from api.settings import Settings


@click.group(
    cls=DanishGroup,
    context_settings={"help_option_names": ["--help", "-h"]},
    options_metavar="[VALG]",
    subcommand_metavar="KOMMANDO …",
    params=[data_option()],
)
@click.version_option(package_name="rammeaftale", message="%(version)s", help="Vis udgaven.")
def cli() -> None:
    """Svar med præcise kilder om de regionale rammeaftaler på det specialiserede socialområde."""


def settings(**overrides: Any) -> Settings:
    """The settings from environment and command line. Raises SettingsError."""
    from api.settings import load_settings

    return load_settings(data=click.get_current_context().find_root().meta.get("data"), **overrides)


@cli.command()
@click.argument("question", nargs=-1, metavar="SPØRGSMÅL")
@click.option("--json", "as_json", is_flag=True, help="Skriv hele svaret som JSON.")
@click.option("--as-of", type=Day(), metavar="DATO", help="Svar, som det gælder på datoen (2024-06-01).")
@click.option(
    "--region", "regions", multiple=True, metavar="REGION", help="Søg kun i regionen; kan gentages."
)
@click.option(
    "--document", "documents", multiple=True, metavar="ID", help="Søg kun i dokumentet; kan gentages."
)
@click.option(
    "--ja", "confirmed", is_flag=True, help="Spørg ikke, før oplysninger om en privatperson sendes."
)
def ask(
    question: tuple[str, ...],
    as_json: bool,
    as_of: date | None,
    regions: tuple[str, ...],
    documents: tuple[str, ...],
    confirmed: bool,
) -> None:
    """Stil et spørgsmål, og få svaret med kilder."""
    chosen = settings()
    from api.commands.ask import run

    run(chosen, " ".join(question), as_json, as_of, regions, documents, confirmed)


@cli.command()
@click.option("--host", metavar="ADRESSE", help="Adressen, der lyttes på (127.0.0.1).")
@click.option(
    "--port", type=Whole(0, 65535), metavar="TAL", help="Porten, der lyttes på (8000); 0 for en ledig."
)
def serve(host: str | None, port: int | None) -> None:
    """Start serveren med web-siden."""
    chosen = settings(host=host, port=port)
    from api.commands.serve import run

    run(chosen)


@cli.command()
@click.argument("paths", nargs=-1, type=Path, metavar="[STI]…")
@click.option("--json", "as_json", is_flag=True, help="Skriv, hvad der skete, som JSON.")
def ingest(paths: tuple[Path, ...], as_json: bool) -> None:
    """Indlæs filer og mapper; uden sti de dokumenter, der følger med."""
    chosen = settings()
    from api.commands.documents import ingest as run

    run(chosen, paths, as_json)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Skriv listen som JSON.")
def documents(as_json: bool) -> None:
    """Vis de indlæste dokumenter."""
    chosen = settings()
    from api.commands.documents import show

    show(chosen, as_json)


@cli.command()
@click.argument("document", metavar="ID")
def remove(document: str) -> None:
    """Fjern et dokument overalt."""
    chosen = settings()
    from api.commands.documents import remove as run

    run(chosen, document)


@cli.command()
@click.argument("document", metavar="ID")
@click.option("--title", metavar="TEKST", help="Titel.")
@click.option("--region", metavar="REGION", help="Region; tom tekst for ingen.")
@click.option("--kind", metavar="TEKST", help="Art, for eksempel rammeaftale.")
@click.option("--valid-from", type=Day(), metavar="DATO", help="Første dag, det gælder.")
@click.option("--valid-to", type=Day(), metavar="DATO", help="Sidste dag, det gælder.")
@click.option("--dated", type=Day(), metavar="DATO", help="Dokumentets egen dato.")
@click.option("--about", metavar="ID", help="Aftalen, det handler om; tom tekst for ingen.")
@click.option("--standing", metavar="TEKST", help="Status, for eksempel vedtaget.")
@click.option("--note", metavar="TEKST", help="Bemærkning.")
def correct(document: str, **changes: str | date | None) -> None:
    """Ret, hvad der vides om et dokument."""
    chosen = settings()
    from api.commands.documents import correct as run

    run(chosen, document, {name: value for name, value in changes.items() if value is not None})


@cli.command()
@click.option("--repair", is_flag=True, help="Byg søgeindekset igen, hvis noget er galt.")
def doctor(repair: bool) -> None:
    """Undersøg, om database og søgeindeks passer sammen, og hvad der er slået fra."""
    chosen = settings()
    from api.commands.documents import doctor as run

    run(chosen, repair)


@cli.command()
@click.argument("record", type=Path, metavar="FIL")
def verify(record: Path) -> None:
    """Efterprøv en svarjournal: hvert citat, hver fil og hver beregning, uden netforbindelse."""
    chosen = settings()
    from api.commands.verify import run

    run(chosen, record)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command. Ends with 0, 1 (it could not be done), 2 (wrong use) or 130 (stopped by Ctrl-C)."""
    # Imported here: its commands come last in the list.
    import api.cli_backup
    import api.cli_compare
    import api.cli_impact
    import api.cli_keys
    import api.cli_mcp
    import api.cli_onboarding
    import api.cli_takst
    import api.evaluation  # noqa: F401

    sys.exit(_run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    try:
        ended = cli.main(arguments, prog_name="rammeaftale", standalone_mode=False)
        sys.stdout.flush()
        # Without standalone_mode click hands back the code of a command that ended itself.
        return ended if isinstance(ended, int) else 0
    except click.exceptions.NoArgsIsHelpError as help_wanted:
        click.echo(help_wanted.ctx.get_help() if help_wanted.ctx else "")
        return 2
    except click.UsageError as wrong:
        return _told(usage_sentence(wrong), 2)
    except click.ClickException as refused:
        return _told(refused.message, 1)
    except (click.Abort, KeyboardInterrupt):
        return _told("Afbrudt.", 130)
    except BrokenPipeError:
        from api.terminal import quiet_exit

        quiet_exit()
        return 1
    except Exception as fault:
        from api.faults import sentence_of

        sentence = sentence_of(fault)
        if sentence is None:
            raise
        return _told(sentence, 1)


def _told(sentence: str, code: int) -> int:
    click.echo(sentence, err=True)
    return code
