"""Documents that take too long, take too much, or break their reader: X901, and the next one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from attrs import evolve

from srccheck import Settings, UnreadableInputError, apart, extract
from srccheck.documents import Given, take
from srccheck.extraction import extract_here, extract_lines
from srccheck.reading import guard, process
from srccheck.reading.guard import NoWorkerError, Workers
from srccheck.reading.messages import Request
from srccheck.reading.usage import Usage, usage_of
from tests.conftest import ROOT
from tests.documents.hostile_maker import forms, macros, office

posix = pytest.mark.skipif(os.name != "posix", reason="signals and forks are POSIX's")
linux = pytest.mark.skipif(sys.platform != "linux", reason="pidfd is Linux's")

FIXTURES = sorted(path for path in (ROOT / "fixtures" / "documents").rglob("*") if path.is_file())
SLOW = b"see https://a.example/b " * 200_000
MANY_LINES = b"\n" * 30_000_000
GOOD = b'One claim.[1]\n\n[1] A. Author, "First", https://a.example/1.\n'
BRIEF = Settings(read_time_limit_s=0.2)
SMALL = Settings(read_memory_limit_bytes=128 * 2**20)


def request(source: bytes | Given) -> Request:
    given = source if isinstance(source, Given) else take(source, name="a.txt")
    return Request(task="document", given=given, settings=Settings())


def result(read, *args):
    """The document, or why there is none."""
    try:
        return read(*args)
    except UnreadableInputError as error:
        return str(error)


@pytest.fixture
def workers():
    """Processes of this test's own."""
    made = Workers()
    yield made
    made.close()


@pytest.fixture
def worker():
    """A process of this test's own."""
    made = process.Worker()
    yield made
    made.end()


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_the_same_document_as_here(path):
    """What a worker reads is what would be read here: every field comes back."""
    given = take(path)
    assert result(guard.read_apart, request(given)) == result(extract_here, "document", given)


def test_lists_of_notes_too(workers):
    """`extract_lines` works apart as well."""
    long = b"A. Author, First, https://a.example/1\n" * 20 + b" " * 300_000
    assert extract_lines(long) == extract_here("lines", take(long))


@pytest.mark.parametrize(
    ("data", "settings", "why"),
    [
        (SLOW, BRIEF, "takes more than 0.2 seconds"),
        (MANY_LINES, SMALL, "takes more than 128 MiB of memory"),
        (b" " * 40_000_000, SMALL, "larger than the 34 MB"),
    ],
    ids=["time", "memory", "size"],
)
def test_limits(data, settings, why):
    """Each says what was exceeded and what to do; the next document is read."""
    with pytest.raises(UnreadableInputError, match=why) as caught:
        extract(data, name="a.txt", settings=settings)
    assert caught.value.path == "a.txt"
    assert "divide" in caught.value.remedy
    assert len(extract(GOOD + b" " * 300_000, name="b.txt", settings=SMALL).notes) == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", forms()),
        ("a.tex", macros(9)),
        ("a.docx", office(b"<w:p>", 1_000_000)),
        ("a.html", b"<div>" * 100_000),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_small_bombs(name, data):
    """Forms in forms, macros of macros, a million levels: refused or read within the limits."""
    settings = Settings(read_time_limit_s=1)
    assert result(lambda: extract(data, name=name, settings=settings))


@posix
def test_a_reader_that_is_killed(worker):
    """What ends a process in the middle of a document is told by name."""
    answers = []
    thread = threading.Thread(target=lambda: answers.append(worker.read(request(SLOW))))
    thread.start()
    os.kill(worker._process.pid, signal.SIGKILL)
    thread.join()
    assert "broke down over it (SIGKILL)" in answers[0].why
    assert not worker.is_fit


def test_a_defect_of_ours_is_told(worker):
    """An exception that nobody expected names itself."""
    given = Given(path="a.txt", data=5)
    answer = worker.read(request(given))
    assert "(AttributeError: 'int' object" in answer.why
    assert "report" in answer.remedy


@pytest.mark.parametrize(("code", "said"), [(3, "exit code 3"), (-11, "SIGSEGV"), (-250, "signal 250")])
def test_how_a_process_ended(code, said):
    """By an exit code, a signal with a name, a signal without."""
    assert process._ended(code) == said


@posix
def test_a_worker_that_died_while_it_waited(workers):
    """It is replaced, and nobody notices."""
    workers.read(request(GOOD))
    first = workers._idle[0]
    os.kill(first._process.pid, signal.SIGKILL)
    first._listener.join()
    assert len(workers.read(request(GOOD)).notes) == 1
    assert workers._idle[0] is not first


def test_a_worker_is_used_again_unless_it_has_grown(workers, monkeypatch):
    """One process reads many documents, and gives way when it holds much memory."""
    workers.read(request(GOOD))
    first = workers._idle[0]
    workers.read(request(GOOD))
    assert workers._idle == [first]
    monkeypatch.setattr(process, "usage_of", lambda pid: Usage(resident_bytes=400 * 2**20, cpu_s=0.0))
    workers.read(request(GOOD))
    assert workers._idle == []


