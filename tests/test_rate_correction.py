"""Which year a rate is from, which figure a correction is meant for, what is taken back: known from the words or asked."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assistant.assistant import Assistant
from assistant.rate_question import parse_rate_question
from assistant.rules.figures import amount
from tests.rate_talks import judged, talk

CAPITAL = "Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl er 2 % om året. Ok?"
MIDT = "Midtjylland: taksten gik fra 1.500,- i 2019 til 1.465,- i 2022. Holder det?"
LOWERED = "I 2022 satte vi taksten ned fra 1.340 til 1.300 kr. Er det nok i Midtjylland?"
OPEN = "Må vi i Hovedstaden hæve taksten fra 1.450,- til 1.500,- i 2022? Pl er 5 % siden 2019"


def plain(value: object) -> Decimal:
    """A figure, or the Danish text it is kept as."""
    return amount(value)


@pytest.mark.parametrize(
    "text",
    [
        OPEN,
        "I 2022 går taksten i Hovedstaden fra 2.000 til 2.150 kr., pl er 8 % siden 2019. Ok?",
        "Pl fra 2019 til 2022 er 4 %. Vi sætter taksten i Hovedstaden op fra 2.000 til 2.050 kr. i 2022. Ok?",
        "Hovedstaden: vi har hævet taksten fra 2.000 til 2.050 kr. i 2021. Pl: 2 % i 2020 og 1,5 % i 2021. Går det?",
        "Må vi i Hovedstaden hæve taksten med 2 % i 2022, pl er 5 %?",
        "Hovedstaden: taksten er 5 % højere end sidste år, pl er 5 %. Er det ok i 2022?",
        "Hovedstaden: hvad må vores takst på 1.200 kr. højst blive i 2022 med pl på 5 %?",
        "Vores takst er steget fra 1.000 til 1.040 siden sidste år i Hovedstaden. Pl er 4,5 %. Ok i 2022?",
    ],
)
def test_a_rate_is_that_of_2019_only_where_it_is_said(text: str) -> None:
    call = talk(text)
    assert "niveauet i 2019" in call.missing["basisaar"]
    assert "basisaar" not in call.inputs


@pytest.mark.parametrize(
    ("turns", "verdict", "ceiling"),
    [
        ((OPEN, "ja"), "overholdt", Decimal("1522.50")),
        ((OPEN, "2019"), "overholdt", Decimal("1522.50")),
        ((OPEN, "de 1.450 er fra 2019"), "overholdt", Decimal("1522.50")),
        ((OPEN, "nej", "1.400 kr."), "ikke_overholdt", Decimal("1470.00")),
        ((OPEN, "nej, den er fra 2021", "1.420 kr. i 2019"), "ikke_overholdt", Decimal("1491.00")),
        ((OPEN, "nej, i 2019 var den 1.430 kr."), "overholdt", Decimal("1501.50")),
    ],
)
def test_the_answer_to_which_year_a_rate_is_from_is_taken(
    turns: tuple[str, ...], verdict: str, ceiling: Decimal
) -> None:
    found, results = judged(*turns)
    assert (found, results["Loft"]) == (verdict, ceiling)


def test_yes_to_a_question_back_is_an_answer_and_no_courtesy(assistant: Assistant) -> None:
    asked = assistant.ask(
        "Vi i Gladsaxe har hævet døgntaksten fra 2.000 til 2.050 kr. i 2021, pl er 3 procent"
    )
    assert asked.status == "needs_input"
    assert "Er 2.000,00 kr. taksten i 2019?" in asked.answer
    found = assistant.ask("ja", asked.conversation_id)
    assert found.computations[0].verdict == "overholdt"
    assert "år før: 2019" in found.answer


@pytest.mark.parametrize(
    ("turns", "years"),
    [
        ((MIDT, "ikke 2022 men 2021"), (2019, 2021)),
        ((MIDT, "2020, ikke 2019"), (2020, 2022)),
        ((MIDT, "nej, basisåret er 2018"), (2018, 2022)),
        ((MIDT, "jeg mente 2018"), (2018, 2022)),
        ((MIDT, "og i 2021?", "jeg mente 2020"), (2019, 2020)),
        ((MIDT, "nej, det nye år er 2021"), (2019, 2021)),
        ((MIDT, "nej, det var i 2020", "den gamle takst"), (2020, 2022)),
        ((MIDT, "nej, det var i 2020", "den nye"), (2019, 2020)),
        ((MIDT, "de 1.500 er fra 2018"), (2018, 2022)),
        ((CAPITAL, "ups, det skulle være 2021", "den nye"), (2019, 2021)),
        ((MIDT, "nej, det var i 2020", "den fra 2019"), (2020, 2022)),
        ((MIDT, "og hvis 2019 var 1.510", "det var 2018"), (2018, 2022)),
        ((LOWERED, "fra 2019"), (2019, 2022)),
        ((LOWERED, "nej, det var i 2021", "den nye"), (None, 2021)),
        ((CAPITAL, "og i 2019"), (2019, 2022)),
    ],
)
def test_a_year_put_right_is_that_which_the_words_name(
    turns: tuple[str, ...], years: tuple[int, int]
) -> None:
    call = talk(*turns)
    assert call.complete, call.missing
    assert (call.inputs.get("basisaar"), call.inputs["aar"]) == years


@pytest.mark.parametrize(
    ("turns", "field"),
    [
        ((MIDT, "nej, det var i 2021"), "aar"),
        ((MIDT, "jeg mente 2020"), "aar"),
        ((CAPITAL, "ups det skulle være 2021"), "aar"),
        ((CAPITAL, "den er fra 2020"), "aar"),
        ((LOWERED, "nej, det var i 2021"), "aar"),
        ((MIDT, "nej, jeg mente 1.480 kr."), "takst"),
        ((CAPITAL, "det skulle være 1.030 kr."), "takst"),
    ],
)
def test_a_correction_that_may_be_of_either_figure_is_asked_about(turns: tuple[str, ...], field: str) -> None:
    before, call = talk(*turns[:-1]), talk(*turns)
    assert "Skriv »den gamle« eller »den nye«" in call.missing[field]
    for name in {"basistakst", "basisaar", "takst", "aar"} & before.inputs.keys():
        assert plain(call.inputs[name]) == plain(before.inputs[name])


@pytest.mark.parametrize(
    ("turns", "base", "new"),
    [
        ((MIDT, "nej, jeg mente 1.480 kr.", "den gamle"), 1480, 1465),
        ((MIDT, "nej, jeg mente 1.480 kr.", "det er den nye takst"), 1500, 1480),
        ((MIDT, "og hvis den er 1.470", "nej 1.471"), 1500, 1471),
        ((MIDT, "i 2019 var den 1.490", "nej, 1.495"), 1495, 1465),
        ((MIDT, "og fra 1.600 kr."), 1600, 1465),
        ((MIDT, "nej, jeg mente 1.480 kr.", "de 1.465"), 1500, 1480),
        (
            (
                "Hvad må taksten i Midtjylland være i 2022, når den var 1.500 kr. i 2019?",
                "og hvis vi tager 1.475",
            ),
            1500,
            1475,
        ),
        ((MIDT, "nej, den er 1.460 kr."), 1500, 1460),
    ],
)
def test_an_amount_put_right_is_that_which_was_spoken_of(turns: tuple[str, ...], base: int, new: int) -> None:
    call = talk(*turns)
    assert call.complete, call.missing
    assert (plain(call.inputs["basistakst"]), plain(call.inputs["takst"])) == (base, new)


FALL = "Taksten i Midtjylland er sænket med 3 % fra 2019 til 2022. Er det i orden?"
EARLIER = "Midtjylland: taksten faldt fra 1.500 kr. i 2019 til 1.480 kr. i 2022, i forrige takstperiode 4,5 pct. Ok?"
RISE = "Må vi hæve taksten i Midtjylland til 1.500 kr. i 2021, når den var 1.480 kr. i 2020?"


@pytest.mark.parametrize(
    ("turns", "verdict", "change"),
    [
        ((FALL, "uden den reduktion"), "ikke_overholdt", 0),
        ((FALL, "hvis vi ikke reducerede"), "ikke_overholdt", 0),
        ((FALL, "og hvis vi ikke havde sænket den"), "ikke_overholdt", 0),
        ((FALL, "nej, vi sænker den slet ikke"), "ikke_overholdt", 0),
        ((FALL, "og hvis vi holder den i ro"), "ikke_overholdt", 0),
        ((RISE, "og hvis vi ikke hæver den"), "overholdt", 0),
        ((RISE, "uden den stigning"), "overholdt", 0),
    ],
)
def test_a_move_that_is_taken_back_leaves_the_rate_as_it_was(
    turns: tuple[str, ...], verdict: str, change: int
) -> None:
    found, results = judged(*turns)
    assert (found, results["Ændring i taksten"]) == (verdict, change)


def test_a_reduction_that_may_be_of_either_period_is_asked_about() -> None:
    assert "forrige periode" in talk(EARLIER, "uden den reduktion").missing["tidligere_reduktion_pct"]
    assert judged(EARLIER, "uden reduktionen i den forrige periode")[0] == "ikke_overholdt"
    assert judged(EARLIER, "og uden fradraget")[1]["Krævet reduktion"] == 2
    assert judged(EARLIER, "uden den reduktion", "den forrige")[0] == "ikke_overholdt"
    assert judged(EARLIER, "og hvis det kun var 4 %?", "den forrige")[1]["Krævet reduktion"] == 1
    assert (
        judged(EARLIER, "og hvis det kun var 4 %?", "uden den reduktion", "den forrige")[0]
        == "ikke_overholdt"
    )
    assert judged(EARLIER, "uden den reduktion", "taksten er uændret")[1]["Ændring i taksten"] == 0


@pytest.mark.parametrize(
    "text",
    [
        "Må taksten stige i 2020 i Midtjylland, hvis den er faldet 3 % inden 2022?",
        "Må vi hæve taksten i Midtjylland i 2021, når vi satte den ned med 3 % i 2020?",
        "Må vi hæve taksten i Midtjylland, når den er faldet fra 1.500 kr. i 2019 til 1.450 kr. i 2022?",
        "Hvis vi ikke sænker taksten med 2 % i 2022 i Midtjylland, er aftalen så overholdt?",
        "Kan taksten i Midtjylland sættes ned 2 % i 2021 og 2 % i 2022?",
        "Kan vi klare os uden at sænke taksten med 2 % fra 2019 til 2022 i Midtjylland?",
        "Taksten i Midtjylland var 1.500 kr. i 2019. Hvis vi ikke sænker den til 1.465 kr. i 2022, er det så ok?",
    ],
)
def test_a_move_that_is_denied_or_goes_the_other_way_is_not_found_to_be_kept(text: str) -> None:
    call = parse_rate_question(text)
    assert call is None or not call.complete


@pytest.mark.parametrize(
    ("turns", "between", "verdict"),
    [
        (("i 2018 var den 1.490",), {2019: 1500}, "ikke_overholdt"),
        (("i 2020 var den 1.510",), {2020: 1510}, "ikke_overholdt"),
        (("i 2020 var den 1.490", "og i 2021 var den 1.480"), {2020: 1490, 2021: 1480}, "overholdt"),
        (("i 2020 var den 1.510", "uden 2020"), {}, "overholdt"),
        (("ikke 2022 men 2021", "og så stige til 1.470 i 2022"), {2021: 1465}, "overholdt"),
    ],
)
def test_a_rate_of_one_more_year_is_counted_with_and_none_is_lost(
    turns: tuple[str, ...], between: dict[int, int], verdict: str
) -> None:
    held = talk(MIDT, *turns).inputs.get("mellemtakster", {})
    assert {int(year): amount(value) for year, value in held.items()} == between
    assert judged(MIDT, *turns)[0] == verdict
