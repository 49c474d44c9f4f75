"""How soon the page Spørg is there and begins to answer, as a person with a browser meets it.

`python -m eval.bench page` opens the first page in a real Chromium with an empty cache, again and again, and asks:
the first contentful paint, all bytes transferred, and from the key press to the first words of the answer.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Request

from corpus import CORPUS
from eval.chromium import chromium, watch
from eval.figures import Figure
from eval.server import dev_questions, measured_server
from index.library import Library

_PAINTED = """() => new Promise((done) => new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (entry.name === "first-contentful-paint") done(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""
# From the press of Enter until the streamed answer has words; what replaces it when it is whole counts as well.
_ASKED = """(question) => new Promise((done) => {
  const field = document.getElementById("q");
  const talk = document.getElementById("samtale");
  const turns = talk.querySelectorAll(".tur").length;
  let begun = 0;
  new MutationObserver((_, watching) => {
    const turn = talk.querySelectorAll(".tur")[turns];
    if (!turn?.querySelector(".svar, .beregning")?.textContent.trim()) return;
    watching.disconnect();
    done(performance.now() - begun);
  }).observe(talk, { childList: true, subtree: true, characterData: true });
  field.value = question;
  begun = performance.now();
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
})"""


def first_page(browser: Browser, address: str, faults: list[str]) -> tuple[float, int]:
    """First contentful paint in milliseconds, and bytes transferred with headers, without anything in the cache."""
    context = browser.new_context(base_url=address, locale="da-DK")
    page = context.new_page()
    watch(page, urlsplit(address).netloc, faults.append)
    made: list[Request] = []
    page.on("requestfinished", lambda request: made.append(request))
    page.goto("/", wait_until="networkidle")
    painted = float(page.evaluate(_PAINTED))
    sizes = [request.sizes() for request in made]
    context.close()
    return painted, sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def first_words(page: Page, question: str) -> float:
    """Milliseconds from asking to the first words of the answer; goes on when the answer is whole."""
    turns = page.locator(".tur.ny").count()
    waited = float(page.evaluate(_ASKED, question))
    page.wait_for_function("n => document.querySelectorAll('.tur.ny').length > n", arg=turns)
    return waited


def measured(data: Path, runs: int, questions: Sequence[str]) -> list[Figure]:
    """The figures over a data folder, of so many first pages and one answer to each question."""
    faults: list[str] = []
    with measured_server(data) as server, chromium() as browser:
        # The first page of a new browser process pays for its start; nobody's browser is new each time.
        first_page(browser, server.address, faults)
        pages = [first_page(browser, server.address, faults) for _ in range(runs)]
        page = browser.new_page(base_url=server.address)
        words = []
        for question in questions:
            page.goto("/")
            words.append(first_words(page, question))
    paints, sizes = [paint for paint, _ in pages], [size for _, size in pages]
    return [
        *_times("første indhold vist", paints, 1_000),
        Figure(
            "overført på første side", f"{max(sizes) / 1_000:.0f} kB", "under 150 kB", max(sizes) < 150_000
        ),
        *_times("første ord af svaret", words, 300),
        Figure("fejl i siden eller hentet udefra", f"{len(faults)}", "0", not faults),
    ]


def _times(name: str, found: Sequence[float], goal: int) -> list[Figure]:
    return [
        Figure(
            f"{name}, median af {len(found)}",
            f"{median(found):.0f} ms",
            f"under {goal} ms",
            median(found) < goal,
        ),
        Figure(f"{name}, langsomst", f"{max(found):.0f} ms"),
    ]


def measure() -> list[Figure]:
    """20 first pages and 40 answers, on the shipped documents."""
    with tempfile.TemporaryDirectory() as made:
        data = Path(made) / "data"
        with closing(Library.open(data)) as library:
            library.ingest([CORPUS / "documents"])
        return measured(data, 20, dev_questions()[:40])
