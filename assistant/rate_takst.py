"""Rates in everyday Danish: which amount is the base, which the new one, which year and which percentage."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import permutations
from typing import Any

from assistant.rate_call import Asks
from assistant.rate_tokens import Token
from assistant.rules.figures import DateSpan, pct

CEILING = re.compile(
    r"\bhøjst(?:e)?\b|\bhøjeste?\b|\bmaks(?:imal\w*|imum)?\b|\bmax\b|\bhvor (?:højt?|meget|dyr\w*)\b|\blofte[tn]?\b"
    r"|\bhvad (?:må|kan|skal|bliver|er|var|blev)"
    r" (?:vi|taksten|prisen|udgiften|loftet|den|i|jeg)\b|\bprislofte?t?\b"
    r"|\bøvre grænse\b|\bhvor (?:langt|lavt)\b",
    re.IGNORECASE,
)
_PL = re.compile(
    r"\bp/?l\b|\bp\.l\.|\bpl-\w+|\bpl(?=\d)|pris- og løn\w*|pris og løn\w*|prisfremskriv\w*|fremskrivning\w*"
    r"|pris/løn\w*|lønudvikling\w*|prisudvikling\w*|inflation\w*",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"(?:forrige|sidste|tidligere|foregående|seneste)\s+(?:\w+\s+)?(?:takst)?(?:aftale)?\s?(?:periode|aftale|takstaftale)\w*"
    r"|(?:forrige|sidste|tidligere|foregående) reduktion\w*|i perioden før",
    re.IGNORECASE,
)
_UP = (
    r"(?:hæve\w*|stig\w*|steg|sat\w* (?:\w+ ){0,3}op|sætte\w* (?:\w+"
    r" ){0,3}op|satte\w* (?:\w+ ){0,3}op|op fra|op på"
    r"|forhøje\w*|øge\w*|vokse\w*|højere|dyrere|løfte[dts]\w*|op med|opreguler\w*)"
)
_DOWN = (
    r"(?:sænke\w*|fald\w*|faldt|sat\w* (?:\w+ ){0,3}ned|sætte\w* (?:\w+"
    r" ){0,3}ned|satte\w* (?:\w+ ){0,3}ned|ned fra"
    r"|ned på|reducer\w*|nedsat\w*|nedsætte\w*|lavere|billigere|skåret|skære\w*|ned"
    r" med|reduktion\w*|mindske\w*)"
)
_CHANGE = re.compile(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:(?P<up>steg\w*|hævet|hævede|sat\w* (?:\w+ ){0,3}op|forhøjet)"
    r"|(?P<down>faldt|faldet|sænket|sænkede|sat\w* (?:\w+ ){0,3}ned|nedsat|reduceret))\b",
    re.IGNORECASE,
)
_BASE_CUE = re.compile(
    r"\b(?:før|førhen|tidligere|oprindelig\w*|udgangspunkt\w*|basistakst\w*|basisprisen?|startede|dengang|kom fra|mod"
    r"|siden|basis)\b",
    re.IGNORECASE,
)
_NEW_CUE = re.compile(r"\b(?:nu|i dag|ny\w*|herefter|bliver|blev|endte|ender|derefter|så)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\bfra\s*$", re.IGNORECASE)
_TO = re.compile(r"\b(?:til|på)\s*$", re.IGNORECASE)
_STEP = re.compile(rf"\b(?:{_UP}|{_DOWN})\W+(?:\w+\W+){{0,5}}?(?:med|på)\s*$", re.IGNORECASE)
_GAP_AFTER = re.compile(
    r"^\s*(?:kr\.?|kroner)?\s*(?:/\s?\w+|pr\.?\s*(?:dag|døgn|plads)|om dagen|i døgnet|dagligt|per dag)?\s*"
    r"(?:\(|i\s+år\s+|i\s+|for\s+|pr\.\s+|fra\s+)?$",
    re.IGNORECASE,
)
_DELIMITER = re.compile(r"[,;–—?!]|\.\s|\s-\s")
_JOINING = re.compile(r"\b(?:og|men|når|hvis|mens|mod|nu|så)\b", re.IGNORECASE)


@dataclass
class Slots:
    """What a rate sentence says. `unclear` is a Danish question where the text can be read in two ways."""

    inputs: dict[str, Any] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    unclear: dict[str, str] = field(default_factory=dict)
    asks: Asks = "check"

    def put(self, name: str, value: Any, text: str) -> None:
        self.inputs[name] = value
        self.words[name] = " ".join(text.split())


def percent_roles(text: str, tokens: Sequence[Token]) -> dict[int, str]:
    """Token index to "pl", "up", "down", "earlier" or "" for every percentage, by the nearest cue."""
    roles: dict[int, str] = {}
    previous: tuple[int, str] | None = None
    for at, token in enumerate(tokens):
        if token.kind not in ("percent", "percents"):
            continue
        role = _nearest(text, token, tokens)
        if previous is not None:
            between = text[tokens[previous[0]].end : token.start]
            plain = re.sub(r"\b(?:i|og|for|år|så|samt|19\d\d|20\d\d)\b|[\s,;+&()/]", "", between)
            if not plain or (not role and len(between) < 40):
                role = previous[1]
        roles[at] = role
        previous = (at, role)
    return roles


def _nearest(text: str, token: Token, tokens: Sequence[Token]) -> str:
    left_edge = max(
        (t.end for t in tokens if t.end <= token.start and t.kind in ("percent", "percents")), default=0
    )
    right_edge = min(
        (t.start for t in tokens if t.start >= token.end and t.kind != "year"), default=len(text)
    )
    left = text[max(left_edge, token.start - 60) : token.start]
    right = text[token.end : min(right_edge, token.end + 45)]
    best: tuple[float, str] = (99.0, "")
    for role, pattern in (("pl", _PL), ("earlier", _EARLIER), ("change", _CHANGE)):
        # "reduceret 4 pct. i forrige periode": the period decides, though the verb stands nearer
        lead = 6 if role == "earlier" else 0
        for match in pattern.finditer(left):
            best = min(best, (_distance(left[match.end() :]) - lead, _named(role, match)))
        for match in pattern.finditer(right):
            best = min(best, (_distance(right[: match.start()]) + 1.5 - lead, _named(role, match)))
            break
    return best[1]


def _distance(gap: str) -> float:
    return len(gap.split()) + 5 * len(re.findall(r"[;–—?!]|\.\s", gap)) + 2 * gap.count(",")


def _named(role: str, match: re.Match[str]) -> str:
    if role != "change":
        return role
    return "up" if match["up"] else "down"


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
    _place(text, amounts, years, slots)
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
    verbs = list(_CHANGE.finditer(text[: steps[0].start]))
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


def _projection(text: str, tokens: Sequence[Token], roles: dict[int, str], slots: Slots) -> set[int]:
    """Fill pl_pct or pl_aar; returns the starts of the years that belong to yearly percentages."""
    found = [tokens[at] for at, role in roles.items() if role == "pl"]
    if not found:
        return set()
    flat = [v for t in found for v in (t.value if isinstance(t.value, tuple) else (t.decimal,))]
    shown = text[found[0].start : found[-1].end]
    if len(flat) == 1:
        slots.put("pl_pct", flat[0], shown)
        return set()
    years = [t for t in tokens if t.kind == "year"]
    if all(t.kind == "percent" for t in found):
        pairs = _assign(text, found, years)
        near = {i: y for i, y in pairs.items() if _cost(text, found[i], years[y]) < 6}
        if len(near) == len(found):
            yearly = {years[near[i]].year: found[i].decimal for i in range(len(found))}
            if len(yearly) == len(found):
                slots.put("pl_aar", yearly, shown)
                return {years[y].start for y in near.values()}
    slots.put("pl_liste", tuple(flat), shown)
    return set()


def _cost(text: str, amount: Token, year: Token) -> float:
    after = year.start >= amount.end
    gap = text[amount.end : year.start] if after else text[year.end : amount.start]
    cost = 1.0 + len(gap.split())
    if after and _GAP_AFTER.match(gap):
        return 0.0
    if not after and re.match(r"^\s*[:=(]\s*$|^-\w+\s*\w*\s*$", gap):
        return 0.0
    cost += 4 * len(_DELIMITER.findall(gap)) + 3 * len(_JOINING.findall(gap))
    cost += 8 * len(re.findall(r"\d{3,}", gap))
    return cost


def _assign(text: str, amounts: Sequence[Token], years: Sequence[Token]) -> dict[int, int]:
    """Index of amount to index of year, the cheapest matching; at most seven figures are tried."""
    few, many = sorted((list(range(len(amounts)))[:6], list(range(len(years)))[:6]), key=len)
    if not few:
        return {}
    amounts_first = len(few) == min(len(amounts), 6) and len(amounts) <= len(years)
    best: tuple[float, dict[int, int]] = (float("inf"), {})
    for chosen in permutations(many, len(few)):
        pairs = dict(zip(few, chosen, strict=True)) if amounts_first else dict(zip(chosen, few, strict=True))
        cost = sum(_cost(text, amounts[a], years[y]) for a, y in pairs.items())
        best = min(best, (cost, pairs), key=lambda each: each[0])
    return best[1]


def _from_to(text: str, first: Token, second: Token) -> tuple[Token, Token] | None:
    """(from, to) where the text says "fra A til B" or "til B fra A"."""
    lead, gap = text[: first.start], text[first.end : second.start]
    if _TO.search(gap) and (_FROM_TO.search(lead) or len(gap.split()) <= 9):
        return first, second
    if _TO.search(lead) and _FROM_TO.search(gap):
        return second, first
    return None


def _place(text: str, amounts: list[Token], years: list[Token], slots: Slots) -> None:
    if len(amounts) > 6:
        slots.unclear["takst"] = "der står flere beløb; skriv den gamle og den nye takst med hver sit år"
        return
    if not amounts:
        _years_only(text, years, slots)
        return
    if len(amounts) == 2:
        moved = _from_to(text, amounts[0], amounts[1])
        parted = len(years) == 2 and (
            all(y.ranged for y in years)
            or years[0].start > amounts[1].start
            or years[1].start < amounts[0].start
        )
        if parted:
            early, late = sorted(years, key=lambda y: y.year)
            span_given = all(y.ranged for y in years) or _from_to(text, years[0], years[1])
            in_order = moved or (amounts[0], amounts[1])
            if span_given and not (years[0].year > years[1].year and not moved):
                _both(slots, in_order, (early, late))
                return
            _both(slots, (amounts[0], amounts[1]), (years[0], years[1]))
            return
        if moved and len(years) <= 1:
            _moved(text, moved, years, slots)
            return
    if len(amounts) == 1 and len(years) >= 1:
        _single(text, amounts[0], years, slots)
        return
    pairs = _assign(text, amounts, years)
    dated = sorted(((years[y], amounts[a]) for a, y in pairs.items()), key=lambda p: p[0].year)
    loose = [a for i, a in enumerate(amounts) if i not in pairs]
    if len({y.year for y, _ in dated}) != len(dated):
        slots.unclear["aar"] = "to beløb har fået samme år; skriv år ved hvert beløb"
        return
    if not loose and len(dated) >= 2:
        slots.put("basistakst", dated[0][1].decimal, dated[0][1].text)
        slots.put("basisaar", dated[0][0].year, dated[0][0].text)
        slots.put("takst", dated[-1][1].decimal, dated[-1][1].text)
        slots.put("aar", dated[-1][0].year, dated[-1][0].text)
        if len(dated) > 2:
            middle = {y.year: a.decimal for y, a in dated[1:-1]}
            slots.put("mellemtakster", middle, ", ".join(a.text for _, a in dated[1:-1]))
        spare = [
            y
            for i, y in enumerate(years)
            if i not in pairs.values() and y.year not in {d[0].year for d in dated}
        ]
        if spare:
            slots.unclear["aar"] = f"hører {spare[0].year} til en af taksterne? Skriv år ved hvert beløb"
        return
    if len(amounts) == 2:
        _loose_pair(text, amounts, years, pairs, slots)
        return
    if len(amounts) == 1:
        _lone(text, amounts[0], slots)
        return
    slots.unclear["takst"] = "der står flere beløb end år; skriv år ved hvert beløb"


def _both(slots: Slots, amounts: tuple[Token, Token], years: tuple[Token, Token]) -> None:
    pairs = sorted(zip(years, amounts, strict=True), key=lambda p: p[0].year)
    for (year, amount), (money, when) in zip(
        pairs, (("basistakst", "basisaar"), ("takst", "aar")), strict=True
    ):
        slots.put(money, amount.decimal, amount.text)
        slots.put(when, year.year, year.text)


def _moved(text: str, moved: tuple[Token, Token], years: list[Token], slots: Slots) -> None:
    slots.put("basistakst", moved[0].decimal, moved[0].text)
    slots.put("takst", moved[1].decimal, moved[1].text)
    if not years:
        return
    year = years[0]
    beside_base = _GAP_AFTER.match(text[moved[0].end : year.start]) if year.start >= moved[0].end else None
    since = re.search(r"\bsiden\s*$|\bsiden \w+ \w*\s*$", text[: year.start], re.IGNORECASE)
    name = "basisaar" if (beside_base or since) else "aar"
    slots.put(name, year.year, year.text)


def _single(text: str, amount: Token, years: list[Token], slots: Slots) -> None:
    """One amount: with two years the other one is the year asked about."""
    distinct = sorted({y.year: y for y in reversed(years)}.values(), key=lambda y: y.year)
    if len(distinct) > 2:
        slots.unclear["aar"] = (
            "der står flere år; skriv, hvilket år taksten gælder for, og hvilket der spørges om"
        )
        return
    costs = sorted((_cost(text, amount, y), y.start, y) for y in years)
    nearest = costs[0][2]
    if len(distinct) == 2:
        other = next(y for y in distinct if y.year != nearest.year)
        if nearest.year < other.year:
            slots.put("basistakst", amount.decimal, amount.text)
            slots.put("basisaar", nearest.year, nearest.text)
            slots.put("aar", other.year, other.text)
        else:
            slots.put("takst", amount.decimal, amount.text)
            slots.put("aar", nearest.year, nearest.text)
            slots.put("basisaar", other.year, other.text)
        return
    year = distinct[0]
    adjacent = costs[0][0] == 0.0
    since = bool(re.search(r"\bsiden\s*$", text[: year.start], re.IGNORECASE))
    asked = bool(CEILING.search(text))
    if (adjacent and asked) or since:
        slots.put("basistakst", amount.decimal, amount.text)
        slots.put("basisaar", year.year, year.text)
    elif asked or _BASE_CUE.search(_before(text, amount)):
        slots.put("basistakst", amount.decimal, amount.text)
        slots.put("aar", year.year, year.text)
    elif adjacent and year.year == 2019:
        slots.put("basistakst", amount.decimal, amount.text)
        slots.put("basisaar", year.year, year.text)
    else:
        slots.put("takst", amount.decimal, amount.text)
        slots.put("aar", year.year, year.text)


def _lone(text: str, amount: Token, slots: Slots) -> None:
    new = (
        not CEILING.search(text)
        and not _BASE_CUE.search(_before(text, amount))
        and _NEW_CUE.search(_before(text, amount))
    )
    slots.put("takst" if new else "basistakst", amount.decimal, amount.text)


def _loose_pair(
    text: str, amounts: list[Token], years: list[Token], pairs: dict[int, int], slots: Slots
) -> None:
    """Two amounts and at most one year."""
    moved = _from_to(text, amounts[0], amounts[1])
    base_first = True
    if moved:
        base_first = moved[0] is amounts[0]
    elif _BASE_CUE.search(text[amounts[0].end : amounts[1].start]) or _NEW_CUE.search(
        _before(text, amounts[0])
    ):
        base_first = False
    base, new = (amounts[0], amounts[1]) if base_first else (amounts[1], amounts[0])
    slots.put("basistakst", base.decimal, base.text)
    slots.put("takst", new.decimal, new.text)
    for at, year_at in pairs.items():
        year = years[year_at]
        mine = amounts[at] is base and _cost(text, amounts[at], year) < 4
        slots.put("basisaar" if mine else "aar", year.year, year.text)


def _before(text: str, token: Token) -> str:
    return re.split(r"[,;–—?!]|\.\s", text[max(0, token.start - 40) : token.start])[-1]


def _years_only(text: str, years: list[Token], slots: Slots) -> None:
    distinct = sorted({y.year: y for y in years}.values(), key=lambda y: y.year)
    if len(distinct) == 2:
        slots.put("basisaar", distinct[0].year, distinct[0].text)
        slots.put("aar", distinct[1].year, distinct[1].text)
    elif len(distinct) == 1:
        year = distinct[0]
        since = re.search(
            r"\b(?:siden|fra|i forhold" r" til|ift\.?|end i)\s*$", text[: year.start], re.IGNORECASE
        )
        slots.put("basisaar" if since else "aar", year.year, year.text)
    elif distinct:
        slots.unclear["aar"] = (
            "der står flere år; skriv, hvilket år der sammenlignes med, og hvilket der spørges om"
        )


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
    if base is None and new is not None and _NEW_CUE.search(_before(text, token)) is None:
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
