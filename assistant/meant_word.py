"""The word that a follow-up asks the meaning of without saying it: "hvad betyder det ord?"."""

from __future__ import annotations

import re

from assistant.answer import Answer
from assistant.asked import Asked
from assistant.glossary import Glossary

_WORD = r"(?:(?:det|dette|selve) )?(?:ord(?:et)?|begreb(?:et)?|udtryk(?:ket)?|fagord(?:et)?)"
_ASKS = re.compile(
    rf"\W*(?:(?:og|men|ok|jamen|så) )*(?:hvad (?:betyder|er|menes (?:der )?med|vil|dækker)|hva betyder|forklar|kan du forklare) "
    rf"(?:(?P<word>{_WORD})|det|dette|den)(?: (?:egentlig|så|sige|over|for noget|helt præcist))*\W*",
    re.IGNORECASE,
)
WHICH = "Skriv det ord, du vil have forklaret, for eksempel: Hvad betyder {example}?"
_EXAMPLE = "driftsherre"


def with_the_word(asked: Asked, glossary: Glossary) -> str:
    """The message with the one word of the glossary that the question before named; itself for any other."""
    found = _ASKS.fullmatch(asked.message)
    terms = _named(asked, glossary) if found else []
    return f"Hvad betyder {terms[0]}?" if len(terms) == 1 else asked.message


def which_word(asked: Asked, glossary: Glossary) -> Answer | None:
    """A question back where a word is asked for and several, or none, may be meant; None for any other message."""
    found = _ASKS.fullmatch(asked.message)
    if found is None or not found["word"]:
        return None
    terms = _named(asked, glossary)
    if len(terms) == 1:
        return None
    text = WHICH.format(example=terms[0] if terms else _EXAMPLE)
    return Answer(status="needs_input", answer=text, as_of=asked.today)


def _named(asked: Asked, glossary: Glossary) -> list[str]:
    """The words of the glossary in the last question of a talk, each once."""
    if not asked.turns:
        return []
    last = asked.turns[-1]
    text = str(last.understood.get("text", last.question))
    return list(dict.fromkeys(entry.term for _, _, entry in glossary.terms_in(text)))
