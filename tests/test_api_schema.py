"""What /openapi.json promises, the server keeps: to programs that follow it, and to those that do not."""

from __future__ import annotations

from pathlib import Path

from eval.torture.api_schema import asked


def test_every_operation_answers_as_it_is_described_whatever_is_sent(data_copy: Path) -> None:
    found = asked(data_copy, examples=20, files=4, chance=8)
    assert found.failures == {}
    assert found.operations >= 38
    assert not [status for status in found.statuses if status >= 500]
    # Most of it was not merely turned away.
    assert found.statuses[200] + found.statuses[201] + found.statuses[204] > 150
