"""Hold `srccheck extract` against Markdown lessons: every definition at its line, pandoc's URLs in its note.

usage: python tests/benchmarks/score_markdown.py FOLDER [srccheck] [--misses]

Definitions are counted by a regular expression of this file's own, outside code. Of those that pandoc's
reader has, the URLs are compared: targets of links, and what begins with a scheme in the text. Also
counted: definitions that nothing refers to, repeated ones, and whether N101-N103 report them.
"""

# ruff: noqa: T201 - it prints a table, and runs what it is told to

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from srccheck.text.urls import normalize

DEFINITION = re.compile(r" {0,3}\[\^([^\]\s]+)\]:")
REFERENCE = re.compile(r"\[\^([^\]\s]+)\]")
FENCE = re.compile(r"\s*(```|~~~)")
HREF = re.compile(r"href=[\"']([^\"']+)")
BARE = re.compile(r"https?://[^\s<>\"“”]+")
LETTERS = 60
"""By so many of its first letters a note is known."""


def definitions(text: str) -> tuple[list[tuple[str, int]], set[str]]:
    """Labels and lines of all definitions outside fenced code, and the labels referred to."""
    found, referred, fence = [], set(), ""
    for number, line in enumerate(text.splitlines(), 1):
        mark = FENCE.match(line)
        if mark:
            fence = mark[1] if not fence else "" if line.strip().startswith(fence) else fence
        if fence:
            continue
        label = DEFINITION.match(line)
        if label:
            found.append((label[1], number))
        referred.update(REFERENCE.findall(line[label.end() :] if label else line))
    return found, referred


def inside(node: Any, kind: str) -> Iterator[Any]:
    """All nodes of a kind, the outermost first."""
    if isinstance(node, dict):
        if node.get("t") == kind:
            yield node["c"]
        for child in node.values():
            yield from inside(child, kind)
    elif isinstance(node, list):
        for child in node:
            yield from inside(child, kind)


def words(node: Any) -> str:
    """The letters and digits of a node, targets of links left out."""
    if isinstance(node, dict):
        if node.get("t") in ("Str", "Code", "Math"):
            said = node["c"]
            return re.sub(r"[\W_]+", "", said if isinstance(said, str) else said[-1])
        if node.get("t") in ("Link", "Image", "Span", "Quoted", "Cite"):
            return words(node["c"][1])
        return words(node.get("c", []))
    return "".join(map(words, node)) if isinstance(node, list) else ""


def pandoc_notes(path: Path) -> dict[str, set[str]]:
    """The URLs of each note that pandoc has, by the note's first letters."""
    import pypandoc

    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", "json", str(path)]
    tree = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    out: dict[str, set[str]] = {}
    for note in inside(tree["blocks"], "Note"):
        urls = {link[2][0] for link in inside(note, "Link")}
        texts = [*inside(note, "Str"), *(code[1] for code in inside(note, "Code"))]
        bare = {url.rstrip(".,;:)'’]*_") for text in texts for url in BARE.findall(text)}
        # the text of a link may be cut short, at a `<` say
        urls |= {url for url in bare if not any(target.startswith(url) for target in urls)}
        urls |= {url for raw in inside(note, "RawInline") for url in HREF.findall(raw[1])}
        written = {normalize(url) for url in urls if url.startswith("http")}
        out.setdefault(words(note)[:LETTERS], set()).update(written)
    return out


def given(note: dict[str, Any]) -> dict[str, str]:
    """The URLs that srccheck gives for a note, with their roles."""
    return {normalize(link["url"]): link["role"] for c in note["citations"] for link in c["links"]}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("srccheck", nargs="?", default=str(Path(sys.executable).parent / "srccheck"))
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    total: Counter[str] = Counter()
    for path in sorted(arguments.folder.rglob("*.md")):
        run = [arguments.srccheck, "extract", str(path), "--format", "json"]
        found = json.loads(subprocess.run(run, capture_output=True, check=False).stdout)
        notes = [n for n in found["documents"][0]["notes"] if n["kind"] == "footnote"]
        misses = [*_lines(path, notes, found["documents"][0]["findings"], total), *_urls(path, notes, total)]
        for miss in misses if arguments.misses else ():
            print(f"{path.name}: {miss}")
    print(f"definitions at their line        {total['right']} of {total['defined']}, {total['given']} given")
    print(f"unused ones reported (N102)      {total['unused-said']} of {total['unused']}")
    print(f"repeated ones reported (N103)    {total['twice-said']} of {total['twice']}")
    print(f"notes that pandoc has            {total['pandoc']}, found by their words {total['matched']}")
    print(f"of these with the same URLs      {total['same']}")


def _lines(
    path: Path, notes: list[dict[str, Any]], findings: list[dict[str, Any]], total: Counter[str]
) -> Iterator[str]:
    wanted, referred = definitions(path.read_text(encoding="utf-8"))
    got = Counter((n["marker"], n["location"]["line"]) for n in notes)
    said = {(f["code"], f["location"]["line"]) for f in findings}
    total["defined"] += len(wanted)
    total["given"] += got.total()
    total["right"] += sum(got[each] == 1 for each in wanted)
    yield from (f"definition {each}: {got[each]} times" for each in wanted if got[each] != 1)
    count = Counter(label for label, _ in wanted)
    seen: set[str] = set()
    for label, line in wanted:
        if label not in referred:
            total["unused"] += 1
            total["unused-said"] += ("N102", line) in said
        if label in seen:
            total["twice"] += 1
            total["twice-said"] += ("N103", line) in said
        seen.add(label)
    yield from (f"[^{label}] is defined {times} times" for label, times in count.items() if times > 1)


def _urls(path: Path, notes: list[dict[str, Any]], total: Counter[str]) -> Iterator[str]:
    ours: dict[str, dict[str, str]] = {}
    for note in notes:
        ours.setdefault(re.sub(r"[\W_]+", "", note["text"])[:LETTERS], {}).update(given(note))
    for text, urls in pandoc_notes(path).items():
        total["pandoc"] += 1
        if text not in ours:
            yield f"no note begins with {text!r}"
            continue
        total["matched"] += 1
        # a DOI that is no link is one to us alone
        alone = {url for url, role in ours[text].items() if url not in urls and role != "doi"}
        total["same"] += not alone and urls <= set(ours[text])
        if alone or urls - set(ours[text]):
            yield f"{text!r}: ours alone {alone}, pandoc's alone {urls - set(ours[text])}"


if __name__ == "__main__":
    main()
