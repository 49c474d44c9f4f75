"""A file of questions that cannot be read is refused by line, field and value."""

import json
from pathlib import Path
from typing import Any

import pytest

from eval.questions import QuestionFileError, load_questions
from tests.scripted_eval import ROOT

GOOD = {"id": "A1", "kind": "fact", "question": "Hvem?", "expect": "answer"}


@pytest.mark.parametrize(
    ("line", "said_there"),
    [
        ({**GOOD, "evidens": ["x"]}, "felt «evidens», værdi «[\"x\"]»: ukendt felt"),
        ({**GOOD, "kind": "fakta"}, "felt «kind», værdi «fakta»: ukendt værdi. Skriv en af: 'fact', "),
        ({**GOOD, "evidence": "x"}, "felt «evidence», værdi «x»: skal være en liste"),
        ({**GOOD, "facts": [["x"], []]}, "felt «facts.1», værdi «[]»: listen er tom"),
        ({**GOOD, "forbid": [" "]}, "felt «forbid.0», værdi « »: må ikke være tom"),
        ({**GOOD, "question": 7}, "felt «question», værdi «7»: skal være tekst"),
        ({**GOOD, "kind": "abstain"}, "kind er abstain, men expect er answer"),
        ({**GOOD, "verdict": "maal"}, "verdict er maal, men expect er answer"),
        ({**GOOD, "expect": "abstain", "facts": [["x"]]}, "expect er abstain, men evidence eller facts"),
        ({"id": "A1", "kind": "fact", "expect": "answer"}, "felt «question»: feltet mangler"),
        (["liste"], "linjen er ikke et JSON-objekt"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_question_file_is_named_by_line_field_and_value(
    tmp_path: Path, line: Any, said_there: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({**GOOD, "id": "A0"}) + "\n\n" + json.dumps(line) + "\n", encoding="utf-8")
    with pytest.raises(QuestionFileError) as error:
        load_questions([path])
    assert f"{path}, linje 3" in str(error.value)
    assert said_there in str(error.value)


def test_repeated_ids_repeated_fields_bad_json_and_missing_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"

    def error_of(text: str, *more: Path) -> str:
        path.write_text(text, encoding="utf-8")
        with pytest.raises(QuestionFileError) as error:
            load_questions([path, *more])
        return str(error.value)

    line = json.dumps(GOOD)
    assert "linje 2, felt «id», værdi «A1»: id'et er brugt før" in error_of(f"{line}\n{line}\n")
    assert "id'et er brugt før" in error_of(f"{line}\n", path)
    assert "felt «id»: står to gange" in error_of('{"id": "A", "id": "B"}\n')
    assert "linje 1, tegn 2: linjen er ikke gyldig JSON" in error_of("{id}\n")
    assert "filen kan ikke læses" in error_of(f"{line}\n", tmp_path / "mangler.jsonl")
    assert "ingen spørgsmål" in error_of("\n")
    path.write_bytes(b"\xe6\n")
    with pytest.raises(QuestionFileError, match="ikke UTF-8"):
        load_questions([path])


def test_the_shipped_questions_can_be_read() -> None:
    assert len(load_questions([ROOT / "eval" / "questions" / "dev.jsonl"])) == 47
