"""Where Danish sentences end."""

from __future__ import annotations

import re

# Abbreviations that are followed by more of the sentence, also before a capital or a digit.
_ABBREVIATIONS = frozenset(
    """a ad afd art aug bem bl bl.a ca cf d d.d d.v.s dec dvs e.lign ekskl evt f f.eks feb fhv fig fx hhv hr i.e
    ift ifm iht inkl jan jf jfr jun kap kl kr m.a.o m.h.t maks max mia mio nov nr okt p.g.a pct pga pkt pr s sek
    sep sept skt st stk t.o.m tab tlf vedr vha vol årg""".split()
)
# Never begun within a row of full stops: a line of a million dots would take the square of that.
_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'»«”’)\]]*(?=\s)")
_STARTS = re.compile(r"\s+[\"'»«“”(\[–-]*[A-ZÆØÅÉ0-9]")
# Units: behind a figure and before a word with a capital, which Danish gives to no noun, their stop is the sentence's.
_UNITS = frozenset(("kr", "mia", "mio", "pct", "stk"))
_FIGURE_BEFORE = re.compile(r"\d(?:\s+(?:mio|mia|t)\.?)?\s*$")
_CAPITAL = re.compile(r"\s+[\"'»«“”(\[–-]*[A-ZÆØÅÉ]")
_BEFORE_TOKEN = re.compile(r"[\s(\"'»]")


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """The sentences of a readable text as [start, end) spans without outer white space, in order."""
    spans: list[tuple[int, int]] = []
    start = 0
    for end in _END.finditer(text):
        if _STARTS.match(text, end.end()) and not _goes_on(text, start, end):
            spans.append((start, end.end()))
            start = end.end()
    spans.append((start, len(text)))
    return [trimmed for span in spans if (trimmed := _trim(text, *span))[0] < trimmed[1]]


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation or an ordinal rather than to the sentence."""
    if end.group()[0] != ".":
        return False
    first = end.start()
    while first > start and not _BEFORE_TOKEN.match(text, first - 1):
        first -= 1
    token = text[first : end.start()].lower()
    if token in _UNITS and _CAPITAL.match(text, end.end()) and _FIGURE_BEFORE.search(text, start, first):
        return False
    if token in _ABBREVIATIONS or re.fullmatch(r"[a-zæøå]", token):
        return True
    if re.fullmatch(r"\d{1,2}", token):
        # "1. Den nære …" opens with a number; "Vedr. 1. Tværsektoriel" carries one on; "… i § 85. Der" ends.
        lead = text[start : end.start() - len(token)].strip().lower()
        return not lead or lead.rstrip(".") in _ABBREVIATIONS
    return False


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
