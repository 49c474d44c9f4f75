"""How often each caller may ask: token buckets in memory, of a bounded number."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address
from math import ceil

# The one that was idle longest makes room for the next.
_MOST = 20_000


class Buckets:
    """A bucket for each name: `size` requests at once, filled again evenly within `seconds`. Safe from several threads."""

    def __init__(
        self, size: int, seconds: float = 60.0, clock: Callable[[], float] = time.monotonic, most: int = _MOST
    ) -> None:
        """`size` 0 is no limit at all."""
        self._size = size
        self._rate = size / seconds
        self._clock = clock
        self._most = most
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._levels)

    def take(self, name: str) -> int:
        """Take one: 0 when there was one, else the whole seconds until there is."""
        if not self._size:
            return 0
        at = self._clock()
        with self._lock:
            level, before = self._levels.pop(name, (float(self._size), at))
            level = min(self._size, level + (at - before) * self._rate)
            taken = level >= 1
            self._levels[name] = (level - 1 if taken else level, at)
            while len(self._levels) > self._most:
                self._levels.popitem(last=False)
            return 0 if taken else max(1, ceil((1 - level) / self._rate))


def network_of(address: str) -> str:
    """What one subscriber has: the address itself, of IPv6 the first 64 bits."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped) if mapped else str(IPv6Address(int(found) >> 64 << 64))
    return str(found)
