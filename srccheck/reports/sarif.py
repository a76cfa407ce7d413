"""SARIF 2.1.0 (OASIS), for code scanning and editors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from srccheck.judging.rules import RULES, Rule
from srccheck.model import Audit, Document, Finding, iso
from srccheck.reports.cleaning import clean
from srccheck.reports.grouping import UNREADABLE
from srccheck.reports.json import dumped
from srccheck.reports.sarif_places import SOURCE_ROOT, artifact, exact_link, fixes, region
from srccheck.reports.view import View

__all__ = ["audit_report", "rule_help"]

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}
_KINDS = {"error": "error", "warning": "warning", "info": "recommendation"}
"""GitHub's `problem.severity`."""
_LONGEST = 4000  # characters of a message


def audit_report(audit: Audit, view: View) -> str:
    """An audit as a log with one run; inputs that could not be read are notifications, not results."""
    numbers = {code: number for number, code in enumerate(RULES)}
    documents = {document.path: document for document in audit.documents}
    seen: Counter[str] = Counter()
    run = {
        "tool": {"driver": _driver(audit)},
        "invocations": [_invocation(audit, view)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": "The folder srccheck was run in."}}},
        "artifacts": [_artifact(document) for document in audit.documents],
        "results": [
            _result(finding, documents.get(finding.document), numbers, seen)
            for finding in audit.findings
            if finding.code != UNREADABLE
        ],
    }
    return dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)


@cache
def rule_help() -> Mapping[str, Mapping[str, str]]:
    """Why each finding matters (`why`) and what to do about it (`do`), by code."""
    # Only this format explains the rules; the parser is not worth its time elsewhere.
    import tomllib  # noqa: PLC0415

    return tomllib.loads(files("srccheck.reports").joinpath("help.toml").read_text(encoding="utf-8"))


def _driver(audit: Audit) -> dict[str, Any]:
    return {
        "name": "srccheck",
        "semanticVersion": audit.version,
        "version": audit.version,
        "rules": [_rule(rule) for rule in RULES.values()],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    known = rule_help().get(rule.code, {"why": rule.about, "do": ""})
    advice = f"{known['why']} {known['do']}".strip()
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.about},
        "fullDescription": {"text": f"{rule.about} {known['why']}"},
        "help": {
            "text": f"{rule.about} {advice}",
            "markdown": f"**{rule.about}**\n\n{known['why']}\n\n*What to do:* {known['do']}",
        },
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"problem.severity": _KINDS[rule.severity], "tags": ["citations"]},
    }


def _invocation(audit: Audit, view: View) -> dict[str, Any]:
    out: dict[str, Any] = {
        "executionSuccessful": not (audit.unreadable or audit.interrupted or audit.offline),
        "startTimeUtc": iso(audit.started),
        "endTimeUtc": iso(audit.finished),
        "toolExecutionNotifications": [
            *(_notification(finding) for finding in audit.findings if finding.code == UNREADABLE),
            *({"level": "warning", "message": {"text": _message(said)}} for said in audit.notices),
        ],
    }
    if audit.interrupted:
        out["exitCodeDescription"] = "interrupted; what was done until then is reported"
    elif audit.offline:
        out["exitCodeDescription"] = "no link got an answer"
    if view.exit_code is not None:
        out["exitCode"] = view.exit_code
    return out


def _notification(finding: Finding) -> dict[str, Any]:
    return {
        "descriptor": {"id": finding.code},
        "associatedRule": {"id": finding.code},
        "level": "error",
        "message": {"text": _message(finding.message)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact(finding.document)}}],
    }


def _artifact(document: Document) -> dict[str, Any]:
    encoding = {"encoding": document.encoding} if document.encoding else {}
    return {"location": artifact(document.path), "roles": ["analysisTarget"], **encoding}


def _result(
    finding: Finding, document: Document | None, numbers: Mapping[str, int], seen: Counter[str]
) -> dict[str, Any]:
    seen[finding.fingerprint] += 1
    link = exact_link(finding, document) if document else None
    place = finding.location
    url = f" ({finding.url})" if finding.url and finding.url not in finding.message else ""
    out = {
        "ruleId": finding.code,
        "ruleIndex": numbers.get(finding.code, -1),
        "level": _LEVELS[finding.severity],
        "message": {"text": _message(finding.message + url)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": artifact(finding.document),
                    "region": region(finding.location, link),
                }
            }
        ],
        # Two alike in one note (two impossible dates, say) are told apart by their order.
        "partialFingerprints": {"srccheckFinding/v1": f"{finding.fingerprint}:{seen[finding.fingerprint]}"},
        "properties": {
            "note": finding.note,
            "citation": finding.citation,
            "url": finding.url,
            "page": place.page,
            "evidence": dict(finding.evidence),
        },
    }
    if link and finding.fix:
        out["fixes"] = fixes(finding, link)
    return out


def _message(text: str) -> str:
    """Plain text in which no viewer finds a link: SARIF's `[text](target)` may come from a page."""
    return clean(text[:_LONGEST]).replace("](", "] (")
