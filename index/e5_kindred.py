"""What was learnt for comparing questions with one another, as changes to the weights of multilingual-e5-small.

Two questions that one sentence answers often share no word ("hvem hænger på regningen", "hvordan finansieres det"). The
changes were fitted on the questions of corpus/answered, four fifths of them, so that those of one sentence lie close:
each is the product of two narrow matrices (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685). Written by
`python -m eval.kindred`, which tells how well that carries over to the last fifth.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from index.e5_weights import Floats

FILE = Path(__file__).with_name("e5_kindred.npz")


def kindred_changes(path: Path = FILE) -> dict[str, Floats]:
    """What is added to each matrix, by the names of `index.e5_weights`, each of the shape (out, in)."""
    with np.load(path) as kept:
        names = sorted({name.rpartition(".")[0] for name in kept.files})
        return {
            name: kept[f"{name}.out"].astype(np.float32) @ kept[f"{name}.in"].astype(np.float32)
            for name in names
        }
