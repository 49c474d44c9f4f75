"""Rules that are a list of yes/no conditions: all must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.rules.context import Context, unique
from assistant.rules.inputs import RuleInputs
from assistant.rules.result import Figure, Result, Source


def all_hold(
    given: RuleInputs,
    context: Context,
    conditions: Mapping[str, str],
    words: tuple[str, str],
    sources: Sequence[Source],
    reservations: tuple[str, ...],
    assumptions: tuple[str, ...],
) -> Result:
    """`conditions` maps an input to its Danish statement; `words`: the outcome if all hold, if not."""
    failed = [text for name, text in conditions.items() if not getattr(given, name)]
    steps = [f"{text}: {'ja' if getattr(given, name) else 'nej'}" for name, text in conditions.items()]
    steps.append(words[0] if not failed else f"{words[1]} (mangler: {'; '.join(failed)})")
    inputs = {name: "ja" if getattr(given, name) else "nej" for name in conditions}
    year = getattr(given, "aar", None)
    if year is not None:
        inputs["aar"] = str(year)
    return Result(
        rule=context.rule,
        title=context.title,
        verdict="ikke_overholdt" if failed else "overholdt",
        results=(
            Figure("Udfald", words[1] if failed else words[0]),
            *(Figure("Mangler", text) for text in failed),
        ),
        inputs=inputs,
        steps=tuple(f"{n}. {step}" for n, step in enumerate(steps, 1)),
        assumptions=assumptions,
        reservations=reservations,
        sources=unique(sources),
    )
