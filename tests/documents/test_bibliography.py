"""Bibliographies: every entry a reference, its fields stated; damage costs an entry, not the file."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srccheck.documents.bibliography import looks_like_csl_json, read_csl_json
from srccheck.documents.bibliography_bibtex import looks_like_bibtex, read_bibtex
from srccheck.documents.bibliography_csl import stated_source
from srccheck.documents.bibliography_latex import from_latex, names, url_from_latex
from srccheck.documents.bibliography_links import is_web, link_role, same_address
from srccheck.documents.bibliography_ris import looks_like_ris, read_ris
from srccheck.documents.bibliography_types import BIBTEX_TYPES, RIS_TYPES
from srccheck.errors import UnreadableInputError
from srccheck.model import Location, Manuscript, StatedSource
from srccheck.text.encoding import Decoded, decode
from tests.conftest import ROOT

FOLDER = ROOT / "fixtures" / "documents" / "bibliography"
READERS = {".bib": read_bibtex, ".json": read_csl_json, ".ris": read_ris}
HERE = Location(line=1)


def of(text: str) -> Decoded:
    return Decoded(text=text, encoding="utf-8", basis="utf-8")


def fixture(suffix: str) -> Manuscript:
    decoded = decode((FOLDER / f"harbour{suffix}").read_bytes())
    assert decoded
    return READERS[suffix](f"harbour{suffix}", decoded)


def by_key(manuscript: Manuscript) -> dict[str, StatedSource]:
    return {each.marker: each.stated[0] for each in manuscript.notes or ()}


def urls(source: StatedSource) -> list[tuple[str, str, int, int]]:
    return [(link.url, link.role, link.location.line, link.location.column) for link in source.links]


def test_bibtex():
    """Accents, braces, strings, names, months, crossref, and where each stands."""
    manuscript = fixture(".bib")
    sources = by_key(manuscript)
    assert list(sources) == ["quill1911", "board", "old", "chapter", "parent", "found"]
    first = sources["quill1911"].csl.to_dict()
    assert first == {
        "type": "article-journal",
        "title": "Two Printings of Müller's Tide: 100% & more",
        "container-title": "Harbour Review (new series)",
        "volume": "4", "issue": "2", "page": "9–17",
        "URL": "https://harbour.example/review/a_b%20c?x=1&y=2",
        "DOI": "10.5555/hr.1911.4",
        "author": [
            {"family": "Quill", "given": "Ada"}, {"family": "van der Berg", "given": "Jan"},
            {"literal": "Harbour Board"},
        ],
        "issued": {"date-parts": [[1911, 3]]},
        "accessed": {"date-parts": [[2024, 5, 3]]},
    }  # fmt: skip
    assert urls(sources["quill1911"]) == [
        ("https://harbour.example/review/a_b%20c?x=1&y=2", "source", 12, 16),
        ("https://doi.org/10.5555/hr.1911.4", "doi", 11, 16),
    ]
    assert [(n.location.line, n.location.end_line) for n in manuscript.notes][:2] == [(4, 14), (16, 22)]
    assert {each.kind for each in manuscript.notes} == {"reference"}
    assert sources["board"].accessed.date is None
    assert sources["board"].accessed.raw == "31.02.2024"
    assert urls(sources["board"])[0][1] == "archive"
    assert sources["board"].csl.issued.isoformat() == "2023-11"
    assert sources["chapter"].csl.container_title == "The whole"
    assert sources["chapter"].csl.publisher == "Łódź Press"
    assert sources["chapter"].csl.author[0].family == "van Beethoven"
    assert sources["parent"].csl.editor[0].to_dict() == {"family": "Beeblebrox", "given": "Zaphod, IV"}
    assert sources["found"].csl.title == "After the damage"


def test_bibtex_addresses_and_access_dates_in_free_fields():
    """Styles without `url` put both into `howpublished` and `note`."""
    source = by_key(fixture(".bib"))["old"]
    assert urls(source) == [("https://archive.example/ledger_1", "source", 26, 19)]
    assert source.accessed.date.isoformat() == "2024-05-04"


def test_bibtex_damage_is_told_where_it_is():
    """Entries that are not well-formed are findings at their lines."""
    manuscript = fixture(".bib")
    assert [(each.code, each.severity, each.location.line) for each in manuscript.findings] == [
        ("X901", "warning", 44),
        ("X901", "warning", 46),
    ]


@pytest.mark.parametrize(
    ("fields", "key", "expected"),
    [
        ("year = 1911, month = {7}", "issued", {"date-parts": [[1911, 7]]}),
        ("year = 1911, month = {someday}", "issued", {"date-parts": [[1911]]}),
        ("date = {1911-03-04/1912}", "issued", {"date-parts": [[1911, 3, 4]]}),
        ("year = {in press}", "issued", None),
        ("year = {850}", "issued", {"date-parts": [[850]]}),
        ("eprint = {2401.00001}, archivePrefix = {arXiv}", "URL", "https://arxiv.org/abs/2401.00001"),
        ("url = {\\url{https://a.example/}}", "URL", "https://a.example/"),
        ("urldate = {2024-05-03T10:00:00Z}", "accessed", {"date-parts": [[2024, 5, 3]]}),
        ("note = {Accessed: 2024-05-03}", "accessed", None),
        ("doi = {https://doi.org/10.5555/x\\_y}", "DOI", "10.5555/x_y"),
        ("doi = {none}", "DOI", None),
        ("url = {https://doi.org/10.5555/abc}", "DOI", "10.5555/abc"),
        ("author = {others}", "author", None),
        ('title = "A {"}quoted{"} " # "title"', "title", 'A "quoted" title'),
        ("title = {Deep " + "{" * 150 + "x" + "}" * 150 + "}", "title", "Deep x"),
        ("title = unknown", "title", "unknown"),
        ("langid = {german}", "language", "german"),
    ],
)
def test_bibtex_fields(fields, key, expected):
    """Fields as BibTeX and BibLaTeX files give them."""
    (source,) = by_key(read_bibtex("a.bib", of(f"@misc{{k, {fields}}}"))).values()
    assert source.csl.to_dict().get(key) == expected


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        ("{\\'E}t\\'e --- d'{\\oe}uvre", "Été — d'œuvre"), ("a~b", "a b"), ("``x''", "“x”"), ("", ""),
        ("2\\textasciicircum{}n \\^{}x \\~{}y \\^o", "2^n ^x ~y ô"),
        ("100% & #1", "100% & #1"), ("plain % $5", "plain % $5"), ("\\unknown{x} y", "x y"), ("{" * 90 + "\\'e", "é"),  # noqa: E501
    ],
)  # fmt: skip
def test_tex(tex, text):
    """TeX as text."""
    assert from_latex(tex) == text


def test_tex_in_urls():
    """A URL's escapes are taken off; nothing else is touched."""
    assert url_from_latex("\\url{http://a.example/\\~{}x\\textasciitilde{}y\\textunderscore z%20}") == (
        "http://a.example/~x~y_ z%20"
    )


