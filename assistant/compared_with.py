"""A follow-up that sets another region beside the one spoken of: "hvad er forskellen til Midtjylland?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assistant.asked_anew import in_place_of_all, without_times
from assistant.question import Question, understand
from ingest.regions import Regions

_COMPARED = re.compile(
    r"\b(?:sammenlign\w*|forskel\w*|anderledes|i forhold til|kontra|modsat|i modsætning til|ens|sammenhold\w*|(?:det|den|de) samme(?: som)?)\b",
    re.IGNORECASE,
)
COMPARED_WORD = re.compile(
    r"(?:sammenlign|forskel|anderledes|forhold|kontra|modsat|modsætning|ens|sammenhold|samme)\w*",
    re.IGNORECASE,
)


def compared_with(said: Question, before: Mapping[str, Any], regions: Regions) -> Question | None:
    """ "Hvad er forskellen til Midtjylland?": the last whole question asked of the regions before and of this one.

    None where it names no other region, asks for something of its own, or no region was spoken of.
    """
    spoken = tuple(name for name in before.get("regions", ()) if name not in said.regions)
    if not spoken or not _COMPARED.search(said.text) or not all(map(COMPARED_WORD.fullmatch, said.subject)):
        return None
    text = str(before.get("matter", before.get("text", ""))).rstrip(" ?!.")
    places, named = regions.find(text), " og ".join((*spoken, *said.regions))
    text = in_place_of_all(text, places, named) if places else f"{text} i {named}"
    return _compared(text, regions)


def compared_with_the_older(said: Question, before: Mapping[str, Any], regions: Regions) -> Question | None:
    """ "Er det det samme som før?": the last whole question asked of both agreements of the region spoken of."""
    if said.version != "older" or len(before.get("regions", ())) != 1 or not _COMPARED.search(said.text):
        return None
    if not all(map(COMPARED_WORD.fullmatch, said.subject)):
        return None
    text = without_times(str(before.get("matter", before.get("text", "")))).rstrip(" ?!.")
    return _compared(f"{text} i begge aftaler", regions)


def _compared(text: str, regions: Regions) -> Question:
    opening = "Sammenlign " if re.match(r"hv", text, re.IGNORECASE) else ""
    return replace(understand(f"{opening}{text[:1].lower()}{text[1:]}?", regions), comparing=True)
