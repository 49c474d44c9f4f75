"""Word documents through python-docx, in document order. Runs in the sandbox."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import docx
from docx.opc.exceptions import OpcError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from ingest.errors import IngestError
from ingest.limits import Limits
from ingest.readers.archive import check_archive
from ingest.readers.numbering import Numbering
from ingest.source_text import Extract, one_line, storable
from ingest.titles import own_title

# What python-docx and zipfile let through from a file that breaks the format's rules.
_BROKEN = (
    OpcError,
    AttributeError,
    LookupError,
    NotImplementedError,
    TypeError,
    ValueError,
    SyntaxError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
)
_HEADING_STYLE = re.compile(r"(?:heading|overskrift) ?([1-9])$", re.IGNORECASE)
# Deleted or moved-away text, and the second copy of a drawing for old programs.
_SKIPPED = {qn(tag) for tag in ("w:del", "w:moveFrom", "w:instrText", "w:delText", "w:rPr", "w:pPr")} | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
}
_LONGEST_BOLD = 100
_VAL = qn("w:val")
_W_P, _W_TBL, _W_TR, _W_TC = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_W_T, _W_R, _TEXT_BOX = qn("w:t"), qn("w:r"), qn("w:txbxContent")
_MATH_T = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_SAVE_AGAIN = "Åbn den i Word, gem den igen som .docx, og indlæs den på ny."


def read(data: bytes, name: str, limits: Limits) -> Extract:
    """Paragraphs as lines with a blank line between, headings as "# " by level, list items as "- " or
    with their number, tables as rows of cells with " | " between, a footnote after the paragraph that refers to it.

    Page headers and footers, deleted and hidden text are left out; there are no pages.
    Raises IngestError: "afkortet", "krypteret", "zipbombe", "beskadiget", "for_kompleks".
    """
    check_archive(data, name, limits)
    try:
        document = docx.Document(io.BytesIO(data))
        walk = _Walk(document)
        blocks = list(walk.blocks(document.element.body))
        title = own_title(one_line(document.core_properties.title or "")) or walk.title
    except _BROKEN as error:
        raise IngestError(
            "beskadiget", name, "er beskadiget og kan ikke læses som Word-dokument", _SAVE_AGAIN
        ) from error
    return Extract(_join(blocks), title=title)


def _join(blocks: list[tuple[str, str]]) -> str:
    """Blocks are ("afsnit" | "punkt" | "række", text); rows of a table and items of a list stay together."""
    out: list[str] = []
    previous = ""
    for kind, text in blocks:
        if out:
            out.append("\n" if kind == previous and kind != "afsnit" else "\n\n")
        out.append(text)
        previous = kind
    return "".join(out) + "\n" if out else ""


class _Walk:
    """One pass over the body; python-docx's iterators leave out content controls and tracked insertions."""

    def __init__(self, document: Any) -> None:
        self.title: str | None = None
        self._styles: dict[str, Any] = {style.style_id: style for style in document.styles}
        self._notes = _footnotes(document)
        self._numbering = Numbering(_numbering_root(document))

    def blocks(self, parent: Any) -> Iterator[tuple[str, str]]:
        for child in parent:
            if child.tag == _W_P:
                yield from self._paragraph(child)
            elif child.tag == _W_TBL:
                yield from (("række", row) for row in self._rows(child))
            elif child.tag not in _SKIPPED:
                yield from self.blocks(child)

    def _paragraph(self, element: Any) -> Iterator[tuple[str, str]]:
        text = storable("".join(self._text(element))).strip()
        level, is_title = self._level(element)
        label = self._label(element) if text else None
        if text and level:
            words = " ".join(text.split())
            if self.title is None and (is_title or level == 1):
                self.title = words
            number = f"{label} " if label and label != "-" else ""
            yield "afsnit", f"{'#' * min(level, 6)} {number}{words}"
        elif text and label:
            yield "punkt", f"{label} " + "\n  ".join(text.split("\n"))
        elif text and self._stands_out(element, text):
            yield "afsnit", f"**{' '.join(text.split())}**"
        elif text:
            yield "afsnit", text
        for box in element.iter(_TEXT_BOX):
            if not any(above.tag in _SKIPPED or above.tag == _TEXT_BOX for above in box.iterancestors()):
                yield from self.blocks(box)
        for reference in element.iter(qn("w:footnoteReference"), qn("w:endnoteReference")):
            note = self._notes.get((reference.tag, reference.get(qn("w:id"))))
            if note is not None:
                text = one_line(" ".join("".join(self._text(paragraph)) for paragraph in note.iter(_W_P)))
                if text:
                    yield "afsnit", f"Note: {text}"

    def _text(self, element: Any) -> Iterator[str]:
        for child in element:
            if child.tag in (_W_T, _MATH_T):
                yield child.text or ""
            elif child.tag in _SIGNS:
                yield _SIGNS[child.tag]
            elif child.tag in _SKIPPED or child.tag == _TEXT_BOX or (child.tag == _W_R and _is_hidden(child)):
                continue
            else:
                yield from self._text(child)

    def _rows(self, table: Any) -> Iterator[str]:
        for row in _nearest(table, _W_TR):
            cells = [one_line(" ".join(self._cell(cell))) for cell in _nearest(row, _W_TC)]
            if any(cells):
                yield " | ".join(cells)

    def _cell(self, cell: Any) -> Iterator[str]:
        for kind, text in self.blocks(cell):
            yield text.strip("#*").strip() if kind == "afsnit" else text

    def _level(self, element: Any) -> tuple[int, bool]:
        """Heading level from 1 (0: no heading), and whether it is the document's title."""
        own = _outline(element)
        if own is not None:
            return own, False
        for style in self._style_chain(element):
            name = style.name or ""
            if name.casefold() in ("title", "titel"):
                return 1, True
            if match := _HEADING_STYLE.match(name):
                return int(match.group(1)), False
            if (level := _outline(style.element)) is not None:
                return level, False
        return 0, False

    def _stands_out(self, element: Any, text: str) -> bool:
        """Whether a short paragraph is bold from end to end, as a heading without a heading style is."""
        if len(text) > _LONGEST_BOLD or text.endswith((".", ",", ";", "!")) or "*" in text:
            return False
        written = [run for run in element.iter(_W_R) if "".join(self._text(run)).strip()]
        of_style = next(
            (bold for s in self._style_chain(element) if (bold := _bold(s.element)) is not None), False
        )
        return bool(written) and all(_run_bold(run, self._styles, of_style) for run in written)

    def _label(self, element: Any) -> str | None:
        """The number or mark of a list paragraph, by its own setting or its style's; None for any other."""
        level: int | None = None
        for source, style_id in (
            (element, None),
            *((s.element, s.style_id) for s in self._style_chain(element)),
        ):
            setting = source.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if setting is None:
                continue
            depth, number = setting.find(qn("w:ilvl")), setting.find(qn("w:numId"))
            if level is None and depth is not None and str(depth.get(_VAL)).isdecimal():
                level = int(depth.get(_VAL))
            if number is not None:
                return self._numbering.label(str(number.get(_VAL)), level, style_id)
        return None

    def _style_chain(self, element: Any) -> Iterator[Any]:
        reference = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        style_id = reference.get(_VAL) if reference is not None else None
        seen: set[str] = set()
        while style_id in self._styles and style_id not in seen:
            seen.add(style_id)
            style = self._styles[style_id]
            yield style
            based_on = style.element.find(qn("w:basedOn"))
            style_id = based_on.get(_VAL) if based_on is not None else None


