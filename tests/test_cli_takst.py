"""rammeaftale takst and takst-fil: the same answers as the API, Danish help, files that can be trusted."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import openpyxl
import pytest

from api.cli import main
from assistant.rules.registry import RULES

LIMIT = (
    "--basistakst",
    "3.000 kr.",
    "--takst",
    "3.200",
    "--aar",
    "2022",
    "--pl-pct",
    "5 %",
    "--art",
    "takst",
)
LIST = "Tilbud;Region;År;Takst;Basistakst;Basisår\r\nSolhøj;Midtjylland;2022;1.764;1.800;2019\r\n=x;Narnia;2022;1;1;2019\r\n"


@pytest.fixture
def takst(
    library_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Runs a command in this process."""

    def run(*arguments: str) -> SimpleNamespace:
        monkeypatch.setenv("RAMMEAFTALE_DATA", str(library_data))
        monkeypatch.setenv("RAMMEAFTALE_TODAY", "2026-11-22")
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        return SimpleNamespace(code=ended.value.code, out=said.out, err=said.err)

    return run


def test_every_rule_has_a_subcommand_with_an_option_for_each_input(takst: Any) -> None:
    shown = takst("takst", "--help")
    for rule, known in RULES.items():
        assert f"  {rule} " in shown.out
        text = takst("takst", rule, "--help").out
        assert "Brug: " in text
        for name in known.inputs.model_fields:
            assert f"--{name.replace('_', '-')}" in text


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        ("hovedstaden.prisloft", {"basistakst": "3.000 kr.", "takst": "3.200", "aar": "2022", "pl_pct": "5 %"}),
        ("midt.takstudvikling", {"basistakst": "1.800", "takst": "1.764", "aar": "2022", "basisaar": "2019"}),
        ("hovedstaden.overhead", {"liste": "A: 100 / 1.000; B: 140 / 3.000", "aar": "2022"}),
        ("hovedstaden.oekonomimodel", {"underskud": "4 mio. kr.", "befolkning": "Allerød: 25.000; Furesø: 41.000"}),
        ("aftale.gaeldende", {"region": "Midtjylland", "dato": "1. marts 2022"}),
        ("hovedstaden.prisloft", {"takst": "3.200", "aar": "2022"}),
    ],
)  # fmt: skip
def test_the_json_is_that_of_the_api(
    takst: Any, client: httpx.Client, rule: str, inputs: dict[str, str]
) -> None:
    options = [part for name, value in inputs.items() for part in (f"--{name.replace('_', '-')}", value)]
    said = json.loads(takst("takst", rule, *options, "--json").out)
    answered = client.post(f"/api/rules/{rule}", json=inputs).json()
    assert said.pop("elapsed_ms") >= 0
    assert answered.pop("elapsed_ms") >= 0
    assert said == answered


def test_a_check_is_printed_with_its_steps_and_sources(takst: Any) -> None:
    shown = takst("takst", "hovedstaden.prisloft", *LIMIT)
    assert shown.code == 0
    assert "Ikke overholdt." in shown.out
    assert "Loft = 3.000,00 kr. x 1,05 = 3.150,00 kr." in shown.out
    assert "[1] »kommunerne blot skal regulere" in shown.out


def test_missing_and_impossible_figures_end_with_what_to_write(takst: Any) -> None:
    missing = takst("takst", "hovedstaden.prisloft", "--basistakst", "3000", "--aar", "2022")
    assert (missing.code, "pl_pct" in missing.err, missing.out) == (2, True, "")
    wrong = takst("takst", "hovedstaden.prisloft", "--takst", "-5", "--aar", "2022")
    assert wrong.code == 2
    assert "takst: »-5« kan ikke bruges" in wrong.err
    assert takst("takst", "findes.ikke").code == 2


def test_the_drawing_is_written_to_a_file(takst: Any, tmp_path: Path) -> None:
    picture = tmp_path / "loft.svg"
    assert takst("takst", "hovedstaden.prisloft", *LIMIT, "--svg", str(picture)).code == 0
    assert "3.150,00 kr." in picture.read_text(encoding="utf-8")
    none = takst("takst", "takst.basis_ydelse", "--aar", "2023", "--svg", str(picture))
    assert none.code == 1
    assert "ingen tegning" in none.err


def test_a_list_is_checked_into_a_workbook_beside_it(takst: Any, tmp_path: Path) -> None:
    path = tmp_path / "Takster 2022.csv"
    path.write_bytes(LIST.encode("cp1252"))
    shown = takst("takst-fil", str(path))
    assert shown.code == 0
    assert shown.out.startswith("2 rækker: 1 overholdt, 1 fejl.\n")
    page = openpyxl.load_workbook(tmp_path / "Takster 2022-kontrolleret.xlsx")["Takster"]
    assert page.max_row == 3


def test_the_json_of_a_list_is_that_of_the_api(takst: Any, client: httpx.Client, tmp_path: Path) -> None:
    path = tmp_path / "takster.csv"
    path.write_bytes(LIST.encode("utf-8"))
    said = takst("takst-fil", str(path), "--json")
    answered = client.post("/api/rules/batch", files={"file": ("takster.csv", path.read_bytes())})
    assert json.loads(said.out) == answered.json()
    assert "2 rækker" in said.err


def test_a_mapping_file_and_a_target_are_taken(takst: Any, tmp_path: Path) -> None:
    path, mapping, target = tmp_path / "l.csv", tmp_path / "k.toml", tmp_path / "ud.csv"
    path.write_text("Sted;A;B\nX;1800;1764\n", encoding="utf-8")
    mapping.write_text(
        '[kolonner]\nA = "basistakst"\nB = "takst"\n[faste]\nregion = "Midtjylland"\naar = "2022"\nbasisaar = "2019"\n',
        encoding="utf-8",
    )
    shown = takst("takst-fil", str(path), "--kolonner", str(mapping), "--ud", str(target))
    assert shown.code == 0, shown.err
    assert "overholdt" in target.read_text(encoding="utf-8-sig")


def test_a_list_that_cannot_be_used_leaves_nothing_behind(takst: Any, tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    path.write_text("A;B\n1;2\n", encoding="utf-8")
    for arguments in ((str(path),), (str(tmp_path / "findes ikke.csv"),), (str(path), "--ud", "ud.doc")):
        shown = takst("takst-fil", *arguments)
        assert shown.code == 1
        assert shown.err.count("\n") <= 2
    assert [found.name for found in tmp_path.iterdir()] == ["l.csv"]
