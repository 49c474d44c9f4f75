"""The facts proposed about a document: value, how it was found, and the words it was read from."""

from __future__ import annotations

from datetime import date

from assistant.citations import passage_url, shown
from assistant.evidence import AGREEMENT_KINDS
from assistant.impact_about import about_of
from assistant.impact_report import ImpactQuote, ProposedField
from index.snapshot import Snapshot
from ingest.documents import Metadata, Span
from ingest.metadata import UNCONFIRMED, Field, Finding, findings
from ingest.regions import Regions

_LABELS: dict[Field, str] = {
    "title": "Titel",
    "region": "Region",
    "kind": "Slags",
    "valid_from": "Gælder fra",
    "valid_to": "Gælder til",
    "standing": "Status",
}


def facts_of(snapshot: Snapshot, regions: Regions, document_id: str) -> list[ProposedField]:
    """Title, region, kind, period and standing as they are known or proposed now; of no agreement, which it is about."""
    stored = snapshot.documents[document_id]
    file = snapshot.file(document_id)
    text = file.text[stored.span.start : stored.span.end]
    read = {each.field: each for each in findings(text, file.name, regions, start=stored.span.start)}
    made = []
    for name, label in _LABELS.items():
        value = _value(stored.metadata, name)
        finding = read[name]
        if value is None and name == "standing" and not stored.metadata.confirmed:
            value = finding.value
        same = value == finding.value
        how = finding.how if same else _otherwise(name, value, stored.metadata)
        quote = _quote(file.text, document_id, finding) if same else None
        made.append(ProposedField(field=name, label=label, value=value, how=how, quote=quote))
    if stored.metadata.kind not in AGREEMENT_KINDS or stored.metadata.about:
        made.append(_about(snapshot, document_id))
    return made


def _about(snapshot: Snapshot, document_id: str) -> ProposedField:
    """The agreement the document is about: as it is known, or as it is proposed until a person has confirmed."""
    known = snapshot.documents[document_id].metadata
    found = about_of(snapshot, document_id)
    value, how, span = found.value, found.how, found.span
    if known.about is not None or known.confirmed:
        value = known.about
        if known.about != found.value or known.about is None:
            how = "oplyst på forhånd eller bekræftet af en person" if value is not None else "ikke oplyst"
            span = None
    text = snapshot.file(document_id).text
    quote = _quoted(text, document_id, span) if span is not None else None
    return ProposedField(field="about", label="Handler om", value=value, how=how, quote=quote)


def _value(known: Metadata, name: Field) -> str | date | None:
    if name == "standing":
        return known.standing if known.standing not in ("", UNCONFIRMED) else None
    values: dict[str, str | date | None] = {
        "title": known.title,
        "region": known.region,
        "kind": known.kind,
        "valid_from": known.valid_from,
        "valid_to": known.valid_to,
    }
    return values[name]


def _otherwise(name: Field, value: str | date | None, known: Metadata) -> str:
    """Where a value comes from that the text does not give."""
    if known.confirmed:
        return "oplyst på forhånd eller bekræftet af en person" if value is not None else "ikke oplyst"
    return "filens egen titel" if name == "title" else "ikke læst ud af teksten, som den er nu"


def _quote(text: str, document_id: str, finding: Finding) -> ImpactQuote | None:
    return _quoted(text, document_id, finding.span) if finding.span is not None else None


def _quoted(text: str, document_id: str, span: Span) -> ImpactQuote:
    a, b = span.start, span.end
    return ImpactQuote(
        document=document_id,
        start=a,
        end=b,
        quote=text[a:b],
        text=shown(text[a:b]),
        url=passage_url(document_id, a, b),
    )
