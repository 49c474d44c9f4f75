"""The readable form of stored text, character by character traceable to it.

Extraction damages text: words broken over lines and pages, hyphens left inside words, markup shown as text.
Nothing of it is mended in the stored text, whose offsets citations rest on; it is mended here, on the way
to search and display.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lexicon import compound_parts, is_word

# What may follow a hyphen that stays: "børne- og ungeområdet".
_JOINERS = frozenset({"og", "eller", "samt", "og/eller", "til", "som", "men"})

_MARK = re.compile(
    r"(?P<rejoin>(?<=[a-zæøåé])-[ \t]*\n\s*(?=[a-zæøå]))"
    r"|(?P<link>!?\[(?P<label>(?:\\.|[^\]\\])*)\]\((?P<target>[^)\s]*)\))"
    r"|(?P<address><(?=(?:https?://|www\.|mailto:)[^>\s]+>)|(?<=\S)>(?=[\s*]|$))"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9]*(?:\s[^<>]*)?/?>)"
    r"|(?P<escape>\\(?=[\[\]*_#().-]))"
    r"|(?P<emphasis>\*{1,3}|(?<!\w)_{1,2}(?=\w)|(?<=\w)_{1,2}(?!\w))"
    r"|(?P<head>(?m:^[ \t]*#{1,6}[ \t]+))"
    r"|(?P<hyphen>(?<=[a-zæøå])-(?=[a-zæøå]))"
    r"|(?P<soft>\u00ad)"
    r"|(?P<cell>[ ]*\t\s*|(?<=\S)[ ]*\|[ ]*(?=\S))"
    r"|(?P<blank>\s+)"
)
_LAST_WORD = re.compile(r"[^\W\d_]+\Z")
_NEXT_WORD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)?")
_TAGS_THAT_SEPARATE = re.compile(r"</?(?:p|li|ul|ol|br|div|tr|td|th|table)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Readable:
    """Readable text and, for each of its characters, the offset of the stored character it stands for."""

    text: str
    offsets: tuple[int, ...]

    def stored_span(self, start: int, end: int) -> tuple[int, int]:
        """The stored span [a, b) of readable characters [start, end); needs start < end."""
        return self.offsets[start], self.offsets[end - 1] + 1


def readable(
    text: str, start: int = 0, end: int | None = None, vocabulary: frozenset[str] = frozenset()
) -> Readable:
    """The readable form of text[start:end].

    `vocabulary` holds the document's own words in lower case: a broken word is joined when the joined form
    is Danish, a compound of Danish words, or written so elsewhere in the document.
    """
    end = len(text) if end is None else end
    out: list[str] = []
    offsets: list[int] = []

    def copy(a: int, b: int) -> None:
        out.extend(text[a:b])
        offsets.extend(range(a, b))

    def blank(at: int) -> None:
        if out and out[-1] != " ":
            out.append(" ")
            offsets.append(at)

    at = start
    for mark in _MARK.finditer(text, start, end):
        copy(at, mark.start())
        at = mark.end()
        match mark.lastgroup:
            case "blank":
                blank(mark.start())
            case "cell":
                blank(mark.start())
                out.extend("| ")
                offsets.extend((mark.start(), mark.start()))
            case "rejoin":
                after = _word_after(text, at, end)
                if after in _JOINERS:
                    copy(mark.start(), mark.start() + 1)
                    blank(mark.start() + 1)
                elif not _is_broken(_word_before(text, start, mark.start()), after, vocabulary):
                    copy(mark.start(), mark.start() + 1)
            case "hyphen":
                before, after = _word_before(text, start, mark.start()), _word_after(text, at, end)
                if is_word(before) or not _is_broken(before, after, vocabulary):
                    copy(mark.start(), mark.end())
            case "link":
                a, b = mark.span("label")
                for part in re.finditer(r"\s+|[^\\\[\]*\s]+", text[a:b]):
                    if part.group().isspace():
                        blank(a + part.start())
                    else:
                        copy(a + part.start(), a + part.end())
            case "tag":
                if _TAGS_THAT_SEPARATE.match(mark.group()):
                    blank(mark.start())
            case _:
                pass
    copy(at, end)
    while out and out[-1] in " |":
        out.pop()
        offsets.pop()
    return Readable("".join(out), tuple(offsets))


def words_of(text: str) -> frozenset[str]:
    """The words of a text in lower case, those broken by a hyphen left out: the document's own vocabulary."""
    return frozenset(word.lower() for word in re.findall(r"(?<![\w-])[^\W\d_]{3,}(?![\w-])", text))


def _word_before(text: str, start: int, at: int) -> str:
    found = _LAST_WORD.search(text, max(start, at - 60), at)
    return found.group().lower() if found else ""


def _word_after(text: str, at: int, end: int) -> str:
    found = _NEXT_WORD.match(text, at, end)
    return found.group().lower() if found else ""


def _is_broken(before: str, after: str, vocabulary: frozenset[str]) -> bool:
    joined = before + after
    return bool(len(before) >= 2 and (joined in vocabulary or is_word(joined) or compound_parts(joined)))
