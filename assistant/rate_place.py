"""Which amount is the base and which the new one, and the years they belong to."""

from __future__ import annotations

import re

from assistant.rate_projection_words import of_projection
from assistant.rate_slots import Slots
from assistant.rate_tokens import Token
from assistant.rate_years import BESIDE, assign, distance

CEILING = re.compile(
    r"\bhøjst(?:e)?\b|\bhøjeste?\b|\bmaks(?:imal\w*|imum)?\b|\bmax\b|\bhvor (?:højt?|meget|dyr\w*)\b|\blofte[tn]?\b"
    r"|\bhvad (?:må|kan|skal|bliver|er|var|blev)"
    r" (?:vi|taksten|prisen|udgiften|loftet|den|i|jeg|(?:en|et|vores|jeres) (?:\w+ )?(?:\w*takst|\w*pris|udgift|plads|bosted|tilbud))\b"
    r"|\bprislofte?t?\b"
    r"|\bøvre grænse\b|\bhvor (?:langt|lavt)\b",
    re.IGNORECASE,
)
_BASE_CUE = re.compile(
    r"\b(?:før|førhen|tidligere|oprindelig\w*|udgangspunkt\w*|basistakst\w*|basisprisen?|startede|dengang|kom fra|mod"
    r"|siden|basis)\b",
    re.IGNORECASE,
)
NEW_CUE = re.compile(r"\b(?:nu|i dag|ny\w*|herefter|bliver|blev|endte|ender|derefter|så)\b", re.IGNORECASE)
# "Vores takst er 1.234 kr. Er det for meget?": the rate that is to be judged, not the one before it.
_IS = re.compile(
    r"\b(?:er|tage|opkræve|kræve|forlange|have (?:en )?(?:takst|pris) på)\s+(?:på\s+|nu\s+)?(?:kr\.?\s*)?$",
    re.IGNORECASE,
)
_TOO_MUCH = re.compile(
    r"\bfor (?:meget|højt?|dyr\w*)\b|\bok(?:ay)?\b|\bi orden\b|\bgår (?:den|det)\b|\boverhold|\blovlig|\btillad|\bmå (?:vi|jeg|man|den|det|taksten)\b",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:var|kostede|tog|betalte|lå)\b", re.IGNORECASE)
_NOW_AFTER = re.compile(r"^\s*(?:kr\.?|kroner)?\s*(?:nu|i dag)\b", re.IGNORECASE)
_FROM_TO = re.compile(r"\bfra\s*$", re.IGNORECASE)
# "1.500 kr. i 2022 ligesom i 2019", "1.500 kr. i 2022, uændret siden 2019": the one amount is that of both years.
_SAME_AS = re.compile(
    r"\b(?:ligesom|samme(?:\s+\w+)?\s+som|uændret|ikke\s+(?:\w+\s+)?ændret)\s+(?:siden|fra|i|den var i)?\s*$",
    re.IGNORECASE,
)
_UNMOVED = re.compile(
    r"\b(?:uændret|fastholdt|holdt\s+(?:\w+\s+){0,2}i ro|samme\s+(?:takst|pris|udgift)|ikke\s+(?:\w+\s+)?ændret)\b",
    re.IGNORECASE,
)
_TO = re.compile(r"\b(?:til|på)\s*$", re.IGNORECASE)
_COMPARED = re.compile(r"\b(?:forhold|sammenligning|modsætning) til\s*$", re.IGNORECASE)


def _from_to(text: str, first: Token, second: Token) -> tuple[Token, Token] | None:
    """(from, to) where the text says "fra A til B" or "til B fra A"."""
    lead, gap = text[: first.start], text[first.end : second.start]
    if _COMPARED.search(gap):
        return None
    if _TO.search(gap) and (_FROM_TO.search(lead) or len(gap.split()) <= 9):
        return first, second
    if _TO.search(lead) and _FROM_TO.search(gap):
        return second, first
    return None


def _told_in_order(text: str, moved: tuple[Token, Token], years: list[Token], slots: Slots) -> bool:
    """ "fra A til B" says which is the base, however the years stand: "… i 2022, pl er 4 % siden 2019".

    The years that a projection is told of are not those of the rates. False where the text does not say "fra".
    """
    own = [year for year in years if not of_projection(text, year)]
    if not _FROM_TO.search(text[: moved[0].start]) or (len(own) == len(years) and len(years) != 2):
        return False
    distinct = sorted({y.year: y for y in reversed(own)}.values(), key=lambda y: y.year)
    if len(distinct) > 2 or not distinct:
        return False
    if len(distinct) == 2:
        early, late = distinct
        joined = re.fullmatch(r"\s*(?:og|til|-|–)\s*", text[early.end : late.start])
        if not joined and distance(text, moved[1], early) == 0:
            # "fra 1.500 til 1.460 kr. i 2021. Er det ok i 2022?": the new rate is of 2021, and holds in 2022
            slots.put("basistakst", moved[0].decimal, moved[0].text)
            slots.put("takst", moved[1].decimal, moved[1].text)
            slots.put("aar", late.year, late.text)
            return True
        _both(slots, moved, (early, late))
    else:
        _moved(text, moved, distinct, slots)
    return True


