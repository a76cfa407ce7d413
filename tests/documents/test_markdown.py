"""Markdown: footnotes, links, front matter; lines and columns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from srccheck.documents import read
from srccheck.model import Manuscript, RawNote

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "documents" / "markdown"


def of(text: str) -> Manuscript:
    return read(text.encode(), name="a.md")


def notes(manuscript: Manuscript, kind: str) -> list[RawNote]:
    return [note for note in manuscript.notes or () if note.kind == kind]


@pytest.fixture(scope="module")
def bridges() -> Manuscript:
    return read(FIXTURES / "notes.md")


def test_definitions(bridges: Manuscript) -> None:
    """Each once, in its place: those of several paragraphs, repeated and unused ones."""
    assert [
        (n.marker, n.number, n.location.line, n.location.end_line, n.text.text)
        for n in notes(bridges, "footnote")
    ] == [
        (
            "1",
            1,
            15,
            18,
            "Ada Lind, On Bridges, https://lind.example/on_bridges, 2011 goes on here. "
            "A second paragraph, with a link.",
        ),
        ("named", None, 20, 20, "Plain [Data] & more."),
        ("1", 1, 21, 21, "The same label again."),
        ("unused", None, 22, 22, "Nobody points here."),
    ]


def test_references_and_orphans(bridges: Manuscript) -> None:
    """Where the text points to notes, and to what is none; code and comments point nowhere."""
    found = {n.marker: [(r.line, r.column) for r in n.references] for n in notes(bridges, "footnote")}
    assert found == {"1": [(7, 17)], "named": [(7, 27)], "unused": []}
    assert [(m, p.line, p.column) for m, p in bridges.orphans] == [("lost", 9, 8)]


def test_links(bridges: Manuscript) -> None:
    """Inline, automatic, bare, by reference, of an image, of HTML, in an aside, in a quotation."""
    assert [
        (n.location.line, n.location.column, n.text.text, [link.url for link in n.linked])
        for n in notes(bridges, "inline")
    ] == [
        (7, 38, "survey", ["https://survey.example/a_(b)"]),
        (8, 9, "https://auto.example/page", []),
        (8, 42, "https://bare.example/path", []),
        (8, 73, "the register", ["https://register.example/entry"]),
        (9, 21, "An aside: see its source.", ["https://aside.example/"]),
        (11, 1, "https://badge.example/", []),
        (11, 67, "https://html.example/?a=1&b=2", []),
        (30, 10, "https://quoted.example/1", []),
    ]


def test_links_that_a_note_does_not_show(bridges: Manuscript) -> None:
    """The URL behind a word is handed on with its place; one that is written out is not."""
    (link,) = notes(bridges, "footnote")[0].linked
    assert (link.url, link.location.line, link.location.column) == ("https://second.example/", 18, 30)


def test_title_and_body(bridges: Manuscript) -> None:
    """The front matter's title; a body without notes, code, comments and front matter."""
    assert bridges.title == "Bridges, briefly"
    text = "\n".join(line.text for line in bridges.body)
    assert "second paragraph" not in text
    assert "code is no note" not in text
    assert "layout: post" not in text
    assert "comment.example" not in text
    assert "The first bridge" in text


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: |\n  Of *Towns*\n---\n# Other\n", "Of *Towns*"),
        ("+++\ntitle = 'Hugo'\n+++\ntext\n", "Hugo"),
        ("---\nlayout: x\n---\n\n## Of *Towns*\n", "Of Towns"),
        ("Setext [link](https://x.example)\n===\n", "Setext link"),
        ("---\nno end\n", None),
        ("words alone\n", None),
        ("", None),
    ],
)
def test_titles(text: str, title: str | None) -> None:
    """Front matter of three kinds, headings of two."""
    assert of(text).title == title


def test_templates_and_other_schemes_are_no_links() -> None:
    """What a site generator fills in, mail, anchors and paths lead to no page of the web."""
    manuscript = of("[a]({{ site.url }}/x) [b](https://{{host}}/) [c](mailto:a@b.example) [d](#e) [f](/g)\n")
    assert notes(manuscript, "inline") == []


