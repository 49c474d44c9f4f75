"""A rate case over several turns: each turn changes what it speaks of and nothing else, and nothing is guessed."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.rate_question import goes_on
from assistant.rules.figures import rounded
from tests.rate_talks import judged, talk

YEARLY = "Hovedstaden: udgiften pr. dag var 2.000 kr. i 2019 og er 2.080 kr. i 2022. PL er 1,2 % om året. Ok?"
TABLE = (
    "Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.020 kr. i 2022. Pl: 2020 1,0 pct., 2021 0,5 pct., "
    "2022 0,4 pct. Ok?"
)
IN_ALL = "Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl er i alt 4,5 %. Ok?"
EACH = "Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl er 2 % om året. Ok?"
RAISE = "Må vi hæve vores takst på 1.200 kr. med 50 kr. i Midtjylland i 2022?"
RAISE_CAPITAL = "Må vi hæve vores takst på 1.200 kr. i 2019 med 50 kr. i Hovedstaden i 2022? Pl er 5 % i alt."
MIDT = "Taksten i Midtjylland var 2.000 kr. i 2019 og er 1.980 kr. i 2022. Ok?"


# --- the projection ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turns", "verdict", "ceiling"),
    [
        ((YEARLY, "og hvis pl er 1,4 % årligt"), "overholdt", Decimal(2000) * Decimal("1.014") ** 3),
        (
            (YEARLY, "og hvis pl er 1,4 % i 2020, 1,3 % i 2021 og 1,5 % i 2022"),
            "overholdt",
            Decimal(2000) * Decimal("1.014") * Decimal("1.013") * Decimal("1.015"),
        ),
        ((YEARLY, "og hvis pl i alt er 3 pct."), "ikke_overholdt", Decimal(2000) * Decimal("1.03")),
        (
            (TABLE, "og hvis pl i 2022 var 1,4 pct."),
            "overholdt",
            Decimal(1000) * Decimal("1.01") * Decimal("1.005") * Decimal("1.014"),
        ),
        (
            (TABLE, "og pl i 2021 1,5 pct."),
            "overholdt",
            Decimal(1000) * Decimal("1.01") * Decimal("1.015") * Decimal("1.004"),
        ),
        (
            (TABLE, "og hvis 2020 var 0,8 pct."),
            "ikke_overholdt",
            Decimal(1000) * Decimal("1.008") * Decimal("1.005") * Decimal("1.004"),
        ),
        (
            (EACH, "og hvis pl i 2022 kun var 0,1 pct."),
            "overholdt",
            Decimal(1000) * Decimal("1.02") ** 2 * Decimal("1.001"),
        ),
        ((EACH, "og i 2021"), "overholdt", Decimal(1000) * Decimal("1.02") ** 2),
        ((EACH, "og i 2021", "og i 2022"), "overholdt", Decimal(1000) * Decimal("1.02") ** 3),
        ((IN_ALL, "og i 2020?", "og i 2022?"), "overholdt", Decimal(1000) * Decimal("1.045")),
        ((IN_ALL, "og i 2020?", "2 %"), "ikke_overholdt", Decimal(1000) * Decimal("1.02")),
        ((EACH, "og hvis pl er 1 pct.", "hvert år"), "ikke_overholdt", Decimal(1000) * Decimal("1.01") ** 3),
        ((EACH, "og hvis pl er 4 pct.", "i alt"), "overholdt", Decimal(1000) * Decimal("1.04")),
        ((IN_ALL, "og hvis den er 3,8"), "ikke_overholdt", Decimal(1000) * Decimal("1.038")),
    ],
)
def test_a_follow_up_reads_a_projection_as_the_first_question_does(
    turns: tuple[str, ...], verdict: str, ceiling: Decimal
) -> None:
    found, results = judged(*turns)
    assert found == verdict
    assert results["Loft"] == rounded(ceiling)


@pytest.mark.parametrize(
    ("turns", "missing", "told"),
    [
        ((IN_ALL, "og i 2020?"), "pl_pct", "fra 2019 til 2020"),
        ((IN_ALL, "og hvis taksten i 2021 var 1.050"), "pl_pct", "fra 2019 til 2021"),
        ((EACH, "og hvis pl er 1 pct."), "pl_pct", "hvert år"),
        ((IN_ALL, "og hvis pl i 2022 var 1,4 pct."), "pl_aar", "2020 og 2021"),
        ((TABLE, "og i 2021", "og i 2023"), "pl_aar", "2023"),
        (
            ("Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.050 kr. i 2022, pl er 2 pct. i 2022. Ok?",),
            "pl_aar",
            "2020 og 2021",
        ),
        (
            (
                "Må taksten i Hovedstaden stige fra 900 kr. i 2019 til 940 kr. i 2021, når pl i 2021 er 2 pct.?",
            ),
            "pl_aar",
            "2020",
        ),
    ],
)
def test_a_projection_of_other_years_is_asked_for_again(
    turns: tuple[str, ...], missing: str, told: str
) -> None:
    call = talk(*turns)
    assert told in call.missing[missing]


@given(
    each=st.integers(1, 40),
    years=st.lists(st.sampled_from([2020, 2021, 2022]), min_size=1, max_size=5),
)
def test_any_way_through_the_years_ends_where_its_last_year_does(each: int, years: list[int]) -> None:
    pl = f"{each // 10},{each % 10}"
    first = f"Taksten i Hovedstaden var 1.000 kr. i 2019 og er 1.040 kr. i 2022, pl er {pl} % om året. Ok?"
    _, results = judged(first, *(f"og i {year}?" for year in years))
    assert results["Loft"] == rounded(Decimal(1000) * (1 + Decimal(each) / 1000) ** (years[-1] - 2019))


# --- the figures -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("turns", "verdict", "takst"),
    [
        ((RAISE,), "ikke_overholdt", 1250),
        ((RAISE, "og med 20 kr.?"), "ikke_overholdt", 1220),
        ((RAISE, "og hvis vi sænker den med 20 kr."), "ikke_overholdt", 1180),
        ((RAISE, "og hvis vi sænker den med 20 kr.", "og med 40 kr."), "overholdt", 1160),
        ((RAISE_CAPITAL,), "overholdt", 1250),
        ((RAISE_CAPITAL, "og med 20 kr.?"), "overholdt", 1220),
        ((RAISE_CAPITAL, "og med 100 kr.?"), "ikke_overholdt", 1300),
        (
            ("Vi vil sænke taksten på 1.800 kr. med 30 kr. i Midtjylland i 2022. Må vi?",),
            "ikke_overholdt",
            1770,
        ),
    ],
)
def test_a_step_is_counted_from_the_rate_and_never_taken_for_it(
    turns: tuple[str, ...], verdict: str, takst: int
) -> None:
    call = talk(*turns)
    assert Decimal(str(call.inputs["takst"]).replace(".", "")) == takst
    assert judged(*turns)[0] == verdict


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        (("Må vi hæve taksten fra 500 kr. til 5.000 kr. i 2022 i Midtjylland?",), "langt fra hinanden"),
        ((MIDT, "og hvis den er 20 kr."), "langt fra hinanden"),
        (
            ("Taksten i Midtjylland er 2.000 kr. pr. døgn i 2018 og 14.000 kr. pr. uge i 2022. Ok?",),
            "pr. døgn og den anden pr. uge",
        ),
        (
            ("Taksten i Midtjylland er 300 kr. i timen i 2018 og 290 kr. pr. dag i 2022. Ok?",),
            "pr. time og den anden pr. dag",
        ),
        (
            ("Døgntaksten i Midtjylland var 2.000 kr. i 2018 og er 3.000 kr. pr. måned i 2022. Ok?",),
            "pr. døgn og den anden pr. måned",
        ),
        (
            ("Taksten i Midtjylland var 2.000 kr. pr. døgn i 2018 og er 1.950 kr. pr. døgn i 2022. Ok?",
             "og hvis den er 5.000 kr. om ugen"),
            "pr. døgn og den anden pr. uge",
        ),
    ],
)  # fmt: skip
def test_figures_that_can_hardly_be_one_rate_are_asked_about_and_not_judged(
    turns: tuple[str, ...], told: str
) -> None:
    call = talk(*turns)
    assert not call.complete
    assert told in call.missing["takst"]


def test_figures_of_the_same_unit_are_judged() -> None:
    text = "Månedstaksten i Midtjylland var 60.000 kr. i 2018 og er 58.000 kr. om måneden i 2022. Ok?"
    assert judged(text)[0] == "overholdt"


@pytest.mark.parametrize(
    ("turns", "missing", "told"),
    [
        (
            ("Må vi hæve taksten fra 1.200 til 1.250 i Midtjylland i 2022?", "og i Hovedstaden?"),
            "basisaar",
            "niveauet i 2019",
        ),
        (
            (
                "Må vi hæve taksten fra 1.200 til 1.250 i Midtjylland i 2022?",
                "og i Hovedstaden?",
                "pl er 5 procent",
            ),
            "basisaar",
            "niveauet i 2019",
        ),
        (
            ("Taksten i Midtjylland var 2.000 kr. i 2018 og er 1.950 kr. i 2022. Ok?", "og i Hovedstaden?"),
            "basistakst",
            "2018 kan ikke bruges",
        ),
        (
            ("taksten var 1800 kr i 2021 og 1900 kr i 2022 i Hovedstaden, pl er 3 pct. er det ok?",),
            "basistakst",
            "2021 kan ikke bruges",
        ),
    ],
)
def test_a_base_that_is_not_that_of_the_other_agreement_is_asked_for(
    turns: tuple[str, ...], missing: str, told: str
) -> None:
    call = talk(*turns)
    assert told in call.missing[missing]


@pytest.mark.parametrize(
    ("turns", "verdict", "base"),
    [
        (
            ("Må vi hæve taksten fra 1.200 til 1.250 i Midtjylland i 2022?", "og i Hovedstaden?",
             "pl er 5 procent", "2019"),
            "overholdt",
            1200,
        ),
        (
            ("Taksten i Midtjylland var 2.000 kr. i 2018 og er 2.050 kr. i 2022. Ok?", "og i Hovedstaden?",
             "den var 2.010 kr. i 2019", "pl er 0,5 % om året"),
            "ikke_overholdt",
            2010,
        ),
        (
            ("taksten var 1800 kr i 2021 og 1900 kr i 2022 i Hovedstaden, pl er 3 pct. er det ok?", "1.750", "5 %"),
            "ikke_overholdt",
            1750,
        ),
        (
            ("Vores takst er 1.234 kr. Er det for meget?", "Midtjylland", "i 2018 var den 1.260", "2022"),
            "overholdt",
            1260,
        ),
        (
            ("Vores takst er 1.234 kr. Er det for meget?", "I 2019 var den 1.200 kr.", "Hovedstaden", "2022",
             "pl var 1,1 i 2020, 0,2 i 2021 og 0,3 i 2022"),
            "ikke_overholdt",
            1200,
        ),
    ],
)  # fmt: skip
def test_the_answers_to_what_was_asked_for_are_collected(
    turns: tuple[str, ...], verdict: str, base: int
) -> None:
    assert judged(*turns)[0] == verdict
    assert Decimal(str(talk(*turns).inputs["basistakst"]).replace(".", "")) == base


@pytest.mark.parametrize(
    ("turns", "changed"),
    [
        ((IN_ALL, "nej jeg mente udgiften pr. dag"), {"art": "udgift_pr_dag"}),
        ((EACH, "ups det nye år skulle være 2021"), {"aar": 2021}),
        ((EACH, "nej ikke 2022, men 2021"), {"aar": 2021, "basisaar": 2019}),
        ((MIDT, "og hvis den er 1.950 kr. i stedet for 1.980 kr.?"), {"takst": "1950", "basistakst": "2.000"}),
        ((MIDT, "og hvis det var 2.100 kr. i stedet for 2.000 kr."), {"takst": "1.980", "basistakst": "2100"}),
        ((IN_ALL, "og hvis pl er 3,5 % i stedet for 4,5 %"), {"pl_pct": "3.5"}),
        ((MIDT, "og med 3 pct.?", "det er et fald"), {"aendring_pct": "-3"}),
        ((MIDT, "og hvis pl er 1 pct. om året", "og uden pl"), {"takst": "1.980"}),
        (("Vores overhead i Hovedstaden er 7 pct. – når vi målet?", "og hvis den er 5,8"), {"overhead_pct": "5.8"}),
        (
            ("Underskuddet er 800.000 kr. Hvor meget dækkes i Hovedstaden med 75 pct.?", "og hvis det er 70"),
            {"procenter": [70]},
        ),
        (
            ("Midtjylland: overskud 250.000 kr., 12 pladser, belægning 98 pct. Hvor meget falder taksten?",
             "og hvis det er et underskud"),
            {"underskud": "250.000"},
        ),
        (("Hvem betaler øvrige sundhedslovsydelser i 2022?", "marts"), {"dato": "marts 2022"}),
    ],
)  # fmt: skip
def test_a_turn_in_few_words_changes_the_one_thing_it_names(
    turns: tuple[str, ...], changed: dict[str, object]
) -> None:
    call = talk(*turns)
    assert call.complete, call.missing
    for name, value in changed.items():
        said = call.inputs[name]
        plain = [int(each) for each in said] if isinstance(said, list | tuple) else str(said)
        assert plain == (value if isinstance(value, list) else str(value))


def test_what_was_left_open_stays_open_until_it_is_said() -> None:
    first = "Midtjylland: taksten er steget fra 1.800 kr. i 2019 til 1.764 kr. i 2022. Er det ok?"
    assert "takst" in talk(first).missing
    assert "takst" in talk(first, "pl er 2 % om året").missing
    assert talk(first, "pl er 2 % om året", "taksten er 1.764 kr.").complete


@pytest.mark.parametrize(
    "text",
    [
        "og hvem er formand for KKR?",
        "og er der krav om standardkontrakt i 2022?",
        "hvad betyder takst?",
        "og hvor mange kommuner er der?",
        "huslejen er 5.000 kr.",
    ],
)
def test_another_question_is_not_taken_for_a_change(text: str) -> None:
    assert goes_on(text, (), talk(IN_ALL)) is None
