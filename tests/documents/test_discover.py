"""Files, folders, globs and `-` become documents; what comes to nothing says why."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from srccheck.documents.discover import discover

TREE = {
    "a.md": "", "b.txt": "", "c.png": "", "Z.md": "",
    ".gitignore": "*.log.md\nbuild/\n/top.md\n!kept.log.md\n!\n",
    "x.log.md": "", "kept.log.md": "", "top.md": "", ".hidden.md": "",
    "sub/top.md": "", "sub/c.md": "", "sub/.gitignore": "c.md\n!x.log.md\n", "sub/x.log.md": "",
    "build/d.md": "", ".cache/e.md": "", ".git/config.md": "",
    "notes[1].md": "", "images/f.png": "",
}  # fmt: skip


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in TREE.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(*paths: str) -> list[str]:
    return [path.replace(os.sep, "/") for path in discover(paths).paths]


WHOLE = ["Z.md", "a.md", "b.txt", "kept.log.md", "notes[1].md", "sub/top.md", "sub/x.log.md"]


@pytest.mark.parametrize(
    ("paths", "files"),
    [
        (["a.md"], ["a.md"]),
        (["c.png"], ["c.png"]),
        (["./a.md"], ["./a.md"]),
        (["-"], ["-"]),
        (["b.txt", "-", "a.md", "-"], ["b.txt", "-", "a.md"]),
        (["."], WHOLE),
        (["sub"], ["sub/top.md", "sub/x.log.md"]),
        (["build"], ["build/d.md"]),
        ([".cache"], [".cache/e.md"]),
        (["top.md"], ["top.md"]),
        (["a.md", "."], ["a.md", *(p for p in WHOLE if p != "a.md")]),
        (["notes[1].md"], ["notes[1].md"]),
        (["?.md"], ["Z.md", "a.md"]),
        (["*.png"], ["c.png"]),
        (["s*"], ["sub/top.md", "sub/x.log.md"]),
        (["[ab].*"], ["a.md", "b.txt"]),
        (["sub/**"], ["sub/c.md", "sub/top.md", "sub/x.log.md"]),
        (["**/d.md"], ["build/d.md"]),
    ],
)
def test_discover(tree: Path, paths: list[str], files: list[str]) -> None:
    """A name is taken at its word; folders give documents alone, sorted, each file once."""
    assert found(*paths) == files


@pytest.mark.parametrize(
    ("path", "why", "remedy"),
    [
        ("missing.md", "there is no such file", "check the path"),
        ("a.mdd", "there is no such file", "did you mean a.md?"),
        ("sub/tap.md", "there is no such file", os.path.join("sub", "top.md")),
        ("nowhere/a.md", "there is no such file", "folder cannot be opened"),
        ("https://a.example/x", "there is no such file", "save the page"),
        ("images", "no document in this folder", "name the file itself"),
        ("*.docx", "no file matches this pattern", "check the pattern"),
        ("c*", "nothing that it matches is a document", "name the files"),
        ("x" * 5000, "there is no such file", "check the path"),
        ("a\0b", "there is no such file", "check the path"),
    ],
)
def test_unreadable(tree: Path, path: str, why: str, remedy: str) -> None:
    """What comes to nothing is told with why and what to do, and the others go on."""
    result = discover([path, "a.md"])
    assert result.paths == ("a.md",)
    (error,) = result.unreadable
    assert error.path == path
    assert why in error.why
    assert remedy in error.remedy


def test_ignore_rules_of_the_repository_above(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repository's `.gitignore` holds for a folder below it; without one, none above does."""
    (tree / "deep/er").mkdir(parents=True)
    (tree / "deep/er/x.log.md").write_text("")
    (tree / "deep/er/y.md").write_text("")
    assert found("deep/er") == ["deep/er/y.md"]
    monkeypatch.chdir(tree / "deep")
    assert found("er") == ["er/y.md"]
    assert found(str(tree / "deep" / "er")) == [(tree / "deep/er/y.md").as_posix()]
    monkeypatch.chdir(tree)
    (tree / ".git/config.md").unlink()
    (tree / ".git").rmdir()
    assert found("deep/er") == ["deep/er/x.log.md", "deep/er/y.md"]


def test_absolute_paths_and_path_objects(tree: Path) -> None:
    """Paths are given back as they came, a file named twice in two ways once."""
    assert discover([tree / "a.md", "a.md"]).paths == (str(tree / "a.md"),)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege on Windows")
def test_links_to_folders_are_not_followed(tree: Path) -> None:
    """A link that leads back up does not make the walk endless; a broken link is no document."""
    (tree / "sub/loop").symlink_to(tree, target_is_directory=True)
    (tree / "sub/broken.md").symlink_to(tree / "nothing.md")
    (tree / "sub/linked.md").symlink_to(tree / "a.md")
    assert found("sub") == ["sub/linked.md", "sub/top.md", "sub/x.log.md"]


@contextmanager
def nobody() -> Iterator[None]:
    """Root may read everything: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such permissions")
def test_folder_that_cannot_be_listed(tree: Path) -> None:
    """A folder without permission is told; the rest is walked."""
    tree.chmod(0o755)
    (tree / "sub").chmod(0)
    with nobody():
        result = discover(["."])
    (tree / "sub").chmod(0o755)
    assert result.unreadable[0].path == "sub"
    assert "cannot be listed" in result.unreadable[0].why


def test_folder_that_vanishes(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while listing is told with the system's words, once."""

    def failing(top: str, onerror: object) -> list[object]:
        assert callable(onerror)
        onerror(PermissionError(13, "Permission denied", top))
        return []

    monkeypatch.setattr(os, "walk", failing)
    result = discover(["sub"])
    assert [str(error) for error in result.unreadable] == [
        "sub: the folder cannot be listed (Permission denied); check its permissions"
    ]
