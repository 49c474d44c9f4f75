"""The files that put the product on several machines name what there is, and hold no secret."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from api.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent


def test_every_setting_in_the_deployment_files_exists() -> None:
    named = {
        name
        for file in ("Dockerfile", "compose.yaml")
        for name in re.findall(rf"\b{PREFIX}([A-Z_]+)", (ROOT / file).read_text(encoding="utf-8"))
    }
    assert named and {name.lower() for name in named} <= set(Settings.model_fields)


def test_the_api_keeps_nothing_and_is_not_root() -> None:
    composed = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    api, postgres = composed["services"]["api"], composed["services"]["postgres"]
    assert "volumes" not in api and api["read_only"] and api["cap_drop"] == ["ALL"]
    assert api["environment"]["RAMMEAFTALE_DATABASE_URL"].startswith("postgresql://")
    assert postgres["environment"]["POSTGRES_PASSWORD"].startswith("${POSTGRES_PASSWORD:?")
    assert re.search(r"^USER 10001$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_folder_the_image_needs_is_let_in() -> None:
    let_in = set(re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    copied = re.findall(
        r"^COPY (?!--)(.+) \S+$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {name for line in copied for name in line.split()} == let_in
    assert all((ROOT / name).exists() for name in let_in)
