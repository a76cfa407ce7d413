"""Pages in place of a missing one, under status 200: the certain signs, and those that need a second look."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from srccheck.text.similarity import is_generic, skeleton
from srccheck.text.urls import archived_original
from srccheck.web.gates import address_words, names_front_page
from srccheck.web.notfound_words import folded, pieces, says_not_found, speaks_of_absence
from srccheck.web.page import PageView
from srccheck.web.parked import default_page

__all__ = ["ABSENCE", "doubt", "missing_by_address", "missing_by_words", "says_missing"]

ABSENCE = ("its title or heading speaks of something missing", "its text speaks of something missing")
"""Doubts that rest on the page's own words."""

_SHORT = 1500
_NOT_LONG = 3000
_VERY_SHORT = 400
_LITTLE_TEXT = 200
"""Characters of main text; a choice, not a measurement: shorter pages cost a second request, no more."""
_SENTENCES = 6
_LONG_NAME = 120
_SITE_NAME_MORE = 14
_MANY_WORDS = 3
_STEM = 5
_SHORTEST_TITLE = 4
_BEGINNING = 500  # characters; telling scripts apart costs
_TELLING_LETTERS = 4
_FILES = (".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip", ".epub", ".csv")


def missing_by_address(asked: str, end: str) -> bool | None:
    """Whether a redirect leads to an address that is a not-found page by its own name.

    Args:
        asked: the URL asked first.
        end: where the redirects ended.

    Returns:
        None where the address may have other reasons: the asked one has them, too, or `404` is a number
        among others (`/story/404`).
    """
    start, there = urlsplit(asked), urlsplit(end)
    if not _names(there.path, there.query):
        return False
    before = folded(unquote(start.path + " " + start.query)).replace(" ", "")
    if "404" in before or "notfound" in before:
        return None
    folder, _, last = there.path.strip("/").rpartition("/")
    return None if folder and last in ("404", "410") else True


def _names(path: str, query: str) -> bool:
    last = unquote(path.rstrip("/").rpartition("/")[2]).lower()
    stem = last.rpartition(".")[0] or last
    table = address_words("missing")
    if stem.replace("-", "").replace("_", "") in table["segments"] or query.startswith("404;"):
        return True
    pairs = [
        (key.lower(), folded(value).replace(" ", ""))
        for key, value in parse_qsl(query, keep_blank_values=True)
    ]
    return any(
        key in table["queries"] or (key in table["codes"] and value in table["segments"])
        for key, value in pairs
    )


def missing_by_words(asked: str, page: PageView, cited: tuple[str, ...] = ()) -> str | None:
    """The title, heading or sentence by which a page says that what was asked for is not there.

    Args:
        asked: the URL asked first: a page about missing pages has their name in its own address.
        page: what the answer shows.
        cited: the titles that citations give the page: what they say, it says of its subject.

    Returns:
        None where no words are certain enough by themselves.
    """
    if page.facts.published or _is_about_it(asked):
        return None
    headings = {folded(name) for name in page.facts.h1}
    said = [
        name
        for name in _headed(page)
        if says_not_found(name, whole=folded(name) in headings) and not _is_called(name, cited)
    ]
    if page.is_html and not names_front_page(asked):
        default = default_page(page)
        said += [default] if default and page.text_length < _NOT_LONG else []
    if said and (
        page.text_length < _SHORT or (page.text_length < _NOT_LONG and len(said) == len(_headed(page)))
    ):
        return said[0]
    if not page.is_html or (page.text_length < _VERY_SHORT and not _is_itself(asked, page, cited)):
        return next((text for text in _sentences(page) if says_not_found(text)), None)
    return None


def says_missing(page: PageView) -> bool:
    """Whether a title, a heading or a sentence of a page says by itself that something is not there."""
    return any(map(says_not_found, (*page.names, *page.blocks)))


def _is_itself(asked: str, page: PageView, cited: tuple[str, ...]) -> bool:
    """Whether a page's name has a word of its address, or is the cited one."""
    words = _telling(folded(unquote(urlsplit(asked).path.rstrip("/").rpartition("/")[2])))
    names = folded(" ".join(page.names))
    return any(word in names for word in words) or any(_is_called(name, cited) for name in page.names)


def _is_called(name: str, cited: tuple[str, ...]) -> bool:
    """Whether a page's name and a cited title are one, or one of them a part of the other."""
    mine = folded(name)
    return any(
        mine == title or (min(len(mine), len(title)) > _SHORTEST_TITLE and (title in mine or mine in title))
        for title in map(folded, cited)
    )


def _telling(words: str) -> list[str]:
    return [word[:_STEM] for word in words.split() if len(word) >= _TELLING_LETTERS and word.isalpha()]


def _headed(page: PageView) -> list[str]:
    return list(dict.fromkeys(page.names))


