"""The archive's own words against what it plays back."""

from __future__ import annotations

import pytest

from srccheck.archives.marks import Mark, marks, own_words, trouble_of
from tests.archives.conftest import exchange, failed


@pytest.mark.parametrize("mark", marks(), ids=lambda mark: f"{mark.status} {mark.text}")
def test_every_row_matches(mark: Mark):
    """Every row of the table is told from a reply that holds its text, and says where it comes from."""
    filled = f"<p>{'x' * 90_000}{mark.text.upper()}.</p>"
    assert own_words(exchange(mark.status, filled)) == mark.means
    assert own_words(exchange(mark.status, x_archive_wayback_runtime_error=f"{mark.text}: x")) == mark.means
    assert own_words(exchange(mark.status, filled, memento_datetime="Mon, 04 Mar 2024 09:00:00 GMT")) is None
    assert mark.source


@pytest.mark.parametrize("status", [400, 404, 410, 429, 500, 503])
def test_a_bare_status_says_nothing(status):
    """Without the archive's words a status may be anybody's: a proxy's, a fault's."""
    assert own_words(exchange(status, "<title>Error</title>")) is None


def test_words_need_their_status():
    """The text of "not archived" under a 503 is a fault, not an answer."""
    for mark in marks():
        assert own_words(exchange(503, mark.text)) is None


def test_curly_apostrophe():
    """The page may be typeset."""
    assert own_words(exchange(404, "Wayback Machine doesn’t have that page archived.")) == "absent"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (failed("timeout", "no answer in time"), "no answer in time"),
        (failed("reset"), "reset"),
        (exchange(429), "slow down"),
        (exchange(418), "418"),
    ],
)
def test_trouble_in_words(answer, words):
    """Why it is unknown, for people."""
    assert words in trouble_of(answer)
