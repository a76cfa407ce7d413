"""Whether the language of a page is told, whatever it declares: labelled texts wrapped into HTML.

    python tests/benchmarks/score_pages.py FOLDER [--errors]

FOLDER holds `pages_dev.tsv` (lang, source, id, text). Each text becomes a page with an English menu, that
declares its language rightly, wrongly ("en", or another), or not at all. Languages that `kindred` puts
together count as one.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import argparse
import csv
import time
from html import escape
from pathlib import Path

from srccheck.model.web import Exchange
from srccheck.text.languages import kindred
from srccheck.web.page import read_page
from srccheck.web.spoken import spoken_language

LONGEST = 600
HEADERS = (("content-type", "text/html; charset=utf-8"),)


def page(text: str, declared: str) -> bytes:
    head = text.split(". ", maxsplit=1)[0][:80]
    return (
        f"<!doctype html><html{declared}><head><title>{escape(head)} | The Daily Harbour</title></head><body>"
        "<div class=menu><a href=/>Home</a> <a href=/news>News</a> <a href=/about>About us</a></div>"
        f"<article><h1>{escape(head)}</h1><p>{escape(text)}</p></article>"
        "<div class=foot>Copyright The Daily Harbour. All rights reserved. Privacy policy.</div>"
        "</body></html>"
    ).encode()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every page that is told wrong")
    options = parser.parse_args()
    with (options.folder / "pages_dev.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    ways = {
        "right": lambda lang: f' lang="{lang}"',
        "wrong, en": lambda lang: ' lang="en"' if lang != "en" else ' lang="de"',
        "wrong, another": lambda lang: ' lang="ru"' if lang != "ru" else ' lang="uk"',
        "missing": lambda _: "",
    }
    for text_length in (250, LONGEST):
        for name, declared in ways.items():
            right = 0
            begun = time.process_time()
            for row in rows:
                body = page(row["text"][:text_length], declared(row["lang"]))
                answer = Exchange(
                    url="https://harbour.example/a", http_status=200, headers=HEADERS, body=body
                )
                found = read_page(answer).facts.language
                good = found is not None and kindred(found.tag) == kindred(row["lang"])
                right += good
                if options.errors and not good:
                    print(f"  {row['lang']} -> {found} {row['text'][:60]}")
            spent = 1000 * (time.process_time() - begun) / len(rows)
            share = right / len(rows)
            print(f"{text_length} characters, declared {name}: {right} of {len(rows)}, {share:.4f}", end="; ")
            print(f"{spent:.2f} ms")
    for name, tags in (("right", True), ("missing", False)):
        begun = time.process_time()
        for row in rows:
            stated = (("html-lang", row["lang"]),) if tags else ()
            spoken_language(row["text"], title=None, declared=stated)
        print(f"of that for the language, {name}: {1000 * (time.process_time() - begun) / len(rows):.2f} ms")


if __name__ == "__main__":
    main()
