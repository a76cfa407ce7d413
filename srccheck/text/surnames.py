"""Chinese, Japanese and Korean names without a space: known by the surname in front."""

from __future__ import annotations

import re
from functools import cache

from srccheck.text.wordlists import table

__all__ = ["begins_with_surname"]

_HAN = re.compile(r"[\u3400-\u9fff]{2,5}\Z")
_HANGUL = re.compile(r"[\uac00-\ud7a3]{2,5}\Z")
_LONGEST_GIVEN = 2  # characters, in Chinese and Korean
_LONGEST_JAPANESE = 3


def begins_with_surname(name: str) -> bool:
    """Whether a text is a person's name: a surname of the tables, a given name, and not an office's ending.

    Where the surname ends stays open: catalogues give such names whole more often than parted.

    Args:
        name: a text without spaces, in Han characters or Hangul.
    """
    known = table("surnames")
    if not (_HAN.match(name) or _HANGUL.match(name)) or (len(name) > 2 and name[-1] in known["offices"]):
        return False
    two, given = name[:2], len(name) - 2
    if (two in _doubles() and 0 < given <= _LONGEST_GIVEN) or (
        two in known["japanese"] and 0 < given <= _LONGEST_JAPANESE
    ):
        return True
    return name[0] in _singles() and len(name) <= 1 + _LONGEST_GIVEN


@cache
def _singles() -> frozenset[str]:
    known = table("surnames")
    return frozenset(known["chinese"] + known["korean"])


@cache
def _doubles() -> frozenset[str]:
    return frozenset(table("surnames")["compound"])
