"""The rate rules: listed, run, drawn, and run on whole lists; and which agreement is in force."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Body, File, Form, Header, Query, Request, UploadFile
from fastapi import Path as InPath
from fastapi.responses import FileResponse, JSONResponse
from starlette.background import BackgroundTask
from starlette.responses import Response

from api import rules as work
from api.problems import PROBLEMS, Problem
from api.rate_lists import LISTS
from api.refusal import Refused
from api.rules import InForce, RuleAnswer, RuleInfo
from api.service import Service, Serving
from assistant.privacy import masked
from assistant.rate_file_columns import ColumnMapping, RateFileError, read_mapping
from assistant.rate_file_process import check_apart
from assistant.rules.result import RuleInputError
from ingest.errors import clean_name

router = APIRouter(prefix="/api", tags=["Takster"], responses=PROBLEMS)

RuleId = Annotated[str, InPath(max_length=100, description="Reglens id, fx hovedstaden.prisloft")]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMS = {"application/json": ".json", "text/csv": ".csv", XLSX: ".xlsx"}
_MOST_INPUTS = 100


class RuleProblem(Problem):
    """A figure that is impossible: `field` names it."""

    field: str


_IMPOSSIBLE: dict[int | str, dict[str, Any]] = {
    422: {"model": RuleProblem | Problem, "description": "Et tal, der ikke kan bruges"}
}


def _impossible(wrong: RuleInputError, field: str = "") -> Response:
    return JSONResponse({"detail": str(wrong), "code": "umuligt_tal", "field": field or wrong.field}, 422)


@router.get("/rules", summary="Alle takstregler med felter, perioder og kilder")
async def rules(service: Serving) -> list[RuleInfo]:
    return await service.call(lambda: work.listed(service.assistant.answering))


@router.post(
    "/rules/batch",
    summary="Kontrollér en hel takstliste",
    response_class=FileResponse,
    responses={
        200: {
            "description": "Resultatet som JSON, CSV eller XLSX efter Accept",
            "content": {"application/json": {}, "text/csv": {}, XLSX: {}},
        }
    },
)
async def batch(
    service: Serving,
    file: Annotated[UploadFile, File(description="Takstlisten: XLSX eller CSV")],
    kolonner: Annotated[
        str, Form(max_length=20_000, description='Kolonnefil som JSON: {"kolonner": {…}, "faste": {…}}')
    ] = "",
    accept: Annotated[str, Header(include_in_schema=False)] = "",
) -> Response:
    mapping = _mapping(kolonner)
    form = next((kind for kind in FORMS if kind in accept), "application/json")
    _ = service.assistant
    folder = Path(tempfile.mkdtemp(prefix="takstliste-"))
    try:
        name = masked(clean_name(file.filename or "takster"))
        source = folder / f"fil{Path(name).suffix.lower()[:6]}"
        target = folder / f"resultat{FORMS[form]}"
        await anyio.to_thread.run_sync(_keep, file, source)
        try:
            await anyio.to_thread.run_sync(_check, service, source, target, mapping, limiter=LISTS)
        except RateFileError as refused:
            sentence = str(refused).replace(f"»{source.name}«", f"»{name}«")
            raise Refused(422, "takstliste", sentence) from refused
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    done = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    shown = None if form == "application/json" else f"{Path(name).stem}-kontrolleret{FORMS[form]}"
    return FileResponse(target, media_type=form, filename=shown, background=done)


def _keep(file: UploadFile, source: Path) -> None:
    with source.open("wb") as kept:
        shutil.copyfileobj(file.file, kept)


def _check(service: Service, source: Path, target: Path, mapping: ColumnMapping) -> None:
    answering = service.assistant.answering
    titles = {found.id: found.metadata.title for found in answering.snapshot.documents.values()}
    known = answering.knowledge
    check_apart(source, target, known.parameters, titles, mapping, agreements=known.agreements)


def _mapping(text: str) -> ColumnMapping:
    if not text.strip():
        return ColumnMapping()
    try:
        return read_mapping(json.loads(text))
    except (json.JSONDecodeError, RecursionError) as wrong:
        raise Refused(422, "kolonner", "Feltet »kolonner« er ikke gyldig JSON.") from wrong
    except RateFileError as wrong:
        raise Refused(422, "kolonner", str(wrong)) from wrong


@router.post(
    "/rules/{rule_id}",
    response_model=RuleAnswer,
    responses=_IMPOSSIBLE,
    summary="Kør en regel; mangler der tal, er status needs_input",
)
async def run(rule_id: RuleId, inputs: Annotated[dict[str, Any], Body()], service: Serving) -> Any:
    try:
        return await service.call(
            lambda: work.answered(service.assistant.answering, rule_id, inputs, service.today)
        )
    except RuleInputError as wrong:
        return _impossible(wrong)


@router.get(
    "/rules/{rule_id}/svg",
    responses={**_IMPOSSIBLE, 200: {"content": {"image/svg+xml": {}}, "description": "Tegningen"}},
    response_class=Response,
    summary="Takst mod loft over årene som tegning; reglens felter i adressen",
)
async def svg(rule_id: RuleId, request: Request, service: Serving) -> Response:
    inputs = dict(request.query_params)
    if len(inputs) > _MOST_INPUTS:
        raise Refused(422, "for_mange_felter", f"Der er {len(inputs)} felter; højst {_MOST_INPUTS}.")
    try:
        picture = await service.call(lambda: work.drawn(service.assistant.answering, rule_id, inputs))
    except RuleInputError as wrong:
        return _impossible(wrong)
    return Response(picture, media_type="image/svg+xml")


@router.get(
    "/agreements/in-force",
    response_model=InForce,
    responses=_IMPOSSIBLE,
    summary="Den rammeaftale, der gælder i en region på en dag",
)
async def in_force(
    service: Serving,
    region: Annotated[str, Query(max_length=100, description="Midtjylland, Hovedstaden eller Syddanmark")],
    day: Annotated[
        str,
        Query(
            alias="date", max_length=40, description="En dag, en måned eller et år; i dag, når den mangler"
        ),
    ] = "",
) -> Any:
    try:
        return await service.call(
            lambda: work.agreements_in_force(service.assistant.answering, region, day, service.today)
        )
    except RuleInputError as wrong:
        return _impossible(wrong, {"dato": "date"}.get(wrong.field, wrong.field))
