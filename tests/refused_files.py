"""Files to read and what is said of one that is refused, for the tests of reading."""

from __future__ import annotations

import random

import pytest

from eval.torture.crafted import text_pdf, word_of
from ingest.errors import CODES, IngestError
from ingest.reading import Limits, read_bytes

# Never reached by what is read or refused for what it holds, however busy the machine.
LIMITS = Limits(cpu_seconds=20, wall_seconds=300)
PDF = text_pdf("Rammeaftale 2023-24", "Side to")
DOCX = word_of("Rammeaftale 2023-24", "Andet afsnit")
NOISE = random.Random(7).randbytes(5000)


def refusal(data: bytes, name: str, limits: Limits = LIMITS) -> IngestError:
    """What is said of a file that is refused: always in one line, a sentence that begins with the file's name."""
    with pytest.raises(IngestError) as caught:
        read_bytes(data, name, limits)
    error = caught.value
    assert error.code in CODES and error.file in str(error)
    assert str(error).startswith("»") and str(error).endswith(".") and "\n" not in str(error)
    return error
