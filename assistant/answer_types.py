"""Whether a sentence holds the kind of thing a question asks for: a date, a number, a name, an address."""

from __future__ import annotations

import re

from assistant.question import MONTHS, Wanted

_MONTH = "|".join(MONTHS)
_NUMBER_WORD = r"en|et|én|ét|to|tre|fire|fem|seks|syv|otte|ni|ti|elleve|tolv|halvdelen|alle|samtlige|ingen|begge|tyve|tredive"
_SUBTYPES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"telefon|tlf|mobil|nummer til"),
        re.compile(r"(?<!\d)(?:\+45 ?)?\d\d ?\d\d ?\d\d ?\d\d(?!\d)"),
    ),
    (re.compile(r"mail"), re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    (re.compile(r"hjemmeside|web|link|url|side"), re.compile(r"https?://|www\.")),
    (re.compile(r"adresse|postnummer|\bbor\b"), re.compile(r"\b\d{4} [A-ZÆØÅ]|\b[A-ZÆØÅ]\w+ \d+\b")),
)
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
        r"\b[A-ZÆØÅ][a-zæøåé]+(?: [A-ZÆØÅ][a-zæøåé]+)+|\b(?:KKR|DASSOS|KL|DI|Region|Social\w+|Børnehus|CONCITO|KKK)\b|"
        r"\b(?:lederen?|driftsherren?|kommunerne?|kommunen|ministeri\w+|sekretariat\w*|styregruppen?|forum\w*|"
        r"udvalget?|opholdskommune\w*|region(?:en|srådet)|organisationer|formand\w*)\b"
    ),
    "where": re.compile(
        r"\b(?:i|på|ved|hos|fra|via) (?:\w+ )?[A-ZÆØÅ]\w+|\b\d{4} [A-ZÆØÅ]\w+|https?:|www\.|benyttes|hjemmeside\w*"
    ),
    "why": re.compile(
        r"\b(?:fordi|skyldes|på grund|grundet|baggrund|formål\w*|for at|med henblik|således|derfor|idet|da)\b",
        re.I,
    ),
}


def holds_wanted(wanted: Wanted, question: str, sentence: str) -> float:
    """1 when the sentence holds what is asked for, 0 when not, and 1 where no form tells (yes/no, lists, how)."""
    if wanted == "contact":
        asked = [form for words, form in _SUBTYPES if words.search(question.lower())]
        return 1.0 if any(form.search(sentence) for form in asked) else 0.0
    pattern = _PATTERNS.get(wanted)
    return 1.0 if pattern is None or pattern.search(sentence) else 0.0
