"""The glossary: words of the agreements, explained by their own quotes or, marked so, in general terms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from Stemmer import Stemmer

from assistant.quoted_data import DataError, Quote, check_keys, find_quotes, read_entries, text_of, texts_of
from corpus import CORPUS

Basis = Literal["aftale", "almen"]
Key = tuple[str, ...]

_WORD = re.compile(r"\w+")
_ARTICLE = re.compile(r"^(?:en|et|den|det|de)\s+", re.IGNORECASE)
# What may differ between two words of one stem: the stemmer alone would take "over" for "overhed".
_INFLECTION = re.compile(
    r"([bdfgklmnprst])?(e|en|ens|et|ets|er|ers|erne|ernes|ene|enes|es|s|t|ts|n|ns|r|rs|rne|ne|de|te)?"
)
# A hyphen inside a broken or joined word: "takstaf-talen", "bruger-\n\nkommuner".
_BROKEN = re.compile(r"-\s*\Z")


@dataclass(frozen=True)
class Entry:
    """A term explained. With basis "aftale" the text says no more than `sources`; with "almen" it has none."""

    term: str
    forms: tuple[str, ...]
    basis: Basis
    text: str
    sources: tuple[Quote, ...]
    exact_case: bool = False


@dataclass(frozen=True)
class Disabled:
    """An entry that lost a quote and is not used; `reasons` name the quotes."""

    term: str
    reasons: tuple[str, ...]


class Glossary:
    """The entries that may be used (`entries`), those that may not (`disabled`), and what finds them."""

    def __init__(self, entries: Iterable[Entry], disabled: Iterable[Disabled] = ()) -> None:
        self.entries = tuple(entries)
        self.disabled = tuple(disabled)
        self._stemmer = Stemmer("danish")
        self._written: dict[Key, Entry] = {}
        self._stemmed: dict[Key, list[tuple[Key, Entry]]] = {}
        self._joined: dict[str, list[tuple[Key, Entry]]] = {}
        self._longest = 1
        for entry in self.entries:
            for form in (entry.term, *entry.forms):
                words = _words(form)
                self._written[words] = entry
                self._stemmed.setdefault(self._stems(words), []).append((words, entry))
                joined = "".join(words)
                self._joined.setdefault(self._stem(joined), []).append(((joined,), entry))
                self._longest = max(self._longest, len(words))

    @classmethod
    def load(
        cls,
        texts: Mapping[str, str],
        *,
        offsets: Mapping[str, int] | None = None,
        path: Path = CORPUS / "glossary.yaml",
        tolerate_missing_quotes: bool = False,
    ) -> Glossary:
        """Read the glossary and find each quote.

        `texts` holds the stored text by document id; where it is a part of a file, `offsets` says at which
        character of the file it starts. Raises DataError for a mistake in the file. A quote or document that
        is missing is one too, unless `tolerate_missing_quotes`: then its entry is listed in `disabled`.
        """
        entries: list[Entry] = []
        disabled: list[Disabled] = []
        owners: dict[Key, str] = {}
        for number, raw in enumerate(read_entries(path, "terms"), start=1):
            place = f"terms nr. {number} ({raw.get('term')!r})"
            entry, missing = _entry(path, place, raw, texts, offsets or {})
            for form in (entry.term, *entry.forms):
                words = _words(form)
                if not words:
                    raise DataError(path, place, f"{form!r} indeholder ingen ord")
                if words in owners:
                    raise DataError(
                        path, place, f"{form!r} står allerede under {owners[words]!r}; slet den ene"
                    )
                owners[words] = entry.term
            if missing and not tolerate_missing_quotes:
                raise DataError(path, place, missing[0].removeprefix(f"{place}: "))
            if missing:
                disabled.append(Disabled(entry.term, tuple(missing)))
            else:
                entries.append(entry)
        return cls(entries, disabled)

    def lookup(self, term: str) -> Entry | None:
        """The entry of a term, however it is inflected, hyphenated or cased; an article before it is dropped."""
        words = _words(_ARTICLE.sub("", term.strip()))
        if len(words) > 1 and words[-1] == "s":  # KKR's
            words = words[:-1]
        if not words:
            return None
        for candidate in (words, (*words[:-1], words[-1].removesuffix("s"))):
            found = self._inflected(candidate, self._stems(candidate)) or self._as_one_word(
                "".join(candidate)
            )
            if found is not None:
                return found
        return None

    def terms_in(self, text: str) -> list[tuple[int, int, Entry]]:
        """Every explained term in the text as (start, end, entry): in order, the longest first, none overlapping.

        A term marked `exact_case` counts only as it is written.
        """
        words = [(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
        lower = [word.lower() for word, _, _ in words]
        stems = [self._stem(word) for word in lower]
        found = []
        at = 0
        while at < len(words):
            entry, count = self._term_at(text, words, lower, stems, at)
            if entry is not None:
                found.append((words[at][1], words[at + count - 1][2], entry))
            at += count
        return found

    def _term_at(
        self, text: str, words: list[tuple[str, int, int]], lower: list[str], stems: list[str], at: int
    ) -> tuple[Entry | None, int]:
        for count in range(min(self._longest, len(words) - at), 0, -1):
            entry = self._inflected(tuple(lower[at : at + count]), tuple(stems[at : at + count]))
            if entry is not None and (not entry.exact_case or _is_as_written(words[at][0], entry)):
                return entry, count
        if at + 1 < len(words) and _BROKEN.match(text[words[at][2] : words[at + 1][1]]):
            entry = self._as_one_word(lower[at] + lower[at + 1])
            if entry is not None and not entry.exact_case:
                return entry, 2
        return None, 1

    def _inflected(self, words: Key, stems: Key) -> Entry | None:
        if words in self._written:
            return self._written[words]
        return next((entry for form, entry in self._stemmed.get(stems, ()) if _same(words, form)), None)

    def _as_one_word(self, word: str) -> Entry | None:
        forms = self._joined.get(self._stem(word), ())
        return next((entry for form, entry in forms if _same((word,), form)), None)

    def _stem(self, word: str) -> str:
        return str(self._stemmer.stemWord(word))

    def _stems(self, words: Key) -> Key:
        return tuple(self._stem(word) for word in words)


def _words(form: str) -> Key:
    return tuple(_WORD.findall(form.lower()))


def _same(words: Key, form: Key) -> bool:
    """Whether the words are the form's, each perhaps inflected otherwise."""
    for word, other in zip(words, form, strict=True):
        shared = next(
            (i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b),
            min(len(word), len(other)),
        )
        if not (_INFLECTION.fullmatch(word[shared:]) and _INFLECTION.fullmatch(other[shared:])):
            return False
    return True


