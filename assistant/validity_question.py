"""A question about an agreement's validity, read: which agreement, at which time, and what of its period is asked.

Only a question all of whose words are about that is read so. One word more ("gælder rammeaftalen for private
tilbud?") asks for something of the agreement, and is answered from its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

from assistant.question import Period, Question
from assistant.rules.figures import DATE, DateSpan, FigureError, matched_date

Asks = Literal["which", "period", "in_force", "over", "begins", "ends"]
Bound = Literal["", "from", "to"]
Which = Literal["", "oldest", "former", "newest", "present", "coming"]

_AGREEMENT = r"(?:ramme)?aftale(?:n|ns|r|rne|rnes)?"
_YEARS = r"(?P<first>(?:20)?\d\d)\s*[-–/]\s*(?P<last>(?:20)?\d\d)(?![\d./-])"
_NAMED = (
    re.compile(rf"(?P<word>\b{_AGREEMENT})\s+(?:for\s+)?(?:perioden\s+|årene\s+)?{_YEARS}"),
    re.compile(rf"(?<![\d./-]){_YEARS}[\s-]*(?P<word>{_AGREEMENT}\b)"),
    re.compile(rf"(?P<word>\b{_AGREEMENT})\s+(?P<first>20\d\d)(?P<last>)(?!\d|\s*[-–/.]\s*\d)"),
)
_SPAN = re.compile(r"(?<![\d./-])(?P<first>(?:20)?\d\d)\s*[-–/]\s*(?P<last>(?:20)?\d\d)(?![\d./-])")
_DATE = re.compile(rf"(?<!\d)(?:{DATE})", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d./-])(20\d\d)(?![\d./-]*\d)")
_BEFORE_A_TIME = re.compile(
    r"\b(?P<bound>til og med|frem til|indtil|til|fra og med|fra|efter|før|inden|siden|senest|i løbet af|i|for|pr\.?)\s+"
    r"(?:(?:og med|hele|perioden|året|årene|årsskiftet|begyndelsen af|starten af|udgangen af|slutningen af|den|d\.?)\s+)*$"
)
_SOME = re.compile(r"\b(?:en|nogen|noget|anden)\s+(?:\w+\s+)?(?:ramme)?aftale\b")
# "For os", "for kommunerne" asks whom it is for, not when.
_FOR_WHOM = re.compile(r"\bfor\s+(?:os|jer|mig|alle|hele|kommune\w*|region\w*)\b")
# A verb first asks whether, also where the question has no mark.
_OPENS = re.compile(
    r"^\W*(?:og |men |så |jamen )*(?:g(?:æ|ae)lder|gjaldt|udløber|udløb|slutter|sluttede|ophører|ophørte|træder|trådte|"
    r"starter|startede|begynder|begyndte|løber|varer)\b"
)
_ASKS_WHICH = re.compile(rf"\b(?:hvilken|hvilke|hvad for (?:en|nogle)) (?:\w+ )?{_AGREEMENT}\b")

_AGREEMENTS = frozenset(
    "aftale aftalen aftalens aftaler aftalerne rammeaftale rammeaftalen rammeaftalens rammeaftaler rammeaftalerne "
    "rammeaftales aftaleperiode aftaleperioden rammeaftaleperiode rammeaftaleperioden".split()
)
_FORCE = frozenset("gælder gælde gældende gjaldt gyldig gyldigt gyldige dækket dækker kraft".split())
_OVER = frozenset("udløbet udløben udløbne ophørt slut forbi forældet".split())
_ENDS = frozenset(
    "udløber udløb udløbe udløbsdato udløbsdatoen slutter sluttede sluttet slutdato slutdatoen ophører ophørte "
    "stopper stoppede ender endte".split()
)
_BEGINS = frozenset(
    "træder trådte trådt træde starter startede startet startdato startdatoen begynder begyndte begyndt "
    "ikrafttræden ikrafttrædelse".split()
)
_LASTS = frozenset(
    "længe løber løb løbe varer varede varighed løbetid periode perioden perioder aftaleperiode aftaleperioden "
    "rammeaftaleperiode rammeaftaleperioden gyldighed gyldighedsperiode".split()
)
_NOW = frozenset(
    "nu dag idag tiden øjeblikket pt stadig stadigvæk fortsat endnu længere nuværende aktuel aktuelle gældende".split()
)
_WHICH: dict[str, Which] = {
    "første": "oldest",
    "ældste": "oldest",
    "forrige": "former",
    "tidligere": "former",
    "foregående": "former",
    "gamle": "former",
    "gammel": "former",
    "nye": "newest",
    "ny": "newest",
    "nyeste": "newest",
    "seneste": "newest",
    "sidste": "newest",
    "nuværende": "present",
    "aktuelle": "present",
    "gældende": "present",
    "kommende": "coming",
    "næste": "coming",
}
_BEFORE_AGREEMENT = re.compile(rf"\b({'|'.join(_WHICH)})(?=\s+(?:\w+\s+)?{_AGREEMENT}\b)")
# Words that turn a question round or narrow it: no plain "Ja" or "Nej" to one that has them.
_TURNS = frozenset(
    "ikke ingen kun blot mindst højst allerede begge både hele alle altid mere mindre over efter før inden siden "
    "senest tidligst først endnu".split()
)
_FILLING = frozenset(
    "hvilken hvilket hvilke hvad hvor hvornår er var blev bliver blive har havde den det de der en et vi i os man "
    "vores af om for på med ved og som under fra til hos at mon jo da så men lige egentlig måske vel nogen sig "
    "region regionen regionens regioner regionerne kommune kommunen kommunens kommuner kommunerne kkr kkrs bor dato "
    "lang tid år året pr findes passer rigtigt korrekt sandt".split()
)
_TURNING_BOUNDS = frozenset("efter før inden siden senest".split())
_KNOWN = (
    _AGREEMENTS | _FORCE | _OVER | _ENDS | _BEGINS | _LASTS | _NOW | frozenset(_WHICH) | _TURNS | _FILLING
)
_COMPARES = re.compile(r"\b(?:forskel\w*|sammenlign\w*)\b", re.IGNORECASE)
_LONGEST = 300
_SHORTEST_MISSPELLED = 6
# A word this common in Danish is not taken for a misspelling.
_COMMON = 2.6
_TWO_SLIPS_FROM = 10
_PAST = frozenset({"gjaldt", "var", "havde", "varede", "løb", "blev"})
_COVERED = frozenset({"dækket", "dækker"})
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class When:
    """A time that is asked about: its days, its words, and whether it bounds the validity ("til 2024")."""

    span: DateSpan
    words: str
    bound: Bound = ""


@dataclass(frozen=True)
class ValidityQuestion:
    """What is asked of which agreement's validity.

    `named` are the years it is named by, `which` the word for it ("den forrige"), `when` the times asked about;
    `now` tells that the present is meant, `some` that any agreement would do, `yes_no` that it is asked whether,
    `plain` that nothing in it turns a "Ja" or a "Nej" round.
    """

    asks: Asks
    named: tuple[Period, ...] = ()
    which: Which = ""
    when: tuple[When, ...] = ()
    now: bool = False
    some: bool = False
    yes_no: bool = False
    plain: bool = False


def read_validity(question: Question) -> ValidityQuestion | None:
    """The question as one about an agreement's validity; None where it asks anything else."""
    if len(question.text) > _LONGEST or _COMPARES.search(question.text):
        return None
    text = _without_places(question).lower().replace("d.d.", "i dag")
    text, named = _cut_names(text)
    text, when, turned = _cut_times(text)
    if not question.mentions and _FOR_WHOM.search(text):
        return None
    said = [_known(word) for word in _WORD.findall(text)]
    if any(word is None for word in said):
        return None
    words = [word for word in said if word]
    yes_no = question.yes_no or bool(_OPENS.match(text))
    asks = _asks(text, words, yes_no)
    if asks is None:
        return None
    some = bool(_SOME.search(text))
    if some and not yes_no and asks != "which" and not (named or when):
        return None  # how long such an agreement runs
    adjective = _BEFORE_AGREEMENT.search(text)
    which = _WHICH[adjective.group(1)] if adjective else ""
    if not when and not set(words) & (_NOW | _LASTS) and set(words) & _COVERED:
        return None  # whom or what it covers
    past = set(words) & _PAST
    timed = bool(named or when or set(words) & _NOW or asks in ("over", "ends", "begins"))
    return ValidityQuestion(
        asks=asks,
        named=named,
        which=which,
        when=when,
        now=bool(set(words) & _NOW),
        some=some,
        yes_no=yes_no,
        plain=yes_no and timed and not turned and not set(words) & _TURNS and (bool(when) or not past),
    )