def test_names_that_are_too_long_are_none():
    """A field of 20,000 characters is no list of names."""
    assert names("a and " * 5_000) == []
    assert names("{A} and {B}") == [{"literal": "A"}, {"literal": "B"}]


def test_csl_json():
    """Items with their lines; strings for numbers, HTML tags, particles; a damaged item is left out."""
    manuscript = fixture(".json")
    sources = by_key(manuscript)
    assert list(sources) == ["quill1911", "7"]
    first = sources["quill1911"]
    assert first.csl.title == "Two printings of one tide & more"
    assert [name.to_dict() for name in first.csl.author][1] == {"family": "van der Berg", "given": "Jan, Jr."}
    assert first.csl.issued.isoformat() == "1911-03"
    assert urls(first) == [
        ("https://harbour.example/review/4/quill", "source", 15, 13),
        ("https://doi.org/10.5555/hr.1911.4", "doi", 16, 13),
    ]
    assert [(n.location.line, n.location.column, n.location.end_line) for n in manuscript.notes] == [
        (2, 3, 17), (19, 3, 20),
    ]  # fmt: skip
    assert sources["7"].accessed.ambiguous
    assert [(each.code, each.location.line) for each in manuscript.findings] == [("X901", 18)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ('{"items": [{"id": "a", "type": "book", "title": "A"}]}', 1),
        ('{"id": "a", "type": "book", "title": "A"}', 1),
        ('[{"id": "a"}, 5]', 1),
        ('[{"title": "A"}] trailing', 1),
    ],
)
def test_csl_json_shapes(text, count):
    """A list, a list under a name, a single item."""
    assert len(read_csl_json("a.json", of(text)).notes) == count


