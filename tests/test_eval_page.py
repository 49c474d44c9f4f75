"""The page of an evaluation shows everything that failed, and nothing in an answer runs."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from eval.report import render_html, write_html
from eval.run import Report, evaluate
from eval.twisted import evaluate_twisted
from tests.scripted_eval import SCRIPT, Scripted, question, run, twisted


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
