"""Other programs use the assistant as tools over MCP: the official client, as a process and over HTTP."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mcp import Client, MCPError, StdioServerParameters
from starlette.testclient import TestClient

from api.app import create_app
from api.mcp.tools import all_tools
from api.settings import load_settings
from assistant.answer import Answer
from tests.conftest import PATIENCE, ROOT, environment

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"
OLDER, NEWER = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"
TOOLS = ["search", "fetch", "ask", "compare", "diff", "check_rate", "agreement_in_force"]
Use = Callable[[Client], Awaitable[Any]]


def stdio(data: Path) -> StdioServerParameters:
    return StdioServerParameters(
        command=sys.executable, args=["-m", "api", "mcp"], env=environment(data), cwd=str(ROOT)
    )


def with_client(server: Any, use: Use, mode: Any = "auto") -> Any:
    async def go() -> Any:
        async with Client(server, mode=mode) as client:
            return await use(client)

    return asyncio.run(go())


@pytest.fixture
def call(server: Any) -> Callable[..., Any]:
    """Calls a tool over HTTP with the official client, which checks the result against the tool's schema."""

    def called(name: str, **arguments: Any) -> Any:
        async def use(client: Client) -> Any:
            return await client.call_tool(name, arguments)

        return with_client(f"{server.address}/mcp", use)

    return called


def text_of(result: Any) -> str:
    (content,) = result.content
    return str(content.text)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_program_that_starts_its_own_process_gets_tools_answers_and_documents(
    library_data: Path, mode: str
) -> None:
    async def use(client: Client) -> None:
        assert [tool.name for tool in (await client.list_tools()).tools] == TOOLS
        answered = await client.call_tool("ask", {"question": PLACES})
        assert not answered.is_error
        assert "10.000" in text_of(answered)
        resources = (await client.list_resources()).resources
        found = next(resource for resource in resources if resource.name == NEWER)
        (content,) = (await client.read_resource(found.uri)).contents
        citation = Answer.model_validate(answered.structured_content).citations[0]
        assert citation.quote in content.text

    with_client(stdio(library_data), use, mode)


def test_nothing_but_the_protocol_goes_to_stdout(library_data: Path) -> None:
    asked = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
            "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {
            "name": "search", "arguments": {"query": "overhead"}}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "ask", "arguments": {}}},
    ]  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-m", "api", "mcp"],
        cwd=ROOT,
        env=environment(library_data),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for message in asked:
            process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()
        lines = [process.stdout.readline() for _ in range(3)]
        rest, told = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0
    assert (rest, told) == ("", "")
    assert {json.loads(line)["id"] for line in lines} == {1, 2, 3}


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_the_server_has_the_same_tools_at_mcp(server: Any, mode: str) -> None:
    async def use(client: Client) -> list[Any]:
        return list((await client.list_tools()).tools)

    tools = with_client(f"{server.address}/mcp", use, mode)
    assert [tool.name for tool in tools] == TOOLS
    assert all(tool.output_schema and tool.description and tool.annotations.read_only_hint for tool in tools)


def test_search_and_fetch_have_the_form_that_connectors_expect(call: Callable[..., Any], server: Any) -> None:
    found = call("search", query="indirekte omkostninger overhead")
    assert json.loads(text_of(found)) == found.structured_content
    results = found.structured_content["results"]
    assert len(results) == 10
    assert all(set(result) == {"id", "title", "url", "text"} for result in results)
    first = results[0]
    assert first["url"].startswith(f"{server.address}/dokument/")
    assert httpx.get(first["url"].split("#")[0], trust_env=False).status_code == 200
    fetched = call("fetch", id=first["id"])
    made = fetched.structured_content
    assert json.loads(text_of(fetched)) == made
    assert set(made) == {"id", "title", "text", "url", "metadata"}
    assert (made["id"], made["url"]) == (first["id"], first["url"])
    known = made["metadata"]
    stored = httpx.get(
        f"{server.address}/api/documents/{known['document']}/text",
        params={"start": known["start"], "end": known["end"]},
        trust_env=False,
    ).json()
    assert made["text"] == stored["text"]


def test_a_whole_document_can_be_fetched(call: Callable[..., Any], client: httpx.Client) -> None:
    made = call("fetch", id=NEWER).structured_content
    assert made["text"] == client.get(f"/api/documents/{NEWER}/text").json()["text"]


def test_ask_gives_the_answer_contract_and_keeps_nothing(
    call: Callable[..., Any], client: httpx.Client, server: Any
) -> None:
    answered = call("ask", question="Og i Hovedstaden?", history=["Hvem er formand for KKR Midtjylland?"])
    answer = Answer.model_validate(answered.structured_content)
    assert "Steen Christiansen" in answer.answer
    assert answer.citations[0].url.startswith(f"{server.address}/dokument/")
    assert f"({answer.citations[0].url})" in text_of(answered)
    assert answer.conversation_id is None
    word = "kvæstur"
    call("ask", question=f"Hvem er formand for KKR Midtjylland, {word}?")
    assert client.get("/api/conversations", params={"search": word}).json() == []


