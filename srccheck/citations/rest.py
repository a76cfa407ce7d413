"""What follows a title: its translation, the whole that it stands in, place, publisher and numbers."""

from __future__ import annotations

import re

from attrs import evolve, frozen

from srccheck.citations.headings import EDGE, Heading
from srccheck.citations.imprints import Imprint, read_imprint, read_serial, without_numbers
from srccheck.citations.numbers import Numbers, read_numbers
from srccheck.citations.outlets import Outlet, without_place
from srccheck.citations.spans import BLANK, MEDIUM, blank
from srccheck.model.citation import CslName
from srccheck.text.dates import DateSpan
from srccheck.text.names import read_names
from srccheck.text.wordlists import fold, words

__all__ = ["Rest", "read_rest"]

_LEADING_BRACKET = re.compile(
    r"\s{0,2}[(（\[](?P<inner>[^()（）\[]{2,300}(?:\([^()]{0,80}\)[^()\[]{0,200})?)[)）\]]"
)
_BRACKETS = re.compile(r"\s?[(（](?P<inner>[^()（）]{1,300})[)）]")
_EDITORS = re.compile(r"(?P<names>[^()]{3,300}?)\s?[(\[](?P<role>[^()\[\]]{1,30})[)\]]\s?[,.:]?\s?")
_EDITORS_LAST = re.compile(r"(?P<names>[^.:]{3,200}), (?P<role>[^\W\d_]{2,14})\.?[:.,]\s")
_EMPTY_BRACKET = re.compile(r"\(\s?[.,;]?\s?\)?$")
_EDITED = re.compile(
    r"(?:,\seds?\.(?=\s[^\W\d_])|,?\s(?:edited by|ed\. by|hrsg\. von|hg\. von|a cura di"
    r"|sous la direction de|sous la dir\. de|pod red\.|под ред\.))\s",
    re.IGNORECASE,
)

_URL_GONE = re.compile(BLANK + "{8}")


_NO_NUMBERS = Numbers()


@frozen(kw_only=True)
class Rest:
    """The fields that stand after a title; None where not given."""

    title_translated: str | None = None
    container: str | None = None
    editor: tuple[CslName, ...] = ()
    publisher: str | None = None
    place: str | None = None
    numbers: Numbers = _NO_NUMBERS


def read_rest(left: str, heading: Heading, dates: tuple[DateSpan, ...], *, online: bool) -> Rest:
    """Read what follows the title.

    Args:
        left: the citation with its certain parts blanked out.
        heading: what was read before.
        dates: its dates.
        online: it has a URL.
    """
    left = left[: _first_sentence_after_url(left, heading.end)]
    start, translated = _translation(left, heading)
    serial = None if online and not heading.author else read_serial(left[start:])
    imprint = _imprint_of(left[start:], heading) if serial is None else None
    if imprint:
        left = blank(left, start + imprint.start, start + imprint.end)
    if serial:
        numbers = Numbers(volume=serial.volume, issue=serial.issue, page=serial.page)
        return Rest(container=_tidy(serial.name), numbers=numbers, title_translated=translated)
    numbers, places = read_numbers(left[start:])
    for begin, end in places:
        left = blank(left, start + begin, start + end)
    for date in dates:
        if date.start >= start and _stands_apart(left, date):
            left = blank(left, date.start, date.end)
    rest = _translations_blanked(left[start:])
    if heading.container:
        return Rest(container=heading.container, numbers=numbers, title_translated=translated)
    editors, whole, rest = _whole(rest)
    read = Outlet(heading=heading, numbers=numbers, online=online, whole=whole)
    container, publisher, place = read.outlet(rest)
    if imprint:
        container = container if whole or heading.quoted else None
        publisher, place = imprint.publisher, imprint.place
    if container and (found := _behind(container, numbers, quoted=heading.quoted)):
        container, numbers = found
    if container and place is None:
        container, place = without_place(container)
    return Rest(
        title_translated=translated,
        container=_tidy(container),
        editor=editors,
        publisher=_tidy(publisher),
        place=_tidy(place),
        numbers=numbers,
    )


def _imprint_of(rest: str, heading: Heading) -> Imprint | None:
    """A book's imprint; behind a quoted title only where *in* leads to the book."""
    text = rest.lstrip(EDGE)
    within = words("citation_words", "in_words").after(text, 0) is not None
    return read_imprint(rest) if within or not heading.quoted else None


