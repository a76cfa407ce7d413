"""What has changed, as issues and terminals show it."""

from __future__ import annotations

import json
import re

import pytest
from attrs import evolve

from srccheck.model.history import PastFinding
from srccheck.news import News, Over
from srccheck.reports import View, render_audit
from srccheck.reports.changes import changes_report
from srccheck.reports.news_words import news_rows
from srccheck.reports.view import Source
from tests.reports.samples import AUDIT, DOCUMENT, FINDINGS, HOSTILE, citation, finding, note

OLD = PastFinding(
    fingerprint="0" * 16,
    code="L202",
    severity="warning",
    document="paper.txt",
    line=107,
    message="the page has moved",
    note="n7",
    url="https://site7.example/page",
)
SOURCE = Source(url="https://github.com/o/r/blob/5f3c")
NEWS = News(
    new=(FINDINGS[1], FINDINGS[2]),
    over=(
        Over(finding=OLD, why="answers"),
        Over(finding=evolve(OLD, code="N103", url=None, note=None, message="5 follows 3"), why="settled"),
    ),
    untold=(evolve(OLD, url="https://site8.example/"),),
    open=4,
)


def issue(audit=AUDIT, **view) -> str:
    return render_audit("markdown", audit, View(**{"news": NEWS, "source": SOURCE, "brief": True, **view}))


def test_what_is_new_stands_on_top():
    """A mark for programs, then what is new with note, line and repair, then what is over, then all."""
    report = issue()
    first, _, rest = report.partition("\n")
    assert first == "<!-- srccheck audit: new=1 open=4 -->"
    parts = ("## New: 1 error", "## New remarks: 1 remark", "## Over: 2 findings", "| read |", "## paper.txt")
    places = [rest.index(part) for part in parts]
    assert places == sorted(places)
    row = (
        "| 3 | paper.txt [103](https://github.com/o/r/blob/5f3c/paper.txt#L103) | ❌ error A401 some-name | "
    )
    assert row + "what A401 says; what was seen; what to do<br><https://site3.example/page><br>put" in report
    assert "- paper.txt, note 7: L202, the page answers: <https://site7.example/page>\n" in report
    assert "- paper.txt: N103, it is not so any more: 5 follows 3\n" in report
    assert (
        "Since the last run: 2 new, 2 over; all in all 4 errors and warnings to see to. Could not tell of 1"
        in report
    )
    assert "| since last run | 2 new, 2 over |" in report


def test_what_was_told_before_is_folded():
    """All findings of a document are one click away; every fold that is opened is closed."""
    report = issue()
    assert "\n<details><summary>2 errors, 2 warnings, 1 remark</summary>\n\n| note |" in report
    assert report.count("<details>") == report.count("</details>") == 2
    first = issue(news=evolve(NEWS, is_first=True))
    assert "<details>" not in first
    assert "Since the last run" not in first
    assert "| 3 | [103](https://github.com/o/r/blob/5f3c/paper.txt#L103) | ❌ error A401" in first


def test_nothing_new():
    """One line, and no headings for what there is none of."""
    report = issue(news=News(open=4))
    assert report.startswith("<!-- srccheck audit: new=0 open=4 -->")
    assert "Since the last run: nothing has changed; all in all 4 errors and warnings to see to." in report
    assert "## New" not in report
    assert "## Over" not in report


@pytest.mark.parametrize("kind", ["new", "known", "over", "first"])
def test_ten_thousand_findings_fit_into_an_issue(kind):
    """Below 65,536 characters, what is new first, all folds closed."""
    many = tuple(
        finding("A401", "error", 3, message=f"{number} {'word ' * 40}", url=f"https://site3.example/{number}")
        for number in range(10_000)
    )
    over = tuple(
        Over(finding=evolve(OLD, url=f"https://site7.example/{n}"), why="answers") for n in range(10_000)
    )
    news = {
        "new": evolve(NEWS, new=many),
        "known": News(),
        "over": evolve(NEWS, over=over),
        "first": News(is_first=True, new=many),
    }[kind]
    report = issue(evolve(AUDIT, findings=many), news=news)
    assert 50_000 < len(report) < 65_536
    assert report.count("<details>") == report.count("</details>")
    assert report.endswith("*Cut here: the report is too long for a comment.*\n")
    if kind == "new":
        assert "<details><summary>9975 more</summary>" in report
        assert report.index("0 word") < report.index("<details>")


