"""Whether a sentence holds the kind of thing a question asks for: a date, a number, a name, an address."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.answer_forms import (
    ASKS_AGE,
    ASKS_DAY,
    ASKS_DURATION,
    ASKS_HOUR,
    ASKS_MONEY,
    ASKS_NAMED,
    ASKS_NAMES,
    ASKS_OFTEN,
    ASKS_PERCENT,
    ASKS_PERSON,
    ASKS_RISE,
    ASKS_SHARE,
    ASKS_SOURCE,
    ASKS_SPEED,
    ASKS_TOWN,
    CHANGES,
    COUNTED_PEOPLE,
    DAY,
    HOUR,
    LIMIT,
    NAME,
    PARAGRAPH,
    PEOPLE,
    REFERS,
    SOON,
    SUBTYPES,
    counted_stems,
)
from assistant.named_answer import ASKS_ITS_NAME, names_it
from assistant.question import MONTHS
from assistant.wanted import Wanted
from index.danish import stem, words

_MONTH = "|".join(MONTHS)
_NUMBER_WORD = r"en|et|én|ét|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|halvdelen|alle|samtlige|ingen|begge|tyve|tredive"
_LOOSE_NUMERALS = frozenset({"en", "et", "én", "ét", "alle", "samtlige", "ingen"})
_NUMERAL = re.compile(_NUMBER_WORD)
_PATTERNS: dict[Wanted, re.Pattern[str]] = {
    "when": re.compile(
        rf"\b\d{{1,2}}\.\s*(?:{_MONTH})|\b(?:{_MONTH})\s+\d{{4}}|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|"
        r"\b(?:19|20)\d\d\b|\b(?:medio|ultimo|primo)\b|\b\d\d\.\d\d\b",
        re.IGNORECASE,
    ),
    "how_many": re.compile(
        rf"\d|\b(?:{_NUMBER_WORD})\b|\b(?:hvert?|årligt?|månedlig\w*|kvartal\w*|ugentlig\w*)\b", re.IGNORECASE
    ),
    "how_much": re.compile(
        r"\d[\d.,]*\s*(?:%|pct|procent|kr|mio|mia|millioner|millarder)|\d|\b(?:maksimalt|minimum|mindst|højst)\b",
        re.IGNORECASE,
    ),
    "how_long": re.compile(
        r"\b\d+\s*år|\b(?:19|20)\d\d\s*[-–]\s*(?:20)?\d\d|\b(?:19|20)\d\d\b|\b\w{2,6}årig|\bto år\b",
        re.IGNORECASE,
    ),
    "who": re.compile(
        r"\b[A-ZÆØÅ][a-zß-ÿ]+(?: [A-ZÆØÅ][a-zß-ÿ]+)+|\b(?:[A-ZÆØÅ]{2,}|Region|Social\w+)\b|"
        r"\b(?i:\w*(?:leder(?:en|ne)?|driftsherre\w*|kommune(?:n|r|rne)?|ministeri(?:et|er)|sekretariat\w*|styregruppe\w*|"
        r"forum\w*|udvalg(?:et)?|region(?:en|srådet)|organisationer|aktører|formand\w*|direktør\w*|udbydere|medarbejdere|"
        r"køber\w*|sælger\w*|parter(?:ne)?|bestyrelse\w*|byråd\w*|arbejdsgruppe\w*|myndighed\w*|leverandør\w*))\b"
    ),
    "where": re.compile(
        r"\b(?:i|på|ved|hos|fra|via) (?:\w+ )?[A-ZÆØÅ]\w+|\b\d{4} [A-ZÆØÅ]\w+|https?:|www\.|benyttes|hjemmeside\w*|"
        r"\b(?:i|på|hos) (?:\w+ ){0,2}(?:\w*kommune|region|\w*aftale|bilag|rapport)\w*"
    ),
    "why": re.compile(
        r"\b(?:fordi|skyldes|på grund|grundet|baggrund|formål\w*|for at|med henblik|således|derfor|idet|da)\b",
        re.I,
    ),
}


_MONEY = re.compile(r"\d[\d.,]*\s*(?:-\s*\d+\s*)?(?:mio|mia|kr|kroner|millioner|,-)|\bkr\.?\s*\d", re.I)
_SHARE = re.compile(r"\d\s*(?:%|pct|procent)|\b(?:halvdelen|tredjedel|fjerdedel|andel\w*)\b", re.I)
_OFTEN = re.compile(
    r"\b(?:hvert|hver|årlig\w*|månedlig\w*|kvartal\w*|ugentlig\w*|løbende|gange?|toårig\w*|\d+\.? (?:og \d+\. )?år)\b",
    re.I,
)
# A street with its number is no person.
_PERSON = re.compile(r"\b[A-ZÆØÅ][a-zß-ÿ]+(?:[ -][A-ZÆØÅ][a-zß-ÿ]+)+\b(?! \d)")
_OFFICE = re.compile(r"(?:formand|direktør|leder|chef|borgmester|minister|koordinator|konsulent)\w*$", re.I)
_BODY = re.compile(
    r"forum|sekretariat|kommune|aftale|styrelse|ministeri|udvalg|region|midtjylland|syddanmark|hovedstad|alliance|center|"
    r"universitet|akademi|danmark|kultur|forvaltning",
    re.I,
)
_SEVERAL = re.compile(r":\s*$|^\s*(?:[-•]|\d{1,2}[.)])\s|,.*(?:\bog\b|\beller\b)|\bog\b|\|")
_DURATION = re.compile(
    rf"\b(?:\d+|{_NUMBER_WORD}) (?:år|måned\w*|(?:hver|skole|arbejds)?dag\w*|uge\w*|døgn|time\w*)\b", re.I
)
_DAY_OR_YEAR = re.compile(
    rf"\b\d{{1,2}}\.\s*(?:{_MONTH})|\b(?:{_MONTH})\s+\d{{4}}|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|\b(?:19|20)\d\d\b|"
    r"\b(?:medio|ultimo|primo)\b",
    re.I,
)
_CODE = re.compile(r"\d[\d/.-]*\d")
# A date or a year is no number of something, and no amount; nor is the year in a name ("Plan2030").
_TIMES = re.compile(
    rf"\b\d{{1,2}}\.\s*(?:{_MONTH})(?:\s+\d{{4}})?|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}|"
    r"\b(?:19|20)\d\d(?:\s*[-–/]\s*(?:20)?\d\d)?\b|\b\d{1,2}[.:]\d\d\b(?!\d)|^\s*\d{1,2}[.)]\s|§+\s*\d+|\b[^\W\d_]{2,}20\d\d\b",
    re.I,
)
_CAPITAL = re.compile(r"[A-ZÆØÅ]\w{2,}")
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_AGREEMENT_YEARS = re.compile(
    r"\b\w*aftale\w*\s+(?:for )?(?:19|20)\d\d\s*[-–/]\s*(?:20)?\d\d|\b[^\W\d_]{2,}20\d\d\b", re.I
)
_AT_PLACE = re.compile(r"\b(?:i|på|ved|hos|fra|via)(?: den| det)? ([A-ZÆØÅ][\w-]+)")
_ALL_OR_SOME = re.compile(r"\b(?:alle|samtlige|\d+|øvrige)\b", re.I)
_AGE = re.compile(r"\d+[- ]?årig|\bfødt\b|\d+ år gam", re.I)
_LASTS = re.compile(r"\b(?:gælder|gældende|løber|varer|varighed|toårig|udløber)\b", re.I)
_ADDRESS = re.compile(r"\b\d{4} [A-ZÆØÅ]\w+")
_COUNTED = re.compile(r"\bhvor mange ((?:[^\W\d_]+[ -]?){1,3})", re.I)
_BETWEEN = 4


def holds_wanted(wanted: Wanted, question: str, sentence: str) -> float:
    """1 when the sentence holds what is asked for, 0 when not, and 1 where no form tells (yes/no, lists, how).

    A count must stand beside what is counted: "hvor mange pladser" wants a number right before "pladser"; a
    number elsewhere in the sentence is worth 0.3. A sentence that says how long something lasts, or gives an
    address, is worth 1.5 where that is asked.
    """
    asked = question.lower()
    if wanted == "how_much" or (wanted == "how_many" and "nummer" not in asked and "paragraf" not in asked):
        sentence = _without(_TIMES, sentence)
    if wanted in ("how_much", "how_many", "when"):
        # What the question says itself is no answer to it, nor is the period in an agreement's name.
        sentence = _without_asked(
            asked, _without(_AGREEMENT_YEARS, sentence) if wanted == "when" else sentence
        )
    match wanted:
        case "how_many" | "how_much" if _occurs(ASKS_AGE, asked):
            return 1.0 if _occurs(_AGE, sentence) else 0.0
        case "list" if _occurs(ASKS_NAMES, asked):
            several = len(set(_all_of(_CAPITAL, sentence)) - set(_CAPITAL.findall(question))) >= 3
            return 1.0 if several or _occurs(_ALL_OR_SOME, sentence) else 0.4
        case "contact":
            forms = [form for words, form in SUBTYPES if _occurs(words, asked)]
            return 1.0 if any(_occurs(form, sentence) for form in forms) else 0.0
        case "how_many" if "paragraf" in asked:
            return 1.0 if _occurs(PARAGRAPH, sentence) else 0.0
        case "how_many":
            if _occurs(ASKS_PERCENT, asked):
                return 1.0 if _occurs(_SHARE, sentence) else 0.0
            if _occurs(ASKS_OFTEN, asked):
                return 1.0 if _occurs(_OFTEN, sentence) else 0.0
            if "nummer" in asked:
                return 1.0 if _occurs(_CODE, sentence) else 0.0
            return _counts(asked, sentence)
        case "list" | "who" if _occurs(ASKS_NAMED, asked):
            return 1.0 if _own_names(asked, sentence) else 0.4
        case "list":
            return 1.0 if _occurs(_SEVERAL, sentence) else 0.4
        case "how_long" if _occurs(ASKS_DURATION, asked):
            soon = _occurs(ASKS_SPEED, asked) and _occurs(SOON, sentence)
            return 1.0 if soon or _occurs(_DURATION, sentence) else 0.0
        case "how_long" if _occurs(_LASTS, sentence) and _occurs(_PATTERNS["how_long"], sentence):
            return 1.5
        case "when" if _occurs(ASKS_DAY, asked):
            return 1.0 if _occurs(DAY, sentence) else 0.4 if _occurs(_DAY_OR_YEAR, sentence) else 0.0
        case "when" if _occurs(HOUR, sentence):
            return 1.0
        case "when" if not _occurs(ASKS_HOUR, asked):
            return (
                1.0
                if _occurs(_DAY_OR_YEAR, sentence)
                else 0.4
                if _occurs(_PATTERNS["when"], sentence)
                else 0.0
            )
        case "where" if _occurs(_ADDRESS, sentence):
            return 1.5
        case "where" if _occurs(ASKS_SOURCE, asked) and _occurs(REFERS, sentence):
            return 1.0
        case "where" if _occurs(ASKS_TOWN, asked):
            return 1.0 if _places(asked, sentence) else 0.0
        case "how_much" if _occurs(ASKS_RISE, asked):
            return 1.0 if any(_occurs(form, sentence) for form in (_MONEY, _SHARE, LIMIT)) else 0.0
        case "how_much":
            if _occurs(ASKS_MONEY, asked) and not _occurs(CHANGES, asked):
                return 1.0 if _occurs(_MONEY, sentence) else 0.0
            if _occurs(ASKS_SHARE, asked):
                return 1.0 if _occurs(_SHARE, sentence) else 0.0
        case "who" if _occurs(ASKS_PERSON, question):
            return 1.0 if any(map(_is_person, _all_of(_PERSON, sentence))) else 0.0
        case "who" if _occurs(ASKS_ITS_NAME, asked):
            return names_it(asked, sentence)
        case "who":
            return 1.0 if _new_names(asked, sentence) else 0.0
    pattern = _PATTERNS.get(wanted)
    return 1.0 if pattern is None or _occurs(pattern, sentence) else 0.0


def _is_person(name: str) -> bool:
    """Whether it is a person's and no body's, an office behind it ("Anna Holm Regionsrådsformand") aside."""
    own = [part for part in name.split() if not _OFFICE.search(part)]
    return len(own) > 1 and not _BODY.search(" ".join(own))


def _without_asked(asked: str, sentence: str) -> str:
    """The sentence less the dates and figures that the question names; a fuller date ("1/1-2022") stays."""
    for known in _asked_figures(asked):
        sentence = known.sub(" ", sentence)
    return sentence


@lru_cache(maxsize=256)
def _asked_figures(asked: str) -> tuple[re.Pattern[str], ...]:
    """The dates and figures that a question names, the longest first."""
    asked = _without(_AGREEMENT_YEARS, asked)
    named = set(_DAY_OR_YEAR.findall(asked)) | set(_FIGURE.findall(asked))
    return tuple(
        re.compile(rf"(?<![\d.,/-])(?<!\d\. ){re.escape(known)}(?![\d/-])", re.I)
        for known in sorted(named, key=len, reverse=True)
    )


@lru_cache(maxsize=50_000)
def _occurs(pattern: re.Pattern[str], text: str) -> bool:
    # The same patterns are asked of the same sentences again and again; so are those below.
    return pattern.search(text) is not None


@lru_cache(maxsize=50_000)
def _all_of(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(pattern.findall(text))


@lru_cache(maxsize=50_000)
def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text less what the pattern finds."""
    return pattern.sub(" ", text)


