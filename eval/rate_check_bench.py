"""What one check costs the server: python -m eval.rate_check_bench [DATA] prints medians in milliseconds.

The work alone, and a whole request through the application (routing, threads, JSON) without a network.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.rules import answered
from api.service import Service
from api.settings import load_settings

_ROUNDS = 300
CHECKS: dict[str, dict[str, Any]] = {
    "hovedstaden.prisloft": {"basistakst": "3.000 kr.", "takst": "3.200", "aar": 2022, "pl_pct": "5 %"},
    "midt.takstudvikling": {"basistakst": "1.800", "takst": "1.764", "aar": 2022, "basisaar": 2019},
    "aftale.gaeldende": {"region": "Midtjylland", "dato": "1. marts 2022"},
}


def _timed(work: Callable[[], object]) -> str:
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return f"median {median(times):.2f} ms, 95 pct. under {quantiles(times, n=20)[-1]:.2f} ms"


def main(data: Path) -> None:
    settings = load_settings(data=data)
    service = Service(settings)
    with TestClient(create_app(settings, service), base_url="http://127.0.0.1") as client:
        while client.get("/ready").status_code != 200:
            time.sleep(0.2)
        answering = service.assistant.answering
        for rule, inputs in CHECKS.items():
            alone = _timed(partial(answered, answering, rule, inputs, service.today))
            whole = _timed(partial(client.post, f"/api/rules/{rule}", json=inputs))
            print(f"{rule}: arbejdet {alone}; hele forespørgslen {whole}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
