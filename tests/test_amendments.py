"""An amendment (tillæg, allonge) is known as one, and a clause it has changed is never quoted as if it stood."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.impact_about import about_of
from ingest.metadata import findings
from ingest.regions import Regions

REGIONS = Regions.load()
AGREEMENT = """# Rammeaftale 2026-2027 for Nordjylland

De 11 kommuner i Nordjylland og Region Nordjylland har vedtaget Rammeaftale 2026-2027.

## Takster

Overheadprocenten er højst 6,2 pct. af de direkte omkostninger.

Driftsherren indberetter takster for det kommende år senest den 15. november.

## Betaling

En regning betales senest 45 dage efter, at den er modtaget.
"""
AMENDMENT = """Rammesekretariatet i Nordjylland

# Allonge nr. 1 til Rammeaftale 2026-2027 for Nordjylland

Socialdirektørkredsen har besluttet nedenstående ændringer af Rammeaftale 2026-2027.

## 1. Overhead

I afsnittet om takster ændres »6,2 pct.« til »5,6 pct.«. Overheadprocenten er herefter højst 5,6 pct.

## 2. Indberetning

Fristen for driftsherrens indberetning af takster flyttes fra den 15. november til den 1. oktober.

## 3. Ikrafttræden

Allongen træder i kraft den 1. juli 2026.
"""
AGAIN = """# Tillæg 2 til Rammeaftale 2026-2027 for Nordjylland

Fristen for driftsherrens indberetning af takster flyttes fra den 1. oktober til den 20. september.

Tillægget træder i kraft den 1. november 2026.
"""
RATES = """# Tillæg til Rammeaftale 2021-2022 for Region Hovedstaden

Tillægget er vedtaget af KKR Hovedstaden.

## Overhead

Overheadprocenten til dækning af indirekte omkostninger nedsættes for alle tilbud.

Tillægget har virkning fra 1. marts 2022.
"""
OVERHEAD = (
    "Vores direkte omkostninger er 10 mio. kr. og overhead 600.000 kr. Er overhead for højt i Hovedstaden?"
)
RATES_CHANGE, AMENDED = "hovedstaden-tillaeg-2022", "hovedstaden-rammeaftale-2021-22"
NEW, CHANGE = "nordjylland-rammeaftale-2026-27", "nordjylland-tillaeg-2026-27"


SOURCES = """
[[file]]
file = "{file}"
[[file.parts]]
id = "{id}"
title = "{title}"
region = "{region}"
kind = "{kind}"
valid_from = {begins}
valid_to = {ends}
standing = "vedtaget"
"""


@pytest.fixture(scope="module")
def amended(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant in November 2026 with an agreement and the amendment to it, and one to an agreement that shipped."""
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("tillæg") / "data"))
    inbox, known = tmp_path_factory.mktemp("ind"), ""
    until = date(2027, 12, 31)
    for file, document, region, kind, text, begins, ends, about in (
        ("aftale.md", NEW, "Nordjylland", "rammeaftale", AGREEMENT, date(2026, 1, 1), until, None),
        ("allonge.md", CHANGE, "Nordjylland", "tillæg", AMENDMENT, date(2026, 7, 1), until, NEW),
        ("igen.md", f"{CHANGE}-2", "Nordjylland", "tillæg", AGAIN, date(2026, 11, 1), until, NEW),
        ("satser.md", RATES_CHANGE, "Hovedstaden", "tillæg", RATES, date(2022, 3, 1), date(2022, 12, 31), AMENDED),
    ):  # fmt: skip
        (inbox / file).write_text(text, encoding="utf-8")
        title = next(line for line in text.splitlines() if line.startswith("# ")).removeprefix("# ")
        known += SOURCES.format(
            file=file, id=document, title=title, region=region, kind=kind, begins=begins, ends=ends
        )
        known += f'about = "{about}"\n' if about else ""
    (inbox / "sources.toml").write_text(known, encoding="utf-8")
    with Assistant.open(data, clock=lambda: date(2026, 11, 22)) as opened:
        assert opened.answer(OVERHEAD).computations
        opened.library.ingest([inbox])
        yield opened


