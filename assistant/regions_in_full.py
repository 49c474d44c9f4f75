"""Regions that a question names in short or by the others ("i syd og midt", "de to andre regioner"), by their names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.asked import Asked
from assistant.glossary import Glossary
from assistant.listed_before import with_the_point
from assistant.meant_word import with_the_word
from assistant.more_of_it import about_what
from index.snapshot import Snapshot
from ingest.regions import Regions

_FULL = {"midt": "Midtjylland", "syd": "Syddanmark", "nord": "Nordjylland"}
_SHORT = re.compile(r"(?<![\w-])(?P<name>midt|syd|nord)(?P<s>s?)(?![\w-])", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:\b(?:i|fra|for|hos|til|af|med|ved|både|mellem|mener|siger|gør|har|end|mod(?:sat|sætning til)|kontra|versus|vs\.?|"
    r"og|eller|samt|så)|[,/:–-])\s*$",
    re.IGNORECASE,
)
# "Midt i perioden", "syd for", "midt om sommeren": no region. A year behind "i" is no place.
_ELSE = re.compile(
    r"\s+(?:(?:i|om|under|mellem|imellem|for|fra|mod|over|blandt)\b(?!\s*(?:perioden\s+)?(?:20)?\d\d\b))"
)
_JOINED = re.compile(r"\s*(?:,|/|og|eller|samt|kontra|versus|vs\.?|mod|modsat)\s*(?:i\s+)?$", re.IGNORECASE)
_OPENS = r"(?:og |så |men |hvad med |hvad så med |hvordan med |hvordan er det )*"
_REPLY = re.compile(rf"^\W*{_OPENS}(?:i |for |hos |fra )?(?:midt|syd|nord)\W*$", re.IGNORECASE)
_PLACES = r"(?:region(?:er(?:ne)?)?|landsdele?(?:ne)?|steder?)"
_OTHERS = re.compile(
    rf"(?:\b(?:alle )?de (?:(?:to|tre|fire|2|3|4) )?|(?<=\bi )|(?<=\bhos )|(?<=\bfor )|\balle )"
    rf"(?:andre|øvrige|resterende)(?: (?:to|tre|fire|2|3|4))? {_PLACES}\b"
    rf"|\bresten af {_PLACES}\b|\bandetsteds\b",
    re.IGNORECASE,
)
_OTHERS_REPLY = re.compile(
    rf"^(?P<before>\W*{_OPENS}(?:i |for |hos |fra )?)(?:resten|de (?:to |tre |fire )?(?:andre|øvrige)(?: to| tre)?)(?P<after>(?: så| da)?\W*)$",
    re.IGNORECASE,
)
_ALL = re.compile(
    rf"\b(?:alle(?: de)?|samtlige)(?: (?:tre|fire|fem|3|4|5))? {_PLACES}\b|\bhele landet\b|\bde (?:tre|fire|fem) {_PLACES}\b",
    re.IGNORECASE,
)


def said_in_full(asked: Asked, snapshot: Snapshot, regions: Regions, glossary: Glossary) -> Asked:
    """The question with what it only points at by its name: a word, a point of a list, regions in short, the others."""
    spoken: Sequence[str] = ()
    if asked.turns:
        message = about_what(with_the_word(asked, glossary))
        asked = with_the_point(replace(asked, message=message), snapshot, regions)
        spoken = asked.turns[-1].understood.get("regions", ())
    loaded = sorted({each.metadata.region for each in snapshot.documents.values() if each.metadata.region})
    return replace(asked, message=in_full(asked.message, spoken, loaded, regions))


def in_full(message: str, spoken_of: Sequence[str], loaded: Sequence[str], regions: Regions) -> str:
    """The message with short names of regions written out, and "the others" as the regions they are.

    `spoken_of` are the regions of the turn before, `loaded` those that documents are from: the others are those of
    them that neither the message names nor, where it names none, the turn before.
    """
    text = _short_names(message, regions)
    own = list(dict.fromkeys(mention.region for mention in regions.find(text)))
    spoken = own or list(spoken_of)
    others = [name for name in loaded if name not in spoken]
    if not spoken or not others:
        return text
    named = _listed(others)
    if not own:
        reply = _OTHERS_REPLY.match(text)
        if reply is not None:
            return f"{reply['before']}{named}{reply['after']}"
        text = _ALL.sub(_listed(loaded), text)
    return _OTHERS.sub(named, text)


def _short_names(text: str, regions: Regions) -> str:
    taken = [(mention.start, mention.end) for mention in regions.find(text)]
    found = [
        each
        for each in _SHORT.finditer(text)
        if not any(start < each.end() and each.start() < end for start, end in taken)
    ]
    kept: list[re.Match[str]] = []
    for each in reversed(found):
        # "Midt og syd …": the first of a row is named as the next one is.
        follows = min(
            (
                start
                for start in [*(other.start() for other in kept), *(s for s, _ in taken)]
                if start >= each.end()
            ),
            default=None,
        )
        joined = follows is not None and _JOINED.fullmatch(text[each.end() : follows]) is not None
        capital = each["name"][0].isupper() and not text.isupper() and each.start() > 0
        led = _LEADS.search(text[: each.start()]) is not None
        if (joined or capital or led or _REPLY.match(text)) and not _ELSE.match(text[each.end() :]):
            kept.append(each)
    for each in kept:
        text = text[: each.start()] + _FULL[each["name"].lower()] + each["s"] + text[each.end() :]
    return text


def _listed(names: Sequence[str]) -> str:
    return " og ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
