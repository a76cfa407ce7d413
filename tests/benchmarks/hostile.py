"""What hostile and huge documents cost: seconds, and the peak memory of us and of the process that reads.

usage: python tests/benchmarks/hostile.py [NAME ...]

Each document is made in a temporary folder and read by a process of its own.
"""

# ruff: noqa: T201, I001 - it prints a table, and runs itself from anywhere

from __future__ import annotations

import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from srccheck import UnreadableInputError, extract
from srccheck.reading import guard
from tests.benchmarks.reading import html, markdown, plain
from tests.documents.hostile_maker import forms, macros, office


CHANCE = random.Random(7)
CASES: dict[str, Callable[[], bytes]] = {
    "normal-50MB.txt": lambda: plain(7500, 1200, CHANCE).encode(),
    "normal-50MB.md": lambda: markdown(7500, 1200, CHANCE).encode(),
    "normal-20MB.html": lambda: html(3000, 1200, CHANCE).encode(),
    "notes-20000.txt": lambda: plain(20_000, 60, CHANCE).encode(),
    "links-1MB.txt": lambda: b"https://a.example/b " * 50_000,
    "links-50MB.txt": lambda: b"see https://example.org/a/long/path/of/a/page?with=query#top " * 700_000,
    "brackets-20MB.md": lambda: b"[a](" * 5_000_000,
    "definitions-1MB.md": lambda: b"".join(b"[^%d]: a\n" % n for n in range(100_000)),
    "quotes-5MB.md": lambda: b"> " * 2_500_000,
    "divs-20MB.html": lambda: b"<div>" * 4_000_000,
    "links-20MB.html": lambda: b"<p><a href='https://a.example/b'>a</a>" * 500_000,
    "braces-5MB.wiki": lambda: b"{{a|" * 1_250_000,
    "refs-5MB.wiki": lambda: b"<ref name=a>b</ref>" * 250_000,
    "open-5MB.bib": lambda: b"@misc{a, title={" * 300_000,
    "entries-20MB.ris": lambda: b"TY  - JOUR\nTI  - a\nER  - \n" * 800_000,
    "nested-5MB.csljson": lambda: b'[{"title":' * 500_000,
    "forms.pdf": forms,
    "random.pdf": lambda: b"%PDF-1.7\n" + CHANCE.randbytes(5_000_000),
    "paragraphs.docx": lambda: office(
        b"<w:p><w:r><w:t>%d</w:t></w:r></w:p>" % CHANCE.getrandbits(64), 100_000
    ),
    "deep.docx": lambda: office(b"<w:p>", 1_000_000),
    "macros.tex": lambda: macros(9),
    "lists-5MB.rst": lambda: b"".join(b" " * n + b"- a\n" for n in range(3_000)),
    "braces-5MB.rtf": lambda: b"{\\rtf" + b"{" * 5_000_000,
    "zeros-100MB.txt": lambda: b"\0" * 100_000_000,
    "spaces-100MB.txt": lambda: b" " * 100_000_000,
    "lines-100MB.txt": lambda: b"\n" * 100_000_000,
    "too-large.txt": lambda: b"a word\n" * 20_000_000,
}


def ours() -> float:
    """Our own peak memory in MB: getrusage would give that of the process that started us."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(path: Path) -> None:
    """Read a document and print its row."""
    start = time.monotonic()
    try:
        document = extract(path)
        result = f"{document.format}: {len(document.notes)} notes"
    except UnreadableInputError as error:
        result = f"X901 {error.why}"
    elapsed = time.monotonic() - start
    guard._WORKERS.close()
    theirs = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    size = path.stat().st_size / 1e6
    print(f"{path.name:20s} {size:6.1f} MB {elapsed:6.2f} s  {ours():5.0f} + {theirs:5.0f} MB  {result[:90]}")


def main() -> None:
    """Make documents, and read each in a process of its own."""
    names = sys.argv[1:] or list(CASES)
    if len(names) == 1 and Path(names[0]).is_file():
        measure(Path(names[0]))
        return
    print(f"{'document':20s} {'size':>9s} {'time':>8s}  {'peak: us + reader':>14s}")
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            path = Path(folder, name)
            path.write_bytes(CASES[name]())
            subprocess.run([sys.executable, __file__, str(path)], check=False)
            path.unlink()


if __name__ == "__main__":
    main()
