"""Whether a sentence names what is asked for by "hvad hedder …"."""

from __future__ import annotations

import re

from index.danish import stem

# "(DASSOS)" after a description is its name.
_SHORT_NAME = re.compile(r"\([A-ZÆØÅ]{3,}\)")
ASKS_ITS_NAME = re.compile(r"\bhvad hedder (?:(?:det|den|de) )?(?:\w+(?:e|ske) )*(\w+)")


def names_it(asked: str, sentence: str) -> float:
    """Whether a name stands right beside the thing whose name is asked for, or is a compound of it ("Dialogforum")."""
    found = ASKS_ITS_NAME.search(asked)
    noun = stem(found.group(1)) if found else ""
    tokens = re.findall(r"\w+", sentence)
    for at, token in enumerate(tokens):
        beside = [*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 4]]
        root = stem(token.lower())
        if root == noun and any(other[0].isupper() for other in beside):
            return 1.0
        if root != noun and root.endswith(noun) and token[0].isupper() and token.lower() not in asked:
            return 1.0
    return 1.0 if _SHORT_NAME.search(sentence) else 0.3
