"""The YAML that data is written in: plain values only, and a key that stands twice is an error."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import yaml


def _mapping(loader: yaml.SafeLoader | yaml.CSafeLoader, node: yaml.MappingNode) -> dict[Hashable, Any]:
    result: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, Hashable):
            raise yaml.constructor.ConstructorError(
                None, None, f"»{key}« kan ikke være en nøgle", key_node.start_mark
            )
        if key in result:
            # YAML would silently let the last one win.
            raise yaml.constructor.ConstructorError(
                None, None, f"nøglen »{key}« står to gange", key_node.start_mark
            )
        result[key] = loader.construct_object(value_node, deep=True)
    return result


class _Loader(yaml.SafeLoader):
    """For what anyone may hand in."""


class _FastLoader(yaml.CSafeLoader):
    """Ten times as fast by libyaml, which ends the process on a text that is nested very deep."""


for each in (_Loader, _FastLoader):
    each.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def load_yaml(text: str | bytes) -> Any:
    """What a text from anyone holds. Raises yaml.YAMLError, also for one that is nested too deep."""
    try:
        return yaml.load(text, Loader=_Loader)
    except RecursionError as deep:
        raise yaml.YAMLError("indholdet er indlejret for dybt") from deep


def load_own_yaml(text: str | bytes) -> Any:
    """The same for files that come with the program."""
    return yaml.load(text, Loader=_FastLoader)
