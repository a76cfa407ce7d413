"""Physical lines back into one line of text: broken URLs, hyphenated words, plain line ends."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import pairwise

from attrs import frozen

from srccheck.model.places import Fragment, PlacedText
from srccheck.text.bidi import in_reading_order

__all__ = ["KnownUrls", "Vocabulary", "bare_url", "mend"]

_URL_START = re.compile(r"https?://|www\.|(?<![\w./])10\.\d{4,9}/", re.IGNORECASE)
# a token that opens something of its own never continues a URL
_NEW = re.compile(r"https?:|www\.|doi:|10\.\d{4,9}/|[(\[{<“„«‹\"'‘「『（]", re.IGNORECASE)
_CLOSERS = ".,;:!?)]}>”’»›\"'」』）。，；、"
# dates, pages and the like look a bit like the end of a path: 12.03.2020, 2020-03-12, 12/2020, 24/7, pp.5-9
_NUMERIC = re.compile(r"(?:pp?\.|s\.|с\.)?\d{1,4}(?:[-–./]\d{1,4}){0,3}\Z", re.IGNORECASE)
_FILE_END = re.compile(
    r"[\w%+~-]{0,200}\.(?:html?|php\d?|aspx?|jsp|cgi|pdf|docx?|xlsx?|pptx?|txt|xml|json|jpe?g|png|gif|do|action)\Z",
    re.IGNORECASE,
)
_BARE_FILE_END = re.compile(
    r"(?:html?|php\d?|aspx?|jsp|cgi|pdf|docx?|xlsx?|pptx?|xml|json|jpe?g|png|gif)(?:[?#]\S{0,2000})?\Z",
    re.IGNORECASE,
)
_PATHLIKE = re.compile(r"[/=&_%~#+?@]")
_LETTERS_AND_DIGITS = re.compile(r"(?=[^\W\d]{0,60}\d)(?=\d{0,60}[^\W\d])\w{5,}\Z")
_SPACE = re.compile(r"\s")
_WORD = re.compile(r"[^\W\d_]{2,}")
_HYPHENATED = re.compile(r"[^\W\d_]{2,60}[-‐][^\W\d_]{2,60}")
_SPLIT_END = re.compile(r"([^\W\d_]{2,60})[-‐\u00ad]\Z")
_SPLIT_START = re.compile(r"[^\W\d_]{1,60}")
# Han, kana and their punctuation: such text has no spaces that a line end could stand for (Hangul has)
_UNSPACED = re.compile("[\u2e80-\u303f\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
_UNCERTAIN = re.compile(r"\A(?:https?://)?(?:www\.)?|[-\u00ad]", re.IGNORECASE)
_LONGEST_TOKEN = 2_000
_SOFT = "\u00ad"
_HYPHENS = ("-", "‐", _SOFT)
_AT_ONCE = 2_000  # lines searched as one text; the list of all words of a large document is large


@frozen(kw_only=True)
class Vocabulary:
    """What a document shows about its own words.

    Attributes:
        words: words that stand whole on a line, in small letters.
        hyphenated: compounds that keep their hyphen in the middle of a line, in small letters.
        splits: the document divides words at line ends: more than one that it also writes whole.
    """

    words: frozenset[str] = frozenset()
    hyphenated: frozenset[str] = frozenset()
    splits: bool = False

    @classmethod
    def of(cls, lines: Sequence[str]) -> Vocabulary:
        """Learn from lines; without a hyphen at a line end there is nothing to know."""
        ends = []
        for line, after in pairwise(lines):
            tail = line[-80:].rstrip()
            # most lines end without one, which is seen without a search
            if tail.endswith(_HYPHENS) and (match := _SPLIT_END.search(tail)):
                start = _SPLIT_START.match(after[:80].lstrip())
                ends += [(match, start)] if start else []
        if not ends:
            return cls()
        words: set[str] = set()
        hyphenated: set[str] = set()
        for begin in range(0, len(lines), _AT_ONCE):
            part = lines[begin : begin + _AT_ONCE]
            words.update(_WORD.findall("\n".join(part)))
            divided = "\n".join(line for line in part if "-" in line or "‐" in line)
            hyphenated.update(_HYPHENATED.findall(divided))
        words = {word.lower() for word in words}
        hyphenated = {word.lower().replace("‐", "-") for word in hyphenated}
        whole = sum((match[1] + start[0]).lower() in words for match, start in ends if start[0].islower())
        kept = sum(f"{match[1]}-{start[0]}".lower() in hyphenated for match, start in ends)
        splits = whole > 1 and whole > kept
        return cls(words=frozenset(words), hyphenated=frozenset(hyphenated), splits=splits)


class KnownUrls:
    """URLs known to be whole, looked up by their beginnings.

    Args:
        urls: the URLs.
    """

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self._urls = sorted({url for url in urls if url})

    def joint(self, url: str, token: str) -> tuple[str, bool] | None:
        """Glue, and whether to drop a hyphen; None where no known URL begins like this one.

        Args:
            url: a URL that ends a line.
            token: what the next line begins with.
        """
        if not self._urls:
            return None
        trimmed, body = url.rstrip(_CLOSERS), token.rstrip(_CLOSERS)
        if body and (self._has(url + body) or self._has(trimmed + body)):
            return "", False
        if body and url.endswith("-") and self._has(url[:-1] + body):
            return "", True
        if self._is_whole(trimmed):
            return " ", False
        return None

    def _has(self, beginning: str) -> bool:
        at = bisect_left(self._urls, beginning)
        return at < len(self._urls) and self._urls[at].startswith(beginning)

    def _is_whole(self, url: str) -> bool:
        for spelling in (url, url.rstrip("/"), url.rstrip("/") + "/"):
            at = bisect_left(self._urls, spelling)
            if at < len(self._urls) and self._urls[at] == spelling:
                return True
        return False


def mend(
    fragments: Iterable[Fragment],
    known_urls: Iterable[str] | KnownUrls = (),
    vocabulary: Vocabulary | None = None,
) -> PlacedText:
    """Put the lines of a note side by side.

    A URL broken by the layout is joined, its hyphen kept (the hyphen belonged to the URL in 571 of 572
    broken URLs counted); a complete URL is not. Words divided at a line end lose the hyphen only where
    the document shows that it is the layout's. Everything else gets one space.

    Args:
        fragments: the lines, in reading order.
        known_urls: URLs known to be whole: what they say about a break is believed.
        vocabulary: what the document shows about its words.
    """
    lines = [line for line in map(_trimmed, fragments) if line.text]
    oracle = known_urls if isinstance(known_urls, KnownUrls) else KnownUrls(known_urls)
    words = vocabulary or Vocabulary()
    width = max((len(line.text) for line in lines), default=0)
    pieces: list[tuple[str, Fragment]] = []
    tail = ""
    for line in lines:
        parts = in_reading_order(line)
        if not pieces:
            pieces += [("", part) for part in parts]
            tail = parts[-1].text
            continue
        full = len(pieces[-1][1].text) * 4 >= width * 3
        glue, dropped = _joint(tail, parts[0].text, oracle, words, full=full)
        if dropped:
            before = pieces[-1][1]
            pieces[-1] = (pieces[-1][0], before.cut(0, len(before.text) - 1))
            tail = tail[:-1]
        pieces += [(glue if part is parts[0] else "", part) for part in parts]
        tail = (tail + line.text)[-_LONGEST_TOKEN:] if glue == "" else parts[-1].text
    return PlacedText.join(pieces)


def _trimmed(fragment: Fragment) -> Fragment:
    text = fragment.text.rstrip()
    start = len(text) - len(text.lstrip())
    if start == 0 and len(text) == len(fragment.text):
        return fragment
    return fragment.cut(start, len(text)) if text else fragment.cut(0, 0)


def _joint(tail: str, after: str, oracle: KnownUrls, words: Vocabulary, *, full: bool) -> tuple[str, bool]:
    """What stands between two lines, and whether the first loses its last character.

    `full`: the first line is about as long as the others, so that the layout can have broken it.
    """
    # where the writing direction turned within a line, a piece of it may be a blank alone
    last, token = (tail[-_LONGEST_TOKEN:].split() or [""])[-1], (after.split(None, 1) or [""])[0]
    url = _URL_START.search(last)
    if url is not None:
        begun = last[url.start() :]
        verdict = oracle.joint(begun, token)
        if verdict is None:
            delimited = last[: url.start()].endswith("<") and ">" in after and ">" not in begun
            joins = delimited or _continues(begun, token, full=full)
            verdict = ("" if joins else " "), False
        return verdict
    return _word_joint(tail, after, words)


def _is_delimited(last: str, start: int, after: str) -> bool:
    """`<` stands before the URL, and `>` is still to come (RFC 3986, appendix C), be it lines later."""
    if not last[:start].endswith("<") or ">" in last:
        return False
    return ">" in after or not _SPACE.search(after)


def _word_joint(tail: str, after: str, words: Vocabulary) -> tuple[str, bool]:
    if tail.endswith(_SOFT):
        return "", True
    split, start = _SPLIT_END.search(tail[-80:]), _SPLIT_START.match(after)
    if split and start:
        joined, compound = (split[1] + start[0]).lower(), f"{split[1]}-{start[0]}".lower()
        is_word = start[0].islower() and compound not in words.hyphenated
        return "", is_word and (joined in words.words or words.splits)
    if tail[-1] in "-‐" and tail[-2:-1].isalnum() and after[0].isalnum():
        return "", False
    if _UNSPACED.match(tail[-1]) and _UNSPACED.match(after[0]):
        return "", False
    return " ", False


def _continues(url: str, token: str, *, full: bool) -> bool:
    """Whether a token that begins a line goes on with the URL that ends the line before."""
    if _NEW.match(token) or url[-1] in ",;)]}>”’»\"'。，；":
        return False
    body = token.rstrip(_CLOSERS)
    if url.endswith(("-", "_", "=", "&", "%", "~", "+", "@", "#")) or token.startswith("%"):
        return bool(body)
    if "?" in url and ("=" in body or "&" in body):
        return True
    return full and _goes_on(url, body)


def _goes_on(url: str, body: str) -> bool:
    """The same at the end of a full line, where the layout breaks URLs inside words, too."""
    if _NUMERIC.match(body):
        return False
    if body.isdecimal():
        # too long for a year, a page or a postal code
        return len(body) > 5 and (url[-1].isdecimal() or url[-1] in "/?")
    if url.endswith((".", ":", "!")):
        sentence = body[:1].isupper() and not _PATHLIKE.search(body)
        return not sentence and bool(_BARE_FILE_END.match(body) or _is_pathlike(body))
    return _is_pathlike(body)


def _is_pathlike(body: str) -> bool:
    """A token that is no word: it has a slash, a file ending, letters beside digits, or several hyphens."""
    if _FILE_END.match(body) or body.count("-") > 1:
        return True
    if _PATHLIKE.search(body):
        # "and/or" and "km/h" are words
        return not (body.count("/") == 1 and body.replace("/", "").isalpha() and len(body) < 12)
    return bool(_LETTERS_AND_DIGITS.match(body))


def bare_url(url: str) -> str:
    """A URL without scheme, `www.` and hyphens: what it is looked up by where a layout may have spoilt it."""
    return _UNCERTAIN.sub("", url.strip().rstrip(_CLOSERS))
