"""The figures of a Danish sentence, in reading order: amounts, percentages, years, dates and counts.

A bare four-digit number from 1990 to 2039 is a year unless it is written as an amount ("2.020", "2020 kr.").
Numbers that name something else ("§ 85", "bilag 1", "19 kommuner", "Rammeaftale 2021-22") are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from assistant.rules.figures import DATE, NUMBER_WORDS, SCALES, DateSpan, FigureError, matched_date, number

Kind = Literal["amount", "percent", "percents", "year", "date", "places", "days", "years", "people"]


@dataclass(frozen=True, slots=True)
class Token:
    """One figure of text[start:end]. `value` is a Decimal, a year, a DateSpan or a tuple of percentages."""

    kind: Kind
    start: int
    end: int
    text: str
    value: Decimal | int | DateSpan | tuple[Decimal, ...]
    bare: bool = False
    """An amount without kr."""
    ranged: bool = False
    """A year written in a range such as 2019-2022."""

    @property
    def decimal(self) -> Decimal:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.value!r} is not a Decimal")
        return self.value

    @property
    def year(self) -> int:
        if not isinstance(self.value, int):
            raise TypeError(f"{self.value!r} is not a year")
        return self.value


_N = (
    r"(?<![\d.,])[-+−]?(?:\d{1,3}(?:[.\u00a0\u202f ]\d{3}){1,4}(?![\d])(?!\.\d)(?:,\d{1,9})?"
    r"|\d{1,13}(?!\d)(?:,\d{1,9}|\.\d{1,2}(?![\d.]))?)"
)
_WORDS = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
# "to en halv", "2½", "en halv", "to komma fem": a whole number and a part of one, as they are said.
_W = (
    rf"(?:\b(?:(?:{_WORDS}|\d{{1,3}})\s+(?:og\s+)?)?en\s+halv\b|\b(?:{_WORDS})\s+komma\s+(?:{_WORDS})\b"
    rf"|(?<![\d.,])\d{{0,3}}\s?½|\b(?:halvanden|{_WORDS})\b)"
)
_SCALE = r"(?:mio\b|mill\b|millioner\b|million\b|mia\b|milliarder\b|milliard\b|tusinde\b|tusind\b|t(?=\.?\s?kr)|tkr\b)"
_KR = r"(?:kr\b\.?|kroner\b|dkk\b|,-|,–)"
_YEAR = r"(?:19[9]\d|20[0-3]\d)"
_MASK = re.compile(
    r"(?:ramm[ea]+ftale\w*|styringsaftale\w*|udviklingsstrategi\w*|takstaftale\w*\s+for)\s+(?:for\s+)?"
    rf"{_YEAR}(?:\s?[-–/]\s?(?:{_YEAR}|\d\d))?(?![\d.,]\d)"
    r"|§+\s?\d+\w?|\b(?:bilag|afsnit|kapitel|side|s\.|nr\.?|stk\.?|sag|punkt|kl\.|fase|trin)\s?\d+(?:[./]\d+)*"
    r"|\bår \d\b(?!\d)|lov\w*\s+af\s+\d{1,2}\.\s+\w+\s+\d{4}|\b(?:tlf\.?|telefon)\s?[\d ]+",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?<![\d.,/-])(\d{1,3}(?:\s?[-–/]\s?\d{1,3}){1,4})(?![\d.,]\d|[-/]\d)(?:\s*(?:%|pct\b\.?|procent\w*))?"
)
_ENUM = re.compile(
    rf"({_N}(?:\s*(?:,|og|/|så|derefter|,\s*og)\s+{_N})+)\s*(?:%|pct\b\.?|procent\b)", re.IGNORECASE
)
_RANGE = re.compile(rf"\b({_YEAR})\s?[-–/]\s?({_YEAR}|\d\d)(?![\d.,]*\d)")
_PERCENT = re.compile(rf"({_N}|{_W})\s*(?:%|pct\b\.?|procent(?!point)\w*)", re.IGNORECASE)
_AMOUNT = re.compile(
    rf"(?P<a>{_N}|{_W})\s*(?P<as>{_SCALE})\.?\s*(?P<ak>{_KR})?"
    rf"|(?P<b>(?!{_YEAR}\s*{_KR}[\s.]*\d){_N})\s*(?P<bk>{_KR})"
    rf"|{_KR}\s*(?P<c>{_N})(?:\s*(?P<cs>{_SCALE})\.?)?"
    # "femten hundrede og halvtreds kroner", "tusind kroner"
    rf"|\b(?P<s>(?:(?:{_WORDS})\s*)?(?:hundrede|tusinde?)(?:\s+(?:og\s+)?(?:{_WORDS}))?)\s*(?:{_KR})",
    re.IGNORECASE,
)
_COUNT = re.compile(
    # "0,5 hvert år" is no number of years.
    rf"({_N}|{_W})\s*(?:(?!(?:hvert|hver|om|pr|per|i|for|siden|fra|til|og)\b)\w+\s+)?(?P<unit>pladser\b|plads\b|dage\b|døgn\b|år\b|årig\w*\b|indbyggere\b|borgere\b"
    r"|beboere\b|kommuner\b|tilbud\b|timer\b|måneder\b|uger\b|ansatte\b|medarbejdere\b|gange\b|deltagere\b"
    r"|kvadratmeter\b|m2\b|km\b|stk\b|point\b|afdelinger\b|huse\b|sager\b|personer\b|procentpoint\b)",
    re.IGNORECASE,
)
_BARE_YEAR = re.compile(
    rf"(?<![\d.,/-])({_YEAR})(?![\d]|[.,]\d|\s?(?:{_KR}(?![\s.]*\d)|{_SCALE}))", re.IGNORECASE
)
_SHORT_YEAR = re.compile(r"(?<=\s)['’](\d\d)\b")
_BARE = re.compile(rf"({_N})(?!\s*(?:%|pct))")
_COUNT_KINDS: dict[str, Kind] = {
    "plads": "places",
    "dage": "days",
    "døgn": "days",
    "år": "years",
    "indby": "people",
}


def read_tokens(text: str) -> list[Token]:
    """Every figure of the text, in reading order, none overlapping."""
    taken = [False] * len(text)
    tokens: list[Token] = []

    def free(match: re.Match[str]) -> bool:
        return not any(taken[match.start() : match.end()])

    def take(match: re.Match[str], *found: Token) -> None:
        for at in range(match.start(), match.end()):
            taken[at] = True
        tokens.extend(found)

    for match in _MASK.finditer(text):
        take(match)
    for match in (*_LIST.finditer(text), *_ENUM.finditer(text)):
        values = _percent_list(match)
        if values and free(match):
            take(match, _token("percents", match, values))
    for match in re.finditer(rf"(?<!\d)(?:{DATE})", text, re.IGNORECASE):
        if free(match):
            try:
                take(match, _token("date", match, matched_date(match)))
            except FigureError:
                continue
    for match in _RANGE.finditer(text):
        first, second = int(match[1]), int(match[2])
        second += first // 100 * 100 if second < 100 else 0
        if free(match) and first < second <= first + 30:
            middle = match.start() + 4
            take(
                match,
                Token("year", match.start(), middle, match[1], first, ranged=True),
                Token("year", middle, match.end(), match[2], second, ranged=True),
            )
    for match in _PERCENT.finditer(text):
        if free(match):
            take(match, _token("percent", match, _value(match[1])))
    for match in _AMOUNT.finditer(text):
        if free(match):
            if match["s"]:
                take(match, _token("amount", match, _spoken(match["s"])))
                continue
            raw = match["a"] or match["b"] or match["c"]
            scale = match["as"] or match["cs"]
            factor = SCALES[scale.lower()] if scale else Decimal(1)
            bare = bool(match["a"]) and not match["ak"]
            take(match, _token("amount", match, _value(raw) * factor, bare=bare))
    for match in _COUNT.finditer(text):
        if not free(match):
            continue
        kind = next((k for start, k in _COUNT_KINDS.items() if match["unit"].lower().startswith(start)), None)
        if kind == "years" and (re.fullmatch(_YEAR, match[1]) or match["unit"].lower() != "år"):
            continue
        take(match, *([_token(kind, match, _value(match[1]))] if kind else []))
    for match in (*_BARE_YEAR.finditer(text), *_SHORT_YEAR.finditer(text)):
        if free(match):
            year = int(match[1]) + (2000 if len(match[1]) == 2 else 0)
            # "2020 i 2022": a figure directly before "i <year>" is an amount that only looks like a year
            looks = re.match(rf"\s+i\s+{_YEAR}\b", text[match.end() :]) and re.search(
                r"(?:var|er|på|til|fra|tog|kostede)\s+$", text[: match.start()]
            )
            if looks and len(match[1]) == 4:
                take(match, _token("amount", match, Decimal(year), bare=True))
            else:
                take(match, _token("year", match, year))
    for match in _BARE.finditer(text):
        if free(match):
            value = _value(match[1])
            if value <= 100 and re.search(
                r"procent\w*\s+(?:\w+\s+){0,2}$", text[: match.start()], re.IGNORECASE
            ):
                take(match, _token("percent", match, value))
            elif value >= 100 or "," in match[1]:
                take(match, _token("amount", match, value, bare=True))
    return sorted(tokens, key=lambda token: token.start)


_BARE_PERCENT = re.compile(
    rf"(?P<lead>^|(?<!\d),\s*|,\s+|\+\s*|\b(?:nej|mente|mener|undskyld|{_YEAR}|(?:er|var)(?: den| det)?|på|til|med|pl|højst|kun|i alt|årligt|bliver|procent|procenten|skulle være|med|og|eller|[=:])"
    rf"\s*)(?P<n>\d{{1,3}}(?:,\d+)?)(?![\d.,]*\d)(?!\s*(?:%|pct|procent|{_KR}|{_SCALE}|[a-zæøå]*plads|dag|døgn|"
    r"borger|år\b|indby|[./-]\d))",
    re.IGNORECASE,
)


def with_bare_percents(text: str, tokens: Sequence[Token], wanted: bool) -> list[Token]:
    """The tokens with "5,8" and "70" read as percentages, where `wanted`; figures with a unit stay what they are."""
    if not wanted:
        return list(tokens)
    found = list(tokens)
    for match in _BARE_PERCENT.finditer(text):
        start, end = match.span("n")
        value = number(match["n"])
        over = [t for t in found if t.start < end and start < t.end]
        if value > 100 or any(t.kind != "amount" or not t.bare for t in over):
            continue
        if any(m.start() < end and start < m.end() for m in _MASK.finditer(text)):
            continue
        found = [t for t in found if t not in over]
        found.append(Token("percent", start, end, match["n"], value))
    return sorted(found, key=lambda token: token.start)


_BARE_STEP = re.compile(
    r"\b(?:med|på)\s+(?:kun\s+)?(?P<n>\d{1,3}(?:,\d+)?)(?=\s*(?:$|[?!.,]|i\b|kr))", re.IGNORECASE
)


def with_bare_steps(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens with "og med 40?" read as an amount, where a rate was last moved by one."""
    found = list(tokens)
    for match in _BARE_STEP.finditer(text):
        start, end = match.span("n")
        if not any(t.start < end and start < t.end for t in found if t.text != match["n"]):
            found = [t for t in found if not (t.start < end and start < t.end)]
            found.append(Token("amount", start, end, match["n"], number(match["n"]), bare=True))
    return sorted(found, key=lambda token: token.start)


