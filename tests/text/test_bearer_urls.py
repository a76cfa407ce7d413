"""Addresses that are keys, told from those that only look like it."""

from __future__ import annotations

import pytest

from srccheck.text.bearer_urls import _table, why_private

KEYS = (
    "https://bucket.s3.amazonaws.com/report.pdf?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Signature=9f86d081",
    "https://storage.googleapis.com/b/o.pdf?X-Goog-Signature=61aa",
    "https://acct.blob.core.windows.net/c/f.pdf?sv=2022-11-02&sig=ab%2Bcdefghij%3D",
    "https://portal.example/doc?access_token=eyJhbGciOi.eyJzdWIi",
    "https://portal.example/doc?PHPSESSID=3jk2h4g5j6k7",
    "https://court.example/case;jsessionid=A1B2C3D4E5F6?id=4",
    "https://drive.google.com/file/d/1AbCdEf/view",
    "https://tenant.sharepoint.com/:w:/s/team/Eabc",
    "https://www.dropbox.com/scl/fi/abc/report.pdf?rlkey=xyz",
    "https://user:pw@site.example/a",
)
OPEN = (
    "https://site.example/search?key=7&page=2",
    "https://site.example/token-economics?session=3",
    "https://docs.google.com/document/d/e/2PACX/pub",
    "https://site.example/a?code=en",
    "https://site.example/sig/history.html",
    "https://drive.google.com/",
    "http://[broken/?token=0123456789",
)


@pytest.mark.parametrize("url", KEYS)
def test_an_address_that_lets_its_holder_in_is_private(url: str) -> None:
    """The reason is in words, and no value of the address stands in it."""
    why = why_private(url)
    assert why
    assert "9f86d081" not in why
    assert "eyJ" not in why


@pytest.mark.parametrize("url", OPEN)
def test_an_ordinary_address_is_not(url: str) -> None:
    """Short values, paths, and the front page of a service give nobody access."""
    assert why_private(url) is None


def test_every_row_of_the_table_matches() -> None:
    """No parameter, host or path is written in a form that can never occur."""
    table = _table()
    for name in (*table["signed"]["parameters"], *table["tokens"]["parameters"]):
        assert why_private(f"https://a.example/?{name}=0123456789"), name
    for host in table["shares"]["hosts"]:
        assert why_private(f"https://{host}/x"), host
    for suffix in table["shares"]["host_suffixes"]:
        assert why_private(f"https://a{suffix}/x"), suffix
    for path in table["shares"]["paths"]:
        assert why_private(f"https://cloud.example{path}x"), path
    for path in table["shares"]["published"]:
        assert why_private(f"https://docs.google.com/d/x{path}") is None, path