def _behind(container: str, numbers: Numbers, *, quoted: bool) -> tuple[str, Numbers] | None:
    """A container without the numbers behind its name, and these numbers."""
    found = without_numbers(container)
    if found is None:
        return None
    if numbers.volume and not numbers.page and not found.issue:
        return found.name, evolve(numbers, page=found.volume)
    if numbers.volume or not (numbers.page or numbers.issue or found.page or found.issue):
        return None
    page = numbers.page or found.page
    issue = numbers.issue or found.issue
    return found.name, evolve(numbers, volume=found.volume, issue=issue, page=page)


def _first_sentence_after_url(left: str, start: int) -> int:
    """Where the citation ends: what follows its URL is the author's comment."""
    run = _URL_GONE.search(left, start)
    return run.start() + 1 if run else len(left)


def _stands_apart(left: str, date: DateSpan) -> bool:
    """Whether a date is a part by itself; `The World 2021. Oil and Air` has a year in its name."""
    if date.date is None or date.date.month:
        return True
    before, after = left[: date.start].rstrip(), left[date.end :].lstrip()
    return not before[-1:].isalnum() or not after.strip(EDGE) or after[0] in ",;)"


def _translation(left: str, heading: Heading) -> tuple[int, str | None]:
    """A translated title in brackets right after the title; where the rest begins."""
    start = heading.end
    if not heading.quoted and heading.title:
        bare, translated = _without_translation(heading.title)
        return (start, translated) if bare != heading.title else (start, None)
    match = _LEADING_BRACKET.match(left, start)
    if match is None or not heading.title:
        return start, None
    if _translates(heading.title, match["inner"]):
        return match.end(), match["inner"].strip()
    remark = len(match["inner"].split()) <= 2 and left[match.end() : match.end() + 1] == ","
    return (match.end() if remark and match["inner"].isalpha() else start), None  # `“Title” (Colloquy), in …`


def _translates(title: str, text: str) -> bool:
    """Another language in brackets: ASCII after a title that is not, or the reverse; three words at least."""
    if len(text.split()) < 3 or not any(c.isalpha() for c in text):
        return False
    return _foreign(title) and not _foreign(text)


def _foreign(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return any(not c.isascii() for c in letters)


def _without_translation(text: str) -> tuple[str, str | None]:
    """A title or outlet, and its translation in brackets behind it."""
    if not text.endswith(")"):
        return text, None
    opening = text.rfind(" (")
    if opening <= 0 or not _translates(text[:opening], text[opening + 2 : -1]):
        return text, None
    return text[:opening], text[opening + 2 : -1]


def _translations_blanked(rest: str) -> str:
    """Without translated titles of the whole: `in Вестник (Courier of the Academy), 2011`."""
    for match in _BRACKETS.finditer(rest):
        if _translates(rest[: match.start()], match["inner"]):
            rest = blank(rest, match.start(), match.end(), " ")
    return rest


def _whole(rest: str) -> tuple[tuple[CslName, ...], bool, str]:
    """Editors, whether the rest begins with *in*, and the rest without both."""
    text = rest.lstrip(EDGE + "/")
    whole = rest.lstrip(EDGE).startswith("//")
    after = words("citation_words", "in_words").after(text, 0)
    if (
        after is not None
        and text[:1].isalpha()
        and (text[after : after + 1] in " :" + BLANK)
        and fold(text[:after]).strip(" .:") not in ("i", "ve")
    ):
        text, whole = text[after:].lstrip(EDGE), True
    match = _EDITORS.match(text)
    if match and match["role"] in words("citation_words", "editors"):
        names = read_names(match["names"])
        if names:
            return names, True, text[match.end() :]
    edited = _EDITED.search(text)
    label = _EDITORS_LAST.match(text)
    if whole and label and not edited and label["role"] in words("citation_words", "editors"):
        names = read_names(label["names"])
        if names:
            return names, True, text[label.end() :]
    if edited:
        tail = text[edited.end() :]
        stop = min(
            (offset for mark in ("(", ",", ".", BLANK) if (offset := tail.find(mark)) > 0), default=len(tail)
        )
        return read_names(tail[:stop]) or (), whole, text[: edited.start()] + tail[stop:]
    return (), whole, text


def _tidy(text: str | None) -> str | None:
    if text is None:
        return None
    text = " ".join(text.replace(BLANK, " ").replace(MEDIUM, " ").split())
    text = _EMPTY_BRACKET.sub("", text).strip(" ,;:.([")
    return text or None
