"""A question in everyday Danish turned into a call of a rate rule.

A question is a call when it brings figures or an event to decide on. A question about what the clause says is
none, and is answered from the documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from assistant.rate_call import RateCall
from assistant.rate_cases import deficit_cover, over_under, overhead
from assistant.rate_events import dated, health, holiday, rate_year, scope
from assistant.rate_family import family_of, relevant
from assistant.rate_followup import follow_up
from assistant.rate_region import regions_in
from assistant.rate_slots import Slots
from assistant.rate_takst import fill_slots
from assistant.rate_tokens import Token, read_tokens
from assistant.rules.registry import RULES

RATE_RULES = {"Midtjylland": "midt.takstudvikling", "Hovedstaden": "hovedstaden.prisloft"}


# "Skal taksterne sættes ned med mindst 3 pct.?" asks what the agreement says of all rates: it is no case to check,
# and a verdict on it would read as a yes.
_CLAIM = re.compile(r"\btaksterne\b", re.IGNORECASE)
_OWN_CASE = re.compile(
    r"\b(?:vi|vores|os|jeres|min|mit|mine)\b|\bkr\b|\bkroner\b|,-|\d{3,}(?<!20\d\d)\b", re.IGNORECASE
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
    kept = relevant(text)
    tokens = read_tokens(kept)
    if previous is not None:
        changed = follow_up(kept, tokens, named, previous)
        if changed is not None:
            return settle(
                changed.family, changed.region, dict(changed.inputs), dict(changed.words), changed.asks, {}
            )
    family = family_of(kept, tokens)
    if family is None or (family == "takst" and _CLAIM.search(kept) and not _OWN_CASE.search(kept)):
        return None
    slots = _SLOTS[family](kept, tokens)
    region = named[0] if len(named) == 1 else None
    if len(named) > 1:
        slots.unclear["region"] = "én region ad gangen: " + " eller ".join(named)
    if family == "takst" and "art" not in slots.inputs:
        _kind(kept, slots)
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
            # The word stays: a follow-up about Hovedstaden needs it.
            inputs.pop("art", None)
        elif rule == "hovedstaden.prisloft" and "art" not in inputs and "art" in words:
            spoken = Slots()
            _kind(words["art"], spoken)
            inputs |= spoken.inputs
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
    first, last = (2019 if rule == "hovedstaden.prisloft" else inputs.get("basisaar")), inputs.get("aar")
    each = inputs.pop("pl_hvert_aar", None)
    if each is not None:
        words["pl_aar"] = words.pop("pl_hvert_aar", "")
        if first is not None and last is not None and int(first) < int(last):
            inputs["pl_aar"] = dict.fromkeys(range(int(first) + 1, int(last) + 1), each)
        else:
            missing["pl_aar"] = "pl for hvert år, med årstal, eller én samlet pl"
    spread = inputs.pop("pl_liste", None)
    if spread is not None:
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


_SLOTS: dict[str, Callable[[str, Sequence[Token]], Slots]] = {
    "takst": fill_slots,
    "overhead": overhead,
    "oekonomimodel": deficit_cover,
    "over_underskud": over_under,
    "sundhedslov": health,
    "basis_ydelse": rate_year,
    "boernehus": dated,
    "krisecenter": dated,
    "standardkontrakt": dated,
    "gaeldende": dated,
    "ferieledsagelse": holiday,
    "omfang": scope,
}
