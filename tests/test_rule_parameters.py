"""The rule files: strict to load, and a new agreement period is a new entry, not new code."""

from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from assistant.rules.parameters import RULES_FOLDER, ParameterError, load_rules
from assistant.rules.registry import RULES, check, verify
from assistant.rules.result import RuleInputError, RuleUnavailable
from tests.shipped_documents import WHOLE

SMALL = """\
rule: prøve
title: Prøve
parameters:
  - id: sats
    title: Sats
    unit: pct
    description: En sats.
    values:
      - {valid_from: 2021-01-01, valid_to: 2021-12-31, value: "2,5", document: d, quote: to en halv}
      - {valid_from: 2022-01-01, valid_to: null, value: "3", document: d, quote: tre}
"""
TEXTS = {"d": "Satsen er to en halv, siden tre."}


def write(folder: Path, text: str) -> Path:
    (folder / "prøve.yaml").write_text(text, encoding="utf-8")
    return folder


def test_the_value_of_a_day_is_the_one_valid_then(tmp_path: Path) -> None:
    parameters = load_rules(TEXTS, write(tmp_path, SMALL))
    assert parameters.at("prøve.sats", date(2021, 12, 31)).value == Decimal("2.5")
    assert parameters.at("prøve.sats", date(2022, 1, 1)).value == Decimal(3)
    assert parameters.find("prøve.sats", date(2020, 12, 31)) is None
    with pytest.raises(LookupError, match=r"prøve.sats"):
        parameters.at("prøve.sats", date(2020, 12, 31))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: pct", "unit: promille", "parameters.0.unit.*promille"),
        ("    unit: pct\n", "", "parameters.0.unit.*mangler"),
        ("title: Sats", "titel: Sats", "titel.*ukendt nøgle|title.*mangler"),
        ("title: Sats\n", "title: Sats\n    title: Igen\n", "title.*to gange"),
        ('value: "3"', "value: 3", "anførselstegn"),
        ('value: "3"', 'value: "tre"', "ikke et tal"),
        (", quote: tre", "", "quote"),
        ("quote: tre", "quote: fire", "sats.*fire.*står ikke i d"),
        ("document: d, quote: tre", "document: x, quote: tre", "x.*ikke indlæst"),
        ("valid_from: 2022-01-01", "valid_from: 2021-12-31", "overlapper"),
        ("valid_from: 2022-01-01", "valid_from: 2022-01-02", "hul efter 2021-12-31"),
        ("valid_to: 2021-12-31", "valid_to: 2020-12-31", "før valid_from"),
        ("valid_to: 2021-12-31", "valid_to: null", "overlapper"),
        ("parameters:", "parameters: [", "gyldig YAML"),
    ],
)
def test_a_wrong_rule_file_names_file_key_and_value(tmp_path: Path, old: str, new: str, says: str) -> None:
    assert old in SMALL
    with pytest.raises(ParameterError, match=rf"(?s)prøve\.yaml: .*{says}"):
        load_rules(TEXTS, write(tmp_path, SMALL.replace(old, new, 1)))


def test_a_gap_is_allowed_where_the_file_says_why(tmp_path: Path) -> None:
    text = SMALL.replace("valid_from: 2022-01-01", "gap_reason: ingen aftale, valid_from: 2022-06-01")
    parameters = load_rules(TEXTS, write(tmp_path, text))
    assert parameters.find("prøve.sats", date(2022, 3, 1)) is None


def test_two_files_for_one_rule_are_refused(tmp_path: Path) -> None:
    (tmp_path / "anden.yaml").write_text(SMALL, encoding="utf-8")
    with pytest.raises(ParameterError, match=r"står også i anden.yaml"):
        load_rules(TEXTS, write(tmp_path, SMALL))


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="ingen regelfiler"):
        load_rules(TEXTS, tmp_path)


