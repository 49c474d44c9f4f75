"""The page where a browser logs in with a key, and the button that logs it out; works without JavaScript."""

from __future__ import annotations

from math import ceil
from typing import Annotated

import anyio
from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from api.access import Access, Gatekeeping
from api.caller import caller
from api.pages import page
from api.settings import Settings
from index.audit import UNKNOWN

router = APIRouter(include_in_schema=False)

_WRONG = "Nøglen kendes ikke, er udløbet eller er tilbagekaldt. Se efter, at hele nøglen er kommet med."
_EMPTY = "Skriv eller indsæt nøglen."
_LONGEST = 2_000


@router.get("/log-ind")
async def form(request: Request, access: Gatekeeping, til: str = "/", igen: str = "") -> Response:
    if not access.required:
        return RedirectResponse("/", 303)
    return _page(request, til, again=bool(igen))


@router.post("/log-ind")
async def log_in(
    request: Request,
    access: Gatekeeping,
    noegle: Annotated[str, Form()] = "",
    til: Annotated[str, Form()] = "/",
) -> Response:
    if not access.required:
        return RedirectResponse("/", 303)
    if not noegle.strip():
        return _page(request, til, _EMPTY, 422)
    settings: Settings = request.app.state.service.settings
    begun = await anyio.to_thread.run_sync(access.log_in, noegle, caller().session)
    if begun is None:
        return await _refused(request, access, til)
    answer = RedirectResponse(_local(til), 303)
    answer.set_cookie(
        access.cookie,
        begun[1],
        max_age=ceil(settings.session_hours * 3600),
        path="/",
        httponly=True,
        samesite="strict",
        secure=settings.https,
    )
    return answer


@router.post("/log-ud")
async def log_out(access: Gatekeeping) -> Response:
    if access.required:
        await anyio.to_thread.run_sync(access.log_out, caller())
    answer = RedirectResponse("/log-ind", 303)
    answer.delete_cookie(access.cookie, path="/", secure=access.cookie.startswith("__Host-"), httponly=True)
    return answer


async def _refused(request: Request, access: Access, til: str) -> Response:
    address = access.address(request.client.host if request.client else "", request.headers)
    seconds = access.wrong_key(address)
    status = 429 if seconds else 401
    await anyio.to_thread.run_sync(
        access.tell_refused, UNKNOWN, address, "log ind afvist", "", f"afvist ({status})"
    )
    if not seconds:
        return _page(request, til, _WRONG, 401)
    minutes = ceil(seconds / 60)
    told = f"Der er prøvet for mange forkerte nøgler. Prøv igen om {minutes} minut{'ter' * (minutes > 1)}."
    answer = _page(request, til, told, 429)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _page(request: Request, til: str, fault: str = "", status: int = 200, again: bool = False) -> Response:
    context = {"til": _local(til), "fault": fault, "again": again}
    return page(request, "login.html", context, status)


def _local(til: str) -> str:
    """An address of this server to go on to; the start page for anything else."""
    # A browser reads "//" and "/\\" as the beginning of another host.
    plain = til.startswith("/") and not til.startswith(("//", "/\\")) and til.isprintable()
    return til if plain and "\\" not in til and len(til) <= _LONGEST else "/"
