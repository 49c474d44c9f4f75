"""A rate list checked in a process of its own, with limits: a server stays quick and alive beside it.

Parent: `check_apart(...)`. Child: `python -m assistant.rate_file_process` reads a pickled job on stdin and
writes the pickled sum, or the sentence of a refusal, on stdout. Both ends are this program.
"""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.rate_file import RateFileRules, check_rate_file
from assistant.rate_file_columns import ColumnMapping, RateFileError
from assistant.rate_file_sum import RateSum
from assistant.rules.context import Agreement
from assistant.rules.parameters import Parameters
from ingest.regions import Regions

_ROOT = Path(__file__).resolve().parent.parent
_TOO_MUCH = "Filen er for stor eller for indviklet til at blive kontrolleret her. Del den i flere filer."


@dataclass(frozen=True)
class _Job:
    source: Path
    target: Path
    parameters: Parameters
    titles: Mapping[str, str]
    mapping: ColumnMapping
    memory_bytes: int
    cpu_seconds: int
    agreements: Sequence[Agreement] = ()


def check_apart(
    source: Path,
    target: Path,
    parameters: Parameters,
    titles: Mapping[str, str],
    mapping: ColumnMapping | None = None,
    memory_bytes: int = 1_000_000_000,
    cpu_seconds: int = 80,
    wall_seconds: float = 85.0,
    agreements: Sequence[Agreement] = (),
) -> RateSum:
    """`check_rate_file` in a fresh process. Raises RateFileError, also where a limit was reached."""
    job = _Job(
        source,
        target,
        parameters,
        titles,
        mapping or ColumnMapping(),
        memory_bytes,
        cpu_seconds,
        tuple(agreements),
    )
    try:
        ended = subprocess.run(
            [sys.executable, "-s", "-P", "-m", "assistant.rate_file_process"],
            input=pickle.dumps(job),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=wall_seconds,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired as late:
        raise RateFileError(_TOO_MUCH) from late
    if ended.returncode != 0:
        raise RateFileError(_TOO_MUCH)
    answer = pickle.loads(ended.stdout)
    if isinstance(answer, RateSum):
        return answer
    raise RateFileError(str(answer))


def _child() -> None:
    job: _Job = pickle.loads(sys.stdin.buffer.read())
    resource.setrlimit(resource.RLIMIT_AS, (job.memory_bytes, job.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (job.cpu_seconds, job.cpu_seconds))
    answer: RateSum | str
    try:
        rules = RateFileRules(job.parameters, job.titles, Regions.load(), job.agreements)
        answer = check_rate_file(job.source, job.target, rules, job.mapping)
    except RateFileError as refused:
        answer = str(refused)
    except MemoryError:
        answer = _TOO_MUCH
    sys.stdout.buffer.write(pickle.dumps(answer))


if __name__ == "__main__":
    # Under this name the classes would be others than the parent's: the work is the module's own.
    from assistant import rate_file_process

    rate_file_process._child()
