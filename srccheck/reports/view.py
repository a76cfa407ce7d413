"""How a report will be looked at."""

from __future__ import annotations

from attrs import frozen

__all__ = ["View"]


@frozen(kw_only=True)
class View:
    """How a report will be looked at; reports for programs heed its `exit_code` alone.

    Attributes:
        colour: the reader's terminal shows colours.
        width: cells in a line of the terminal; None to break no line (pipes, files).
        brief: leave out what nothing is to be said about.
        exit_code: what the run will end with, for reports that tell (SARIF); None where it is not known.
    """

    colour: bool = False
    width: int | None = None
    brief: bool = False
    exit_code: int | None = None
