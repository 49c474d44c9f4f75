"""Questions to the rules that are on costs: overhead, cover of a deficit, surplus and deficit in the rate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from assistant.rate_events import one_year
from assistant.rate_slots import Slots
from assistant.rate_tokens import Token

_INDIRECT = re.compile(r"indirekte|\boverhead\w*|fællesudgift\w*|administration\w*", re.IGNORECASE)
_DIRECT = re.compile(r"(?<!in)direkte", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:samlede?|totale?|i alt)\b", re.IGNORECASE)
_SURPLUS = re.compile(r"overskud\w*", re.IGNORECASE)
_DEFICIT = re.compile(r"underskud\w*", re.IGNORECASE)
_RATE = re.compile(r"\b\w*takst\w*|\bdagspris\w*", re.IGNORECASE)
_PEOPLE = re.compile(
    r"(?P<name>[A-ZÆØÅ][\wæøåÆØÅ-]+(?:[- ][A-ZÆØÅ][\wæøåÆØÅ-]+)?)\s*(?:kommune)?\s*(?:\(|:|har|med|på)?\s*$"
)
_NTH_YEAR = re.compile(
    r"\b(?:år (?P<figure>[2-9])\b(?!\d)|(?P<second>andet|2\.) år\b|(?P<third>tredje|3\.) år\b)", re.IGNORECASE
)
_NOT_NAMES = {"Underskud", "Underskuddet", "Hvordan", "Hvor", "Det", "Vi", "Et"}


def overhead(text: str, tokens: Sequence[Token]) -> Slots:
    """Indirect and direct costs, or the overhead percentage itself."""
    slots = Slots()
    amounts = [t for t in tokens if t.kind == "amount"]
    for token in amounts:
        cue = _cue(text, token, tokens, {"indirekte": _INDIRECT, "direkte": _DIRECT, "samlet": _TOTAL})
        if cue in ("indirekte", "direkte"):
            if cue in slots.inputs:
                slots.unclear[cue] = f"der står to beløb for {cue} omkostninger; skriv ét"
            slots.put(cue, token.decimal, token.text)
    percents = [t for t in tokens if t.kind == "percent"]
    # "8 % af 1.000.000 kr.": the percentage itself is told, whatever it is of
    if percents and not {"indirekte", "direkte"} <= set(slots.inputs):
        mine = [
            t
            for t in percents
            if not re.search(r"(?:målet?|mål)\s+(?:\w+\s+){0,2}$", text[: t.start], re.IGNORECASE)
        ]
        if mine and (not amounts or re.match(r"\s*af\b", text[mine[0].end :])):
            slots.put("overhead_pct", mine[0].decimal, mine[0].text)
            for name in ("indirekte", "direkte"):
                slots.inputs.pop(name, None)
                slots.words.pop(name, None)
                slots.unclear.pop(name, None)
    one_year(tokens, slots)
    if "overhead_pct" not in slots.inputs:
        for name, words in (
            ("indirekte", "de indirekte omkostninger i kr."),
            ("direkte", "de direkte omkostninger i kr."),
        ):
            if name not in slots.inputs:
                slots.unclear[name] = words
    return slots


def deficit_cover(text: str, tokens: Sequence[Token]) -> Slots:
    """Deficit, percentages, years and populations for the economy model."""
    slots = Slots()
    deficits = [t for t in tokens if t.kind == "amount" and not _is_people(text, t)]
    if len(deficits) == 1:
        slots.put("underskud", deficits[0].decimal, deficits[0].text)
    elif deficits:
        slots.put("underskud", tuple(t.decimal for t in deficits), ", ".join(t.text for t in deficits))
    else:
        slots.unclear["underskud"] = "underskuddet i kr."
    percents: list[Decimal] = []
    for token in tokens:
        if token.kind == "percents" and isinstance(token.value, tuple):
            percents += token.value
        elif token.kind == "percent":
            percents.append(token.decimal)
    if percents:
        shown = [t.text for t in tokens if t.kind in ("percent", "percents")]
        slots.put("procenter", tuple(percents), ", ".join(shown))
    nth = list(_NTH_YEAR.finditer(text))
    if (
        len(nth) == 1
        and len(deficits) == 1
        and not re.search(r"\bår 1\b|\b(?:første|1\.) år", text, re.IGNORECASE)
    ):
        _one_of_the_years(nth[0], percents, slots)
    for token in tokens:
        if token.kind == "years" and not re.search(r"\bårlig", token.text):
            slots.put("antal_aar", int(token.decimal), token.text)
    people = {}
    for token in (t for t in tokens if t.kind in ("people", "amount")):
        name = _PEOPLE.search(text[: token.start])
        if _is_people(text, token) and name and name["name"] not in _NOT_NAMES:
            people[name["name"]] = int(token.decimal)
    if len(people) > 1:
        slots.put("befolkning", people, ", ".join(people))
    if re.search(r"autis", text, re.IGNORECASE):
        slots.put("maalgruppe", True, "autisme")
    one_year(tokens, slots)
    return slots


def _one_of_the_years(nth: re.Match[str], percents: list[Decimal], slots: Slots) -> None:
    """ "underskud i år 2": that year's percentage, or a question for it, because the cover may taper."""
    number = int(nth["figure"]) if nth["figure"] else 2 if nth["second"] else 3
    if len(percents) >= number > 0 and len(percents) > 1:
        slots.put("procenter", (percents[number - 1],), nth.group())
    elif not percents:
        slots.unclear["procenter"] = (
            f"hvor mange pct. af underskuddet der skal dækkes i {nth.group()}; dækningen kan være aftrappet år for"
            " år, fx 75-50-25, og højst 75 pct."
        )


