"""More of what was just quoted ("kan du uddybe?", "fortæl mere"): what else stands under its heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.answer import Answer, Citation
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import Statement, source_line
from assistant.composer import Composer
from assistant.evidence import Candidate
from assistant.question import Question
from index.store import StoredPassage

_POLITE = r"(?:(?:og|men|ok|okay|fint|super|tak|så|jo|gerne|lige|please) )*(?:(?:kan|vil|må|kunne) (?:du|i|jeg|man|vi) (?:ikke )?(?:lige |godt |få dig til at )?)?"
_NEARER = r"(?:(?: lidt| noget)? (?:nærmere|mere|yderligere|detaljeret))?"
_IT = r"(?:det|den|dem|dette|svaret)"
_TELL = r"(?:uddyb(?:e|es)?|forklare?|fortæl(?:le)?|beskrive?)"
_MORE = re.compile(
    rf"{_POLITE}(?:uddyb(?:e|es)?(?: {_IT})?{_NEARER}|(?:forklare?|beskrive?) {_IT}{_NEARER}|"
    rf"(?:fortæl(?:le)?|skriv(?:e)?|sig(?:e)?|få|vise?)(?: mig| os)?(?: noget| lidt)? mere(?: om {_IT})?|(?:gå|gå lidt) i dybden(?: med {_IT})?|"
    rf"(?:en )?uddybning(?: tak)?|flere detaljer(?: tak)?|mere(?: om {_IT}| info\w*| tak)?|"
    r"(?:(?:hvad )?(?:står|er) der (?:mere|andet|noget mere)(?: om det| om den)?|er der mere(?: om det| om den)?|hvad mere(?: står der)?)|"
    r"læs videre|fortsæt|videre)(?: tak| da)?",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    rf"^\W*{_POLITE}(?:uddyb(?:e)?{_NEARER}|{_TELL}(?: mig| os)?{_NEARER}(?: om)?|mere om)\s+(?P<x>\w.{{2,}}?)(?:\s+(?:nærmere|lidt mere))?\s*[?.!]*$",
    re.IGNORECASE,
)
_NO_THING = re.compile(r"hv|(?:mig|os|for)\b|(?:det|den|dem|dette)(?:\s+\w+ere)?\W*$", re.IGNORECASE)
NO_MORE = "Det, der blev citeret, er alt, hvad der står under »{heading}« i {title}. Spørg om et andet afsnit, eller stil spørgsmålet på en anden måde."
NOTHING_BEFORE = "Det forrige svar citerede ikke noget, der kan uddybes. Stil spørgsmålet på en anden måde."
# So many further sentences are quoted at once.
_MOST = 4


def asks_more(message: str) -> bool:
    """Whether a message asks for nothing but more of what was just answered."""
    return _MORE.fullmatch(" ".join(re.sub(r"[^\w\s]", " ", message).split())) is not None


def about_what(message: str) -> str:
    """ "Kan du uddybe X?" after another question, as the question what is said of X; the message itself for any other."""
    found = None if asks_more(message) else _ABOUT.match(message)
    if found is None or _NO_THING.match(found["x"]):
        return message
    return f"Og hvad siger man om {found['x']}?"


def more_of_it(asked: Asked, question: Question, composer: Composer) -> Answer | None:
    """What stands under the heading of the first quote of the last answer and was not quoted yet; None for any other message.

    What follows the quote goes before what stands above it.
    """
    if not asked.turns or not asks_more(asked.message):
        return None
    if asked.turns[-1].answer.status in ("computed", "needs_input"):
        return None
    snapshot = composer.snapshot
    quoted = [
        made for turn in asked.turns for made in turn.answer.citations if made.document in snapshot.documents
    ]
    last = [made for made in asked.turns[-1].answer.citations if made.document in snapshot.documents]
    if not last:
        return Answer(status="not_found", answer=NOTHING_BEFORE, as_of=asked.today)
    first = last[0]
    places = [
        (passage, number)
        for passage in snapshot.document_passages(first.document)
        for number, unit in enumerate(passage.passage.units)
        if unit.kind != "heading" and _heading(passage, composer) == first.section
    ]
    rest = [place for place in places if not _among(place, first.document, quoted)]
    after = [place for place in rest if _starts(place) >= first.end]
    rest = sorted(after or rest, key=_starts)
    chosen = rest[:_MOST]
    while chosen and len(chosen) < len(rest) and _goes_on(chosen[-1], rest[len(chosen)]):
        chosen = rest[: len(chosen) + 1]
    if not chosen:
        heading = first.section.rpartition(" – ")[2]
        return Answer(
            status="not_found", answer=NO_MORE.format(heading=heading, title=first.title), as_of=asked.today
        )
    return _quoted(chosen, asked, question, composer, asked.as_of or asked.today)


def _quoted(
    places: Sequence[tuple[StoredPassage, int]],
    asked: Asked,
    question: Question,
    composer: Composer,
    day: date,
) -> Answer | None:
    """Those sentences, what stands side by side as one quote."""
    citations = Citations(composer.snapshot)
    runs: list[tuple[StoredPassage, int, int]] = []
    for passage, number in places:
        last = runs[-1] if runs else None
        if last is not None and last[0].id == passage.id and last[2] == number - 1:
            runs[-1] = (passage, last[1], number)
        else:
            runs.append((passage, number, number))
    statements: list[Statement] = []
    lines: list[str] = []
    for passage, begin, end in runs:
        section = composer.snapshot.section(passage.document_id, passage.passage.section)
        if section is None:
            return None
        document = composer.snapshot.documents[passage.document_id]
        statement = Statement(Candidate(document, passage, section, begin, {}, 0.0), begin, end)
        lines.append(source_line(statement, citations.cite_unit(passage, begin, end)))
        statements.append(statement)
    return composer.compose(lines, statements, citations, asked, day, question)


def _heading(passage: StoredPassage, composer: Composer) -> str:
    section = composer.snapshot.section(passage.document_id, passage.passage.section)
    return "" if section is None else " – ".join(section.path)


def _goes_on(place: tuple[StoredPassage, int], after: tuple[StoredPassage, int]) -> bool:
    """Whether a list, or what introduces it, goes on with the next sentence."""
    unit, following = (each[0].passage.units[each[1]] for each in (place, after))
    return following.kind == "item" and (unit.kind == "item" or unit.text.rstrip().endswith(":"))


def _starts(place: tuple[StoredPassage, int]) -> int:
    return place[0].passage.units[place[1]].span.start


def _among(place: tuple[StoredPassage, int], document: str, quoted: Sequence[Citation]) -> bool:
    span = place[0].passage.units[place[1]].span
    return any(
        made.document == document and made.start < span.end and span.start < made.end for made in quoted
    )
