"""How fast documents are read: MB/s by format, growth, memory, next to a bare search for URLs.

usage: python tests/benchmarks/reading.py [--large] [txt] [md] [html] [docx]

Made-up documents, and real ones where `../shared` is, repeated up to a size, are written to a temporary
folder and read in a process each, so that memory is theirs. Time is CPU time of one core. `notes`: reader and
notes (documents -> notes); `extract`: citations as well, without the process apart; bare: URLs are sought.
`--large` adds documents of 20 and 50 MB and of 20,000 notes, and prints how the time for a MB grows.
"""

# ruff: noqa: T201 - it prints a table, and runs itself

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import tempfile
import textwrap
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from srccheck.documents import read, take
from srccheck.extraction import extract_here
from srccheck.notes import find_notes

URL = re.compile(rb"https?://\S+")
SHARED = Path(__file__).resolve().parents[3] / "shared"
REAL = {"txt": "seeds/*_*notes.txt", "md": "corpus/programming-historian/**/*.md"}
EXTRACTED = 10
"""MB: the citations of larger documents take minutes."""
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


def docx(notes: int, words: int, chance: random.Random) -> bytes:
    """Word's footnotes, one a paragraph."""
    name = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    text = "<w:p><w:r><w:t>{0}</w:t></w:r>{1}</w:p>".format
    mark = '<w:r><w:footnoteReference w:id="{0}"/></w:r>'.format
    note = '<w:footnote w:id="{0}">{1}</w:footnote>'.format
    body = "".join(text(paragraph(words, chance), mark(n)) for n in range(1, notes + 1))
    foot = "".join(note(n, text(source(n, address(n)), "")) for n in range(1, notes + 1))
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f"<w:document {name}><w:body>{body}</w:body></w:document>",
        "word/footnotes.xml": f"<w:footnotes {name}>{foot}</w:footnotes>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return out.getvalue()


def real(kind: str, size: int) -> str:
    """What people wrote, one document after the other, repeated to about so many bytes; else empty."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(SHARED.glob(REAL.get(kind, "-")))]
    whole = "\n\n".join(texts)
    return "\n\n".join([whole] * max(round(size / max(len(whole.encode()), 1)), 1)) if whole else ""


def peak_mb() -> float:
    """The most memory this program held; `ru_maxrss` counts what its parent held before it began."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1000


def measure(path: Path) -> float:
    """Print a row for one document, and give the seconds that a MB takes."""
    size = path.stat().st_size / 1e6
    bare = timed(lambda: URL.findall(path.read_bytes()))
    if path.suffix != ".docx":
        find_notes(read(b"warm\n", name=path.name))
    before = peak_mb()
    notes = timed(lambda: find_notes(read(path)))
    peak = peak_mb()
    row = (
        f"{path.stem:14s} {path.suffix[1:]:5s} {size:5.1f} MB  notes {notes:6.2f} s {size / notes:6.2f} MB/s"
    )
    row += f" {notes / bare:5.0f} x bare"
    if size < EXTRACTED:
        whole = timed(lambda: extract_here("document", take(path)))
        row += f"  extract {whole:6.2f} s {size / whole:5.2f} MB/s {whole / bare:5.0f} x bare"
    print(f"{row}  peak {peak:4.0f} MB (before {before:.0f}, allowed {min(10 * size + 60, 512):.0f})")
    return notes / size


def cases(kind: str, *, large: bool) -> Iterator[tuple[str, bytes]]:
    """Names and documents; the real ones are named by their size in MB."""
    if kind == "docx":
        yield "1000 notes", docx(1000, 60, random.Random(4))
        return
    made = [("4 MB", 600, 1200), ("4000 notes", 4000, 60)]
    if large:
        made += [("50 MB", 7500, 1200), ("20000 notes", 20_000, 60)]
    for name, notes, words in made:
        yield name, MAKERS[kind](notes, words, random.Random(4)).encode()
    for size in (5, 20, 50) if large else (2,):
        if text := real(kind, size * 1_000_000):
            yield f"{size} MB real", text.encode()


def main() -> None:
    """Make documents, measure each in its own process."""
    wanted = [argument for argument in sys.argv[1:] if not argument.startswith("-")]
    with tempfile.TemporaryDirectory() as folder:
        for kind in wanted or [*MAKERS, "docx"]:
            growth: dict[str, float] = {}
            for name, data in cases(kind, large="--large" in sys.argv):
                path = Path(folder) / f"{name}.{kind}"
                path.write_bytes(data)
                command = [sys.executable, __file__, "--one", str(path)]
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
                row, seconds = done.stdout.rstrip().rsplit("\n", 1)
                print(row, flush=True)
                path.unlink()
                if name.endswith("real"):
                    growth[name.removesuffix(" real")] = float(seconds)
            if len(growth) > 1:
                told = ", ".join(f"{1000 * value:.0f} ms at {size}" for size, value in growth.items())
                print(f"{'growth':14s} {kind:5s} a MB takes {told}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(measure(Path(sys.argv[2])))
    else:
        main()
