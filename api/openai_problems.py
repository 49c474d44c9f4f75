"""Errors under /v1 in the form that OpenAI's clients read."""

from __future__ import annotations

from typing import Any

from api.refusal import Refused

PREFIX = "/v1/"


class NotOffered(Refused):
    """A request for something that this endpoint does not do; `param` names the field."""

    def __init__(self, param: str, sentence: str, status: int = 400, code: str = "ikke_muligt") -> None:
        super().__init__(status, code, sentence)
        self.param = param


def problem_body(
    path: str, status: int, code: str, sentence: str, param: str | None = None
) -> dict[str, Any]:
    """The body of an error answered to a request for `path`."""
    if not path.startswith(PREFIX):
        return {"detail": sentence, "code": code}
    kind = "server_error" if status >= 500 else "invalid_request_error"
    return {"error": {"message": sentence, "type": kind, "param": param, "code": code}}


def problem_status(path: str, status: int) -> int:
    """The status to answer with: OpenAI's clients know an invalid value as 400."""
    return 400 if status == 422 and path.startswith(PREFIX) else status
