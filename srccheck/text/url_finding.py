"""URLs in text: where each begins, and where it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from urllib.parse import quote, unquote

from attrs import frozen

__all__ = ["UrlSpan", "doi_of", "find_urls"]


@frozen(kw_only=True)
class UrlSpan:
    """A URL in a text.

    Attributes:
        start, end: the characters `text[start:end]` that it takes.
        url: what to ask for; as written but for a scheme where none was written.
        bare: it was written without a scheme (a domain, or a DOI).
        doubtful: it can be no URL of the public web as it stands: its host is no name (RFC 1123, RFC 5891),
            or it is glued to a sign of something else (`@http://…`, `_http://…`).
    """

    start: int
    end: int
    url: str
    bare: bool
    doubtful: bool = False


# What ends a URL wherever it stands: white space, delimiters of RFC 3986 appendix C, typographic
# quotes, marks of East Asian sentences, controls and invisible marks.
_END = (
    r"\s<>\"\x00-\x20\x7f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff“”„‟«»‹›「」『』《》〈〉【】（）"
    r"。、，；：！？｡､…│｜"
)
_RUN = rf"[^{_END}]"
# angle brackets inside a DOI: Serial Item and Contribution Identifiers (ANSI/NISO Z39.56)
_SICI = rf"(?:<\d{{1,6}}::[\w-]{{1,20}}>{_RUN}*)?"
_WITH_SCHEME = re.compile(rf"(?:https?|ftp)://{_RUN}*{_SICI}", re.IGNORECASE)
_INNER_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_DOI = re.compile(rf"(?<![\w./%=-])10\.\d{{4,9}}/{_RUN}+{_SICI}")
_DOI_URL = re.compile(r"https?://(?:dx\.|www\.)?doi\.org/(10\.\d{4,9}/[^\s?#]+)", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![\w@./:%=&?#$~+-])(?P<host>[^\W_][\w-]{{0,62}}(?:\.[\w-]{{1,63}}){{1,10}})(?![@\w])"
    rf"(?P<tail>(?::\d{{1,5}}(?!\d))?(?:[/?#]{_RUN}*)?)"
)
_PORT = re.compile(r":\d")
_MAIL = re.compile(r"[\w.+-]{0,64}@")
_TRAILING = frozenset(".,;:!?'’‘`´*|\\^~_·\u200c\u200d")
_GENITIVE = ("'s", "’s")
_HOST = re.compile(r"[^/?#]*")
_SIGN_BEFORE = re.compile(r"(?:(?<!\w)[@#$]|_)\Z")
# a host that runs on into text of a script without spaces
_INTO_TEXT = re.compile(r"\.([a-z]{2,24})(?=[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff])", re.IGNORECASE)
# the first top-level domains (RFC 920, RFC 1591): of these alone a name in capitals is no abbreviation
_GENERIC = frozenset({"COM", "EDU", "GOV", "INT", "MIL", "NET", "ORG"})
_PAIRS = {")": "(", "]": "[", "}": "{"}
_OPENERS = frozenset(_PAIRS.values())
# Top-level domains that are endings of file names: `README.md`, `main.rs` are no links unless a path follows
_FILE_ENDINGS = frozenset({"cc", "md", "mobi", "mov", "pl", "ps", "py", "rs", "sh", "so", "zip"})


@cache
def _top_level_domains() -> frozenset[str]:
    # late: only bare domains need it; the package ships no types
    from linkify_it.tlds import TLDS  # type: ignore[import-untyped]  # noqa: PLC0415

    return frozenset(name.lower() for name in TLDS)


def find_urls(text: str) -> tuple[UrlSpan, ...]:
    """The URLs, bare domains and DOIs of a text, in order and without overlap; time grows linearly.

    Closing punctuation and quotes do not belong to a URL, brackets only where they balance; `<…>`
    delimits (RFC 3986 appendix C). E-mail addresses and file names are no links.
    """
    found: list[UrlSpan] = []
    taken = 0
    candidates = sorted(
        [*_with_scheme(text), *_dois(text), *_bare(text)], key=lambda span: (span.start, -span.end)
    )
    for span in candidates:
        if span.start >= taken:
            found.append(span)
            taken = span.end
    return tuple(found)


def doi_of(url: str) -> str | None:
    """The DOI that a doi.org URL resolves, percent-encoding undone; None for other URLs."""
    match = _DOI_URL.match(url)
    return unquote(match[1]) if match else None


def _with_scheme(text: str) -> Iterator[UrlSpan]:
    if "://" not in text:
        return
    for run in _WITH_SCHEME.finditer(text):
        begins = [run.start(), *_next_urls(text, run), run.end()]
        for start, end in pairwise(begins):
            begin = text.index("://", start) + 3
            stop = _trimmed(text, start, _within_host(text, begin, end))
            if stop > begin and text[begin] not in "/?#":
                doubtful = _is_doubtful(text, start, begin, stop)
                yield UrlSpan(start=start, end=stop, url=text[start:stop], bare=False, doubtful=doubtful)


def _within_host(text: str, begin: int, end: int) -> int:
    """Where a URL ends whose host is followed by words without a space (`example.com参照`)."""
    host = _HOST.match(text, begin, end)
    for match in _INTO_TEXT.finditer(text, begin, host.end() if host else end):
        if match[1].lower() in _top_level_domains():
            return match.end()
    return end


def _is_doubtful(text: str, start: int, begin: int, stop: int) -> bool:
    """Whether a host is no name, or the URL is glued to a sign."""
    host = _HOST.match(text, begin, stop)
    if _SIGN_BEFORE.search(text, max(start - 2, 0), start) or host is None:
        return True
    if host.end() == stop and text[stop : stop + 1] == "_":
        return True
    name = host[0].rpartition("@")[2]
    return not name.startswith("[") and not _is_host(name.partition(":")[0])


def _is_host(name: str) -> bool:
    """Labels of letters, digits and inner hyphens; a service's name may hold an underscore, a domain not."""
    labels = name.removesuffix(".").split(".")
    if any("_" in label for label in labels[-2:]):
        return False
    return all(
        0 < len(label) < 64
        and not {label[0], label[-1]} & {"-", "_"}
        and (label.isascii() or not label.lower().startswith("xn--"))
        for label in labels
    )


