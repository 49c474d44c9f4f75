"""Which region a text speaks of: by its name, its adjective, a municipality, a council or a secretariat."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from rapidfuzz.distance import OSA
from wordfreq import get_frequency_dict

from corpus import CORPUS

Via = Literal["region", "adjektiv", "kommune", "organ"]
Caution = Literal["", "capital", "capital_inside_sentence"]

_WORD = re.compile(r"\w+")
_SENTENCE_ENDS = frozenset(".!?:\n")
_MUNICIPAL = frozenset({"kommune", "kommunes", "kommunen", "kommunens", "byråd", "byråds", "byrådet"})
_SHORTEST_MISSPELLED = 6
# One slip in a name of six to nine letters, two in a longer one; the first letter is nearly always right.
_TWO_SLIPS_FROM = 10
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})

_REGION_KEYS: dict[str, type] = {
    "name": str,
    "covered": bool,
    "names": list,
    "adjectives": list,
    "bodies": list,
    "municipality_count": int,
    "municipalities": list,
    "municipality_forms": dict,
}


class RegionsError(ValueError):
    """The file of regions cannot be used; the message names file, key and value."""


@dataclass(frozen=True)
class Region:
    """One of the five regions. `covered`: an agreement of the region ships with the product."""

    name: str
    covered: bool
    municipalities: tuple[str, ...]


@dataclass(frozen=True)
class RegionMention:
    """A region spoken of in text[start:end]. `matched` is the name as the file of regions writes it.

    For a municipality `matched` is the municipality ("Aarhus" for "århusianske"). `misspelled` tells that the
    text holds a near miss only.
    """

    region: str
    start: int
    end: int
    via: Via
    matched: str
    misspelled: bool = False


@dataclass(frozen=True)
class _Form:
    words: tuple[str, ...]
    region: str
    via: Via
    matched: str
    caution: Caution
    guess: bool  # whether near misses of it are looked for


class Regions:
    """The regions and everything they are called."""

    def __init__(
        self, regions: tuple[Region, ...], forms: Mapping[str, list[_Form]], known: Container[str]
    ) -> None:
        self.regions = regions
        self._forms = forms
        self._known = known
        self._by_initial: dict[str, list[tuple[str, _Form]]] = {}
        for first, candidates in forms.items():
            form = candidates[-1]
            if form.guess and len(form.words) == 1 and not form.caution:
                self._by_initial.setdefault(first[0], []).append((first, form))
        self._near = lru_cache(maxsize=10_000)(self._closest)

    @classmethod
    def load(cls, path: Path = CORPUS / "regions.toml", known_words: Container[str] | None = None) -> Regions:
        """Read the regions. `known_words` (lower case) are never taken for misspelled names.

        Without `known_words` they are the common Danish words of wordfreq. Raises RegionsError.
        """
        data = _read(path)
        look_alikes = frozenset(word.lower() for word in data["look_alikes"])
        common = frozenset(get_frequency_dict("da")) if known_words is None else known_words
        forms = _Forms(path, data["caution"])
        regions = tuple(forms.add(entry) for entry in data["region"])
        forms.check_cautions()
        return cls(regions, forms.indexed(), _Either(look_alikes, common))

    def get(self, name: str) -> Region | None:
        """The region of that exact name."""
        return next((region for region in self.regions if region.name == name), None)

    def covered(self) -> tuple[str, ...]:
        """Names of the regions an agreement ships for, in the order of the file."""
        return tuple(region.name for region in self.regions if region.covered)

    def find(self, text: str) -> list[RegionMention]:
        """Every mention of a region, in reading order, none overlapping; the longest name wins."""
        words = [(match.group().lower(), match.start(), match.end()) for match in _WORD.finditer(text)]
        mentions = []
        at = 0
        while at < len(words):
            mention, taken = self._at(text, words, at)
            if mention is not None:
                mentions.append(mention)
            at += taken
        return mentions

    def _at(self, text: str, words: list[tuple[str, int, int]], at: int) -> tuple[RegionMention | None, int]:
        word, start, end = words[at]
        for form in self._forms.get(word, ()):
            count = len(form.words)
            if count > 1 and tuple(w for w, _, _ in words[at : at + count]) != form.words:
                continue
            follower = words[at + count][0] if at + count < len(words) else ""
            if form.caution and follower not in _MUNICIPAL and not _named(text, start, end, form.caution):
                continue
            last = words[at + count - 1][2]
            return RegionMention(form.region, start, last, form.via, form.matched), count
        if len(word) >= _SHORTEST_MISSPELLED and word not in self._known:
            near = self._near(word)
            if near is not None:
                return RegionMention(near.region, start, end, near.via, near.matched, misspelled=True), 1
        return None, 1

    def _closest(self, word: str) -> _Form | None:
        """The one form a word misspells; None when there is none, or when two regions are equally near."""
        best: list[_Form] = []
        least = 3
        for name, form in self._by_initial.get(word[0], ()):
            allowed = 2 if len(name) >= _TWO_SLIPS_FROM else 1
            distance = OSA.distance(word, name, score_cutoff=allowed)
            if distance == 0 or distance > min(allowed, least):
                continue
            if distance < least:
                best, least = [], distance
            best.append(form)
        return best[0] if len({form.region for form in best}) == 1 else None


@dataclass(frozen=True)
class _Either:
    look_alikes: frozenset[str]
    common: Container[str]

    def __contains__(self, word: object) -> bool:
        return word in self.look_alikes or word in self.common


def _named(text: str, start: int, end: int, caution: Caution) -> bool:
    """Whether the capital says that a name is meant: not in a text all in capitals."""
    if not text[start].isupper() or text.isupper() or (end - start > 1 and text[start:end].isupper()):
        return False
    if caution == "capital":
        return True
    before = text[:start].rstrip(" \t*_#»\"“„'(•-–")
    return bool(before) and before[-1] not in _SENTENCE_ENDS


class _Forms:
    """Collects the forms of all regions and refuses one that two places claim."""

    def __init__(self, path: Path, caution: Mapping[str, list[str]]) -> None:
        self._path = path
        self._caution: dict[str, Caution] = {}
        levels: tuple[Caution, ...] = ("capital", "capital_inside_sentence")
        for key in levels:
            for name in caution[key]:
                if name.lower() in self._caution:
                    raise RegionsError(f"{path}: [caution] {key}: {name!r} står der to gange; slet den ene")
                self._caution[name.lower()] = key
        self._cautioned: set[str] = set()
        self._forms: dict[tuple[str, ...], _Form] = {}
        self._owner: dict[tuple[str, ...], str] = {}

    def add(self, entry: Mapping[str, Any]) -> Region:
        name, municipalities = entry["name"], tuple(entry["municipalities"])
        if len(municipalities) != entry["municipality_count"]:
            raise RegionsError(
                f"{self._path}: {name}: municipality_count er {entry['municipality_count']}, men "
                f"municipalities har {len(municipalities)} navne; ret listen eller tallet"
            )
        vias: dict[str, Via] = {"names": "region", "adjectives": "adjektiv", "bodies": "organ"}
        for key, via in vias.items():
            for form in entry[key]:
                self._put(form, name, via, form, f"{name}: {key}")
        for municipality in municipalities:
            self._put(municipality, name, "kommune", municipality, f"{name}: municipalities")
        for municipality, others in entry.get("municipality_forms", {}).items():
            if municipality not in municipalities:
                raise RegionsError(
                    f"{self._path}: {name}: municipality_forms: {municipality!r} står ikke i municipalities; "
                    f"skriv kommunens navn, som det står der"
                )
            for form in others:
                self._put(form, name, "kommune", municipality, f"{name}: municipality_forms: {municipality}")
        return Region(name, entry["covered"], municipalities)

    def _put(self, form: str, region: str, via: Via, matched: str, place: str) -> None:
        words = tuple(_WORD.findall(form.lower()))
        if not words:
            raise RegionsError(f"{self._path}: {place}: {form!r} indeholder ingen ord; skriv et navn")
        if words in self._owner:
            raise RegionsError(
                f"{self._path}: {place}: {form!r} står allerede under {self._owner[words]}; slet den ene"
            )
        self._owner[words] = place
        caution = self._caution.get(form.lower(), "")
        self._cautioned.add(form.lower())
        guess = len(words[0]) >= _SHORTEST_MISSPELLED
        self._forms[words] = _Form(words, region, via, matched, caution, guess)

    def check_cautions(self) -> None:
        unused = sorted(set(self._caution) - self._cautioned)
        if unused:
            raise RegionsError(
                f"{self._path}: [caution]: {unused[0]!r} er ikke et navn i filen; ret eller slet det"
            )

    def indexed(self) -> dict[str, list[_Form]]:
        """First word -> the forms that start with it, longest first.

        Each form also in the genitive and typed without æ, ø and å; a written name beats another's variant.
        """
        written = dict(self._forms)
        for form in self._forms.values():
            ascii_only = tuple(word.translate(_ASCII) for word in form.words)
            for words in (form.words, ascii_only):
                guess = form.guess and words == form.words
                for variant in (words, _genitive(words)):
                    written.setdefault(variant, replace(form, words=variant, guess=guess))
        index: dict[str, list[_Form]] = {}
        for form in written.values():
            index.setdefault(form.words[0], []).append(form)
        for forms in index.values():
            forms.sort(key=lambda form: -len(form.words))
        return index


def _genitive(words: tuple[str, ...]) -> tuple[str, ...]:
    return words if words[-1].endswith("s") else (*words[:-1], words[-1] + "s")


def _read(path: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RegionsError(f"{path}: filen er ikke gyldig TOML: {error}") from error
    _check_keys(path, "filen", data, {"region": list, "caution": dict, "look_alikes": dict})
    _check_keys(path, "[caution]", data["caution"], {"capital": list, "capital_inside_sentence": list})
    _check_keys(path, "[look_alikes]", data["look_alikes"], {"words": list})
    for number, entry in enumerate(data["region"], start=1):
        place = f"[[region]] nr. {number}"
        _check_keys(path, place, {"municipality_forms": {}, **entry}, _REGION_KEYS)
        for municipality, forms in entry.get("municipality_forms", {}).items():
            _check_names(path, f"{place}: municipality_forms: {municipality}", forms)
    return {"region": data["region"], "caution": data["caution"], "look_alikes": data["look_alikes"]["words"]}


def _check_keys(path: Path, place: str, table: Mapping[str, Any], wanted: Mapping[str, type]) -> None:
    for key in table:
        if key not in wanted:
            raise RegionsError(f"{path}: {place}: ukendt nøgle {key!r}; kendte nøgler er {', '.join(wanted)}")
    for key, kind in wanted.items():
        if key not in table:
            raise RegionsError(f"{path}: {place}: nøglen {key!r} mangler")
        value = table[key]
        if type(value) is not kind:
            raise RegionsError(f"{path}: {place}: {key} = {value!r} skal være {kind.__name__}")
        if kind is list and key != "region":
            _check_names(path, f"{place}: {key}", value)


def _check_names(path: Path, place: str, names: Any) -> None:
    if not isinstance(names, list) or not all(isinstance(name, str) and name.strip() for name in names):
        raise RegionsError(f"{path}: {place}: {names!r} skal være en liste af navne i anførselstegn")
