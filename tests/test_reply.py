"""The reply of a language model is read though it is wrapped or broken off."""

from __future__ import annotations

import pytest

from assistant.reply import read_question, read_sentences
from tests.phrased_answer import TURNED
from tests.scripted_model import as_json

GOOD = as_json((TURNED, [1], "pladser"))


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Her er svaret:\n{GOOD}\nSig til, hvis der er mere.",
        f'<think>{{"sentences": [{{"sentence": "nej"}}]}} hmm</think>{GOOD}',
        GOOD[:-1],
        GOOD[:-2] + ', {"sentence": "afbrudt',
        GOOD.replace("[1]", "1"),
        GOOD.replace("[1]", '["[1]"]'),
        GOOD.replace('"pladser"', '["pladser"]'),
    ],
)
def test_a_reply_is_read_though_it_is_wrapped_or_broken_off(reply: str) -> None:
    (said,) = read_sentences(reply)
    assert (said.text, said.citations, said.support) == (TURNED, (1,), ("pladser",))


@pytest.mark.parametrize(
    "reply", ["", "null", "[]", "{}", '{"sentences": 7}', '{"sentences": [7, null, "x"]}', "{" * 5000]
)
def test_a_reply_without_sentences_has_none(reply: str) -> None:
    assert read_sentences(reply) == []


def test_a_rewritten_question_is_read() -> None:
    assert read_question('```\n{"question": "Hvad  gælder?"}\n```') == "Hvad gælder?"
    assert read_question("Hvad gælder?") is None
