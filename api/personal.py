"""Asking before a private person's name, telephone number or date of birth is sent. All of it blocks.

Who is asked, and how:

- The web page asks always. Without JavaScript the question comes back in its form with a button to send it all the
  same; with it the same happens in place. Nothing is kept before the answer to that.
- `rammeaftale ask` asks where a person sits at a terminal, and is told yes beforehand with --ja. In a pipe, where
  nobody can answer, it says so on stderr and goes on.
- POST /api/chat and POST /api/conversations ask where the client wants it: with `confirm_personal: false` they refuse
  with 409 and the code "personoplysninger", and the client sends `true` once its user has said so. Without the field
  nothing changes for a client. OpenAI's protocol and MCP have no way to ask back, so there nothing is asked.

A CPR number is never a question: it is taken out everywhere (assistant/privacy.py).
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from api.refusal import Refused
from assistant.answering import Answering
from assistant.assistant import Assistant
from assistant.personal import Detail, Personal

CODE = "personoplysninger"
_KNOWN: WeakKeyDictionary[Answering, Personal] = WeakKeyDictionary()


class AskFirst(Refused):
    """The question may be about a private person; it is sent once its writer has said so."""

    def __init__(self, details: list[Detail]) -> None:
        found = ", ".join(f"{each.kind} (»{each.text[:60]}«)" for each in details[:5])
        super().__init__(
            409,
            CODE,
            f"Der ser ud til at stå oplysninger om en privatperson i spørgsmålet: {found}. De er ikke nødvendige for at "
            "få svar. Ret spørgsmålet, eller send det alligevel.",
        )


def ask_first(assistant: Assistant, text: str) -> None:
    """Raises AskFirst for a text that points at a private person."""
    answering = assistant.answering
    known = _KNOWN.get(answering)
    if known is None:
        known = _KNOWN[answering] = Personal(answering.snapshot.texts, answering.regions)
    if details := known.details(text):
        raise AskFirst(details)
