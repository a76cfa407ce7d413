"""Text from strangers, made fit to be shown: no control characters, one line, not too long."""

from __future__ import annotations

import re

__all__ = ["clean_text"]

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
    text = " ".join(text[: 8 * longest].split())  # separators of lines and of paragraphs are space to it, too
    if not text.isprintable():  # rarely: some control or format character is left
        text = " ".join(_UNSHOWN.sub("", text).split())
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
