"""What one look into an archive came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Literal

from attrs import frozen

from srccheck.archives.moments import noon
from srccheck.model import Capture, PageFacts
from srccheck.model.web import Exchange
from srccheck.web.verdict import Verdict

__all__ = ["Sighting"]

_MOMENTS = ("first", "previous", "following", "last")


@frozen(kw_only=True)
class Sighting:
    """What one look into the archive came to.

    Attributes:
        verdict: `good` or `bad` capture; `absent` or `excluded` where the archive itself says so; or
            `unknown`.
        capture: the capture seen, good or bad.
        first, previous, following, last: other captures that its `Link` header names; each may be
            missing, and no archive owes any.
        detail: why it is unknown, or bad, for people.
        page: the capture's page as its own server gave it, at the end of captured redirects; None where
            there is none, or where it was seen in an earlier run.
        judged: what the page is worth by the rules for live pages; None as above.
    """

    verdict: Literal["good", "bad", "absent", "excluded", "unknown"]
    capture: Capture | None = None
    first: dt.datetime | None = None
    previous: dt.datetime | None = None
    following: dt.datetime | None = None
    last: dt.datetime | None = None
    detail: str | None = None
    page: Exchange | None = None
    judged: Verdict | None = None

    @property
    def is_bad(self) -> bool:
        """A capture that shows no page."""
        return self.verdict == "bad"

    @property
    def is_lie(self) -> bool:
        """A bad capture whose status says that all is well: a "not found", a bot wall."""
        status = self.capture.http_status if self.capture else None
        return self.is_bad and status is not None and 200 <= status < 300

    def is_nearest_to(self, day: dt.date | None) -> bool:
        """Whether no other capture can be nearer to a day (None: newer), by what the header says."""
        if self.capture is None:
            return False
        here = self.capture.timestamp
        if day is None:
            return self.last == here
        wanted = noon(day)
        before = self.first == here or (
            self.previous is not None and abs(wanted - here) <= abs(wanted - self.previous)
        )
        after = self.last == here or (
            self.following is not None and abs(wanted - here) <= abs(wanted - self.following)
        )
        return before and after

    def to_record(self) -> dict[str, Any]:
        """Plain JSON, for the store; of the page what it says of itself is kept."""
        capture = _capture_record(self.capture) if self.capture else None
        moments = {name: moment.isoformat() for name in _MOMENTS if (moment := getattr(self, name))}
        return {"verdict": self.verdict, "capture": capture, "detail": self.detail, "moments": moments}

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Sighting:
        """What `to_record` gave."""
        capture = _capture_of(*record["capture"]) if record["capture"] else None
        moments = {name: dt.datetime.fromisoformat(text) for name, text in record["moments"].items()}
        return cls(
            verdict=record["verdict"],
            capture=capture,
            first=moments.get("first"),
            previous=moments.get("previous"),
            following=moments.get("following"),
            last=moments.get("last"),
            detail=record["detail"],
        )


def _capture_record(seen: Capture) -> list[Any]:
    page = seen.page.to_record() if seen.page else None
    return [seen.url, seen.timestamp.isoformat(), seen.http_status, seen.archive, page]


def _capture_of(
    url: str, moment: str, status: int | None, archive: str | None, page: Mapping[str, Any] | None
) -> Capture:
    return Capture(
        url=url,
        timestamp=dt.datetime.fromisoformat(moment),
        http_status=status,
        archive=archive,
        page=PageFacts.from_record(page) if page else None,
    )