def test_ris():
    """Byte order mark, CRLF, continuation lines, repeated tags, one space for two, records without an end."""
    manuscript = fixture(".ris")
    sources = by_key(manuscript)
    assert list(sources) == ["quill1911", "2", "3"]
    first = sources["quill1911"]
    assert first.csl.to_dict() == {
        "type": "article-journal", "title": "Two printings of one tide", "container-title": "Harbour Review",
        "volume": "4", "issue": "2", "page": "9-17", "URL": "https://harbour.example/review/4;x=1",
        "DOI": "10.5555/hr.1911.4",
        "author": [
            {"family": "Quill", "given": "Ada"}, {"family": "Berg", "given": "Jan van der, Jr."},
            {"literal": "Harbour Board"},
        ],
        "issued": {"date-parts": [[1911, 3]]}, "accessed": {"date-parts": [[2024, 5, 3]]},
    }  # fmt: skip
    assert [link.url for link in first.links][:2] == [
        "https://harbour.example/review/4;x=1", "https://archive.example/ledger",
    ]  # fmt: skip
    assert sources["3"].csl.ISBN == "978-0-00-000000-2"
    assert [(n.location.line, n.location.end_line) for n in manuscript.notes] == [(1, 17), (20, 22), (23, 25)]
    assert [each.location.line for each in manuscript.findings] == [20, 23]


@pytest.mark.parametrize("kind", sorted(BIBTEX_TYPES))
def test_every_bibtex_type(kind):
    """Every row of the table is reached."""
    (source,) = by_key(read_bibtex("a.bib", of(f"@{kind.upper()}{{k, title = {{T}}}}"))).values()
    assert source.csl.type == BIBTEX_TYPES[kind]
    assert looks_like_bibtex(f"@{kind}{{k,")


@pytest.mark.parametrize("kind", sorted(RIS_TYPES))
def test_every_ris_type(kind):
    """Every row of the table is reached."""
    (source,) = by_key(read_ris("a.ris", of(f"TY  - {kind}\nTI  - T\nER  - \n"))).values()
    assert source.csl.type == RIS_TYPES[kind]


@pytest.mark.parametrize(
    ("item", "key", "expected"),
    [
        ({"title": ["list"]}, "title", None), ({"title": True}, "title", None), ({"volume": 3}, "volume", "3"),  # noqa: E501
        ({"author": "Quill"}, "author", None), ({"author": [1, {}, {"given": "Ada"}]}, "author", [{"literal": "Ada"}]),  # noqa: E501
        ({"author": [{"family": "B", "dropping-particle": "de", "given": "A"}]}, "author",
         [{"family": "B", "given": "A de"}]),
        ({"author": [{"family": "B", "suffix": "Jr."}]}, "author", [{"family": "B", "given": "Jr."}]),
        ({"issued": {"date-parts": []}}, "issued", None), ({"issued": {"date-parts": [[2011, 13]]}}, "issued", None),  # noqa: E501
        ({"issued": 2011}, "issued", {"date-parts": [[2011]]}), ({"issued": True}, "issued", None),
        ({"issued": {"literal": "n.d."}}, "issued", None), ({"issued": [2011]}, "issued", None),
        ({"issued": {"date-parts": [[99999]]}}, "issued", None), ({"DOI": 5}, "DOI", None),
    ],
)  # fmt: skip
def test_items_of_wrong_types(item, key, expected):
    """What is of the wrong type says nothing."""
    assert stated_source(item, HERE).csl.to_dict().get(key) == expected


