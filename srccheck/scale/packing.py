"""Records as a few bytes, for files and pipes of this run's own."""

from __future__ import annotations

import datetime as dt
import pickle
import zlib
from functools import cache
from typing import Any

from srccheck.model import AccessDate, Citation, CslItem, Finding, Language, Location, PartialDate, Use

__all__ = ["pack", "unpack"]

_WINDOW, _MEMORY = -12, 5  # 4 kB are the words that all records have in common, and one record


@cache
def _common() -> bytes:
    """What nearly all records hold, so that only the rest of each need be kept: names of classes, mostly."""
    place, language = Location(line=1), Language(tag="en", basis="title", confidence=0.9)
    day = PartialDate(year=2026, month=1, day=2)
    csl = CslItem(type="webpage", title="A report", URL="https://www.example.org/", accessed=day)
    finding = Finding(
        code="L201", name="link-dead", severity="error", message="", document="", location=place
    )
    citation = Citation(
        id="row1.1",
        text="",
        csl=csl,
        title_language=language,
        accessed=AccessDate(raw="2026-01-02", date=day),
        stated=True,
        location=place,
    )
    use = Use(
        document="urls.csv",
        note="row1",
        citation="row1.1",
        location=place,
        cited=csl,
        accessed=dt.date(2026, 1, 2),
        language=language,
    )
    return b"".join(pickle.dumps(record, 5) for record in (finding, citation, use))


def pack(record: object) -> bytes:
    """A record as bytes: some 60 in the place of 900 for a use of a list's row."""
    packer = zlib.compressobj(1, zlib.DEFLATED, _WINDOW, _MEMORY, zdict=_common())
    return packer.compress(pickle.dumps(record, 5)) + packer.flush()


def unpack(data: bytes) -> Any:
    """What `pack` was given.

    Args:
        data: from a file of this run's own, in a folder that nobody else may write to.
    """
    return pickle.loads(zlib.decompressobj(_WINDOW, zdict=_common()).decompress(data))  # noqa: S301  see above
