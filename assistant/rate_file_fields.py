"""The fields of a row of a rate list, as the rate rules ask for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.rate_file_columns import Columns
from assistant.rate_region import regions_in
from assistant.rules.figures import FigureError, amount
from assistant.rules.inputs import LEAST, MAX_AMOUNT
from assistant.rules.parameters import Parameters
from assistant.rules.registry import find_rule
from ingest.regions import Regions

_SHORT = {
    "midt": "Midtjylland", "rm": "Midtjylland", "hovedstad": "Hovedstaden", "h": "Hovedstaden",
    "rh": "Hovedstaden", "syd": "Syddanmark", "nord": "Nordjylland",
}  # fmt: skip
_ARTS = {
    "takst": "takst", "udgift_pr_dag": "udgift_pr_dag", "udgift pr. dag": "udgift_pr_dag",
    "udgift pr dag": "udgift_pr_dag", "udgift": "udgift_pr_dag",
}  # fmt: skip


class RowFields:
    """Reads rows below the headers of one list."""

    def __init__(self, parameters: Parameters, columns: Columns, regions: Regions) -> None:
        self._parameters = parameters
        self._columns = columns
        self._regions = regions

    def values(self, cells: Sequence[Any]) -> dict[str, Any]:
        """The row's fields as they stand, empty ones left out."""
        values: dict[str, Any] = dict(self._columns.fixed)
        for name, at in self._columns.at.items():
            if at < len(cells) and not is_empty(cells[at]):
                values[name] = cells[at]
        yearly = {
            year: cells[at]
            for year, at in self._columns.pl_years.items()
            if at < len(cells) and not is_empty(cells[at])
        }
        if yearly:
            values["pl_aar"] = yearly
        for name in ("aar", "basisaar"):
            if isinstance(values.get(name), date):
                values[name] = values[name].year
        return values

    def inputs(self, rule: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of the fields that the rule asks for, in the words it knows."""
        fields = find_rule(rule, self._parameters).inputs.model_fields
        inputs = {name: value for name, value in values.items() if name in fields}
        if "art" in inputs:
            inputs["art"] = _ARTS.get(str(inputs["art"]).strip().casefold(), inputs["art"])
        if "pl_aar" in inputs and "aar" in inputs and str(inputs["aar"]).isdigit():
            # A list has pl for all its years in columns; a row uses those after its base year.
            last = int(inputs["aar"])
            base = str(inputs.get("basisaar", "2019" if rule == "hovedstaden.prisloft" else ""))
            first = int(base) if base.isdigit() else 0
            used = {year: value for year, value in inputs["pl_aar"].items() if first < year <= last}
            inputs["pl_aar"] = used
        return inputs

    def region(self, values: Mapping[str, Any]) -> str | None:
        """The region a row names, or else that of its municipality; None where it is not one."""
        said = str(values.get("region") or "").strip()
        if said:
            named = regions_in(said) or [
                r for r in [_SHORT.get(said.casefold().removeprefix("region "))] if r
            ]
            return named[0] if len(named) == 1 else None
        place = str(values.get("kommune") or "").strip()
        found = {mention.region for mention in self._regions.find(place)} if place else set()
        return found.pop() if len(found) == 1 else None


def is_empty(value: Any) -> bool:
    """Whether a cell holds nothing to read."""
    return value is None or (isinstance(value, str) and not value.strip())


def amount_in(value: Any) -> Decimal | None:
    """Kroner as the rules read them; None for what is missing, unreadable or out of bounds."""
    if value is None:
        return None
    try:
        read = amount(value.strip() if isinstance(value, str) else value)
    except FigureError:
        return None
    return read if LEAST <= read <= MAX_AMOUNT else None
