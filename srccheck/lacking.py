"""Which cited pages the archive lacks: by an audit that asked just now, or by what earlier ones know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from attrs import frozen

from srccheck.archives.save import Saved
from srccheck.model import Audit, Document, LinkReport
from srccheck.model.history import Check, History
from srccheck.model.store import AnswerStore
from srccheck.text.bearer_urls import why_private
from srccheck.text.urls import archived_original, problem, without_fragment
from srccheck.worklist import cited

__all__ = ["Candidate", "candidates", "remember_refusal", "remembered_candidates"]

_THERE = ("alive", "moved", "blocked")
_LACKING = ("not-archived", "only-bad-captures")
_RECENT = dt.timedelta(days=30)
"""What an older run said of the archive is asked anew."""
_KIND = "archive-save-refusal"
_SPARED = dt.timedelta(days=28)
"""How long a page is left alone that could not be captured: so that it does not stand in others' way."""
_LASTING = ("gone", "closed", "refused", "later")


@frozen(kw_only=True)
class Candidate:
    """A page that could be saved.

    Attributes:
        url: the page, without fragment.
        why_not: why it will not be asked for, in words for people; None where it will.
    """

    url: str
    why_not: str | None = None


def candidates(audit: Audit, *, only: Sequence[str], yes: bool) -> tuple[Candidate, ...]:
    """The pages of an audit that the archive is to be asked to save.

    Args:
        audit: what is there, and what the archive has.
        only: codes of findings, or their beginnings; pages that have one of them. Empty for all pages
            that are there and of which the archive said that it has no good capture.
        yes: addresses that let in whoever holds them are wanted, too.
    """
    codes: dict[str, set[str]] = {}
    for finding in audit.findings:
        if finding.url:
            codes.setdefault(finding.url, set()).add(finding.code)
    chosen = {
        without_fragment(link.url): link
        for link in audit.links
        if (_has(codes.get(link.url, ()), only) if only else _is_lacking(link))
    }
    return tuple(Candidate(url=page, why_not=_why_not(link, page, yes=yes)) for page, link in chosen.items())


def _has(found: Iterable[str], wanted: Sequence[str]) -> bool:
    return any(code.startswith(tuple(wanted)) for code in found)


def _is_lacking(link: LinkReport) -> bool:
    there = link.live.status in _THERE or link.live.reason == "excluded"
    return there and link.archive.status in _LACKING


def _why_not(link: LinkReport, page: str, *, yes: bool) -> str | None:
    if link.live.status == "skipped" and link.live.reason != "excluded":
        return f"it is no public page ({link.live.reason})"
    return _why_secret(page, yes=yes)


def _why_secret(page: str, *, yes: bool) -> str | None:
    private = why_private(page)
    if private and not yes:
        return f"{private}; --yes publishes it all the same"
    return None


def remembered_candidates(
    documents: Iterable[Document], *, history: History, answers: AnswerStore, now: dt.datetime, yes: bool
) -> tuple[Candidate, ...] | None:
    """The pages of documents that the archive lacks by the word of the last runs, without asking it again.

    Args:
        documents: whose links.
        history: the runs; those of the last 30 days count.
        answers: what the archive refused.
        now: the time, aware UTC.
        yes: addresses that let in whoever holds them are wanted, too.

    Returns:
        None where no such run looked at any of the links.
    """
    wanted = dict.fromkeys(
        url
        for document in documents
        for url, _ in cited(document)
        if problem(url) is None and archived_original(url) is None
    )
    known = _last_checks(set(wanted), history, now)
    if wanted and not known:
        return None
    pages = dict.fromkeys(
        without_fragment(url)
        for url in wanted
        if (check := known.get(url)) and check.status in _THERE and check.archive in _LACKING
    )
    return tuple(
        Candidate(url=page, why_not=_why_secret(page, yes=yes) or _why_spared(page, answers, now))
        for page in pages
    )


def _last_checks(wanted: set[str], history: History, now: dt.datetime) -> dict[str, Check]:
    """The last check of each link."""
    known: dict[str, Check] = {}
    for run in history.runs():
        if now - run.started > _RECENT or len(known) == len(wanted):
            break
        for check in history.checks(run.id):
            if check.url in wanted:
                known.setdefault(check.url, check)
    return known


def _why_spared(page: str, answers: AnswerStore, now: dt.datetime) -> str | None:
    before = answers.get(_KIND, page)
    if before is None or not before.is_fresh(now):
        return None
    return f"it could not be captured on {before.checked_at.date().isoformat()}: {before.value['detail']}"


def remember_refusal(answers: AnswerStore, saved: Saved, *, now: dt.datetime) -> None:
    """Keep in mind that a page could not be captured, where that may last.

    Args:
        answers: where it is kept, for four weeks.
        saved: what came of asking.
        now: the time, aware UTC.
    """
    if saved.outcome in _LASTING:
        value = {"outcome": saved.outcome, "detail": saved.detail}
        answers.put(_KIND, saved.url, value, checked_at=now, expires_at=now + _SPARED)
