"""Whether a sentence tells of the doing or the state that a question asks about: developed or approved, ended or under way."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.compose import Statement
from assistant.evidence import Candidate
from assistant.extent import statement_of
from assistant.question import Question
from index.danish import STOP_WORDS, stem, words

Fit = Literal[-1, 0, 1]

# States that exclude each other, each by its words.
_OPPOSED: tuple[tuple[str, str], ...] = (
    (
        r"(?:ikke|u)\s*(?:er |blevet |endnu )*(?:afslut|færdig)\w*|fortsat ved|stadig ved|igangvær\w*|"
        r"under behandling|under afklaring|afvente\w*|mangler (?:stadig |fortsat )?(?:svar|behandling)",
        r"afslut\w*|færdig\w*|tilendebrag\w*|afgjort",
    ),
    (
        r"stig(?:e|er|et|ende|ning\w*)?|steg|voks(?:e|er|et|ende)|tiltag(?:er|ende)",
        r"fald(?:e|er|et|ende)?|faldt|reducer\w*|mindske\w*|aftag(?:er|ende)",
    ),
    (r"opret\w*|etabler\w*|åbne\w*", r"nedlæg\w*|nedlagt\w*|nedlagde|lukk\w*|lukning\w*"),
    (
        r"i første omgang|til at (?:begynde|starte) med|som (?:det|den|de) første|først(?=\s*(?:[?.!]|$))",
        r"på (?:længere )?sigt|senere hen|derefter|til sidst(?=\s*(?:[?.!]|$))",
    ),
    (r"aflys\w*|udskudt|udskyde\w*", r"afhold\w*|gennemført\w*|blev holdt"),
    (
        r"mangle[rt]?|manglede|mangel|vanskelig\w* (?:ved )?at finde|udfordre\w* i at finde|utilstrækkelig\w*",
        r"tilstrækkelig\w*|nok (?:\w+e )?(?:pladser|tilbud)|(?:rimelig|god) sammenhæng mellem",
    ),
)
_STATES = tuple(
    tuple(re.compile(rf"(?<!\w)(?:{side})(?!\w)", re.IGNORECASE) for side in pair) for pair in _OPPOSED
)
# The word after "hvem" is the doing, or the office: "hvem har udviklet", "hvem godkender", "hvem er formand".
_WHO_DOES = re.compile(
    r"\bhvem\s+(?:(?:der|har|havde|er|var|blev|bliver|skal|skulle|kan|må|vil|så|nu|egentlig|mon|det|som)\s+)*"
    r"(?P<word>[^\W\d_]{4,})",
    re.IGNORECASE,
)
_SIDE_CLAUSE = re.compile(r"\b(?:hvis|når|inden|før|da|selvom|selv om|fordi|mens|indtil|medmindre)\b")
_NO_DOING = frozenset(
    "ansvar ansvaret ansvarlig ansvarlige opgaven står sidder kommer hedder gælder personen".split()
)
# So far behind the best score a sentence may be and still come first for telling what is asked: where the best only
# leaves it out, and where it tells the opposite.
_NEARLY_AS_GOOD = 2.0
_AGAINST_THE_OPPOSITE = 4.0
_ON_SUBJECT = 0.75


@dataclass(frozen=True)
class AskedState:
    """The states a question asks about, each as a pair (which one of the opposed, which side), and the word for a doing."""

    sides: tuple[tuple[int, int], ...]
    doing: str

    def fit(self, text: str) -> Fit:
        """1 when the text tells of it, -1 when it tells only the opposite, else 0."""
        lowered = text.lower()
        for number, side in self.sides:
            told = sides_in(number, lowered)
            if told and side not in told:
                return -1
            if told:
                return 1
        if self.doing and any(_same_word(self.doing, word) for word in words(lowered)):
            return 1
        return 0

    def __bool__(self) -> bool:
        return bool(self.sides or self.doing)


def asked_state(question: Question) -> AskedState:
    """The state or doing that a question asks about."""
    return _asked_state(question.said.lower(), question.wanted == "who")


@lru_cache(maxsize=256)
def _asked_state(said: str, who: bool) -> AskedState:
    sides = []
    main = _SIDE_CLAUSE.split(said)[0]
    for number in range(len(_STATES)):
        found = sides_in(number, main)
        if len(found) == 1 and " eller " not in said:
            sides.append((number, min(found)))
    doing = _WHO_DOES.search(said) if who else None
    word = doing["word"] if doing is not None else ""
    return AskedState(tuple(sides), "" if word in _NO_DOING or word in STOP_WORDS else word)


def sides_in(number: int, text: str) -> frozenset[int]:
    """Which of two opposed states a text speaks of; words of the first are not read again as the second's."""
    first, second = _STATES[number]
    rest = first.sub(" ", text)
    return frozenset(side for side, found in enumerate((rest != text, bool(second.search(rest)))) if found)


