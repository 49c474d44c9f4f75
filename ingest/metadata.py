"""What a text says about itself: title, kind, region, period, standing. Proposals, for a person to confirm."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Literal

from ingest.cleaning import readable
from ingest.documents import Metadata, Span
from ingest.in_force_words import stated_period
from ingest.layout import blocks_of
from ingest.regions import Regions
from ingest.standing import OF_KIND, standing_in
from ingest.titles import own_title

_AMENDS = (
    r"(?:allonge|addendum|rettelsesblad|ændringsaftale|(?:aftale)?tillæg(?:saftale)?)"
    r"(?: nr\.?)?(?: ?\d+| [ivx]+)?"
)
# In the order they are looked for at the top of the text; the first that is found there decides.
_KINDS = (
    (
        "tillæg",
        re.compile(rf"\b{_AMENDS}(?: til| om)\b[^.\n]{{0,60}}?\w*(?:aftale|strategi)|^{_AMENDS}\W*$", re.I),
    ),
    (
        "sagsfremstilling",
        re.compile(r"\b(sagsfremstilling|sagsgang|indstilling|dagsorden|beslutning i)\b", re.I),
    ),
    (
        "statusrapport",
        re.compile(r"\b(opsamling|statusrapport|årsrapport|afrapportering|opfølgning)\b", re.I),
    ),
    ("samarbejdsaftale", re.compile(r"\bsamarbejdsaftale\b", re.I)),
    ("program", re.compile(r"\bprogram for\b", re.I)),
    ("rammeaftale", re.compile(r"\bram+e?aftale\b", re.I)),
    ("styringsaftale", re.compile(r"\bstyringsaftale\b", re.I)),
    ("udviklingsstrategi", re.compile(r"\budviklingsstrategi\b", re.I)),
)
_CASE = next(pattern for kind, pattern in _KINDS if kind == "sagsfremstilling")
_PERIOD = re.compile(r"\b(20\d\d)\s*[-–/]\s*(20)?(\d\d)\b(?!\s*[-/.]\s*\d)")
_YEAR = re.compile(r"\b(20\d\d)\b")
_TOP = 1_500
UNCONFIRMED = "ikke bekræftet"
# Whose title names the region they are of.
_AGREEMENTS = frozenset({"rammeaftale", "styringsaftale", "udviklingsstrategi"})
# Lines above a title: which enclosure or case it is, dates, numbers.
_ABOVE_TITLE = re.compile(
    r"(?:bilag|punkt|pkt|dagsordenspunkt)\.?(?: nr\.?)? ?\w{1,3}[.:]?|(?:dato|den|version|side)\b[^a-zæøå]*(?:[a-zæøå]+ )?[^a-zæøå]*"
    r"|(?:sags?|journal|dok|dokument|j)\.?[ -]?(?:id|nr|nummer)?\.?:? ?[\w./-]*\d[\w./ -]*|udkast|[\d\W]+",
    re.IGNORECASE,
)

Field = Literal["title", "region", "kind", "valid_from", "valid_to", "standing"]


@dataclass(frozen=True)
class Finding:
    """One thing read out of a text. `span` is where it stands, in characters of the stored text; None: nowhere.

    `value` is None where nothing was found; `how` then says what was looked for.
    """

    field: Field
    value: str | date | None
    how: str
    span: Span | None = None


def propose(text: str, file_name: str, regions: Regions, title: str | None = None) -> Metadata:
    """Metadata for text that nothing is known about."""
    found = {each.field: each.value for each in findings(text, file_name, regions, title)}
    region, first, last = found["region"], found["valid_from"], found["valid_to"]
    return Metadata(
        title=str(found["title"]),
        region=region if isinstance(region, str) else None,
        kind=str(found["kind"]),
        valid_from=first if isinstance(first, date) else None,
        valid_to=last if isinstance(last, date) else None,
        standing=UNCONFIRMED,
    )


def findings(
    text: str, file_name: str, regions: Regions, title: str | None = None, start: int = 0
) -> tuple[Finding, ...]:
    """What is proposed for each field and how it was found; `start` is where the text begins in its file."""
    named, title_span = _title(text, file_name, title)
    top = text[:_TOP]
    region, region_span = _region(f"{named.value}\n{top}", text, regions)
    kind, kind_how, kind_span = _kind(str(named.value), title_span, top)
    period = _period_finding(text, file_name, str(named.value), title_span)
    if kind in _AGREEMENTS | {"tillæg"}:
        period = _as_stated(text, period, kind == "tillæg")
    standing = _standing(str(kind), text, period[0].value)
    if region and kind in _AGREEMENTS | {"tillæg"} and region_span and region_span.start < _TOP:
        named = _with_region(named, region, regions)
    found = (
        named,
        Finding("region", region, "den region, teksten nævner mest", region_span)
        if region
        else Finding("region", None, "teksten nævner ingen region oftere end de andre"),
        Finding("kind", kind, kind_how, kind_span),
        *period,
        standing,
    )
    return tuple(
        Finding(each.field, each.value, each.how, Span(each.span.start + start, each.span.end + start))
        if each.span is not None
        else each
        for each in found
    )


def propose_id(metadata: Metadata, taken: set[str]) -> str:
    """A readable id that is not taken: "nordjylland-rammeaftale-2025-26"."""
    period = ""
    if metadata.valid_from and metadata.valid_to:
        a, b = metadata.valid_from.year, metadata.valid_to.year
        period = f"{a}-{b % 100:02d}" if b > a else str(a)
    base = _slug(" ".join(filter(None, (metadata.region, metadata.kind, period))))
    if not metadata.region or not period:
        base = _slug(metadata.title)[:60].strip("-") or "dokument"
    number, name = 2, base
    while name in taken:
        name, number = f"{base}-{number}", number + 1
    return name


def _slug(text: str) -> str:
    text = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def _title(text: str, file_name: str, title: str | None) -> tuple[Finding, Span | None]:
    stored = own_title(title)
    if stored is not None:
        at = _as_heading(text, stored)
        how = "filens egen titel" if at is None else "tekstens første overskrift"
        return Finding("title", stored[:200], how, at), at
    lines = [
        (readable(text, block.start, block.end).text, block)
        for block in blocks_of(text, 0, min(len(text), 20_000))[:6]
    ]
    named = [(line, at) for line, at in lines if 4 <= len(line) <= 200 and re.search(r"[^\W\d_]{3}", line)]
    below = next((number for number, (line, _) in enumerate(named) if not _ABOVE_TITLE.fullmatch(line)), 0)
    # Who sends it may stand above what it is.
    if named and not _names_itself(named[below][0]):
        heading = (n for n, (line, at) in enumerate(named) if at.kind == "heading" and _names_itself(line))
        below = next(heading, below)
    for line, block in named[below:]:
        span = _stripped(text, block.start, block.end)
        how = "tekstens første overskrift" if block.kind == "heading" else "tekstens første linje"
        return Finding("title", line, how, span), span
    name = PurePath(file_name).stem.replace("_", " ").strip() or file_name
    return Finding("title", name, "filens navn; teksten har ingen linje, der ligner en titel"), None


def _names_itself(line: str) -> bool:
    return any(pattern.search(line) for _, pattern in _KINDS)


def _as_heading(text: str, title: str) -> Span | None:
    """Where the title stands as a line of its own at the top of the text."""
    found = re.search(rf"^[#* \t]*({re.escape(title)})[#* \t]*$", text[:_TOP], re.MULTILINE)
    return Span(*found.span(1)) if found else None


def _with_region(named: Finding, region: str, regions: Regions) -> Finding:
    """The title with the region behind it, unless it names one: there is an agreement of that name in every region."""
    title = str(named.value)
    if regions.find(title):
        return named
    return Finding("title", f"{title}, {region}", f"{named.how}; regionen er føjet til", named.span)


def _stripped(text: str, start: int, end: int) -> Span:
    """The span without the white space and the marks of a heading at its ends."""
    inside = text[start:end]
    at = start + len(inside) - len(inside.lstrip("#* \t\n"))
    return Span(at, max(start + len(inside.rstrip("#* \t\n")), at))


def _kind(title: str, title_span: Span | None, top: str) -> tuple[str, str, Span | None]:
    for searched in (title, top):
        # What a text amends it names in its title: further down it is spoken of by any agreement.
        kinds = _KINDS if searched is title else [each for each in _KINDS if each[0] != "tillæg"]
        found = [(m.start(), m.end(), kind) for kind, pattern in kinds if (m := pattern.search(searched))]
        if found:
            first = min(found)
            # A case file names the agreement in its title; what it is shows in the headings below.
            if first[2] in ("rammeaftale", "tillæg") and (case := _CASE.search(top)):
                return (
                    "sagsfremstilling",
                    "et ord, som kun sager har, står øverst",
                    Span(case.start(), case.end()),
                )
            if searched is top:
                return first[2], "ordet står øverst i teksten", Span(first[0], first[1])
            return first[2], "ordet står i titlen", title_span
    return "dokument", "ingen kendt slags er nævnt øverst i teksten", None


def _region(head: str, text: str, regions: Regions) -> tuple[str | None, Span | None]:
    for searched, weight in ((head, 1), (text[:40_000], 2)):
        counts = Counter(mention.region for mention in regions.find(searched) if not mention.misspelled)
        ranked = counts.most_common(2)
        if ranked and (len(ranked) == 1 or ranked[0][1] >= 2 * ranked[1][1] or weight == 2):
            region = ranked[0][0]
            first = next(
                (
                    Span(mention.start, mention.end)
                    for mention in regions.find(text[:40_000])
                    if mention.region == region and not mention.misspelled
                ),
                None,
            )
            return region, first
    return None, None


def _period_finding(
    text: str, file_name: str, title: str, title_span: Span | None
) -> tuple[Finding, Finding]:
    how, span = "", None
    period = _period(f"{file_name} {title}")
    if period:
        in_title = _period(title) == period
        how = "perioden i titlen" if in_title else "perioden i filens navn"
        span = title_span if in_title else None
    elif period := _period(text):
        how = "den periode, teksten nævner oftest"
        span = next((Span(m.start(), m.end()) for m in _PERIOD.finditer(text) if _years(m) == period), None)
    if not period:
        how = "teksten nævner ingen periode som 2025-26"
        return Finding("valid_from", None, how), Finding("valid_to", None, how)
    return (
        Finding("valid_from", date(period[0], 1, 1), how, span),
        Finding("valid_to", date(period[1], 12, 31), how, span),
    )


def _as_stated(text: str, read: tuple[Finding, Finding], amends: bool) -> tuple[Finding, Finding]:
    """The period as the text says it in words: where no years like "2025-26" name it, and when an amendment begins."""
    stated = stated_period(text)
    if stated is None:
        return read
    first, last, span = stated
    begins = Finding("valid_from", first, "den dag, teksten siger, at den gælder fra", span)
    if amends:
        ends = read[1].value
        return begins, read[1] if isinstance(ends, date) and ends > first else Finding(
            "valid_to", last, begins.how
        )
    if read[0].value is not None or last is None:
        return read
    return begins, Finding("valid_to", last, "den dag, teksten siger, at den gælder til", span)


def _standing(kind: str, text: str, begins: object) -> Finding:
    if kind in OF_KIND:
        return Finding("standing", OF_KIND[kind], "følger af, hvad dokumentet er")
    found = standing_in(text, begins.year if isinstance(begins, date) else None)
    if found is not None:
        return Finding("standing", found[0], "det står i teksten", found[1])
    return Finding("standing", None, "teksten siger ikke, om den er vedtaget eller et udkast")


def _years(match: re.Match[str]) -> tuple[int, int]:
    return int(match.group(1)), int((match.group(2) or "20") + match.group(3))


def _period(text: str) -> tuple[int, int] | None:
    counts = Counter(years for years in map(_years, _PERIOD.finditer(text)) if 0 < years[1] - years[0] <= 5)
    return counts.most_common(1)[0][0] if counts else None
