"""A rate question for the time of an agreement that the rules do not compute: said, with what the agreement says."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agreement_texts import AgreementTexts
from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import NOT_FOUND
from assistant.knowledge import Knowledge, agreement_of
from assistant.rate_call import RateCall
from assistant.rate_tokens import read_tokens
from assistant.rules.agreement_text import AgreementText, Statement
from assistant.rules.context import Agreement
from assistant.rules.figures import DateSpan, FigureError, date_span
from assistant.rules.newer_agreement import later_agreement
from assistant.rules.registry import RULES
from index.snapshot import Snapshot

_MOST = 8
_FIGURED = frozenset({"takst", "overhead", "oekonomimodel", "over_underskud"})
# What a question of each family is about, and what else stands in the same section and is not it.
_ABOUT = {
    "takst": r"\btakst\w*\b.*\b(?:stig|hæv|regul|reducer|sænk|nedsæt)|\b(?:stig|reducer)\w*.*\btakst|\bloftet?\b|takstloft|prisloft",
    "overhead": r"overhead|indirekte omkostning",
    "over_underskud": r"\bunderskud|\boverskud|over- og underskud",
    "oekonomimodel": r"økonomimodel|underskudsdækning|underskudsgaranti|opstartsperiode",
    "standardkontrakt": r"standardkontrakt",
    "boernehus": r"børnehus",
    "ferieledsagelse": r"ledsag\w*.*\b(?:ferie|rejse)|\bferie\w*.*ledsag",
    "omfang": r"\bomfatte[tr]?\b.*\btilbud|\btilbud\b.*\bomfatte[tr]?\b|aftalen dækker\b|\bikke omfattet\b.*\baftal|aftal\w*.*\bikke omfattet\b",
}
_HEADED = {
    "takst": r"takstaft?a|takstudvikling|takstloft|\bloftet?\b",
    "overhead": r"overhead",
    "over_underskud": r"underskud|overskud",
}
_BOUND = re.compile(
    r"\d\s*(?:%|pct\b|procent)|\bhøjst\b|\bmaks|\bloft|\bikke\b|\bskal\b|\bundtag|\bmå\b|\bbryde",
    re.IGNORECASE,
)


class LaterAgreements:
    """Looks over the answers of the rules for questions that an agreement is loaded for which no rule computes."""

    def __init__(self, snapshot: Snapshot, knowledge: Knowledge) -> None:
        self._snapshot, self._knowledge = snapshot, knowledge
        self._texts = AgreementTexts(snapshot)

    def instead(self, asked: Asked, call: RateCall | None, answer: Answer) -> Answer:
        """The answer, or in its place what is known: the agreement, its clause, and that nothing is computed by it.

        What nobody has confirmed does not take the place of an answer; it is told before it.
        """
        region = self._region(call, answer)
        if call is None or region is None or call.family not in _ABOUT:
            return answer
        if asked.regions and region not in asked.regions:
            return answer
        found = self._of(call, region, asked, self._knowledge.agreements)
        if found is not None and (not asked.documents or found.id in asked.documents):
            return self._told(asked, call, region, found, answer)
        proposed = self._proposed(call, region, asked)
        if proposed is not None and (not asked.documents or proposed.id in asked.documents):
            if answer.status != "not_found" and not call.kept.get("uden_for"):
                return self._with_note(proposed, call, answer)
            return self._told(
                asked, call, region, proposed, answer, "; oplysningerne om den er ikke bekræftet"
            )
        return answer

    def _region(self, call: RateCall | None, answer: Answer) -> str | None:
        if call is None:
            return None
        cited = {made.region for made in answer.citations if made.region}
        rule = RULES[call.rule].region if call.rule else None
        return call.region or rule or (cited.pop() if len(cited) == 1 else None)

    def _proposed(self, call: RateCall, region: str, asked: Asked) -> Agreement | None:
        """An agreement whose facts nobody has confirmed."""
        proposed = [
            made
            for found in self._snapshot.documents.values()
            if not found.metadata.confirmed and (made := agreement_of(found)) is not None
        ]
        return self._of(call, region, asked, proposed)

    def _of(
        self, call: RateCall, region: str, asked: Asked, agreements: Sequence[Agreement]
    ) -> Agreement | None:
        rule, parameters, year = call.rule or "", self._knowledge.parameters, _year(call)
        found = later_agreement(rule, region, year, asked.as_of or asked.today, parameters, agreements)
        if found is None or year:
            return found
        # A year that was said but not placed speaks of its own time.
        tokens = read_tokens(asked.message)
        named = [
            each.value.start.year if isinstance(each.value, DateSpan) else each.year
            for each in tokens
            if each.kind in ("year", "date")
        ]
        holds = any(found.valid_from.year <= each <= found.valid_to.year for each in named)
        return found if holds or not named else None

    def _told(
        self, asked: Asked, call: RateCall, region: str, found: Agreement, answer: Answer, known: str = ""
    ) -> Answer:
        year, figured = _year(call), call.family in _FIGURED
        period = f"{found.valid_from.year}-{found.valid_to.year}"
        which = (
            f"For {year} er den indlæste aftale {found.title}"
            if year
            else f"Den nyeste indlæste aftale for {region} er {found.title} ({period})"
        ) + known
        citations = Citations(self._snapshot)
        quoted = self._quoted(found.id, call, citations)
        if not quoted and answer.status == "computed":
            text = f"Bemærk: {which}, og der er ikke fundet noget om det i den. Svaret er efter en tidligere aftale."
            return answer.model_copy(update={"answer": f"{text}\n\n{answer.answer}"})
        if quoted:
            why = (
                "dens bestemmelse er ikke godkendt til beregning"
                if figured
                else "ingen regel svarer efter den"
            )
            lines = [f"{'Der er ikke regnet. ' if figured else ''}{which}, og {why}. Den siger:", "", *quoted]
        else:
            lines = [f"{NOT_FOUND} {which}, og der er ikke fundet noget om det i den."]
        if periods := self._periods(call, region):
            lines += [
                "",
                f"Den regel, der er, dækker kun {periods}; skriv et år derfra, hvis det er den tid.",
            ]
        return Answer(
            status="answered" if quoted else "not_found",
            answer="\n".join(lines),
            citations=citations.made,
            as_of=asked.today,
        )

    def _with_note(self, found: Agreement, call: RateCall, answer: Answer) -> Answer:
        """The answer behind the word of an agreement that looks newer, its citations numbered after the answer's."""
        citations = Citations(self._snapshot)
        for made in answer.citations:
            citations.cite(made.document, made.start, made.end)
        quoted = self._quoted(found.id, call, citations)
        text = (
            f"Bemærk: Der er indlæst en aftale, der ser ud til at være nyere, {found.title} ({found.valid_from.year}-"
            f"{found.valid_to.year}). Oplysningerne om den er ikke bekræftet, og der regnes ikke efter den."
        )
        told = [f"{text} Den siger:", "", *quoted] if quoted else [text]
        return answer.model_copy(
            update={
                "answer": "\n".join([*told, "", answer.answer]),
                "citations": [*answer.citations, *citations.made[len(answer.citations) :]],
            }
        )

    def _periods(self, call: RateCall, region: str) -> str:
        """The periods that the rule has values for; "" for a rule without any, or of another region."""
        if (
            call.rule is None
            or RULES[call.rule].region != region
            or call.rule in self._knowledge.parameters.disabled
        ):
            return ""
        spans = RULES[call.rule].periods(self._knowledge.parameters)
        ends = [(first.year, last.year) for first, last in spans if last is not None]
        return (
            " og ".join(f"{a}-{b}" if a != b else str(a) for a, b in ends) if len(ends) == len(spans) else ""
        )

    def _quoted(self, document_id: str, call: RateCall, citations: Citations) -> list[str]:
        lines = []
        for statement in clauses_about(self._texts[document_id], call.family):
            number = citations.cite(document_id, statement.start, statement.end)
            lines.append(f"- »{' '.join(statement.text.split())}« [{number}]")
        return lines


