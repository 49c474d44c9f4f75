"""A rate left as it was, or a reduction left out of account: "hvis vi ikke sænkede den", "uden den reduktion"."""

from __future__ import annotations

import re
from decimal import Decimal

from assistant.rate_change import RateChange
from assistant.rate_percent import DOWN, EARLIER, UP
from assistant.rules.figures import FigureError, amount, kroner, pct_exact, percent

UNMOVED = re.compile(
    r"\b(?:uden|fjern|drop|glem|se bort fra|bortset fra)\s+(?:at\s+)?(?:den\s+|det\s+|denne\s+|en\s+|nogen\s+|vi\s+)?"
    r"(?:(?!p/?l\b)\w+\s+)?(?:(?P<up0>stigning\w*|forhøjelse\w*|hæve\w*)|(?P<down0>reduktion\w*|nedsættelse\w*|sænk\w*"
    r"|fald\w*|reducer\w*)|(?P<any0>ændring\w*)|(?P<credit>fradrag\w*))"
    rf"|\bikke\s+(?:(?:har|havde|er|var|blev|bliver|skal|skulle|vil|ville|kan|den|taksten|prisen)\s+){{0,3}}(?:(?P<up1>{UP})|(?P<down1>{DOWN}))"
    rf"|\b(?:(?P<up2>{UP})|(?P<down2>{DOWN}))\s+(?:(?:vi|den|taksten|prisen|slet|overhovedet|så)\s+){{0,4}}ikke\b"
    r"|\b(?P<any3>(?:uændret|fastholde\w*|holde\w*\s+(?:\w+\s+){0,2}i ro|lade\w*\s+(?:\w+\s+){0,2}være))\b",
    re.IGNORECASE,
)
# What is said of a figure: "er ikke nok", "må vi ikke hæve den med 2 pct.?"
_NO_DENIAL = re.compile(
    r"\b(?:må|kan|skal|bør|er|var|burde|kunne)\s+(?:vi|man|jeg|det|den|taksten|i)\s+ikke\b"
    r"|\bikke\s+(?:nok|for|ok|okay|tilladt|lovligt?|i orden|kun|bare|blot|mere|højere)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    rf"\b(?:ikke|aldrig|uden\s+at|undlade\w*\s+at|lade\w*\s+være\s+med\s+at|undgå\w*\s+at)\b(?:\s+\w+){{0,4}}?\s+(?:{UP}|{DOWN})\b"
    rf"|\b(?:{UP}|{DOWN})\s+(?:(?:vi|den|taksten|prisen)\s+){{0,2}}(?:ikke|aldrig)\b",
    re.IGNORECASE,
)


_FORMER = re.compile(r"\b(?:forrige|tidligere|sidste|foregående)\b", re.IGNORECASE)


def denied(text: str, start: int) -> str | None:
    """The words that say of the figure at `start` that the rate was not moved by it; None where none do."""
    clause = re.split(r"[;–—?!]|[.,]\s(?!\d)|\bmen\b|\bog\b", text[max(0, start - 80) : start])[-1]
    found = _DENIED.search(_NO_DENIAL.sub(" ", clause))
    return " ".join(found.group().split()) if found else None


def leave_unmoved(text: str, change: RateChange) -> bool:
    """Take the move of the rate, or the reduction of the former period, out of the call; whether the text says so."""
    if "tidligere_reduktion_pct" in change.previous.missing and _FORMER.search(text):
        change.put("tidligere_reduktion_pct", Decimal(0), text)
        return True
    found = UNMOVED.search(_NO_DENIAL.sub(" ", text))
    if found is None:
        return False
    if change.kept.pop("vent", None) is not None:
        change.cleared |= {"aendring_pct", "pl_pct"}
    said = {name.rstrip("0123") for name, value in found.groupdict().items() if value}
    move = _move(change)
    earlier = "tidligere_reduktion_pct" in change.inputs
    of_earlier = bool(EARLIER.search(text)) or "credit" in said
    to_move = move is not None and ("any" in said or ("up" if move > 0 else "down") in said)
    if earlier and (of_earlier or ("down" in said and not to_move)):
        change.put("tidligere_reduktion_pct", Decimal(0), found.group())
        return True
    if earlier and to_move and "down" in said:
        held = pct_exact(percent(change.inputs["tidligere_reduktion_pct"]))
        change.unclear["tidligere_reduktion_pct"] = (
            f"er det reduktionen på {held} i den forrige periode, der ikke skal regnes med, eller er det den i denne? Skriv"
            " »uden reduktionen i den forrige periode« eller »taksten er uændret«"
        )
        change.changed.add("uklar")
        return True
    if not to_move or of_earlier:
        return False
    if "takst" in change.inputs and "basistakst" in change.inputs:
        base = amount(change.inputs["basistakst"])
        change.put("takst", base, f"uændret {kroner(base)}")
    else:
        change.put("aendring_pct", Decimal(0), found.group())
    change.kept.pop("skridt", None)
    change.cleared.add("tidligere_reduktion_pct")
    change.asks = "check"
    return True


def _move(change: RateChange) -> Decimal | None:
    """How much the rate is moved, in kroner or per cent; None where it is not."""
    inputs = change.inputs
    try:
        if "takst" in inputs and "basistakst" in inputs:
            return amount(inputs["takst"]) - amount(inputs["basistakst"]) or None
        return percent(inputs["aendring_pct"]) or None if "aendring_pct" in inputs else None
    except FigureError:
        return None
