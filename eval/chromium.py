"""A real Chromium for measurements and tests, and the sentry that sees what a page must never do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright

CHROMIUM = os.environ.get("RAMMEAFTALE_CHROMIUM") or "/usr/bin/chromium"
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """One browser process. Raises Playwright's Error where there is none at CHROMIUM."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


def watch(page: Page, host: str, fault: Callable[[str], None], expected: Sequence[str] = ()) -> None:
    """Tell of every error in the console (a breach of the Content-Security-Policy is one), exception in a script,
    opened dialog and request to another host than `host`, but for those that contain one of the `expected` texts."""

    def told(text: str) -> None:
        if not any(known in text for known in expected):
            fault(text)

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            told(f"console: {message.text}")

    def dialog(opened: Dialog) -> None:
        told(f"dialog: {opened.message}")
        opened.dismiss()

    def request(made: Request) -> None:
        address = urlsplit(made.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != host:
            told(f"request to another host: {address.geturl()}")

    page.on("console", said)
    page.on("pageerror", lambda thrown: told(f"script: {thrown}"))
    page.on("dialog", dialog)
    page.on("request", request)
