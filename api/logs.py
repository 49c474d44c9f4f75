"""The log on stderr: lines for people or JSON for machines, each with the number of its request.

No line holds what was asked or answered: routes are logged by their template, and of an error its kind and where it
arose, never its message, which may quote a value.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal

Form = Literal["text", "json"]

CORRELATION: ContextVar[str] = ContextVar("correlation", default="")
"""The number of the request that is being answered; "" outside of one."""
_FIELDS = ("method", "route", "status", "ms")


def log_to_stderr(form: Form) -> None:
    """Send every log of the process there, and nowhere else. Warnings of others, and all of ours."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_numbered)
    handler.setFormatter(JsonLine() if form == "json" else TextLine())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("rammeaftale").setLevel(logging.INFO)


def _numbered(record: logging.LogRecord) -> bool:
    # Taken where the line is written: a formatter may run elsewhere.
    record.correlation = CORRELATION.get()
    return True


class _Line(logging.Formatter):
    def formatException(self, ei: object) -> str:  # noqa: N802 - the name logging calls
        """The kind of error and where it arose; its message may quote what was asked."""
        assert isinstance(ei, tuple)
        return arising(ei[1], ei[2]) if ei[1] is not None else ""


class TextLine(_Line):
    """2026-11-22 10:00:00 INFO 1f2e3d4c5b6a POST /api/chat 200 35 ms"""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created).strftime("%Y-%m-%d %H:%M:%S")
        ms = getattr(record, "ms", None)
        parts = [at, record.levelname, getattr(record, "correlation", ""), record.getMessage()]
        parts += [f"{ms} ms"] if ms is not None else []
        line = " ".join(filter(None, parts))
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLine(_Line):
    """One JSON object a line: at (ISO 8601, UTC), level, logger, text, number, and of a request its fields."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "text": record.getMessage(),
        }
        if number := getattr(record, "correlation", ""):
            said["number"] = number
        said |= {name: getattr(record, name) for name in _FIELDS if hasattr(record, name)}
        if record.exc_info:
            said["error"] = self.formatException(record.exc_info)
        return json.dumps(said, ensure_ascii=False)


def arising(fault: BaseException, trace: TracebackType | None = None) -> str:
    """An error's kind and the places it passed, its causes before it, without any message."""
    chain: list[str] = []
    cause = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
    if cause is not None:
        chain.append(arising(cause))
    places = traceback.extract_tb(trace or fault.__traceback__)
    lines = [f"  {place.filename}:{place.lineno} {place.name}" for place in places]
    chain.append("\n".join([f"{type(fault).__module__}.{type(fault).__qualname__}", *lines]))
    return "\n".join(chain)
