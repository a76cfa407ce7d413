"""Lines over time and over age, as the templates draw them: SVG that needs no script."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import frozen

from srccheck.history.published import studies
from srccheck.history.records import Chronicle, Step, Survival
from srccheck.reports.history.words import day, percent

__all__ = ["Frame", "Mark", "Plot", "Tick", "survival_plot", "trend_plots"]

_MOST_POINTS = 400
_MOST_TICKS = 7
_SCALES = (0.02, 0.04, 0.08, 0.12, 0.2, 0.4, 0.6, 0.8, 1.0)
"""Where the axis of shares may end."""


@frozen(kw_only=True)
class Frame:
    """The size of a drawing, whose origin is at the top left, and where its axes lie."""

    width: int
    height: int
    left: int = 52
    top: int = 12

    @property
    def right(self) -> int:
        """Where the axis of days or years ends."""
        return self.width - 16

    @property
    def bottom(self) -> int:
        """Where that axis lies."""
        return self.height - 34

    def x(self, share: float) -> float:
        """The place of a share of the axis of days or years."""
        return round(self.left + share * (self.right - self.left), 1)

    def y(self, share: float) -> float:
        """The place of a share of the axis of shares."""
        return round(self.bottom - share * (self.bottom - self.top), 1)

    def placed(self, points: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
        """Points in shares of both axes, in units of the drawing."""
        return [(self.x(x), self.y(y)) for x, y in points]


_SMALL, _LARGE = Frame(width=420, height=220), Frame(width=640, height=300)


@frozen(kw_only=True)
class Tick:
    """A place on an axis, in units of the drawing, and what stands there."""

    at: float
    label: str
    anchor: str = "middle"


@frozen(kw_only=True)
class Mark:
    """A published figure: where it lies, and what it is."""

    x: float
    y: float
    label: str


@frozen(kw_only=True)
class Plot:
    """A drawing.

    Attributes:
        frame: its size.
        id: for what refers to it in the page.
        title, description: what it shows, in words.
        token: colour of the line: `gone`, `alive`.
        xs, ys: ticks.
        line: the curve as a path (SVG 2, 9.3), and `band` what it may be.
        marks: figures of others.
    """

    id: str
    frame: Frame
    title: str
    description: str
    token: str
    xs: tuple[Tick, ...]
    ys: tuple[Tick, ...]
    line: str
    band: str = ""
    marks: tuple[Mark, ...] = ()


def trend_plots(chronicle: Chronicle) -> tuple[Plot, ...]:
    """Rot and archived share over the audits; those with fewer than two points are left out."""
    moments = [point.run.started for point in chronicle.trend]
    counts = [point.counts for point in chronicle.trend]
    made = (
        _trend("rot", "Links gone, of those that could be told", "gone", moments, [c.rot for c in counts]),
        _trend(
            "kept", "Links archived, of those that could be told", "alive", moments,
            [c.archived_share for c in counts],
        ),
    )  # fmt: skip
    return tuple(plot for plot in made if plot)


def _trend(
    id_: str, title: str, token: str, moments: Sequence[dt.datetime], shares: Sequence[float | None]
) -> Plot | None:
    told = [(moment, share) for moment, share in zip(moments, shares, strict=True) if share is not None]
    if len(told) < 2:
        return None
    (first, begin), (last, end) = told[0], told[-1]
    highest = max(share for _, share in told)
    scale = next(bound for bound in _SCALES if highest <= bound)
    span = max((last - first).total_seconds(), 1.0)
    points = [((moment - first).total_seconds() / span, share / scale) for moment, share in told]
    description = (
        f"{percent(begin)} on {day(first)}, {percent(end)} on {day(last)}, at most {percent(highest)}; "
        f"{len(told)} audits."
    )
    return Plot(
        id=id_,
        frame=_SMALL,
        title=title,
        description=description,
        token=token,
        xs=_days(first, last),
        ys=_shares(_SMALL, scale),
        line=_path(_SMALL.placed(points)),
    )


def survival_plot(known: Survival) -> Plot | None:
    """The curve of how long cited pages last, with what others found; None where there is none."""
    if len(known.steps) < 2:
        return None
    steps = _thinned(known.steps)
    oldest = steps[-1].years
    width = max(1.0, math.ceil(oldest))
    marks = [
        Mark(
            x=_LARGE.x(rate.age / width),
            y=_LARGE.y(1 - rate.gone),
            label=f"{study.name}, {rate.what}: {percent(1 - rate.gone)}",
        )
        for study in studies()
        for rate in study.rates
        if rate.age is not None and rate.age <= width
    ]
    return Plot(
        id="lasting",
        frame=_LARGE,
        title="Cited pages still there, by age of the citation",
        description=(
            f"After {oldest:.1f} years {percent(steps[-1].share)} of {known.citations} cited pages are still "
            f"there. Kaplan and Meier's estimate with its 95 % band."
        ),
        token="alive",  # noqa: S106  a colour
        xs=_years(width),
        ys=_shares(_LARGE, 1.0),
        line=_path(_stairs([(step.years / width, step.share) for step in steps])),
        band=_band([step for step in steps if step.low is not None], width, oldest),
        marks=tuple(marks),
    )


def _band(steps: Sequence[Step], width: float, oldest: float) -> str:
    if not steps:
        return ""
    end = oldest / width
    high = [(step.years / width, step.high or 0.0) for step in steps]
    low = [(step.years / width, step.low or 0.0) for step in steps]
    above = _stairs([*high, (end, high[-1][1])])
    below = _stairs([*low, (end, low[-1][1])])
    return f"{_path([*above, *reversed(below)])}Z"


def _thinned(steps: Sequence[Step]) -> Sequence[Step]:
    """Not more steps than can be seen; the first and the last among them."""
    by = max(1, math.ceil(len(steps) / _MOST_POINTS))
    return [*steps[:-1:by], steps[-1]]


def _stairs(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Level until the next step: corners, in units of the drawing."""
    out = [points[0]]
    for (_, before), (x, y) in pairwise(points):
        out += [(x, before), (x, y)]
    return _LARGE.placed(out)


def _path(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in points)


def _shares(frame: Frame, scale: float) -> tuple[Tick, ...]:
    return tuple(
        Tick(at=frame.y(part / 4), label=f"{100 * scale * part / 4:g} %", anchor="end") for part in range(5)
    )


def _years(width: float) -> tuple[Tick, ...]:
    by = next(step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if width / step <= _MOST_TICKS)
    return tuple(Tick(at=_LARGE.x(year / width), label=str(year)) for year in range(0, int(width) + 1, by))


def _days(first: dt.datetime, last: dt.datetime) -> tuple[Tick, ...]:
    middle = first + (last - first) / 2
    ticks = ((0.0, first, "start"), (0.5, middle, "middle"), (1.0, last, "end"))
    return tuple(Tick(at=_SMALL.x(part), label=day(moment), anchor=anchor) for part, moment, anchor in ticks)
