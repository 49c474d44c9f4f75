"""Test questions: kept beside the documents, read strictly, and answered right."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.assistant import Assistant
from assistant.stored_questions import (
    StoredQuestionsError,
    add_stored,
    ask_stored,
    load_stored,
    read_questions,
    right,
)
from tests.new_agreement import TODAY


def test_test_questions_are_kept_beside_the_documents_and_read_strictly(tmp_path: Path) -> None:
    shipped = load_stored(tmp_path)
    assert len(shipped) > 10
    own = tmp_path / "flere.jsonl"
    own.write_text(
        '{"id": "E1", "question": "Hvem betaler?", "expect": "abstain"}\n'
        '{"id": "K001", "question": "Hvem er formand i KKR?", "facts": [["Torben"]]}\n',
        encoding="utf-8",
    )
    assert add_stored(tmp_path, read_questions(own)) == ["E1", "K001"]
    found = {question.id: question for question in load_stored(tmp_path)}
    assert len(found) == len(shipped) + 1
    assert found["K001"].question == "Hvem er formand i KKR?"
    own.write_text('{"id": "E2", "question": "Hvad?", "spoergsmaal": 1}\n', encoding="utf-8")
    with pytest.raises(StoredQuestionsError, match="linje 1, felt «spoergsmaal»"):
        read_questions(own)


def test_the_shipped_test_questions_are_answered_right(library_data: Path) -> None:
    with Assistant.open(library_data) as opened:
        wrong = [
            question.id
            for question in load_stored(library_data)
            if not right(question, ask_stored(opened.answering, question, TODAY))
        ]
    assert wrong == []
