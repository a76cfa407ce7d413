"""What pandoc reads for us: notes, links, places."""

from __future__ import annotations

import contextlib
import io
import json
import os
import stat
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srccheck.documents import pandoc_run
from srccheck.documents.pandoc import is_epub, is_odt, is_rtf, read_pandoc
from srccheck.documents.pandoc_places import Source
from srccheck.documents.pandoc_run import Node, find_pandoc, syntax_tree
from srccheck.documents.pandoc_text import blocks_of, plain
from srccheck.errors import MissingLibraryError, UnreadableInputError
from srccheck.model import Location, Manuscript
from tests.conftest import ROOT

FOLDER = ROOT / "fixtures" / "documents" / "pandoc"
needs_pandoc = pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc here (extra: pandoc)")

_XHTML = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head><title>t</title></head>'


def odt() -> bytes:
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for prefix, name in (("office", "office"), ("text", "text"))
    )
    content = (
        f'<office:document-content {names} xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:text>'
        '<text:p>The tables were printed twice.<text:note text:note-class="footnote" text:id="ftn1"><text:note-citation>1'  # noqa: E501
        "</text:note-citation><text:note-body><text:p>Ada Quill, Two printings.</text:p></text:note-body></text:note></text:p>"  # noqa: E501
        '<text:p>See <text:a xlink:href="https://tides.example/tables">the tables</text:a>.</text:p>'
        "</office:text></office:body></office:document-content>"
    )
    return packed(
        "application/vnd.oasis.opendocument.text",
        {
            "content.xml": content,
            "styles.xml": f"<office:document-styles {names}><office:styles/><office:automatic-styles/>"
            "<office:master-styles/></office:document-styles>",
        },
    )


def odt_of(text: str) -> bytes:
    names = " ".join(
        f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
        for prefix in ("office", "text")
    )
    styles = "<office:styles/><office:automatic-styles/><office:master-styles/>"
    return packed(
        "application/vnd.oasis.opendocument.text",
        {
            "content.xml": f"<office:document-content {names}><office:body><office:text>{text}</office:text></office:body>"  # noqa: E501
            "</office:document-content>",
            "styles.xml": f"<office:document-styles {names}>{styles}</office:document-styles>",
        },
    )


def cited(number: int, shown: str, *items: dict) -> str:
    """A citation as Zotero writes it in LibreOffice: the name of a reference mark holds its data."""
    data = {"citationItems": [{"itemData": item} for item in items], "properties": {"plainCitation": shown}}
    name = quoteattr(f"ZOTERO_ITEM CSL_CITATION {json.dumps(data)} RNDx{number}")
    return f"<text:reference-mark-start text:name={name}/>{shown}<text:reference-mark-end text:name={name}/>"


@needs_pandoc
def test_reference_marks_of_zotero_in_odt():
    """What Zotero keeps is stated, in notes and in text; a source counts once in text, what is typed beside it too."""  # noqa: E501
    tables = {"id": 1, "type": "webpage", "title": "Tide tables", "URL": "https://tides.example/tables"}
    ledger = {"id": 2, "type": "book", "title": "The ledger"}
    body = (
        f"<text:p>As said {cited(1, '(Quill)', tables)}.<text:note text:note-class='footnote' text:id='f1'>"
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>First.</text:p>"
        f"<text:p>See {cited(2, 'Quill, Tide tables', tables, ledger)}; https://typed.example/page</text:p></text:note-body>"
        f"</text:note></text:p><text:p>Again {cited(3, '(Quill)', tables)}, {cited(4, '', ledger)}"
        "<text:reference-mark text:name='mine'/>.</text:p>"
    )
    first, foot, second = read_pandoc("a.odt", odt_of(body), form="odt").notes
    assert (first.kind, first.text.text, first.location.column) == ("inline", "(Quill)", 9)
    assert first.stated[0].csl.title == "Tide tables"
    assert foot.text.text == "First. See Quill, Tide tables; https://typed.example/page"
    assert [source.text for source in foot.stated] == [
        "Tide tables, https://tides.example/tables",
        "The ledger",
        "https://typed.example/page",
    ]
    assert foot.stated[0].location.column == 12
    assert (second.text.text, second.stated[0].csl.title) == ("The ledger", "The ledger")


