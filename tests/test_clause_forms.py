"""A clause is computed only when every word of it, and of what stands around it, is what the rule computes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assistant.clause_words import uncomputed_words
from assistant.rules.agreement_text import AgreementText, Statement
from assistant.rules.clause_form import read_clause
from assistant.rules.parameters import read_folder
from corpus import CORPUS

LEAD = "De 19 kommuner og Region Midtjylland indgår følgende aftale om udvikling i taksterne i perioden 2025-2026:"
HEADING = ("Styringsaftale 2025-26", "Takstaftale for perioden 2025-2026")
RULE = "midt.takstudvikling"


def agreement(
    *texts: str,
    heading: tuple[str, ...] = HEADING,
    elsewhere: tuple[str, ...] = (),
    region: str = "Midtjylland",
) -> AgreementText:
    """An agreement for 2025-2026 with those sentences in one section, and others in another."""
    text, statements = "", []
    for number, (section, said) in enumerate(
        [*((1, each) for each in texts), *((2, each) for each in elsewhere)]
    ):
        path = heading if section == 1 else ("Forord",)
        lead = texts[0] if number and section == 1 and texts[0].endswith(":") else ""
        statements.append(Statement(said, len(text), len(text) + len(said), section, path, lead))
        text += said + "\n"
    return AgreementText(
        "ny", text, region, True, date(2025, 1, 1), date(2026, 12, 31), tuple(statements)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "parameter", "value"),
    [
        ("- Taksterne kan ikke stige i perioden", "maks_stigning", "0"),
        ("Taksterne må ikke stige i perioden 2025-26.", "maks_stigning", "0"),
        ("I perioden må taksterne højst stige 1,5 %.", "maks_stigning", "1.5"),
        ("Taksterne kan maksimalt stige med 2 procent i aftaleperioden.", "maks_stigning", "2"),
        ("3. Taksterne skal nedsættes med mindst 2,5 pct. over hele perioden", "min_reduktion", "2.5"),
        ("Der er mulighed for at fratrække den del over 3 pct., der blev aftalt i forrige takstaftaleperiode.",
         "fradrag_over", "3"),
        ("Kommunerne arbejder hen imod et gennemsnitligt mål for overheadprocenten på 5,5 pct. for kommunerne under ét.",
         "maal", "5.5"),
    ],
)  # fmt: skip
def test_a_clause_in_the_words_of_a_rule_gives_its_value(clause: str, parameter: str, value: str) -> None:
    reading = read_clause(clause)
    assert reading is not None
    assert (reading.parameter, str(reading.value)) == (parameter, value)


@pytest.mark.parametrize(
    "clause",
    [
        "Taksterne må højst stige med 1,5 pct. om året ud over den almindelige pris- og lønfremskrivning",
        "Taksterne må højst stige med 1,5 pct. om året i aftaleperioden.",
        "Taksterne må højst stige med 2 pct. ud over pl i perioden.",
        "Taksterne for botilbud må højst stige med 2 pct. i perioden.",
        "Taksterne kan ikke stige i perioden, medmindre belægningen falder.",
        "Taksterne kan som udgangspunkt ikke stige i perioden.",
        "I 2025 må taksten stige med 0,8 procent mere end pris- og lønudviklingen, og i 2026 slet ikke.",
        "Taksterne må højst stige med 1 pct. i 2025 og 2 pct. i perioden.",
        "Sekretariatet betales af kommunerne og regionen med 60 og 40 procent.",
        "Her er det aftalt, at taksterne ikke kan stige i perioden 2025-26, og at overheadprocenten højst må være 6 pct.",
        "Overheadprocenten må højst udgøre 7 pct. af de direkte omkostninger for kommunale tilbud.",
        "Taksterne reduceres med minimum 2 pct. hvert år i perioden.",
        "Taksterne kan ikke stige.",
    ],
)
def test_one_word_more_makes_it_another_clause(clause: str) -> None:
    assert read_clause(clause) is None


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (agreement(LEAD, "- Taksterne kan ikke stige i perioden"), ""),
        (agreement(LEAD, "- Taksterne kan ikke stige i perioden", "- Tilbud oprettet efter 2024 er undtaget i to år"),
         "undtaget"),
        (agreement("Taksterne kan ikke stige i perioden.", "Det gælder dog ikke specialskoler."), "specialskoler"),
        (agreement("Taksterne kan ikke stige i perioden.", "Stiger en takst mere, sendes en redegørelse."), "redegørelse"),
        (agreement("Taksterne må højst stige 1 pct. i perioden.", "For regionale tilbud er satsen 2 pct."), "2 pct."),
        (agreement("Taksterne kan ikke stige i perioden.", elsewhere=("Loftet omfatter ikke nye tilbud.",)), "nye tilbud"),
        (agreement("Taksterne kan ikke stige i perioden.", elsewhere=("Loftet kan brydes i tre situationer.",)), "brydes"),
        (agreement("For nye tilbud gælder:", "- Taksterne kan ikke stige i perioden"), "indledes"),
        (agreement("Taksterne kan ikke stige i perioden.", heading=("Styringsaftale", "Specialskoler")), "overskriften"),
        (agreement("Taksterne kan ikke stige i perioden 2025-2028."), "2025-2028"),
        (agreement("Taksterne kan ikke stige i perioden.", "Taksterne reduceres løbende med 1 pct."), "løbende"),
        (agreement("Taksterne kan ikke stige i perioden.", region="Nordjylland"), "Nordjylland"),
        (agreement(LEAD, "- Taksterne kan ikke stige i perioden", "Over- og underskud på op til 5 pct. bliver i tilbuddet."),
         ""),
    ],
)  # fmt: skip
def test_what_stands_around_a_clause_can_take_it_out_of_the_rule(made: AgreementText, told: str) -> None:
    why = made.hindrance(RULE)
    assert (told in why) if told else not why


@pytest.mark.parametrize(
    ("beside", "elsewhere"),
    [
        ("- Nye tilbud fastsætter selv taksten det første år", ""),
        ("Opgørelsen sker i faste priser.", ""),
        ("Udgangspunktet er 2024-niveauet.", ""),
        ("Parterne kan i enighed aftale en højere takst.", ""),
        ("Aftalen gælder botilbud efter servicelovens § 107 og § 108.", ""),
        ("Takstaftalen er endnu ikke endeligt godkendt.", ""),
        ("", "En driftsherre kan søge KKR om lov til at hæve taksten."),
        ("", "Taksterne for 2026 genberegnes til foråret."),
        ("", "Sikrede afdelinger er fritaget for takstaftalen."),
        ("", "Takstaftalen er foreløbig."),
    ],
)
def test_a_sentence_that_may_bear_on_the_clause_leaves_it_to_a_person(beside: str, elsewhere: str) -> None:
    clause = "- Taksterne kan ikke stige i perioden"
    made = agreement(LEAD, clause, *filter(None, [beside]), elsewhere=tuple(filter(None, [elsewhere])))
    assert (beside or elsewhere) in made.hindrance(RULE)


def test_every_percentage_the_shipped_rules_rest_on_is_read_out_of_its_own_sentence() -> None:
    texts = {
        "midt-rammeaftale-2021-22": "002_bf1a282785a10478.txt",
        "hovedstaden-rammeaftale-2021-22": "004_e07ad6cb0db853c8.txt",
    }
    read = 0
    for rule in (RULE, "hovedstaden.overhead"):
        for key, parameter in read_folder()[0][rule][1].items():
            for value in parameter.values:
                if parameter.unit != "pct" or value.document not in texts:
                    continue
                assert value.quote in Path(CORPUS / "documents" / texts[value.document]).read_text(
                    encoding="utf-8"
                )
                reading = read_clause(value.quote)
                assert reading is not None
                assert (reading.rule, reading.parameter, reading.value) == (rule, key, value.value)
                read += 1
    assert read == 4


@pytest.mark.parametrize(
    ("clause", "before", "told"),
    [
        ("Taksterne må højst stige med 1,5 pct. om året ud over pl", "", "hvert år for sig"),
        ("Taksterne i Nordjylland må højst stige med 1 pct. i perioden", "", "taler om Nordjylland"),
        ("Her kan taksterne ikke stige", "Borgerne bor på tilbud i Hovedstaden.", "taler om Hovedstaden"),
        ("Taksterne må stige med 1 pct. i 2025 og 2 pct. i 2026", "", "et enkelt år"),
    ],
)
def test_the_reader_is_told_which_words_no_rule_computes(clause: str, before: str, told: str) -> None:
    assert told in uncomputed_words(clause, "Midtjylland", before)
