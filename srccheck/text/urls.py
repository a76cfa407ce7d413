"""URLs as strings: put into one form, judged fit to be asked, and told from archived copies."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from attrs import frozen

from srccheck.model.links import NormalizedUrl
from srccheck.text.url_finding import UrlSpan, doi_of, find_urls
from srccheck.text.url_hosts import ascii_host, is_private_address, is_private_name, literal_address

__all__ = [
    "ArchivedUrl",
    "UrlProblem",
    "UrlSpan",
    "archived_original",
    "doi_of",
    "find_urls",
    "mask_credentials",
    "normalize",
    "problem",
    "without_credentials",
    "without_fragment",
]

_LONGEST = 8192
_REMEMBERED = 1024  # every station of a link's way asks about the same URL again
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRIPLET = re.compile(r"%([0-9A-Fa-f]{2})")
_TO_ENCODE = re.compile(r"%(?![0-9A-Fa-f]{2})|[^!#-;=?-Z\[\]_a-z~]")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
# what stays as it is, known at a glance: a host in small letters, a path without dot segments, no `%` or `#`
_NORMAL = re.compile(
    r"https?://(?:[a-z0-9][a-z0-9-]{0,61}\.){1,9}[a-z]{2,20}/(?:(?<!/)\.|[!$&-,/:;=@A-Z\[\]_a-z~0-9?-]){0,300}\Z"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_CREDENTIALS = re.compile(r"\A(\s*+[A-Za-z][A-Za-z0-9+.-]{0,30}:[/\\]*+)[^/?#\\]*@")
_CREDENTIALS_INSIDE = re.compile(r"(?<=://)[^\s/?#\\<>\"“”«»]{1,300}@")
_UNFIT = re.compile(r"[\s\x00-\x20\x7f<>\"]")


@frozen(kw_only=True)
class UrlProblem:
    """Why a URL must not be asked.

    Attributes:
        reason: the contract's reason for `skipped`.
        message: what is wrong, for people.
    """

    reason: Literal["malformed", "scheme", "credentials", "private"]
    message: str


@frozen(kw_only=True)
class ArchivedUrl:
    """What the URL of an archived copy says.

    Attributes:
        archive: host of the archive.
        original: URL of the page that was archived; None where the copy's URL does not tell.
        timestamp: 4 to 14 digits `YYYYMMDDhhmmss`; None where the copy's URL has none.
    """

    archive: str
    original: str | None = None
    timestamp: str | None = None


@lru_cache(maxsize=_REMEMBERED)
def normalize(url: str) -> NormalizedUrl:
    """One spelling for all equivalent spellings of a URL (RFC 3986 §6.2.2 and §6.2.3).

    Scheme and host in lower case, the host in IDNA, no default port, dot segments resolved, `%7E` as
    `~`, other triplets in upper case, what a URL may not hold encoded as UTF-8, an empty path as `/`.
    The fragment stays. A string that is no URL comes back stripped and otherwise as it was.
    """
    url = url.strip()
    if _NORMAL.match(url):
        return NormalizedUrl(url)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return NormalizedUrl(url)
    host = ascii_host(_bracketed(parts))
    if not parts.scheme or not host:
        return NormalizedUrl(url)
    scheme = parts.scheme.lower()
    user, at, _ = parts.netloc.rpartition("@")
    netloc = user + at + host
    if port is not None and port != _DEFAULT_PORTS.get(scheme):
        netloc += f":{port}"
    path = _without_dots(_encoded(parts.path)) or "/"
    out = f"{scheme}://{netloc}{path}"
    if parts.query or "?" in url.partition("#")[0]:
        out += "?" + _encoded(parts.query)
    if parts.fragment:
        out += "#" + _encoded(parts.fragment)
    return NormalizedUrl(out)


def without_credentials(url: str) -> str:
    """The URL fit to be shown or kept: `***@` in the place of a user name and password.

    Args:
        url: as cited, or as a server gave it.
    """
    return _CREDENTIALS.sub(r"\1***@", url, count=1)


def mask_credentials(text: str) -> str:
    """A text in which no URL shows a user name or password.

    Args:
        text: any; it comes back as it is where there is nothing to hide.
    """
    return _CREDENTIALS_INSIDE.sub("***@", text) if "@" in text and "://" in text else text


def _bracketed(parts: SplitResult) -> str:
    host = parts.hostname or ""
    return f"[{host}]" if ":" in host else host


def _encoded(part: str) -> str:
    part = _TO_ENCODE.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode("utf-8", "replace")), part)
    return _TRIPLET.sub(_triplet, part)


def _triplet(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()


def _without_dots(path: str) -> str:
    """RFC 3986 §5.2.4, in one pass."""
    if "/." not in path:
        return path
    out: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del out[-1:]
        elif segment != ".":
            out.append(segment)
    if segments[-1] in (".", ".."):
        out.append("")
    return "/" + "/".join(out)


def without_fragment(url: str) -> str:
    """The page that a URL names: everything before `#`."""
    return url.partition("#")[0]


def problem(url: str, *, allow_private: bool = False) -> UrlProblem | None:
    """Why a URL must not be asked; None where it may be.

    Args:
        url: as cited; not normalised.
        allow_private: hosts of an intranet may be asked, too.
    """
    if len(url) > _LONGEST:
        return _malformed(f"it has {len(url):,} characters, more than servers take ({_LONGEST:,})")
    if _UNFIT.search(url):
        return _malformed("it holds a space or a character that no URL can hold")
    scheme = _SCHEME.match(url)
    if scheme is None:
        return _malformed("it does not begin with http:// or https://")
    if scheme[1].lower() not in _DEFAULT_PORTS:
        return UrlProblem(reason="scheme", message=f"{scheme[1].lower()}: is not a page of the web")
    wrong = _authority_problem(url)
    return None if allow_private and wrong and wrong.reason == "private" else wrong


@lru_cache(maxsize=_REMEMBERED)
def _authority_problem(url: str) -> UrlProblem | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        return _malformed(f"its host or port cannot be read ({str(error)[:80]})")
    if "@" in parts.netloc:
        return UrlProblem(reason="credentials", message="it carries a user name or password")
    if port == 0:
        return _malformed("port 0 does not exist")
    return _host_problem(parts) if parts.hostname else _malformed("it has no host")


def _host_problem(parts: SplitResult) -> UrlProblem | None:
    shown = (parts.hostname or "")[:80]
    host = ascii_host(_bracketed(parts))
    if host is None:
        return _malformed(f"{shown} is no host name")
    try:
        address = literal_address(host)
    except ValueError:
        return _malformed(f"{shown} is neither a name nor an address")
    if address is None:
        if is_private_name(host):
            return UrlProblem(reason="private", message=f"{shown} is not a name of the public web")
    elif is_private_address(address):
        meaning = "" if str(address) == shown else f" (that is, {address})"
        return UrlProblem(reason="private", message=f"{shown}{meaning} is not an address of the public web")
    return None


def _malformed(why: str) -> UrlProblem:
    return UrlProblem(reason="malformed", message=why)


# /<timestamp>[modifier]/<url>: the form of the Wayback Machine, which other archives took over
_COPY = re.compile(
    r"/(?P<ts>\d{4,14})(?:[a-z]{2}_|\*)?/(?P<url>(?:https?:/{1,2}|www\.)[^\s]{3,})", re.IGNORECASE
)
_COPY_UNDATED = re.compile(r"/web/(?P<url>https?:/{1,2}[^\s]{3,})", re.IGNORECASE)
_COPY_DOTTED = re.compile(
    r"/(?P<ts>\d{4}\.\d{2}\.\d{2}-\d{6})/(?P<url>https?:/{1,2}[^\s]{3,})", re.IGNORECASE
)
_COPY_BARE = re.compile(
    r"/(?:web|wayback)/(?P<ts>\d{14})(?:[a-z]{2}_)?/(?P<url>[a-z0-9-]{1,63}\.[^\s]{2,})", re.IGNORECASE
)
_ONE_SLASH = re.compile(r"(https?):/{1,2}(?!/)", re.IGNORECASE)
# hosts on which every page but the front page is a copy, though the URL may not say of what
_COPY_HOSTS = re.compile(
    r"(?:www\.)?(?:archive\.(?:today|ph|is|li|vn|md|fo)|perma\.cc|webcitation\.org|ghostarchive\.org|freezepage\.com"
    r"|megalodon\.jp)\Z"
)


# what all of these hold, so that the many other URLs are known quickly
_SIGNS_OF_A_COPY = (
    "/http:/", "/https:/", "/www.", "/web/", "/wayback/",
    "archive.", "perma.cc", "webcit", "freezepage", "megalodon",
)  # fmt: skip


def archived_original(url: str) -> ArchivedUrl | None:
    """What an archived copy's URL says of the page; None for a URL that is no archived copy.

    Args:
        url: a URL with scheme, as cited.
    """
    folded = url.lower()
    if not any(sign in folded for sign in _SIGNS_OF_A_COPY):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    host = (parts.hostname or "").lower()
    rest = url[url.find("/", url.find("//") + 2) :] if "/" in url.partition("//")[2] else ""
    for form in (_COPY, _COPY_DOTTED, _COPY_BARE, _COPY_UNDATED):
        match = form.match(rest) or form.search(rest)
        if match and (form is not _COPY_UNDATED or host == "web.archive.org"):
            groups = match.groupdict()
            timestamp = groups["ts"].replace(".", "").replace("-", "") if groups.get("ts") else None
            return ArchivedUrl(archive=host, original=_original(match["url"]), timestamp=timestamp)
    if _COPY_HOSTS.match(host) and len(rest.strip("/")) >= 4:
        return ArchivedUrl(archive=host)
    return None


def _original(text: str) -> str:
    """Archives let `http://` collapse to `http:/` and the scheme be left out."""
    return _ONE_SLASH.sub(r"\1://", text, count=1) if _ONE_SLASH.match(text) else "http://" + text
