"""Words that change what the figures of a rate question are worth, and that no rule reads.

"I 2019-priser", "om året" of a rate, "under 5 pct.": left out of account, each turns a verdict round. The question is put
back instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.rate_unmoved import UNMOVED

_PERCENT = r"\d[\d.,]*\s*(?:%|pct\.?|procent)"
_EACH_YEAR = r"(?:om året|årligt|hvert år|hvert af årene|pr\.? år|per år|i gennemsnit|i snit)"
_MOVED = r"(?:stege?t|steg|stiger|stige|stigning\w*|fald\w*|hæve\w*|hævet|sænke\w*|sænket|sat (?:op|ned)|reducere\w*)"
# Up to the next sentence, nothing of the projection between.
_NEAR = r"(?:(?!\bp/?l\b|fremskriv|pris- og løn)[^.?!;]){0,40}?"
_PRICE_LEVEL = (
    r"\b20\d\d[- ]?(?:års?-?)?(?:priser|pl\b|p/l\b)|\((?:i )?20\d\d[- ](?:niveau|priser)\w*\)|\b(?:faste|løbende) priser\b"
    r"|\b(?:før|inden|eksklusive?|ekskl\.?|inklusive?|inkl\.?|fratrukket|renset for) (?:p/?l\b|fremskrivning\w*|pris- og løn\w*)"
    r"|\b(?:ud ?over|oven i|oveni|mere end|mindre end|over|under) (?:p/?l\b|fremskrivningen|pris- og løn\w*)"
    r"|\brealt\b|\brealvækst\w*|\brealværdi\w*|\bmoms\b"
)
_YEARLY_CHANGE = (
    rf"\b{_MOVED}\b{_NEAR}{_PERCENT}\s*{_EACH_YEAR}|\b{_MOVED}\b{_NEAR}{_EACH_YEAR}{_NEAR}{_PERCENT}"
    rf"|{_PERCENT}\s*{_EACH_YEAR},? (?:siden|de (?:første|sidste|seneste))\b"
    # What it moved in one year is not what it moved since the agreement's base.
    rf"|\b(?:er|blev|har|steg|faldt)\b[^.?!]{{0,20}}{_MOVED}\b{_NEAR}{_PERCENT}\s+i (?:løbet af )?20\d\d\b"
)
_SOME_YEARS = (
    rf"{_EACH_YEAR},?\s+(?:(?:i|fra|for|kun|men|og)\s+){{0,2}}"
    r"(?:de (?:første|sidste|seneste)|frem til|indtil|til og med|20\d\d\s*(?:[-–]|og|til)\s*20\d\d|20\d\d\b)"
)
# A bound beside a figure; "over 2 år" and "under 18 år" bound none of the figures.
_BOUND = (
    r"\b(?:under|over|mindst|minimum|højst|højest|maksimalt|maks\.?|mellem|omkring|cirka|ca\.?|næsten|knap|godt|op til|"
    r"mere end|mindre end)\s+(?:været\s+)?(?:på\s+)?\d[\d.,]*(?![\d.,]*\s*(?:år\b|måneder|mdr|dage|tilbud|pladser))"
)
# The agreement for Hovedstaden holds the one against its own level, not against the other's.
_TWO_KINDS = (
    r"\budgift\w*\b[^?!;]*?\d{3}[^?!;]*?\btakst(?:en)?\b[^?!;]*?\d{3}"
    r"|\btakst(?:en)?\b[^?!;]*?\d{3}[^?!;]*?\budgift(?:en)? pr\.? (?:dag|døgn)\b[^?!;]*?\d{3}"
)
_SHARED = r"\bresten\b|\ballerede (?:fået|dækket)|\bfordel(?:t|es|er) (?:på|over|mellem)|\bi alt over\b|\bhalvdelen\b|\bhalvår\w*"
_EACH_PLACE = r"\b(?:pr\.?|per) plads\b"
_OF_FAMILY = {
    "takst": (_PRICE_LEVEL, _YEARLY_CHANGE, _SOME_YEARS, _BOUND, _TWO_KINDS),
    "overhead": (_BOUND, r"\bgennemsnit\w*|\bi snit\b|\bvægtet\b", _EACH_PLACE),
    "oekonomimodel": (
        _BOUND,
        _SHARED,
        _EACH_PLACE,
        r"\boverskud\w*",
        r"\b20\d\d\s*[-–]\s*20\d\d\b",
        r"\bindbygger\w*",
        # The model is for adults with autism, and for running an offer.
        r"\b(?:til|for) (?:byggeri\w*|(?:voksne|borgere|mennesker|unge|børn|ældre)\b(?! med (?:\w+ )?autis)[^?.!,]*)",
    ),
    "over_underskud": (_BOUND, _SHARED, r"\d[\d.,]*\s*(?:kr\.?|kroner)?\s*(?:pr\.?|per) plads\b"),
}
# In a turn that goes on: of what is a part taken, the base or the figure held?
_RELATIVE = (
    rf"(?:{_PERCENT}|\d[\d.,]*\s*(?:kr\.?|kroner)|\d+ pladser)\s*(?:højere|lavere|mere|mindre|større|flere|færre)\b",
    r"\b(?:yderligere|endnu)\b[^.?!]*\d",
    rf"\b(?:sænkes?|hæves?|sættes? (?:op|ned)|stiger|falder|sænker|hæver)\b[^.?!]*?(?:{_PERCENT}|\d[\d.,]*\s*(?:kr\.?|kroner))",
)
# In a turn that goes on: something taken back, and nothing given in its place.
_TAKEN_BACK = re.compile(r"\bikke\b|\buden (?:den|det|de)\b", re.IGNORECASE)
_INSTEAD = re.compile(r"\bmen\b|\bi stedet\b", re.IGNORECASE)
_FIGURE = re.compile(r"\d[\d.,]*")
_WRITE = {
    "takst": "Skriv taksten før og nu i kr. pr. dag, hver med sit år, og pl for hvert år eller i alt",
    "overhead": "Skriv overheadprocenten, eller de indirekte og de direkte omkostninger i kr",
    "oekonomimodel": "Skriv underskuddet i kr. for hvert år og den dækning, der ønskes, i procent",
    "over_underskud": "Skriv hele over- eller underskuddet i kr., antal pladser og belægning",
}


def unread_words(text: str, family: str, held: Mapping[str, object] | None = None) -> str | None:
    """The words of a text that change its figures unread, as they stand there; None where there are none.

    `held` are the inputs of the computation the text goes on from, where it does.
    """
    patterns: Sequence[str] = _OF_FAMILY.get(family, ())
    for pattern in patterns:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return " ".join(found.group().split())
    if held is None:
        return None
    if family == "oekonomimodel" and (one := re.search(r"\bi år [123]\b", text, re.IGNORECASE)):
        # One year of several is a part; "600.000 i år 1, 400.000 i år 2" are all of them in turn.
        told = [int(year) for year in re.findall(r"\bi år ([123])\b", text, re.IGNORECASE)]
        if len(told) < 2 or told != list(range(1, len(told) + 1)):
            return one.group()
    if family != "takst" or "takst" in held:
        for pattern in _RELATIVE:
            found = re.search(pattern, text, re.IGNORECASE)
            if found:
                return " ".join(found.group().split())
    taken = _TAKEN_BACK.search(UNMOVED.sub(" ", text) if held.keys() & {"takst", "aendring_pct"} else text)
    if taken and not _INSTEAD.search(text) and len(_FIGURE.findall(text)) < 2:
        return " ".join(text[taken.start() :].rstrip(" ?.!").split())
    return None


def unread_answer(words: str, family: str, kept: bool) -> str:
    """What is said instead of a verdict; `kept`: the computation before stands."""
    stands = " Beregningen står, som den var før." if kept else ""
    return f"Det er ikke beregnet: »{words}« ændrer på tallene, og det kan ikke læses sikkert. {_WRITE[family]}.{stands}"
