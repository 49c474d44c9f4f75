"""What the documents refer to and the corpus does not hold, so that an answer that hangs on it can say so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from Stemmer import Stemmer

from assistant.quoted_data import DataError, Quote, check_keys, find_quotes, read_entries, text_of, texts_of
from corpus import CORPUS

_WORD = re.compile(r"\w+")
_ANNEX_NUMBER = re.compile(r"^\s*bilag\s+\d+\s*[-–:.]?\s+", re.IGNORECASE)
_LONG_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*20(\d\d)\b")
_SHORT_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*(\d\d)\b")
# Shorter topics ("lov", "ny") must be a word of their own; longer ones may be a part of a compound.
_SHORTEST_PART = 4

Citation = tuple[str, int, int, int, int]
Years = tuple[int, int]


@dataclass(frozen=True)
class Dependency:
    """A document that is referred to and not loaded. `line` is the Danish sentence that tells a reader so."""

    id: str
    name: str
    line: str
    titles: tuple[str, ...]
    topics: tuple[str, ...]
    references: tuple[Quote, ...]


class Dependencies:
    """The documents that are missing (`all`), and the references that no longer stand in the texts (`missing`)."""

    def __init__(
        self, entries: Iterable[Dependency], files: Mapping[str, str], missing: Iterable[str] = ()
    ) -> None:
        self.all = tuple(entries)
        self.missing = tuple(missing)
        self._placed = [
            (
                entry,
                [(files[quote.document], quote.start, quote.end) for quote in entry.references],
                _years_of(entry.name),
            )
            for entry in self.all
        ]
        self._stemmer = Stemmer("danish")

    @classmethod
    def load(
        cls,
        texts: Mapping[str, str],
        *,
        files: Mapping[str, str],
        offsets: Mapping[str, int] | None = None,
        loaded_titles: Iterable[str] = (),
        path: Path = CORPUS / "dependencies.yaml",
        tolerate_missing_quotes: bool = False,
    ) -> Dependencies:
        """Read what is referred to, less what `loaded_titles` show to be loaded.

        `texts` (the stored text), `files` (its file) and `offsets` (where in the file it starts; 0 if not
        given) go by document id. A title counts as loaded in any case, with or without "Bilag 1 -", and with
        2021-22 for 2021-2022. Raises DataError for a mistake in the file and for a quote that is not in its
        document; with `tolerate_missing_quotes` the quote is left out and named in `missing`.
        """
        loaded = {_folded(title) for title in loaded_titles}
        entries: list[Dependency] = []
        missing: list[str] = []
        seen: set[str] = set()
        for number, raw in enumerate(read_entries(path, "dependencies"), start=1):
            place = f"dependencies nr. {number} ({raw.get('id')!r})"
            entry, lost = _entry(path, place, raw, texts, offsets or {})
            own = {entry.id, entry.name, *(_folded(title) for title in entry.titles)}
            for what in sorted(own & seen):
                raise DataError(path, place, f"{what!r} står to gange; slet den ene")
            seen |= own
            if lost and not tolerate_missing_quotes:
                raise DataError(path, place, lost[0].removeprefix(f"{place}: "))
            missing.extend(lost)
            if entry.references and not any(_folded(title) in loaded for title in entry.titles):
                entries.append(entry)
        without_file = sorted(
            {quote.document for entry in entries for quote in entry.references} - set(files)
        )
        if without_file:
            raise KeyError(
                f"files: dokumentet {without_file[0]!r} mangler; giv hvert dokument i texts sin fil"
            )
        return cls(entries, files, missing)

    def for_citations(
        self, citations: Iterable[Citation], about: str | None = None, quoted: Sequence[str] = ()
    ) -> list[Dependency]:
        """What an answer with these citations may hang on, in the order of the data file.

        A citation is (file, start, end, section_start, section_end), all in characters of the file. A
        reference counts when it is itself cited, or stands in the section of a citation. With `about` (the
        question, or question and quotes) one that only shares the section counts if `about` holds a topic word,
        and if neither `about` nor the quotes (`quoted`, one a citation) speak of later periods than its own alone.
        """
        cited = list(citations)
        said = [frozenset[Years]()] * len(cited) if not quoted else [_years_of(quote) for quote in quoted]
        asked = _years_of(about or "")
        words = None if about is None else self._stems(about)
        found = []
        for entry, places, own in self._placed:
            beside = [
                years
                for citation, years in zip(cited, said, strict=True)
                if any(_shares_section(place, citation) for place in places)
            ]
            if any(_overlaps(place, citation) for place in places for citation in cited) or (
                any(_of_its_time(own, years) and _of_its_time(own, asked) for years in beside)
                and (words is None or about is None or self._touches(entry, about, words))
            ):
                found.append(entry)
        return found

    def _touches(self, entry: Dependency, about: str, stems: list[str]) -> bool:
        for topic in entry.topics:
            [*wanted] = self._stems(topic)
            if not wanted:
                if topic in about:  # "§"
                    return True
                continue
            part = wanted[0]
            if any(stem == part or (len(part) >= _SHORTEST_PART and part in stem) for stem in stems):
                return True
        return False

    def _stems(self, text: str) -> list[str]:
        return [str(self._stemmer.stemWord(word)) for word in _WORD.findall(text.lower())]


def _years_of(text: str) -> frozenset[Years]:
    """The periods a text names: (2023, 24) for "2023-24" and "2023-2024"."""
    return frozenset(
        (int(found[1]), int(found[2]))
        for years in (_LONG_YEARS, _SHORT_YEARS)
        for found in years.finditer(text)
    )


def _of_its_time(own: frozenset[Years], said: frozenset[Years]) -> bool:
    """Whether what is said may be of a document's own period: not where it names later ones alone.

    An agreement tells of what it carries on from the one before, but an older one does not hold the rules of a later.
    """
    return not own or not said or any(first <= 2000 + last for first, _ in said for _, last in own)


def _overlaps(place: tuple[str, int, int], citation: Citation) -> bool:
    file, start, end = place
    return file == citation[0] and start < citation[2] and citation[1] < end


def _shares_section(place: tuple[str, int, int], citation: Citation) -> bool:
    file, start, end = place
    return file == citation[0] and citation[3] <= start and end <= citation[4]


def _folded(title: str) -> str:
    years = _SHORT_YEARS.sub(r"\1\2", _LONG_YEARS.sub(r"\1-\2", _ANNEX_NUMBER.sub("", title)))
    return " ".join(_WORD.findall(years.lower()))


def _entry(
    path: Path, place: str, raw: Mapping[str, Any], texts: Mapping[str, str], offsets: Mapping[str, int]
) -> tuple[Dependency, list[str]]:
    check_keys(path, place, raw, {"id", "name", "line", "titles", "topics", "references"}, set())
    references, missing = find_quotes(path, place, raw, "references", texts, offsets)
    titles, topics = texts_of(path, place, raw, "titles"), texts_of(path, place, raw, "topics")
    if not titles or not topics:
        raise DataError(path, place, "titles og topics skal hver have mindst én tekst")
    several = [topic for topic in topics if len(_WORD.findall(topic)) > 1]
    if several:
        raise DataError(path, place, f"topics: {several[0]!r} skal være ét ord")
    name, line = text_of(path, place, raw, "name"), text_of(path, place, raw, "line")
    return Dependency(text_of(path, place, raw, "id"), name, line, titles, topics, tuple(references)), missing
