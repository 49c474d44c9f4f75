"""rammeaftale keys and rammeaftale audit."""

from __future__ import annotations

import json
import sys
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

import click

from api.rendering import visible
from api.settings import LOOPBACK, Settings
from index import audit
from index.database import Database, now
from index.keys import Key, Keys, Scope

_EVERYWHERE = ("0.0.0.0", "::")


def create(settings: Settings, name: str, scope: str, expires: date | None) -> None:
    """Make a key and print it, this once."""
    ends = _end_of(expires) if expires else None
    if ends is not None and ends <= now():
        raise click.UsageError(f"Datoen {expires} er gået. Skriv en sidste dag, der ikke er gået.")
    with closing(_opened(settings)) as database:
        made, whole = Keys(database).create(name, cast("Scope", scope), ends)
        audit.record(database, audit.LOCAL, "nøgle oprettet", made.id)
    until = f"til og med {expires}" if expires else "til den tilbagekaldes"
    print(f"Nøglen »{made.name}« ({made.scope}) med id {made.id} gælder {until}.", file=sys.stderr)
    print("Gem den nu; den vises kun denne gang:", file=sys.stderr)
    print(whole)


def show(settings: Settings, as_json: bool) -> None:
    """The keys, a line each."""
    with closing(_opened(settings)) as database:
        found = Keys(database).list()
    if as_json:
        print(json.dumps([asdict(key) for key in found], ensure_ascii=False, indent=2, default=_moment))
        return
    if not found:
        print("Der er ingen nøgler. Lav en: rammeaftale keys create NAVN --scope read")
    for key in found:
        print(f"{key.id}  {key.scope:<5}  {_state(key):<28}  {visible(key.name)}")


def revoke(settings: Settings, key_id: str) -> None:
    """End a key."""
    with closing(_opened(settings)) as database:
        ended = Keys(database).revoke(key_id)
        audit.record(database, audit.LOCAL, "nøgle tilbagekaldt", ended.id)
    print(f"Tilbagekaldt: {ended.id} ({visible(ended.name)})")


def show_audit(settings: Settings, as_json: bool, latest: int | None) -> None:
    """The audit log, the newest line last."""
    with closing(_opened(settings)) as database:
        found = audit.entries(database, latest)[::-1]
    if as_json:
        print(json.dumps([asdict(entry) for entry in found], ensure_ascii=False, indent=2, default=_moment))
        return
    if not found:
        print("Der er ikke noget i loggen.")
    for entry in found:
        parts = (_moment(entry.at), f"{entry.actor:<8}", entry.action, visible(entry.subject), entry.outcome)
        print("  ".join(part for part in parts if part))


def check_access(settings: Settings) -> None:
    """Whether the server may listen where the settings say. Raises ClickException with the remedy."""
    if not settings.key_required:
        return
    if settings.host in _EVERYWHERE and not settings.hosts:
        raise click.ClickException(
            f"Serveren kan ikke lytte på »{settings.host}« uden at vide, hvad den hedder. Skriv de navne, den kaldes "
            "ved, i RAMMEAFTALE_HOSTS, for eksempel RAMMEAFTALE_HOSTS=rammeaftale.kommune.dk."
        )
    with closing(_opened(settings)) as database:
        usable = Keys(database).usable()
    if not usable and settings.host not in LOOPBACK:
        raise click.ClickException(
            f"Serveren kan ikke lytte på »{settings.host}«, før der er en nøgle: uden kunne alle på netværket læse og "
            "slette. Lav en med »rammeaftale keys create NAVN --scope admin«, eller brug 127.0.0.1."
        )
    if not usable:
        raise click.ClickException(
            "RAMMEAFTALE_REQUIRE_KEY er sat, men der er ingen nøgle, der gælder, så ingen kunne komme ind. Lav en med "
            "»rammeaftale keys create NAVN --scope admin«."
        )
    if settings.host not in LOOPBACK and not settings.https:
        print(
            "Bemærk: forbindelsen er ikke krypteret, så nøgler og spørgsmål kan læses undervejs. Sæt en proxy med "
            "https foran, og RAMMEAFTALE_HTTPS=true.",
            file=sys.stderr,
        )


def _opened(settings: Settings) -> Database:
    return Database.open(settings.data, settings.database_url)


def _end_of(day: date) -> datetime:
    """The moment a day of this machine's calendar is over, in UTC without zone."""
    local = datetime.combine(day + timedelta(days=1), time()).astimezone()
    return local.astimezone(UTC).replace(tzinfo=None)


def _state(key: Key) -> str:
    if key.revoked_at is not None:
        return f"tilbagekaldt {key.revoked_at:%Y-%m-%d}"
    if key.expires_at is None:
        return "gælder"
    last = key.expires_at.replace(tzinfo=UTC).astimezone() - timedelta(microseconds=1)
    return f"{'gælder til og med' if key.valid(now()) else 'udløb'} {last:%Y-%m-%d}"


def _moment(at: datetime) -> str:
    return f"{at.isoformat(timespec='seconds')}Z"
