"""Which links are new: what documents cite now, and did not in an earlier state of their git repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping, Sequence

from srccheck.errors import UnreadableInputError, UsageError
from srccheck.extraction import extract
from srccheck.model import Document, Finding
from srccheck.settings import Settings
from srccheck.worklist import Target, targets

__all__ = ["Novelty"]

AUTO = "auto"
_NOBODY = frozenset("0")
"""Git names what is not there by a row of noughts."""
_USUAL = ("origin/HEAD", "@{upstream}", "main", "master", "HEAD")


class Novelty:
    """What is new against the merge base with a branch, tag or commit.

    Args:
        ref: the branch, tag or commit; `auto` for what pre-commit names (PRE_COMMIT_FROM_REF), else the
            remote's main branch, the branch's upstream, `main`, `master`, or the last commit, whichever is
            there first; in a repository without commits everything is new.
        environment: variables.

    Raises:
        UsageError: there is no such commit, no repository, or no git.
    """

    def __init__(self, ref: str, *, environment: Mapping[str, str]) -> None:
        git = shutil.which("git")
        if git is None:
            raise UsageError("--since needs git, which is not installed")
        self._git = git
        self._base = self._found(environment) if ref == AUTO else self._merge_base(ref)
        self._new: set[tuple[str, str]] = set()

    def _found(self, environment: Mapping[str, str]) -> str | None:
        pushed = environment.get("PRE_COMMIT_FROM_REF", "")
        candidates = (*([pushed] if set(pushed) - _NOBODY else []), *_USUAL)
        for candidate in candidates:
            done = self._run("merge-base", candidate, "HEAD")
            if done.returncode == 0:
                return done.stdout.decode("ascii").strip()
        return None

    def _merge_base(self, ref: str) -> str:
        done = self._run("merge-base", "--end-of-options", ref, "HEAD")
        if done.returncode:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise UsageError(
                f"--since {ref}: git finds no common commit" + (f" ({said[-1]})" if said else "")
            )
        return done.stdout.decode("ascii").strip()

    def _run(self, *args: str, folder: str = ".") -> subprocess.CompletedProcess[bytes]:
        command = [self._git, *args]
        return subprocess.run(  # noqa: S603 - no shell, and what comes from outside is no option
            command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False
        )

    def only_new(
        self, wanted: Sequence[Target], documents: Iterable[Document], *, settings: Settings
    ) -> tuple[Target, ...]:
        """The targets that the earlier versions of the documents do not have.

        Args:
            wanted: the links of the documents.
            documents: as they are now.
            settings: the limits of reading.
        """
        before = [old for each in documents if (old := self._earlier(each.path, settings)) is not None]
        known = {target.url for target in targets(before, allow_private=settings.allow_private)}
        new = tuple(target for target in wanted if target.url not in known)
        self._new = {(use.document, use.citation) for target in new for use in target.uses}
        return new

    def _earlier(self, path: str, settings: Settings) -> Document | None:
        folder, name = os.path.split(path)
        if self._base is None or not os.path.isfile(path):
            return None
        shown = self._run("show", f"{self._base}:./{name}", folder=folder or ".")
        if shown.returncode:
            return None  # it is new itself
        try:
            return extract(shown.stdout, name=path, settings=settings)
        except UnreadableInputError:
            return None

    def concerns(self, item: Finding) -> bool:
        """Whether a finding is about a citation that has a new link."""
        return (item.document, item.citation) in self._new
