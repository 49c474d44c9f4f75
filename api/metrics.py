"""What the server counts and measures of itself, for /metrics. Every label has few values, none from a user."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)

from index.stages import Work

# A line more for each series that says when it began: the process's own start tells as much.
disable_created_metrics()  # type: ignore[no-untyped-call]  # prometheus_client gives it no type
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
# Answered without what was asked for; an error's status is a refusal of its own.
_REFUSING = frozenset({"not_found", "needs_input"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_MOMENTS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)


@dataclass(frozen=True)
class IndexState:
    """The index in use: its generation's name, when it was built (seconds since 1970; 0 unknown), what it holds."""

    generation: str
    built: float
    documents: int
    passages: int


class Metrics:
    """One for each application. Safe from several threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "rammeaftale_requests",
            "Requests by route, method and status",
            ("route", "method", "status"),
            registry=self.registry,
        )
        self._seconds = self._histogram(
            "rammeaftale_request_seconds", "From the request to the end of its answer", _SECONDS, ("route",)
        )
        self._stages = self._histogram(
            "rammeaftale_stage_seconds",
            "Each stage of an answer, without those inside it",
            _SECONDS,
            ("stage",),
        )
        self._answers = Counter(
            "rammeaftale_answers", "Answers by status", ("status",), registry=self.registry
        )
        self._refusals = Counter(
            "rammeaftale_refusals",
            "What was asked and not given: the answer's status, or the error's",
            ("kind",),
            registry=self.registry,
        )
        self._waited = self._histogram(
            "rammeaftale_queue_wait_seconds", "Before a thread took the request", _SECONDS
        )
        self._lag = self._histogram(
            "rammeaftale_event_loop_lag_seconds", "How late the event loop came back", _MOMENTS
        )
        self._generation = Gauge(
            "rammeaftale_index_info", "The index in use", ("generation",), registry=self.registry
        )
        self._built = self._gauge("rammeaftale_index_built_timestamp_seconds", "When the index was built")
        self._documents = self._gauge("rammeaftale_index_documents", "Documents in the index")
        self._passages = self._gauge("rammeaftale_index_passages", "Passages in the index")

    def watch_queue(self, waiting: Callable[[], int], taken: Callable[[], int]) -> None:
        """Where the length of the queue, and of the queue and what is under way, are read."""
        self._gauge("rammeaftale_queue_length", "Requests that no thread has taken").set_function(waiting)
        self._gauge("rammeaftale_queue_taken", "Requests waiting and under way").set_function(taken)

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """A request that was answered; `route` is its template, such as /api/documents/{document_id}."""
        method = method if method in _METHODS else "other"
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)
        if status >= 400:
            self._refusals.labels(str(status)).inc()

    def work(self, done: Work) -> None:
        """A piece of work that ended."""
        self._waited.observe(done.waited)
        for stage, seconds in done.seconds.items():
            self._stages.labels(stage).observe(seconds)
        for status in done.outcomes:
            self._answers.labels(status).inc()
            if status in _REFUSING:
                self._refusals.labels(status).inc()

    def lag(self, seconds: float) -> None:
        """The event loop came back so much later than it was asked to."""
        self._lag.observe(seconds)

    def text(self, index: IndexState | None) -> bytes:
        """Everything in the text format of Prometheus."""
        if index is not None:
            # The label of a generation that is gone would stay for ever.
            self._generation.clear()
            self._generation.labels(index.generation).set(1)
            self._built.set(index.built)
            self._documents.set(index.documents)
            self._passages.set(index.passages)
        return generate_latest(self.registry)

    def _histogram(
        self, name: str, what: str, buckets: tuple[float, ...], labels: tuple[str, ...] = ()
    ) -> Histogram:
        return Histogram(name, what, labels, registry=self.registry, buckets=buckets)

    def _gauge(self, name: str, what: str) -> Gauge:
        return Gauge(name, what, registry=self.registry)
