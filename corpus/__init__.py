"""The product's data: the documents, what is known about them, rules, glossary, learning path."""

from pathlib import Path

CORPUS = Path(__file__).resolve().parent
