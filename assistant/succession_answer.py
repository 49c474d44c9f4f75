"""The answer to who held an office before or after somebody: both lines quoted, each from its own agreement."""

from __future__ import annotations

from datetime import date

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.citations import Citations
from assistant.compose import NOT_FOUND, Statement, source_line
from assistant.composer import Composer
from assistant.question import Question
from assistant.succession import Direction, Succession

_OPENINGS: dict[Direction, tuple[str, str]] = {
    "after": ("I den næste aftale, der er indlæst: ", "Tidligere: "),
    "before": ("I den forrige aftale, der er indlæst: ", "Derefter: "),
}
NO_OTHER: dict[Direction, str] = {
    "after": "I de senere aftaler, der er indlæst, er der ikke fundet en anden på posten.",
    "before": "I de tidligere aftaler, der er indlæst, er der ikke fundet en anden på posten.",
}


def succession_answer(
    composer: Composer, asked: Asked, question: Question, found: list[Succession], day: date
) -> Answer:
    """Who came after or before, beside the one the question names; `not_found` where no agreement names another."""
    citations = Citations(composer.snapshot)
    lines: list[str] = []
    statements: list[Statement] = []
    for each in found:
        if each.found is None:
            continue
        for holder, opening in zip((each.found, each.former), _OPENINGS[each.direction], strict=True):
            candidate = holder.candidate(composer.snapshot)
            if candidate is not None:
                statement = Statement(candidate, holder.number, holder.number)
                mark = citations.cite_unit(holder.passage, holder.number, holder.number)
                lines.append(source_line(statement, mark, opening))
                statements.append(statement)
    if not statements:
        more = [NO_OTHER[found[0].direction]] if found else []
        return Answer(status="not_found", answer=" ".join([NOT_FOUND, *more]), as_of=asked.today)
    return composer.compose(lines, statements, citations, asked, day, question)
