"""What the tests of the whole product share: one library built once, commands and servers as real processes."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import httpx
import hypothesis
import pytest
from filelock import FileLock

from assistant.assistant import Assistant
from assistant.compare import Comparison
from assistant.compare_matrix import Matrix
from eval.torture.small_library import small_library
from index.library import Library

pytest_plugins = ["tests.browser"]

ROOT = Path(__file__).resolve().parent.parent
# The day all answers are given for; README shows its examples for it too.
TODAY = "2026-11-22"
# The tests run on all cores already. Two threads to embed a question would wait for each other, and where torch was
# loaded first they spin while they do: a question then takes half a second of processor instead of 25 ms. Set before
# anything loads OpenMP; the processes under test inherit it.
os.environ["OMP_NUM_THREADS"] = "1"
# A run started in the background ignores Ctrl-C, and what it starts would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)
# How fast the machine is may decide no test. Whatever is waited for may take this long: only what hangs is cut off.
PATIENCE = 600
hypothesis.settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("any machine")


# What a test that takes seconds asks for: it starts a program or has documents of its own.
_LONG = frozenset({"command", "data_copy", "own_server", "open_page"})


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files in the order to begin with them (Makefile, `test`): one process builds the library, the other does meanwhile
    what needs none, and what takes long does not come last."""
    files: dict[Path, list[frozenset[str]]] = {}
    for item in items:
        files.setdefault(item.path, []).append(frozenset(getattr(item, "fixturenames", ())))
    long = {path: sum(not _LONG.isdisjoint(asked) for asked in tests) for path, tests in files.items()}
    library = [path for path, tests in files.items() if any("library_data" in asked for asked in tests)]
    library.sort(key=lambda path: (-long[path], path))
    without = sorted(set(files) - set(library))
    place = {path: at for at, path in enumerate([*library[:1], *without, *library[1:]])}
    items.sort(key=lambda item: place[item.path])


def environment(data: Path | None, **settings: str) -> dict[str, str]:
    """The environment without the settings of whoever runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAMMEAFTALE_")}
    kept |= {"RAMMEAFTALE_TODAY": TODAY, "COLUMNS": "100", "PYTHONIOENCODING": "utf-8"}
    if data is not None:
        kept["RAMMEAFTALE_DATA"] = str(data)
    return kept | {f"RAMMEAFTALE_{name.upper()}": value for name, value in settings.items()}


def processor_seconds() -> float:
    """What the processes started here that have ended have used: unlike the clock it does not count what others run."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


def run_command(*arguments: str, data: Path | None = None, cwd: Path = ROOT, **settings: str) -> Ran:
    """Run `rammeaftale` in a process of its own."""
    ended = subprocess.run(
        [sys.executable, "-m", "api", *arguments],
        cwd=cwd,
        env=environment(data, **settings) | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return Ran(ended.returncode, ended.stdout, ended.stderr)


@pytest.fixture(scope="session")
def library_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the five shipped files taken in, built once a run. Read only: tests that write copy it."""
    # Each process of a run has a folder of its own under the run's, and a copy of its own of what was built: whoever
    # reads a data folder makes and removes files in it, which must not happen while another process copies it.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return _built(tmp_path_factory.getbasetemp() / "library")
    whole = _built(tmp_path_factory.getbasetemp().parent / "library")
    return Path(shutil.copytree(whole, tmp_path_factory.mktemp("library") / "data"))


def _built(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    data, whole = folder / "data", folder / "whole"
    with FileLock(folder / "lock"):
        if not whole.exists():
            built = run_command("ingest", data=data)
            assert built.code == 0, built.err
            whole.touch()
    return data


@pytest.fixture(scope="session")
def assistant(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """An assistant over the five files on a fixed day, for tests that only ask."""
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("assistant") / "data"))
    with Assistant.open(data, clock=lambda: date(2026, 11, 22)) as opened:
        yield opened


@pytest.fixture(scope="session")
def comparison(assistant: Assistant) -> Comparison:
    return Comparison(assistant.answering)


@pytest.fixture(scope="session")
def whole_matrix(comparison: Comparison) -> Matrix:
    """Every subject for every agreement."""
    return comparison.matrix()


@pytest.fixture
def data_copy(library_data: Path, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    return Path(shutil.copytree(library_data, tmp_path / "data"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A library of the test's own in `data`, without documents and without a model."""
    opened = small_library(tmp_path / "data")
    yield opened
    opened.close()


@pytest.fixture
def command(library_data: Path) -> Command:
    """Runs a command on the shared data folder, or on another: command("ask", "…", data=…)."""

    def run(*arguments: str, data: Path | None = None, **more: str) -> Ran:
        return run_command(*arguments, data=data or library_data, **more)

    return run


@pytest.fixture
def inside(
    library_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """As `command`, but in this process: the same, without starting Python and loading everything again. For all but the
    first promise about a command; each has a test that runs it as its users do."""
    from api.cli import main

    def run(*arguments: str, data: Path | None = None, **settings: str) -> Ran:
        with monkeypatch.context() as own:
            for name in [name for name in os.environ if name.startswith("RAMMEAFTALE_")]:
                own.delenv(name)
            for name, value in environment(data or library_data, **settings).items():
                own.setenv(name, value)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                main(arguments)
        said = capsys.readouterr()
        assert isinstance(ended.value.code, int)
        assert "Traceback" not in said.err, said.err
        return Ran(ended.value.code, said.out, said.err)

    return run


@dataclass
class Server:
    """A server process that is ready."""

    process: subprocess.Popen[str]
    address: str

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.address, timeout=PATIENCE, trust_env=False)

    def stop(self) -> int:
        """Stop it as a service manager would; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)


@contextmanager
def running_server(data: Path, **settings: str) -> Iterator[Server]:
    """`rammeaftale serve` on a free port; goes on when it has printed that it is ready."""
    process = subprocess.Popen(
        [sys.executable, "-m", "api", "serve", "--port", "0"],
        cwd=ROOT,
        env=environment(data, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert "http://" in line, f"the server said {line!r} and ended with {process.poll()}"
        yield Server(process, line[line.index("http://") :].strip())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


Serve = Callable[..., Server]


@pytest.fixture(scope="session")
def server(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with the five files, for tests that leave its documents alone."""
    data = Path(shutil.copytree(library_data, tmp_path_factory.mktemp("server") / "data"))
    with running_server(data) as started:
        yield started


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with server.client() as opened:
        yield opened


@pytest.fixture
def own_server(data_copy: Path) -> Iterator[Server]:
    """A server of the test's own, to write to or to stop."""
    with running_server(data_copy) as started:
        yield started
