"""A citation cut into pieces at its separators, brackets kept whole."""

from __future__ import annotations

import re

from srccheck.citations.spans import BLANK, MEDIUM

__all__ = ["sentences", "split_at", "top_level"]

_OPEN, _CLOSE = "([{（［", ")]}）］"
_INITIAL = re.compile(r"(?:^|[\s.(\x1f-])(?:[^\W\d_]|[A-ZÀ-ÞА-Я][a-zà-ÿа-я])\Z")
_NUMBERED = re.compile(r"[:;]\s\d{1,2}\Z")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:vs|vol|no|nr|ed|eds|dr|prof|st|ste|mr|mrs|ms|jr|sr|inc|ltd|co|corp|dept|univ|op|cit|fig|art|ch|cap|"
    r"cf|pp|approx|gen|col|rev|hg|hrsg|bd|aufl|ca|bzw|inst|int|см|им|гг|изд|ред|под|вып|тт|стр|тип|yay|haz|çev|cilt|odst|nº|n°|№|cv|sect|subsp|ssp|spp)\Z",
    re.IGNORECASE,
)


def top_level(text: str) -> list[bool]:
    """For every character, whether it stands outside of all brackets."""
    depth, out = 0, []
    for character in text:
        if character in _CLOSE and depth:
            depth -= 1
        out.append(depth == 0 and character not in _CLOSE)
        if character in _OPEN:
            depth += 1
    if depth:  # a bracket that is never closed does not hide the rest
        return [True] * len(text)
    return out


def split_at(text: str, separators: str) -> list[tuple[int, int]]:
    """Cut at separators that are followed by a space or the end, and at blanks; brackets stay whole.

    Args:
        text: what is to be cut.
        separators: single characters; `.` cuts only where a sentence ends, not after initials.

    Returns:
        Places of the pieces that are not empty, white space trimmed.
    """
    outside = top_level(text)
    cuts, begin = [], 0
    for offset, character in enumerate(text):
        if not outside[offset]:
            continue
        if character in BLANK + MEDIUM or (character in separators and _separates(text, offset)):
            cuts.append((begin, offset))
            begin = offset + 1
    cuts.append((begin, len(text)))
    return [place for start, end in cuts if (place := _trimmed(text, start, end)) is not None]


def _separates(text: str, offset: int) -> bool:
    after = text[offset + 1] if offset + 1 < len(text) else " "
    if text[offset] in "。；，":
        return True
    if not (after.isspace() or after in BLANK + MEDIUM or after in '(["“«„'):
        return False
    return text[offset] != "." or _ends_sentence(text, offset)


def _ends_sentence(text: str, offset: int) -> bool:
    head = text[max(0, offset - 12) : offset]
    if _INITIAL.search(head) and not head[-1:].isdigit():
        return text[offset + 1 :].strip(" " + BLANK + MEDIUM) == ""
    if _NUMBERED.search(head):
        return False  # `Interactions: 6. Phenology`
    following = text[offset + 1 :].lstrip()[:1]
    return not _ABBREVIATED.search(head) and not following.islower()


def sentences(text: str) -> list[tuple[int, int]]:
    """Cut at full stops, `?` and `!` that end a sentence."""
    return split_at(text, ".。")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (text[start].isspace() or text[start] in BLANK + MEDIUM + ",;:.·"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in BLANK + MEDIUM + ",;"):
        end -= 1
    return (start, end) if start < end else None
