"""The words of a sentence as they bear on its truth: numbers, markers, parties, names, and words that tell little."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from index.danish import STOP_WORDS, stem

_MONTHS = "januar februar marts april maj juni juli august september oktober november december".split()
_TOKEN = re.compile(
    r"(?P<minus>(?<![\w)])[-−–](?=\d))"
    r"|(?P<number>\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<sign>[%§])"
    r"|(?P<word>[^\W\d_]+(?:-\s(?:og|eller)\s[^\W\d_]+)*)"
    r"|(?P<hash>[_#@$€£½¼¾~=+*/\\^])"
)
_DATE = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
_YEARS = re.compile(r"\b(20|19)(\d\d)(\s*[-–/]\s*)(\d\d)(?!\d)")
_NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "nul _ to tre fire fem seks syv otte ni ti elleve tolv tretten fjorten femten seksten sytten atten nitten tyve".split()
    )
    if word != "_"
} | {"tredive": "30", "fyrre": "40", "halvtreds": "50", "tres": "60", "firs": "80", "hundrede": "100"}
_SAME = {"%": "pct", "procent": "pct", "kroner": "kr", "paragraf": "§", "cirka": "ca"}

# Words that turn a sentence round, narrow it, or say how binding it is: as many of each class in a sentence as in
# what carries it. The word itself is its class unless another is named here.
_CLASS = {
    "ej": "ikke",
    "intet": "ingen",
    "kunne": "kan",
    "skulle": "skal",
    "måtte": "må",
    "burde": "bør",
    "ville": "vil",
    "højest": "højst",
    "maksimalt": "højst",
    "maksimum": "højst",
    "maks": "højst",
    "max": "højst",
    "minimum": "mindst",
    "udelukkende": "kun",
    "alene": "kun",
    "hvert": "hver",
    "ethvert": "enhver",
    "maksimale": "højst",
    "cirka": "ca",
}
_EXACT_MARKERS = frozenset(_CLASS) | frozenset(
    """ikke ingen aldrig hverken uden undtagen medmindre bortset næppe kan skal må bør vil højst mindst kun blot
    senest tidligst alle samtlige hver enhver begge halvdelen hvis såfremt når dog men ellers eller ca omkring evt
    mål målet var blev havde over under før efter inden indtil mellem frem tillad tilladt altid stadig fortsat næsten
    mere mindre flere færre end op mange få nogle ret minus omvendt modsat siden derfor fordi hvordan hvorledes
    hvorvidt hvorfor""".split()
)
_STEM_MARKERS = re.compile(
    r"(?:u?frivillig|pligt|forpligt|obligator|kræv|krav|forbud|forbyd|tilladelse|fritag|undlad|undtag|mangl|undgå|"
    r"afvis|afslå|afslag|forhindr|ophør|bortfald|frafald|afskaf|ophæv|forvent|planlæg|planlagt|ønsk|anbefal|opfordr|"
    r"overvej|tilstræb|foresl|forslag|udkast|indstil|vurder|mulig|umulig|eventuel|udgangspunkt|normal|generel|typisk|"
    r"primær|hovedsagelig|vejledende|drøft|undersøg|afdæk|hensigt|intention|målsætning|foreløbig|midlertidig|delvis|"
    r"forudsat|forudsæt|betinge|tidligere|nuværende|fremover|fremtid|ny(?:e|t)?\b|gamle?\b|dobbelt|tredjedel|"
    r"fjerdedel|flertal|stig|fald|sænk|hæv|øg|reducer|mindsk|ændr|enig|uenig|god(?:kend)|vedtag)"
)
_PARTY = re.compile(
    r"\w*(?:driftsherre|kommune[rn]?(?:ne)?s?\b|region(?:en|er|erne)?s?\b|regionsråd|borger|bruger(?:en|e|ne)?\b|beboer|"
    r"pårørende|ministeri|minister|styrelse|sekretariat|styregruppe|forum|udvalg|formand|formænd|direktør|medarbejder|"
    r"leverandør|myndighed|byråd|kommunalbestyrelse|politi(?:et)?\b|leder(?:en|e|ne|ns)?\b|leders\b|part(?:er|erne|en)?\b|"
    r"realdania|rådgiver|arbejdsgruppe|koordinator|ankestyrelse|aftaleparter)"
)
_PARTY_NAMES = frozenset(
    {"kl", "kkr", "dassos", "staten", "køber", "køberen", "sælger", "sælgeren", "regeringen"}
)
# Written with a capital in places, and nobody's name.
_NO_NAME = re.compile(r"\w*aftale|bilag|lov|service(?:lov)|strategi|kapitel|afsnit|side\b")
# Of two things told apart by these, it matters which stands first.
_RELATION = re.compile(
    r"erstat|afløs|overstig|overtag|tilhør|overgå|overfør|følg|førend|forud|foran|bag|ift|modsætning|frem\b|stedet\b|"
    r"forhold\b|end\b|før\b|efter\b|over\b|under\b|mellem\b"
)
# Words that may be put in or left out freely: articles, pronouns, "er".
FREE = frozenset(
    "er det den de der at som en et i på denne dette disse har bliver samt og også af for om ved med".split()
)
_PREPOSITIONS = frozenset(
    "af til fra for hos ved med mellem mod over under på i efter uden om blandt gennem inden".split()
)
# Words that only join a sentence to the one before it.
FILLERS = frozenset(
    "derudover desuden endvidere herudover ligeledes dermed hermed således samtidig yderligere altså også".split()
)
# In a sentence with one party or none these may be put in; "og", "af" and their like must stand in the quote.
_FREELY_ADDED = frozenset("er det den de der at som en et i på".split())
_FORMAT = frozenset({"Cf", "Cc", "Co", "Cn", "Cs"})
_DEFINITE = ("en", "et", "n", "ne", "erne")
_ENDINGS = frozenset(
    ["", "e", "en", "et", "er", "ene", "erne", "ede", "t", "te", "r", "n", "ne", "es", "s", "ens"]
)


@dataclass(frozen=True)
class Token:
    """A word, number or sign of a sentence. `form` is its lower-case or normalised form."""

    form: str
    kind: str
    """number, month, marker, party, name, free, small or content."""
    cls: str
    """The class of a marker, else the form."""


def odd(text: str) -> bool:
    """Whether a text holds characters that no reader sees, or that only look like Danish letters."""
    return any(
        unicodedata.category(sign) in _FORMAT or (sign.isalpha() and not _latin(sign))
        for sign in text
        if sign not in "\n\t"
    )


def _latin(sign: str) -> bool:
    return sign in "ªº" or unicodedata.name(sign, "").startswith("LATIN ")


def tokens_of(text: str) -> list[Token]:
    """The tokens of one sentence, in order."""
    normal = unicodedata.normalize("NFKC", text)
    normal = _DATE.sub(_spoken_date, normal)
    normal = _YEARS.sub(lambda found: f"{found[1]}{found[2]}{found[3]}{found[1]}{found[4]}", normal)
    found: list[Token] = []
    for match in _TOKEN.finditer(normal):
        raw = match.group()
        first = not found
        found.append(_token(raw, str(match.lastgroup), first))
    return found


def _spoken_date(found: re.Match[str]) -> str:
    day, month = int(found[1]), int(found[2])
    return f"{day}. {_MONTHS[month - 1]} {found[3]}" if 1 <= month <= 12 else found[0]


def _token(raw: str, group: str, first: bool) -> Token:
    form = raw.lower()
    if group == "minus":
        return Token("minus", "marker", "minus")
    if group == "number":
        return Token(_number(form), "number", _number(form))
    if form in _NUMBER_WORDS:
        return Token(_NUMBER_WORDS[form], "number", _NUMBER_WORDS[form])
    form = _SAME.get(form, form)
    if group in ("sign", "hash"):
        return Token(form, "content", form)
    if form in _MONTHS:
        return Token(form, "month", form)
    if form in _EXACT_MARKERS:
        kind = _CLASS.get(form, form)
        return Token(form, "marker", kind)
    if form in _PARTY_NAMES or _PARTY.match(form):
        return Token(form, "party", form)
    if _STEM_MARKERS.match(form):
        return Token(form, "marker", form)
    if form in FREE:
        return Token(form, "free", form)
    if form in STOP_WORDS:
        return Token(form, "small", form)
    if raw[0].isupper() and not first and not _NO_NAME.match(form):
        return Token(form, "name", form)
    return Token(form, "content", form)


def _number(form: str) -> str:
    """10.000 and 10000 are one number, 3,5 and 3,50 too; 3.5 is not 3,5."""
    whole = re.sub(r"\.(?=\d{3}(?:\D|$))", "", form)
    if re.fullmatch(r"\d+,\d+", whole):
        whole = whole.rstrip("0").rstrip(",")
    return whole.lstrip("0") or "0"


def same_form(one: str, other: str) -> bool:
    """The same word, but for its definite article: aftale and aftalen."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and any(long == short + ending for ending in _DEFINITE)


