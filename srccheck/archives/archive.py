"""What an archive is: an address that answers questions about the past, and how often it may be asked."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from urllib.parse import urljoin, urlsplit

from attrs import evolve, frozen

from srccheck.archives.moments import TIMESTAMP
from srccheck.errors import SettingsError

__all__ = ["WAYBACK", "Archive", "Dialect", "Place", "archive_of", "known_archives"]

Dialect = Literal["wayback", "pywb", "memento"]
"""How an archive is asked; archives.toml says what each word means."""

_RAW = "id_"


@frozen(kw_only=True)
class Place:
    """Where in an archive something stands.

    Attributes:
        digits: the timestamp in the address, 1 to 14 digits; empty for the newest capture.
        original: the URI-R, as the archive writes it.
    """

    digits: str
    original: str


@frozen(kw_only=True)
class Archive:
    """A web archive that speaks Memento (RFC 7089).

    Attributes:
        name: what people call it.
        timegate: the URL before a URI-R, ending in a slash. But for the dialect `memento`, captures
            stand below it, with timestamps in their addresses.
        dialect: how it is asked.
        cdx: address of its CDX server; None where it has none that we can ask.
        timemap: the URL before a URI-R that lists all its captures; asked where there is no CDX server.
        save: address of its Save Page Now service; None where it has none.
        hosts: host names under which its captures are cited.
        playback_per_minute: TimeGate and captures together, 80 % of what it allows.
        cdx_per_minute: the same for CDX and TimeMap.
        connections: requests of a kind under way at once.
        limits_source: where the limits are known from.
    """

    name: str
    timegate: str
    dialect: Dialect = "wayback"
    cdx: str | None = None
    timemap: str | None = None
    save: str | None = None
    hosts: tuple[str, ...] = ()
    playback_per_minute: float = 480
    cdx_per_minute: float = 24
    connections: int = 4
    limits_source: str = "none published"

    @classmethod
    def at(cls, timegate: str) -> Archive:
        """The archive whose TimeGate has this address.

        Args:
            timegate: an http(s) URL; a trailing slash is added where it is missing. Where it ends in
                `/web/`, it is taken for one like the Wayback Machine, its other services beside it;
                with `/timegate/` in its path, for one that is asked by Accept-Datetime alone; else
                for a collection of pywb.
        """
        prefix = timegate if timegate.endswith("/") else f"{timegate}/"
        for archive in known_archives().values():
            if prefix == archive.timegate:
                return archive
        parts = urlsplit(prefix)
        host = parts.hostname or prefix
        root, web, rest = prefix.rpartition("/web/")
        if web and not rest:
            return cls(
                name=host,
                timegate=prefix,
                hosts=(host,),
                cdx=f"{root}/cdx/search/cdx",
                save=f"{root}/save",
            )
        if "/timegate/" in parts.path:
            timemap = prefix.replace("/timegate/", "/timemap/link/")
            return cls(name=host, timegate=prefix, dialect="memento", timemap=timemap, hosts=(host,))
        return cls(name=host, timegate=prefix, dialect="pywb", cdx=f"{prefix}cdx", hosts=(host,))

    def address(self, original: str, digits: str = "", *, raw: bool = False) -> str:
        """The address of a capture, or of the TimeGate.

        Args:
            original: the URI-R, without fragment.
            digits: the timestamp; empty for the newest capture.
            raw: as captured, without what the archive adds for readers. Redirects are then played
                back as redirects, where the reader's view of them may be a page with a script.
        """
        if self.dialect == "memento":
            return f"{self.timegate}{original}"
        # the newest as captured has no agreed address; pywb's own hides the page in a frame
        modifier = _RAW if raw and (digits or self.dialect == "pywb") else ""
        stamp = f"{digits}{modifier}"
        return f"{self.timegate}{stamp}{'/' if stamp else ''}{original}"

    def split(self, address: str) -> Place | None:
        """Take the address of a capture apart; None where it is none of this archive's."""
        rest = self._below(address)
        if rest is None:
            return None
        stamp, _, original = rest.partition("/")
        match = TIMESTAMP.fullmatch(stamp)
        return Place(digits=match["digits"], original=original) if match and original else None

    def cited(self, address: str) -> Place | None:
        """The same for an address as people cite it, where the timestamp may be missing."""
        rest = (self._below(address) or "").removeprefix(f"{_RAW}/")
        if rest.startswith(("http://", "https://")):
            return Place(digits="", original=rest)
        return self.split(address)

    def _below(self, address: str) -> str | None:
        """What stands behind the TimeGate's address, whatever the scheme or the name of its host."""
        if self.dialect == "memento":
            return None
        ours, theirs = urlsplit(self.timegate), address.partition("://")[2]
        for host in (ours.netloc, *self.hosts):
            if theirs.startswith(f"{host}{ours.path}"):
                return theirs.removeprefix(f"{host}{ours.path}")
        return None

    def landing(self, location: str) -> Place | None:
        """The capture that a `Location` of the archive names; None where it names none.

        Args:
            location: whole, without its scheme, or from the root.
        """
        if location.startswith("//"):
            return self.split(f"https:{location}")
        origin = self.timegate[: len(self.timegate) - len(urlsplit(self.timegate).path)]
        return self.split(f"{origin}{location}" if location.startswith("/") else location)

    def target(self, location: str, here: Place) -> Place | None:
        """Where a redirect that was captured leads.

        Archives make the `Location` an address of their own or leave it as it was; then the place is
        asked for at the time of the redirect.

        Args:
            location: the capture's `Location`.
            here: the capture.

        Returns:
            None where it leads to no http page.
        """
        place = self.landing(location) or evolve(here, original=_joined(here.original, location))
        return place if place.original.startswith(("http://", "https://")) else None


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


@cache
def known_archives() -> Mapping[str, Archive]:
    """The archives of archives.toml, by the word that names them in the settings."""
    text = files("srccheck.archives").joinpath("archives.toml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = tomllib.loads(text)
    return {word: Archive(**{**row, "hosts": tuple(row["hosts"])}) for word, row in rows.items()}


def archive_of(word: str) -> Archive:
    """The archive that an entry of the setting `archives` means.

    Args:
        word: a name of archives.toml, or the http(s) address of a TimeGate.

    Raises:
        SettingsError: it is neither.
    """
    if word in known_archives():
        return known_archives()[word]
    if not word.startswith(("http://", "https://")):
        raise SettingsError(
            f"archives: {word!r} is neither the address of a TimeGate nor a known archive "
            f"({', '.join(known_archives())})"
        )
    return Archive.at(word)


WAYBACK = known_archives()["wayback"]
