"""Text that speaks to a language model instead of a reader. It is shown as a quote at most, never given to a model."""

from __future__ import annotations

import re
import unicodedata

_ADDRESSES = re.compile(
    r"\b(?:"
    # Forget what you were told.
    r"(?:ignor\w*|glem\w*|se bort fra|tilsidesæt\w*|overhør\w*|disregard|forget|override|overrule|bypass)\W+(?:\w+\W+){0,5}"
    r"(?:instruk\w*|anvisning\w*|beskeder|ordre\w*|regler\w*|instruction\w*|prompt\w*|rules|guidelines|directions|messages)"
    r"|(?:previous|prior|earlier|above|foregoing|tidligere|foregående|ovenstående|forrige)\W+(?:\w+\W+){0,2}"
    r"(?:instruk\w*|anvisning\w*|instruction\w*|prompt\w*|directions)"
    r"|(?:nye|new|følgende|following|disse|these)\W+(?:instruks\w*|instruktion\w*|instructions)"
    r"|(?:følg|follow|adlyd|obey)\W+(?:\w+\W+){0,3}(?:instruks\w*|instruktion\w*|instructions?|ordre\w*|kommando\w*)"
    # You are …
    r"|du er (?:nu )?(?:en |et )?(?:hjælpsom |fri |ny )*(?:sprogmodel\w*|assistent\w*|ai\b|chatbot\w*|model\b|robot\w*|system\w*|dan\b)"
    r"|you are (?:now )?(?:an? )?(?:\w+ )*(?:assistant|language model|ai|chatbot|model|dan|system|free)\b"
    r"|(?:as|som) (?:an? |en )?(?:ai|language model|sprogmodel|ai-model|assistent)\b"
    r"|(?:kære|hej|til|dear|hey|attention|note to|besked til|obs) (?:the |enhver |den )?(?:ai|assistent\w*|assistant|sprogmodel\w*|"
    r"language model|model(?:len)?|chatbot\w*|llm)\b"
    r"|(?:sprogmodel\w*|assistenten|chatbotten|language model|the assistant|the model|the ai|llm)\W+(?:skal|må|bør|must|should|shall|will|is to|kan)\b"
    # Answer so.
    r"|(?:svar|skriv|sig|udskriv|gentag|answer|respond|reply|say|print|output|repeat|write|return)\W+(?:\w+\W+){0,3}"
    r"(?:altid|kun|blot|udelukkende|always|only|just|exactly|præcis|ordret|med (?:ordet|ordene|teksten|sætningen)|with the|følgende|"
    r"the following|json|password|adgangskode\w*|nøgle\w*|api)\b"
    r"|(?:afslør|vis|oplys|udlever|reveal|show|leak|disclose|tell)\W+(?:\w+\W+){0,3}(?:prompt\w*|systembesked\w*|system message|"
    r"api-?\W?(?:key|nøgle)\w*|nøgle\w*|secret\w*|password\w*|adgangskode\w*|instruk\w*|instruction\w*)"
    r"|(?:system|developer|jailbreak|hidden|skjult\w*)\W?(?:prompt|message|besked|instruk\w*|instruction\w*|mode)\b"
    r"|(?:prompt|command|kommando) ?injection|jailbreak\w*|im start|im end|endoftext|inst\b(?= )"
    r"|(?:udfør|kør|kald|execute|run|call|invoke)\W+(?:\w+\W+){0,3}(?:kommando\w*|command\w*|sql|tool|værktøj\w*|function|funktion\w*|script|kode|code)\b"
    r")",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(
    r"<\|[^|]*\|>|\[/?INST\]|<</?SYS>>|^\s*(?:system|assistant|user)\s*:", re.MULTILINE | re.IGNORECASE
)


def speaks_to_a_model(text: str) -> bool:
    """Whether a text speaks to a model. A guard beside the checks of what a model says, not in their place."""
    normal = "".join(
        sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf"
    )
    if _SEPARATORS.search(normal):
        return True
    return _ADDRESSES.search(" ".join(normal.replace("_", " ").split())) is not None
