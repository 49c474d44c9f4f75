"""Work that is done once more where the search views were replaced under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from index.errors import StaleView

T = TypeVar("T")


def once_more(work: Callable[..., T], *args: object) -> T:
    """Do it, and again with the new views when another machine took the former away meanwhile.

    Nothing is written before all searching is done, so nothing is kept twice.
    """
    try:
        return work(*args)
    except StaleView:
        return work(*args)
