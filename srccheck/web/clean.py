"""Text from strangers, made fit to be shown: no control characters, one line, not too long."""

from __future__ import annotations

import re

__all__ = ["clean_text"]

_SPACE = re.compile(r"[\s\x1c-\x1f\x85\u2028\u2029]+")
# C0, DEL, C1; marks and overrides of direction (they can turn a line round); lone surrogates; tag characters
_UNSHOWN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)


def clean_text(text: str, *, longest: int = 1000) -> str:
    """One line of text that cannot steer a terminal.

    Joiners (U+200C, U+200D) stay: Persian and Indic words need them.

    Args:
        text: anything that came over the network.
        longest: characters kept; what is cut ends in `…`.
    """
    text = text[: 8 * longest]
    if not text.isprintable():  # rarely: some control or format character, or space other than the usual one
        text = _UNSHOWN.sub("", _SPACE.sub(" ", text))
    text = " ".join(text.split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
