"""Quoted words that are looked for in a page."""

from __future__ import annotations

import pytest

from srccheck.model.live import named_words
from srccheck.model.web import Exchange
from srccheck.web.page import read_page

SAID = "the work would end before the winter at last"
TEXT = "<p>" + "The harbour was quiet that morning, and so were its pilots. " * 40 + "</p>"


def found(body: str, *, cut: bool = False, kind: str = "text/html"):
    exchange = Exchange(
        url="https://coast.example/a",
        http_status=200,
        headers=(("content-type", kind),),
        body=body.encode(),
        truncated=cut,
    )
    checks = read_page(exchange, ("two", named_words(SAID))).fragments
    return [check.present for check in checks if check.name != "two"]


@pytest.mark.parametrize(
    ("body", "cut", "expected"),
    [
        (f"{TEXT}<p>He said: the work would <b>end</b> before\nthe winter, at last.</p>", False, True),
        (f"<p>{SAID}</p>", True, True),
        (f"{TEXT}<script>var said = '{SAID}'</script>", False, True),
        (TEXT, False, False),
        (TEXT, True, None),
        ("<p>A few words.</p>", False, None),
        ("<div id=root></div><script src=/app.js></script>", False, None),
        ("<p>x</p>" + TEXT * 200, False, None),
    ],
    ids=["there", "in a part", "in a script", "missing", "cut", "teaser", "shell", "endless"],
)
def test_found_or_missing(body, cut, expected):
    """Present wherever they stand; missing only from the whole of a text."""
    assert found(body, cut=cut) == [expected]


def test_no_page():
    """What is no HTML and no PDF is not searched."""
    assert found(SAID, kind="image/png") == [None]
