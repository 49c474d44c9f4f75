"""The pages of the learning path and the glossary; without JavaScript, the learner known by a cookie."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from api import glossary as words
from api import onboarding as work
from api.onboarding import Judged
from api.pages import page
from api.refusal import Refused
from api.routes.onboarding import Room
from api.service import Serving
from api.text import one_line
from assistant.learner import Learner, UnknownLearner
from assistant.onboarding import REGIONS, ROLES, Module, Step
from assistant.onboarding_progress import Progress, progress_of, state_of
from assistant.onboarding_room import OnboardingRoom
from assistant.quiz import Question

router = APIRouter(include_in_schema=False)
Id = Annotated[str, Path(pattern="^[a-z0-9-]{1,100}$")]

COOKIE = "laerling"
_TOKEN = re.compile(r"[A-Za-z0-9_-]{32}")
_YEAR = 365 * 24 * 3600
HOME = "/ny-medarbejder"


@router.get("/ordliste")
async def glossary(request: Request, service: Serving, room: Room, search: str = "") -> Response:
    return await service.call(_glossary, request, room, one_line(search)[:300])


@router.get(HOME)
async def home(request: Request, service: Serving, room: Room) -> Response:
    return await service.call(_home, request, room)


@router.post(HOME)
async def begin(
    request: Request,
    service: Serving,
    room: Room,
    role: Annotated[str, Form()] = "",
    region: Annotated[str, Form()] = "",
) -> Response:
    return await service.call(_begin, request, room, role, region)


@router.post(HOME + "/slet")
async def forget(request: Request, service: Serving, room: Room) -> Response:
    return await service.call(_forget, request, room)


@router.get(HOME + "/trin/{step_id}")
async def step(step_id: Id, request: Request, service: Serving, room: Room) -> Response:
    return await service.call(_step, request, room, step_id, None)


@router.post(HOME + "/trin/{step_id}")
async def step_answers(step_id: Id, request: Request, service: Serving, room: Room) -> Response:
    return await service.call(_step, request, room, step_id, await _typed(request))


@router.get(HOME + "/gentag/{module_id}")
async def again(module_id: Id, request: Request, service: Serving, room: Room) -> Response:
    return await service.call(_again, request, room, module_id, None)


@router.post(HOME + "/gentag/{module_id}")
async def again_answers(module_id: Id, request: Request, service: Serving, room: Room) -> Response:
    return await service.call(_again, request, room, module_id, await _typed(request))


def _glossary(request: Request, room: OnboardingRoom, search: str) -> Response:
    found = words.listed(room.material, search)
    context: dict[str, Any] = {
        "groups": words.by_letter(found),
        "count": len(found),
        "letters": words.LETTERS,
        "search": search,
        "anchor": words.anchor,
    }
    return page(request, "glossary.html", context)


def _home(request: Request, room: OnboardingRoom, fault: str = "") -> Response:
    learner = _learner(request, room)
    progress = room.progress(learner) if learner else None
    context: dict[str, Any] = {
        "learner": learner,
        "progress": progress,
        "modules": progress.modules if progress else (),
        "steps": _steps(room, learner) if learner else {},
        "titles": [module.title for module in room.material.path.modules],
        "following": _next_page(progress) if progress else "",
        "roles": ROLES,
        "regions": REGIONS,
        "fault": fault,
    }
    return page(request, "onboarding.html", context, 422 if fault else 200)


def _begin(request: Request, room: OnboardingRoom, role: str, region: str) -> Response:
    try:
        work.check_choice(role, region)
    except Refused:
        return _home(request, room, "Vælg en rolle og en region.")
    known = _learner(request, room)
    try:
        learner = room.learners.move(known.token if known else "", role, region)
    except UnknownLearner:
        learner = room.learners.create(role, region)
    answer = RedirectResponse(HOME, 303)
    answer.set_cookie(
        COOKIE,
        learner.token,
        max_age=_YEAR,
        path=HOME,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def _forget(request: Request, room: OnboardingRoom) -> Response:
    learner = _learner(request, room)
    if learner:
        # Pressed twice: the other has already deleted it.
        with suppress(UnknownLearner):
            room.learners.delete(learner.token)
    answer = RedirectResponse(HOME, 303)
    answer.delete_cookie(COOKIE, path=HOME)
    return answer


def _step(request: Request, room: OnboardingRoom, step_id: str, typed: dict[str, str] | None) -> Response:
    learner = _learner(request, room)
    found = room.material.path.step(step_id)
    if found is None:
        raise Refused(404, "findes_ikke", "Trinnet findes ikke i forløbet.")
    if learner is None or not found[1].is_for(learner.role, learner.region):
        return RedirectResponse(HOME, 303)
    module, step = found
    material = room.material
    linked = {entry.term: entry for s in step.sentences for _, _, entry in material.glossary.terms_in(s.text)}
    more = {
        "citations": work.cite(material.snapshot, step.sources),
        "words": [(term, words.anchor(term)) for term in linked],
    }
    return _quiz(request, room, learner, module, step, step.quiz, typed, more)


def _again(request: Request, room: OnboardingRoom, module_id: str, typed: dict[str, str] | None) -> Response:
    learner = _learner(request, room)
    if learner is None:
        return RedirectResponse(HOME, 303)
    module = next((m for m in room.modules(learner) if m.id == module_id), None)
    if module is None:
        raise Refused(404, "findes_ikke", "Modulet findes ikke i forløbet.")
    states = _states(room, learner)
    wrong = tuple(q for q in module.questions if states[q.id] == "forkert")
    if not wrong:
        return RedirectResponse(HOME, 303)
    return _quiz(request, room, learner, module, None, wrong, typed, {})


def _quiz(
    request: Request,
    room: OnboardingRoom,
    learner: Learner,
    module: Module,
    step: Step | None,
    questions: tuple[Question, ...],
    typed: dict[str, str] | None,
    more: dict[str, Any],
) -> Response:
    """A step with its quiz, or what comes back at the end of a module; with verdicts when answers came."""
    before = _states(room, learner)
    open_ = [q for q in questions if before[q.id] == ("ubesvaret" if step else "forkert")]
    judged: dict[str, Judged] = {}
    faults: dict[str, str] = {}
    for question in open_ if typed is not None else ():
        given = (typed or {}).get(question.id, "").strip()
        try:
            judged[question.id] = work.answer(
                room, learner.token, work.Given(question=question.id, answer=given[:300])
            )
        except Refused as refused:
            if refused.code != "ulaeseligt_svar":
                raise
            faults[question.id] = str(refused) if given else "Spørgsmålet er ikke besvaret endnu."
    states = _states(room, learner)
    asked = {q.id for q in open_ if q.id not in judged}
    material = room.material
    shown = [
        {
            "question": q,
            "state": states[q.id],
            "asked": q.id in asked,
            "judged": judged.get(q.id),
            "fault": faults.get(q.id, ""),
            "typed": (typed or {}).get(q.id, ""),
            "citations": work.cite(material.snapshot, q.sources) if states[q.id] == "rigtig" else [],
        }
        for q in questions
    ]
    context: dict[str, Any] = {
        "module": module,
        "step": step,
        "shown": shown,
        "open": bool(asked),
        "faults": [(q, faults[q.id]) for q in questions if q.id in faults],
        "sent": typed is not None,
        "following": _next_page(progress_of(room.modules(learner), room.learners.answers(learner.token))),
        "citations": [],
        "words": [],
        **more,
    }
    return page(request, "onboarding_step.html", context, 422 if faults else 200)


def _learner(request: Request, room: OnboardingRoom) -> Learner | None:
    token = request.cookies.get(COOKIE, "")
    if not _TOKEN.fullmatch(token):
        return None
    try:
        return room.learners.get(token)
    except UnknownLearner:
        return None


def _states(room: OnboardingRoom, learner: Learner) -> dict[str, str]:
    answers = room.learners.answers(learner.token)
    return {q.id: state_of(q, answers) for module in room.modules(learner) for q in module.questions}


def _steps(room: OnboardingRoom, learner: Learner) -> dict[str, str]:
    """How far each step is, by its id: "gennemført", "2 af 3" or "" where nothing is answered."""
    states = _states(room, learner)
    said = {}
    for module in room.modules(learner):
        for step in module.steps:
            stands = [states[question.id] for question in step.quiz]
            right = stands.count("rigtig")
            if stands and right == len(stands):
                said[step.id] = "gennemført"
            else:
                begun = stands.count("ubesvaret") < len(stands)
                said[step.id] = f"{right} af {len(stands)}" if begun else ""
    return said


def _next_page(progress: Progress) -> str:
    following = progress.next
    if following is None:
        return ""
    return f"{HOME}/trin/{following.step.id}" if following.step else f"{HOME}/gentag/{following.module.id}"


async def _typed(request: Request) -> dict[str, str]:
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
