"""Every payload in every place where a page shows what somebody wrote, in a real Chromium: none may run.

`python -m eval.torture xss` writes 200 payloads as questions, conversation titles, remarks, figures, into documents, their
titles, file names and metadata, into the cells of a rate list and into the address of every page that searches,
and opens the pages. What counts: a dialog, an error in the console (a breach of the Content-Security-Policy is one),
an exception, a request to another host.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from playwright.sync_api import Browser, Page

from corpus import CORPUS
from eval.chromium import chromium, watch
from eval.figures import Figure
from eval.server import measured_server
from eval.torture.xss_payloads import PAYLOADS
from index.library import Library
from ingest.errors import clean_name

_PER_PAGE = 20
# So many payloads share an address; the server takes questions of a comparison in numbers.
_SHARED = 5
_NOT_IN_NAMES = re.compile(r"[/\x00-\x1f]")
CEILING = "/takst-tjek/regel/hovedstaden.prisloft"


@dataclass
class Sentry:
    """A page that is watched: `place` is where the payloads are being tried, `seen` what happened there."""

    page: Page
    place: str = ""
    opened: int = 0
    seen: list[str] = field(default_factory=list)

    def open(self, address: str) -> None:
        self.page.goto(address, wait_until="load")
        self.opened += 1
        # What waits for a pointer or for the focus gets both.
        self.page.mouse.move(300, 400)
        self.page.keyboard.press("Tab")

    def fault(self, text: str) -> None:
        self.seen.append(f"{self.place}: {text}")


@contextmanager
def sentry(browser: Browser, address: str) -> Iterator[Sentry]:
    """A page at 1280 px on a server; a refusal of what was sent (4xx) is no fault."""
    context = browser.new_context(
        base_url=address,
        locale="da-DK",
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(30_000)
    watched = Sentry(context.new_page())
    watch(watched.page, urlsplit(address).netloc, watched.fault, ["status of 4"])
    yield watched
    context.close()


def sees(watched: Sentry) -> bool:
    """Whether the sentry sees a script that does run; where it does not, it proves nothing."""
    watched.page.goto("about:blank")
    before = len(watched.seen)
    watched.page.set_content("<img src='data:,' onerror='alert(1)'>")
    watched.page.wait_for_timeout(200)
    found = len(watched.seen) > before
    del watched.seen[before:]
    return found


def write_documents(folder: Path, payloads: Sequence[str]) -> None:
    """A file for each payload: its name, title, kind, standing, note and text are all hostile."""
    folder.mkdir()
    known = []
    for n, payload in enumerate(payloads):
        html = n % 4 == 3
        name = file_name(n, payload, ".html" if html else ".md" if n % 2 else ".txt")
        text = f"Rammeaftale {n}\n\n## Takster {payload}\n\n{payload}\n\nTaksten for Solgården nummer {n} {payload} udgør {n} kr."
        if html:
            text = f"<html><head><title>{payload}</title></head><body><h1>{payload}</h1><p>{text}</p><p>{_escaped(text)}</p></body></html>"
        (folder / name).write_text(text, encoding="utf-8")
        fields = {
            "id": f"proeve-{n}",
            "title": payload,
            "kind": payload,
            "standing": payload,
            "note": payload,
        }
        lines = "\n".join(f"{key} = {json.dumps(value)}" for key, value in fields.items())
        known.append(f"[[file]]\nfile = {json.dumps(clean_name(name))}\n\n[[file.parts]]\n{lines}\n")
    (folder / "sources.toml").write_text("\n".join(known), encoding="utf-8")


def file_name(number: int, payload: str, suffix: str) -> str:
    """The payload as far as a file can be called so."""
    return f"{_NOT_IN_NAMES.sub('_', payload)[:60]} {number}{suffix}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def try_questions(watched: Sentry, payloads: Sequence[str]) -> None:
    """Asked by the page's own script, shown again on reload, copied, remarked on; then the list of what went wrong."""
    page = watched.page
    for at in range(0, len(payloads), _PER_PAGE):
        watched.open("/")
        for n, payload in enumerate(payloads[at : at + _PER_PAGE], 1):
            page.fill("#q", f"Hvem er formand for KKR Midtjylland? {payload}")
            page.keyboard.press("Enter")
            page.wait_for_function("n => document.querySelectorAll('.tur.ny').length >= n", arg=n)
        turn = page.locator(".tur").last
        turn.locator("[data-kopier]").click()
        turn.locator(".vurder summary").click()
        turn.locator("textarea[name=bemaerkning]").fill(payloads[at])
        turn.locator(".vurderform button").click()
        page.wait_for_timeout(100)
        watched.open(page.url)
        watched.open("/drift")


def try_titles(watched: Sentry, payloads: Sequence[str]) -> None:
    """As the titles of conversations, in the list, beside the chat and as the title of a waiting conversation."""
    request = watched.page.request
    for payload in payloads:
        made = request.post("/api/conversations", data={"title": payload}).json()
        watched.open(f"/samtale/{made['id']}")
    watched.open("/samtaler")
    watched.open("/")


