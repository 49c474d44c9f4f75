"""A sentence that points back is known by its words, and how many things a question asks for by its own."""

from __future__ import annotations

import pytest

from assistant.back_reference import refers_back
from assistant.several import Several, several_asked
from index.danish import stem

BEFORE = "Kommunen skal træffe afgørelse efter en ny model, og der er nedsat en arbejdsgruppe."


@pytest.mark.parametrize(
    "text",
    [
        "Dette skyldes bl.a. anlægsloftet.",
        "Disse tilbud er små.",
        "Denne dagsorden skal understøtte kommunernes ansvar.",
        "Det blev godkendt i Socialdirektørforum den 26. november 2021.",
        "Det har blandt andet betydet en stigende tendens til enkeltmandsforanstaltninger.",
        "Det betyder blandt andet, at vi er fælles om flere løsninger.",
        "Det vil vi gøre ved at opbygge stærke faglige miljøer.",
        "Det er en gruppe, der har brug for hjælp.",
        "Den udarbejdes hvert år.",
        "De gælder i to år.",
        "Derfor sættes særligt fokus herpå.",
        "På den baggrund er der gennemført en analyse.",
        "For begge områder er der tale om en videreførelse.",
        "Fx praktiserende læge og regional psykiatri.",
        "Afgørelsen kan ikke påklages til anden myndighed.",
        "Modellen skal skabe driftssikkerhed.",
        "Arbejdsgruppen har arbejdet i fire spor:",
    ],
)
def test_a_sentence_that_points_back_is_known(text: str) -> None:
    assert refers_back(text, BEFORE, ())


@pytest.mark.parametrize(
    "text",
    [
        "Det er frivilligt at anvende guidelinen.",
        "Det er kommunernes ansvar at koordinere området.",
        "Det vurderes, at der er god sammenhæng mellem kapacitet og belægning.",
        "Det er desuden aftalt, at kommuner og region udarbejder et overblik.",
        "Det overordnede fokus på takster er todelt.",
        "Den nære psykiatri er et udviklingsområde.",
        "De fælles mål er godkendt i KKR.",
        "De 19 kommuner er enige.",
        "Der findes 10 lands- og landsdelsdækkende tilbud.",
        "Denne rammeaftale gælder i to år.",
        "Kommunerne skal afrapportere.",
        "Formålet med rammeaftalen er at sikre fælles principper.",
        "Driftsherren skal have incitament til drift.",
    ],
)
def test_a_sentence_that_stands_alone_is_quoted_alone(text: str) -> None:
    assert not refers_back(text, BEFORE, ())


def test_what_the_heading_names_is_known_to_the_reader() -> None:
    assert refers_back("Modellen skal skabe driftssikkerhed.", BEFORE, ())
    assert not refers_back("Modellen skal skabe driftssikkerhed.", BEFORE, {stem("modellen")})


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("Hvad er de to udviklingsområder i Midtjylland?", 2),
        ("hvad er de 3 politiske temaer", 3),
        ("Hvilke fire spor har arbejdsgruppen arbejdet i?", 4),
        ("nævn de to sikrede institutioner", 2),
        ("de tre centrale udmeldinger i hovedstaden", 3),
        ("Hvilke bilag er der?", None),
        ("udviklingsområderne i rammeaftale 2023-24", None),
        ("Hvad er principperne for takstsamarbejdet?", None),
    ],
)
def test_a_question_for_several_things_is_known_and_their_number(question: str, count: int | None) -> None:
    assert several_asked(question) == Several(count)


@pytest.mark.parametrize(
    "question",
    [
        "Hvem er formand?",
        "Hvad er kommunernes ansvar?",
        "Hvad aftalte de 19 kommuner om takster?",
        "Skal de to parter være enige?",
        "Hvad er takstloftet?",
    ],
)
def test_a_question_for_one_thing_asks_for_no_list(question: str) -> None:
    assert several_asked(question) is None
