"""Questions that wait for the model at the same moment, embedded in one call."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from index.embedding import Embedder, Vector

# One call holds the model for all its questions; more of them would make the first wait for the last.
MOST = 16


@dataclass
class _Waiting:
    """A question on its way; `turn` wakes its thread, to take the answer or to ask for the others."""

    text: str
    turn: threading.Event = field(default_factory=threading.Event)
    row: Vector | None = None
    fault: BaseException | None = None


class _Together:
    """Rows for texts, asked for one at a time by several threads and made together.

    A text that comes while the model is idle is embedded at once and alone. Those that come meanwhile wait for it and
    are then embedded together, by the thread of the first of them; no thread is kept for it.
    """

    def __init__(self, embed: Callable[[Sequence[str]], Sequence[Vector]]) -> None:
        self._embed = embed
        self._lock = threading.Lock()
        self.waiting: list[_Waiting] = []
        self._busy = False

    def row(self, text: str) -> Vector:
        own = _Waiting(text)
        with self._lock:
            self.waiting.append(own)
            follows, self._busy = self._busy, True
        if follows:
            own.turn.wait()
        if own.row is None and own.fault is None:
            self._ask()
        if own.fault is not None:
            raise own.fault
        assert own.row is not None
        return own.row

    def _ask(self) -> None:
        """Embed what waits, the caller's own text first, and let one of those that came meanwhile go on."""
        with self._lock:
            batch, self.waiting = self.waiting[:MOST], self.waiting[MOST:]
        try:
            texts = list(dict.fromkeys(each.text for each in batch))
            found = dict(zip(texts, self._embed(texts), strict=True))
            for each in batch:
                each.row = found[each.text]
        except BaseException as fault:  # whatever it is, no thread may be left waiting for ever
            for each in batch:
                each.fault = fault
        finally:
            with self._lock:
                following = self.waiting[0] if self.waiting else None
                self._busy = following is not None
            for each in batch[1:]:
                each.turn.set()
            if following is not None:
                following.turn.set()


class Batching:
    """An Embedder that asks the model for all questions waiting at that moment. Safe from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._asked = _Together(self._queries)
        self._compared = _Together(lambda texts: list(embedder.kindred(texts)))

    @property
    def model(self) -> str:
        return self._embedder.model

    @property
    def dimensions(self) -> int:
        return self._embedder.dimensions

    def passages(self, texts: Sequence[str]) -> Vector:
        return self._embedder.passages(texts)

    def queries(self, texts: Sequence[str]) -> Vector:
        return self._embedder.queries(texts)

    def query(self, text: str) -> Vector:
        return self._asked.row(text)

    def kindred(self, texts: Sequence[str]) -> Vector:
        return self._compared.row(texts[0])[None] if len(texts) == 1 else self._embedder.kindred(texts)

    def _queries(self, texts: Sequence[str]) -> Sequence[Vector]:
        return [self._embedder.query(texts[0])] if len(texts) == 1 else list(self._embedder.queries(texts))
