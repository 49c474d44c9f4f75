"""A rate question answered by its rule: call, result, Danish summary, citations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Computation, Conflict, ResultValue
from assistant.citations import Citations
from assistant.rate_call import RateCall
from assistant.rate_projection import Projection
from assistant.rate_side import told
from assistant.rules.context import Agreement
from assistant.rules.field_words import field_words, value_words
from assistant.rules.figures import decimal_text, kroner, pct
from assistant.rules.parameters import Parameters
from assistant.rules.registry import RULES, check
from assistant.rules.result import Figure, Result

_VERDICTS = {
    "overholdt": "**Overholdt.**",
    "ikke_overholdt": "**Ikke overholdt.**",
    "maal": "**Et mål, ikke et loft.**",
    "beregnet": "**Beregnet.**",
    "kan_ikke_afgoeres": "**Kan ikke afgøres.**",
}


# The clause itself names its last year ("til og med 2022"), so that a figure without a year can be held against it.
_HOLDS_TO_ITS_LAST_YEAR = frozenset({"hovedstaden.prisloft"})


@dataclass(frozen=True)
class RateAnswer:
    """A computation with the text that presents it."""

    text: str
    computation: Computation
    conflicts: tuple[Conflict, ...]


def with_last_year(call: RateCall, parameters: Parameters) -> tuple[RateCall, tuple[str, ...]]:
    """A call that lacks only the year of the new figure, read as of the rule's last year; what is supposed, in words.

    "nu 3.200" names no year; the clause holds to the end of its period, and the answer says that it is read so.
    """
    if call.rule not in _HOLDS_TO_ITS_LAST_YEAR or set(call.missing) != {"aar"} or "takst" not in call.inputs:
        return call, ()
    if "aar" in call.inputs or call.kept.get("uden_for") or "aar" in call.kept.get("uklar", {}):
        return (
            call,
            (),
        )  # a year was named, but none that the clause holds for, or it is open what it belongs to
    ends = [end for _, end in RULES[call.rule].periods(parameters) if end is not None]
    base = call.inputs.get("basisaar")
    if not ends or not isinstance(base, int) or base >= max(ends).year:
        return call, ()
    year = max(ends).year
    inputs, missing = {**call.inputs, "aar": year}, dict[str, str]()
    if "pl" in call.kept:
        found, missing = Projection.of_plain(call.kept["pl"]).between(base, year).inputs(base, year)
        inputs |= found
    return (
        replace(call, inputs=inputs, missing=missing),
        (f"Året for det nye tal er ikke oplyst; der er regnet med {year}, bestemmelsens sidste år.",),
    )


def compute(
    call: RateCall,
    parameters: Parameters,
    agreements: Sequence[Agreement],
    citations: Citations,
    supposed: tuple[str, ...] = (),
) -> RateAnswer:
    """Run the rule of a complete call; `supposed` is stated with the rule's own assumptions.

    Raises what `assistant.rules.registry.check` raises.
    """
    assert call.rule is not None
    result = check(call.rule, call.inputs, parameters, agreements)
    result = replace(result, assumptions=(*supposed, *result.assumptions))
    numbers = [n for source in result.sources if (n := citations.cite_quote(*source)) is not None]
    conflicts = tuple(
        Conflict(about=found.about, citations=cited)
        for found in result.conflicts
        if len(cited := [n for s in found.sources if (n := citations.cite_quote(*s)) is not None]) > 1
    )
    computation = computation_of(result, numbers)
    text = _text(result, computation, citations, conflicts, call.kept.get("enhed", {}))
    if beside := told(tuple(call.kept.get("andet", ())), call.region):
        text += f"\n\nBemærk: {beside}"
    return RateAnswer(text, computation, conflicts)


def computation_of(result: Result, citations: list[int]) -> Computation:
    """The contract's form of a result; figures shown to the øre and to two decimals."""
    return Computation(
        rule=result.rule,
        title=result.title,
        verdict=result.verdict,
        results=[
            ResultValue(name=figure.name, value=_shown(figure), unit=figure.unit) for figure in result.results
        ],
        inputs=dict(result.inputs),
        steps=list(result.steps),
        assumptions=list(result.assumptions),
        reservations=list(result.reservations),
        citations=citations,
        rules_version=result.rules_version,
    )


def _shown(figure: Figure) -> str:
    if isinstance(figure.value, str):
        return figure.value
    match figure.unit:
        case "kr.":
            return kroner(figure.value).removesuffix(" kr.")
        case "pct.":
            return pct(figure.value).removesuffix(" pct.")
        case "procentpoint" | "indeks" | "indekspoint":
            return kroner(figure.value).removesuffix(" kr.")
        case _:
            return decimal_text(figure.value, 0, 8)


def given_text(inputs: Mapping[str, str], units: Mapping[str, Sequence[object]]) -> str:
    """The inputs as a reader knows them: "takst før: 1.000,00 kr. pr. døgn; år før: 2019"."""
    return "; ".join(
        f"{field_words(name)}: {value_words(name, value)}"
        + (f" pr. {units[name][0]}" if name in units else "")
        for name, value in inputs.items()
    )


def _text(
    result: Result,
    computation: Computation,
    citations: Citations,
    conflicts: Sequence[Conflict],
    units: Mapping[str, Sequence[object]],
) -> str:
    marks = "".join(f"[{n}]" for n in computation.citations)
    lines = [f"{_VERDICTS[result.verdict]} {result.title}. {marks}", ""]
    lines += [f"- {_result_line(value)}" for value in computation.results]
    if computation.inputs:
        lines += ["", f"Forstået som: {given_text(computation.inputs, units).rstrip('.')}."]
    if computation.steps:
        lines += ["", "Sådan er der regnet:", ""]
        lines += [f"{number}. {_without_number(step)}" for number, step in enumerate(computation.steps, 1)]
    quoted = [citation for citation in citations.made if citation.n in computation.citations[:2]]
    if quoted:
        lines.append("")
        for citation in quoted:
            lines.append(f"- {citation.title}: »{' '.join(citation.quote.split())}« [{citation.n}]")
    for conflict in conflicts:
        lines += [
            "",
            f"Kilderne siger ikke det samme. {conflict.about.rstrip('.')}. {_marks(conflict.citations)}",
        ]
    for heading, texts in (("Forudsat", computation.assumptions), ("Forbehold", computation.reservations)):
        if texts:
            lines += ["", f"{heading}: " + " ".join(texts)]
    return "\n".join(lines)


def _marks(numbers: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in numbers)


def _result_line(value: ResultValue) -> str:
    shown = (
        value.value if not value.unit or value.value.endswith(value.unit) else f"{value.value} {value.unit}"
    )
    return f"{value.name}: {shown}"


def _without_number(step: str) -> str:
    head, dot, rest = step.partition(". ")
    return rest if dot and head.isdigit() else step
