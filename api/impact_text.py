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


def print_impact(impact: Impact) -> None:
    """The whole report; long lists are cut, and how to see the rest is said."""
    paper = _Paper()
    paper.heading(f"{impact.title} ({impact.document})")
    if impact.replaces:
        paper.line(f"Erstatter {impact.replaces}.", 0)
    for note in impact.notes:
        paper.line(note, 0)
    if not impact.current:
        paper.line("Dokumenterne er ændret, siden rapporten blev lavet.", 0)
    _facts(paper, impact)
    for succession in impact.succeeds:
        # A changed document was told apart from the one before it when it first came.
        _succession(paper, succession, brief=bool(impact.replaces and succession.command))
    _lost(paper, impact)
    _subjects(paper, impact)
    _questions(paper, impact)
    _drafts(paper, impact)


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


def _lost(paper: _Paper, impact: Impact) -> None:
    if not impact.lost:
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
        paper.heading(f"De {asked} kontrolspørgsmål besvares som før.")
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


def _drafts(paper: _Paper, impact: Impact) -> None:
    if not impact.drafts:
        paper.heading("Ingen sætninger ligner en takstbestemmelse uden regel.")
        return
    paper.heading("Sætninger, der ligner takstbestemmelser, og som ingen regel dækker")
    told = ""
    for draft in impact.drafts:
        if not draft.rejected:
            _draft(paper, draft, draft.note != told)
            told = draft.note
    for draft in impact.drafts:
        if draft.rejected:
            paper.line(f"{draft.id} (afvist) {_quoted(draft.quote)}")
            paper.line(
                f"{draft.rejected}. Fortryd: rammeaftale reject {impact.document} --draft {draft.id} --undo",
                6,
            )
    waiting = [draft for draft in impact.drafts if draft.waiting]
    if waiting and impact.confirmed:
        paper.line(f"Godkend: rammeaftale approve {impact.document} --draft {waiting[0].id}")
        paper.line(f"Afvis: rammeaftale reject {impact.document} --draft {waiting[0].id} --reason ikke_takst")
    elif waiting:
        paper.line("Udkastene bruges ikke; de kan godkendes, når oplysningerne er bekræftet.")


def _draft(paper: _Paper, draft: RuleDraft, with_note: bool) -> None:
    paper.line(f"{draft.id}{' (godkendt)' if draft.approved else ''} {_quoted(draft.quote)}")
    place = f"afsnit »{draft.section}«, tegn {draft.quote.start}–{draft.quote.end}"
    paper.line(f"{place}; {', '.join(draft.signs)}", 6)
    if draft.note and with_note:
        paper.line(draft.note, 6)
    if draft.yaml and not draft.approved:
        paper.verbatim(draft.yaml, 6)


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
