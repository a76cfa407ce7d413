"""The reports of a history: what they say, and what they do with what others say."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest
from attrs import evolve
from lxml import html

from srccheck.errors import UsageError
from srccheck.history.records import Chronicle
from srccheck.reports import View
from srccheck.reports.history import HISTORY_FORMATS, render_history
from srccheck.reports.history.plots import survival_plot, trend_plots
from srccheck.reports.history.words import percent

from .samples import CAPTURE, hostile, large, many, small

FLAPS = (
    "changed 3 times in its last 5 checks; gone on 2026-02-01, HTTP 404, not found; "
    "archived only as an error page"
)
TOP = f"""\
History of 2 documents in 5 audits, 2026-01-04 to 2026-02-01
Since the audit of 2026-01-25: 2 newly gone, 1 recovered, 1 moved, 1 newly archived, 1 with another text.
Read for the first time, so with nothing to compare with: new.md.
Not every audit read the same documents (from 1 to 2 of them), so the trend may show their differences.

New rot (2)
  https://rotted.example/page
    gone since 2026-02-01 (HTTP 404, not found), was alive; archived on 2024-05-02
    {CAPTURE}
    a.md:1, note n1
    new.md:1, note n1
  https://first.example/page
    gone at its first check that could tell (the host name no longer exists); not archived
    a.md:8, note n8

Recovered (1)
  https://recovered.example/page
    alive, was gone
    a.md:2, note n2
    new.md:2, note n2

Moved (1)
  https://moved.example/page
    moved to https://new.example/page, was alive
    a.md:3, note n3
    new.md:3, note n3

Newly archived (1)
  https://archived.example/page
    archived on 2024-05-02, was not archived
    {CAPTURE}
    a.md:4, note n4
    new.md:4, note n4

Text changed (1)
  https://drifted.example/page
    text replaced since its capture of 2024-05-02, was unchanged
    {CAPTURE}
    a.md:5, note n5
    new.md:5, note n5

Coming and going (1)
  https://flaps.example/page
    {FLAPS}
    a.md:6, note n6
    new.md:6, note n6

Documents (rot: gone, of the links that could be told)
   gone  links    rot  archived  unsure  checked
      3      8   43 %      60 %       1  2026-02-01  a.md
      2      7   33 %      75 %       1  2026-02-01  new.md

Hosts that lost pages
   gone  links    rot  archived  unsure
      1      1  100 %       0 %       0  first.example
      1      1  100 %       0 %       0  flaps.example
      1      1  100 %     100 %       0  rotted.example
"""


def test_text():
    """Read aloud: what has changed, where, what was seen; then the counts."""
    text = render_history("text", small())
    assert text.partition("\nTrend")[0] == TOP
    assert "2 citations with a date (access, else publication): 2 pages gone." in text
    assert "No curve: below 30 citations it would say nothing." in text
    assert "38 % of pages of 2013 after 10.3 years" in text


def test_sparks():
    """As high as the share is of the highest; a gap where nothing could be told."""
    lines = render_history("text", small()).splitlines()
    sparks = [line for line in lines if "→" in line]
    assert sparks == ["  rot      ▁█▁▆▇  0 % → 43 %", "  archived    ▁█  0 % → 60 %"]


def test_text_of_a_large_history():
    """The last twelve audits, the worst ten hosts, the ages as bars."""
    text = render_history("text", large())
    assert "Trend: the last 12 of 30 audits" in text
    assert re.search(r"Hosts that lost pages: the worst 10 of \d\d", text)
    assert re.search(r"after 10 years █+ +\d\d % still there \(\d\d % to \d\d %\)", text)
    assert "the curve is, if anything, too high" in text


def test_colours_and_width():
    """A terminal's lines are broken, and coloured; a pipe's are not."""
    seen = render_history("text", small(), View(colour=True, width=60))
    assert "\x1b[31m" in seen
    assert "\x1b" not in render_history("text", small())


@pytest.mark.parametrize("name", HISTORY_FORMATS)
def test_nothing_to_tell(name):
    """Where there was no audit, the report says how to come by one."""
    text = render_history(name, Chronicle())
    assert "srccheck audit" in text if name != "json" else json.loads(text)["comparison"] is None


def test_no_such_format():
    """The formats that there are, are named."""
    with pytest.raises(UsageError, match="text, json, markdown, html"):
        render_history("pdf", small())


def test_json():
    """What is in it, by the fields that its module describes."""
    told = json.loads(render_history("json", small()))
    assert told["schema"] == "srccheck.history/1"
    assert [change["kind"] for change in told["changes"]] == [
        "rotted", "rotted", "recovered", "moved", "archived", "drifted",
    ]  # fmt: skip
    rotted = told["changes"][0]
    assert rotted["places"] == [
        {"document": document, "line": 1, "note": "n1", "citation": "n1.1"} for document in ("a.md", "new.md")
    ]
    assert (rotted["before"], rotted["check"]["dead_since"]) == ("alive", "2026-02-01T08:00:00Z")
    assert told["flapping"][0]["turns"] == 3
    assert told["comparison"]["first_time"] == ["new.md"]
    assert told["comparison"]["before"] == {"run": "w4", "started": "2026-01-25T08:00:00Z"}
    assert (told["documents"][0]["rot"], told["documents"][0]["path"]) == (0.4286, "a.md")
    assert told["trend"][-1]["by_status"]["dead"] == 3
    assert told["survival"]["why_not"] == "too-few"
    assert told["published"][0]["rates"][0]["gone"] == 0.38
    large_ = json.loads(render_history("json", large()))
    assert large_["comparison"]["since"] == "2026-01-04"
    assert large_["survival"]["steps"][0] == {
        "years": 0.0, "share": 1.0, "low": None, "high": None, "at_risk": large_["survival"]["citations"],
    }  # fmt: skip


def test_json_describes_its_fields():
    """Every key is named in the module's docstring."""
    from srccheck.reports.history import json as module

    def keys(value):
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key
                if key != "by_status":
                    yield from keys(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from keys(inner)

    told = json.loads(render_history("json", small()))
    assert {key for key in keys(told) if f"`{key}`" not in module.__doc__} <= {
        "schema", "tool", "version", "name", "steps",
    }  # fmt: skip


def test_markdown():
    """Changes at the top, tables below, long ones folded; every row has its table's columns."""
    text = render_history("markdown", small())
    assert text.splitlines()[2].startswith("**Since the audit of 2026-01-25: 2 newly gone")
    assert f"<https://rotted.example/page>: gone since 2026-02-01 (HTTP 404, not found), was alive; archived on 2024-05-02 <{CAPTURE}>; a.md:1, note n1; new.md:1, note n1" in text  # fmt: skip  # noqa: E501
    assert "| a.md | 3 | 8 | 43 % | 60 % | 1 | 2026-02-01 |" in text
    for table in re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE):
        assert len({row.count("|") for row in table.splitlines()}) == 1
    assert "| 10 years |" in render_history("markdown", large())
    assert "<details><summary>20 more audits</summary>" in render_history("markdown", large())


