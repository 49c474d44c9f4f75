"""One web page for a run: tables, plots, and every failed question with what was answered.

It stands alone (no script, no outside file) and shows text written by others, so every text is escaped and
the page forbids itself to load or run anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path

from eval import metrics
from eval.console import percent
from eval.run import CHECK_NAMES, FAULT_NAMES, KIND_NAMES, Outcome, Report
from eval.twisted import RESULT_NAMES, TwistedReport

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; max-width: 70rem; margin: 2rem
auto; padding: 0 1rem; } table { border-collapse: collapse; margin: 1rem 0; } caption { text-align: left;
font-weight: 600; padding-bottom: .3rem; } th, td { padding: .25rem .7rem; border-bottom: 1px solid #bfbfbf;
text-align: right; vertical-align: top; } th:first-child, td:first-child { text-align: left; } .wide {
overflow-x: auto; } .wrong { color: #a80000; font-weight: 600; } details { border: 1px solid #bfbfbf; margin:
.5rem 0; padding: .5rem 1rem; } summary { cursor: pointer; } pre { white-space: pre-wrap; overflow-wrap:
anywhere; background: #f5f5f5; padding: .7rem; margin: .3rem 0; } figure { display: inline-block; margin: 1rem
2rem 1rem 0; } svg text { font: 12px system-ui, sans-serif; fill: #1a1a1a; }
"""

SIZE, MARGIN, EDGE = 300, 45, 22


def render_html(report: Report, twisted: TwistedReport | None = None) -> str:
    """The whole page as text. `twisted` adds the twisted pairs, its wrong "Ja" before everything else."""
    parts = [
        "<!DOCTYPE html>",
        '<html lang="da"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Måling af svar</title><style>{_STYLE}</style></head><body><main>",
        "<h1>Måling af svar</h1>",
        _origin(report),
    ]
    if twisted is not None:
        parts.append(_twisted(twisted))
    parts += [_kinds(report), _calibration(report), _failures(report), "</main></body></html>\n"]
    return "\n".join(parts)


