"""Any folder of corpus, queries and qrels gives a table; the parts and samples are the same in every run."""

import gzip
import io
import json
import math
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from eval.benchmark import BenchmarkError, Passage, Query, choose, load_benchmark, part_of, sample
from eval.retrieval import evaluate_retrieval, print_retrieval, write_retrieval
from eval.squad import evaluate_squad, holds_answer, print_squad, write_squad

CORPUS = [
    {"id": "p1", "title": "Takst", "text": "Taksten er 1.800 kr. pr. døgn."},
    {"id": "p2", "title": "Formand", "text": "Torben Hansen er formand."},
    {"id": "p3", "title": "Klima", "text": "Konferencen holdes i Limfjorden.", "path": "andet"},
    {"id": "p4", "text": "Intet om sagen."},
]
QUERIES = [
    {"id": "q0", "text": "takst døgn", "answers": ["1.800 kr."]},
    {"id": "q1", "text": "hvem er formand", "answers": ["torben\nHANSEN"]},
    {"id": "q2", "text": "limfjorden konferencen", "answers": ["Aalborg"]},
]
QRELS = "query-id\tcorpus-id\tscore\nq0\tp1\t1\nq1\tp2\t1\nq2\tp3\t1\n"
UNANSWERABLE = [{"id": f"u{number}", "text": f"ukendt sag {number}"} for number in range(6)]


def write_folder(folder: Path, *, packed: bool = False, **replaced: str) -> Path:
    texts = {
        "corpus.jsonl": "".join(json.dumps(row) + "\n" for row in CORPUS),
        "queries.jsonl": "".join(json.dumps(row) + "\n" for row in QUERIES),
        "qrels.tsv": QRELS,
        "unanswerable.jsonl": "".join(json.dumps(row) + "\n" for row in UNANSWERABLE),
    }
    texts |= {name.replace("_", "."): text for name, text in replaced.items()}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        if packed:
            (folder / f"{name}.gz").write_bytes(gzip.compress(text.encode()))
        else:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


