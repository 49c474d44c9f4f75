"""A server that asks for a key, for the tests of who gets in and what is told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from index import audit
from index.database import Database
from index.keys import Key, Keys
from index.keys import Scope as KeyScope
from tests.conftest import PATIENCE, ROOT, environment


@dataclass
class Guarded:
    """A server that asks for a key, with keys made for it; `said` are the files of what it printed."""

    data: Path
    address: str
    said: tuple[Path, Path]
    secrets: list[str] = field(default_factory=list)
    seen: list[httpx.Response] = field(default_factory=list)

    def key(self, scope: KeyScope, name: str = "Anna") -> tuple[Key, dict[str, str]]:
        """A new key and the header that shows it."""
        with closing(Database.open(self.data)) as database:
            made, whole = Keys(database).create(name, scope)
        self.secrets.append(whole)
        return made, {"Authorization": f"Bearer {whole}"}

    def revoke(self, key: Key) -> None:
        with closing(Database.open(self.data)) as database:
            Keys(database).revoke(key.id)

    def audited(self) -> list[audit.Entry]:
        with closing(Database.open(self.data)) as database:
            return audit.entries(database)

    def client(self, headers: dict[str, str] | None = None) -> httpx.Client:
        hooks = {"response": [self.seen.append]}
        return httpx.Client(
            base_url=self.address, headers=headers, timeout=PATIENCE, trust_env=False, event_hooks=hooks
        )


@contextmanager
def guarded_server(data: Path, folder: Path) -> Iterator[Guarded]:
    """`rammeaftale serve` with a key required, on a free port; what it prints is kept in the folder."""
    out, err = folder / "out", folder / "err"
    found = Guarded(data, "", (out, err))
    found.key("admin", "den første")
    with out.open("w") as said, err.open("w") as complained:
        process = subprocess.Popen(
            [sys.executable, "-m", "api", "serve", "--port", "0"],
            cwd=ROOT,
            env=environment(data, require_key="true", hosts="rammeaftale.example")
            | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=complained,
            encoding="utf-8",
        )
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            said.write(line)
            assert "http://" in line, err.read_text()
            found.address = line[line.index("http://") :].strip()
            yield found
        finally:
            process.kill()
            process.wait()
            said.write(process.stdout.read())
            process.stdout.close()
