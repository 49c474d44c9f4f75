"""What a rule returns, and the two ways it says that it cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Verdict = Literal["overholdt", "ikke_overholdt", "maal", "beregnet", "kan_ikke_afgoeres"]


class Source(NamedTuple):
    """A document id and an exact slice of that document's stored text."""

    document: str
    quote: str


class Figure(NamedTuple):
    """One computed value. `value` is unrounded; show it through `figures`."""

    name: str
    value: Decimal | str
    unit: str = ""


class Difference(NamedTuple):
    """Two sources, or two rules, that do not say the same."""

    about: str
    sources: tuple[Source, ...]


class TracePoint(NamedTuple):
    """One year of the picture; kroner, or index figures where only a change is known."""

    year: int
    rate: Decimal | None
    ceiling: Decimal | None


@dataclass(frozen=True, slots=True)
class Result:
    """A rule's verdict with all that a person needs to check it by hand."""

    rule: str
    title: str
    verdict: Verdict
    results: tuple[Figure, ...]
    inputs: Mapping[str, str]
    steps: tuple[str, ...]
    sources: tuple[Source, ...]
    assumptions: tuple[str, ...] = ()
    reservations: tuple[str, ...] = ()
    conflicts: tuple[Difference, ...] = ()
    trace: tuple[TracePoint, ...] = ()
    rules_version: str = ""
    trace_unit: str = field(default="kr.")


class RuleError(Exception):
    """A rule that cannot compute; the message is Danish and meant for the user."""


class NeedsInput(RuleError):
    """Figures are missing. `fields` maps the input's name to what it is and what is allowed."""

    def __init__(self, rule: str, fields: Mapping[str, str]) -> None:
        self.rule = rule
        self.fields = dict(fields)
        super().__init__(
            "Der mangler: " + "; ".join(f"{name} ({text})" for name, text in self.fields.items())
        )


class RuleInputError(RuleError):
    """An input that is impossible. Names the field, the value and what is allowed."""

    def __init__(self, field_name: str, value: object, allowed: str) -> None:
        self.field = field_name
        self.value = value
        self.allowed = allowed
        # Some of what is allowed is a sentence about the value already: "»abc« er ikke et beløb; skriv fx …".
        told = allowed if allowed.startswith("»") else f"»{value}« kan ikke bruges. Tilladt: {allowed}"
        super().__init__(f"{field_name}: {told}")


class RuleUnavailable(RuleError):
    """A rule that is unknown, or switched off because a quote of it is not in the loaded documents."""

    def __init__(self, rule: str, reason: str) -> None:
        self.rule = rule
        self.reason = reason
        super().__init__(f"Reglen {rule} kan ikke bruges: {reason}")
