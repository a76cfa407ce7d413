"""`Link` headers as archives and proxies write them."""

from __future__ import annotations

import pytest

from srccheck.archives.linkheader import parse_links

A = "http://a.example/web/20200101000000/http://b.example/"
WHEN = "Wed, 01 Jan 2020 00:00:00 GMT"

HEADERS = {
    # name: (header, [(target, relations, datetime)])
    "one": (f'<{A}>; rel="memento"; datetime="{WHEN}"', [(A, "memento", WHEN)]),
    "two relations": (f'<{A}>; rel="first memento"', [(A, "first memento", None)]),
    "no quotation marks": (f"<{A}>;rel=memento", [(A, "memento", None)]),
    "upper case": (f'<{A}>; REL="First Memento"', [(A, "first memento", None)]),
    "comma in the target": (
        '<http://b.example/a,b>; rel="x", <c>; rel=y',
        [("http://b.example/a,b", "x", None), ("c", "y", None)],
    ),
    "semicolon in the target": ('<http://b.example/a;b>; rel="x"', [("http://b.example/a;b", "x", None)]),
    "comma in a parameter": ('<a>; title="x, <y>; rel=z"; rel="first"', [("a", "first", None)]),
    "escaped quotation mark": (r'<a>; title="x \" , <b>"; rel="first"', [("a", "first", None)]),
    "line breaks": (
        f'<{A}>; rel="memento",\n <b>;\n rel="next"',
        [(A, "memento", None), ("b", "next", None)],
    ),
    "empty members": ("<a>; rel=x, , ,<b>; rel=y,", [("a", "x", None), ("b", "y", None)]),
    "the first rel counts": ("<a>; rel=x; rel=y", [("a", "x", None)]),
    "parameter without value": ("<a>; crossorigin; rel=x", [("a", "x", None)]),
    "trailing semicolon": ("<a>; rel=x;", [("a", "x", None)]),
    "no parameters": ("<a>", [("a", "", None)]),
    "empty": ("", []),
    "no link": ("memento", []),
    "no end": ("<http://a.example", []),
    "an open quotation mark ends it": ('<a>; rel=x, <b>; rel="y', [("a", "x", None), ("b", "", None)]),
}


@pytest.mark.parametrize("name", HEADERS)
def test_parse(name):
    """Targets, relations and dates; nothing is invented where the header stops making sense."""
    header, expected = HEADERS[name]
    found = [(link.target, " ".join(link.rels), link.datetime) for link in parse_links([header])]
    assert found == expected


def test_several_headers_are_one_list():
    """RFC 9110 5.3: repeated headers join."""
    assert [link.target for link in parse_links(["<a>; rel=x", "<b>; rel=y"])] == ["a", "b"]
