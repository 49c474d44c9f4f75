"""The lexical view: tantivy's BM25 over Danish stems, compound parts and headings.

A view that adds to a foundation shares its files: tantivy never changes a segment once it is written, it only writes
further ones and a list of those that count. Until the next whole build the foundation's words keep the stems and parts
they had: a misspelled word in it is not mended by a word that came later.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Sequence
from pathlib import Path

import tantivy

from index.danish import Lexicon, Vocabulary, vocabulary_of
from index.errors import BrokenView
from index.passages import SearchPassage
from index.word_view import FIELDS, Weights, WordView, terms_of

_VOCABULARY = "vocabulary.json"
_TANTIVY = "tantivy"
_MEMORY = 64_000_000


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    builder.add_text_field("group", tokenizer_name="raw", index_option="basic")
    for name in FIELDS:
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _index(folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), str(folder)) if folder else tantivy.Index(_schema())
    index.register_tokenizer(
        "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    return index


def build(
    folder: Path, passages: Sequence[SearchPassage], lexicon: Lexicon, foundation: Path | None = None
) -> None:
    """Write the view of the passages into a new folder; they are added to those of the `foundation`'s view.

    Raises BrokenView when the foundation cannot be read.
    """
    folder.mkdir()
    (folder / _TANTIVY).mkdir()
    start, known = 0, None
    if foundation is not None:
        with_them = LexicalView(foundation)
        start, known = len(with_them), with_them.vocabulary
        _share(foundation / _TANTIVY, folder / _TANTIVY)
    vocabulary = vocabulary_of((f"{each.context}\n{each.text}" for each in passages), lexicon, known)
    index = _index(folder / _TANTIVY)
    writer = index.writer(_MEMORY, 1)
    for number, passage in enumerate(passages, start):
        document = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_text("group", passage.group)
        for field, terms in terms_of(passage, vocabulary).items():
            document.add_text(field, " ".join(terms))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    kept = json.dumps(vocabulary.as_dict(), ensure_ascii=False)
    (folder / _VOCABULARY).write_text(kept, encoding="utf-8")


def _share(source: Path, target: Path) -> None:
    """The same segments in another folder, without copying them where the file system can do that."""
    for path in source.iterdir():
        # The lists of what counts (JSON) are written anew, and a lock is of one folder.
        if path.suffix == ".json":
            shutil.copyfile(path, target / path.name)
        elif path.suffix != ".lock":
            try:
                os.link(path, target / path.name)
            except OSError:
                shutil.copyfile(path, target / path.name)


class LexicalView(WordView):
    """Passages by the words of a question, out of a folder."""

    def __init__(self, folder: Path, weights: Weights | None = None) -> None:
        try:
            read = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
            super().__init__(Vocabulary(read["forms"], read["compounds"]), weights)
            self._index = _index(folder / _TANTIVY)
            self._index.reload()
            self._searcher = self._index.searcher()
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise BrokenView(f"Ordvisningen i {folder} kan ikke åbnes: {fault}") from fault

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def document_frequency(self, term: str) -> int:
        return max(int(self._searcher.doc_freq("body", term)), int(self._searcher.doc_freq("parts", term)))

    def search(self, question: str, k: int, groups: Collection[str] | None = None) -> list[tuple[int, float]]:
        clauses = []
        for field, term, worth in self.clauses(question):
            query = tantivy.Query.term_query(self._index.schema, field, term, "freq")
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, worth)))
        if not clauses:
            return []
        wanted = tantivy.Query.boolean_query(clauses)
        if groups is not None:
            only = tantivy.Query.term_set_query(self._index.schema, "group", sorted(groups))
            wanted = tantivy.Query.boolean_query(
                [
                    (tantivy.Occur.Must, wanted),
                    (tantivy.Occur.Must, tantivy.Query.const_score_query(only, 0.0)),
                ]
            )
        try:
            hits = self._searcher.search(wanted, k).hits
            return [(int(self._searcher.doc(address)["number"][0]), float(score)) for score, address in hits]
        except (OSError, ValueError, RuntimeError) as fault:
            raise BrokenView(f"Ordvisningen kan ikke søge: {fault}") from fault
