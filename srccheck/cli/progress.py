"""Progress on standard error: what is being done, how many of how many, how fast, how much longer."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, ProgressColumn, Task, TaskID

__all__ = ["ProgressBar"]


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


def _bars(*, force: bool) -> Progress:
    # rich takes longer to load than a short run without a terminal lasts.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        _rate_column(),
        TextColumn("left", markup=False),
        TimeRemainingColumn(),
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