def write_html(report: Report, path: Path, twisted: TwistedReport | None = None) -> None:
    """Write the page as UTF-8; missing folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render_html(report, twisted), encoding="utf-8")


def _origin(report: Report) -> str:
    packages = ", ".join(f"{name} {number}" for name, number in report.versions.items())
    return (
        f"<p>{len(report.outcomes)} spørgsmål, {escape(report.date)}.<br>"
        f"Fingeraftryk: <code>{escape(report.fingerprint)}</code><br>Versioner: {escape(packages)}</p>"
    )


def _table(caption: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return (
        f'<div class="wide"><table><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _kinds(report: Report) -> str:
    heads = ["Art", "Antal", *CHECK_NAMES.values(), "Tegn", "Egne tegn", "Tid ms"]
    rows = [
        [
            KIND_NAMES[row.name],
            str(row.count),
            *(percent(row.shares[check]) for check in CHECK_NAMES),
            *(f"{median:.0f}" for median in (row.length, row.frame, row.ms)),
        ]
        for row in report.rows
    ]
    note = "Tegn, egne tegn (uden for citater) og tid er medianer. – betyder, at der intet er at måle."
    refused = f"Afvist, selv om svaret findes: {percent(report.refused)}."
    table = _table("Svar målt på spørgsmål med bevis", heads, rows)
    return f"<h2>Efter art</h2>{table}<p>{note}<br>{refused}</p>"


def _twisted(report: TwistedReport) -> str:
    wrong = report.rows[-1].results["wrong_ja"]
    mark = ' class="wrong"' if wrong else ""
    rows = [
        [
            "alle" if row.name == "all" else row.name,
            str(row.count),
            *(str(row.results[result]) for result in RESULT_NAMES),
            f"{row.pairs_right} af {row.pairs}",
        ]
        for row in report.rows
    ]
    heads = ["Drejning", "Antal", *RESULT_NAMES.values(), "Hele par rigtige"]
    failed = "".join(
        f"<details><summary>{RESULT_NAMES[each.result]}: {escape(each.question.id)} "
        f"{escape(each.question.question)}</summary><pre>{escape(each.answer.answer)}</pre></details>"
        for each in report.failures
    )
    return (
        f"<h2>Drejede par</h2><p{mark}>Forkert »Ja«: {wrong} af {len(report.outcomes)} spørgsmål</p>"
        f"{_table('Ja og nej efter drejning', heads, rows)}{failed}"
    )


def _calibration(report: Report) -> str:
    stated = [(each, each.confidence) for each in report.outcomes if each.confidence is not None]
    if not stated:
        return "<h2>Sikkerhed</h2><p>Svarene angiver ingen sikkerhed, så der er intet at tegne.</p>"
    confidence = [value for _, value in stated]
    answerable = [each.answerable for each, _ in stated]
    bins = metrics.calibration_bins(confidence, answerable)
    error, area = metrics.calibration_error(bins), metrics.auroc(confidence, answerable)
    spoken = [(each, value) for each, value in stated if each.answer.status != "not_found"]
    curve = metrics.precision_by_coverage(
        [value for _, value in spoken], [not each.failed for each, _ in spoken], len(stated)
    )
    rows = [
        [
            f"{_number(each.low)} til {_number(each.high)}",
            str(each.count),
            percent(each.confidence),
            percent(each.share),
        ]
        for each in bins
    ]
    heads = ["Angivet sikkerhed", "Antal", "Sikkerhed, middel", "Kan besvares"]
    return (
        "<h2>Sikkerhed</h2>"
        f"<figure>{_calibration_plot(bins)}<figcaption>Kalibrering: middelfejl {_number(error)}, "
        f"AUROC {_number(area)}</figcaption></figure>"
        f"<figure>{_coverage_plot(curve)}<figcaption>Præcision mod dækning. "
        "Kurven ender ved programmets egen "
        f"tærskel.</figcaption></figure>{_table('Kalibrering', heads, rows)}"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace(".", ",")


def _axes(title: str, across: str, up: str) -> str:
    end = SIZE - EDGE
    marks = ""
    for tenth in (0, 5, 10):
        x, y = _at(tenth / 10, tenth / 10)
        marks += f'<text x="{x:.1f}" y="{SIZE - MARGIN + 16}" text-anchor="middle">{tenth * 10} %</text>'
        marks += f'<text x="{MARGIN - 5}" y="{y + 4:.1f}" text-anchor="end">{tenth * 10} %</text>'
    middle = (MARGIN + end) / 2
    return (
        f"<title>{title}</title>"
        f'<path d="M{MARGIN} {EDGE}V{SIZE - MARGIN}H{end}" fill="none" stroke="#1a1a1a"/>{marks}'
        f'<text x="{middle:.1f}" y="{SIZE - 8}" text-anchor="middle">{across}</text>'
        f'<text x="{MARGIN}" y="11">{up}</text>'
    )


def _at(across: float, up: float) -> tuple[float, float]:
    """Shares (0 to 1) as a point of the drawing, y growing downwards."""
    start, end = MARGIN, SIZE - EDGE
    return start + across * (end - start), SIZE - MARGIN - up * (SIZE - MARGIN - EDGE)


def _svg(content: str) -> str:
    return f'<svg role="img" width="{SIZE}" height="{SIZE}" viewBox="0 0 {SIZE} {SIZE}">{content}</svg>'


def _calibration_plot(bins: Sequence[metrics.CalibrationBin]) -> str:
    (x0, y0), (x1, y1) = _at(0, 0), _at(1, 1)
    ideal = f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#767676" stroke-dasharray="4 4"/>'
    most = max(each.count for each in bins)
    dots = ""
    for each in bins:
        x, y = _at(each.confidence, each.share)
        # Area, not radius, grows with the number of questions.
        radius = 3 + 7 * (each.count / most) ** 0.5
        shares = f"sikkerhed {percent(each.confidence)}, kan besvares {percent(each.share)}"
        label = f"{each.count} spørgsmål: {shares}"
        dots += f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#0059b3" fill-opacity=".7">'
        dots += f"<title>{label}</title></circle>"
    return _svg(_axes("Kalibrering", "Angivet sikkerhed", "Kan besvares") + ideal + dots)


def _coverage_plot(curve: Sequence[metrics.OperatingPoint]) -> str:
    points = [_at(each.coverage, each.precision) for each in curve]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = f'<polyline points="{line}" fill="none" stroke="#0059b3" stroke-width="2"/>' if points else ""
    if points:
        drawn += f'<circle cx="{points[-1][0]:.1f}" cy="{points[-1][1]:.1f}" r="4" fill="#0059b3"/>'
    return _svg(_axes("Præcision mod dækning", "Andel besvaret", "Heraf rigtige") + drawn)


def _failures(report: Report) -> str:
    count = f"{len(report.failures)} af {len(report.outcomes)}"
    return f"<h2>Fejlede spørgsmål: {count}</h2>" + "".join(_failure(each) for each in report.failures)


def _failure(each: Outcome) -> str:
    asked, answer = each.question, each.answer
    wrong = "fejl i " + ", ".join(FAULT_NAMES[name] for name in each.failed)
    wanted = {
        "Tidligere spørgsmål": " → ".join(asked.history),
        "Ventet": {"answer": "svar", "tool": "beregning", "abstain": "intet svar"}[asked.expect],
        "Bevis, ét af": " | ".join(asked.evidence),
        "Fakta": "; ".join(" | ".join(either) for either in asked.facts),
        "Forbudt": " | ".join(asked.forbid),
        "Afgørelse": asked.verdict or "",
    }
    lines = "".join(f"<br>{name}: {escape(value)}" for name, value in wanted.items() if value)
    sources = "".join(
        f"<p>[{source.n}] {escape(source.title)}, "
        f"{escape(source.section)}</p><pre>{escape(source.quote)}</pre>"
        for source in answer.citations
    )
    verdicts = ", ".join(computation.verdict for computation in answer.computations)
    status = f"Status: {escape(answer.status)}" + (f", afgørelse: {escape(verdicts)}" if verdicts else "")
    return (
        f"<details><summary>{escape(asked.id)}: {escape(asked.question)} "
        f'<span class="wrong">({escape(wrong)})</span>'
        f"</summary><p>Art: {escape(KIND_NAMES[asked.kind])}{lines}</p><p>{status}</p>"
        f"<pre>{escape(answer.answer)}</pre>{sources}</details>"
    )
