"""What the percentages of a follow-up change: the projection, the change of the rate, an earlier reduction."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Any

from assistant.rate_change import RateChange, whole
from assistant.rate_percent import CHANGE
from assistant.rate_projection import Projection, kept_projection
from assistant.rate_projection_words import read_projection, said_of
from assistant.rate_settle import LEVEL
from assistant.rate_tokens import Token
from assistant.rate_unmoved import UNMOVED
from assistant.rules.figures import amount, pct_exact

_WITHOUT_PL = re.compile(r"\b(?:uden|ingen|glem|drop)\s+(?:p/?l|fremskrivning\w*)\b", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:forrige|tidligere|sidste|foregående)\b", re.IGNORECASE)
_SAME_CHANGE = re.compile(r"\bændring\w*", re.IGNORECASE)
_PL = re.compile(r"\bp/?l\b|fremskrivning", re.IGNORECASE)


def change_projection(
    text: str, tokens: Sequence[Token], roles: dict[int, str], change: RateChange
) -> set[int]:
    """Change the projection; returns the starts of the years that belong to it."""
    if _WITHOUT_PL.search(text):
        if change.kept.pop("pl", None) is not None:
            change.changed.add("pl")
        change.drop("pl_pct", "pl_aar")
        return set()
    speaks_of_pl = "pl" in change.kept or {"pl_pct", "pl_aar"} & set(change.previous.missing)
    changes = "aendring_pct" in change.inputs
    found = []
    for at, role in roles.items():
        if role == "pl" or (role == "" and speaks_of_pl and not changes):
            found.append(tokens[at])
        elif role == "" and bool(speaks_of_pl) == changes:
            value = _one(tokens[at])
            what = "ændringen i taksten" if changes else "en stigning, et fald"
            if "tidligere_reduktion_pct" in change.inputs:
                what += ", reduktionen i den forrige periode"
            change.ask(
                "aendring_pct",
                f"er de {pct_exact(value)} {what} eller pl (pris- og lønfremskrivning)?",
                value,
            )
    said, used = read_projection(text, tokens, found, known=bool(speaks_of_pl))
    if said is not None:
        later = {t.year for t in tokens if t.kind == "year" and t.start not in used}
        _projected(text, said, change, later)
    elif not any(t.kind in ("percent", "percents") for t in tokens):
        _awaited(text, change)
    return used


def _projected(text: str, said: Projection, change: RateChange, named: Collection[int]) -> None:
    """Change the projection held; one that may be of each year or of all of them is asked about.

    `named` are the years the turn itself asks about: "og i 2022 med pl 0,9".
    """
    former = kept_projection(change.kept, {})
    years = (
        LEVEL if change.previous.rule == "hovedstaden.prisloft" else whole(change.inputs.get("basisaar")),
        next(iter(named)) if len(named) == 1 else whole(change.inputs.get("aar")),
    )
    if former is not None and former.by_year and not said_of(text):
        lacking = former.lacking(*years)
        values: tuple[Decimal, ...] = (said.total,) if said.total is not None else said.series
        if values and len(values) == len(lacking):
            said = Projection(rows=dict(zip(lacking, values, strict=True)), words=said.words)
        elif said.total is not None:
            shown = pct_exact(said.total)
            change.ask(
                "pl_pct", f"er de {shown} pl for hvert år, eller er det pl i alt for alle årene?", said.total
            )
            return
    change.kept["pl"] = (former.changed_by(said) if former is not None else said).plain()
    if change.kept.pop("vent", None) is not None:
        change.cleared |= {"aendring_pct", "pl_pct"}
    change.changed.add("pl")


def _awaited(text: str, change: RateChange) -> None:
    """The answer to what a percentage is: "et fald", "pl", "hvert år"."""
    asked_else = "tidligere_reduktion_pct" in change.previous.missing
    if "vent" not in change.kept or asked_else or UNMOVED.search(text):
        return
    value, of = amount(change.kept["vent"]), said_of(text)
    verb, same = CHANGE.search(text), _SAME_CHANGE.search(text)
    if _FORMER.search(text) and "tidligere_reduktion_pct" in change.inputs:
        change.put("tidligere_reduktion_pct", abs(value), pct_exact(value))
    elif (verb or same) and not of:
        down = bool(verb["down"]) if verb else _is_fall(change.inputs.get("aendring_pct", ""))
        change.put("aendring_pct", -abs(value) if down else abs(value), pct_exact(value))
        change.drop("takst")
        change.kept.pop("skridt", None)
        change.asks = "check"
    elif of or _PL.search(text):
        each = of == "hvert_aar"
        words = pct_exact(value)
        said = Projection(each=value, words=words) if each else Projection(total=value, words=words)
        change.kept["pl"] = said.plain()
        change.changed.add("pl")
    else:
        return
    change.kept.pop("vent")
    change.cleared |= {"aendring_pct", "pl_pct"}


def _is_fall(value: Any) -> bool:
    """Whether a stored change, a Decimal or Danish text, is a fall."""
    return str(value).strip().startswith(("-", "−"))


def _one(token: Token) -> Decimal:
    return token.value[0] if isinstance(token.value, tuple) else token.decimal


def change_percent(tokens: Sequence[Token], roles: dict[int, str], change: RateChange) -> None:
    for at, role in roles.items():
        token = tokens[at]
        if token.kind != "percent":
            continue
        value, plain = token.decimal, role == "" and "pl" not in change.changed
        if role in ("up", "down"):
            change.put("aendring_pct", abs(value) if role == "up" else -abs(value), token.text)
        elif role == "earlier":
            change.put("tidligere_reduktion_pct", value, token.text)
        elif plain and "aendring_pct" in change.inputs and "aendring_pct" not in change.unclear:
            sign = -1 if _is_fall(change.inputs["aendring_pct"]) else 1
            change.put("aendring_pct", sign * abs(value), token.text)
        if "aendring_pct" in change.changed:
            change.drop("takst")
            change.kept.pop("skridt", None)
            change.asks = "check"
