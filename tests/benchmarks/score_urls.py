"""Hold `find_urls` against twitter-text's and linkify's lists of what is a link.

usage: python tests/benchmarks/score_urls.py FOLDER [--misses]

FOLDER holds `twitter-text-extract.yml`, `linkify-links.txt` and `linkify-not_links.txt`. Of twitter-text's
tests those count that expect URLs with a scheme or `www.` alone, or none at all; of linkify's links those
that are no e-mail addresses. An e-mail address among the not-links must give no link either.
"""

# ruff: noqa: T201 - it prints a table

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from srccheck.text.urls import find_urls

Case = tuple[str, list[str]]
MAIL = re.compile(r"(?:mailto:)?[^\s/@]+@[^\s/@]+\Z", re.IGNORECASE)
TEXT = re.compile(r'\s+text: "(.*)"\Z')
EXPECTED = re.compile(r"\s+expected: \[(.*)\]\Z")


def twitter(text: str) -> Iterator[Case]:
    """The cases under `urls:`; the file uses one line a key, strings in double quotes."""
    section = text.partition("\n  urls:\n")[2].partition("\n  urls_with_indices:")[0]
    said = ""
    for line in section.split("\n"):
        if match := TEXT.match(line):
            said = match[1].replace("\\n", "\n").replace('\\"', '"')
        elif match := EXPECTED.match(line):
            yield said, re.findall(r'"([^"]*)"', match[1])


def linkify(text: str) -> Iterator[Case]:
    """Blocks of a line and what is to be found in it; the line itself where the second is missing."""
    block: list[str] = []
    for line in [*text.split("\n"), ""]:
        if line.strip() and not line.startswith("%"):
            block.append(line)
        elif block:
            yield from _cases(block)
            block = []


def _cases(block: list[str]) -> Iterator[Case]:
    if len(block) == 2:
        yield block[0], [block[1]]
        return
    for line in block:
        yield line, [line]


def has_scheme(case: Case) -> bool:
    """The case expects nothing but URLs with a scheme or `www.`."""
    return all(url.startswith(("http://", "https://", "www.")) for url in case[1])


def is_no_mail(case: Case) -> bool:
    """The case expects something else than an e-mail address."""
    return not MAIL.match(case[1][0])


def found(text: str) -> list[str]:
    """The links of a text as they are written; what `find_urls` itself doubts (L205) is none."""
    return [text[span.start : span.end] for span in find_urls(text) if not span.doubtful]


def score(name: str, cases: list[Case], right: Callable[[Case], bool], *, misses: bool) -> None:
    """Print how many cases come out right."""
    wrong = [case for case in cases if not right(case)]
    print(f"{name:42s} {len(cases) - len(wrong)} of {len(cases)}")
    for text, expected in wrong if misses else ():
        print(f"    {text[:100]!r}: expected {expected}, found {found(text)}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    tweets = list(twitter((arguments.folder / "twitter-text-extract.yml").read_text(encoding="utf-8")))
    links = list(linkify((arguments.folder / "linkify-links.txt").read_text(encoding="utf-8")))
    others = (arguments.folder / "linkify-not_links.txt").read_text(encoding="utf-8").split("\n")
    texts: list[Case] = [(line, []) for line in others if line.strip() and not line.startswith("%")]

    def all_of(case: Case) -> bool:
        return found(case[0]) == case[1]

    def first(case: Case) -> bool:
        return found(case[0])[:1] == case[1]

    misses = arguments.misses
    score("twitter-text, all", tweets, all_of, misses=False)
    score("twitter-text, with a scheme or www", list(filter(has_scheme, tweets)), all_of, misses=misses)
    score("linkify, links", list(filter(is_no_mail, links)), first, misses=misses)
    score("linkify, not links", texts, all_of, misses=misses)


if __name__ == "__main__":
    main()
