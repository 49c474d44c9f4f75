"""A data folder of the five shipped files, for the parts that measure the running product."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eval.speed import run


@contextmanager
def shipped_data() -> Iterator[Path]:
    """A new folder with the five files taken in; gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        run(folder, "ingest")
        yield Path(folder)
