"""The assistant as other Python programs use it: `from assistant import Assistant, Answer`.

Importing this package loads nothing; the names below are loaded when they are first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assistant.answer import Answer as Answer
    from assistant.answer import Citation as Citation
    from assistant.answer import Computation as Computation
    from assistant.assistant import Assistant as Assistant

_HOMES = {
    "Answer": "assistant.answer",
    "Assistant": "assistant.assistant",
    "Citation": "assistant.answer",
    "Computation": "assistant.answer",
}
__all__ = ["Answer", "Assistant", "Citation", "Computation"]


def __getattr__(name: str) -> Any:
    """Load one of the names above. Raises AttributeError for any other."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
