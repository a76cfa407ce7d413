"""URLs as strings."""

from __future__ import annotations

import pytest

from srccheck.text.url_hosts import is_private_address, literal_address
from srccheck.text.urls import (
    ArchivedUrl,
    archived_original,
    doi_of,
    find_urls,
    normalize,
    problem,
    without_credentials,
    without_fragment,
)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("see http://a.org/x.", ["http://a.org/x"]),
        ("(http://a.org/x_(y)) and", ["http://a.org/x_(y)"]),
        ("[text](http://a.org/b)more", ["http://a.org/b"]),
        ("<http://a.org/b.,>", ["http://a.org/b.,"]),
        (r"\<http://a.org/b\>", ["http://a.org/b"]),
        ("“http://a.org/b”", ["http://a.org/b"]),
        ("「http://a.org/b」。", ["http://a.org/b"]),
        ("»http://a.org/b‹, *http://a.org/c*", ["http://a.org/b", "http://a.org/c"]),
        ("http://a.org/b;http://c.org", ["http://a.org/b", "http://c.org"]),
        ("http://a.org/b)http://c.org", ["http://a.org/b", "http://c.org"]),
        (
            "https://web.archive.org/web/2020/http://a.org/b",
            ["https://web.archive.org/web/2020/http://a.org/b"],
        ),
        ("HTTP://A.ORG", ["HTTP://A.ORG"]),
        ("www.a.org, a.org/path", ["http://www.a.org", "http://a.org/path"]),
        ("on president.ir today", ["http://president.ir"]),
        ("me@example.org or name.al-last@example.org", []),
        ("README.md, main.rs, node.js", []),
        ("op.cit. et.al. sentence.In the U.S. at 12.de", []),
        ("_host_.org -a.org a-.org my_name.org www.org", []),
        ("http:// and http://, nothing", []),
        ("10.5 doi:10.1000/182.", ["https://doi.org/10.1000/182"]),
        ("10.1002/(SICI)1097(1998)49:8<693::AID-ASI4>3.0.CO;2-O", None),
        (
            "https://doi.org/10.1002/1(19)4:8<693::AID-A4>3.0.CO;2-O, <b",
            ["https://doi.org/10.1002/1(19)4:8<693::AID-A4>3.0.CO;2-O"],
        ),
        ("https://doi.org/10.1000/x(1)", ["https://doi.org/10.1000/x(1)"]),
        ("nothing here", []),
        ("http://a.comだよね.comtest/x and http://あa.com/x", ["http://a.com", "http://あa.com/x"]),
        (
            "｜http://a.org｜bar http://a.org/x\u200dy.html\u200d",
            ["http://a.org", "http://a.org/x\u200dy.html"],
        ),
        (
            "http://a.org/b's, http://a.org/c’s or http://a.org/'d'.",
            ["http://a.org/b", "http://a.org/c", "http://a.org/'d'"],
        ),
        (
            "ftp://a.org/x, президент.рф, PRESIDENT.ORG",
            ["ftp://a.org/x", "http://президент.рф", "http://PRESIDENT.ORG"],
        ),
        ("a.org:500000 and $b.org", []),
        ("http://# and http://## and http:///x", []),
    ],
)
def test_find_urls(text, urls):
    """URLs begin and end where a reader would say so; mail, files and abbreviations are no links."""
    found = [span.url for span in find_urls(text)]
    if urls is None:
        urls = ["https://doi.org/10.1002/(SICI)1097(1998)49:8%3C693::AID-ASI4%3E3.0.CO;2-O"]
    assert found == urls


@pytest.mark.parametrize(
    "text",
    [
        "http://-a.org", "http://a-.b.org/x", "http://_a.b.org", "http://a_b.org", "http://a.b_c", "http://.a.org",
        "http://xn--あ.org/x", "http://" + "a" * 64 + ".org", "_http://a.org", "see @http://a.org", "$http://a.org",
        "http://a.org_",
    ],
)  # fmt: skip
def test_doubtful_urls(text):
    """A host that no name server can know, and a URL behind a sign, are found, but doubted."""
    assert [span.doubtful for span in find_urls(text)] == [True]


@pytest.mark.parametrize(
    "text",
    ["http://a_b.c.org", "http://localhost:80", "http://u:p@a.org.", "http://[::1]:8/x", "mail@http://a.org"],
)
def test_no_doubt(text):
    """Underscores of service names, single labels, addresses and user names are good."""
    assert [span.doubtful for span in find_urls(text)] == [False]


def test_spans_are_places():
    """A span says where the URL stands in the text, and whether its scheme was left out."""
    text = "at www.a.org/b."
    (span,) = find_urls(text)
    assert (text[span.start : span.end], span.bare) == ("www.a.org/b", True)


