"""The lock of the one process, or thread, that changes a data folder."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import CannotWrite, IngestRunning

_CANNOT_WRITE = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
)


@contextmanager
def writing(data: Path) -> Iterator[None]:
    """Hold the lock inside the block. Raises IngestRunning when another holds it, CannotWrite when the disk refuses."""
    lock = FileLock(data / "ingest.lock")
    try:
        with lock.acquire(timeout=0):
            yield
    except Timeout as busy:
        raise IngestRunning from busy
    except OSError as fault:
        if fault.errno not in _CANNOT_WRITE:
            raise
        raise CannotWrite(data, fault.strerror) from fault
