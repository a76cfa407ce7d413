"""Places in a page: there, missing for certain, or not to be told."""

from __future__ import annotations

import pytest

from srccheck.model.web import Exchange
from srccheck.text.urls import normalize
from srccheck.web.live import Prober
from srccheck.web.page import read_page
from tests.web.conftest import SETTINGS
from tests.web.localweb import answer, html, redirect

TEXT = "The harbour was quiet that morning, and the <em>pilots</em> drank their coffee by the quay. " * 8
PAGE = (
    f"<h1 id=Top-Story>Notes</h1><a name=anchor></a><map name=chart></map><p id='порт'>{TEXT}</p>"
    "<section id='a b'>One</section><p name=not-an-anchor id=user-content-readme>Dues rose, prices fell.</p>"
    "<p id=%41>Literal</p>"
)
HEAD = "<!doctype html><html><head><title>Notes</title></head><body>"


def present(name, body=HEAD + PAGE, kind="text/html", **changes):
    exchange = Exchange(
        url="http://one.example/a",
        http_status=200,
        headers=(("content-type", kind),),
        body=body.encode(),
        **changes,
    )
    (check,) = read_page(exchange, (name,)).fragments
    assert check.name == name
    return check.present


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("", True),
        ("top", True),
        ("TOP", True),
        ("Top-Story", True),
        ("top-story", False),
        ("anchor", True),
        ("chart", True),
        ("not-an-anchor", False),
        ("nine", False),
        ("readme", True),
        ("a%20b", True),
        ("%D0%BF%D0%BE%D1%80%D1%82", True),
        ("%41", True),
        ("%FF", False),
        ("!/route", None),
        ("/route", None),
        ("?x", None),
        ("page=3", None),
        ("t=30s", None),
        ("L10", None),
        ("L10-L20", None),
        (":~:text=quiet%20that%20morning", True),
        (":~:text=QUIET", True),
        (":~:text=pilots%20drank", True),
        (":~:text=never%20written", False),
        (":~:text=The%20harbour,by%20the%20quay", True),
        (":~:text=the%20quay,One%20never", False),
        (":~:text=rose,-fell", False),
        (":~:text=dues-,rose", True),
        (":~:text=dues-,rose,-%2C%20prices", True),
        (":~:text=prices,-sank", False),
        (":~:text=nope&text=coffee", True),
        ("nine:~:text=coffee", True),
        ("anchor:~:text=nope", False),
        (":~:selector(x)", True),
    ],
)
def test_fragments(name, there):
    """By id and name, exactly and percent-decoded; text directives by what stands in the page."""
    assert present(name) is there


@pytest.mark.parametrize(
    ("body", "kind", "changes"),
    [
        ("%PDF-1.4", "application/pdf", {}),
        ("plain", "text/plain", {}),
        (HEAD + "<div id=root></div><script src=/app.js></script>", "text/html", {}),
        (HEAD + PAGE, "text/html", {"truncated": True}),
        ("", "text/html", {}),
    ],
)
def test_what_cannot_be_told(body, kind, changes):
    """No HTML, built by scripts, cut short: nothing is said to be missing."""
    assert present("nine", body, kind, **changes) is None
    assert present("page=3", body, kind, **changes) is None


def test_comments_that_scripts_fetch():
    """A comment's place may come later, but only where there are scripts to bring it."""
    assert present("comment-12") is False
    assert present("comment-12", HEAD + PAGE + "<script src=/c.js></script>") is None


async def test_along_a_journey(web, client, time):
    """A fragment outlives redirects; on a page that is no page there is nothing to look for."""
    web.host(
        "one.example", {"/a": redirect("/b", 301), "/b": answer(html("T", text=TEXT + "<i id=two></i>"))}
    )
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    live = await prober.probe(normalize("http://one.example/a#two"), fragments=("two", "nine"))
    assert [(check.name, check.present) for check in live.fragments] == [("two", True), ("nine", False)]
    assert live.fragment_present("two") is True
    assert live.fragment_present("other") is None
    gone = await prober.probe(normalize("http://one.example/c"), fragments=("two",))
    assert (gone.status, gone.fragments) == ("dead", ())
