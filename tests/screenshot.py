"""The picture in README: `python -m tests.screenshot` asks a question of the shipped documents and keeps what is shown."""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from PIL import Image

from corpus import CORPUS
from eval.chromium import chromium
from eval.server import measured_server
from index.library import Library

PICTURE = Path(__file__).resolve().parent.parent / "api" / "web" / "screenshot.png"
MOST_BYTES = 150_000
_QUESTION = "Hvor meget må taksterne stige i Midtjylland i 2023?"


def take(data: Path, picture: Path = PICTURE) -> int:
    """Write the picture over a data folder: an answer, its disagreement, and its source beside it; its size in bytes."""
    with measured_server(data) as server, chromium() as browser:
        page = browser.new_page(
            base_url=server.address, locale="da-DK", viewport={"width": 1440, "height": 960}
        )
        page.set_default_timeout(60_000)
        page.goto("/")
        page.fill("#q", _QUESTION)
        page.keyboard.press("Enter")
        page.locator(".tur.ny .chip").first.click()
        page.locator("#rude mark").first.wait_for()
        page.evaluate("() => { document.activeElement.blur(); scrollTo(0, 0); }")
        page.screenshot(path=picture)
    with Image.open(picture) as taken:
        # Few colours are on the page; a palette of them is a quarter of the size.
        taken.convert("RGB").quantize(64, dither=Image.Dither.NONE).save(picture, optimize=True)
    return picture.stat().st_size


def main() -> None:
    """With a data folder as its argument, or one made anew."""
    with tempfile.TemporaryDirectory() as made:
        if len(sys.argv) > 1:
            data = Path(sys.argv[1])
        else:
            data = Path(made) / "data"
            with closing(Library.open(data)) as library:
                library.ingest([CORPUS / "documents"])
        size = take(data)
    print(f"{PICTURE}: {size} byte")
    if size > MOST_BYTES:
        raise SystemExit(f"Billedet fylder over {MOST_BYTES} byte.")


if __name__ == "__main__":
    main()
