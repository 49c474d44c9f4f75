"""An answer as markdown for other programs: each [n] a link, and the numbered sources under it."""

from __future__ import annotations

import re
from collections.abc import Callable

from api.rendering import readable_quote, visible
from assistant.answer import Answer, Citation

# What is escaped already, our own numbers, and what could begin a link, an image or a tag.
_SIGNS = re.compile(r"\\.|\[(?P<n>\d{1,3})\]|!(?=\[)|[\[\]<]")
_ITEM = re.compile(r"^[-–•*]\s+")
_IN_A_LINE = re.compile(r"[\\\[\]<>`*_#|]|!(?=\[)")


def footnoted(answer: Answer, base: str) -> str:
    """The answer with links to `base` (such as "http://127.0.0.1:8000", without a slash at its end).

    Other programs show markdown with links and pictures: only our own links leave here as links, whatever a
    quoted document holds.
    """
    text = without_links(answer, lambda citation: _mark(citation, base))
    text = "\n\n".join([*answer.notices, text])
    if not answer.citations:
        return text
    return "\n".join(
        [text, "", "**Kilder**", "", *(_source(citation, base) for citation in answer.citations)]
    )


def without_links(answer: Answer, mark: Callable[[Citation], str]) -> str:
    """The text of an answer with what would become a link, a picture or a tag escaped; `mark` writes each [n]."""
    citations = {citation.n: citation for citation in answer.citations}

    def sign(found: re.Match[str]) -> str:
        citation = citations.get(int(found["n"])) if found["n"] else None
        if citation is not None:
            return mark(citation)
        return found[0] if found[0].startswith("\\") else re.sub(r"([\[\]<!])", r"\\\1", found[0])

    return _SIGNS.sub(sign, visible(answer.answer))


def place(citation: Citation) -> str:
    """Title, section and page of a citation in one line."""
    section = f", »{visible(citation.section)}«" if citation.section else ""
    page = f", side {citation.page}" if citation.page is not None else ""
    return f"{citation.title}{section}{page}"


def quoted(citation: Citation) -> str:
    """The quote of a citation on one line in quotation marks, without the mark of a list before it."""
    return f"»{literal(_ITEM.sub('', readable_quote(citation.quote)))}«"


def literal(text: str) -> str:
    """Text on one line that markdown shows as it stands."""
    return _IN_A_LINE.sub(lambda found: "\\" + found[0], " ".join(visible(text).split()))


def _mark(citation: Citation, base: str) -> str:
    return f"[[{citation.n}]]({base}{citation.url})"


def _source(citation: Citation, base: str) -> str:
    return f"- {_mark(citation, base)} {literal(place(citation))}: {quoted(citation)}"
