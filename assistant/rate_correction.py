"""Which figure a correction is meant for: the one before or the new one. Where the words leave it open, it is asked."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Literal

from assistant.rate_change import RateChange, whole
from assistant.rules.figures import amount, kroner

OLD = re.compile(
    r"\b(?:basis\w*|udgangspunkt\w*|startede|oprindelig\w*|før|dengang|tidligere|gamle?|gammel|første|startår\w*)\b",
    re.IGNORECASE,
)
_NEW = re.compile(
    r"\b(?:nye?|nyt|nyeste|sidste|seneste|nuværende|nu|i dag|anden|andet|slutår\w*)\b", re.IGNORECASE
)
# A figure put right, not one tried out: "nej", "jeg mente", "det var i 2021".
_PUT_RIGHT = re.compile(
    r"\b(?:mente|mener|skulle (?:være|have (?:været|stået))|rettelse|ret(?:tes)?|forkert|fejl|skrev)\b"
    r"|^\W*(?:nej|næ|ups|undskyld|hov|beklager|sorry)\b"
    r"|\b(?:det|den|tallet|taksten|prisen|udgiften)\s+(?:var|er|gjaldt|gælder)\s+(?:\w+\s+)?(?:(?:i|fra|for)\s+)?(?:år\s+)?(?=20\d\d)",
    re.IGNORECASE,
)
_TRIED = re.compile(r"\bhvis\b|\bhvad\b", re.IGNORECASE)
_SHORT = 8

Side = Literal["old", "new"]
_YEARS: dict[Side, str] = {"old": "basisaar", "new": "aar"}
_RATES: dict[Side, str] = {"old": "basistakst", "new": "takst"}


def puts_right(text: str) -> bool:
    """Whether the text corrects a figure; "og hvis det var 2021" only tries one."""
    return bool(_PUT_RIGHT.search(text)) and not _TRIED.search(text)


def side_said(text: str) -> Side | None:
    """The side that the text names: "den gamle takst", "det nye år"; None for neither or both."""
    old, new = bool(OLD.search(text)), bool(_NEW.search(text))
    return None if old == new else "old" if old else "new"


def corrected_year(text: str, year: int, change: RateChange) -> str | None:
    """The input that a year put right is for; None where it is left open, and then it is asked."""
    inputs = change.inputs
    if side := side_said(text):
        return _YEARS[side]
    held: dict[Side, int | None] = {side: whole(inputs.get(name)) for side, name in _YEARS.items()}
    old, new = held["old"], held["new"]
    fits: list[Side] = []
    if (
        (old is not None or {"basistakst", "aendring_pct"} & set(inputs))
        and (new is None or year < new)
        and year != old
    ):
        fits.append("old")
    if new is not None and (old is None or year > old) and year != new:
        fits.append("new")
    if chosen := _chosen(fits, _YEARS, change):
        return chosen
    _ask("aar", year, fits, [_year_shown(side, held, change) for side in fits], change)
    return None


def corrected_rate(text: str, value: Decimal, change: RateChange) -> str | None:
    """The input that an amount put right is for; None where it is left open, and then it is asked."""
    if side := side_said(text):
        return _RATES[side]
    fits: list[Side] = [side for side, name in _RATES.items() if name in change.inputs]
    if chosen := _chosen(fits, _RATES, change):
        return chosen
    _ask(
        "takst",
        value,
        fits,
        [f"{_TOLD[side]} (nu {kroner(amount(change.inputs[_RATES[side]]))})" for side in fits],
        change,
    )
    return None


_TOLD: dict[Side, str] = {"old": "taksten før", "new": "den nye takst"}


def _year_shown(side: Side, held: dict[Side, int | None], change: RateChange) -> str:
    name = _RATES[side]
    figure = f"{kroner(amount(change.inputs[name]))}, " if name in change.inputs else ""
    return f"{_TOLD[side]} ({figure}{f'nu {held[side]}' if held[side] else 'året er ikke oplyst'})"


def _chosen(fits: list[Side], names: dict[Side, str], change: RateChange) -> str | None:
    """The only one there is, or the one the turn before spoke of."""
    if len(fits) == 1:
        return names[fits[0]]
    last = change.kept.get("sidst", ())
    spoken = [side for side in fits if names[side] in last]
    if not spoken:
        spoken = [side for side in fits if {_YEARS[side], _RATES[side]} & set(last)]
    return names[spoken[0]] if len(spoken) == 1 else None


def _ask(field: str, value: int | Decimal, fits: list[Side], shown: list[str], change: RateChange) -> None:
    if len(fits) < 2:
        return
    said = kroner(value) if isinstance(value, Decimal) else f"året {value}"
    change.unclear[field] = (
        f"gælder {said} for {shown[0]} eller for {shown[1]}? Skriv »den gamle« eller »den nye«"
    )
    change.kept["valg"] = {"felt": field, "tal": value}
    change.changed.add("uklar")


def choose(text: str, change: RateChange) -> bool:
    """Put the figure that was asked about where the text says; whether it did: "den gamle", "det er den nye takst"."""
    choice = change.kept.get("valg")
    side = side_said(text)
    if not choice or side is None or len(text.split()) > _SHORT:
        return False
    _take(side, change)
    return True


def choose_by_figure(value: int | Decimal, change: RateChange) -> bool:
    """The same, where the text names the figure held instead: "den fra 2019", "de 1.500"."""
    choice = change.kept.get("valg")
    if not choice:
        return False
    names = _YEARS if choice["felt"] == "aar" else _RATES
    sides = [s for s, name in names.items() if name in change.inputs and amount(change.inputs[name]) == value]
    if len(sides) == 1:
        _take(sides[0], change)
    return len(sides) == 1


def _take(side: Side, change: RateChange) -> None:
    choice = change.kept["valg"]
    if choice["felt"] == "aar":
        change.put(_YEARS[side], int(choice["tal"]), str(choice["tal"]))
    else:
        value = amount(choice["tal"])
        change.put(_RATES[side], value, kroner(value))
        change.drop("aendring_pct")
        change.kept.pop("skridt", None)
