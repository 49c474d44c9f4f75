"""What a percentage in a rate sentence is: a projection, a rise, a fall, or an earlier reduction."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.rate_tokens import Token

_PL = re.compile(
    r"\bp/?l\b|\bp\.l\.|\bpl-\w+|\bpl(?=\d)|pris- og løn\w*|pris og løn\w*|prisfremskriv\w*|fremskrivning\w*"
    r"|pris/løn\w*|lønudvikling\w*|prisudvikling\w*|inflation\w*",
    re.IGNORECASE,
)
EARLIER = re.compile(
    r"(?:forrige|sidste|tidligere|foregående|seneste)\s+(?:\w+\s+)?(?:takst)?(?:aftale)?\s?(?:periode|aftale|takstaftale)\w*"
    r"|(?:forrige|sidste|tidligere|foregående) reduktion\w*|i perioden før",
    re.IGNORECASE,
)
UP = (
    r"(?:hæve\w*|stig\w*|steg|sat\w* (?:\w+ ){0,3}op|sætte\w* (?:\w+"
    r" ){0,3}op|satte\w* (?:\w+ ){0,3}op|op fra|op på"
    r"|forhøje\w*|øge\w*|vokse\w*|højere|dyrere|løfte[dts]\w*|op med|opreguler\w*)"
)
DOWN = (
    r"(?:sænke\w*|fald\w*|faldt|sat\w* (?:\w+ ){0,3}ned|sætte\w* (?:\w+"
    r" ){0,3}ned|satte\w* (?:\w+ ){0,3}ned|ned fra"
    r"|ned på|reducer\w*|nedsat\w*|nedsætte\w*|lavere|billigere|skåret|skære\w*|ned"
    r" med|reduktion\w*|mindske\w*)"
)
# What else is told in per cent beside a rate: never its projection, nor its change.
_OTHER = re.compile(r"\bbelægning\w*|\boverhead\w*|\begenbetaling\w*|\bsygefravær\w*", re.IGNORECASE)
_SET = re.compile(r"\b(?:sæt\w*|sat\w*|gå\w*|gik)\b", re.IGNORECASE)
CHANGE = re.compile(rf"\b(?:takst)?(?:(?P<up>{UP})|(?P<down>{DOWN}))", re.IGNORECASE)


def percent_roles(text: str, tokens: Sequence[Token]) -> dict[int, str]:
    """Token index to "pl", "up", "down", "earlier", "other" or "" for every percentage, by the nearest cue."""
    roles: dict[int, str] = {}
    previous: tuple[int, str] | None = None
    for at, token in enumerate(tokens):
        if token.kind not in ("percent", "percents"):
            continue
        role = _nearest(text, token, tokens)
        if previous is not None:
            between = text[tokens[previous[0]].end : token.start]
            plain = re.sub(r"\b(?:i|og|for|år|så|samt|19\d\d|20\d\d)\b|[\s,;+&()/]", "", between)
            if not plain or (not role and len(between) < 40):
                role = previous[1]
        roles[at] = role
        previous = (at, role)
    return roles


def _nearest(text: str, token: Token, tokens: Sequence[Token]) -> str:
    left_edge = max(
        (t.end for t in tokens if t.end <= token.start and t.kind in ("percent", "percents")), default=0
    )
    right_edge = min(
        (t.start for t in tokens if t.start >= token.end and t.kind != "year"), default=len(text)
    )
    left = text[max(left_edge, token.start - 60) : token.start]
    right = text[token.end : min(right_edge, token.end + 45)]
    # "sætte prisen 5 % op": the verb stands before the percentage and its direction behind it
    turned = re.match(r"\s*(?:(?P<up>op)|ned)\b", right) if _SET.search(left) else None
    if turned:
        return "up" if turned["up"] else "down"
    best: tuple[float, str] = (99.0, "")
    for role, pattern in (("pl", _PL), ("earlier", EARLIER), ("other", _OTHER), ("change", CHANGE)):
        # "reduceret 4 pct. i forrige periode": the period decides, though the verb stands nearer
        lead = 6 if role == "earlier" else 0
        for match in pattern.finditer(left):
            best = min(best, (_distance(left[match.end() :]) - lead, _named(role, match)))
        for match in pattern.finditer(right):
            best = min(best, (_distance(right[: match.start()]) + 1.5 - lead, _named(role, match)))
            break
    return best[1]


def _distance(gap: str) -> float:
    return len(gap.split()) + 5 * len(re.findall(r"[;–—?!]|\.\s", gap)) + 2 * gap.count(",")


def _named(role: str, match: re.Match[str]) -> str:
    if role != "change":
        return role
    return "up" if match["up"] else "down"
