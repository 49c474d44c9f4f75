"""Dated, sourced rule parameters from YAML. The loader is strict: a wrong entry is an error, not a guess."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, overload

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.rules.figures import FigureError, date_span, number
from assistant.rules.result import Source
from corpus import CORPUS
from corpus.strict_yaml import load_yaml

Unit = Literal["pct", "kr", "aar", "antal_aar", "dato", "tekst"]
RULES_FOLDER = CORPUS / "rules"


class ParameterError(ValueError):
    """A rule file that is wrong. The message names file, key and value, and how to mend it."""

    def __init__(self, file: str, key: str, value: object, mend: str) -> None:
        self.file, self.key, self.value = file, key, value
        super().__init__(f"{file}: {key}: »{value}«: {mend}")


class _MissingQuoteError(ParameterError):
    pass


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FurtherSource(_Strict):
    """Another document that gives the same value."""

    document: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class DatedValue(_Strict):
    """A value, the days it is valid (inclusive, None is open) and the sentence it rests on."""

    valid_from: date
    valid_to: date | None
    value: Decimal | date | str
    document: str = Field(min_length=1)
    quote: str = Field(min_length=1)
    note: str = ""
    further: tuple[FurtherSource, ...] = ()
    gap_reason: str = ""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source of the value, the main one first."""
        return (Source(self.document, self.quote), *(Source(s.document, s.quote) for s in self.further))

    @property
    def number(self) -> Decimal:
        if not isinstance(self.value, Decimal):
            raise TypeError(f"{self.value!r} is not a number")
        return self.value

    @property
    def day(self) -> date:
        if not isinstance(self.value, date):
            raise TypeError(f"{self.value!r} is not a date")
        return self.value


class Parameter(_Strict):
    id: str = Field(min_length=1)
    title: str = Field(min_length=1)
    unit: Unit
    description: str = Field(min_length=1)
    values: tuple[DatedValue, ...] = Field(min_length=1)


class _RuleFile(_Strict):
    rule: str = Field(min_length=1)
    title: str = Field(min_length=1)
    parameters: tuple[Parameter, ...] = Field(min_length=1)


class Parameters:
    """All loaded parameters. Keys are "<rule>.<parameter>", e.g. "midt.takstudvikling.min_reduktion"."""

    def __init__(
        self, parameters: Mapping[str, Parameter], version: str, disabled: Mapping[str, str] | None = None
    ) -> None:
        self._parameters = dict(parameters)
        self._starts = {key: [v.valid_from for v in p.values] for key, p in self._parameters.items()}
        self.version = version
        self.disabled: dict[str, str] = dict(disabled or {})

    def __contains__(self, key: object) -> bool:
        return key in self._parameters

    def __iter__(self) -> Any:
        return iter(self._parameters.items())

    def values(self, key: str) -> tuple[DatedValue, ...]:
        """Every dated value of a parameter, oldest first. Raises KeyError for an unknown parameter."""
        return self._parameters[key].values

    def find(self, key: str, day: date) -> DatedValue | None:
        """The value valid on a day, or None."""
        at = bisect_right(self._starts[key], day) - 1
        if at < 0:
            return None
        value = self._parameters[key].values[at]
        return value if value.valid_to is None or day <= value.valid_to else None

    def at(self, key: str, day: date) -> DatedValue:
        """The value valid on a day. Raises LookupError where there is none."""
        value = self.find(key, day)
        if value is None:
            raise LookupError(f"{key} har ingen værdi den {day.isoformat()}")
        return value

    def latest(self, key: str) -> DatedValue:
        """The value of the newest source."""
        return self._parameters[key].values[-1]


@overload
def load_rules(documents: Mapping[str, str], folder: Path = ...) -> Parameters: ...
@overload
def load_rules(
    documents: Mapping[str, str], folder: Path = ..., *, tolerate_missing_quotes: Literal[True]
) -> tuple[Parameters, dict[str, str]]: ...
def load_rules(
    documents: Mapping[str, str], folder: Path = RULES_FOLDER, *, tolerate_missing_quotes: bool = False
) -> Parameters | tuple[Parameters, dict[str, str]]:
    """Read every rule file in `folder` and check each quote against the stored text of its document.

    `documents` maps a document id to the text of the file that holds it. A quote that is not there is an
    error; with `tolerate_missing_quotes` the whole rule is left out instead, and a second return value maps
    the rule id to the reason. Raises ParameterError for anything else that is wrong, always.
    """
    loaded: dict[str, Parameter] = {}
    disabled: dict[str, str] = {}
    files, digest = read_folder(folder)
    for rule, (file, checked) in files.items():
        try:
            for parameter in checked.values():
                _check_quotes(file, parameter, documents)
        except _MissingQuoteError as error:
            if not tolerate_missing_quotes:
                raise
            disabled[rule] = str(error)
            continue
        loaded |= {f"{rule}.{name}": parameter for name, parameter in checked.items()}
    parameters = Parameters(loaded, digest[:12], disabled)
    return (parameters, disabled) if tolerate_missing_quotes else parameters


