"""Every sentence, quiz answer and wrong option of the learning path stands in the documents, word for word.

A changed document makes the test of the step or question that rested on it fail, by name.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.learner import Given, Learners, UnknownLearner
from assistant.onboarding import REGIONS, ROLES, LearningPath, Module, Step
from assistant.onboarding_progress import progress_of
from assistant.onboarding_values import numbers_in
from assistant.quiz import Question, check
from assistant.quoted_data import DataError, Quote
from corpus import CORPUS
from index.store import Store
from ingest.regions import Regions
from tests.shipped_documents import FILES, OFFSETS, REGION_OF, TEXTS, TITLES

PATH = CORPUS / "onboarding.yaml"


# Without its quotes the path still reads, so that each can be checked, and named, on its own.
LENIENT = LearningPath.load(TEXTS, offsets=OFFSETS, tolerate_missing_quotes=True)
RAW = yaml.safe_load(PATH.read_text(encoding="utf-8"))["modules"]
STEPS: list[Step] = [step for module in LENIENT.modules for step in module.steps]
QUESTIONS: list[Question] = [question for step in STEPS for question in step.quiz]


def quotes_of(entry: Any) -> Iterator[tuple[str, str]]:
    """(document, quote) of an entry and all that is in it."""
    if isinstance(entry, dict):
        if "quote" in entry:
            yield entry["document"], entry["quote"]
        for value in entry.values():
            yield from quotes_of(value)
    elif isinstance(entry, list):
        for value in entry:
            yield from quotes_of(value)


def _entries() -> Iterator[tuple[str, Any]]:
    for module in RAW:
        for step in module["steps"]:
            yield step["id"], step["sources"]
            for question in step["quiz"]:
                yield question["id"], [question["sources"], question.get("distractors", [])]


@pytest.mark.parametrize(("name", "sources"), [pytest.param(*entry, id=entry[0]) for entry in _entries()])
def test_every_quote_stands_in_its_document(name: str, sources: Any) -> None:
    gone = [(document, quote) for document, quote in quotes_of(sources) if quote not in TEXTS[document]]
    assert gone == [], f"{name} i {PATH} citerer noget, der ikke længere står der"


def test_nothing_of_the_shipped_path_is_switched_off() -> None:
    assert LENIENT.switched_off == ()
    LearningPath.load(TEXTS, offsets=OFFSETS)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_says_nothing_in_figures_that_its_quotes_do_not(step: Step) -> None:
    assert 2 <= len(step.sentences) <= 5
    for sentence in step.sentences:
        cited = [step.sources[mark - 1] for mark in sentence.marks]
        # "Rammeaftale 2023-24" is what the document is called.
        quoted = " ".join(f"{source.quote} {TITLES[source.document]}" for source in cited)
        assert numbers_in(sentence.text) <= numbers_in(quoted), (step.id, sentence.text)
    for source in step.sources:
        assert at_its_place(source), step.id


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_right_answer_is_judged_right_and_every_other_value_wrong(question: Question) -> None:
    assert check(question, question.right).correct
    for other in question.distractors:
        verdict = check(question, question.written(other.value))
        assert not verdict.correct and verdict.mistaken == other
        assert all(at_its_place(source) for source in other.sources)
    assert question.sources and all(at_its_place(source) for source in question.sources)


def at_its_place(source: Quote) -> bool:
    whole = (CORPUS / "documents" / FILES[source.document]).read_bytes().decode("utf-8")
    return whole[source.start : source.end] == source.quote


def test_wrong_options_come_from_other_regions_and_periods() -> None:
    others = [(q, o) for q in QUESTIONS for o in q.distractors]
    elsewhere = [o for q, o in others if {s.document for s in o.sources} != {s.document for s in q.sources}]
    assert len(elsewhere) >= len(others) / 2


def test_every_role_in_every_region_meets_all_six_modules_with_a_quiz() -> None:
    assert set(REGIONS) == set(Regions.load(known_words=frozenset()).covered())
    for role in ROLES:
        for region in REGIONS:
            modules = LENIENT.select(role, region)
            assert len(modules) == 6, (role, region)
            assert all(3 <= len(step.quiz) <= 5 for module in modules for step in module.steps)
            # What a region's path teaches as its own is not another region's: only marked steps quote others.
            for step in (step for module in modules for step in module.steps if step.regions == (region,)):
                own = [s for s in step.sources if REGION_OF[s.document] == region]
                assert own, step.id


def test_the_roles_have_paths_of_their_own() -> None:
    paths = {role: [s.id for m in LENIENT.select(role, "Midtjylland") for s in m.steps] for role in ROLES}
    assert len({tuple(path) for path in paths.values()}) == len(ROLES)


def test_a_changed_document_is_refused_by_name_or_switches_off_only_what_it_carried() -> None:
    gone = "Takstafale er under afklaring"
    name = "midt-rammeaftale-2023-24"
    changed = {**TEXTS, name: TEXTS[name].replace(gone, "Taksterne må stige")}
    with pytest.raises(DataError, match=r"takster-midt.*under afklaring"):
        LearningPath.load(changed, offsets=OFFSETS)
    path = LearningPath.load(changed, offsets=OFFSETS, tolerate_missing_quotes=True)
    assert {off.name for off in path.switched_off} == {
        "Trinnet »takster-midt«",
        "Spørgsmålet »takster-midt-afklaring«",
    }
    assert all(gone in reason for off in path.switched_off for reason in off.reasons)
    left = {step.id for module in path.modules for step in module.steps}
    assert left == {step.id for step in STEPS} - {"takster-midt"}


def test_without_documents_nothing_is_taught() -> None:
    path = LearningPath.load({}, tolerate_missing_quotes=True)
    assert path.select("leder", "Midtjylland") == ()
    assert len(path.switched_off) == len(STEPS) + len(QUESTIONS)


# --- mistakes in the file ------------------------------------------------------------------------------


def good() -> dict[str, Any]:
    quiz = [
        {"id": f"q{n}", "kind": "ja_nej", "ask": "?", "answer": "ja",
         "sources": [{"document": "d", "quote": "aftalt"}]} for n in range(3)
    ]  # fmt: skip
    step = {"id": "s", "title": "T", "text": "Det er aftalt [1].", "ask": "Hvad?", "quiz": quiz,
            "sources": [{"document": "d", "quote": "aftalt"}]}  # fmt: skip
    return {"id": "m", "title": "M", "steps": [step]}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(farve="rød"), "'farve'"),
        (lambda m: m.pop("title"), "'title' mangler"),
        (lambda m: m["steps"][0].update(roles=["kok"]), "'kok' er ikke en af"),
        (lambda m: m["steps"][0].update(regions=["Fyn"]), "'Fyn' er ikke en af"),
        (lambda m: m["steps"][0].update(regions=["Hovedstaden"]), "intet trin for sagsbehandler i Midtjylland"),
        (lambda m: m["steps"][0].update(text="Det er aftalt."), "mangler sit [n]"),
        (lambda m: m["steps"][0].update(text="Et. To [1]."), "mangler sit [n]"),
        (lambda m: m["steps"][0].update(text="Det er aftalt [2]."), "[2] findes ikke"),
        (lambda m: m["steps"][0]["sources"].append({"document": "d", "quote": "et"}), "nr. 2 bruges ikke"),
        (lambda m: m["steps"][0].update(id="m"), "id = 'm' står to gange"),
        (lambda m: m["steps"][0].update(id="Å b"), "id = 'Å b' skal være små bogstaver"),
        (lambda m: m["steps"][0].update(quiz=m["steps"][0]["quiz"][:2]), "3 til 5 spørgsmål, ikke 2"),
        (lambda m: m["steps"][0]["quiz"][0].update(id="q1"), "id = 'q1' står to gange"),
        (lambda m: m["steps"][0]["quiz"][0].update(answer="måske"), "answer = 'måske'"),
        (lambda m: m["steps"][0]["sources"][0].update(quote="nyt"), "'nyt' står ikke i 'd'"),
        (lambda m: m["steps"][0]["sources"][0].update(document="e"), "'e' er ikke indlæst"),
        (lambda m: m.update(steps=[]), "steps = []"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_file_is_refused_by_file_place_and_value(
    tmp_path: Path, change: Any, said: str
) -> None:
    module = good()
    path = tmp_path / "onboarding.yaml"
    path.write_text(yaml.safe_dump({"modules": [module]}, allow_unicode=True), encoding="utf-8")
    assert LearningPath.load({"d": "et aftalt ord"}, path=path).modules
    change(module)
    path.write_text(yaml.safe_dump({"modules": [module]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(DataError, match=re.escape(said)) as refused:
        LearningPath.load({"d": "et aftalt ord"}, path=path)
    assert str(path) in str(refused.value)


def test_a_key_that_stands_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "onboarding.yaml"
    path.write_text("modules:\n  - id: a\n    id: b\n", encoding="utf-8")
    with pytest.raises(DataError, match="»id« står to gange"):
        LearningPath.load({}, path=path)


# --- progress ------------------------------------------------------------------------------------------

MODULES: tuple[Module, ...] = LENIENT.select("økonomimedarbejder", "Midtjylland")


@settings(max_examples=50, deadline=None)
@given(st.randoms(use_true_random=False))
def test_however_often_one_is_wrong_the_path_asks_everything_and_ends(chance: Any) -> None:
    answers: dict[str, Given] = {}
    asked: set[str] = set()
    began: list[str] = []
    for turn in range(2000):
        stands = progress_of(MODULES, answers)
        if stands.next is None:
            break
        following = stands.next
        question = following.questions[0]
        began.append(following.module.id)
        # Nothing comes back before all of its module has been asked.
        assert not following.again or {q.id for q in following.module.questions} <= asked
        asked.add(question.id)
        answers[question.id] = Given(question.version, 1, chance.random() < 0.5, turn)
    assert progress_of(MODULES, answers).next is None
    assert asked == {q.id for module in MODULES for q in module.questions}
    assert list(dict.fromkeys(began)) == [module.id for module in MODULES]


def test_a_question_that_was_changed_is_asked_again() -> None:
    answers = {q.id: Given(q.version, 1, True, 0) for module in MODULES for q in module.questions}
    assert progress_of(MODULES, answers).next is None
    changed = MODULES[2].questions[0]
    following = progress_of(MODULES, answers | {changed.id: Given("old", 1, True, 0)}).next
    assert following is not None and following.questions == (changed,)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path)
    yield opened
    opened.close()


def test_progress_is_kept_and_what_was_right_stays_right(store: Store) -> None:
    learners = Learners(store)
    token = learners.create("leder", "Midtjylland").token
    for correct in (False, True, False):
        learners.keep(token, "q", "v1", correct)
    kept = Learners(store).answers(token)["q"]
    assert (kept.correct, kept.tries) == (True, 3)
    learners.keep(token, "q", "v2", False)
    kept = learners.answers(token)["q"]
    assert (kept.version, kept.correct, kept.tries) == ("v2", False, 1)


def test_a_forgotten_learner_leaves_no_bytes(store: Store, tmp_path: Path) -> None:
    learners = Learners(store)
    kept, gone = (learners.create("leder", "Midtjylland") for _ in range(2))
    learners.keep(gone.token, "et-saerligt-spoergsmaal", "v1", True)
    learners.keep(kept.token, "q", "v1", True)
    learners.delete(gone.token)
    assert learners.answers(kept.token)["q"].correct
    assert learners.answers(gone.token) == {}
    files = list(tmp_path.glob("rammeaftale.db*"))
    assert files and not any(b"et-saerligt-spoergsmaal" in file.read_bytes() for file in files)
    for call in (learners.get, learners.delete):
        with pytest.raises(UnknownLearner):
            call(gone.token)
    with pytest.raises(UnknownLearner):
        learners.keep(gone.token, "q", "v1", True)


def test_the_token_itself_is_not_stored(store: Store, tmp_path: Path) -> None:
    learners = Learners(store)
    random = learners.create("leder", "Midtjylland").token
    named = learners.create("leder", "Midtjylland", "navn:Bo").token
    assert len(random) == 32 and learners.get(named).region == "Midtjylland"
    with sqlite3.connect(tmp_path / "rammeaftale.db") as connection:
        stored = str(connection.execute("select * from learners").fetchall())
    connection.close()
    assert random not in stored and "Bo" not in stored
