"""What is known beforehand about files: `sources.toml`, read strictly."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.documents import Metadata

FILE_NAME = "sources.toml"
_PART_KEYS = {
    "id": str,
    "title": str,
    "region": str,
    "kind": str,
    "valid_from": date,
    "valid_to": date,
    "dated": date,
    "about": str,
    "standing": str,
    "note": str,
    "starts_with": str,
}
_REQUIRED = ("id", "title", "kind")


class SourcesError(Exception):
    """`sources.toml` says something that cannot be used; the message names file, key and value."""


@dataclass(frozen=True)
class Part:
    """One document of a file: from the line that begins with `starts_with` (None: from the start) on."""

    id: str
    metadata: Metadata
    starts_with: str | None = None


@dataclass(frozen=True)
class Source:
    """A known file: by content when `sha256` is given, else by name."""

    file: str
    parts: tuple[Part, ...]
    sha256: str | None = None


@dataclass(frozen=True)
class Sources:
    """All known files."""

    sources: tuple[Source, ...] = ()

    def find(self, name: str, sha256: str) -> Source | None:
        """What is known about a file, first by its content, then by its name."""
        by_hash = next((known for known in self.sources if known.sha256 == sha256), None)
        return by_hash or next((known for known in self.sources if known.file == name), None)


def load_sources(path: Path) -> Sources:
    """Read a sources.toml. Unknown or missing keys, wrong types and ids used twice are SourcesErrors."""
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise SourcesError(f"{path}: kan ikke læses ({fault}).") from fault
    _only(path, "", read, {"file"})
    sources: list[Source] = []
    seen: set[str] = set()
    for entry in _tables(path, "øverst", read, "file"):
        name = entry.get("file")
        if not isinstance(name, str) or not name:
            raise SourcesError(f"{path}: et [[file]] mangler nøglen »file« med filens navn.")
        _only(path, name, entry, {"file", "sha256", "parts"})
        if any(source.file == name for source in sources):
            raise SourcesError(f"{path}: filen {name} er nævnt to gange; saml dens dele under én [[file]].")
        sha256 = entry.get("sha256")
        if sha256 is not None and not re.fullmatch(r"[0-9a-f]{64}", str(sha256)):
            raise SourcesError(f"{path}: {name}: sha256 = {sha256!r} er ikke 64 hexcifre.")
        parts = tuple(_part(path, name, part) for part in _tables(path, name, entry, "parts"))
        for part in parts:
            if part.id in seen:
                raise SourcesError(f"{path}: {name}: id = »{part.id}« er brugt to gange.")
            seen.add(part.id)
        if not parts or (parts[0].starts_with is not None and len(parts) == 1):
            raise SourcesError(
                f"{path}: {name}: der skal være mindst én del, og den første uden starts_with."
            )
        for part in parts[1:]:
            if not part.starts_with:
                raise SourcesError(
                    f"{path}: {name}: »{part.id}« mangler starts_with, begyndelsen af den linje, hvor delen begynder."
                )
        sources.append(Source(name, parts, sha256))
    return Sources(tuple(sources))


def _tables(path: Path, where: str, table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = table.get(key, [])
    if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
        raise SourcesError(f"{path}: {where}: »{key}« skal være en liste af tabeller ([[…]]).")
    return found


def _only(path: Path, where: str, table: dict[str, Any], allowed: set[str]) -> None:
    for key in table:
        if key not in allowed:
            raise SourcesError(
                f"{path}: {where or 'øverst'}: nøglen »{key}« kendes ikke; brug en af {sorted(allowed)}."
            )


def _part(path: Path, name: str, entry: dict[str, Any]) -> Part:
    _only(path, name, entry, set(_PART_KEYS))
    for key in _REQUIRED:
        if not entry.get(key):
            raise SourcesError(f"{path}: {name}: nøglen »{key}« mangler.")
    for key, value in entry.items():
        if type(value) is not _PART_KEYS[key]:  # a point in time would pass for a date
            raise SourcesError(f"{path}: {name}: {key} = {value!r} skal være {_PART_KEYS[key].__name__}.")
    if not re.fullmatch(r"[a-z0-9æøå]+(?:-[a-z0-9æøå]+)*", entry["id"]):
        raise SourcesError(
            f"{path}: {name}: id = »{entry['id']}« skal være små bogstaver, tal og bindestreger."
        )
    known = {key: value for key, value in entry.items() if key not in ("id", "starts_with")}
    if known.get("valid_from") and known.get("valid_to") and known["valid_from"] > known["valid_to"]:
        raise SourcesError(f"{path}: {name}: valid_from {known['valid_from']} er efter valid_to.")
    return Part(entry["id"], Metadata(**known, confirmed=True), entry.get("starts_with"))
