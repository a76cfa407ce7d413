"""Comments that silence findings, in the syntax of each format."""

from __future__ import annotations

import pytest

from srccheck.documents import REGISTRY
from srccheck.documents.comments import ignores, without_ignores
from srccheck.extraction import extract
from srccheck.model.overrides import InlineIgnore


@pytest.mark.parametrize(
    ("form", "text", "found"),
    [
        ("markdown", "a\n<!-- srccheck: ignore[L201, D3] -->\nb", (2, 1, ("L201", "D3"), True)),
        ("markdown", "[a](b) <!-- SRCCHECK: Ignore [l201] -->", (1, 8, ("L201",), False)),
        ("html", "<p>x</p><!--srccheck:ignore[A4]--><p>", (1, 9, ("A4",), False)),
        ("wikitext", "\r\n\r<!-- srccheck: ignore[A4] -->", (3, 1, ("A4",), True)),
        ("jats", "<!-- srccheck: ignore[A4] -->", (1, 1, ("A4",), True)),
        ("latex", "\\footnote{x} % srccheck: ignore[A4] because", (1, 14, ("A4",), False)),
        ("latex", "  %% srccheck: ignore[A4]", (1, 3, ("A4",), True)),
        ("bibtex", "% srccheck: ignore[A4]\n@book{", (1, 1, ("A4",), True)),
        ("bibtex", "# srccheck: ignore[A4]", (1, 1, ("A4",), True)),
        ("org", "# srccheck: ignore[A4]", (1, 1, ("A4",), True)),
        ("rst", ".. srccheck: ignore[A4]", (1, 1, ("A4",), True)),
        ("asciidoc", "// srccheck: ignore[A4]", (1, 1, ("A4",), True)),
        ("text", "4. x # srccheck: ignore[A4]\f", (1, 6, ("A4",), False)),
        ("text", "# srccheck: ignore[]", (1, 1, (), True)),
        ("text", "# srccheck: ignore[all, L201x]", (1, 1, (), True)),
        ("markdown", "# srccheck: ignore[A4]", None),
        ("markdown", "<!-- srccheck: ignore[A4]\n-->", None),
        ("markdown", "<!-- srccheck: ignore A4 -->", None),
        ("html", "<!-- x --> srccheck: ignore[A4] -->", None),
        ("latex", "100 % of it says srccheck: ignore[A4]", None),
        ("text", "we write srccheck: ignore[A4]", None),
        ("pdf", "# srccheck: ignore[A4]", None),
    ],
)
def test_comments(form: str, text: str, found: tuple[int, int, tuple[str, ...], bool] | None) -> None:
    """Only comments count, on one line, with their place as an editor counts lines."""
    expected = ()
    if found:
        line, column, codes, alone = found
        expected = (InlineIgnore(line=line, column=column, codes=codes, alone=alone),)
    assert ignores(text, form) == expected


def test_formats_are_those_of_the_registry() -> None:
    """Every format with comments is one that can be read."""
    known = {each.name for each in REGISTRY.formats}
    from srccheck.documents import comments as module

    assert set(module._COMMENTS) <= known


def test_blanks_in_their_place() -> None:
    """Where a reader would read our comment it becomes blanks: nothing else moves."""
    text = "a # srccheck: ignore[L2]\r\nb\n# srccheck: ignore[D3]\n"
    masked = without_ignores(text, "text")
    assert len(masked) == len(text)
    assert masked.split() == ["a", "b"]
    assert masked.index("b") == text.index("\nb") + 1
    assert without_ignores(text, "markdown") == text


NOTES = """\
Claims.[1] More.[2] Last.[3]

[1] A. Author, “First”, https://a.example/1.
{before}[2] B. Author, “Second title of it”, https://b.example/2.{behind}
continued here, p. 3.{inside}
[3] C. Author, “Third”, https://c.example/3.
"""
ASIDE = "# srccheck: ignore[D301]"


@pytest.mark.parametrize(
    "places",
    [
        {"before": f"{ASIDE}\n", "behind": "", "inside": ""},
        {"before": "", "behind": f" {ASIDE}", "inside": ""},
        {"before": "", "behind": "", "inside": f" {ASIDE}"},
    ],
)
def test_a_comment_silences_its_note(places: dict[str, str]) -> None:
    """Alone before the note, or in it: the other notes still speak, and the note's text is as without it."""
    import datetime as dt

    from srccheck.judging import judge_audit
    from srccheck.settings import Settings

    bare = extract(NOTES.format(before="", behind="", inside="").encode(), name="a.txt")
    document = extract(NOTES.format(**places).encode(), name="a.txt")
    assert [note.text for note in document.notes] == [note.text for note in bare.notes]
    found = judge_audit([document], (), as_of=dt.date(2026, 11, 22), settings=Settings(select=("D301",)))
    assert [item.note for item in found] == ["n1", "n3"]


MARKDOWN = """\
See [one](http://intranet/x) and [two](http://intranet/y). <!-- srccheck: ignore[L208] -->

<!-- srccheck: ignore[L2] -->
Or [three](http://intranet/z) and [four](http://intranet/q).

Not [five](http://intranet/5), <!-- srccheck: ignore[L201] --> nor[^lost]. <!-- srccheck: ignore[Z9] -->

Lost[^gone] <!-- srccheck: ignore[N101] -->

[^a]: A note. <http://intranet/a> <!-- srccheck: ignore[L208,N102] -->
[^b]: A note. <http://intranet/b>
"""


def test_links_in_running_text_by_their_line() -> None:
    """A comment behind links means those of its line, one that stands alone the next; N101 has no note."""
    document = extract(MARKDOWN.encode(), name="a.md")
    found = {(item.code, item.location.line) for item in document.findings}
    assert {line for code, line in found if code == "L208"} == {6, 11}
    assert ("O903", 6) in found
    assert ("N101", 6) in found
    assert ("N101", 8) not in found
    assert {line for code, line in found if code == "N102"} == {11}