def test_threads_share_a_worker():
    """Callers wait for each other."""
    long, results = GOOD + b" " * 300_000, []
    threads = [threading.Thread(target=lambda: results.append(extract(long))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [extract(long)] * 4


@pytest.mark.parametrize("attribute", ["executable", "frozen"])
def test_where_no_process_can_be_started(monkeypatch, workers, attribute):
    """Frozen programs and embedded interpreters read in their own process."""
    monkeypatch.setattr(sys, attribute, "" if attribute == "executable" else True, raising=False)
    with pytest.raises(NoWorkerError):
        workers.read(request(GOOD))
    monkeypatch.setattr(guard, "_WORKERS", workers)
    assert len(extract(GOOD + b" " * 300_000).notes) == 1


@pytest.mark.parametrize("command", ["import sys; sys.exit(3)", "print('hello', flush=True); input()"])
def test_programs_that_are_no_worker(monkeypatch, workers, command):
    """What is started but does not answer as a worker does is tried once."""
    monkeypatch.setattr(apart, "_START", command)
    monkeypatch.setattr(process, "_START_LIMIT_S", 0.5)
    for _ in range(2):
        with pytest.raises(NoWorkerError):
            workers.read(request(GOOD))
        monkeypatch.setattr(guard, "Worker", None)


def test_a_program_that_is_not_there(monkeypatch, workers, tmp_path):
    """An interpreter that has been moved away."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(NoWorkerError):
        workers.read(request(GOOD))


def run(code: str, *flags: str, cwd: Path | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *flags, "-c", textwrap.dedent(code)],
        cwd=cwd, env={**os.environ, **env}, capture_output=True, text=True, check=False,
    )  # fmt: skip


PDF = str(ROOT / "fixtures" / "documents" / "pdf" / "footnotes.pdf")


def test_scripts_are_not_run_again(tmp_path):
    """A library user's script needs no `if __name__ == "__main__"`."""
    script = tmp_path / "script.py"
    script.write_text(f"import srccheck\nprint(len(srccheck.extract({PDF!r}).notes))\n", encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.stderr) == ("5", "")


def test_foreign_modules_stay_out(tmp_path):
    """Neither the working directory nor PYTHONPATH puts modules of its own into a worker."""
    for name in ("queue", "faulthandler", "srccheck", "pypdfium2"):
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'seen')!r}, 'w')", encoding="utf-8")
    code = f"from srccheck import extract; print(len(extract({PDF!r}).notes))"
    done = run(code, "-I", cwd=tmp_path, PYTHONPATH=str(tmp_path))
    assert (done.stdout.strip(), done.stderr) == ("5", "")
    assert not (tmp_path / "seen").exists()


def test_the_search_path_leads_to_this_package(monkeypatch):
    """However the package came here."""
    monkeypatch.setattr(sys, "path", [os.sep])
    assert apart._search_path() == [os.path.abspath(os.sep), str(ROOT)]


@posix
def test_a_fork_has_workers_of_its_own():
    """After a fork both sides read on, each with its own process, and end cleanly."""
    done = run(f"""
        import os
        from srccheck import extract
        first = extract({PDF!r})
        child = os.fork()
        assert extract({PDF!r}) == first
        if child:
            print(os.waitpid(child, 0)[1], extract({PDF!r}) == first)
    """)
    assert (done.stdout, done.stderr) == ("0 True\n", "")


@linux
@pytest.mark.parametrize("busy", [True, False])
def test_no_orphan_stays(tmp_path, busy):
    """A worker ends with the process that has started it, though that was killed; and in mid-work."""
    (tmp_path / "slow.txt").write_bytes(SLOW)
    code = f"""
        import sys
        from srccheck import extract
        from srccheck.reading import guard
        extract({PDF!r})
        print(guard._WORKERS._idle[0]._process.pid, flush=True)
        extract({str(tmp_path / "slow.txt")!r}) if {busy} else sys.stdin.read()
    """
    parent = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with parent:
        watch = os.pidfd_open(int(parent.stdout.readline()))
        parent.kill()
    import select

    poll = select.poll()
    poll.register(watch, select.POLLIN)
    assert poll.poll(15_000)
    os.close(watch)


def test_what_processes_take(monkeypatch):
    """Told by the system, with the processes below; or not at all."""
    work = "a = b'x' * 30_000_000\nfor _ in range(3_000_000): pass\nprint('x', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", work], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        child.stdout.read(1)
        alone = usage_of(child.pid)
        if alone is None:
            pytest.skip("this system tells nothing; psutil is not installed")
        assert alone.resident_bytes > 30_000_000
        assert alone.cpu_s > 0.02
        assert usage_of(os.getpid()).resident_bytes > alone.resident_bytes
        child.stdin.write(b"\n")
    assert usage_of(child.pid) is None
    monkeypatch.setitem(sys.modules, "psutil", None)
    assert usage_of(2**30) is None


def test_time_is_that_of_the_processor(workers, monkeypatch):
    """A machine that is busy with other things makes no document unreadable, within reason."""
    slow = iter(Usage(resident_bytes=0, cpu_s=n / 1000) for n in range(10**6))
    monkeypatch.setattr(process, "usage_of", lambda pid: next(slow))
    with pytest.raises(UnreadableInputError, match=r"more than 0\.2 seconds"):
        workers.read(evolve(request(SLOW), settings=BRIEF))
    assert next(slow).cpu_s < BRIEF.read_time_limit_s
