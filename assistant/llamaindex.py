"""The assistant as a query engine of LlamaIndex. Its search and its model are in index/llamaindex.py.

Importing LlamaIndex takes seconds: nothing on the way of a question imports this file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from datetime import date
from typing import Any

from llama_index.core.base.response.schema import Response
from llama_index.core.bridge.pydantic import PrivateAttr
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import NodeWithScore, TextNode

from assistant.answer import Answer, Citation
from assistant.assistant import Assistant

CONTRACT = "rammeaftale"


class RammeaftaleQueryEngine(CustomQueryEngine):  # type: ignore[misc]  # LlamaIndex's types are not followed
    """Answers as the assistant does: exact quotes with [n], computed rates, or that nothing is found.

    The response's text is the answer, its source nodes are the citations in the order of their numbers, and
    `response.metadata["rammeaftale"]` is the whole answer contract. Nothing is kept as a conversation. `as_of`,
    `regions` and `documents` narrow every question, as in `Assistant.ask`.
    """

    _assistant: Assistant = PrivateAttr()
    _narrowed: dict[str, Any] = PrivateAttr()

    def __init__(
        self,
        assistant: Assistant,
        as_of: date | None = None,
        regions: Collection[str] = (),
        documents: Collection[str] = (),
        **settings: Any,
    ) -> None:
        super().__init__(**settings)
        self._assistant = assistant
        self._narrowed = {"as_of": as_of, "regions": tuple(regions), "documents": tuple(documents)}

    def custom_query(self, query_str: str) -> Response:
        """One answer. Raises ValueError for an empty question, or an unknown region or document."""
        return response_of(self._assistant.answer(query_str, **self._narrowed))

    async def acustom_query(self, query_str: str) -> Response:
        return await asyncio.to_thread(self.custom_query, query_str)


def response_of(answer: Answer) -> Response:
    """An answer as LlamaIndex's response."""
    return Response(
        response=answer.answer,
        source_nodes=[NodeWithScore(node=_node(citation)) for citation in answer.citations],
        metadata={CONTRACT: answer.model_dump(mode="json")},
    )


def _node(citation: Citation) -> TextNode:
    """A citation: the text is the exact quote, characters [start, end) of the stored text of `file`."""
    known = citation.model_dump(exclude={"quote", "passage"})
    return TextNode(
        id_=f"{citation.document}:{citation.start}-{citation.end}",
        text=citation.quote,
        metadata=known,
        excluded_embed_metadata_keys=list(known),
        excluded_llm_metadata_keys=[key for key in known if key not in ("n", "title", "section")],
    )
