"""Repairs every document of citebench with made-up facts, and counts what is read otherwise afterwards.

    python -m tests.benchmarks.score_fix [--formats md,html,docx,txt] [--show]

Each link is, in one round, said to have moved, in the other, to be dead with a capture. Repaired documents
are read again: every citation must have the fields and links that it had, but for what was repaired; and a
second run must find nothing to do.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections import Counter
from pathlib import Path

from srccheck.extraction import extract
from srccheck.fixing import LinkFacts, Snapshot, Wish, repair
from srccheck.model import Document
from srccheck.text.urls import normalize

DEV = Path(__file__).parents[2].parent / "shared" / "citebench" / "dev"
NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def made_up(document: Document, kind: str) -> dict[str, LinkFacts]:
    """Facts for every link of a document: all moved, or all dead with a capture."""
    facts: dict[str, LinkFacts] = {}
    links = (link for note in document.notes for citation in note.citations for link in citation.links)
    for link in links:
        url = normalize(link.url)
        if kind == "moved":
            final = f"https://www.moved.example/new/{len(facts)}?id=1&part=2"
            facts[url] = LinkFacts(url=url, status="moved", final_url=final, checked_at=NOW)
        else:
            when = dt.datetime(2024, 5, 1, 12, tzinfo=dt.UTC)
            copy = Snapshot(url=f"https://web.archive.org/web/20240501120000/{url}", timestamp=when)
            since = NOW - dt.timedelta(days=3)
            facts[url] = LinkFacts(
                url=url, status="dead", checked_at=NOW, dead_since=since, snapshots=(copy,)
            )
    return facts


def fields(document: Document, *, urls: bool) -> list[list[dict[str, object]]]:
    """The fields of the citations of each note; addresses left out where they were repaired."""
    out = []
    for note in document.notes:
        rows = []
        for citation in note.citations:
            csl = citation.csl.to_dict()
            if not urls:
                csl.pop("URL", None)
            rows.append(csl)
        out.append(rows)
    return out


def score(path: Path, kind: str, tally: Counter[str], show: bool) -> None:
    """One document, one kind of facts."""
    data = path.read_bytes()
    before = extract(data, name=path.name)
    facts = made_up(before, kind)
    result = repair(path.name, data, facts=facts, wish=Wish(), now=NOW)
    tally["fixes"] += len(result.done)
    tally["offered"] += len(result.offered)
    tally["read otherwise"] += sum("read otherwise" in (fix.why_not or "") for fix in result.offered)
    if show:
        for fix in result.offered:
            print("   ", fix.line)
    if result.data is None:
        return
    after = extract(result.data, name=path.name)
    old, new = (fields(document, urls=kind != "moved") for document in (before, after))
    new = [rows for rows, note in zip(new, after.notes, strict=True) if not _is_added(note.citations, facts)]
    tally["citations"] += sum(map(len, old))
    tally["same"] += sum(
        a == b for left, right in zip(old, new, strict=True) for a, b in zip(left, right, strict=True)
    )
    again = repair(path.name, result.data, facts=facts, wish=Wish(), now=NOW)
    tally["second run"] += len(again.done)


def _is_added(citations: tuple[object, ...], facts: dict[str, LinkFacts]) -> bool:
    copies = {copy.url for each in facts.values() for copy in each.snapshots}
    links = [link.url for citation in citations for link in citation.links]  # type: ignore[attr-defined]
    return bool(links) and all(url in copies and url not in facts for url in links)


def run(folder: Path, formats: tuple[str, ...], *, show: bool = False) -> dict[tuple[str, str], Counter[str]]:
    """Both rounds over all documents of some formats."""
    out: dict[tuple[str, str], Counter[str]] = {}
    for form in formats:
        for kind in ("moved", "dead"):
            tally = out[form, kind] = Counter()
            for path in sorted(folder.glob(f"*.{form}")):
                score(path, kind, tally, show)
    return out


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--formats", default="md,html,docx,txt")
    parser.add_argument("--show", action="store_true")
    wishes = parser.parse_args()
    began = time.perf_counter()
    columns = ("fixes", "offered", "read otherwise", "citations", "same", "second run")
    print(f"{'':14}", *(f"{name:>15}" for name in columns))
    for (form, kind), tally in run(DEV, tuple(wishes.formats.split(",")), show=wishes.show).items():
        print(f"{form:6}{kind:8}", *(f"{tally[name]:15}" for name in columns))
    print(f"{time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
