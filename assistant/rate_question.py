"""A question in everyday Danish turned into a call of a rate rule.

A question is a call when it brings figures or an event to decide on. A question about what the clause says is
none, and is answered from the documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from assistant.rate_call import RateCall
from assistant.rate_cases import deficit_cover, event_date, holiday, over_under, overhead, scope
from assistant.rate_followup import follow_up
from assistant.rate_region import regions_in
from assistant.rate_takst import Slots, fill_slots, percent_roles
from assistant.rate_tokens import Token, read_tokens, sentences
from assistant.rules.registry import RULES

RATE_RULES = {"Midtjylland": "midt.takstudvikling", "Hovedstaden": "hovedstaden.prisloft"}
_RATE_WORDS = re.compile(
    r"\w*takst\w*|\bdagspris\w*|\bdøgnpris\w*|\bpladspris\w*|\bprisen\b|\bpris pr|\bprisloft\w*|\bloft\w*"
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
_OTHER_MONEY = re.compile(
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


def parse_rate_question(
    text: str, regions: Sequence[str] = (), previous: RateCall | None = None
) -> RateCall | None:
    """The call that the question asks for, or None where it is no rate question.

    `regions` are those the caller has found in the text, municipalities included; without them the region
    names in the text count. `previous` is the last call of the conversation: a follow-up changes its inputs.
    The figures are exactly those of the text; what is missing or unclear stands in `missing`, in Danish.
    """
    named = list(dict.fromkeys(regions)) or regions_in(text)
    relevant = _relevant(text)
    tokens = read_tokens(relevant)
    if previous is not None:
        changed = follow_up(relevant, tokens, named, previous)
        if changed is not None:
            return settle(
                changed.family, changed.region, dict(changed.inputs), dict(changed.words), changed.asks, {}
            )
    family = _family(relevant, tokens)
    if family is None:
        return None
    slots = _SLOTS[family](relevant, tokens)
    if slots is None:
        return None
    region = named[0] if len(named) == 1 else None
    if len(named) > 1:
        slots.unclear["region"] = "én region ad gangen: " + " eller ".join(named)
    if family == "takst" and "art" not in slots.inputs:
        _kind(relevant, slots)
    return settle(family, region, slots.inputs, slots.words, slots.asks, slots.unclear)


def settle(
    family: str,
    region: str | None,
    inputs: dict[str, Any],
    words: dict[str, str],
    asks: Any,
    unclear: dict[str, str],
) -> RateCall:
    """The rule for a family and region, with what is still missing."""
    missing = dict(unclear)
    rule, reason = _rule(family, region)
    if family == "takst":
        if region is None:
            missing.setdefault("region", "Midtjylland eller Hovedstaden")
        if rule == "midt.takstudvikling":
            inputs.pop("art", None)
            words.pop("art", None)
        if rule is not None:
            missing |= _missing_rate(rule, inputs, words, asks)
    elif rule == "standardkontrakt" or rule == "aftale.gaeldende":
        if region is None:
            missing.setdefault("region", "Midtjylland eller Hovedstaden")
        else:
            inputs["region"] = region
    elif rule is not None:
        fields = RULES[rule].inputs.model_fields
        for name, info in fields.items():
            if info.is_required() and name not in inputs:
                missing.setdefault(name, info.description or name)
    if rule is None and reason:
        missing = {}
    return RateCall(rule, inputs, words, missing, reason, region, family, asks)


def _missing_rate(rule: str, inputs: dict[str, Any], words: dict[str, str], asks: str) -> dict[str, str]:
    missing: dict[str, str] = {}
    fields = RULES[rule].inputs.model_fields
    spread = inputs.pop("pl_liste", None)
    if spread is not None:
        first = 2019 if rule == "hovedstaden.prisloft" else inputs.get("basisaar")
        last = inputs.get("aar")
        if first is not None and last is not None and len(spread) == int(last) - int(first):
            inputs["pl_aar"] = {int(first) + n: value for n, value in enumerate(spread, 1)}
            words["pl_aar"] = words.pop("pl_liste", "")
        else:
            missing["pl_aar"] = "pl for hvert år, med årstal, eller én samlet pl"
    if rule == "hovedstaden.prisloft" and inputs.get("mellemtakster"):
        inputs.pop("mellemtakster")
        words.pop("mellemtakster", None)
        missing["aar"] = "ét år ad gangen: der står takster for flere år"
    if "basistakst" not in inputs and not ("aendring_pct" in inputs and "takst" not in inputs):
        missing["basistakst"] = fields["basistakst"].description or "basistakst"
    if asks == "check" and "takst" not in inputs and "aendring_pct" not in inputs:
        missing["takst"] = fields["takst"].description or "takst"
    if "aar" not in inputs:
        missing["aar"] = fields["aar"].description or "aar"
    if (
        rule == "hovedstaden.prisloft"
        and not missing.get("pl_aar")
        and not {"pl_pct", "pl_aar"} & set(inputs)
    ):
        missing["pl_pct"] = fields["pl_pct"].description or "pl_pct"
    return missing


def _rule(family: str, region: str | None) -> tuple[str | None, str]:
    """The rule, or the Danish reason why the region has none."""
    if family == "takst":
        if region is None:
            return None, ""
        rule = RATE_RULES.get(region)
        return rule, "" if rule else (
            f"De indlæste dokumenter rummer ingen takstbestemmelse for {region}, så der er ikke regnet."
        )
    rule, home = _RULES[family]
    if home is not None and region is not None and region != home:
        return (
            None,
            f"Bestemmelsen findes kun i rammeaftalen for {home}, ikke for {region}, så der er ikke regnet.",
        )
    if family == "standardkontrakt" and region not in (None, "Midtjylland", "Hovedstaden"):
        return None, f"De indlæste dokumenter siger intet om standardkontrakten i {region}."
    if family == "gaeldende" and region not in (None, "Midtjylland", "Hovedstaden", "Syddanmark"):
        return None, f"De indlæste dokumenter rummer ingen rammeaftale for {region}."
    return rule, ""


_RULES: dict[str, tuple[str, str | None]] = {
    "overhead": ("hovedstaden.overhead", "Hovedstaden"),
    "oekonomimodel": ("hovedstaden.oekonomimodel", "Hovedstaden"),
    "over_underskud": ("midt.over_underskud", "Midtjylland"),
    "sundhedslov": ("sundhedslov.betaler", None),
    "basis_ydelse": ("takst.basis_ydelse", None),
    "boernehus": ("midt.boernehus_afregning", None),
    "krisecenter": ("krisecenter.optagelse", None),
    "ferieledsagelse": ("midt.ferieledsagelse", "Midtjylland"),
    "standardkontrakt": ("standardkontrakt", None),
    "omfang": ("aftale.omfang", None),
    "gaeldende": ("aftale.gaeldende", None),
}


def _relevant(text: str) -> str:
    """The text with figures of unrelated sentences blanked out, so that they cannot become inputs."""
    kept = list(text)
    for start, end in sentences(text):
        sentence = text[start:end]
        tokens = read_tokens(sentence)
        if not tokens or re.search(r"\?\s*$", sentence):
            continue
        rated = _RATE_WORDS.search(sentence) or _topic(sentence)
        money = any(t.kind in ("amount", "percent", "percents") for t in tokens)
        foreign = _OTHER_MONEY.search(sentence) and not rated
        carries = any(t.kind == "date" for t in tokens) and re.search(
            r"\b(?:sag\w*|borger\w*|afgør\w*)\b", sentence
        )
        if foreign or not (rated or money or carries or len(sentence.split()) <= 4):
            for at in range(start, end):
                if kept[at].isdigit():
                    kept[at] = " "
    return "".join(kept)


_TOPIC = re.compile(
    r"overhead|indirekte|underskud|overskud|sundhedslov|sundhedsydelse|børnehus|krisecent|forsorgs?hjem|ledsag"
    r"|standardkontrakt|omfattet|belægning|ydelsestakst|fremskriv|\bpl\b|\bp/l\b|pris- og løn|økonomimodel|aftrap",
    re.IGNORECASE,
)


def _topic(sentence: str) -> bool:
    return bool(_TOPIC.search(sentence))


def _has(text: str, pattern: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


def _family(text: str, tokens: Sequence[Token]) -> str | None:
    """Which kind of rule question this is, or None."""
    kinds = {t.kind for t in tokens}
    money = "amount" in kinds
    dated = bool(kinds & {"date", "year"})
    percents = bool(kinds & {"percent", "percents"})
    for family, fits in (
        ("boernehus", _has(text, r"børnehus\w*|børnesag\w*") and dated),
        ("krisecenter", _has(text, r"krisecent\w*|forsorgs?hjem\w*") and "date" in kinds),
        (
            "sundhedslov",
            _has(text, r"sundhedslov\w*|sundhedsydelse\w*|sundhedsfaglig\w*")
            and dated
            and _has(text, r"betal\w*|dække\w*|afhold\w*|regning\w*|finansier\w*|opholdskommune\w*|hæfte\w*"),
        ),
        ("basis_ydelse", _has(text, r"ydelsestakst\w*|basistakst og|basis-" r" og|basis og ydelse") and dated and not money),
        ("standardkontrakt", _has(text, r"standardkontrakt\w*") and dated and _has(text, r"\bskal\b|\bmå\b|\bkan\b|\bkrav\w*|\bpligt\w*|\bbrug\w*|\bgælder\b|\banvend\w*")),
        (
            "gaeldende",
            _has(text, r"\b(?:hvilken|hvad for en|hvilke) (?:\w+ )?\w*(?:aftale)\w*|\bgældende" r" \w*aftale\w*|aftale\w* (?:er |var )?(?:i kraft|gælder|gældende|galdt|gjaldt)")
            and _has(text, r"gælde\w*|gjaldt|galdt|i kraft")
            and dated,
        ),
        ("omfang", _has(text, r"\bomfatte[tr]\w*") and _has(text, r"tilbud\w*|botilbud\w*|bosted\w*") and _has(text, r"\bvores\b|\bvi\b|\bet (?:\w+" r" ){0,3}\w*tilbud\b|\bmit\b") and len(scope(text, tokens).inputs) >= 1),
        ("ferieledsagelse", _has(text, r"ledsag\w*") and _has(text, r"ferie\w*|rejse\w*") and len(holiday(text, tokens).inputs) >= 2 and _has(text, r"\b(?:må|kan|er det)\b") and _has(text, r"\bvores\b|\bvi\b|\bet (?:privat|kommunal|regional)\w*|\ben (?:\w+" r" )?beboer\b|\bmå (?:en|et)\b")),
    ):  # fmt: skip
        if fits:
            return family
    deficit = _has(text, r"underskud\w*|overskud\w*")
    if deficit and (
        kinds & {"places"} or _has(text, r"belægning\w*|indregn\w*") or (_has(text, r"takst\w*") and money)
    ):
        return "over_underskud" if money or kinds & {"places"} else None
    covering = _has(
        text, r"dæk\w*|garanti\w*|økonomimodel\w*|abonnement\w*|aftrap\w*|underskudsdæk\w*|del(?:e|es|ing)\b"
    )
    if (deficit or _has(text, r"økonomimodel\w*|aftrap\w*")) and covering:
        asked = money or (
            percents and _has(text, r"\b(?:må|kan) (?:vi|man|jeg|der)\b|\bvi" r" (?:vil|ønsker|planlægger)\b")
        )
        return "oekonomimodel" if asked else None
    if _has(text, r"overhead\w*|indirekte"):
        own = _has(
            text, r"\bvi\b|\bvores\b|\bjeres\b|\bos\b|\btilbuddets\b|\bkommunens?\b|\bligger på\b|\bhar en\b"
        )
        if money or (percents and own and _has(text, r"mål\w*|holder|for h\wj\w*|over\b|ok\b|i orden|går")):
            return "overhead"
        return None
    return "takst" if _is_rate(text, tokens, money) else None


def _is_rate(text: str, tokens: Sequence[Token], money: bool) -> bool:
    words, asks = bool(_RATE_WORDS.search(text)), bool(_RATE_ASKS.search(text))
    if money:
        bare_only = all(t.bare for t in tokens if t.kind == "amount")
        years = sum(t.kind == "year" for t in tokens)
        return words or (asks and (not bare_only or years > 0))
    if not words:
        return False
    roles = set(percent_roles(text, tokens).values())
    if not roles & {"up", "down"}:
        return False
    if _MAY.search(text):
        return True
    return not _OBLIGED.search(text) and bool(_CASE.search(text)) and bool(_DECIDE.search(text))


def _kind(text: str, slots: Slots) -> None:
    """Whether the figures are a rate or an expense per day, from the user's own words."""
    expense = re.search(r"\budgift\w*|\bomkostning\w* pr", text, re.IGNORECASE)
    rate = re.search(
        r"(?<!basis)(?<!\w)takst(?!aftale|loft|bestem)\w*|\bdøgntakst\w*|\bdagstakst\w*|\bbasistakst\w*",
        text,
        re.IGNORECASE,
    )
    if expense and not rate:
        slots.put("art", "udgift_pr_dag", expense.group())
    elif rate and not expense:
        slots.put("art", "takst", rate.group())