def epub() -> bytes:
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        '<dc:title>The harbour ledger</dc:title></metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'  # noqa: E501
        '</manifest><spine><itemref idref="a"/></spine></package>'
    )
    text = (
        f'{_XHTML}<body><p>The tables were printed twice.<a epub:type="noteref" href="#n1">1</a></p>'
        '<aside epub:type="footnote" id="n1"><p>Ada Quill, Two printings.</p></aside></body></html>'
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
        '<rootfile full-path="c.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    return packed(
        "application/epub+zip", {"META-INF/container.xml": container, "c.opf": opf, "a.xhtml": text}
    )


def packed(mimetype: str, parts: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("mimetype", mimetype)
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def read(name: str, form: str) -> tuple[Manuscript, list[str]]:
    data = (FOLDER / name).read_bytes()
    return read_pandoc(name, data, form=form), data.decode().split("\n")


def written(lines: list[str], place: Location, length: int = 12) -> str:
    """What the source has at a place."""
    return lines[place.line - 1][place.column - 1 :][:length]


CASES = [
    ("harbour.rst", "rst", [".. [#first] ", ".. [#second]"], ["[#first]_, a", "[#second]_. "]),
    ("harbour.org", "org", ["[fn:1] Ada Q", "[fn:copy] Th"], ["[fn:1] A /se", "[fn:copy]"]),
    ("harbour.adoc", "asciidoc", ["footnote:[Ad", "footnote:[Ib"], ["footnote:[Ad", "footnote:[Ib"]),
    ("harbour.tex", "latex", ["\\footnote{Ad", "\\footnote{\\h", "\\footnote{Ib"],
     ["\\footnote{Ad", "\\footnote{\\h", "\\footnote{Ib"]),
]  # fmt: skip


@needs_pandoc
@pytest.mark.parametrize(("name", "form", "notes", "marks"), CASES, ids=[case[1] for case in CASES])
def test_formats_that_are_text(name, form, notes, marks):
    """Notes, marks and URLs stand where the source has them."""
    manuscript, lines = read(name, form)
    found = [each for each in manuscript.notes if each.kind == "footnote"]
    assert [each.marker for each in found] == [str(number) for number in range(1, len(notes) + 1)]
    assert [written(lines, each.location) for each in found] == notes
    assert [written(lines, each.references[0]) for each in found] == marks
    first = found[0].text
    assert first.text.startswith("Ada Quill, ")
    assert first.text.endswith("https://harbour.example/review/4/quill (accessed 3 May 2024).")
    assert written(lines, first.locate(first.text.index("https"))) == "https://harb"
    assert found[0].location.end_line == first.locate(len(first.text) - 1).line
    assert manuscript.title == "The harbour ledger"
    assert (manuscript.format, manuscript.encoding) == (form, "utf-8")
    assert all(
        written(lines, Location(line=b.line, column=b.column), 3) == b.text[:3] for b in manuscript.body
    )


@needs_pandoc
def test_links():
    """Links whose text is no address come with the note; links in running text are notes of their own."""
    manuscript, lines = read("harbour.rst", "rst")
    inline = [each for each in manuscript.notes if each.kind == "inline"]
    assert [(n.text.text, n.linked[0].url) for n in inline] == [
        ("the tables", "https://tides.example/tables?year=1911"),
        ("https://tides.example/raw_data", "https://tides.example/raw_data"),
    ]
    assert [written(lines, each.location) for each in inline] == ["the tables <", "https://tide"]
    note = [each for each in read("harbour.tex", "latex")[0].notes if each.kind == "footnote"][1]
    assert [link.url for link in note.linked] == ["https://archive.example/ledger"]
    assert note.text.text == "The ledger, p.\u00a09."
    mailed = read("harbour.org", "org")[0]
    assert "mailto:clerk@tides.example" not in mailed.known_urls


@needs_pandoc
def test_jats():
    """Footnotes, and the reference list with its fields."""
    manuscript, lines = read("harbour.xml", "jats")
    note, reference = manuscript.notes
    assert (note.text.text, [link.url for link in note.linked]) == (
        "Ada Quill, Two printings of one tide, online.", ["https://harbour.example/review/4/quill"],
    )  # fmt: skip
    assert written(lines, note.location) == '<fn id="fn1"'
    assert (reference.kind, reference.marker, written(lines, reference.location)) == (
        "reference",
        "r1",
        '<ref id="r1"',
    )
    assert reference.stated[0].csl.DOI == "10.5555/hr.1912.5"
    assert reference.stated[0].csl.author[0].family == "Quill"


@needs_pandoc
@pytest.mark.parametrize(
    ("form", "data"), [("odt", odt()), ("epub", epub()), ("rtf", (FOLDER / "harbour.rtf").read_bytes())]
)
def test_formats_that_are_no_text(form, data):
    """Lines are paragraphs there."""
    manuscript = read_pandoc("a", data, form=form)
    first = manuscript.notes[0]
    assert first.text.text.startswith("Ada Quill, Two printings")
    assert (first.location.line, first.references[0].line, first.references[0].column) == (
        1,
        1,
        31 if form != "rtf" else 36,
    )
    assert manuscript.body[0].text.startswith("The ")
    if form != "epub":
        assert manuscript.notes[-1].linked[0].url == "https://tides.example/tables"
        assert manuscript.notes[-1].location.line == 2


def test_kinds_by_content():
    """What the bytes are."""
    assert [is_odt(odt()), is_odt(epub()), is_epub(epub()), is_epub(odt()), is_rtf(b"{\\rtf1}"), is_rtf(b"{}")] == [  # noqa: E501
        True, False, True, False, True, False,
    ]  # fmt: skip


@needs_pandoc
@pytest.mark.parametrize(
    ("form", "data"),
    [
        ("odt", b"PK\x03\x04"), ("odt", b""), ("epub", odt()), ("odt", epub()), ("epub", epub()[:300]),
        ("jats", b"<a"), ("rst", b"a line and more\x01" * 40), ("latex", b"\\begin{document}{"), ("no-such-reader", b"x"),  # noqa: E501
        ("docbook", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a>&b;</a' ),
    ],
)  # fmt: skip
def test_bad_files(form, data):
    """pandoc's own words, in one line, with the path."""
    with pytest.raises(UnreadableInputError) as caught:
        read_pandoc("a", data, form=form)
    assert caught.value.path == "a"
    assert "\n" not in caught.value.why


@needs_pandoc
def test_deep_nesting():
    """Quotes in quotes in quotes are read, or refused in words."""
    with pytest.raises(UnreadableInputError):
        read_pandoc("a", b"".join(b" " * i + b"- x\n\n" for i in range(0, 1200, 2)), form="commonmark")


@needs_pandoc
def test_the_sandbox():
    """pandoc opens no file that a document names."""
    manuscript = read_pandoc("a", b"text\n\n.. include:: /etc/hostname\n", form="rst")
    assert [each.text for each in manuscript.body] == ["text"]


def test_without_pandoc(monkeypatch):
    """The message names the extra."""
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(pandoc_run, "_bundled", lambda: None)
    with pytest.raises(MissingLibraryError, match=r"pip install 'srccheck\[pandoc\]'"):
        read_pandoc("a.rst", b"text", form="rst")


def test_bundled_pandoc_is_optional(monkeypatch):
    """Neither the package nor its program need be there."""
    bundled = pandoc_run._bundled.__wrapped__
    monkeypatch.setitem(sys.modules, "pypandoc", None)
    assert bundled() is None

    class Lost:
        @staticmethod
        def get_pandoc_path() -> str:
            raise OSError("no pandoc")

    monkeypatch.setitem(sys.modules, "pypandoc", Lost)
    assert bundled() is None


def program(folder: Path, text: str) -> None:
    """A stand-in for pandoc."""
    path = folder / "pandoc"
    path.write_text(f"#!{sys.executable}\n{text}\n")
    os.chmod(path, stat.S_IRWXU)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("print('[')", "cannot be read"),
        ("print('[]')", "no document"),
        ("print('{\"blocks\": 1}')", "no document"),
        ("print('{\"blocks\": ' + '[' * 200000)", "nested too deeply"),
        ("print('x' * 3000)", "more than a document"),
        ("import sys; sys.stderr.write('bad\\x1b[31m\\nthing'); sys.exit(64)", r"\(bad\[31m thing\)"),
        ("import sys; sys.exit(2)", "gives no reason"),
        ("import time; time.sleep(60)", "within 1 seconds"),
    ],
)
def test_answers_that_are_no_tree(tmp_path, monkeypatch, script, why):
    """Whatever the program does, the document is refused in words."""
    program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(pandoc_run, "_LARGEST_TREE", 2_000 if "3000" in script else 1_000_000)
    monkeypatch.setattr(pandoc_run, "_TIMEOUT_S", 1.0 if "sleep" in script else 20.0)
    with pytest.raises(UnreadableInputError, match=why):
        syntax_tree("a", b"x", form="rst", label="x")