def same_family(one: str, other: str) -> bool:
    """Forms of one word: omfatter and omfattet, tilbud and tilbuddet."""
    if same_form(one, other):
        return True
    if len(one) < 4 or len(other) < 4 or one.endswith("s") != other.endswith("s"):
        return False
    if stem(one) == stem(other):
        return True
    shared = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        shared += 1
    return shared >= 5 and one[shared:] in _ENDINGS and other[shared:] in _ENDINGS


def number_runs(tokens: list[Token]) -> list[tuple[str, ...]]:
    """Numbers that stand together, as a period or a date does, sorted."""
    runs: list[list[str]] = []
    before = False
    for token in tokens:
        here = token.kind in ("number", "month")
        if here and before:
            runs[-1].append(token.form)
        elif here:
            runs.append([token.form])
        before = here
    return sorted(map(tuple, runs))


def name_runs(tokens: list[Token]) -> int:
    """How many names there are, first name and last name together one."""
    named = [token.kind == "name" for token in tokens]
    return sum(here and not before for before, here in pairwise([False, *named]))


def is_relation(form: str) -> bool:
    return _RELATION.match(form) is not None


def governs(form: str) -> bool:
    """Whether a word is a preposition that tells what part a party plays."""
    return form in _PREPOSITIONS


def freely_added(form: str) -> bool:
    return form in _FREELY_ADDED
