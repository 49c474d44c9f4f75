"""A question about several regions as it would be asked of one of them."""

from __future__ import annotations

import re

from assistant.question import Question, understand
from ingest.regions import Regions

_BETWEEN = r"(?:,|\bog\b|\beller\b|\bsamt\b|\bi forhold til\b|\bkontra\b|\bend\b)"


def of_one_region(question: Question, region: str, regions: Regions) -> Question:
    """The question with that region's name in place of the others'; the question itself where it does not name it."""
    own = next((mention.matched for mention in question.mentions if mention.region == region), None)
    if own is None or len(question.regions) < 2:
        return question
    text = question.text
    for mention in sorted(question.mentions, key=lambda mention: -mention.start):
        text = text[: mention.start] + own + text[mention.end :]
    name = re.escape(own)
    again = rf"(\b{name}\b)(?:\s*{_BETWEEN}\s*(?:(?:i|på|for|hos|af)\s+)?{name}\b)+"
    return understand(re.sub(again, r"\1", text), regions)
