"""Whatever a language model's server does, a reply or a Danish sentence comes within the time limit."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.opening import language_model_of
from api.settings import SettingsError, load_settings
from assistant import llm
from assistant.llm import MOST_CHARACTERS, ModelFault, OpenAILikeModel
from tests import scripted_model as scripted
from tests.conftest import ROOT, Command, environment, running_server
from tests.scripted_model import ScriptedServer, serving

KEY = "hemmelig-nøgle-4711".replace("ø", "o")
# More than any call needs that is answered.
SECONDS = 60.0
# What a call may take beyond its limit on a busy machine; without a limit it would take scripted_model.STALLS.
SLACK = 120.0


def model_at(server: ScriptedServer, seconds: float = SECONDS) -> OpenAILikeModel:
    return OpenAILikeModel(server.address, "prøvemodel", KEY, seconds)


def fault_of(act: scripted.Act, seconds: float = SECONDS) -> str:
    with serving(ScriptedServer(act)) as server:
        started = time.monotonic()
        with pytest.raises(ModelFault) as fault:
            model_at(server, seconds).reply("regler", "kilder", seconds)
        assert time.monotonic() - started < seconds + SLACK
    return str(fault.value)


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> Iterator[None]:
    """LlamaIndex's first import is no part of any limit, and a busy machine's server is found all the same."""
    import llama_index.llms.openai_like  # noqa: F401

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(llm, "_CHECK_SECONDS", SECONDS)
        yield


def test_a_streamed_reply_comes_whole_and_the_model_is_told_both_texts() -> None:
    with serving(ScriptedServer(scripted.says(lambda i, m: f"{i} æøå {m}"))) as server:
        assert model_at(server).reply("regler", "kilder", SECONDS) == "regler æøå kilder"
    (asked,) = server.requests
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert (asked["model"], asked["temperature"]) == ("prøvemodel", 0.0)
    assert server.headers[0]["Authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (400, "svarer med fejl 400"),
        (401, "afviser nøglen"),
        (403, "afviser nøglen"),
        (404, "kender ikke adressen eller modellen"),
        (429, "for travlt"),
        (500, "svarer med fejl 500"),
        (503, "svarer med fejl 503"),
    ],
)
def test_an_error_is_said_in_danish_and_asked_only_once(status: int, said: str) -> None:
    with serving(ScriptedServer(scripted.refuses(status))) as server:
        with pytest.raises(ModelFault, match=said):
            model_at(server).reply("regler", "kilder", SECONDS)
        assert len(server.requests) == 1


def test_what_the_server_writes_is_never_repeated() -> None:
    body = f'{{"error": {{"message": "Forkert nøgle {KEY}; skriv til ond@eksempel.dk"}}}}'.encode()
    said = fault_of(scripted.refuses(401, body))
    assert KEY not in said and "eksempel" not in said


def test_a_redirect_is_not_followed_with_the_key() -> None:
    with serving(ScriptedServer(scripted.says(lambda *_: "nået"))) as other:

        def act(handler: scripted.BaseHTTPRequestHandler, *_: object) -> None:
            handler.send_response(307)
            handler.send_header("Location", f"{other.address}/chat/completions")
            handler.send_header("Content-Length", "0")
            handler.end_headers()

        assert "307" in fault_of(act)
        assert other.headers == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "text/event-stream"),
        (b"data: [DONE]\n\n", "text/event-stream"),
        (b"data: {ikke json\n\n", "text/event-stream"),
        (b"data: 7\n\n", "text/event-stream"),
        (b'data: {"choices": null}\n\n', "text/event-stream"),
        (b'data: {"choices": [{"delta": null}]}\n\n', "text/event-stream"),
        (b'data: {"error": {"message": "ude af drift"}}\n\n', "text/event-stream"),
        (b"<html>Log ind</html>", "text/html"),
        (b"\xff\xfe\x00", "application/octet-stream"),
        (b'{"choices": [{"message": {"content": "hele svaret"}}]}', "application/json"),
    ],
    ids=repr,
)
def test_a_reply_that_is_none_is_a_danish_sentence(body: bytes, kind: str) -> None:
    assert fault_of(scripted.answers(body, kind)).startswith(("Sprogmodellen", "Forbindelsen"))


def test_a_server_that_never_answers_is_given_up_on_in_time() -> None:
    assert "svarede ikke" in fault_of(scripted.never_begins, 0.3)


def test_a_connection_kept_alive_without_a_word_is_given_up_on_in_time() -> None:
    assert "svarede ikke" in fault_of(scripted.keeps_alive, 0.3)


def test_nobody_there_is_said_at_once() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    model = OpenAILikeModel(address, "prøvemodel")
    with pytest.raises(ModelFault, match="ingen forbindelse"):
        model.reply("regler", "kilder", SECONDS)
    assert model.check() == "Der er ingen forbindelse til sprogmodellens server."


@pytest.mark.parametrize("act", [scripted.hangs_after("begyndt"), scripted.breaks_off_after("begyndt")])
def test_what_came_of_a_reply_that_stopped_is_given(act: scripted.Act) -> None:
    with serving(ScriptedServer(act)) as server:
        assert model_at(server).reply("regler", "kilder", 5) == "begyndt"


def test_an_endless_reply_is_cut() -> None:
    with serving(ScriptedServer(scripted.never_ends("ord " * 100))) as server:
        assert len(model_at(server).reply("regler", "kilder", SECONDS)) == MOST_CHARACTERS


def test_more_calls_than_can_be_under_way_are_refused_at_once() -> None:
    came = threading.Semaphore(0)

    def act(handler: scripted.BaseHTTPRequestHandler, server: ScriptedServer, _: object) -> None:
        came.release()
        server.closing.wait(scripted.STALLS)
        scripted.send(handler, 500, b"")

    with serving(ScriptedServer(act)) as server:
        model = model_at(server)
        with ThreadPoolExecutor(8) as pool:
            for _ in range(8):
                pool.submit(model.reply, "regler", "kilder", SECONDS)
            for _ in range(8):
                assert came.acquire(timeout=SECONDS)
            with pytest.raises(ModelFault, match="for travlt"):
                model.reply("regler", "kilder", SECONDS)
            server.closing.set()


# --- settings and health -----------------------------------------------------------------------------------


def test_no_model_is_used_unless_one_is_set() -> None:
    assert language_model_of(load_settings()) is None


def test_a_question_without_a_model_loads_none_of_its_libraries() -> None:
    code = "import sys, api.opening, assistant.assistant; print('llama_index.llms.openai' in sys.modules, 'openai' in sys.modules)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment(None),
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.split() == ["False", "False"]


HERE = "http://127.0.0.1/v1"


@pytest.mark.parametrize(
    "wrong",
    [
        {"llm_address": "localhost:11434", "llm_model": "m"},
        {"llm_address": "ftp://127.0.0.1/v1", "llm_model": "m"},
        {"llm_address": f"http://bruger:{KEY}@127.0.0.1/v1", "llm_model": "m"},
        {"llm_address": f"http://127.0.0.1/v1?key={KEY}", "llm_model": "m"},
        {"llm_address": "http://127.0.0.1:99999/v1", "llm_model": "m"},
        {"llm_address": HERE},
        {"llm_address": HERE, "llm_model": "[x](http://ond.dk)"},
        {"llm_seconds": "0"},
    ],
    ids=str,
)
def test_a_setting_that_cannot_be_used_is_named_and_no_secret_shown(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as fault:
        load_settings(**wrong)
    assert "RAMMEAFTALE_LLM_" in str(fault.value) and KEY not in str(fault.value)


def test_the_key_is_in_no_text_of_the_settings_or_the_model() -> None:
    settings = load_settings(llm_address="http://127.0.0.1/v1", llm_model="m", llm_key=KEY)
    model = language_model_of(settings)
    assert KEY not in repr(settings) + str(settings) + settings.model_dump_json() + repr(model)


def test_health_tells_a_wrong_key_and_a_missing_model() -> None:
    with serving(ScriptedServer(scripted.refuses(500))) as server:
        assert model_at(server).check() is None
        server.models = ("anden",)
        assert "kender ikke modellen »prøvemodel«. Den har: anden." in str(model_at(server).check())
        server.models_status = 401
        assert "afviser nøglen" in str(model_at(server).check())


def test_health_is_not_asked_for_again_at_once() -> None:
    with serving(ScriptedServer(scripted.refuses(500))) as server:
        model = model_at(server)
        assert [model.check(60), model.check(60), model.check()] == [None, None, None]
        assert len(server.headers) == 2


def test_doctor_tells_how_the_model_is_and_stays_well_without_it(inside: Command) -> None:
    with serving(ScriptedServer(scripted.refuses(500))) as server:
        own = {"llm_address": server.address, "llm_model": "prøvemodel", "llm_key": KEY}
        well = inside("doctor", **own)
    ill = inside("doctor", **own)
    assert (well.code, ill.code) == (0, 0)
    assert "Sprogmodellen svarer." in well.out
    assert "ingen forbindelse til sprogmodellens server. Svar gives som citater så længe." in ill.out
    assert KEY not in well.out + well.err + ill.out + ill.err


def test_a_server_is_ready_with_its_model_gone_and_answers_in_quotes(data_copy: Path) -> None:
    with serving(ScriptedServer(scripted.says(scripted.faithful))) as server:
        own = {"llm_address": server.address, "llm_model": "prøvemodel", "llm_key": KEY}
        with running_server(data_copy, **own) as started, started.client() as client:
            asked = {"message": "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"}
            assert client.get("/ready").json()["language_model"] == "Sprogmodellen svarer."
            streamed = client.post("/api/chat", json=asked, headers={"Accept": "text/event-stream"}).text
            assert "Formuleret med en sprogmodel (prøvemodel)" in streamed
            server.act = scripted.refuses(500)
            answer = client.post("/api/chat", json=asked).json()
            ready = client.get("/ready")
    assert ready.status_code == 200
    assert "»I Midtjylland er ca. 10.000 pladser" in answer["answer"]
    assert "Sprogmodellens server svarer med fejl 500. Svaret er citeret fra kilderne" in answer["answer"]
