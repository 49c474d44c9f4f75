"""Rates in everyday Danish: amounts, years and percentages of a sentence in their places."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.rate_percent import CHANGE, DOWN, UP, percent_roles
from assistant.rate_place import CEILING, NEW_CUE, place, words_before
from assistant.rate_slots import Slots
from assistant.rate_tokens import Token
from assistant.rate_years import assign, distance
from assistant.rules.figures import DateSpan, pct

_MOVED = re.compile(
    r"\b(?:(?P<up>steg\w*|hævet|hævede|sat\w* (?:\w+ ){0,3}op|forhøjet)"
    r"|(?P<down>faldt|faldet|sænket|sænkede|sat\w* (?:\w+ ){0,3}ned|nedsat|reduceret))\b",
    re.IGNORECASE,
)
_STEP = re.compile(rf"\b(?:{UP}|{DOWN})\W+(?:\w+\W+){{0,5}}?(?:med|på)\s*$", re.IGNORECASE)


def fill_slots(text: str, tokens: Sequence[Token]) -> Slots:
    """Amounts, years and percentages of a rate sentence in their places."""
    slots = Slots()
    roles = percent_roles(text, tokens)
    used = _projection(text, tokens, roles, slots)
    changes = [(tokens[at], role) for at, role in roles.items() if role in ("up", "down")]
    for at, role in roles.items():
        if role == "earlier":
            slots.put("tidligere_reduktion_pct", _one(tokens[at]), tokens[at].text)
    steps = [t for t in tokens if t.kind == "amount" and _STEP.search(text[max(0, t.start - 60) : t.start])]
    amounts = [t for t in tokens if t.kind == "amount" and t not in steps]
    years = [t for t in tokens if t.kind == "year" and t.start not in used]
    years += [_as_year(t) for t in tokens if t.kind == "date"]
    years.sort(key=lambda t: t.start)
    amounts = _without_repeats(amounts)
    place(text, amounts, years, slots)
    _step(text, steps, slots)
    if (
        "basistakst" in slots.inputs
        and "takst" not in slots.inputs
        and not changes
        and not steps
        and CEILING.search(text)
    ):
        slots.asks = "ceiling"
    _change(text, changes, slots)
    _check_direction(text, slots)
    return slots


def _step(text: str, steps: list[Token], slots: Slots) -> None:
    """ "op med 25 kr.": the new rate is the base plus or minus the step."""
    base = slots.inputs.get("basistakst", slots.inputs.get("takst"))
    if not steps:
        return
    verbs = list(CHANGE.finditer(text[: steps[0].start]))
    if len(steps) > 1 or base is None or not verbs or {"basistakst", "takst"} <= set(slots.inputs):
        if {"basistakst", "takst"} <= set(slots.inputs):
            return
        slots.unclear["takst"] = "den nye takst i kr. pr. dag"
        return
    moved = steps[0].decimal if verbs[-1]["up"] else -steps[0].decimal
    shown = f"{verbs[-1].group()} med {steps[0].text}"
    words = slots.words.pop("takst", slots.words.get("basistakst", ""))
    slots.inputs.pop("takst", None)
    if re.match(
        r"\s*(?:kr\.?)?\s*(?:til|ned til|op til|så \w+ \w+ )\s*(?:kr\.?\s*)?\d", text[steps[0].end :]
    ):
        # "sænkede med 45 kr. til 1.755 kr.": the amount named is the new rate
        slots.put("takst", base, words)
        slots.put("basistakst", base - moved, shown)
        return
    slots.put("basistakst", base, words)
    slots.put("takst", base + moved, shown)


def _one(token: Token) -> Decimal:
    return token.value[0] if isinstance(token.value, tuple) else token.decimal


def _as_year(token: Token) -> Token:
    if not isinstance(token.value, DateSpan):
        raise TypeError(f"{token!r} is not a date")
    return Token("year", token.start, token.end, token.text, token.value.start.year)


def _without_repeats(amounts: list[Token]) -> list[Token]:
    """An amount said twice ("1.800 kr. … de 1.800 kr.") counts once, unless it is all there is."""
    kept: list[Token] = []
    for token in amounts:
        if len(amounts) > 2 and any(token.value == other.value for other in kept):
            continue
        kept.append(token)
    return kept


# "2 pct. om året" is a projection of each year, not of all of them.
_EACH_YEAR = re.compile(
    r"\bom året\b|\bårligt?\b|\bpr\.? år\b|\bper år\b|\b(?:hvert|hver) (?:eneste )?år\b|\bhvert af årene\b",
    re.IGNORECASE,
)


def _projection(text: str, tokens: Sequence[Token], roles: dict[int, str], slots: Slots) -> set[int]:
    """Fill pl_pct or pl_aar; returns the starts of the years that belong to yearly percentages."""
    found = [tokens[at] for at, role in roles.items() if role == "pl"]
    if not found:
        return set()
    flat = [v for t in found for v in (t.value if isinstance(t.value, tuple) else (t.decimal,))]
    shown = text[found[0].start : found[-1].end]
    if len(flat) == 1:
        around = text[max(0, found[0].start - 30) : found[0].end + 25]
        slots.put("pl_hvert_aar" if _EACH_YEAR.search(around) else "pl_pct", flat[0], shown)
        return set()
    years = [t for t in tokens if t.kind == "year"]
    if all(t.kind == "percent" for t in found):
        pairs = assign(text, found, years)
        near = {i: y for i, y in pairs.items() if distance(text, found[i], years[y]) < 6}
        if len(near) == len(found):
            yearly = {years[near[i]].year: found[i].decimal for i in range(len(found))}
            if len(yearly) == len(found):
                slots.put("pl_aar", yearly, shown)
                return {years[y].start for y in near.values()}
    slots.put("pl_liste", tuple(flat), shown)
    return set()


def _change(text: str, changes: list[tuple[Token, str]], slots: Slots) -> None:
    if not changes:
        return
    if len(changes) > 1 and len({(_one(t), role) for t, role in changes}) > 1:
        slots.unclear["aendring_pct"] = (
            "der står flere ændringer i pct.; skriv den samlede ændring eller taksterne"
        )
        return
    token, role = changes[0]
    value = abs(_one(token)) if role == "up" else -abs(_one(token))
    base, new = slots.inputs.get("basistakst"), slots.inputs.get("takst")
    if base is not None and new is not None:
        real = (new / base - 1) * 100
        if abs(real - value) > Decimal("0.06"):
            slots.unclear["aendring_pct"] = (
                f"teksten siger {pct(value)}, men taksterne giver {pct(real)}; skriv det, der er rigtigt"
            )
        return
    if base is None and new is not None and NEW_CUE.search(words_before(text, token)) is None:
        # "1.800 kr. … hævet med 2 pct.": the amount is what the change is counted from
        slots.inputs["basistakst"] = slots.inputs.pop("takst")
        slots.words["basistakst"] = slots.words.pop("takst")
    slots.put("aendring_pct", value, token.text)


def _check_direction(text: str, slots: Slots) -> None:
    """ "steget fra 1.800 til 1.764" contradicts itself: ask instead of choosing one."""
    base, new = slots.inputs.get("basistakst"), slots.inputs.get("takst")
    if base is None or new is None or base == new:
        return
    verbs = list(_MOVED.finditer(text))
    if len(verbs) != 1 or re.search(
        r"\b(?:ikke|uden|aldrig|hverken)\b", text[: verbs[0].end()], re.IGNORECASE
    ):
        return
    if (verbs[0]["up"] and new < base) or (verbs[0]["down"] and new > base):
        slots.unclear["takst"] = (
            f"teksten siger »{verbs[0].group()}«, men tallene går den anden vej; skriv det, der er rigtigt"
        )
