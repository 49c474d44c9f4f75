"""The seam to a language model: what is asked of one, and any OpenAI-compatible endpoint through LlamaIndex."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx

_LOG = logging.getLogger("rammeaftale")
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# A reply that is longer than this is no answer; what came until then is read.
MOST_CHARACTERS = 20_000
# Calls under way at once; one given up on counts until its connection has ended.
_AT_ONCE = 8
_CHECK_SECONDS = 2.0
_MOST_CHECK_BYTES = 1_000_000
# LlamaIndex would look for a key in OPENAI_API_KEY, which is another service's.
_NO_KEY = "ingen"


class ModelFault(Exception):
    """The language model gave no usable reply; the message says why, in Danish."""


class LanguageModel(Protocol):
    """What the assistant asks of a language model. Safe from several threads.

    `name` is shown to readers and kept in records; `seconds` is what one answer may wait for it in all.
    """

    @property
    def name(self) -> str: ...

    @property
    def seconds(self) -> float: ...

    def reply(self, instructions: str, material: str, seconds: float) -> str:
        """What the model writes, at most MOST_CHARACTERS of it. Raises ModelFault, at the latest after `seconds`."""
        ...

    def check(self, max_age: float = 0.0) -> str | None:
        """None when the model can be reached, else a Danish sentence; within a few seconds.

        What was found at most `max_age` seconds ago is said again.
        """
        ...


class OpenAILikeModel:
    """A model at an OpenAI-compatible address (Ollama, vLLM, llama.cpp, Azure OpenAI, OpenAI)."""

    def __init__(self, address: str, name: str, key: str = "", seconds: float = 20.0) -> None:
        """`address` is the base of the interface, for example http://127.0.0.1:11434/v1."""
        self.address = address.rstrip("/")
        self._name = name
        self._key = key or _NO_KEY
        self._seconds = seconds
        self._slots = threading.BoundedSemaphore(_AT_ONCE)
        self._checking = threading.Lock()
        self._checked: tuple[float, str | None] | None = None

    def __repr__(self) -> str:
        return f"OpenAILikeModel({self.address!r}, {self._name!r})"

    @property
    def name(self) -> str:
        return self._name

    @property
    def seconds(self) -> float:
        return self._seconds

    @property
    def local(self) -> bool:
        """Whether the address is on this machine, so that nothing leaves it."""
        return urlsplit(self.address).hostname in LOOPBACK

    def reply(self, instructions: str, material: str, seconds: float) -> str:
        # Loaded before the clock runs: LlamaIndex's first import takes a couple of seconds.
        import llama_index.llms.openai_like  # noqa: F401

        if not self._slots.acquire(blocking=False):
            raise ModelFault("Sprogmodellen har for travlt.")
        call = _Call(self, instructions, material, seconds)
        # A daemon: an answer does not wait for a connection that hangs, and neither does the end of the program.
        threading.Thread(target=call.run, args=(self._slots,), name="sprogmodel", daemon=True).start()
        return call.result()

    def client(self, seconds: float) -> httpx.Client:
        """A client that sends the key to this address only: redirects are not followed."""
        return httpx.Client(timeout=seconds, follow_redirects=False, trust_env=not self.local)

    def chat(self, client: httpx.Client, seconds: float) -> Any:
        """LlamaIndex's model over that client."""
        from llama_index.llms.openai_like import OpenAILike

        return OpenAILike(
            model=self._name,
            api_base=self.address,
            api_key=self._key,
            is_chat_model=True,
            temperature=0.0,
            max_retries=0,
            timeout=seconds,
            http_client=client,
        )

    def check(self, max_age: float = 0.0) -> str | None:
        with self._checking:
            if self._checked is None or time.monotonic() - self._checked[0] > max_age:
                self._checked = (time.monotonic(), self._reached())
            return self._checked[1]

    def _reached(self) -> str | None:
        try:
            with (
                self.client(_CHECK_SECONDS) as client,
                client.stream(
                    "GET", f"{self.address}/models", headers={"Authorization": f"Bearer {self._key}"}
                ) as response,
            ):
                body = _body(response, time.monotonic() + _CHECK_SECONDS)
        except (httpx.HTTPError, httpx.InvalidURL) as fault:
            return _sentence(fault)
        if response.status_code in (401, 403):
            return "Sprogmodellens server afviser nøglen."
        if response.status_code >= 400:
            return f"Sprogmodellens server svarer med fejl {response.status_code}."
        names = _model_names(body)
        if names and self._name not in names:
            known = ", ".join(sorted(names)[:5])
            return f"Sprogmodellens server kender ikke modellen »{self._name}«. Den har: {known}."
        return None


