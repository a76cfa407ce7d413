"""Web archives: is there a good capture near a day, and when did the page die (RFC 7089 and CDX)."""

from __future__ import annotations

from srccheck.archives.archive import WAYBACK, Archive, Place, archive_of, known_archives
from srccheck.archives.client import ArchiveClient, NearestAnswer
from srccheck.archives.copies import CheckedCopy
from srccheck.archives.history import Entry, History
from srccheck.archives.memory import remember_saved
from srccheck.archives.moments import digits_of, moment_of

__all__ = [
    "WAYBACK",
    "Archive",
    "ArchiveClient",
    "CheckedCopy",
    "Entry",
    "History",
    "NearestAnswer",
    "Place",
    "archive_of",
    "digits_of",
    "known_archives",
    "moment_of",
    "remember_saved",
]
