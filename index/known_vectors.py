"""Vectors of the known questions that the built-in model has made beforehand: a new installation does not wait for them.

They are what `Embedder.kindred` gives, in 8 bits with a scale a row (cosine to the vector itself above .999). Written by
`python -m eval.known_vectors`, which embeds them all; questions that are not among them are embedded when taken in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from index.embedding import Vector

FILE = Path(__file__).with_name("known_vectors.npz")
_MOST = 127


def write_known_vectors(model: str, rows: Mapping[str, Vector], path: Path = FILE) -> None:
    """Keep what a model made: rows of shape (questions, dimensions) by the key of the questions."""
    whole = np.concatenate(list(rows.values()))
    scales = np.abs(whole).max(1) / _MOST
    np.savez_compressed(
        path,
        model=np.array(model),
        keys=np.array(list(rows)),
        counts=np.array([len(each) for each in rows.values()]),
        rows=np.round(whole / scales[:, None]).astype(np.int8),
        scales=scales.astype(np.float32),
    )


def read_known_vectors(model: str, keys: Sequence[str], path: Path = FILE) -> dict[str, Vector]:
    """Those of the keys that this model made beforehand: rows of length 1, shape (questions, dimensions)."""
    with np.load(path) as kept:  # reads an array when it is asked for
        if str(kept["model"]) != model:
            return {}
        rows = kept["rows"] * kept["scales"][:, None]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        parts = np.split(rows.astype(np.float32), np.cumsum(kept["counts"])[:-1])
        made = dict(zip(kept["keys"].tolist(), parts, strict=True))
    return {key: made[key] for key in keys if key in made}
