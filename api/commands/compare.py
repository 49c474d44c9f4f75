"""rammeaftale compare, diff and eval-compare."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click

from api.comparing import compare, differ
from api.opening import open_assistant
from api.progress import progress
from api.refusal import Refused
from api.rendering import visible
from api.settings import Settings
from assistant.compare_export import Format, difference_line, export, lines_of, names_of, source_line
from assistant.compare_matrix import Matrix
from assistant.difference_report import Difference, SectionPlace, SentenceChange

_SUMMARY = {"tal": "Tal", "dato": "Datoer", "navn": "Navne", "pligt": "Forpligtelser"}
_MARKS = {"tilføjet": "+", "udgået": "-", "ændret": "~"}


def run(
    settings: Settings,
    subjects: Sequence[str],
    documents: Sequence[str],
    questions: Sequence[str],
    form: str,
    out: Path | None,
) -> None:
    """Print the matrix or write it to a file."""
    if form == "xlsx" and out is None:
        raise click.UsageError("Et regneark kan ikke vises her. Skriv --out med et filnavn.")
    with progress() as bar, open_assistant(settings, bar) as assistant:
        try:
            matrix = compare(assistant, subjects, documents, questions)
        except Refused as wrong:
            raise click.UsageError(str(wrong)) from wrong
    made = (
        _text(matrix).encode()
        if form == "text"
        else export(matrix, next(known for known in get_args(Format) if known == form))
    )
    if out is not None:
        out.write_bytes(made)
        print(f"Skrevet: {out}")
    else:
        sys.stdout.write(made.decode())


def _text(matrix: Matrix) -> str:
    names = names_of(matrix)
    lines: list[str] = []
    for row in matrix.rows:
        lines += [visible(row.title), "=" * len(row.title)]
        for cell in row.cells:
            lines.append(f"{visible(names[cell.document])}:")
            lines += [f"  {visible(part)}" for line in lines_of(cell) for part in line.splitlines()]
        if row.differences:
            lines.append("Forskelle:")
            lines += [f"  {visible(difference_line(found, names))}" for found in row.differences]
        lines.append("")
    if matrix.citations:
        lines.append("Kilder")
    lines += [f"[{made.n}] {visible(source_line(made))}" for made in matrix.citations]
    return "\n".join(lines) + "\n"


def show_difference(settings: Settings, older: str, newer: str, as_json: bool) -> None:
    """Print what changed from one document to the other."""
    with progress() as bar, open_assistant(settings, bar) as assistant:
        try:
            found = differ(assistant, older, newer)
        except Refused as wrong:
            raise click.UsageError(str(wrong)) from wrong
    print(found.model_dump_json(indent=2) if as_json else _difference_text(found))


def _difference_text(found: Difference) -> str:
    lines = [f"Fra {visible(found.a.title)} til {visible(found.b.title)}", "", "Sammendrag"]
    for item in found.summary:
        marks = "".join(f"[{n}]" for n in item.citations)
        change = f"{item.old} → {item.new}" if item.old and item.new else ""
        change = change or (f"udgået: {item.old}" if item.old else f"nyt: {item.new}")
        lines.append(f"  {_SUMMARY[item.kind]}, »{visible(item.section)}«: {visible(change)} {marks}")
    for section in found.sections:
        lines += ["", f"{_headings(section.old)} → {_headings(section.new)} ({', '.join(section.kinds)})"]
        lines += [f"  {_change(change)}" for change in section.changes]
        if section.unchanged:
            lines.append(f"  ({section.unchanged} uændrede sætninger er udeladt)")
    lines += ["", "Kilder"]
    lines += [f"[{made.n}] {visible(source_line(made))}" for made in found.citations]
    return "\n".join(lines)


def _headings(places: Sequence[SectionPlace]) -> str:
    return ", ".join(f"»{visible(place.heading)}«" for place in places) or "–"


def _change(change: SentenceChange) -> str:
    """One line: what is gone in [-…-] and what is new in {+…+}, as word differences are written."""
    numbers = "".join(f"[{quote.n}]" for quote in (change.old, change.new) if quote is not None)
    if change.words:
        marks = {"fælles": "{}", "udgået": "[-{}-]", "tilføjet": "{{+{}+}}"}
        text = " ".join(marks[run.kind].format(run.text) for run in change.words)
    else:
        only = change.new or change.old
        text = only.text if only else ""
    return f"{_MARKS[change.kind]} {visible(text)} {numbers}"


def measure(settings: Settings) -> None:
    """Print the figures of the comparison: right cells, alignment F1, seconds."""
    from eval.compare import NEWER, OLDER, agreement, load_gold, load_pairs, measure

    with progress() as bar, open_assistant(settings, bar) as assistant:
        gold = load_gold()
        documents = list(dict.fromkeys(each.document for each in gold))
        first = compare(assistant, [], documents, [])
        again = compare(assistant, [], documents, [])
        measured = measure(again, gold)
        aligned = agreement(differ(assistant, OLDER, NEWER), load_pairs())
    right = sum(not each.reason for each in measured)
    print(f"Celler rigtige: {right} af {len(measured)} ({100 * right / len(measured):.1f} %)")
    for each in measured:
        if each.reason:
            print(f"  {each.gold.subject}, {each.gold.document}: {each.reason}")
    print(
        f"Afsnit parret: F1 {aligned.f1:.3f} (præcision {aligned.precision:.3f}, genkaldelse {aligned.recall:.3f})"
    )
    for name, pairs in (("mangler", aligned.missing), ("for meget", aligned.surplus)):
        for old, new in pairs:
            print(f"  {name}: »{old}« – »{new}«")
    print(
        f"Hele sammenligningen: {first.elapsed_ms / 1000:.2f} s første gang, {again.elapsed_ms / 1000:.2f} s derefter"
    )
