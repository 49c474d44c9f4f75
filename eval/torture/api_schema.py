"""Every operation of the API with values that its description allows, and with values that it forbids.

schemathesis makes the requests out of /openapi.json and holds every answer to it: no error of the server, and no status,
type, header or body that is not described there; what the description forbids is refused, what it allows is not called
unreadable. Half of the requests name what is really there. What changes documents is asked of a library of two
made-up agreements, the rest of the shipped ones.
"""

from __future__ import annotations

import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import requests
import schemathesis
import uvicorn
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode, Response, checks
from schemathesis.core.errors import InvalidSchema
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.core.result import Err, Ok

from api.app import create_app
from api.settings import load_settings
from assistant.assistant import Assistant
from eval.figures import Figure
from eval.torture.small_library import agreement

EXAMPLES = 500
"""Requests an operation, half of them with what is forbidden, where anything is."""
TODAY = date(2026, 11, 22)
Operation = APIOperation[Any, Any, Any, Any]
_FILES = "multipart/form-data"
_DOCUMENTS = "/api/documents"
_STARTED = {"role": "sagsbehandler", "region": "Midtjylland"}
_QUESTION = "Hvor meget må taksten stige?"
# Seconds without a request before the server closes a connection.
_PATIENCE = 600
# Seconds without an answer that count as none. A small document is taken in within a few; one took more than ten while eight
# other jobs shared two cores.
_NO_ANSWER = 60
_IN_PATH, _IN_QUERY, _IN_BODY = ParameterLocation.PATH, ParameterLocation.QUERY, ParameterLocation.BODY
checks.load_all_checks()
_CHECKS: Any = checks.CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
        "negative_data_rejection",
    ]
)


