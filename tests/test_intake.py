"""From paths to documents: in one process or several, the same."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from srccheck import Settings, intake
from srccheck.intake import take_in
from srccheck.model import Document, Finding
from tests.conftest import ROOT

FIXTURES = ROOT / "fixtures" / "documents"
NOTE = "A claim.[^1]\n\n[^1]: A. Author, “Title {0}”, https://a.example/{0} (accessed 3 May 2020).\n"
posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")


@pytest.fixture
def much(monkeypatch):
    """Whatever there is to read is much."""
    monkeypatch.setattr(intake, "_MUCH_BYTES", 0)


@pytest.fixture
def folder(tmp_path):
    """A folder of 40 small documents."""
    for number in range(40):
        (tmp_path / f"{number:02d}.md").write_text(NOTE.format(number), encoding="utf-8")
    return tmp_path


def taken(paths, readers, **more):
    return list(take_in(paths, settings=Settings(readers=readers), **more))


@pytest.mark.parametrize("readers", [2, 3])
def test_the_same_in_several_processes(much, readers, tmp_path):
    """Every format, what cannot be read, what is not there: all in its place."""
    (tmp_path / "binary.md").write_bytes(bytes(range(256)) * 8)
    paths = [
        str(tmp_path / "gone.md"),
        str(FIXTURES),
        str(tmp_path / "binary.md"),
        str(FIXTURES / "*.nothing"),
    ]
    ours = taken(paths, 1)
    assert sum(isinstance(item, Document) for item in ours) > 15
    assert sum(isinstance(item, Finding) for item in ours) >= 3
    assert taken(paths, readers) == ours


def test_lists_of_notes(much, folder):
    """`as_notes` is the same, too."""
    ours = taken(str(folder), 1, as_notes=True)
    assert {note.kind for item in ours for note in item.notes} == {"reference"}
    assert taken(str(folder), 2, as_notes=True) == ours


def test_standard_input_has_its_turn(much, folder, monkeypatch):
    """Between files that other processes read."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(NOTE.format("x").encode())))
    paths = [str(folder / "00.md"), "-", str(folder / "01.md")]
    read = taken(paths, 2, stdin_name="draft.md")
    assert [item.path for item in read] == [paths[0], "draft.md", paths[2]]
    assert read[1].notes[0].citations[0].csl.title == "Title x"


def test_progress(much, folder):
    """Told after each document, with the whole."""
    told = []
    taken(str(folder), 2, progress=lambda *said: told.append(said))
    assert told == [(number, 40, "documents") for number in range(1, 41)]


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((100,) * 40, False),
        ((1_000_001,), False),
        ((600_000, 600_000), True),
        ((30_000,) * 40, True),
        ((), False),
    ],
)
def test_how_much_is_worth_other_processes(tmp_path, sizes, expected):
    """An editor's few documents are read at once."""
    paths = [tmp_path / f"{number}.md" for number in range(len(sizes))]
    for path, size in zip(paths, sizes, strict=True):
        path.write_bytes(b" " * size)
    assert intake._is_much([str(tmp_path / "gone.md"), *map(str, paths)]) is expected


@pytest.mark.parametrize(
    ("readers", "cores", "expected"), [(0, 1, None), (0, 2, 2), (0, 16, 4), (1, 16, None), (6, 1, 6)]
)
def test_how_many(much, folder, monkeypatch, readers, cores, expected):
    """One a processor, at most 4, unless told otherwise."""
    asked = []
    monkeypatch.setattr(intake, "_cores", lambda: cores)
    monkeypatch.setattr(
        intake._Job, "_read_apart", lambda self, paths, count: asked.append(count) or iter(())
    )
    read = taken(str(folder), readers)
    assert (asked or [None]) == [expected]
    assert len(read) == (40 if expected is None else 0)


def test_processors(monkeypatch):
    """Those that we may use, where the system says; else all."""
    assert 1 <= intake._cores() <= (os.cpu_count() or 1)
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: None)
    assert intake._cores() == 1


def test_few_documents_load_nothing_of_it(folder):
    """Neither the pool nor processes, for 40 documents."""
    code = (
        "import sys; from srccheck import lint; lint(sys.argv[1]);"
        "print([name for name in ('srccheck.reading.pool', 'srccheck.reading.process', 'subprocess',"
        " 'concurrent.futures') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


@posix
def test_ctrl_c(folder):
    """What is done is kept, the processes end, and there is no traceback."""
    for number in range(1000):
        text = "\n".join(NOTE.format(f"{number}-{n}").replace("^1", f"^{n}") for n in range(20))
        (folder / f"long{number:04d}.md").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "srccheck", "extract", str(folder), "--format", "jsonl", "--progress"]
    env = {**os.environ, "SRCCHECK_READERS": "2", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        lines = [process.stdout.readline() for _ in range(50)]
        children = _children(process.pid)
        process.send_signal(signal.SIGINT)
        rest, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    assert b"Traceback" not in errors
    paths = [json.loads(line)["path"] for line in (*lines, *rest.splitlines())]
    assert paths == sorted(paths)
    assert 50 <= len(paths) < 1040
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def _children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task")
    if not tasks.exists():  # only Linux tells so easily
        return []
    found = [int(child) for task in tasks.iterdir() for child in (task / "children").read_text().split()]
    assert len(found) == 2
    return found
