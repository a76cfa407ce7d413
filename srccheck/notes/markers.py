"""Lines that may begin a note, by how their marker is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from srccheck.model import Fragment
from srccheck.notes.linewise import lines_with
from srccheck.notes.numbering import roman, superscript
from srccheck.notes.records import Candidate, Style

__all__ = ["ONE_SIGN", "candidates", "is_separator", "symbols"]

ONE_SIGN = str.maketrans({"∗": "*", "⁎": "*", "＊": "*"})
"""One sign, several characters (`str.translate`): the asterisk of typewriters, of mathematics, of print."""

_HEAD = 64
_BLANK = " \t\u00a0\u3000\u202b\u202a\u200e\u200f"
_SPACE = rf"[{_BLANK}]"
_LEAD = rf"{_SPACE}{{0,40}}"
_BRACKET = re.compile(rf"{_LEAD}\[\^?(\d{{1,6}}|[ivxlcdm]{{1,9}}|[IVXLCDM]{{1,9}})\]:?{_SPACE}*(?=\S)")
_ROUND = re.compile(rf"{_LEAD}\((\d{{1,4}})\){_SPACE}*(?=\S)")
_DOT = re.compile(rf"{_LEAD}(\d{{1,4}})\.(?=[{_BLANK}]|[^\W\d]|[\"“„«‘'‹「『\[(<]){_SPACE}*(?=\S)")
_PAREN = re.compile(rf"{_LEAD}(\d{{1,4}})\){_SPACE}*(?=\S)")
_BARE = re.compile(rf"{_LEAD}(\d{{1,4}})(?:{_SPACE}+(?=\S)|(?=[^\W\d_]|[\"“„«‘‹「『\[<]))")
_RAISED = re.compile(rf"{_LEAD}([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}}){_SPACE}*(?=\S)")
_ALONE = re.compile(rf"{_LEAD}(?:(\d{{1,4}})[.)]?|\[(\d{{1,4}})\]|([⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,4}})){_SPACE}*\Z")
_SYMBOL = re.compile(rf"{_LEAD}([*∗⁎＊]{{1,3}}|[†‡§¶※]{{1,3}}){_SPACE}*(?=\S)")
_SIGNS = re.compile(rf"\n{_SPACE}{{0,{_HEAD}}}[*∗⁎＊†‡§¶※]")
_RULE = frozenset("_—–―─=-")
_RULE_LENGTH = 5
_BLANK_RULE_LENGTH = 16
_STARTS = re.compile(rf"\n{_SPACE}{{0,{_HEAD}}}[0-9\[(⁰¹²³⁴⁵⁶⁷⁸⁹]")
_FORMS: tuple[tuple[Style, re.Pattern[str], float], ...] = (
    ("bracket", _BRACKET, 2.0),
    ("superscript", _RAISED, 2.0),
    ("dot", _DOT, 1.0),
    ("paren", _PAREN, 1.0),
    ("round", _ROUND, 1.0),
    ("bare", _BARE, 1.0),
)
_SENTENCE_END = re.compile(r"[.!?…。！？”»’\"')\]>/]\Z|\d\Z")
_MID_SENTENCE = re.compile(r"(?:[,;:(–—-]|\b(?:No|Vol|Nr|Bd|Jg|Art|pp?|vol|no|nr|fasc|cilt|sayı|т|№)\.?)\Z")


def is_separator(text: str) -> bool:
    """The rule above a page's notes: a long run of blanks, dashes or underscores."""
    drawn = text.strip(_BLANK)
    if not drawn:
        return len(text) >= _BLANK_RULE_LENGTH
    return drawn[0] in _RULE and len(drawn) >= _RULE_LENGTH and _RULE.issuperset(drawn)


def candidates(lines: Sequence[Fragment]) -> Iterator[Candidate]:
    """All lines that begin with what may be a note's number, weighed by their surroundings."""
    for index in lines_with([line.text for line in lines], _STARTS, head=_HEAD):
        text = lines[index].text
        previous = lines[index - 1].text if index else ""
        alone = _ALONE.match(text) if len(text) < 120 else None
        if alone:
            after = lines[index + 1].text if index + 1 < len(lines) else ""
            yield _lone(index, alone, previous, after)
        else:
            yield from _numbered(index, text, previous)


def _numbered(index: int, text: str, previous: str) -> Iterator[Candidate]:
    for style, form, base in _FORMS:
        match = form.match(text)
        if match:
            marker = match[1]
            number = _value(style, marker)
            if number is None:
                return
            weight = base + _by_text(text[match.end() :][:24], style) + _by_previous(previous)
            if weight > 0:
                start = (
                    match.start(1) - (style in ("bracket", "round")) - (match[0].lstrip(_BLANK)[:2] == "[^")
                )
                shown = str(number) if style == "superscript" else marker
                yield Candidate(
                    index=index,
                    style=style,
                    marker=shown,
                    number=number,
                    start=start,
                    end=match.end(),
                    weight=weight,
                )
            return


def _value(style: Style, marker: str) -> int | None:
    if style == "superscript":
        return superscript(marker)
    return int(marker) if marker.isdecimal() else roman(marker.lower())


def _by_text(text: str, style: Style) -> float:
    """A note begins with a name, a title, a signal word or a URL; a wrapped line goes on anyhow."""
    first = text[:1]
    if first.islower() and not text.startswith(("http", "www.")):
        return -0.7 if style != "bracket" else 0.0
    if first in ",.;:)-–—%/":
        return -1.2
    if first == "(":
        return -0.6
    return 0.4


def _by_previous(previous: str) -> float:
    text = previous.rstrip()
    if not text or is_separator(previous):
        return 0.4
    if _MID_SENTENCE.search(text[-12:]):
        return -0.6
    return 0.3 if _SENTENCE_END.search(text[-1:]) else -0.2


def _lone(index: int, match: re.Match[str], previous: str, after: str) -> Candidate:
    marker = match[1] or match[2] or str(superscript(match[3]))
    apart = not previous.strip() and not after.strip()
    start = match.start(match.lastindex or 1)
    return Candidate(
        index=index,
        style="alone",
        marker=marker,
        number=int(marker),
        start=start,
        end=len(match[0]),
        weight=0.7 if apart else 1.1,
    )


def symbols(lines: Sequence[Fragment]) -> Iterator[Candidate]:
    """Lines that begin with an asterisk or the like; whether they are notes, their references tell."""
    for index in lines_with([line.text for line in lines], _SIGNS, head=_HEAD):
        match = _SYMBOL.match(lines[index].text)
        if match:
            yield Candidate(
                index=index,
                style="symbol",
                marker=match[1],
                number=0,
                start=match.start(1),
                end=match.end(),
            )
