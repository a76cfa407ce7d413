"""Web archives: is there a good capture near a day, and when did the page die (RFC 7089 and CDX)."""

from __future__ import annotations

from srccheck.archives.archive import WAYBACK, Archive, Place
from srccheck.archives.client import ArchiveClient, NearestAnswer
from srccheck.archives.history import Entry, History
from srccheck.archives.moments import digits_of, moment_of

__all__ = [
    "WAYBACK",
    "Archive",
    "ArchiveClient",
    "Entry",
    "History",
    "NearestAnswer",
    "Place",
    "digits_of",
    "moment_of",
]
