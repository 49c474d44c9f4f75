"""The lexical view: tantivy's BM25 over Danish stems, compound parts and headings."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import tantivy

from index.danish import STOP_WORDS, Lexicon, Vocabulary, content_words, vocabulary_of, words
from index.errors import BrokenView
from index.passages import SearchPassage

_VOCABULARY = "vocabulary.json"
_MEMORY = 64_000_000
_GRAM = 4


@dataclass(frozen=True)
class Weights:
    """What a match is worth by field: the word itself, a part of a compound, a heading, four letters of a word."""

    body: float = 1.0
    parts: float = 0.5
    context: float = 0.4
    grams: float = 0.2


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("number", stored=True, indexed=True, fast=True)
    builder.add_text_field("group", tokenizer_name="raw", index_option="basic")
    for name in ("body", "parts", "context", "grams"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    return builder.build()


def _index(folder: Path | None) -> tantivy.Index:
    index = tantivy.Index(_schema(), str(folder)) if folder else tantivy.Index(_schema())
    index.register_tokenizer(
        "whitespace", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    )
    return index


def build(folder: Path, passages: Sequence[SearchPassage], lexicon: Lexicon) -> None:
    """Write the view of the passages into a new folder."""
    folder.mkdir()
    (folder / "tantivy").mkdir()
    vocabulary = vocabulary_of((f"{passage.context}\n{passage.text}" for passage in passages), lexicon)
    index = _index(folder / "tantivy")
    writer = index.writer(_MEMORY, 1)
    for number, passage in enumerate(passages):
        found = words(passage.text)
        document = tantivy.Document()
        document.add_unsigned("number", number)
        document.add_text("group", passage.group)
        document.add_text("body", " ".join(map(vocabulary.stem, found)))
        document.add_text("parts", " ".join(part for word in found for part in vocabulary.parts(word)))
        document.add_text("context", " ".join(map(vocabulary.stem, words(passage.context))))
        document.add_text("grams", " ".join(_grams((*words(passage.context), *found))))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    kept = json.dumps(vocabulary.as_dict(), ensure_ascii=False)
    (folder / _VOCABULARY).write_text(kept, encoding="utf-8")


def _grams(found: Iterable[str]) -> Iterator[str]:
    """Runs of four characters of the telling words, their ends marked.

    They find what a stem does not: a misspelled word, a name in another form, a word inside a word. On Danish
    questions they were worth as much alone as stems, and more together; see eval/README.md.
    """
    for word in found:
        if word not in STOP_WORDS:
            marked = f"^{word}$"
            for at in range(max(1, len(marked) - _GRAM + 1)):
                yield marked[at : at + _GRAM]


class LexicalView:
    """Passages by the words of a question."""

    def __init__(self, folder: Path, weights: Weights | None = None) -> None:
        try:
            read = json.loads((folder / _VOCABULARY).read_text(encoding="utf-8"))
            self.vocabulary = Vocabulary(read["forms"], read["compounds"])
            self._index = _index(folder / "tantivy")
            self._index.reload()
            self._searcher = self._index.searcher()
        except (OSError, ValueError, KeyError, TypeError) as fault:
            raise BrokenView(f"Ordvisningen i {folder} kan ikke åbnes: {fault}") from fault
        self._weights = weights or Weights()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    def document_frequency(self, term: str) -> int:
        """In how many passages a stem stands, as a word or as part of a compound."""
        return max(int(self._searcher.doc_freq("body", term)), int(self._searcher.doc_freq("parts", term)))

    def query_terms(self, question: str) -> dict[str, float]:
        """The stems searched for and their weight: the question's words, and the parts of its compounds."""
        weighted: dict[str, float] = {}
        for word in content_words(question) or words(question):
            weighted[self.vocabulary.stem(word)] = 1.0
            for part in self.vocabulary.parts(word):
                if part not in STOP_WORDS:
                    weighted.setdefault(part, 0.5)
        return weighted

    def search(self, question: str, k: int, groups: Collection[str] | None = None) -> list[tuple[int, float]]:
        """The k best as (passage number, BM25), best first; within those groups when given."""
        clauses = []
        for term, weight in self.query_terms(question).items():
            for field in ("body", "parts", "context"):
                boost = weight * float(getattr(self._weights, field))
                query = tantivy.Query.term_query(self._index.schema, field, term, "freq")
                clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, boost)))
        for gram in dict.fromkeys(_grams(words(question))):
            query = tantivy.Query.term_query(self._index.schema, "grams", gram, "freq")
            clauses.append((tantivy.Occur.Should, tantivy.Query.boost_query(query, self._weights.grams)))
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
