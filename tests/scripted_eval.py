"""Questions of an evaluation and an assistant that answers them from a table."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from assistant.answer import Answer, Citation
from eval.questions import Question, TwistedQuestion
from eval.run import Report, evaluate

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


def twisted(identity: str, pair: str, answer: Any, twist: str | None = None) -> TwistedQuestion:
    return TwistedQuestion(
        id=identity, pair=pair, question=identity, answer=answer, twist=twist, evidence=["Torben Hansen"]
    )