def _is_as_written(word: str, entry: Entry) -> bool:
    names = [entry.term, *entry.forms]
    return any(word == first or word == first + "s" for first in (_WORD.findall(name)[0] for name in names))


def _entry(
    path: Path, place: str, raw: Mapping[str, Any], texts: Mapping[str, str], offsets: Mapping[str, int]
) -> tuple[Entry, list[str]]:
    check_keys(path, place, raw, {"term", "basis", "text"}, {"forms", "sources", "exact_case"})
    basis, exact_case = raw["basis"], raw.get("exact_case", False)
    if basis not in ("aftale", "almen"):
        raise DataError(path, place, f"basis = {basis!r} skal være aftale eller almen")
    if not isinstance(exact_case, bool):
        raise DataError(path, place, f"exact_case = {exact_case!r} skal være true eller false")
    quotes: list[Quote] = []
    missing: list[str] = []
    if basis == "aftale":
        found, missing = find_quotes(path, place, raw, "sources", texts, offsets)
        quotes = list({(quote.document, quote.quote): quote for quote in reversed(found)}.values())[::-1]
    elif "sources" in raw:
        raise DataError(path, place, "sources hører til basis aftale; slet dem, eller ret basis")
    term, text = text_of(path, place, raw, "term"), text_of(path, place, raw, "text")
    forms = tuple(form for form in texts_of(path, place, raw, "forms") if _words(form) != _words(term))
    return Entry(term, forms, basis, text, tuple(quotes), exact_case), missing
