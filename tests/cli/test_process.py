"""The command as a process: pipes that close, signals, terminals, encodings, start-up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import GOOD, Spawn, environment

posix = pytest.mark.skipif(os.name != "posix", reason="signals, FIFOs and pseudo-terminals are POSIX's")
COMMAND = [sys.executable, "-m", "srccheck"]


def test_version_loads_nothing_heavy(spawn: Spawn) -> None:
    """`--version` answers without rich, httpx, lxml or the reports."""
    code = (
        "import sys\n"
        "from srccheck.cli import cli\n"
        "try: cli(['--version'])\n"
        "except SystemExit: pass\n"
        "print(sorted({'rich', 'httpx', 'lxml', 'bs4', 'asyncio', 'pathspec', 'srccheck.auditing',"
        " 'srccheck.reports', 'srccheck.extraction'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_output_is_utf8_in_any_locale(spawn: Spawn, folder: Path) -> None:
    """The bytes are UTF-8 with plain line feeds, whatever the locale says."""
    (folder / "ru.txt").write_text("Текст[1]\n\n[1] А. Автор, «Название».\n", encoding="utf-8")
    env = environment(LC_ALL="C", PYTHONIOENCODING="cp1252", PYTHONUTF8="0")
    done = spawn("extract", "ru.txt", "--format", "json", env=env)
    assert "Название" in done.stdout.decode("utf-8")
    assert b"\r" not in done.stdout
    assert done.returncode == 0


def test_standard_input_of_a_process(spawn: Spawn) -> None:
    """A document comes in by a pipe."""
    done = spawn("extract", "-", input=GOOD.encode())
    assert b"Note 1" in done.stdout
    assert done.returncode == 0


@posix
@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
@pytest.mark.parametrize("size", [1, 300])
def test_closed_pipe_ends_quietly(folder: Path, form: str, size: int) -> None:
    """`| head` that has seen enough is no error, whether the report fits into a buffer or not."""
    (folder / "long.txt").write_text(GOOD * size, encoding="utf-8")
    reader, writer = os.pipe()
    os.close(reader)
    args = ["extract", "long.txt", "good.txt", "--fail-on", "never", "--format", form]
    done = subprocess.run([*COMMAND, *args], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.stderr == b""
    assert done.returncode == 0


@posix
def test_without_standard_output(folder: Path) -> None:
    """A caller that has closed it (`>&-`) gets the exit code, and no traceback."""
    shell = 'exec "$@" >&-'
    args = ["sh", "-c", shell, "sh", *COMMAND, "extract", "good.txt"]
    done = subprocess.run(args, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@posix
def test_closed_pipe_does_not_keep_reports_from_files(folder: Path) -> None:
    """A report for a file is written although nobody reads standard output any more."""
    reader, writer = os.pipe()
    os.close(reader)
    args = [
        "extract",
        "good.txt",
        "empty.txt",
        "--format",
        "jsonl",
        "--output",
        "-",
        "--output",
        "json:out.json",
    ]
    subprocess.run([*COMMAND, *args], stdout=writer, check=True)
    os.close(writer)
    assert len(json.loads((folder / "out.json").read_text(encoding="utf-8"))["documents"]) == 2


@posix
def test_full_disk_on_standard_output(folder: Path) -> None:
    """A report that cannot be printed is an error, told in a line."""
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*COMMAND, "extract", "good.txt"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr.decode().splitlines() == [
        "srccheck: the report cannot be written: No space left on device"
    ]


@posix
@pytest.mark.parametrize("form", ["text", "json", "jsonl"])
def test_interrupt_prints_what_is_done(folder: Path, form: str) -> None:
    """Ctrl-C: the documents read so far are reported, exit code 130, no traceback."""
    os.mkfifo(folder / "slow.txt")
    program = subprocess.Popen(
        [*COMMAND, "extract", "good.txt", "slow.txt", "--format", form],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    # Opening the pipe waits until the program reads from it: then the first document is done.
    with open(folder / "slow.txt", "wb"):
        program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=60)
    assert program.returncode == 130
    assert b"good.txt" in out
    assert b"Traceback" not in err
    assert b"interrupted" in err


@posix
def test_interrupt_while_a_process_reads(folder: Path) -> None:
    """Ctrl-C ends the process that reads a long document as well; what was done before is kept."""
    (folder / "slow.txt").write_bytes(b"see https://a.example/b " * 200_000)
    program = subprocess.Popen(
        [*COMMAND, "extract", "good.txt", "slow.txt", "--format", "jsonl"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert program.stdout is not None
    assert b"good.txt" in program.stdout.readline()
    os.killpg(program.pid, signal.SIGINT)
    _, err = program.communicate(timeout=60)
    assert program.returncode == 130
    assert err == b"srccheck: interrupted; this is what was done until then\n"


@posix
@pytest.mark.parametrize("path", ["/dev/zero", "-"])
def test_input_without_end(folder: Path, path: str) -> None:
    """A device, or a pipe, that never ends is refused after some megabytes."""
    if not Path("/dev/zero").exists():
        pytest.skip("this system has no /dev/zero")
    (folder / "srccheck.toml").write_text(f"read-memory-limit-bytes = {128 * 2**20}\n")
    with open("/dev/zero", "rb") as endless:
        done = subprocess.run(
            [*COMMAND, "extract", path, "good.txt"], stdin=endless, capture_output=True, check=False
        )
    assert b"larger than the 34 MB" in done.stdout
    assert b"good.txt" in done.stdout
    assert done.returncode == 2


def on_a_terminal(args: list[str], **env: str) -> str:
    """What a command writes when its stdout is a terminal of 60 columns."""
    import pty

    keeper, terminal = pty.openpty()
    program = subprocess.Popen(
        [*COMMAND, *args],
        stdout=terminal,
        stderr=subprocess.DEVNULL,
        env=environment(**{"TERM": "xterm", "COLUMNS": "60", **env}),
    )
    os.close(terminal)
    out = b""
    try:
        while piece := os.read(keeper, 4096):
            out += piece
    except OSError:
        pass  # how Linux says that the other side has closed
    os.close(keeper)
    program.wait()
    return out.decode().replace("\r\n", "\n")


@posix
def test_colours_only_on_a_terminal(folder: Path, spawn: Spawn) -> None:
    """Colours and narrow lines on a terminal; no colours in a pipe, or where NO_COLOR or TERM forbids."""
    assert "\x1b[" in on_a_terminal(["extract", "broken.txt"])
    for env in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        plain = on_a_terminal(["extract", "broken.txt"], **env)
        assert "\x1b" not in plain
        assert all(len(line) <= 60 or "https://" in line for line in plain.splitlines())
        piped = spawn("extract", "broken.txt", env=environment(**env)).stdout.decode()
        assert plain.split() == piped.split()
    assert b"\x1b" not in spawn("extract", "broken.txt").stdout


@posix
def test_escapes_of_a_document_do_not_reach_the_terminal(folder: Path) -> None:
    """A note that would recolour the terminal is shown as text."""
    (folder / "evil.txt").write_text("Claim.[1]\n\n[1] A. \x1b[31;7mEvil\x1b[0m \u202eTitle\u202c.\n")
    shown = on_a_terminal(["extract", "evil.txt"])
    assert "\x1b[31;7m" not in shown
    assert "\u202e" not in shown
    assert "␛[31;7mEvil" in shown
