"""How fast a folder of many small documents is read: by one process, and by two.

usage: python tests/benchmarks/extraction.py [DOCUMENTS] [--readers 1,2] [--rounds N]

So many documents (3,000 where none is given; the goal is 100,000), Markdown, plain text and HTML in turn, of
4 to 11 notes, in folders of 1,000. Rounds with one and with several readers alternate, and the fastest of
each counts: other programs only ever make it slower. `ideal` is what CPU time alone would allow on an idle
machine: the seconds of the first kind, over the larger of those in this process and those of all processes
divided by the readers. `peak` is the most memory that this process held, up to a tenth of the way and to the
end.
"""

# ruff: noqa: T201 - it prints what it measures

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from reading import MAKERS, peak_mb

from srccheck import Settings
from srccheck.intake import take_in
from srccheck.model import Document

_FOLDER = 1000


def write(folder: Path, count: int) -> None:
    """Make the corpus."""
    chance, makers = random.Random(9), sorted(MAKERS.items())
    for number in range(count):
        kind, make = makers[number % len(makers)]
        path = folder / f"{number // _FOLDER:03d}" / f"{number:06d}.{kind}"
        path.parent.mkdir(exist_ok=True)
        path.write_text(make(4 + number % 8, 60, chance), encoding="utf-8")


def measure(folder: Path, readers: int) -> None:
    """Read all of it and print: documents, seconds, CPU seconds here and below, memory early and late."""
    started, count, early = time.perf_counter(), 0, 0.0
    total = sum(len(files) for _, _, files in os.walk(folder))
    for item in take_in(str(folder), settings=Settings(readers=readers)):
        assert isinstance(item, Document)
        assert item.notes
        count += 1
        if count == total // 10:
            early = peak_mb()
    times = os.times()
    print(
        count,
        time.perf_counter() - started,
        times.user + times.system,
        times.children_user + times.children_system,
        early,
        peak_mb(),
    )


def run(folder: Path, readers: int) -> tuple[float, ...]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--measure", str(folder), str(readers)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return tuple(map(float, done.stdout.split()))


def main() -> None:
    """Make documents, read them in turns, print a row for each number of readers, and the ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("documents", type=int, nargs="?", default=3000)
    parser.add_argument("--readers", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    best: dict[int, tuple[float, ...]] = {}
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), options.documents)
        for _ in range(options.rounds):
            for readers in map(int, options.readers.split(",")):
                took = run(Path(folder), readers)
                best[readers] = min(best.get(readers, took), took, key=lambda each: each[1])
    base = next(iter(best.values()))
    for readers, (count, wall, own, below, early, late) in best.items():
        ideal = (base[2] + base[3]) / max(own, (own + below) / max(readers, 1))
        print(
            f"{readers} readers: {count / wall:4.0f} documents/s, {wall:.1f} s, CPU {own:.1f} s here, "
            f"{below:.1f} s in readers; {base[1] / wall:.2f} x (ideal {ideal:.2f} x); "
            f"peak {early:.0f} MB at a tenth, {late:.0f} MB at the end"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
