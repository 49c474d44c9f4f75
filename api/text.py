"""Text from outside made safe to store: no control characters, no half characters, no NUL."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_core import PydanticCustomError

# Direction marks can make a text read differently from what it says.
_DIRECTION = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)])


def cleaned(text: str) -> str:
    """The text with line ends as \\n, other control characters as blanks, half characters and marks gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_DIRECTION)
    kept = (
        " " if unicodedata.category(sign) == "Cc" and sign not in "\n\t" else sign
        for sign in text
        if unicodedata.category(sign) != "Cs"
    )
    return "".join(kept).strip()


def one_line(text: str) -> str:
    """The same on one line, white space folded."""
    return " ".join(cleaned(text).split())


def _clean(value: object) -> object:
    return cleaned(value) if isinstance(value, str) else value


def _fold(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _not_empty(value: str) -> str:
    if not value:
        raise ValueError("Skriv et spørgsmål.")
    return value


def _at_most(most: int) -> BeforeValidator:
    """The length as it is sent, which is what the description of the API bounds; a line end of a form counts once."""

    def check(value: object) -> object:
        if isinstance(value, str) and len(value.replace("\r\n", "\n")) > most:
            raise PydanticCustomError("string_too_long", "for langt", {"max_length": most})
        return value

    return BeforeValidator(check)


# Something must be left to read. It stands in the description of the API alone: each has a sentence of its own.
_READABLE = {"pattern": r"[^\s\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]"}
Question = Annotated[
    str,
    BeforeValidator(_clean),
    _at_most(4000),
    AfterValidator(_not_empty),
    Field(
        max_length=4000,
        description="Spørgsmålet, 1 til 4.000 tegn",
        examples=["Hvem er formand for KKR Midtjylland?"],
        json_schema_extra={"minLength": 1, **_READABLE},
    ),
]
Line = Annotated[str, BeforeValidator(_fold), _at_most(300), Field(max_length=300)]
Name = Annotated[
    str,
    BeforeValidator(_fold),
    _at_most(300),
    Field(min_length=1, max_length=300, json_schema_extra=_READABLE),
]
Remark = Annotated[str, BeforeValidator(_clean), _at_most(4000), Field(max_length=4000)]
