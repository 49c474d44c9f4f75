"""Words cut into the pieces multilingual-e5-small knows: a unigram model in the manner of SentencePiece.

Of all ways to cut a word the likeliest is taken (Kudo 2018, https://arxiv.org/abs/1804.10959). No piece goes over a
blank, so every word is cut by itself, and words seen lately are remembered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from index.e5_weights import Weights

MARKS = ("<s>", "</s>", "<pad>", "<unk>", "<mask>")
# Stands for the blank before a word.
_BLANK = "▁"
_BLANKS = re.compile(" {2,}")
_WORD = re.compile(" [^ ]*")
# How much less likely a character without a piece is than the least likely piece; SentencePiece's own figure.
_PENALTY = 10.0
_REMEMBERED = 20_000


class Tokens:
    """Text to the numbers of its pieces. Safe from several threads."""

    def __init__(self, weights: Weights) -> None:
        self._unknown = weights.unknown
        self._normal = weights.normal
        self._scores = weights.scores.tolist()
        self._pieces = {piece: number for number, piece in enumerate(weights.pieces)}
        # Marks such as "</s>" are none when somebody writes them in a text.
        for mark in MARKS:
            del self._pieces[mark]
        self._longest = max(map(len, self._pieces))
        self._none = min(self._scores) - _PENALTY
        self._word = lru_cache(_REMEMBERED)(self._cut)

    def of(self, text: str) -> list[int]:
        """The pieces of a text in order, without marks for beginning and end."""
        normal = _BLANKS.sub(" ", text.translate(self._normal))
        spaced = normal if normal.startswith(" ") else f" {normal}"
        return [piece for word in _WORD.findall(spaced) for piece in self._word(word[1:])]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The likeliest pieces of one word, found from its beginning on (Viterbi)."""
        text = _BLANK + word
        best = [0.0] + [float("-inf")] * len(text)
        last = [(0, self._unknown)] * len(best)
        for start in range(len(text)):
            so_far = best[start]
            for end in range(start + 1, min(len(text), start + self._longest) + 1):
                piece = self._pieces.get(text[start:end])
                if piece is not None and so_far + self._scores[piece] > best[end]:
                    best[end], last[end] = so_far + self._scores[piece], (start, piece)
            if so_far + self._none > best[start + 1]:
                best[start + 1], last[start + 1] = so_far + self._none, (start, self._unknown)
        found: list[int] = []
        end = len(text)
        while end > 0:
            end, piece = last[end]
            found.append(piece)
        return tuple(reversed(found))
