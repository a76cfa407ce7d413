"""Many documents in several processes: the same as in one, in their order, and none is left behind."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest
from attrs import evolve

from srccheck import Settings, UnreadableInputError
from srccheck.documents import Given, take
from srccheck.extraction import extract_here
from srccheck.reading import batches as batches_module
from srccheck.reading import guard, pool
from srccheck.reading.batches import Batch, batches, read_batch
from srccheck.reading.guard import NoWorkerError, StoppedError, Workers
from srccheck.reading.messages import Request
from srccheck.reading.pool import in_order
from tests.reading.test_guard import GOOD, SLOW, request

posix = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

BRIEF = Settings(read_time_limit_s=0.2)


@pytest.fixture
def workers(request):
    """Two processes of this test's own."""
    made = Workers(2)
    yield made
    made.stop()


@pytest.fixture
def seen(monkeypatch):
    """All processes that the test starts."""
    started = []

    class Seen(guard.Worker):
        def __init__(self):
            super().__init__()
            started.append(self)

    monkeypatch.setattr(guard, "Worker", Seen)
    return started


@pytest.fixture
def files(tmp_path):
    """Files of so many bytes."""

    def make(*sizes: int) -> list[str]:
        paths = [tmp_path / f"{number:03d}.md" for number in range(len(sizes))]
        for path, size in zip(paths, sizes, strict=True):
            path.write_bytes(GOOD + b" " * (size - len(GOOD)))
        return list(map(str, paths))

    return make


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((100,) * 8, [8]),
        ((100,) * 17, [8, 8, 1]),
        ((40_000,) * 5, [2, 2, 1]),
        ((100, 300_000, 100), [1, 1, 1]),
        ((), []),
    ],
)
def test_batches(files, sizes, expected):
    """Small files together, large ones alone."""
    assert [len(batch.paths) for batch in batches(files(*sizes))] == expected


def test_what_is_no_file_stands_alone(files, tmp_path):
    """Standard input, a missing file, a folder: they are for the caller's own thread."""
    first, last = files(100, 100)
    odd = ["-", str(tmp_path / "gone.md"), str(tmp_path), "a\0b"]
    assert list(batches([first, *odd, last])) == [
        Batch(paths=(first,)),
        *(Batch(paths=(path,), is_file=False) for path in odd),
        Batch(paths=(last,)),
    ]


def test_one_that_breaks_the_reader_breaks_no_other(workers):
    """A batch is read again one by one, and only the culprit is told of."""
    asked = (request(GOOD), request(Given(path="bad.txt", data=5)), request(GOOD))
    first, bad, last = workers.read_batch(asked)
    assert first == last == extract_here("document", take(GOOD, name="a.txt"))
    assert isinstance(bad, UnreadableInputError)
    assert (bad.path, "AttributeError" in bad.why) == ("bad.txt", True)


def test_one_that_takes_too_long_takes_no_other_with_it(workers):
    """The same for what is ended by us."""
    slow = evolve(request(SLOW), settings=BRIEF)
    good = evolve(request(GOOD), settings=BRIEF)
    first, bad, last = workers.read_batch((good, slow, good))
    assert len(first.notes) == len(last.notes) == 1
    assert bad.why == "reading it takes more than 0.2 seconds"


def test_answers_that_are_too_few(workers, monkeypatch):
    """A reader that has been taken over cannot put documents in the place of others."""
    with workers._worker() as worker:
        monkeypatch.setattr(guard.Worker, "_next", lambda *args: ())
        assert worker.read_batch((request(GOOD), request(GOOD))) is None
        assert not worker.is_fit


def test_limits_hold_in_a_batch_and_small_texts_need_none(tmp_path, workers):
    """As in one process: the large is ended, a small text is read to its end, the huge is refused."""
    small, slow, huge = (tmp_path / name for name in ("small.md", "slow.md", "huge.md"))
    note = "Claim.[^{0}]\n\n[^{0}]: A. Author, “Title”, https://a.example/{0}\n\n"
    small.write_text("".join(map(note.format, range(2000))), encoding="utf-8")
    slow.write_bytes(SLOW)
    huge.write_bytes(b" " * 40_000_000)
    settings = Settings(read_time_limit_s=0.1, read_memory_limit_bytes=128 * 2**20)
    paths = [str(path) for path in (small, slow, huge, small)]
    answers = read_batch("document", paths, settings=settings, workers=workers)
    whys = [getattr(answer, "why", "read").split(" ")[0] for answer in answers]
    assert whys == ["read", "reading", "it", "read"]
    assert len(answers[0].notes) == len(answers[3].notes) == 2000
    assert [answer.path for answer in answers] == paths


