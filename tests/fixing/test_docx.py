"""Word documents: repairs are tracked changes, and nothing else in the package changes."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from lxml import etree

from srccheck.extraction import extract
from srccheck.fixing import LinkFacts, Repaired, Wish, repair
from tests.documents.docx_maker import STRICT, docx, field, mark, note, p, run
from tests.fixing.facts import DAY, NOW, alive, dead, moved

URL = "https://town.example/plan"
NEW = "https://town.example/new/plan"
COPY = f"https://web.archive.org/web/20240501120000/{URL}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def fixed(data: bytes, facts: dict[str, LinkFacts], **wish) -> Repaired:
    return repair("a.docx", data, facts=facts, wish=Wish(**wish), now=NOW)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}


def notes_part(data: bytes) -> etree._Element:
    return etree.fromstring(parts(data)["word/footnotes.xml"])


def in_a_note(*content: str, **more) -> bytes:
    return docx(
        p(run("A plan was made."), mark(2)),
        footnotes=note(2, p("<w:r><w:footnoteRef/></w:r>", run(" Anna Berg, “The plan”, "), *content)),
        **more,
    )


def test_a_copy_is_inserted_behind_the_link():
    """Whatever stands behind the link in the same run stays behind the insertion, and looks as it did."""
    looks = "<w:r><w:rPr><w:i/></w:rPr><w:t>URL, accessed 3 May 2024.</w:t></w:r>".replace("URL", URL)
    data = in_a_note(looks)
    result = fixed(data, dead(URL))
    assert result.data is not None
    before, after = parts(data), parts(result.data)
    assert {name for name in before if before[name] != after[name]} == {"word/footnotes.xml"}
    assert list(before) == list(after)
    (insertion,) = notes_part(result.data).iter(f"{W}ins")
    assert dict(insertion.attrib) == {
        f"{W}id": "3",
        f"{W}author": "srccheck",
        f"{W}date": "2026-11-22T12:00:00Z",
    }
    assert "".join(insertion.itertext()) == f" [{COPY}]"
    assert insertion.find(f"{W}r/{W}rPr/{W}i") is not None
    runs = ["".join(each.itertext()) for each in notes_part(result.data).iter(f"{W}r")]
    assert runs[-3:] == [URL, f" [{COPY}]", ", accessed 3 May 2024."]
    assert f"+ Anna Berg, “The plan”, {URL} [{COPY}], accessed" in "\n".join(
        f"+{line}" for line in result.after.splitlines()
    )
    assert fixed(result.data, dead(URL)).fixes == ()


REPLACED = [
    (run(f"{URL}."), 1),
    (run("https://town.") + run("example/pl") + run("an, accessed 3 May 2024."), 3),
    (f"<w:r><w:tab/><w:t>{URL}</w:t><w:tab/><w:t>2024.</w:t></w:r>", 1),
    ("<w:r><w:t>https://town.example</w:t><w:t>/plan</w:t></w:r>", 1),
]


@pytest.mark.parametrize(("content", "runs"), REPLACED)
def test_a_new_address_is_a_deletion_and_an_insertion(content, runs):
    """However the address is spread over runs."""
    result = fixed(in_a_note(content), moved(URL, NEW))
    assert result.data is not None
    root = notes_part(result.data)
    assert "".join(each.text or "" for each in root.iter(f"{W}delText")) == URL
    assert "".join("".join(each.itertext()) for each in root.iter(f"{W}ins")) == NEW
    assert len(list(root.iter(f"{W}del"))) == runs
    ids = [each.get(f"{W}id") for each in root.iter(f"{W}ins", f"{W}del", f"{W}footnote")]
    assert len(ids) == len(set(ids))
    assert [
        link.url for n in extract(result.data, name="a.docx").notes for c in n.citations for link in c.links
    ] == [NEW]
    assert fixed(result.data, moved(URL, NEW)).fixes == ()


def hyperlink(shown: str) -> str:
    looks = '<w:rPr><w:rStyle w:val="Hyperlink"/></w:rPr>'
    return f'<w:hyperlink r:id="h1"><w:r>{looks}<w:t>{shown}</w:t></w:r></w:hyperlink>'


@pytest.mark.parametrize("shown", [URL, "town.example"])
def test_hyperlinks(shown):
    """A copy goes behind the hyperlink and does not look like a part of it; its target cannot be tracked."""
    data = in_a_note(hyperlink(shown), run(", accessed 3 May 2024."), note_links={"h1": URL})
    result = fixed(data, dead(URL))
    if shown == URL:
        assert result.data is not None
        (insertion,) = notes_part(result.data).iter(f"{W}ins")
        assert insertion.getprevious().tag == f"{W}hyperlink"
        assert insertion.find(f".//{W}rStyle") is None
    told = fixed(data, moved(URL, NEW))
    assert told.data is None
    assert "change it in Word" in told.fixes[0].line


def test_a_field_ends_before_the_copy():
    """A hyperlink as a field: the copy stands behind the field's end."""
    data = in_a_note(field(f'HYPERLINK "{URL}"', run(URL)), run(", accessed 3 May 2024."))
    result = fixed(data, dead(URL))
    assert result.data is not None
    (insertion,) = notes_part(result.data).iter(f"{W}ins")
    assert insertion.getprevious().find(f"{W}fldChar").get(f"{W}fldCharType") == "end"


