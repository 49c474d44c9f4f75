"""The inputs of the rules in the words of a reader, and what is missing or impossible said with them."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.rules.result import NeedsInput, RuleError, RuleInputError

_WORDS = {
    "aar": "nyt år",
    "aendring_pct": "ændring i pct.",
    "antal_aar": "antal år",
    "art": "tallet er",
    "basisaar": "år før",
    "basistakst": "takst før",
    "befolkning": "indbyggertal",
    "belaegning_pct": "belægning",
    "doegntilbud": "døgntilbud",
    "eget_initiativ": "på eget initiativ",
    "flere_kommuner": "bruges af flere kommuner",
    "i_midtjylland": "ligger i Midtjylland",
    "maalgruppe": "målgruppe",
    "mellemtakster": "takster for år imellem",
    "nedsat_funktionsevne": "nedsat funktionsevne",
    "overhead_pct": "overheadprocent",
    "pl_aar": "pris- og lønfremskrivning pr. år",
    "pl_pct": "pris- og lønfremskrivning i alt",
    "procenter": "dækning pr. år",
    "takst": "ny takst",
    "tidligere_reduktion_pct": "reduktion i den forrige periode",
    "ud_over_85": "ud over § 85",
}
_VALUES = {
    ("art", "takst"): "en takst",
    ("art", "udgift_pr_dag"): "en udgift pr. dag",
    ("ydelse", "oevrige"): "øvrige sundhedslovsydelser",
    ("ydelse", "led_i_opholdet"): "behandling, der er led i opholdet",
}
_RAW = {"udgift_pr_dag": "udgift pr. dag", "oevrige": "øvrige", "led_i_opholdet": "led i opholdet"}
_NAMES = ("Midtjylland", "Hovedstaden", "Syddanmark", "Sjælland", "Nordjylland")
_PLAIN = str.maketrans({"_": " "})


def field_words(field: str, own: Mapping[str, str] | None = None) -> str:
    """What a reader calls an input, in lower case: "pl_aar.2020" is "pris- og lønfremskrivning pr. år, 2020".

    `own` are words that go before the usual ones, as the headers of a reader's file do.
    """
    name, _, part = field.partition(".")
    told = (own or {}).get(name) or _WORDS.get(name)
    if told is None:
        told = name.removesuffix("_pct").translate(_PLAIN)
        told = told.replace("aa", "å").replace("ae", "æ").replace("oe", "ø")
    if part.split(".")[0].isdigit() and int(part.split(".")[0]) < 1_000:
        part = f"nr. {int(part.split('.')[0]) + 1}"
    return f"{told}, {part}" if part else told


def value_words(field: str, value: str) -> str:
    """A value as a reader knows it: "udgift_pr_dag" is "en udgift pr. dag"; any other unchanged."""
    return _VALUES.get((field, value), value)


def said(wrong: RuleError, own: Mapping[str, str] | None = None) -> str:
    """What is missing or impossible and how to mend it, one sentence or more, for someone who knows no inner names."""
    match wrong:
        case NeedsInput():
            lacking = "; ".join(f"{field_words(n, own)} ({_begun(t)})" for n, t in wrong.fields.items())
            return f"Der mangler: {lacking}."
        case RuleInputError():
            what = _capital(field_words(wrong.field, own))
            told = (
                wrong.allowed
                if wrong.allowed.startswith("»")
                else f"»{wrong.value}« kan ikke bruges. Skriv {_begun(wrong.allowed)}"
            )
            for raw, words in _RAW.items():
                told = told.replace(raw, words)
            return f"{what}: {told.removesuffix('.')}."
        case _:
            return str(wrong)


def missing_lines(fields: Mapping[str, str]) -> list[str]:
    """One line of Markdown for each missing input: what it is called, and what to write."""
    return [f"- {_capital(field_words(name))}: {_begun(text)}" for name, text in fields.items()]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _begun(text: str) -> str:
    """A description as it goes on in a sentence."""
    return text if text.startswith(_NAMES) else text[:1].lower() + text[1:]
