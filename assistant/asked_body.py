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
_MUNICIPALITY = re.compile(
    r"(?P<own>)(?<!\w)(?:(?:alle|samtlige|de) )?(?:\d+ )?(?:\w+ske )?kommune(?:n|r|rne)?(?!\w)", re.IGNORECASE
)
# A municipality acts through its council, a region through its.
_STANDS_FOR: dict[str, re.Pattern[str]] = {
    "council": re.compile(r"\b(?:\w*byråd|kommunalbestyrelse|\w*kommune)\w*", re.IGNORECASE),
    "region_council": re.compile(r"\bregion\w*", re.IGNORECASE),
    "municipality": re.compile(r"\b(?:\w*byråd|kommunalbestyrelse|\w*kommune)\w*", re.IGNORECASE),
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
# "Godkendt af alle kommuner og af Region Hovedstaden", "godkendt i KKR Hovedstaden, de 29 kommuner …".
_DONE_BY = re.compile(r"\s+(?:\w+\s+)?(?:af|i|hos)\b[^.;:]*")
_SHORTEST_VERB = 4
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
        patterns = (_BODIES.get(self.kind), _STANDS_FOR.get(self.kind))
        return any(pattern is not None and pattern.search(text) for pattern in patterns)


def body_line(question: Question, statements: Sequence[Statement]) -> str:
    """That the quotes do not tell of the body that is asked about as the one that acts; "" where they may."""
    first_quote = " ".join(statements[0].texts)
    signed = _FOR_THE_REGION.search(question.said) if question.wanted == "who" else None
    if signed is not None and "region" not in first_quote.lower():
        return f"Det citerede nævner ikke {signed['region']}."
    asked = _acting(question)
    if asked is None:
        return ""
    named = any(asked.in_text(_with_headings(each)) for each in statements)
    if not named and asked.kind != "municipality":
        return f"Det citerede nævner ikke {asked.named}."
    return _doing_line(question, asked, statements)


def _doing_line(question: Question, asked: _Acting, statements: Sequence[Statement]) -> str:
    """That what is asked of as done by a body is told as another's doing, or only as what is to be done."""
    if not (question.yes_no or question.wanted == "when"):
        return ""
    happened = _HAPPENED.search(question.said.lower())
    if happened is None or any(asked.in_text(" ".join(each.candidate.section.path)) for each in statements):
        return ""
    done = happened["done"] or happened["past"]
    texts = [" ".join(each.texts) for each in statements]
    doers, to_do = (
        set[str]().union(*(_doers(done, text, general) for text in texts)) for general in (False, True)
    )
    if any(asked.in_text(doer) for doer in doers):
        return ""
    if doers:
        told = "hvornår" if question.wanted == "when" else "om"
        return f"Det citerede fortæller ikke, {told} {asked.named} har gjort det."
    if any(asked.in_text(doer) for doer in to_do) and question.yes_no:
        return "Det citerede siger, hvordan det foregår, ikke om det er sket."
    return ""


def _doers(done: str, text: str, general: bool) -> set[str]:
    """Who does in a text what is asked of as done: the party before the verb, and those after "af" or "i" right behind it.

    `general` takes the forms that tell what is to be done ("godkendes"), else those that tell what was done.
    """
    root = re.sub(r"(?:ede|et|te|t)$", "", done)
    if len(root) < _SHORTEST_VERB:
        return set()
    found: set[str] = set()
    for verb in re.finditer(rf"\b{re.escape(root)}\w*", text, re.IGNORECASE):
        if verb.group().lower().endswith("es") != general:
            continue
        behind = _DONE_BY.match(text, verb.end())
        before = list(_PARTY.finditer(text[: verb.start()]))
        if behind is not None:
            found |= set(_PARTY.findall(behind.group()))
        elif before:
            found.add(before[-1].group())
    return found


def _acting(question: Question) -> _Acting | None:
    """The body that a question asks of as the one that acts."""
    text = question.said
    for kind, pattern in (*_BODIES.items(), ("municipality", _MUNICIPALITY)):
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


def _with_headings(statement: Statement) -> str:
    """A quote with the headings over it; the title of its document names whose paper it is, not who acts."""
    return " ".join((*statement.candidate.section.path, *statement.texts))
