"""The answer to a question about an agreement's validity: its registered period and the sentence that states it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from assistant.agreement_periods import AGREEMENT, AgreementPeriod, agreement_periods, proposed_agreements
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compare import comparison_of
from assistant.compose import NOT_FOUND, Statement, source_line
from assistant.followups import Resolved
from assistant.newcomers import titles_of
from assistant.rules.figures import DateSpan, danish_date
from assistant.validity_question import ValidityQuestion, When
from assistant.validity_verdict import verdict_of
from index.snapshot import Snapshot

if TYPE_CHECKING:  # answering itself answers with validities
    from assistant.answering import Answering

NOT_LOADED = "Den rammeaftale, der spørges til, er ikke indlæst."
NONE_CONFIRMED = "Ingen rammeaftale, hvis oplysninger er bekræftet, er den, der spørges til."
UNCONFIRMED = "oplysningerne om dokumentet er ikke bekræftet"


@dataclass
class _Said:
    """What is said of one region: paragraphs, and the sentences they quote."""

    lines: list[str]
    statements: list[Statement]


@dataclass(frozen=True)
class _About:
    """The agreements of a region: all that are loaded, and those that can be meant, told (`pointed`) or not."""

    loaded: Sequence[AgreementPeriod]
    periods: Sequence[AgreementPeriod]
    pointed: bool
    heading: str


def validity_answer(
    answering: Answering,
    asked: Asked,
    resolved: Resolved,
    regions: Sequence[str],
    reading: ValidityQuestion,
    documents: Sequence[str] = (),
    citations: Citations | None = None,
) -> Answer | None:
    """Whether, when and how long the agreements are in force, each by its own sentence; None where none is known.

    `documents` (ids) are those spoken of last, where the question points back to them.
    """
    snapshot = answering.snapshot
    only = frozenset(documents or asked.documents)
    places = regions or list(filter(None, {snapshot.documents[each].metadata.region for each in only}))
    loaded = agreement_periods(snapshot, comparison_of(answering), snapshot.select(regions=places))
    known = {
        region: periods
        for region, periods in loaded.items()
        if not only or any(each.document.id in only for each in periods)
    }
    if not known:
        return None
    citations = citations or Citations(snapshot)
    lines: list[str] = []
    statements: list[Statement] = []
    meant = {
        region: periods
        for region, periods in known.items()
        if not reading.named or any(_is_named(each, reading) for each in periods)
    }
    for region, periods in meant.items():
        spoken_of = [each for each in periods if each.document.id in only]
        about = _About(periods, spoken_of or periods, bool(spoken_of), region if len(meant) > 1 else "")
        said = _of_region(answering, asked, reading, about, citations)
        lines += said.lines
        statements += said.statements
    if not statements:
        return _not_loaded(snapshot, known, asked)
    everywhere = not regions and not only and not reading.named
    wanted = _regions_of(snapshot) if everywhere else regions
    strangers = [name for name in wanted if name not in known]
    lines += [f"**{name}**: {_stranger(snapshot, name)}" for name in strangers]
    day = asked.as_of or asked.today
    return answering.composer.compose(
        lines, statements, citations, asked, day, resolved.question, expiry=False
    )


def _regions_of(snapshot: Snapshot) -> list[str]:
    """The regions that agreements are loaded of, those nobody has confirmed included."""
    found = (each.metadata for each in snapshot.documents.values())
    return sorted({known.region for known in found if known.kind == AGREEMENT and known.region})


def _stranger(snapshot: Snapshot, region: str) -> str:
    """What is said of a region without an agreement that counts."""
    proposed = proposed_agreements(snapshot, region)
    if proposed:
        return f"{proposed[-1].metadata.title} er indlæst, men {UNCONFIRMED}."
    return "Der er ikke indlæst en rammeaftale fra regionen."


def _not_loaded(snapshot: Snapshot, known: dict[str, list[AgreementPeriod]], asked: Asked) -> Answer:
    titles = dict.fromkeys(each.document.metadata.title for periods in known.values() for each in periods)
    proposed = [found for region in known for found in proposed_agreements(snapshot, region)]
    listed = "\n".join(f"- {title}" for title in [*titles, *(titles_of([found]) for found in proposed)])
    text = f"{NOT_FOUND} {NONE_CONFIRMED if proposed else NOT_LOADED} Indlæst er:\n\n{listed}"
    return Answer(status="not_found", answer=text, as_of=asked.today)


def _of_region(
    answering: Answering,
    asked: Asked,
    reading: ValidityQuestion,
    about: _About,
    citations: Citations,
) -> _Said:
    today = asked.as_of or asked.today
    said = _Said([], [])
    for number, each in enumerate(_meant(reading, about.periods, today)):
        candidate = each.candidate(answering.snapshot)
        if candidate is None:
            continue
        statement = Statement(candidate, each.block.first, each.block.last)
        mark = citations.cite_unit(each.block.passage, each.block.first, each.block.last)
        several = len(about.periods) > 1
        verdict = "" if number else verdict_of(reading, each, today, about.pointed, several)
        opening = "Derefter: " if number else _opening(verdict, about.heading)
        said.lines.append(source_line(statement, mark, opening))
        said.lines.append(_standing(reading, each, today, asked))
        said.statements.append(statement)
    if said.statements:
        said.lines[-1] = " ".join(
            [said.lines[-1], *_newer(answering.snapshot, reading, about.loaded, said.statements, today)]
        )
    return said


def _opening(verdict: str, region: str) -> str:
    if verdict:
        return f"**{f'{region}: ' if region else ''}{verdict}.** "
    return f"**{region}** – " if region else ""


# --- which agreement is meant ------------------------------------------------------------------------------


def _is_named(period: AgreementPeriod, reading: ValidityQuestion) -> bool:
    return any(
        (named.first, named.last) == (period.years.first, period.years.last)
        or (named.first == named.last and period.years.holds(named.first))
        for named in reading.named
    )


def _meant(
    reading: ValidityQuestion, periods: Sequence[AgreementPeriod], today: date
) -> Sequence[AgreementPeriod]:
    """The agreements of a region that a question is about, the oldest first; never none.

    What only a report tells of is shown whole: what it calls the present and the coming agreement.
    """
    if reading.named:
        return [each for each in periods if _is_named(each, reading)]
    own = [each for each in periods if each.itself]
    told = [each for each in periods if not each.itself]
    if not own:
        coming = [each for each in told if each.coming]
        if reading.which == "coming" and coming:
            return coming
        return (_at(reading, told) or _nearest(reading.when, told)) if reading.when else told
    match reading.which:
        case "oldest":
            return own[:1]
        case "former":
            return own[-2:-1] or own
        case "newest":
            return own[-1:]
    if reading.when and reading.asks in ("which", "period", "in_force"):
        return _at(reading, own) or _nearest(reading.when, own)
    if reading.when and reading.asks in ("begins", "ends"):
        falls = [each for each in own if _falls(reading, each)][:1]
        return falls or (own[-1:] if reading.yes_no else _at(reading, own) or own[-1:])
    return [each for each in own if each.holds(DateSpan(today, today))] or own[-1:]


def _at(reading: ValidityQuestion, periods: Sequence[AgreementPeriod]) -> list[AgreementPeriod]:
    """Those that are in force some of the time asked about."""
    if not reading.when:
        return []
    return [each for each in periods if all(not each.misses(when.span) for when in reading.when)]


def _nearest(when: Sequence[When], periods: Sequence[AgreementPeriod]) -> Sequence[AgreementPeriod]:
    before = [each for each in periods if each.last < when[0].span.start]
    return before[-1:] or periods[:1]


def _falls(reading: ValidityQuestion, period: AgreementPeriod) -> bool:
    day = period.first if reading.asks == "begins" else period.last
    return any(when.span.start <= day <= when.span.end for when in reading.when)


# --- what stands beside the sentence -----------------------------------------------------------------------


def _standing(reading: ValidityQuestion, period: AgreementPeriod, today: date, asked: Asked) -> str:
    """How the period lies to the day: run out, running, or to come, and to the times that are asked about."""
    if period.last < today:
        state = "er udløbet"
    elif today < period.first:
        state = "er ikke begyndt"
    else:
        state = "løber" if asked.as_of else "løber nu"
    if asked.as_of:
        state += " på den valgte dag"
    if period.itself:
        days = f"{danish_date(period.first)} til {danish_date(period.last)}"
        texts = [f"Aftalens registrerede periode er {days}; den {state}."]
        if period.doubtful:
            texts.append("Det citerede siger noget andet om perioden.")
    else:
        texts = [f"Den periode {state}."]
        if period.present and period.last < today:
            texts.append("Aftalen var den nuværende, da kilden blev skrevet.")
        if period.coming and period.first <= today:
            texts.append("Aftalen var den kommende, da kilden blev skrevet.")
    for when in reading.when:
        if when.bound:
            continue
        if period.holds(when.span):
            texts.append(f"{_capital(when.words)} ligger i perioden.")
        elif period.misses(when.span):
            side = "efter" if period.last < when.span.start else "før"
            texts.append(f"{_capital(when.words)} ligger {side} perioden.")
    return " ".join(texts)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _newer(
    snapshot: Snapshot,
    reading: ValidityQuestion,
    periods: Sequence[AgreementPeriod],
    statements: Sequence[Statement],
    today: date,
) -> list[str]:
    """What is loaded beside those cited, and whether anything newer is."""
    cited = {statement.document.id for statement in statements}
    own = [each for each in periods if each.itself]
    region = periods[-1].document.metadata.region
    since = own[-1].first if own else date.min
    proposed = [
        found
        for found in proposed_agreements(snapshot, region)
        if found.metadata.valid_from is None or found.metadata.valid_from > since
    ]
    told = [
        f"Der er også indlæst {found.metadata.title}, der kan være nyere, men {UNCONFIRMED}."
        for found in proposed
    ]
    if not own:
        return told
    newest = own[-1]
    lines: list[str] = []
    if reading.which in ("oldest", "former"):
        if len(own) == 1 and not proposed:
            lines.append("Der er kun indlæst én rammeaftale for regionen.")
        elif len(own) > 1 and own[0].document.id in cited:
            lines.append("Det er den ældste af de rammeaftaler for regionen, der er indlæst.")
    over = newest.last < today
    if newest.document.id not in cited:
        state = "også den er udløbet" if over else "den løber nu" if newest.first <= today else ""
        lines.append(
            f"Den nyeste{' bekræftede' if proposed else ' indlæste'} er {newest.document.metadata.title}{state and '; '}{state}."
        )
    elif over and not proposed:
        lines.append(
            "En kommende er ikke indlæst." if reading.which == "coming" else "En nyere er ikke indlæst."
        )
    return lines + told
