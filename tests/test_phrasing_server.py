"""Whatever the server of a language model does, the answer is verified or stays the quotes."""

from __future__ import annotations

import pytest

from assistant.assistant import Assistant
from assistant.llm import OpenAILikeModel
from tests import scripted_model as scripted
from tests.phrased_answer import PLACES, PLACES_QUOTE, TURNED, core
from tests.scripted_model import ScriptedServer, as_json, faithful, serving

SERVED: dict[str, scripted.Act] = {
    "streaming": scripted.says(faithful),
    "one piece": scripted.says(faithful, piece=100_000),
    "no end mark": scripted.says(faithful, end=b""),
    "error": scripted.refuses(500),
    "slow": scripted.never_begins,
    "only comments": scripted.keeps_alive,
    "cut off": scripted.breaks_off_after('{"sentences": [{"sentence": "Rammeaftalen'),
    "cut off late": scripted.breaks_off_after(as_json((TURNED, [1], "10.000 pladser"))[:-2] + ', {"sent'),
    "malformed JSON": scripted.says(lambda *_: '{"sentences": [{"sentence": }]'),
    "no JSON": scripted.says(lambda *_: TURNED),
    "invented citation": scripted.says(lambda *_: as_json((TURNED, [9], "10.000 pladser"))),
    "wrong number": scripted.says(lambda *_: as_json((TURNED.replace("10", "12"), [1], "10.000 pladser"))),
    "English": scripted.says(lambda *_: as_json(("About 10.000 places are covered.", [1], "10.000 pladser"))),
    "endless talk": scripted.never_ends("bla bla "),
    "endless JSON": scripted.never_ends(as_json(("Alt er gratis.", [1], "10.000 pladser"))),
    "endless braces": scripted.never_ends("{" * 500),
    "empty": scripted.says(lambda *_: ""),
    "HTML": scripted.answers(b"<script>alert(1)</script>", "text/html"),
}


@pytest.mark.parametrize("act", SERVED.values(), ids=SERVED)
def test_whatever_the_server_does_the_answer_is_verified_or_quoted(
    assistant: Assistant, act: scripted.Act
) -> None:
    import llama_index.llms.openai_like  # noqa: F401

    without = assistant.ask(PLACES)
    stalls = act in (scripted.never_begins, scripted.keeps_alive)
    with serving(ScriptedServer(act)) as server:
        assistant.language_model = OpenAILikeModel(
            server.address, "prøvemodel", seconds=0.5 if stalls else 10.0
        )
        try:
            answer = assistant.ask(PLACES)
        finally:
            assistant.language_model = None
    assert core(answer) == core(without)
    assert answer.elapsed_ms < 1000 * scripted.STALLS / 2
    *said, line = answer.answer.split("\n\n")
    before = without.answer.split("\n\n")
    if "Formuleret med" in line:
        assert f" {TURNED} [1]" in said[0] or f" {PLACES_QUOTE} [1]" in said[0]
        assert all(new == old for new, old in zip(said, before, strict=True) if "«" not in old)
    else:
        assert said == before and line.startswith(("Sprogmodellen", "Forbindelsen", "Der er ingen"))
