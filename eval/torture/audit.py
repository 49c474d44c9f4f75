"""Known holes in the pinned packages, as the Python Package Index or OSV tells of them (pip-audit).

`python -m eval.torture audit` needs the network. A package that no service could say anything of counts as not
reached, never as clean: pip-audit itself ends well when it skipped them all.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.figures import Figure

ROOT = Path(__file__).resolve().parent.parent.parent
CONSTRAINTS = ROOT / "constraints.txt"
EXCEPTIONS = Path(__file__).parent / "audit_exceptions.toml"
_SERVICES = ("pypi", "osv")
_SECONDS = 300


@dataclass(frozen=True)
class Hole:
    """A known hole; `ids` are all the names it goes by."""

    package: str
    version: str
    ids: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What a service said: the packages it knew, the holes in them, and why it said nothing of the others."""

    known: frozenset[str]
    holes: tuple[Hole, ...]
    silent: str


class ExceptionsError(Exception):
    """The file of exceptions cannot be used; the message names file, entry and field."""


def read_exceptions(path: Path = EXCEPTIONS) -> dict[tuple[str, str], str]:
    """(package, id) of every accepted hole, with its reason. Raises ExceptionsError."""
    found: dict[tuple[str, str], str] = {}
    for number, entry in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("exception", ()), 1):
        if set(entry) != {"id", "package", "reason"} or not all(
            str(value).strip() for value in entry.values()
        ):
            raise ExceptionsError(
                f"{path}, undtagelse {number}: den skal have id, package og reason, hver med tekst."
            )
        found[_plain(entry["package"]), entry["id"]] = entry["reason"]
    return found


def asked(service: str, constraints: Path = CONSTRAINTS) -> Answer:
    """What one service says of every pinned package."""
    command = [sys.executable, "-m", "pip_audit", "-r", str(constraints), "--no-deps", "--disable-pip"]
    command += ["-s", service, "-f", "json", "--progress-spinner", "off", "--timeout", "15"]
    try:
        ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        return Answer(frozenset(), (), f"{service} svarede ikke inden {_SECONDS} s")
    return understood(service, ended.stdout, ended.stderr)


def understood(service: str, out: str, err: str) -> Answer:
    """pip-audit's JSON read; without any, the last line of what it complained of is why."""
    try:
        listed = json.loads(out)["dependencies"]
    except (ValueError, KeyError, TypeError):
        last = (err.strip().splitlines() or ["uden at sige hvorfor"])[-1]
        return Answer(frozenset(), (), f"{service}: {last[:90]}")
    answered = [each for each in listed if "skip_reason" not in each]
    skipped = len(listed) - len(answered)
    holes = tuple(
        Hole(_plain(each["name"]), each["version"], frozenset({found["id"], *found.get("aliases", ())}))
        for each in answered
        for found in each.get("vulns", ())
    )
    silent = f"{service} kendte ikke {skipped} af {len(listed)} pakker" if skipped else ""
    return Answer(frozenset(_plain(each["name"]) for each in answered), holes, silent)


def judged(
    pinned: frozenset[str], answers: Sequence[Answer], exceptions: Mapping[tuple[str, str], str]
) -> list[Figure]:
    """The figures; nothing is held to be clean that no service answered for."""
    known = frozenset[str]().union(*(answer.known for answer in answers)) & pinned
    holes = {hole for answer in answers for hole in answer.holes}
    open_ = sorted(
        f"{hole.package} {hole.version}: {min(hole.ids)}"
        for hole in holes
        if not any((hole.package, each) in exceptions for each in hole.ids)
    )
    missing = len(pinned) - len(known)
    reached = f"{len(known)} af {len(pinned)}"
    why = "; ".join(answer.silent for answer in answers if answer.silent)
    used = {(hole.package, each) for hole in holes for each in hole.ids}
    stale = [f"{package} {each}" for package, each in exceptions if (package, each) not in used]
    figures = [Figure("pakker, der er slået op", reached if not missing else f"{reached} (ikke nået: {why})")]
    if open_:
        figures.append(Figure("kendte huller i det, der er låst", "; ".join(open_), "ingen", False))
    elif missing:
        figures.append(Figure("kendte huller i det, der er låst", f"ikke nået: {why}", "ingen"))
    else:
        figures.append(Figure("kendte huller i det, der er låst", "ingen", "ingen", True))
    figures.append(Figure("begrundede undtagelser", str(len(exceptions))))
    if stale and not missing:
        figures.append(Figure("undtagelser uden et hul", "; ".join(stale), "ingen", False))
    return figures


def pinned_in(constraints: Path = CONSTRAINTS) -> frozenset[str]:
    """The names of the pinned packages."""
    lines = constraints.read_text(encoding="utf-8").splitlines()
    return frozenset(_plain(line.partition("==")[0]) for line in lines if "==" in line)


def _plain(name: str) -> str:
    """A package's name as the index writes it."""
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


def measure() -> list[Figure]:
    """The first service, and the next where it did not know every package."""
    pinned = pinned_in()
    answers: list[Answer] = []
    for service in _SERVICES:
        answers.append(asked(service))
        if pinned <= frozenset[str]().union(*(answer.known for answer in answers)):
            break
    return judged(pinned, answers, read_exceptions())
