"""Keys, sessions, limits and the audit log, by themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import anyio
import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers

import api.cli_keys  # noqa: F401 - adds its commands
from api.access import Access
from api.app import create_app
from api.cli import cli
from api.commands.keys import check_access
from api.policy import AUDITED, POLICY, Policy
from api.rate_limit import Buckets, network_of
from api.routes.login import _local
from api.settings import load_settings
from eval.torture import audit as holes
from eval.torture.access import deviations, probed
from index import audit
from index.database import Database, now
from index.keys import Keys, Scope, UnknownKey
from index.sessions import Sessions


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(tmp_path)
    yield opened
    opened.close()


# --- keys and sessions ---------------------------------------------------------------------------------


def test_a_key_is_recognised_and_stands_nowhere(database: Database, tmp_path: Path) -> None:
    key, whole = Keys(database).create("Anna", "write")
    token = Sessions(database).begin(key, 1)
    assert Keys(database).find(whole) == key
    assert Sessions(database).find(token) == key
    database.close()
    kept = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    secret = whole.rpartition("_")[2]
    assert secret.encode() not in kept and token.encode() not in kept
    # 45 letters of 52: more than 256 bits, and no digits that could be taken for a number of a person.
    assert len(secret) == 45 and secret.isalpha()


@pytest.mark.parametrize("change", ["swap", "short", "long", "other", "none", "odd"])
def test_what_is_not_the_key_is_not_recognised(database: Database, change: str) -> None:
    keys = Keys(database)
    _, whole = keys.create("Anna", "read")
    other = keys.create("Bo", "read")[1]
    wrong = {
        "swap": whole[:-1] + ("a" if whole[-1] != "a" else "b"),
        "short": whole[:-1],
        "long": whole + "a" * 10_000,
        "other": whole.rpartition("_")[0] + "_" + other.rpartition("_")[2],
        "none": "",
        "odd": "rammeaftale_\udcff_\x00",
    }[change]
    assert keys.find(wrong) is None


def test_an_expired_or_revoked_key_ends_its_sessions_too(database: Database) -> None:
    keys, sessions = Keys(database), Sessions(database)
    expired, whole = keys.create("Anna", "admin", now() - timedelta(seconds=1))
    assert keys.find(whole) is None and sessions.find(sessions.begin(expired, 1)) is None
    key, whole = keys.create("Bo", "admin")
    token = sessions.begin(key, 1)
    keys.revoke(key.id)
    assert keys.find(whole) is None and sessions.find(token) is None
    assert not keys.usable()
    with pytest.raises(UnknownKey, match="ffffffff"):
        keys.revoke("ffffffff")


def test_a_session_runs_out(database: Database) -> None:
    key, _ = Keys(database).create("Anna", "read")
    sessions = Sessions(database)
    assert sessions.find(sessions.begin(key, 0)) is None


def test_each_scope_may_what_the_one_before_may(database: Database) -> None:
    made = {scope: Keys(database).create(scope, scope)[0] for scope in get_args(Scope)}
    may = {name: [scope for scope in made if key.may(scope)] for name, key in made.items()}
    assert may == {"read": ["read"], "write": ["read", "write"], "admin": ["read", "write", "admin"]}


# --- the audit log -------------------------------------------------------------------------------------


@pytest.mark.parametrize("statement", ["update audit set actor = 'x'", "delete from audit"])
def test_a_line_of_the_audit_log_can_neither_be_changed_nor_deleted(
    database: Database, statement: str
) -> None:
    audit.record(database, audit.LOCAL, "dokument fjernet", "et-dokument")
    with pytest.raises(sa.exc.DatabaseError, match="append-only"), database.transaction() as connection:
        connection.execute(sa.text(statement))
    found = audit.entries(database)
    assert [(line.actor, line.action, line.subject, line.outcome) for line in found] == [
        ("lokal", "dokument fjernet", "et-dokument", "udført")
    ]


# --- what each route needs -----------------------------------------------------------------------------


def test_every_route_says_what_it_needs_and_no_line_is_left_over(tmp_path: Path) -> None:
    routes = Policy(create_app(load_settings(data=tmp_path)).router.routes).names()
    missing = [route for route in routes if route not in POLICY]
    assert missing == [], "skriv i api/policy.py, hvad ruten kræver"
    assert sorted(set(POLICY) - set(routes)) == []
    assert sorted(set(AUDITED) - set(POLICY)) == []


def test_nothing_is_changed_for_everybody_with_a_key_that_may_only_read() -> None:
    for route, needs in POLICY.items():
        method, _, path = route.partition(" ")
        if path.startswith(("/api/documents", "/dokument")) and method not in ("GET", "HEAD"):
            assert needs == "write", route
        if path.startswith("/drift"):
            assert needs == "admin", route
    assert {path for path, needs in POLICY.items() if needs == "open"} == {
        "GET /health", "GET /ready", "GET /log-ind", "POST /log-ind", "POST /log-ud", "* /static"
    }  # fmt: skip


def test_every_route_lets_in_whom_the_table_says(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("ingen nøgle", "nøgle read", "session write", "tilbagekaldt nøgle")
    with probed() as (app, visitors):
        some = [each for each in visitors if each.name in names]
        asked, wrong = anyio.run(deviations, app, some)
        assert asked > 300 and wrong == []
        # A route that lets in more than the table says is seen.
        monkeypatch.setattr("eval.torture.access.POLICY", {**POLICY, "GET /drift": "open"})
        _, wrong = anyio.run(deviations, app, some[:1])
        assert [each.route for each in wrong] == ["GET /drift"]


# --- limits --------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 100), max_size=60), st.integers(1, 10), st.floats(1, 100, allow_subnormal=False))
def test_no_bucket_gives_more_than_its_size_and_what_ran_in(
    pauses: list[float], size: int, seconds: float
) -> None:
    at = 0.0
    buckets = Buckets(size, seconds, lambda: at)
    given_out = 0
    for pause in pauses:
        at += pause
        given_out += buckets.take("a") == 0
        assert given_out <= size + at * size / seconds + 1e-6


def test_whoever_waits_as_long_as_told_gets_in_again() -> None:
    at = 0.0
    buckets = Buckets(2, 60, lambda: at)
    assert [buckets.take("a"), buckets.take("a"), buckets.take("b")] == [0, 0, 0]
    wait = buckets.take("a")
    assert wait == 30
    at += wait
    assert buckets.take("a") == 0
    assert Buckets(0).take("a") == 0


def test_the_buckets_are_never_more_than_so_many() -> None:
    buckets = Buckets(1, 60, lambda: 0.0, most=100)
    for number in range(1000):
        buckets.take(str(number))
    assert len(buckets) == 100


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_one_subscriber_counts_once(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("proxies", "client", "said", "address"),
    [
        ("", "192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ("192.0.2.1", "192.0.2.1", "203.0.113.9", "203.0.113.9"),
        ("192.0.2.1", "192.0.2.1", "1.1.1.1, 203.0.113.9", "203.0.113.9"),
        ("192.0.2.1,192.0.2.2", "192.0.2.1", "1.1.1.1, 203.0.113.9, 192.0.2.2", "203.0.113.9"),
        ("192.0.2.1", "198.51.100.4", "203.0.113.9", "198.51.100.4"),
        ("192.0.2.1", "192.0.2.1", "", "192.0.2.1"),
    ],
)
def test_only_a_proxy_that_is_named_is_believed(
    tmp_path: Path, proxies: str, client: str, said: str, address: str
) -> None:
    access = Access(load_settings(data=tmp_path, proxies=proxies))
    assert access.address(client, Headers({"x-forwarded-for": said})) == address


@pytest.mark.parametrize(
    "til",
    ["//ond.example", "/\\ond.example", "https://ond.example", "javascript:alert(1)", "", "/a\nb", "/\t/x"],
)
def test_logging_in_leads_to_no_other_site(til: str) -> None:
    assert _local(til) == "/"
    assert _local("/dokument/a?fra=1&til=2") == "/dokument/a?fra=1&til=2"


# --- commands ------------------------------------------------------------------------------------------


def _run(tmp_path: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--data", str(tmp_path), *arguments])


def test_a_key_is_made_shown_once_listed_and_revoked(tmp_path: Path) -> None:
    made = _run(tmp_path, "keys", "create", "Anna Ærø", "--scope", "write", "--expires", "2099-01-31")
    whole = made.stdout.strip()
    key_id, secret = whole.split("_")[1:]
    assert made.exit_code == 0 and "vises kun denne gang" in made.stderr
    shown = _run(tmp_path, "keys", "list").output
    assert "Anna Ærø" in shown and "gælder til og med 2099-01-31" in shown and secret not in shown
    assert _run(tmp_path, "keys", "revoke", key_id).exit_code == 0
    told = json.loads(_run(tmp_path, "audit", "--json").stdout)
    assert [(line["actor"], line["action"], line["subject"]) for line in told] == [
        ("lokal", "nøgle oprettet", key_id),
        ("lokal", "nøgle tilbagekaldt", key_id),
    ]
    late = _run(tmp_path, "keys", "create", "Bo", "--scope", "read", "--expires", "2020-01-01")
    assert late.exit_code == 2 and "2020-01-01 er gået" in late.output


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"host": "0.0.0.0"}, "RAMMEAFTALE_HOSTS"),
        ({"host": "0.0.0.0", "hosts": "rammeaftale.example"}, "før der er en nøgle"),
        ({"require_key": True}, "ingen nøgle, der gælder"),
    ],
)
def test_the_server_opens_no_door_without_a_key(tmp_path: Path, settings: dict[str, Any], said: str) -> None:
    with pytest.raises(click.ClickException, match=said):
        check_access(load_settings(data=tmp_path, **settings))
    with closing(Database.open(tmp_path)) as database:
        Keys(database).create("Anna", "admin")
    check_access(load_settings(data=tmp_path, **{"hosts": "rammeaftale.example", **settings}))


# --- known holes ---------------------------------------------------------------------------------------


def _listed(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": list(packages)})


def test_what_no_service_answered_for_is_never_called_clean() -> None:
    skipped = holes.understood("pypi", _listed({"name": "a", "skip_reason": "not found"}), "")
    unreached = holes.understood("osv", "", "Traceback\nConnectionError: nobody there")
    for answers in ([skipped], [unreached], [skipped, unreached]):
        figures = {figure.name: figure for figure in holes.judged(frozenset({"a"}), answers, {})}
        found = figures["kendte huller i det, der er låst"]
        assert found.held is None and found.value.startswith("ikke nået")


def test_a_hole_counts_unless_a_reason_stands_for_it() -> None:
    out = _listed({"name": "A_b", "version": "1", "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"]}]})
    answer = holes.understood("pypi", out, "")
    name = "kendte huller i det, der er låst"

    def held(exceptions: dict[tuple[str, str], str]) -> dict[str, bool | None]:
        return {f.name: f.held for f in holes.judged(frozenset({"a-b"}), [answer], exceptions)}

    assert held({})[name] is False
    assert held({("a-b", "CVE-1"): "ikke nåelig"})[name] is True
    assert held({("a-b", "CVE-1"): "x", ("c", "CVE-2"): "y"})["undtagelser uden et hul"] is False


def test_the_exceptions_that_stand_have_reasons(tmp_path: Path) -> None:
    holes.read_exceptions()
    wrong = tmp_path / "undtagelser.toml"
    wrong.write_text('[[exception]]\nid = "X"\npackage = "a"\nreason = " "\n')
    with pytest.raises(holes.ExceptionsError, match="undtagelse 1"):
        holes.read_exceptions(wrong)
