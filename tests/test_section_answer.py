"""Asked what stands in a section, the answer is the section's own words; so does the link beside every heading."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.section_answer import GOES_ON

MIDT = "midt-rammeaftale-2023-24"


@pytest.mark.parametrize("document", [MIDT, "hovedstaden-rammeaftale-2021-22"])
def test_every_section_of_an_agreement_can_be_asked_for_by_its_heading(
    assistant: Assistant, document: str
) -> None:
    sections = assistant.library.snapshot().sections(document)
    for section in sections:
        if section.span.end - section.span.start <= len(section.heading) + 20:
            continue  # a heading alone
        answer = assistant.answer(f"Hvad står der i afsnittet »{section.heading}«?", documents=(document,))
        assert answer.status == "answered", section.heading
        assert {made.document for made in answer.citations} == {document}
        at = answer.citations[0].start
        assert any(
            each.span.start <= at < each.span.end for each in sections if each.heading == section.heading
        )


def test_a_long_section_is_quoted_from_its_beginning_and_says_that_it_goes_on(assistant: Assistant) -> None:
    answer = assistant.answer('Hvad siger afsnittet "Forord" i Hovedstaden?')
    assert "Med Rammeaftale 2021-2022 sætter Hovedstadens kommuner" in answer.answer
    assert GOES_ON in answer.answer


def test_a_section_that_no_document_has_is_not_made_up(assistant: Assistant) -> None:
    assert assistant.answer("Hvad står der i afsnittet »Gebyrer for parkering«?").status == "not_found"
