"""HTML through beautifulsoup4 and lxml. Runs in the sandbox. Nothing is fetched, no script runs."""

from __future__ import annotations

import codecs
import re

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag

from ingest.limits import Limits
from ingest.readers.text import decode
from ingest.source_text import Extract, one_line, storable
from ingest.titles import own_title

_DROPPED = {
    "script", "style", "nav", "head", "noscript", "template", "svg", "iframe", "object", "canvas",
    "button", "select", "input", "textarea", "audio", "video", "map", "del", "s", "strike",
}  # fmt: skip
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "dfn", "em", "font", "i", "ins",
    "kbd", "label", "mark", "q", "samp", "small", "span", "strong", "sub", "sup", "time", "tt", "u", "var",
    "wbr", "img",
}  # fmt: skip
_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_:.-]+)""", re.IGNORECASE
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_CELLS = ("td", "th")


def read(data: bytes, name: str, limits: Limits) -> Extract:
    """Visible text in document order: headings as "# " by level, list items as "- ", tables as rows of cells
    with " | " between, paragraphs with a blank line between. No pages; title is <title> or the first <h1>.

    Raises IngestError as `text.read` when the bytes are no text.
    """
    soup = BeautifulSoup(_XML_DECLARATION.sub("", _decode(data, name)), "lxml")
    lines = _Lines()
    _walk(soup, lines)
    named = (soup.find("title"), soup.find("h1"))
    titles = (own_title(one_line(tag.get_text(" "))) for tag in named if tag)
    title = next((title for title in titles if title), None)
    return Extract(lines.text(), title=title[:300] if title else None)


def _decode(data: bytes, name: str) -> str:
    """By mark, then as UTF-8, then by the encoding the page declares, then as text files are read."""
    declared = _CHARSET.search(data[:4096])
    marked = data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not marked and declared:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            charset = declared.group(1).decode("ascii").lower()
        # Browsers read "latin-1" as Windows-1252, whose extra signs pages written in Word are full of.
        if charset not in ("iso-8859-1", "latin-1", "latin1", "windows-1252", "us-ascii", "utf-8"):
            try:
                return data.decode(charset)
            except (LookupError, UnicodeError):
                return decode(data, name)
    return decode(data, name)


class _Lines:
    """Lines under way. A block has its own lines; a paragraph has a blank line before and after."""

    def __init__(self) -> None:
        self._done: list[str] = []
        self._current: list[str] = []
        self._prefix = ""

    def add(self, words: str) -> None:
        self._current.append(words)

    def end_line(self, prefix: str = "") -> None:
        """Close the line under way; `prefix` stands before the next line that has text."""
        line = " ".join("".join(self._current).split())
        self._current = []
        if line:
            self._done.append(self._prefix + line)
            self._prefix = ""
        if prefix:
            self._prefix = prefix

    def gap(self) -> None:
        self.end_line()
        if not self._prefix and self._done and self._done[-1]:
            self._done.append("")

    def drop_prefix(self) -> None:
        self._prefix = ""

    def exact(self, text: str) -> None:
        """Preformatted text: its lines as they are."""
        self.gap()
        self._done.extend(line.rstrip() for line in text.strip("\n").split("\n"))
        self.gap()

    def text(self) -> str:
        self.gap()
        return "\n".join(self._done)


def _walk(element: Tag, lines: _Lines) -> None:
    for child in element.children:
        if isinstance(child, Tag):
            _tag(child, lines)
        elif _is_text(child):
            lines.add(storable(str(child)))


def _tag(tag: Tag, lines: _Lines) -> None:
    name = tag.name.lower()
    if _is_dropped(tag, name):
        return
    if name == "br":
        lines.end_line()
    elif len(name) == 2 and name[0] == "h" and name[1] in "123456":
        lines.gap()
        lines.end_line("#" * int(name[1]) + " ")
        lines.add(_flat(tag))
        lines.end_line()
        lines.drop_prefix()
        lines.gap()
    elif name == "table":
        lines.gap()
        _table(tag, lines)
        lines.gap()
    elif name == "li":
        lines.end_line("- ")
        _walk(tag, lines)
        lines.end_line()
        lines.drop_prefix()
    elif name == "pre":
        lines.exact(storable(tag.get_text()))
    elif name in _INLINE:
        _walk(tag, lines)
    elif name in ("dt", "dd", "tr") or (name in ("ul", "ol") and tag.find_parent("li") is not None):
        lines.end_line()
        _walk(tag, lines)
        lines.end_line()
    else:
        lines.gap()
        _walk(tag, lines)
        lines.gap()


def _table(table: Tag, lines: _Lines) -> None:
    for caption in table.find_all("caption", recursive=False):
        lines.add(_flat(caption))
        lines.end_line()
    for row in table.find_all("tr"):
        if row.find_parent("table") is not table or _is_dropped(row, "tr"):
            continue
        cells = [_flat(cell) for cell in row.find_all(_CELLS, recursive=False) if not _is_dropped(cell, "td")]
        if any(cells):
            lines.add(" | ".join(cells))
            lines.end_line()


def _flat(tag: Tag) -> str:
    """All visible text inside on one line; blocks and inner cells are kept apart by a blank."""
    inner = _Lines()
    _walk(tag, inner)
    return one_line(inner.text())


def _is_dropped(tag: Tag, name: str) -> bool:
    if name in _DROPPED or tag.has_attr("hidden"):
        return True
    style = tag.get("style")
    return isinstance(style, str) and _HIDDEN_STYLE.search(style) is not None


def _is_text(node: PageElement) -> bool:
    """Comments, declarations and processing instructions are strings too, but not text."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)
