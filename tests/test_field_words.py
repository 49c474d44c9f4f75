"""Inputs of the rules in words: nobody who asks has to know what they are called inside."""

from __future__ import annotations

import re

import pytest

from assistant.assistant import Assistant
from assistant.rules.field_words import field_words, said
from assistant.rules.registry import RULES
from assistant.rules.result import NeedsInput, RuleInputError


def test_every_input_of_every_rule_has_danish_words() -> None:
    for rule in RULES.values():
        for name in rule.inputs.model_fields:
            assert not re.search(r"_|aa|oe|pct$", field_words(name)), name


@pytest.mark.parametrize(
    ("question", "named"),
    [
        (
            "Taksten er 1450 kr. i Hovedstaden i 2022. Er prisloftet overholdt?",
            "Pris- og lønfremskrivning i alt",
        ),
        (
            "Taksten er 1450 kr. i 2023 og 1500 kr. i 2035. Er takstudviklingen overholdt i Midtjylland?",
            "Nyt år: bestemmelsen i rammeaftalen for Midtjylland dækker 2019-2024, så 2035 kan ikke regnes",
        ),
    ],
)
def test_an_answer_that_lacks_a_figure_calls_it_by_its_danish_name(
    assistant: Assistant, question: str, named: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "needs_input"
    assert named in answer.answer
    assert not any(re.search(rf"\b{name}\b", answer.answer) for name in ("pl_pct", "aar", "basistakst"))


def test_an_error_is_said_once_and_by_the_name_the_reader_uses() -> None:
    wrong = RuleInputError("basistakst", "abc", "»abc« er ikke et beløb; skriv fx 1.462,50 kr.")
    assert said(wrong) == "Takst før: »abc« er ikke et beløb; skriv fx 1.462,50 kr."
    assert said(wrong, {"basistakst": "Gammel pris"}).startswith("Gammel pris: »abc« er ikke")
    assert str(wrong) == "basistakst: »abc« er ikke et beløb; skriv fx 1.462,50 kr."
    assert field_words("pl_aar.2020") == "pris- og lønfremskrivning pr. år, 2020"
    assert field_words("liste.1.indirekte") == "liste, nr. 2"
    assert said(NeedsInput("regel", {"aar": "Det år, taksten gælder for"})) == (
        "Der mangler: nyt år (det år, taksten gælder for)."
    )
