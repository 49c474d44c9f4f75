"""What a comparison comes to, in one line, where each side's quote gives a value of the same thing in the same unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from assistant.compare_differences import without_names
from assistant.compare_figures import Figure, numbers
from assistant.comparison_question import Relation
from assistant.period import Period, period_of
from assistant.question import Question
from assistant.wording import Wording
from index.danish import stem
from index.store import StoredDocument

ONLY_ONE = "**Kan ikke sammenlignes**: kun {name} siger noget om det i de indlæste dokumenter [{n}]."
UNDECIDED = (
    "**Kan ikke afgøres ud fra det citerede**: teksterne angiver det ikke i tal, der kan sammenlignes."
)
_SPOKEN_OF = 0.6
# Says that a number is no exact one: a ceiling is not compared with a count.
_BOUND = re.compile(
    r"\b(?:ca\.?|cirka|omkring|højst|maks\w*|mindst|minimum|under|over|op til|ned til|hen imod|gennemsnit\w*|mere end|"
    r"færre end|knap|næsten|godt)(?=\W*$)",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\b(20\d\d)\s*[-–/]\s*(20\d\d|\d\d)\b|\b(20\d\d)\b")
_PERIOD = re.compile(r"period|løbetid", re.IGNORECASE)


@dataclass(frozen=True)
class Side:
    """One side of a comparison: its name, the sentence that is quoted for it as citation `number`, and its document."""

    name: str
    text: str
    number: int
    document: StoredDocument


@dataclass(frozen=True)
class _Value:
    """A value with its unit, as it is shown, and the words that make it no exact one."""

    value: Decimal | Period
    unit: str
    shown: str
    bounds: frozenset[str] = frozenset()


def comparison_line(
    relation: Relation | None, question: Question, sides: Sequence[Side], wording: Wording
) -> str:
    """The line, each value with its [n]; "" where nothing of the kind was asked.

    `question` is what each side was asked. Two sides must give one value each, of the thing asked for, in one unit,
    and neither or both as a bound ("højst", "ca."). Where they do not, a question for the highest is told so.
    """
    names = {side.name for side in sides}
    if relation is None or not names:
        return ""
    if len(names) == 1:
        return ONLY_ONE.format(name=sides[0].name, n=sides[0].number) if relation != "difference" else ""
    held = [(side, _value(question, side, wording)) for side in sides]
    known = [(side, value) for side, value in held if value is not None]
    told = _line(relation, known)
    if not told:
        return UNDECIDED if relation in ("most", "least") else ""
    without = list(
        dict.fromkeys(side.name for side in sides if side.name not in {each.name for each, _ in known})
    )
    return f"{told} For {' og '.join(without)} er der intet at sammenligne med." if without else told


def _line(relation: Relation, known: Sequence[tuple[Side, _Value]]) -> str:
    """The line for the sides that give a value; "" where they cannot be compared."""
    names = {side.name for side, _ in known}
    if len(names) < 2 or len({(value.unit, value.bounds) for _, value in known}) > 1:
        return ""
    if any(len({value.value for side, value in known if side.name == name}) > 1 for name in names):
        return ""
    dated = len({period_of(side.document) for side, _ in known}) > 1
    first = {side.name: (side, value) for side, value in reversed(known)}
    told = [(value, _told(side, value, dated)) for side, value in reversed(first.values())]
    what = "perioder" if known[0][1].unit == "år" else "tal"
    if len({value.value for value, _ in told}) == 1:
        return f"**De citerede {what} er ens**: {', '.join(text for _, text in told)}."
    if relation in ("same", "difference"):
        return f"**De citerede {what} er forskellige**: {', '.join(text for _, text in told)}."
    ranked = [(value.value, text) for value, text in told if isinstance(value.value, Decimal)]
    if len(ranked) < len(told):
        return ""
    ranked.sort(key=lambda each: each[0], reverse=relation == "most")
    if ranked[0][0] == ranked[1][0]:
        return ""
    which = "højeste" if relation == "most" else "laveste"
    rest = ", ".join(text for _, text in ranked[1:])
    return f"**Det {which} af de citerede tal er fra {ranked[0][1]}**; {rest}."


def _told(side: Side, value: _Value, dated: bool) -> str:
    held = period_of(side.document)
    counted = isinstance(value.value, Decimal) and not side.name[:1].isdigit()
    years = f" ({held.first}-{held.last})" if dated and held and counted else ""
    return f"{side.name}{years}: {value.shown} [{side.number}]"


def _value(question: Question, side: Side, wording: Wording) -> _Value | None:
    """The one value of what is asked for in a side's quote; None where there is none, or several."""
    if question.wanted == "how_long" or _PERIOD.search(question.said):
        return _period(side.text)
    text = without_names(side.text)
    stems = {stem(word) for word in question.subject}
    if question.wanted == "how_many":
        return _one([each for each in numbers(text) if each.of and stems & {*each.of[:2]}], text)
    terms = wording.terms(question.subject)
    held = wording.stems_of(side.text)
    if question.wanted == "how_much" and terms and all(term.found_in(held) >= _SPOKEN_OF for term in terms):
        return _one(numbers(text), text)
    return None


def _one(figures: Sequence[Figure], text: str) -> _Value | None:
    """The figure, where there is one, or the same one several times."""
    if not figures or len({(each.value, each.of[:1]) for each in figures}) > 1:
        return None
    figure = figures[0]
    before = text[: text.find(figure.shown.split()[0])]
    bounds = frozenset(found.group().lower() for found in [_BOUND.search(before[-30:])] if found)
    shown = " ".join((*bounds, figure.shown))
    return _Value(figure.value, figure.of[0] if figure.of else "", shown, bounds)


def _period(text: str) -> _Value | None:
    """The years a sentence names, from first to last."""
    years: list[int] = []
    for found in _YEARS.finditer(text):
        first = int(found[1] or found[3])
        years += [first, int(f"{found[1][:2]}{found[2][-2:]}")] if found[1] else [first]
    if not years:
        return None
    period = Period(min(years), max(years))
    return _Value(period, "år", f"{period.first}-{period.last}")
