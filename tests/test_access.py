"""A server that asks for a key: who gets in, what each sees, and what is told to nobody."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from bs4 import BeautifulSoup
from starlette.testclient import TestClient

from api.app import create_app
from api.logs import TextLine
from api.service import Service
from api.settings import load_settings
from index.database import Database
from index.keys import Key, Keys
from index.keys import Scope as KeyScope
from tests.guarded_server import Guarded, guarded_server

QUESTION = "Hvem er formand for KKR Midtjylland?"
PAGE = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def guarded(library_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    folder = tmp_path_factory.mktemp("adgang")
    data = Path(shutil.copytree(library_data, folder / "data"))
    with guarded_server(data, folder) as started:
        yield started


def _logged_in(guarded: Guarded, client: httpx.Client, scope: KeyScope = "read") -> Key:
    key, header = guarded.key(scope)
    whole = header["Authorization"].partition(" ")[2]
    answer = client.post("/log-ind", data={"noegle": whole, "til": "/samtaler"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/samtaler")
    return key


# --- getting in ----------------------------------------------------------------------------------------


def test_without_a_key_programs_are_refused_and_people_are_led_to_the_page_for_it(guarded: Guarded) -> None:
    with guarded.client() as client:
        refused = client.get("/api/documents")
        assert (refused.status_code, refused.json()["code"]) == (401, "noegle_mangler")
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert client.get("/v1/models").json()["error"]["code"] == "noegle_mangler"
        led = client.get("/dokument/x?fra=1&til=2", headers=PAGE)
        assert (led.status_code, led.headers["location"]) == (
            303,
            "/log-ind?til=%2Fdokument%2Fx%3Ffra%3D1%26til%3D2",
        )
        # A question in a link is not asked by logging in.
        assert client.get("/?q=Hej", headers=PAGE).headers["location"] == "/log-ind?til=%2F"
        assert client.get("/health").status_code == client.get("/ready").status_code == 200
        assert client.get("/static/style.css").status_code == 200


def test_a_key_opens_the_api_the_openai_way_and_mcp(guarded: Guarded) -> None:
    _, header = guarded.key("read")
    with guarded.client(header) as client:
        assert client.post("/api/chat", json={"message": QUESTION}).json()["status"] == "answered"
        assert client.get("/v1/models").json()["data"][0]["id"] == "rammeaftale"
        listed = client.post(
            "/mcp",
            json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"},
            headers={"Accept": "application/json, text/event-stream", "Host": "rammeaftale.example"},
        )
        assert listed.json()["result"]["tools"]
        too_little = client.delete("/api/documents/syd-opsamling-2022-23")
        assert (too_little.status_code, too_little.json()["code"]) == (403, "mangler_rettighed")
        assert "ændre dokumenter" in too_little.json()["detail"]


def test_a_revoked_key_is_out_at_once_with_its_browsers(guarded: Guarded) -> None:
    key, header = guarded.key("read")
    with guarded.client(header) as client, guarded.client() as browser:
        browser.post("/log-ind", data={"noegle": header["Authorization"].partition(" ")[2]})
        assert client.get("/api/documents").status_code == browser.get("/api/documents").status_code == 200
        guarded.revoke(key)
        assert client.get("/api/documents").status_code == browser.get("/api/documents").status_code == 401


def test_a_browser_logs_in_and_out_without_a_script(guarded: Guarded) -> None:
    with guarded.client() as client:
        form = BeautifulSoup(client.get("/log-ind", params={"til": "/samtaler"}).text, "lxml")
        assert form.select_one("label[for=noegle]").get_text() == "Nøgle"
        _logged_in(guarded, client)
        cookie = next(c for c in client.cookies.jar if c.name == "rammeaftale_session")
        said = next(r for r in guarded.seen[::-1] if "set-cookie" in r.headers).headers["set-cookie"]
        assert "HttpOnly" in said and "SameSite=strict" in said and not cookie.secure
        page = client.get("/samtaler", headers=PAGE)
        assert (
            page.status_code == 200 and 'action="/log-ud"' in page.text and 'href="/drift"' not in page.text
        )
        out = client.post("/log-ud", headers={"Origin": guarded.address})
        assert out.headers["location"] == "/log-ind"
        # The session is ended on the server too, not only forgotten by the browser.
        client.cookies.set("rammeaftale_session", str(cookie.value))
        assert client.get("/samtaler", headers=PAGE).status_code == 303


def test_behind_https_the_cookie_is_secure_and_links_are_https(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path, require_key=True, https=True, hosts="rammeaftale.example")
    with closing(Database.open(tmp_path)) as database:
        _, whole = Keys(database).create("Anna", "read")
    app = create_app(settings)
    # Without its life begun: only the door is asked.
    client = TestClient(app, base_url="http://rammeaftale.example", follow_redirects=False)
    origin = {"Origin": "https://rammeaftale.example"}
    answer = client.post("/log-ind", data={"noegle": whole}, headers=origin)
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-rammeaftale_session=") and "Secure" in said and "Path=/" in said
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    refused = client.post(
        "/log-ind", data={"noegle": whole}, headers={"Origin": "http://rammeaftale.example"}
    )
    assert refused.status_code == 403
    app.state.access.close()


# --- what others cannot do -----------------------------------------------------------------------------


def test_another_site_cannot_use_a_browser_that_is_logged_in(guarded: Guarded) -> None:
    with guarded.client() as client:
        _logged_in(guarded, client)
        for headers in (
            {"Origin": "https://ond.example"},
            {"Origin": "null"},
            {"Origin": guarded.address, "Sec-Fetch-Site": "cross-site"},
            {},
        ):
            answer = client.post("/api/chat", json={"message": QUESTION}, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (403, "fremmed_side"), headers
        assert client.get("/api/conversations").json() == []
        own = {"Origin": guarded.address}
        assert client.post("/api/chat", json={"message": QUESTION}, headers=own).status_code == 200


def test_only_the_names_that_are_set_are_answered_to(guarded: Guarded) -> None:
    with guarded.client() as client:
        assert client.get("/health", headers={"Host": "rammeaftale.example:8000"}).status_code == 200
        refused = client.get("/health", headers={"Host": "ond.example"})
        assert refused.status_code == 421 and "RAMMEAFTALE_HOSTS" in refused.json()["detail"]


def test_nobody_reads_or_changes_the_conversations_of_another_key(guarded: Guarded) -> None:
    _, anna = guarded.key("read")
    _, bo = guarded.key("admin", "Bo")
    with guarded.client(anna) as hers, guarded.client(bo) as his:
        asked = hers.post("/api/chat", json={"message": QUESTION}).json()
        talk, message = asked["conversation_id"], asked["message_id"]
        assert [found["id"] for found in hers.get("/api/conversations").json()] == [talk]
        assert talk not in his.get("/api/conversations", params={"search": "formand"}).text
        tried = [
            his.get(f"/api/conversations/{talk}"),
            his.get(f"/api/conversations/{talk}/export"),
            his.patch(f"/api/conversations/{talk}", json={"title": "Min nu"}),
            his.delete(f"/api/conversations/{talk}"),
            his.post("/api/chat", json={"message": "Og i dag?", "conversation_id": talk}),
            his.post(f"/api/messages/{message}/feedback", json={"helpful": False}),
            his.get(f"/api/messages/{message}/record"),
            his.get(f"/samtale/{talk}", headers=PAGE),
            his.get(f"/samtale/{talk}/svar/{message}"),
            his.post(f"/samtale/{talk}/navn", data={"titel": "Min nu"}),
            his.post(f"/samtale/{talk}/slet"),
            his.post(f"/samtale/{talk}/svar/{message}/vurdering", data={"hjalp": "ja"}),
            his.post("/drift/proevespoergsmaal", data={"besked": message}),
        ]
        assert [answer.status_code for answer in tried] == [404] * len(tried)
        assert not any(asked["answer"][:30] in answer.text for answer in tried)
        mine = hers.get(f"/api/conversations/{talk}").json()
        assert len(mine["turns"]) == 1
        assert hers.delete(f"/api/conversations/{talk}").status_code == 204


def test_an_administrator_sees_of_others_what_they_reported_and_nothing_else(guarded: Guarded) -> None:
    _, anna = guarded.key("read")
    _, admin = guarded.key("admin", "Bo")
    silent, told = "Hvor mange heste bor der på månen?", "Hvor mange får bor der på solen?"
    with guarded.client(anna) as hers, guarded.client(admin) as his:
        hers.post("/api/chat", json={"message": silent})
        reported = hers.post("/api/chat", json={"message": told}).json()["message_id"]
        hers.post(f"/api/messages/{reported}/feedback", json={"helpful": False, "reason": "burde_vide"})
        page = his.get("/drift", headers=PAGE).text
        assert told in page and silent not in page
        kept = his.post("/drift/proevespoergsmaal", data={"besked": reported})
        assert kept.status_code == 303


# --- what is told, and what is not ---------------------------------------------------------------------


def test_the_audit_log_tells_who_did_what_and_holds_no_text(guarded: Guarded) -> None:
    key, header = guarded.key("write", "Cecilie")
    with guarded.client(header) as client:
        asked = client.post("/api/chat", json={"message": QUESTION}).json()
        talk = asked["conversation_id"]
        client.get(f"/api/conversations/{talk}/export")
        client.get(f"/api/messages/{asked['message_id']}/record")
        client.delete(f"/api/conversations/{talk}")
        note = {"note": "hemmelig bemærkning"}
        client.patch("/api/documents/midt-klimakonference-2020", json=note)
        client.get("/drift")
    told = [(line.action, line.subject, line.outcome) for line in guarded.audited() if line.actor == key.id]
    assert told[::-1] == [
        ("samtale hentet", talk, "udført"),
        ("svarjournal hentet", asked["message_id"], "udført"),
        ("samtale slettet", talk, "udført"),
        ("dokument rettet", "midt-klimakonference-2020", "udført"),
        ("adgang afvist", "GET /drift", "afvist (403)"),
    ]
    whole = str(guarded.audited())
    assert "formand" not in whole and "hemmelig" not in whole


def test_a_key_leaves_no_trace_whatever_fails(
    guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    key, header = guarded.key("admin")
    whole = header["Authorization"].partition(" ")[2]
    with guarded.client(header) as client:
        client.get("/findes/ikke", headers=PAGE)
        client.post("/api/chat", content=b"{ikke json", headers={"Content-Type": "application/json"})
        client.post("/api/chat", json={"message": "x" * 5000})
        client.get("/api/documents/%C3%86")
        client.request("BREW", "/api/documents")
        client.post("/log-ind", data={"noegle": whole + "x"})
        client.post("/log-ind", data={"noegle": whole, "til": "//ond.example"})
        guarded.revoke(key)
        assert client.get("/api/documents").status_code == 401
        client.post("/log-ind", data={"noegle": whole})
    shown = [bytes(answer.content) + str(answer.headers).encode() for answer in guarded.seen]
    found = [file.read_bytes() for file in (*guarded.said, *guarded.data.rglob("*")) if file.is_file()]

    # A fault of the program itself, with everything it writes then.
    broken = Path(tmp_path / "data")
    with closing(Database.open(broken)) as database:
        _, other = Keys(database).create("Bo", "admin")
    app = create_app(load_settings(data=broken, require_key=True))
    monkeypatch.setattr(Service, "assistant", property(lambda _: 1 / 0))
    handler = logging.StreamHandler()
    handler.setFormatter(TextLine())
    logging.getLogger().addHandler(handler)
    try:
        client = TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False)
        fault = client.get("/api/documents", headers={"Authorization": f"Bearer {other}"})
    finally:
        logging.getLogger().removeHandler(handler)
    assert fault.status_code == 500
    app.state.access.close()
    said = "".join(capfd.readouterr())
    assert "Fejl under" in said and "ZeroDivisionError" in said
    shown += [fault.content, said.encode(), *(f.read_bytes() for f in broken.rglob("*") if f.is_file())]

    for secret in (*guarded.secrets, other):
        hidden = secret.rpartition("_")[2].encode()
        assert not any(hidden in text for text in (*shown, *found)), "en nøgle står i noget, der er skrevet"
