"""Right-to-left runs back into the order of reading."""

from __future__ import annotations

import pytest

from srccheck.model import Fragment
from srccheck.text.bidi import in_reading_order

R, P = "\u202b", "\u202c"


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        ("plain words", "plain words"),
        (f"{R}שלום עולם{P}", "שלום עולם"),
        (f"{R}שלישי{P}.{R}ראשון{P} // Ynet", "ראשון.שלישי // Ynet"),
        (f"{R} ב{P},{R}[ א{P}Word", "א, ב[ Word"),
        (f"{R}ב{P}443 {R}א{P}", "א 443ב"),
        (f"{R}א{P} and {R}ב{P}", "א and ב"),
        (f"\u202aabc{P}{R}א{P}", "abcא"),
    ],
)
def test_runs_are_read_from_the_last_to_the_first(printed: str, read: str) -> None:
    """Runs side by side are turned round with what stands between them; numbers keep their digits."""
    pieces = in_reading_order(Fragment(text=printed, line=3, column=5))
    assert "".join(piece.text for piece in pieces) == read
    for piece in pieces:
        assert printed[piece.column - 5 :].startswith(piece.text)
