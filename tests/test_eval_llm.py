"""`eval --llm` tells what a language model changes in the answers, and what it costs."""

from __future__ import annotations

import json
from pathlib import Path

from tests import scripted_model as scripted
from tests.conftest import Command
from tests.scripted_model import ScriptedServer, serving

QUESTIONS = [
    ("A1", "fact", "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?", ["10.000"], "answer"),
    ("A2", "abstain", "Hvad koster en færgebillet til Samsø?", [], "abstain"),
]


def questions(folder: Path) -> Path:
    lines = [
        {
            "id": number,
            "kind": kind,
            "question": question,
            "history": [],
            "evidence": [],
            "facts": [facts] if facts else [],
            "forbid": [],
            "expect": expect,
        }
        for number, kind, question, facts, expect in QUESTIONS
    ]
    path = folder / "spørgsmål.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_facts_evidence_dropped_sentences_and_seconds_are_told_with_and_without(
    command: Command, tmp_path: Path
) -> None:
    def one_lie(instructions: str, material: str) -> str:
        said = json.loads(scripted.faithful(instructions, material))["sentences"]
        return json.dumps({"sentences": [*said, {"sentence": "Gratis.", "citations": [1], "support": "er"}]})

    written = tmp_path / "måling.json"
    with serving(ScriptedServer(scripted.says(one_lie))) as server:
        own = {"llm_address": server.address, "llm_model": "prøvemodel"}
        ran = command("eval", str(questions(tmp_path)), "--llm", "--json", str(written), **own)
        assert len(server.requests) == 1, "only the answer of quotes is asked about, and only once"
    assert ran.code == 0, ran.err
    assert "Fakta med" in ran.out and "Sekunder (median)" in ran.out
    assert "formulerede 1 af 2 svar" in ran.out and "Sætninger: 1 vist, 1 udeladt." in ran.out
    found = json.loads(written.read_text(encoding="utf-8"))
    assert found["language_model"]["dropped"] == 1
    assert found["with"]["all"]["facts"] == found["without"]["all"]["facts"] == 1.0
    assert found["different"] == []


def test_without_a_model_there_is_nothing_to_compare(command: Command, tmp_path: Path) -> None:
    ran = command("eval", str(questions(tmp_path)), "--llm")
    assert ran.code == 2 and "RAMMEAFTALE_LLM_ADDRESS" in ran.err
