"""The pages that check a whole rate list: handed in, shown as a table, downloaded, deleted. No script is needed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlencode

import anyio
from fastapi import APIRouter, Depends, FastAPI, Request
from starlette.datastructures import UploadFile as Sent
from starlette.responses import FileResponse, RedirectResponse, Response

from api.pages import VERDICTS, page
from api.rate_lists import FORMS, LISTS, MINUTES, RateList, RateLists
from api.refusal import Refused
from api.service import Service, Serving
from assistant.rate_file_columns import FIELDS, ColumnMapping, RateFileError, read_mapping
from assistant.rate_file_table import SORTS


@asynccontextmanager
async def _life(app: FastAPI) -> AsyncIterator[None]:
    """What was handed in is deleted when the server stops."""
    service: Service = app.state.service
    app.state.rate_lists = RateLists(service.settings.data / "takstlister")
    try:
        yield
    finally:
        app.state.rate_lists.close()


router = APIRouter(include_in_schema=False, lifespan=_life)

HOME = "/takst-tjek/liste"
PAGE = 100
_LONGEST = 200
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
_WORDS = {**VERDICTS, "fejl": "Fejl i rækken"}
_HEADS = {
    "raekke": "Række",
    "tilbud": "Tilbud",
    "resultat": "Resultat",
    "takst": "Takst",
    "loft": "Loft",
    "forskel": "Plads til loftet",
    "region": "Region",
    "aar": "År",
}


async def lists_of(request: Request) -> RateLists:
    """The lists of this server."""
    found: RateLists = request.app.state.rate_lists
    return found


Lists = Annotated[RateLists, Depends(lists_of)]


@router.get(HOME)
async def start(request: Request, service: Serving) -> Response:
    return _form(request, service)


@router.post(HOME)
async def hand_in(request: Request, service: Serving, lists: Lists) -> Response:
    sent = await request.form(max_files=1, max_fields=60)
    file = sent.get("file")
    typed = {name: str(value).strip()[:_LONGEST] for name, value in sent.items() if isinstance(value, str)}
    found: RateList | None = None
    try:
        mapping = _mapping(typed)
        if isinstance(file, Sent) and file.filename:
            found = await anyio.to_thread.run_sync(lists.keep, file.file, file.filename)
        elif typed.get("fil"):
            found = lists.find(typed["fil"])
        else:
            raise Refused(422, "ingen_fil", "Vælg en fil først: XLSX eller CSV.")
        answering = service.assistant.answering
        await anyio.to_thread.run_sync(lists.check, found, answering, mapping, limiter=LISTS)
    except Refused as wrong:
        kept = found if wrong.code != "personnummer" else None
        return _form(request, service, _on_page(str(wrong)), typed, kept)
    return RedirectResponse(f"{HOME}/{found.id}", 303)


@router.get(HOME + "/{list_id}")
async def result(
    list_id: str,
    request: Request,
    service: Serving,
    lists: Lists,
    sorter: str = "raekke",
    orden: str = "",
    resultat: str = "",
    soeg: str = "",
    side: int = 1,
) -> Response:
    found = lists.find(list_id)
    chosen = {
        "sorter": sorter if sorter in SORTS else "raekke",
        "orden": "ned" if orden == "ned" else "",
        "resultat": resultat if resultat in _WORDS else "",
        "soeg": soeg.strip()[:_LONGEST],
    }
    return await service.call(_result, request, found, chosen, max(1, min(side, 1_000_000)))


@router.get(HOME + "/{list_id}/hent")
async def download(list_id: str, service: Serving, lists: Lists, format: str = "xlsx") -> Response:  # noqa: A002 - the address says format
    found = lists.find(list_id)
    made = await anyio.to_thread.run_sync(
        lists.file, found, service.assistant.answering, format, limiter=LISTS
    )
    name = f"{Path(found.name).stem}-kontrolleret.{format}"
    return FileResponse(made, media_type=_MEDIA[format], filename=name)


@router.post(HOME + "/{list_id}/slet")
async def delete(list_id: str, lists: Lists) -> Response:
    await anyio.to_thread.run_sync(lists.remove, list_id)
    return RedirectResponse(HOME, 303)


def _form(
    request: Request,
    service: Service,
    fault: str = "",
    typed: dict[str, str] | None = None,
    kept: RateList | None = None,
) -> Response:
    context: dict[str, Any] = {
        "fault": fault,
        "typed": typed or {},
        "kept": kept,
        "fields": FIELDS,
        "max_mb": service.settings.max_bytes // 1_000_000,
        "minutes": MINUTES,
    }
    return page(request, "rate_list.html", context, 422 if fault else 200)


def _on_page(sentence: str) -> str:
    """On the page there are fields where elsewhere there is a file of columns."""
    for said, here in (
        ("Sig med en kolonnefil", "Skriv nedenfor"),
        ("med en kolonnefil", "nedenfor"),
        (" fra kolonnefilen", ""),
    ):
        sentence = sentence.replace(said, here)
    return sentence


def _mapping(typed: dict[str, str]) -> ColumnMapping:
    columns = {
        typed[f"kolonne.{name}"]: name for name in FIELDS if typed.get(f"kolonne.{name}")
    }  # fmt: skip
    fixed = {name: typed[f"fast.{name}"] for name in FIELDS if typed.get(f"fast.{name}")}
    try:
        return read_mapping({"kolonner": columns, "faste": fixed}, "felterne om kolonner")
    except RateFileError as wrong:
        raise Refused(422, "kolonner", str(wrong)) from wrong


def _result(request: Request, found: RateList, chosen: dict[str, str], number: int) -> Response:
    table = found.table
    facts = table.facts()
    falling = chosen["orden"] == "ned"

    def rows(at: int) -> Any:
        return table.page(
            chosen["sorter"], falling, chosen["resultat"], chosen["soeg"], (at - 1) * PAGE, PAGE
        )

    shown = rows(number)
    last = max(1, -(-shown.total // PAGE))
    if number > last:
        number = last
        shown = rows(number)

    def address(**changed: Any) -> str:
        fields = {key: value for key, value in {**chosen, **changed}.items() if value and value != "raekke"}
        return f"{HOME}/{found.id}{'?' + urlencode(fields) if fields else ''}#tabel"

    heads = [key for key in _HEADS if key != "tilbud" or {"tilbud", "kommune"} & set(facts["at"])]
    context: dict[str, Any] = {
        "found": found,
        "facts": facts,
        "understood": _understood(facts),
        "counts": [(key, _WORDS[key], n) for key, n in facts["sum"]["counts"].items() if n],
        "words": _WORDS,
        "heads": [
            (key, _HEADS[key], address(sorter=key, orden="" if key != chosen["sorter"] or falling else "ned"))
            for key in heads
        ],
        "chosen": chosen,
        "shown": shown,
        "number": number,
        "last": last,
        "first": (number - 1) * PAGE + 1,
        "address": address,
        "forms": FORMS,
        "minutes": MINUTES,
    }
    return page(request, "rate_result.html", context)


def _understood(facts: dict[str, Any]) -> list[tuple[str, str]]:
    """Each field that was found, and where: a column's header or a value for every row."""
    header = facts["header"]
    found = [(FIELDS[name], f"kolonnen »{header[at]}«") for name, at in facts["at"].items()]
    found += [
        (f"Pris- og lønfremskrivning for {year}", f"kolonnen »{header[at]}«")
        for year, at in facts["pl_years"].items()
    ]
    return found + [(FIELDS[name], f"»{value}« i alle rækker") for name, value in facts["fixed"].items()]
