"""Progress on standard error: what is being done, how many of how many, how fast, how much longer."""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, Task, TaskID

    from srccheck.scale.large import Standing

__all__ = ["ProgressBar", "Watch", "span"]

_DRAWN_S = 0.2
_LINE_S = 30.0


class ProgressBar(AbstractContextManager["ProgressBar"]):
    """A bar for each kind of work; does nothing where it is not wanted.

    Args:
        wanted: show it; None to show it only if standard error is a terminal.
    """

    def __init__(self, wanted: bool | None) -> None:
        self._forced = wanted is True
        self._shown = sys.stderr.isatty() if wanted is None else wanted
        self._tasks: dict[str, TaskID] = {}
        self._bars: Progress | None = None

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._shown:
            self._bars = _bars(force=self._forced)
            self._bars.start()
        return self

    def __call__(self, done: int, total: int, what: str) -> None:
        """Note that `done` of `total` are finished.

        Args:
            done: how many are finished.
            total: how many there are.
            what: what is counted, one bar each: `documents`, `links`; what it waits for, in brackets.
        """
        if self._bars is None:
            return
        counted = what.partition(" (")[0]
        if counted not in self._tasks:
            self._tasks[counted] = self._bars.add_task(what, total=total)
        self._bars.update(self._tasks[counted], completed=done, total=total, description=what)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe it away."""
        if self._bars is not None:
            self._bars.stop()


class Watch(AbstractContextManager["Watch"]):
    """The progress of an audit too large to be held: a bar on a terminal; else, where it is wanted, lines.

    Args:
        wanted: show it; None to show it only if standard error is a terminal.
    """

    def __init__(self, wanted: bool | None) -> None:
        terminal = sys.stderr.isatty()
        self._draws = terminal and wanted is not False
        self._writes = wanted is True and not terminal
        self._bars: Progress | None = None
        self._task: TaskID | None = None
        self._due = 0.0

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._draws:
            from rich.progress import TextColumn  # noqa: PLC0415  as below

            self._bars = _bars(force=False, left=TextColumn("{task.fields[left]}", markup=False))
            self._bars.start()
            self._task = self._bars.add_task("reading", total=None, left="")
        return self

    def reading(self, notes: int) -> None:
        """Note that so many notes, or rows of lists, have been read."""
        if self._is_due():
            self._show("reading", notes, None, "", f"{notes:,} notes read")

    def standing(self, now: Standing) -> None:
        """Note how far the asking has come."""
        if now.done == now.total or self._is_due():
            left = "" if now.left_s is None else span(now.left_s)
            words = f"{now.done:,} of {now.total:,} links, {now.rate:,.0f}/s"
            self._show("links", now.done, now.total, left, words + (f", {left} left" if left else ""))

    def close(self) -> None:
        """Wipe it away."""
        if self._bars is not None:
            self._bars.stop()
            self._bars = None
        self._writes = False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Wipe it away."""
        self.close()

    def _is_due(self) -> bool:
        if self._bars is None and not self._writes:
            return False
        now = time.monotonic()
        if now < self._due:
            return False
        self._due = now + (_LINE_S if self._writes else _DRAWN_S)
        return True

    def _show(self, what: str, done: int, total: int | None, left: str, words: str) -> None:
        if self._bars is not None and self._task is not None:
            self._bars.update(self._task, description=what, completed=done, total=total, left=left)
        elif self._writes:
            print(f"srccheck: {words}", file=sys.stderr, flush=True)  # noqa: T201  progress, for a log


def span(seconds: float) -> str:
    """A time that is left, as people say it: `40 s`, `12 min`, `3 h 20 min`, `2 d 4 h`."""
    minutes, hours = round(seconds / 60), round(seconds / 3600)
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{hours // 24} d {hours % 24} h"


def _bars(*, force: bool, left: ProgressColumn | None = None) -> Progress:
    # rich takes longer to load than a short run without a terminal lasts.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _rate_column(),
        TextColumn("left", markup=False),
        left or TimeRemainingColumn(),
        console=Console(stderr=True, force_terminal=True if force else None),
        transient=True,
    )


def _rate_column() -> ProgressColumn:
    from rich.progress import ProgressColumn  # noqa: PLC0415  as above
    from rich.text import Text  # noqa: PLC0415

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            speed = task.finished_speed or task.speed
            return Text(f"{speed:.1f}/s" if speed else "-/s")

    return Rate()
