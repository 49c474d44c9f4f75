"""An answer's markdown as HTML for the page and as plain text for the terminal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from assistant.answer import Answer, Citation
from ingest.cleaning import readable

_MARK = re.compile(r"\[(\d{1,3})\]")
# Quotes hold whatever a document holds: nothing in them may become markup of the page, or a link.
_FORBIDDEN = ["link", "image", "autolink", "html_inline", "html_block", "reference", "entity"]


def answer_html(answer: Answer, link: Callable[[Citation], str]) -> str:
    """The answer as HTML; each [n] is a chip that leads to its passage. Everything else is escaped."""
    citations = {citation.n: citation for citation in answer.citations}
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(_FORBIDDEN)

    def chips(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and token.children:
                token.children = [made for child in token.children for made in _chips(child, citations, link)]

    markdown.core.ruler.push("chips", chips)
    return str(markdown.render(answer.answer))


def _chips(token: Token, citations: dict[int, Citation], link: Callable[[Citation], str]) -> list[Token]:
    if token.type != "text":
        return [token]
    made: list[Token] = []
    at = 0
    for mark in _MARK.finditer(token.content):
        citation = citations.get(int(mark.group(1)))
        if citation is None:
            continue
        made.append(_text(token.content[at : mark.start()]))
        chip = Token("html_inline", "", 0)
        label = escape(f"Kilde {citation.n}: {citation.title}")
        chip.content = (
            f'<a class="chip" href="{escape(link(citation))}" data-kilde="{citation.n}" '
            f'aria-label="{label}" title="{label}">{citation.n}</a>'
        )
        made.append(chip)
        at = mark.end()
    return [*made, _text(token.content[at:])]


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token


def readable_quote(quote: str) -> str:
    """A quote as it is read: broken words joined, white space folded, marks dropped."""
    return readable(quote).text.strip()


def plain(markdown: str) -> str:
    """An answer's markdown for a terminal: no marks of emphasis or heading, no control characters."""
    lines = []
    for line in markdown.splitlines():
        line = re.sub(r"^\s*#{1,6}\s+", "", line)
        line = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", line)
        line = re.sub(r"\\([\\`*_{}\[\]()#+.!|>-])", r"\1", line)
        lines.append(visible(line))
    return "\n".join(lines).strip()


def visible(text: str) -> str:
    """Without characters that would steer a terminal."""
    return "".join(sign if unicodedata.category(sign) != "Cc" or sign in "\n\t" else " " for sign in text)
