"""How long answers took, as bars drawn on the server; every bar carries its figure, nothing hangs on colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

# Upper bounds of the bars in milliseconds; the last bar takes what is slower.
BOUNDS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
_WIDTH, _HEIGHT, _TOP, _BOTTOM = 640, 240, 28, 48


def counted(milliseconds: Sequence[int]) -> list[tuple[str, int]]:
    """How many answers each bar holds, from the fastest; (label, count) pairs, one more than there are bounds."""
    counts = [0] * (len(BOUNDS) + 1)
    for each in milliseconds:
        counts[next((n for n, bound in enumerate(BOUNDS) if each <= bound), len(BOUNDS))] += 1
    labels = [f"≤ {_shown(bound)}" for bound in BOUNDS] + [f"> {_shown(BOUNDS[-1])}"]
    return list(zip(labels, counts, strict=True))


def latency_svg(milliseconds: Sequence[int]) -> str:
    """An SVG element of 640 by 240 for a page; its colours come from the page's style sheet."""
    bars = counted(milliseconds)
    most = max((count for _, count in bars), default=0) or 1
    step = _WIDTH / len(bars)
    room = _HEIGHT - _TOP - _BOTTOM
    told = "; ".join(f"{label}: {count}" for label, count in bars if count)
    parts = [
        f'<svg class="soejler" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="Svartider. {escape(told)}.">',
        f'<path class="akse" d="M0 {_HEIGHT - _BOTTOM}H{_WIDTH}"/>',
    ]
    for number, (label, count) in enumerate(bars):
        tall = room * count / most
        left, middle = number * step, (number + 0.5) * step
        top = _HEIGHT - _BOTTOM - tall
        if count:
            parts.append(
                f'<rect class="soejle" x="{left + 6:.1f}" y="{top:.1f}" width="{step - 12:.1f}" height="{tall:.1f}"/>'
            )
        parts.append(f'<text x="{middle:.1f}" y="{top - 6:.1f}">{count or ""}</text>')
        parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - _BOTTOM + 20}">{escape(label)}</text>')
    return "".join([*parts, "</svg>"])


def _shown(milliseconds: int) -> str:
    return f"{milliseconds // 1000} s" if milliseconds >= 1_000 else f"{milliseconds} ms"
