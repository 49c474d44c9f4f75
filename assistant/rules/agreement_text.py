"""An agreement as the rules check a clause against it: its statements, and which of them a rule computes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assistant.rules.clause_form import Reading, named_periods, read_clause, read_parameters
from assistant.rules.registry import RULES

_PERCENT = re.compile(r"\d\s*(?:%|pct\b|procent)", re.IGNORECASE)
# Words that take something out of a clause, or let it be set aside.
_EXCEPTS = re.compile(
    r"\bund(?:tag|lad)\w*|\bdog\b|\bmed ?mindre\b|\bbortset\b|\bfravig\w*|\bdispens\w*|\bfritag\w*|\bbortfald\w*"
    r"|\b(?:gælder|omfatter|vedrører|indgår|omfattes|omfattet)\b(?:\W+\w+)?\W+(?:ikke|kun|alene)\b|\bikke omfatte\w*"
    r"|\bkun\b|\balene\b|\bbryde[rs]?\b|\bsærlige (?:tilfælde|omstændigheder|forhold|situationer)\b|\bforudsat\b|\bsåfremt\b|\bhvis\b|\bmens\b|\bderimod\b|\bfriholde\w*",
    re.IGNORECASE,
)
# What else can be said of the same figure: who it holds for, what it is reckoned from, how it moves.
_SAYS_MORE = re.compile(
    r"\bstig\w*|\bhæve\w*|\bforhøj\w*|\breducer\w*|\breduktion\w*|\bnedsæt\w*|\bsæn[kg]\w*|\bloft\w*|\w+loft(?:et)?\b|\bgrænse\w*"
    r"|fremskriv|\bpl\b|\bp/l\b|pris- og løn|\bgælder\b|\bomfatter\b|\bvedrører\b|\bregulere\w*|\budgangspunkt\w*|\bhøjst\b"
    r"|\bmaks\w*|\bmindst\b|\bminimum\b|\bafklar\w*|\bforhandl\w*|\bom året\b|\bårlig\w*|\bbasis\w*",
    re.IGNORECASE,
)
_SUBJECTS = {
    "midt.takstudvikling": re.compile(r"takst|\bloft|\bgrænse|\bstig", re.IGNORECASE),
    "hovedstaden.overhead": re.compile(r"overhead|indirekte omkostning|\bsats", re.IGNORECASE),
}
_STRONG = {
    "midt.takstudvikling": re.compile(
        r"takst(?:erne|en|er)?\b.*\b(?:stig|hæv|forhøj|reducer|nedsæt|sænk|genberegn)"
        r"|\b(?:hæve|forhøje|sænke|ændre|regulere|nedsætte)\b(?: \w+){0,3} \w*takst|\btakst(?:loft|stigning|udvikling|aft)\w*|\bloftet\b",
        re.IGNORECASE,
    ),
    "hovedstaden.overhead": re.compile(r"overhead|indirekte omkostning", re.IGNORECASE),
}
_OTHER_SUBJECTS = {
    "midt.takstudvikling": re.compile(
        r"overhead|indirekte|underskud|overskud|belægning|opsig|varsel|egenbetaling|faktur|regning\b|ydelsestakst|sundhedslov",
        re.IGNORECASE,
    ),
    "hovedstaden.overhead": re.compile(
        r"takst|udgift|underskud|overskud|belægning|opsig|varsel|betaling", re.IGNORECASE
    ),
}
# The sentence that sends the reader to an annex says nothing more itself; every verdict names the annex.
_ANNEX = re.compile(r"\b(?:uddybet|beskrevet|læs mere|fremgår)\b.*\b(?:bilag|styringsaftale)", re.IGNORECASE)
_LEAD = re.compile(
    r"styringsaftalen(?: [\dx/–-]+)? omfatter|(?:(?:de|alle)?\s*(?:\d+\s+)?\w*\s*kommuner(?:ne)?(?: og region \w+)?|parterne|der) (?:indgår|indgik|har indgået|er indgået)"
    r"(?: i forbindelse med (?:fastlæggelsen af )?rammeaftale[nr]?(?: [\dx/–-]+)?)? (?:følgende|denne) (?:takst)?aftale"
    r"(?: om (?:udvikling(?:en)? i )?taksterne)?(?: (?:i|for) perioden [\dx –-]+)?(?:, som videreføres i denne rammeaftale)?",
    re.IGNORECASE,
)
_LEADS = re.compile(r":\s*$|\bfølgende\b", re.IGNORECASE)
_NARROW = re.compile(
    r"\b(?:nye?|eksisterende|private?|kommunale|regionale|dag\w*tilbud\w*|døgn\w*|bo\w*tilbud\w*|\w*skole\w*|sikrede|særlige"
    r"|undtagelse\w*|børn\w*|unge|voksne|\w*dækkende|tidligere|forrige)\b",
    re.IGNORECASE,
)
# What makes a sentence about rates elsewhere in the agreement one that the clauses must be read with.
_SAYS = re.compile(
    r"\d\s*(?:%|pct\b|procent)|\bhøjst\b|\bmaks\w*|\bloft\w*|\bikke (?:kan )?stige\b|\bmindst\b|\bforeløbig\w*|\bforbehold\b"
    r"|\bgenforhandl\w*|\bophør\w*|\bgenberegn\w*|\bhæve[rs]?\b|\bforhøje[rs]?\b|\bsøge\b|\bskal godkendes\b|\bendnu ikke\b",
    re.IGNORECASE,
)
_OWN_HEADING = re.compile(
    r"\bundtag|\bfravig|dispens|\bnye tilbud|takst|loft|stigning|pris- og løn|\bpl\b", re.IGNORECASE
)
# Sentences of the agreements that came before that say nothing of how rates may move.
_NEUTRAL = re.compile(
    r"styringsaftale[n]?(?: [\d/–-]+)? er (?:på alle væsentlige punkter en videreførelse af de gældende (?:administrative )?"
    r"aftaler om finansiering, takstberegning og afregning|bilag \w+ til (?:ramme)?aftalen)"
    r"|de væsentligste tilføjelser til styringsaftalen er",
    re.IGNORECASE,
)
# The rule that tells whether a rate is kept; the other one only compares with a target.
_VERDICT = "midt.takstudvikling"
_MONEY_HEADING = re.compile(
    r"takst|styring|loft|økonomi|priser|overhead|finansier|afregning|pengene|omkostning|aftale", re.IGNORECASE
)


@dataclass(frozen=True)
class Statement:
    """A sentence, item or row of a document. `regions`: those it names; `heading`: the headings it stands under."""

    text: str
    start: int
    end: int
    section: int
    heading: tuple[str, ...] = ()
    lead: str = ""
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class AgreementText:
    """A document with what is known of it; offsets cite `text`. `itself`: it is an agreement, not one about it."""

    document: str
    text: str
    region: str | None
    itself: bool
    valid_from: date | None
    valid_to: date | None
    statements: tuple[Statement, ...]

    @cached_property
    def readings(self) -> tuple[tuple[Statement, Reading], ...]:
        """Every clause that a rule of the document's region reads, in reading order."""
        return tuple(
            (statement, reading)
            for statement in self.statements
            if (reading := read_clause(statement.text)) is not None
            and RULES[reading.rule].region == self.region
        )

    def of(self, quote: str) -> list[Statement]:
        """The whole statements that a quote touches, wherever it stands in the document."""
        found: list[Statement] = []
        at = self.text.find(quote)
        while at >= 0:
            end = at + len(quote)
            found += [each for each in self.statements if at < each.end and each.start < end]
            at = self.text.find(quote, at + 1)
        return list(dict.fromkeys(found))

    def hindrance(self, rule: str) -> str:
        """Why the clauses of the document must not be computed by a rule although it reads them; "" when they may."""
        if not self.itself:
            return "dokumentet handler om en aftale og er ikke selve aftalen"
        if self.region != RULES[rule].region:
            return f"reglen gælder {RULES[rule].region}, og dokumentet gælder {self.region or 'ingen region'}"
        if self.valid_from is None or self.valid_to is None:
            return "dokumentets periode er ikke kendt"
        own = [(statement, reading) for statement, reading in self.readings if reading.rule == rule]
        if len({reading.parameter for _, reading in own}) < len(own):
            return "aftalen fastsætter det mere end ét sted"
        for statement, _ in own:
            if reason := self._place(statement):
                return reason
        read = [statement for statement, _ in own]
        for statement in self.statements:
            if statement not in read and self._says_more(statement, read, rule):
                return f"aftalen siger også »{_short(statement.text)}«, og det regner reglen ikke med"
        return ""

    def _place(self, statement: Statement) -> str:
        """What the place of a clause takes from it: its heading, its introduction, another period or region."""
        assert self.valid_from is not None and self.valid_to is not None
        heading = statement.heading[-1] if statement.heading else ""
        before = self._before(statement)
        lead = statement.lead or (before.text if before is not None and _LEADS.search(before.text) else "")
        if _NARROW.search(" ".join(statement.heading)) or not _MONEY_HEADING.search(heading):
            return f"den står under overskriften »{_short(heading)}«, og reglen ved ikke, om den kun gælder noget"
        if lead and not _LEAD.fullmatch(" ".join(lead.split()).rstrip(" :")):
            return f"den indledes med »{_short(lead)}«, og det læser reglen ikke"
        span = (self.valid_from.year, self.valid_to.year)
        for named in named_periods(" ".join((statement.text, lead, heading))):
            if named != span:
                return f"den nævner perioden {named[0]}-{named[1]}, men dokumentet gælder {span[0]}-{span[1]}"
        near = [each for each in self.statements if each.section == statement.section]
        others = {name for each in near for name in each.regions} - {self.region}
        return f"afsnittet omtaler også {', '.join(sorted(others))}" if others else ""

    def _before(self, statement: Statement) -> Statement | None:
        earlier = [each for each in self.statements if each.end <= statement.start]
        last = max(earlier, key=lambda each: each.start, default=None)
        return last if last is not None and last.section == statement.section else None

    def _says_more(self, statement: Statement, read: Sequence[Statement], rule: str) -> bool:
        """Whether another statement takes from the clauses, or adds to them, what the rule does not compute."""
        text = " ".join(statement.text.split())
        if _LEAD.fullmatch(text.rstrip(" :")) or _NEUTRAL.fullmatch(text.rstrip(" :.")):
            return False
        if statement.section in {each.section for each in read}:
            return self._beside(text, rule)
        heading = " ".join(statement.heading[-1:])
        under = any(
            statement.heading[: len(each.heading)] == each.heading
            and len(statement.heading) > len(each.heading)
            for each in read
        )
        if under and _OWN_HEADING.search(heading):
            return True
        # Elsewhere only what speaks plainly of the same thing counts, by its own words or those of its heading.
        whole = f"{heading} {text}"
        return bool(_STRONG[rule].search(whole) and (_EXCEPTS.search(whole) or _SAYS.search(text)))

    def _beside(self, text: str, rule: str) -> bool:
        """Whether a statement of the same section may bear on the clauses.

        In a section on how rates may move any sentence may: one about another matter only where it names that and no
        rate. A target, which nothing breaks, only gives way to what plainly speaks of it.
        """
        excepts, figure = bool(_EXCEPTS.search(text)), bool(_PERCENT.search(text))
        if _ANNEX.search(text) and not excepts:
            return False
        spoken, foreign = bool(_SUBJECTS[rule].search(text)), bool(_OTHER_SUBJECTS[rule].search(text))
        if rule == _VERDICT:
            return spoken or not foreign
        return (spoken and (excepts or figure or bool(_SAYS_MORE.search(text)))) or (
            not spoken and not foreign and (excepts or figure)
        )


def not_computed(rule: str, parameter: str, value: object, days: tuple[date, date | None], quote: str,
                 agreement: AgreementText) -> str:  # fmt: skip
    """Why no rule may compute with a value that rests on a quote; "" when the clause says just what the rule computes."""
    if parameter in ("status", "forbehold"):
        return ""
    if parameter not in read_parameters(rule):
        return f"om en bestemmelse siger det samme som {rule}.{parameter}, kan programmet ikke efterprøve"
    if (agreement.valid_from, agreement.valid_to) != days:
        return "værdiens dage er ikke dokumentets periode"
    whole = agreement.of(quote)
    readings = [reading for statement, reading in agreement.readings if statement in whole]
    if len(whole) != 1 or len(readings) != 1:
        return "bestemmelsen siger andet eller mere, end reglen regner med"
    if (readings[0].rule, readings[0].parameter, readings[0].value) != (rule, parameter, value):
        return "bestemmelsen siger noget andet end værdien"
    return ""


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 120 else f"{line[:117].rsplit(' ', 1)[0]} …"
