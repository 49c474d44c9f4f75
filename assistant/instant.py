"""A moment as it leaves the program: in UTC and said so, where the tables keep it without a zone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


Instant = Annotated[datetime, AfterValidator(_in_utc)]