def test_running_text_and_two_paragraphs():
    """Links outside notes, and in the second paragraph of a note."""
    data = docx(
        p(run("Intro.")) + p(run("See "), hyperlink("this plan"), run(" of the town."), mark(2)),
        footnotes=note(2, p(run(" Anna Berg, “The plan”.  ")), p(run(f"  Town Herald, {URL}/b."))),
        links={"h1": URL},
        core="<dc:title>The town</dc:title>",
    )
    result = fixed(data, dead(URL) | dead(f"{URL}/b"))
    assert [fix.snapshot for fix in result.done] == [f"{COPY}/b", COPY]
    assert f"See this plan [{COPY}] of the town." in result.after
    assert f"{URL}/b [{COPY}/b]." in result.after
    assert fixed(docx(p(run("Intro."))), {}).data is None


def test_somebody_elses_changes():
    """Behind a tracked insertion ours stands by itself; in the middle of one nothing is done."""
    end = f'<w:ins w:id="9" w:author="Ed" w:date="2026-01-01T00:00:00Z">{run(URL)}</w:ins>'
    result = fixed(in_a_note(end, run(".")), dead(URL))
    assert result.data is not None
    ours = [each for each in notes_part(result.data).iter(f"{W}ins") if each.get(f"{W}author") == "srccheck"]
    assert [each.getparent().tag for each in ours] == [f"{W}p"]
    middle = f'<w:ins w:id="9" w:author="Ed" w:date="2026-01-01T00:00:00Z">{run(URL + " (a plan)")}</w:ins>'
    told = fixed(in_a_note(middle), dead(URL))
    assert told.data is None
    assert "change it in Word" in told.fixes[0].line


def test_access_dates_are_tracked():
    """The old date struck out, the new one inserted."""
    data = in_a_note(run(f"{URL}, accessed 3 May 2024."))
    wish = {"codes": frozenset({"D301"}), "access_date": dt.date(2026, 11, 22), "seen_since": NOW - DAY}
    result = fixed(data, alive(URL), **wish)
    assert result.data is not None
    root = notes_part(result.data)
    assert "".join(each.text or "" for each in root.iter(f"{W}delText")) == "accessed 3 May 2024"
    assert "".join("".join(each.itertext()) for each in root.iter(f"{W}ins")) == "accessed 22 November 2026"


def test_strict_documents():
    """The namespace of ISO/IEC 29500 Strict is kept."""
    data = docx(
        p(run("See "), hyperlink(URL), run(" now.")),
        namespace=STRICT,
        links={"h1": URL},
        core="<dc:title>T</dc:title>",
    )
    result = fixed(data, dead(URL))
    assert result.data is not None
    root = etree.fromstring(parts(result.data)["word/document.xml"])
    (insertion,) = root.iter("{http://purl.oclc.org/ooxml/wordprocessingml/main}ins")
    assert "".join(insertion.itertext()) == f" [{COPY}]"
