"""Processes that work apart: started with our modules, or not at all."""

from __future__ import annotations

import os
import sys

import pytest

from srccheck.apart import CannotStartError, start_apart


def test_a_process_has_our_modules_and_not_our_place():
    """It reads after its search path, writes to descriptor 1, and is in nobody's folder."""
    with start_apart("tests.web.babbler") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"?")
        assert process.stdout.read(8) == b"\0" * 8
        process.stdin.close()
    assert process.returncode == 0


def test_no_python_to_start(monkeypatch, tmp_path):
    """Neither where there is none, nor where it would be the caller's own program."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(CannotStartError):
        start_apart("tests.web.babbler")
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(CannotStartError):
        start_apart("tests.web.babbler")


@pytest.mark.skipif(os.name != "posix", reason="needs a program that ends at once")
def test_a_process_that_ends_at_once(monkeypatch):
    """It does not read what it is told, and is cleared away."""
    monkeypatch.setattr(sys, "executable", "/bin/true")
    monkeypatch.setattr(sys, "path", [*sys.path, *("x" * 1000 + str(n) for n in range(300))])
    with pytest.raises(CannotStartError):
        start_apart("tests.web.babbler")
