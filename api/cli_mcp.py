"""rammeaftale mcp."""

from __future__ import annotations

from api.cli import cli, settings


@cli.command()
def mcp() -> None:
    """Værktøjer til andre programmer over MCP på stdin og stdout; serveren har dem på /mcp."""
    chosen = settings()
    from api.commands.mcp import run

    run(chosen)
