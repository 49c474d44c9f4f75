"""A parser in a process of its own, with limits: a hostile file can cost that process, never the server.

Parent: `parse(...)`. Child: `python -m ingest.sandbox` reads one request on stdin (a line of JSON, then the
file's bytes), answers "klar" when the parser is loaded and the limits are set, and then one JSON object.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from ingest.errors import CODES, Code, IngestError
from ingest.limits import Limits
from ingest.source_text import Extract

_PARSERS = {
    "application/pdf": "ingest.readers.pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "ingest.readers.docx",
    "text/html": "ingest.readers.html",
}
_READY = b"klar\n"
_OUT_OF_MEMORY = b'{"code": "hukommelse"}'
_TOO_DEEP = b'{"code": "for_kompleks"}'
_CHUNK = 1 << 16
_MAX_OPEN_FILES = 64
# Sloppy pages nest hundreds of unclosed tags; the stack of a process holds this many calls with ease.
_MAX_DEPTH = 4_000
_ROOT = Path(__file__).resolve().parent.parent


def parse(data: bytes, name: str, media_type: str, limits: Limits) -> Extract:
    """Read PDF, DOCX or HTML bytes in a fresh process. Safe to call from several threads at once.

    media_type: a key of `_PARSERS`, otherwise KeyError. Raises IngestError: what the reader says, or
    "tidsgraense", "hukommelse", "beskadiget", "for_stor" or "nedbrud" by how the process ended.
    """
    header = json.dumps({"parser": _PARSERS[media_type], "name": name, "limits": asdict(limits)})
    # A character is at most 4 bytes of UTF-8, a page start at most 12 digits and signs.
    max_answer = 4 * limits.max_text_chars + 16 * limits.max_pages + _CHUNK
    deadline = time.monotonic() + limits.wall_seconds
    try:
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-m", "ingest.sandbox"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1", "LANG": "C.UTF-8", "OMP_NUM_THREADS": "1"},
            start_new_session=True,
        )
    except OSError as error:
        raise _failed(name, f"læseprogrammet kunne ikke startes ({error.strerror})") from error
    try:
        answer, finished = _exchange(process, header.encode() + b"\n", data, deadline, max_answer)
        if finished and len(answer) <= max_answer:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(max(deadline - time.monotonic(), 0.1))
    finally:
        # Before the process is reaped its id, which is its group's, cannot belong to another.
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            finished = False
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
    if len(answer) > max_answer:
        raise IngestError(
            "for_stor", name, "giver mere tekst, end der må læses fra én fil", "Del dokumentet i flere filer."
        )
    if not finished:
        raise _too_slow(name, f"{limits.wall_seconds:g} sekunder")
    return _result(bytes(answer), process.returncode, name, limits)


def _exchange(
    process: subprocess.Popen[bytes], header: bytes, data: bytes, deadline: float, max_answer: int
) -> tuple[bytearray, bool]:
    """Write the request and read the answer at the same time. Returns the answer and whether it ended."""
    assert process.stdin is not None and process.stdout is not None
    pending = [memoryview(header), memoryview(data)]
    answer = bytearray()
    for pipe in (process.stdin, process.stdout):
        os.set_blocking(pipe.fileno(), False)
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdin, selectors.EVENT_WRITE)
        selector.register(process.stdout, selectors.EVENT_READ)
        while (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                if key.fileobj is process.stdout:
                    chunk = os.read(key.fd, _CHUNK)
                    answer += chunk
                    if not chunk or len(answer) > max_answer:
                        return answer, True
                    continue
                try:
                    pending[0] = pending[0][os.write(key.fd, pending[0][:_CHUNK]) :]
                except BrokenPipeError:
                    pending = []
                while pending and not pending[0]:
                    pending.pop(0)
                if not pending:
                    selector.unregister(process.stdin)
                    process.stdin.close()
    return answer, False


def _result(answer: bytes, exit_code: int, name: str, limits: Limits) -> Extract:
    started = answer.startswith(_READY)
    body = answer.removeprefix(_READY)
    if exit_code == -signal.SIGXCPU:
        raise _too_slow(name, f"{limits.cpu_seconds} sekunders regnetid")
    if exit_code == -signal.SIGALRM:
        raise _too_slow(name, f"{limits.wall_seconds:g} sekunder")
    if started and exit_code == 0 and body.endswith(b"}"):
        return _report(json.loads(body), name, limits)
    if exit_code == -signal.SIGKILL:
        # Nobody here sent it: the system takes memory back this way.
        raise _out_of_memory(name, limits)
    if started and exit_code == 1:
        raise IngestError(
            "beskadiget", name, "er beskadiget og kan ikke læses", "Hent filen igen, og indlæs den på ny."
        )
    if not started:
        raise _failed(name, f"læseprogrammet kunne ikke gå i gang (afslutningskode {exit_code})")
    raise _failed(name, f"læseprogrammet gik ned undervejs (afslutningskode {exit_code})")


def _report(report: dict[str, Any], name: str, limits: Limits) -> Extract:
    code = report.get("code")
    if code is None:
        return Extract(
            str(report["text"]), tuple(int(start) for start in report["page_starts"]), report["title"]
        )
    if code == "hukommelse":
        raise _out_of_memory(name, limits)
    if "reason" not in report:
        raise IngestError(
            "for_kompleks",
            name,
            "er bygget i så mange lag, at den ikke kan læses sikkert",
            "Gem dokumentet igen i det program, det er lavet i, og indlæs det.",
        )
    assert code in CODES
    raise IngestError(cast(Code, code), name, report["reason"], report["mend"])


def _too_slow(name: str, limit: str) -> IngestError:
    return IngestError(
        "tidsgraense",
        name,
        f"kunne ikke læses inden for {limit}",
        "Del dokumentet i flere filer, eller gem det igen i et enklere format.",
    )


def _out_of_memory(name: str, limits: Limits) -> IngestError:
    return IngestError(
        "hukommelse",
        name,
        f"kræver mere hukommelse at læse end de tilladte {limits.memory_bytes / 1_000_000:.0f} MB",
        "Del dokumentet i flere filer, eller gem det igen i et enklere format.",
    )


def _failed(name: str, why: str) -> IngestError:
    return IngestError(
        "nedbrud",
        name,
        f"kunne ikke læses, fordi {why}",
        "Prøv igen; sker det på ny, så kontakt den, der driver systemet.",
    )


def _confine(limits: Limits) -> None:
    """Bind this process, for good: a soft and a hard limit each, never above one that is already set."""
    import resource  # only the child needs it, and only where there is one

    bounds = {
        resource.RLIMIT_CORE: (0, 0),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_NOFILE: (_MAX_OPEN_FILES, _MAX_OPEN_FILES),
        # The soft limit ends the process by a signal that tells why; the hard one cannot be caught.
        resource.RLIMIT_CPU: (limits.cpu_seconds, limits.cpu_seconds + 1),
        resource.RLIMIT_AS: (limits.memory_bytes, limits.memory_bytes),
    }
    for kind, wanted in bounds.items():
        _, ceiling = resource.getrlimit(kind)
        soft, hard = (value if ceiling == resource.RLIM_INFINITY else min(value, ceiling) for value in wanted)
        # macOS knows no bound on address space; the time limits and the size checks remain.
        with contextlib.suppress(*([ValueError] if sys.platform == "darwin" else [])):
            resource.setrlimit(kind, (soft, hard))
    # Should the parent be killed, nobody waits for this process: it ends itself.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds + 2)


def _answer(request: dict[str, Any], data: bytes, limits: Limits, read: Callable[..., Extract]) -> bytes:
    try:
        extract = read(data, request["name"], limits)
        return json.dumps(asdict(extract), ensure_ascii=False).encode()
    except IngestError as error:
        report = {"code": error.code, "reason": error.reason, "mend": error.mend}
        return json.dumps(report, ensure_ascii=False).encode()
    except MemoryError:
        return _OUT_OF_MEMORY
    except RecursionError:
        return _TOO_DEEP


def main() -> None:
    """The child: one request, one answer. Any other error of a parser ends it with exit code 1."""
    # What a library prints must not land in the answer.
    out = os.dup(1)
    with Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    request = json.loads(sys.stdin.buffer.readline())
    limits = Limits(**request["limits"])
    read = import_module(request["parser"]).read
    sys.setrecursionlimit(_MAX_DEPTH)
    data = sys.stdin.buffer.read()
    _confine(limits)
    os.write(out, _READY)
    answer = memoryview(_answer(request, data, limits, read))
    while answer:
        answer = answer[os.write(out, answer) :]
    # Straight out: tearing down a large tree takes longer than reading it.
    os._exit(0)


if __name__ == "__main__":
    main()
