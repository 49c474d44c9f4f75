"""click in Danish: help, usage errors and the small types that commands take."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click
from click.exceptions import (
    BadArgumentUsage,
    BadOptionUsage,
    BadParameter,
    MissingParameter,
    NoSuchOption,
    UsageError,
)


class Day(click.ParamType[date]):
    """A date as 2024-06-01."""

    name = "dato"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"»{value}« er ikke en dato. Skriv den som 2024-06-01.", param, ctx)


class Whole(click.ParamType[int]):
    """A whole number from `least` to `most`."""

    name = "tal"

    def __init__(self, least: int = 0, most: int = 10**9) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            number = self._least - 1
        if not self._least <= number <= self._most:
            self.fail(f"»{value}« er ikke et helt tal fra {self._least} til {self._most}.", param, ctx)
        return number


class OneOf(click.Choice[str]):
    """One of a few words."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in self.choices:
            self.fail(f"»{value}« er ikke en af: {', '.join(self.choices)}.", param, ctx)
        return str(value)


class Place(click.ParamType[Path]):
    """A file or folder; whether it exists is for the one who opens it to say."""

    name = "sti"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        return Path(value)


class _Danish(click.Command):
    """Help in Danish."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Vis denne hjælp."
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Brug: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [row for param in self.get_params(ctx) if (row := param.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section("Valg"):
                formatter.write_dl(rows)


class DanishCommand(_Danish):
    """A command with Danish help; takes --data as the group does."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[VALG]")
        super().__init__(*args, **kwargs)
        self.params.append(data_option())


class DanishGroup(_Danish, click.Group):
    """The group of all commands."""

    command_class = DanishCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        _Danish.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Kommandoer"):
            formatter.write_dl([(name, c.get_short_help_str(90)) for name, c in found if c is not None])

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None:
            ctx.fail(f"Kommandoen »{args[0]}« findes ikke. Kommandoerne er: {', '.join(self.commands)}.")
        return super().resolve_command(ctx, args)


def data_option() -> click.Option:
    """--data DIR, before or after the command's name."""

    def keep(ctx: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None:
            ctx.find_root().meta["data"] = value

    return click.Option(
        ["--data"],
        type=Place(),
        metavar="MAPPE",
        expose_value=False,
        callback=keep,
        help="Mappen med dokumenter, indeks og samtaler.",
    )


def usage_sentence(error: UsageError) -> str:
    """What is wrong with a command line, in Danish."""
    match error:
        case NoSuchOption():
            near = f" Mente du {', '.join(error.possibilities)}?" if error.possibilities else ""
            return f"Valget {error.option_name} findes ikke.{near}"
        case MissingParameter():
            return f"{_named(error)} mangler."
        case BadParameter():
            return f"{_named(error)}: {error.message}"
        case BadArgumentUsage():
            return "Et argument mangler en værdi."
        case BadOptionUsage():
            return f"Valget {error.option_name} mangler en værdi."
    if "unexpected extra argument" in error.message:
        return "Der er for mange argumenter. Sæt anførselstegn om det, der hører sammen."
    return error.message


def _named(error: BadParameter) -> str:
    if error.param is None:
        return "Kommandolinjen"
    if error.param.param_type_name == "option":
        return f"Valget {error.param.opts[-1]}"
    return f"Argumentet {error.param.make_metavar(error.ctx or click.Context(click.Command('')))}"
