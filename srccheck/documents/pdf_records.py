"""What a PDF page holds: runs of characters with size and place, rules, link annotations."""

from __future__ import annotations

from typing import NamedTuple

from attrs import evolve, frozen

__all__ = ["Area", "PageContent", "Rule", "Run"]


class Run(NamedTuple):
    """Characters that one text object shows side by side; in points, y upward.

    A tuple and no attrs class because a long document has millions.

    Attributes:
        text: without blanks at its ends.
        left, right: where it begins and ends.
        base: its baseline.
        size: height of its font as shown.
        spaced: a blank stands before it.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    spaced: bool


@frozen(kw_only=True)
class Rule:
    """A thin horizontal line."""

    left: float
    right: float
    base: float


@frozen(kw_only=True)
class Area:
    """A part of a link annotation."""

    left: float
    right: float
    bottom: float
    top: float
    uri: str


@frozen(kw_only=True)
class PageContent:
    """One page, turned so that its text runs from left to right.

    Attributes:
        number: 1-based.
        bottom, top: of the visible part.
        has_image: it shows a picture.
        complete: False where it holds more than can be read.
    """

    number: int
    bottom: float
    top: float
    runs: tuple[Run, ...]
    rules: tuple[Rule, ...]
    areas: tuple[Area, ...]
    has_image: bool
    complete: bool

    def without_runs(self) -> PageContent:
        """The same with less to keep, once the lines are made."""
        return evolve(self, runs=())
