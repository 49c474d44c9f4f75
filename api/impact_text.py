"""A report on a new or changed document as a person reads it in the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from api.rendering import readable_quote, visible
from api.text import one_line
from assistant.impact_report import (
    AnswerState,
    CellState,
    Impact,
    ImpactQuote,
    Lost,
    RuleDraft,
    Succession,
)

_WIDEST = 100
_MOST = 12
_KINDS = {"tal": "Tal", "dato": "Datoer", "navn": "Navne", "pligt": "Forpligtelser"}
_STATUS = {
    "answered": "besvaret",
    "computed": "beregnet",
    "not_found": "fremgår ikke",
    "needs_input": "mangler oplysninger",
}


class _Paper:
    """The terminal: lines that hang under their indent when they are too long."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        if self._console.width > _WIDEST:
            self._console = Console(highlight=False, width=_WIDEST)

    def heading(self, text: str) -> None:
        self._console.print()
        self._console.print(f"[bold]{_safe(text)}[/bold]")

    def line(self, text: str, indent: int = 2) -> None:
        self._console.print(Padding(_safe(text), (0, 0, 0, indent), expand=False))

    def table(self, rows: Sequence[Sequence[str]]) -> None:
        table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
        for row in rows:
            table.add_row(*map(_safe, row))
        self._console.print(Padding(table, (0, 0, 0, 2), expand=False))

    def verbatim(self, text: str, indent: int) -> None:
        """Lines to be copied: never broken, never cut."""
        for line in visible(text).splitlines():
            self._console.print(" " * indent + line, soft_wrap=True, markup=False)


def print_impact(impact: Impact, brief: bool = False) -> None:
    """The whole report, or (`brief`) only what a person must decide; how to see the rest is said."""
    paper = _Paper()
    paper.heading(f"{impact.title} ({impact.document})")
    if impact.replaces:
        paper.line(f"Erstatter {impact.replaces}.", 0)
    for note in impact.notes:
        paper.line(note, 0)
    if not impact.current:
        paper.line("Et dokument, som rapporten citerer, er ændret eller fjernet, siden den blev lavet.", 0)
    _facts(paper, impact)
    for succession in impact.succeeds:
        # A changed document was told apart from the one before it when it first came.
        _succession(paper, succession, brief=brief or bool(impact.replaces and succession.command))
    _lost(paper, impact, brief)
    if not brief:
        _subjects(paper, impact)
    _questions(paper, impact)
    _drafts(paper, impact, brief)
    if brief:
        _rest(paper, impact)


def _facts(paper: _Paper, impact: Impact) -> None:
    paper.heading(
        "Oplysninger, som er bekræftet" if impact.confirmed else "Forslag til oplysninger, som skal bekræftes"
    )
    seen: set[tuple[int, int]] = set()
    rows = []
    for fact in impact.facts:
        how = fact.how
        if fact.quote and (place := (fact.quote.start, fact.quote.end)) not in seen:
            seen.add(place)
            how += f": {_quoted(fact.quote)}"
        rows.append((fact.label, str(fact.value or "–"), how))
    paper.table(rows)
    if not impact.confirmed:
        paper.line(f"Bekræft: rammeaftale approve {impact.document} (ret med --title, --region, --about, …)")


def _succession(paper: _Paper, found: Succession, brief: bool) -> None:
    former = found.relation == "samme dokument før ændringen"
    paper.heading("Ændret i forhold til før" if former else f"Kommer efter {found.title}")
    counts = ", ".join(f"{count} {kind}" for kind, count in found.sections.items())
    paper.line(f"Afsnit: {counts}" if counts else "Ordlyden er den samme.")
    for item in [] if brief else found.summary[:_MOST]:
        if item.old and item.new:
            change = f"{item.old} → {item.new}"
        else:
            change = f"udgået: {item.old}" if item.old else f"nyt: {item.new}"
        paper.line(f"{_KINDS[item.kind]}, »{item.section}«: {change}")
    _more(paper, 0 if brief else len(found.summary))
    if found.command:
        paper.line(f"Hele forskellen: {found.command}")


def _lost(paper: _Paper, impact: Impact, brief: bool) -> None:
    if not impact.lost and not brief:
        paper.heading("Ingen regel, ordforklaring, quiz eller læringstrin mistede sit citat.")
    for heading, found in (
        ("Slået fra, fordi citatet ikke længere står der", impact.lost),
        ("Slået til igen", impact.regained),
    ):
        if found:
            paper.heading(heading)
        for lost in found:
            paper.line(lost_line(lost))


def lost_line(lost: Lost) -> str:
    """What is switched off and why, in one line."""
    return f"{lost.kind} »{lost.name}«: {lost.reason}"


def _subjects(paper: _Paper, impact: Impact) -> None:
    if not impact.subjects:
        return
    paper.heading("Emner i sammenligningen, der er nye eller siger noget andet")
    for change in impact.subjects[:_MOST]:
        before = f"{_cell(change.before)} → " if change.before else ""
        paper.line(f"{change.title}: {before}{_cell(change.after)}")
    _more(paper, len(impact.subjects))


