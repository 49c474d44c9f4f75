"""rammeaftale verify."""

from __future__ import annotations

from pathlib import Path

from api.opening import open_assistant
from api.progress import progress
from api.settings import Settings
from assistant.record import RecordError

_LARGEST = 20_000_000


def run(settings: Settings, record: Path) -> None:
    """Check a filed record against the documents; ends with 1 and a sentence each when something does not hold."""
    if record.stat().st_size > _LARGEST:
        raise RecordError(
            f"»{record.name}« er for stor til at være en svarjournal. Hent journalen fra svaret igen."
        )
    try:
        text = record.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise RecordError(f"»{record.name}« er ikke tekst. Hent journalen fra svaret igen.") from fault
    with progress() as bar, open_assistant(settings, bar) as assistant:
        faults = assistant.verify(text)
    if faults:
        raise RecordError("Journalen holder ikke:\n" + "\n".join(f"- {fault}" for fault in faults))
    print(
        "Alt holder: hvert citat står ordret på sin plads, filerne er de samme, og beregningerne giver det samme."
    )