@pytest.mark.parametrize(
    ("text", "kind", "title", "begins"),
    [
        (AMENDMENT, "tillæg", "Allonge nr. 1 til Rammeaftale 2026-2027 for Nordjylland", date(2026, 7, 1)),
        (
            "# Tillæg 2 til rammeaftalen for Region Sjælland 2025-26\n\nTillægget har virkning fra 1. marts 2025.\n\nTekst.",
            "tillæg", "Tillæg 2 til rammeaftalen for Region Sjælland 2025-26", date(2025, 3, 1),
        ),
        (
            "Allonge nr. 2\n\ntil Rammeaftale 2026-27 for Region Sjælland\n\nAllongen gælder fra den 15. maj 2026.\n",
            "tillæg", "Allonge nr. 2, Sjælland", date(2026, 5, 15),
        ),
        (
            "KKR Hovedstaden\n\n# Rammeaftale\n\nRegion Hovedstaden. Aftalen gælder fra 1. januar 2027 til og med den "
            "31. december 2028.\n\nEn leder får løntillæg til sin løn efter aftale.",
            "rammeaftale", "Rammeaftale, Hovedstaden", date(2027, 1, 1),
        ),
        (
            "# Godkendelse af allonge til Rammeaftale 2025-26, Sjælland\n\n## Sagsfremstilling\n\nUdvalget drøfter den.",
            "sagsfremstilling", "Godkendelse af allonge til Rammeaftale 2025-26, Sjælland", date(2025, 1, 1),
        ),
    ],
)  # fmt: skip
def test_an_amendment_is_known_by_its_title_and_the_day_it_says_it_begins(
    text: str, kind: str, title: str, begins: date
) -> None:
    found = {each.field: each for each in findings(text, "fil.md", REGIONS)}
    assert (found["kind"].value, found["title"].value, found["valid_from"].value) == (kind, title, begins)
    for each in found.values():
        if each.span is not None:
            assert text[each.span.start : each.span.end].strip()


def test_the_agreement_it_amends_is_proposed_and_stays_the_one_in_force(amended: Assistant) -> None:
    snapshot = amended.answering.snapshot
    assert (about_of(snapshot, CHANGE).value, about_of(snapshot, RATES_CHANGE).value) == (NEW, AMENDED)
    answer = amended.answer("Hvilken rammeaftale gælder i Nordjylland i dag?")
    assert answer.citations and answer.citations[0].document == NEW


@pytest.mark.parametrize(
    ("question", "as_of", "first", "told"),
    [
        ("Hvor højt må overhead være i Nordjylland?", None, "5,6 pct.", "ændrer Rammeaftale 2026-2027 for Nordjylland"),
        ("Hvornår skal driftsherren indberette takster i Nordjylland?", None, "20. september", "Før ændringen:"),
        ("Hvornår skal driftsherren indberette takster i Nordjylland?", date(2026, 8, 1), "1. oktober",
         "Ændres fra den 1. november 2026 ved Tillæg 2"),
        ("Hvornår skal driftsherren indberette takster i Nordjylland?", date(2026, 3, 1), "15. november",
         "Ændres fra den 1. juli 2026 ved Allonge nr. 1"),
        ("Hvor mange dage er der til at betale en regning i Nordjylland?", None, "45 dage", "Der er også et tillæg"),
    ],
)  # fmt: skip
def test_what_an_amendment_changes_is_told_with_it_from_its_day_on(
    amended: Assistant, question: str, as_of: date | None, first: str, told: str
) -> None:
    answer = amended.answer(question, as_of=as_of)
    assert first in answer.answer.split("\n\n")[0] and told in answer.answer


@pytest.mark.parametrize(
    "question",
    [
        "Er overheadprocenten i Nordjylland højst 6,2 pct.?",
        "Skal driftsherren i Nordjylland indberette takster senest den 15. november?",
    ],
)
def test_no_plain_yes_is_given_from_a_clause_that_was_changed(amended: Assistant, question: str) -> None:
    answer = amended.answer(question)
    assert "**Ja" not in answer.answer and CHANGE in {made.document for made in answer.citations}


def test_nothing_is_computed_by_a_clause_that_an_amendment_changes(amended: Assistant) -> None:
    answer = amended.answer(OVERHEAD)
    assert not answer.computations and answer.answer.startswith("Det kan ikke regnes ud.")
    assert {RATES_CHANGE, AMENDED} == {c.document for c in answer.citations}
    before = amended.answer(OVERHEAD, as_of=date(2021, 5, 1))
    assert before.computations and "Der er ikke regnet efter det" in before.answer
