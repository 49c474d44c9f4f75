"""The words that questions about an agreement's validity are made of."""

from __future__ import annotations

from typing import Literal

from rapidfuzz.distance import OSA
from wordfreq import zipf_frequency

Which = Literal["", "oldest", "former", "newest", "present", "coming"]

AGREEMENTS = frozenset(
    "aftale aftalen aftalens aftaler aftalerne rammeaftale rammeaftalen rammeaftalens rammeaftaler rammeaftalerne "
    "rammeaftales aftaleperiode aftaleperioden rammeaftaleperiode rammeaftaleperioden".split()
)
FORCE = frozenset("gælder gælde gældende gjaldt gyldig gyldigt gyldige dækket dækker kraft".split())
OVER = frozenset("udløbet udløben udløbne ophørt slut forbi forældet".split())
ENDS = frozenset(
    "udløber udløb udløbe udløbsdato udløbsdatoen slutter sluttede sluttet slutdato slutdatoen ophører ophørte "
    "stopper stoppede ender endte".split()
)
BEGINS = frozenset(
    "træder trådte trådt træde starter startede startet startdato startdatoen begynder begyndte begyndt "
    "ikrafttræden ikrafttrædelse".split()
)
LASTS = frozenset(
    "længe løber løb løbe varer varede varighed løbetid periode perioden perioder aftaleperiode aftaleperioden "
    "rammeaftaleperiode rammeaftaleperioden gyldighed gyldighedsperiode".split()
)
NOW = frozenset(
    "nu dag idag tiden øjeblikket pt stadig stadigvæk fortsat endnu længere nuværende aktuel aktuelle gældende".split()
)
WHICH: dict[str, Which] = {
    "første": "oldest",
    "ældste": "oldest",
    "forrige": "former",
    "tidligere": "former",
    "foregående": "former",
    "gamle": "former",
    "gammel": "former",
    "nye": "newest",
    "ny": "newest",
    "nyeste": "newest",
    "seneste": "newest",
    "sidste": "newest",
    "nuværende": "present",
    "aktuelle": "present",
    "gældende": "present",
    "kommende": "coming",
    "næste": "coming",
}
# Words that turn a question round or narrow it: no plain "Ja" or "Nej" to one that has them.
TURNS = frozenset(
    "ikke ingen kun blot mindst højst allerede begge både hele alle altid mere mindre over efter før inden siden "
    "senest tidligst først".split()
)
_FILLING = frozenset(
    "hvilken hvilket hvilke hvad hvor hvornår er var blev bliver blive har havde den det de der en et vi i os man "
    "vores også af om for på med ved og som under fra til hos at mon jo da så men lige egentlig måske vel nogen sig "
    "region regionen regionens regioner regionerne kommune kommunen kommunens kommuner kommunerne kkr kkrs bor dato "
    "lang tid år året pr findes fandtes passer rigtigt korrekt sandt".split()
)
_KNOWN = AGREEMENTS | FORCE | OVER | ENDS | BEGINS | LASTS | NOW | frozenset(WHICH) | TURNS | _FILLING
_SHORTEST_MISSPELLED = 6
# A word this common in Danish is not taken for a misspelling.
_COMMON = 2.6
_TWO_SLIPS_FROM = 10
PAST = frozenset({"gjaldt", "var", "havde", "varede", "løb", "blev"})
COVERED = frozenset({"dækket", "dækker"})


def known_word(word: str) -> str | None:
    """The word of these questions that a word is, or nearly is; None for a word of anything else."""
    if word in _KNOWN:
        return word
    plain = word.replace("ae", "æ").replace("oe", "ø")
    if plain in _KNOWN:
        return plain
    if len(word) < _SHORTEST_MISSPELLED or zipf_frequency(word, "da") >= _COMMON:
        return None
    near = [
        (slips, known)
        for known in AGREEMENTS | FORCE | ENDS | OVER
        if known[0] == word[0] and (slips := OSA.distance(word, known)) <= 1 + (len(known) >= _TWO_SLIPS_FROM)
    ]
    return min(near)[1] if near else None