RuleFiles = dict[str, tuple[str, dict[str, Parameter]]]
"""By rule id: the name of its file and its parameters by their own id."""


def read_folder(folder: Path = RULES_FOLDER) -> tuple[RuleFiles, str]:
    """Every rule file of a folder, and a hash of them all; quotes are not looked up. Raises ParameterError."""
    found: RuleFiles = {}
    digest = hashlib.sha256()
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise ParameterError(str(folder), "*.yaml", "", "mappen indeholder ingen regelfiler")
    for path in files:
        raw = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + raw + b"\0")
        rule, _, parameters = read_rule(path.name, raw)
        if rule in found:
            raise ParameterError(path.name, "rule", rule, f"står også i {found[rule][0]}")
        found[rule] = (path.name, parameters)
    return found, digest.hexdigest()


def read_rule(file: str, raw: bytes) -> tuple[str, str, dict[str, Parameter]]:
    """Id, title and parameters of one rule file, as strictly as any. Raises ParameterError."""
    read = _read(file, raw)
    parameters = {parameter.id: _checked(file, parameter) for parameter in read.parameters}
    if len(parameters) != len(read.parameters):
        raise ParameterError(file, "parameters", read.rule, "to parametre har samme id")
    return read.rule, read.title, parameters


@lru_cache(maxsize=64)
def _read(file: str, raw: bytes) -> _RuleFile:
    try:
        content = load_yaml(raw)
    except yaml.YAMLError as error:
        raise ParameterError(
            file, "yaml", " ".join(str(error).split()), "ret filen, så den er gyldig YAML"
        ) from error
    try:
        return _RuleFile.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "fil"
        raise ParameterError(file, key, _brief(first["input"]), _mend(first)) from error


def _brief(value: object) -> str:
    return str(value)[:120]


def _mend(error: Any) -> str:
    if error["type"] == "missing":
        return "nøglen mangler; tilføj den"
    if error["type"] == "extra_forbidden":
        return "ukendt nøgle; ret stavningen, eller slet den"
    if error["type"] == "literal_error":
        return f"skal være en af {error['ctx']['expected']}"
    return f"forkert slags værdi ({error['msg']})"


def _checked(file: str, parameter: Parameter) -> Parameter:
    """The parameter with typed values in date order. Raises ParameterError."""
    values = []
    for value in parameter.values:
        key = f"{parameter.id}.values[{value.valid_from}]"
        if value.valid_to is not None and value.valid_to < value.valid_from:
            raise ParameterError(file, f"{key}.valid_to", value.valid_to, "ligger før valid_from")
        typed = _typed(file, f"{key}.value", parameter.unit, value.value)
        values.append(value.model_copy(update={"value": typed}))
    return in_order(file, parameter.model_copy(update={"values": tuple(values)}))


def in_order(file: str, parameter: Parameter) -> Parameter:
    """The parameter with its values in date order. Raises ParameterError for overlap and unexplained gap."""
    values = sorted(parameter.values, key=lambda v: v.valid_from)
    for before, after in pairwise(values):
        key = f"{parameter.id}.values[{after.valid_from}].valid_from"
        if before.valid_to is None or after.valid_from <= before.valid_to:
            raise ParameterError(
                file,
                key,
                after.valid_from,
                f"overlapper værdien fra {before.valid_from}; to værdier må ikke gælde på én dag",
            )
        if after.valid_from != before.valid_to + timedelta(days=1) and not after.gap_reason:
            raise ParameterError(
                file,
                key,
                after.valid_from,
                f"hul efter {before.valid_to}; udfyld det, eller angiv gap_reason",
            )
    return parameter.model_copy(update={"values": tuple(values)})


def _typed(file: str, key: str, unit: Unit, value: object) -> Decimal | date | str:
    try:
        if unit == "dato":
            span = date_span(value)
            if span.start != span.end:
                raise FigureError("skal være én dag, fx 2022-07-01")
            return span.start
        if unit == "tekst":
            if not isinstance(value, str):
                raise FigureError("skal være tekst i anførselstegn")
            return value
        if not isinstance(value, str):
            raise FigureError('tal skrives som tekst i anførselstegn, fx "2,5"')
        return number(value)
    except FigureError as error:
        raise ParameterError(file, key, value, str(error)) from error


def holds_quotes(value: DatedValue, documents: Mapping[str, str]) -> bool:
    """Whether every sentence a value rests on stands in its document."""
    return all(source.quote in documents.get(source.document, "") for source in value.sources)


def _check_quotes(file: str, parameter: Parameter, documents: Mapping[str, str]) -> None:
    for value in parameter.values:
        key = f"{parameter.id}.values[{value.valid_from}].quote"
        for source in value.sources:
            if source.document not in documents:
                raise _MissingQuoteError(file, key, source.document, "dokumentet er ikke indlæst")
            if source.quote not in documents[source.document]:
                raise _MissingQuoteError(file, key, source.quote, f"citatet står ikke i {source.document}")
