"""The page Spørg in a real browser: asked, read, corrected, exported; by mouse, by keyboard, without scripts."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import violations


def test_the_first_page_is_accessible(page: Page) -> None:
    page.goto("/")
    assert violations(page) == []
