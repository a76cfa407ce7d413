"""Lines of a note back into one."""

from __future__ import annotations

import pytest

from srccheck.model import Fragment
from srccheck.text.mending import KnownUrls, Vocabulary, bare_url, mend


def lines(*texts: str) -> list[Fragment]:
    return [Fragment(text=text, line=number) for number, text in enumerate(texts, 1)]


JOINED = [
    (("See http://a.example/docs/x-", "y-z.html."), "See http://a.example/docs/x-y-z.html."),
    (("http://a.example/sides/getDoc.do?ref=-//EP//TA-2010-", "0193+0+DOC//EN. "), None),
    (
        ("http://a.example/index.php?", "title=Town&x=3, consulté"),
        "http://a.example/index.php?title=Town&x=3, consulté",
    ),
    (
        ("See http://a.example/files/report.", "html, and more."),
        "See http://a.example/files/report.html, and more.",
    ),
    (("See http://www.a.", "example.org/x/y.html."), "See http://www.a.example.org/x/y.html."),
    (
        ("See https://a.example/2019/", "some-long-slug-here."),
        "See https://a.example/2019/some-long-slug-here.",
    ),
    (("See https://a.example/docs/artic", "le12345.html."), "See https://a.example/docs/article12345.html."),
    (("See https://a.example/x%D0%B0", "%D0%B1 (2019)."), "See https://a.example/x%D0%B0%D0%B1 (2019)."),
    (("See https://a.example/id=", "12345."), "See https://a.example/id=12345."),
    (("doi: 10.1234/abc-", "2019.55."), "doi: 10.1234/abc-2019.55."),
    (("<http://a.example/view/", "fa/page>."), "<http://a.example/view/fa/page>."),
    (("http://a.example/a-", "b-", "c.html"), "http://a.example/a-b-c.html"),
    (
        (
            "A longer line than the URL's own one.",
            "http://a.example/x?",
            "title=A_longer_one_(Town)&c=60",
            "9227118.",
        ),
        "A longer line than the URL's own one. http://a.example/x?title=A_longer_one_(Town)&c=609227118.",
    ),
    (
        ("Lines of some length, and <http://a.example/x?", "a=1&b=%ED", "%9C", "&c=d&lang", "Name=e>, S. 4"),
        "Lines of some length, and <http://a.example/x?a=1&b=%ED%9C&c=d&langName=e>, S. 4",
    ),
]


@pytest.mark.parametrize(("texts", "whole"), JOINED)
def test_broken_urls_are_joined(texts: tuple[str, ...], whole: str | None) -> None:
    """After a hyphen (which stays), a dot, a slash, a sign of a query; in a word; in angle brackets."""
    expected = whole if whole is not None else "".join(texts).rstrip()
    assert mend(lines(*texts)).text == expected


APART = [
    ("See https://a.example/long/path/x.html", "accessed 3 May 2019."),
    ("See https://a.example/long/path/x", "(accessed 3 May 2019)."),
    ("See https://a.example/long/path/x,", "consulté le 3 mai."),
    ("See https://a.example/long/path/x.", "The next sentence."),
    ("See https://a.example/long/path/x.", "Smith/Jones say so."),
    ("See https://a.example/long/path/x", "20.07.2025."),
    ("See https://a.example/long/path/x", "2020-03-12."),
    ("See https://a.example/long/path/x", "12/2020 p. 4."),
    ("See https://a.example/long/path/x;", "https://b.example/y."),
    ("See https://a.example/long/path/x", "www.b.example/y."),
    ("See https://a.example/long/path/x", "doi: 10.1234/x."),
    ("See https://a.example/long/path/x", "and/or others."),
    ("See https://a.example/long/path/12", "10115 Berlin."),
    ("See https://a.example/long/path/x", "дата обращения: 1.2.2020."),
    ("<https://a.example/long/path/x>", "accessed/seen in 2019."),
    ("words", "https://a.example/x"),
]


@pytest.mark.parametrize("texts", APART)
def test_whole_urls_stay_whole(texts: tuple[str, str]) -> None:
    """The next sentence, a date, another URL or a word is not glued on."""
    assert mend(lines(*texts)).text == " ".join(texts)


