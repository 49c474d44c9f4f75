"""What reading one file may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Upper bounds for one file. Bytes, pages, seconds and characters, as the names say.

    Memory, CPU and wall time bound the process that runs a parser (PDF, DOCX, HTML).
    """

    max_bytes: int = 50_000_000
    max_pages: int = 2_000
    memory_bytes: int = 1_000_000_000
    cpu_seconds: int = 60
    # Less than the 90 s that a file may cost: what was read is structured after it.
    wall_seconds: float = 70.0
    max_unpacked_bytes: int = 200_000_000
    max_text_chars: int = 20_000_000
