"""Which sentences are quoted around the best one, and how they read: lists whole, nothing pointing back at nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.citations import shown
from tests.conftest import TODAY

CASE = "midt-norddjurs-sag-2023"


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("citater") / "data"))
    with Assistant.open(data, clock=lambda: date.fromisoformat(TODAY)) as opened:
        yield opened


def first_quote(answer: Answer) -> str:
    return shown(answer.citations[0].quote) if answer.citations else ""


NEAR, COMPLEX = "Den nære psykiatri", "Borgere med komplekse udfordringer"
OFFER, ILLNESS = "tilbudsvifte", "Kommunale indsatser til borgere med psykiske lidelser"
SYD = ("Tværsektoriel kobling til andre sektorområder", "Styring og kapacitet", "Kvalitet i indsatserne")
CEILING = ("Taksterne kan ikke stige", "minimum 2 pct.", "over 3 pct.")


@pytest.mark.parametrize(
    ("question", "lead", "items"),
    [
        ("Hvad er de to udviklingsområder i Midtjylland?", "særligt fokus på to", (NEAR, COMPLEX)),
        ("udviklingsområderne i rammeaftale 2023-24", "særligt fokus på to", (NEAR, COMPLEX)),
        ("Hvad er de tre politiske temaer i Syddanmarks rammeaftale?", "tre temaer", SYD),
        ("hvad er de to fokusområder i hovedstaden", "to tematiske fokusområder", (OFFER, ILLNESS)),
        ("Hvad er takstaftalen i 21-22 i Midtjylland?", "aftale om udvikling i taksterne", CEILING),
        (
            "Hvad er de tre målgrupper for de centrale udmeldinger i hovedstaden?",
            "De tre målgrupper er",
            ("Udsatte gravide kvinder", "udviklingshæmning og dom", "svære spiseforstyrrelser"),
        ),
        (
            "Hvilke fire spor har arbejdsgruppen om kapacitet og styring arbejdet i?",
            "fire spor",
            ("dataunivers", "hvorfor vokser udgifterne", "benchmarking", "Incitament struktur"),
        ),
    ],
)
def test_a_question_for_several_things_shows_all_of_the_list_and_what_opens_it(
    assistant: Assistant, question: str, lead: str, items: tuple[str, ...]
) -> None:
    quote = first_quote(assistant.answer(question))
    places = [quote.find(part) for part in (lead, *items)]
    assert -1 not in places and places == sorted(places), quote


@pytest.mark.parametrize(
    ("question", "before", "sentence"),
    [
        ("Hvorfor mangler der incitamenter i hovedstaden?", "Der mangler økonomiske", "Dette skyldes bl.a."),
        ("hvornår blev holdningspapirerne godkendt i syd", "holdningspapirer", "Det blev godkendt"),
        ("Kan lederens afgørelse påklages?", "træffe afgørelse", "Afgørelsen kan ikke påklages"),
        (
            "hvad har det betydet, at kommunerne har svært ved at finde egnede tilbud til voksne",
            "Kommunerne kan have vanskeligt",
            "Det har blandt andet betydet",
        ),
    ],
)
def test_a_sentence_that_points_back_is_quoted_with_what_it_points_at(
    assistant: Assistant, question: str, before: str, sentence: str
) -> None:
    answer = assistant.answer(question)
    quotes = [shown(citation.quote) for citation in answer.citations]
    with_it = [quote for quote in quotes if sentence in quote]
    assert with_it and all(before in quote.split(sentence)[0] for quote in with_it), quotes
    for citation in answer.citations:
        assert assistant.source_text(citation.file)[citation.start : citation.end] == citation.quote


AGREED = (
    "udviklingsområderne i rammeaftale 2023-24",
    "Hvor mange tilbud med sikrede afdelinger er der i hele landet?",
    "Hvem er udkastet til den midtjyske rammeaftale 2023-24 udarbejdet i dialog mellem?",
    "hvad er rammeaftalens bilag 3 i midtjylland i 2023",
    "Hvad er formålet med rammeaftalen i Midtjylland?",
    "Hvor mange kommuner er med i aftalen?",
    "hvilke kommuner er med i rammeaftalen i Midtjylland",
)
DISPUTED = (
    "Må taksterne stige i Midtjylland i 2023-24?",
    "kan taksterne stige i randers i 2024",
    "Hvad siger papirerne om taksterne i Midtjylland for 2023-24? De siger vist ikke det samme.",
)


@pytest.mark.parametrize("question", [*AGREED, *DISPUTED])
def test_men_introduces_a_contradiction_and_nothing_else(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    said = [line for line in answer.answer.split("\n\n") if line.startswith("Men ")]
    assert bool(said) == (question in DISPUTED)
    assert not any("| Åben |" in line for line in said)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Er rammeaftalen godkendt i Norddjurs?", True),
        ("hvad indstiller velfærdsdirektøren i Norddjurs", True),
        ("udviklingsområderne i rammeaftale 2023-24", False),
    ],
)
def test_a_cases_decision_is_told_in_words_and_only_where_the_case_is_asked_about(
    assistant: Assistant, question: str, told: bool
) -> None:
    answer = assistant.answer(question)
    line = "Sagen blev behandlet i Voksen- og plejeudvalget den 25-01-2023; beslutningen lød: »Tiltrådt.« ["
    assert (line in answer.answer) == told
    assert "\n\n»Beslutning i" not in answer.answer
    if told:
        quoted = [shown(c.quote) for c in answer.citations if c.document == CASE]
        assert any(re.match(r"Beslutning i .* den 25-01-2023\s+Tiltrådt\.$", quote) for quote in quoted)


@pytest.mark.parametrize(
    "question",
    [
        "hvad er de økonomiske konsekvenser",
        "hvad står der om kompetenceudvikling og rekruttering i rammeaftale 2023-24",
        "hvad siger aftalen om nationale reformer",
        "Hvilke formelle samarbejdsaftaler er der?",
        "hvordan koordineres ved overgange i barnets liv i syddanmark",
    ],
)
def test_neither_a_bare_heading_nor_a_question_of_the_source_answers(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.answer(question)
    headings = {
        section.heading
        for document in assistant.answering.snapshot.documents
        for section in assistant.answering.snapshot.sections(document)
    }
    for citation in answer.citations:
        assert shown(citation.quote) not in headings
        assert not re.match(r"Hv\w+ .*\?$", shown(citation.quote)), citation.quote


@pytest.mark.parametrize(
    ("question", "quotes"),
    [
        (
            "hvilke bilag er der til hovedstadens rammeaftale og hvor henter jeg dem",
            ("Bilag 2: Teknisk bilag til Udviklingsstrategi", "www.rammeaftale-h.dk"),
        ),
        ("hvor kan jeg finde bilagene i hovedstaden", ("www.rammeaftale-h.dk",)),
        ("hvad hedder teknisk bilag 2 i hovedstaden", ("Teknisk bilag til Udviklingsstrategi 2021-2022",)),
        ("hvad er bilag 4 i rammeaftale 2021-22", ("4. Udviklingsplan, Specialområde Autisme",)),
        (
            "hvilke bilag hører til rammeaftalen i Midtjylland",
            ("1. Styringsaftale 2023-24", "5. Tilbudsviften"),
        ),
        (
            "link til bilagene til den midtjyske rammeaftale fra 2021-22",
            ("https://rammeaftale.viborg.dk/Rammeaftale/",),
        ),
        ("hvilke bilag er der til sagen i Norddjurs", ("Følgrebrev", "Bilag 4 - Organisering")),
    ],
)
def test_short_lines_answer_for_a_list_a_title_and_a_link(
    assistant: Assistant, question: str, quotes: tuple[str, ...]
) -> None:
    answer = assistant.answer(question)
    said = " ".join(shown(citation.quote) for citation in answer.citations)
    assert answer.status == "answered" and all(quote in said for quote in quotes), said


@pytest.mark.parametrize(
    ("question", "unsaid", "pointer"),
    [
        (
            "Er alliancen nævnt i rammeaftale 2023-24?",
            "»alliancen« nævnes ikke",
            "Alliancen om den nære psykiatri",
        ),
        ("er Steen Vindum nævnt i rammeaftale 2023-24", "»Steen Vindum« nævnes ikke", "Steen Vindum"),
        ("står der noget om krisecentre i rammeaftale 2023-24", "»krisecentre« nævnes ikke", "Serviceloven"),
        ("Nævner hovedstadens rammeaftale Kofoedsminde?", "»Kofoedsminde« nævnes ikke", "Kofoedsminde"),
        (
            "Er bilaget om Specialområde Autisme stadig med i 2023-24?",
            "»Specialområde Autisme« står ikke i afsnittet »Rammeaftalens bilag«",
            "4. Udviklingsplan, Specialområde Autisme",
        ),
    ],
)
def test_a_word_that_a_document_lacks_is_said_to_be_missing_and_found_elsewhere(
    assistant: Assistant, question: str, unsaid: str, pointer: str
) -> None:
    answer = assistant.answer(question)
    assert answer.answer.startswith(unsaid)
    assert any(pointer in shown(citation.quote) for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "Er standardkontrakten stadig med i rammeaftale 2023-24?",
        "er bilaget om Landsbyen Sølund stadig med i 2023-24",
        "Nævnes rekruttering i rammeaftale 2023-24?",
        "står der noget om takststigninger i rammeaftale 2023-24",
        "Er autisme nævnt i Midtjyllands rammeaftale?",
    ],
)
def test_a_word_that_a_document_has_is_never_said_to_be_missing(assistant: Assistant, question: str) -> None:
    answer = assistant.answer(question)
    assert answer.citations and not re.search(r"« (?:nævnes|står) ikke", answer.answer)


def test_a_word_that_no_document_has_is_met_with_silence(assistant: Assistant) -> None:
    answer = assistant.answer("er der nævnt noget om hunde i rammeaftalen?")
    assert answer.status == "not_found" and not answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "Hvilke bilag er forsvundet fra 2021-22 til 2023-24 i Midtjylland?",
        "Hvilke bilag er udgået siden sidste rammeaftale?",
        "hvilke af bilagene fra 2021-22 er der ikke længere i 2023-24 i midtjylland",
    ],
)
def test_the_annexes_that_are_gone_are_those_only_the_older_agreement_lists(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.answer(question)
    gone = [shown(c.quote) for c in answer.citations if c.document == "midt-rammeaftale-2021-22"]
    assert [quote[:2] for quote in gone] == ["4.", "5.", "8."]


def test_no_annex_is_new_where_the_older_agreement_lists_them_all(assistant: Assistant) -> None:
    answer = assistant.answer("hvilke nye bilag er kommet til i rammeaftale 2023-24 i midtjylland")
    assert answer.answer.startswith("Alle linjer i afsnittet »Rammeaftalens bilag«")


def test_a_number_written_as_a_word_is_no_change_between_versions(assistant: Assistant) -> None:
    answer = assistant.answer("hvad er nyt i rammeaftale 2023-24 i Midtjylland?").answer
    assert "to udviklingsområder" not in answer and "»12« er udgået" not in answer
    assert "»2 pct.« er udgået" in answer and "**Tal, datoer og navne**" in answer


@pytest.mark.parametrize(
    "question",
    [
        "hvem betaler for sundhedslovsydelser i Midtjylland?",
        "Hvad er målet for overhead i Hovedstaden?",
        "hvad er formålet med ledelsesinformation i midtjylland",
    ],
)
def test_further_quotes_are_of_the_region_asked_for_and_no_bare_links(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.answer(question)
    further = [line for line in answer.answer.split("\n\n") if line.startswith("Desuden: ")]
    assert not any("http" in line or "www." in line for line in further)
    assert len({citation.region for citation in answer.citations}) == 1
