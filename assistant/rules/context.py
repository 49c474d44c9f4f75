"""What a rule is handed besides its inputs: the parameters, and the agreements with their periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.rules.parameters import DatedValue, Parameters
from assistant.rules.result import RuleInputError, Source

# The parameter that names the annex; an agreement need not name one.
RESERVATION = "forbehold"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A framework agreement the system knows, from the documents' own metadata; dates inclusive."""

    id: str
    title: str
    region: str
    valid_from: date
    valid_to: date
    itself: bool = True
    """False where the document only reports on the agreement and is not its text."""

    @property
    def called(self) -> str:
        """What the agreement is called; `title` is that of the document, which may only report on it."""
        if self.itself:
            return self.title
        return f"Rammeaftalen {self.valid_from.year}-{self.valid_to.year} i {self.region}"


@dataclass(frozen=True, slots=True)
class Context:
    rule: str
    title: str
    parameters: Parameters
    agreements: Sequence[Agreement] = ()

    def values(self, name: str) -> tuple[DatedValue, ...]:
        return self.parameters.values(f"{self.rule}.{name}")

    def find(self, name: str, day: date) -> DatedValue | None:
        return self.parameters.find(f"{self.rule}.{name}", day)

    def at(self, name: str, day: date) -> DatedValue:
        return self.parameters.at(f"{self.rule}.{name}", day)

    def latest(self, name: str) -> DatedValue:
        return self.parameters.latest(f"{self.rule}.{name}")

    def period(self, name: str, field: str, start: date, end: date | None = None) -> DatedValue:
        """The value valid on all the days from start to end. Raises RuleInputError naming the periods."""
        value = self.find(name, start)
        if value is None or (end is not None and self.find(name, end) is not value):
            shown = str(start.year) if end is None or end.year == start.year else f"{start.year}-{end.year}"
            raise RuleInputError(field, shown, f"et tidspunkt i {self.periods_text(name)}")
        return value

    def periods_text(self, name: str) -> str:
        """ "2019-2022 eller 2023-2024"."""
        return " eller ".join(period_text(value) for value in self.values(name))

    def reservation(self, day: date) -> tuple[str, tuple[Source, ...]]:
        """What is not loaded and may say more: the annex with the sentence that names it, or any annex there is."""
        value = self.find(RESERVATION, day)
        if value is None:
            return "Har aftalen bilag om takster, er de ikke indlæst og kan sige mere.", ()
        name = str(value.value)
        text = f"{name[:1].upper()}{name[1:]} kan sige mere og er ikke indlæst: »{value.quote}«."
        return text, value.sources[:1]


def period_text(value: DatedValue) -> str:
    """ "2019-2022", "fra 2023"."""
    if value.valid_to is None:
        return f"fra {value.valid_from.year}"
    if value.valid_from.year == value.valid_to.year:
        return str(value.valid_from.year)
    return f"{value.valid_from.year}-{value.valid_to.year}"


def unique(sources: Sequence[Source]) -> tuple[Source, ...]:
    """The sources in order, each once."""
    return tuple(dict.fromkeys(sources))
