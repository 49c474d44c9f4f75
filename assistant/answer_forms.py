"""What kind of thing a question asks for, by its words, finer than assistant.wanted; and forms that few kinds of answer have."""

from __future__ import annotations

import re

from assistant.question import MONTHS
from assistant.wanted import NAMED_ONES
from index.danish import STOP_WORDS, stem, words

_MONTH = "|".join(MONTHS)

ASKS_NAMES = re.compile(r"\bhvilke (?:\w+ )?(?:kommuner|personer|regioner|byer)\b")
ASKS_PERCENT = re.compile(r"\bhvor mange procent\b")
ASKS_OFTEN = re.compile(r"\bhvor (?:tit|ofte)\b")
ASKS_HOUR = re.compile(r"\bklokken\b|\bhvad tid\b")
ASKS_SHARE = re.compile(r"\bhvor stor en (?:del|andel)|procent")
ASKS_TOWN = re.compile(
    r"\b(?:hvilket sted|hvilken (?:by|kommune|gade|adresse)|hvorhenne|hvor (?:ligger|holdes|holdt|blev|bor|holder|foregår))\b"
)
ASKS_AGE = re.compile(r"\bhvor gamm?el\b|\bhvor gamle\b|\balder\b")
# A thing that is written somewhere, and the words that say where to read it.
ASKS_SOURCE = re.compile(
    r"\bhvor (?:finder|findes|kan|står|læser|ser|ses|fremgår|hentes)\b|"
    r"\bhvor (?:er|bliver) .*\b(?:beskrevet|omtalt|uddybet|forklaret|nævnt|fastlagt)\b"
)
REFERS = re.compile(
    r"\b(?:læs mere|findes|fremgår|tilgås|følges på|uddybe[ts]|uddybning|nærmere beskrevet|beskrevet i)\b|\bbilag \d|\bkapitel \d|"
    r"^\d+\. .*(?:takstfil|oversigt|udviklingsplan|organisering|aftale)",
    re.IGNORECASE,
)
# How much something may change is told in percent, or by what it follows, not in money.
CHANGES = re.compile(
    r"\b(?:stig\w*|steg|fald\w*|faldt|reducer\w*|sænk\w*|hæve\w*|ændre\w*|reguler\w*|sættes? (?:op|ned))\b"
)
SUBTYPES: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(r"telefon|tlf|mobil|nummer til|\bring(?:e|er)\b"),
        re.compile(r"(?<!\d)(?:\+45 ?)?\d\d ?\d\d ?\d\d ?\d\d(?!\d)"),
    ),
    (re.compile(r"mail"), re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    (re.compile(r"hjemmeside|web|link|url|side"), re.compile(r"https?://|www\.")),
    (re.compile(r"adresse|postnummer|\bbor\b"), re.compile(r"\b\d{4} [A-ZÆØÅ]|\b[A-ZÆØÅ]\w+ \d+\b")),
)
ASKS_DURATION = re.compile(r"\bhvor (?:lange?\b|hurtigt)")
ASKS_MONEY = re.compile(
    r"\bkost\w*|\bpris\w*|\bkroner\b|\bløn\w*|\bhonorar\w*|\btjen\w*|\bbevilling\w*|\bbeløb\w*|\btaksten\b"
)
ASKS_PERSON = re.compile(
    r"\bhvem (?:er|var|blev|hedder)\b.*\b\w*(?:formand\w*|direktør\w*|leder\w*|chef\w*|borgmester\w*|minister\w*|"
    r"koordinator\w*|ordfører\w*|forsker\w*|konsulent\w*)\b|"
    r"\bhvad (?:hedder|hed) (?:(?:(?:den|det) )?\w*\w+(?:en|eren|øren)\b|"
    r"(?:\w+ ){0,4}?\w*(?:formand|direktør|leder|chef|borgmester|minister|koordinator|konsulent|oplægsholder|ordstyrer|medlem))",
    re.I,
)
# "Hvilken dato" wants a day; a year or a part of one does not tell it.
ASKS_DAY = re.compile(r"\b(?:hvilken|hvad)(?: er)? dato|\bdatoen\b")
DAY = re.compile(rf"\b\d{{1,2}}\.\s*(?:{_MONTH})|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}", re.I)
# A line of a programme begins with its hour.
HOUR = re.compile(r"^(?:fra |kl\.? ?)?\d{1,2}[.:]\d\d\b(?![.-]\d)", re.I)
PARAGRAPH = re.compile(r"§+\s*\d")
ASKS_SPEED = re.compile(r"\bhurtigt")
SOON = re.compile(r"\b(?:straks|omgående|hurtig\w*|løbende|hurtigst)\b", re.I)
# How much something may rise or fall is told in percent too, and by what it follows.
ASKS_RISE = re.compile(
    r"\bhvor meget (?:må|skal|kan|måtte|skulle) .*(?:\bop\b|\bned\b|stig|hæve|sænke|øge|fald|lægge|skrue|sætte)"
)
LIMIT = re.compile(
    r"\b(?:maksimalt|højst|mindst|minimum|ikke stige|svarende til|i forhold til|blot regulere)\b", re.I
)
ASKS_NAMED = re.compile(
    rf"\bhvilke[nt]? (?:\w+ )?\w*(?:{NAMED_ONES}|organisation|institution)(?:er|e|et|en)?\b"
)
# Inside a sentence only names have a capital.
NAME = re.compile(r"(?<=[\w,] )[A-ZÆØÅ][\w-]{2,}")
# "Mennesker" are counted by whatever the text calls them; so are those who "kommer" or "dukker op".
PEOPLE = frozenset(
    map(
        stem,
        "mennesker folk personer mand kommer kom dukker dukkede plejer møder mødte deltager deltog".split(),
    )
)
COUNTED_PEOPLE = re.compile(
    r"\b\w*(?:deltag|medarbejder|borger|person|menneske|beboer|politiker|ledere)\w*", re.I
)


def counted_stems(phrase: str) -> frozenset[str]:
    """What is counted: the first noun after "hvor mange", an adjective before it passed over."""
    telling = [word for word in words(phrase) if word not in STOP_WORDS]
    if (
        len(telling) > 1
        and telling[0].endswith(("e", "ske", "ede"))
        and not telling[0].endswith(("ere", "ne"))
    ):
        return frozenset({stem(telling[0]), stem(telling[1])})
    return frozenset({stem(telling[0])}) if telling else frozenset()
