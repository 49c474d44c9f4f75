"""Which kind of rule a question speaks to, and which of its sentences belong to it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from assistant.rate_events import holiday, scope
from assistant.rate_percent import percent_roles
from assistant.rate_place import CEILING
from assistant.rate_tokens import Token, read_tokens, sentences

RATE_WORDS = re.compile(
    r"takst\w*|\bdagspris\w*|\bdøgnpris\w*|\bpladspris\w*|\bprisen\b|\bpris pr|\bprisloft\w*|\bloft\w*"
    r"|\budgift\w*|\bpr\.? ?(?:dag|døgn)\b|\bom dagen\b|\bpr\. plads\b|\bkr\.? ?/"
    r" ?(?:dag|døgn)|\bdøgnet\b|\bkoste\w*",
    re.IGNORECASE,
)
_RATE_ASKS = re.compile(
    r"\bgår (?:den|det|taksten|prisen)\b|\boverhold\w*|\bmå"
    r" (?:vi|jeg|man|taksten|den|de)\b|\bhøjst\b|\bhvad må\b"
    r"|\bi orden\b|\btillad\w*|\blovlig\w*|\bfor meget\b|\bfor høj\w*|\bfor"
    r" dyr\w*|\bbrud\b|\bbryde[rt]?\b|\bstrid\b"
    r"|\bholder (?:vi|det|den|taksten)\b|\bokay?\b|\bkan (?:vi|det|den)\b",
    re.IGNORECASE,
)
OTHER_MONEY = re.compile(
    r"\b(?:husleje\w*|lønn?en|løn|kontingent\w*|honorar\w*|frokost\w*|bilen?|konference\w*|budget\w*|møblerne?"
    r"|konsulent\w*|egenbetaling\w*|tilskud\w*|bevilling\w*|kontorplads\w*)\b",
    re.IGNORECASE,
)
_CASE = re.compile(
    r"\b(?:vi|os|vores|jeres|i kan|min|mit|den|det|taksten|taksterne|udgift\w*|prisen|loftet|en"
    r" borger|beboer\w*|kommunen)\b",
    re.IGNORECASE,
)
_OBLIGED = re.compile(
    r"\b(?:skal|skulle|bliver|blive|at) (?:\w+" r" ){0,4}(?:reducer|sænk|nedsæt|hæv|stig|fald)\w*",
    re.IGNORECASE,
)
_MAY = re.compile(
    r"\b(?:må|kan|vil|gerne|hvis) (?:\w+" r" ){0,4}(?:hæve|sætte|øge|stige|forhøje|sænke|regulere)\w*",
    re.IGNORECASE,
)
_DECIDE = re.compile(
    r"\?|\b(?:når|holder|overhold\w*|ligger|hvor|hvad|hvem|hvilken|må|kan|er|beregn\w*|regn\w*|tjek\w*)\b",
    re.IGNORECASE,
)
TOPIC = re.compile(
    r"overhead|indirekte|underskud|overskud|sundhedslov|sundhedsydelse|børnehus|krisecent|forsorgs?hjem|ledsag"
    r"|standardkontrakt|omfattet|belægning|ydelsestakst|fremskriv|\bpl\b|\bp/l\b|pris- og løn|økonomimodel|aftrap",
    re.IGNORECASE,
)
_EVENTS = {
    "boernehus": r"(?s)(?=.*(?:børnehus|børnesag))(?=.*(?:\bsag|børnesag))",
    "krisecenter": r"(?s)(?=.*(?:krisecent|forsorgs?hjem))(?=.*(?:optag|udskriv|klage|afgør|afslag|indskriv))",
    "sundhedslov": (
        r"(?s)(?=.*(?:sundhedslov|sundhedsydelse|sundhedsfaglig))"
        r"(?=.*(?:betal|dække|afhold|regning|finansier|opholdskommune|hæfte))"
    ),
    "basis_ydelse": r"(?s)(?=.*(?:ydelsestakst|basistakst og|basis- og|basis og ydelse))",
    "standardkontrakt": (
        r"(?s)(?=.*standardkontrakt)(?=.*(?:\bskal\b|\bmå\b|\bkan\b|\bkrav|pligt|\bbrug|\bgælder\b|\banvend))"
    ),
    "gaeldende": (
        r"(?s)(?=.*(?:\b(?:hvilken|hvad for en|hvilke) (?:\w+ )?(?:ramme)?aftaler?\b|\bgældende (?:ramme)?aftale"
        r"|aftale\w* (?:er |var )?(?:i kraft|gælder|gældende|galdt|gjaldt)))(?=.*(?:gælde|gjaldt|galdt|i kraft))"
    ),
}
_OWN_OFFER = re.compile(
    r"\bvores\b|\bvi\b|\bmit\b|\bet (?:\w+ ){0,3}\w*tilbud\b|\bet (?:privat|kommunal|regional)\w*"
    r"|\ben (?:\w+ )?beboer\b|\bmå (?:en|et)\b",
    re.IGNORECASE,
)


def family_of(text: str, tokens: Sequence[Token]) -> str | None:
    """Which kind of rule question this is, or None where it is none."""
    kinds = {t.kind for t in tokens}
    money = "amount" in kinds
    dated = bool(kinds & {"date", "year"})
    for family, pattern in _EVENTS.items():
        when = "date" in kinds if family == "krisecenter" else dated
        if when and not (family == "basis_ydelse" and money) and re.match(pattern, text, re.IGNORECASE):
            return family
    if _OWN_OFFER.search(text):
        if _has(text, r"\bomfatte[tr]\w*") and _has(text, r"tilbud|bosted") and scope(text, tokens).inputs:
            return "omfang"
        if _has(text, r"ledsag") and _has(text, r"ferie|rejse") and _has(text, r"\b(?:må|kan|er det)\b"):
            return "ferieledsagelse" if len(holiday(text, tokens).inputs) >= 2 else None
    if _has(text, r"underskud|overskud|økonomimodel|aftrap"):
        found = _deficit(text, kinds, money)
        if found:
            return found
    if _has(text, r"overhead|indirekte"):
        return "overhead" if money or _own_overhead(text, kinds) else None
    return "takst" if _is_rate(text, tokens, money) else None


def _deficit(text: str, kinds: Collection[str], money: bool) -> str | None:
    """Cover in the economy model, or the effect on the rate."""
    deficit = _has(text, r"underskud|overskud")
    covered = _has(text, r"dæk|garanti|økonomimodel|abonnement|aftrap|\bdel(?:e|es|ing)\b")
    # An offer has places whatever is asked of its deficit.
    places = "places" in kinds and not covered
    on_rate = places or _has(text, r"belægning|indregn") or (_has(text, r"takst") and money)
    if deficit and on_rate:
        return "over_underskud" if money or "places" in kinds else None
    if not covered:
        return None
    asked = _has(text, r"\b(?:må|kan) (?:vi|man|jeg|der)\b|\bvi (?:vil|ønsker|planlægger)\b")
    return "oekonomimodel" if money or (asked and ("percent" in kinds or "percents" in kinds)) else None


def _own_overhead(text: str, kinds: Collection[str]) -> bool:
    """A percentage of one's own to hold against the target, not a question about the target."""
    if "percent" not in kinds:
        return False
    own = r"\bvi\b|\bvores\b|\bjeres\b|\bos\b|\btilbuddets\b|\bkommunens?\b|\bligger på\b|\bhar en\b"
    decide = r"\bmål|holder|for høj|\bover\b|\bok(?:ay)?\b|i orden|går|\bfint\b|acceptab|\blavt? nok"
    if _has(text, own) and _has(text, decide):
        return True
    # "Overhead er 7 %, er det ok?" and "Vores overhead er 7 %."; "Er målet for overhead 7 %?" asks what it says.
    told = r"^\W*(?:\w+\s+){0,4}?overhead\w*\s+(?:\w+\s+){0,3}?(?:er|ligger|var|på|udgør)\s+(?:på\s+)?\d"
    claims = r"\bmål|\bskal\b|\bhøjst\b|\bmaks|rigtig|korrekt|passer|^\W*(?:er|hvad|hvor|må|skal)\b"
    return (
        _has(text, told) and not _has(text, claims) and (_has(text, own) or _has(text, decide + r"|\bmå\b"))
    )


