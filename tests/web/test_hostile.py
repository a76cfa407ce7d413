"""Pages made to break a reader: bounded work, no exception, nothing claimed."""

from __future__ import annotations

import pytest

from srccheck.model.web import Exchange
from srccheck.web import html
from srccheck.web.page import read_page
from srccheck.web.soft404 import doubt, missing_by_words

HOSTILE = {
    "deep": b"<div>" * 100_000 + b"deep",
    "deep and inline": b"<b>" * 100_000,
    "tags": b"<br>" * 500_000,
    "never closed": b"<a href='" + b"x" * 1_000_000,
    "attributes": b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">",
    "attributes, quoted marks": b"<p " + b" ".join(b'a%d=">"' % n for n in range(30_000)) + b">",
    "NULs": b"<title>a\0b</title>" + b"\0" * 100_000,
    "only NULs": b"\0" * 100_000,
    "entities": b"&amp;" * 200_000 + b"&#x110000;&#xd800;&bogus;",
    "wrong charset": "<title>Порт</title><p>Порт".encode("cp1251"),
    "utf-16 cut": "<title>Порт".encode("utf-16")[:-1],
    "binary": bytes(range(256)) * 400,
    "comment": b"<!--" + b"-" * 500_000,
    "CDATA": b"<![CDATA[" + b"]" * 100_000,
    "nested tables": b"<table><tr><td>" * 20_000,
    "headings": b"<h1>x" * 50_000,
    "metas": b"<meta name=x content=y>" * 30_000,
    "JSON": b'<script type="application/ld+json">' + b"[" * 200_000 + b"</script>",
    "refresh": b'<meta http-equiv=refresh content="' + b" " * 100_000 + b'0;url=/x">',
    "an XML declaration": b'<?xml version="1.0" encoding="utf-16"?><html><title>x</title>',
    "a doctype bomb": b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><p>&b;',
    "surrogates": "<title>\ud800\udc00</title>".encode("utf-8", "surrogatepass"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages(name):
    """Whatever comes, facts that can be shown come back, bounded."""
    exchange = Exchange(
        url="http://one.example/a",
        http_status=200,
        headers=(("content-type", "text/html"),),
        body=HOSTILE[name],
    )
    view = read_page(exchange, ("x", "%ff", ":~:text=x", ":~:text=,"))
    assert len(view.facts.text_sample) <= 6000
    assert len(view.facts.title or "") <= 1000
    assert view.facts.text_sample.isprintable() or name in ("binary", "wrong charset")
    missing_by_words(exchange.url, view)
    doubt(exchange.url, exchange.url, view, redirected=False)


@pytest.mark.parametrize("name", ["deep", "attributes", "never closed", "tags"])
def test_nothing_is_missing_from_what_was_not_read(name):
    """A page that was cut short lacks no place for certain."""
    body = HOSTILE[name] * 2
    exchange = Exchange(url="u", http_status=200, headers=(("content-type", "text/html"),), body=body)
    view = read_page(exchange, ("nine",))
    assert view.cut
    assert view.fragments[0].present is None


def test_an_element_with_too_many_attributes_is_not_built():
    """libxml2 needs minutes for it, for it walks all of them to add one."""
    assert html.parse(HOSTILE["attributes"], None) is None
    assert html.parse(HOSTILE["attributes, quoted marks"], None) is None
    assert (
        html.parse(b"<p " + b"a " * 40_000 + b">", None) is not None
    )  # one attribute, named again and again
