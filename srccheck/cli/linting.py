"""`srccheck lint`; loads what reads documents, and nothing of the web."""

from __future__ import annotations

from srccheck.cli.outcome import exit_code, failing
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.cli.wishes import Wishes
from srccheck.linting import lint
from srccheck.model import Audit
from srccheck.reports import View, render_audit
from srccheck.reports.lines import audit_report as as_lines

__all__ = ["run_lint"]


def run_lint(wishes: Wishes) -> int:
    """Check documents without a network and report; returns the exit code.

    Raises:
        UsageError: a code to select or ignore does not exist, or the file of overrides is wrong.
    """
    desk = Desk(brief=wishes.settings.quiet)
    with ProgressBar(wishes.progress) as progress:
        result = lint(wishes.paths, settings=wishes.settings, progress=progress, stdin_name=wishes.stdin_name)
    if not wishes.shows_text:
        for finding in result.findings:
            if finding.code == "X901" and finding.document in result.unreadable:
                complain(f"{finding.document}: {finding.message}")
    if result.interrupted:
        complain("interrupted; this is what was done until then")
    desk.deliver(wishes.targets, wishes.format, lambda name, view: _render(name, result, view))
    return exit_code(
        interrupted=result.interrupted,
        unusable=bool(result.unreadable) or desk.failed,
        failing=failing(result.findings, wishes.settings.fail_on),
    )


def _render(name: str, result: Audit, view: View) -> str:
    return as_lines(result, view) if name == "text" else render_audit(name, result, view)
