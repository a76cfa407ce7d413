"""How fast documents are read: MB/s by format, growth, memory, next to a bare search for URLs.

usage: python tests/benchmarks/reading.py [--large]

Made-up documents are written to a temporary folder and read in a process each, so that memory is theirs.
Time is CPU time of one core. `notes`: reader and notes (documents -> notes); `extract`: citations as well.
`--large` adds documents of 50 MB and of 20,000 notes.
"""

# ruff: noqa: T201 - it prints a table, and runs itself

from __future__ import annotations

import random
import re
import resource
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

from srccheck import extract
from srccheck.documents import read
from srccheck.notes import find_notes

URL = re.compile(r"https?://\S+")
WORDS = [
    "The",
    "ministry",
    "said",
    "in",
    "a",
    "long",
    "statement",
    "that",
    "exports",
    "grew",
    "for",
    "the",
    "third",
    "year",
    "in",
    "a",
    "row,",
    "which",
    "nobody",
    "had",
    "expected;",
    "the",
    "opposition",
    "spoke",
    "of",
    "a",
    "fiction",
    "and",
    "more",
    "of",
    "it",
    "followed",
    "later",
    "in",
    "the",
    "days",
    "after",
    "the",
    "vote.",
]


def paragraph(count: int, chance: random.Random) -> str:
    """So many words, wrapped."""
    return textwrap.fill(" ".join(chance.choices(WORDS, k=count)), 90)


def source(number: int, url: str) -> str:
    """A note's text."""
    title = f"“Title of the Work {number},” The Journal, 3 May 2019"
    return f"Jane Author{number}, {title}, {url} (accessed 4 June 2020)."


def address(number: int) -> str:
    """A note's URL."""
    return f"https://www.example{number % 97}.org/a/b-{number}.html"


def plain(notes: int, words: int, chance: random.Random) -> str:
    """Running text with bracketed marks, a list of notes at its end."""
    body = [f"{paragraph(words, chance)}.[{n}]" for n in range(1, notes + 1)]
    listed = [f"[{n}] {source(n, address(n))}" for n in range(1, notes + 1)]
    return "\n\n".join([*body, "Notes", "\n".join(listed)])


def markdown(notes: int, words: int, chance: random.Random) -> str:
    """Footnotes behind their paragraphs, emphasis and a link in each."""
    form = "{0}[^{1}] with *emphasis* and [a link]({2}).\n\n[^{1}]: {3}\n"
    return "\n".join(
        form.format(paragraph(words, chance), n, address(n), source(n, f"<{address(n)}>"))
        for n in range(1, notes + 1)
    )


def html(notes: int, words: int, chance: random.Random) -> str:
    """Superscript links to a list at the end."""
    mark = "<p>{0}<sup><a href='#fn{1}' id='r{1}'>{1}</a></sup> with <em>emphasis</em>.</p>"
    item = "<li id='fn{0}'>{1} <a href='#r{0}'>↩</a></li>"
    body = [mark.format(paragraph(words, chance), n) for n in range(1, notes + 1)]
    listed = [
        item.format(n, source(n, f"<a href='{address(n)}'>{address(n)}</a>")) for n in range(1, notes + 1)
    ]
    return f"<html><body>{''.join(body)}<ol>{''.join(listed)}</ol></body></html>"


MAKERS: dict[str, Callable[[int, int, random.Random], str]] = {"txt": plain, "md": markdown, "html": html}


def timed(work: Callable[[], object]) -> float:
    """CPU seconds."""
    start = time.process_time()
    work()
    return max(time.process_time() - start, 1e-9)


def measure(path: Path) -> None:
    """Print a row for one document."""
    size = path.stat().st_size / 1e6
    bare = timed(lambda: URL.findall(path.read_text(encoding="utf-8")))
    extract(b"warm\n", name=path.name)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    notes = timed(lambda: find_notes(read(path)))
    whole = timed(lambda: extract(path))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{path.stem:14s} {path.suffix[1:]:5s} {size:6.1f} MB  notes {size / notes:6.2f} MB/s  extract"
        f" {size / whole:6.2f} MB/s  {whole / bare:7.0f} x bare URLs  peak {peak:5.0f} MB (from {before:.0f})"
    )


def main() -> None:
    """Make documents, measure each in its own process."""
    cases = [("1 MB", 150, 1200), ("4 MB", 600, 1200), ("1000 notes", 1000, 60), ("4000 notes", 4000, 60)]
    if "--large" in sys.argv:
        cases += [("50 MB", 7500, 1200), ("20000 notes", 20_000, 60)]
    with tempfile.TemporaryDirectory() as folder:
        for kind, make in MAKERS.items():
            for name, notes, words in cases:
                path = Path(folder) / f"{name}.{kind}"
                path.write_text(make(notes, words, random.Random(4)), encoding="utf-8")
                subprocess.run([sys.executable, __file__, "--one", str(path)], check=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(Path(sys.argv[2]))
    else:
        main()
