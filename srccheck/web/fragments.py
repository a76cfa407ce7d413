"""Whether a page has the place that a `#fragment` names, or words that are quoted from it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from srccheck.model.live import FragmentCheck
from srccheck.text.quotations import holds
from srccheck.web.html import Parsed, text_of

if TYPE_CHECKING:
    from lxml import etree

__all__ = ["check_fragments", "check_words", "is_words", "unknown_fragments"]

_DIRECTIVE = ":~:"
# What programs read and no element is named by: client-side routes, `key=value` (media times, PDF pages,
# spreadsheet tabs), and lines of a source file as code hosts write them.
_FOR_SCRIPTS = re.compile(r"[!/?]|[^=]{0,100}=|L\d{1,7}(?:C\d{1,5})?(?:-L?\d{1,7}(?:C\d{1,5})?)?\Z")
# Comments and widgets that are fetched after the page.
_FETCHED_LATER = re.compile(
    r"(?:issue|pull|disqus|fb|li)?_?-?(?:comments?|respond|reply|replies|thread)\b|discussion_r|disqus|post-?\d",
    re.IGNORECASE,
)
_USER_CONTENT = "user-content-"  # how code hosts mark ids that stand in what their users wrote
_SPACE = re.compile(r"\s+")
_LONGEST_TEXT = 2000
_QUOTED = "“"
_TEASER = 1_500  # characters: a page with less text may be the beginning of one
_WHOLE = 300_000  # characters that quoted words are looked for in


def unknown_fragments(names: Sequence[str]) -> tuple[FragmentCheck, ...]:
    """The word on fragments of what is no HTML: the page's beginning is there, all else is not known."""
    return tuple(FragmentCheck(name=name, present=True if _is_top(name) else None) for name in names)


def is_words(name: str) -> bool:
    """Whether a name stands for quoted words (`srccheck.model.live.named_words`), and not for a place."""
    return name.startswith(_QUOTED)


def check_words(text: str, name: str, *, whole: bool) -> FragmentCheck:
    """Look for quoted words in a text.

    Args:
        text: all that was read of the source.
        name: what `named_words` made of them.
        whole: nothing of the source's text is missing. A short text is never taken for the whole.
    """
    certain = whole and _TEASER <= len(text) <= _WHOLE
    present = holds(text, name[1:-1])
    return FragmentCheck(name=name, present=present if present or certain else None)


def check_fragments(
    page: Parsed, names: Sequence[str], *, certain: bool, whole: bool = True
) -> tuple[FragmentCheck, ...]:
    """Look for the places that fragments name, as the HTML standard does ("indicated part of the document").

    Args:
        page: before its text was taken.
        names: fragments as the normalised URL writes them.
        certain: the page is whole, and no script builds it; else nothing is ever said to be missing.
        whole: all readers see all of its text, and not only those who pay; else no words are.

    Returns:
        In the order of the names.
    """
    if not names:
        return ()
    found = frozenset(_ids()(page.root)).union(_names()(page.root))
    text: str | None = None
    words: str | None = None
    checks = []
    for name in names:
        if is_words(name):
            words = text_of(page.root) if words is None else words  # those in scripts, too: see below
            checks.append(check_words(words, name, whole=certain and whole))
            continue
        element, _, directive = name.partition(_DIRECTIVE)
        present = _element(element, found, scripts=page.root.find(".//script") is not None)
        if directive:
            # the words of scripts among them: they may yet be shown, and nothing is found missing for them
            text = _bare(text_of(page.root)) if text is None else text
            quoted = _text(directive, text)
            present = quoted if quoted is not None else present
        checks.append(FragmentCheck(name=name, present=present if present or certain else None))
    return tuple(checks)


def _is_top(name: str) -> bool:
    return not name or name.lower() == "top"


def _element(name: str, found: frozenset[str], *, scripts: bool) -> bool | None:
    decoded = unquote(name, errors="replace")
    if _is_top(name) or not found.isdisjoint((name, decoded, _USER_CONTENT + decoded)):
        return True
    if _FOR_SCRIPTS.match(decoded) or (scripts and _FETCHED_LATER.match(decoded)):
        return None
    return False


def _text(directive: str, text: str) -> bool | None:
    """Whether the page has one of the passages of a text directive; None where it names none.

    `text=[prefix-,]start[,end][,-suffix]` (wicg.github.io/scroll-to-text-fragment, §3.3).
    """
    passages = [part[5:] for part in directive.split("&") if part.startswith("text=")]
    if not passages:
        return None
    return any(_has(passage, text) for passage in passages)


def _has(passage: str, text: str) -> bool:
    terms = passage.split(",")
    before = terms.pop(0)[:-1] if terms[0].endswith("-") and len(terms) > 1 else ""
    after = terms.pop()[1:] if terms[-1].startswith("-") and len(terms) > 1 else ""
    place = 0
    # Prefix, start and suffix touch each other; between start and end may stand anything.
    runs = [_bare(unquote(before)) + _bare(unquote(terms[0])), *[_bare(unquote(term)) for term in terms[1:2]]]
    runs[-1] += _bare(unquote(after))
    for run in runs:
        at = text.find(run[:_LONGEST_TEXT], place)
        if at < 0:
            return False
        place = at + len(run)
    return True


def _bare(text: str) -> str:
    """Case, compatibility forms and white space do not count, as in a browser's search."""
    return _SPACE.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def _ids() -> etree.XPath:
    from lxml import etree  # late: nobody who stays offline loads it  # noqa: PLC0415

    return etree.XPath("//*/@id", smart_strings=False)


@cache
def _names() -> etree.XPath:
    from lxml import etree  # late, as above  # noqa: PLC0415

    return etree.XPath("(//a | //map)/@name", smart_strings=False)
