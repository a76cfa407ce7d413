"""Rates of link rot that others have published; the table is `published.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from attrs import frozen

__all__ = ["Rate", "Study", "studies"]


@frozen(kw_only=True)
class Rate:
    """A published share.

    Attributes:
        what: of what it is.
        unit: `pages`, `links`, or `articles` with at least one such link.
        gone: the share, 0 to 1.
        cohort: the year that the pages or articles are of; None for several.
        age: years from the middle of that year to the look at them; None where either is not known.
    """

    what: str
    unit: str
    gone: float
    cohort: int | None = None
    age: float | None = None


@frozen(kw_only=True)
class Study:
    """Who published it, of whom, and where."""

    name: str
    title: str
    url: str
    population: str
    rates: tuple[Rate, ...]


@cache
def studies() -> tuple[Study, ...]:
    """The studies of the table, in its order."""
    text = files("srccheck.history").joinpath("published.toml").read_text(encoding="utf-8")
    out = []
    for row in tomllib.loads(text)["study"]:
        checked = row.pop("checked", None)
        rates = tuple(Rate(**rate, age=_age(rate.get("cohort"), checked)) for rate in row.pop("rates"))
        out.append(Study(**row, rates=rates))
    return tuple(out)


def _age(cohort: int | None, checked: float | None) -> float | None:
    if cohort is None or checked is None:
        return None
    return max(0.0, round(checked - cohort - 0.5, 1))
