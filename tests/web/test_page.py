"""What a page says of itself, right or wrong, and nothing that could steer a terminal."""

from __future__ import annotations

import datetime as dt
import tomllib
from importlib.resources import files

import pytest

from srccheck.model.web import Exchange
from srccheck.web.clean import clean_text
from srccheck.web.language_tags import language_tag
from srccheck.web.page import page_facts


def facts(html, content_type="text/html; charset=utf-8", **headers):
    body = html.encode() if isinstance(html, str) else html
    pairs = [("content-type", content_type)] if content_type else []
    pairs += [(name.replace("_", "-"), value) for name, value in headers.items()]
    return page_facts(Exchange(url="http://one.example/", http_status=200, headers=tuple(pairs), body=body))


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Harbour  Notes\n </title>", "Harbour Notes"),
        ("<title>Ports &amp; Peace &#8211; One</title>", "Ports & Peace – One"),
        ("<TITLE>Upper</TITLE>", "Upper"),
        ("<html><body><p>text</p></body></html>", None),
        ("<title> </title><meta property='og:title' content='From Open Graph'>", "From Open Graph"),
        ("<head><svg><title>Logo</title></svg><title>Page</title></head>", "Page"),
        ("<title>\x1b[31mred\x07\u202eback\u0085\ud7ff</title>", "[31mredback \ud7ff"),
        ("<title>a&#27;[2Jb&#x9b;c</title>", "a[2Jb›c"),  # &#x9b; means cp1252's letter, by the HTML standard
        ("<title>می‌رود</title>", "می‌رود"),
        ("<title>" + "long " * 1000 + "</title>", ("long " * 1000)[:999].rstrip() + "…"),
        ("<title>never closed", "never closed"),
        ("", None),
        ("<!--" + "x" * 1_000_000 + "--><title>too late</title>", None),
    ],
)
def test_title(html, title):
    """White space folded, control and direction characters gone, joiners kept, bounded."""
    assert facts(html).title == title


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<title>Порт</title>".encode("cp1251"), "text/html; charset=windows-1251"),
        ('<meta charset="windows-1251"><title>Порт</title>'.encode("cp1251"), "text/html"),
        ('<meta charset="windows-1251"><title>Порт</title>'.encode("cp1251"), "text/html; charset=utf-8"),
        ('<meta http-equiv="Content-Type" content="x; charset=koi8-r"><title>Порт</title>'.encode("koi8-r"),
         "text/html"),
        ("<title>Порт</title>".encode("utf-8-sig"), "text/html; charset=latin-1"),
        ("<title>Порт</title>".encode("utf-16"), "text/html"),
        ('<meta charset="utf-16"><title>Порт</title>'.encode(), "text/html"),
        ("<title>Порт</title>".encode(), "text/html; charset=rot13"),
        ("<title>Порт</title>".encode(), "text/html; charset=no-such-thing"),
        ("<title>Порт</title>".encode(), "text/html"),
        ('<?xml version="1.0" encoding="cp1251"?><html><title>Порт</title>'.encode("cp1251"),
         "application/xhtml+xml"),
    ],
)  # fmt: skip
def test_charset(body, content_type):
    """By mark, header, page and bytes, in this order, as far as the bytes agree."""
    assert facts(body, content_type).title == "Порт"


def test_declared_charsets_as_browsers_read_them():
    """Latin-1 means cp1252; bytes that fit no declaration stand as U+FFFD."""
    assert facts("<title>“Port”</title>".encode("cp1252"), "text/html; charset=iso-8859-1").title == "“Port”"
    assert facts(b"<title>Port \xff</title>", "text/html; charset=utf-8").title == "Port \ufffd"
    assert facts("<title>港".encode()[:-1], "text/html; charset=utf-8").title is None
    assert facts(b"\x81\x8d\x8f\x90 \x00\x01\x02", "text/html").title is None


LD = '<script type="application/ld+json">{}</script>'


@pytest.mark.parametrize(
    ("html", "tag", "basis"),
    [
        ('<html lang="ru">', "ru", "html-lang"),
        ("<html lang='pt_br'>", "pt-BR", "html-lang"),
        ('<html xml:lang="de-at">', "de-AT", "html-lang"),
        ('<html><head></head><body lang="tr">', "tr", "html-lang"),
        ('<html lang="cz">', "cs", "html-lang"),
        ('<html lang="">', None, None),
        ('<html lang="{{ locale }}"><meta property="og:locale" content="uk_UA">', "uk-UA", "og-locale"),
        ('<html lang="en"><meta property="og:locale" content="az_AZ">', "az-AZ", "og-locale"),
        ('<html lang="en"><meta property="og:locale" content="en_GB">', "en-GB", "og-locale"),
        ('<html lang="en">' + LD.format('{"@graph": [{"inLanguage": "fa-IR"}]}'), "fa-IR", "json-ld"),
        ('<html lang="ru"><meta property="og:locale" content="en_US">', "ru", "html-lang"),
        (LD.format('[{"@type": "X"}, {"inLanguage": "ka"}]'), "ka", "json-ld"),
        (LD.format("not json") + LD.format('{"inLanguage": {"name": "x"}}'), None, None),
        (LD.format("[" * 100_000), None, None),
        (LD.format("[" * 50 + '{"inLanguage": "ka"}' + "]" * 50), None, None),
    ],
)
def test_language(html, tag, basis):
    """Open Graph's word before the element's, but not a template's English where another differs."""
    language = facts(html).language
    assert (language and language.tag, language and language.basis) == (tag, basis)


