"""sources.toml is read strictly: what it says wrongly is named by file, key and value."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus import CORPUS
from ingest.sources import SourcesError, load_sources

GOOD = """
[[file]]
file = "aftale.txt"
[[file.parts]]
id = "nord-aftale"
title = "Aftalen"
kind = "rammeaftale"
valid_from = 2025-01-01
valid_to = 2026-12-31
"""


def load(folder: Path, text: str) -> object:
    (folder / "sources.toml").write_text(text, encoding="utf-8")
    return load_sources(folder / "sources.toml")


def test_what_ships_is_known_by_name_and_confirmed() -> None:
    sources = load_sources(CORPUS / "sources.toml")
    files = {path.name for path in (CORPUS / "documents").glob("*.txt")}
    assert {source.file for source in sources.sources} == files
    parts = {part.id: part.metadata for source in sources.sources for part in source.parts}
    assert set(parts) == {
        "midt-rammeaftale-2023-24", "midt-norddjurs-sag-2023", "midt-rammeaftale-2021-22",
        "midt-klimakonference-2020", "midt-dk2020-samarbejdsaftale", "syd-opsamling-2022-23",
        "hovedstaden-rammeaftale-2021-22",
    }  # fmt: skip
    assert all(metadata.confirmed for metadata in parts.values())
    case = parts["midt-norddjurs-sag-2023"]
    assert (case.about, case.dated) == ("midt-rammeaftale-2023-24", date(2023, 1, 25))


def test_a_file_is_known_by_its_content_before_its_name(tmp_path: Path) -> None:
    sha = "a" * 64
    second = GOOD.replace("aftale.txt", "anden.txt").replace("nord-aftale", "anden")
    load(tmp_path, GOOD + second.replace("[[file.parts]]", f'sha256 = "{sha}"\n[[file.parts]]'))
    sources = load_sources(tmp_path / "sources.toml")
    by_content, by_name = sources.find("aftale.txt", sha), sources.find("aftale.txt", "b" * 64)
    assert by_content is not None and by_content.file == "anden.txt"
    assert by_name is not None and by_name.file == "aftale.txt"
    assert sources.find("ukendt.txt", "b" * 64) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("title", "titel"), r"aftale\.txt: nøglen »titel« kendes ikke"),
        (GOOD.replace('file = "aftale.txt"', ""), "mangler nøglen »file«"),
        (GOOD.replace('kind = "rammeaftale"', ""), r"aftale\.txt: nøglen »kind« mangler"),
        (GOOD.replace('"Aftalen"', "7"), "title = 7 skal være str"),
        (GOOD.replace("2025-01-01", '"2025"'), "valid_from = '2025' skal være date"),
        (GOOD.replace("2025-01-01", "2025-01-01T00:00:00"), "valid_from = .* skal være date"),
        (GOOD.replace("2026-12-31", "2024-12-31"), "valid_from 2025-01-01 er efter valid_to"),
        (GOOD.replace("nord-aftale", "Nord aftale"), "id = »Nord aftale« skal være små bogstaver"),
        (GOOD + GOOD.replace("aftale.txt", "b.txt"), r"b\.txt: id = »nord-aftale« er brugt to gange"),
        (GOOD.replace("[[file.parts]]", 'sha256 = "kort"\n[[file.parts]]'), "sha256 = 'kort' er ikke 64 hexcifre"),
        (GOOD.replace('title', 'starts_with = "# A"\ntitle'), "den første uden starts_with"),
        ('[[file]]\nfile = "tom.txt"\n', r"tom\.txt: der skal være mindst én del"),
        ("[[fil]]\n", "nøglen »fil« kendes ikke"),
        ("file = 3\n", "»file« skal være en liste"),
        ("[[file]]\nfile = \"a.txt\"\nparts = \"x\"\n", "»parts« skal være en liste"),
        ("[[file]\n", "kan ikke læses"),
        (GOOD + GOOD.replace("nord-aftale", "anden"), r"aftale\.txt er nævnt to gange"),
    ],
)  # fmt: skip
def test_a_mistake_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SourcesError, match=said) as fault:
        load(tmp_path, text)
    assert str(tmp_path / "sources.toml") in str(fault.value)


def test_two_parts_need_the_line_where_the_second_begins(tmp_path: Path) -> None:
    second = '[[file.parts]]\nid = "anden"\ntitle = "Anden"\nkind = "notat"\n'
    with pytest.raises(SourcesError, match="»anden« mangler starts_with"):
        load(tmp_path, GOOD + second)
    load(tmp_path, GOOD + second + 'starts_with = "# Anden"\n')
