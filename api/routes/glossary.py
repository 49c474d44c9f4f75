"""The glossary over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from api import glossary as work
from api.glossary import Term
from api.problems import PROBLEMS
from api.routes.onboarding import Room
from api.service import Serving
from api.text import Line, one_line

router = APIRouter(prefix="/api/glossary", tags=["Ordliste"], responses=PROBLEMS)


@router.get("", summary="Ordlisten, eller de ord, der passer til en søgning")
async def glossary(
    service: Serving,
    room: Room,
    search: Annotated[Line, Query(description="Ord i opslag eller forklaring")] = "",
) -> list[Term]:
    return await service.call(lambda: work.listed(room.material, search))


@router.get("/{term}", summary="Et ord, også bøjet")
async def term(
    term: Annotated[str, Path(max_length=200, description="Ordet")], service: Serving, room: Room
) -> Term:
    return await service.call(lambda: work.term(room.material, one_line(term)))
