"""Audits of what is new only, and audits that must not last."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from srccheck.auditing import aaudit, audit
from srccheck.errors import UsageError
from srccheck.model.web import Exchange, Request
from srccheck.novelty import Novelty
from srccheck.settings import Settings

NOTE = "A claim.[1] Another.[2]\n\n[1] A. Author, “Title”, {}.\n[2] B. Author, “Other”, {}.\n"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository without commits, which is the working directory."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    for name in [name for name in os.environ if name.startswith(("GIT_", "PRE_COMMIT"))]:
        monkeypatch.delenv(name)
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "A")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "a@b.example")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.chdir(tmp_path)
    git("init", "-q", "-b", "main")
    return tmp_path


def git(*args: str) -> str:
    return subprocess.run(["git", *args], check=True, capture_output=True, text=True).stdout.strip()


def commit(**texts: str) -> str:
    for name, text in texts.items():
        Path(f"{name}.txt").write_text(text, encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")
    return git("rev-parse", "HEAD")


def asked(since: str) -> list[str]:
    settings = Settings(live=False, archive=False, registry=False, store="none")
    result = audit(".", settings=settings, since=since)
    assert {item.note for item in result.findings} <= {"n1", "n2"}
    return [link.url.rpartition("/")[2] for link in result.links]


def test_only_new_links_are_asked_for(repository: Path) -> None:
    """Not what the merge base has, in whichever document; one that was not there is all new."""
    base = commit(a=NOTE.format("https://a.example/1", "https://a.example/2"))
    commit(a=NOTE.format("https://a.example/1", "https://a.example/3"))
    Path("b.txt").write_text(NOTE.format("https://a.example/2", "https://a.example/4"), encoding="utf-8")
    assert asked(base) == ["3", "4"]
    assert asked("HEAD") == ["2", "4"]
    assert asked("auto") == ["2", "4"]
    git("checkout", "-q", "-b", "other")
    commit()
    assert asked("auto") == ["2", "4"]
    assert asked("HEAD") == []
    os.makedirs("deep/down")
    shutil.move("b.txt", "deep/down/b.txt")
    assert asked(base) == ["3", "4"]


def test_findings_are_those_of_new_links(repository: Path) -> None:
    """What was wrong before is not told again."""
    base = commit(a=NOTE.format("http://intranet/1", "https://a.example/2"))
    commit(a=NOTE.format("http://intranet/1", "http://intranet/3"))
    result = audit("a.txt", settings=Settings(live=False, archive=False, registry=False), since=base)
    assert [item.note for item in result.findings if item.code == "L208"] == ["n2"]


def test_the_base_that_is_found(repository: Path) -> None:
    """Without commits everything is new; pre-commit's word comes first, if it names a commit."""
    Path("a.txt").write_text(NOTE.format("https://a.example/1", "https://a.example/2"), encoding="utf-8")
    assert asked("auto") == ["1", "2"]
    first = commit()
    commit(a=NOTE.format("https://a.example/1", "https://a.example/5"))
    assert Novelty("auto", environment={"PRE_COMMIT_FROM_REF": first})._base == first
    noughts = {"PRE_COMMIT_FROM_REF": "0" * 40}
    assert Novelty("auto", environment=noughts)._base == git("rev-parse", "HEAD")


@pytest.mark.parametrize("ref", ["nowhere", "--all", "-h", ""])
def test_what_is_no_commit(repository: Path, ref: str) -> None:
    """A name that git does not know is refused, and is never an option of git's."""
    commit()
    with pytest.raises(UsageError, match="git finds no common commit"):
        Novelty(ref, environment={})


def test_without_git(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what is missing."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="needs git"):
        Novelty("auto", environment={})


def test_a_version_that_cannot_be_read(repository: Path) -> None:
    """What was no document before has no links that are known."""
    Path("a.md").write_bytes(bytes(range(256)) * 8)
    base = commit()
    Path("a.md").write_text("<https://a.example/1>", encoding="utf-8")
    assert asked(base) == ["1"]


class Slow:
    """Answers for one page, and never for the others."""

    async def fetch(self, request: Request) -> Exchange:
        if not request.url.endswith("1"):
            await asyncio.Event().wait()
        html = b"<html lang=en><title>Title</title><p>" + b"text " * 200
        headers = (("content-type", "text/html"),)
        return Exchange(url=request.url, http_status=200, headers=headers, body=html)


async def test_a_run_that_must_not_last(tmp_path: Path) -> None:
    """What has no answer when the time is up is unchecked, for want of time: no failure of the network."""
    (tmp_path / "a.txt").write_text(NOTE.format("https://a.example/1", "https://b.example/2"), "utf-8")
    settings = Settings(archive=False, registry=False, max_time_s=0.5, retries=0)
    result = await aaudit(tmp_path / "a.txt", settings=settings, fetcher=Slow())
    found = {link.url: (link.live.status, link.live.reason) for link in result.links}
    assert found["https://b.example/2"] == ("unchecked", "budget")
    assert not result.offline
    assert not result.interrupted
    assert not [item for item in result.findings if item.code[0] == "L"]


async def test_a_run_without_any_answer_in_time(tmp_path: Path) -> None:
    """Nothing is said of the network by a run that was too short."""
    (tmp_path / "a.txt").write_text(NOTE.format("https://c.example/3", "https://b.example/2"), "utf-8")
    settings = Settings(archive=False, registry=False, max_time_s=0.01, retries=0)
    result = await aaudit(tmp_path / "a.txt", settings=settings, fetcher=Slow())
    assert {link.live.reason for link in result.links} == {"budget"}
    assert not result.offline
