"""The pieces: edits, places in a source, facts, dates, writing."""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from srccheck.citations import parse_note_text
from srccheck.documents.wikitext_templates import words as template_words
from srccheck.errors import UnreadableInputError, UsageError
from srccheck.fixing import Edit, Repaired, Wish, read_facts, repair, unified_diff, write_file
from srccheck.fixing.dates import phrases, restyled
from srccheck.fixing.records import edited
from srccheck.fixing.repairs import certain_repair
from srccheck.fixing.source import Source, written_at
from srccheck.fixing.wikitext import styles
from srccheck.model import Location
from tests.fixing.facts import NOW, alive, dead, moved

DAY = dt.date(2026, 11, 22)
URL = "https://town.example/plan"


@st.composite
def edits_of_a_text(draw) -> tuple[str, list[Edit]]:
    text = draw(st.text(max_size=60))
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
    pairs = zip(cuts[::2], cuts[1::2], strict=False)
    return text, [Edit(start=a, end=b, text=draw(st.text(max_size=5))) for a, b in pairs]


@settings(derandomize=True, max_examples=200, deadline=None)
@given(edits_of_a_text())
def test_edits_change_nothing_but_their_regions(case):
    """What stands between the regions stands there afterwards, in whatever order the edits are given."""
    text, edits = case
    after = edited(text, reversed(edits))
    rest = after
    at = 0
    for edit in sorted(set(edits)):
        kept = text[at : edit.start]
        assert rest.startswith(kept + edit.text)
        rest = rest[len(kept + edit.text) :]
        at = edit.end
    assert rest == text[at:]


PIECES = st.sampled_from(
    [
        "See ",
        f"{URL} ",
        f"[plan]({URL}) ",
        f"<{URL}>, ",
        "“A title”, ",
        "3 May 2024. ",
        "\r\n\r\n",
        "[^1] ",
        "\n[^1]: ",
        "*",
        "`",
        "é",
    ]
)


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_repairs_change_nothing_but_their_regions(text):
    """Whatever the document: outside the edits of the fixes that are done, every character stays."""
    facts = moved(URL, "https://town.example/new")
    result = repair("a.md", text.encode(), facts=facts, wish=Wish(), now=NOW)
    assert result.after == edited(text, [edit for fix in result.done for edit in fix.edits])
    assert result.after.replace("https://town.example/new", URL) == text
    assert (result.data is None) == (not result.done)


@pytest.mark.parametrize("edits", [[(0, 2), (1, 3)], [(0, 9)], [(2, 1)]])
def test_edits_that_collide(edits):
    """Two that touch the same characters, one outside the text, one turned round."""
    with pytest.raises(UsageError, match="same characters"):
        edited("abc", [Edit(start=a, end=b, text="x") for a, b in edits])


WRITTEN = [
    ("see https://a.b/c", "https://a.b/c", {}, True),
    ("see https://a.b/\n   c", "https://a.b/\nc", {}, True),
    ("see https://a.b/\r\nc", "https://a.b/\nc", {}, True),
    ("see https://a.b/ c", "https://a.b/\nc", {}, False),
    (r"see https://a.b/\_c", "https://a.b/_c", {"escapes": True}, True),
    (r"see https://a.b/\_c", "https://a.b/_c", {}, False),
    ("see https://a.b/?x&amp;y", "https://a.b/?x&y", {"references": True}, True),
    ("see https://a.b/?x&#38;y", "https://a.b/?x&y", {"references": True}, True),
    ("see https://a.b/?x&y", "https://a.b/?x&y", {"references": True}, True),
    ("see https://a.b/d", "https://a.b/c", {}, False),
    ("see https://a.b", "https://a.b/c", {}, False),
]


@pytest.mark.parametrize(("text", "raw", "ways", "there"), WRITTEN)
def test_an_address_is_there_or_not(text, raw, ways, there):
    """Broken over lines, with escapes or references where the format has such."""
    assert written_at(text, 4, raw, **ways) == (len(text) if there else None)


