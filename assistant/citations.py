"""Citations of one answer: numbered as they are made, each an exact slice of a stored text."""

from __future__ import annotations

from assistant.answer import Citation
from index.snapshot import Snapshot
from index.store import StoredPassage
from ingest.cleaning import readable
from ingest.documents import Section
from ingest.source_text import page_at


def passage_url(document_id: str, start: int, end: int) -> str:
    """Where the web page shows the passage highlighted."""
    return f"/dokument/{document_id}?fra={start}&til={end}#citat"


class Citations:
    """Collects the citations of one answer; the same slice twice is one citation."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._made: dict[tuple[str, int, int], Citation] = {}

    @property
    def made(self) -> list[Citation]:
        return list(self._made.values())

    def cite(self, document_id: str, start: int, end: int, around: tuple[int, int] | None = None) -> int:
        """The number of a citation of text[start:end]; `around` is the surrounding a reader needs."""
        key = (document_id, start, end)
        if key not in self._made:
            document = self._snapshot.documents[document_id]
            stored = self._snapshot.file(document_id)
            a, b = around or self.surrounding(document_id, start, end)
            # A passage ends with its line: what is dropped from the readable text is still its surrounding.
            line_end = stored.text.find("\n", max(b, end), document.span.end)
            b = document.span.end if line_end < 0 else line_end
            section = self.section_of(document_id, start)
            self._made[key] = Citation(
                n=len(self._made) + 1,
                document=document_id,
                title=document.metadata.title,
                region=document.metadata.region,
                section=" – ".join(section.path) if section else "",
                page=page_at(stored.page_starts, start),
                file=stored.name,
                start=start,
                end=end,
                quote=stored.text[start:end],
                passage=stored.text[min(a, start) : max(b, end)],
                url=passage_url(document_id, start, end),
            )
        return self._made[key].n

    def cite_unit(self, passage: StoredPassage, first: int, last: int) -> int:
        """The number of a citation of units first to last (inclusive) of a passage."""
        units = passage.passage.units
        span = passage.passage.span
        start = min(unit.span.start for unit in units[first : last + 1])
        end = max(unit.span.end for unit in units[first : last + 1])
        return self.cite(passage.document_id, start, end, (span.start, span.end))

    def cite_quote(self, document_id: str, quote: str) -> int | None:
        """The number of a citation of an exact quote, searched in the document's part of its file; None if gone."""
        document = self._snapshot.documents.get(document_id)
        if document is None:
            return None
        text = self._snapshot.file(document_id).text
        at = text.find(quote, document.span.start, document.span.end)
        return None if at < 0 else self.cite(document_id, at, at + len(quote))

    def surrounding(self, document_id: str, start: int, end: int) -> tuple[int, int]:
        """The passage that holds a slice, else the slice itself."""
        for passage in self._snapshot.document_passages(document_id):
            span = passage.passage.span
            if span.start <= start < span.end:
                return span.start, max(span.end, end)
        return start, end

    def section_of(self, document_id: str, at: int) -> Section | None:
        """The innermost section that holds an offset."""
        holding = [
            section
            for section in self._snapshot.sections(document_id)
            if section.span.start <= at < section.span.end
        ]
        return max(holding, key=lambda section: section.span.start, default=None)


def shown(quote: str) -> str:
    """A quote as a reader sees it: broken words joined, white space folded, marks dropped."""
    return readable(quote).text
