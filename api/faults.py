"""Errors that a user can cause or must mend, as the sentence the command line says."""

from __future__ import annotations

import sqlalchemy as sa

from api.refusal import Refused
from api.settings import SettingsError
from assistant.conversation import UnknownConversation
from assistant.record import RecordError
from index.errors import IndexFault
from ingest.errors import IngestError
from ingest.sources import SourcesError


def sentence_of(fault: BaseException) -> str | None:
    """The sentence to say; None for an error that is a fault of the program itself."""
    match fault:
        case (
            SettingsError()
            | Refused()
            | IndexFault()
            | IngestError()
            | SourcesError()
            | UnknownConversation()
            | RecordError()
        ):
            return str(fault)
        case OSError():
            place = f" ({fault.filename})" if fault.filename else ""
            return f"Filen eller mappen kan ikke bruges{place}: {fault.strerror or fault}."
        case sa.exc.OperationalError() | sa.exc.DatabaseError():
            return (
                f"Databasen kan ikke bruges: {fault.orig}. Se efter plads på disken og adgang til datamappen."
            )
    return None
