"""A day as it comes in: written out, never a number of seconds since 1970."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _written(value: object) -> object:
    if isinstance(value, date) or (isinstance(value, str) and _WRITTEN.fullmatch(value)):
        return value
    raise PydanticCustomError("date_type", "en dato som 2024-06-01")


Day = Annotated[date, BeforeValidator(_written)]
