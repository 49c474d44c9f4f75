"""Rates in everyday Danish: amounts, years and percentages of a sentence in their places."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from assistant.rate_percent import CHANGE, DOWN, EARLIER, UP, percent_roles
from assistant.rate_place import CEILING, NEW_CUE, place, words_before
from assistant.rate_projection_words import read_projection
from assistant.rate_slots import Slots
from assistant.rate_tokens import Token
from assistant.rate_unit import units_of
from assistant.rate_unmoved import denied
from assistant.rules.figures import DateSpan, pct

_MOVED = re.compile(
    r"\b(?:(?P<up>steg\w*|hævet|hævede|sat\w* (?:\w+ ){0,3}op|forhøjet)"
    r"|(?P<down>faldt|faldet|sænket|sænkede|sat\w* (?:\w+ ){0,3}ned|nedsat|reduceret))\b",
    re.IGNORECASE,
)
# "en takst på 1.200 kr." and "op på 1.250 kr." name a rate, "hæve den med 50 kr." and "en stigning på 50 kr." a step.
_STEP = re.compile(
    rf"\b(?:(?:{UP}|{DOWN})\W+(?:[\w.,]+\W+){{0,9}}?(?:med|(?<!op )(?<!ned )på)|(?:op|ned)\s+med)\s*(?:kr\.?\s*)?$",
    re.IGNORECASE,
)
_RAISED = re.compile(rf"\b(?:må|kan|gerne)\s+(?:\w+\s+){{0,4}}?{UP}", re.IGNORECASE)
_LEVEL_ASKED = re.compile(
    r"(?:(?!\b(?:når|hvis|mens|selvom|men|fordi)\b|,\s)[^.?!;]|\.\d){0,60}?\b(?:til|på)\s+(?:kr\.?\s*)?\d",
    re.IGNORECASE,
)
_IN_YEAR = re.compile(r"\s*(?:op|ned)?\s*i\s+(20\d\d)\b", re.IGNORECASE)
_RATE_OF = re.compile(
    r"\b(?:\w*takst\w*|\w*pris\w*|\w*udgift\w*|beløb\w*|niveau\w*|dag|døgn|plads\w*)\s+(?:\w+\s+)?på\s*(?:kr\.?\s*)?$",
    re.IGNORECASE,
)


def fill_slots(text: str, tokens: Sequence[Token]) -> Slots:
    """Amounts, years and percentages of a rate sentence in their places."""
    slots = Slots()
    roles = percent_roles(text, tokens)
    used = _projection(text, tokens, roles, slots)
    changes = [(tokens[at], role) for at, role in roles.items() if role in ("up", "down")]
    for at, role in roles.items():
        if role == "earlier":
            slots.put("tidligere_reduktion_pct", _one(tokens[at]), tokens[at].text)
    steps = steps_in(text, tokens)
    amounts = [t for t in tokens if t.kind == "amount" and t not in steps]
    years = [t for t in tokens if t.kind == "year" and t.start not in used]
    years += [_as_year(t) for t in tokens if t.kind == "date"]
    years.sort(key=lambda t: t.start)
    amounts = _without_repeats(amounts)
    place(text, amounts, years, slots)
    for token in amounts:
        if "takst" in slots.inputs and (words := denied(text, token.start)):
            slots.unclear["takst"] = f"der står »{words} … {token.text}«; skriv den takst, der skal gælde"
    last = _last_year(slots.kept["pl"]) if used and "aar" not in slots.inputs else None
    if last is not None and last > int(slots.inputs.get("basisaar", 0)):
        # "1.000 kr. i 2019, pl er 2 pct. i 2022": no other year is named as the one asked about
        slots.put("aar", last, str(last))
    placed = {slots.words[name]: name for name in ("basistakst", "takst") if name in slots.words}
    if units := units_of(text, amounts, placed):
        slots.kept["enhed"] = units
    _step(text, steps, slots)
    if (
        ("basistakst" in slots.inputs or not amounts)
        and "takst" not in slots.inputs
        and not changes
        and not steps
        and CEILING.search(text)
    ):
        slots.asks = "ceiling"
    _change(text, changes, slots)
    _check_direction(text, slots)
    return slots


def steps_in(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The amounts that a rate goes up or down by."""
    found = []
    for token in (t for t in tokens if t.kind == "amount"):
        before = text[max(0, token.start - 80) : token.start]
        whole = re.sub(r"\b(kr|pr|ca)\.", r"\1", before, flags=re.IGNORECASE)
        clause = re.split(r"[;–—?!]|[.,]\s(?!\d)", whole)[-1]
        if _STEP.search(clause) and not _RATE_OF.search(before):
            found.append(token)
    return found