class WordSearcher:
    """Ranks by shared words; "dense" finds nothing, "fused" puts the best second."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = passages

    def lexical(self, query: str, k: int) -> list[tuple[str, float]]:
        words = set(query.lower().split())
        scored = [(i, float(len(words & set(f"{t} {x}".lower().split())))) for i, t, x in self.passages]
        return sorted(scored, key=lambda hit: -hit[1])[:k]

    def dense(self, query: str, k: int) -> list[tuple[str, float]]:
        return []

    def fused(self, query: str, k: int) -> list[tuple[str, float]]:
        first, second, *rest = self.lexical(query, k)
        return [second, first, *rest]


def build_searcher(
    passages: Sequence[Passage], work_dir: Path, cache_dir: Path, progress: Callable[[int, int], None]
) -> WordSearcher:
    assert work_dir.is_dir() and cache_dir.is_dir()
    progress(len(passages), len(passages))
    return WordSearcher(passages)


def shown(print_it: Callable[[Console], None]) -> str:
    console = Console(file=io.StringIO(), width=140)
    print_it(console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_packed_and_plain_folders_read_the_same(tmp_path: Path) -> None:
    plain = load_benchmark(write_folder(tmp_path / "plain" / "set"))
    packed = load_benchmark(write_folder(tmp_path / "packed" / "set", packed=True))
    assert plain == packed
    assert plain.name == "set"
    assert plain.passages[3] == ("p4", "", "Intet om sagen.")
    assert plain.queries[0] == Query("q0", "takst døgn", ("1.800 kr.",))
    assert len(plain.unanswerable) == 6


@pytest.mark.parametrize(
    "qrels",
    [
        "q0\tp1\t1\nq1\tp2\t1\nq2\tp3\t1\n",
        "query-id\tcorpus-id\nq0\tp1\nq1\tp2\nq2\tp3\n",
        "q0 0 p1 1\nq1 0 p2 1\nq2 0 p3 1\n",
        QRELS.replace("\n", "\r\n"),
    ],
)
def test_qrels_are_read_with_and_without_header_or_grade(tmp_path: Path, qrels: str) -> None:
    folder = write_folder(tmp_path)
    (folder / "qrels.tsv").write_bytes(qrels.encode())
    assert load_benchmark(folder).qrels == {"q0": {"p1": 1}, "q1": {"p2": 1}, "q2": {"p3": 1}}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("corpus_jsonl", '{"id": "p1", "text": "a"}\n' * 2, "linje 2, felt «id», værdi «p1»"),
        ("corpus_jsonl", '{"id": "p1"}\n', "linje 1: feltet «text» mangler"),
        ("corpus_jsonl", '{"id": 7, "text": "a"}\n', "linje 1: feltet «id» mangler eller er ikke tekst"),
        ("queries_jsonl", "{ikke json}\n", "linje 1: ikke gyldig JSON"),
        ("queries_jsonl", '{"id": "q0", "text": "a", "answers": "b"}\n', "feltet «answers» er ikke en liste"),
        ("qrels_tsv", "q0\tp1\t1\nq1\tp2\tmeget\n", "linje 2, værdi «q1\tp2\tmeget»"),
        ("qrels_tsv", "andre\tp1\t1\n", "ingen id i qrels findes i queries"),
    ],
)  # fmt: skip
def test_a_damaged_folder_is_named_by_file_line_and_value(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    folder = write_folder(tmp_path, **{name: text})
    with pytest.raises(BenchmarkError) as error:
        load_benchmark(folder)
    assert said in str(error.value)


def test_a_missing_or_truncated_file_is_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, packed=True)
    packed = folder / "corpus.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-12])
    with pytest.raises(BenchmarkError, match=r"corpus\.jsonl\.gz: filen kan ikke læses"):
        load_benchmark(folder)
    packed.unlink()
    with pytest.raises(BenchmarkError, match=r"hverken corpus\.jsonl eller corpus\.jsonl\.gz"):
        load_benchmark(folder)


def test_the_last_hex_digit_of_the_id_decides_the_part() -> None:
    assert [part_of(f"q{digit}") for digit in "0123456789abcdef"] == ["even", "odd"] * 8
    assert part_of("qA") == "even"
    # No hex digit at the end: SHA-256 of "xyz" ends in 2, of "q-ø" in 9.
    assert (part_of("xyz"), part_of("q-ø")) == ("even", "odd")


@given(st.lists(st.text(max_size=12), unique=True, max_size=30), st.integers(0, 30))
def test_the_parts_share_no_query_and_a_limit_keeps_the_same_ones(ids: list[str], limit: int) -> None:
    queries = [Query(identity, "tekst") for identity in ids]
    even, odd = choose(queries, "even", None), choose(queries, "odd", None)
    assert sorted(even + odd, key=lambda query: query.id) == sorted(queries, key=lambda query: query.id)
    assert not set(even) & set(odd)
    kept = choose(queries, "all", limit)
    assert len(kept) == min(limit, len(queries))
    assert set(kept) == set(choose(list(reversed(queries)), "all", limit))
    assert set(choose(queries, "all", max(limit - 1, 0))) <= set(kept)


def test_distractors_are_the_first_others_in_id_order_and_gold_is_always_in(tmp_path: Path) -> None:
    rows = [{"id": identity, "text": "x"} for identity in ("p9", "p3", "p2", "p1", "p0")]
    corpus = "".join(json.dumps(row) + "\n" for row in rows)
    benchmark = load_benchmark(write_folder(tmp_path, corpus_jsonl=corpus))
    assert [identity for identity, _, _ in sample(benchmark, 1)] == ["p3", "p2", "p1", "p0"]
    assert [identity for identity, _, _ in sample(benchmark, 0)] == ["p3", "p2", "p1"]
    assert sample(benchmark, None) == benchmark.passages


def test_the_table_has_a_row_a_method_with_figures_worked_out_by_hand(tmp_path: Path) -> None:
    benchmark = load_benchmark(write_folder(tmp_path / "set"))
    counted: list[tuple[int, int]] = []
    report = evaluate_retrieval(
        benchmark,
        build_searcher,
        work_dir=tmp_path / "work",
        cache_dir=tmp_path / "cache",
        progress=lambda done, total: counted.append((done, total)),
        now=lambda: datetime(2024, 5, 1, tzinfo=UTC),
    )
    values = report.values()
    assert values["lexical"] == {"ndcg": 1.0, "recall": 1.0, "hit": 1.0}
    assert values["dense"] == {"ndcg": 0.0, "recall": 0.0, "hit": 0.0}
    assert values["fused"] == {"ndcg": pytest.approx(1 / math.log2(3)), "recall": 1.0, "hit": 1.0}
    assert counted[-1] == (3 * 3, 3 * 3)
    text = shown(lambda console: print_retrieval(report, console))
    assert "set, del all: 3 forespørgsler, 4 passager" in text
    assert "leksikalsk" in text and "1,000" in text and "0,631" in text
    write_retrieval(report, tmp_path / "ud" / "r.json")
    stored = json.loads((tmp_path / "ud" / "r.json").read_text(encoding="utf-8"))
    assert stored["date"] == "2024-05-01T00:00:00+00:00"
    assert stored["results"][0]["scores"]["ndcg"] == 1.0
    assert "q0" not in json.dumps(stored)


def test_part_limit_and_distractors_narrow_the_run(tmp_path: Path) -> None:
    benchmark = load_benchmark(write_folder(tmp_path / "set"))
    places = {"work_dir": tmp_path / "w", "cache_dir": tmp_path / "c"}
    report = evaluate_retrieval(benchmark, build_searcher, part="even", limit=1, distractors=0, **places)
    assert (report.queries, report.passages, report.part) == (1, 3, "even")
    only = load_benchmark(write_folder(tmp_path / "one", qrels_tsv="q0\tp1\t1\n"))
    with pytest.raises(BenchmarkError, match="delen «odd» har ingen forespørgsler"):
        evaluate_retrieval(only, build_searcher, part="odd", **places)


def test_gold_that_the_corpus_does_not_hold_is_told(tmp_path: Path) -> None:
    benchmark = load_benchmark(write_folder(tmp_path / "set", qrels_tsv=QRELS + "q0\tp77\t1\n"))
    report = evaluate_retrieval(benchmark, build_searcher, work_dir=tmp_path / "w", cache_dir=tmp_path / "c")
    assert report.values()["lexical"]["recall"] == pytest.approx((1 / 2 + 1 + 1) / 3)
    assert "1 passager i qrels er ikke i corpus" in shown(lambda console: print_retrieval(report, console))


def test_an_answer_counts_across_line_breaks_and_case_and_silence_does_not() -> None:
    assert holds_answer("Formanden er TORBEN  Hansen.", ["ukendt", "torben\nhansen"])
    assert not holds_answer("Formanden er Ib.", ["Torben"])
    assert not holds_answer(None, ["Torben"])
    assert not holds_answer("Formanden er Ib.", ["", "  "])


def build_answerer(
    passages: Sequence[Passage], work_dir: Path, cache_dir: Path, progress: Callable[[int, int], None]
) -> Callable[[str], tuple[str | None, float]]:
    searcher = WordSearcher(passages)
    texts = {identity: text for identity, _, text in passages}

    def answer(question: str) -> tuple[str | None, float]:
        identity, score = searcher.lexical(question, 1)[0]
        return (texts[identity], score / 4) if score else (None, 0.0)

    return answer


def test_answering_is_measured_by_the_sentence_quoted_first(tmp_path: Path) -> None:
    benchmark = load_benchmark(write_folder(tmp_path / "set"))
    report = evaluate_squad(benchmark, build_answerer, work_dir=tmp_path / "w", cache_dir=tmp_path / "c")
    assert report.holds == pytest.approx(2 / 3)
    assert (report.silent_wrong, report.answerable) == (0, 3)
    # As many unanswerable as answerable, and no passage shares a word with one of them.
    assert (report.unanswerable, report.compared, report.silent_right, report.auroc) == (3, 3, 1.0, 1.0)
    text = shown(lambda console: print_squad(report, console))
    assert "Første citat rummer svaret" in text and "66,7 %" in text and "1,000" in text
    write_squad(report, tmp_path / "s.json")
    assert json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))["auroc"] == 1.0


def test_a_folder_without_answers_is_refused_and_one_without_unanswerable_has_no_auroc(
    tmp_path: Path,
) -> None:
    folder = write_folder(tmp_path / "set")
    (folder / "unanswerable.jsonl").unlink()
    places = {"work_dir": tmp_path / "w", "cache_dir": tmp_path / "c"}
    report = evaluate_squad(load_benchmark(folder), build_answerer, **places)
    assert (report.auroc, report.silent_right, report.unanswerable) == (None, None, 0)
    bare = "".join(json.dumps({"id": row["id"], "text": row["text"]}) + "\n" for row in QUERIES)
    with pytest.raises(BenchmarkError, match="feltet «answers»"):
        evaluate_squad(
            load_benchmark(write_folder(tmp_path / "b", queries_jsonl=bare)), build_answerer, **places
        )
