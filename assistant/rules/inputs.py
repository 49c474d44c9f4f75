"""The input types of the rules: Danish text or plain numbers in, Decimal, year, date span and yes/no out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema

from assistant.rules.figures import DateSpan, amount, date_span, percent, yes_no
from assistant.rules.result import NeedsInput, RuleInputError

MAX_AMOUNT = Decimal(10**12)
# Less than an øre, or than a hundredth, is no figure of a rate; and a quotient by it would have no end.
LEAST = Decimal("0.01")


def _positive(value: Decimal) -> Decimal:
    if not LEAST <= value <= MAX_AMOUNT:
        raise ValueError("et beløb over 0 kr. (mindst 1 øre) og højst 1.000 mia. kr.")
    return value


def _not_negative(value: Decimal) -> Decimal:
    if not 0 <= value <= MAX_AMOUNT:
        raise ValueError("et beløb på 0 kr. eller mere og højst 1.000 mia. kr.")
    return value


def _share(value: Decimal) -> Decimal:
    if not 0 <= value <= 100:
        raise ValueError("en procent fra 0 til 100")
    return value


def _occupancy(value: Decimal) -> Decimal:
    if not LEAST <= value <= 100:
        raise ValueError("en belægning over 0 (mindst 0,01) og højst 100 pct.")
    return value


def _change(value: Decimal) -> Decimal:
    if not -100 < value <= 1000:
        raise ValueError("en ændring over -100 og højst 1.000 pct.; et fald skrives med minus")
    return value


def _projection(value: Decimal) -> Decimal:
    if not -50 < value < 100:
        raise ValueError(
            "en fremskrivning over -50 og under 100 pct.; skriv stigningen (fx 5), ikke indekset (105)"
        )
    return value


def _year(value: object) -> int:
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"(?:19|20)\d\d", text):
        raise ValueError("et årstal med fire cifre, fx 2022")
    return int(text)


def _count(value: object) -> Decimal:
    result = amount(value)
    if not LEAST <= result <= 10**7:
        raise ValueError("et antal over 0 (mindst 0,01) og højst 10.000.000")
    return result


def _population(value: object) -> int:
    result = amount(value)
    if result != result.to_integral_value() or not 0 < result <= 10**8:
        raise ValueError("et helt antal indbyggere over 0")
    return int(result)


def _listed(value: object) -> object:
    """ "75-50-25" or "75; 50; 25" as a list; anything else unchanged."""
    if not isinstance(value, str):
        return value
    return [part.strip() for part in re.split(r"\s*[;/]\s*|\s*[-–]\s*(?=\d)", value.strip()) if part.strip()]


def _parts(value: object) -> object:
    """ "1 mio. kr.; 600.000 kr." as a list; anything else unchanged."""
    if not isinstance(value, str) or ";" not in value:
        return value
    return [part.strip() for part in value.split(";") if part.strip()]


def _pairs(value: object) -> object:
    """ "2020: 2; 2021: 1,5" as a mapping; anything else unchanged."""
    if not isinstance(value, str):
        return value
    pairs = [re.split(r"\s*[:=]\s*", part.strip(), maxsplit=1) for part in value.split(";") if part.strip()]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError("par med kolon og semikolon, fx 2020: 2; 2021: 1,5")
    return {pair[0]: pair[1] for pair in pairs}


def _schema(kind: list[str] | str, example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": kind, "examples": [example]})


def _decimal(read: Callable[[object], Decimal], check: Callable[[Decimal], Decimal], example: str) -> Any:
    return (BeforeValidator(read), AfterValidator(check), _schema(["string", "number"], example))


Kroner = Annotated[Decimal, *_decimal(amount, _positive, "1.800,00 kr.")]
KronerOrZero = Annotated[Decimal, *_decimal(amount, _not_negative, "800.000 kr.")]
Share = Annotated[Decimal, *_decimal(percent, _share, "75 pct.")]
Occupancy = Annotated[Decimal, *_decimal(percent, _occupancy, "95 pct.")]
Change = Annotated[Decimal, *_decimal(percent, _change, "-2,5 pct.")]
Projection = Annotated[Decimal, *_decimal(percent, _projection, "5 pct.")]
Listed = BeforeValidator(_listed)
Parts = BeforeValidator(_parts)
Pairs = BeforeValidator(_pairs)
Overhead = Annotated[Decimal, *_decimal(percent, _not_negative, "6 pct.")]
Count = Annotated[Decimal, BeforeValidator(_count), _schema(["string", "number"], "20")]
Population = Annotated[int, BeforeValidator(_population), _schema(["string", "integer"], "60.000")]
Year = Annotated[int, BeforeValidator(_year), _schema(["integer", "string"], "2022")]
Span = Annotated[DateSpan, BeforeValidator(date_span), _schema("string", "1. juli 2022")]
YesNo = Annotated[bool, BeforeValidator(yes_no), _schema(["boolean", "string"], "ja")]


class RuleInputs(BaseModel):
    """Base of every rule's inputs; an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


_Model = TypeVar("_Model", bound=RuleInputs)


def read_inputs(rule: str, model: type[_Model], given: Mapping[str, Any]) -> _Model:
    """The validated inputs. An empty value counts as not given. Raises NeedsInput and RuleInputError."""
    present = {k: v for k, v in given.items() if v is not None and not (isinstance(v, str) and not v.strip())}
    try:
        return model.model_validate(present)
    except ValidationError as error:
        wrong = [e for e in error.errors() if e["type"] != "missing"]
        if not wrong:
            fields = {
                str(e["loc"][0]): model.model_fields[str(e["loc"][0])].description or ""
                for e in error.errors()
            }
            raise NeedsInput(rule, fields) from error
        first = wrong[0]
        name = str(first["loc"][0]) if first["loc"] else rule
        raise RuleInputError(
            _path(first["loc"]) or rule, _shown(first["input"]), _allowed(first, model, name)
        ) from error


def _path(loc: tuple[int | str, ...]) -> str:
    # pydantic also names the branch of a union, "tuple[…]" or "function-after[…]"; the user knows only fields
    return ".".join(str(part) for part in loc if "[" not in str(part))


def _shown(value: object) -> str:
    return str(value)[:200]


def _allowed(error: Any, model: type[RuleInputs], name: str) -> str:
    if error["type"] == "extra_forbidden":
        return "kun felterne " + ", ".join(model.model_fields)
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])[:300]
    field = model.model_fields.get(name)
    return field.description if field and field.description else "se reglens felter"
