"""`srccheck lint`; loads what reads documents, and nothing of the web."""

from __future__ import annotations

from srccheck.cli.changes import Changes, Telling
from srccheck.cli.outcome import exit_code
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.cli.wishes import Wishes
from srccheck.errors import UsageError
from srccheck.linting import lint
from srccheck.reports import View
from srccheck.reports.lines import audit_report as as_lines

__all__ = ["run_lint"]


def run_lint(wishes: Wishes) -> int:
    """Check documents without a network and report; returns the exit code.

    Raises:
        UsageError: a code to select or ignore does not exist, or the file of overrides is wrong.
    """
    settings = wishes.settings
    if settings.fail_on == "new" and not (settings.baseline or wishes.write_baseline):
        raise UsageError(
            "--fail-on new needs --baseline FILE here: lint remembers no earlier run; or give --fail-on error"
        )
    changes = Changes(wishes)
    desk = Desk(brief=settings.quiet)
    with ProgressBar(wishes.progress) as progress:
        result = lint(wishes.paths, settings=settings, progress=progress, stdin_name=wishes.stdin_name)
    if not wishes.shows_text:
        for finding in result.findings:
            if finding.code == "X901" and finding.document in result.unreadable:
                complain(f"{finding.document}: {finding.message}")
    if result.interrupted:
        complain("interrupted; this is what was done until then")
    told = changes.weigh(result)
    desk.deliver(wishes.targets, wishes.format, lambda name, view: _render(name, told, view))
    is_kept = changes.keep(told)
    return exit_code(
        interrupted=result.interrupted,
        unusable=bool(result.unreadable) or desk.failed or not is_kept,
        failing=told.fails(settings.fail_on),
    )


def _render(name: str, told: Telling, view: View) -> str:
    return as_lines(told.audit, view) if name == "text" else told.render(name, view)
