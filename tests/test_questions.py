"""The measuring questions rest on the documents: each is well formed, its evidence can be looked up."""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "eval" / "questions"
CORPUS = ROOT / "corpus"
KINDS = {"fact", "paraphrase", "version", "conflict", "compare", "tool", "abstain", "followup", "onboarding"}
VERDICTS = {"overholdt", "ikke_overholdt", "maal", "beregnet", "kan_ikke_afgoeres"}
FIELDS = {"id", "kind", "question", "history", "evidence", "facts", "forbid", "expect"}
# Own files and the letter their ids start with; dev.jsonl is held to the same form.
OWN = {
    "fit": "F",
    "report": "R",
    "fit2": "G",
    "fit3": "H",
    "fit4": "J",
    "fit5": "N",
    "blind": "B",
    "blind2": "C",
}
# The parts that are alike, kind by kind; the others widen what is fitted on or reported on, without computations.
TWINS = ("fit", "report")
WITHOUT_TOOL = KINDS - {"tool"}
KINDS_OF = {
    "fit": KINDS,
    "report": KINDS,
    "fit2": WITHOUT_TOOL - {"conflict", "onboarding"},
    "fit3": WITHOUT_TOOL,
    "fit4": {"fact", "abstain"},
    "fit5": {"abstain"},
    "blind": WITHOUT_TOOL,
    "blind2": WITHOUT_TOOL,
}