def _token(
    kind: Kind,
    match: re.Match[str],
    value: Decimal | int | DateSpan | tuple[Decimal, ...],
    *,
    bare: bool = False,
) -> Token:
    return Token(kind, match.start(), match.end(), match.group().strip(), value, bare)


def _value(raw: str) -> Decimal:
    word = raw.strip().lower()
    if word == "halvanden":
        return Decimal("1.5")
    if word in NUMBER_WORDS:
        return Decimal(NUMBER_WORDS[word])
    if half := re.fullmatch(r"(?:(\w+)\s+(?:og\s+)?)?en\s+halv|(\d*)\s?½", word):
        return (_value(half[1] or half[2]) if half[1] or half[2] else Decimal(0)) + Decimal("0.5")
    if parted := re.fullmatch(r"(\w+)\s+komma\s+(\w+)", word):
        return number(f"{NUMBER_WORDS[parted[1]]},{NUMBER_WORDS[parted[2]]}")
    return number(word.removeprefix("+"))


def _spoken(raw: str) -> Decimal:
    """ "femten hundrede og halvtreds" is 1550, "tusind" 1000."""
    many, scale, more = re.split(r"(hundrede|tusinde?)", raw.lower(), maxsplit=1)
    unit = Decimal(1000 if scale.startswith("tusind") else 100)
    rest = more.replace(" og ", " ").strip()
    return (_value(many) if many.strip() else Decimal(1)) * unit + (_value(rest) if rest else 0)


