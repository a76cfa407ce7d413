"""Streams: everything is handed out once, and nothing is held twice; and Ctrl-C, however often."""

from __future__ import annotations

import gc
import signal

import pytest

from srccheck import LinkReport, astream
from srccheck.auditing import audit
from srccheck.model import Audit, Document
from srccheck.web.client import HttpClient
from tests.test_audit import SETTINGS, behaviour, empty_evidence, run, write
from tests.web.localweb import LocalWeb, answer, page
from tests.web.wayback import Wayback

ADDRESSES = (
    "https://coast.example/alive",
    "https://coast.example/gone",
    "https://coast.example/broken",
    "https://web.archive.org/web/20240304090000/https://coast.example/alive",
    "https://user:secret@coast.example/private",
)


@pytest.fixture
async def web(monkeypatch):
    machine = Wayback(origin="https://web.archive.org")
    machine.hold("https://coast.example/alive", ("20240304090000", 200))
    web = LocalWeb()
    web.host("web.archive.org", {"*": behaviour(machine)})
    web.host(
        "coast.example",
        {
            "/alive": page("Grain exports grew"),
            "/gone": answer("", 404),
            "*": answer("", 500),
        },
    )
    async with web:
        monkeypatch.setenv("SSL_CERT_FILE", str(web.ca_file))
        yield web


async def streamed(path, web) -> list[Document | LinkReport | Audit]:
    async with HttpClient(SETTINGS, resolver=web.resolver) as client:
        return [item async for item in astream(path, settings=SETTINGS, fetcher=client)]


async def test_a_streamed_audit_says_the_same_and_holds_nothing_twice(tmp_path, web):
    """All findings and the summary, but neither documents nor links, which were handed out before."""
    path = write(tmp_path, *ADDRESSES)
    whole = await run(path, web)
    *items, last = await streamed(path, web)
    links = {item.url: item for item in items if isinstance(item, LinkReport)}
    assert [type(item) for item in items] == [Document, *[LinkReport] * len(ADDRESSES)]
    assert isinstance(last, Audit)
    assert (last.documents, last.links) == ((), ())
    assert last.findings == whole.findings
    assert whole.findings
    assert last.summary() == whole.summary()
    assert last.offline is whole.offline is False
    assert {url: links[url].live.status for url in links} == {
        link.url: link.live.status for link in whole.links
    }
    assert {url: links[url].copy and links[url].copy.verdict for url in links} == {
        link.url: link.copy and link.copy.verdict for link in whole.links
    }


async def test_reports_do_not_hold_the_texts_of_pages(tmp_path, web):
    """Only judging needs them; they would be most of what a long run holds."""
    result = await run(write(tmp_path, *ADDRESSES), web)
    pages = [link.live.page for link in result.links if link.live.page]
    pages += [use.snapshot.page for link in result.links for use in link.uses if use.snapshot]
    assert any(page.title for page in pages if page)
    assert {page.text_sample for page in pages if page} == {""}


async def test_what_was_streamed_is_let_go(tmp_path, web):
    """Nobody but the listener holds the links' reports, nor the documents that they are from."""
    async with HttpClient(SETTINGS, resolver=web.resolver) as client:
        async for item in astream(write(tmp_path, *ADDRESSES), settings=SETTINGS, fetcher=client):
            if isinstance(item, Audit):
                break
            del item
        gc.collect()
        left = [one for one in gc.get_objects() if isinstance(one, LinkReport | Document)]
    documents = [one for one in left if isinstance(one, Document) and one.path.startswith(str(tmp_path))]
    assert not [one for one in documents if one.notes]  # who said what is held, for the findings
    reports = [one for one in left if isinstance(one, LinkReport) and one.url in ADDRESSES]
    assert len(reports) <= 1  # the last one, until the stream is closed


@pytest.mark.parametrize("strokes", [1, 2, 5])
@pytest.mark.parametrize("stage", ["documents", "links"])
def test_ctrl_c_ends_quietly_however_often_it_comes(tmp_path, strokes, stage, capfd):
    """No traceback, no exception: the audit as far as it came, and Ctrl-C is Python's again."""
    path = write(tmp_path, *(f"https://coast.example/{n}" for n in range(30)))

    def strike(done, total, what):
        for _ in range(strokes if what == stage else 0):
            signal.raise_signal(signal.SIGINT)

    settings = SETTINGS.with_changes(replay=empty_evidence(tmp_path))
    result = audit(path, settings=settings, progress=strike)
    gc.collect()
    assert result.interrupted
    assert len(result.documents) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    assert capfd.readouterr().err == ""
