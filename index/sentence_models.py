"""Models of sentence-transformers (extra `models`), loaded by name or folder."""

from __future__ import annotations

from typing import Any, Literal

from index.errors import IndexFault
from ingest.source_text import one_line

Kind = Literal["SentenceTransformer", "CrossEncoder"]


def load_sentence_model(kind: Kind, name: str, role: str, folder_of: str) -> Any:
    """The model `name` as that class of sentence_transformers, on the CPU.

    `role` and `folder_of` are what the faults call the model and what a folder must hold, in Danish. Raises
    IndexFault when the extra is not installed or the model cannot be had.
    """
    try:
        import sentence_transformers
    except ImportError as missing:
        raise IndexFault(
            f"{role} »{name}« kræver sentence-transformers. Installér med: "
            'pip install -c constraints.txt -e ".[models]"'
        ) from missing
    try:
        return getattr(sentence_transformers, kind)(name, device="cpu")
    except (OSError, ValueError) as fault:
        raise IndexFault(
            f"{role} »{name}« kunne ikke hentes ({one_line(str(fault))}). Angiv en mappe med en {folder_of}, "
            "eller et modelnavn, som maskinen kan nå."
        ) from fault
