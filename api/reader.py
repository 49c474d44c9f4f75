"""A document's stored text as HTML: not a character more or less, with headings, pages and a mark put in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from ingest.cleaning import readable
from ingest.documents import Section, Span

_TABLE = re.compile(r"(?:^[ \t]*\|.*(?:\n|\Z))+", re.MULTILINE)

# So many equal characters tell a heading from other text.
_ENOUGH = 12


@dataclass(frozen=True)
class _Tag:
    """Markup around characters [start, end); an inner one has the higher rank."""

    start: int
    end: int
    rank: int
    opening: str
    closing: str


def document_html(
    text: str,
    span: Span,
    sections: Sequence[Section],
    page_starts: Sequence[int] = (),
    cited: Span | None = None,
) -> str:
    """The text of a document. Section n has the anchor afsnit-n, page p side-p, the cited passage citat.

    Taking the tags away gives text[span.start:span.end] again. The cited passage is one <mark> with
    nothing but text inside.
    """
    points = [
        (section.span.start, f'<span class="anker" id="afsnit-{section.number}"></span>')
        for section in sections
    ]
    points += [
        (start, f'<span class="side" id="side-{number}" data-side="Side {number}"></span>')
        for number, start in enumerate(page_starts, start=1)
    ]
    inside = [(at, html) for at, html in points if span.start <= at < span.end]
    if cited is not None:
        # The mark holds the quote and nothing else: what would stand inside it is put before it.
        inside = [(cited.start if cited.start < at < cited.end else at, html) for at, html in inside]
    tags = _dress(text, span, sections)
    if cited is not None:
        tags = [cut for tag in tags for cut in _around(tag, cited)]
        tags.append(_Tag(cited.start, cited.end, 1, '<mark id="citat" tabindex="-1">', "</mark>"))
    return _woven(text, span, tags, inside)


def _dress(text: str, span: Span, sections: Sequence[Section]) -> list[_Tag]:
    tables = [
        _Tag(found.start(), found.end(), 0, '<span class="tabel">', "</span>")
        for found in _TABLE.finditer(text, span.start, span.end)
    ]
    headings = [
        tag
        for section in sections
        if (tag := _heading(text, span, section)) is not None
        and not any(table.start < tag.end and tag.start < table.end for table in tables)
    ]
    # Two sections can share a line; it is dressed once.
    return [*tables, *{tag.start: tag for tag in headings}.values()]


def _heading(text: str, span: Span, section: Section) -> _Tag | None:
    """The line a section begins with, when its heading really stands there."""
    start = section.span.start
    end = text.find("\n", start, section.span.end)
    end = section.span.end if end < 0 else end
    line = readable(text, start, end).text.strip()
    inside = span.start <= start < end <= span.end
    if not inside or len(line) < 2 or not section.heading.startswith(line[:_ENOUGH]):
        return None
    return _Tag(start, end, 0, f'<span class="overskrift dybde{min(len(section.path), 4)}">', "</span>")


def _around(tag: _Tag, cited: Span) -> Iterable[_Tag]:
    """The tag, in two pieces when only a part of it is cited; none around the whole of a longer quote."""
    if (
        tag.end <= cited.start
        or tag.start >= cited.end
        or (tag.start <= cited.start and cited.end <= tag.end)
    ):
        yield tag
        return
    if tag.start < cited.start:
        yield _Tag(tag.start, cited.start, 0, tag.opening, tag.closing)
    if tag.end > cited.end:
        yield _Tag(cited.end, tag.end, 0, tag.opening, tag.closing)


def _woven(text: str, span: Span, tags: Sequence[_Tag], points: Sequence[tuple[int, str]]) -> str:
    # At one place: first what closes (inner before outer), then anchors, then what opens (outer first).
    events = [(tag.end, 0, -tag.rank, tag.closing) for tag in tags]
    events += [(at, 1, 0, html) for at, html in points]
    events += [(tag.start, 2, tag.rank, tag.opening) for tag in tags]
    out: list[str] = []
    at = span.start
    for place, _, _, html in sorted(events, key=lambda event: event[:3]):
        out += [_escaped(text[at:place]), html]
        at = place
    return "".join([*out, _escaped(text[at : span.end])])


def _escaped(text: str) -> str:
    # A bare carriage return would be read as a line end and the text no longer be the stored one.
    return escape(text).replace("\r", "&#13;")
