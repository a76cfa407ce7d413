"""Make srccheck/text/data/months.tsv from the month names of the CLDR, as Babel carries them.

usage: python tests/training/make_months.py > srccheck/text/data/months.tsv   (needs babel)
"""

# ruff: noqa: E501, T201 - lists of languages; it prints the table

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict

from babel import Locale, UnknownLocaleError, __version__

# By number of readers: where one form means two months (`listopad`), the earlier language decides.
LANGUAGES = [
    "en",
    "es",
    "pt",
    "fr",
    "de",
    "ru",
    "it",
    "tr",
    "ar",
    "fa",
    "pl",
    "nl",
    "uk",
    "id",
    "ms",
    "cs",
    "ro",
    "el",
    "hu",
    "sv",
    "az",
    "he",
    "sr",
    "bg",
    "da",
    "fi",
    "nb",
    "nn",
    "sk",
    "hr",
    "bs",
    "be",
    "lt",
    "lv",
    "sl",
    "et",
    "sq",
    "mk",
    "ka",
    "hy",
    "kk",
    "ky",
    "uz",
    "tk",
    "tg",
    "mn",
    "ca",
    "gl",
    "eu",
    "is",
    "ga",
    "cy",
    "mt",
    "lb",
    "af",
    "sw",
    "hi",
    "bn",
    "ur",
    "pa",
    "gu",
    "mr",
    "ne",
    "ta",
    "te",
    "kn",
    "ml",
    "si",
    "th",
    "lo",
    "km",
    "my",
    "am",
    "ti",
    "so",
    "ha",
    "fil",
    "jv",
    "uz_Cyrl",
    "az_Cyrl",
    "sr_Latn",
    "ar_SA",
    "ar_MA",
    "ar_SY",
    "ps",
    "ku",
    "gd",
    "br",
    "fo",
    "fy",
    "rm",
    "oc",
    "wa",
    "eo",
    "ia",
]
# Spellings that print uses and the CLDR does not list.
ALSO = {
    "sept": (9, "en"), "set": (9, "pt"), "sett": (9, "it"), "mrt": (3, "nl"), "maart": (3, "nl"), "mrz": (3, "de"),
    "jänner": (1, "de"), "feber": (2, "de"), "janvr": (1, "fr"), "juill": (7, "fr"), "août": (8, "fr"), "aout": (8, "fr"),
    "décembre": (12, "fr"), "setiembre": (9, "es"), "ag": (8, "es"), "agto": (8, "es"), "genn": (1, "it"),
    "magg": (5, "it"), "giugno": (6, "it"), "agosto": (8, "it"), "jun": (6, "en"), "jul": (7, "en"), "сент": (9, "ru"),
    "нояб": (11, "ru"), "февр": (2, "ru"), "січ": (1, "uk"), "kas": (11, "tr"), "ağus": (8, "tr"),
}  # fmt: skip


def forms() -> dict[str, dict[int, list[str]]]:
    """Month names and abbreviations, folded: form -> month -> languages."""
    found: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for tag in LANGUAGES:
        try:
            months = Locale.parse(tag).months
        except (UnknownLocaleError, ValueError) as error:
            print(f"skipped {tag}: {error}", file=sys.stderr)
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in months[context][width].items():
                    form = unicodedata.normalize("NFC", name).casefold().strip(" .").replace("\u200f", "")
                    if _is_word(form) and tag not in found[form][month]:
                        found[form][month].append(tag)
    for form, (month, tag) in ALSO.items():
        if month not in found[form]:
            found[form][month].append(tag)
    return found


def _is_word(form: str) -> bool:
    """Letters and the marks on them, no digits, no spaces; three at least in Latin script."""
    letters = all(unicodedata.category(character)[0] in "LM" for character in form)
    return letters and (3 if form.isascii() else 2) <= len(form) <= 24


def main() -> None:
    print(
        f"# Month names and abbreviations: Unicode CLDR (Unicode License v3) by way of Babel {__version__},"
    )
    print("# and spellings seen in print; made by tests/training/make_months.py. Columns: form (casefolded,")
    print("# without its full stop), month, languages. One form of two months: the first row is meant.")
    found = forms()
    for form in sorted(found):
        rows = sorted(found[form].items(), key=lambda row: min(LANGUAGES.index(tag) for tag in row[1]))
        for month, tags in rows:
            print(form, month, ",".join(tags), sep="\t")


main()
