"""Danish words as search terms: lower case, stems, the parts of compounds."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

import Stemmer
from rapidfuzz import process
from rapidfuzz.distance import OSA

# Raised when the terms of the same text change, so that views built with the old ones are rebuilt.
VERSION = 3

_WORD = re.compile(r"\d+(?:[.,]\d+)*(?![^\W\d_])|[^\W_]+")
_THOUSANDS = re.compile(r"(?<=\d)\.(?=\d{3}(?:\D|$))")
_LINKS = ("", "s", "e", "er")
_SHORTEST_PART = 4
_SHORTEST_MISSPELLED = 8

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
    "hedde mener findes find fortæl forklar vis giv tak please venligst kort ift gælder ligger sker siden nå fint super".split()
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


def content_words(text: str) -> list[str]:
    """The words of a text that carry its subject."""
    return [word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


@dataclass(frozen=True)
class Lexicon:
    """A word list, needed only while views are built: parts of compounds, dictionary forms, all their forms."""

    parts: Callable[[str], tuple[str, ...]]
    lemma: Callable[[str], str]
    forms: Callable[[frozenset[str]], Mapping[str, str]]
    known: Callable[[str], bool]


class Vocabulary:
    """What a collection's words come down to, as found when its views were built; needs no word list.

    `forms` maps inflected forms to dictionary forms where the stem alone would not bring them together
    ("trådte" to "træde"); `compounds` maps words to the stems of the words they are made of.
    """

    def __init__(self, forms: Mapping[str, str], compounds: Mapping[str, Iterable[str]]) -> None:
        self._forms = forms
        self._compounds = {word: tuple(parts) for word, parts in compounds.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the texts."""
        return frozenset(self._compounds)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Their stems, and those of the words they are made of."""
        return frozenset(self.stem(word) for word in self._compounds) | {
            part for parts in self._compounds.values() for part in parts
        }

    def stem(self, word: str) -> str:
        """The stem of a lower-case word's dictionary form."""
        return stem(self._forms.get(word, word))

    def parts(self, word: str) -> tuple[str, ...]:
        """Stems of the words a compound is made of, first to last; () when it is no compound of known words."""
        if word in self._compounds:
            return self._compounds[word]
        for cut in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
            tail = self.stem(word[cut:])
            if tail not in self.stems or len(tail) < 3:
                continue
            for link in _LINKS:
                head = word[: cut - len(link)] if link else word[:cut]
                known = len(head) >= _SHORTEST_PART and word[:cut].endswith(link)
                if known and self.stem(head) in self.stems:
                    return (self.stem(head), tail)
        return ()

    def with_more(self, forms: Mapping[str, str], compounds: Mapping[str, tuple[str, ...]]) -> Vocabulary:
        """This one and more. The words it holds keep what they come down to."""
        further = {form: lemma for form, lemma in forms.items() if form not in self.words}
        return Vocabulary({**further, **self._forms}, {**compounds, **self._compounds})

    def as_dict(self) -> dict[str, Mapping[str, Iterable[str]] | Mapping[str, str]]:
        """Plain JSON values, read back by the constructor."""
        return {"forms": self._forms, "compounds": self._compounds}


def vocabulary_of(texts: Iterable[str], lexicon: Lexicon, known: Vocabulary | None = None) -> Vocabulary:
    """The vocabulary of a collection's texts; added to one that is `known`, whose words keep what they come down to.

    In what is added, a misspelled word is mended by the words that are added with it only.
    """
    found = {word for text in texts for word in words(text)}
    if known is not None:
        found -= known.words
    lemmas = {word: lexicon.lemma(word) for word in found} | _mended(found, lexicon)
    forms = {
        form: lemma
        for form, lemma in lexicon.forms(frozenset(lemmas.values())).items()
        if stem(form) != stem(lemma)
    }
    parts = {word: lexicon.parts(word) if len(word) >= 2 * _SHORTEST_PART else () for word in sorted(found)}
    compounds = {word: tuple(stem(lexicon.lemma(part)) for part in split) for word, split in parts.items()}
    forms |= {word: lemma for word, lemma in lemmas.items() if stem(word) != stem(lemma)}
    return Vocabulary(forms, compounds) if known is None else known.with_more(forms, compounds)


def _mended(found: set[str], lexicon: Lexicon) -> dict[str, str]:
    """Misspelled words of the documents and the dictionary form of what they most likely are.

    A long word that is neither Danish nor a compound, and near one of the same documents that is.
    """
    known = {
        word for word in found if word.isalpha() and (lexicon.parts(word) or lexicon.lemma(word) != word)
    }
    by_initial: dict[str, list[str]] = {}
    for word in sorted(known):
        by_initial.setdefault(word[0], []).append(word)
    mended: dict[str, str] = {}
    for word in found - known:
        if len(word) < _SHORTEST_MISSPELLED or not word.isalpha() or lexicon.known(word):
            continue
        near = process.extractOne(word, by_initial.get(word[0], ()), scorer=OSA.distance, score_cutoff=2)
        if near:
            mended[word] = lexicon.lemma(str(near[0]))
    return mended
