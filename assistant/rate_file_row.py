"""The verdict on each row of a rate list: what the rows have in common is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from assistant.rate_file_columns import Columns
from assistant.rate_file_fields import RowFields, amount_in, is_empty
from assistant.rate_file_outcome import Decided, Outcome
from assistant.rate_settle import WRITTEN_FOR
from assistant.rules import hovedstaden_prisloft, midt_takst_terms
from assistant.rules.context import Agreement, Context
from assistant.rules.field_words import said
from assistant.rules.figures import kroner, kroner_step
from assistant.rules.inputs import read_inputs
from assistant.rules.newer_agreement import is_later, later_agreement
from assistant.rules.parameters import Parameters
from assistant.rules.registry import check, find_rule
from assistant.rules.result import NeedsInput, Result, RuleError, Verdict
from ingest.regions import Regions

RULE_OF = {"Midtjylland": "midt.takstudvikling", "Hovedstaden": "hovedstaden.prisloft"}
_WORDS = {
    "aar": "år", "basisaar": "basisår", "basistakst": "basistakst", "takst": "takst", "pl_pct": "pl i alt", "pl_aar": "pl",
}  # fmt: skip
_KEPT = 5_000
_SHARED_FIELDS = ("region", "kommune", "aar", "basisaar", "pl_pct", "art", "tidligere_reduktion_pct")


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all rows with the same region, year, base year and projection have in common."""

    region: str
    year: str
    ceiling: Callable[[Decimal], Decimal] | None = None
    verdict: Callable[[Decimal, Decimal], Verdict] | None = None
    clause: str = ""
    notes: str = ""
    above: str = ""
    error: str = ""
    undecided: str = ""


def list_words(columns: Columns) -> dict[str, str]:
    """What a list calls the inputs: its own headers, for that is where its reader looks."""
    return _WORDS | {name: columns.header[column] for name, column in columns.at.items()}


