"""The shipped rules with their documents, and the cases a lawyer wrote in tests/rules/*.yaml."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from assistant.rules.context import Agreement
from assistant.rules.parameters import Parameters, load_rules
from assistant.rules.registry import check
from assistant.rules.result import Result
from corpus import CORPUS
from tests.shipped_documents import WHOLE

CASES = sorted((Path(__file__).parent / "rules").glob("*.yaml"))


def _agreements() -> list[Agreement]:
    found = []
    for file in tomllib.loads((CORPUS / "sources.toml").read_text(encoding="utf-8"))["file"]:
        for part in file["parts"]:
            if part["kind"] in ("rammeaftale", "statusrapport"):
                dates = (part["valid_from"], part["valid_to"])
                itself = part["kind"] == "rammeaftale"
                found.append(Agreement(part["id"], part["title"], part["region"], *dates, itself))
    return found


AGREEMENTS = _agreements()
PARAMETERS: Parameters = load_rules(WHOLE)


def run(rule: str, **inputs: Any) -> Result:
    return check(rule, inputs, PARAMETERS, AGREEMENTS)


def loaded_cases(path: Path) -> dict[str, Any]:
    """The cases with every figure as text: YAML would read the Danish 1.800 as 1.8."""
    content: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return content


def cases() -> list[Any]:
    found = []
    for path in CASES:
        content = loaded_cases(path)
        found += [
            pytest.param(content["rule"], c, id=f"{content['rule']}-{c['name']}") for c in content["cases"]
        ]
    return found
