"""/health asked ten times a second by a process of its own, as a load balancer would: no user's client is in its way."""

from __future__ import annotations

import http.client
import multiprocessing
import time
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from urllib.parse import urlsplit

_EVERY = 0.1
_TIMEOUT = 60.0


@contextmanager
def probing(address: str) -> Iterator[list[float]]:
    """While it lasts, /health is asked; the list holds the seconds of each answer once it has ended.

    An answer other than 200, or none, counts as a minute.
    """
    ours, theirs = multiprocessing.get_context("spawn").Pipe()
    probe = multiprocessing.get_context("spawn").Process(target=_probe, args=(address, theirs), daemon=True)
    probe.start()
    ours.recv()  # it has begun
    found: list[float] = []
    try:
        yield found
    finally:
        ours.send(None)
        found += ours.recv()
        probe.join()


def _probe(address: str, told: Connection) -> None:
    found: list[float] = []
    told.send(None)
    while not told.poll(_EVERY):
        found.append(_seconds(address))
    told.send(found)


def _seconds(address: str) -> float:
    began = time.monotonic()
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/health")
        well = connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        well = False
    finally:
        connection.close()
    return time.monotonic() - began if well else _TIMEOUT
