"""Hold `parse_note_text` against raw references that publishers have marked up.

usage: python tests/benchmarks/score_references.py REFERENCES.jsonl [--misses FIELD]

One JSON object a line: `raw`, and what is marked up of `year`, `article_title`/`chapter_title`/`source`,
`names`, `urls`, and `date_in_citation` (access dates). For every field: the share of marked-up values that
come out right.
"""

# ruff: noqa: T201 - it prints a table

from __future__ import annotations

import argparse
import difflib
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

from srccheck.citations import parse_note_text
from srccheck.model import Citation
from srccheck.text.dates import find_dates
from srccheck.text.urls import normalize

LEADING_NUMBER = re.compile(r"^[\W_]*(?:\d{1,3}[.)\]]?\s+(?=[A-ZÀ-Þ]))?[\s.]*")


def folded(text: str | None) -> str:
    """Letters and digits alone."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text or "").casefold())


def alike(wanted: str, got: str | None) -> bool:
    """Equal but for marks, or nearly."""
    a, b = folded(wanted), folded(got)
    return a == b or difflib.SequenceMatcher(None, a, b, autojunk=False).ratio() >= 0.95


def wanted(record: dict[str, Any]) -> dict[str, Any]:
    """What the mark-up says, in our terms."""
    out: dict[str, Any] = {}
    year = record.get("year") or ""
    if isinstance(year, str) and re.match(r"\d{4}", year):
        out["year"] = int(year[:4])
    title = record.get("article_title") or record.get("chapter_title")
    out["title"] = title or record.get("source")
    if title and record.get("source"):
        out["container"] = record["source"]
    out["author"] = [
        n["family"] for n in record.get("names", []) if n.get("family") and n.get("role") != "editor"
    ]
    urls = [url for url in record.get("urls", []) if url.startswith("http") and url in record["raw"]]
    out["url"] = urls[0] if urls else None
    for date in record.get("date_in_citation", []):
        spans = find_dates(date["text"])
        if date.get("type") == "access-date" and spans and spans[0].date and spans[0].date.day:
            out["accessed"] = spans[0].date
    return {key: value for key, value in out.items() if value}


def right(field: str, value: Any, citations: tuple[Citation, ...]) -> bool:
    """Whether the first citation (any, for URLs and dates) says so."""
    if not citations:
        return False
    csl = citations[0].csl
    if field == "url":
        given = {normalize(link.url).rstrip("/") for c in citations for link in c.links}
        return normalize(value.strip(" .,;")).rstrip("/") in given
    if field == "accessed":
        return any(
            c.csl.accessed == value or (c.accessed and value in c.accessed.alternatives) for c in citations
        )
    if field == "year":
        return csl.issued is not None and csl.issued.year == value
    if field == "author":
        got = {folded(name.family or name.literal) for name in csl.author}
        return got == {folded(name) for name in value}
    return alike(value, csl.title if field == "title" else csl.container_title)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("path", type=Path)
    parser.add_argument("--misses", metavar="FIELD")
    options = parser.parse_args()
    hits: Counter[str] = Counter()
    total: Counter[str] = Counter()
    with options.path.open(encoding="utf-8") as lines:
        for record in map(json.loads, lines):
            raw = LEADING_NUMBER.sub("", record["raw"])
            citations = parse_note_text(raw)
            total["one citation"] += 1
            hits["one citation"] += len(citations) == 1
            for field, value in wanted(record).items():
                total[field] += 1
                ok = right(field, value, citations)
                hits[field] += ok
                if not ok and options.misses == field:
                    print(
                        raw[:300], "\n   want", value, "\n   got ", [c.csl.to_dict() for c in citations][:2]
                    )
    for field, count in total.items():
        print(f"{field:14s} {hits[field] / count:.3f}  ({hits[field]} of {count})")


if __name__ == "__main__":
    main()