class _Call:
    """One call, in a thread of its own, that is given up on when its time is over."""

    def __init__(self, model: OpenAILikeModel, instructions: str, material: str, seconds: float) -> None:
        self._model = model
        self._instructions = instructions
        self._material = material
        self._seconds = seconds
        self._over = threading.Event()
        self._given_up = threading.Event()
        self._client = model.client(seconds)
        self._text = ""
        self._fault: Exception | None = None

    def run(self, slots: threading.BoundedSemaphore) -> None:
        try:
            self._stream()
        except Exception as fault:  # a thread's end: whatever it is becomes the sentence the answer gives
            self._fault = fault
        finally:
            self._client.close()
            self._over.set()
            slots.release()

    def _stream(self) -> None:
        from llama_index.core.llms import ChatMessage

        messages: Sequence[Any] = (
            ChatMessage(role="system", content=self._instructions),
            ChatMessage(role="user", content=self._material),
        )
        for piece in self._model.chat(self._client, self._seconds).stream_chat(messages):
            self._text += piece.delta or ""
            if self._given_up.is_set() or len(self._text) >= MOST_CHARACTERS:
                return

    def result(self) -> str:
        """The text, also of a reply that broke off: only what is whole in it is used. Raises ModelFault."""
        in_time = self._over.wait(self._seconds)
        self._given_up.set()
        if not in_time:
            # What still reads on it ends at its next read.
            self._client.close()
        text = self._text[:MOST_CHARACTERS]
        if text.strip():
            return text
        if not in_time:
            limit = f"{self._seconds:.0f}" if self._seconds >= 1 else f"{self._seconds:.1f}".replace(".", ",")
            raise ModelFault(f"Sprogmodellen svarede ikke inden for {limit} sekunder.")
        if self._fault is not None:
            raise ModelFault(_sentence(self._fault)) from self._fault
        raise ModelFault("Sprogmodellen gav et tomt svar.")


def _sentence(fault: Exception) -> str:
    """What went wrong, without anything the server wrote: it may hold whatever it likes, the key included."""
    import openai

    match fault:
        case openai.APITimeoutError() | httpx.TimeoutException():
            return "Sprogmodellen svarede ikke i tide."
        case openai.APIConnectionError() | httpx.ConnectError():
            return "Der er ingen forbindelse til sprogmodellens server."
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return "Sprogmodellens server afviser nøglen."
        case openai.NotFoundError():
            return "Sprogmodellens server kender ikke adressen eller modellen."
        case openai.RateLimitError():
            return "Sprogmodellens server har for travlt."
        case openai.APIStatusError():
            return f"Sprogmodellens server svarer med fejl {fault.status_code}."
        case openai.APIError() | httpx.HTTPError() | httpx.InvalidURL():
            return "Forbindelsen til sprogmodellens server blev afbrudt."
    _LOG.warning("Sprogmodellens svar kunne ikke læses: %s", type(fault).__name__)
    return "Sprogmodellens server svarede på en måde, der ikke kan læses."


def _body(response: httpx.Response, until: float) -> bytes:
    body = b""
    for piece in response.iter_bytes():
        body += piece
        if len(body) > _MOST_CHECK_BYTES or time.monotonic() > until:
            break
    return body


def _model_names(body: bytes) -> set[str]:
    """The names in a list of models; empty when it is none that can be read."""
    try:
        read = json.loads(body)
    except ValueError:
        return set()
    listed = read.get("data") if isinstance(read, dict) else None
    if not isinstance(listed, list):
        return set()
    return {str(each["id"]) for each in listed if isinstance(each, dict) and "id" in each}
