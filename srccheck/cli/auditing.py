"""`srccheck audit`; loads all of srccheck."""

from __future__ import annotations

from srccheck.auditing import audit
from srccheck.cli.outcome import exit_code, failing
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.cli.wishes import Wishes
from srccheck.errors import UsageError
from srccheck.model import Audit
from srccheck.reports import render_audit

__all__ = ["run_audit"]


def run_audit(wishes: Wishes) -> int:
    """Audit documents and report; returns the exit code.

    Raises:
        UsageError: the options make no sense together, or a code to select or ignore does not exist.
        EvidenceError: the WARC file to record to, or replay from, cannot be used.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    if wishes.settings.record and wishes.settings.replay:
        raise UsageError("--record and --replay exclude each other: a replay is recorded already")
    desk = Desk(brief=wishes.settings.quiet)
    with ProgressBar(wishes.progress) as progress:
        result = audit(
            wishes.paths,
            settings=wishes.settings,
            progress=progress,
            stdin_name=wishes.stdin_name,
            since=wishes.since,
        )
    for notice in result.notices:
        complain(notice)
    for link in result.links:
        if link.live.reason == "budget":
            complain(f"not asked, for {link.live.detail or 'want of patience'}: {link.url}")
    if not wishes.shows_text:
        _diagnose(result)
    desk.deliver(wishes.targets, wishes.format, lambda name, view: render_audit(name, result, view))
    return exit_code(
        interrupted=result.interrupted,
        unusable=bool(result.unreadable) or desk.failed,
        offline=result.offline and not wishes.settings.allow_offline,
        failing=failing(result.findings, wishes.settings.fail_on),
    )


def _diagnose(result: Audit) -> None:
    unread = set(result.unreadable)
    for finding in result.findings:
        if finding.code == "X901" and finding.document in unread:
            complain(f"{finding.document}: {finding.message}")
    if result.interrupted:
        complain("interrupted; this is what was done until then")
    if result.offline:
        complain("no network: no link got an answer, so nothing is said of any source")