def _percent_list(match: re.Match[str]) -> tuple[Decimal, ...]:
    """The percentages of "75-50-25" or "75, 50 og 25 pct."; empty where it reads as something else."""
    raw = match[1]
    values = tuple(_value(part) for part in re.findall(r"\d+(?:,\d+)?", raw))
    marked = match.group() != raw
    if len(values) < 2 or any(v > 100 for v in values):
        return ()
    if len(values) == 2 and not marked:
        return ()
    if not marked and len(values) == 3 and values[0] <= 31 and values[1] <= 12:
        return ()
    return values


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the sentences; a dot after kr., pct., mio. and the like, or in a date, ends none."""
    start = 0
    for match in re.finditer(r"[.!?]+(?=\s|$)|\n+", text):
        before, following = text[start : match.start()], text[match.end() :].lstrip()[:1]
        if match.group() == ".":
            upper = following.isupper() or not following
            short = re.search(r"\b(?:kr|pct|mio|mia|mill|t)$", before, re.IGNORECASE)
            never = re.search(r"\b(?:pr|ca|jf|nr|stk|fx|evt|bl\.a|inkl|ekskl|hhv|d)$", before, re.IGNORECASE)
            if never or re.search(r"\b\d{1,2}$", before) or (short and not upper):
                continue
            if not upper and not re.search(r"[a-zæøå]{4,}$|\d{3,}$", before, re.IGNORECASE):
                continue
        yield start, match.end()
        start = match.end()
    if text[start:].strip():
        yield start, len(text)
