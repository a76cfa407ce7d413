"""Passwords in the URLs of a document: in nothing that is told of it, and its places stay."""

from __future__ import annotations

import json

import pytest

from srccheck import aaudit, extract
from srccheck.settings import Settings
from srccheck.text.urls import mask_credentials

DOCUMENT = b"""Exports grew.[^1] More [here](https://ann:hunter2@coast.example/a).

[^1]: A. Author, \xe2\x80\x9cHarbour News\xe2\x80\x9d, https://joe:hunter2@site.example/x (2024).

- <http://kim:hunter2@list.example/p/1>
"""


def test_no_record_of_a_document_shows_a_password():
    """Neither its notes, nor the link as written, nor what is said of it."""
    document = extract(DOCUMENT, name="a.md")
    told = json.dumps(document.to_dict()) + repr(document)
    assert "hunter2" not in told
    assert told.count("https://***@site.example/x") > 1
    assert [finding.code for finding in document.findings].count("L208") == 3


async def test_no_audit_shows_a_password(tmp_path):
    """The link is told as skipped, without what it is skipped for."""
    path = tmp_path / "a.md"
    path.write_bytes(DOCUMENT)
    audit = await aaudit(path, settings=Settings(store="none", archive=False))
    assert "hunter2" not in json.dumps(audit.to_dict()) + repr(audit)
    assert {(link.live.status, link.live.reason) for link in audit.links} == {("skipped", "credentials")}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("see https://joe:p@ss@site.example/x.", "see https://***@site.example/x."),
        ("ftp://anonymous@site.example", "ftp://***@site.example"),
        ("https://site.example/@joe and joe@site.example", "https://site.example/@joe and joe@site.example"),
        ("https://site.example, joe@site.example", "https://site.example, joe@site.example"),
        ("no address", "no address"),
    ],
)
def test_what_is_masked(text, shown):
    """Only what stands before the host of a URL."""
    assert mask_credentials(text) == shown


@pytest.mark.parametrize(("allowed", "expected"), [(False, ["L208"] * 2), (True, ["L208"])])
async def test_an_intranet_that_may_be_asked_is_no_finding(tmp_path, allowed, expected):
    """With `allow_private` the readers that are meant can open it; a password is still one too many."""
    path = tmp_path / "a.md"
    path.write_text("- <http://wiki.internal/a>\n- <http://ann:pass@coast.example/a>\n", "utf-8")
    settings = Settings(store="none", archive=False, live=False, allow_private=allowed)
    audit = await aaudit(path, settings=settings)
    assert [finding.code for finding in audit.findings if finding.code == "L208"] == expected
