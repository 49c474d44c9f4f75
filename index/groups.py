"""Which passages are of some documents, told for all of them at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray


class Groups:
    """The group of each passage, by number. Safe from several threads."""

    def __init__(self, groups: Sequence[str]) -> None:
        self._codes = {group: code for code, group in enumerate(dict.fromkeys(groups))}
        self._code_of = np.asarray([self._codes[group] for group in groups], np.intp)
        self._last: tuple[frozenset[str], NDArray[np.bool_]] = frozenset(), self._found(frozenset())

    def of(self, groups: Collection[str]) -> NDArray[np.bool_]:
        """For each passage whether it is of one of those groups; unknown ones have none. Not to be written to."""
        wanted = frozenset(groups)
        last, found = self._last
        # A person goes on asking of the same documents, which may be thousands.
        if wanted != last:
            found = self._found(wanted)
            self._last = wanted, found
        return found

    def _found(self, groups: frozenset[str]) -> NDArray[np.bool_]:
        wanted = np.zeros(len(self._codes), np.bool_)
        wanted[[self._codes[group] for group in groups if group in self._codes]] = True
        found: NDArray[np.bool_] = wanted[self._code_of]
        found.setflags(write=False)
        return found
