"""Danish words as search terms: lower case, stems, the parts of compounds."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

import Stemmer

# Raised when the terms of the same text change, so that views built with the old ones are rebuilt.
VERSION = 1

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?:\D|$))")
_LINKS = ("", "s", "e", "er")
_SHORTEST_PART = 4

# Words that carry no subject: articles, pronouns, prepositions, conjunctions, auxiliaries, question words.
STOP_WORDS = frozenset(
    "ad af alle alt altså anden andet andre at blev blive bliver blevet bl ca da de dem den denne der deres det "
    "dette dig din dine disse dit dog du efter eksempel eller en end endnu er et ens få får fik for fra fx før "
    "gennem gør gøre gøres gjort gjorde går gå ham han hans har have havde haft hej her hen hende hendes hos hun "
    "hvad hvem hver hvert hvilke hvilken hvilket hvis hvor hvordan hvorfor hvornår hvorvidt hvortil hvori ham i "
    "ift igen ikke ind inden ingen jeg jer jeres jf jo kan kunne lige man mange med meget mellem men mere mest "
    "mig min mine mit må måtte mod mv mm ned noget nogen nogle nok nu når og også om op os over på så sådan "
    "samme samt selv ser ses siger sige sig sin sine sit skal skulle som stadig står stå sætte til tit under "
    "ud uden ved vedr vi vil ville vor vores var være været ja nej okay lidt egentlig lavet lave laver hedder "
    "hedde mener findes find fortæl forklar vis giv tak please venligst kort ift gælder ligger sker".split()
)

_local = threading.local()


def _stemmer() -> Stemmer.Stemmer:
    # A stemmer is not safe to share between threads.
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("danish", 0)
    return _local.stemmer


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; a genitive -s or -'s goes too."""
    if not word.isalpha():
        return word
    found: str = _stemmer().stemWord(word)
    return found


def words(text: str) -> list[str]:
    """The words and figures of a text in lower case; 10.000 becomes 10000, 2023-24 becomes 2023 and 24."""
    return [_THOUSANDS.sub("", word) for word in _WORD.findall(text.lower())]


def terms(text: str) -> list[str]:
    """The stems of a text, in order, stop words among them."""
    return [stem(word) for word in words(text)]


def content_words(text: str) -> list[str]:
    """The words of a text that carry its subject."""
    return [word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


def part_stems(word: str, split: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Stems of the words a compound is made of, () when it is none; `split` finds the parts."""
    return tuple(stem(part) for part in split(word)) if len(word) >= 2 * _SHORTEST_PART else ()


class Compounds:
    """Splits a compound into parts that the collection itself knows: needs no word list.

    `known` maps compounds to the stems of their parts, as found when the documents were taken in;
    `stems` are all stems of the collection.
    """

    def __init__(self, known: Mapping[str, Iterable[str]], stems: frozenset[str]) -> None:
        self._known = {word: tuple(parts) for word, parts in known.items()}
        self._stems = stems

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the parts of a word, first to last; () when it is no compound of known words."""
        if word in self._known:
            return self._known[word]
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            tail = stem(word[cut:])
            if tail not in self._stems or len(tail) < 3:
                continue
            for link in _LINKS:
                head = word[: cut - len(link)] if link else word[:cut]
                if len(head) >= _SHORTEST_PART and word[:cut].endswith(link) and stem(head) in self._stems:
                    return (stem(head), tail)
        return ()
