"""YAML data whose statements rest on exact quotes from the documents: read strictly, checked against the texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from corpus.strict_yaml import load_own_yaml


class DataError(ValueError):
    """A data file cannot be used: the message names the file, the place in it, the value and how to mend it."""

    def __init__(self, path: Path, place: str, problem: str) -> None:
        super().__init__(f"{path}: {place}: {problem}")


@dataclass(frozen=True)
class Quote:
    """text[start:end] == quote in the stored text of the document; the offsets are those of its file."""

    document: str
    quote: str
    start: int
    end: int


def read_entries(path: Path, key: str) -> list[dict[str, Any]]:
    """The list under the file's only key. Raises DataError when the file has another shape."""
    try:
        data = load_own_yaml(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise DataError(path, "filen", " ".join(f"er ikke gyldig YAML: {error}".split())) from error
    if not isinstance(data, dict) or list(data) != [key] or not isinstance(data[key], list):
        raise DataError(path, "filen", f"skal bestå af »{key}:« og en liste")
    entries: list[dict[str, Any]] = []
    for number, entry in enumerate(data[key], start=1):
        if not isinstance(entry, dict):
            raise DataError(path, f"{key} nr. {number}", f"{entry!r} skal bestå af nøgler og værdier")
        entries.append(entry)
    return entries


def check_keys(path: Path, place: str, entry: Mapping[str, Any], needed: set[str], allowed: set[str]) -> None:
    """Raise DataError for a key that is unknown (neither needed nor allowed) or missing."""
    for name in entry:
        if name not in needed | allowed:
            known = ", ".join(sorted(needed | allowed))
            raise DataError(path, place, f"ukendt nøgle {name!r}; kendte nøgler er {known}")
    for name in sorted(needed - set(entry)):
        raise DataError(path, place, f"nøglen {name!r} mangler")


def text_of(path: Path, place: str, entry: Mapping[str, Any], key: str) -> str:
    """The non-empty text under a key, white space at its ends dropped."""
    value = entry[key]
    if not isinstance(value, str) or not value.strip():
        raise DataError(path, place, f"{key} = {value!r} skal være en tekst; sæt den i anførselstegn")
    return value.strip()


def texts_of(path: Path, place: str, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """The list of non-empty texts under a key, () when the key is absent; none may stand twice."""
    values = entry.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
        raise DataError(path, place, f"{key} = {values!r} skal være en liste af tekster")
    twice = sorted({value for value in values if values.count(value) > 1})
    if twice:
        raise DataError(path, place, f"{key}: {twice[0]!r} står to gange; slet den ene")
    return tuple(values)


def find_quotes(
    path: Path,
    place: str,
    entry: Mapping[str, Any],
    key: str,
    texts: Mapping[str, str],
    offsets: Mapping[str, int],
) -> tuple[list[Quote], list[str]]:
    """Every occurrence of the entry's quotes in the texts, and a reason for each quote that has none."""
    sources = entry.get(key)
    if not isinstance(sources, list) or not sources:
        raise DataError(path, place, f"{key} = {sources!r} skal være en liste med mindst ét citat")
    found: list[Quote] = []
    missing: list[str] = []
    for number, source in enumerate(sources, start=1):
        at = f"{place}: {key} nr. {number}"
        if not isinstance(source, dict):
            raise DataError(path, at, f"{source!r} skal have nøglerne document og quote")
        check_keys(path, at, source, {"document", "quote"}, set())
        document, quote = text_of(path, at, source, "document"), text_of(path, at, source, "quote")
        if document not in texts:
            missing.append(f"{at}: dokumentet {document!r} er ikke indlæst")
            continue
        places = _occurrences(texts[document], quote)
        if not places:
            missing.append(f"{at}: citatet {quote!r} står ikke i {document!r}; ret det, så det er ordret")
        shift = offsets.get(document, 0)
        found.extend(Quote(document, quote, shift + start, shift + start + len(quote)) for start in places)
    return found, missing


def _occurrences(text: str, quote: str) -> list[int]:
    places, at = [], text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + len(quote))
    return places
