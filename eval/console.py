"""Figures on the terminal."""

from __future__ import annotations

from rich.console import Console


def wide_console() -> Console:
    """The terminal; piped into a file at least 140 columns, so that no figure is cut."""
    console = Console()
    return console if console.is_terminal else Console(width=max(console.width, 140))


def percent(share: float | None) -> str:
    """A share as Danish text with one decimal: 0.955 is "95,5 %", None is "–"."""
    return "–" if share is None else f"{share * 100:.1f}".replace(".", ",") + " %"
