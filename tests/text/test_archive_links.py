"""Addresses of archived copies, in all the ways in which people write them."""

from __future__ import annotations

import pytest

from srccheck.text.archive_links import archive_link, archive_names

B = "https://b.example/x?y=1"
LINKS = {
    # address: (archive, original, timestamp)
    f"https://web.archive.org/web/20240304091122/{B}": ("Wayback Machine", B, "20240304091122"),
    f"http://www.web.archive.org/web/2024id_/{B}": ("Wayback Machine", B, "2024"),
    "https://web.archive.org/web/20240304091122/b.example/x": (
        "Wayback Machine", "http://b.example/x", "20240304091122",
    ),
    f"https://web.archive.org/web/{B}": ("Wayback Machine", B, None),
    f"https://archive.ph/2024.03.04-091122/{B}": ("archive.today", B, "20240304091122"),
    f"https://archive.is/20240304091122/{B}": ("archive.today", B, "20240304091122"),
    f"https://archive.today/newest/{B}": ("archive.today", B, None),
    f"https://archive.md/o/AbC12/{B}": ("archive.today", B, None),
    "https://archive.vn/AbC12": ("archive.today", None, None),
    "https://perma.cc/ABCD-1234": ("Perma.cc", None, None),
    "https://ghostarchive.org/archive/AbC12": ("Ghostarchive", None, None),
    "https://www.webcitation.org/5nYZc1kzU?url=https://b.example/x": ("WebCite", "https://b.example/x", None),
    "https://www.webcitation.org/query?url=b.example%2Fx&date=2010-02-14": (
        "WebCite", "http://b.example/x", "20100214",
    ),
    "https://www.webcitation.org/5nYZc1kzU": ("WebCite", None, None),
    "https://megalodon.jp/2025-0404-0153-18/https://b.example:443/x": (
        "Megalodon", "https://b.example/x", "20250404015318",
    ),
    "https://megalodon.jp/ref/2025-0404-0153-18/b.example/x": (
        "Megalodon", "http://b.example/x", "20250404015318",
    ),
    "https://webcache.googleusercontent.com/search?q=cache:https://b.example/x": (
        "Google cache", "https://b.example/x", None,
    ),
    "https://webcache.googleusercontent.com/search?q=cache:AbCdEfGh1234:b.example/x+port&hl=en": (
        "Google cache", "http://b.example/x", None,
    ),
    f"https://arquivo.pt/wayback/20100304091122/{B}": ("arquivo.pt", B, "20100304091122"),
}  # fmt: skip


@pytest.mark.parametrize("url", LINKS)
def test_copies(url):
    """Address → archive, original, moment."""
    link = archive_link(url)
    assert link
    assert (link.archive, link.original, link.timestamp) == LINKS[url]
    assert not link.is_calendar


@pytest.mark.parametrize(
    "url",
    [
        B,
        "https://web.archive.org/",
        "https://web.archive.org/save",
        "https://archive.ph/",
        "https://archive.ph/faq",
        "https://perma.cc/about",
        "https://www.webcitation.org/",
        "https://webcache.googleusercontent.com/search?q=harbour",
        "https://archive.org/details/harbourdues",
        "https://b.example/newest/https://c.example/",
        "http://[broken/",
    ],
)
def test_no_copies(url):
    """The archives' own pages, and pages of others."""
    assert archive_link(url) is None


@pytest.mark.parametrize("stamp", ["*", "2024*", "20240304*"])
def test_calendars(stamp):
    """A list of captures is no capture."""
    link = archive_link(f"https://web.archive.org/web/{stamp}/{B}")
    assert link is None or link.is_calendar or stamp == "*"


@pytest.mark.parametrize("host", archive_names())
def test_every_host(host):
    """Every row of the table can match, a long enough path given."""
    link = archive_link(f"https://{host}/web/20240304091122/{B}")
    assert link
    assert link.archive == archive_names()[host]


def test_too_many_fields():
    """A query of a thousand fields is no reason to fail."""
    assert archive_link("https://webcache.googleusercontent.com/search?" + "a=b&" * 1000) is None