def test_a_short_line_was_not_broken_by_the_layout() -> None:
    """Where there was room, what follows begins something new."""
    texts = ("https://a.example/x", "b/c is the path that this long line of the same note speaks of.")
    assert mend(lines(*texts)).text == " ".join(texts)


@pytest.mark.parametrize(
    ("texts", "known", "text"),
    [
        (("http://a.example/x-", "y"), "http://a.example/xy", "http://a.example/xy"),
        (("http://a.example/x-", "y"), "http://a.example/x-y/z", "http://a.example/x-y"),
        (("http://a.example/x", "y."), "http://a.example/xy", "http://a.example/xy."),
        (("http://a.example/x.", "y/z."), "http://a.example/x", "http://a.example/x. y/z."),
        (
            ("http://a.example/x/", "some-long-slug"),
            "http://a.example/x",
            "http://a.example/x/ some-long-slug",
        ),
        (("http://a.example/x.", "y.html"), "http://a.example/x.y.html", "http://a.example/x.y.html"),
        (("http://a.example/x-", "y"), "http://other.example/", "http://a.example/x-y"),
    ],
)
def test_the_oracle_decides(texts: tuple[str, ...], known: str, text: str) -> None:
    """A URL known to be whole tells where the hyphen belongs, and where the URL ends."""
    assert mend(lines(*texts), [known]).text == text
    assert mend(lines(*texts), KnownUrls([known])).text == text


VOCABULARY = Vocabulary(words=frozenset({"international"}), hyphenated=frozenset({"well-known"}))


@pytest.mark.parametrize(
    ("texts", "text"),
    [
        (("the inter-", "national order"), "the international order"),
        (("the well-", "known order"), "the well-known order"),
        (("Turkish-", "Azerbaijani ties"), "Turkish-Azerbaijani ties"),
        (("of the semi-", "blockade"), "of the semi-blockade"),
        (("soft\u00ad", "ware"), "software"),
        (("p. 10-", "11, 2011"), "p. 10-11, 2011"),
        (("east -", "west"), "east - west"),
        (("分类国家基", "础学科"), "分类国家基础学科"),
        (("한국", "신문"), "한국 신문"),
        (("  one  ", "", "  two "), "one two"),
    ],
)
def test_words(texts: tuple[str, ...], text: str) -> None:
    """A hyphen goes only where the document shows the word whole."""
    assert mend(lines(*texts), (), VOCABULARY).text == text


def test_vocabulary_of_a_document_that_divides_words() -> None:
    """Two divided words that it also writes whole: then the layout divides words here."""
    learnt = Vocabulary.of(["the inter-", "national and the pol-", "icy", "international policy", "co-op"])
    assert learnt.splits
    assert learnt.hyphenated == {"co-op"}
    assert mend(lines("some un-", "heard word"), (), learnt).text == "some unheard word"
    assert Vocabulary.of(["no hyphens", "at ends"]) == Vocabulary()


def test_places_survive() -> None:
    """Every character knows its line and column."""
    text = mend(
        [Fragment(text="  See http://a.example/x-", line=7, column=3), Fragment(text=" y.html.", line=9)]
    )
    assert text.text == "See http://a.example/x-y.html."
    assert (text.locate(0).line, text.locate(0).column) == (7, 5)
    at = text.text.index("y.html")
    assert (text.locate(at).line, text.locate(at).column) == (9, 2)
    assert text.locate(4, len(text.text)).end_line == 9


def test_empty() -> None:
    """No lines give an empty text, blank ones too."""
    assert mend([]).text == ""
    assert mend(lines(" ", "")).text == ""


def test_a_piece_that_is_a_blank() -> None:
    """Where the writing direction turns, a piece of a line may be a blank alone, at either of its ends."""
    turned = "\u202b \u05d0\u05d1\u202c44 \u202b \u05d2\u05d3\u202c"
    assert mend(lines(turned, "after")).text.endswith("after")
    assert mend(lines("before", turned)).text.startswith("before")


def test_bare_url() -> None:
    """What stays the same however a layout spoils a URL."""
    assert bare_url("https://www.a.example/x-y.") == bare_url("http://a.example/xy") == "a.example/xy"