def test_agreements_are_compared_and_versions_set_against_each_other(call: Callable[..., Any]) -> None:
    compared = call("compare", subjects=["overhead"]).structured_content
    assert [row["subject"] for row in compared["rows"]] == ["overhead"]
    assert any("6 %" in source["quote"] for source in compared["sources"])
    changed = call("diff", a=OLDER, b=NEWER).structured_content
    assert changed["summary"]
    assert not any(section["sentences"] for section in changed["sections"])
    heading = next(s for s in changed["sections"] if s["changed"] and s["new"])["new"][0]
    closer = call("diff", a=OLDER, b=NEWER, section=heading.upper()).structured_content
    shown = [section for section in closer["sections"] if section["sentences"]]
    assert any(heading in section["new"] for section in shown)
    assert all(len(section["sentences"]) == section["changed"] for section in shown)
    numbers = {source["n"] for source in closer["sources"]}
    assert all(set(sentence["sources"]) <= numbers for s in shown for sentence in s["sentences"])


def test_a_rate_is_checked_and_missing_figures_are_named(call: Callable[..., Any]) -> None:
    inputs = {"indirekte": "600.000 kr.", "direkte": "10 mio. kr.", "aar": 2022}
    done = call("check_rate", rule="hovedstaden.overhead", inputs=inputs).structured_content
    assert done["status"] == "computed"
    # 600.000 / 10.000.000
    assert "6,00" in {value["value"] for value in done["computations"][0]["results"]}
    missing = call("check_rate", rule="hovedstaden.overhead").structured_content
    assert missing["status"] == "needs_input"
    assert set(missing["fields"]) == set(missing["needs"]) >= {"indirekte", "direkte"}


def test_the_agreement_in_force_is_told(call: Callable[..., Any]) -> None:
    made = call("agreement_in_force", region="Hovedstaden", date="1. marts 2022").structured_content
    assert [found["document"] for found in made["in_force"]] == ["hovedstaden-rammeaftale-2021-22"]
    assert call("agreement_in_force", region="Hovedstaden").structured_content["latest"] is not None


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("search", {}, "Feltet »query« mangler. Felterne er: query."),
        ("search", {"query": " "}, "Skriv et spørgsmål."),
        ("search", {"query": "x", "k": 5}, "Feltet »k« kendes ikke."),
        ("fetch", {"id": "nej"}, "Der er intet med id »nej«. Brug et id fra search"),
        ("fetch", {"id": f"{NEWER}:5-99999999"}, "Dokumentet kan være ændret; søg igen."),
        ("ask", {"question": PLACES, "regions": ["Jylland"]}, "Regionen »Jylland« kendes ikke"),
        ("ask", {"question": PLACES, "as_of": "i går"}, "en dato som 2024-06-01"),
        ("compare", {"subjects": ["vejr"]}, "Emnet »vejr« kendes ikke. Vælg blandt: "),
        ("diff", {"a": NEWER, "b": NEWER}, "kan ikke sammenlignes med sig selv"),
        ("check_rate", {"rule": "x"}, "Reglen »x« findes ikke. Reglerne er: midt.takstudvikling"),
        ("check_rate", {"rule": "hovedstaden.overhead", "inputs": {"aar": "nul"}}, "aar: »nul« kan ikke bruges"),
        ("agreement_in_force", {"region": "Fyn"}, "Midtjylland, Hovedstaden eller Syddanmark"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_a_tool_error_that_says_how_to_mend_it(
    call: Callable[..., Any], name: str, arguments: dict[str, Any], said: str
) -> None:
    failed = call(name, **arguments)
    assert failed.is_error
    assert said in text_of(failed)


def test_what_does_not_exist_is_an_error_of_the_protocol(server: Any) -> None:
    async def use(client: Client) -> None:
        with pytest.raises(MCPError, match="Værktøjet »gæt« findes ikke"):
            await client.call_tool("gæt", {})
        for uri in ("rammeaftale://dokument/nej", "file:///etc/passwd", "rammeaftale://dokument/..%2f..%2f"):
            with pytest.raises(MCPError, match="Der er ikke noget dokument"):
                await client.read_resource(uri)
        (content,) = (await client.read_resource("rammeaftale://regler")).contents
        assert "hovedstaden.prisloft" in {rule["id"] for rule in json.loads(content.text)}

    with_client(f"{server.address}/mcp", use)


def posted(client: httpx.Client, method: str, params: dict[str, Any], **headers: str) -> httpx.Response:
    message = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    accept = {"Accept": "application/json, text/event-stream"}
    return client.post("/mcp", json=message, headers=accept | headers)


def test_other_sites_and_other_names_do_not_reach_the_tools(client: httpx.Client) -> None:
    assert posted(client, "tools/list", {}).status_code == 200
    assert posted(client, "tools/list", {}, Origin="https://evil.example").status_code == 403
    assert posted(client, "tools/list", {}, Host="evil.example").status_code == 421
    assert client.get("/mcp", headers={"Accept": "text/event-stream"}).status_code == 405


def test_before_the_server_has_started_it_says_so(tmp_path: Path) -> None:
    waiting = TestClient(create_app(load_settings(data=tmp_path)), base_url="http://127.0.0.1")
    answered = waiting.post("/mcp", json={})
    assert (answered.status_code, answered.json()["code"]) == (503, "ikke_klar")


FIELDS = sorted({field for tool in all_tools() for field in tool.arguments.model_fields})
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    database=None,
)
@given(
    st.sampled_from(TOOLS),
    st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=20), VALUES, max_size=5),
)
def test_whatever_a_tool_is_called_with_the_caller_gets_a_result_or_a_sentence(
    client: httpx.Client, name: str, arguments: dict[str, Any]
) -> None:
    answered = posted(client, "tools/call", {"name": name, "arguments": arguments})
    assert answered.status_code == 200, answered.text
    result = answered.json()["result"]
    said = result["content"][0]["text"]
    assert said
    assert "fejl i programmet" not in said
    assert result.get("isError") or result["structuredContent"]
