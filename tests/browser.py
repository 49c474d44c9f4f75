"""A real browser on a real server, for tests of the pages (tests/test_browser_*.py).

    def test_something(page: Page) -> None:
        page.goto("/")
        assert violations(page) == []

`page` is a fresh context at 1280 px; `open_page(width=360, dark=True, scripts=False)` makes others. Whatever goes
wrong unseen fails the test: an error in the console (a breach of the Content-Security-Policy is one), an exception
in a script, an opened dialog, a request to another host. A test that provokes an error names it:
`open_page(expected=["status of 422"])`.

Nothing here may hang on how fast the machine is. What is pressed does not wait for what it leads to: press what leads
to another page within `next_page(page)`, and read what a script or a server changes with `expect(…)`, which tries again.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from eval.chromium import CHROMIUM, watch
from eval.chromium import chromium as started

if TYPE_CHECKING:
    from tests.conftest import Server

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280, 1920)

# Long after a busy machine would have been done: only what never comes is waited for so long.
_MOST_MS = 60_000
expect.set_options(timeout=_MOST_MS)

OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # For a module, not the session: Playwright's loop would count as running in the tests of other modules.
    with started() as browser:
        yield browser


@pytest.fixture
def open_page(chromium: Browser, server: Server) -> Iterator[OpenPage]:
    """Opens a page in a context of its own: width in CSS pixels, dark colours, scripts or a finger or not, another server."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(
        width: int = 1280,
        height: int = 900,
        dark: bool = False,
        scripts: bool = True,
        touch: bool = False,
        expected: Sequence[str] = (),
        at: Server | None = None,
    ) -> Page:
        address = (at or server).address
        context = chromium.new_context(
            base_url=address,
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            has_touch=touch,
            reduced_motion="reduce",
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            accept_downloads=True,
        )
        contexts.append(context)
        context.set_default_timeout(_MOST_MS)
        page = context.new_page()
        watch(page, urlsplit(address).netloc, faults.append, expected)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page at 1280 px on the session's server."""
    return open_page()


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """What is pressed within leads to another page; goes on when that page is there whole and its scripts have run."""
    with page.expect_navigation():
        yield


@cache
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds wrong (WCAG 2.2 A and AA, best practice): rule, element and reason, one line each."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found = page.evaluate(
        """async ([within, rules]) => {
          const result = await axe.run(within ?? document, { runOnly: rules, resultTypes: ["violations"] });
          return result.violations.flatMap((rule) => rule.nodes.map(
            (node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replace(/\\s+/g, " ")}`));
        }""",
        [within, _RULES],
    )
    return [str(line) for line in found]


def overflow(page: Page) -> int:
    """How many CSS pixels the page is wider than its window; 0 where nothing must be scrolled sideways."""
    return int(
        page.evaluate("() => document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


# --- without a browser ---------------------------------------------------------------------------------


def _missing() -> bool:
    return shutil.which(CHROMIUM) is None


def pytest_configure() -> None:
    if _missing() and os.environ.get("RAMMEAFTALE_BROWSER") == "required":
        raise pytest.UsageError(
            f"Der er ingen browser på {CHROMIUM}, og RAMMEAFTALE_BROWSER=required kræver den. "
            "Installér Debians pakke chromium, eller sæt RAMMEAFTALE_CHROMIUM til en anden Chromium."
        )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _missing():
        browsing = [item for item in items if item.path.name.startswith("test_browser_")]
        items[:] = [item for item in items if item not in browsing]
        config.hook.pytest_deselected(items=browsing)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if _missing():
        terminalreporter.write_line(
            f"Sprunget over: sidernes test i en browser (tests/test_browser_*.py). Der er ingen på {CHROMIUM}; "
            "installér Debians pakke chromium for at køre dem.",
            yellow=True,
        )
