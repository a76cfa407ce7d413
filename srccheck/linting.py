"""Every check that needs no network: what a pre-commit hook runs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from srccheck import __version__
from srccheck.intake import Paths, Progress, take_in
from srccheck.judging import is_selected, judge_audit
from srccheck.judging.review import Review
from srccheck.model import Audit, Document, Finding
from srccheck.overrides import load_overrides
from srccheck.settings import Settings

__all__ = ["lint"]


def lint(
    paths: Paths,
    *,
    settings: Settings | None = None,
    progress: Progress | None = None,
    stdin_name: str | None = None,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
) -> Audit:
    """Check documents as far as they show by themselves; nobody is asked.

    Ctrl-C ends the run early: what is done is returned, with `interrupted` set.

    Args:
        paths: files, folders, globs, or `-` for standard input; one or several.
        settings: what to report; the defaults where None.
        progress: called with (done, total, what) whenever a document is done.
        stdin_name: what standard input is called; its suffix tells the format.
        now: the time, aware UTC.

    Returns:
        an audit without links.

    Raises:
        UsageError: a code to select or ignore does not exist, or the file of overrides is wrong.
    """
    settings = settings or Settings()
    is_selected("X901", settings)
    overrides = load_overrides(settings.overrides)
    started = now()
    as_of = settings.as_of or started.astimezone().date()
    documents: list[Document] = []
    unreadable: list[Finding] = []
    interrupted = False
    try:
        for item in take_in(paths, settings=settings, progress=progress, stdin_name=stdin_name):
            if isinstance(item, Document):
                documents.append(item)
            else:
                unreadable.append(item)
    except KeyboardInterrupt:
        interrupted = True
    review = Review(overrides, as_of=as_of)
    judged = judge_audit(documents, (), as_of=as_of, settings=settings, review=review)
    # Which entries are about nothing cannot be told from the few documents that a commit touches.
    reviewed = review.findings(settings, whole=False)
    return Audit(
        as_of=as_of,
        started=started,
        finished=now(),
        version=__version__,
        documents=tuple(documents),
        findings=(*unreadable, *judged, *reviewed),
        unreadable=tuple(item.document for item in unreadable),
        interrupted=interrupted,
    )
