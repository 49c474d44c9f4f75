"""What still stands in the files of a folder, for the tests of what is deleted."""

from __future__ import annotations

from pathlib import Path


def holding(folder: Path, words: str) -> list[str]:
    """The files below a folder that hold the words as they are or in small letters, in UTF-8 or UTF-16."""
    forms = {
        form.encode(encoding)
        for form in (words, words.lower())
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    }
    return [
        str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and any(form in file.read_bytes() for form in forms)
    ]
