"""A question in everyday words finds its sentence by questions that the sentence is known to answer."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from assistant.assistant import Assistant
from eval.questions import load_questions
from eval.torture.small_library import agreement, small_library, write
from index.answered import questions_key
from index.embedding import Vector, load_embedder
from index.known_sentences import FOLDER, AnsweredError, KnownSentences, known_sentences
from index.known_vectors import read_known_vectors
from index.passages import unit_texts
from index.snapshot import Snapshot

QUESTIONS = Path(__file__).resolve().parent.parent / "eval" / "questions"
_LAST = "Aftalen kan opsiges af en kommune med 14 måneders varsel."
_NORD, _SJ = "nordjylland-rammeaftale-2025-26", "sjaelland-rammeaftale-2025-26"
_EVERYDAY = "hvor længe i forvejen må vi sige fra"


@pytest.fixture(scope="module")
def snapshot(assistant: Assistant) -> Snapshot:
    return assistant.library.snapshot()


def folded(text: str) -> str:
    return re.sub(r"\W+", " ", text.lower()).strip()


def test_every_sentence_with_known_questions_stands_in_the_shipped_documents(snapshot: Snapshot) -> None:
    there = {text for kept in snapshot.all_passages() for text in unit_texts(kept.passage.units)}
    gone = {sentence for known in known_sentences().files.values() for sentence in known} - there
    assert not gone, sorted(gone)[:3]


def test_no_question_that_measures_the_answers_is_known_beforehand() -> None:
    measuring = {
        folded(text)
        for path in sorted(QUESTIONS.glob("*.jsonl"))
        if not path.name.startswith("twisted")
        for question in load_questions([path])
        for text in (question.question, *question.history)
    }
    known = {
        folded(question)
        for sentences in known_sentences().files.values()
        for questions in sentences.values()
        for question in questions
    }
    assert not known & measuring


def test_each_known_question_is_nearest_to_a_sentence_it_is_known_for(snapshot: Snapshot) -> None:
    known = [questions for sentences in known_sentences().files.values() for questions in sentences.values()]
    for question, *_ in known[:: len(known) // 25]:
        _, near = snapshot.placed(question)
        places = list(near)
        found = near.of(places)
        assert found.at.tolist() == list(range(len(places)))
        assert found.best[0] == pytest.approx(1.0, abs=1e-3)
        assert (found.best[:-1] >= found.best[1:]).all()
        # The mean of the nearest three is never nearer than the nearest, nor farther than the farthest.
        farthest = np.where(found.each > -1.0, found.each, 1.0).min(axis=1)
        assert ((farthest - 1e-5 <= found.mean) & (found.mean <= found.best + 1e-5)).all()


def known(folder: Path, **questions: list[str]) -> None:
    """Let the product know those questions alone, by sentence."""
    lines = [json.dumps({"sentence": _LAST, "questions": asked}) for asked in questions.values()]
    folder.mkdir()
    (folder / "egne.jsonl").write_text("\n".join(lines), encoding="utf-8")


@pytest.fixture
def own_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "answered"
    known(folder, first=[_EVERYDAY])
    use(known_sentences(folder), monkeypatch)


def use(known: KnownSentences, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("answered", "current", "ingestion"):
        monkeypatch.setattr(f"index.{module}.known_sentences", lambda: known)


@pytest.mark.usefixtures("own_questions")
def test_a_new_agreement_that_says_the_same_is_found_by_the_same_questions(tmp_path: Path) -> None:
    library = small_library(tmp_path / "data")
    write(tmp_path / "in", nord=agreement("Nordjylland"))
    library.ingest([tmp_path / "in"])
    assert _places(library.snapshot()) == {_NORD}
    write(tmp_path / "in", sj=agreement("Sjælland"))
    library.ingest([tmp_path / "in"])
    assert _places(library.snapshot()) == {_NORD, _SJ}
    library.remove(_NORD)
    assert _places(library.snapshot()) == {_SJ}
    library.close()


def _places(snapshot: Snapshot) -> set[str]:
    """The documents that hold a sentence whose known question is the everyday one."""
    _, near = snapshot.placed(_EVERYDAY)
    places = list(near)
    return {
        snapshot.document_of(passage)
        for (passage, _), best in zip(places, near.of(places).best, strict=True)
        if best > 0.999
    }


@pytest.mark.usefixtures("own_questions")
@pytest.mark.parametrize(
    ("reworded", "found"),
    [
        ("Aftalen kan opsiges af en kommune med 6 måneders varsel.", True),
        ("Aftalen kan opsiges af en kommune med mindst et års varsel.", True),
        ("En kommune kan først udtræde af samarbejdet, når der er gået 14 måneder.", False),
        ("Aftalen kan opsiges: af regionen.", False),
    ],
)
def test_a_successor_that_changes_little_has_the_questions_too(
    tmp_path: Path, reworded: str, found: bool
) -> None:
    library = small_library(tmp_path / "data")
    write(tmp_path / "in", nord=agreement().replace(_LAST, reworded))
    library.ingest([tmp_path / "in"])
    assert _places(library.snapshot()) == ({_NORD} if found else set())
    library.close()


def test_points_of_one_list_do_not_answer_each_others_questions(tmp_path: Path) -> None:
    lead = "Regionen og kommunerne har i fællesskab aftalt, at taksterne reguleres via:"
    lines = [
        {"sentence": f"{lead} - En basistakst", "questions": ["Hvad hedder den faste del?"]},
        {"sentence": f"{lead} - En ydelsestakst", "questions": ["Hvad hedder den variable del?"]},
    ]
    (tmp_path / "forrige.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    known = known_sentences(tmp_path)
    assert known.of(f"{lead.replace('har i fællesskab', 'har')} - En ydelsestakst") == [
        ("Hvad hedder den variable del?",)
    ]
    assert known.of(f"{lead} - Et tilsynstillæg") == []


def test_questions_written_anew_are_embedded_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "in", nord=agreement())
    library = small_library(tmp_path / "data")
    library.ingest([tmp_path / "in"])
    library.close()
    folder = tmp_path / "answered"
    known(folder, first=[_EVERYDAY])
    use(known_sentences(folder), monkeypatch)
    library = small_library(tmp_path / "data")
    assert _places(library.ensure()) == {_NORD}
    library.close()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "linje 1: er ikke en linje JSON"),
        ('{"sentence": "En.", "sentence": "To.", "questions": ["Hvad?"]}', "sentence står to gange"),
        ('{"sentence": "En sætning."}', "sentence og questions"),
        ('{"sentence": " ", "questions": ["Hvad?"]}', "sentence = ' '"),
        ('{"sentence": "En sætning.", "questions": []}', "questions = []"),
        ('{"sentence": "En sætning.", "questions": [""]}', "spørgsmålet ''"),
    ],
)
def test_a_faulty_line_is_named_with_its_value(tmp_path: Path, line: str, said: str) -> None:
    (tmp_path / "egne.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(AnsweredError, match=re.escape(said)):
        known_sentences(tmp_path)


def test_there_are_questions_for_every_agreement() -> None:
    assert {path.stem for path in FOLDER.glob("*.jsonl")} >= {
        "midt-rammeaftale-2023-24",
        "midt-rammeaftale-2021-22",
        "syd-opsamling-2022-23",
        "hovedstaden-rammeaftale-2021-22",
    }


def test_everyday_questions_with_one_answer_lie_nearer_one_another_than_to_their_neighbours() -> None:
    asked = [
        "Hvem hænger på regningen, når en borger flytter fra kommunen?",
        "Hvilken kommune skal finansiere pladsen, hvis borgeren flytter?",
        "Hvem er formand for kommunernes kontaktråd?",
        "Hvem sidder for bordenden i KKR?",
    ]
    model = load_embedder()
    plain, kindred = (rows @ rows.T for rows in (model.queries(asked), model.kindred(asked)))

    def apart(near: Vector) -> float:
        """How much nearer those of one answer are than the others, in deviations of all."""
        same = np.array([near[0, 1], near[2, 3]])
        other = near[:2, 2:].ravel()
        return float((same.min() - other.max()) / np.concatenate([same, other]).std())

    assert apart(kindred) > 0
    assert apart(kindred) > apart(plain)


def test_one_question_is_compared_by_the_same_vector_alone_and_among_others() -> None:
    model = load_embedder()
    asked = ["Hvem er formand for KKR?", "Hvad koster det?", "Hvornår udløber aftalen?"]
    together = model.kindred(asked)
    for question, row in zip(asked, together, strict=True):
        assert np.array_equal(model.kindred([question])[0], row)


def test_the_vectors_of_all_known_questions_are_shipped_and_are_those_of_the_built_in_model() -> None:
    lists = [questions for sentences in known_sentences().files.values() for questions in sentences.values()]
    embedder = load_embedder()
    keys = [questions_key(questions) for questions in lists]
    shipped = read_known_vectors(embedder.model, keys)
    lacking = [questions[0] for key, questions in zip(keys, lists, strict=True) if key not in shipped]
    assert not lacking, f"Kør python -m eval.known_vectors: {lacking[:3]} mangler."
    for key, questions in list(zip(keys, lists, strict=True))[::60]:
        cosines = np.vecdot(shipped[key][:2], embedder.kindred(questions[:2]))
        assert cosines.min() > 0.999, f"Kør python -m eval.known_vectors: {questions[:2]} har {cosines}."
    assert read_known_vectors("en anden model", keys) == {}