def _new_names(asked: str, sentence: str) -> list[str]:
    """Names and parties of the sentence that the question does not name itself."""
    return [
        name
        for name in _all_of(_PATTERNS["who"], sentence)
        if not all(stem(word) in asked or word in asked for word in words(name))
    ]


def _own_names(asked: str, sentence: str) -> list[str]:
    """Names inside a sentence, public bodies and what the question names apart."""
    return [name for name in _all_of(NAME, sentence) if not _BODY.search(name) and name.lower() not in asked]


def _places(asked: str, sentence: str) -> list[str]:
    """Places that the sentence says something is at, bodies and what the question names apart."""
    return [
        name for name in _all_of(_AT_PLACE, sentence) if not _BODY.search(name) and name.lower() not in asked
    ]


def _counts(asked: str, sentence: str) -> float:
    if not _occurs(_PATTERNS["how_many"], sentence):
        return 0.0
    counted = _COUNTED.search(asked)
    wanted = counted_stems(counted.group(1)) if counted else frozenset()
    if not wanted:
        return 1.0
    if wanted & PEOPLE and _occurs(COUNTED_PEOPLE, sentence):
        return 1.0
    beside = _beside_numbers(sentence)
    return 1.0 if any(_akin(other, noun) for other in beside for noun in wanted) else 0.3


@lru_cache(maxsize=50_000)
def _beside_numbers(sentence: str) -> frozenset[str]:
    """The words that stand so close behind a number that it may be theirs."""
    found: set[str] = set()
    tokens = words(sentence)
    for at, token in enumerate(tokens):
        reach = _BETWEEN if token.isdigit() or _NUMERAL.fullmatch(token) else 0
        if token in _LOOSE_NUMERALS:
            reach = 1
        found.update(tokens[at + 1 : at + 1 + reach])
    return frozenset(found)


def _akin(word: str, noun: str) -> bool:
    """One word form or one word family: "deltog" counts "deltagere", and "døgnpladser" are "pladser"."""
    family = len(noun) >= 5 and word[:4] == noun[:4] and word[-1:].isalpha()
    return stem(word) == noun or family or (len(noun) >= 4 and stem(word).endswith(noun))