def test_a_rule_that_lost_its_quote_is_switched_off_and_named() -> None:
    changed = WHOLE | {"midt-norddjurs-sag-2023": "Teksten er skiftet ud."}
    with pytest.raises(ParameterError, match=r"midt_takstudvikling.yaml"):
        load_rules(changed)
    parameters, disabled = load_rules(changed, tolerate_missing_quotes=True)
    assert list(disabled) == ["midt.takstudvikling"]
    assert "midt-norddjurs-sag-2023" in disabled["midt.takstudvikling"]
    verify(parameters)
    with pytest.raises(RuleUnavailable, match=r"citatet står ikke i"):
        check("midt.takstudvikling", {"basistakst": 1, "takst": 1, "aar": 2022}, parameters)
    assert check("hovedstaden.overhead", {"overhead_pct": 6}, parameters).verdict == "maal"


def test_an_unknown_rule_names_the_known_ones() -> None:
    with pytest.raises(RuleUnavailable, match=r"midt.takstudvikling"):
        check("findes.ikke", {}, load_rules(WHOLE))


def test_the_version_follows_the_files(tmp_path: Path) -> None:
    first = load_rules(TEXTS, write(tmp_path, SMALL)).version
    assert load_rules(TEXTS, write(tmp_path, SMALL)).version == first
    assert load_rules(TEXTS, write(tmp_path, SMALL + "# rettet\n")).version != first


def test_a_new_agreement_period_is_a_new_entry_in_the_rule_files(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES_FOLDER, folder)
    text = "Taksterne reduceres med 1 pct. fra 2025 til 2026. Se bilag 9. Loftet regnes fra 2022."
    period = {"valid_from": date(2025, 1, 1), "valid_to": date(2026, 12, 31), "document": "ny"}
    sentence = "Taksterne reduceres med 1 pct. fra 2025 til 2026."
    added = {
        "status": "aftalt", "maks_stigning": "0", "min_reduktion": "1", "fradrag_over": "3", "forbehold": "Bilag 9",
    }  # fmt: skip
    path = folder / "midt_takstudvikling.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for parameter in content["parameters"]:
        entry = {**period, "value": added[parameter["id"]], "quote": sentence}
        if parameter["values"][-1]["valid_to"] != date(2024, 12, 31):
            entry["gap_reason"] = "Aftalen for 2023-24 er uafklaret."
        parameter["values"].append(entry)
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    parameters = load_rules(WHOLE | {"ny": text}, folder)

    def verdict(rate: str, year: int, base_year: int) -> str:
        inputs = {"basistakst": "1.000", "basisaar": base_year, "takst": rate, "aar": year}
        return check("midt.takstudvikling", inputs, parameters).verdict

    assert verdict("990", 2026, 2024) == "overholdt"
    assert verdict("990,01", 2026, 2024) == "ikke_overholdt"
    assert verdict("1.000", 2025, 2024) == "overholdt"
    assert verdict("980", 2022, 2019) == "overholdt"
    assert verdict("1.000", 2023, 2022) == "kan_ikke_afgoeres"
    assert RULES["midt.takstudvikling"].periods(parameters)[-1] == (date(2025, 1, 1), date(2026, 12, 31))
    with pytest.raises(RuleInputError, match=r"2025-2026"):
        verdict("1.000", 2027, 2024)


def test_a_new_ceiling_period_is_a_new_entry_too(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    shutil.copytree(RULES_FOLDER, folder)
    path = folder / "hovedstaden_prisloft.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    for parameter in content["parameters"]:
        value = "2022" if parameter["id"] == "basisaar" else "ny tekst"
        parameter["values"].append(
            {
                "valid_from": date(2023, 1, 1),
                "valid_to": date(2024, 12, 31),
                "value": value,
                "document": "ny",
                "quote": "Loftet",
            }
        )
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    parameters = load_rules(WHOLE | {"ny": "Loftet regnes fra 2022."}, folder)
    inputs = {"basistakst": "1.000", "takst": "1.030", "aar": 2023, "pl_pct": "3"}
    assert check("hovedstaden.prisloft", inputs, parameters).verdict == "overholdt"
    assert any(
        "2019" in t for t in check("hovedstaden.prisloft", inputs | {"aar": 2022}, parameters).assumptions
    )