@pytest.mark.parametrize("frame", ["{}\n", "text[^1]\n\n[^1]: {}\n"])
def test_escapes_in_urls(frame: str) -> None:
    """A backslash before punctuation, and an entity, are the writer's: the URL is without them."""
    url = "https://xn\\--a.example/\\~b/c\\_\\_d?e=1&amp;f=2"
    manuscript = of(frame.format(f"See {url} there, \\<https://y.example/z\\>."))
    texts = [note.text for note in manuscript.notes or ()]
    shown = " ".join(text.text for text in texts)
    assert "https://xn--a.example/~b/c__d?e=1&f=2" in shown
    assert "https://y.example/z" in shown
    assert "\\" not in shown
    source = frame.format(f"See {url}").splitlines()[texts[0].origins[0].line - 1]
    for text in texts:
        place = text.locate(text.text.index("f=2")) if "f=2" in text.text else None
        assert place is None or place.column == source.index("f=2") + 1


def test_escapes_in_targets() -> None:
    """A link's target has its escapes undone; half an entity (`&copy=1`) is a parameter."""
    (note,) = notes(of("[a](https://x.example/b\\_c?d=1&copy=1&amp;e=2)\n"), "inline")
    assert [link.url for link in note.linked] == ["https://x.example/b_c?d=1&copy=1&e=2"]


def test_links_in_blocks_of_html() -> None:
    """Tags of a block of HTML link as well; a comment does not."""
    manuscript = of(
        '<div>\n<a href="https://x.example/">x</a>\n</div>\n\n<!--\n<a href="https://y.example/">\n-->\n'
    )
    assert [(n.text.text, n.location.line) for n in notes(manuscript, "inline")] == [
        ("https://x.example/", 2)
    ]


def test_definitions_in_lists_and_quotations() -> None:
    """Wherever a definition may stand, its line is right."""
    manuscript = of("- item[^a]\n\n  [^a]: In a list.\n\n> quoted[^b]\n>\n> [^b]: In a quotation.\n")
    assert [(n.marker, n.location.line, n.location.column) for n in notes(manuscript, "footnote")] == [
        ("a", 3, 3),
        ("b", 7, 3),
    ]
    assert [n.references[0].column for n in notes(manuscript, "footnote")] == [7, 9]


def test_empty_definition() -> None:
    """A label without a text is a note without a text."""
    (note,) = notes(of("a[^1]\n\n[^1]:   \n"), "footnote")
    assert (note.text.text, note.location.line) == ("", 3)


@pytest.mark.parametrize(
    "text", [">" * 10_000 + " x", "- " * 10_000 + "x", "[" * 50_000 + "]" * 50_000, "*a" * 50_000]
)
def test_deep_nesting(text: str) -> None:
    """Ten thousand levels are read, not walked into."""
    assert of(text).format == "markdown"


def test_twenty_thousand_notes() -> None:
    """Every one of many notes is found with its reference."""
    text = "".join(f"text[^{n}]\n\n[^{n}]: note {n}, https://x.example/{n}\n\n" for n in range(20_000))
    found = notes(of(text), "footnote")
    assert len(found) == 20_000
    assert all(len(note.references) == 1 for note in found)


def test_programming_historian(shared: Path) -> None:
    """In 44 real lessons every definition is found once, in its line."""
    for path in sorted((shared / "corpus" / "programming-historian").glob("*/*.md")):
        wanted, fence = [], None
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            mark = re.match(r"\s*(```|~~~)", line)
            if mark:
                fence = mark[1] if fence is None else None if line.strip().startswith(fence) else fence
            label = None if fence else re.match(r" {0,3}\[\^([^\]\s]+)\]:", line)
            if label:
                wanted.append((label[1], number))
        assert [(n.marker, n.location.line) for n in notes(read(path), "footnote")] == wanted, path.name


def test_definitions_of_links_are_no_notes() -> None:
    """`[1]: https://…` gives `[old][1]` its target, and is nothing that a reader sees."""
    text = (
        'Ports are [old][1], ships [older][s].\n\n[1]: https://a.example/x "Old"\n[s]: https://a.example/s\n'
    )
    body = of(text).body
    assert not [line.text for line in body if "example" in line.text]
