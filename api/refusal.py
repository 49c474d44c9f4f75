"""What is said of a value that cannot be used, in Danish."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

_PLACES = ("body", "query", "path", "header")


class Refused(Exception):
    """A request that cannot be met: status, code and Danish sentence."""

    def __init__(self, status: int, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.code = code


def sentences(wrong: ValidationError) -> str:
    """All that is wrong, each thing once."""
    return " ".join(dict.fromkeys(map(sentence, wrong.errors())))


def sentence(error: Mapping[str, Any]) -> str:
    """A pydantic error in Danish."""
    field = _field(error["loc"])
    context = error.get("ctx") or {}
    match error["type"]:
        case "value_error" if "Expected UploadFile" in error["msg"]:
            return f"{field} skal være en fil."
        case "value_error":
            return str(context.get("error", "Værdien kan ikke bruges."))
        case "json_invalid":
            return "Indholdet er ikke gyldig JSON."
        case "missing":
            return f"{field} mangler."
        case "extra_forbidden":
            return f"{field} kendes ikke."
        case "string_too_short" | "too_short":
            return f"{field} er for kort; mindst {context.get('min_length')}."
        case "string_too_long" | "too_long":
            return f"{field} er for langt; højst {context.get('max_length')}."
        case "uuid_parsing" | "uuid_type":
            return f"{field} er ikke et id."
        case "literal_error" | "enum":
            return f"{field} skal være en af: {context.get('expected', '')}."
        case "greater_than_equal":
            return f"{field} skal være mindst {context.get('ge')}."
        case kind if kind.startswith("date"):
            return f"{field} skal være en dato som 2024-06-01."
        case kind if kind.startswith("int"):
            return f"{field} skal være et helt tal."
        case kind if kind.startswith("bool"):
            return f"{field} skal være true eller false."
        case kind if kind.startswith("string"):
            return f"{field} skal være en tekst i den rette form."
    return f"{field} har en værdi, der ikke kan bruges."


def _field(place: Sequence[str | int]) -> str:
    # Where the value came in is no name of a field; a field may well be called "query".
    inside = place[1:] if place and place[0] in _PLACES and (len(place) > 1 or place[0] == "body") else place
    names = [str(part) for part in inside]
    return f"Feltet »{'.'.join(names)}«" if names else "Indholdet"
