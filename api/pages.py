"""The frame of every page: templates, Danish dates and names, the error page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote as url_quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from api import rendering
from api.caller import caller
from assistant.answer import Citation

TEMPLATES = Path(__file__).parent / "web" / "templates"
_MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
VERDICTS = {
    "overholdt": "Overholdt",
    "ikke_overholdt": "Ikke overholdt",
    "maal": "Mål, ikke loft",
    "beregnet": "Beregnet",
    "kan_ikke_afgoeres": "Kan ikke afgøres",
}


def page(
    request: Request,
    template: str,
    context: Mapping[str, Any],
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A page made from a template."""
    html = _templates().get_template(template).render(path=request.url.path, **context)
    return HTMLResponse(html, status, dict(headers or {}))


def error_page(request: Request, status: int, sentence: str, headers: Mapping[str, str]) -> Response:
    """The page for something that went wrong; one that is not ready yet asks again by itself."""
    return page(request, "error.html", {"status": status, "sentence": sentence}, status, headers)


def wants_page(request: Request) -> bool:
    """Whether a person with a browser asked, rather than a program."""
    path = request.url.path
    return not path.startswith(
        ("/api/", "/v1/", "/mcp", "/health", "/ready")
    ) and "text/html" in request.headers.get("accept", "")


def danish_date(day: date) -> str:
    """1. januar 2024"""
    return f"{day.day}. {_MONTHS[day.month - 1]} {day.year}"


def danish_moment(at: datetime) -> str:
    """A stored moment (UTC) as the clock on the wall shows it: 1. januar 2024 kl. 9.05"""
    local = at.replace(tzinfo=UTC).astimezone()
    return f"{danish_date(local.date())} kl. {local.hour}.{local:%M}"


def period(valid_from: date | None, valid_to: date | None) -> str:
    """A document's period in words; whole years as years."""
    if valid_from is None and valid_to is None:
        return "ukendt periode"
    if valid_from and valid_to:
        if (valid_from.month, valid_from.day, valid_to.month, valid_to.day) == (1, 1, 12, 31):
            a, b = valid_from.year, valid_to.year
            return str(a) if a == b else f"{a}–{b}"
        if valid_from == valid_to:
            return danish_date(valid_from)
        return f"{danish_date(valid_from)} – {danish_date(valid_to)}"
    if valid_from:
        return f"fra {danish_date(valid_from)}"
    assert valid_to is not None
    return f"til {danish_date(valid_to)}"


def passage_link(citation: Citation) -> str:
    """The page where the cited passage stands highlighted."""
    document = url_quote(citation.document, safe="")
    return f"/dokument/{document}?fra={citation.start}&til={citation.end}#citat"


@cache
def _templates() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "date": danish_date,
        "moment": danish_moment,
        "answer": lambda answer: Markup(rendering.answer_html(answer, passage_link)),
        "readable": rendering.readable_quote,
        "link": passage_link,
    }
    made.globals |= {"period": period, "verdicts": VERDICTS, "caller": caller}
    return made