def test_places_of_a_source():
    """All three line ends count; there is nothing beyond the end."""
    source = Source(text="ab\r\ncd\ref\ngh")
    assert [source.offset(Location(line=line, column=2)) for line in (1, 2, 3, 4)] == [1, 5, 8, 11]
    assert source.offset(Location(line=5)) is None
    assert source.offset(Location(line=4, column=9)) is None


SLIPS = [
    ("http//a.example/b", "http://a.example/b"),
    ("https:/a.example/b", "https://a.example/b"),
    ("http:///a.example/b", "http://a.example/b"),
    (r"http:\\a.example/b", "http://a.example/b"),
    ("http://https://a.example/b", "https://a.example/b"),
    ("https://http//a.example/b", "http://a.example/b"),
    ("htp://a.example/b", "http://a.example/b"),
    ("hhtps://a.example/b", "https://a.example/b"),
    ("https://a.example:99999/", None),
    ("nonsense", None),
    ("https://a.example/b", None),
]


@pytest.mark.parametrize(("url", "mended"), SLIPS)
def test_slips_of_the_pen(url, mended):
    """Only where nothing else can be meant."""
    assert certain_repair(url) == mended


DATES = [
    ("accessed 20 July 2025", "accessed 22 November 2026"),
    ("Accessed on July 20th, 2025", "Accessed on November 22nd, 2026"),
    ("retrieved Jul. 3, 2025", "retrieved Nov. 22, 2026"),
    ("ACCESSED 20 JULY 2025", "ACCESSED 22 NOVEMBER 2026"),
    ("abgerufen am 20. Juli 2025", "abgerufen am 22. November 2026"),
    ("consulté le 20 juillet 2025", "consulté le 22 novembre 2026"),
    ("consultado el 20 de julio de 2025", "consultado el 22 de noviembre de 2026"),
    ("acesso em: 15 set. 2014", "acesso em: 22 nov. 2026"),
    ("20 июля 2025 г.", "22 ноября 2026 г."),
    ("dostęp 20 lipca 2025", "dostęp 22 listopada 2026"),
    ("letöltve 2025. július 20.", "letöltve 2026. november 22."),
    ("Erişim Tarihi: 20.07.2025", "Erişim Tarihi: 22.11.2026"),
    ("访问日期：2025年7月20日", "访问日期：2026年11月22日"),
    ("접속일: 2025년 7월 20일", "접속일: 2026년 11월 22일"),
    ("[2025-07-20]", "[2026-11-22]"),
    ("20-07-25", "22-11-26"),
    ("accessed 7/20/2025", "accessed 11/22/2026"),
    ("20. 7. 2025", "22. 11. 2026"),
    ("accessed 05/05/2025", None),
    ("accessed July 2025", None),
    ("accessed", None),
    ("accessed 1 May 2024 and 2 May 2024", None),
]


@pytest.mark.parametrize(("old", "new"), DATES)
def test_dates_in_the_same_way(old, new):
    """Order, marks, leading zeros, language, case and length of the month's name."""
    assert restyled(old, DAY) == new


def test_the_month_in_march():
    """A lone digit stays alone, or gets its zero, as the old date shows; a name that is the same stays."""
    march = dt.date(2026, 3, 5)
    assert restyled("3.7.2025", march) == "5.3.2026"
    assert restyled("03.07.2025", march) == "05.03.2026"
    assert restyled("geraadpleegd op 20 juli 2025", march) == "geraadpleegd op 5 maart 2026"
    assert restyled("20 March 2025", march) == "5 March 2026"
    assert restyled("July 1st, 2025", dt.date(2026, 3, 11)) == "March 11th, 2026"
    assert restyled("20 July 2025", march, language="de-AT") == "5 March 2026"


@pytest.mark.parametrize("tag", list(phrases()))
def test_every_phrase_can_be_read_again(tag):
    """Each language's words are written anew, and the reader takes them for an access date."""
    words = restyled(phrases()[tag], DAY, language=tag)
    assert words is not None
    (citation,) = parse_note_text(f"A. Berg, “The plan of the town”, Town Herald, {URL} ({words})")
    assert citation.accessed is not None
    assert citation.accessed.date is not None
    assert citation.accessed.date.isoformat() == "2026-11-22"


