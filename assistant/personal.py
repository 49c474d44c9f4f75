"""What in a question points at a private person: a name, a telephone number, a date of birth.

Nothing is taken out; the one who writes is asked before it is sent (api/personal.py). An official's name is a fair
question, so a name is left alone where it stands in the documents, where the question is who somebody is, or where
an office stands beside it; unless the words around it speak of a citizen. Rules only, no list of first names: a name
is two words or more with capitals of which the last is no Danish word, or a word with a capital right after
"borgeren", "min søn" and the like.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ingest.lexicon import compound_parts, is_word
from ingest.regions import Regions

Kind = Literal["navn", "telefonnummer", "fødselsdato"]
_CAPITAL = r"[A-ZÆØÅÄÖÜÉ][a-zæøåäöüé]+(?:-[A-ZÆØÅÄÖÜÉ]?[a-zæøåäöüé]+)?"
_INITIAL = r"[A-ZÆØÅ]\."
_NAME = re.compile(rf"\b{_CAPITAL}(?:[ \u00a0]+(?:(?:van|von|de|el|al|af)[ ])?(?:{_CAPITAL}|{_INITIAL}))+")
_PERSON = (
    r"borger|barn|børn|dreng|pige|datter|søn|mor|far|mand|kvinde|klient|beboer|elev|patient|pårørende|bror|søster|"
    r"plejebarn|kone|kæreste|nabo|værge|bedstemor|bedstefar|ægtefælle|fyr|herre|dame|person|mandlig|tvilling|indsat|anbragt"
)
_PRIVATE = re.compile(
    rf"\b(?:(?:{_PERSON})(?:e?n|e?t|s|ens|ets|e|ne|erne)?|(?<!hvad )hedder|boende|bopæl|diagnose\w*|født|anbragte?s?|fru|hr|frk|"
    r"navn|adresse|cpr\w*|sagen om|handicappet|udviklingshæmmet)\b",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"\b(?:{_PERSON})(?:e?n|e?t|s)?,?[ ](?:der[ ]hedder[ ]|som[ ]hedder[ ]|ved[ ]navn[ ]|hedder[ ]|kaldet[ ]|på[ ]\d+[ ]år,?[ ])?"
    rf"(?P<name>{_CAPITAL}(?:[ ]{_CAPITAL})*)"
    rf"|\b(?:(?<![Hh]vad )hedder|ved[ ]navn|navn(?:et)?[ ]?(?:er|:)|navn,)[ ]?(?P<called>{_CAPITAL}(?:[ ]{_CAPITAL})*)"
    rf"|\b(?:fru|hr\.?|frk\.?|Fru|Hr\.?|Frk\.?)[ ](?P<titled>{_CAPITAL}(?:[ ]{_CAPITAL})*)"
    rf"|\b(?P<dated>{_CAPITAL}(?:[ ]{_CAPITAL})*),?[ ]\(?(?:født|f\.|fødselsdag|fødselsdato)\b"
)
_WHO = re.compile(
    r"\bhvem (?:er|var|blev|hedder)\b|\bhvad (?:mener|mente|siger|sagde|skriver|skrev|udtaler)\b|\bhvad\s+(?:er|laver|hedder)\b.*\b(?:stilling|titel|rolle|funktion)\b",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:borgmester|formand|forperson|formænd|direktør|rådmand|minister|chef|leder|konsulent|sekretær|koordinator|"
    r"repræsentant|medlem|ordfører|professor|politiker|embedsm[aæ]nd|sagsbehandler|advokat|kontaktperson|kkr|byråd\w*|"
    r"udvalg\w*|regionsråd\w*|folketing\w*|\bbog\b|\bbøger\b|oplæg|foredrag|artikel)",
    re.IGNORECASE,
)
_BESIDE = 40
# Offers and houses have names as well: one is in them, or at them.
_PLACE = re.compile(r"\b(?:i|på)\s+$", re.IGNORECASE)
_SURNAME = re.compile(r"[A-ZÆØÅ]\w+(?:sen|gaard|lund|strøm|bæk|berg|dottir)s?")
_PHONE = re.compile(
    r"(?<![\d.,/-])(?P<country>(?:\+|00)45[ \u00a0-]?)?(?P<number>\d{2}(?:[ \u00a0]\d{2}){3}|\d{4}[ \u00a0-]\d{4}|\d{8})"
    r"(?![\d/-]|[ \u00a0]?\d|[.,]\d|[ \u00a0]*(?:kr|pct|%))"
)
_PHONE_WORD = re.compile(
    r"(?:\btlf|telefon|mobil|\bring|\bsms|\bopkald|træffes|\bfang\w*)\W*(?:\w+\W+){0,3}$", re.IGNORECASE
)
_OTHER_NUMBER = re.compile(
    r"\b(?:cvr|ean|konto|sag\w*|j\.?nr|journal\w*|p-?nr|p-nummer|lov|nr)\W*(?:\w+\W+){0,1}$", re.IGNORECASE
)
_MONTHS = "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december"
_DATE = rf"\d{{1,2}}[./ -]\s?(?:\d{{1,2}}[./ -]\s?|(?:{_MONTHS}|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|dec)\.?\s)(?:19|20)?\d{{2}}\b|\b\d{{6}}\b|\b\d{{4}}-\d{{2}}-\d{{2}}\b"
_BORN = r"(?:født|fødselsdag|fødselsdato|fødselsdagen|fødselsdatoen|fødsels?dags?dato|f\.|f\.d\.|fødd)"
_BIRTH = re.compile(
    rf"\b{_BORN}\W{{0,4}}(?:(?:er|den|d\.|på|var)\W+){{0,2}}(?:{_DATE})"
    rf"|(?:{_DATE})\W{{1,3}}(?:som\W+)?(?:er\W+)?(?:{_BORN})(?!\w)"
    rf"|\b\d{{6}}[ ]?[-–][ ]?[xX*]{{4}}",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Detail:
    """Something that points at a private person, as it was written."""

    kind: Kind
    text: str


class Personal:
    """Tells what points at a private person; what stands in `texts` is known to everybody."""

    def __init__(self, texts: Mapping[str, str], regions: Regions) -> None:
        self._regions = regions
        self._public = " ".join(" ".join(texts.values()).split())
        self._digits = {
            re.sub(r"\D", "", found["number"]) for text in texts.values() for found in _PHONE.finditer(text)
        }

    def details(self, text: str) -> list[Detail]:
        """What points at a private person, each kind in the order it stands; empty for a fair question."""
        found = [Detail("navn", name) for name in self._names(text)]
        found += [Detail("telefonnummer", number) for number in self._phones(text)]
        found += [Detail("fødselsdato", each[0].strip()) for each in _BIRTH.finditer(text)]
        return list(dict.fromkeys(found))

    def _phones(self, text: str) -> list[str]:
        found = []
        for each in _PHONE.finditer(text):
            digits = re.sub(r"\D", "", each["number"])
            before = text[: each.start()]
            joined = each["number"].isdigit() or not re.fullmatch(r"\d\d(?:\D\d\d){3}", each["number"])
            named = each["country"] or _PHONE_WORD.search(before)
            if (
                digits in self._digits
                or (joined and not named)
                or (not named and _OTHER_NUMBER.search(before))
            ):
                continue
            found.append(each[0].strip())
        return found

    def _names(self, text: str) -> list[str]:
        places = [(found.start, found.end) for found in self._regions.find(text)]
        private = _PRIVATE.search(text) is not None
        found: list[str] = []
        for each in _NAMED.finditer(text):
            group = next(name for name in ("name", "called", "titled", "dated") if each[name])
            start, end = each.span(group)
            if not _overlaps(start, end, places) and not self._stands(each[group].split()[-1]):
                found.append(each[group])
        for each in _NAME.finditer(text):
            start, end, name = each.start(), each.end(), each[0]
            first, _, rest = name.partition(" ")
            if _opens_sentence(text, start) and _is_word(first):
                if " " in rest:
                    start, name = end - len(rest), rest
                elif not private and (_is_word(rest) or _compound(rest) or not _SURNAME.fullmatch(rest)):
                    continue
            if (
                _overlaps(start, end, places)
                or not self._person(name)
                or any(name in known for known in found)
            ):
                continue
            beside = text[max(0, start - _BESIDE) : start] + " " + text[end : end + _BESIDE]
            if not private and _PLACE.search(text[:start]):
                continue
            if private or not (_WHO.search(text) or _OFFICE.search(beside)):
                found.append(name)
        return found

    def _person(self, name: str) -> bool:
        """Whether words with capitals are a name that the documents do not hold."""
        parts = re.findall(r"[\w-]+", name)
        if self._stands(name) or self._stands(name.removesuffix("s")):
            return False
        # "Tranberg" is put together of words too: only after another Danish word is it one.
        if _is_word(parts[-1]) or (_is_word(parts[0]) and _compound(parts[-1])):
            return False
        # Not a body or a thing that the documents write with capitals, like "Region Midtjylland".
        return _SURNAME.fullmatch(parts[-1]) is not None or not all(map(self._stands, parts))

    def _stands(self, words: str) -> bool:
        return re.search(rf"\b{re.escape(words)}\b", self._public) is not None


def _is_word(word: str) -> bool:
    return is_word(word.lower()) or is_word(word.lower().removesuffix("s"))


def _compound(word: str) -> bool:
    return bool(compound_parts(word.lower()))


def _overlaps(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(since < end and start < until for since, until in spans)


def _opens_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip()
    return not before or before[-1] in ".!?:\n–-"
