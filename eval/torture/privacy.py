"""CPR numbers sent to a real server by every way in, and then looked for in every file and log it left."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from assistant.assistant import Assistant
from assistant.personal import Personal
from assistant.privacy import MASK, masked
from corpus import CORPUS
from eval.cpr_numbers import OTHERS, numbers
from eval.figures import Figure
from eval.fitting import QUESTIONS
from eval.personal_sentences import FAIR, PRIVATE
from eval.questions import load_questions
from ingest.regions import Regions

_ROOT = Path(__file__).resolve().parents[2]
SECRET = "0102901234"
# Every way of writing it: what may stand between two digits is at most a few signs that are no letters.
_TRACE = re.compile(r"[\W_]{0,4}".join(SECRET))
_SAID = f"Hvem er formand for KKR Midtjylland? Det gælder {SECRET[:6]}-{SECRET[6:]}."


def measure() -> list[Figure]:
    """Recall, false masks, false warnings, and the traces that a session leaves."""
    with tempfile.TemporaryDirectory() as folder:
        left, sent = session(Path(folder))
    return [*masks(2_000), *warnings(), Figure("måder ind, der blev prøvet", str(sent)), traces(left)]


def masks(count: int) -> list[Figure]:
    """How many of `count` made-up numbers are found, and how many other numbers are taken for one."""
    found = sum(
        MASK in (made := masked(text)) and not _holds(made, digits) for digits, text in numbers(count)
    )
    files = sorted((CORPUS / "documents").glob("*.txt"))
    own = sum(masked(file.read_text(encoding="utf-8")).count(MASK) for file in files)
    others = sum(masked(text) != text for text in OTHERS)
    return [
        Figure("CPR-numre fundet i løbende tekst", f"{found} af {count}", "alle", found == count),
        Figure(f"tal i de {len(files)} dokumenter, der maskeres", str(own), "0", own == 0),
        Figure("andre tal, der maskeres", f"{others} af {len(OTHERS)}", "0", others == 0),
    ]


def warnings() -> list[Figure]:
    """How many questions about private people are asked about, and how many fair ones."""
    files = sorted((CORPUS / "documents").glob("*.txt"))
    personal = Personal({file.name: file.read_text(encoding="utf-8") for file in files}, Regions.load())
    kept = [QUESTIONS / f"{name}.jsonl" for name in ("dev", "fit", "fit2", "fit3", "fit4")]
    asked = [*FAIR, *(each.question for each in load_questions(kept))]
    wrong = sum(bool(personal.details(text)) for text in asked)
    right = sum(bool(personal.details(text)) for text in PRIVATE)
    return [
        Figure("spørgsmål om privatpersoner, der advares om", f"{right} af {len(PRIVATE)}"),
        Figure("andre spørgsmål, der advares om", f"{wrong} af {len(asked)}", "0", wrong == 0),
    ]


def traces(left: list[str]) -> Figure:
    """The files that hold the number in any way of writing it."""
    return Figure("filer og logge med et CPR-nummer", ", ".join(left) or "0", "0", not left)


def session(folder: Path, data: Path | None = None) -> tuple[list[str], int]:
    """The files of a server's data folder and its log that hold SECRET after a session, and how many ways in there were.

    `data` is a data folder to use (it is written to); a new one otherwise, which takes the documents in first.
    """
    data, log = data or folder / "data", folder / "log"
    log.mkdir()
    with (
        _server(data, log) as address,
        httpx.Client(base_url=address, timeout=120, trust_env=False) as client,
    ):
        sent = ways_in(client)
    with Assistant.open(data) as assistant:
        assistant.ask(_SAID)
        assistant.answer(_SAID, [_SAID])
    return [*holding(data), *holding(log)], sent + 2


def ways_in(client: httpx.Client) -> int:
    """Send the number by every way into a server; how many there were."""
    sent = 0

    def send(method: str, path: str, **more: Any) -> httpx.Response:
        nonlocal sent
        sent += 1
        return client.request(method, path, **more)

    answer = send("POST", "/api/chat", json={"message": _SAID}).json()
    talk, message = answer["conversation_id"], answer["message_id"]
    stream = {"Accept": "text/event-stream"}
    send("POST", "/api/chat", json={"message": _SAID, "conversation_id": talk}, headers=stream)
    send("POST", "/api/conversations", json={"title": _SAID})
    send("PATCH", f"/api/conversations/{talk}", json={"title": _SAID})
    said = {"helpful": False, "reason": "foraeldet", "comment": _SAID}
    send("POST", f"/api/messages/{message}/feedback", json=said)
    send("GET", "/api/conversations", params={"search": SECRET})
    send("POST", "/", data={"q": _SAID})
    send("POST", "/", files={"q": (None, _SAID)})
    send("GET", "/", params={"q": _SAID})
    send("POST", f"/samtale/{talk}/navn", data={"titel": _SAID})
    send("POST", f"/samtale/{talk}/svar/{message}/vurdering", data={"hjalp": "nej", "bemaerkning": _SAID})
    send("GET", "/samtaler", params={"soeg": SECRET})
    history: list[dict[str, object]] = [
        {"role": "system", "content": _SAID},
        {"role": "user", "content": _SAID},
    ]
    parts: list[dict[str, object]] = [{"role": "user", "content": [{"type": "text", "text": _SAID}]}]
    send("POST", "/v1/chat/completions", json={"model": "rammeaftale", "messages": history + parts})
    call = {
        "jsonrpc": "2.0",
        "id": 1,
        "method": "tools/call",
        "params": {"name": "ask", "arguments": {"message": _SAID}},
    }
    spoken = {"Accept": "application/json, text/event-stream"}
    send("POST", "/mcp", json=call, headers=spoken)
    send("GET", "/api/compare", params={"question": _SAID})
    send("GET", "/dokument/midt-klimakonference-2020", params={"q": SECRET})
    send("POST", "/api/rules/hovedstaden.prisloft", json={"takst": _SAID})
    send("GET", "/takst-tjek/regel/hovedstaden.prisloft", params={"takst": _SAID, "vis": "1"})
    send(
        "PATCH", "/api/documents/midt-klimakonference-2020", json={"note": _SAID, "title": f"Klima {SECRET}"}
    )
    send(
        "POST",
        "/api/documents",
        files={"file": ("aftale.txt", f"Aftale\n\n{_SAID} Taksten aftales her.\n".encode())},
    )
    send("POST", "/api/documents", files={"file": (f"{SECRET}.txt", b"Aftale om takster i regionen.\n")})
    send("POST", "/api/rules/batch", files={"file": ("takster.csv", _list())})
    send("POST", "/takst-tjek/liste", files={"file": (f"takster {SECRET}.csv", _list())})
    send(
        "GET",
        f"/api/documents/{SECRET}",
        headers={"Referer": f"http://x/?q={SECRET}", "X-Request-ID": SECRET},
    )
    send("POST", "/api/chat", content=f'{{"message": "{_SAID}'.encode())
    return sent


def holding(folder: Path) -> list[str]:
    """The files below a folder that hold SECRET however it is written, in UTF-8 or UTF-16."""
    return [
        str(file.relative_to(folder)) for file in sorted(folder.rglob("*")) if file.is_file() and _kept(file)
    ]


def _kept(file: Path) -> bool:
    raw = file.read_bytes()
    texts = [raw.decode("latin-1")]
    for at in (0, 1):
        texts += (raw[at:].decode(code, "replace") for code in ("utf-16-le", "utf-16-be"))
    return (
        any(_TRACE.search(text) for text in texts)
        or _TRACE.search(raw.decode("utf-8", "replace")) is not None
    )


def _holds(text: str, digits: str) -> bool:
    return re.search(r"[\W_]{0,4}".join(digits), text) is not None


def _list() -> bytes:
    made = io.StringIO()
    rows = csv.writer(made, delimiter=";")
    rows.writerow(["Region", "År", "Takst", "Basistakst", "Bemærkning"])
    rows.writerow(["Hovedstaden", "2022", "1080", "1000", f"Borger {SECRET[:6]}-{SECRET[6:]}"])
    return made.getvalue().encode()


@contextmanager
def _server(data: Path, log: Path) -> Iterator[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMMEAFTALE_")}
    with (log / "stderr").open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve", "--port", "0"],
            cwd=_ROOT,
            env=kept | {"RAMMEAFTALE_DATA": str(data), "PYTHONIOENCODING": "utf-8"},
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            if "http://" not in line:
                raise RuntimeError(f"serveren startede ikke: {line!r}")
            yield line[line.index("http://") :].strip()
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.stdout.close()
