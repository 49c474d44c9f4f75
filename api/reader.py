"""A document's stored text as HTML: not a character more or less, with headings, pages and marks put in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

from api.reader_anchors import passage_anchors, section_anchors
from api.reader_dress import Piece, bold_and_marks, heading_of, line_joins, tables
from ingest.documents import Passage, Section, Span

# From the outermost to the innermost; pieces of one layer never overlap.
_LAYERS = ("passus", "tabel", "raekke", "celle", "overskrift", "fed", "ord", "tegn", "fund", "citat")
# Something put in at a place without a character of its own.
_Point = tuple[int, str]


@dataclass(frozen=True)
class Term:
    """A word with an explanation: where it stands and the anchor of its explanation on the page.

    `name` is the anchor of the place itself, "" where it has none.
    """

    span: Span
    anchor: str
    name: str = ""


@dataclass(frozen=True)
class Dress:
    """What a reader gets beside the text itself; empty for the bare text.

    `found` are the places of a search, in order. `ask` gives the address that asks about a section.
    """

    passages: Sequence[Passage] = ()
    terms: Sequence[Term] = ()
    found: Sequence[Span] = ()
    ask: Callable[[Section], str] | None = None
    levels: Mapping[int, int] = field(default_factory=dict)


def document_html(
    text: str,
    span: Span,
    sections: Sequence[Section],
    page_starts: Sequence[int] = (),
    cited: Span | None = None,
    dress: Dress | None = None,
) -> str:
    """The text of a document. Sections and passages have anchors by their content, page p side-p.

    Taking the tags away gives text[span.start:span.end] again. The cited passage is one <mark id="citat"> with
    nothing but text inside; place n of a search is <mark id="fund-n">.
    """
    dress = dress or Dress()
    pieces, points = _structure(text, span, sections, page_starts, dress)
    pieces += _words(dress, points)
    points += [
        (term.span.start, f'<span class="anker" id="{term.name}"></span>')
        for term in dress.terms
        if term.name
    ]
    if dress.passages:
        pieces += bold_and_marks(text, span) + line_joins(text, dress.passages)
    pieces += _hits(dress.found)
    inside = [(at, html) for at, html in points if span.start <= at < span.end]
    if cited is not None:
        # The mark holds the quote and nothing else: what would stand inside it is put before it.
        inside = [(cited.start if cited.start < at < cited.end else at, html) for at, html in inside]
        pieces = [cut for piece in pieces for cut in _around(piece, cited)]
        pieces.append(Piece("citat", cited, '<mark id="citat" tabindex="-1">', "</mark>"))
    return _woven(text, span, pieces, inside)


def _structure(
    text: str, span: Span, sections: Sequence[Section], page_starts: Sequence[int], dress: Dress
) -> tuple[list[Piece], list[_Point]]:
    boxes = tables(text, span)
    points: list[_Point] = []
    pieces = list(boxes)
    dressed: set[int] = set()
    anchors = section_anchors(sections)
    for section in sections:
        points.append((section.span.start, f'<span class="anker" id="{anchors[section.number]}"></span>'))
    for section in sections:
        line = heading_of(text, span, section)
        if line is None or any(box.span.start < line.end and line.start < box.span.end for box in boxes):
            continue
        # Two sections can share a line; it is dressed once.
        if line.start not in dressed:
            dressed.add(line.start)
            depth = min(len(section.path), 4)
            level = dress.levels.get(section.number, depth + 1)
            opening = f'<span class="overskrift dybde{depth}" role="heading" aria-level="{level}">'
            again = f'<span class="overskrift dybde{depth}">'
            pieces.append(Piece("overskrift", line, opening, "</span>", again))
            if dress.ask is not None:
                points.append((line.end, _tools(section, anchors[section.number], dress.ask(section))))
    points += [
        (start, f'<span class="side" id="side-{number}" data-side="Side {number}"></span>')
        for number, start in enumerate(page_starts, start=1)
    ]
    before = span.start
    for passage, anchor in passage_anchors(dress.passages):
        opening = f'<span class="passus" id="{anchor}">'
        whole = _with_marks(text, passage.span, before, span.end)
        before = whole.end
        pieces.append(Piece("passus", whole, opening, "</span>", '<span class="passus">'))
        link = f'<a class="varig" href="#{anchor}" aria-label="Link til dette sted"></a>'
        points.append((whole.end, link))
    return pieces, points


def _with_marks(text: str, span: Span, first: int, last: int) -> Span:
    """The span with the marks of emphasis and heading around it, which are written outside what is quoted."""
    start, end = max(span.start, first), span.end
    while start > first and text[start - 1] in "*_#\\ \t":
        start -= 1
    while end < last and text[end] in "*_":
        end += 1
    return Span(start, max(start, end))


def _tools(section: Section, anchor: str, ask: str) -> str:
    """The links beside a heading. Their words come from the stylesheet: they are no part of the text."""
    name = escape(" ".join(section.heading.split())[:120])
    return (
        f'<a class="spoergom" href="{escape(ask)}" aria-label="Spørg om dette afsnit: {name}"></a>'
        f'<a class="varig" href="#{anchor}" aria-label="Link til afsnittet {name}"></a>'
    )


def _words(dress: Dress, points: Sequence[_Point]) -> list[Piece]:
    """The words that are explained, as links; not where a place of a search or another link would stand inside."""
    places = sorted(at for at, _ in points)
    return [
        Piece("ord", term.span, f'<a class="ordlink" href="#{term.anchor}">', "</a>")
        for term in dress.terms
        if not any(found.start < term.span.end and term.span.start < found.end for found in dress.found)
        and bisect_right(places, term.span.start) == bisect_left(places, term.span.end)
    ]


def _hits(found: Sequence[Span]) -> list[Piece]:
    count = len(found)
    return [
        Piece(
            "fund",
            span,
            f'<mark class="fund" id="fund-{number}" tabindex="-1">',
            f"</mark>{_browse(number, count)}",
            '<mark class="fund">',
            "</mark>",
        )
        for number, span in enumerate(found, start=1)
    ]


def _browse(number: int, count: int) -> str:
    """Links to the places before and after, shown at the place one has come to."""
    before, after = (number - 2) % count + 1, number % count + 1
    return (
        f'<span class="bladr"><a class="forrige" href="#fund-{before}" aria-label="Forrige: sted {before} af {count}">'
        f'</a><a class="naeste" href="#fund-{after}" aria-label="Næste: sted {after} af {count}"></a></span>'
    )


def _around(piece: Piece, cited: Span) -> list[Piece]:
    """The piece, cut where a part of it is cited, gone where all of it is; kept around the whole of a quote."""
    start, end = piece.span.start, piece.span.end
    if end <= cited.start or start >= cited.end or (start <= cited.start and cited.end <= end):
        return [piece]
    made = []
    if start < cited.start:
        made.append(piece.cut(start, cited.start))
    if end > cited.end:
        made.append(piece.cut(cited.end, end) if not made else piece.rest(cited.end, end))
    return made


def _woven(text: str, span: Span, pieces: Sequence[Piece], points: Sequence[_Point]) -> str:
    """Text, tags and points in one string; a piece that another's end cuts is closed and opened again."""
    layers = [_apart([piece for piece in pieces if piece.layer == layer], span) for layer in _LAYERS]
    places = {span.start, span.end}
    places.update(at for layer in layers for piece in layer for at in (piece.span.start, piece.span.end))
    put: dict[int, list[str]] = {}
    for at, html in points:
        put.setdefault(at, []).append(html)
    stops = sorted(places | put.keys())
    nexts = [0] * len(layers)
    open_: list[Piece] = []
    seen: set[int] = set()
    out: list[str] = []
    for at, after in pairwise([*stops, span.end]):
        wanted: list[Piece] = []
        for rank, layer in enumerate(layers):
            while nexts[rank] < len(layer) and layer[nexts[rank]].span.end <= at:
                nexts[rank] += 1
            if nexts[rank] < len(layer) and layer[nexts[rank]].span.start <= at:
                wanted.append(layer[nexts[rank]])
        same = 0
        while same < min(len(open_), len(wanted)) and open_[same] is wanted[same]:
            same += 1
        out += [piece.closing if piece.span.end <= at else piece.pause for piece in reversed(open_[same:])]
        out += put.get(at, ())
        for piece in wanted[same:]:
            out.append(piece.again if id(piece) in seen else piece.opening)
            seen.add(id(piece))
        open_ = wanted
        out.append(_escaped(text[at:after]))
    return "".join(out)


def _apart(pieces: Sequence[Piece], span: Span) -> list[Piece]:
    """The pieces inside the span in order, none empty, none that overlaps the one before it."""
    made: list[Piece] = []
    at = span.start
    for piece in sorted(pieces, key=lambda piece: (piece.span.start, -piece.span.end)):
        end = min(piece.span.end, span.end)
        if piece.span.start >= at and piece.span.start < end:
            made.append(piece if end == piece.span.end else piece.cut(piece.span.start, end))
            at = end
    return made


def _escaped(text: str) -> str:
    # A bare carriage return would be read as a line end and the text no longer be the stored one.
    return escape(text).replace("\r", "&#13;")
