"""Markup inside a Markdown paragraph."""

from __future__ import annotations

import pytest

from srccheck.model import PlacedText
from srccheck.text.markup import reference_label, scan
from srccheck.text.plainview import plain

TARGETS = {"reg": "https://r.example/", "a b": "https://ab.example/"}


def shown(text: str) -> str:
    return PlacedText.join(plain(PlacedText.of(text), scan(text, TARGETS))).text


@pytest.mark.parametrize(
    ("text", "kind", "target"),
    [
        ("[a](https://x.example/y)", "link", "https://x.example/y"),
        ("[a](<https://x.example/y z>)", "link", "https://x.example/y z"),
        ('[a](https://x.example/y_(z) "T")', "link", "https://x.example/y_(z)"),
        ("[a](https://x.example/?a=1&amp;b=2)", "link", "https://x.example/?a=1&b=2"),
        ('[a](https://x.example){:target="_blank"}', "link", "https://x.example"),
        ("[Reg]", "link", "https://r.example/"),
        ("[Reg][]", "link", "https://r.example/"),
        ("[text][a  B]", "link", "https://ab.example/"),
        ("![a](https://x.example/i.png)", "image", "https://x.example/i.png"),
        ("<https://x.example/y>", "autolink", "https://x.example/y"),
        ("[^1]", "reference", "1"),
        ("^[a note]", "note", ""),
        ("`code [a](b)`", "code", ""),
        ("`` a ` b ``", "code", ""),
        ("<!-- [a](https://x.example) -->", "raw", ""),
        ("<a class='x' href='https://x.example/'>", "raw", "https://x.example/"),
        ("https://x.example/a_b_c", "url", ""),
    ],
)
def test_one_span(text: str, kind: str, target: str) -> None:
    """Each kind of markup, alone: the whole text is the span."""
    spans = [span for span in scan(text, TARGETS) if span.kind != "mark"]
    assert [(span.kind, span.target, span.start, span.end) for span in spans] == [
        (kind, target, 0, len(text))
    ]
    assert kind in ("code", "url") or [s.kind for s in scan(text, TARGETS, links_only=True)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "[a]",
        "[a] (b)",
        "[a](b",
        "\\[a](b)",
        "]",
        "[a](b c d)",
        "<!-- a",
        "`a",
        "< a",
        "&nope;",
        "[a][b]",
        "x^2",
        "awww.x",
    ],
)
def test_no_span(text: str) -> None:
    """What looks like markup and is text."""
    assert [span for span in scan(text, TARGETS) if span.kind != "mark"] == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("*Title* and **bold** and _so_", "Title and bold and so"),
        ("snake_case_word and 2*3*4", "snake_case_word and 234"),
        ("\\[Data\\] \\* &amp; &lt;x&gt;", "[Data] * & <x>"),
        ("see [a *b*](https://x.example).", "see a b."),
        ("<https://x.example/y_z_>", "https://x.example/y_z_"),
        ("https://x.example/_a_/b* end", "https://x.example/_a_/b* end"),
        ("text[^1] here ^[gone]", "text here "),
        ("`code_x_`", "code_x_"),
        ("a\nb", "a b"),
        ("a <b>bold</b> <!-- no --> word", "a bold  word"),
        ("unclosed *star and _line", "unclosed *star and _line"),
    ],
)
def test_what_a_reader_sees(text: str, seen: str) -> None:
    """Markup gone, characters in their places."""
    lines = text.split("\n")
    placed = PlacedText.join(
        [("\n" if at else "", PlacedText.of(line, line=at + 1).origins[0]) for at, line in enumerate(lines)]
    )
    result = PlacedText.join(plain(placed, scan(text, TARGETS)))
    assert result.text == seen


def test_links_hold_no_links() -> None:
    """The inner one counts; images may stand in links."""
    spans = scan("[a [b](https://x.example) c](https://y.example)", {})
    assert [(s.kind, s.target) for s in spans if s.kind == "link"] == [("link", "https://x.example")]
    spans = scan("[![b](https://i.example/b.png)](https://y.example)", {})
    assert [s.kind for s in spans] == ["image", "link"]


def test_labels() -> None:
    """Case and runs of blanks do not matter."""
    assert reference_label("  A \n b ") == "a b"


@pytest.mark.parametrize(
    "piece", ["[", "]", "[a](", "*a ", "` `` ", "<a ", "<!--", "![", "^[", "[[]", "_", "&", "\\", "("]
)
def test_worst_input_takes_linear_time(piece: str) -> None:
    """Nothing but openings: no opening is looked at again and again."""
    scan(piece * (100_000 // len(piece)), {})


def test_entities_and_brackets_in_urls() -> None:
    """A bare URL inside brackets ends with them; one with its own keeps them."""
    spans = [s for s in scan("[see https://x.example/a] and https://y.example/[b]", {}) if s.kind == "url"]
    assert [(s.start, s.end) for s in spans] == [(5, 24), (30, 51)]
    assert shown("a&nbsp;b") == "a\u00a0b"
