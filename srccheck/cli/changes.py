"""What a command tells of a run, seen beside earlier runs and the baseline."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from attrs import evolve, frozen

from srccheck.baseline import Baseline
from srccheck.cli.outcome import failing
from srccheck.cli.output import complain
from srccheck.cli.wishes import Wishes
from srccheck.errors import UsageError
from srccheck.model import Audit
from srccheck.news import News, chosen_by, matched, news_of, over
from srccheck.reports import View, render_audit, save_audit
from srccheck.reports.changes import changes_report
from srccheck.reports.view import Source
from srccheck.settings import FailOn

__all__ = ["Changes", "Telling", "source_of"]


_WHOLE = frozenset({"markdown", "html", "sarif"})
"""Reports that are looked up, or compared by who reads them: they hold everything, news or not."""


@frozen(kw_only=True)
class Telling:
    """What is told of a run.

    Attributes:
        audit: without the findings that the baseline lists.
        news: what has changed.
        everything: all that was found, whatever the baseline lists.
        changed_only: `--since-last`.
        is_listed: all of it goes into a baseline, so that none of it makes the run fail.
    """

    audit: Audit
    news: News
    everything: Audit
    changed_only: bool
    is_listed: bool

    def render(self, name: str, view: View) -> str:
        """The report in a format of `srccheck.reports.AUDIT_FORMATS`."""
        seen = evolve(view, news=self.news, source=source_of(os.environ, Path.cwd()))
        if not self.changed_only or name in _WHOLE:
            return render_audit(name, self.audit, seen)
        changed = evolve(self.audit, findings=self.news.new)
        return changes_report(changed, seen) if name == "text" else render_audit(name, changed, seen)

    def save(self, name: str, folder: Path) -> None:
        """Write the report in a format of `srccheck.reports.AUDIT_FOLDERS`.

        Raises:
            OSError: a file cannot be written.
        """
        save_audit(name, self.audit, folder)

    def fails(self, fail_on: FailOn) -> bool:
        """Whether there are findings that count; see `srccheck.cli.outcome.failing`."""
        told = self.news.new if self.changed_only else self.audit.findings
        return not self.is_listed and failing(told, fail_on, self.news)


class Changes:
    """The part of a command line that is about what is new.

    Args:
        wishes: what the command line asks for.

    Raises:
        UsageError: options that exclude each other, or a file that is no baseline.
    """

    def __init__(self, wishes: Wishes) -> None:
        settings = wishes.settings
        if wishes.since_last and wishes.since:
            raise UsageError("--since-last and --since exclude each other: one is about runs, one about git")
        self._selected = chosen_by(settings)
        self._changed_only = wishes.since_last
        self._is_part = wishes.since is not None
        self._target = Baseline.begun(Path(wishes.write_baseline)) if wishes.write_baseline else None
        # What is about to be listed is told once more.
        listed = settings.baseline if self._target is None else None
        self._baseline = Baseline.read(Path(listed)) if listed else None

    def weigh(self, result: Audit) -> Telling:
        """What is to be told of a run.

        Args:
            result: all that it found out, with what is `known` of earlier runs.
        """
        audit, accepted, stale = self._accepted(result)
        news = news_of(audit, selected=self._selected)
        if self._is_part:  # of what was not looked at nothing is over
            news = evolve(news, over=(), untold=())
        news = evolve(news, accepted=accepted, stale=stale)
        return Telling(
            audit=audit,
            news=news,
            everything=result,
            changed_only=self._changed_only,
            is_listed=self._target is not None,
        )

    def _accepted(self, result: Audit) -> tuple[Audit, int, tuple[str, ...]]:
        """The audit without what the baseline lists, how much that is, and what it need not list any more."""
        if self._baseline is None:
            return result, 0, ()
        entries = self._baseline.named_for(_paths(result))
        held = matched(result.findings, entries)
        ended, _ = over(held.left, result)
        known = result.known and matched(result.known, entries).unmatched
        stale = tuple(
            each.finding.words
            for each in ended
            if self._selected(each.finding.code, each.finding.document) and not self._is_part
        )
        return evolve(result, findings=held.unmatched, known=known), len(held.matched), stale

    def keep(self, told: Telling) -> bool:
        """Write the baseline, where that is wanted; whether nothing went wrong."""
        target, result = self._target, told.everything
        if target is None:
            return True
        if result.interrupted or result.offline:
            complain(f"{target.file} is not written: this run did not see everything")
            return True
        paths = _paths(result)
        _, untold = over(matched(result.findings, target.named_for(paths)).left, result)
        text = target.text((*result.findings, *untold), documents=paths)
        try:
            target.file.write_text(text, encoding="utf-8", newline="\n")
        except OSError as error:
            complain(f"cannot write {target.file}: {error.strerror or error}; name another file")
            return False
        return True


def _paths(result: Audit) -> tuple[str, ...]:
    return (*(document.path for document in result.documents), *result.unreadable)


_FORGES = (
    ("GITHUB_WORKSPACE", ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_SHA"), "{}/{}/blob/{}"),
    ("CI_PROJECT_DIR", ("CI_PROJECT_URL", "CI_COMMIT_SHA"), "{}/-/blob/{}"),
)


def source_of(environment: Mapping[str, str], here: Path) -> Source | None:
    """Where GitHub or GitLab, as their runners say, show the files that this run reads.

    Args:
        environment: variables
            (https://docs.github.com/actions/reference/workflows-and-actions/variables,
            https://docs.gitlab.com/ci/variables/predefined_variables/).
        here: the working directory.
    """
    for root, names, form in _FORGES:
        values = [environment.get(name, "") for name in names]
        if not all(values):
            continue
        folder = environment.get(root) or str(here)
        try:
            inside = Path(os.path.relpath(os.path.realpath(here), os.path.realpath(folder))).as_posix()
        except ValueError:  # another drive
            return None
        return Source(url=form.format(*values), folder="" if inside == "." else inside)
    return None
