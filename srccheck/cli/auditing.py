"""`srccheck audit`; loads all of srccheck."""

from __future__ import annotations

from srccheck.auditing import audit
from srccheck.cli.changes import Changes
from srccheck.cli.outcome import exit_code
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.cli.scaling import is_large, run_large
from srccheck.cli.wishes import Wishes
from srccheck.errors import UsageError
from srccheck.model import Audit

__all__ = ["run_audit"]

_NAMED = 3  # links that are not asked for, by reason; there may be thousands


def run_audit(wishes: Wishes) -> int:
    """Audit documents and report; returns the exit code.

    Raises:
        UsageError: the options make no sense together, or a code to select or ignore does not exist.
        EvidenceError: the WARC file to record to, or replay from, cannot be used.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    if wishes.settings.record and wishes.settings.replay:
        raise UsageError("--record and --replay exclude each other: a replay is recorded already")
    if is_large(wishes):
        return run_large(wishes)
    changes = Changes(wishes)
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
    _tell_unasked(result)
    if not wishes.shows_text:
        _diagnose(result)
    told = changes.weigh(result)
    desk.deliver(wishes.targets, wishes.format, told.render, told.save)
    is_kept = changes.keep(told)
    return exit_code(
        interrupted=result.interrupted,
        unusable=bool(result.unreadable) or desk.failed or not is_kept,
        offline=result.offline and not wishes.settings.allow_offline,
        failing=told.fails(wishes.settings.fail_on),
    )


def _tell_unasked(result: Audit) -> None:
    """A line for every reason why links were not asked for, with the first of them."""
    unasked: dict[str, list[str]] = {}
    for link in result.links:
        if link.live.reason == "budget":
            unasked.setdefault(link.live.detail or "for want of patience", []).append(link.url)
    for why, urls in unasked.items():
        more = f", and {len(urls) - _NAMED} more" if len(urls) > _NAMED else ""
        complain(f"not asked ({why}): {', '.join(urls[:_NAMED])}{more}")


def _diagnose(result: Audit) -> None:
    unread = set(result.unreadable)
    for finding in result.findings:
        if finding.code == "X901" and finding.document in unread:
            complain(f"{finding.document}: {finding.message}")
    if result.interrupted:
        complain("interrupted; this is what was done until then")
    if result.offline:
        complain("no network: no link got an answer, so nothing is said of any source")
