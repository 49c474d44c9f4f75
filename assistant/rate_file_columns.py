"""The columns of a rate list: which header is which field, in the usual spellings or by a mapping file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant.privacy import masked_data
from corpus.strict_yaml import load_yaml

FIELDS = {
    "tilbud": "Tilbuddets navn",
    "region": "Region",
    "kommune": "Kommune; bruges til at finde regionen, når der ingen kolonne er med region",
    "aar": "Det år, taksten gælder for",
    "takst": "Taksten eller udgiften pr. dag i kr.",
    "basistakst": "Det tal, der sammenlignes med, i kr.",
    "basisaar": "Året for det tal",
    "pl_pct": "Samlet pris- og lønfremskrivning i pct.",
    "art": "»takst« eller »udgift pr. dag«",
    "aendring_pct": "Ændringen i pct., når beløbene ikke kendes",
    "tidligere_reduktion_pct": "Reduktion aftalt i den forrige takstaftaleperiode, i pct.",
}
_SPELLINGS = {
    "tilbud": "tilbud|tilbuddet|tilbuds?navn|tilbuddets navn|navn på tilbud|botilbud|institution|afdeling|navn",
    "region": "region|regionen|regions?navn|kkr|rammeaftale|rammeaftaleregion",
    "kommune": "kommune|kommunen|kommunenavn|driftsherre|driftsherren|driftskommune|beliggenhedskommune",
    "aar": "år|aar|takst ?år|takst ?aar|kalenderår|års ?tal|regnskabsår|budget ?år|gælder for år|år for takst",
    "takst": (
        "takst|taksten|ny takst|nye takst|aktuel takst|nuværende takst|gældende takst|døgn ?takst|dags ?takst"
        "|dag ?takst|takst pr|samlet takst|pris|døgnpris|dagspris|udgift|udgiften|ny udgift|udgifter"
    ),
    "basistakst": (
        "basis ?takst|basis|udgangs ?takst|tidligere takst|gammel takst|gamle takst|oprindelig takst"
        "|takst i basis ?år(et)?|takst basis ?år|sammenligningstakst|basis ?tal|basis ?niveau|basis ?udgift"
        "|udgift i basis ?år(et)?|forrige takst"
    ),
    "basisaar": (
        "basis ?år|basis ?aar|basis ?takst ?år|basistakst år|basistakstens år|år for basis ?takst"
        "|udgangsår|sammenligningsår"
    ),
    "pl_pct": (
        "pl|p l|pl regulering|pl fremskrivning|pl sats|samlet pl|pris og løn|pris og lønfremskrivning"
        "|pris og løn fremskrivning|pris og lønregulering|fremskrivning|pris lønfremskrivning|pl i alt"
    ),
    "art": "art|tallets art|takst eller udgift|art af tal|takst udgift",
    "aendring_pct": "ændring|aendring|stigning|udvikling|takstændring|takststigning|takstudvikling",
    "tidligere_reduktion_pct": (
        "tidligere reduktion|forrige reduktion|reduktion i forrige periode|reduktion forrige periode"
        "|reduktion i forrige takstaftaleperiode|reduktion tidligere"
    ),
}
_PATTERNS = {name: re.compile(f"(?:{forms})") for name, forms in _SPELLINGS.items()}
_UNIT = re.compile(
    r"(?: (?:i|pr|per|om|på)(?= ))?(?: (?:kr|kroner|dkk|pct|procent|dag|døgn|døgnet|dagen|ydelsesdøgn))+$"
)
_YEAR = re.compile(r"^(?:(?:i|for) )?((?:19|20)\d\d) (.+)$|^(.+?) (?:(?:i|for) )?((?:19|20)\d\d)$")
_AMOUNTS = ("takst", "basistakst")


class RateFileError(ValueError):
    """A rate file or mapping that cannot be used. The message is Danish: what, where, how to mend."""


@dataclass(frozen=True)
class ColumnMapping:
    """What a mapping file says: header -> field, and values that hold for every row."""

    columns: Mapping[str, str] = field(default_factory=dict)
    fixed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """Where each field stands: field -> column, year -> column for yearly pl; values for every row."""

    header: tuple[str, ...]
    at: Mapping[str, int]
    pl_years: Mapping[int, int]
    fixed: Mapping[str, str]


def field_of(header: str) -> tuple[str | None, int | None]:
    """The field a header names, and the year in it: "Døgntakst 2022 (kr.)" is ("takst", 2022)."""
    text = " ".join(re.sub(r"[^0-9a-zæøåé]+", " ", header.casefold()).split())
    year = None
    for _ in range(2):
        text = _UNIT.sub("", " " + text).removesuffix(" i").strip()
        dated = _YEAR.match(text)
        if dated:
            text, year = dated[2] or dated[3], int(dated[1] or dated[4])
    for name, pattern in _PATTERNS.items():
        if pattern.fullmatch(text):
            return name, year
    return None, None


def is_header(cells: Sequence[Any]) -> bool:
    """Whether a row is the header of a rate list: at least two known headers, one of them an amount or a year."""
    names = {name for cell in cells if isinstance(cell, str) and (name := field_of(cell)[0])}
    return len(names) > 1 and bool(names & {"takst", "basistakst", "aar", "aendring_pct"})


def find_columns(header: Sequence[Any], mapping: ColumnMapping) -> Columns:
    """The columns of a header row. Raises RateFileError for a field that is missing or named twice."""
    shown = tuple("" if cell is None else str(cell).strip() for cell in header)
    wanted = {_folded(name): target for name, target in mapping.columns.items()}
    unknown = [name for name in mapping.columns if _folded(name) not in {_folded(h) for h in shown}]
    if unknown:
        raise RateFileError(
            f"Kolonnen »{unknown[0]}« fra kolonnefilen står ikke i filen. Filens kolonner er: {_listed(shown)}."
        )
    at: dict[str, int] = {}
    dated: dict[int, int] = {}
    pl_years: dict[int, int] = {}
    for column, name in enumerate(shown):
        mapped = wanted.get(_folded(name))
        found, year = field_of(name)
        if mapped is not None:
            found, year = mapped, (year if mapped == "pl_pct" else None)
        if found is None or (mapped is None and found in wanted.values()):
            continue
        if found == "pl_pct" and year is not None:
            _once(pl_years, year, column, shown, f"pl for {year}")
        elif found in _AMOUNTS and year is not None and "takst" not in wanted.values():
            _once(dated, year, column, shown, f"taksten for {year}")
        else:
            _once(at, found, column, shown, f"feltet {found}")
    fixed = dict(mapping.fixed)
    _read_dated(dated, at, fixed, shown)
    if "art" not in at and "art" not in fixed and "takst" in at:
        word = shown[at["takst"]].casefold()
        for mark, art in (("udgift", "udgift_pr_dag"), ("takst", "takst")):
            if mark in word:
                fixed["art"] = art
                break
    _require(at, fixed, shown)
    return Columns(shown, at, pl_years, fixed)


def _read_dated(
    dated: Mapping[int, int], at: dict[str, int], fixed: dict[str, str], shown: Sequence[str]
) -> None:
    """Amounts whose year stands in the header: the earlier is the base, the later is what is checked."""
    if len(dated) > 2:
        raise RateFileError(
            "Der er takster for mere end to år i hver række ("
            + ", ".join(shown[column] for column in dated.values())
            + "). Vælg den nye takst og basistaksten med en kolonnefil."
        )
    for name, years in (("basistakst", sorted(dated)[:-1]), ("takst", sorted(dated)[-1:])):
        for year in years:
            if name in at:
                raise RateFileError(
                    f"Både »{shown[at[name]]}« og »{shown[dated[year]]}« ligner {name}. {_MEND}"
                )
            at[name] = dated[year]
            when = "aar" if name == "takst" else "basisaar"
            if when not in at:
                fixed.setdefault(when, str(year))


_MEND = "Sig med en kolonnefil, hvilken der skal bruges."


def _once(found: dict[Any, int], key: Any, column: int, shown: Sequence[str], what: str) -> None:
    if key in found:
        raise RateFileError(f"Både »{shown[found[key]]}« og »{shown[column]}« ligner {what}. {_MEND}")
    found[key] = column


def _require(at: Mapping[str, int], fixed: Mapping[str, str], shown: Sequence[str]) -> None:
    known = {*at, *fixed}
    missing = []
    if not known & {"region", "kommune"}:
        missing.append("region")
    if "aar" not in known:
        missing.append("år")
    if not known & {"takst", "basistakst", "aendring_pct"}:
        missing.append("takst")
    if missing:
        raise RateFileError(
            f"Filen mangler en kolonne med {' og '.join(missing)}. Filens kolonner er: {_listed(shown)}."
            " Sig med en kolonnefil, hvilke kolonner der er hvad, eller giv faste værdier."
        )


def load_mapping(path: Path) -> ColumnMapping:
    """A mapping file: tables `kolonner` (header = field) and `faste` (field = value for every row).

    TOML by .toml, else YAML. Raises RateFileError naming key and value.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = tomllib.loads(text) if path.suffix.lower() == ".toml" else load_yaml(text)
    except (tomllib.TOMLDecodeError, yaml.YAMLError, UnicodeDecodeError) as error:
        raise RateFileError(
            f"Kolonnefilen »{path.name}« kan ikke læses: {' '.join(str(error).split())}"
        ) from error
    return read_mapping(content, path.name)