@dataclass
class Found:
    """What came of the requests: how many, by status, and each kind of failure with one request that shows it."""

    operations: int = 0
    statuses: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    slowest: tuple[float, str] = (0.0, "")

    def fail(self, operation: str, kind: str, shown: str) -> None:
        self.failures.setdefault(f"{operation}: {kind}", shown)


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The address of the server over a data folder, in a thread of this process."""
    app = create_app(load_settings(data=data, today=TODAY, retention_days=0, host="127.0.0.1"))
    # Making up a request may take long on busy cores: the connection must not be closed under the next one.
    config = uvicorn.Config(app, port=0, log_config=None, access_log=False, timeout_keep_alive=_PATIENCE)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="server")
    thread.start()
    try:
        while not (server.started and app.state.service.settled):
            if not thread.is_alive():
                raise RuntimeError("Serveren startede ikke.")
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


class Known:
    """What is really there at this moment, by the name of the parameter that asks for it."""

    def __init__(self, address: str, session: requests.Session) -> None:
        self._address = address
        self._session = session
        self._values: dict[str, Any] = {}

    def value(self, name: str, method: str) -> Any:
        """A value that exists; None where a parameter of that name has none."""
        if name not in self._values or method == "delete":
            self._values[name] = self._there(name)
        return self._values[name]

    def _there(self, name: str) -> Any:
        match name:
            case "conversation_id" | "message_id":
                return self._new("/api/chat", {"message": _QUESTION})[name]
            case "learner":
                return self._new("/api/onboarding/learners", _STARTED)["learner"]
            case "document_id" | "b":
                return self._documents()[0]
            case "a":
                return self._documents()[-1]
            case "rule_id":
                return self._first("/api/rules", "id")
            case "term":
                return self._first("/api/glossary", "term")
            case "model":
                return "rammeaftale"
            case "region":
                return "Midtjylland"
        return None

    def _documents(self) -> list[str]:
        there = self._got(_DOCUMENTS)
        if not there:
            sent = {"file": ("nord.md", agreement().encode())}
            added = self._session.post(self._address + _DOCUMENTS, files=sent)
            added.raise_for_status()
            there = added.json()["documents"]
        return [found["id"] for found in there]

    def _new(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answered = self._session.post(self._address + path, json=body)
        answered.raise_for_status()
        made: dict[str, Any] = answered.json()
        return made

    def _first(self, path: str, name: str) -> Any:
        return self._got(path)[0][name]

    def _got(self, path: str) -> Any:
        answered = self._session.get(self._address + path)
        answered.raise_for_status()
        return answered.json()


def asked(data: Path, examples: int, files: int, chance: int) -> Found:
    """Every operation with that many requests, half of them with what is forbidden; the documents may change.

    `files`: the same for what takes a file, each of which is read in a process of its own.
    """
    found = Found()
    with served(data) as address, requests.Session() as session:
        session.trust_env = False
        schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
        # A body too large is refused by its size, whatever stands in it.
        rejection = schema.config.checks.negative_data_rejection
        rejection.expected_statuses = [*rejection.expected_statuses, "413"]
        known = Known(address, session)
        operations = [_valid(each) for each in schema.get_all_operations()]
        # What removes documents comes last: the others ask about them.
        for operation in sorted(operations, key=lambda each: each.method == "delete"):
            found.operations += 1
            takes_file = any(each.media_type == _FILES for each in operation.body)
            for mode in GenerationMode:
                half = (files if takes_file else examples) // 2
                _ask(operation, mode, half, chance, address, session, known, found)
    return found


def _valid(read: Ok[Operation] | Err[InvalidSchema]) -> Operation:
    """The operation. Raises InvalidSchema where its description contradicts itself."""
    if isinstance(read, Err):
        raise read.err()
    return read.ok()


def _ask(
    operation: Operation,
    mode: GenerationMode,
    examples: int,
    chance: int,
    address: str,
    session: requests.Session,
    known: Known,
    found: Found,
) -> None:
    @seed(chance)
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        case=operation.as_strategy(generation_mode=mode),
        really=st.sampled_from([True, False]),
        accept=st.sampled_from(_types(operation)),
    )
    def ask(case: Case[Any], really: bool, accept: str) -> None:
        try:
            if really:
                _fill(case, known)
            sent = _sent_file(case) if really else {}
            response = case.call(
                base_url=address, session=session, headers={"Accept": accept}, timeout=_NO_ANSWER, **sent
            )
        except requests.RequestException as none:
            found.fail(operation.label, "intet svar", f"{none!r}\n{case.as_curl_command()}")
            return
        found.statuses[response.status_code] += 1
        found.slowest = max(found.slowest, (response.elapsed, operation.label))
        try:
            case.validate_response(response, checks=_CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                found.fail(operation.label, failure.title, f"{failure.message}\n{case.as_curl_command()}")
        if mode.is_positive and _unreadable(response):
            found.fail(operation.label, "tilladt værdi afvist", f"{response.text}\n{case.as_curl_command()}")

    try:
        ask()
    except Unsatisfiable:
        return  # nothing can be forbidden where there are no parameters


def _types(operation: Operation) -> list[str]:
    """The types an answer may be asked for in."""
    types = [
        kind
        for status, answer in operation.definition.raw["responses"].items()
        if status.startswith("2")
        for kind in answer.get("content", {})
    ]
    return sorted({"*/*", *types})


def _fill(case: Case[Any], known: Known) -> None:
    """Name what is really there, in the parts of the request that are as they are allowed to be."""
    negated = {
        place for place, part in (case.meta.components if case.meta else {}).items() if part.mode.is_negative
    }
    for place, values in ((_IN_PATH, case.path_parameters), (_IN_QUERY, case.query), (_IN_BODY, case.body)):
        if place in negated or not isinstance(values, dict):
            continue
        for name in values:
            if (value := known.value(name, case.operation.method)) is not None:
                values[name] = value


def _sent_file(case: Case[Any]) -> dict[str, Any]:
    """A file that can be read, where one is asked for: made-up bytes hardly ever can."""
    if case.media_type != _FILES or case.meta is None or case.meta.generation.mode.is_negative:
        return {}
    if case.operation.path == _DOCUMENTS:
        return {"files": {"file": ("nord.md", agreement().encode())}}
    return {"files": {"file": ("takster.csv", b"region;aar;takst\nMidtjylland;2023;1.250,00\n")}}


def _unreadable(response: Response) -> bool:
    """Whether it was refused for its form, not for what it says."""
    if response.status_code in (405, 413, 415):
        return True
    return response.status_code in (400, 422) and response.json().get("code") in (
        "ulaeselig",
        "ugyldig_vaerdi",
    )


def figures(found: Found) -> list[Figure]:
    """What came of the requests, with one request that shows each kind of failure."""
    for kind, shown in sorted(found.failures.items()):
        print(f"{kind}\n{shown}\n")
    errors = sum(count for status, count in found.statuses.items() if status >= 500)
    seconds, where = found.slowest
    return [
        Figure("forespørgsler", f"{found.statuses.total()} til {found.operations} operationer"),
        Figure("udført", str(sum(count for status, count in found.statuses.items() if status < 300))),
        Figure("fejl i serveren", str(errors), "0", errors == 0),
        Figure("slags afvigelser fra beskrivelsen", str(len(found.failures)), "0", not found.failures),
        Figure("langsomste", f"{seconds:.1f} s, {where}"),
    ]


def measure() -> list[Figure]:
    """The whole description, with other requests each day."""
    chance = date.today().toordinal()
    with tempfile.TemporaryDirectory() as folder:
        Assistant.open(folder).close()
        found = asked(Path(folder), EXAMPLES, EXAMPLES, chance)
    return [*figures(found), Figure("begyndt med tallet", str(chance))]
