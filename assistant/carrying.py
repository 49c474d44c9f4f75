"""Whether a quote carries a sentence. Every doubt counts against the sentence: the quote itself is then shown.

A sentence tells what one sentence of the quote tells, all of it and no more: what is left out narrows what is left, and
"kommunen betaler" is not "kommunen betaler for ophold på sikrede afdelinger". A simple quote may be turned round.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from assistant.carrying_words import (
    FILLERS,
    Token,
    freely_added,
    governs,
    is_relation,
    name_runs,
    number_runs,
    odd,
    same_family,
    same_form,
    tokens_of,
)
from assistant.model_talk import speaks_to_a_model

_MODALS = frozenset({"kan", "skal", "må", "bør", "vil"})
_NEGATIONS = frozenset({"ikke", "ingen", "aldrig", "hverken", "uden", "undtagen", "medmindre", "næppe"})
_BRANCHING = frozenset(
    "hvis såfremt når eller men dog ellers mens hvorimod og samt at som der hvordan hvorvidt hvorledes".split()
)
_ADDRESS = re.compile(r"(?:https?:|ftp:|javascript:|data:|mailto:|www\.)\S*", re.IGNORECASE)
_PLAIN = frozenset(".,;:-–()%\"'»«")
Same = Callable[[Token, Token], bool]


def carries(quoted: str, said: str, region: str | None = None) -> bool:
    """Whether the sentence `quoted` of a source carries the sentence `said`; `region` is the source's own."""
    if odd(said) or speaks_to_a_model(said) or speaks_to_a_model(quoted):
        return False
    if (
        any(address not in quoted for address in _ADDRESS.findall(said))
        or _signs(said) - _signs(quoted) - _PLAIN
    ):
        return False
    quote, sentence = tokens_of(quoted), _without_region(tokens_of(said), tokens_of(quoted), region)
    if all(token.kind in ("free", "small") for token in sentence):
        return False
    if _markers(quote) != _markers(sentence) or number_runs(quote) != number_runs(sentence):
        return False
    if not _parties_agree(quote, sentence) or not _names_kept(quote, sentence):
        return False
    if _simple(quote):
        return _turned(quote, sentence)
    return _shortened(quote, sentence)


def _signs(text: str) -> set[str]:
    """Signs that are neither letters nor figures: "≠", "×" and "?" say something too."""
    return {sign for sign in text if not sign.isalnum() and not sign.isspace()}


def _markers(tokens: Sequence[Token]) -> Counter[str]:
    return Counter(token.cls for token in tokens if token.kind == "marker")


def _without_region(sentence: list[Token], quote: list[Token], region: str | None) -> list[Token]:
    """The sentence without "I Midtjylland" where its source is that region's and does not name it itself."""
    names = {token.form for token in tokens_of(region or "")}
    if not names or any(token.form in names for token in quote):
        return sentence
    kept: list[Token] = []
    for token in sentence:
        if token.form in names and kept and kept[-1].form == "i":
            kept.pop()
        else:
            kept.append(token)
    return kept


def _simple(quote: Sequence[Token]) -> bool:
    """Whether a quote has so little in it that nothing can trade places: one number, one name, one party, one "skal"."""
    classes = [token.cls for token in quote if token.kind == "marker"]
    parties = {token.form for token in quote if token.kind == "party"}
    return (
        not _NEGATIONS & set(classes)
        and not _BRANCHING & {token.form for token in quote[1:]}
        and sum(each in _MODALS for each in classes) <= 1
        and len(parties) <= 1
        and len(number_runs(list(quote))) <= 1
        and name_runs(list(quote)) <= 1
        and not any(is_relation(token.form) for token in quote)
    )


# --- who ---------------------------------------------------------------------------------------------------