def test_long_lists_are_folded_and_cut():
    """Ten are seen, two hundred can be; places end after five; and the report says what it leaves out."""
    text = render_history("markdown", many(260))
    assert "<details><summary>190 more entries</summary>" in text
    assert "*And 60 more: `--format html` and `json` have all.*" in text
    assert "and 3 more places" in text
    assert "and 3 more places" in render_history("text", many(2))
    assert "<details><summary>1 more entry</summary>" in render_history("markdown", many(11))


def test_html_stands_alone():
    """One file: no script, nothing loaded, ids that are there and there once, drawings that have names."""
    text = render_history("html", large())
    page = html.fromstring(text)
    assert not page.xpath("//script | //link | //img | //*[@style] | //*[@src]")
    policy = page.xpath("//meta[@http-equiv]/@content")[0]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    drawings = page.xpath("//svg[@role='img']")
    assert len(drawings) == 3
    for drawing in drawings:
        named = drawing.get("aria-labelledby").split()
        assert set(named) <= set(ids)
        assert drawing.xpath("title/text()")
        assert drawing.xpath("desc/text()")
    for source in re.findall(r"<svg.*?</svg>", text, flags=re.DOTALL):
        ElementTree.fromstring(source)


def test_html_tells_what_the_others_tell():
    """Changes with their places and copies, counts, the ages beside the curve, what others published."""
    page = html.fromstring(render_history("html", small()))
    words = " ".join(page.text_content().split())
    for told in (
        "Since the audit of 2026-01-25: 2 newly gone",
        "gone since 2026-02-01 (HTTP 404, not found), was alive; archived on 2024-05-02: archived copy",
        "a.md:1, note n1",
        "Coming and going (1)",
        "No curve: below 30 citations",
        "Pew Research Center 2024",
    ):
        assert told in words
    assert CAPTURE in page.xpath("//a/@href")
    lasting = " ".join(html.fromstring(render_history("html", large())).text_content().split())
    assert re.search(r"after 10 years ?\d\d % ?\d\d % to \d\d %", lasting)


@pytest.mark.parametrize("name", HISTORY_FORMATS)
def test_hostile_words(name):
    """What pages and documents say stays text: no control character, no script, no other address."""
    text = render_history(name, hostile())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    if name == "html":
        page = html.fromstring(text)
        assert not page.xpath("//img")
        assert {href.partition(":")[0] for href in page.xpath("//a/@href")} == {"https"}
    if name == "markdown":
        assert "<javascript" not in text
        assert "<img>" not in text


def test_html_folds_long_lists():
    """Ten of a kind are seen, the others a click away."""
    page = html.fromstring(render_history("html", many(12)))
    assert len(page.xpath("//main/ul[@class='changes']/li")) == 10
    assert len(page.xpath("//details/ul[@class='changes']/li")) == 2


def test_plots_need_points():
    """One audit is no trend; without steps there is no curve."""
    assert trend_plots(evolve(large(), trend=large().trend[:1])) == ()
    assert survival_plot(small().survival) is None


def test_a_long_curve_is_thinned():
    """What cannot be seen is not drawn; the ends stay."""
    known = large().survival
    steps = tuple(evolve(known.steps[-1], years=n / 100) for n in range(3000))
    plot = survival_plot(evolve(known, steps=steps))
    assert plot.line.count("L") < 900
    assert [tick.label for tick in plot.xs] == ["0", "5", "10", "15", "20", "25", "30"]
    without = tuple(evolve(step, low=None, high=None) for step in known.steps)
    assert survival_plot(evolve(known, steps=without)).band == ""


@pytest.mark.parametrize(
    ("share", "words"),
    [(None, "–"), (0.0, "0 %"), (0.001, "< 1 %"), (0.08, "8 %"), (0.999, "> 99 %"), (1.0, "100 %")],
)
def test_percent(share, words):
    """Nothing is rounded to none, or to all."""
    assert percent(share) == words
