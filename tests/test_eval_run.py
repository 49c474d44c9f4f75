"""`rammeaftale eval` asks what the file says, counts what the answers hold, and shows every failure."""

import io
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from assistant.answer import Answer, Citation
from eval.minimums import Minimum, missed, parse_minimum
from eval.questions import Question, QuestionFileError, TwistedQuestion, load_questions, load_twisted
from eval.report import render_html, write_html
from eval.run import Report, evaluate, print_report, write_report
from eval.twisted import evaluate_twisted, print_twisted, said, write_twisted

TEXT = "Formand for KKR er Torben Hansen. Taksten er 1.800 kr."
ROOT = Path(__file__).parent.parent


def cite(quote: str, n: int = 1) -> Citation:
    start = TEXT.index(quote)
    return Citation(
        n=n, document="d", title="Aftale", region=None, section="1", file="a.txt",
        start=start, end=start + len(quote), quote=quote, passage=TEXT, url="/d",
    )  # fmt: skip


class Scripted:
    """Answers from a table of question -> (status, text, quotes); notes the conversation of each question."""

    def __init__(self, script: dict[str, tuple[Any, str, list[str]]]) -> None:
        self.script = script
        self.asked: list[tuple[str, str | None]] = []

    def ask(self, message: str, conversation_id: str | None = None, **_kw: Any) -> Answer:
        self.asked.append((message, conversation_id))
        status, text, quotes = self.script[message]
        citations = [cite(quote, n) for n, quote in enumerate(quotes, start=1)]
        return Answer(
            status=status, answer=text, citations=citations, as_of=date(2024, 5, 1),
            conversation_id=conversation_id or f"c{len(self.asked)}", fingerprint="f1",
        )  # fmt: skip

    def source_text(self, file: str) -> str:
        return {"a.txt": TEXT}[file]


def question(identity: str, kind: Any = "fact", text: str = "", **more: Any) -> Question:
    expect = "abstain" if kind == "abstain" else "answer"
    return Question(**{"id": identity, "kind": kind, "question": text or identity, "expect": expect} | more)


QUESTIONS = [
    question("K1", text="Hvem er formand?", evidence=["Torben Hansen"], facts=[["torben hansen"]]),
    question("K2", text="Hvad er taksten?", evidence=["1.900 kr."], facts=[["1.900"]]),
    question("K3", "abstain", text="Hvad er vejret?"),
    question("K4", "followup", text="Og taksten?", history=["Hvem er formand?"], facts=[["1.800"]]),
]
SCRIPT: dict[str, tuple[Any, str, list[str]]] = {
    "Hvem er formand?": ("answered", "Torben Hansen [1]", ["Torben Hansen"]),
    "Hvad er taksten?": ("not_found", "Det står ikke i aftalerne.", []),
    "Hvad er vejret?": ("not_found", "Det handler aftalerne ikke om.", []),
    "Og taksten?": ("answered", "Taksten er 1.800 kr. [1]", ["Taksten er 1.800 kr."]),
}


def run(**more: Any) -> Report:
    return evaluate(Scripted(SCRIPT), QUESTIONS, now=lambda: datetime(2024, 5, 1, tzinfo=UTC), **more)


def shown(print_it: Callable[[Console], None], width: int = 160) -> str:
    console = Console(file=io.StringIO(), width=width)
    print_it(console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


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


def twisted(identity: str, pair: str, answer: Any, twist: str | None = None) -> TwistedQuestion:
    return TwistedQuestion(
        id=identity, pair=pair, question=identity, answer=answer, twist=twist, evidence=["Torben Hansen"]
    )


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


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in ("meta", "br", "path", "circle", "polyline"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("path", "circle", "polyline"):
            assert self.open.pop() == tag


HOSTILE = '</pre><script>alert(1)</script><img src=x onerror="alert(2)">\'"&<svg/onload=alert(3)>'


def hostile_report() -> Report:
    asked = [
        question(
            "<b>1", text=HOSTILE, history=[HOSTILE], evidence=[HOSTILE], facts=[[HOSTILE]], forbid=["alert"]
        ),
        question("2", "abstain", text="Hvem er formand?"),
    ]
    script: dict[str, tuple[Any, str, list[str]]] = {HOSTILE: ("answered", HOSTILE, ["Torben Hansen"])}
    assistant = Scripted(script | {"Hvem er formand?": SCRIPT["Hvem er formand?"]})
    return evaluate(assistant, asked, confidence=lambda answer: 0.9 if "alert" in answer.answer else 0.2)


def test_hostile_text_in_an_answer_stays_text_in_the_page() -> None:
    pairs = [twisted("T1", "a", "ja"), twisted("T2", "a", "nej", HOSTILE)]
    script: dict[str, tuple[Any, str, list[str]]] = {
        "T1": ("answered", "Nej " + HOSTILE, []), "T2": ("answered", "Ja " + HOSTILE, [])
    }  # fmt: skip
    page = render_html(hostile_report(), evaluate_twisted(Scripted(script), pairs))
    tags = Tags()
    tags.feed(page)
    tags.close()
    assert tags.open == []
    assert not {"script", "img", "iframe", "object", "a", "link", "base", "form"} & set(tags.tags)
    assert not {name for name in tags.attributes if name.startswith("on")} | (
        {"src", "href"} & tags.attributes
    )
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "default-src 'none'" in page


def test_the_page_shows_tables_plots_and_every_failed_question_with_its_answer(tmp_path: Path) -> None:
    write_html(run(confidence=lambda answer: len(answer.citations) / 2), tmp_path / "ud" / "r.html")
    page = (tmp_path / "ud" / "r.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="da">')
    assert page.count("<svg") == 2
    for words in (
        "Efter art",
        "opfølgning",
        "K2: Hvad er taksten?",
        "Det står ikke i aftalerne.",
        "1.900 kr.",
    ):
        assert words in page
    assert "K1: Hvem" not in page
    # Two answers of confidence 1/2 to answerable questions, two refusals at 0 of which one was answerable.
    assert f"middelfejl {(2 * abs(0.5 - 1) + 2 * abs(0 - 1 / 2)) / 4:.2f}".replace(".", ",") in page
    assert f"AUROC {(2 + 1 / 2) / 3:.2f}".replace(".", ",") in page


def test_a_page_without_stated_confidence_says_so() -> None:
    page = render_html(run())
    assert "<svg" not in page
    assert "ingen sikkerhed" in page