def test_a_pandoc_without_a_memory_limit(tmp_path, monkeypatch):
    """Builds that take no RTS options are run without."""
    program(
        tmp_path,
        "import sys\nif '+RTS' in sys.argv: sys.exit('Most RTS options are disabled')\nprint('{\"blocks\": []}')",  # noqa: E501
    )
    monkeypatch.setenv("PATH", str(tmp_path))
    assert syntax_tree("a", b"x", form="rst", label="x") == {"blocks": []}


def test_a_pandoc_that_does_not_start(tmp_path, monkeypatch):
    """A program that cannot be run is a missing one."""
    monkeypatch.setattr(pandoc_run, "find_pandoc", lambda: str(tmp_path))
    with pytest.raises(MissingLibraryError, match="does not run"):
        syntax_tree("a", b"x", form="rst", label="x")


def test_the_tree_as_text():
    """Every kind of block and inline element that holds text."""
    word = Node("Str", "w")
    para = Node("Para", [word])
    cell = [["", [], []], None, 1, 1, [para]]
    row = [["", [], []], [cell]]
    table = Node("Table", [None, [None, [para]], [], [None, [row]], [[None, 0, [row], [row]]], [None, [row]]])
    blocks = [
        para, Node("Header", [1, None, [word]]), Node("LineBlock", [[word], [word]]), Node("CodeBlock", [None, "a\nb"]),  # noqa: E501
        Node("BlockQuote", [para]), Node("OrderedList", [None, [[para]]]), Node("BulletList", [[para]]),
        Node("DefinitionList", [[[word], [[para]]]]), Node("Figure", [None, [None, [para]], [para]]),
        Node("Div", [None, [para]]), table, Node("Table", [1, 2, 3, 4, 5]), Node("RawBlock", ["tex", "x"]),
        Node("HorizontalRule", None),
    ]  # fmt: skip
    assert [block.text for block in blocks_of(blocks)] == ["w"] * 4 + ["a", "b"] + ["w"] * 13
    inlines = [
        Node("Quoted", [Node("SingleQuote", None), [word]]), Node("Quoted", [Node("DoubleQuote", None), [word]]),  # noqa: E501
        Node("Space", None), Node("Code", [None, "c"]), Node("Math", [None, "m\nn"]), Node("RawInline", ["tex", "x"]),  # noqa: E501
        Node("Span", [["", [], []], [word]]), Node("Emph", [word]), Node("Image", [None, [word], ["u", ""]]),
    ]  # fmt: skip
    assert plain(inlines) == "‘w’“w” cm nwww"


