"""How well titles are matched, within a script and across scripts.

    pip install iuliia anyascii numpy scipy babel brotli
    PYTHONPATH=. python tests/benchmarks/score_similarity.py FOLDER [--errors]

FOLDER holds `titles_dev.tsv` (lang, source, id, text). The cited title of a pair is the native one in
one of the schemes of `tests/training`; the page's is the native one as sites print it: with the site's
name, cut off, a word lost. False pairs are two titles of one language. Seeded.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter, defaultdict
from pathlib import Path

from srccheck.text.similarity import compare_titles
from tests.training.train_romanised import in_print, schemes

SITES = ("РИА Новости", "BBC News", "Новини", "ΤΑ ΝΕΑ", "TASS", "Example.am", "The Daily Example")
JOINTS = (" | ", " - ", " — ", " – ", " :: ", " » ")
MINIMUM = 20  # letters of a title that a pair is made of


def as_printed(title: str, chance: random.Random) -> str:
    words = title.split()
    form = chance.randrange(5)
    if form == 1:
        return title + chance.choice(JOINTS) + chance.choice(SITES)
    if form == 2:
        return chance.choice(SITES) + chance.choice(JOINTS) + title
    if form == 3 and len(words) > 7:
        return " ".join(words[: -len(words) // 4 or None]) + "…"
    if form == 4 and len(words) > 6:
        del words[chance.randrange(len(words))]
        return " ".join(words)
    return title


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true")
    options = parser.parse_args()
    chance = random.Random(1)
    romanisers = schemes()
    titles: dict[str, list[str]] = defaultdict(list)
    with (options.folder / "titles_dev.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if sum(map(str.isalpha, row["text"])) >= MINIMUM:
                titles[row["lang"]].append(row["text"])
    for language in (*sorted(romanisers), "en", "de", "tr"):
        verdicts: dict[str, Counter[str]] = {"pairs": Counter(), "others": Counter()}
        own = titles[language]
        for index, title in enumerate(own):
            cited = title
            if language in romanisers:
                cited = in_print(chance.choice(romanisers[language])(title), chance)
            page = as_printed(title, chance)
            match = compare_titles(cited, [(page, "title")])
            verdicts["pairs"][match.verdict] += 1
            if options.errors and match.verdict != "same":
                print(f"  {match.verdict} {match.score:.2f} {cited[:80]} || {page[:80]}")
            for other in chance.sample(own[:index] + own[index + 1 :], 40):
                match = compare_titles(cited, [(as_printed(other, chance), "title")])
                verdicts["others"][match.verdict] += 1
                if options.errors and match.verdict in ("same", "similar"):
                    print(f"  false {match.verdict} {match.score:.2f} {cited[:80]} || {match.found}")
        pairs, others = verdicts["pairs"], verdicts["others"]
        print(
            f"{language}: {pairs.total()} pairs, same {pairs['same'] / pairs.total():.4f}, "
            f"similar {pairs['similar'] / pairs.total():.4f}; {others.total()} others, "
            f"same {others['same'] / others.total():.5f}, similar {others['similar'] / others.total():.5f}, "
            f"different {others['different'] / others.total():.3f}"
        )


if __name__ == "__main__":
    main()
