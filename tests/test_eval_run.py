"""`rammeaftale eval` asks what the file says and counts what the answers hold."""

import json
import re
from pathlib import Path

import pytest

from eval.minimums import Minimum, missed, parse_minimum
from eval.run import evaluate, print_report, write_report
from tests.scripted_eval import QUESTIONS, SCRIPT, Scripted, question, run, shown


def test_history_is_asked_first_in_the_same_conversation_and_other_questions_in_their_own() -> None:
    assistant = Scripted(SCRIPT)
    evaluate(assistant, QUESTIONS)
    assert assistant.asked == [
        ("Hvem er formand?", None),
        ("Hvad er taksten?", None),
        ("Hvad er vejret?", None),
        ("Hvem er formand?", None),
        ("Og taksten?", "c4"),
    ]


def test_the_shares_of_each_kind_are_right_and_unmeasured_ones_are_left_open() -> None:
    report = run()
    values = report.values()
    assert values["fact"]["status"] == 1 / 2
    assert values["fact"]["evidence"] == values["fact"]["first"] == values["fact"]["facts"] == 1 / 2
    assert values["followup"]["evidence"] is None
    assert values["abstain"]["status"] == 1.0
    assert values["all"]["status"] == 3 / 4
    assert values["all"]["quotes"] == 2 / 2
    assert values["answerable"]["facts"] == 2 / 3
    assert report.refused == 1 / 3
    assert [each.question.id for each in report.failures] == ["K2"]
    assert report.failures[0].failed == ["status", "evidence", "first", "facts"]


def test_the_table_and_the_failures_are_printed_in_danish() -> None:
    text = shown(lambda console: print_report(run(), console))
    for words in ("Status", "Bevis", "Fakta", "Citat", "skal tie", "opfølgning", "kan besvares"):
        assert words in text
    assert re.search(r"^fakta +2 +50,0 +50,0 +50,0 +50,0 +– +100,0 +– +", text, re.MULTILINE)
    assert "Afvist, selv om svaret findes: 33,3 %" in text
    assert "1 af 4 spørgsmål fejlede" in text
    assert "K2  Hvad er taksten?  (fejl i status, bevis, bevis i første kilde, fakta)" in text


def test_the_table_is_whole_in_a_narrow_terminal() -> None:
    text = shown(lambda console: print_report(run(), console), width=80)
    assert "…" not in text
    assert re.search(
        r"^Art +Antal +Status +Bevis +Første +Fakta +Forbud +Citat +Afgør. +Tegn +ms *$", text, re.M
    )


def test_a_question_with_markup_is_printed_as_it_is() -> None:
    assistant = Scripted({"[red]Hvad[/red]?": ("not_found", "", [])})
    report = evaluate(assistant, [question("K[1]", text="[red]Hvad[/red]?")])
    assert "K[1]  [red]Hvad[/red]?" in shown(lambda console: print_report(report, console))


def test_the_json_holds_what_tells_runs_apart_and_every_failure_in_full(tmp_path: Path) -> None:
    write_report(run(), tmp_path / "ny" / "r.json")
    stored = json.loads((tmp_path / "ny" / "r.json").read_text(encoding="utf-8"))
    assert (stored["date"], stored["fingerprint"]) == ("2024-05-01T00:00:00+00:00", "f1")
    assert "python" in stored["versions"]
    assert [row["name"] for row in stored["rows"]][-3:] == ["answerable", "silence", "all"]
    assert stored["failed"][0]["asked"]["question"] == "Hvad er taksten?"
    assert stored["failed"][0]["answered"]["answer"] == "Det står ikke i aftalerne."
    assert [each["id"] for each in stored["questions"]] == ["K1", "K2", "K3", "K4"]


def test_an_error_of_the_assistant_names_the_question() -> None:
    with pytest.raises(KeyError) as error:
        evaluate(Scripted({}), QUESTIONS)
    assert error.value.__notes__ == ["Fejlen kom under spørgsmål K1: Hvem er formand?"]


def test_a_minimum_is_missed_only_below_its_value() -> None:
    values = run().values()
    assert parse_minimum("fact.evidence=0.95") == Minimum("fact", "evidence", 0.95)
    assert missed(values, [parse_minimum("fact.evidence=0.5"), parse_minimum("all.quotes=1")]) == []
    lines = missed(values, [parse_minimum("fact.evidence=0.51"), parse_minimum("fact.verdict=0.1")])
    assert lines == [
        "fact.evidence: 0.500, skulle være mindst 0.510",
        "fact.verdict: intet at måle; skulle være mindst 0.100",
    ]


@pytest.mark.parametrize(
    "text", ["fact.evidence", "evidence=0.5", "fact.=1", ".evidence=1", "a.b=to", "a.b=95"]
)
def test_a_minimum_that_cannot_be_read_is_refused_with_its_text(text: str) -> None:
    with pytest.raises(ValueError, match=r"--min «") as error:
        parse_minimum(text)
    assert text in str(error.value)


@pytest.mark.parametrize(("name", "known"), [("fakta.evidence", "fact"), ("fact.bevis", "evidence")])
def test_a_minimum_for_something_unknown_is_refused_and_the_known_are_named(name: str, known: str) -> None:
    with pytest.raises(ValueError, match=known):
        missed(run().values(), [parse_minimum(f"{name}=0.5")])
