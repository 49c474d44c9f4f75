"""Which Danish words exist, and which words a compound is made of.

The word list is simplemma's (MIT; its data under ODbL and CC BY 4.0). It is only read while documents are
taken in: loading it takes a second, and a question never waits for it.
"""

from __future__ import annotations

from functools import lru_cache

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

_SHORTEST_PART = 4
_LINKS = ("", "s", "e")
# Endings and prefixes that the word list holds as words but that are never the part of a compound one looks for.
_NO_PART = frozenset(
    {"hed", "else", "ning", "inger", "ende", "erne", "enes", "eres", "edes", "isme", "agtig"}
)


@lru_cache(maxsize=1)
def _lemmas() -> dict[str, str]:
    """Form to dictionary form, both as the list writes them, in lower case where it has them so."""
    listed = DefaultDictionaryFactory(cache_max_size=1).get_dictionary("da")
    return {str(form): str(lemma) for form, lemma in listed.items()}


@lru_cache(maxsize=1)
def _words() -> frozenset[str]:
    return frozenset(_lemmas()) | frozenset(_lemmas().values())


def lemma(word: str) -> str:
    """The dictionary form of a lower-case word; the word itself when the list does not hold it."""
    found = _lemmas().get(word, word)
    return found if found.islower() else word


def forms_of(lemmas: frozenset[str]) -> dict[str, str]:
    """Every form of those dictionary forms, with the dictionary form it belongs to."""
    return {form: found for form, found in _lemmas().items() if found in lemmas and form.islower()}


def is_word(word: str) -> bool:
    """Whether the Danish word list holds the word, in any case."""
    return word.lower() in _words()


@lru_cache(maxsize=50_000)
def compound_parts(word: str) -> tuple[str, ...]:
    """The words a compound is made of, first to last; () when it is none, or is unknown.

    The fewest parts win, then the longest last part: Danish compounds are named by their last word.
    """
    return min(_splits(word.lower(), 3), key=lambda parts: (len(parts), -len(parts[-1])), default=())


def _splits(word: str, parts_left: int) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    if parts_left < 2:
        return found
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        head, tail = word[:cut], word[cut:]
        first = _part(head)
        if first is None:
            continue
        if tail not in _NO_PART and is_word(tail):
            found.append((first, tail))
        found.extend((first, *rest) for rest in _splits(tail, parts_left - 1))
    return found


def _part(head: str) -> str | None:
    for link in _LINKS:
        if head.endswith(link):
            bare = head[: len(head) - len(link)]
            if len(bare) >= _SHORTEST_PART and bare not in _NO_PART and is_word(bare):
                return bare
    return None
