"""Which body a question asks of as the one that acts, and whether the quotes tell of that body's doing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.compose import Statement
from assistant.question import Question

# What may decide or act, by the endings of its names: the first group is what tells one of a kind from another.
_BODIES: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"(?<!\w)(?P<own>{own}){forms}(?:en|et|er|erne|ene|ne)?s?(?!\w)", re.IGNORECASE)
    for name, own, forms in (
        ("council", "", r"(?:\w*byråd|kommunalbestyrelse[rn]?|borgerrepræsentation)"),
        ("region_council", "", r"regionsråd"),
        ("mayor", "", r"borgmest(?:er|re)"),
        ("minister", r"(?:\w+- og )?\w*?", r"minist(?:er|re|eri|erie)"),
        ("parliament", "", r"folketing"),
        ("government", "", r"regering"),
        ("kkr", "", r"kkr"),
        ("board", r"(?!kommunal|be)(?:\w+- og )?\w*?", r"styrelse[rn]?"),
        ("committee", r"(?:\w+- og )?\w*?", r"udvalg"),
        ("kl", "", r"(?:kl|kommunernes landsforening)"),
        ("supervision", "", r"(?:socialtilsyn|ankestyrelse)"),
    )
}
# A municipality acts through its council, a region through its.
_STANDS_FOR: dict[str, re.Pattern[str]] = {
    "council": re.compile(r"\b(?:\w*byråd|kommunalbestyrelse|\w*kommune)\w*", re.IGNORECASE),
    "region_council": re.compile(r"\bregion\w*", re.IGNORECASE),
}
# Whoever a sentence may name first: it tells of their doing.
_PARTY = re.compile(
    r"\bkkr\b|\bkl\b|\b\w*(?:kommune|region|byråd|kommunalbestyrelse|minister|regering|folketing|styrelse|udvalg|forum|"
    r"direktør|sekretariat|styregruppe)\w*",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    r"(?:^|\s)(?:i|for|til|på|med|hos|fra|om|ved|over|mellem|under|som)\s+(?:den|det|de|\w+(?:e|t|ske)\s)*$"
)
_HAPPENED = re.compile(
    r"\b(?:har|havde|er|var|blev|er blevet|fik)\b.*\b(?P<done>\w{3,}(?:et|t))\b|\b(?P<past>\w{3,}(?:ede|te))\b"
)
_FOR_THE_REGION = re.compile(r"\bfor\s+(?P<region>Region \w+|regionen)\b", re.IGNORECASE)
# So much of what tells one of a kind from another must stand in the quote: "social" for "socialministeren".
_TELLING = 6


@dataclass(frozen=True)
class _Acting:
    """A body as a question names it, with its place; `own` is what tells it from others of its kind."""

    kind: str
    named: str
    own: str

    def in_text(self, text: str) -> bool:
        if self.own and self.own not in text.lower():
            return False
        stands_for = _STANDS_FOR.get(self.kind)
        return bool(_BODIES[self.kind].search(text) or (stands_for and stands_for.search(text)))


def body_line(question: Question, statements: Sequence[Statement]) -> str:
    """That the quotes do not tell of the body that is asked about as the one that acts; "" where they may."""
    first_quote = " ".join(statements[0].texts)
    signed = _FOR_THE_REGION.search(question.said) if question.wanted == "who" else None
    if signed is not None and "region" not in first_quote.lower():
        return f"Det citerede nævner ikke {signed['region']}."
    asked = _acting(question)
    if asked is None:
        return ""
    if not any(asked.in_text(_with_headings(each)) for each in statements):
        return f"Det citerede nævner ikke {asked.named}."
    happened = _HAPPENED.search(question.said.lower()) if question.yes_no else None
    if happened is None or any(asked.in_text(" ".join(each.candidate.section.path)) for each in statements):
        return ""
    done = happened["done"] or happened["past"]
    first = [found for each in statements if (found := _PARTY.search(" ".join(each.texts))) is not None]
    if first and not any(asked.in_text(found.group()) for found in first):
        return f"Det citerede fortæller ikke, om {asked.named} har gjort det."
    if all(_only_in_general(done, " ".join(each.texts)) for each in statements):
        return "Det citerede siger, hvordan det foregår, ikke om det er sket."
    return ""


def _acting(question: Question) -> _Acting | None:
    """The body that a question asks of as the one that acts."""
    text = question.said
    for kind, pattern in _BODIES.items():
        for found in pattern.finditer(text):
            before = text[: found.start()].lower()
            if before.strip() and not _BEFORE.search(before):
                named = _with_place(text, found.start(), found.end(), question)
                return _Acting(kind, named, found["own"].lower()[:_TELLING])
    return None


def _with_place(text: str, start: int, end: int, question: Question) -> str:
    """A body's words with the place right beside them: "byrådet i Randers", "Randers Byråd"."""
    for mention in question.mentions:
        name = re.escape(question.text[mention.start : mention.end])
        after = re.match(rf"\s+(?:i|for)\s+{name}(?:\s+[Kk]ommune)?", text[end:])
        if after is not None:
            return text[start : end + after.end()]
        before = re.search(rf"{name}(?:\s+[Kk]ommunes)?\s+$", text[:start])
        if before is not None:
            return text[before.start() : end]
    return text[start:end]


def _only_in_general(done: str, text: str) -> bool:
    """Whether what is asked of as done is only said to be done in general: "godkendt" and "godkendes"."""
    root = re.sub(r"(?:ede|et|te|t)$", "", done)
    forms = re.findall(rf"\b{re.escape(root)}\w*", text.lower()) if len(root) >= 4 else []
    return bool(forms) and all(form.endswith("es") for form in forms)


def _with_headings(statement: Statement) -> str:
    path = statement.candidate.section.path
    return " ".join((statement.document.metadata.title, *path, *statement.texts))
