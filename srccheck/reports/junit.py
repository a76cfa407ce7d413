"""JUnit XML, for build servers: a suite a document, a case for every link of every citation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

from srccheck.model import Audit, Finding, iso
from srccheck.reports.cleaning import clean
from srccheck.reports.entries import Entry, entries
from srccheck.reports.grouping import UNREADABLE, by_document, unplaced
from srccheck.reports.view import View
from srccheck.reports.words import finding_line, note_words, outcome

__all__ = ["audit_report"]

_UNSURE = frozenset({"blocked", "unreachable", "unchecked"})
_LONGEST = 4000
# XML 1.0 has no way to write these two; `clean` has dealt with the others.
_NOT_XML = {0xFFFE: "\ufffd", 0xFFFF: "\ufffd"}


def audit_report(audit: Audit, view: View) -> str:
    """An audit as JUnit XML (as Jenkins and GitLab read it): errors fail, what could not be told is skipped.

    Warnings and remarks stand in `system-out`: build servers know no such thing.
    """
    root = Element("testsuites", {"name": "srccheck"})
    for shown in by_document(audit):
        suite = _suite(root, shown.document.path, audit)
        for entry in entries(shown):
            _case(suite, entry)
        _count(suite)
    for finding in unplaced(audit):
        suite = _suite(root, finding.document, audit)
        name = "reading" if finding.code == UNREADABLE else f"line {finding.location.line}"
        case = SubElement(suite, "testcase", {"name": name, "classname": _xml(finding.document)})
        if finding.code == UNREADABLE:
            SubElement(case, "error", {"type": finding.code, "message": _xml(finding.message)})
        else:
            _say(case, (finding,))
        _count(suite)
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, path: str, audit: Audit) -> Element:
    stamp = str(iso(audit.started)).removesuffix("Z")
    return SubElement(root, "testsuite", {"name": _xml(path), "timestamp": stamp})


def _count(suite: Element) -> None:
    suite.set("tests", str(len(suite)))
    for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(tag) is not None for case in suite)))
    suite.set("time", f"{sum(float(case.get('time', '0')) for case in suite):.3f}")


def _case(suite: Element, entry: Entry) -> None:
    path = _xml(entry.document.path)
    case = SubElement(suite, "testcase", {"name": _xml(_name(entry)), "classname": path, "file": path})
    case.set("line", str(entry.location.line))
    case.set("time", f"{entry.report.live.elapsed_s:.3f}" if entry.report else "0.000")
    _say(case, entry.findings)
    if case.find("failure") is None and entry.report and entry.use and entry.report.live.status in _UNSURE:
        case.insert(0, Element("skipped", {"message": _xml("".join(outcome(entry.report, entry.use)))}))


def _say(case: Element, findings: Sequence[Finding]) -> None:
    errors = [finding for finding in findings if finding.severity == "error"]
    if errors:
        failure = SubElement(case, "failure", {"type": errors[0].code, "message": _xml(errors[0].message)})
        failure.text = _lines(errors)
    rest = [finding for finding in findings if finding.severity != "error"]
    if rest:
        SubElement(case, "system-out").text = _lines(rest)


def _name(entry: Entry) -> str:
    if entry.note is None:
        return "the document as a whole"
    if entry.citation is None:
        return note_words(entry.note)
    return f"{note_words(entry.note)}: {entry.url or entry.citation.text}"


def _lines(findings: Iterable[Finding]) -> str:
    return "\n".join(_xml(finding_line(finding)) for finding in findings)


def _xml(text: str) -> str:
    return clean(text[:_LONGEST]).translate(_NOT_XML)
