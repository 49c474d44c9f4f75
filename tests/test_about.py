"""Which agreement a case file or a report is about: proposed where it is plain, never guessed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from assistant.assistant import Assistant
from assistant.impact_about import about_of, agreements_for
from index.snapshot import Snapshot

CASE, AGREEMENT = "midt-norddjurs-sag-2023", "midt-rammeaftale-2023-24"


def with_case(snapshot: Snapshot, text: str | None = None, agreements: int = 1, **known: Any) -> Snapshot:
    """What is loaded, with other facts or another text of the case, and the agreement loaded so many times."""
    case, one = snapshot.documents[CASE], snapshot.documents[AGREEMENT]
    documents = {name: found for name, found in snapshot.documents.items() if name != AGREEMENT}
    documents[CASE] = replace(case, metadata=replace(case.metadata, about=None, confirmed=False, **known))
    documents |= {
        f"{AGREEMENT}{n or ''}": replace(one, id=f"{AGREEMENT}{n or ''}") for n in range(agreements)
    }
    texts = {**snapshot.texts} if text is None else {**snapshot.texts, CASE: text.ljust(case.span.end)}
    return cast(Snapshot, SimpleNamespace(documents=documents, texts=texts))


def test_the_one_agreement_of_the_region_and_period_that_the_text_names_is_proposed(
    assistant: Assistant,
) -> None:
    snapshot = with_case(assistant.answering.snapshot)
    found = about_of(snapshot, CASE)
    assert found.value == AGREEMENT and found.span is not None
    assert "ammeaftale" in snapshot.texts[CASE][found.span.start : found.span.end]
    assert AGREEMENT in {each.id for each in agreements_for(snapshot, CASE)}
    assert CASE not in {each.id for each in agreements_for(snapshot, CASE)}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"region": "Nordjylland"}, "ingen aftale fra Nordjylland for 2023-24"),
        ({"region": None}, "vælg den selv"),
        ({"valid_from": date(2019, 1, 1), "valid_to": date(2020, 12, 31)}, "ingen aftale fra Midtjylland for 2019-20"),
        ({"agreements": 0}, "ingen aftale"),
        ({"agreements": 2}, "flere aftaler"),
        ({"text": "Viborg Kommune budgetlægger 2023-24. Rammeaftalen omtales."}, "nævner ikke en aftale for 2023-24"),
        ({"text": "Rammeaftale 2021-22 er udløbet, og budgettet for 2023-24 er lagt."}, None),
    ],
)  # fmt: skip
def test_where_it_is_not_plain_nothing_is_proposed_and_it_is_said_why(
    assistant: Assistant, changed: dict[str, Any], why: str | None
) -> None:
    found = about_of(with_case(assistant.answering.snapshot, **changed), CASE)
    assert (found.value, found.span) == (None, None)
    assert (why or "") in found.how
