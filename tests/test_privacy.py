"""CPR numbers never get in, and nothing else is taken for one."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.masking import masked_body
from assistant.assistant import Assistant
from assistant.privacy import MASK, masked, masked_data
from assistant.rate_file_columns import RateFileError
from assistant.rate_file_cpr import without_cpr
from eval.cpr_numbers import FORMS, OTHERS, TEXTS, numbers
from index.errors import IndexFault
from index.library import Library
from ingest.cpr import find_in_document
from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.reading import read_bytes

CPR = "010290-1234"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def test_every_cpr_number_in_running_text_is_taken_out() -> None:
    missed = [
        text for number, text in numbers(2_000) if MASK not in masked(text) or number in _digits(masked(text))
    ]
    assert missed == []


@given(
    day=st.integers(1, 31).flatmap(lambda day: st.sampled_from((day, day + 60))),
    rest=st.tuples(st.integers(1, 12), st.integers(0, 99), st.integers(0, 9999)),
    form=st.sampled_from(FORMS),
    text=st.sampled_from(TEXTS),
    around=st.tuples(*[st.text(st.characters(exclude_categories=("Nd", "Nl", "No", "Cs")), max_size=20)] * 2),
)
def test_whatever_stands_around_it(
    day: int, rest: tuple[int, int, int], form: str, text: str, around: tuple[str, str]
) -> None:
    number = form.format(f"{day:02}", f"{rest[0]:02}", f"{rest[1]:02}", f"{rest[2]:04}")
    made = masked(around[0] + text.format(number) + around[1])
    assert MASK in made
    assert masked(made) == made
    assert number not in made


@given(st.text(max_size=200))
def test_a_text_changes_only_where_a_mask_is_put(text: str) -> None:
    made = masked(text)
    assert made == text or MASK in made
    kept = made.split(MASK)
    assert text.startswith(kept[0]) and text.endswith(kept[-1])


@pytest.mark.parametrize("text", OTHERS)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert masked(text) == text


def test_none_of_the_numbers_of_the_documents_is_masked(assistant: Assistant) -> None:
    for text in assistant.answering.snapshot.texts.values():
        assert masked(text) == text


def test_two_numbers_side_by_side_both_go() -> None:
    assert masked("010290-1234 020391 4321") == f"{MASK} {MASK}"


def test_ids_of_the_program_stay() -> None:
    conversation = "01029012-1234-4123-8123-010290123456"
    assert masked(conversation) == conversation


def test_data_is_masked_at_any_depth_and_is_not_changed_itself() -> None:
    value: dict[str, Any] = {"a": [{CPR: f"x {CPR}"}, 102901234, None], "b": "ren"}
    assert masked_data(value) == {"a": [{MASK: f"x {MASK}"}, 102901234, None], "b": "ren"}
    assert CPR in value["a"][0]
    deep: object = CPR
    for _ in range(5_000):
        deep = [deep]
    found = masked_data(deep)
    while isinstance(found, list):
        (found,) = found
    assert found == MASK


def test_a_body_is_masked_however_it_is_encoded() -> None:
    escaped = b'{"message": "\\u0030\\u0031\\u00302901234"}'
    assert json.loads(masked_body(escaped, "application/json")) == {"message": MASK}
    wide = json.dumps({"message": CPR}).encode("utf-16")
    assert json.loads(masked_body(wide, "")) == {"message": MASK}
    form = masked_body(b"q=taksten+for+010290%2D1234%3F&samtale=", "application/x-www-form-urlencoded")
    assert form == b"q=taksten+for+%5BCPR-nummer+fjernet%5D%3F&samtale="
    plain = b'{"message":  "Hvem er formand?"}'
    assert masked_body(plain, "application/json") is plain


def test_the_answer_tells_and_the_conversation_keeps_only_the_mask(assistant: Assistant) -> None:
    plain = assistant.ask("Hvem er formand for KKR Midtjylland?")
    found = assistant.ask(f"Hvem er formand for KKR Midtjylland? ({CPR})")
    assert "CPR-nummer" in found.notices[0] and not plain.notices
    assert [made.quote for made in found.citations] == [made.quote for made in plain.citations]
    assert found.conversation_id is not None and found.message_id is not None
    conversations = assistant.conversations
    conversations.rename(found.conversation_id, f"Om {CPR}")
    conversations.add_feedback(found.message_id, False, "foraeldet", f"se {CPR}")
    assert conversations.summary(found.conversation_id).title == f"Om {MASK}"
    assert conversations.feedback(found.conversation_id)[found.message_id].comment == f"se {MASK}"
    assert conversations.turns(found.conversation_id)[0].question.endswith(f"({MASK})")
    assert conversations.summary(conversations.begin(CPR)).title == MASK
    assert assistant.answer("Og formanden?", [f"Hvem leder KKR {CPR}?"]).notices == []


def test_a_document_with_a_cpr_number_is_refused_with_its_place() -> None:
    text = "Aftale\n\nTaksten aftales.\nBorger 010290-1234 er omfattet.\n"
    with pytest.raises(IngestError, match=r"i linje 4 noget, der ligner et CPR-nummer") as refused:
        read_bytes(text.encode(), "aftale.txt", Limits())
    assert refused.value.code == "personnummer" and "1234" not in str(refused.value)
    with pytest.raises(IngestError, match="Giv filen et andet navn") as named:
        read_bytes(b"Aftale om takster.", "aftale 010290-1234.txt", Limits())
    assert "1234" not in str(named.value)


def test_a_table_of_figures_and_p_numbers_are_no_reason_to_refuse_a_document() -> None:
    assert not list(find_in_document("Tilbud 311222 1850 99\nP-nr. 1001234567, P-nummer: 1012345678"))
    assert list(find_in_document("Borger 311222 1850 bor her"))


def test_what_a_person_corrects_about_a_document_is_masked(data_copy: Path) -> None:
    library = Library.open(data_copy)
    try:
        found = library.correct("midt-klimakonference-2020", {"note": f"se {CPR}"})
        assert found.note == f"se {MASK}"
        with pytest.raises(IndexFault):
            library.correct(
                "midt-klimakonference-2020", {"valid_from": date(2025, 1, 2), "valid_to": date(2025, 1, 1)}
            )
    finally:
        library.close()


def test_a_rate_list_with_a_cpr_number_is_refused_with_the_cell() -> None:
    rows = [(1, ("Tilbud", "P-nummer", "Bemærkning"), ""), (2, ("A", "1012345678", CPR), "")]
    with pytest.raises(RateFileError, match=r"celle C2 .* ligner et CPR-nummer") as refused:
        list(without_cpr(rows, Path("takster.csv")))
    assert "1234" not in str(refused.value)
    assert len(list(without_cpr([rows[0], (2, ("A", "1012345678", "ren"), "")], Path("takster.csv")))) == 2