def _is_people(text: str, token: Token) -> bool:
    return token.kind == "people" or bool(re.match(r"\s*(?:indbyggere|borgere|mennesker)", text[token.end :]))


def over_under(text: str, tokens: Sequence[Token]) -> Slots:
    """Surplus or deficit, places, days, occupancy and the present rate."""
    slots = Slots()
    for token in tokens:
        if token.kind == "amount":
            cue = _cue(text, token, tokens, {"underskud": _DEFICIT, "overskud": _SURPLUS, "takst": _RATE})
            cue = cue or ("underskud" if _DEFICIT.search(text) else "overskud")
            if cue in slots.inputs:
                slots.unclear[cue] = f"der står to beløb for {cue}; skriv ét"
            slots.put(cue, token.decimal, token.text)
        elif token.kind == "places":
            slots.put("pladser", token.decimal, token.text)
        elif token.kind == "days":
            slots.put("dage", token.decimal, token.text)
        elif token.kind == "percent":
            slots.put("belaegning_pct", token.decimal, token.text)
    if "fuld belægning" in text.lower() or "fuldt belagt" in text.lower():
        slots.put("belaegning_pct", Decimal(100), "fuld belægning")
    one_year(tokens, slots)
    for name, words in (
        ("pladser", "antal pladser"),
        ("belaegning_pct", "belægningen i pct., over 0 og højst 100"),
    ):
        if name not in slots.inputs:
            slots.unclear[name] = words
    if "underskud" not in slots.inputs and "overskud" not in slots.inputs:
        slots.unclear["underskud"] = "over- eller underskuddet i kr."
    return slots


def _cue(text: str, token: Token, tokens: Sequence[Token], cues: dict[str, re.Pattern[str]]) -> str | None:
    """The nearest cue before the amount, or after it, up to the next amount."""
    left_edge = max((t.end for t in tokens if t.end <= token.start and t.kind == "amount"), default=0)
    right_edge = min(
        (t.start for t in tokens if t.start >= token.end and t.kind == "amount"), default=len(text)
    )
    left, right = text[left_edge : token.start], text[token.end : right_edge]
    best: tuple[float, str | None] = (99.0, None)
    for name, pattern in cues.items():
        for match in pattern.finditer(left):
            gap = left[match.end() :]
            best = min(
                best,
                (len(re.findall(r"\w+", gap)) + 3.0 * len(re.findall(r"[,;]|\bog\b", gap)), name),
                key=_first,
            )
        for match in pattern.finditer(right):
            gap = right[: match.start()]
            best = min(
                best,
                (1.5 + len(re.findall(r"\w+", gap)) + 3.0 * len(re.findall(r"[,;]|\bog\b", gap)), name),
                key=_first,
            )
    return best[1]


def _first(pair: tuple[float, str | None]) -> float:
    return pair[0]
