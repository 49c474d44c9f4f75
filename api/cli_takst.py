"""The commands takst (one subcommand for each rule) and takst-fil. The rules are read when they are needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from api.cli import cli, settings
from api.danish_click import DanishCommand, DanishGroup, Place


class RuleGroup(DanishGroup):
    """A subcommand for each rule, made from the rule's own inputs."""

    def _filled(self) -> None:
        if self.commands:
            return
        from assistant.rules.registry import RULES

        for rule in RULES.values():
            self.add_command(_command(rule.id, f"{rule.title}. {rule.description}", rule.inputs.model_fields))

    def list_commands(self, ctx: click.Context) -> list[str]:
        self._filled()
        return super().list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        self._filled()
        return super().get_command(ctx, cmd_name)


@cli.group(
    "takst",
    cls=RuleGroup,
    context_settings={"help_option_names": ["--help", "-h"]},
    options_metavar="[VALG]",
    subcommand_metavar="REGEL …",
)
def takst() -> None:
    """Kontrollér en takst efter en af reglerne i aftalerne."""


def _command(rule_id: str, text: str, fields: Any) -> click.Command:
    options: list[click.Parameter] = [
        click.Option(
            list(dict.fromkeys((f"--{name.replace('_', '-')}", f"--{name}", name))),
            metavar="VÆRDI",
            help=(field.description or name) + ("" if not field.is_required() else " (skal udfyldes)"),
        )
        for name, field in fields.items()
    ]
    options += [
        click.Option(["--json", "as_json"], is_flag=True, help="Skriv hele svaret som JSON."),
        click.Option(
            ["--svg", "picture"], type=Place(), metavar="FIL", help="Tegn takst mod loft til en SVG-fil."
        ),
    ]

    def run(as_json: bool, picture: Path | None, **inputs: str | None) -> None:
        from api.commands.takst import run as work

        work(settings(), rule_id, {k: v for k, v in inputs.items() if v is not None}, as_json, picture)

    return DanishCommand(
        name=rule_id,
        params=options,
        callback=run,
        help=text,
        context_settings={"help_option_names": ["--help", "-h"]},
    )


@cli.command("takst-fil")
@click.argument("source", type=Place(), metavar="FIL")
@click.option(
    "--ud", "target", type=Place(), metavar="FIL", help="Skriv resultatet hertil: .xlsx, .csv eller .json."
)
@click.option(
    "--kolonner",
    "mapping",
    type=Place(),
    metavar="FIL",
    help="Kolonnefil (TOML eller YAML) for andre overskrifter.",
)
@click.option("--json", "as_json", is_flag=True, help="Skriv resultatet som JSON.")
def takst_fil(source: Path, target: Path | None, mapping: Path | None, as_json: bool) -> None:
    """Kontrollér en hel takstliste i XLSX eller CSV."""
    chosen = settings()
    from api.commands.takst_fil import run

    run(chosen, source, target, mapping, as_json)