def _sentences(page: PageView) -> list[str]:
    sample = page.facts.text_sample
    if len(sample) > _VERY_SHORT:
        return []
    return [sample, *list(pieces(sample))[:_SENTENCES], *page.blocks]


def _is_about_it(asked: str) -> bool:
    words = folded(unquote(urlsplit(asked).path).replace("/", " ")).replace(" ", "")
    return any(sign in words for sign in ("404", "notfound", "error"))


def doubt(
    asked: str, end: str, page: PageView, *, redirected: bool, cited: tuple[str, ...] = ()
) -> str | None:
    """Why it is worth a request to find out what the host answers for an address that nobody ever gave.

    Args:
        asked: the URL asked first.
        end: where the redirects ended.
        page: what the answer shows.
        redirected: it led elsewhere than to the same page under another spelling.
        cited: the titles that citations give the page.

    Returns:
        The reason in a few words; None where the page is beyond doubt, as most are.
    """
    if archived_original(asked) is not None or names_front_page(asked):
        return None
    if redirected and missing_by_address(asked, end) is None:
        return "its address ends like that of a not-found page"
    if redirected and not _kept(asked, end):
        return "it leads to an address that has nothing of the one asked for"
    return _doubtful_page(asked, page, cited) if page.is_html else None


def _doubtful_page(asked: str, page: PageView, cited: tuple[str, ...]) -> str | None:
    path, host = urlsplit(asked).path, urlsplit(asked).hostname or ""
    if path.lower().endswith(_FILES):
        return "a file was asked for, and a page came"
    if any(
        says_not_found(name) or (len(name) < _LONG_NAME and speaks_of_absence(name)) for name in _headed(page)
    ):
        return ABSENCE[0]
    if any(_is_called(name, cited) for name in (*page.facts.h1, page.facts.og_title or "") if name):
        return None
    if _unlike_its_address(path, page):
        return "it has nothing of the words of its address"
    if cited and not page.facts.published and not _is_itself(asked, page, cited):
        return _doubtful_text(host, page) or _doubtful_title(page, cited)
    return _doubtful_text(host, page)


def _doubtful_title(page: PageView, cited: tuple[str, ...]) -> str | None:
    """Not a word of any cited title stands in the page's names or in the beginning of its text."""
    titles, text = " ".join(cited), " ".join((*page.names, page.facts.text_sample[:_SHORT]))
    if len(folded(titles).replace(" ", "")) <= _SHORTEST_TITLE or page.is_unbuilt:
        return None
    found = folded(text)
    if any(word in found for word in _telling(folded(titles))):
        return None
    found = "" if text.isascii() and titles.isascii() else skeleton(text[:_BEGINNING])
    if any(word in found for word in _telling(skeleton(titles))):
        return None
    return "it has nothing of the words of its cited title"


def _doubtful_text(host: str, page: PageView) -> str | None:
    if page.facts.published or page.facts.headline:
        return None
    if page.text_length < _LITTLE_TEXT and not page.is_unbuilt:
        return "it has hardly any text"
    if page.text_length < _SHORT and speaks_of_absence(page.facts.text_sample[:_SHORT]):
        return ABSENCE[1]
    return _doubtful_name(host, page)


def _doubtful_name(host: str, page: PageView) -> str | None:
    if any(is_generic(name) for name in _headed(page)):
        return "its title names no page"
    title = folded(page.facts.title or "").replace(" ", "")
    label = folded(host.removeprefix("www.").partition(".")[0]).replace(" ", "")
    site = folded(page.site_name or "").replace(" ", "")
    if title and (title == site or (label in title and len(title) <= len(label) + _SITE_NAME_MORE)):
        return "it is called by its site's name alone"
    return None


def _unlike_its_address(path: str, page: PageView) -> bool:
    """None of the many words of an address stands in the page's names or in the beginning of its text."""
    words = [
        word for word in folded(unquote(path.rpartition("/")[2])).split() if len(word) > 3 and word.isalpha()
    ]
    if len(words) < _MANY_WORDS:
        return False
    text = folded(" ".join((*page.names, page.facts.text_sample[:_SHORT])))
    if not text.isascii():  # another script, or letters that addresses leave out
        return False
    return not any(word[:_STEM] in text for word in words)


def _kept(asked: str, end: str) -> bool:
    """Whether an address still has something of the one asked for: a number, or a word of its last part."""
    start, there = urlsplit(asked), urlsplit(end)
    old = folded(unquote(start.path.rstrip("/").rpartition("/")[2] + " " + start.query)).split()
    new = folded(unquote(there.path + " " + (there.query if start.query else ""))).split()
    telling = [word for word in old if len(word) > 3 or (word.isdigit() and len(word) > 2)]
    return any(
        word in new for word in telling if word not in ("html", "aspx", "index", "article", "page", "news")
    )
