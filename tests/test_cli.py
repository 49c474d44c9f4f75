"""Every command: what it prints, how it ends, and never a trace."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from api.cli import cli
from assistant.answer import Answer
from tests.conftest import PATIENCE, environment, processor_seconds

ROOT = Path(__file__).resolve().parent.parent
PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"


def test_help_is_in_danish(command: Any) -> None:
    shown = command("--help")
    assert "Brug: rammeaftale [VALG] KOMMANDO …" in shown.out
    assert "Usage" not in shown.out
    assert "Options" not in shown.out
    for name in cli.commands:
        assert f"  {name} " in shown.out


def test_help_is_instant_because_nothing_is_loaded_for_it() -> None:
    program = (
        "import contextlib, sys; before = set(sys.modules); from api.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "loaded = {name.partition('.')[0] for name in set(sys.modules) - before}\n"
        "print(*sorted(loaded - sys.stdlib_module_names), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, encoding="utf-8")
    assert ran.stderr.split() == ["api", "click"]


def test_ask_prints_the_answer_with_numbered_quotes_and_where_they_stand(inside: Any) -> None:
    shown = inside("ask", PLACES)
    assert shown.code == 0
    assert "ca. 10.000 pladser" in shown.out
    assert "[1] »" in shown.out
    assert "Rammeaftale 2023-24, Midtjylland, Styringsaftale" in shown.out
    assert "000_fd09f7c09b655643.txt, tegn " in shown.out


def test_ask_in_a_new_process_loads_no_more_than_it_needs(library_data: Path) -> None:
    # Two seconds of processor; where others use the same core it is counted as twice that. What would make it take far
    # more is looked for itself: what a language model or another embedding model needs, and the documents read anew.
    program = (
        "import contextlib, sys; from api.cli import main\n"
        f"with contextlib.suppress(SystemExit): main(['ask', {PLACES!r}])\n"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'llama_index', 'openai', 'fastapi', 'docx', 'pypdf'}\n"
        "print(*sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    began = processor_seconds()
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment(library_data),
        capture_output=True,
        encoding="utf-8",
    )
    assert "ca. 10.000 pladser" in ran.stdout
    assert ran.stderr.strip() == "", "nothing of these is loaded, and nothing is read, embedded or built"
    assert processor_seconds() - began < 20


def test_ask_as_json_is_the_contract_and_takes_filters(inside: Any) -> None:
    narrowed = (
        "--json",
        "--as-of",
        "2022-05-01",
        "--region",
        "Midtjylland",
        "--document",
        "midt-rammeaftale-2021-22",
    )
    shown = inside("ask", *narrowed, "Hvem er formand for KKR?")
    answer = Answer.model_validate_json(shown.out)
    assert answer.as_of.isoformat() == "2022-05-01"
    assert {citation.document for citation in answer.citations} == {"midt-rammeaftale-2021-22"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "Skriv et spørgsmål."),
        (
            ["ask", "x", "--as-of", "i går"],
            "Valget --as-of: »i går« er ikke en dato. Skriv den som 2024-06-01.",
        ),
        (["ask", "x", "--region", "Jylland"], "Regionen »Jylland« kendes ikke."),
        (["ask", "x", "--document", "nej"], "Dokumentet »nej« er ikke indlæst."),
        (["ask", "x", "--region"], "Valget --region mangler en værdi."),
        (["spørg"], "Kommandoen »spørg« findes ikke."),
        (["ask", "--jsn", "x"], "Valget --jsn findes ikke."),
        (["remove"], "Argumentet ID mangler."),
        (["remove", "a", "b"], "Der er for mange argumenter."),
        (["serve", "--port", "mange"], "»mange« er ikke et helt tal"),
        (["correct", "syd-opsamling-2022-23"], "Skriv, hvad der skal rettes"),
        (["eval", "x.jsonl", "--min", "fact"], "kan ikke læses"),
    ],
)
def test_wrong_use_is_said_in_one_danish_sentence(inside: Any, arguments: list[str], said: str) -> None:
    ended = inside(*arguments)
    assert ended.code == 2, ended.err
    assert said in ended.err
    assert ended.out == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["remove", "findes-ikke"], "Der er ikke noget dokument med id »findes-ikke«."),
        (["ingest", "findes-ikke.txt"], "»findes-ikke.txt« findes ikke."),
        (["eval", "findes-ikke.jsonl"], "findes-ikke.jsonl"),
        (["eval-twisted", "findes-ikke.jsonl"], "findes-ikke.jsonl"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_danish_sentence(
    inside: Any, arguments: list[str], said: str
) -> None:
    ended = inside(*arguments)
    assert ended.code == 1
    assert said in ended.err


def test_a_bad_setting_names_itself(command: Any) -> None:
    ended = command("documents", port="mange")
    assert ended.code == 1
    assert ended.err.startswith("RAMMEAFTALE_PORT er »mange«")


def test_the_data_folder_can_be_given_before_and_after_the_inside(
    inside: Any, library_data: Path, tmp_path: Path
) -> None:
    for arguments in (["--data", str(library_data), "documents"], ["documents", "--data", str(library_data)]):
        assert "midt-rammeaftale-2023-24" in inside(*arguments, data=tmp_path / "tom").out
    assert "Der er ingen dokumenter." in inside("documents", data=tmp_path / "tom").out


def test_documents_as_json(inside: Any) -> None:
    found = {d["id"]: d for d in json.loads(inside("documents", "--json").out)}
    assert len(found) == 7
    assert found["midt-rammeaftale-2021-22"]["standing"] == "udkast til godkendelse"


def test_a_file_is_taken_in_once_corrected_and_removed(
    command: Any, inside: Any, data_copy: Path, tmp_path: Path
) -> None:
    file = tmp_path / "nord.txt"
    file.write_text(
        "Rammeaftale 2025-26 for Nordjylland\n\nTaksten for Solgården udgør 1.234 kr.\n", encoding="utf-8"
    )
    bad = tmp_path / "tom.pdf"
    bad.write_bytes(b"")
    name = "nordjylland-rammeaftale-2025-26"
    first = command("ingest", str(tmp_path / "nord.txt"), str(bad), data=data_copy)
    assert first.code == 1, "a file was refused"
    assert f"Indlæst: {name}" in first.out
    assert "Afvist: »tom.pdf«" in first.err
    again = inside("ingest", str(file), "--json", data=data_copy)
    assert json.loads(again.out)["unchanged"] == ["nord.txt"]
    corrected = command("correct", name, "--title", "Nordaftalen", "--valid-to", "2027-12-31", data=data_copy)
    assert "title: Nordaftalen" in corrected.out
    assert "valid_to: 2027-12-31" in corrected.out
    wrong = inside("correct", name, "--valid-to", "2024-12-31", data=data_copy)
    assert (wrong.code, "efter gyldig til" in wrong.err) == (1, True)
    assert command("remove", name, data=data_copy).out == f"Fjernet: {name}\n"
    assert name not in inside("documents", data=data_copy).out


def test_doctor_finds_and_repairs_a_lost_index(command: Any, inside: Any, data_copy: Path) -> None:
    assert command("doctor", data=data_copy).out == "Database og søgeindeks passer sammen.\n"
    (generation,) = (data_copy / "generations").iterdir()
    (generation / "manifest.json").unlink()
    ill = inside("doctor", data=data_copy)
    assert ill.code == 1
    assert "rammeaftale doctor --repair" in ill.out
    assert inside("doctor", "--repair", data=data_copy).code == 0
    assert inside("doctor", data=data_copy).code == 0


def test_a_reader_that_goes_away_is_no_error(library_data: Path) -> None:
    asking = [sys.executable, "-m", "api", "--data", str(library_data), "documents", "--json"]
    with subprocess.Popen(asking, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()
        process.wait(timeout=PATIENCE)
    assert said == b""


def test_ctrl_c_ends_without_a_trace(tmp_path: Path) -> None:
    ingest = [sys.executable, "-m", "api", "--data", str(tmp_path / "ny"), "ingest"]
    with subprocess.Popen(ingest, cwd=ROOT, stderr=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        code = process.wait(timeout=PATIENCE)
    assert first.startswith("Læser filer")
    assert code == 130
    assert said.rstrip().endswith("Afbrudt.")
    assert "Traceback" not in said


def test_eval_prints_a_table_writes_its_files_and_keeps_out_of_the_conversations(
    command: Any, data_copy: Path, tmp_path: Path
) -> None:
    lines = (ROOT / "eval" / "questions" / "dev.jsonl").read_text(encoding="utf-8").splitlines()[:3]
    (tmp_path / "tre.jsonl").write_text("\n".join(lines), encoding="utf-8")
    files = ("--json", str(tmp_path / "a.json"), "--html", str(tmp_path / "a.html"))
    ran = command("eval", str(tmp_path / "tre.jsonl"), *files, "--min", "all.quotes=1", data=data_copy)
    assert ran.code == 0, ran.err
    assert "Bevis" in ran.out
    measured = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert len(measured["questions"]) == 3
    assert measured["fingerprint"]
    assert "<table>" in (tmp_path / "a.html").read_text(encoding="utf-8")
    assert b"Torben Hansen er formand?" not in (data_copy / "rammeaftale.db").read_bytes()


def test_eval_twisted_prints_the_wrong_yes_first(inside: Any, tmp_path: Path) -> None:
    lines = (ROOT / "eval" / "questions" / "twisted_fit.jsonl").read_text(encoding="utf-8").splitlines()
    pair = json.loads(lines[0])["pair"]
    two = [line for line in lines if json.loads(line)["pair"] == pair]
    (tmp_path / "par.jsonl").write_text("\n".join(two), encoding="utf-8")
    ran = inside("eval-twisted", str(tmp_path / "par.jsonl"))
    assert ran.code == 0, ran.err
    assert "orkert ja" in ran.out


def test_a_missed_minimum_ends_with_1_and_names_the_share(inside: Any, tmp_path: Path) -> None:
    asked = {
        "id": "X1",
        "kind": "fact",
        "question": PLACES,
        "evidence": ["findes slet ikke"],
        "expect": "answer",
    }
    (tmp_path / "en.jsonl").write_text(json.dumps(asked), encoding="utf-8")
    ran = inside("eval", str(tmp_path / "en.jsonl"), "--min", "fact.evidence=0.95")
    assert ran.code == 1
    assert "fact.evidence: 0.000, skulle være mindst 0.950" in ran.err


def test_the_entry_point_is_installed() -> None:
    found = Path(sys.executable).parent / "rammeaftale"
    assert os.access(found, os.X_OK)


@pytest.fixture
def benchmark_folder(tmp_path: Path) -> Path:
    """A retrieval set of four texts, two questions with answers and one without."""
    texts = {
        "a1": "Kommunen betaler taksten for opholdet på krisecentret i Aarhus.",
        "b2": "Biblioteket i Odense har åbent fra klokken ti til klokken atten.",
        "c3": "Toget til Aalborg kører hver time fra hovedbanegården.",
        "d4": "Svømmehallen i Esbjerg er lukket i juli måned.",
    }
    asked = {
        "e5": ("Hvornår har biblioteket i Odense åbent?", "b2", "ti"),
        "f6": ("Hvor ofte kører toget?", "c3", "hver time"),
    }
    folder = tmp_path / "lille"
    folder.mkdir()
    lines = [json.dumps({"id": name, "title": "", "text": text}) for name, text in texts.items()]
    (folder / "corpus.jsonl").write_text("\n".join(lines), encoding="utf-8")
    lines = [
        json.dumps({"id": name, "text": text, "answers": [said]}) for name, (text, _, said) in asked.items()
    ]
    (folder / "queries.jsonl").write_text("\n".join(lines), encoding="utf-8")
    (folder / "qrels.tsv").write_text("".join(f"{name}\t{gold}\t1\n" for name, (_, gold, _) in asked.items()))
    silent = json.dumps({"id": "a7", "text": "Hvad koster en liter mælk i Sverige?"})
    (folder / "unanswerable.jsonl").write_text(silent, encoding="utf-8")
    return folder


def test_eval_retrieval_measures_a_folder_in_an_index_of_its_own(
    command: Any, benchmark_folder: Path, data_copy: Path, tmp_path: Path
) -> None:
    before = sorted(path.name for path in (data_copy / "generations").iterdir())
    limits = ("--distractors", "2", "--limit", "2", "--part", "all", "--json", str(tmp_path / "m.json"))
    ran = command("eval-retrieval", str(benchmark_folder), *limits, "--min", "fused.hit=1", data=data_copy)
    assert ran.code == 0, ran.err
    assert "nDCG@10" in ran.out
    measured = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert (measured["passages"], measured["queries"]) == (4, 2)
    assert sorted(path.name for path in (data_copy / "generations").iterdir()) == before


def test_eval_squad_measures_first_quotes_and_silence(
    inside: Any, benchmark_folder: Path, data_copy: Path, tmp_path: Path
) -> None:
    ran = inside("eval-squad", str(benchmark_folder), "--json", str(tmp_path / "s.json"), data=data_copy)
    assert ran.code == 0, ran.err
    measured = json.loads((tmp_path / "s.json").read_text(encoding="utf-8"))
    assert (measured["answerable"], measured["unanswerable"]) == (2, 1)


def test_a_folder_that_cannot_be_measured_is_said_in_a_sentence(inside: Any, tmp_path: Path) -> None:
    for name in ("eval-retrieval", "eval-squad"):
        ended = inside(name, str(tmp_path / "findes-ikke"))
        assert ended.code == 1
        assert "corpus.jsonl" in ended.err
