"""Comparing agreements, and two versions of one."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.comparing import compare, compared_file, differ
from api.problems import PROBLEMS
from api.service import Serving
from api.text import Name, Question
from assistant.compare_export import MEDIA, Format
from assistant.compare_matrix import Matrix
from assistant.difference_report import Difference

router = APIRouter(prefix="/api", tags=["Sammenligning"], responses=PROBLEMS)

_Subjects = Annotated[list[Name], Query(max_length=50, description="Emnets id; kan gentages. Uden: alle")]
_Documents = Annotated[
    list[Name], Query(max_length=50, description="Dokumentets id; kan gentages. Uden: alle aftaler")
]
_Questions = Annotated[list[Question], Query(max_length=20, description="Eget spørgsmål som række")]
_Form = Annotated[Format, Query(alias="format", description="json, md, csv eller xlsx")]


@router.get(
    "/compare",
    summary="Sammenlign aftalerne emne for emne",
    response_model=Matrix,
    responses={200: {"content": {media: {} for form, media in MEDIA.items() if form != "json"}}},
)
async def matrix(
    service: Serving,
    subject: _Subjects = [],  # noqa: B006 - read only, FastAPI copies it
    document: _Documents = [],  # noqa: B006
    question: _Questions = [],  # noqa: B006
    form: _Form = "json",
) -> Matrix | Response:
    if form == "json":
        return await service.call(compare, service.assistant, subject, document, question)
    made = await service.call(compared_file, service.assistant, subject, document, question, form)
    headers = {"Content-Disposition": f'attachment; filename="sammenligning.{form}"'}
    return Response(made, media_type=MEDIA[form], headers=headers)


@router.get("/diff", summary="Hvad der er ændret fra et dokument til et andet")
async def changes(
    service: Serving,
    a: Annotated[Name, Query(description="Id for det ældste dokument")],
    b: Annotated[Name, Query(description="Id for det nyeste dokument")],
) -> Difference:
    return await service.call(differ, service.assistant, a, b)
