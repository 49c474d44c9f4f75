"""The rate forms as data: what each rule is called in plain words, and how its fields are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.rules.registry import RULES
from corpus.strict_yaml import load_own_yaml

FILE = Path(__file__).parent / "web" / "rate_forms.yaml"
Kind = Literal[
    "amount", "amounts", "percent", "count", "year", "date", "yesno", "choice", "text", "lines", "yearly"
]


class FormError(ValueError):
    """The file of the forms does not fit the rules; the message names file, rule and field."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RateField(_Strict):
    """A field. `years` are those of a field that is asked for year by year; `choices` maps a value to its words."""

    label: str
    kind: Kind
    help: str
    example: str = ""
    unit: str = ""
    more: bool = False
    choices: dict[str, str] = Field(default_factory=dict)
    years: list[int] = Field(default_factory=list)


class RateForm(_Strict):
    """A rule's form; `fields` in the order they are asked for."""

    question: str
    topic: str
    fields: dict[str, RateField]


class RateForms(_Strict):
    """All forms, by rule id; `topics` maps an id to what the group is called."""

    topics: dict[str, str]
    forms: dict[str, RateForm]


@lru_cache(maxsize=1)
def load_forms(path: Path = FILE) -> RateForms:
    """The forms of every rule. Raises FormError where the file and the rules do not fit each other."""
    try:
        read = RateForms.model_validate(load_own_yaml(path.read_text(encoding="utf-8")))
    except (yaml.YAMLError, ValidationError) as wrong:
        raise FormError(f"{path.name}: {wrong}") from wrong
    _same(path, "regler", read.forms, RULES)
    for rule_id, form in read.forms.items():
        _same(path, f"felter i {rule_id}", form.fields, RULES[rule_id].inputs.model_fields)
        if form.topic not in read.topics:
            raise FormError(f"{path.name}: {rule_id} har topic: {form.topic}, men det kendes ikke.")
        for name, field in form.fields.items():
            if (field.kind == "choice") != bool(field.choices) or (field.kind == "yearly") != bool(
                field.years
            ):
                raise FormError(
                    f"{path.name}: {rule_id}, {name}: choice skal have choices, og yearly skal have years."
                )
    return read


def _same(path: Path, what: str, have: Mapping[str, object], wanted: Mapping[str, object]) -> None:
    unlike = sorted(set(have) ^ set(wanted))
    if unlike:
        raise FormError(f"{path.name}: {what} mangler eller er for meget: {', '.join(unlike)}.")
