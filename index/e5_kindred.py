"""What was learnt for comparing questions with one another, as changes to the weights of multilingual-e5-small.

Two questions that one sentence answers often share no word ("hvem hænger på regningen", "hvordan finansieres det"). The
changes were fitted on the questions of corpus/answered, four fifths of them, so that those of one sentence lie close:
each is the product of two narrow matrices (LoRA, Hu et al. 2021, https://arxiv.org/abs/2106.09685). Written by
`python -m eval.kindred`, which tells how well that carries over to the last fifth.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

from index.e5_weights import Floats

FILE = Path(__file__).with_name("e5_kindred.npz")


class KindredChanges(Mapping[str, Floats]):
    """What is added to each matrix, by the names of `index.e5_weights`, each of the shape (out, in).

    Multiplied out when asked for: together they would take 85 MB.
    """

    def __init__(self, path: Path = FILE) -> None:
        with np.load(path) as kept:
            self._narrow = {name: kept[name].astype(np.float32) for name in kept.files}
        self._names = sorted({name.rpartition(".")[0] for name in self._narrow})

    def __getitem__(self, name: str) -> Floats:
        if f"{name}.out" not in self._narrow:
            raise KeyError(name)
        product: Floats = self._narrow[f"{name}.out"] @ self._narrow[f"{name}.in"]
        return product

    def __contains__(self, name: object) -> bool:
        return f"{name}.out" in self._narrow

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
