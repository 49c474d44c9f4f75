"""Questions about an event or a case: its date, or the conditions that hold for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from assistant.rate_slots import Slots
from assistant.rate_tokens import Token
from assistant.rules.figures import DateSpan


def event_date(tokens: Sequence[Token]) -> tuple[DateSpan, str] | None:
    """The date of the event: a stated date, else a year; None where there is none or more than one."""
    dates = [t for t in tokens if t.kind == "date"]
    spans = {t.value: t.text for t in dates if isinstance(t.value, DateSpan)}
    if not spans:
        spans = {
            DateSpan(date(t.year, 1, 1), date(t.year, 12, 31)): t.text for t in tokens if t.kind == "year"
        }
    return next(iter(spans.items())) if len(spans) == 1 else None


_NO = r"\b(?:ikke|ingen|intet|uden)\b"


def _say(text: str, yes: str, no: str = "") -> tuple[bool, str] | None:
    """True or False with the words, where the text says so; None where it is silent."""
    if no:
        refused = re.search(no, text, re.IGNORECASE)
        if refused:
            return False, refused.group()
    said = re.search(yes, text, re.IGNORECASE)
    if not said:
        return None
    denied = re.search(_NO + r"\s+(?:\w+\s+){0,2}$", text[: said.start()], re.IGNORECASE)
    return (not denied), said.group()


_HOLIDAY = {
    "offentlig": (r"\b(?:kommunal\w*|regional\w*|kommunens|regionens)\b", r"\bprivat\w*|\bselvejende\b"),
    "doegntilbud": (r"\bdøgntilbud\w*|\bbotilbud\w*|\bbosted\w*", r"\bdagtilbud\w*|\baktivitetstilbud\w*"),
    "voksne": (r"\bvoksne?\b", r"\bbørn\w*|\bunge\b|\bbarn\w*"),
    "nedsat_funktionsevne": (r"betydelig\w* nedsat\w*(?: psykisk\w*)?|udviklingshæm\w*", r"let nedsat\w*"),
    "eget_initiativ": (
        r"eget initiativ|selv (?:ønsker|vil|har ønsket|bedt|beder|tager|bestilt)\w*|ønsker selv|vil selv",
        r"(?:personalet|vi|tilbuddet|kommunen) (?:har |selv"
        r" )?(?:foreslå\w*|arrangere\w*|tager initiativ\w*|planlæg\w*)",
    ),
    "ud_over_85": (
        r"ud over (?:den (?:visiterede )?indsats\w*|§\s?85|det visiterede)|udover §\s?85|ligger ud ?over",
        r"(?:del af|inden for|indgår i|en del af|dækket af) (?:den |indsatsen )?(?:efter"
        r" )?(?:§\s?85|indsats\w*|visiter\w*)",
    ),
}
_SCOPE = {
    "offentlig": (r"\b(?:kommunal\w*|regional\w*|kommunens|regionens)\b", r"\bprivat\w*"),
    "i_midtjylland": (r"midtjy\w*|region midt\b", r"uden for (?:den )?midtjy\w*|syddan\w*|hovedstad\w*"),
    "flere_kommuner": (
        r"(?:flere|andre|to|tre|fire|fem|seks|mange|\d+) (?:andre )?(?:nabo|bruger|køber)?kommuner",
        r"kun (?:af )?(?:\w+ )?(?:os|driftskommunen|vores egen|én kommune|en kommune|egne"
        r" borgere|vores egne)|ingen andre kommuner",
    ),
}


def holiday(text: str, tokens: Sequence[Token]) -> Slots:
    return _conditions(text, tokens, _HOLIDAY)


def scope(text: str, tokens: Sequence[Token]) -> Slots:
    return _conditions(text, tokens, _SCOPE)


def _conditions(text: str, tokens: Sequence[Token], conditions: dict[str, tuple[str, str]]) -> Slots:
    slots = Slots()
    for name, (yes, no) in conditions.items():
        said = _say(text, yes, no)
        if said is not None:
            slots.put(name, said[0], said[1])
    one_year(tokens, slots)
    return slots


_SINCE = re.compile(
    r"\b(?:(?P<efter>efter)|siden|fra og med|frem fra)\s+(?:den\s+)?(?:d\.\s*)?$", re.IGNORECASE
)
_ONWARDS = re.compile(r"^\W*(?:og|,)?\s*(?:frem\w*|herefter|derefter|og senere)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:før|inden|indtil|op til|frem til)\s+(?:den\s+)?(?:d\.\s*)?$", re.IGNORECASE)


def open_date(text: str, tokens: Sequence[Token]) -> tuple[DateSpan, str] | None:
    """The date of the event, open to one side where the text says so ("efter 1/1-2021", "før juli 2022")."""
    found = event_date(tokens)
    if found is None:
        return None
    span, words = found
    kinds = {"date"} if any(t.kind == "date" for t in tokens) else {"year"}
    token = next(t for t in tokens if t.kind in kinds)
    before, after = text[: token.start], text[token.end :]
    if _UNTIL.search(before):
        return DateSpan.until(span.start), f"før {words}"
    if (after_all := _SINCE.search(before)) and after_all["efter"] and span.start != span.end:
        # "efter 2022" begins when that year is over
        return DateSpan.since(span.end + timedelta(days=1)), f"efter {words}"
    if after_all or _ONWARDS.search(after):
        return DateSpan.since(span.start), f"fra {words}"
    return span, words


def dated(text: str, tokens: Sequence[Token]) -> Slots:
    found = open_date(text, tokens)
    slots = Slots()
    if found is None:
        slots.unclear["dato"] = "én dato: dag, måned eller år"
        return slots
    slots.put("dato", *found)
    return slots


def health(text: str, tokens: Sequence[Token]) -> Slots:
    slots = dated(text, tokens)
    if re.search(r"\bøvrige\b", text, re.IGNORECASE):
        slots.put("ydelse", "oevrige", "øvrige")
    elif re.search(r"led i opholdet|del af opholdet", text, re.IGNORECASE):
        slots.put("ydelse", "led_i_opholdet", "led i opholdet")
    return slots


def rate_year(text: str, tokens: Sequence[Token]) -> Slots:
    years = {t.value: t.text for t in tokens if t.kind == "year"}
    years |= {t.value.start.year: t.text for t in tokens if isinstance(t.value, DateSpan)}
    slots = Slots()
    if len(years) != 1:
        slots.unclear["aar"] = "ét takstår"
        return slots
    year, words = next(iter(years.items()))
    slots.put("aar", year, words)
    return slots


def one_year(tokens: Sequence[Token], slots: Slots) -> None:
    """The agreement year, where the text names exactly one."""
    years = {t.year: t for t in tokens if t.kind == "year"}
    if len(years) == 1:
        year, token = next(iter(years.items()))
        slots.put("aar", year, token.text)
