"""Moves that are none, and addresses that say what they are."""

from __future__ import annotations

import pytest

from srccheck.model.links import Hop
from srccheck.model.web import Exchange
from srccheck.web.verdict import Journey, judge, same_page

MOVED = "moved-permanently"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://a.example/x", "https://a.example/x", True),
        ("http://a.example/x", "https://www.a.example/x/", True),
        ("http://a.example", "https://a.example/", True),
        ("http://a.example:80/x", "https://a.example:443/x", True),
        ("http://a.example/%7Eme", "http://A.example/~me", True),
        ("http://a.example/x?p=1", "http://a.example/x?p=2", False),
        ("http://a.example/x", "http://a.example/X", False),
        ("http://a.example/x", "http://b.example/x", False),
        ("http://m.a.example/x", "http://a.example/x", False),
        ("http://a.example:8080/x", "http://a.example/x", False),
    ],
)
def test_same_page(one, other, same):
    """http or https, www and a slash make no other page; everything else does."""
    assert same_page(one, other) is same


def judged(*hops, end, status=200):
    exchange = Exchange(url=end, http_status=status)
    pairs = tuple(Hop(url=url, http_status=code) for url, code in hops)
    return judge(Journey(url=pairs[0].url if pairs else end, hops=pairs, exchange=exchange)).reason


@pytest.mark.parametrize(
    ("hops", "end", "reason"),
    [
        ([("http://a.example/x", 302), ("https://a.example/x", 301)], "http://b.example", MOVED),
        ([("http://a.example/x", 301), ("https://a.example/x", 302)], "https://a.example/y", "ok"),
        ([("http://a.example/x", 301), ("http://b.example/x", 301)], "https://www.a.example/x", "ok"),
        ([("http://a.example/deep/x", 301)], "http://a.example/", "redirected-to-home"),
        ([("http://a.example/x", 301)], "https://www.a.example", "redirected-to-home"),
        ([("http://a.example/index.html", 301)], "http://a.example/", MOVED),
        ([("http://a.example/en/", 302)], "http://a.example/", "ok"),
        ([("http://a.example/en/home.php", 302)], "http://a.example/", "ok"),
        ([("http://a.example/", 302)], "http://a.example/en/", "ok"),
        ([("http://go.example/x1y2", 302)], "http://a.example/", "ok"),
        ([("http://a.example/x", 302)], "http://a.example/wp-login.php?redirect_to=x", "login"),
        ([("http://a.example/x", 302)], "http://a.example/user/login", "login"),
        ([("http://a.example/x", 302)], "http://accounts.b.example/v3/identify?continue=x", "login"),
        ([("http://a.example/x", 302)], "http://accounts.b.example/public/x", "ok"),
        ([("http://a.example/login", 302)], "http://a.example/user/login", "ok"),
        ([("http://a.example/x", 301)], "http://a.example/login-wall-history", MOVED),
        ([], "http://a.example/login", "ok"),
    ],
)  # fmt: skip
def test_journeys(hops, end, reason):
    """Only a chain whose page-changing steps are all permanent is a move; gates and front pages are none."""
    assert judged(*hops, end=end) == reason
