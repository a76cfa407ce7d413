"""Make `srccheck/text/data/language_english_words.txt`: common words that English alone has.

    pip download --no-deps -d WHEELS pyspellchecker==0.9.1
    python tests/training/make_english_words.py WHEELS [OUT]

The commonest words of pyspellchecker's English list (MIT) that are not among the commoner words of its
other languages in Latin letters. A title full of foreign names is told by these.
"""

# ruff: noqa: T201 - a script; what it prints is its result

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path
from zipfile import ZipFile

OUT = Path(__file__).resolve().parents[2] / "srccheck" / "text" / "data" / "language_english_words.txt"
OTHERS = ("de", "es", "fr", "it", "lv", "nl", "pt")
COMMONEST = 16000
COMMON_ELSEWHERE = 6000
LETTERS = 3

HEAD = """\
# Words of three letters and more that are common in English and not in {others}: the {number} commonest.
# Source: the word frequencies of pyspellchecker 0.9.1 (MIT), by tests/training/make_english_words.py.
"""


def main() -> None:
    wheel = ZipFile(next(iter(sorted(Path(sys.argv[1]).glob("pyspellchecker-*.whl")))))

    def commonest(language: str, number: int) -> list[str]:
        packed = wheel.read(f"spellchecker/resources/{language}.json.gz")
        return [word for word, _ in Counter(json.loads(gzip.decompress(packed))).most_common(number)]

    elsewhere = {word for language in OTHERS for word in commonest(language, COMMON_ELSEWHERE)}
    words = sorted(
        word
        for word in commonest("en", COMMONEST)
        if len(word) >= LETTERS and word.isascii() and word.isalpha() and word not in elsewhere
    )
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else OUT
    head = HEAD.format(others=", ".join(OTHERS), number=len(words))
    out.write_text(head + "".join(f"{word}\n" for word in words), encoding="utf-8")
    print(len(words), "words")


if __name__ == "__main__":
    main()
