"""Which rule a question calls, with which inputs, and what is still to be asked before it can decide."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from assistant.rate_call import Asks, RateCall
from assistant.rate_projection import Projection
from assistant.rate_slots import Slots
from assistant.rate_unit import differing
from assistant.rules.figures import FigureError, amount, kroner, percent
from assistant.rules.registry import RULES

RATE_RULES = {"Midtjylland": "midt.takstudvikling", "Hovedstaden": "hovedstaden.prisloft"}
# The year that the agreement for Hovedstaden measures from.
LEVEL = 2019
# Two figures further apart than this can hardly be one rate before and after.
_FACTOR = 3


def settle(
    family: str,
    region: str | None,
    inputs: dict[str, Any],
    words: dict[str, str],
    asks: Asks,
    unclear: Mapping[str, str],
    kept: Mapping[str, Any],
) -> RateCall:
    """The rule for a family and region, with what is still missing.

    `unclear` is what the text leaves open, in Danish; it stays with the call until another turn clears it up.
    """
    missing = dict(unclear)
    held = {**kept, "uklar": dict(unclear)} if unclear else {k: v for k, v in kept.items() if k != "uklar"}
    rule, reason = _rule(family, region)
    if family == "takst":
        if region is None:
            missing.setdefault("region", "Midtjylland eller Hovedstaden")
            if "takst" in inputs and "basistakst" not in inputs:
                missing.setdefault("basistakst", "taksten før, i kr., og hvilket år den er fra")
        if rule == "midt.takstudvikling":
            # The word stays: a follow-up about Hovedstaden needs it.
            inputs.pop("art", None)
        elif rule == "hovedstaden.prisloft" and "art" not in inputs and "art" in words:
            inputs |= _spoken_kind(words["art"])
        missing |= far_apart(inputs) | _other_units(held)
        if rule is not None:
            # What the text leaves open is asked in its own words.
            missing = _missing_rate(rule, inputs, words, asks, held) | missing
    elif rule == "standardkontrakt" or rule == "aftale.gaeldende":
        if region is None:
            third = ", Hovedstaden eller Syddanmark" if rule == "aftale.gaeldende" else " eller Hovedstaden"
            missing.setdefault("region", f"Midtjylland{third}")
        else:
            inputs["region"] = region
    elif rule is not None:
        fields = RULES[rule].inputs.model_fields
        for name, info in fields.items():
            if info.is_required() and name not in inputs:
                missing.setdefault(name, info.description or name)
    if rule is None and reason:
        missing = {}
    return RateCall(rule, inputs, words, missing, reason, region, family, asks, held)


def _missing_rate(
    rule: str, inputs: dict[str, Any], words: dict[str, str], asks: Asks, kept: dict[str, Any]
) -> dict[str, str]:
    missing: dict[str, str] = {}
    fields = RULES[rule].inputs.model_fields
    ceiling = rule == "hovedstaden.prisloft"
    if ceiling and inputs.get("mellemtakster"):
        inputs.pop("mellemtakster")
        words.pop("mellemtakster", None)
        missing["aar"] = "ét år ad gangen: der står takster for flere år"
    # An open question of the change is asked alone, not with all that might be said instead of it.
    moved = "aendring_pct" in inputs or "aendring_pct" in kept.get("uklar", {})
    if "basistakst" not in inputs and not (moved and "takst" not in inputs):
        missing["basistakst"] = fields["basistakst"].description or "basistakst"
    elif ceiling:
        missing |= _level(inputs)
    if asks == "check" and "takst" not in inputs and not moved:
        missing["takst"] = fields["takst"].description or "takst"
    if "aar" not in inputs:
        missing["aar"] = fields["aar"].description or "aar"
    return missing | _projected(inputs, words, kept, ceiling)


def _level(inputs: Mapping[str, Any]) -> dict[str, str]:
    """What is missing of the base where it was not said to be that of the year the agreement measures from.

    Neither "fra 1.200 kr. til 1.250 kr." nor a pl since 2019 says so: most often the first figure is last year's.
    """
    year = _whole(inputs.get("basisaar"))
    told = f"Aftalen for Hovedstaden regner fra niveauet i {LEVEL}"
    if year is not None and year != LEVEL:
        return {"basistakst": f"{told}, så tallet fra {year} kan ikke bruges. Skriv taksten i {LEVEL}, i kr."}
    if year is not None:
        return {}
    if "basistakst" in inputs:
        what = "udgiften pr. dag" if inputs.get("art") == "udgift_pr_dag" else "taksten"
        asked = (
            f"Er {_shown(inputs['basistakst'])} {what} i {LEVEL}? Skriv {LEVEL}, eller skriv {what} dengang"
        )
    else:
        asked = f"Er ændringen regnet fra taksten i {LEVEL}? Skriv {LEVEL}, eller skriv begge takster i kr."
    return {"basisaar": f"{told}. {asked}"}


def _projected(
    inputs: dict[str, Any], words: dict[str, str], kept: dict[str, Any], required: bool
) -> dict[str, str]:
    """Put the projection that was said in its inputs for the years there are; what is missing of it."""
    for name in ("pl_pct", "pl_aar"):
        inputs.pop(name, None)
        words.pop(name, None)
    if "pl" not in kept:
        if required:
            return {"pl_pct": RULES["hovedstaden.prisloft"].inputs.model_fields["pl_pct"].description or "pl"}
        return {}
    last = _whole(inputs.get("aar"))
    first = LEVEL if required else _whole(inputs.get("basisaar"))
    # A pl in all is of the years that were told beside it, though another year is counted from.
    told = _whole(inputs.get("basisaar"))
    said = Projection.of_plain(kept["pl"])
    if told is not None or not required:
        said = said.between(told if told is not None else first, last)
    elif said.total is None:
        said = said.between(first, last)
    kept["pl"] = said.plain()
    found, missing = said.inputs(first, last)
    inputs |= found
    words |= dict.fromkeys(found, said.words)
    return missing


def far_apart(inputs: Mapping[str, Any]) -> dict[str, str]:
    """A question back where the two rates can hardly be the same one, before and after."""
    try:
        old = amount(inputs["basistakst"]) if "basistakst" in inputs else None
        new = amount(inputs["takst"]) if "takst" in inputs else None
        change = percent(inputs["aendring_pct"]) if "aendring_pct" in inputs else None
    except FigureError:
        return {}
    if old is not None and new is not None and old > 0 and new > 0:
        if not Decimal(1) / _FACTOR <= new / old <= _FACTOR:
            return {
                "takst": f"de to tal, {kroner(old)} og {kroner(new)}, ligger så langt fra hinanden, at de næppe er"
                " samme takst før og efter. Skriv begge takster i kr. pr. dag, hver med sit år"
            }
    elif change is not None and not Decimal(-67) <= change <= 200:
        return {"aendring_pct": "så stor en ændring er næppe ment; skriv taksten før og efter i kr. pr. dag"}
    return {}


def _other_units(kept: Mapping[str, Any]) -> dict[str, str]:
    units = differing(kept.get("enhed", {}))
    if units is None:
        return {}
    return {
        "takst": f"den ene takst er pr. {units[0]} og den anden pr. {units[1]}, og de kan ikke sammenlignes direkte."
        f" Skriv begge pr. {units[0]}, eller begge pr. {units[1]}"
    }


def _shown(value: Any) -> str:
    try:
        return kroner(amount(value))
    except FigureError:
        return str(value)


def _whole(value: Any) -> int | None:
    return int(value) if value is not None and str(value).strip().isdigit() else None


def spoken_kind(text: str) -> tuple[str, str] | None:
    """Whether the figures are a rate or an expense per day, with the user's own word; None where it is open."""
    expense = re.search(r"\budgift\w*|\bomkostning\w* pr", text, re.IGNORECASE)
    rate = re.search(
        r"(?<!basis)(?<!\w)takst(?!aftale|loft|bestem)\w*|\bdøgntakst\w*|\bdagstakst\w*|\bbasistakst\w*",
        text,
        re.IGNORECASE,
    )
    if expense and not rate:
        return "udgift_pr_dag", expense.group()
    if rate and not expense:
        return "takst", rate.group()
    return None


def _spoken_kind(word: str) -> dict[str, str]:
    found = spoken_kind(word)
    return {"art": found[0]} if found else {}


def put_kind(text: str, slots: Slots) -> None:
    """Fill `art` where the text says it."""
    found = spoken_kind(text)
    if found:
        slots.put("art", *found)


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
