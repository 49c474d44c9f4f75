"""rammeaftale mcp: the tools over stdin and stdout, for a program that starts its own process."""

from __future__ import annotations

import logging
import sys

import anyio
from mcp.server.stdio import stdio_server

from api.mcp.server import build_server
from api.service import Service
from api.settings import Settings


def run(settings: Settings) -> None:
    """Serve until stdin ends. Only the protocol goes to stdout; links lead to `rammeaftale serve`."""
    if sys.stdin.isatty():
        print("Venter på et program på stdin. Stop med Ctrl-C.", file=sys.stderr)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    anyio.run(_serve, Service(settings), f"http://{host}:{settings.port}")


async def _serve(service: Service, base: str) -> None:
    async with stdio_server() as (incoming, outgoing):
        # Begun inside: from here on whatever a library prints goes to stderr.
        service.start()
        try:
            server = build_server(service, lambda _: base)
            await server.run(incoming, outgoing, server.create_initialization_options())
        finally:
            service.stop()