def _dated(text: str, tokens: Sequence[Token]) -> Slots | None:
    found = event_date(tokens)
    slots = Slots()
    if found is None:
        slots.unclear["dato"] = "én dato: dag, måned eller år"
        return slots
    slots.put("dato", *found)
    return slots


def _health(text: str, tokens: Sequence[Token]) -> Slots | None:
    slots = _dated(text, tokens)
    if slots is not None:
        if re.search(r"\bøvrige\b", text, re.IGNORECASE):
            slots.put("ydelse", "oevrige", "øvrige")
        elif re.search(r"led i opholdet|del af opholdet", text, re.IGNORECASE):
            slots.put("ydelse", "led_i_opholdet", "led i opholdet")
    return slots


def _split(text: str, tokens: Sequence[Token]) -> Slots | None:
    years = {
        t.year if t.kind == "year" else t.value.start.year: t.text
        for t in tokens
        if t.kind in ("year", "date")
    }  # type: ignore[union-attr]  # a date token holds a DateSpan
    slots = Slots()
    if len(years) != 1:
        slots.unclear["aar"] = "ét takstår"
        return slots
    year, words = next(iter(years.items()))
    slots.put("aar", year, words)
    return slots


_SLOTS: dict[str, Callable[[str, Sequence[Token]], Slots | None]] = {
    "takst": fill_slots,
    "overhead": overhead,
    "oekonomimodel": deficit_cover,
    "over_underskud": over_under,
    "sundhedslov": _health,
    "basis_ydelse": _split,
    "boernehus": _dated,
    "krisecenter": _dated,
    "standardkontrakt": _dated,
    "gaeldende": _dated,
    "ferieledsagelse": holiday,
    "omfang": scope,
}