def _has(text: str, pattern: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _is_rate(text: str, tokens: Sequence[Token], money: bool) -> bool:
    words, asks = bool(RATE_WORDS.search(text)), bool(_RATE_ASKS.search(text))
    if money:
        twice = sum(t.kind == "amount" for t in tokens) > 1
        bare_only = all(t.bare for t in tokens if t.kind == "amount")
        years = sum(t.kind == "year" for t in tokens)
        projected = "pl" in percent_roles(text, tokens).values()
        return (
            words
            or (asks and (not bare_only or years > 0))
            or (projected and not OTHER_MONEY.search(text) and (twice or "?" in text))
        )
    if not words or _has(text, r"^\W*hvorfor\b"):
        return False
    roles = set(percent_roles(text, tokens).values())
    if not roles & {"up", "down"}:
        return "pl" in roles and bool(CEILING.search(text))
    if _MAY.search(text):
        return True
    return not _OBLIGED.search(text) and bool(_CASE.search(text)) and bool(_DECIDE.search(text))


def relevant(text: str) -> str:
    """The text with figures of unrelated sentences blanked out, so that they cannot become inputs."""
    kept = list(text)
    for start, end in sentences(text):
        sentence = text[start:end]
        tokens = read_tokens(sentence)
        if not tokens or re.search(r"\?\s*$", sentence):
            continue
        rated = RATE_WORDS.search(sentence) or TOPIC.search(sentence)
        money = any(t.kind in ("amount", "percent", "percents") for t in tokens)
        foreign = OTHER_MONEY.search(sentence) and not rated
        carries = any(t.kind == "date" for t in tokens) and re.search(
            r"\b(?:sag\w*|borger\w*|afgør\w*)\b", sentence
        )
        if foreign or not (rated or money or carries or len(sentence.split()) <= 4):
            for at in range(start, end):
                if kept[at].isdigit():
                    kept[at] = " "
    return "".join(kept)
