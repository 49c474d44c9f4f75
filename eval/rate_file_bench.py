"""What whole rate lists and single checks cost: python -m eval.rate_file_bench [ROWS] prints seconds and memory.

Each file is checked in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import xlsxwriter

from assistant.rate_file import RateFileRules, check_rate_file
from assistant.rules.parameters import load_rules
from assistant.rules.registry import check
from corpus import CORPUS
from ingest.regions import Regions
from ingest.sources import load_sources

HEADER = ("Tilbud", "Region", "År", "Takst", "Basistakst", "Basisår", "PL i alt %", "Art")
_CHECKS = 2_000


def rules() -> RateFileRules:
    """The shipped rules over the shipped documents."""
    folder = CORPUS / "documents"
    texts, titles = {}, {}
    for file in load_sources(folder.parent / "sources.toml").sources:
        text = (folder / file.file).read_bytes().decode("utf-8")
        for part in file.parts:
            texts[part.id], titles[part.id] = text, part.metadata.title
    return RateFileRules(load_rules(texts), titles, Regions.load())


def row(chance: random.Random, number: int) -> tuple[str, str, int, float, float, int, float, str]:
    """One row of a list: both regions, all years, rates around the ceiling."""
    base = round(chance.uniform(900, 6000), 2)
    rate = round(base * chance.uniform(0.95, 1.08), 2)
    region, first = chance.choice((("Midtjylland", 2019), ("Hovedstaden", 2019)))
    year = chance.choice((2020, 2021, 2022))
    pl = chance.choice((1.5, 2.0, 3.25, 5.0))
    return (
        f"Tilbud nr. {number}",
        region,
        year,
        rate,
        base,
        first,
        pl,
        chance.choice(("takst", "udgift pr. dag")),
    )


def write_lists(folder: Path, rows: int) -> tuple[Path, Path]:
    """The same list as Danish CSV and as XLSX."""
    chance = random.Random(7)
    text, sheet = folder / "takster.csv", folder / "takster.xlsx"
    book = xlsxwriter.Workbook(str(sheet), {"constant_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, HEADER)
    with text.open("w", encoding="cp1252", newline="") as file:
        file.write(";".join(HEADER) + "\r\n")
        for number in range(1, rows + 1):
            made = row(chance, number)
            page.write_row(number, 0, made)
            file.write(
                ";".join(
                    str(cell).replace(".", ",") if isinstance(cell, float) else str(cell) for cell in made
                )
                + "\r\n"
            )
    book.close()
    return text, sheet


def _measured(
    source: Path, target: Path, results: multiprocessing.Queue[tuple[float, float, float, str]]
) -> None:
    known = rules()
    began, worked = time.perf_counter(), time.process_time()
    total = check_rate_file(source, target, known)
    seconds, worked = time.perf_counter() - began, time.process_time() - worked
    results.put((seconds, worked, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, total.line()))


def main(rows: int = 100_000) -> None:
    fresh = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        text, sheet = write_lists(folder, rows)
        for source in (text, sheet):
            for suffix in (".csv", ".xlsx", ".json"):
                results = fresh.Queue()
                run = fresh.Process(target=_measured, args=(source, folder / f"ud{suffix}", results))
                run.start()
                seconds, worked, memory, line = results.get()
                run.join()
                size = (folder / f"ud{suffix}").stat().st_size / 1e6
                print(
                    f"{source.suffix} -> {suffix}: {seconds:.1f} s ({worked:.1f} s CPU), {memory:.0f} MB, {size:.0f} MB ud. {line}"
                )
    inputs = {
        "basistakst": "3.000 kr.",
        "takst": "3.200 kr.",
        "aar": 2022,
        "pl_pct": "5 pct.",
        "art": "takst",
    }
    parameters, times = rules().parameters, []
    for _ in range(_CHECKS):
        began = time.perf_counter()
        check("hovedstaden.prisloft", inputs, parameters)
        times.append(time.perf_counter() - began)
    print(f"én kontrol med reglen selv: median {median(times) * 1e6:.0f} µs")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