def _fold(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _load(name: str) -> list[dict[str, Any]]:
    lines = (QUESTIONS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def _same_question(item: dict[str, Any]) -> tuple[str, ...]:
    """Two questions are the same when only case, punctuation or spacing tells them apart."""
    turns = [*item["history"], item["question"]]
    return tuple(re.sub(r"[\W_]+", " ", turn.casefold()).strip() for turn in turns)


def _documents() -> dict[str, str]:
    """Folded text of each document by id; a file that holds several is cut where sources.toml says."""
    documents: dict[str, str] = {}
    for entry in tomllib.loads((CORPUS / "sources.toml").read_text(encoding="utf-8"))["file"]:
        text = (CORPUS / "documents" / entry["file"]).read_text(encoding="utf-8")
        starts = []
        for part in entry["parts"]:
            marker = part.get("starts_with")
            found = re.search(rf"^[# ]*{re.escape(marker)}", text, re.MULTILINE) if marker else None
            assert marker is None or found is not None, f"{entry['file']}: no line starts with {marker!r}"
            starts.append(found.start() if found else 0)
        for part, start, end in zip(entry["parts"], starts, [*starts[1:], len(text)], strict=True):
            documents[part["id"]] = _fold(text[start:end])
    return documents


DOCUMENTS = _documents()
EVERYTHING = " \n ".join(DOCUMENTS.values())
FILES = {name: _load(name) for name in ("dev", *OWN)}
OWN_ITEMS = [item for name in OWN for item in FILES[name]]


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


@pytest.mark.parametrize("name", FILES)
def test_every_question_has_the_form_the_measuring_reads(name: str) -> None:
    for item in FILES[name]:
        where = f"{name}.jsonl {item.get('id')}"
        assert set(item) - {"verdict"} == FIELDS, f"{where}: fields {sorted(item)}"
        assert item["kind"] in KINDS, f"{where}: kind {item['kind']!r}"
        assert isinstance(item["question"], str), where
        assert item["question"] == _fold(item["question"]) != "", f"{where}: question {item['question']!r}"
        for field in ("history", "evidence", "forbid"):
            assert _texts(item[field]), f"{where}: {field} {item[field]!r}"
        assert all(group and _texts(group) for group in item["facts"]), f"{where}: facts {item['facts']!r}"
        assert item["expect"] in {"answer", "tool", "abstain"}, f"{where}: expect {item['expect']!r}"
        assert item.get("verdict", "maal") in VERDICTS, f"{where}: verdict {item.get('verdict')!r}"


@pytest.mark.parametrize("name", FILES)
def test_silence_is_expected_exactly_where_nothing_is_to_be_found(name: str) -> None:
    for item in FILES[name]:
        where = f"{name}.jsonl {item['id']}"
        silent = item["kind"] == "abstain"
        assert (item["expect"] == "abstain") == silent, f"{where}: {item['kind']} expects {item['expect']}"
        if silent:
            assert not item["evidence"] and not item["facts"] and "verdict" not in item, where
        else:
            assert item["facts"], f"{where}: an answer that may show anything measures nothing"


@pytest.mark.parametrize(("name", "letter"), OWN.items())
def test_ids_run_without_gaps(name: str, letter: str) -> None:
    wanted = [f"{letter}{number:03d}" for number in range(1, len(FILES[name]) + 1)]
    assert [item["id"] for item in FILES[name]] == wanted


def test_no_question_is_asked_twice_and_the_parts_share_none() -> None:
    asked = Counter(_same_question(item) for items in FILES.values() for item in items)
    assert [turns for turns, times in asked.items() if times > 1] == []


@pytest.mark.parametrize("name", FILES)
def test_every_piece_of_evidence_stands_in_the_documents(name: str) -> None:
    missing = [
        (item["id"], evidence)
        for item in FILES[name]
        for evidence in item["evidence"]
        if _fold(evidence) not in EVERYTHING
    ]
    assert missing == []


@pytest.mark.parametrize("name", FILES)
def test_a_fact_can_be_quoted_unless_it_is_computed(name: str) -> None:
    corpus = EVERYTHING.casefold()
    missing = [
        (item["id"], group)
        for item in FILES[name]
        if item["kind"] != "tool" and item["expect"] != "tool"
        for group in item["facts"]
        if not any(_fold(fact).casefold() in corpus for fact in group)
    ]
    assert missing == []


def test_answerable_questions_name_their_evidence() -> None:
    # A term the agreements use and never explain is answered from the glossary, without evidence.
    bare = [
        item["id"]
        for item in OWN_ITEMS
        if item["expect"] != "abstain" and item["kind"] != "onboarding" and not item["evidence"]
    ]
    assert bare == []


def test_a_fact_is_never_forbidden_in_the_same_answer() -> None:
    for item in OWN_ITEMS:
        for group in item["facts"]:
            for wrong in item["forbid"]:
                carried = [fact for fact in group if wrong.casefold() not in fact.casefold()]
                assert carried, f"{item['id']}: every form of {group} contains the forbidden {wrong!r}"


def test_there_are_enough_questions_and_a_third_of_them_want_silence() -> None:
    assert len(OWN_ITEMS) >= 240
    for name in TWINS:
        silent = sum(item["expect"] == "abstain" for item in FILES[name])
        assert 3 * silent >= len(FILES[name]), f"{name}.jsonl: {silent} of {len(FILES[name])}"
    for name in ("fit2", "fit3", "blind"):
        assert 4 * sum(item["expect"] == "abstain" for item in FILES[name]) >= len(FILES[name])


@pytest.mark.parametrize("name", OWN)
def test_each_part_covers_every_kind_and_every_document(name: str) -> None:
    assert {item["kind"] for item in FILES[name]} == KINDS_OF[name]
    evidence = [_fold(text) for item in FILES[name] for text in item["evidence"]]
    uncovered = [known for known, text in DOCUMENTS.items() if not any(piece in text for piece in evidence)]
    # Near misses have no evidence anywhere.
    assert uncovered == [] or KINDS_OF[name] == {"abstain"}


def test_the_two_parts_are_alike_by_kind_and_document() -> None:
    kinds = {name: Counter(item["kind"] for item in FILES[name]) for name in TWINS}
    assert kinds["fit"] == kinds["report"]
    for known, text in DOCUMENTS.items():
        counts = [
            sum(any(_fold(piece) in text for piece in item["evidence"]) for item in FILES[name])
            for name in TWINS
        ]
        assert max(counts) - min(counts) <= 4, f"{known}: {dict(zip(TWINS, counts, strict=True))}"
