"""The report a person opens: one page that needs no network, no server and no other file."""

from __future__ import annotations

from collections import Counter

from markupsafe import Markup

from srccheck.model import Audit
from srccheck.reports.cleaning import clean
from srccheck.reports.grouping import apart, by_document
from srccheck.reports.html.cards import GROUP_OF, GROUPS, section
from srccheck.reports.html.charts import charts
from srccheck.reports.html.evidence import packed
from srccheck.reports.html.pages import asset, source_hash, template
from srccheck.reports.html.pieces import shown
from srccheck.reports.terminal import INTERRUPTED, OFFLINE
from srccheck.reports.view import View
from srccheck.reports.words import finding_line, summary_rows, verdict

__all__ = ["audit_report"]

_LEVELS = {"error": "errors", "warning": "warnings", "info": "remarks"}


def audit_report(audit: Audit, view: View) -> str:
    """An audit as one HTML page.

    Its policy lets it load nothing and run no script but its own; what pages and documents say is escaped
    by the templates, and only http and https addresses become links.
    """
    style, script = asset("report.css"), asset("report.js")
    views = by_document(audit)
    sections = [section(shown_, number) for number, shown_ in enumerate(views, 1)]
    page = template("report.html.jinja").render(
        audit=audit,
        style=Markup(style),  # noqa: S704  files of this package, nothing of others is in them
        script=Markup(script),  # noqa: S704  as above
        policy=_policy(style, script),
        verdict=clean(verdict(audit)),
        notices=_notices(audit),
        rows=summary_rows(audit),
        groups=_outcomes(audit),
        codes=_codes(audit),
        charts=charts(audit),
        sections=sections,
        evidence=packed(line.rows for each in sections for line in each.lines()),
        apart=[
            (heading, [shown(finding_line(finding)) for finding in findings])
            for heading, findings in apart(audit)
        ],
    )
    # A lone surrogate (a path that is no UTF-8) cannot be written to a file.
    return page.encode("utf-8", "replace").decode() + "\n"


def _policy(style: str, script: str) -> str:
    """Content Security Policy (level 3): these two, by their hashes, and nothing else from anywhere."""
    return (
        f"default-src 'none'; style-src {source_hash(style)}; script-src {source_hash(script)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _notices(audit: Audit) -> list[str]:
    said = [INTERRUPTED] if audit.interrupted else []
    said += [OFFLINE] if audit.offline else []
    return [*said, *map(shown, audit.notices)]


def _outcomes(audit: Audit) -> list[tuple[str, str, int]]:
    """(token, words, links) of what links ended as, the worst first."""
    counts = Counter(GROUP_OF[link.live.status] for link in audit.links)
    return [(token, words, counts[token]) for token, words in GROUPS.items() if counts[token]]


def _codes(audit: Audit) -> list[tuple[str, int, list[tuple[str, str, int]]]]:
    """For the filter: (severity, all, (code, name, how many)), the worst first."""
    out = []
    for severity in _LEVELS:
        found = Counter((f.code, f.name) for f in audit.findings if f.severity == severity)
        if found:
            rows = [(code, name, number) for (code, name), number in sorted(found.items())]
            out.append((severity, found.total(), rows))
    return out