def _numbering_root(document: Any) -> Any:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering") and not relation.is_external:
            return relation.target_part.element
    return None


def _outline(element: Any) -> int | None:
    """The outline level a paragraph or style sets, from 1; 0 for body text, None where it is silent."""
    mark = element.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}")
    value = mark.get(_VAL) if mark is not None else None
    if value is None or not value.isdecimal():
        return None
    return int(value) + 1 if int(value) < 9 else 0


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return mark is not None and mark.get(_VAL) not in ("0", "false", "off")


def _bold(element: Any) -> bool | None:
    """Whether a run or a style sets its text in bold; None where it says nothing."""
    mark = element.find(f"{qn('w:rPr')}/{qn('w:b')}")
    return None if mark is None else mark.get(_VAL) not in ("0", "false", "off")


def _run_bold(run: Any, styles: Mapping[str, Any], of_paragraph: bool) -> bool:
    own = _bold(run)
    if own is not None:
        return own
    reference = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
    style = styles.get(reference.get(_VAL)) if reference is not None else None
    of_style = _bold(style.element) if style is not None else None
    return of_paragraph if of_style is None else of_style


def _nearest(element: Any, tag: str) -> Iterator[Any]:
    """Children with the tag, seen through content controls and tracked insertions, not into inner tables."""
    for child in element:
        if child.tag == tag:
            yield child
        elif child.tag not in (_W_TBL, *_SKIPPED):
            yield from _nearest(child, tag)


def _footnotes(document: Any) -> dict[tuple[str, str], Any]:
    """Notes by (tag of their reference, id); separators have no text and are left in."""
    notes: dict[tuple[str, str], Any] = {}
    for kind in ("footnote", "endnote"):
        for relation in document.part.rels.values():
            if relation.reltype.endswith(f"/{kind}s") and not relation.is_external:
                for note in parse_xml(relation.target_part.blob).iter(qn(f"w:{kind}")):
                    notes[(qn(f"w:{kind}Reference"), note.get(qn("w:id")))] = note
    return notes
