"""The learning path over HTTP: read, begun, answered, resumed, forgotten."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request

from api import onboarding as work
from api.onboarding import Given, Judged, LearnerState, Start
from api.onboarding import Path as LearningPath
from api.problems import PROBLEMS
from api.service import Serving
from api.text import Line
from assistant.onboarding_room import OnboardingRoom

router = APIRouter(prefix="/api/onboarding", tags=["Læringsforløb"], responses=PROBLEMS)


async def room_for(request: Request, service: Serving) -> OnboardingRoom:
    """The application's room; the material in it is read once. Raises NotReady."""
    known: OnboardingRoom | None = getattr(request.app.state, "onboarding", None)
    if known is None or known.library is not service.library:
        known = request.app.state.onboarding = OnboardingRoom(service.library)
    return known


Room = Annotated[OnboardingRoom, Depends(room_for)]
# As secrets.token_urlsafe makes them. A name chosen on the command line never has this form.
Token = Annotated[
    str, Path(pattern="^[A-Za-z0-9_-]{32}$", description="Forløbets kendetegn, som begyndelsen gav")
]


@router.get("", summary="Forløbet for en rolle og en region")
async def path(
    service: Serving,
    room: Room,
    role: Annotated[Line | None, Query(description="sagsbehandler, økonomimedarbejder eller leder")] = None,
    region: Annotated[Line | None, Query(description="Midtjylland, Hovedstaden eller Syddanmark")] = None,
) -> LearningPath:
    return await service.call(work.path, room, role or None, region or None)


@router.post("/learners", status_code=201, summary="Begynd et forløb")
async def begin(start: Start, service: Serving, room: Room) -> LearnerState:
    return await service.call(work.begin, room, start)


@router.get("/learners/{learner}", summary="Hvor langt forløbet er, og hvad der er det næste")
async def progress(learner: Token, service: Serving, room: Room) -> LearnerState:
    return await service.call(work.progress, room, learner)


@router.post("/learners/{learner}/answers", summary="Svar på et spørgsmål")
async def answer(learner: Token, given: Given, service: Serving, room: Room) -> Judged:
    return await service.call(work.answer, room, learner, given)


@router.delete("/learners/{learner}", status_code=204, summary="Slet et forløb")
async def forget(learner: Token, service: Serving, room: Room) -> None:
    await service.call(work.forget, room, learner)
