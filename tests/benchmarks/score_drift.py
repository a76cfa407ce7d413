"""Whether a changed article is told from another one: seeded edits of real texts, as whole pages.

    python -m tests.benchmarks.score_drift FOLDER [--pairs 500]

FOLDER holds `pages_dev.tsv` (lang, source, id, text). Each text becomes an article of a made-up site
(menu, teasers, footer, the same on all its pages). Pairs: the article as it was, with 10 % and with
30 % of its sentences rewritten, cut out or added; and another article of the same site in its place.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import argparse
import csv
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from srccheck.judging.drift import compare_texts
from srccheck.model.drift import Drift
from srccheck.web.maintext import main_text

SENTENCE = re.compile(r"[^.!?。！？։؟।]{1,2000}[.!?。！？։؟।]{0,3}")
SEED = 20261122


def texts(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (folder / "pages_dev.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            found.setdefault(row["lang"], []).append(row["text"])
    return found


def page(text: Sequence[str], teasers: Sequence[str]) -> bytes:
    menu = "".join(f"<li><a href='/s{n}'>{escape(t[:30])}</a></li>" for n, t in enumerate(teasers))
    paragraphs = "".join(f"<p>{escape(' '.join(text[at : at + 3]))}</p>" for at in range(0, len(text), 3))
    aside = "".join(f"<div class='teaser'><a href='/t'>{escape(t[:90])}</a></div>" for t in teasers)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{escape(text[0][:60])}</title></head><body>"
        f"<nav><ul>{menu}</ul></nav><main><article><h1>{escape(text[0][:60])}</h1>{paragraphs}</article></main>"
        f"<aside>{aside}</aside><footer>Imprint. All rights reserved. Newsletter.</footer></body></html>"
    ).encode()


def edited(text: Sequence[str], share: float, others: Sequence[str], chance: random.Random) -> list[str]:
    out = list(text)
    whole = [at for at, sentence in enumerate(out) if len(sentence) > 30] or list(range(len(out)))
    for at in chance.sample(whole, min(len(whole), max(1, round(share * len(out))))):
        way = chance.choice(("replace", "cut", "add"))
        if way == "replace":
            out[at] = chance.choice(others)
        elif way == "cut":
            out[at] = ""
        else:
            out[at] += " " + chance.choice(others)
    return [sentence for sentence in out if sentence]


def pairs(folder: Path, number: int) -> Iterator[tuple[str, str, bytes, bytes]]:
    chance = random.Random(SEED)
    by_language = {
        lang: [[s.strip() for s in SENTENCE.findall(text) if s.strip()] for text in rows]
        for lang, rows in texts(folder).items()
    }
    languages = sorted(by_language)
    for count in range(number):
        lang = languages[count % len(languages)]
        articles = [a for a in by_language[lang] if len(a) >= 4 and sum(map(len, a)) > 500]
        if len(articles) < 6:
            continue
        chosen, other, *rest = chance.sample(articles, 6)
        teasers = [a[0] for a in rest]
        then = page(chosen, teasers)
        pool = [s for a in rest for s in a[1:] if len(s) > 30]
        for name, share in (("10%", 0.1), ("30%", 0.3)):
            yield lang, name, then, page(edited(chosen, share, pool, chance), teasers)
        yield lang, "same", then, then
        yield lang, "other", then, page(other, teasers)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--pairs", type=int, default=500)
    options = arguments.parse_args()
    wanted = {"10%": "edited", "30%": "edited", "same": "unchanged", "other": "replaced"}
    count: Counter[tuple[str, str]] = Counter()
    scores: dict[str, list[float]] = {}
    begun = time.process_time()
    wrong = 0
    for lang, name, then, now in pairs(options.folder, options.pairs):
        kind = "text/html; charset=utf-8"
        drift: Drift = compare_texts(main_text(then, kind), main_text(now, kind))
        count[name, drift.verdict] += 1
        scores.setdefault(name, []).append(drift.similarity or 0.0)
        if drift.verdict != wanted[name]:
            wrong += 1
            print(f"  {lang} {name}: {drift.verdict} {drift.similarity}")
    spent = time.process_time() - begun
    for (name, verdict), times in sorted(count.items()):
        print(f"{name} {verdict}: {times}")
    for name, values in sorted(scores.items()):
        print(f"{name}: similarity {min(values):.2f} to {max(values):.2f}")
    total = sum(count.values())
    print(f"{wrong} errors of {total} pairs; {1000 * spent / total:.1f} ms a pair")


if __name__ == "__main__":
    main()