def test_escapes_in_addresses():
    """Backslashes that pandoc leaves in an RST address are taken out of it; a link's own text stays."""
    bare = Node("Link", [None, [Node("Str", "http://a.example/\\_x")], ["http://a.example/\\_x", ""]])
    named = Node("Link", [None, [Node("Str", "a\\_b")], ["http://a.example/\\_x", ""]])
    (block,) = blocks_of([Node("Para", [bare, named])])
    assert block.text == "http://a.example/_xa\\_b"
    assert [link.url for link in block.links] == ["http://a.example/_x"] * 2


def test_places_of_text_that_is_not_there():
    """Text that the source does not have stands where the last one ended."""
    source = Source("one two\nthree four\n")
    assert source.body("one two", begins=True).locate(4).column == 5
    lost = source.body("***", begins=False)
    assert (lost.text, lost.locate(0).line) == ("***", 1)
    assert source.body("", begins=False).text == ""
    assert source.note("not here at all", (), inside=False) is None
    assert source.note("not here", (), inside=True) is None
    assert source.body("three ", begins=True).text == "three "
    assert source.mark(Location(line=2, column=5), ("[",)) == Location(line=2, column=6)
    assert Source("").body("word", begins=True).text == "word"
    assert Source("").note("", (), inside=True) is None