def read_mapping(content: object, name: str = "kolonnefilen") -> ColumnMapping:
    """The mapping of a read file or JSON value. Raises RateFileError."""
    if not isinstance(content, dict) or not set(content) <= {"kolonner", "faste"}:
        raise RateFileError(
            f"»{name}«: der skal stå »kolonner« (overskrift = felt) og evt. »faste« (felt = værdi), og intet andet."
        )
    columns, fixed = (masked_data(content.get(name) or {}) for name in ("kolonner", "faste"))
    for table, entries in (("kolonner", columns), ("faste", fixed)):
        if not isinstance(entries, dict):
            raise RateFileError(f"»{name}«: »{table}« skal være en tabel med navn = værdi.")
    for key, value in [*columns.items(), *((value, key) for key, value in fixed.items())]:
        if value not in FIELDS:
            raise RateFileError(
                f"»{name}«: feltet »{value}« ved »{key}« kendes ikke. Felterne er: {', '.join(FIELDS)}."
            )
    targets = list(columns.values())
    twice = [value for value in targets if targets.count(value) > 1 and value != "pl_pct"]
    if twice:
        raise RateFileError(f"»{name}«: to kolonner er sat til {twice[0]}. Ret den ene.")
    return ColumnMapping(
        {str(key): str(value) for key, value in columns.items()},
        {str(key): str(value) for key, value in fixed.items()},
    )


def _folded(header: str) -> str:
    return " ".join(header.casefold().split())


def _listed(shown: Sequence[str]) -> str:
    return ", ".join(f"»{name[:60]}«" for name in shown[:40] if name) or "ingen"
