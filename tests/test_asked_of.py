"""A quote of another place, body, state, event or office than the one asked about never stands as the answer unsaid."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Hvilke pladser mangler der i Lemvig?", "Teksten gælder hele Midtjylland; for Lemvig alene"),
        (
            "Hvor mange pladser i Viborg er omfattet af rammeaftalen?",
            "Teksten gælder hele Midtjylland; for Viborg alene",
        ),
        ("Stiger antallet af borgere med komplekse udfordringer i Skanderborg?", "for Skanderborg alene"),
        ("Er Kolding med i Sammen om Psykiatri?", "Teksten gælder hele Syddanmark; for Kolding alene"),
        ("Må taksterne stige i Horsens?", "sagt om kommunerne i Midtjylland samlet; Horsens nævnes ikke"),
        ("Er rammeaftalen godkendt af kommunalbestyrelsen i Gentofte?", "Gentofte nævnes ikke for sig"),
        ("Hvor mange sikrede afdelinger er der i Aarhus?", "Teksten gælder hele landet; for Aarhus alene"),
        ("Hvor mange lands- og landsdelsdækkende tilbud er der i Midtjylland?", "for Midtjylland alene"),
        ("Har byrådet i Randers godkendt rammeaftalen?", "ikke, om byrådet i Randers har gjort det"),
        ("Har regionsrådet i Midtjylland godkendt rammeaftalen?", "ikke, om regionsrådet i Midtjylland har"),
        ("Har alle kommuner i Midtjylland godkendt rammeaftalen 2023-24?", "ikke, om alle kommuner i Midtj"),
        ("Hvornår godkendte Norddjurs Kommune rammeaftalen?", "ikke, hvornår Norddjurs Kommune har gjort"),
        ("Har kommunerne godkendt monitoreringsmodellen?", "ikke, om kommunerne har gjort det"),
        ("Har kommunalbestyrelserne i Syddanmark godkendt rammeaftalen 2023-2024?", "ikke om det er sket"),
        ("Er den strategiske arbejdsgruppe nedlagt?", "ikke direkte ja eller nej"),
        ("Hvilke tilbud er der lukket i Hovedstaden?", "ikke direkte noget om det"),
        ("Har Folketinget vedtaget den nye takstmodel?", "Det citerede nævner ikke Folketinget."),
        ("Hvad besluttede økonomiudvalget i Norddjurs?", "nævner ikke økonomiudvalget i Norddjurs."),
        ("Har Sundhedsstyrelsen udsendt en central udmelding om spiseforstyrrelser?", "Sundhedsstyrelsen."),
        ("Er den centrale udmelding om gravide med rusmiddelbrug afsluttet?", "ikke direkte ja eller nej"),
    ],
)
def test_what_is_quoted_of_another_place_body_or_state_is_said_to_be(
    assistant: Assistant, question: str, line: str
) -> None:
    first = assistant.answer(question).answer.split("\n\n")[0]
    assert line in first and "»" not in first and "Ja" not in first


@pytest.mark.parametrize(
    "question",
    [
        "Har KKR Midtjylland godkendt rammeaftalen?",
        "Har kommunerne i hovedstaden godkendt de fælles mål?",
        "Har regionsrådet i Region Hovedstaden godkendt rammeaftalen 2021-2022?",
        "Har kommunerne afrapporteret på de centrale udmeldinger?",
        "Har Socialdirektørforum godkendt kommissoriet?",
        "Har voksen- og plejeudvalget i Norddjurs godkendt aftalen?",
        "Jeg skal bruge telefonnummeret på sekretariatet i Viborg",
        "Jeg sidder i Lemvig. Hvem er formand for KKR Midtjylland?",
        "Hvad tid var der kaffepause på klimakonferencen i Skive?",
        "Hvem er borgmester i Randers?",
    ],
)
def test_nothing_is_said_where_the_quote_is_of_the_one_asked_about(
    assistant: Assistant, question: str
) -> None:
    answer = assistant.answer(question)
    assert answer.status == "answered" and "»" in answer.answer.split("\n\n")[0]


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("Hvem har udviklet monitoreringsmodellen?", "bedt KKK (KL's konsulentvirksomhed) om, at udvikle"),
        ("Hvem har godkendt monitoreringsmodellen?", "Monitoreringsmodellen er godkendt af"),
        ("Hvilke af de centrale udmeldinger er afsluttet?", "har afsluttet behandlingen"),
        ("Hvilke centrale udmeldinger er stadig under behandling?", "er fortsat ved at behandle"),
        ("Hvilke kommuner deltager i Sammen om Psykiatri?", "er opstartet i alle kommuner"),
        ("Hvem har forsyningsansvaret i Hovedstaden?", "herunder forsyningsansvaret"),
        ("Hvem har ansvaret for at koordinere området i hovedstaden?", "Det er kommunernes ansvar"),
        ("Hvad fandt analysen ud af?", "giver undersøgelsen ikke anledning til bekymring"),
        ("Hvad viste analysen af kommunikationsområdet?", "giver undersøgelsen ikke anledning"),
        (
            "Skal vi bruge guidelinen, når vi køber af et privat tilbud?",
            "Det er frivilligt at anvende guidelinen",
        ),
        ("Er det frivilligt at bruge guidelinen?", "DASSOS opfordrer dog til"),
        ("Hvem er borgmester i Silkeborg nu?", "Steen Vindum"),
        ("Hvem er viceformand i KKR Midtjylland?", "Ib Lauritsen"),
        ("Hvem er regionsrådsformand i Midtjylland?", "Anders Kühnau"),
        ("Hvornår er det politiske møde i 2023?", "8. februar 2023"),
    ],
)
def test_the_doing_the_state_and_the_thing_asked_for_decide_what_is_quoted(
    assistant: Assistant, question: str, first: str
) -> None:
    assert first in " ".join(assistant.answer(question).citations[0].quote.split())


@pytest.mark.parametrize(
    "question",
    [
        "Hvornår er det politiske møde i 2024?",
        "Hvornår er takstmødet i 2024?",
        "Hvem er borgmester i Aarhus?",
        "Hvem er formand for koordinationsforum?",
        "Hvem er regionsrådsformand i Region Hovedstaden?",
    ],
)
def test_another_event_or_office_is_no_answer(assistant: Assistant, question: str) -> None:
    assert assistant.answer(question).status == "not_found"


@pytest.mark.parametrize(
    "question", ["Falder antallet af tvangsindlæggelser?", "stiger antallet af tvangsindlæggelser"]
)
def test_both_sides_are_shown_where_sources_tell_opposite_developments(
    assistant: Assistant, question: str
) -> None:
    quoted = _quoted(assistant, question)
    assert "stigninger i antallet af tvangsindlæggelser" in quoted and "fald af tvangsendlæggelser" in quoted


@pytest.mark.parametrize("question", ["Hvor mangler der pladser?", "Er der mangel på pladser i Midtjylland?"])
def test_what_takes_back_the_sentence_before_it_is_quoted_with_it(
    assistant: Assistant, question: str
) -> None:
    quoted = " ".join(_quoted(assistant, question).split())
    assert "rimelig sammenhæng mellem udbud og efterspørgsel" in quoted
    assert "vanskeligt at finde det rette tilbud" in quoted


def _quoted(assistant: Assistant, question: str) -> str:
    return " ".join(made.quote for made in assistant.answer(question).citations)


def test_an_agreement_on_another_matter_is_told_to_have_run_out(assistant: Assistant) -> None:
    for question in ("Hvor længe gælder DK2020?", "gælder DK2020-aftalen stadig?"):
        assert "periode er udløbet" in assistant.answer(question).answer


def test_an_agreement_that_is_only_reported_on_is_called_by_its_own_name(assistant: Assistant) -> None:
    answer = assistant.answer("Hvilken rammeaftale gælder i Odense i 2024?")
    named = answer.computations[0].results[0]
    assert (named.value, named.unit) == ("Rammeaftalen 2023-2024 i Syddanmark", "")
    assert "Gældende aftale: Rammeaftalen 2023-2024 i Syddanmark" in answer.answer
    assert "Selve aftalen er ikke indlæst" in answer.answer


def test_a_time_of_the_opposite_is_no_time_of_what_is_asked(assistant: Assistant) -> None:
    asked = "Hvor lang tid i forvejen skal køberkommunerne have besked om lukning i Hovedstaden?"
    assert assistant.answer(asked).status == "not_found"
