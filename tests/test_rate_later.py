"""An agreement is taken in for a time that no rule computes: the rate question is told so, with what it says."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.approval import confirm
from assistant.assistant import Assistant
from assistant.rules.registry import check
from assistant.rules.result import RuleInputError
from tests.new_agreement import AGREEMENT, COMPUTED, MIDT_NEXT, SJAELLAND

TODAY = date(2026, 5, 4)
YEARLY = "om året ud over den almindelige pris- og lønfremskrivning\n- Tilbud oprettet efter 2024 er undtaget i to år"


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """The shipped documents and two later agreements: one of them confirmed, and none computed by a rule."""
    folder = tmp_path_factory.mktemp("senere")
    data = Path(shutil.copytree(library_data, folder / "data"))
    (folder / "midt.md").write_text(COMPUTED.replace("i perioden\n", f"{YEARLY}\n"), encoding="utf-8")
    (folder / "sjaelland.md").write_text(AGREEMENT, encoding="utf-8")
    with Assistant.open(data, clock=lambda: TODAY) as opened:
        opened.library.ingest([folder / "midt.md", folder / "sjaelland.md"])
        confirm(opened, MIDT_NEXT, {}, "Inger")
        yield opened


@pytest.mark.parametrize(
    ("question", "quoted"),
    [
        ("Taksten var 1.000 kr. i 2024 og er 1.040 kr. i 2025 i Midtjylland. Er det overholdt?", "2 pct. om året"),
        ("Vores takst i Midtjylland var 1.500 kr. og er nu 1.545 kr. Er det overholdt?", "undtaget i to år"),
        ("Hvad er den højeste takst i 2026 i Midtjylland, når den i 2025 var 2.000 kr.?", "2 pct. om året"),
        ("Vi har indirekte omkostninger på 700.000 kr. og direkte på 10 mio. kr. i Midtjylland. Er overhead for høj?", "7 %"),
        ("Taksten er 3.000 kr. i 2025 og 3.040 kr. i 2026 i Sjælland. Er det overholdt?", "1,5 pct. om året"),
    ],
)  # fmt: skip
def test_a_rate_of_its_time_is_told_what_the_later_agreement_says_and_not_computed(
    assistant: Assistant, question: str, quoted: str
) -> None:
    answer = assistant.ask(question)
    assert answer.status == "answered" and not answer.computations
    assert "ikke godkendt til beregning" in answer.answer and "Der er ikke regnet" in answer.answer
    assert any(quoted in made.quote for made in answer.citations)
    assert {made.document for made in answer.citations} <= {MIDT_NEXT, SJAELLAND}
    assert ("er ikke bekræftet" in answer.answer) == ("Sjælland" in question)


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Taksten var 1.000 kr. i 2019 og er 980 kr. i 2022 i Midtjylland. Er det overholdt?", "overholdt"),
        ("Taksten var 1.000 kr. i 2023 og er 1.020 kr. i 2024 i Midtjylland. Er det overholdt?", "kan_ikke_afgoeres"),
        ("Taksten var 1.000 kr. i 2019 og er 1.050 kr. i 2022 i Hovedstaden, pl var 6 pct. i alt. Er det overholdt?",
         "overholdt"),
    ],
)  # fmt: skip
def test_a_time_before_it_is_computed_as_it_was(assistant: Assistant, question: str, verdict: str) -> None:
    answer = assistant.ask(question)
    assert [made.verdict for made in answer.computations] == [verdict]
    assert "nyere" not in answer.answer


def test_what_it_says_nothing_of_is_still_answered_by_the_earlier_one_and_says_so(
    assistant: Assistant,
) -> None:
    answer = assistant.ask("Hvornår afregnes en børnesag hos Børnehus Midt i 2026?")
    assert answer.status == "computed"
    assert answer.answer.startswith("Bemærk: For 2026 er den indlæste aftale")
    assert "Svaret er efter en tidligere aftale." in answer.answer


def test_a_rule_run_for_no_year_names_the_agreement_that_came_after_it(assistant: Assistant) -> None:
    knowledge = assistant.answering.knowledge
    given = {"offentlig": "ja", "i_midtjylland": "ja", "flere_kommuner": "ja"}
    for year, told in ((None, True), ("2024", False)):
        inputs = given | ({"aar": year} if year else {})
        result = check("aftale.omfang", inputs, knowledge.parameters, knowledge.agreements)
        assert any("nyere aftale" in text for text in result.reservations) == told
    with pytest.raises(RuleInputError, match="er indlæst for den tid, men ingen regel regner efter den"):
        check("aftale.omfang", given | {"aar": "2026"}, knowledge.parameters, knowledge.agreements)