def test_language_header():
    """Content-Language counts when nothing else tells, and only when it names one language."""
    assert facts("<p>", content_language="az").language.basis == "header"
    assert facts("<p>", content_language="az, ru").language is None
    assert facts(b"%PDF", "application/pdf", content_language="ru").language.tag == "ru"


def test_english_alone_is_less_sure():
    """Nearly all wrong declarations say English."""
    alone, seconded = (
        facts('<html lang="en">'),
        facts('<html lang="en"><meta property="og:locale" content="en_US">'),
    )
    assert (
        alone.language.confidence
        < seconded.language.confidence
        == facts('<html lang="ru">').language.confidence
    )


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("en", "en"), ("EN-us", "en-US"), ("zh_CN", "zh-CN"), ("zh-hans-cn", "zh-Hans-CN"),
        ("zh-hant", "zh-Hant"),
        ("sr-Latn-RS", "sr-Latn-RS"), ("es-419", "es-419"), ("cz", "cs"), ("jp", "ja"),
        ("gr", "el"), ("ua", "uk"),
        ("deutsch", "de"), ("Türkçe", "tr"), ("rus", "ru"), ("iw", "he"), ("ckb", "ckb"),
        ("en-US, en", "en-US"),
        ("ru_RU.UTF-8", "ru-RU"), ("no", "no"), ("uk", "uk"), ("de-x-private", "de"),
        ("en-GB-oxendict", "en-GB"),
        ("", None), ("und", None), ("x-default", None), ("*", None), ("xx", None), ("12", None),
        ("klingon", None),
    ],
)  # fmt: skip
def test_language_tags(text, tag):
    """RFC 5646 spelling, common mistakes put right, nonsense refused."""
    assert language_tag(text) == tag


def test_every_row_of_the_tags_can_match():
    """No row that another one hides."""
    table = tomllib.loads(files("srccheck.web").joinpath("data", "language_tags.toml").read_text("utf-8"))
    for section in ("countries", "long", "withdrawn", "names"):
        for word, tag in table[section].items():
            assert word == "source" or language_tag(word) == tag, word
    for code in table["languages"]["codes"].split():
        assert language_tag(code) == code
    for word in table["none"]["words"]:
        assert language_tag(word) is None


@pytest.mark.parametrize(
    ("html", "day"),
    [
        ('<meta property="article:published_time" content="2024-03-02T08:00:00Z">', dt.date(2024, 3, 2)),
        ('<meta name="citation_publication_date" content="2019/5/7">', dt.date(2019, 5, 7)),
        ('<meta name="DC.date.issued" content="20190507">', dt.date(2019, 5, 7)),
        ('<meta itemprop="datePublished" content="2019-05-07">', dt.date(2019, 5, 7)),
        (LD.format('{"@graph": [{"datePublished": "2020-01-31T23:30:00+02:00"}]}'), dt.date(2020, 1, 31)),
        (
            '<meta name="date" content="2021-02-30"><meta name="pubdate" content="2021-02-28">',
            dt.date(2021, 2, 28),
        ),
        ('<meta name="date" content="02/03/2021">', None),
        ('<meta name="date" content="1970-01-01">', None),
        ('<meta name="date" content="2021">', None),
        ('<meta name="date">', None),
        (LD.format('{"datePublished": 5}'), None),
    ],
)
def test_published(html, day):
    """ISO 8601 days as written; whatever can be read in two ways is left alone."""
    assert facts(html).published == day


@pytest.mark.parametrize(
    ("body", "content_type", "kind", "title"),
    [
        (b"%PDF-1.4", "Application/PDF; x=1", "application/pdf", None),
        (b"<title>x</title>", "text/plain", "text/plain", None),
        (b"<!DOCTYPE html><title>x</title>", None, "text/html", "x"),
        (b"GIF89a", None, None, None),
        (b"<title>x</title>", "text/html", "text/html", "x"),
    ],
)
def test_content_type(body, content_type, kind, title):
    """Only HTML is read as HTML."""
    found = facts(body, content_type)
    assert (found.content_type, found.title) == (kind, title)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\tb\r\nc", "a b c"), ("\x1b]0;owned\x07x", "]0;ownedx"), ("a\u202eb\u2066c\u200ed\ufeff", "abcd"),
        ("a\u2028b\x9b31m", "a b31m"), ("\ud800x", "x"), ("\U000e0041x", "x"),
        ("e\u0301", "e\u0301"), ("", ""),
    ],
)  # fmt: skip
def test_clean_text(text, clean):
    """Nothing that moves a cursor or turns a line round."""
    assert clean_text(text) == clean