class RowRules:
    """Decides rows by the rate rules. `titles` maps a document id to its title."""

    def __init__(
        self,
        parameters: Parameters,
        titles: Mapping[str, str],
        columns: Columns,
        regions: Regions,
        agreements: Sequence[Agreement] = (),
    ) -> None:
        self._parameters = parameters
        self._agreements = agreements
        self._titles = titles
        self._columns = columns
        self._fields = RowFields(parameters, columns, regions)
        self._known: dict[tuple[Any, ...], _Shared] = {}
        self._words = list_words(columns)
        at = columns.at
        self._base, self._rate, self._change = (
            at.get(n, -1) for n in ("basistakst", "takst", "aendring_pct")
        )
        self._key = (*(at[name] for name in _SHARED_FIELDS if name in at), *columns.pl_years.values())

    def decide(self, number: int, cells: Sequence[Any]) -> Outcome:
        """The outcome of one row; what is wrong with it stands in `error`, never raised."""
        width = len(cells)
        base = amount_in(cells[self._base]) if 0 <= self._base < width else None
        given = cells[self._rate] if 0 <= self._rate < width else None
        rate = amount_in(given)
        change = cells[self._change] if 0 <= self._change < width else None
        whole = base is not None and (rate is not None or is_empty(given)) and is_empty(change)
        if not whole or "basistakst" in self._columns.fixed or "takst" in self._columns.fixed:
            return self._alone(number, cells)
        key = (*[cells[at] if at < width else None for at in self._key], rate is None)
        shared = self._known.get(key)
        if shared is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._learn(number, cells)
            if isinstance(found, Outcome):
                return found
            shared = self._known[key] = found
        if shared.error or shared.ceiling is None or shared.verdict is None or base is None:
            verdict: Decided = "fejl" if shared.error else "kan_ikke_afgoeres"
            return Outcome(
                number, shared.region, shared.year, verdict, reason=shared.undecided, error=shared.error
            )
        ceiling = shared.ceiling(base)
        if rate is None:
            reason = f"Højst {kroner_step(ceiling)}"
            verdict = "kan_ikke_afgoeres" if shared.undecided else "beregnet"
            if shared.undecided:
                reason = f"{shared.undecided} {reason}."
            return Outcome(
                number,
                shared.region,
                shared.year,
                verdict,
                ceiling,
                None,
                reason,
                shared.clause,
                shared.notes,
            )
        verdict = shared.verdict(base, rate)
        margin = ceiling - rate
        return Outcome(
            number,
            shared.region,
            shared.year,
            verdict,
            ceiling,
            margin,
            _reason(rate, ceiling, margin, shared),
            shared.clause,
            shared.notes,
        )

    # --- one row by the rule itself --------------------------------------------------------------------

    def _learn(self, number: int, cells: Sequence[Any]) -> _Shared | Outcome:
        """What holds for every row like this one; an outcome where only this row is at fault."""
        values = self._fields.values(cells)
        region, year = self._fields.region(values), str(values.get("aar", ""))
        rule = RULE_OF.get(region or "")
        if region is None or rule is None:
            return self._without_rule(region, year, values)
        inputs = self._fields.inputs(rule, values)
        try:
            result = check(rule, inputs, self._parameters, self._agreements)
            given: Any = read_inputs(rule, find_rule(rule, self._parameters).inputs, inputs)
        except RuleError as wrong:
            named = wrong.fields if isinstance(wrong, NeedsInput) else getattr(wrong, "field", "")
            if "takst" in named or "basistakst" in named:
                return Outcome(number, region, year, "fejl", error=said(wrong, self._words))
            return _Shared(region, year, error=said(wrong, self._words))
        context = Context(rule, result.title, self._parameters)
        ceiling: Callable[[Decimal], Decimal]
        verdict: Callable[[Decimal, Decimal], Verdict]
        if rule == "midt.takstudvikling":
            period = midt_takst_terms.period_of(context, given.aar, given.basisaar)
            terms = midt_takst_terms.terms_of(
                context, period, given.aar, given.pl_pct, given.pl_aar, given.tidligere_reduktion_pct
            )
            ceiling, verdict = terms.ceiling, terms.verdict
        else:
            _, base_year = hovedstaden_prisloft.level_of(context, given.aar, given.basisaar)
            total = hovedstaden_prisloft.projected_of(
                context, base_year, given.aar, given.pl_pct, given.pl_aar
            ).total

            def ceiling(base: Decimal) -> Decimal:
                return hovedstaden_prisloft.ceiling_of(base, total)

            def verdict(base: Decimal, rate: Decimal) -> Verdict:
                return midt_takst_terms.verdict_of(rate, ceiling(base))

        return _Shared(
            region,
            str(given.aar),
            ceiling,
            verdict,
            self._clause(result),
            _notes(result),
            _above(result, context, given),
            undecided=_undecided(result),
        )

    def _alone(self, number: int, cells: Sequence[Any]) -> Outcome:
        """A row that shares nothing: a change in per cent, a figure that is missing or impossible."""
        values = self._fields.values(cells)
        region, year = self._fields.region(values), str(values.get("aar", ""))
        rule = RULE_OF.get(region or "")
        if region is None or rule is None:
            known = self._without_rule(region, year, values)
            verdict: Decided = "fejl" if known.error else "kan_ikke_afgoeres"
            return Outcome(number, known.region, year, verdict, reason=known.undecided, error=known.error)
        try:
            result = check(rule, self._fields.inputs(rule, values), self._parameters, self._agreements)
        except RuleError as wrong:
            return Outcome(number, region, year, "fejl", error=said(wrong, self._words))
        ceiling = ceiling_in(result)
        margin = next((f.value for f in result.results if f.name.startswith("Plads op til")), None)
        over = next((f.value for f in result.results if f.name.startswith("Over ")), None)
        if isinstance(over, Decimal):
            margin = -over
        return Outcome(
            number,
            region,
            year,
            result.verdict,
            ceiling,
            margin if isinstance(margin, Decimal) else None,
            result.steps[-1].partition(". ")[2],
            self._clause(result),
            _notes(result),
        )

    def _without_rule(self, region: str | None, year: str, values: Mapping[str, Any]) -> _Shared:
        if region is None:
            given = values.get("region") or values.get("kommune")
            error = (
                f"Region: »{given}« kendes ikke. Skriv fx Midtjylland eller Hovedstaden."
                if given
                else "Region mangler. Skriv fx Midtjylland eller Hovedstaden."
            )
            return _Shared(str(given or ""), year, error=error)
        text = f"{WRITTEN_FOR} rummer ingen takstbestemmelse for {region}, så der er ikke regnet."
        asked = int(year) if year.isdecimal() else None
        confirmed = [each for each in self._agreements if each.confirmed]
        later = later_agreement("", region, asked, None, self._parameters, confirmed)
        loaded = f" {later.title} er indlæst, men ingen regel regner efter den." if later else ""
        return _Shared(region, year, undecided=text + loaded)

    def _clause(self, result: Result) -> str:
        """The sentence the verdict rests on; for Midtjylland both: no rise, and the least reduction."""
        used = result.sources[: 2 if result.rule == "midt.takstudvikling" else 1]
        return "; ".join(
            f"{self._titles.get(source.document, source.document)}: »{' '.join(source.quote.split())}«"
            for source in used
        )


def ceiling_in(result: Result) -> Decimal | None:
    """The ceiling of the year asked about in a result of one of the two rate rules; None for index figures."""
    for figure in result.results:
        if figure.unit == "kr." and (figure.name == "Loft" or figure.name.startswith("Højeste takst i ")):
            return figure.value if isinstance(figure.value, Decimal) else None
    return None


def _reason(rate: Decimal, ceiling: Decimal, margin: Decimal, shared: _Shared) -> str:
    if margin < 0:
        said = f"{kroner(rate)} er {kroner_step(-margin)} over loftet på {kroner_step(ceiling)}{shared.above}"
    elif margin == 0:
        said = f"{kroner(rate)} er præcis loftet"
    else:
        said = f"{kroner(rate)} er {kroner_step(margin)} under loftet på {kroner_step(ceiling)}"
    return f"{shared.undecided} Efter sagsfremstillingen: {said}" if shared.undecided else said


def _above(result: Result, context: Context, given: Any) -> str:
    """What is to be done above the ceiling: a rate of Hovedstaden is explained to the joint secretariat."""
    if context.rule == "hovedstaden.prisloft" and given.art == "takst":
        return f" {context.at('indberetning', date(given.aar, 12, 31)).value}"
    return ""


def _undecided(result: Result) -> str:
    """Why nothing is decided, where it is not: the rule's own reservation, before that on a later agreement."""
    if result.verdict != "kan_ikke_afgoeres":
        return ""
    own = [each for each in result.reservations if not is_later(each)]
    return (own or list(result.reservations))[0]


def _notes(result: Result) -> str:
    return " ".join([*result.assumptions, *result.reservations])