@pytest.mark.parametrize(
    "text", ["http://a.org/))", "10.1234/", "a.a", "(a.org/", "http://", "www.", "lorem. "]
)
def test_find_urls_of_a_flood(text):
    """A megabyte of the worst comes back; a quadratic search would not."""
    assert find_urls(text * (1_000_000 // len(text))) is not None


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Ex%61mple.ORG:80/a/./b/../%7ec%2fd", "http://example.org/a/~c%2Fd"),
        ("https://a.org:443", "https://a.org/"),
        ("https://a.org:8443/?q=ä#f", "https://a.org:8443/?q=%C3%A4#f"),
        ("http://bücher.example/", "http://xn--bcher-kva.example/"),
        ("http://[::1]:80/x/..", "http://[::1]/"),
        ("http://a.org/?", "http://a.org/?"),
        ("http://a.org/100%", "http://a.org/100%25"),
        ("http://a.org/b#ü", "http://a.org/b#%C3%BC"),
        ("http://u:P@A.org./", "http://u:P@a.org/"),
        ("http://a.org/b/.", "http://a.org/b/"),
        (" no url ", "no url"),
        ("http://a.org:99999/", "http://a.org:99999/"),
        ("http://a..b/", "http://a..b/"),
        ("http://\u2603\u0301\u200d.a\u3002-/", "http://\u2603\u0301\u200d.a\u3002-/"),
    ],
)
def test_normalize(url, normal):
    """Equivalent spellings fall together (RFC 3986 §6.2); what is no URL stays as it is."""
    assert normalize(url) == normal
    assert normalize(normal) == normal


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://a.org/x?y#z", None),
        ("http://8.8.8.8/", None),
        ("http://[2606:4700::1111]/", None),
        ("http://demo.example/", None),
        ("http://a.org:99999/", "malformed"),
        ("http://a.org:port/", "malformed"),
        ("http://a.org:0/", "malformed"),
        ("http://", "malformed"),
        ("http:///path", "malformed"),
        ("http://a b.org/", "malformed"),
        ("http://a.org/" + "x" * 10_000, "malformed"),
        ("http://a..b/", "malformed"),
        ("http://256.1.1.1/", "malformed"),
        ("http://1.2.3.4.5/", "malformed"),
        ("http://1.x.0/", "malformed"),
        ("http://[::1/", "malformed"),
        ("http://" + "a" * 64 + ".org/", "malformed"),
        ("a.org", "malformed"),
        ("ftp://a.org/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("http://u:p@a.org/", "credentials"),
        ("http://localhost/", "private"),
        ("http://LOCALHOST./", "private"),
        ("http://intranet/", "private"),
        ("http://printer.local/", "private"),
        ("http://db.internal/", "private"),
        ("http://10.0.0.1/", "private"),
        ("http://2130706433/", "private"),
        ("http://0x7f000001/", "private"),
        ("http://017700000001/", "private"),
        ("http://0177.1/", "private"),
        ("http://１２７.0.0.1/", "private"),
        ("http://%31%32%37.0.0.1/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::ffff:10.0.0.1]/", "private"),
        ("http://[64:ff9b::7f00:1]/", "private"),
        ("http://[64:ff9b:1::1]/", "private"),
        ("http://[2002:7f00:1::]/", "private"),
        ("http://[fe80::1%25eth0]/", "private"),
    ],
)
def test_problem(url, reason):
    """What must not be asked is known beforehand, in every spelling, and said in words."""
    found = problem(url)
    assert (found.reason if found else None) == reason
    assert found is None or found.message


def test_private_addresses_inside_others():
    """An IPv6 address is as private as the IPv4 address that it carries."""
    for host in ("[::7f00:1]", "[2001:0:0:0:0:0:80ff:fffe]", "[64:ff9b::a00:1]"):
        assert is_private_address(literal_address(host))
    assert not is_private_address(literal_address("[64:ff9b::808:808]"))
    assert literal_address("example.org") is None


@pytest.mark.parametrize(
    ("url", "copy"),
    [
        (
            "https://web.archive.org/web/20200101000000id_/http://a.org/b",
            ArchivedUrl(archive="web.archive.org", original="http://a.org/b", timestamp="20200101000000"),
        ),
        (
            "https://web.archive.org/web/2020*/https:/a.org",
            ArchivedUrl(archive="web.archive.org", original="https://a.org", timestamp="2020"),
        ),
        (
            "https://web.archive.org/web/20200101000000/a.org/b",
            ArchivedUrl(archive="web.archive.org", original="http://a.org/b", timestamp="20200101000000"),
        ),
        (
            "https://web.archive.org/web/http://a.org",
            ArchivedUrl(archive="web.archive.org", original="http://a.org"),
        ),
        (
            "https://archive.ph/2020.01.02-030405/https://a.org/",
            ArchivedUrl(archive="archive.ph", original="https://a.org/", timestamp="20200102030405"),
        ),
        ("https://perma.cc/ABCD-1234", ArchivedUrl(archive="perma.cc")),
        ("https://archive.org/details/book", None),
        ("https://perma.cc", None),
        ("https://a.org/web/http://b.org", None),
        ("http://[::1/", None),
    ],
)
def test_archived_original(url, copy):
    """An archived copy's URL tells of what and when, as far as the archive writes it there."""
    assert archived_original(url) == copy


def test_small_helpers():
    """Fragments go, DOIs come out of their resolver's URL."""
    assert without_fragment("http://a.org/b#c") == "http://a.org/b"
    assert doi_of("https://dx.doi.org/10.1000/a%2Fb?x") == "10.1000/a/b"
    assert doi_of("https://a.org/10.1000/b") is None


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:secret@a.org/x@y", "http://***@a.org/x@y"),
        ("  HTTPS://me@a.org", "  HTTPS://***@a.org"),
        ("http://a@b:c@a.org/", "http://***@a.org/"),
        ("ftp:me:secret@a.org/", "ftp:***@a.org/"),
        ("http://a.org/x@y", "http://a.org/x@y"),
        ("http://a.org?x@y", "http://a.org?x@y"),
        ("me@a.org", "me@a.org"),
    ],
)
def test_without_credentials(url, shown):
    """Nothing of a user name or password is left, and nothing else is touched."""
    assert without_credentials(url) == shown


def test_private_space_by_leave():
    """With leave, intranet hosts are no problem; all else stays one."""
    for url in ("http://wiki/", "http://10.0.0.1/", "http://a.internal/"):
        assert problem(url).reason == "private"
        assert problem(url, allow_private=True) is None
    assert problem("http://me:secret@wiki/", allow_private=True).reason == "credentials"
    assert problem("http://a b/", allow_private=True).reason == "malformed"
