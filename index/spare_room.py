"""The room Chroma keeps in its graph files for rows to come, which it fills with whatever lay in memory.

Its native library reserves memory for more rows than there are and writes all of it out without clearing it first
(chroma-core/chroma#7688): questions, keys and deleted texts could come to rest in the files of the index.
"""

from __future__ import annotations

import struct
from pathlib import Path

# Version, offset of the links, rows there is room for, rows there are, bytes a row (chroma-core/hnswlib, hnswalg.h).
_HEADER = struct.Struct("<iQQQQ")
_VERSION = 1
_LENGTH = 4
_PIECE = bytes(1 << 20)


def blank(folder: Path) -> None:
    """Overwrite the room that no row uses in every graph under the folder. Raises OSError, ValueError.

    The files keep their size, which Chroma counts on. ValueError: they are laid out in another way than expected, so
    nobody can tell what is in them.
    """
    for header in folder.rglob("header.bin"):
        read = header.read_bytes()[: _HEADER.size]
        if len(read) < _HEADER.size:
            raise ValueError(f"{header} er for kort ({len(read)} byte). Byg indekset igen.")
        version, _, room, rows, size = _HEADER.unpack(read)
        for name, each in (("data_level0.bin", size), ("length.bin", _LENGTH)):
            path = header.with_name(name)
            found = path.stat().st_size
            if version != _VERSION or not rows * each <= found <= room * each:
                raise ValueError(
                    f"{path} har form {version} og {found} byte, ikke form {_VERSION} og {rows * each} til "
                    f"{room * each} byte. Brug den udgave af chromadb, som programmet hører til."
                )
            _overwrite(path, rows * each, found)


def _overwrite(path: Path, start: int, end: int) -> None:
    with path.open("r+b") as file:
        file.seek(start)
        for at in range(start, end, len(_PIECE)):
            file.write(_PIECE[: end - at])
