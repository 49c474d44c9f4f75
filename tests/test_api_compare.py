"""Comparing over HTTP and from the command line."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import quote

import httpx
import openpyxl
import pytest

from tests.conftest import Command

OLD, NEW = "midt-rammeaftale-2021-22", "midt-rammeaftale-2023-24"


def test_the_matrix_over_http_has_exact_quotes(client: httpx.Client) -> None:
    answer = client.get("/api/compare", params={"subject": ["overhead", "parter"], "document": [NEW, OLD]})
    assert answer.status_code == 200, answer.text
    read = answer.json()
    assert [row["subject"] for row in read["rows"]] == ["overhead", "parter"]
    assert [column["document"] for column in read["columns"]] == [NEW, OLD]
    for made in read["citations"]:
        text = client.get(
            f"/api/documents/{made['document']}/text", params={"start": made["start"], "end": made["end"]}
        ).json()["text"]
        assert text == made["quote"]


def test_without_a_choice_everything_is_compared(client: httpx.Client) -> None:
    read = client.get("/api/compare").json()
    assert (len(read["columns"]), len(read["rows"])) == (4, 20)


def test_each_format_comes_as_a_file(client: httpx.Client) -> None:
    for form, start in (("csv", b"\xef\xbb\xbfEmne"), ("md", b"| Emne"), ("xlsx", b"PK")):
        answer = client.get("/api/compare", params={"subject": "overhead", "format": form})
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert f"sammenligning.{form}" in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/api/compare?subject=takster", "takstudvikling"),
        ("/api/compare?document=nord", "hovedstaden-rammeaftale-2021-22"),
        ("/api/compare?format=pdf", "format"),
        (f"/api/diff?a={OLD}&b=nord", "»nord«"),
        (f"/api/diff?a={OLD}&b={OLD}", "sig selv"),
        (f"/api/diff?a={OLD}", "mangler"),
        (f"/api/compare?question={quote(' ')}", "spørgsmål"),
    ],
)
def test_a_wrong_choice_is_told_in_danish(client: httpx.Client, path: str, told: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]
    assert answer.json()["code"] in ("ukendt_valg", "ugyldig_vaerdi")


def test_the_difference_over_http(client: httpx.Client) -> None:
    read = client.get("/api/diff", params={"a": OLD, "b": NEW}).json()
    assert any(item["old"] == "2 pct." and not item["new"] for item in read["summary"])
    assert any("Ib Lauritsen" in item["new"] and "Steen Vindum" in item["old"] for item in read["summary"])


def test_the_matrix_from_the_command_line(command: Command, inside: Command, tmp_path: Path) -> None:
    shown = command("compare", "--subject", "overhead")
    assert shown.code == 0, shown.err
    assert "hen imod 6 %" in shown.out
    assert "Ikke reguleret i dokumentet." in shown.out
    assert "Dokumentet er ikke selve aftalen." in shown.out
    rows = list(
        csv.reader(
            io.StringIO(inside("compare", "--subject", "overhead", "--format", "csv").out), delimiter=";"
        )
    )
    assert len([row for row in rows if row]) == 5
    out = tmp_path / "matrix.xlsx"
    written = inside("compare", "--subject", "overhead", "--format", "xlsx", "--out", str(out))
    assert written.code == 0, written.err
    assert openpyxl.load_workbook(out)["Sammenligning"].max_row == 2


def test_the_difference_from_the_command_line(command: Command, inside: Command) -> None:
    shown = command("diff", OLD, NEW)
    assert shown.code == 0, shown.err
    assert "»Takstafte for perioden 2019-2022« → »Takstafale for perioden xxxx«" in shown.out
    assert "[-2021-22-] {+2023-24+}" in shown.out
    assert json.loads(inside("diff", OLD, NEW, "--json").out)["pairs"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("compare", "--subject", "takster"), "»takster« kendes ikke"),
        (("compare", "--format", "xlsx"), "--out"),
        (("compare", "--format", "pdf"), "»pdf« er ikke en af"),
        (("diff", OLD, "nord"), "»nord« er ikke indlæst"),
    ],
)
def test_a_wrong_command_is_told_in_danish(inside: Command, arguments: tuple[str, ...], told: str) -> None:
    ended = inside(*arguments)
    assert ended.code == 2
    assert told in ended.err
