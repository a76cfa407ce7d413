"""How long cited pages last: Kaplan and Meier's curve over the ages of citations."""

from __future__ import annotations

import datetime as dt
import warnings
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attrs import evolve

from srccheck.history.memory import Memory, Reading
from srccheck.history.records import Step, Survival
from srccheck.history.tracks import Track
from srccheck.text.archive_links import archive_link

__all__ = ["FEWEST", "FEWEST_AT_RISK", "curve", "survival"]

FEWEST = 30
"""Citations below which there is no curve."""

FEWEST_AT_RISK = 10
"""Citations that must have reached an age for the curve to go on there."""

_YEAR = 365.2425  # days
_CONFIDENCE = 0.95


class _Life(NamedTuple):
    """How long a citation was watched, in years, and how that ended."""

    years: float
    gone: bool


def survival(memory: Memory) -> Survival:
    """How long the pages last that the chosen documents cite; archived copies are left out.

    A citation is a pair of a document and a link, made on its access date, else on its publication date (the
    earliest that the document gives). Its end is what is known best: the first capture that the archive has
    of an error page, or the first look that found it gone. Pages still there are censored at their last look.
    A document that went on under another name counts once, by that name.

    Args:
        memory: the runs.
    """
    lives: list[_Life] = []
    counts: Counter[str] = Counter()
    made_in = {reading.document: _made(reading) for reading in memory.readings}
    newest: dict[tuple[str, dt.date | None], int] = {}
    for reading in memory.readings:
        for pair in made_in[reading.document].items():
            newest[pair] = max(newest.get(pair, 0), reading.runs[0])
    for reading in memory.readings:
        for url, made in made_in[reading.document].items():
            if newest[url, made] > reading.runs[-1]:  # no run read both: the other one is its heir
                continue
            track = memory.tracks[url]
            if track.told is None:
                counts["untold"] += 1
            elif made is None:
                counts["undated"] += 1
            else:
                is_late, life = _life(memory, track, made)
                lives.append(life)
                counts["late"] += is_late
    gone = sum(life.gone for life in lives)
    known = Survival(
        citations=len(lives),
        gone=gone,
        late=counts["late"],
        undated=counts["undated"],
        untold=counts["untold"],
    )
    return _with_curve(known, lives)


def _with_curve(known: Survival, lives: Sequence[_Life]) -> Survival:
    if known.citations < FEWEST:
        return evolve(known, why_not="too-few")
    if not known.gone:
        return evolve(known, why_not="none-gone")
    try:
        return evolve(known, steps=curve(lives))
    except ImportError:
        return evolve(known, why_not="no-library")


def _made(reading: Reading) -> dict[str, dt.date | None]:
    """The day on which each link was first cited in a document, as far as it tells."""
    out: dict[str, dt.date | None] = {}
    for citing in reading.citings:
        if archive_link(citing.url):  # a copy lasts as long as its archive
            continue
        days = [day for day in (out.get(citing.url), citing.accessed or citing.issued) if day is not None]
        out[citing.url] = min(days, default=None)
    return out


def _life(memory: Memory, track: Track, made: dt.date) -> tuple[bool, _Life]:
    told = track.told
    assert told is not None  # noqa: S101  the caller has seen to that
    if told.status != "dead":
        return False, _Life(_years(made, told.checked_at), gone=False)
    number, seen_before = track.last_change()
    end = told.dead_since or memory.runs[number].started
    died = told.died_between
    # A date after the page's end (a slip, or a page that had come back) says nothing of how long it lasted.
    is_dated = died is not None and died[1].date() >= made
    if died is not None and is_dated:
        end = min(end, died[1])
    return not (seen_before or is_dated), _Life(_years(made, end), gone=True)


def _years(made: dt.date, end: dt.datetime) -> float:
    return max(0, (end.astimezone(dt.UTC).date() - made).days) / _YEAR


def curve(lives: Sequence[tuple[float, bool]]) -> tuple[Step, ...]:
    """The share of pages still there at each age (Kaplan and Meier 1958), with its 95 % band.

    The band is Greenwood's on the scale of log(-log): it stays between 0 and 1 in small samples, too
    (Kalbfleisch and Prentice 2002, 1.4).

    Args:
        lives: (years watched, whether it ended then) for each citation.

    Returns:
        The beginning, every age at which pages went, and the last that `FEWEST_AT_RISK` citations reached.

    Raises:
        ImportError: scipy is not installed.
    """
    from scipy.stats import CensoredData, ecdf  # late: it takes a second, and is an extra  # noqa: PLC0415

    sample = CensoredData.right_censored([years for years, _ in lives], [not gone for _, gone in lives])
    fitted = ecdf(sample).sf
    with warnings.catch_warnings():
        # Before the first end, and after the last, the formula has no band; it says so.
        warnings.simplefilter("ignore", RuntimeWarning)
        band = fitted.confidence_interval(_CONFIDENCE, method="log-log")
    rows = zip(
        map(float, fitted.quantiles),
        map(float, fitted.probabilities),
        map(float, band.low.probabilities),
        map(float, band.high.probabilities),
        strict=True,
    )
    return _steps(rows, lives)


def _steps(
    rows: Iterable[tuple[float, float, float, float]], lives: Sequence[tuple[float, bool]]
) -> tuple[Step, ...]:
    """The rows (age, share, band) at which pages went, and where the curve ends."""
    ages = sorted(years for years, _ in lives)
    ended = {years for years, gone in lives if gone}
    begin = last = Step(years=0.0, share=1.0, low=None, high=None, at_risk=len(ages))
    steps = [begin]
    for years, share, low, high in rows:
        at_risk = len(ages) - bisect_left(ages, years)
        if at_risk < FEWEST_AT_RISK:
            break
        last = Step(years=years, share=share, low=_number(low), high=_number(high), at_risk=at_risk)
        if years in ended:
            steps.append(last)
    if steps[-1].years < last.years:
        steps.append(last)
    return tuple(steps)


def _number(value: float) -> float | None:
    return None if value != value else value  # noqa: PLR0124  not a number
