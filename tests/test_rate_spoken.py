"""How a caseworker says figures: in words and halves, several in a few words, years left to be understood, slips of the pen."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.assistant import Assistant
from assistant.rules.figures import amount
from assistant.rules.registry import check
from tests.rate_talks import judged, talk
from tests.rule_cases import PARAMETERS

CAPITAL = "Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl er 2 % om året. Ok?"
LOWERED = "I 2022 satte vi taksten ned fra 1.340 til 1.300 kr. Er det nok i Midtjylland?"


@pytest.mark.parametrize(
    ("said", "kroner"),
    [("tusind kroner", 1000), ("femten hundrede kroner", 1500), ("fjortenhundrede og halvtreds kr.", 1450)],
)
def test_amounts_in_words_are_read(said: str, kroner: int) -> None:
    assert (
        talk(f"Taksten i Midtjylland var {said} i 2019. Hvad må den være i 2022?").inputs["basistakst"]
        == kroner
    )


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("halvanden procent", "1.5"),
        ("to en halv procent", "2.5"),
        ("to og en halv procent", "2.5"),
        ("en halv procent", "0.5"),
        ("2½ %", "2.5"),
        ("½ pct.", "0.5"),
        ("to komma fem procent", "2.5"),
        ("nul komma fem procent", "0.5"),
    ],
)
def test_halves_are_read_as_they_are_said(said: str, read: str) -> None:
    call = talk(f"Taksten i Midtjylland er faldet {said} fra 2019 til 2022. Er det nok?")
    assert call.inputs["aendring_pct"] == -Decimal(read)


@pytest.mark.parametrize(
    ("turns", "name", "read"),
    [
        ((CAPITAL, "og hvis pl er 0,5 hvert år"), "pl_aar", {2020: "0.5", 2021: "0.5", 2022: "0.5"}),
        (
            ("Hovedstaden: taksten var 1.450 kr. i 2019 og er 1.475 kr. i 2022. Pl: 1,1 + 0,9 + 0,6. Må vi?",),
            "pl_aar",
            {2020: "1.1", 2021: "0.9", 2022: "0.6"},
        ),
        (("Vores overhead i Hovedstaden er 6,4 procent. Er det for højt?", "nej 6,1"), "overhead_pct", "6.1"),
        (
            ("Vores overhead i Hovedstaden er 6,4 procent. Er det for højt?",
             "hvad hvis de indirekte er 450.000 og de direkte 8 mio.?"),
            "indirekte",
            "450000",
        ),
        (
            ("Underskud i Hovedstaden: 500.000 i år 1 og 400.000 i år 2, dækning 75-50. Må vi?",
             "og hvis underskuddet er 600.000 i år 1 og 300.000 i år 2"),
            "underskud",
            ["600000", "300000"],
        ),
    ],
)  # fmt: skip
def test_several_figures_in_few_words_are_each_read_whole(
    turns: tuple[str, ...], name: str, read: object
) -> None:
    value = talk(*turns).inputs[name]
    if isinstance(value, dict):
        value = {int(year): str(each) for year, each in value.items()}
    elif isinstance(value, list | tuple):
        value = [str(each) for each in value]
    assert (value if isinstance(value, dict | list) else str(value)) == read


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        (
            "Taksten i Hovedstaden var 1.234 kr. i 2019 og er 1.270 kr. i 2021. Pl er 4,2 % for 2019-2022. Ok?",
            False,
        ),
        (
            "Taksten i Hovedstaden var 1.234 kr. i 2019 og er 1.270 kr. i 2022. Pl er 4,2 % for 2019-2022. Ok?",
            True,
        ),
        (
            "Taksten i Hovedstaden var 1.234 kr. i 2019 og er 1.270 kr. i 2022. Pl for 2020-2022 er 4,2 %. Ok?",
            True,
        ),
        (
            "Taksten i Hovedstaden var 1.234 kr. i 2019 og er 1.270 kr. i 2022. Pl for 2021-2022 er 4,2 %. Ok?",
            False,
        ),
    ],
)
def test_a_projection_said_of_other_years_is_not_used(text: str, complete: bool) -> None:
    assert talk(text).complete is complete


def test_a_projection_told_beside_a_later_base_is_asked_for_anew() -> None:
    first = "Taksten i Hovedstaden var 1.500 kr. i 2021 og er 1.530 kr. i 2022, pl er 2 %. Ok?"
    assert "2021-2022" in talk(first, "i 2019 var den 1.470").missing["pl_pct"]
    assert judged(first, "i 2019 var den 1.470", "4 %")[0] == "ikke_overholdt"


@pytest.mark.parametrize(
    ("text", "inputs"),
    [
        (
            "Taksten i Hovedstaden er 1.100 nu og var 1.050 i 2019. Pl er 5 %. Ok?",
            {"basistakst": 1050, "basisaar": 2019, "takst": 1100},
        ),
        (
            "Vores takst i Midtjylland er 1.450 i dag. I 2019 var den 1.500. Holder vi 2022-kravet?",
            {"basistakst": 1500, "basisaar": 2019, "takst": 1450, "aar": 2022},
        ),
        (
            "Midtjylland: vi sænkede taksten fra 1.500 til 1.460 i 2021. Er det ok i 2022?",
            {"basistakst": 1500, "takst": 1460, "aar": 2022},
        ),
        (
            "Vi har holdt taksten i ro på 1.500 kr. fra 2019 til 2021 i Midtjylland. Går det?",
            {"basistakst": 1500, "basisaar": 2019, "takst": 1500, "aar": 2021},
        ),
        (
            "Taksten i Midtjylland er 1.500 kr. i 2022 ligesom i 2019. Er det godt nok?",
            {"basistakst": 1500, "basisaar": 2019, "takst": 1500, "aar": 2022},
        ),
        (
            "Vi har en takstreduktion på 2,4 procent fra 2018 til 2022 i Midtjylland. Er kravet opfyldt?",
            {"aendring_pct": Decimal("-2.4"), "basisaar": 2018, "aar": 2022},
        ),
        (
            "Taksten i Hovedstaden var 1.000 kr. i 2019. Må den være 1.050 kr. i 2022? Pl er 2 % i 2020 og 2021 og 1 % i 2022",
            {"basistakst": 1000, "basisaar": 2019, "takst": 1050, "aar": 2022,
             "pl_aar": {2020: 2, 2021: 2, 2022: 1}},
        ),
        (
            "Kan vi i Midtjylland hæve taksten fra 1.400 kr. til 1.410 kr. i 2022, når vi sænkede 6 % i forrige takstperiode?",
            {"basistakst": 1400, "takst": 1410, "aar": 2022, "tidligere_reduktion_pct": 6},
        ),
    ],
)  # fmt: skip
def test_a_case_in_spoken_words_is_read_with_its_own_figures(text: str, inputs: dict[str, object]) -> None:
    read = dict(talk(text).inputs)
    read.pop("art", None)
    read.pop("pl_pct", None)
    assert read == inputs


@pytest.mark.parametrize(
    ("turns", "name", "value"),
    [
        (
            ("Vi sænker taksten med 40 kr. fra 1.950 kr. i 2019 i Midtjylland i 2022. Rækker det?", "eller 35 kr?"),
            "takst",
            1915,
        ),
        (
            ("Hovedstaden: udgiften pr. dag var 1.850 kr. i 2019 og er 1.900 kr. i 2021. Pl: 1,5 % i 2020, 1,2 % i 2021. Ok?",
             "og i 2022 med pl 0,9"),
            "aar",
            2022,
        ),
        (("Midtjylland: taksten er 1.500 kr. i 2023, i 2022 var den 1.490 kr. Ok?", "og hvis den i 2023 er 1.490"),
         "takst", 1490),
    ],
)  # fmt: skip
def test_a_short_turn_changes_what_it_can_only_mean(turns: tuple[str, ...], name: str, value: int) -> None:
    call = talk(*turns)
    assert call.complete, call.missing
    assert amount(call.inputs[name]) == value


def test_figures_after_a_question_on_rates_are_its_case(assistant: Assistant) -> None:
    first = assistant.ask("må vi sætte taksten op i Gentofte?")
    asked = assistant.ask("fra 1.000 kr. til 1.040 kr. i 2022 med pl på 5 %", first.conversation_id)
    assert asked.status == "needs_input"
    assert "Er 1.000,00 kr. taksten i 2019?" in asked.answer or "Region" in asked.answer


def test_a_slip_of_the_pen_leaves_the_computation_as_it_was(assistant: Assistant) -> None:
    first = assistant.ask("Taksten i Randers var 1.500 kr. i 2018 og er 1.465 kr. i 2022. Ok?")
    slip = assistant.ask("og hvis taksten er 14,65", first.conversation_id)
    assert slip.status == "needs_input"
    assert "Beregningen står, som den var før." in slip.answer
    after = assistant.ask("og i 2021", first.conversation_id)
    assert after.computations[0].inputs["takst"] == "1.465,00 kr."


def test_rates_of_several_years_are_not_judged_as_one(assistant: Assistant) -> None:
    text = "Taksten i Furesø 2019: 1.000, 2020: 1.030, 2021: 1.035, 2022: 1.045. Pl 1,5 % pr. år. Ok?"
    asked = assistant.ask(text)
    assert asked.status == "needs_input" and "ét år ad gangen" in asked.answer
    assert assistant.ask("kun 2022", asked.conversation_id).status == "computed"


def test_a_rate_kept_in_midtjylland_tells_what_was_not_counted() -> None:
    for text in (
        LOWERED,
        "Taksten i Midtjylland var 1.500 kr. i 2021 og er 1.465 kr. i 2022. Ok?",
    ):
        call = talk(text)
        assert call.rule is not None
        found = check(call.rule, call.inputs, PARAMETERS)
        assert found.verdict == "overholdt"
        assert any("tidligere i perioden" in each for each in found.reservations)
