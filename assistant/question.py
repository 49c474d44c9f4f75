"""A question understood: which kind of answer, about which region, period, document and subject."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from assistant.introduction import asked_part
from assistant.period import Period
from assistant.version_words import NEWER_WORDS, OLDER_WORDS, THEN, Version
from assistant.wanted import OF_A_PLACE, Wanted, asks_yes_no, wanted_in
from index.danish import STOP_WORDS, words
from ingest.regions import RegionMention, Regions

MONTHS = {
    name: number
    for number, name in enumerate(
        "januar februar marts april maj juni juli august september oktober november december".split(), 1
    )
}
MONTH_NAMES = {number: name for name, number in MONTHS.items()}
_MONTH = "|".join(MONTHS)
_LONG_PERIOD = re.compile(r"\b(20\d\d)\s*(?:[-–/]|til)\s*(?:20)?(\d\d)\b(?!\s*[-/.]?\s*\d)")
_SHORT_PERIOD = re.compile(r"(?<![\d./-])(\d\d)\s*[-–/]\s*(\d\d)(?![\d./-])")
_YEAR = re.compile(r"\b(20\d\d|19\d\d)\b")
_DATE_WORDS = re.compile(rf"\b(\d{{1,2}})\.?\s*({_MONTH})\s*(\d{{4}})?\b")
_DATE_FIGURES = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
_MONTH_YEAR = re.compile(rf"\b({_MONTH})\s+(20\d\d)\b")
_WHERE = re.compile(r"\bi\s+$", re.IGNORECASE)
_AGREEMENT = r"(?:\w+ ){0,2}(?:(?:ramme|styrings|takst|samarbejds)?aftale|periode\b|perioden\b)"
_OLDER = re.compile(rf"\b{OLDER_WORDS}(?=\s+{_AGREEMENT})|{THEN}", re.I)
_NEWER = re.compile(
    rf"\b{NEWER_WORDS}(?=\s+{_AGREEMENT})|\bnu\b(?!\s+om\b)|\bi dag\b|\bfor tiden\b",
    re.I,
)
_BEFORE = re.compile(r"\b(?:før|inden|forud for)\s+(20\d\d)\b", re.I)
_BEFORE_A_TIME = re.compile(r"\b(?:(?:i|for|fra|til|efter|den|d\.|år(?:et|ene)?|perioden?)\s+)+$")
_SECTION_SIGN = re.compile(r"(?:§+|\bparagraf)\s*(\d+\s*[a-z]?\b)")

_ASKED = re.compile(
    r"\b(?:hvor mange|hvilken|hvilket|hvilke|hvor stor (?:en )?|"
    r"hvor (?:lang|langt|lange|høj|højt|høje|lav|lavt|lave|stor|stort|store|dyr|dyrt|dyre) (?:er|var|bliver|blev|må|skal|kan) |hvad (?:er|var|bliver|blev|hedder|hed) |"
    r"hvem (?:er|var|hedder|blev) |hva er )\s*((?:[^\W\d_]+\s*){1,4})"
)
_ARTICLES = frozenset({"den", "det", "de", "en", "et", "nye", "ny", "nyt", "samlede"})
_KINDS_OF_ANSWER = frozenset(
    """dato tidspunkt år periode tid måde person kommune kommuner region regioner dokument aftale sted ting type slags
    situation situationer tilfælde grund årsag formål formålet del dele forskel forskellen status ændret anderledes nyt
    sket ændringer ændringerne nyheder""".split()
)

# Words that say how something is asked, not what is asked about.
_ASKING = frozenset(
    """hvem hvad hvornår hvor hvorfor hvordan hvilken hvilket hvilke mange meget længe tit ofte dato sammenlign
    forskel forskellen ifølge står fortæl forklar nævn betyder rigtigt korrekt passer sandt spørgsmål svar ny
    siger sagde aftalt omegn dag pr per år perioden period periode the kun bare stadig stadigvæk fortsat længere gjaldt
    foråret sommeren efteråret vinteren starten slutningen begyndelsen udgangen""".split()
)


@dataclass(frozen=True)
class Question:
    """A question, understood. `subject` are its content words without region names, in order.

    `version` is the older or the newer of the agreements where it is named so ("den forrige aftale", "nu");
    `before` is a year that the time asked about lies before.
    """

    text: str
    wanted: Wanted
    mentions: tuple[RegionMention, ...] = ()
    periods: tuple[Period, ...] = ()
    years: tuple[int, ...] = ()
    day: date | None = None
    paragraphs: tuple[str, ...] = ()
    subject: tuple[str, ...] = ()
    comparing: bool = False
    yes_no: bool = False
    figures: tuple[str, ...] = field(default=())
    asked: str | None = None
    version: Version | None = None
    before: int | None = None

    @cached_property
    def said(self) -> str:
        """The question itself, without what the asker first says of themselves."""
        return asked_part(self.text)

    @property
    def undated(self) -> tuple[str, ...]:
        """The subject less the words of the days and months that are named ("1", "marts")."""
        lowered = self.text.lower()
        dates = " ".join(found[0] for form in (_DATE_WORDS, _MONTH_YEAR) for found in form.finditer(lowered))
        return tuple(word for word in self.subject if word not in words(dates))

    @property
    def times(self) -> tuple[Period, ...]:
        """The periods and years asked about, a year as a period of one."""
        return (*self.periods, *(Period(year, year) for year in self.years))

    @property
    def regions(self) -> tuple[str, ...]:
        """Regions named, each once, in the order they are named."""
        return tuple(dict.fromkeys(mention.region for mention in self.mentions))


def understand(text: str, regions: Regions) -> Question:
    """Read a question. Never fails: what is not understood stays among the words of the subject."""
    text = " ".join(text.split())
    lowered = text.lower()
    mentions = tuple(regions.find(text))
    said = asked_part(text)
    wanted = wanted_in(said)
    before = _BEFORE.search(lowered)
    periods, years = _times(_BEFORE.sub(" ", lowered))
    bare = _LONG_PERIOD.sub(" ", _DATE_FIGURES.sub(" ", _without(said, regions, wanted)))
    bare = _OLDER.sub(" ", _NEWER.sub(" ", _BEFORE.sub(" ", bare)))
    bare = _SHORT_PERIOD.sub(" ", _YEAR.sub(" ", bare))
    return Question(
        text=text,
        wanted=wanted,
        mentions=mentions,
        periods=periods,
        years=years,
        version=_version(lowered),
        before=int(before.group(1)) if before else None,
        day=_day(lowered),
        paragraphs=tuple(re.sub(r"\s+", " ", found).strip() for found in _SECTION_SIGN.findall(lowered)),
        subject=tuple(
            dict.fromkeys(
                word
                for word in words(bare)
                if word not in STOP_WORDS and word not in _ASKING and (len(word) > 1 or word.isdigit())
            )
        ),
        comparing=_compares(lowered, mentions),
        yes_no=asks_yes_no(said),
        figures=tuple(re.findall(r"\d+(?:[.,]\d+)*", lowered)),
        asked=_asked(bare.lower()),
    )


def _version(lowered: str) -> Version | None:
    """The one version a question names; None where it names none, or the one beside the other."""
    older, newer = bool(_OLDER.search(lowered)), bool(_NEWER.search(lowered))
    if older and newer:
        return None
    return "older" if older else "newer" if newer else None


def _asked(lowered: str) -> str | None:
    """The noun that is asked for: "løn" in "hvad er klimakoordinatorens løn", "sider" in "hvor mange sider".

    None where the question word stands alone ("hvornår", "hvorfor") or the noun only names a kind of answer.
    """
    found = _ASKED.search(lowered)
    if found is None:
        return None
    nouns: list[str] = []
    for word in found.group(1).split():
        if word == "der" or (nouns and word in STOP_WORDS):
            break
        if word not in STOP_WORDS and word not in _ARTICLES:
            nouns.append(word)
    while (
        len(nouns) > 1
        and nouns[0].endswith(("e", "es", "s"))
        and not nouns[0].endswith(("ene", "erne", "else"))
    ):
        nouns = nouns[1:]  # an adjective or an owner before the noun
    return nouns[0] if nouns and nouns[0] not in _KINDS_OF_ANSWER and nouns[0].isalpha() else None


def _compares(lowered: str, mentions: tuple[RegionMention, ...]) -> bool:
    if re.search(
        r"\b(sammenlign\w*|forskel\w*|til forskel|i forhold til hinanden|hvilke regioner|hver region|"
        r"(?:de|alle) (?:tre|3) regioner|alle regioner|de forskellige regioner|regionerne imellem)\b",
        lowered,
    ):
        return True
    return len({mention.region for mention in mentions}) > 1


def _times(lowered: str) -> tuple[tuple[Period, ...], tuple[int, ...]]:
    without_dates = _DATE_FIGURES.sub(" ", lowered)
    periods: list[Period] = []
    for found in _LONG_PERIOD.finditer(without_dates):
        first, last = int(found.group(1)), 2000 + int(found.group(2))
        if first < last <= first + 10:
            periods.append(Period(first, last))
    rest = _LONG_PERIOD.sub(" ", without_dates)
    if re.search(r"\b(aftale|ramme|period|takst|midt|kkr|i)\w*", lowered):
        for found in _SHORT_PERIOD.finditer(rest):
            first, last = 2000 + int(found.group(1)), 2000 + int(found.group(2))
            if 2010 <= first < last <= first + 4:
                periods.append(Period(first, last))
    years = tuple(dict.fromkeys(int(year) for year in _YEAR.findall(_LONG_PERIOD.sub(" ", lowered))))
    return tuple(dict.fromkeys(periods)), years


def time_spans(text: str) -> list[tuple[int, int]]:
    """Where a text names days, months with a year, periods and years, with the preposition before each; in order."""
    lowered = text.lower()
    spans: list[tuple[int, int]] = []
    for pattern in (_DATE_FIGURES, _DATE_WORDS, _MONTH_YEAR, _LONG_PERIOD, _SHORT_PERIOD, _YEAR):
        for found in pattern.finditer(lowered):
            if not any(start < found.end() and found.start() < end for start, end in spans):
                before = _BEFORE_A_TIME.search(lowered[: found.start()])
                spans.append((before.start() if before else found.start(), found.end()))
    return sorted(spans)


def _day(lowered: str) -> date | None:
    found = _DATE_FIGURES.search(lowered)
    if found:
        return _date(int(found.group(3)), int(found.group(2)), int(found.group(1)))
    named = _DATE_WORDS.search(lowered)
    if named and named.group(3):
        return _date(int(named.group(3)), MONTHS[named.group(2)], int(named.group(1)))
    month = _MONTH_YEAR.search(lowered)
    if month:
        return _date(int(month.group(2)), MONTHS[month.group(1)], 1)
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _without(text: str, regions: Regions, wanted: Wanted) -> str:
    """The text with names of regions taken out, and of municipalities that only tell where the asker is.

    A body stays a search word, and so does a municipality whose people, places or numbers are asked for.
    """
    for mention in reversed(regions.find(text)):
        only_where = (
            mention.via == "kommune" and wanted not in OF_A_PLACE and _WHERE.search(text[: mention.start])
        )
        if mention.via in ("region", "adjektiv") or only_where:
            text = text[: mention.start] + " " + text[mention.end :]
    return text
