"""Pages as a browser shows them, for the tests of what stands on them."""

from __future__ import annotations

import re
from html import unescape

import httpx
from bs4 import BeautifulSoup

from eval.torture.xss_payloads import some

PAYLOADS = some(16)


def parsed(answer: httpx.Response, status: int = 200) -> BeautifulSoup:
    assert answer.status_code == status, answer.text
    return BeautifulSoup(answer.text, "lxml")


def bare(html: str) -> str:
    """The text a browser shows: tags away, references resolved."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def shown_text(reader: httpx.Response) -> str:
    """The document's text on its page."""
    shown = re.search(r'<div class="tekst">(.*)</div></article>', reader.text, re.DOTALL)
    assert shown is not None
    return bare(shown.group(1))


def harmless(page: BeautifulSoup) -> bool:
    """No script but our own files, no handler, no link that leaves the site."""
    scripts = all(str(s.get("src", "")).startswith("/static/") and not s.get_text() for s in page("script"))
    handlers = any(name.startswith("on") for tag in page(True) for name in tag.attrs)
    links = all(re.match(r"[/#]", str(tag["href"])) for tag in page("a", href=True))
    # The drawings of a period and on the thumbs are our own; their shapes hold only numbers.
    foreign = page.select("img, svg:not(.periode, .tommel svg), iframe, object")
    return scripts and handlers is False and links and not foreign
