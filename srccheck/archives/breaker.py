"""Knowing when to leave an archive alone, for how long, and when to try it again."""

from __future__ import annotations

from typing import Literal

from attrs import define

from srccheck.model.web import Surroundings

__all__ = ["Breaker", "Kind", "Trouble"]

Kind = Literal["playback", "cdx"]
Trouble = Literal["nameless", "refused", "busy", "down", "slow"]

_AWAY: frozenset[Trouble] = frozenset({"nameless", "refused"})

_PATIENCE: dict[Trouble, int] = {"nameless": 4, "refused": 4, "busy": 2, "slow": 4, "down": 9}
"""So many answers in a row that end this way, and the archive is left alone for a while.

Going on after 429 or a refused connection brings a longer block (an hour, doubling). Nine faults in a
row are one chance in 20,000 where every third request fails."""

_PATIENCE_LEFT = 2
"""For the index, while playback is left alone."""

_PAUSE_S: dict[Trouble, float] = {"nameless": 60, "refused": 300, "busy": 60, "slow": 60, "down": 30}
"""How long it is left alone at first; twice as long after every trial that fails."""

_PAUSE_MAX_S = 3600.0


_TRIAL_S = 60.0
"""So long a trial holds back the others, should its answer never come."""


@define
class _State:
    row: int = 0
    opened: int = 0
    until: float = 0.0
    trying: bool = False


class Breaker:
    """Counts bad answers in a row, and says whether a question may be put.

    Closed, every question may; after too many bad answers none, until a pause is over; then one may try,
    and its answer decides between closed and a pause twice as long.
    """

    def __init__(self, surroundings: Surroundings) -> None:
        self._surroundings = surroundings
        self._states: dict[Kind, _State] = {"playback": _State(), "cdx": _State()}

    def admits(self, kind: Kind) -> bool:
        """Whether a question of a kind may be put now; the first yes after a pause makes it the trial."""
        state = self._states[kind]
        if not state.opened:
            return True
        now = self._surroundings.monotonic()
        if now < state.until:
            return False
        state.trying, state.until = True, now + _TRIAL_S
        return True

    def note(self, kind: Kind, trouble: Trouble | None, *, at_least_s: float = 0.0) -> None:
        """Count an answer.

        Args:
            kind: of the question.
            trouble: what was wrong with it; None for a proper answer.
            at_least_s: how long the archive itself wants to be left alone.
        """
        state = self._states[kind]
        if trouble is None:
            self._states[kind] = _State()
            return
        state.row += 1
        failed_trial = bool(state.opened) and state.trying
        if failed_trial or (not state.opened and state.row >= self._patience(kind, trouble)):
            # both kinds are asked at one address: who refuses one connection refuses the other
            for each in self._states if trouble in _AWAY else (kind,):
                self._open(self._states[each], trouble, at_least_s)

    def _open(self, state: _State, trouble: Trouble, at_least_s: float) -> None:
        pause = min(_PAUSE_S[trouble] * 2.0**state.opened, _PAUSE_MAX_S)
        state.opened = min(state.opened + 1, 16)
        state.until = self._surroundings.monotonic() + max(pause, at_least_s)
        state.trying = False

    def _patience(self, kind: Kind, trouble: Trouble) -> int:
        given_up = kind == "cdx" and self._states["playback"].opened
        return _PATIENCE_LEFT if given_up else _PATIENCE[trouble]
