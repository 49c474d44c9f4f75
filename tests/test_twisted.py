"""The twisted pairs rest on the documents: a false "Ja" only counts against a question that is right."""

import json
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "eval" / "questions"
PARTS = ("fit", "report")
KEYS = {"id", "pair", "question", "answer", "twist", "evidence", "document"}
ANSWERS = {"ja", "nej", "nej_eller_ikke_fundet"}
TWISTS = {"negation", "region", "period", "number", "date", "person", "who", "modality", "bound"}

Question = dict[str, object]


def folded(text: str) -> str:
    return " ".join(text.split())


def key(question: Question) -> str:
    """The question as a reader hears it: without capitals and end marks."""
    return folded(str(question["question"])).casefold().rstrip("?. ")


def read(part: str) -> list[Question]:
    lines = (QUESTIONS / f"twisted_{part}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def evidence_of(question: Question) -> list[str]:
    evidence = question["evidence"]
    assert isinstance(evidence, list)
    return [str(text) for text in evidence]


def document_texts() -> dict[str, str]:
    """Folded text by document id; a file of several documents is cut where each one starts."""
    manifest = tomllib.loads((ROOT / "corpus" / "sources.toml").read_text(encoding="utf-8"))
    texts: dict[str, str] = {}
    for entry in manifest["file"]:
        text = (ROOT / "corpus" / "documents" / entry["file"]).read_text(encoding="utf-8")
        starts = [
            text.index("\n" + part["starts_with"]) if "starts_with" in part else 0 for part in entry["parts"]
        ]
        for part, start, end in zip(entry["parts"], starts, [*starts[1:], len(text)], strict=True):
            texts[part["id"]] = folded(text[start:end])
    return texts


@pytest.mark.parametrize("part", PARTS)
def test_every_line_has_the_agreed_form(part: str) -> None:
    documents = document_texts()
    for question in read(part):
        name = question["id"]
        assert set(question) == KEYS, name
        assert question["answer"] in ANSWERS, name
        assert question["document"] in documents, name
        assert isinstance(question["question"], str) and question["question"].strip(), name
        assert evidence_of(question) and all(text.strip() for text in evidence_of(question)), name
        assert name in {f"{question['pair']}a", f"{question['pair']}b"}, name
        assert str(question["pair"]).startswith("TF" if part == "fit" else "TR"), name
        assert question["twist"] in (TWISTS if question["answer"] != "ja" else {None}), name


@pytest.mark.parametrize("part", PARTS)
def test_every_pair_has_one_ja_and_one_question_where_ja_is_wrong(part: str) -> None:
    pairs: defaultdict[object, list[bool]] = defaultdict(list)
    for question in read(part):
        pairs[question["pair"]].append(question["answer"] == "ja")
    assert [pair for pair, answers in pairs.items() if sorted(answers) != [False, True]] == []


@pytest.mark.parametrize("part", PARTS)
def test_the_truth_of_every_question_stands_in_its_document(part: str) -> None:
    documents = document_texts()
    missing = [
        (question["id"], text)
        for question in read(part)
        for text in evidence_of(question)
        if folded(text) not in documents[str(question["document"])]
    ]
    assert missing == []


@pytest.mark.parametrize("part", PARTS)
def test_every_document_is_asked_about(part: str) -> None:
    assert {question["document"] for question in read(part)} == set(document_texts())


def test_ids_and_questions_are_unique() -> None:
    questions = [question for part in PARTS for question in read(part)]
    assert [name for name, count in Counter(q["id"] for q in questions).items() if count > 1] == []
    assert [text for text, count in Counter(map(key, questions)).items() if count > 1] == []


def test_there_are_enough_pairs_and_every_twist_is_tried() -> None:
    sizes = {part: len({question["pair"] for question in read(part)}) for part in PARTS}
    assert min(sizes.values()) >= 60 and sum(sizes.values()) >= 120
    twists = Counter(question["twist"] for part in PARTS for question in read(part))
    assert {twist for twist in TWISTS if twists[twist] < 5} == set()


def test_what_is_reported_was_never_fitted_on() -> None:
    fit, report = read("fit"), read("report")
    assert {q["pair"] for q in fit} & {q["pair"] for q in report} == set()
    shared = [
        (left["id"], right["id"])
        for left in fit
        for right in report
        for one in map(folded, evidence_of(left))
        for other in map(folded, evidence_of(right))
        if one in other or other in one
    ]
    assert shared == []
