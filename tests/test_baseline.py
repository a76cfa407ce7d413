"""The file of findings that are told no more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

from srccheck.baseline import Baseline
from srccheck.errors import UsageError
from srccheck.news import matched
from tests.reports.samples import finding

URL = "https://a.example/1"
FOUND = (
    finding("D306", "error", 8, message="“31 June” is no day"),
    finding("A401", "error", 3, url=URL),
    finding("L204", "warning", 3, url=URL),
    finding("A406", "info", 3, url=URL),
    finding("X901", "error", None, document="spoilt.pdf"),
    finding("L203", "info", 4, url="https://b.example/"),
)
TEXT = """\
{
  "schema": "srccheck.baseline/1",
  "findings": [
    {"document": "paper.txt", "code": "A401", "note": "n3", "url": "https://a.example/1"},
    {"document": "paper.txt", "code": "D306", "note": "n8", "message": "“31 June” is no day"},
    {"document": "paper.txt", "code": "L203", "note": "n4", "url": "https://b.example/"}
  ]
}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_that_reads_well_in_a_diff(here: Path) -> None:
    """Sorted, an entry a line, without what passes by itself; the same whatever the order was."""
    for found in (FOUND, FOUND[::-1]):
        assert Baseline(file=here / "b.json").text(found, documents=["paper.txt"]) == TEXT
    assert json.loads(Baseline(file=here / "b.json").text((), documents=[]))["findings"] == []


def test_what_is_written_is_read_back(here: Path) -> None:
    """Each finding meets its entry, however the document is named and wherever the file lies."""
    (here / "deep").mkdir()
    file = here / "deep" / "b.json"
    file.write_text(Baseline(file=file).text(FOUND, documents=["paper.txt"]), encoding="utf-8")
    assert '"document": "../paper.txt"' in file.read_text("utf-8")
    for name in ("paper.txt", "./paper.txt", str(here / "paper.txt")):
        entries = Baseline.read(file).named_for([name])
        found = [evolve(each, document=name, note=None) for each in FOUND]
        held = matched(found, entries)
        assert [each.code for each in held.matched] == ["D306", "A401", "L203"]
        assert held.left == ()
    assert Baseline.read(file).named_for(["other.txt"]) == ()


def test_other_documents_keep_their_entries(here: Path) -> None:
    """A run over one document says nothing of another; what it finds replaces what was listed of its own."""
    file = here / "b.json"
    file.write_text(TEXT, encoding="utf-8")
    other = finding("A403", "error", 1, url=URL, document="other.txt")
    text = Baseline.begun(file).text([other], documents=["other.txt"])
    assert [each["code"] for each in json.loads(text)["findings"]] == ["A403", "A401", "D306", "L203"]
    assert json.loads(Baseline.begun(file).text([], documents=["paper.txt"]))["findings"] == []
    assert Baseline.begun(here / "none.json").entries == ()


def test_standard_input_is_called_as_it_is(here: Path) -> None:
    """A dash is no path."""
    said = finding("D306", "error", 1, document="-")
    assert '"document": "-"' in Baseline(file=here / "x" / "b.json").text([said], documents=["-"])


def test_no_controls_in_the_file(here: Path) -> None:
    """What a page or a document sent cannot steer the terminal that shows a diff; the value stays."""
    said = finding("D306", "error", 1, message="a\x9b2J\u202eb")
    text = Baseline(file=here / "b.json").text([said], documents=["paper.txt"])
    assert "\x9b" not in text
    assert "\u202e" not in text
    assert json.loads(text)["findings"][0]["message"] == said.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no baseline that srccheck wrote"),
        ("[]", "no baseline that srccheck wrote"),
        ("{}", "no baseline that srccheck wrote"),
        ('{"schema": "srccheck.audit/1", "findings": []}', "the schema is 'srccheck.audit/1'"),
        ('{"schema": "srccheck.baseline/1", "findings": [3]}', "no baseline"),
        ('{"schema": "srccheck.baseline/1", "findings": [{"code": "A401"}]}', "no baseline"),
        ('{"schema": "srccheck.baseline/1", "findings": [{"code": 1, "document": "x"}]}', "not of texts"),
    ],
)
def test_other_files_are_refused(here: Path, text: str, words: str) -> None:
    """Nothing that is no baseline is read as one, and so none is written over."""
    file = here / "b.json"
    file.write_text(text, encoding="utf-8")
    for read in (Baseline.read, Baseline.begun):
        with pytest.raises(UsageError, match=words):
            read(file)


def test_a_missing_file_is_an_error(here: Path) -> None:
    """And the message says how to make one."""
    with pytest.raises(UsageError, match="--write-baseline"):
        Baseline.read(here / "none.json")


def test_entries_in_words(here: Path) -> None:
    """For the remark on an entry that is over."""
    file = here / "b.json"
    file.write_text(TEXT, encoding="utf-8")
    words = [each.words for each in Baseline.read(file).entries]
    assert words[0] == "A401 of paper.txt, note n3: https://a.example/1"
    assert words[1].startswith("D306 of paper.txt, note n8: “31 June”")
