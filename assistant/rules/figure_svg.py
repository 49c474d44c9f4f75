"""A picture of one check: rate against ceiling over the years, readable without colour.

The ceiling is a dashed line with square marks, the rate a solid line with round marks, and every point has
its figure written at it; no meaning hangs on colour.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from html import escape

from assistant.rules.figures import decimal_text, kroner, rounded
from assistant.rules.result import Result, TracePoint

WIDTH, HEIGHT = 640, 320
LEFT, RIGHT, TOP, BOTTOM = 110, 20, 56, 56
# Room for half a figure beside the first and the last point.
INSET = 46
VERDICTS = {
    "overholdt": "overholdt",
    "ikke_overholdt": "ikke overholdt",
    "maal": "mål",
    "beregnet": "beregnet",
    "kan_ikke_afgoeres": "kan ikke afgøres",
}


def trace_svg(result: Result) -> str | None:
    """An SVG document for a result that has a trace over years; None for one that has not."""
    points = result.trace
    values = [v for p in points for v in (p.rate, p.ceiling) if v is not None]
    if not values:
        return None
    low, high = min(values), max(values)
    margin = (high - low) / 5 or max(high / 20, Decimal(1))
    low, high = max(Decimal(0), low - margin), high + margin
    years = [p.year for p in points]
    unit = result.trace_unit

    def across(year: int) -> float:
        span = max(1, years[-1] - years[0])
        return LEFT + INSET + (WIDTH - LEFT - RIGHT - 2 * INSET) * (year - years[0]) / span

    def down(value: Decimal) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * float((high - value) / (high - low))

    title = f"{result.title}: {VERDICTS[result.verdict]}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        ' aria-labelledby="spor-titel spor-tekst" font-family="sans-serif" font-size="13">',
        f'<title id="spor-titel">{escape(title)}</title>',
        f'<desc id="spor-tekst">{escape(_description(points, unit))}</desc>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="22" font-size="16" font-weight="bold">{escape(title)}</text>',
        f'<path d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}" fill="none" stroke="#000"/>',
    ]
    for year in years:
        parts.append(
            f'<text x="{across(year):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{year}</text>'
        )
    for value in (low, high):
        label = escape(_shown(value, unit))
        parts.append(f'<text x="{LEFT - 8}" y="{down(value) + 4:.1f}" text-anchor="end">{label}</text>')
    ceilings = [(across(p.year), down(p.ceiling), p.ceiling) for p in points if p.ceiling is not None]
    rates = [(across(p.year), down(p.rate), p.rate) for p in points if p.rate is not None]
    parts += _line(ceilings, "#1a1a1a", ' stroke-dasharray="7 5"')
    parts += [f'<rect x="{x - 5:.1f}" y="{y - 5:.1f}" width="10" height="10" fill="#fff" stroke="#1a1a1a"/>'
              for x, y, _ in ceilings]  # fmt: skip
    parts += _line(rates, "#0059b3", ' stroke-width="2.5"')
    parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#0059b3"/>' for x, y, _ in rates]
    for point in points:
        x = across(point.year)
        both = point.rate is not None and point.ceiling is not None
        if point.rate is not None and point.rate == point.ceiling:
            parts.append(_label(x, down(point.rate) - 11, _shown(point.rate, unit)))
            continue
        # A ceiling alone gets its figure on the side away from the line of rates.
        last = points[-1]
        beside = point if both else last
        rate_above = (beside.rate or 0) > (beside.ceiling or 0)
        if point.rate is not None:
            parts.append(_label(x, down(point.rate) + (-11 if rate_above else 20), _shown(point.rate, unit)))
        if point.ceiling is not None:
            under = rate_above
            parts.append(_label(x, down(point.ceiling) + (20 if under else -11), _shown(point.ceiling, unit)))
    y = HEIGHT - 14
    parts += [
        f'<path d="M{LEFT} {y - 4}h36" stroke="#0059b3" stroke-width="2.5"/>'
        f'<circle cx="{LEFT + 18}" cy="{y - 4}" r="5" fill="#0059b3"/>',
        f'<text x="{LEFT + 44}" y="{y}">Oplyst (rund, fuld streg)</text>',
        f'<path d="M{LEFT + 240} {y - 4}h36" stroke="#1a1a1a" stroke-dasharray="7 5"/>'
        f'<rect x="{LEFT + 253}" y="{y - 9}" width="10" height="10" fill="#fff" stroke="#1a1a1a"/>',
        f'<text x="{LEFT + 284}" y="{y}">Loft (firkant, stiplet)</text>',
        "</svg>",
    ]
    return "".join(parts)


def _line(points: Sequence[tuple[float, float, Decimal]], colour: str, style: str) -> list[str]:
    if len(points) < 2:
        return []
    path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, _ in points)
    return [f'<path d="{path}" fill="none" stroke="{colour}"{style}/>']


def _label(x: float, y: float, text: str) -> str:
    # Twice, as not every viewer paints the white edge behind the letters of one text.
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="middle"'
    edge = (
        f'<text {place} stroke="#fff" stroke-width="4" fill="#fff" aria-hidden="true">{escape(text)}</text>'
    )
    return f"{edge}<text {place}>{escape(text)}</text>"


def _shown(value: Decimal, unit: str) -> str:
    return kroner(value) if unit == "kr." else f"{unit} {decimal_text(rounded(value), 0)}"


def _description(points: Sequence[TracePoint], unit: str) -> str:
    rows = []
    for point in points:
        facts = []
        if point.rate is not None:
            facts.append(f"oplyst {_shown(point.rate, unit)}")
        if point.ceiling is not None:
            facts.append(f"loft {_shown(point.ceiling, unit)}")
        rows.append(f"{point.year}: " + (", ".join(facts) or "ikke oplyst"))
    return ". ".join(rows) + "."