def _parties_agree(quote: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """Whether the same parties stand in both, each under the same preposition, several in the same order."""
    asked, said = _parties(quote), _parties(sentence)
    if len({form for _, form in asked}) <= 1:
        asked, said = sorted(set(asked)), sorted(set(said))
    return len(asked) == len(said) and all(
        one[0] == other[0] and same_form(one[1], other[1]) for one, other in zip(asked, said, strict=True)
    )


def _parties(tokens: Sequence[Token]) -> list[tuple[str, str]]:
    """Each party with the preposition that stands closest before it, up to three words back."""
    found = []
    for at, token in enumerate(tokens):
        if token.kind == "party":
            before = [other.form for other in tokens[max(0, at - 3) : at] if governs(other.form)]
            found.append((before[-1] if before else "", token.form))
    return found


def _names_kept(quote: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """Whether every name of the quote stands in the sentence, the words right beside it kept beside it."""
    said = [token.form for token in sentence]
    names = [token.form for token in quote if token.kind == "name"]
    return not Counter(names) - Counter(said)


# --- how it is said ----------------------------------------------------------------------------------------


def _turned(quote: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """For a simple quote: its own words, from another one on ("I 2023 …") or from the passive into the active."""
    same: Same = _alike if any(token.kind == "party" for token in quote) else _akin
    left = list(quote)
    for token in sentence:
        at = next((n for n, other in enumerate(left) if same(other, token)), None)
        if at is not None:
            del left[at]
        elif token.kind != "free" or not freely_added(token.form):
            return False
    return (
        all(token.kind == "free" or token.form in FILLERS for token in left)
        and _neighbours_kept(quote, sentence, same)
        and _objects(sentence) <= _objects(quote)
        and (_rotated(quote, sentence) or _made_active(quote, sentence))
    )


def _shortened(quote: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """For any other quote: its own words in its own order, but for articles and words that only join."""
    ordered, said = _main_clause(quote), _main_clause(sentence)
    at, left = 0, []
    for token in said:
        while at < len(ordered) and not _alike(ordered[at], token):
            left.append(ordered[at])
            at += 1
        if at == len(ordered):
            return False
        at += 1
    left += ordered[at:]
    return all(token.kind == "free" or token.form in FILLERS for token in left) and _objects(
        quote
    ) == _objects(sentence)


def _telling(tokens: Sequence[Token]) -> list[Token]:
    return [token for token in tokens if token.kind != "free" and token.form not in FILLERS]


def _objects(tokens: Sequence[Token]) -> Counter[tuple[str, str]]:
    """Each preposition with the telling word it governs: "til transport" and "ved indskrivning" do not trade words."""
    pairs: Counter[tuple[str, str]] = Counter()
    for at, token in enumerate(tokens):
        if governs(token.form):
            after = next((other for other in tokens[at + 1 :] if other.kind not in ("free", "small")), None)
            # Five letters, so that the article of the word is no difference.
            pairs[token.form, after.cls[:5] if after else ""] += 1
    return pairs


def _rotated(quote: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """Whether the telling words stand in the quote's order, begun at any of them.

    "Skal" and its like go where Danish puts them, and behind "I 2023 …" the verb goes before its subject. Behind
    anything but a preposition it does not: "udgiften dækker taksten" is not "taksten dækker udgiften".
    """
    ordered = [token for token in _telling(quote) if token.cls not in _MODALS]
    said = [token for token in _telling(sentence) if token.cls not in _MODALS]
    if len(ordered) != len(said):
        return False
    fronted = governs(sentence[0].form)
    for cut in range(len(said)):
        begun, front = said[cut:], said[:cut]
        last = len(begun) if fronted or not cut else 1
        for verb in range(last):
            moved = begun[1 : verb + 1] + begun[:1] + begun[verb + 1 :] + front
            if all(map(_alike, ordered, moved)):
                return True
    return False


def _made_active(quote: Sequence[Token], sentence: Sequence[Token]) -> bool:
    """Whether "A er omfattet af B" became "B omfatter A": whoever stood after "af" now stands before the verb."""
    if any(token.kind == "party" for token in quote):
        return False
    for at, verb in enumerate(quote[:-1]):
        place = next(
            (n for n, token in enumerate(sentence) if _akin(verb, token) and not _alike(verb, token)), None
        )
        if place is None or quote[at + 1].form != "af" or any(token.form == "af" for token in sentence):
            continue
        doer, done = _telling(quote[at + 2 :])[:1], _telling(quote[:at])[-1:]
        if doer and done:
            before, after = sentence[:place], sentence[place + 1 :]
            return any(_alike(doer[0], token) for token in before) and any(
                _alike(done[0], token) for token in after
            )
    return False


def _alike(one: Token, other: Token) -> bool:
    """The same word, or the same marker: "minimum" is "mindst"."""
    return one.cls == other.cls if "marker" in (one.kind, other.kind) else same_form(one.form, other.form)


def _akin(one: Token, other: Token) -> bool:
    """The same, or another form of the word."""
    return _alike(one, other) or (
        "marker" not in (one.kind, other.kind) and same_family(one.form, other.form)
    )


def _main_clause(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with "ikke kan" as "kan ikke": Danish turns them in a subordinate clause."""
    ordered = list(tokens)
    for at in range(len(ordered) - 1):
        if ordered[at].cls in _NEGATIONS and ordered[at + 1].cls in _MODALS:
            ordered[at], ordered[at + 1] = ordered[at + 1], ordered[at]
    return ordered


def _neighbours_kept(quote: Sequence[Token], sentence: Sequence[Token], same: Same) -> bool:
    """Whether the telling word right before and right after each number and name still stands near it."""
    for at, token in enumerate(quote):
        if token.kind not in ("number", "month", "name"):
            continue
        beside = [quote[near] for near in (at - 1, at + 1) if 0 <= near < len(quote)]
        places = [place for place, other in enumerate(sentence) if other.form == token.form]
        for other in beside:
            if other.kind in ("free", "small"):
                continue
            if not any(
                same(other, sentence[near])
                for place in places
                for near in range(max(0, place - 2), min(len(sentence), place + 3))
                if near != place
            ):
                return False
    return True
