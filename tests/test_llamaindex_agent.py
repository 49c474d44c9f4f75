"""The assistant inside LlamaIndex: as a query engine, and its rules as tools of an agent."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.agent.workflow import AgentWorkflow, FunctionAgent, ToolCallResult
from llama_index.core.base.llms.types import ToolCallBlock
from llama_index.core.llms import ChatMessage
from llama_index.core.llms.mock import MockFunctionCallingLLM
from llama_index.core.tools import FunctionTool, QueryEngineTool

from assistant import Answer, Assistant, Computation
from assistant.llamaindex import RammeaftaleQueryEngine
from assistant.llamaindex_tools import rule_tools
from assistant.rules.registry import RULES
from tests.conftest import ROOT, TODAY

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"


@pytest.fixture(scope="module")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    data = shutil.copytree(library_data, tmp_path_factory.mktemp("llamaindex") / "data")
    with Assistant.open(data, clock=lambda: date.fromisoformat(TODAY)) as opened:
        yield opened


@pytest.fixture(scope="module")
def tools(assistant: Assistant) -> dict[str, FunctionTool]:
    return {tool.metadata.name: tool for tool in rule_tools(assistant)}


def test_a_query_engine_answers_with_quotes_as_source_nodes(assistant: Assistant) -> None:
    response = RammeaftaleQueryEngine(assistant).query(PLACES)
    answer = Answer.model_validate(response.metadata["rammeaftale"])
    assert str(response) == answer.answer
    assert "10.000" in answer.answer
    nodes = [found.node for found in response.source_nodes]
    assert [node.metadata["n"] for node in nodes] == [citation.n for citation in answer.citations]
    for node in nodes:
        known = node.metadata
        text = assistant.source_text(known["file"])
        assert text[known["start"] : known["end"]] == node.get_content()


def test_a_query_engine_keeps_to_what_it_was_narrowed_to_and_keeps_nothing(assistant: Assistant) -> None:
    engine = RammeaftaleQueryEngine(assistant, regions=["Hovedstaden"], as_of=date(2022, 5, 1))
    response = asyncio.run(engine.aquery("Hvem er formand for KKR i lærkeåret?"))
    assert {found.node.metadata["region"] for found in response.source_nodes} <= {"Hovedstaden"}
    assert response.metadata["rammeaftale"]["as_of"] == "2022-05-01"
    assert assistant.conversations.list("lærkeåret") == []


def test_every_rule_is_a_tool_with_typed_arguments_and_no_float(tools: dict[str, FunctionTool]) -> None:
    assert set(tools) == {rule.replace(".", "_") for rule in RULES}
    for rule in RULES.values():
        metadata = tools[rule.id.replace(".", "_")].metadata
        schema = metadata.get_parameters_dict()
        assert set(schema["properties"]) == set(rule.inputs.model_fields)
        assert '"number"' not in json.dumps(schema)
        assert metadata.to_openai_tool()["function"]["name"] == metadata.name
    overhead = tools["hovedstaden_overhead"].metadata.get_parameters_dict()["properties"]
    assert {"type": "string"} in overhead["indirekte"]["anyOf"]
    assert overhead["liste"]["type"] == "array"


def test_a_tool_gives_the_computation_and_its_sources(tools: dict[str, FunctionTool]) -> None:
    done = tools["hovedstaden_overhead"].call(indirekte="750.000 kr.", direkte="10.000.000", aar=2022)
    made = done.raw_output
    computation = Computation.model_validate({k: made[k] for k in Computation.model_fields})
    # 750.000 / 10.000.000
    assert "7,50" in {value.value for value in computation.results}
    assert any("6 %" in source["quote"] for source in made["sources"])
    assert json.loads(done.content) == made


# LlamaIndex looks its own steps up among all names of a pydantic model, the deprecated ones too.
@pytest.mark.filterwarnings(
    "ignore::pydantic.PydanticDeprecatedSince20", "ignore::pydantic.PydanticDeprecatedSince211"
)
def test_an_agent_uses_rules_and_answers_and_hears_what_it_did_wrong(
    assistant: Assistant, tools: dict[str, FunctionTool]
) -> None:
    script = [
        [call("hovedstaden_overhead", indirekte="meget", direkte="10 mio. kr.")],
        [
            call("hovedstaden_overhead", indirekte="600.000", direkte="10 mio. kr."),
            call("rammeaftaler", input="Hvem er formand for KKR Hovedstaden?"),
        ],
        "Overheadprocenten er 6,00.",
    ]
    turns = iter(script)

    def scripted(messages: Sequence[ChatMessage], **_: Any) -> ChatMessage:
        said = next(turns)
        if isinstance(said, str):
            return ChatMessage(role="assistant", content=said)
        return ChatMessage(role="assistant", blocks=said)

    answers = QueryEngineTool.from_defaults(
        RammeaftaleQueryEngine(assistant), name="rammeaftaler", description="Svarer om rammeaftalerne"
    )
    agent = FunctionAgent(
        tools=[*tools.values(), answers],
        llm=MockFunctionCallingLLM(response_generator=scripted, is_chat_model=True),
    )

    async def go() -> tuple[str, list[ToolCallResult]]:
        running = AgentWorkflow(agents=[agent]).run(user_msg="Hvad er overheadprocenten?")
        results = [event async for event in running.stream_events() if isinstance(event, ToolCallResult)]
        return str(await running), results

    said, results = asyncio.run(go())
    assert said == "Overheadprocenten er 6,00."
    wrong, computed, answered = sorted(results, key=lambda r: (not r.tool_output.is_error, r.tool_name))
    assert "indirekte: »meget« er ikke et beløb" in wrong.tool_output.content
    assert computed.tool_output.raw_output["rule"] == "hovedstaden.overhead"
    assert "Steen Christiansen" in answered.tool_output.content


def call(tool: str, **arguments: Any) -> ToolCallBlock:
    return ToolCallBlock(tool_call_id=f"{tool}-{len(arguments)}", tool_name=tool, tool_kwargs=arguments)


def test_importing_the_assistant_is_light_and_asking_needs_no_llamaindex(library_data: Path) -> None:
    program = (
        "import sys, assistant\n"
        "light = [n for n in sys.modules if n.split('.')[0] in ('index', 'sqlalchemy', 'numpy', 'pydantic')]\n"
        "from assistant import Assistant\n"
        "with Assistant.open(sys.argv[1]) as opened:\n"
        f"    found = opened.answer({PLACES!r})\n"
        "heavy = [n for n in sys.modules if n.split('.')[0] in ('llama_index', 'mcp', 'openai', 'torch')]\n"
        "print(light, found.status, heavy)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(library_data)],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert done.stdout.strip() == "[] answered []"


def test_a_name_that_the_package_does_not_have_is_an_error() -> None:
    import assistant as package

    assert set(package.__all__) == {"Answer", "Assistant", "Citation", "Computation"}
    assert all(getattr(package, name).__name__ == name for name in package.__all__)
    with pytest.raises(AttributeError, match="Asistent"):
        _ = package.Asistent