def _last_year(told: Mapping[str, Any]) -> int | None:
    return max((int(year) for year in told.get("aar", {})), default=None)


def _step(text: str, steps: list[Token], slots: Slots) -> None:
    """ "op med 25 kr.": the new rate is the base plus or minus the step."""
    base = slots.inputs.get("basistakst", slots.inputs.get("takst"))
    if not steps:
        return
    verbs = list(CHANGE.finditer(text[: steps[0].start]))
    if len(steps) == 1 and verbs:
        slots.kept["skridt"] = steps[0].decimal if verbs[-1]["up"] else -steps[0].decimal
    if len(steps) > 1 or base is None or not verbs or {"basistakst", "takst"} <= set(slots.inputs):
        if {"basistakst", "takst"} <= set(slots.inputs):
            slots.kept.pop("skridt", None)
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


def _projection(text: str, tokens: Sequence[Token], roles: dict[int, str], slots: Slots) -> set[int]:
    """Keep the projection; returns the starts of the years that belong to its percentages."""
    said, used = read_projection(text, tokens, [tokens[at] for at, role in roles.items() if role == "pl"])
    if said is not None:
        slots.kept["pl"] = said.plain()
    return used


def _change(text: str, changes: list[tuple[Token, str]], slots: Slots) -> None:
    if not changes:
        return
    dated = {found[1] for t, _ in changes if (found := _IN_YEAR.match(text[t.end :]))}
    if len(changes) > 1 and (len({(_one(t), role) for t, role in changes}) > 1 or len(dated) > 1):
        slots.unclear["aendring_pct"] = (
            "der står flere ændringer i pct.; skriv den samlede ændring eller taksterne"
        )
        return
    token, role = changes[0]
    if words := denied(text, token.start):
        slots.unclear["aendring_pct"] = (
            f"der står »{words} … {token.text}«; skriv, hvor meget taksten er ændret, eller taksten før og nu"
        )
        return
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
    if role == "down" and _RAISED.search(text[: token.start]):
        # "må taksten stige i 2020, hvis den er faldet 3 % inden 2022?" asks of a rise, and tells of a fall
        slots.unclear["aendring_pct"] = (
            f"der spørges, om taksten må stige, men der står kun et fald på {token.text}; skriv, hvor meget den skal stige,"
            " eller taksten for hvert år"
        )
        return
    slots.put("aendring_pct", value, token.text)


def _check_direction(text: str, slots: Slots) -> None:
    """ "steget fra 1.800 til 1.764" contradicts itself: ask instead of choosing one."""
    base, new = slots.inputs.get("basistakst"), slots.inputs.get("takst")
    if base is None or new is None or base == new:
        return
    if new <= base and (asked := _RAISED.search(text)) and not _LEVEL_ASKED.match(text[asked.end() :]):
        slots.unclear["takst"] = (
            "der spørges, om taksten må stige, men tallene viser ingen stigning; skriv den takst, den skal stige til"
        )
        return
    # What was reduced in the period before says nothing of these figures.
    verbs = [v for v in _MOVED.finditer(text) if not EARLIER.search(text[v.end() : v.end() + 45])]
    if len(verbs) != 1 or re.search(
        r"\b(?:ikke|uden|aldrig|hverken)\b", text[: verbs[0].end()], re.IGNORECASE
    ):
        return
    if (verbs[0]["up"] and new < base) or (verbs[0]["down"] and new > base):
        slots.unclear["takst"] = (
            f"teksten siger »{verbs[0].group()}«, men tallene går den anden vej; skriv det, der er rigtigt"
        )
