"""What an archive is: an address that answers questions about the past, and how often it may be asked."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from attrs import evolve, frozen

from srccheck.archives.moments import TIMESTAMP

__all__ = ["WAYBACK", "Archive", "Place"]

_RAW = "id_"


@frozen(kw_only=True)
class Place:
    """Where in an archive something stands.

    Attributes:
        digits: the timestamp in the address, 1 to 14 digits.
        original: the URI-R, as the archive writes it.
    """

    digits: str
    original: str


@frozen(kw_only=True)
class Archive:
    """A web archive that speaks Memento (RFC 7089) with timestamps in its addresses.

    Attributes:
        name: what people call it.
        timegate: the URL before a URI-R, ending in a slash; captures stand below it too.
        cdx: address of its CDX server; None where it has none that we can ask.
        playback_per_minute: TimeGate and captures together, 80 % of what it allows.
        cdx_per_minute: the same for CDX and TimeMap.
        connections: requests under way at once.
    """

    name: str
    timegate: str
    cdx: str | None = None
    playback_per_minute: int = 480
    cdx_per_minute: int = 24
    connections: int = 4

    @classmethod
    def at(cls, timegate: str) -> Archive:
        """The archive whose TimeGate has this address.

        Args:
            timegate: an http(s) URL; a trailing slash is added where it is missing. Where it ends in
                `/web/`, as the Wayback Machine's does, the CDX server is looked for beside it.
        """
        prefix = timegate if timegate.endswith("/") else f"{timegate}/"
        if prefix == WAYBACK.timegate:
            return WAYBACK
        root, web, rest = prefix.rpartition("/web/")
        cdx = f"{root}/cdx/search/cdx" if web and not rest else None
        return cls(name=urlsplit(prefix).hostname or prefix, timegate=prefix, cdx=cdx)

    def address(self, original: str, digits: str = "", *, raw: bool = False) -> str:
        """The address of a capture, or of the TimeGate.

        Args:
            original: the URI-R, without fragment.
            digits: the timestamp; empty for the newest capture.
            raw: as captured, without what the archive adds for readers. Redirects are then played
                back as redirects, where the reader's view of them may be a page with a script.
        """
        return f"{self.timegate}{digits}{_RAW if raw and digits else ''}{'/' if digits else ''}{original}"

    def split(self, address: str) -> Place | None:
        """Take the address of a capture apart; None where it is none of this archive's."""
        ours, theirs = (text.partition("://")[2] for text in (self.timegate, address))
        if not theirs.startswith(ours):
            return None
        stamp, _, original = theirs.removeprefix(ours).partition("/")
        match = TIMESTAMP.fullmatch(stamp)
        return Place(digits=match["digits"], original=original) if match and original else None

    def landing(self, location: str) -> Place | None:
        """The capture that a `Location` of the archive names; None where it names none.

        Args:
            location: whole, without its scheme, or from the root.
        """
        if location.startswith("//"):
            return self.split(f"https:{location}")
        origin = self.timegate[: len(self.timegate) - len(urlsplit(self.timegate).path)]
        return self.split(f"{origin}{location}" if location.startswith("/") else location)

    def target(self, location: str, address: str) -> Place | None:
        """Where a redirect that was captured leads, seen from the capture's address.

        Archives make the `Location` an address of their own or leave it as it was; then the place is
        asked for at the time of the redirect.

        Returns:
            None where it leads to no http page, or `address` is not the archive's.
        """
        place, here = self.landing(location), self.split(address)
        if place is None and here is not None:
            place = evolve(here, original=_joined(here.original, location))
        return place if place and place.original.startswith(("http://", "https://")) else None


def _joined(base: str, location: str) -> str:
    try:
        return urljoin(base, location)
    except ValueError:
        return ""


WAYBACK = Archive(
    name="Wayback Machine",
    timegate="https://web.archive.org/web/",
    cdx="https://web.archive.org/cdx/search/cdx",
)
"""Limits seen in practice: 600 playback and 30 CDX requests a minute and address; we keep to 80 %."""
