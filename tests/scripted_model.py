"""A language model that says what a test tells it to: in the process, and behind a real OpenAI-compatible server."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from assistant.carried_sentences import sentences_of
from assistant.llm import ModelFault

Reply = Callable[[str, str], str]
# How long a server that stalls would have whoever does not give up on it wait.
STALLS = 600


def as_json(*sentences: tuple[str, Sequence[int], str]) -> str:
    """The reply a model is asked for: (sentence, citations, support) each."""
    said = [
        {"sentence": text, "citations": list(numbers), "support": support}
        for text, numbers, support in sentences
    ]
    return json.dumps({"sentences": said}, ensure_ascii=False)


def sources(material: str) -> dict[int, str]:
    """The quotes that a model was given, by number."""
    return {source["nr"]: source["citat"] for source in json.loads(material).get("kilder", ())}


def faithful(_: str, material: str) -> str:
    """The reply of a model that repeats its sources."""
    return as_json(
        *((each, [n], each) for n, quote in sources(material).items() for each in sentences_of(quote))
    )


@dataclass
class ScriptedModel:
    """A language model without a server. `seen` are the (instructions, material) it was given."""

    script: Reply
    seconds: float = 5.0
    name: str = "prøvemodel"
    seen: list[tuple[str, str]] = field(default_factory=list)

    def reply(self, instructions: str, material: str, seconds: float) -> str:
        assert seconds > 0
        self.seen.append((instructions, material))
        return self.script(instructions, material)

    def check(self, max_age: float = 0.0) -> str | None:
        return None


def failing(sentence: str) -> Reply:
    def script(_: str, __: str) -> str:
        raise ModelFault(sentence)

    return script


# --- the server --------------------------------------------------------------------------------------------


@dataclass
class ScriptedServer:
    """An OpenAI-compatible server on a free port of this machine.

    `act` writes the answer to a chat request: see the functions below. `requests` are the bodies that came,
    `headers` theirs. `closing` is set when the test is over, so that whatever stalls goes on.
    """

    act: Callable[[BaseHTTPRequestHandler, ScriptedServer, dict[str, Any]], None]
    models: tuple[str, ...] = ("prøvemodel",)
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    address: str = ""
    models_status: int = 200


@contextmanager
def serving(server: ScriptedServer) -> Iterator[ScriptedServer]:
    """The server while it runs; its `address` is the base of the interface."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.headers.append(dict(self.headers))
            listed = {"object": "list", "data": [{"id": name, "object": "model"} for name in server.models]}
            send(self, server.models_status, json.dumps(listed).encode())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.requests.append(json.loads(body))
            server.headers.append(dict(self.headers))
            try:
                server.act(self, server, server.requests[-1])
            except (BrokenPipeError, ConnectionResetError):
                # Whoever asked has gone: that is what a time limit does.
                self.close_connection = True

        def log_message(self, *_: Any) -> None:
            """Nothing: the test's own output stays readable."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

    http = Quiet(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.address = f"http://127.0.0.1:{http.server_address[1]}/v1"
    try:
        yield server
    finally:
        server.closing.set()
        http.shutdown()
        http.server_close()
        thread.join()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "application/json") -> None:
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _open(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "text/event-stream")
    handler.end_headers()


def _piece(text: str) -> bytes:
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "prøvemodel",
        "choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}],
    }
    return f"data: {json.dumps(chunk)}\n\n".encode()


Act = Callable[[BaseHTTPRequestHandler, ScriptedServer, dict[str, Any]], None]


def says(reply: Callable[[str, str], str], piece: int = 7, end: bytes = b"data: [DONE]\n\n") -> Act:
    """Streams what `reply(instructions, material)` gives, `piece` characters at a time."""

    def act(handler: BaseHTTPRequestHandler, _: ScriptedServer, request: dict[str, Any]) -> None:
        assert request["stream"] is True
        text = reply(request["messages"][0]["content"], request["messages"][-1]["content"])
        _open(handler)
        for at in range(0, len(text), piece):
            handler.wfile.write(_piece(text[at : at + piece]))
        handler.wfile.write(end)

    return act


def refuses(status: int, body: bytes = b'{"error": {"message": "nej"}}') -> Act:
    return lambda handler, _, __: send(handler, status, body)


def answers(body: bytes, kind: str) -> Act:
    """A whole body of any kind, with status 200."""
    return lambda handler, _, __: send(handler, 200, body, kind)


def never_begins(handler: BaseHTTPRequestHandler, server: ScriptedServer, _: dict[str, Any]) -> None:
    """Takes the question and says nothing until the test is over."""
    server.closing.wait(STALLS)


def hangs_after(text: str) -> Act:
    """Streams a text and then neither goes on nor ends."""

    def act(handler: BaseHTTPRequestHandler, server: ScriptedServer, _: dict[str, Any]) -> None:
        _open(handler)
        handler.wfile.write(_piece(text))
        handler.wfile.flush()
        server.closing.wait(STALLS)

    return act


def breaks_off_after(text: str) -> Act:
    """Streams a text and closes the connection in the middle of a chunked body."""

    def act(handler: BaseHTTPRequestHandler, _: ScriptedServer, __: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.send_header("Content-Length", "1000000")
        handler.end_headers()
        handler.wfile.write(_piece(text))
        handler.close_connection = True

    return act


def never_ends(text: str) -> Act:
    """Streams the same text until the test is over or the other side has gone."""

    def act(handler: BaseHTTPRequestHandler, server: ScriptedServer, _: dict[str, Any]) -> None:
        _open(handler)
        while not server.closing.is_set():
            handler.wfile.write(_piece(text))

    return act


def keeps_alive(handler: BaseHTTPRequestHandler, server: ScriptedServer, _: dict[str, Any]) -> None:
    """Sends comments that keep a connection alive, and never a word."""
    _open(handler)
    while not server.closing.wait(0.005):
        handler.wfile.write(b": stadig i gang\n\n")
        handler.wfile.flush()
