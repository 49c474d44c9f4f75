"""rammeaftale serve."""

from __future__ import annotations

import socket
import sys
import time

import click

from api.commands.keys import check_access
from api.progress import progress
from api.settings import Settings

# A little more than a stream's last words take (api/routes/chat.py).
_LAST_SECONDS = 9
# How long a thread that answers may keep Python to itself while others wait. With four busy threads the event loop came
# back 48 ms late at the 95th percentile; with Python's own 5 ms, 464 ms.
_SWITCH_SECONDS = 0.001


def run(settings: Settings) -> None:
    """Serve until stopped; the address is printed when questions can be answered."""
    check_access(settings)
    listening = _listen(settings)
    import uvicorn

    from api.app import create_app
    from api.logs import log_to_stderr
    from api.service import Service
    from api.settling import Settling

    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    failures: list[str] = []
    log_to_stderr(settings.log)
    sys.setswitchinterval(_SWITCH_SECONDS)

    def told() -> None:
        # The documents may be ready before the server listens, and it may still fail to.
        while not (server.started or server.should_exit):
            time.sleep(0.01)
        if server.started:
            print(f"Rammeaftale svarer på {address}", flush=True)

    def failed(sentence: str) -> None:
        failures.append(sentence)
        server.should_exit = True

    with progress() as bar:
        service = Service(settings, bar, told, failed, Settling())
        config = uvicorn.Config(
            create_app(settings, service),
            # Questions stand in addresses (/?q=…): requests are logged by api/watching.py, without them.
            access_log=False,
            log_config=None,
            server_header=False,
            # Who asks is read from X-Forwarded-For in one place, and only where the settings name a proxy.
            proxy_headers=False,
            timeout_graceful_shutdown=_LAST_SECONDS,
            ws="none",
            # Longer than browsers and proxies keep a quiet connection: theirs to close, not ours under a request.
            timeout_keep_alive=75,
        )
        server = uvicorn.Server(config)
        try:
            server.run(sockets=[listening])
        except KeyboardInterrupt:
            # uvicorn has closed everything and passes Ctrl-C on: that is how a server is stopped.
            print("Stoppet.", file=sys.stderr)
    if failures:
        raise click.ClickException(failures[0])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        listening.listen(512)
    except OSError as taken:
        listening.close()
        raise click.ClickException(
            f"Port {settings.port} på {settings.host} kan ikke bruges ({taken.strerror}). Kører serveren allerede? "
            f"Vælg ellers en anden: rammeaftale serve --port {settings.port % 65535 + 1}"
        ) from taken
    return listening
