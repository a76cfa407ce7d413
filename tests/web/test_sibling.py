"""Addresses that nobody ever gave, and how like two pages are."""

from __future__ import annotations

import re

import pytest

from srccheck.model.web import Exchange
from srccheck.web.page import read_page
from srccheck.web.sibling import alike, sibling_of
from srccheck.web.soft404 import doubt, missing_by_address

H = "https://one.example"
NAME, DIGITS = "[b-z]{18}", "[0-9]{9}"


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        (f"{H}/a", f"{H}/{NAME}"),
        (f"{H}/2019/05/harbour-dues.html", f"{H}/2019/05/{NAME}.html"),
        (f"{H}/news/12345", f"{H}/news/{DIGITS}"),
        (f"{H}/q/47110/any-words", f"{H}/q/{NAME}/any-words".replace(NAME, DIGITS)),
        (f"{H}/story-47110/any", f"{H}/{NAME}/any"),
        (f"{H}/dir/", f"{H}/{NAME}/"),
        (f"{H}/a?lang=en", f"{H}/{NAME}"),
        (f"{H}/index.php?id=17", rf"{H}/index\.php\?id={DIGITS}"),
        (f"{H}/?p=404", rf"{H}/\?p={DIGITS}"),
        (f"{H}/show?article=harbour", rf"{H}/show\?article={NAME}"),
        (f"{H}/", None),
        (f"{H}/?lang=en", None),
    ],
)
def test_siblings(url, pattern):
    """In the same folder, of the same kind, with nothing in them that the host may know."""
    sibling = sibling_of(url)
    assert bool(sibling) is bool(pattern)
    assert not pattern or re.fullmatch(pattern, sibling.url), sibling


def test_siblings_are_one_for_a_folder_and_for_ever():
    """Whichever link of a folder comes first, a replay asks for the same address."""
    one, two = sibling_of(f"{H}/2019/a.html"), sibling_of(f"{H}/2019/b.html")
    assert one == two
    assert one.url == f"{H}/2019/" + one.url.rpartition("/")[2]
    assert one.url != sibling_of(f"{H}/2020/a.html").url
    assert one.url != sibling_of(f"{H}/2019/a.php").url


def view(title, text, more=""):
    body = f"<title>{title}</title><body><p>{text}</p>{more}".encode()
    return read_page(Exchange(url=H, http_status=200, headers=(("content-type", "text/html"),), body=body))


TEXT = (
    "The committee met on Tuesday to review the agreement and heard witnesses about tariffs and queues. " * 5
)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        (view("T", TEXT), view("T", TEXT), True),
        (view("T", TEXT + "You asked for /a/b17."), view("T", TEXT + "You asked for /a/bcdfg."), True),
        (view("T", TEXT), view("U", TEXT), False),
        (view("T", TEXT), view("T", "The choir won a prize. " * 20), False),
        (view("T", "No."), view("T", "No."), True),
        (view("", ""), view("", ""), False),
        (view("T", "", "<script></script>"), view("T", "", "<script></script>"), False),
        (view("Not found", "", "<script></script>"), view("Not found", "", "<script></script>"), True),
    ],
)
def test_alike(one, two, same):
    """Boilerplate and the echo of the address do not count; pages that scripts will fill prove nothing."""
    assert alike(one, two) is same


@pytest.mark.parametrize(
    ("asked", "end", "missing"),
    [
        ("/a", "/404", True),
        ("/a", "/404.html", True),
        ("/a", "/en/Page-Not-Found", True),
        ("/a", "/errors/not_found.php", True),
        ("/a", "/oops?aspxerrorpath=/a", True),
        ("/a", "/404.aspx?404;http://x/a", True),
        ("/a", "/?error=404", True),
        ("/a", "/sayfa-bulunamadi", True),
        ("/a", "/story/404", None),
        ("/?p=404", "/story/404", None),
        ("/http-404-explained", "/404", None),
        ("/a", "/story", False),
        ("/a", "/about-404-pages", False),
        ("/a", "/room-404", False),
    ],
)
def test_addresses_of_missing_pages(asked, end, missing):
    """By the last part of the address, unless the one asked for had it, too."""
    assert missing_by_address(H + asked, H + end) is missing


@pytest.mark.parametrize(
    ("asked", "page", "doubtful"),
    [
        ("/a", view("Harbour dues", TEXT), False),
        ("/a", view("Harbour dues", "Short."), True),
        ("/", view("One", "Short."), False),
        ("/a.pdf", view("Harbour dues", TEXT), True),
        ("/a", view("one.example", TEXT), True),
        ("/a", view("Home", TEXT), True),
        ("/a", view("Evidence was not found", TEXT), True),
        ("/harbour-dues-rise-again", view("Our farm", TEXT), True),
        ("/harbour-dues-rise-again", view("Dues rise", TEXT), False),
        (
            "/portovye-sbory-vyrosli-snova",
            view("Портовые сборы", "Комитет собрался во вторник. " * 20),
            False,
        ),
    ],
)
def test_doubt(asked, page, doubtful):
    """Cheap signs, each explained; archived copies and front pages are never doubted."""
    assert bool(doubt(H + asked, H + asked, page, redirected=False)) is doubtful
    copy = "https://web.archive.org/web/20200101000000/" + H + asked
    assert doubt(copy, copy, page, redirected=False) is None