def place(text: str, amounts: list[Token], years: list[Token], slots: Slots) -> None:
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
            if not span_given and moved and _told_in_order(text, moved, years, slots):
                return
            if span_given and not (years[0].year > years[1].year and not moved):
                _both(slots, in_order, (early, late))
                return
            _both(slots, (amounts[0], amounts[1]), (years[0], years[1]))
            return
        if moved and len(years) <= 1:
            _moved(text, moved, years, slots)
            return
        if moved and _told_in_order(text, moved, years, slots):
            return
    if len(amounts) == 2 and len(years) == 2 and _then_and_now(text, amounts, years, slots):
        return
    if len(amounts) == 1 and len(years) >= 1:
        _single(text, amounts[0], years, slots)
        return
    pairs = assign(text, amounts, years)
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
    beside_base = BESIDE.match(text[moved[0].end : year.start]) if year.start >= moved[0].end else None
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
    costs = sorted((distance(text, amount, y), y.start, y) for y in years)
    nearest = costs[0][2]
    if len(distinct) == 2:
        other = next(y for y in distinct if y.year != nearest.year)
        if _SAME_AS.search(text[: other.start]) or _UNMOVED.search(text):
            _both(slots, (amount, amount), (nearest, other))
            return
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
    elif asked or _BASE_CUE.search(words_before(text, amount)):
        slots.put("basistakst", amount.decimal, amount.text)
        slots.put("aar", year.year, year.text)
    elif adjacent and year.year == 2019:
        slots.put("basistakst", amount.decimal, amount.text)
        slots.put("basisaar", year.year, year.text)
    else:
        slots.put("takst", amount.decimal, amount.text)
        slots.put("aar", year.year, year.text)


def _lone(text: str, amount: Token, slots: Slots) -> None:
    before = words_before(text, amount)
    new = (
        not CEILING.search(text)
        and not _BASE_CUE.search(before)
        and (NEW_CUE.search(before) or (_IS.search(before) and _TOO_MUCH.search(text)))
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
    elif _BASE_CUE.search(text[amounts[0].end : amounts[1].start]) or NEW_CUE.search(
        words_before(text, amounts[0])
    ):
        base_first = False
    elif len(pairs) == 1 and _now_and_then(text, amounts, next(iter(pairs))):
        base_first = amounts[next(iter(pairs))] is amounts[0]
    base, new = (amounts[0], amounts[1]) if base_first else (amounts[1], amounts[0])
    slots.put("basistakst", base.decimal, base.text)
    slots.put("takst", new.decimal, new.text)
    for at, year_at in pairs.items():
        year = years[year_at]
        mine = amounts[at] is base and distance(text, amounts[at], year) < 4
        slots.put("basisaar" if mine else "aar", year.year, year.text)


def _now_and_then(text: str, amounts: list[Token], dated: int) -> bool:
    """Whether the amount with a year is told of the past and the other of now: "er 1.100 nu og var 1.050 i 2019"."""
    then, now = amounts[dated], amounts[1 - dated]
    is_now = _IS.search(words_before(text, now)) or _NOW_AFTER.match(text[now.end :])
    return bool(is_now and _WAS.search(words_before(text, then)))


def _then_and_now(text: str, amounts: list[Token], years: list[Token], slots: Slots) -> bool:
    """ "er 1.450 i dag. I 2019 var den 1.500. Holder vi kravet i 2022?": the year asked about is that of the rate of today."""
    for then, now in (amounts, amounts[::-1]):
        lead = words_before(text, then)
        own = [y for y in years if then.start - len(lead) <= y.start < then.start]
        rest = [y for y in years if y not in own]
        is_now = _NOW_AFTER.match(text[now.end :]) or re.search(
            r"\b(?:nu|i dag)\b", words_before(text, now), re.IGNORECASE
        )
        if len(own) == 1 and _WAS.search(lead) and is_now and rest[0].year > own[0].year:
            _both(slots, (then, now), (own[0], rest[0]))
            return True
    return False


def words_before(text: str, token: Token) -> str:
    return re.split(r"[,;–—?!]|\.\s", text[max(0, token.start - 40) : token.start])[-1]


def _years_only(text: str, years: list[Token], slots: Slots) -> None:
    years = [year for year in years if not of_projection(text, year)] or years
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
