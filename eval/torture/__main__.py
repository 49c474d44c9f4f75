"""`python -m eval.torture [DEL …]`: the named parts, or all; ends with 1 when a figure falls short."""

from __future__ import annotations

import sys

import click

from eval.figures import run_parts

PARTS = {
    "machines": "eval.torture.machines",
    "injection": "eval.torture.injection",
    "privacy": "eval.torture.privacy",
    "xss": "eval.torture.xss",
    "kills": "eval.torture.kills",
    "damage": "eval.torture.damage",
    "storage": "eval.torture.storage",
    "hostile": "eval.torture.hostile",
    "access": "eval.torture.access",
    "api": "eval.torture.api_schema",
    "turns": "eval.torture.turns",
    "audit": "eval.torture.audit",
    "load": "eval.torture.load",
    "stopping": "eval.torture.stopping",
}


@click.command()
@click.argument("parts", nargs=-1, metavar="[DEL …]")
def main(parts: tuple[str, ...]) -> None:
    """Prøv at få produktet til at fejle, og vis tallene."""
    sys.exit(run_parts(PARTS, parts))


if __name__ == "__main__":
    main()