def test_nothing_of_others_becomes_markup():
    """Neither from a document's name, nor from what earlier runs said."""
    name = f"{HOSTILE}.txt"
    old = evolve(OLD, document=name, note=HOSTILE, url=None, message=HOSTILE)
    said = finding("D306", "error", 8, document=name, message=HOSTILE)
    document = evolve(DOCUMENT, path=name, notes=(note(8, citation(8)),))
    news = News(new=(said,), over=(Over(finding=old, why="left"),))
    report = issue(evolve(AUDIT, documents=(document,), findings=(said,), links=()), news=news)
    assert not re.search(
        r"(?<!\\)<img|(?<!\\)`a|@octocat|\x1b|\u202e|\(https://github.com/o/r/blob/5f3c/[^)]*[ <>|\[`]",
        report,
    )
    short = changes_report(evolve(AUDIT, findings=(said,)), View(news=evolve(news, stale=(HOSTILE,))))
    assert not re.search(r"[\x1b\u202e\x9b]", short)


@pytest.mark.parametrize(
    ("document", "folder", "address"),
    [
        ("paper.txt", "", "/paper.txt#L3"),
        ("./a b/päper.txt", "docs", "/docs/a%20b/p%C3%A4per.txt#L3"),
        ("../paper.md", "docs", "/paper.md?plain=1#L3"),
        ("paper.MD", "", "/paper.MD?plain=1#L3"),
        ("paper.docx", "", "/paper.docx"),
        ("../paper.txt", "", None),
        ("/etc/paper.txt", "", None),
        ("c:/paper.txt", "", None),
        ("-", "", None),
        ("a#b?.txt", "", "/a%23b%3F.txt#L3"),
        ("odd\udcff.txt", "", "/odd%FF.txt#L3"),
    ],
)
def test_lines_of_the_source(document, folder, address):
    """Rendered files are shown as plain text, others at the line; what lies outside has no address."""
    found = Source(url="https://h.example/r", folder=folder).line(document, 3)
    assert found == (f"https://h.example/r{address}" if address else None)


def test_the_short_report():
    """A line for each change, and one of counts."""
    audit = evolve(AUDIT, findings=NEWS.new)
    lines = changes_report(audit, View(news=evolve(NEWS, stale=("L201 of old.txt",)))).splitlines()
    assert lines[0].startswith("paper.txt:103:5: A401 what A401 says")
    assert lines[2] == "paper.txt:107: L202 is over: the page answers [https://site7.example/page]"
    assert lines[-2] == "the baseline lists what is over: L201 of old.txt"
    assert lines[-1].startswith("Since the last run: 2 new, 2 over; ")
    assert changes_report(audit, View(news=evolve(NEWS, is_first=True))).endswith(
        "No earlier run read these documents, so everything is new: 1 error, 1 remark.\n"
    )
    assert "\x1b[1;31mA401\x1b[0m" in changes_report(audit, View(news=NEWS, colour=True))
    cut = changes_report(evolve(audit, interrupted=True), View(news=News()))
    assert cut.startswith("Interrupted: ")


def test_programs_can_read_it():
    """JSON tells the same; without news it says nothing of them."""
    record = json.loads(render_audit("json", AUDIT, View(news=evolve(NEWS, accepted=1))))["news"]
    assert record["new"] == [item.fingerprint for item in NEWS.new]
    assert (record["over"][0]["why"], record["over"][0]["url"]) == ("answers", "https://site7.example/page")
    assert (record["untold"], record["open"], record["accepted"], record["first"]) == (1, 4, 1, False)
    assert "news" not in json.loads(render_audit("json", AUDIT))


def test_rows_of_the_summary():
    """Nothing about a first run; the baseline where there is one."""
    assert news_rows(None) == ()
    assert news_rows(News(is_first=True)) == ()
    assert news_rows(News(is_first=True, accepted=2)) == (("baseline", "2 findings not told"),)
    assert "since last run" in render_audit("text", AUDIT, View(news=NEWS))
    assert "since last run" not in render_audit("text", AUDIT)
