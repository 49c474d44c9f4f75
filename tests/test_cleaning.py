"""What is shown and searched is readable, and every character of it is traceable to the stored text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from ingest.cleaning import readable, words_of

PIECES = st.lists(
    st.sampled_from(
        "om- kostningstunge takstaf -talen børne- og ungeområdet \n \n\n \t | ** * __ _ # <p> </p> <b> </li> <br/> "
        "[link](https://kl.dk) [\\[link\\]](#) \\_ \\[ > < <https://kl.dk> - Ä 1.250 kr. § … \u00ad".split(
            " "
        )
    )
    | st.sampled_from([" ", "\n", "\n\n", "\t", "  \n", "\u00a0", "\r\n"])
    | st.text(max_size=3),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(text=PIECES, cut=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_every_readable_character_stands_in_the_stored_text_where_it_says(
    text: str, cut: tuple[int, int]
) -> None:
    start, end = (min(at, len(text)) for at in sorted(cut))
    found = readable(text, start, end, words_of(text))
    assert len(found.text) == len(found.offsets)
    assert list(found.offsets) == sorted(found.offsets)
    assert all(start <= offset < end for offset in found.offsets)
    for shown, offset in zip(found.text, found.offsets, strict=True):
        stored = text[offset]
        # A blank stands for white space or for a tag that separates, "| " for the border of two cells.
        assert shown == stored or (shown == " " and (stored.isspace() or stored in "<|")) or (
            shown == "|" and stored in " \t"
        )  # fmt: skip
    if found.text:
        a, b = found.stored_span(0, len(found.text))
        assert start <= a < b <= end


@settings(max_examples=200, deadline=None)
@given(PIECES)
def test_readable_text_has_single_blanks_and_no_line_ends(text: str) -> None:
    shown = readable(text).text
    assert "  " not in shown and "\n" not in shown and "\t" not in shown and "\u00ad" not in shown
    assert shown == shown.strip(" ")


@pytest.mark.parametrize(
    ("file", "stored", "shown"),
    [
        ("002", "mindre om-\n\nkostningstunge løsninger", "mindre omkostningstunge løsninger"),
        ("002", "styre de kom-\n\nmunale og regionale udgifter", "styre de kommunale og regionale udgifter"),
        ("002", "udmøntningen af takstaf-talen for tilbud omfattet af rammeaf-talen",
         "udmøntningen af takstaftalen for tilbud omfattet af rammeaftalen"),
        ("002", "Aftaler om prisstruktur og takstbe-regning", "Aftaler om prisstruktur og takstberegning"),
        ("002", "det specialiserede børne- og ungeområde", "det specialiserede børne- og ungeområde"),
        ("000", "på både børne-unge- og voksenområdet", "på både børne-unge- og voksenområdet"),
    ],
)  # fmt: skip
def test_the_known_damages_of_the_agreements_are_mended_for_reading(
    file: str, stored: str, shown: str
) -> None:
    (path,) = (CORPUS / "documents").glob(f"{file}_*.txt")
    text = path.read_bytes().decode()
    at = text.find(stored)
    assert at >= 0, f"{path.name} indeholder ikke længere {stored!r}"
    assert readable(text, at, at + len(stored), words_of(text)).text == shown


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("social-\nog sundhedsområdet", "social- og sundhedsområdet"),
        ("e-mail og it-systemer", "e-mail og it-systemer"),
        ("perioden 2021-\n2022", "perioden 2021- 2022"),
        ("**Taksten** er *fast*", "Taksten er fast"),
        ("se [aftalen](https://kl.dk/a_b) her", "se aftalen her"),
        ("se [en\nlang  titel](#)", "se en lang titel"),
        ("en fil_med_streger", "en fil_med_streger"),
        ("<p>Et</p><p>To</p>", "Et To"),
        ("5 < 7 og 8 > 3", "5 < 7 og 8 > 3"),
        ("Tema\tDato\tSted", "Tema | Dato | Sted"),
        ("Tema\t", "Tema"),
        ("sam\u00adarbejde", "samarbejde"),
        ("", ""),
        (" \n\t ", ""),
    ],
)
def test_marks_are_dropped_and_meaning_kept(stored: str, shown: str) -> None:
    assert readable(stored).text == shown


def test_a_word_the_list_lacks_is_joined_when_the_document_writes_it_whole() -> None:
    text = "Ordet kvorpel-\nfnadder er det rene vrøvl."
    shown = readable(text, vocabulary=frozenset({"kvorpelfnadder"})).text
    assert "kvorpelfnadder" in shown
    assert "kvorpelfnadder" not in readable(text).text
