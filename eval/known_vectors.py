"""Embeds every known question once, for all who install: `python -m eval.known_vectors`.

To be run when corpus/answered, the built-in model or what it has learnt (`python -m eval.kindred --write`) has changed; a
test tells when. A minute on two cores.
"""

from __future__ import annotations

from index.answered import questions_key
from index.embedding import load_embedder
from index.known_sentences import known_sentences
from index.known_vectors import write_known_vectors


def main() -> None:
    lists = {
        questions_key(questions): questions
        for sentences in known_sentences().files.values()
        for questions in sentences.values()
    }
    embedder = load_embedder()
    write_known_vectors(
        embedder.model, {key: embedder.kindred(questions) for key, questions in sorted(lists.items())}
    )
    print(f"{sum(map(len, lists.values()))} spørgsmål til {len(lists)} sætninger")


if __name__ == "__main__":
    main()
