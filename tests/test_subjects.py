"""The ready subjects of the comparison: well formed, each asked in several ways, none twice."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assistant.quoted_data import check_keys, read_entries, text_of, texts_of
from corpus import CORPUS

FILE = CORPUS / "subjects.yaml"
MORE = {"speaks_of", "under", "settled_by", "asked_as", "quotes"}
WANTED = {"who", "when", "how_many", "how_much", "yes_no", "definition", "list", "text"}
SUBJECTS: list[dict[str, Any]] = read_entries(FILE, "subjects")


def test_all_twenty_subjects_are_there_in_order() -> None:
    assert [subject["title"] for subject in SUBJECTS] == [
        "Parter og antal kommuner",
        "Aftaleperiode",
        "Godkendelse",
        "Fokus- og udviklingsområder",
        "Takstudvikling",
        "Overhead",
        "Økonomimodel",
        "Over- og underskud",
        "Basis- og ydelsestakst",
        "Sundhedslovsydelser",
        "Standardkontrakt",
        "Opfølgning, monitorering og ledelsesinformation",
        "Centrale udmeldinger",
        "Lands- og landsdelsdækkende tilbud og sikrede afdelinger",
        "Psykiatri",
        "Komplekse målgrupper",
        "Børn og unge",
        "Organisering",
        "Bilag",
        "Kontakt",
    ]


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: str(subject["id"]))
def test_a_subject_is_well_formed(subject: dict[str, Any]) -> None:
    place = str(subject["id"])
    check_keys(FILE, place, subject, {"id", "title", "questions", "wanted"}, MORE)
    assert re.fullmatch(r"[a-z][a-z-]*[a-z]", text_of(FILE, place, subject, "id"))
    assert text_of(FILE, place, subject, "wanted") in WANTED
    assert 2 <= len(texts_of(FILE, place, subject, "questions")) <= 3
    for question in subject["questions"]:
        assert question[0].isupper() and question.endswith("?"), question


def test_no_id_and_no_question_stands_twice() -> None:
    ids = [subject["id"] for subject in SUBJECTS]
    questions = [question.lower() for subject in SUBJECTS for question in subject["questions"]]
    assert len(set(ids)) == len(ids)
    assert len(set(questions)) == len(questions)


def test_a_subject_names_no_region_so_that_it_can_be_asked_of_each() -> None:
    for subject in SUBJECTS:
        patterns = [
            text for key in ("speaks_of", "under", "settled_by", "asked_as") for text in subject.get(key, [])
        ]
        for text in (*subject["questions"], *patterns):
            assert not re.search(r"midtjy|hovedstad|sydd|sjælland|nordjy", text.lower()), text