def test_searching_in_vain_comes_to_an_end():
    """After enough vain searches places are no longer looked for; nothing else changes."""
    source = Source("abc " * 1000)
    for number in range(3_000):
        assert source.note(f"nowhere to be found {number}", (), inside=False) is None
    assert source.note("abc abc abc abc", (), inside=False) is None


@needs_pandoc
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["rst", "latex", "org", "rtf", "jats", "asciidoc", "odt", "epub"]),
    st.lists(
        st.sampled_from(
            [
                "\\footnote{",
                "}",
                ".. [1]",
                "[1]_",
                "[fn:1]",
                "{\\rtf",
                "<fn>",
                "</fn>",
                "text",
                "\n",
                "http://a.example/",
                "\\",
                "`",
                "_",
            ]
        ),
        max_size=30,
    ),
)
def test_any_text(form, pieces):
    """Pieces of markup in any order are read, or refused in words."""
    with contextlib.suppress(UnreadableInputError):
        assert isinstance(read_pandoc("a", " ".join(pieces).encode(), form=form), Manuscript)


@needs_pandoc
@pytest.mark.parametrize(
    ("layout", "suffix"), [("odt", "odt"), ("epub", "epub"), ("latex", "tex"), ("rst", "rst")]
)
def test_shared_documents(shared, layout, suffix):
    """Every note of the rendered documents, with its text."""
    for path in sorted((shared / "citebench" / "dev").glob(f"*_{layout}.{suffix}")):
        gold = json.loads(Path(f"{path}.gold.json").read_text())["notes"]
        notes = read_pandoc(path.name, path.read_bytes(), form=layout).notes
        assert [each.marker for each in notes] == [each["marker"] for each in gold]
        assert [each.text.text[-12:] for each in notes] == [each["text"][-12:] for each in gold]


def tree(*blocks: Node, **meta: Node) -> dict:
    return {"blocks": list(blocks), "meta": meta}


def test_notes_of_several_paragraphs_and_metadata(monkeypatch):
    """Paragraphs of a note become one line; titles, dates and lists come out of the metadata; pictures can be links."""  # noqa: E501
    note = Node("Note", [Node("Para", [Node("Str", "One ")]), Node("Para", [Node("Str", " two")])])
    picture = Node("Link", [None, [], ["https://a.example/", ""]])
    name = Node("MetaMap", {"family": Node("MetaString", "Quill")})
    reference = Node(
        "MetaMap",
        {
            "title": Node("MetaBlocks", [Node("Para", [Node("Str", "T")])]),
            "author": Node("MetaList", [name]),
            "note": None,
        },
    )
    made = tree(
        Node("Para", [Node("Str", "x"), note, picture]),
        title=Node("MetaInlines", [Node("Str", "Told")]),
        references=Node("MetaList", [reference, Node("MetaBool", True)]),
    )
    monkeypatch.setattr("srccheck.documents.pandoc.syntax_tree", lambda *_, **__: made)
    manuscript = read_pandoc("a", b"x", form="rtf")
    assert manuscript.title == "Told"
    assert [(n.kind, n.marker, n.text.text) for n in manuscript.notes] == [
        ("footnote", "1", "One two"),
        ("inline", "", "https://a.example/"),
        ("reference", "1", "Quill, T"),
    ]


def test_a_tree_that_is_too_deep(monkeypatch):
    """Deeper than the interpreter goes: a sentence."""
    deep = Node("Str", "x")
    for _ in range(5_000):
        deep = Node("Emph", [deep])
    monkeypatch.setattr("srccheck.documents.pandoc.syntax_tree", lambda *_, **__: tree(Node("Para", [deep])))
    with pytest.raises(UnreadableInputError, match="nested too deeply"):
        read_pandoc("a", b"x", form="rtf")
