"""Shapes of the registries' replies, kept as cassettes; made by hand, the works in them are made up.

The fields are those of Crossref's REST API (api.crossref.org; `updated-by` as in Crossref's tutorial on
Retraction Watch metadata) and of content negotiation as Crossref and DataCite answer it
(citation.doi.org/docs.html).
"""

from __future__ import annotations

import httpx
import pytest

from srccheck.model.store import NoStore
from srccheck.registries import RegistryClient
from srccheck.settings import Settings
from srccheck.web.client import HttpClient
from tests.web.localweb import FakeTime


async def look(doi: str):
    settings, time = Settings(retries=0), FakeTime().surroundings
    async with HttpClient(settings, surroundings=time, transport=httpx.AsyncHTTPTransport()) as fetcher:
        client = RegistryClient(fetcher=fetcher, settings=settings, surroundings=time, store=NoStore())
        return await client.look(doi)


@pytest.mark.vcr
async def test_crossref():
    """The agency redirects to itself; publisher, Retraction Watch and title tell of the retraction."""
    known = await look("10.5555/harbour.7")
    assert (known.titles, known.authors, known.years) == (("On harbour dues",), ("Larsen",), (2021, 2020))
    assert known.container == "Journal of Coasts"
    assert [notice.source for notice in known.notices] == ["publisher", "retraction-watch", "title"]
    assert {notice.effect for notice in known.notices} == {"retracted"}


@pytest.mark.vcr
async def test_datacite():
    """A data set, of which Crossref need not be asked."""
    known = await look("10.5555/data.3")
    assert (known.registry, known.titles) == ("data.crosscite.org", ("Ships per day, 1990-2020",))
    assert known.authors == ("Larsen", "Coast Group")
