"""Marks of the reader in addresses, and addresses that hide where they lead."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from srccheck.text.tracking import hidden_target, is_shortener, without_tracking

TABLE = tomllib.loads(files("srccheck.text").joinpath("data", "tracking.toml").read_text(encoding="utf-8"))
U = "https://one.example/a"


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        (U, U),
        (f"{U}?id=7", f"{U}?id=7"),
        (f"{U}?utm_source=x&id=7&fbclid=y", f"{U}?id=7"),
        (f"{U}?utm_source=x", U),
        (f"{U}?UTM_Source=x#two", f"{U}#two"),
        (f"{U}?a=%20b&&c&gclid=1", f"{U}?a=%20b&&c"),
        (f"{U}#xtor=RSS-1", U),
        (f"{U}#utm_source=x", U),
        (f"{U}?author=utm_source", f"{U}?author=utm_source"),
        (f"{U}?utmost=1", f"{U}?utmost=1"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_without_tracking(url, bare):
    """Only what tells of the reader goes; all else stays as it is written."""
    assert without_tracking(url) == bare


@pytest.mark.parametrize(
    ("url", "short"),
    [
        ("https://bit.ly/3xYz", True),
        ("http://www.tinyurl.com/abc", True),
        ("https://bit.ly/", False),
        (U, False),
        ("https://orbit.ly/x", False),
        ("http://[::1", False),
    ],
)
def test_shorteners(url, short):
    """The service's own front page shortens nothing."""
    assert is_shortener(url) is short


def test_every_row_can_match():
    """No dead rows, and none twice."""
    for name in TABLE["parameters"]["names"]:
        assert without_tracking(f"{U}?{name}=1") == U, name
        assert not name.startswith(tuple(TABLE["parameters"]["prefixes"])), name
    for prefix in TABLE["parameters"]["prefixes"]:
        assert without_tracking(f"{U}?{prefix}x=1") == U, prefix
    for host in TABLE["shorteners"]["hosts"]:
        assert is_shortener(f"https://{host}/x"), host
    assert len(set(TABLE["shorteners"]["hosts"])) == len(TABLE["shorteners"]["hosts"])
    for place, key in TABLE["wrappers"].items():
        if place != "source":
            assert hidden_target(f"https://{place}?{key}=https%3A%2F%2Fone.example%2Fa") == U, place
            assert hidden_target(f"https://{place}?{key}=javascript:x") is None
    assert hidden_target(f"{U}?url=https://x.example") is None
    assert hidden_target("http://[::1") is None
