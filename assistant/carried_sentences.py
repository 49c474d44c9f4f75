"""The sentences of a quote, and a model's sentence made plain, so that the two can be held against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.cleaning import readable
from ingest.sentences import sentence_spans

_LEAST_SUPPORT = 4
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARK = re.compile(r"\s*\[\s*\d+(?:\s*[,;]\s*\d+)*\s*\]")
_TAG = re.compile(r"<[^<>]{0,200}>")


def cleaned(text: str) -> str:
    """A model's sentence without images, links, tags, emphasis and marks of its own, white space folded."""
    text = _IMAGE.sub(" ", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _MARK.sub("", text)
    text = re.sub(r"[`*\\|<>\[\]#]+", " ", text)
    return " ".join(re.sub(r"\s+([.,;:!?])", r"\1", text).split()).lstrip("-–—•▪◦ ")


def sentences_of(quote: str) -> list[str]:
    """The sentences of a quote as they are read."""
    text = " ".join(readable(quote).text.split())
    return [text[start:end] for start, end in sentence_spans(text)]


def carrier(quote: str, support: Sequence[str]) -> tuple[int, ...]:
    """Which sentences of a quote, by number, the supporting words stand in; () when they do not stand there."""
    sentences = [_folded(sentence) for sentence in sentences_of(quote)]
    found: set[int] = set()
    for words in support:
        wanted = _folded(words)
        places = _places(sentences, wanted)
        if len(wanted) < _LEAST_SUPPORT or not places:
            return ()
        found |= places
    return tuple(sorted(found))


def _places(sentences: Sequence[str], wanted: str) -> set[int]:
    """The sentences that the first occurrence of those words reaches over."""
    whole, at = " ".join(sentences), 0
    start = whole.find(wanted)
    if start < 0:
        return set()
    places: set[int] = set()
    for number, sentence in enumerate(sentences):
        if at < start + len(wanted) and start < at + len(sentence):
            places.add(number)
        at += len(sentence) + 1
    return places


def _folded(text: str) -> str:
    return " ".join(text.split()).strip(" »«\"'“”").casefold()
