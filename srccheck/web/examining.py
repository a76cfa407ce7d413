"""All that one answer tells: what the page shows, what that means, and whether it is worth a second look."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from attrs import asdict, evolve, frozen

from srccheck.model.live import FragmentCheck, Hop, PageFacts
from srccheck.model.web import Exchange
from srccheck.web.page import PageView, read_page
from srccheck.web.soft404 import doubt
from srccheck.web.verdict import Journey, Verdict, judge

__all__ = ["Examined", "Question", "examine", "payload_digest"]


@frozen(kw_only=True)
class Question:
    """An answer that is no redirect, and what is asked about it.

    Attributes:
        url: the URL asked first.
        hops: the redirects, in order.
        exchange: the answer at the end of them.
        fragments: places in the page to look for, as normalised URLs write them.
        names: the titles that citations give the page.
    """

    url: str
    hops: tuple[Hop, ...] = ()
    exchange: Exchange
    fragments: tuple[str, ...] = ()
    names: tuple[str, ...] = ()

    def to_record(self) -> dict[str, Any]:
        """All of it but the body, as plain data that JSON can hold."""
        exchange = self.exchange
        return {
            "url": self.url,
            "hops": [[hop.url, hop.http_status] for hop in self.hops],
            "end": exchange.url,
            "status": exchange.http_status,
            "headers": exchange.headers,
            "truncated": exchange.truncated,
            "fragments": self.fragments,
            "names": self.names,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any], body: bytes) -> Question:
        """What `to_record` wrote.

        Args:
            record: the plain data.
            body: of the answer.
        """
        return cls(
            url=record["url"],
            hops=tuple(Hop(url=url, http_status=status) for url, status in record["hops"]),
            exchange=Exchange(
                url=record["end"],
                http_status=record["status"],
                headers=tuple((name, value) for name, value in record["headers"]),
                body=body,
                truncated=record["truncated"],
            ),
            fragments=tuple(record["fragments"]),
            names=tuple(record["names"]),
        )


@frozen(kw_only=True)
class Examined:
    """What an answer tells.

    Attributes:
        view: what it shows.
        verdict: what that means, as far as it can be had without another request.
        doubt: why it is worth one; None where it is not.
        digest: of the body; None where there is none, or not all of it.
    """

    view: PageView
    verdict: Verdict
    doubt: str | None = None
    digest: str | None = None

    def to_record(self) -> dict[str, Any]:
        """All of it as plain data that JSON can hold; `from_record` reads it back without loss."""
        view = self.view
        return {
            "facts": view.facts.to_record(),
            "is_html": view.is_html,
            "text_length": view.text_length,
            "site_name": view.site_name,
            "blocks": view.blocks,
            "refresh": view.refresh,
            "has_password": view.has_password,
            "has_scripts": view.has_scripts,
            "has_mount": view.has_mount,
            "cut": view.cut,
            "fragments": [[check.name, check.present] for check in view.fragments],
            "verdict": asdict(self.verdict),
            "doubt": self.doubt,
            "digest": self.digest,
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> Examined:
        """What `to_record` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        refresh = record["refresh"]
        view = PageView(
            facts=PageFacts.from_record(record["facts"]),
            is_html=record["is_html"],
            text_length=record["text_length"],
            site_name=record["site_name"],
            blocks=tuple(record["blocks"]),
            refresh=(refresh[0], refresh[1]) if refresh else None,
            has_password=record["has_password"],
            has_scripts=record["has_scripts"],
            has_mount=record["has_mount"],
            cut=record["cut"],
            fragments=tuple(FragmentCheck(name=name, present=there) for name, there in record["fragments"]),
        )
        return cls(
            view=view, verdict=Verdict(**record["verdict"]), doubt=record["doubt"], digest=record["digest"]
        )


def examine(question: Question) -> Examined:
    """Read an answer and judge it; the same for the same question, wherever it is asked.

    Args:
        question: its exchange has an `http_status`.
    """
    exchange = question.exchange
    view = read_page(exchange, question.fragments)
    if not 200 <= (exchange.http_status or 0) < 300:  # no page, so nothing is missing from it
        unknown = tuple(FragmentCheck(name=name, present=None) for name in question.fragments)
        view = evolve(view, fragments=unknown)
    journey = Journey(
        url=question.url, hops=question.hops, exchange=exchange, view=view, names=question.names
    )
    verdict = judge(journey)
    why = None
    if verdict.status in ("alive", "moved"):
        elsewhere = journey.leads_elsewhere
        why = doubt(question.url, exchange.url, view, redirected=elsewhere, cited=question.names)
    return Examined(view=view, verdict=verdict, doubt=why, digest=payload_digest(exchange))


def payload_digest(exchange: Exchange) -> str | None:
    """The digest of an answer's decoded body, as WARC-Payload-Digest writes it (ISO 28500 §5.9).

    Args:
        exchange: an answer.

    Returns:
        `sha1:` and base32; None where there is no body, or not all of it: the part that came may be longer
        the next time.
    """
    if not exchange.body or exchange.truncated:
        return None
    digest = hashlib.sha1(exchange.body, usedforsecurity=False).digest()
    return "sha1:" + base64.b32encode(digest).decode("ascii")