def test_links():
    """What links are for, and whether they show their address."""
    assert is_web("HTTPS://a.example/")
    assert not is_web("mailto:a@a.example")
    assert [link_role(url) for url in ("https://a.example/", "https://doi.org/10.5555/1")] == [
        "source",
        "doi",
    ]
    assert same_address("a.example/x%20y/", "https://a.example/x y")
    assert not same_address("here", "https://a.example/")


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("@article{a, title={x}}", "b"), ("% c\n@book(a,\n", "b"), ("@app.route('/x', methods=[])\n", ""),
        ("@param{x, y}", ""), ("me@misc{a,", ""), ('[{"type": "book", "title": "x"}]', "c"), ("[1, 2]", ""), ("{", ""),  # noqa: E501
        ('{"type": "book"}', ""), ('{"items": []}', ""), ("[{" * 50_000, ""), ("TY  - JOUR\nER  - ", "r"),
        ("TY - JOUR \n", "r"), ("TY  - x", ""), ("", ""), ("text TY  - JOUR", ""),
    ],
)  # fmt: skip
def test_looks(text, kinds):
    """A text is claimed only where it can be nothing else."""
    found = (("b", looks_like_bibtex), ("c", looks_like_csl_json), ("r", looks_like_ris))
    assert "".join(letter for letter, looks in found if looks(text)) == kinds


@pytest.mark.parametrize("read", READERS.values())
def test_nothing_readable(read):
    """A file with content but no entry is unreadable; an empty one is an empty bibliography."""
    for text in (
        "no entry here",
        "@book{",
        '[{"a" 1}]',
        "[" * 100_000,
        '[{"a":' * 50_000,
        "{" * 100_000,
        "@" * 1000,
    ):
        with pytest.raises(UnreadableInputError):
            read("a", of(text))
    assert read("a", of(" \n")).notes == ()


_PIECES = st.lists(
    st.sampled_from(
        ["@article{", "@string{a=", "k,", "title", "=", "{", "}", '"', ",", "#", "\n", "\\'", "\\", "$", " and ", "author",  # noqa: E501
         "url", "https://a.example/", "TY  - JOUR\n", "ER  - \n", "AU  - ", "UR  - ", "\n", "[", "]", ":", '"id"', "1", "(", ")",  # noqa: E501
         "urldate", "2024-02-30", "\\url{", "é", "@comment{", "crossref", "note", "Accessed: "]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(deadline=None)
@given(_PIECES | st.text(max_size=200))
def test_any_text(text):
    """Pieces of bibliographies in any order are read, or refused in words."""
    for read in READERS.values():
        with contextlib.suppress(UnreadableInputError):
            assert isinstance(read("a", of(text)), Manuscript)
    for looks in (looks_like_bibtex, looks_like_csl_json, looks_like_ris):
        assert looks(text) in (True, False)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10) | st.just("2024-05-03"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["date-parts", "raw", "literal", "family", "given", "suffix"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(
            ["title", "author", "issued", "accessed", "URL", "DOI", "page", "type", "further-urls", "id"]
        ),
        _JSON,
    )
)
def test_any_item(item):
    """An item with anything in it becomes a source."""
    assert isinstance(stated_source(item, HERE), StatedSource)
    stated_source(item, HERE).csl.to_dict()


def test_tex_that_cannot_be_converted():
    """Then only the braces go."""
    assert from_latex("\\emph{" * 90 + "x" + "}" * 90).endswith("x")
    assert names("{A} Quill") == [{"given": "A", "family": "Quill"}]