def clauses_about(agreement: AgreementText, family: str) -> list[Statement]:
    """What an agreement says of the matter of a rule, in reading order: the section that says most of it.

    In a section under a heading of the matter every statement counts, for exceptions stand in it; in another those
    that name it, and what follows them with a figure of its own.
    """
    about = re.compile(_ABOUT[family], re.IGNORECASE)
    headed = re.compile(_HEADED[family], re.IGNORECASE) if family in _HEADED else None
    sections: dict[int, list[Statement]] = {}
    for statement in agreement.statements:
        sections.setdefault(statement.section, []).append(statement)
    best: list[Statement] = []
    score = 0
    for statements in sections.values():
        named = [each for each in statements if about.search(each.text)]
        under = bool(headed and statements[0].heading and headed.search(statements[0].heading[-1]))
        weight = sum(1 + bool(_BOUND.search(each.text)) for each in named) + 3 * under
        if (named or under) and weight > score:
            others = [pattern for name, pattern in _ABOUT.items() if name != family]
            foreign = re.compile("|".join(others), re.IGNORECASE)
            chosen = [
                each
                for number, each in enumerate(statements)
                if each in named
                or (
                    under and not foreign.search(each.text) and not _after(statements, number, foreign, about)
                )
                or _after(statements, number, about, foreign)
            ]
            best, score = chosen, weight
    return best[:_MOST]


def _after(
    statements: Sequence[Statement], number: int, about: re.Pattern[str], foreign: re.Pattern[str]
) -> bool:
    """Whether a statement only goes on with the one before it: a figure, and no matter of its own."""
    if not number or about.search(statements[number].text) or foreign.search(statements[number].text):
        return False
    return bool(
        re.search(r"\d\s*(?:%|pct\b|procent)", statements[number].text, re.IGNORECASE)
        and about.search(statements[number - 1].text)
    )


def _year(call: RateCall) -> int | None:
    """The year a call is about, where it names one."""
    # A year that the rule has no value for is only kept in its words.
    year = call.words.get("aar") if call.kept.get("uden_for") else call.inputs.get("aar")
    day = call.inputs.get("dato")
    if year is not None and str(year).strip().isdigit():
        return int(year)
    if day is None:
        return None
    try:
        return (day if isinstance(day, DateSpan) else date_span(day)).start.year
    except FigureError:
        return None
