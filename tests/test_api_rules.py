"""The rate rules over HTTP: listed as they are, run with their sources, drawn, and run on whole lists."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import openpyxl
import pytest
import yaml

from api.routes.rules import XLSX
from api.rules import RuleAnswer
from assistant.rules.registry import RULES

CASES = [
    pytest.param(content["rule"], case, id=f"{content['rule']}-{case['name']}")
    for path in sorted((Path(__file__).parent / "rules").glob("*.yaml"))
    for content in [yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)]
    for case in content["cases"]
]
LIMIT = {"basistakst": "3.000 kr.", "takst": 3200, "aar": "2022", "pl_pct": "5 %", "art": "takst"}
LIST = "Tilbud;Region;År;Takst;Basistakst;Basisår\r\nSolhøj;Midtjylland;2022;1.764;1.800;2019\r\n=x;Narnia;2022;1;1;2019\r\n"


def run(client: httpx.Client, rule: str, inputs: dict[str, Any]) -> RuleAnswer:
    answered = client.post(f"/api/rules/{rule}", json=inputs)
    assert answered.status_code == 200, answered.text
    return RuleAnswer.model_validate_json(answered.text)


def test_every_rule_is_listed_with_inputs_periods_and_exact_sources(client: httpx.Client) -> None:
    listed = client.get("/api/rules").json()
    assert [rule["id"] for rule in listed] == list(RULES)
    for rule in listed:
        assert rule["switched_off"] is None
        assert rule["periods"]
        assert rule["sources"]
        for source in rule["sources"]:
            where = {"start": source["start"], "end": source["end"]}
            stored = client.get(f"/api/documents/{source['document']}/text", params=where).json()["text"]
            assert stored == source["quote"]


def test_the_schema_names_exactly_the_fields_that_are_taken(client: httpx.Client) -> None:
    for rule in client.get("/api/rules").json():
        schema = rule["inputs"]
        assert schema["additionalProperties"] is False
        for name, field in schema["properties"].items():
            assert field["description"], name
        refused = client.post(f"/api/rules/{rule['id']}", json={"ukendt": 1})
        assert refused.status_code == 422
        for name in schema["properties"]:
            assert name in refused.json()["detail"]
        missing = run(client, rule["id"], {})
        if missing.status == "needs_input":
            assert set(schema.get("required", [])) <= set(missing.needs)
            assert set(missing.fields) == set(missing.needs) <= set(schema["properties"])


@pytest.mark.parametrize(("rule", "case"), CASES)
def test_every_case_of_the_rules_comes_out_the_same_over_http(
    client: httpx.Client, rule: str, case: dict[str, Any]
) -> None:
    if case.get("error") == "RuleInputError":
        refused = client.post(f"/api/rules/{rule}", json=case["inputs"])
        assert refused.status_code == 422
        assert refused.json()["code"] == "umuligt_tal"
        assert refused.json()["field"] == case["field"]
        return
    answer = run(client, rule, case["inputs"])
    if case.get("error") == "NeedsInput":
        assert answer.status == "needs_input"
        assert case["field"] in answer.needs
        return
    assert answer.status == "computed"
    (computation,) = answer.computations
    assert computation.verdict == case["verdict"]
    assert case["clause"] in [c.quote for c in answer.citations if c.n in computation.citations]
    assert run(client, rule, dict(computation.inputs)).computations == answer.computations


def test_missing_figures_are_named_and_no_verdict_is_guessed(client: httpx.Client) -> None:
    answer = run(client, "hovedstaden.prisloft", {**LIMIT, "pl_pct": None})
    assert answer.status == "needs_input"
    assert answer.needs == ["pl_pct"]
    assert "pris- og lønfremskrivning" in answer.fields["pl_pct"]
    assert answer.computations == []


def test_unknown_rules_and_bodies_are_refused_in_danish(client: httpx.Client) -> None:
    assert client.post("/api/rules/findes.ikke", json={}).json()["code"] == "ukendt_regel"
    for body in ("[]", '"x"', "{"):
        refused = client.post(
            "/api/rules/hovedstaden.prisloft", content=body, headers={"Content-Type": "application/json"}
        )
        assert refused.status_code == 422, body


@pytest.mark.parametrize(
    "value", ["1e400", 1e308, -1, [], {}, "x" * 5_000, True, "0,00000000000000000001", "NaN"]
)
def test_no_figure_however_odd_is_a_fault_of_the_server(client: httpx.Client, value: Any) -> None:
    for rule, model in RULES.items():
        inputs = dict.fromkeys(model.inputs.model_fields, value)
        for given in (inputs, {"takst": value, "basistakst": 1, "aar": 2022, "pl_pct": 1}):
            assert client.post(f"/api/rules/{rule}", json=given).status_code in (200, 422)


def test_the_drawing_is_served_as_a_picture(client: httpx.Client) -> None:
    drawn = client.get("/api/rules/hovedstaden.prisloft/svg", params={k: str(v) for k, v in LIMIT.items()})
    assert drawn.headers["content-type"].startswith("image/svg+xml")
    assert ElementTree.fromstring(drawn.text).tag.endswith("svg")
    assert "3.150,00 kr." in drawn.text
    none = client.get("/api/rules/aftale.gaeldende/svg", params={"region": "Midtjylland", "dato": "2022"})
    assert (none.status_code, none.json()["code"]) == (404, "ingen_tegning")


def test_the_agreement_in_force_is_told_for_a_region_and_a_day(client: httpx.Client) -> None:
    where = "/api/agreements/in-force"
    found = client.get(where, params={"region": "Midtjylland", "date": "2022-03-01"}).json()
    assert [a["document"] for a in found["in_force"]] == ["midt-rammeaftale-2021-22"]
    assert found["in_force"][0]["valid_to"] == "2022-12-31"
    today = client.get(where, params={"region": "Midtjylland"}).json()
    assert today["in_force"] == []
    assert today["latest"]["document"] == "midt-rammeaftale-2023-24"
    reported = client.get(where, params={"region": "Syddanmark", "date": "2023-03-01"}).json()
    assert [a["itself"] for a in reported["in_force"]] == [False]
    refused = client.get(where, params={"region": "Midtjylland", "date": "2022-02-30"})
    assert (refused.status_code, refused.json()["field"]) == (422, "date")
    assert client.get(where, params={"region": "Narnia"}).json()["field"] == "region"


def batch(
    client: httpx.Client, content: bytes, accept: str = "application/json", **more: str
) -> httpx.Response:
    return client.post(
        "/api/rules/batch", files={"file": ("Takster.csv", content)}, data=more, headers={"Accept": accept}
    )


def test_a_whole_list_comes_back_as_json_csv_or_workbook(client: httpx.Client) -> None:
    content = LIST.encode("cp1252")
    found = batch(client, content).json()
    assert [row["verdict"] for row in found["rows"]] == ["overholdt", None]
    assert found["sum"]["line"] == "2 rækker: 1 overholdt, 1 fejl."
    text = batch(client, content, "text/csv")
    assert 'filename="Takster-kontrolleret.csv"' in text.headers["content-disposition"]
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[0] for row in rows] == ["Tilbud", "Solhøj", "'=x"]
    book = openpyxl.load_workbook(io.BytesIO(batch(client, content, XLSX).content))
    assert book.sheetnames == ["Takster", "Sammentælling"]


def test_a_list_takes_a_mapping_and_says_what_is_wrong(client: httpx.Client) -> None:
    other = b"Sted;Pris A;Pris B\r\nX;1800;1764\r\n"
    mapping = (
        '{"kolonner": {"Pris A": "basistakst", "Pris B": "takst"},'
        ' "faste": {"region": "Midtjylland", "aar": "2022", "basisaar": "2019"}}'
    )
    assert batch(client, other, kolonner=mapping).json()["rows"][0]["verdict"] == "overholdt"
    refused = batch(client, other)
    assert refused.status_code == 422
    assert "kolonnefil" in refused.json()["detail"]
    unreadable = batch(client, b"%PDF-1.7")
    assert "»Takster.csv«" in unreadable.json()["detail"]
    assert batch(client, other, kolonner="{").json()["code"] == "kolonner"


def test_a_list_larger_than_other_requests_is_taken(client: httpx.Client) -> None:
    content = (LIST + "Solhøj;Midtjylland;2022;1.764;1.800;2019\r\n" * 10_000).encode("cp1252")
    assert batch(client, content).json()["sum"]["rows"] == 10_002
