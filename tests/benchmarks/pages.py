"""How many pages a core reads and judges in a second, beside a bare lxml parse of the same bytes.

usage: python -m tests.benchmarks.pages [kB a page, default 30]

Everything that one answer goes through is in it: charset, parse, title, language, dates, main text, one
fragment, bot walls, parking, gates, soft-404 by content, whether a second look is due, and the digest. CPU
time of this process only; the best of five turns.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

from lxml import etree

from srccheck.model.web import Exchange
from srccheck.web.examining import Question, examine

PAGES = 200
TURNS = 5
WORDS = [
    "the", "committee", "met", "on", "tuesday", "to", "review", "transit", "agreement", "and", "heard",
    "from", "seven", "witnesses", "about", "tariffs", "border", "queues", "cost", "of", "terminal", "порт",
    "asked", "why", "schedule", "had", "slipped", "who", "would", "pay", "сборы", "комитет", "соглашение",
]  # fmt: skip


def made(number: int, size: int) -> bytes:
    """A newspaper's page: metadata, scripts, navigation, paragraphs with links, footer."""
    chance = random.Random(number)
    head = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>Harbour Dues {number} - Coast</title>"
    ]
    head += [f'<meta property="og:x{n}" content="value {n}">' for n in range(20)]
    head.append('<script type="application/ld+json">{"@graph":[{"@type":"NewsArticle","headline":"Dues",')
    head.append('"datePublished":"2024-03-02","inLanguage":"en"}]}</script><script>' + "var a=1;" * 300)
    head.append("</script></head><body><nav>")
    head += [f'<a href="/{n}" class="c{n}">Section {n}</a>' for n in range(80)]
    body = [*head, f"</nav><article><h1>Harbour Dues {number}</h1>"]
    length = sum(map(len, body))
    while length < size:
        text = " ".join(chance.choices(WORDS, k=60))
        body.append(
            f'<p id="p{length}">{text} <a href="/x">link</a> and <em>more</em></p><div><span>x</span></div>'
        )
        length += len(body[-1])
    return "".join([*body, "</article><footer>All rights reserved</footer></body></html>"]).encode()


def analysed(exchange: Exchange) -> None:
    """What the prober does with an answer."""
    examine(Question(url=exchange.url, exchange=exchange, fragments=("p3000",)))


def parsed(exchange: Exchange) -> None:
    """What nobody can do without."""
    etree.fromstring(exchange.body, etree.HTMLParser(encoding="utf-8"))


def rate(job: Callable[[Exchange], None], pages: list[Exchange]) -> float:
    """Pages a second of CPU."""
    best = float("inf")
    for _ in range(TURNS):
        start = time.process_time()
        for page in pages:
            job(page)
        best = min(best, time.process_time() - start)
    return len(pages) / best


def main() -> None:
    """Print the two rates and what they come to."""
    size = int(sys.argv[1]) * 1000 if len(sys.argv) > 1 else 30_000
    pages = [
        Exchange(
            url=f"https://one.example/2024/harbour-dues-{number}",
            http_status=200,
            headers=(("content-type", "text/html; charset=utf-8"),),
            body=made(number, size),
        )
        for number in range(PAGES)
    ]
    bare, ours = rate(parsed, pages), rate(analysed, pages)
    print(f"{PAGES} pages of {len(pages[0].body) / 1000:.0f} kB")
    print(f"bare lxml parse {bare:7.0f} pages/s")
    print(f"all analysis    {ours:7.0f} pages/s, {bare / ours:.1f} times the parse")


if __name__ == "__main__":
    main()