def try_documents(watched: Sentry, payloads: Sequence[str]) -> None:
    """The documents of `write_documents`: read, searched, corrected, compared, asked about, with citations opened."""
    for n in range(len(payloads)):
        where = f"/dokument/proeve-{n}"
        for page in (where, f"{where}/virkning", f"{where}/ret", f"{where}/fjern"):
            watched.open(page)
    watched.open("/dokumenter")
    watched.open("/hjaelp")
    watched.open("/drift?efterse=1")
    for n in range(0, len(payloads), 10):
        watched.open(
            f"/?{urlencode({'q': f'Hvad er taksten for Solgården nummer {n}?', 'dokument': f'proeve-{n}'})}"
        )
        chips = watched.page.locator(".chip")
        if chips.count():
            chips.first.hover()
            chips.first.click()
            watched.page.wait_for_timeout(200)
        other = (n + 1) % len(payloads)
        watched.open(f"/sammenlign/forskel?a=proeve-{n}&b=proeve-{other}")
        watched.open(f"/sammenlign?emne=overhead&dokument=proeve-{n}&dokument=proeve-{other}")


def try_rate_lists(watched: Sentry, payloads: Sequence[str]) -> None:
    """In every cell and header of a list, and as the name of its file."""
    page = watched.page
    for at in range(0, len(payloads), _PER_PAGE):
        some = payloads[at : at + _PER_PAGE]
        rows = io.StringIO()
        writer = csv.writer(rows, delimiter=";")
        writer.writerow(["Tilbud", "Region", "År", "Basistakst", "Takst", "PL i alt", *some[:2]])
        for n, payload in enumerate(some):
            good = [payload, "Midtjylland", "2022", "1.450,00", "1.400,00", "", "", ""]
            if n % 2:
                good[1 + n // 2 % 5] = payload
            writer.writerow(good)
        watched.open("/takst-tjek/liste")
        name = file_name(at, some[0], ".csv")
        page.set_input_files(
            "#file", {"name": name, "mimeType": "text/csv", "buffer": rows.getvalue().encode()}
        )
        page.locator("#listeform button[type=submit]").click()
        page.wait_for_url(re.compile(r"/takst-tjek/liste(/.+)?$"))
        for part in page.locator("details summary").all():
            part.click()
        watched.open(
            f"{page.url.split('#')[0]}?{urlencode({'soeg': some[0], 'sorter': some[1], 'resultat': some[2]})}"
        )


def try_addresses(watched: Sentry, payloads: Sequence[str]) -> None:
    """In the address of every page that searches or computes."""
    for payload in payloads:
        typed = quote(payload, safe="")
        for address in (
            f"/samtaler?soeg={typed}",
            f"/ordliste?search={typed}",
            f"/dokument/midt-rammeaftale-2023-24?q={typed}",
            f"/dokumenter?dato={typed}&fjernet={typed}",
            f"{CEILING}?basistakst={typed}&takst={typed}&aar={typed}&pl_pct={typed}&art={typed}&beregn=1",
            f"/takst-tjek?region={typed}",
            f"/?q={typed}&region={typed}&dokument={typed}&dato={typed}&samtale={typed}",
        ):
            watched.open(address)
    for at in range(0, len(payloads), _SHARED):
        some = payloads[at : at + _SHARED]
        watched.open(f"/sammenlign?{urlencode([('emne', 'overhead'), *(('spoerg', each) for each in some)])}")
        one, other = some[0], some[-1]
        watched.open(f"/sammenlign?{urlencode({'emne': one, 'region': one, 'dokument': one})}")
        watched.open(f"/sammenlign/forskel?{urlencode({'a': one, 'b': other})}")
        watched.open(f"/findes-ikke/{quote(one, safe='')}?x={quote(other, safe='')}")


PLACES: dict[str, Callable[[Sentry, Sequence[str]], None]] = {
    "spørgsmål og bemærkninger": try_questions,
    "samtaletitler": try_titles,
    "dokumenter, titler, filnavne og metadata": try_documents,
    "takstlister": try_rate_lists,
    "adresser": try_addresses,
}


def run(payloads: Sequence[str] = PAYLOADS, library_of: Path | None = None) -> tuple[list[Figure], list[str]]:
    """Try them all; the figures, and everything that was seen.

    The hostile documents stand beside the shipped ones; `library_of` is a data folder that holds those already.
    """
    with tempfile.TemporaryDirectory() as made:
        data, files = Path(made) / "data", Path(made) / "filer"
        write_documents(files, payloads)
        if library_of is not None:
            shutil.copytree(library_of, data)
        with closing(Library.open(data)) as library:
            report = library.ingest([files] if library_of else [CORPUS / "documents", files])
        figures = [Figure("skadelige tekster", f"{len(payloads)}")]
        figures.append(Figure("afviste filer", f"{len(report.failed)}", "0", not report.failed))
        seen: list[str] = []
        with measured_server(data) as server, chromium() as browser:
            with sentry(browser, server.address) as watched:
                alive = sees(watched)
            figures.append(Figure("vagten ser et script, der kører", "ja" if alive else "nej", "ja", alive))
            for place, tried in PLACES.items():
                with sentry(browser, server.address) as watched:
                    watched.place = place
                    tried(watched, payloads)
                figures.append(
                    Figure(
                        f"kørt eller hentet udefra i {place}",
                        f"{len(watched.seen)} på {watched.opened} sider",
                        "0",
                        not watched.seen,
                    )
                )
                seen += watched.seen
    return figures, seen


def measure() -> list[Figure]:
    """All payloads in all places."""
    figures, seen = run()
    for line in list(dict.fromkeys(seen))[:20]:
        print(line)
    return figures