def _next_urls(text: str, run: re.Match[str]) -> Iterator[int]:
    """Where further URLs begin that are glued to the first; one inside a path or query is part of it."""
    for inner in _INNER_SCHEME.finditer(text, run.start() + 7, run.end()):
        if text[inner.start() - 1] not in "/=?:&#%+|":
            yield inner.start()


def _dois(text: str) -> Iterator[UrlSpan]:
    if "10." not in text:
        return
    for match in _DOI.finditer(text):
        end = _trimmed(text, match.start(), match.end())
        doi = text[match.start() : end]
        if doi.partition("/")[2]:
            url = "https://doi.org/" + quote(doi, safe="/:;()!$&'*+,=@~-._%")
            yield UrlSpan(start=match.start(), end=end, url=url, bare=True)


def _bare(text: str) -> Iterator[UrlSpan]:
    if "." not in text:
        return
    for match in _BARE.finditer(text):
        host, tail = match["host"], match["tail"]
        if not _is_domain(host, bool(tail)) or _MAIL.match(text, match.end()):
            continue
        if _PORT.match(text, match.end()):
            continue  # of more digits than ports have
        end = _trimmed(text, match.start(), match.end())
        if end >= match.end("host"):
            url = "http://" + text[match.start() : end]
            yield UrlSpan(start=match.start(), end=end, url=url, bare=True)


def _is_domain(host: str, has_tail: bool) -> bool:
    labels = host.split(".")
    top, name = labels[-1], labels[-2]
    if any(label[0] == "-" or label[-1] == "-" for label in labels) or "_" in name:
        return False
    if not _is_top(top):
        return False
    if labels[0].lower() == "www":
        return len(labels) > 2
    if top != top.lower() and host != host.upper():
        return False  # `sentence.In the`
    return has_tail or _is_domain_alone(name, top, len(labels), host == host.upper())


def _is_top(label: str) -> bool:
    if label.isascii():
        return label.lower() in _top_level_domains()
    return len(label) < 64 and "xn--" + label.lower().encode("punycode").decode() in _top_level_domains()


def _is_domain_alone(name: str, top: str, labels: int, upper: bool) -> bool:
    """Without a path, `README.md`, `12.de`, `U.S`, `op.cit` and `et.al` are no domains."""
    if (
        (upper and top not in _GENERIC)
        or top.lower() in _FILE_ENDINGS
        or not any(character.isalpha() for character in name)
    ):
        return False
    return labels > 2 or len(name) > 2 or len(top) > 2


def _trimmed(text: str, start: int, end: int) -> int:
    """The end of a URL without what belongs to the sentence around it."""
    if start and text[start - 1] == "<" and text[end : end + 1] == ">":
        return end - (text[end - 1] == "\\")  # Markdown's `\<…\>`
    end = _before_stray_closer(text, start, end)
    quoted = text.count("'", start, end) % 2 == 0
    while end > start and (text[end - 1] in _TRAILING or text[end - 1] in _OPENERS):
        if quoted and text[end - 1] == "'":
            break
        end -= 1
    return end - 2 if text.endswith(_GENITIVE, start, end) else end


def _before_stray_closer(text: str, start: int, end: int) -> int:
    """Where a closing bracket stands that has no opening one within the URL."""
    depth = dict.fromkeys(_OPENERS, 0)
    for offset in range(start, end):
        character = text[offset]
        if character in _OPENERS:
            depth[character] += 1
        elif character in _PAIRS:
            depth[_PAIRS[character]] -= 1
            if depth[_PAIRS[character]] < 0:
                return offset
    return end
