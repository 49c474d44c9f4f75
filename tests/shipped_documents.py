"""The shipped documents as `sources.toml` tells of them, by document id, for tests that need no index."""

from __future__ import annotations

import tomllib

from corpus import CORPUS

WHOLE: dict[str, str] = {}
"""The text of the whole file that holds the document."""
TEXTS: dict[str, str] = {}
"""The text of the document itself."""
OFFSETS: dict[str, int] = {}
"""Where in its file the document starts."""
FILES: dict[str, str] = {}
REGION_OF: dict[str, str] = {}
TITLES: dict[str, str] = {}


def _read() -> None:
    for entry in tomllib.loads((CORPUS / "sources.toml").read_text(encoding="utf-8"))["file"]:
        parts, whole = entry["parts"], (CORPUS / "documents" / entry["file"]).read_bytes().decode("utf-8")
        starts = [
            whole.index("\n" + part["starts_with"]) + 1 if "starts_with" in part else 0 for part in parts
        ]
        for part, start, end in zip(parts, starts, [*starts[1:], len(whole)], strict=True):
            name = part["id"]
            WHOLE[name], TEXTS[name], OFFSETS[name] = whole, whole[start:end], start
            FILES[name], REGION_OF[name], TITLES[name] = entry["file"], part["region"], part["title"]


_read()
