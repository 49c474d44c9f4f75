"""How long answers took, as bars drawn on the server; every bar carries its figure, nothing hangs on colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

# Upper bounds of the bars in milliseconds; the last bar takes what is slower.
BOUNDS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
# A line for each bar; text as large as on the page even on a phone.
_WIDTH, _LINE, _LEFT, _RIGHT = 360, 26, 80, 56


def counted(milliseconds: Sequence[int]) -> list[tuple[str, int]]:
    """How many answers each bar holds, from the fastest; (label, count) pairs, one more than there are bounds."""
    counts = [0] * (len(BOUNDS) + 1)
    for each in milliseconds:
        counts[next((n for n, bound in enumerate(BOUNDS) if each <= bound), len(BOUNDS))] += 1
    labels = [f"≤ {_shown(bound)}" for bound in BOUNDS] + [f"> {_shown(BOUNDS[-1])}"]
    return list(zip(labels, counts, strict=True))


def latency_svg(milliseconds: Sequence[int]) -> str:
    """An SVG element, 360 wide, for a page; its colours come from the page's style sheet."""
    bars = counted(milliseconds)
    most = max((count for _, count in bars), default=0) or 1
    room = _WIDTH - _LEFT - _RIGHT
    told = "; ".join(f"{label}: {count}" for label, count in bars if count)
    height = _LINE * len(bars)
    parts = [
        f'<svg class="soejler" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="Svartider. {escape(told)}.">',
        f'<path class="akse" d="M{_LEFT} 0V{height}"/>',
    ]
    for number, (label, count) in enumerate(bars):
        top = number * _LINE
        long = room * count / most
        parts.append(f'<text class="graense" x="{_LEFT - 8}" y="{top + 18}">{escape(label)}</text>')
        if count:
            parts.append(
                f'<rect class="soejle" x="{_LEFT}" y="{top + 4}" width="{long:.1f}" height="{_LINE - 8}"/>'
            )
            parts.append(f'<text x="{_LEFT + long + 6:.1f}" y="{top + 18}">{count}</text>')
    return "".join([*parts, "</svg>"])


def _shown(milliseconds: int) -> str:
    return f"{milliseconds // 1000} s" if milliseconds >= 1_000 else f"{milliseconds} ms"
