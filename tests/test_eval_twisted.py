"""A yes where the right answer is no is counted apart and shown first."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.questions import QuestionFileError, load_twisted
from eval.twisted import evaluate_twisted, print_twisted, said, write_twisted
from tests.scripted_eval import Scripted, shown, twisted


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("Ja, det står i aftalen [1].", "ja"), ("**Ja.** Det gør den", "ja"), ("> *ja*", "ja"),
        ("- Ja", "ja"),
        ("**Nej**, tværtimod", "nej"), ("Nej", "nej"), ("Januar er måneden", "uden"), ("", "uden"),
        ("Jamen", "uden"), ("Nejst", "uden"), ("Det gør den. Ja.", "uden"), ("Ja-nej", "ja"),
    ],
)  # fmt: skip
def test_an_answer_says_ja_or_nej_by_its_first_word(text: str, opening: str) -> None:
    assert said(text) == opening


@given(st.text(alphabet=" *_>#-\n", max_size=6), st.sampled_from(["Ja", "Nej"]), st.text(max_size=20))
def test_markdown_marks_do_not_change_what_was_said(marks: str, word: str, rest: str) -> None:
    assert said(f"{marks}{word}, {rest}") == word.lower()


def test_a_wrong_ja_is_counted_apart_and_shown_first(tmp_path: Path) -> None:
    pairs = [
        twisted("T1", "a", "ja"), twisted("T2", "a", "nej", "beløb"),
        twisted("T3", "b", "ja"), twisted("T4", "b", "nej_eller_ikke_fundet", "region"),
        twisted("T5", "c", "ja"), twisted("T6", "c", "nej", "region"),
    ]  # fmt: skip
    texts = {"T1": "Ja [1]", "T2": "**Ja**", "T3": "Nej", "T4": "Det står der ikke", "T5": "Ja", "T6": "Nej"}
    quotes = {"T1": ["Torben Hansen"]}
    script = {key: ("answered", text, quotes.get(key, [])) for key, text in texts.items()}
    report = evaluate_twisted(Scripted(script), pairs)
    by_name = {row.name: row for row in report.rows}
    assert list(by_name) == ["beløb", "region", "all"]
    assert by_name["all"].results == {
        "wrong_ja": 1, "wrong_nej": 1, "right_ja": 2, "right_nej": 1, "without": 1
    }  # fmt: skip
    assert by_name["beløb"].count == 2
    assert (by_name["all"].pairs, by_name["all"].pairs_right) == (3, 1)
    assert report.values()["all"] == {
        "no_wrong_ja": 1 - 1 / 3, "right_ja": 2 / 3, "right_nej": 1 / 3, "pairs": 1 / 3
    }  # fmt: skip
    text = shown(lambda console: print_twisted(report, console))
    assert text.startswith('Forkert "Ja": 1 af 6 spørgsmål')
    assert text.index("Forkert ja: T2") < text.index("Forkert nej: T3")
    assert "Bevis vist ved ja og nej: 20,0 %" in text
    write_twisted(report, tmp_path / "t.json")
    stored = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [each["result"] for each in stored["failed"]] == ["wrong_ja", "wrong_nej"]


def test_a_pair_that_lacks_its_other_half_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "twisted_x.jsonl"
    row = {"id": "T1", "pair": "a", "question": "Er det?", "answer": "ja", "twist": None, "document": "d"}
    path.write_text(json.dumps(row | {"evidence": "bevis"}) + "\n", encoding="utf-8")
    with pytest.raises(QuestionFileError, match="parret mangler sit drejet spørgsmål"):
        load_twisted([path])
    other = row | {"id": "T2", "answer": "nej", "twist": "beløb", "evidence": []}
    path.write_text(
        json.dumps(row | {"evidence": "bevis"}) + "\n" + json.dumps(other) + "\n", encoding="utf-8"
    )
    assert [each.evidence for each in load_twisted([path])] == [["bevis"], []]
