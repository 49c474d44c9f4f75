"""A question in everyday Danish turned into a call of a rate rule.

A question is a call when it brings figures or an event to decide on. A question about what the clause says is
none, and is answered from the documents.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.rate_call import RateCall
from assistant.rate_cases import deficit_cover, over_under, overhead
from assistant.rate_events import dated, health, holiday, rate_year, scope
from assistant.rate_family import OTHER_MONEY, family_of, relevant
from assistant.rate_followup import follow_up
from assistant.rate_region import regions_in
from assistant.rate_settle import put_kind, settle
from assistant.rate_side import without_sides
from assistant.rate_slots import Slots
from assistant.rate_takst import fill_slots
from assistant.rate_tokens import Token, read_tokens, sentences, with_bare_percents

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
    if previous is not None and (changed := goes_on(text, regions, previous)) is not None:
        return changed
    named = list(dict.fromkeys(regions)) or regions_in(text)
    kept, beside = without_sides(relevant(text))
    tokens = _with_spoken_projection(kept, read_tokens(kept))
    family = family_of(kept, tokens)
    if family is None or (family == "takst" and _CLAIM.search(kept) and not _OWN_CASE.search(kept)):
        return None
    slots = _SLOTS[family](kept, tokens)
    region = named[0] if len(named) == 1 else None
    if len(named) > 1:
        slots.unclear["region"] = "én region ad gangen: " + " eller ".join(named)
    if family == "takst" and "art" not in slots.inputs:
        put_kind(kept, slots)
    if beside:
        slots.kept["andet"] = list(beside)
    return settle(family, region, slots.inputs, slots.words, slots.asks, slots.unclear, slots.kept)


_PL_LIST = re.compile(r"\b(?:p/?l|pris- og løn\w*|fremskrivning\w*)\b", re.IGNORECASE)


def _with_spoken_projection(text: str, tokens: list[Token]) -> list[Token]:
    """The tokens with the bare figures of "pl 2020 1,0, 2021 0,5" read as percentages, to the end of the sentence."""
    found = tokens
    for start, end in sentences(text):
        cue = _PL_LIST.search(text, start, end)
        if cue is None or "kr" in text[cue.end() : end].lower():
            continue
        spoken = with_bare_percents(text, found, wanted=True)
        found = [t for t in found if not cue.end() <= t.start < end] + [
            t for t in spoken if cue.end() <= t.start < end
        ]
    return sorted(found, key=lambda token: token.start)


def goes_on(text: str, regions: Sequence[str], previous: RateCall) -> RateCall | None:
    """The call before, changed by a follow-up; None where the text does not go on from it."""
    named = list(dict.fromkeys(regions)) or regions_in(text)
    # A single sentence is all about the case it goes on with: "ups det skulle være 2021".
    single = len(list(sentences(text))) < 2 and not OTHER_MONEY.search(text)
    whole = text if single else relevant(text)
    kept, _ = without_sides(whole)
    changed = follow_up(kept, read_tokens(kept), named, previous)
    if changed is None:
        return None
    unclear = changed.kept.get("uklar", {})
    inputs, words = dict(changed.inputs), dict(changed.words)
    return settle(changed.family, changed.region, inputs, words, changed.asks, unclear, changed.kept)


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