def _cell(cell: CellState) -> str:
    if not cell.quotes:
        return cell.says
    first = _quoted(cell.quotes[0])
    return f"{cell.says}: {first}" if cell.says else first


def _questions(paper: _Paper, impact: Impact) -> None:
    if impact.questions is None:
        return
    asked = impact.questions_asked
    if not impact.questions:
        paper.heading(f"Da dokumentet blev indlæst, blev de {asked} kontrolspørgsmål besvaret som før.")
        if not impact.replaces:
            paper.line(
                "Intet af svarene har det nye dokument som første kilde: det viser, at intet gik i stykker, ikke at "
                "svarene passer med det nye.",
                0,
            )
        return
    paper.heading(f"Kontrolspørgsmål, der nu besvares anderledes ({len(impact.questions)} af {asked})")
    for change in impact.questions[:_MOST]:
        worse = change.before is not None and change.before.right and not change.after.right
        paper.line(f"{change.id} {'FORKERT NU: ' if worse else ''}{change.question}")
        paper.line(f"før: {_answer(change.before)}", 6)
        paper.line(f"nu: {_answer(change.after)}", 6)
    _more(paper, len(impact.questions))


def _answer(state: AnswerState | None) -> str:
    if state is None:
        return "ikke stillet"
    source = f", {state.document}" if state.document else ""
    quote = f" »{_short(readable_quote(state.quote))}«" if state.quote else ""
    return f"{_STATUS.get(state.status, state.status)}{source}{quote}"


def _drafts(paper: _Paper, impact: Impact, brief: bool) -> None:
    drafts = [draft for draft in impact.drafts if draft.yaml and not draft.rejected]
    if drafts:
        paper.heading("Udkast til regler")
    for draft in drafts:
        _draft(paper, draft, brief)
    offered = [draft for draft in drafts if draft.offered]
    if offered and impact.confirmed:
        paper.line(f"Godkend: rammeaftale approve {impact.document} --draft {offered[0].id}")
        paper.line(f"Afvis: rammeaftale reject {impact.document} --draft {offered[0].id} --reason ikke_takst")
    elif offered:
        paper.line("Et udkast bruges ikke, før oplysningerne er bekræftet, og det er godkendt.")
    if brief:
        return
    _unread(paper, impact)
    for draft in impact.drafts:
        if draft.rejected:
            paper.line(f"{draft.id} (afvist: {draft.rejected}) {_quoted(draft.quote)}")
            paper.line(f"Fortryd: rammeaftale reject {impact.document} --draft {draft.id} --undo", 6)


def _draft(paper: _Paper, draft: RuleDraft, brief: bool) -> None:
    paper.line(f"{draft.id}{' (godkendt)' if draft.approved else ''} {_quoted(draft.quote)}")
    paper.line(f"afsnit »{draft.section}«" + (f": {'; '.join(draft.says)}" if draft.says else ""), 6)
    if draft.note:
        paper.line(draft.note, 6)
    if draft.approved and not draft.usable:
        paper.line("Det er godkendt, men der regnes ikke med det.", 6)
    if draft.usable and not draft.approved and not brief:
        paper.verbatim(draft.yaml, 6)


def _unread(paper: _Paper, impact: Impact) -> None:
    """The sentences that no rule computes, under the reason they share."""
    found = _only_read(impact)
    for note in dict.fromkeys(draft.note for draft in found):
        paper.heading(f"{note.removesuffix('.')}. Aftalen siger:")
        for draft in found:
            if draft.note == note:
                paper.line(f"{_quoted(draft.quote)} (afsnit »{draft.section}«)")


def _only_read(impact: Impact) -> list[RuleDraft]:
    return [draft for draft in impact.drafts if not draft.yaml and not draft.rejected]


def _rest(paper: _Paper, impact: Impact) -> None:
    """What asks for no decision: how much of it there is, and where to read it."""
    told = []
    if subjects := len(impact.subjects):
        told.append(
            f"{subjects} emne{'' if subjects == 1 else 'r'} i sammenligningen er nye eller siger noget andet"
        )
    if clauses := len(_only_read(impact)):
        told.append(
            f"{clauses} sætning{'' if clauses == 1 else 'er'} om takster og betaling kan ikke beregnes af reglerne"
        )
    if told:
        paper.heading(f"Desuden: {'; '.join(told)}.")
    paper.line(f"Læs det hele: rammeaftale impact {impact.document}", 0)


def _more(paper: _Paper, count: int) -> None:
    if count > _MOST:
        paper.line(f"… og {count - _MOST} til; se dem alle med --json.")


def _quoted(quote: ImpactQuote) -> str:
    return f"»{_short(quote.text)}«"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 160 else f"{line[:157].rsplit(' ', 1)[0]} …"


def _safe(text: str) -> str:
    """Without what would steer the terminal or read as markup."""
    return escape(visible(text))
