"""The hooks for pre-commit, run by pre-commit itself in repositories made here; no network."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from srccheck import Settings, aaudit
from srccheck.documents.formats import REGISTRY
from srccheck.model.web import Exchange, Request
from srccheck.web.evidence import Recorder

from .conftest import ROOT

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = [sys.executable, "-m", "pre_commit"]
NOTE = "A claim.[1]\n\n[1] A. Author, “Title”, {} (accessed 20 July 2025).\n"
BAD = "https://a.example:99999/"


def hooks() -> dict[str, dict]:
    return {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))}


def test_the_hooks_take_every_format() -> None:
    """The endings are those of the registry; nothing else is taken."""
    for hook in hooks().values():
        pattern = re.compile(hook["files"])
        for suffix in REGISTRY.suffixes:
            assert pattern.search(f"a folder/b{suffix}")
            assert pattern.search(f"B{suffix.upper()}")
        for name in ("a.py", "txt", "a.txt.bak", "a.json"):
            assert not pattern.search(name)


class Project:
    """A git repository with our hooks in use; programs run in it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder = folder
        self.environment = environment
        folder.mkdir()
        self("git", "init", "-q", "-b", "main")

    def __call__(self, *command: str, code: int | None = 0, **more: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={**self.environment, **more},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            encoding="utf-8",
        )
        assert code is None or (done.returncode != 0) == (code != 0), done.stdout
        return done.stdout

    def write(self, **texts: str) -> None:
        for name, text in texts.items():
            (self.folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
        self("git", "add", "-A")

    def commit(self, code: int = 0, **texts: str) -> str:
        self.write(**texts)
        return self("git", "commit", "-m", "change", code=code)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nobody's settings, and `srccheck` from beside this Python."""
    keep = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
    return {
        **keep,
        "PATH": os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])),
        "HOME": str(tmp_path),
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{
            f"GIT_{who}_{what}": "a@b.example"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        },
        "NO_COLOR": "1",
    }


@pytest.fixture
def project(tmp_path: Path, environment: dict[str, str]) -> Project:
    """A repository whose hooks come from a repository that holds our manifest."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    source = Project(tmp_path / "hooks", environment)
    shutil.copy(MANIFEST, source.folder)
    source.commit()
    work = Project(tmp_path / "work", environment)
    # Installed here already: only where the program comes from differs from the manifest.
    use = [
        {"id": "srccheck", "language": "system"},
        {
            "id": "srccheck-live",
            "language": "system",
            "args": ["--no-archive", "--as-of", "2026-11-22", "--replay", str(tmp_path / "web.warc.gz")],
        },
    ]
    revision = source("git", "rev-parse", "HEAD").strip()
    config = {"repos": [{"repo": str(source.folder), "rev": revision, "hooks": use}]}
    work.write(**{".pre-commit-config_yaml": yaml.safe_dump(config)})
    return work


def test_the_manifest_is_valid(environment: dict[str, str]) -> None:
    """By pre-commit's own schema."""
    subprocess.run([*PRE_COMMIT, "validate-manifest", str(MANIFEST)], check=True, env=environment)


def test_commits(project: Project) -> None:
    """Errors block a commit, the rest is said; only what is staged is read; other files cost nothing."""
    project(*PRE_COMMIT, "install")
    said = project.commit(1, bad_txt=NOTE.format(BAD))
    assert re.search(r"bad\.txt:3:\d+: L205 not a valid address", said)
    said = project.commit(bad_txt="A claim.[1]\n\n[1] A. Author, “Title”, https://a.example/.\n")
    assert re.search(r"bad\.txt:3:\d+: D301 a web source without an access date", said)
    (project.folder / "worse.md").write_text(f"<{BAD}>", encoding="utf-8")
    (project.folder / "code.py").touch()
    project("git", "add", "code.py")
    said = project("git", "commit", "-m", "no document")
    assert "(no files to check)Skipped" in said
    assert "worse.md" not in said


class Web:
    """A web of two pages that are gone, and one that is there."""

    async def fetch(self, request: Request) -> Exchange:
        status = 200 if request.url.endswith("alive") else 404
        html = b"<html lang=en><title>Title</title><p>" + b"text " * 200
        headers = (("content-type", "text/html"),)
        return Exchange(url=request.url, http_status=status, headers=headers, body=html)


def record(folder: Path) -> None:
    text = "".join(
        f"[{number}] A. Author, “Title”, https://a.example/{name} (accessed 20 July 2025).\n"
        for number, name in enumerate(("old", "new", "alive"), 1)
    )
    (folder / "all.txt").write_text("A.[1] B.[2] C.[3]\n\n" + text, encoding="utf-8")
    with Recorder(Web(), folder / "web.warc.gz") as recorder:
        settings = Settings(archive=False)
        asyncio.run(aaudit(folder / "all.txt", settings=settings, fetcher=recorder))


def test_pushes(project: Project, tmp_path: Path) -> None:
    """A new dead link blocks the push; an old one, one that is alive, and one without an answer do not."""
    record(tmp_path)
    bare = tmp_path / "bare.git"
    project("git", "init", "-q", "--bare", str(bare))
    project("git", "remote", "add", "origin", str(bare))
    project.commit(a_txt=NOTE.format("https://a.example/old"), b_txt="Nothing yet.\n")
    project("git", "push", "-q", "-u", "origin", "main")
    project(*PRE_COMMIT, "install", "--hook-type", "pre-push")
    old = NOTE.format("https://a.example/old")
    project.commit(a_txt=f"Changed. {old}", b_txt=NOTE.format("https://a.example/new"))
    said = project("git", "push", code=1)
    assert re.search(r"b\.txt:3:\d+: L201 gone", said)
    assert "a.txt:3" not in said
    project.commit(b_txt=NOTE.format("https://a.example/alive"))
    project("git", "push")
    project.commit(b_txt=NOTE.format("https://a.example/never-asked"))
    assert "No network" in project("git", "push")


def test_by_hand(project: Project, tmp_path: Path) -> None:
    """The stage `manual`: what is new against the main branch."""
    record(tmp_path)
    project.commit(a_txt=NOTE.format("https://a.example/old"))
    project("git", "checkout", "-q", "-b", "draft")
    project.commit(b_txt=NOTE.format("https://a.example/new"))
    run = [*PRE_COMMIT, "run", "srccheck-live", "--hook-stage", "manual", "--all-files"]
    said = project(*run, code=1)
    assert re.search(r"b\.txt:3:\d+: L201 gone", said)
    assert "a.txt:3" not in said