@pytest.mark.parametrize("style", styles(), ids=lambda style: style.url)
def test_every_template_style_is_read_again(style):
    """The parameters are those that the reader knows, and each name of a template is one of its own."""
    table = template_words()
    assert table.parameters[style.url] == "archive_url"
    assert table.parameters[style.date] == "archive_date"
    assert table.parameters[style.access] == "access_date"
    assert all(any(style.fits(name) for name in table.types) for style in styles())
    exact = [name for name in style.templates if not name.endswith("*")]
    assert set(exact) <= set(table.types)


BAD_REPORTS = [
    "",
    "[]",
    "{}",
    '{"schema": "srccheck.extract/1"}',
    '{"schema": "srccheck.audit/1", "links": [{}]}',
    '{"schema": "srccheck.audit/1", "links": [], "finished": "2026-11-22T12:00:00"}',
]


@pytest.mark.parametrize("text", BAD_REPORTS)
def test_reports_that_are_none(text):
    """Nothing is repaired by them."""
    with pytest.raises(UsageError):
        read_facts(text)


def test_facts_of_a_report():
    """What repairs need, and when the audit was."""
    link = {
        "url": URL, "status": "dead", "final_url": URL, "checked_at": "2026-11-22T08:00:00Z",
        "dead_since": "2026-11-20T08:00:00Z", "archive": {"died_between": None},
        "uses": [
            {"snapshot": {"url": "https://w.example/1", "timestamp": "2024-05-01T12:00Z"}, "override": None},
            {"snapshot": None},
        ],
    }  # fmt: skip
    text = json.dumps({"schema": "srccheck.audit/1", "finished": "2026-11-22T09:00:00Z", "links": [link]})
    facts, finished = read_facts(text)
    assert finished == dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
    assert facts[URL].is_confirmed_dead
    assert [each.url for each in facts[URL].snapshots] == ["https://w.example/1"]
    assert not alive(URL)[URL].is_confirmed_dead
    assert dead(URL)[URL].snapshot_for(None) == dead(URL)[URL].snapshots[0]


def test_a_diff():
    """Line ends stay; a last line without an end is said to be one; absolute paths stand as they are."""
    text = unified_diff(Repaired(path="d/a.txt", before="a\r\nb", after="a\r\nc"))
    assert (
        text == "--- a/d/a.txt\n+++ b/d/a.txt\n@@ -1,2 +1,2 @@\n a\r\n-b\n\\ No newline at end of file\n"
        "+c\n\\ No newline at end of file\n"
    )
    assert unified_diff(Repaired(path="/d/a.txt", before="a\n", after="b\n")).startswith("--- /d/a.txt\n")
    assert unified_diff(Repaired(path="a.txt", before="a\n", after="a\n")) == ""


def test_writing_in_one_step(tmp_path: Path):
    """Permissions stay, a symbolic link stays one, nothing is left lying about; a backup if asked."""
    path, link = tmp_path / "a.txt", tmp_path / "link.txt"
    path.write_bytes(b"old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_file(link, b"new", expected=b"old", backup=True)
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert sorted(each.name for each in tmp_path.iterdir()) == ["a.txt", "a.txt.bak", "link.txt"]
    assert (tmp_path / "a.txt.bak").read_bytes() == b"old"


def test_writing_over_somebodys_change(tmp_path: Path):
    """What was changed since it was read is left as it is."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"newer")
    with pytest.raises(UnreadableInputError, match="changed while"):
        write_file(path, b"new", expected=b"old")
    assert path.read_bytes() == b"newer"


@pytest.mark.skipif(sys.platform == "win32", reason="folders of Windows know no such permission")
def test_writing_where_it_is_not_permitted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The old file stays, and no temporary one."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"old")

    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(UnreadableInputError, match="Permission denied"):
        write_file(path, b"new", expected=b"old")
    assert [each.name for each in tmp_path.iterdir()] == ["a.txt"]
    assert path.read_bytes() == b"old"
