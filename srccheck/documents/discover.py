"""From what the caller names (files, folders, globs, `-`) to the documents that are meant."""

from __future__ import annotations

import difflib
import glob
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import frozen
from pathspec import GitIgnoreSpec

from srccheck.documents import is_document
from srccheck.errors import UnreadableInputError

__all__ = ["Found", "discover"]

STDIN = "-"


@frozen(kw_only=True)
class Found:
    """What the paths of a command come to.

    Attributes:
        paths: documents, each once, in the order of the arguments; a folder's files sorted; `-` for
            standard input.
        unreadable: arguments that come to nothing, each with why and what to do.
    """

    paths: tuple[str, ...] = ()
    unreadable: tuple[UnreadableInputError, ...] = ()


def discover(paths: Sequence[str | os.PathLike[str]]) -> Found:
    """Find the documents behind paths as given on a command line.

    A file that is named is always taken. A folder is walked, links to folders not followed; hidden
    names and what a `.gitignore` excludes (gitignore(5), from the repository's root down) are left
    out, and only what looks like a document is taken. A glob is what no file is called and has `*`,
    `?` or `[`; `**` goes through folders. One that ends in `*` takes only documents as well.

    Args:
        paths: files, folders, globs, or `-`; relative to the working directory.
    """
    taken: dict[str, str] = {}
    unreadable: list[UnreadableInputError] = []
    for path in (os.fspath(each) for each in paths):
        try:
            for file in _expand(path, unreadable):
                taken.setdefault(_identity(file), file)
        except UnreadableInputError as error:
            unreadable.append(error)
    return Found(paths=tuple(taken.values()), unreadable=tuple(unreadable))


def _identity(path: str) -> str:
    return path if path == STDIN else os.path.normcase(os.path.abspath(path))


def _expand(path: str, unreadable: list[UnreadableInputError]) -> Iterator[str]:
    if path == STDIN:
        yield path
    elif os.path.isdir(path):
        yield from _folder(path, unreadable)
    elif os.path.exists(path):
        yield path
    elif glob.has_magic(path):
        yield from _glob(path, unreadable)
    else:
        raise UnreadableInputError(path, "there is no such file", _where_else(path))


def _where_else(path: str) -> str:
    if path.lower().startswith(("http://", "https://")):
        return "web pages are not read from the net: save the page and name the file"
    folder, name = os.path.split(path)
    try:
        near = difflib.get_close_matches(name, os.listdir(folder or os.curdir), n=1)
    except (OSError, ValueError):
        return "the folder cannot be opened either: check the path"
    return f"did you mean {os.path.join(folder, near[0])}?" if near else "check the path"


def _glob(pattern: str, unreadable: list[UnreadableInputError]) -> Iterator[str]:
    matches = sorted(glob.glob(pattern, recursive=True))
    picky = pattern.endswith("*")
    found = False
    for match in matches:
        if os.path.isdir(match):
            files: Iterable[str] = _walk(match, unreadable) if not pattern.endswith("**") else ()
        else:
            files = (match,) if not picky or is_document(Path(match)) else ()
        for file in files:
            found = True
            yield file
    if not found:
        why = "nothing that it matches is a document" if matches else "no file matches this pattern"
        raise UnreadableInputError(pattern, why, "check the pattern, or name the files")


def _folder(folder: str, unreadable: list[UnreadableInputError]) -> Iterator[str]:
    before = len(unreadable)
    found = False
    for file in _walk(folder, unreadable):
        found = True
        yield file
    if not found and len(unreadable) == before:
        raise UnreadableInputError(
            folder,
            "no document in this folder (hidden and git-ignored files do not count)",
            "name the file itself if it is there",
        )


def _walk(top: str, unreadable: list[UnreadableInputError]) -> Iterator[str]:
    rules = _Ignored.above(Path(top))

    def failed(error: OSError) -> None:
        why = f"the folder cannot be listed ({error.strerror})"
        unreadable.append(UnreadableInputError(str(Path(error.filename)), why, "check its permissions"))

    for root, folders, files in os.walk(top, onerror=failed):
        here = Path(root)
        absolute = here.resolve()
        rules.read(absolute)
        folders[:] = sorted(
            name for name in folders if _wanted(name) and not rules.cover(absolute, name, is_dir=True)
        )
        for name in sorted(files):
            if _wanted(name) and is_document(name):
                path = str(here / name)
                if os.path.isfile(path) and not rules.cover(absolute, name):
                    yield path


def _wanted(name: str) -> bool:
    return not name.startswith(".")


class _Ignored:
    """The `.gitignore` files that apply, nearest folder first where they disagree."""

    def __init__(self) -> None:
        self._specs: dict[Path, GitIgnoreSpec] = {}

    @classmethod
    def above(cls, top: Path) -> _Ignored:
        """What the repository around `top` excludes; nothing if that is `top` itself: it was named."""
        rules = cls()
        absolute = top.resolve()
        lineage = [absolute, *absolute.parents]
        root = next((folder for folder in lineage if os.path.lexists(folder / ".git")), None)
        if root is None or root == absolute:
            return rules
        for folder in lineage[1 : lineage.index(root) + 1]:
            rules.read(folder)
        return cls() if rules.cover(top.parent.resolve(), top.name, is_dir=True) else rules

    def read(self, folder: Path) -> None:
        """Add a folder's `.gitignore`, if it has one; what is no pattern is passed over, as in git.

        Args:
            folder: absolute, links resolved.
        """
        try:
            text = (folder / ".gitignore").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        lines = [line for line in text.splitlines() if _is_pattern(line)]
        self._specs[folder] = GitIgnoreSpec.from_lines(lines)

    def cover(self, parent: Path, name: str, *, is_dir: bool = False) -> bool:
        """Whether `name` is excluded; its parent folders have been asked before.

        Args:
            parent: where it lies; absolute, links resolved.
            name: of the file or folder.
            is_dir: it is a folder.
        """
        if not self._specs:
            return False
        absolute = parent / name
        for folder in absolute.parents:
            spec = self._specs.get(folder)
            if spec is None:
                continue
            inside = absolute.relative_to(folder).as_posix() + ("/" if is_dir else "")
            verdict = spec.check_file(inside).include
            if verdict is not None:
                return verdict
        return False


def _is_pattern(line: str) -> bool:
    try:
        GitIgnoreSpec.from_lines([line])
    except ValueError:
        return False
    return True