def _asks(text: str, words: list[str], yes_no: bool) -> Asks | None:
    """What is asked; None where the words do not ask for a validity."""
    said = set(words)
    validity = said & (_FORCE | _OVER | _ENDS | _BEGINS | _LASTS)
    if not said & _AGREEMENTS or not validity:
        return None
    if validity == {"kraft"} and not re.search(r"\bi kraft\b", text):
        return None
    found: Asks
    if said & _BEGINS:
        found = "begins"
    elif said & _ENDS:
        found = "ends"
    elif said & _OVER:
        found = "over"
    else:
        found = "in_force"
    if yes_no:
        return found
    if _ASKS_WHICH.search(text):
        return "which" if found == "in_force" else "period"
    if "hvornår" in said or "dato" in said:
        return found if found in ("begins", "ends") else "period"
    if "hvad" in said and "gældende" in said:
        return "which"
    if said & _LASTS or said & (_ENDS | _BEGINS):
        # "Hvor gælder den", "hvad gælder" ask where and what, not how long.
        return "period" if not {"hvor"} & said or said & {"længe", "lang"} else None
    return None


def _without_places(question: Question) -> str:
    """The text with the names of regions, councils and municipalities taken out."""
    text = question.text
    for mention in reversed(question.mentions):
        text = text[: mention.start] + " " + text[mention.end :]
    return text


