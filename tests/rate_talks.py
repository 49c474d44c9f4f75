"""A rate case played over several turns, and what its rule makes of it."""

from __future__ import annotations

import json
from decimal import Decimal

from assistant.rate_call import RateCall
from assistant.rate_question import parse_rate_question
from assistant.rules.figures import rounded
from assistant.rules.registry import check
from assistant.rules.result import Figure, Result
from tests.rule_cases import PARAMETERS


def talk(*turns: str) -> RateCall:
    """The call after the last turn, kept between the turns as a conversation keeps it."""
    call: RateCall | None = None
    for turn in turns:
        if call is not None:
            call = RateCall.from_dict(json.loads(json.dumps(call.as_dict())))
        call = parse_rate_question(turn, (), call)
        assert call is not None, turn
    assert call is not None
    return call


def judged(*turns: str) -> tuple[str, dict[str, Decimal | str]]:
    call = talk(*turns)
    assert call.complete, call.missing
    assert call.rule is not None
    result: Result = check(call.rule, call.inputs, PARAMETERS)
    return result.verdict, {figure.name: _value(figure) for figure in result.results}


def _value(figure: Figure) -> Decimal | str:
    return rounded(figure.value) if isinstance(figure.value, Decimal) else figure.value
