"""A report on a new or changed document as a person reads it in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.syntax import Syntax
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


def print_impact(impact: Impact) -> None:
    """The whole report; long lists are cut, and how to see the rest is said."""
    console = Console(highlight=False, soft_wrap=False)
    if console.width > _WIDEST:
        console = Console(highlight=False, width=_WIDEST)
    console.print(f"\n[bold]{_safe(impact.title)}[/bold]  ({impact.document})")
    if impact.replaces:
        console.print(f"Erstatter {_safe(impact.replaces)}.")
    for note in impact.notes:
        console.print(f"! {_safe(note)}")
    if not impact.current:
        console.print("! Dokumenterne er ændret, siden rapporten blev lavet.")
    _facts(console, impact)
    for succession in impact.succeeds:
        _succession(console, succession)
    _lost(console, impact)
    _subjects(console, impact)
    _questions(console, impact)
    _drafts(console, impact)


def _heading(console: Console, text: str) -> None:
    console.print(f"\n[bold]{_safe(text)}[/bold]")


def _facts(console: Console, impact: Impact) -> None:
    known = "Oplysninger (bekræftet)" if impact.confirmed else "Forslag til oplysninger, som skal bekræftes"
    _heading(console, known)
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 2))
    for fact in impact.facts:
        how = fact.how + (f": {_quoted(fact.quote)}" if fact.quote else "")
        table.add_row(fact.label, _safe(str(fact.value or "–")), _safe(how))
    console.print(table)
    if not impact.confirmed:
        console.print(f"  Bekræft: rammeaftale approve {impact.document}  (ret med --title, --region, …)")


def _succession(console: Console, found: Succession) -> None:
    former = found.relation == "samme dokument før ændringen"
    _heading(console, "Ændret i forhold til før" if former else f"Kommer efter {found.title}")
    if not found.summary and not found.sections:
        console.print("  Ingen ændringer i ordlyden.")
    counts = ", ".join(f"{count} {kind}" for kind, count in found.sections.items())
    if counts:
        console.print(f"  Afsnit: {_safe(counts)}")
    for item in found.summary[:_MOST]:
        if item.old and item.new:
            change = f"{item.old} → {item.new}"
        else:
            change = f"udgået: {item.old}" if item.old else f"nyt: {item.new}"
        console.print(f"  {_KINDS[item.kind]}, »{_safe(item.section)}«: {_safe(change)}")
    _more(console, len(found.summary))
    if found.command:
        console.print(f"  Hele forskellen: {found.command}")


def _lost(console: Console, impact: Impact) -> None:
    for heading, found in (
        ("Slået fra, fordi citatet ikke længere står der", impact.lost),
        ("Slået til igen", impact.regained),
    ):
        if found:
            _heading(console, heading)
            print_lost(console, found)
    if not impact.lost:
        console.print("\nIngen regel, ordforklaring, quiz eller læringstrin mistede sit citat.")


def print_lost(console: Console, found: list[Lost]) -> None:
    """What is switched off, a line each."""
    for lost in found:
        console.print(f"  {lost.kind} »{_safe(lost.name)}«: {_safe(lost.reason)}")


def _subjects(console: Console, impact: Impact) -> None:
    if not impact.subjects:
        return
    _heading(console, "Emner i sammenligningen, der er nye eller siger noget andet")
    for change in impact.subjects[:_MOST]:
        before = f"{_cell(change.before)} → " if change.before else ""
        console.print(f"  {_safe(change.title)}: {_safe(before)}{_safe(_cell(change.after))}")
    _more(console, len(impact.subjects))


def _cell(cell: CellState | None) -> str:
    if cell is None:
        return ""
    if not cell.quotes:
        return cell.says
    first = _quoted(cell.quotes[0])
    return f"{cell.says}: {first}" if cell.says else first


def _questions(console: Console, impact: Impact) -> None:
    if impact.questions is None:
        return
    asked = impact.questions_asked
    if not impact.questions:
        console.print(f"\nDe {asked} kontrolspørgsmål besvares som før.")
        return
    _heading(console, f"Kontrolspørgsmål, der nu besvares anderledes ({len(impact.questions)} af {asked})")
    for change in impact.questions[:_MOST]:
        worse = change.before is not None and change.before.right and not change.after.right
        mark = "[red]forkert nu[/red]: " if worse else ""
        console.print(f"  {change.id} {mark}{_safe(change.question)}")
        console.print(f"      før: {_safe(_answer(change.before))}")
        console.print(f"      nu:  {_safe(_answer(change.after))}")
    _more(console, len(impact.questions))


def _answer(state: AnswerState | None) -> str:
    if state is None:
        return "ikke stillet"
    quote = f" »{_short(readable_quote(state.quote))}«" if state.quote else ""
    return (
        f"{_STATUS.get(state.status, state.status)}{f', {state.document}' if state.document else ''}{quote}"
    )


def _drafts(console: Console, impact: Impact) -> None:
    waiting = [draft for draft in impact.drafts if not draft.approved]
    if not impact.drafts:
        console.print("\nIngen sætninger ligner en takstbestemmelse uden regel.")
        return
    _heading(console, "Sætninger, der ligner takstbestemmelser, og som ingen regel dækker")
    for draft in impact.drafts:
        _draft(console, draft)
    if waiting and impact.confirmed:
        console.print(f"  Godkend: rammeaftale approve {impact.document} --draft {waiting[0].id}")
    elif waiting:
        console.print("  Udkastene bruges ikke; de kan godkendes, når oplysningerne er bekræftet.")


def _draft(console: Console, draft: RuleDraft) -> None:
    state = " (godkendt)" if draft.approved else ""
    console.print(f"  {draft.id}{state}  {_safe(_quoted(draft.quote))}")
    console.print(
        f"      afsnit »{_safe(draft.section)}«, tegn {draft.quote.start}-{draft.quote.end}; {', '.join(draft.signs)}"
    )
    if draft.note:
        console.print(f"      {_safe(draft.note)}")
    if draft.yaml and not draft.approved:
        console.print(
            Padding(Syntax(visible(draft.yaml).rstrip(), "yaml", background_color="default"), (0, 8))
        )


def _more(console: Console, count: int) -> None:
    if count > _MOST:
        console.print(f"  … og {count - _MOST} til; se dem alle med --json.")


def _quoted(quote: ImpactQuote) -> str:
    return f"»{_short(quote.text)}«"


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= 160 else f"{line[:157].rsplit(' ', 1)[0]} …"


def _safe(text: str) -> str:
    """Without what would steer the terminal or read as markup."""
    return escape(visible(text))
