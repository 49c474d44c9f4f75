"""The pages that compare: agreements subject by subject, and two versions of one."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.compare_choice import Choice, Pickable, documents_of, pickable, read
from api.comparing import compare, differ
from api.difference_view import DifferenceView, view
from api.pages import page
from api.refusal import Refused
from api.service import Service, Serving
from assistant.compare import comparison_of
from assistant.compare_export import KIND_NAMES, names_of, tidy
from assistant.compare_matrix import Matrix
from index.snapshot import Snapshot
from index.store import StoredDocument

router = APIRouter(include_in_schema=False)

_FORMS = {"xlsx": "Excel", "csv": "CSV", "md": "Markdown", "json": "JSON"}
_Many = Annotated[list[str] | None, Query(max_length=60)]


@router.get("/sammenlign")
async def comparison(
    request: Request,
    service: Serving,
    emne: _Many = None,
    dokument: _Many = None,
    region: _Many = None,
    spoerg: _Many = None,
    kun: str = "",
) -> Response:
    choice = Choice(
        tuple(emne or ()),
        tuple(dokument or ()),
        tuple(region or ()),
        tuple(spoerg or ()),
        kun == "forskelle",
    )
    return await service.call(_comparison, request, service, choice)


@router.get("/sammenlign/forskel")
async def changes(request: Request, service: Serving, a: str = "", b: str = "") -> Response:
    return await service.call(_difference, request, service, a.strip(), b.strip())


def _comparison(request: Request, service: Service, choice: Choice) -> Response:
    answering = service.assistant.answering
    comparison = comparison_of(answering)
    offered = pickable(comparison, answering.snapshot)
    matrix: Matrix | None = None
    documents: list[str] = []
    fault = ""
    try:
        choice = read(choice)
        documents = documents_of(choice, offered)
        matrix = compare(service.assistant, choice.subjects, documents, choice.questions)
    except Refused as wrong:
        fault = str(wrong)
    context: dict[str, Any] = {
        "choice": choice,
        "subjects": list(comparison.subjects.values()),
        "offered": offered,
        "fault": fault,
        "matrix": matrix,
        "today": service.today,
        "kinds": KIND_NAMES,
        "quoted": _quoted,
        "chosen": choice.told(),
        "downloads": [(name, choice.download(documents, form)) for form, name in _FORMS.items()],
    }
    if matrix is not None:
        context |= _shown(matrix, choice, answering.snapshot)
    return page(request, "compare.html", context, 422 if fault else 200)


def _shown(matrix: Matrix, choice: Choice, snapshot: Snapshot) -> dict[str, Any]:
    """The rows that are shown, and what each citation, document and standing is called."""
    rows = [row for row in matrix.rows if row.differences or not choice.only_differing]
    return {
        "rows": rows,
        "differing": sum(bool(row.differences) for row in matrix.rows),
        "citations": {made.n: made for made in matrix.citations},
        "names": names_of(matrix),
        "standings": {found.id: found.metadata.standing for found in snapshot.documents.values()},
    }


def _quoted(text: str) -> str:
    """A quote as it is read; one point of a list stands without its mark."""
    shown = tidy(text)
    return shown if "\n" in shown else shown.removeprefix("• ")


def _difference(request: Request, service: Service, a: str, b: str) -> Response:
    answering = service.assistant.answering
    offered = pickable(comparison_of(answering), answering.snapshot)
    pairs = _pairs(offered)
    found: DifferenceView | None = None
    fault = ""
    if a and b:
        try:
            found = view(differ(service.assistant, a, b), answering.snapshot)
        except Refused as wrong:
            fault = str(wrong)
    elif a or b:
        fault = "Vælg to dokumenter: det ældste og det nyeste."
    elif pairs:
        a, b = pairs[0][0].id, pairs[0][1].id
    context: dict[str, Any] = {
        "a": a,
        "b": b,
        "offered": offered,
        "pairs": pairs,
        "found": found,
        "fault": fault,
    }
    return page(request, "difference.html", context, 422 if fault else 200)


def _pairs(offered: Pickable) -> list[tuple[StoredDocument, StoredDocument]]:
    """An agreement and the next one of its region, the newest first."""
    return [
        (older, newer) for documents in offered.agreements.values() for newer, older in pairwise(documents)
    ]
