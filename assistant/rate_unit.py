"""What an amount is per: an hour, a day, a week. Amounts of different units are not compared."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.rate_tokens import Token

_UNIT = r"(?P<unit>tim(?:e|en)|dag(?:en)?|døgn(?:et)?|ug(?:e|en)|måned(?:en)?|md|kvartal(?:et)?|år(?:et)?)(?![a-zæøå])"
_AFTER = re.compile(
    r"^\s*(?:kr\b\.?|kroner\b|,-)?\s*(?:(?:pr\.?|per|/)\s*plads\s*)?"
    rf"(?:(?:/\s?|pr\.?\s*|per\s+|om\s+){_UNIT}|i\s+(?P<definite>timen|døgnet|ugen|måneden)\b"
    r"|(?P<adverb>dagligt?|ugentligt?|månedligt?|årligt?)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"\b(?P<noun>time|dag|døgn|uge|måned|år)s?(?:takst|pris|udgift)\w*"
    rf"|\b(?:udgift\w*|takst\w*|pris\w*|omkostning\w*)\s+(?:pr\.?|per)\s*{_UNIT}",
    re.IGNORECASE,
)
_STEMS = {
    "tim": "time", "dag": "dag", "døg": "døgn", "uge": "uge", "mån": "måned", "md": "måned", "kva": "kvartal",
    "år": "år", "åre": "år", "årl": "år",
}  # fmt: skip
_DAYS = {"dag", "døgn"}


def unit_of(text: str, amount: Token) -> tuple[str, bool]:
    """(unit, whether it stands at the amount itself); ("", False) where the text names none."""
    own = _AFTER.match(text[amount.end :])
    if own:
        return _stem(own["unit"] or own["definite"] or own["adverb"]), True
    named = [m["noun"] or m["unit"] for m in _NAMED.finditer(text[: amount.start])]
    return (_stem(named[-1]), False) if named else ("", False)


def _stem(word: str) -> str:
    lowered = word.lower()
    return _STEMS.get(lowered[:3]) or _STEMS.get(lowered, lowered)


def units_of(text: str, amounts: Sequence[Token], placed: Mapping[str, str]) -> dict[str, list[object]]:
    """Input name to [unit, said at the amount]; `placed` maps the words of an amount to its input."""
    return {
        name: [unit, own]
        for amount in amounts
        if (name := placed.get(" ".join(amount.text.split())))
        for unit, own in (unit_of(text, amount),)
        if unit
    }


def differing(units: Mapping[str, Sequence[object]]) -> tuple[str, str] | None:
    """The two units, old and new, where the amounts are not of one; None where they are or nothing is said."""
    if not {"basistakst", "takst"} <= set(units):
        return None
    (old, old_own), (new, new_own) = units["basistakst"], units["takst"]
    # "udgiften pr. dag" is the agreement's own word for what others call the price of a døgn.
    if old == new or ({old, new} <= _DAYS and not (old_own and new_own)):
        return None
    return str(old), str(new)