def tells_of(asked: AskedState, text: str) -> bool:
    """Whether a text tells either side of a state that is asked about."""
    return any(sides_in(number, text.lower()) for number, _ in asked.sides)


def telling(ranked: Sequence[Candidate], best: Candidate, question: Question) -> Candidate:
    """The best candidate, or one nearly as good that tells the doing or state asked about where it does not."""
    asked = asked_state(question)
    if not asked or question.yes_no:
        return best
    own = _fit_of(asked, best)
    if own == 1:
        return best
    margin = _AGAINST_THE_OPPOSITE if own == -1 else _NEARLY_AS_GOOD
    for found in ranked:
        if found.score < best.score - margin:
            break
        if (
            found.unit.kind not in ("heading", "row")
            and found.document.metadata.region == best.document.metadata.region
            and found.signals["type"] >= min(1.0, best.signals["type"])
            and (found.covered >= _ON_SUBJECT * best.covered or (own == -1 and _right_by(found, best)))
            and _fit_of(asked, found) == 1
        ):
            return found
    return best


def _right_by(found: Candidate, best: Candidate) -> bool:
    """Whether a sentence stands right before or after the best: what the one grants the other takes back."""
    return found.passage.id == best.passage.id and abs(found.number - best.number) == 1


def _fit_of(asked: AskedState, found: Candidate) -> Fit:
    return asked.fit(f"{found.lead.text if found.lead else ''} {found.text}")


def tells_as_much(question: Question, found: Candidate, best: Candidate) -> bool:
    """Whether a sentence tells as much of the doing or state asked about as another; of "whether" both sides tell."""
    asked = asked_state(question)
    return question.yes_no or _fit_of(asked, found) >= _fit_of(asked, best)


def quoted_for(question: Question, candidate: Candidate, whole_list: bool) -> Statement:
    """What is quoted for a candidate, and the sentence right after it that tells the other side of the state asked about."""
    statement = statement_of(candidate, whole_list)
    units = candidate.passage.passage.units
    after = units[statement.last + 1] if statement.last + 1 < len(units) else None
    if after is None or {after.kind, units[statement.last].kind} != {"sentence"}:
        return statement
    for number, _ in asked_state(question).sides:
        own, next_ = (sides_in(number, text.lower()) for text in (" ".join(statement.texts), after.text))
        if own and next_ - own:
            return Statement(candidate, statement.first, statement.last + 1)
    return statement


def opposite(question: Question, a: Candidate, b: Candidate) -> bool:
    """Whether of the state that a question asks about one sentence tells the one side and another only the other."""
    for number, _ in asked_state(question).sides:
        first, second = sides_in(number, a.text.lower()), sides_in(number, b.text.lower())
        if len(first) == len(second) == 1 and first != second:
            return True
    return False


def _same_word(a: str, b: str) -> bool:
    """Whether two words are forms of one: "udviklet" and "udvikle"; an ending of up to three letters may differ."""
    first, second = stem(a), stem(b)
    if first == second:
        return True
    shared = min(len(first), len(second))
    return shared >= 5 and first[:shared] == second[:shared] and abs(len(first) - len(second)) <= 1