def _cut_names(text: str) -> tuple[str, tuple[Period, ...]]:
    """The text without the years an agreement is named by ("rammeaftalen 2023-24"), and those years."""
    named: list[Period] = []
    for pattern in _NAMED:
        for found in reversed(list(pattern.finditer(text))):
            period = _period(found["first"], found["last"])
            if period is not None:
                named.append(period)
                text = f"{text[: found.start()]} {found['word']} {text[found.end() :]}"
    return text, tuple(dict.fromkeys(named))


def _period(first: str, last: str) -> Period | None:
    begins = int(first) + (2000 if len(first) == 2 else 0)
    ends = int(last or first) + (2000 if len(last or first) == 2 else 0)
    return Period(begins, ends) if 2000 <= begins <= ends <= begins + 10 else None


def _cut_times(text: str) -> tuple[str, tuple[When, ...], bool]:
    """The text without the times in it, those times, and whether a word before one turns the question round."""
    found: list[When] = []
    turned = False
    for pattern in (_DATE, _SPAN, _YEAR):
        while (match := next(_times(pattern, text), None)) is not None:
            span, start, end = match
            before = _BEFORE_A_TIME.search(text[:start])
            word = before["bound"] if before else ""
            turned = turned or word in _TURNING_BOUNDS
            bound: Bound = (
                "to" if word.endswith(("til", "til og med")) else "from" if word[:3] == "fra" else ""
            )
            found.append(When(span, text[start:end].strip(), bound))
            text = f"{text[: before.start() if before else start]} {text[end:]}"
    return text, tuple(sorted(found, key=lambda when: when.span.start)), turned


def _times(pattern: re.Pattern[str], text: str) -> Iterator[tuple[DateSpan, int, int]]:
    for match in pattern.finditer(text):
        span: DateSpan | None
        if pattern is _DATE:
            try:
                span = matched_date(match)
            except FigureError:
                span = None
        else:
            period = _period(match[1], match[2] if pattern is _SPAN else "")
            span = DateSpan(date(period.first, 1, 1), date(period.last, 12, 31)) if period else None
        if span is not None:
            yield span, match.start(), match.end()


def _known(word: str) -> str | None:
    """The word of these questions that a word is, or nearly is; None for a word of anything else."""
    if word in _KNOWN:
        return word
    plain = word.replace("ae", "æ").replace("oe", "ø")
    if plain in _KNOWN:
        return plain
    if len(word) < _SHORTEST_MISSPELLED or zipf_frequency(word, "da") >= _COMMON:
        return None
    near = [
        (slips, known)
        for known in _AGREEMENTS | _FORCE | _ENDS | _OVER
        if known[0] == word[0] and (slips := OSA.distance(word, known)) <= 1 + (len(known) >= _TWO_SLIPS_FROM)
    ]
    return min(near)[1] if near else None
