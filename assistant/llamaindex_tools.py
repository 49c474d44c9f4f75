"""The rate rules as function tools of LlamaIndex, for agents of any of its models.

Importing LlamaIndex takes seconds: nothing on the way of a question imports this file.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from types import GenericAlias, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from llama_index.core.tools import FunctionTool
from pydantic import BaseModel, ConfigDict, Field, create_model

from assistant.assistant import Assistant
from assistant.citations import Citations
from assistant.privacy import masked_data
from assistant.rate_answer import compute
from assistant.rate_call import RateCall
from assistant.rules.figures import DateSpan
from assistant.rules.registry import RULES, Rule

_AS_TEXT = "Beløb, procenter og datoer skrives som tekst, fx »1.800,00 kr.«, »2,5« og »1. juli 2022«."


def rule_tools(assistant: Assistant) -> list[FunctionTool]:
    """A tool for every rule that can be used with the documents loaded now.

    Its name is the rule's id with "_" for "."; its arguments are the rule's inputs, amounts and percentages as
    text so that no figure passes through a float. It returns the computation with its sources; a figure that is
    missing or impossible is the tool's error, a Danish sentence that names it.
    """
    disabled = assistant.answering.knowledge.parameters.disabled
    return [_tool(assistant, rule) for rule in RULES.values() if rule.id not in disabled]


def _tool(assistant: Assistant, rule: Rule) -> FunctionTool:
    name = rule.id.replace(".", "_")
    return FunctionTool.from_defaults(
        fn=_function(assistant, rule.id),
        name=name,
        description=f"{rule.title}. {rule.description} {_AS_TEXT}",
        fn_schema=plain_inputs(rule.inputs, name),
        # The model reads JSON; the program gets the same as data.
        callback=_readable,
    )


def _function(assistant: Assistant, rule_id: str) -> Callable[..., dict[str, Any]]:
    def run(**inputs: Any) -> dict[str, Any]:
        answering = assistant.answering
        knowledge, citations = answering.knowledge, Citations(answering.snapshot)
        call = RateCall(rule_id, masked_data(inputs))
        done = compute(call, knowledge.parameters, knowledge.agreements, citations)
        sources = [made.model_dump(mode="json", exclude={"passage"}) for made in citations.made]
        conflicts = [conflict.model_dump() for conflict in done.conflicts]
        return done.computation.model_dump(mode="json") | {"conflicts": conflicts, "sources": sources}

    return run


def _readable(computation: dict[str, Any]) -> str:
    return json.dumps(computation, ensure_ascii=False)


def plain_inputs(inputs: type[BaseModel], name: str) -> type[BaseModel]:
    """The inputs of a rule in types that every model's tool calls know: Decimal and dates become text."""
    fields: dict[str, Any] = {
        key: (
            plain(field.annotation),
            Field(field.get_default(call_default_factory=True), description=field.description)
            if not field.is_required()
            else Field(description=field.description),
        )
        for key, field in inputs.model_fields.items()
    }
    return create_model(name, __config__=ConfigDict(extra="forbid"), **fields)


def plain(kind: Any) -> Any:
    """A type without Decimal, DateSpan and tuples: text and lists in their place."""
    arguments = get_args(kind)
    match get_origin(kind):
        case None if kind in (Decimal, DateSpan):
            return str
        case None if isinstance(kind, type) and issubclass(kind, BaseModel):
            return plain_inputs(kind, kind.__name__)
        case None:
            return kind
        case origin if origin is Annotated:
            return plain(arguments[0])
        case origin if origin is Literal:
            return kind
        case origin if origin in (Union, UnionType):
            # A text may stand for the list as well; one of each is enough.
            return Union[tuple(dict.fromkeys(plain(each) for each in arguments))]  # noqa: UP007
        case origin if origin is dict:
            return GenericAlias(dict, (str, plain(arguments[1])))
        case _:
            return GenericAlias(list, (plain(arguments[0]),))
