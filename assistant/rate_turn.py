"""A turn of a conversation that a rate rule answers: which computation it goes on from, and what is said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assistant import rate_answer
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import NOT_FOUND
from assistant.composer import Composer
from assistant.conversation import Turn
from assistant.knowledge import Knowledge
from assistant.rate_call import RateCall
from assistant.rate_family import OTHER_MONEY
from assistant.rate_followup import ELSEWHERE, MARK
from assistant.rate_held import not_understood
from assistant.rate_projection import Projection
from assistant.rate_question import goes_on, parse_rate_question
from assistant.rate_settle import far_apart
from assistant.rate_tokens import read_tokens, with_bare_percents
from assistant.rate_unread import unread_answer, unread_words
from assistant.rules.context import period_text
from assistant.rules.field_words import missing_lines, said
from assistant.rules.parameters import DatedValue
from assistant.rules.registry import RULES
from assistant.rules.result import NeedsInput, RuleInputError, RuleUnavailable, Source
from assistant.wanted import asks
from index.snapshot import Snapshot

# How many turns back a computation is taken up again by words that plainly go on with it.
_BACK = 4
_WHY = re.compile(
    r"^\W*(?:og\s+|men\s+|jamen\s+)?(?:hvorfor(?:\s+(?:det|ikke|så|dog|er\s+(?:det|den|vi)\s+(?:ikke\s+)?\w+(?:\s+\w+)?|ikke\s+overholdt|overholdt))?"
    r"|hvor\s+meget\s+(?:mangler\s+(?:vi|der|jeg)|er\s+(?:vi|den|det)\s+(?:over|under)|er\s+der\s+tilbage|for\s+meget(?:\s+er\s+(?:det|den))?)"
    r"(?:\s+(?:så|nu|loftet))?"
    r"|hvad\s+(?:er|bliver|var|blev)\s+(?:så\s+)?(?:loftet|prisloftet|grænsen|den\s+højeste\s+takst|(?:den\s+)?højst\s+tilladte(?:\s+\w+)?)(?:\s+så)?"
    r"|(?:hvad|hvor\s+(?:højt|meget|langt\s+(?:op|ned)))\s+(?:må|skal)\s+(?:vi|den|det|taksten|prisen|udgiften)(?:\s+(?:så|da|højst|være|tage|koste|ned|op|gå|på))*"
    r"|hvordan\s+(?:er\s+(?:det|den)|har\s+(?:du|i))\s+(?:be)?regnet(?:\s+\w+)?|hvordan\s+kan\s+det\s+være"
    r"|(?:vis|forklar)(?:\s+mig)?\s+(?:\w+\s+)?(?:be|ud)?regning\w*)\W*$",
    re.IGNORECASE,
)
_CHANGING = re.compile(r"\bhvis\b|\bi stedet\b|\bmente\b|\bskulle være\b|\bskal være\b", re.IGNORECASE)
_FIGURED = frozenset({"takst", "overhead", "oekonomimodel", "over_underskud"})
# The parameter whose sentence is shown while figures are still missing.
_CLAUSES = {
    "midt.takstudvikling": "maks_stigning",
    "hovedstaden.prisloft": "basisaar",
    "hovedstaden.overhead": "maal",
    "hovedstaden.oekonomimodel": "maks_daekning",
    "midt.over_underskud": "indregning",
}


class RateTurns:
    """Answers rate questions and what goes on from them, over one state of the documents."""

    def __init__(self, snapshot: Snapshot, knowledge: Knowledge, composer: Composer) -> None:
        self._snapshot = snapshot
        self._knowledge = knowledge
        self._composer = composer

    def answer(
        self, asked: Asked, message: str, regions: Sequence[str], named: Sequence[str]
    ) -> tuple[Answer, RateCall | None] | None:
        """The answer and the call kept for the next turn, if any is; None where it is no rate question.

        `regions` are those asked about, also where an earlier turn named them; `named` those of the message itself.
        """
        former, near = _former(asked.turns)
        if former is not None and near and former.complete and _WHY.match(message):
            return self._run(asked, message, former, former, continued=True)
        if former is not None and not near and not _plainly_on(message, former):
            former = None
        call = None
        if former is not None:
            call = goes_on(
                message, named or [each for each in asked.regions if each != former.region], former
            )
        continued = call is not None
        if call is None:
            call = parse_rate_question(message, regions) or _figures_for(message, regions, asked.turns)
        if call is not None:
            return self._run(asked, message, call, former, continued)
        if former is not None and near and former.rule is not None and _meant_change(message):
            text = not_understood(former)
            return Answer(status="needs_input", answer=text, needs=[], as_of=asked.today), former
        return None

    def _run(
        self, asked: Asked, message: str, call: RateCall, former: RateCall | None, continued: bool
    ) -> tuple[Answer, RateCall | None] | None:
        parameters = self._knowledge.parameters
        citations = Citations(self._snapshot)
        if call.rule is None and call.reason:
            return self._no_rule(call, asked), call
        if (outside := self._outside(call)) is not None:
            same = former is not None and former.complete and former.region == call.region
            if continued and former is not None and same:
                return self._refused(outside, "aar", asked, kept=True), former
            call = replace(
                call,
                inputs={name: value for name, value in call.inputs.items() if name != "aar"},
                missing={**call.missing, "aar": outside},
                kept={**call.kept, "uden_for": True},
            )
        # What is kept for the next turn is what was said; what is supposed is supposed anew each time.
        whole, supposed = rate_answer.with_last_year(call, parameters)
        if call.family in _FIGURED and (continued or asks(message) or not whole.missing):
            held = former.inputs if continued and former is not None else None
            unread = unread_words(message, call.family, held)
            if unread is not None:
                text = unread_answer(unread, call.family, kept=held is not None)
                left = Answer(status="needs_input", answer=text, needs=[], as_of=asked.today)
                return left, former if held is not None else None
        if whole.missing or whole.rule is None:
            # Figures in a sentence that asks nothing are no rate question with something missing.
            # Two rates, or all but a word on the base, are a case, however it is put.
            told = {"basistakst", "takst"} <= set(whole.inputs) or set(whole.missing) == {"basisaar"}
            if not (continued or asks(message) or told):
                return None
            if continued and former is not None and former.complete and (unlikely := far_apart(call.inputs)):
                # A slip of the pen does not take the computation along.
                return self._refused(
                    next(iter(unlikely.values())), next(iter(unlikely)), asked, kept=True
                ), former
            return self._needs(call, call.missing, asked, citations, continued), call
        try:
            done = rate_answer.compute(whole, parameters, self._knowledge.agreements, citations, supposed)
        except NeedsInput as missing:
            return self._needs(call, missing.fields, asked, Citations(self._snapshot), continued), call
        except RuleInputError as wrong:
            # A figure that cannot be used does not take the computation along: the next turn changes the last good one.
            back = former if continued and former is not None and former.complete else None
            return self._refused(said(wrong), wrong.field, asked, kept=back is not None), back or call
        except RuleUnavailable as gone:
            return Answer(status="not_found", answer=f"{NOT_FOUND} {gone}", as_of=asked.today), call
        if asked.documents and not {made.document for made in citations.made} <= set(asked.documents):
            return None  # the rule rests on a document that was not to be searched
        answer = Answer(
            status="computed",
            answer=done.text,
            citations=citations.made,
            computations=[done.computation],
            conflicts=list(done.conflicts),
            depends_on=self._composer.dependencies(citations, self._composer.missing(citations, message)),
            as_of=asked.today,
        )
        return answer, _with_span(call, whole) if supposed else call

    def _outside(self, call: RateCall) -> str | None:
        """What is said of a year that no period of the rule holds; None for any other."""
        if call.rule is None or call.family not in _FIGURED:
            return None
        if call.rule in self._knowledge.parameters.disabled:
            return None
        year = str(call.inputs.get("aar", ""))
        if not re.fullmatch(r"(?:19|20)\d\d", year):
            return None
        values = self._knowledge.parameters.values(RULES[call.rule].parameters[0])
        first, last = date(int(year), 1, 1), date(int(year), 12, 31)
        if not values or any(v.valid_from <= last and (v.valid_to or first) >= first for v in values):
            return None
        return (
            f"Bestemmelsen i rammeaftalen for {RULES[call.rule].region} dækker {_covered(values)}, så {year} kan ikke"
            " regnes efter den. Skriv et år, den dækker"
        )

    def _refused(self, why: str, field: str, asked: Asked, kept: bool) -> Answer:
        stands = " Beregningen står, som den var før." if kept else ""
        text = f"Det kan ikke beregnes. {why.removesuffix('.')}.{stands}"
        return Answer(status="needs_input", answer=text, needs=[field.split(".")[0]], as_of=asked.today)

    def _needs(
        self,
        call: RateCall,
        fields: Mapping[str, str],
        asked: Asked,
        citations: Citations,
        continued: bool,
    ) -> Answer:
        """What is missing, behind the clause it is to be held against where that was not shown before."""
        lines = []
        source = None if continued else self._clause(call)
        if source is not None and (not asked.documents or source.document in asked.documents):
            number = citations.cite_quote(*source)
            if number is not None:
                lines += [f"Aftalen siger: »{' '.join(source.quote.split())}« [{number}]", ""]
        figured = call.family in _FIGURED
        lines.append(
            f"Der mangler oplysninger, før {'det kan beregnes' if figured else 'spørgsmålet kan besvares'}:"
        )
        text = "\n".join([*lines, "", *missing_lines(dict(fields))])
        return Answer(
            status="needs_input",
            answer=text,
            citations=citations.made,
            needs=list(fields),
            as_of=asked.today,
        )

    def _clause(self, call: RateCall) -> Source | None:
        if call.rule not in _CLAUSES or call.rule in self._knowledge.parameters.disabled:
            return None
        name = _CLAUSES[call.rule]
        if call.rule == "hovedstaden.prisloft" and call.inputs.get("art") == "takst":
            name = "takstregulering"
        values = self._knowledge.parameters.values(f"{call.rule}.{name}")
        year = str(call.inputs.get("aar", ""))
        if year.isdigit():
            day = date(int(year), 12, 31)
            values = tuple(
                v for v in values if v.valid_from <= day and (v.valid_to is None or day <= v.valid_to)
            )
        return values[0].sources[0] if values else None

    def _no_rule(self, call: RateCall, asked: Asked) -> Answer:
        text = f"{NOT_FOUND} {call.reason}"
        return Answer(
            status="not_found", answer=text, as_of=asked.today, suggestions=self._composer.suggestions()
        )


def _figures_for(message: str, regions: Sequence[str], turns: Sequence[Turn]) -> RateCall | None:
    """The case of a turn that brings the figures to a question on rates that brought none: "den var 1.050 i 2019"."""
    if (
        not turns
        or not re.search(r"\btakst", turns[-1].question, re.IGNORECASE)
        or OTHER_MONEY.search(message)
    ):
        return None
    call = parse_rate_question(f"Takst: {message}", regions)
    rated = call is not None and call.family == "takst" and {"basistakst", "takst"} <= set(call.inputs)
    return call if rated else None


def asks_yes_or_no(turns: Sequence[Turn]) -> bool:
    """Whether the last turn asked something of a computation that "ja" or "nej" answers."""
    former, near = _former(turns)
    return former is not None and near and former.rule is not None and "basisaar" in former.missing


def _covered(values: Sequence[DatedValue]) -> str:
    """ "2019-2024", periods that follow each other as one."""
    ends = [v.valid_to for v in values]
    follow = all(
        end is not None and end + timedelta(days=1) == after.valid_from
        for end, after in zip(ends, values[1:], strict=False)
    )
    if not follow or ends[-1] is None:
        return " og ".join(period_text(value) for value in values)
    return f"{values[0].valid_from.year}-{ends[-1].year}"


def _former(turns: Sequence[Turn]) -> tuple[RateCall | None, bool]:
    """The last computation of the conversation, and whether the very last turn was about it."""
    for back, turn in enumerate(reversed(turns[-_BACK:])):
        kept = turn.understood.get("rate")
        if kept:
            return RateCall.from_dict(kept), back == 0
    return None, False


def _plainly_on(message: str, former: RateCall) -> bool:
    """Whether words after another subject still go on with the computation: figures of its kind, in few words."""
    tokens = read_tokens(message)
    figures = any(t.kind in ("amount", "percent", "percents") for t in tokens)
    if former.missing and len(message.split()) <= 4 and not ELSEWHERE.search(message):
        return figures or ("aar" in former.missing and bool(tokens)) or "region" in former.missing
    return figures and bool(MARK.search(message))


def _meant_change(message: str) -> bool:
    """Whether a turn that could not be read was meant for the computation before it."""
    if ELSEWHERE.search(message) or len(message.split()) > 14:
        return False
    tokens = with_bare_percents(message, read_tokens(message), wanted=True)
    figures = any(t.kind in ("amount", "percent", "percents") for t in tokens)
    return bool(MARK.search(message)) and (figures or bool(_CHANGING.search(message)))


def _with_span(call: RateCall, whole: RateCall) -> RateCall:
    """The call with its pl in all bound to the years it was counted over, though the last was only supposed."""
    if "pl" not in call.kept:
        return call
    first, last = whole.inputs.get("basisaar"), whole.inputs.get("aar")
    years = (int(first) if first is not None else None, int(last) if last is not None else None)
    bound = Projection.of_plain(call.kept["pl"]).between(*years)
    return replace(call, kept={**call.kept, "pl": bound.plain()})
