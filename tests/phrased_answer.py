"""An answer that a language model may phrase, for the tests of what becomes of it."""

from __future__ import annotations

from assistant.answer import Answer

PLACES = "Hvor mange pladser er omfattet af rammeaftalen i Midtjylland?"
PLACES_QUOTE = (
    "I Midtjylland er ca. 10.000 pladser inden for det specialiserede social- og specialundervisningsområde "
    "omfattet af Rammeaftalen."
)
TURNED = (
    "Rammeaftalen i Midtjylland omfatter ca. 10.000 pladser inden for det specialiserede social- og "
    "specialundervisningsområde."
)


def core(answer: Answer) -> dict[str, object]:
    """What a model may not touch."""
    return answer.model_dump(
        include={
            "status",
            "citations",
            "computations",
            "glossary",
            "depends_on",
            "conflicts",
            "needs",
            "suggestions",
        }
    )
