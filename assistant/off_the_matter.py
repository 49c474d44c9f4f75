"""Whether a sentence that fits a question pointing back ("gælder det hver kommune?") is of another matter."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.conversation import Turn
from assistant.evidence import Candidate
from assistant.followups import Resolved

# Below this share of what was spoken of before, in what stands around it, a sentence is of something else.
_SPOKEN_OF = 0.1


def off_the_matter(resolved: Resolved, turns: Sequence[Turn], best: Candidate) -> bool:
    """Whether a yes/no question leaves out what it is about, and neither the sentence's passage nor its headings hold that.

    What stands under a heading that was just quoted is on the matter, whatever its words.
    """
    if not (resolved.question.yes_no and resolved.depends and resolved.inherited and turns):
        return False
    if best.signals["inherited"] >= _SPOKEN_OF:
        return False
    span = best.section.span
    return not any(
        made.document == best.document.id and span.start <= made.start < span.end
        for made in turns[-1].answer.citations
    )
