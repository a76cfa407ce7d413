"""How well languages are told, on titles and texts that are labelled.

    python tests/benchmarks/score_languages.py FOLDER [--errors]

FOLDER holds `titles_dev.tsv` (lang, source, id, text), `romanised_dev.tsv` (class, source, scheme,
text) and `pages_dev.tsv` (lang, source, id, text). Languages that `kindred` puts together count as
one. Nothing here was trained on.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import argparse
import csv
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from srccheck.text.languages import kindred, text_language, title_language

SURE = 0.9


def rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def share(part: float, whole: float) -> str:
    return f"{part / whole:.4f}" if whole else "-"


def score_titles(folder: Path, errors: bool) -> None:
    """Native titles: macro accuracy over languages, and what confidence is worth."""
    right: dict[str, Counter[str]] = defaultdict(Counter)
    number: dict[str, Counter[str]] = defaultdict(Counter)
    sure: dict[str, list[bool]] = defaultdict(list)
    for row in rows(folder / "titles_dev.tsv"):
        language, source = row["lang"], row["source"]
        found = title_language(row["text"])
        good = kindred(found.tag) == kindred(language)
        right[source][language] += good
        number[source][language] += 1
        if found.confidence >= SURE:
            sure[source].append(good)
        if errors and not good:
            print(f"  {language} -> {found.tag} {found.confidence:.2f} {row['text'][:90]}")
    for source, counts in number.items():
        scores = {language: right[source][language] / count for language, count in counts.items()}
        print(
            f"titles {source}: {len(scores)} languages, {counts.total()} titles, "
            f"macro {share(sum(scores.values()), len(scores))}, "
            f"sure {share(len(sure[source]), counts.total())}, "
            f"right of those {share(sum(sure[source]), len(sure[source]))}"
        )
        worst = sorted(scores.items(), key=lambda pair: pair[1])[:8]
        print("  lowest:", ", ".join(f"{language} {value:.3f}" for language, value in worst))


def score_romanised(folder: Path, errors: bool) -> None:
    """Romanised titles: recall by class, Russian by scheme; native ones that are called romanised."""
    right: Counter[str] = Counter()
    number: Counter[str] = Counter()
    schemes: dict[str, list[bool]] = defaultdict(list)
    false: Counter[str] = Counter()
    native = 0
    for row in rows(folder / "romanised_dev.tsv"):
        label, scheme = row["class"], row["scheme"]
        found = title_language(row["text"])
        if scheme == "native":
            native += 1
            if found.basis == "romanised":
                false[label] += 1
                print(f"  false: {label} -> {found.tag} {found.confidence:.2f} {row['text'][:90]}")
            continue
        good = found.tag == label
        number[label] += 1
        right[label] += good
        if label == "ru-Latn":
            schemes[scheme].append(good)
        if errors and not good:
            print(f"  {label} {scheme} -> {found.tag} {found.confidence:.2f} {row['text'][:90]}")
    for label in sorted(number):
        print(f"romanised {label}: {number[label]} titles, recall {share(right[label], number[label])}")
    print("  ru-Latn:", ", ".join(f"{k} {share(sum(v), len(v))}" for k, v in sorted(schemes.items())))
    print(f"native called romanised: {false.total()} of {native}, {share(false.total(), native)}")


def score_texts(folder: Path) -> None:
    """Running text."""
    right = number = 0
    for row in rows(folder / "pages_dev.tsv"):
        number += 1
        right += kindred(text_language(row["text"]).tag) == kindred(row["lang"])
    print(f"texts: {number}, right {share(right, number)}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--errors", action="store_true", help="print every title that is told wrong")
    options = parser.parse_args()
    before = time.perf_counter()
    for title in ("A first title", "Первое название"):
        title_language(title)
    loaded = time.perf_counter()
    print(f"loading {1000 * (loaded - before):.0f} ms")
    score_titles(options.folder, options.errors)
    score_romanised(options.folder, options.errors)
    score_texts(options.folder)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"all in {time.perf_counter() - loaded:.1f} s; {memory} MB at most")


if __name__ == "__main__":
    main()