def test_a_file_that_goes_away(files, workers):
    """Between the folder's listing and its turn, or the taking and the reading."""
    good, gone = files(100, 100)
    os.unlink(gone)
    answers = read_batch("document", [good, gone], settings=Settings(), workers=workers)
    assert answers[1].why == "there is no such file"
    lost = Request(task="document", given=Given(path="x.md", file=gone), settings=Settings())
    assert workers.read_batch((lost,))[0].why == "there is no such file"


def test_where_no_process_can_be_started(files, monkeypatch):
    """All is read in this process."""
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    paths = files(100, 100)
    workers = Workers(2)
    with pytest.raises(NoWorkerError):
        workers.read_batch((request(GOOD),))
    found = list(in_order(batches(paths), _reads, readers=2))
    assert [answer.path for _, answers in found for answer in answers] == paths
    (bad,) = batches_module._answers((request(b"\0\1" * 50),), workers)
    assert isinstance(bad, UnreadableInputError)


def _reads(paths, *, workers):
    return read_batch("document", paths, settings=Settings(), workers=workers)


def test_a_bounded_number_ahead(files):
    """Whoever takes one document has not all of them read."""
    pulled = []

    def source():
        for path in files(*[60_000] * 40):
            pulled.append(path)
            yield Batch(paths=(path,))

    found = in_order(source(), _reads, readers=2)
    next(found)
    assert len(pulled) == 9
    assert [batch.paths[0] for batch, _ in found] == pulled[1:]
    assert len(pulled) == 40


def test_whoever_stops_early_leaves_no_process(files, seen):
    """Whether a process is at work or waits for it; and at the end, too."""
    paths = files(*[60_000] * 12)
    found = in_order(batches(paths), _reads, readers=2)
    next(found)
    found.close()
    list(in_order(batches(paths), _reads, readers=2))
    assert len(seen) > 2
    assert all(worker._process.returncode is not None for worker in seen)


@posix
def test_nobody_waits_for_what_is_not_wanted(workers):
    """A document that is being read is given up, however long it would take."""
    answers = []
    with workers._worker() as worker:
        thread = threading.Thread(target=lambda: answers.append(worker.read(request(SLOW))))
        thread.start()
        workers.stop()
        thread.join()
    assert "(SIGKILL)" in answers[0].why


def test_the_pool_stops_its_workers(files, monkeypatch):
    """At whatever end."""
    stopped = []

    class Seen(Workers):
        def stop(self):
            stopped.append(self)
            super().stop()

    monkeypatch.setattr(pool, "Workers", Seen)
    assert list(in_order(batches(files(100)), _reads, readers=2))
    assert len(stopped) == 1


def test_a_defect_in_our_own_thread_is_not_swallowed(files, seen):
    """It comes out where the documents do, and the processes end."""

    def defective(paths, *, workers):
        raise ZeroDivisionError(paths)

    with pytest.raises(ZeroDivisionError):
        list(in_order(batches(files(100)), defective, readers=2))
    assert all(worker._process.returncode is not None for worker in seen)


def test_nothing_is_read_after_the_end(workers):
    """A thread that comes late starts nothing, and what came free is ended."""
    workers.read(request(GOOD))
    (idle,) = workers._idle
    workers.stop()
    assert idle._process.returncode is not None
    with pytest.raises(StoppedError):
        workers.read(request(GOOD))
    assert not workers._idle


@posix
def test_a_process_that_is_killed_costs_its_batch_a_second_reading(files, seen):
    """All documents are read, though somebody ends a process in the middle."""
    paths = files(*[300] * 60)
    found = in_order(batches(paths), _reads, readers=2)
    read = [answer for _, answers in [next(found)] for answer in answers]
    for worker in tuple(seen):
        os.kill(worker._process.pid, signal.SIGKILL)
    read += [answer for _, answers in found for answer in answers]
    assert [each.path for each in read] == paths
    assert sum(isinstance(each, UnreadableInputError) for each in read) <= 2


@posix
def test_a_fork_in_mid_work(files, workers):
    """The child lets go of processes that are its parent's, busy or not."""
    workers.read(request(GOOD))
    (idle,) = workers._idle
    with workers._worker():
        child = os.fork()
        if child == 0:  # pragma: no cover - in another process
            os._exit(bool(workers._idle or workers._busy))
        assert os.waitpid(child, 0)[1] == 0
    assert idle.is_alive()
    assert len(workers.read_batch((request(GOOD),) * 2)) == 2
    assert Path(f"/proc/{idle._process.pid}").exists() or sys.platform != "linux"
