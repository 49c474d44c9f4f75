"""The rate forms and rate lists behind the pages: every field is asked for, every error found, every row kept."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api import rate_lists
from api.rate_check import field_errors, names_of, read_back, typed_in
from api.rate_forms import FILE, FormError, load_forms
from api.rate_lists import RateLists
from api.refusal import Refused
from assistant.rate_file import RateFileRules, check_rate_file
from assistant.rate_file_table import SORTS, RateTable
from assistant.rules.figures import kroner
from assistant.rules.parameters import load_rules
from assistant.rules.registry import RULES
from ingest.regions import Regions
from tests.conftest import Server, running_server
from tests.shipped_documents import WHOLE

FORMS = load_forms()


FILE_RULES = RateFileRules(load_rules(WHOLE), {}, Regions.load())


# --- forms -----------------------------------------------------------------------------------------------


def test_every_rule_asks_for_every_field_it_has_in_words_and_with_an_example() -> None:
    assert list(FORMS.forms) and set(FORMS.forms) == set(RULES)
    for rule_id, form in FORMS.forms.items():
        assert form.question.endswith("?")
        for name, field in form.fields.items():
            assert field.label and "_" not in field.label, (rule_id, name)
            assert field.kind in ("yesno", "choice") or field.example, (rule_id, name)


@pytest.mark.parametrize("rule_id", RULES)
def test_the_example_of_a_field_is_a_value_that_can_be_used(rule_id: str) -> None:
    form = FORMS.forms[rule_id]
    for name in names_of(form):
        field = form.fields[name.partition(".")[0]]
        values = field.choices or ([field.example] if field.example else ["ja", "nej"])
        for value in values:
            assert field_errors(rule_id, form, {name: value}) == {}, (name, value)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "  aftale.omfang:",
            "  aftale.andet:",
            "regler mangler eller er for meget: aftale.andet, aftale.omfang",
        ),
        ("overhead_pct:", "overheadet:", "felter i hovedstaden.overhead mangler eller er for meget"),
        ("    topic: takst\n", "    topic: priser\n", "har topic: priser, men det kendes ikke"),
        ("kind: yearly", "kind: percent", "yearly skal have years"),
        ("    topic: takst\n", "    topic: takst\n    farve: blå\n", "farve"),
    ],
)
def test_a_file_of_forms_that_does_not_fit_the_rules_is_refused(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    wrong = tmp_path / "rate_forms.yaml"
    wrong.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FormError, match=said):
        load_forms(wrong)


def test_all_errors_are_found_at_once_each_at_its_own_field() -> None:
    form = FORMS.forms["hovedstaden.prisloft"]
    typed = {"basistakst": "abc", "aar": "22", "art": "andet", "pl_aar.2020": "x", "pl_aar.2021": "1,5"}
    errors = field_errors("hovedstaden.prisloft", form, typed)
    assert set(errors) == {"basistakst", "aar", "art", "pl_aar.2020"}
    for name, sentence in errors.items():
        assert f"»{typed[name]}«" in sentence
    assert "En takst eller En udgift pr. dag" in errors["art"]


@pytest.mark.parametrize(
    ("rule_id", "name", "text", "said"),
    [
        ("hovedstaden.oekonomimodel", "underskud", "1 mio. kr.; ti", "»ti« er ikke et beløb"),
        ("hovedstaden.oekonomimodel", "procenter", "75-x", "Tal nr. 1: »75-x« er ikke en procent"),
        ("hovedstaden.oekonomimodel", "befolkning", "Allerød: 25.600\nFuresø: mange", "Furesø: »mange«"),
        ("hovedstaden.oekonomimodel", "antal_aar", "tre en halv", "Aftalen tillader op til tre. Skriv fx 3."),
        ("hovedstaden.overhead", "liste", "A: 3 / 30\nB: x / 30", "Linje 2: »x« er ikke et beløb"),
        ("aftale.gaeldende", "dato", "31/2-2022", "»31/2-2022« er ikke en dato, der findes"),
        ("midt.ferieledsagelse", "voksne", "måske", "»måske« kan ikke bruges. Svar ja eller nej."),
    ],
)
def test_an_error_says_what_which_value_and_how_to_mend(
    rule_id: str, name: str, text: str, said: str
) -> None:
    assert said in field_errors(rule_id, FORMS.forms[rule_id], {name: text})[name]


@given(st.dictionaries(st.sampled_from(names_of(FORMS.forms["midt.takstudvikling"])), st.text(max_size=20)))
def test_whatever_is_typed_is_read_or_named_as_wrong(typed: dict[str, str]) -> None:
    form = FORMS.forms["midt.takstudvikling"]
    errors = field_errors("midt.takstudvikling", form, typed)
    assert set(errors) <= set(typed)
    left = {name: text for name, text in typed.items() if name not in errors}
    assert field_errors("midt.takstudvikling", form, left) == {}


def test_figures_are_read_back_only_where_they_could_be_misread() -> None:
    form = FORMS.forms["midt.takstudvikling"]
    typed = {"basistakst": "1.450,00 kr.", "takst": "1,4 tusind kr.", "pl_pct": "to", "aar": "2022"}
    assert read_back(form, typed) == {"takst": "1.400,00 kr.", "pl_pct": "2 pct."}


def test_years_given_together_in_an_address_fill_their_own_fields() -> None:
    form = FORMS.forms["midt.takstudvikling"]
    assert typed_in(form, {"pl_aar": "2020: 2; 2021: 1,5", "ukendt": "x"}) == {
        "pl_aar.2020": "2",
        "pl_aar.2021": "1,5",
    }


# --- tables ----------------------------------------------------------------------------------------------


def _table(folder: Path, lines: list[str]) -> RateTable:
    source, target = folder / "liste.csv", folder / "resultat.sqlite"
    text = "\n".join(["Tilbud;Region;År;Basistakst;Takst;PL i alt", *lines])
    source.write_text(text, encoding="utf-8")
    check_rate_file(source, target, FILE_RULES)
    return RateTable(target)


@settings(
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    rates=st.lists(st.integers(1, 99_999), min_size=1, max_size=30),
    sort=st.sampled_from(sorted(SORTS)),
    falling=st.booleans(),
    limit=st.integers(1, 7),
)
def test_the_pages_of_a_list_hold_every_row_once_in_order(
    tmp_path: Path, rates: list[int], sort: str, falling: bool, limit: int
) -> None:
    table = _table(tmp_path, [f"Hus {n};Midtjylland;2022;1000;{rate};" for n, rate in enumerate(rates)])
    lines = [
        line
        for offset in range(0, len(rates), limit)
        for line in table.page(sort, falling, offset=offset, limit=limit).lines
    ]
    assert sorted(line.number for line in lines) == list(range(2, len(rates) + 2))
    if sort in ("takst", "forskel"):
        shown = [int(line.rate) for line in lines]
        assert shown == sorted(rates, reverse=falling == (sort == "takst"))
    # "1000" less two per cent.
    assert {line.ceiling for line in lines} == {kroner(Decimal(980))}


def test_empty_values_stand_last_and_search_finds_danish_letters(tmp_path: Path) -> None:
    table = _table(
        tmp_path,
        ["ÅHUSET;Midtjylland;2022;1000;900;", "Søhus;Fyn;2022;1000;900;", "Eng;Midtjylland;2022;1000;990;"],
    )
    for falling in (False, True):
        assert table.page("forskel", falling).lines[-1].name == "Søhus"
    assert [line.name for line in table.page(search="åhus").lines] == ["ÅHUSET"]
    assert [line.name for line in table.page(search="%").lines] == []
    assert [line.name for line in table.page(verdict="fejl").lines] == ["Søhus"]
    assert table.page("'; DROP TABLE lines; --").total == 3


def test_a_table_tells_which_columns_were_understood(tmp_path: Path) -> None:
    facts = _table(tmp_path, ["Hus;Midtjylland;2022;1000;900;"]).facts()
    assert facts["header"][facts["at"]["basistakst"]] == "Basistakst"
    assert facts["sum"]["line"] == "1 række: 1 overholdt."


# --- lists that were handed in ---------------------------------------------------------------------------


def test_lists_are_forgotten_after_an_hour_and_when_there_are_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    lists = RateLists(tmp_path, clock=lambda: now[0])
    kept = [lists.keep(io.BytesIO(b"x" * 100), f"liste {n}.csv") for n in range(rate_lists.MOST + 1)]
    with pytest.raises(Refused, match="findes ikke længere"):
        lists.find(kept[0].id)
    assert not kept[0].folder.exists()
    assert lists.find(kept[1].id).source.read_bytes() == b"x" * 100
    monkeypatch.setattr(rate_lists, "MOST_BYTES", 250)
    lists.find(kept[-1].id)
    assert sum(each.folder.exists() for each in kept) == 2
    now[0] = rate_lists.MINUTES * 60 + 1
    with pytest.raises(Refused):
        lists.find(kept[-1].id)
    assert not any(each.folder.exists() for each in kept)
    last = lists.keep(io.BytesIO(b""), "../../etc/passwd")
    assert "/" not in last.name
    lists.close()
    assert not last.folder.exists()


def _handed_in(server: Server) -> str:
    """Hand in a list that lacks columns; the id it is kept under."""
    with server.client() as client:
        sent = {"file": ("liste.csv", b"Region;Takst\nMidtjylland;900\n")}
        refused = client.post("/takst-tjek/liste", files=sent)
    assert refused.status_code == 422
    known = BeautifulSoup(refused.text, "lxml").select_one("input[name=fil]")
    assert known is not None
    return str(known["value"])


def test_nothing_handed_in_is_left_when_the_server_stops_or_was_killed(data_copy: Path) -> None:
    room = data_copy / "takstlister"
    with running_server(data_copy) as killed:
        assert list(room.glob(f"*/{_handed_in(killed)}/fil.csv"))
    assert list(room.glob("*/*/fil.csv"))
    with running_server(data_copy) as stopped:
        mine = _handed_in(stopped)
        assert [file.parent.name for file in room.glob("*/*/fil.csv")] == [mine]
        stopped.stop()
    assert not list(room.glob("*"))
