"""What asking the live web about one URL came to, and how it is kept for the next time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NewType

from attrs import evolve, field, frozen

from srccheck.model.citation import Language

__all__ = [
    "FragmentCheck",
    "Hop",
    "LinkStatus",
    "Live",
    "NormalizedUrl",
    "PageFacts",
    "Validators",
    "iso",
    "named_words",
]

NormalizedUrl = NewType("NormalizedUrl", str)
"""A URL that has been through `srccheck.text.urls.normalize`."""

LinkStatus = Literal["alive", "moved", "dead", "blocked", "unreachable", "skipped", "unchecked"]


def iso(moment: dt.datetime | None) -> str | None:
    """RFC 3339 in UTC, to the second: `2026-11-22T08:00:00Z`."""
    if moment is None:
        return None
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@frozen(kw_only=True)
class Hop:
    """One answer on the way: the URL asked and its HTTP status (200 for a page that sends its readers on)."""

    url: str
    http_status: int

    def to_dict(self) -> dict[str, Any]:
        """The contract's hop."""
        return {"url": self.url, "http_status": self.http_status}


def named_words(words: str) -> str:
    """How a check for quoted words is named: in quotation marks, which no normalised fragment holds.

    Args:
        words: the quotation, without its marks.
    """
    return f"“{words}”"


@frozen(kw_only=True)
class FragmentCheck:
    """Whether a page has the place that a `#fragment` names, or the words that are quoted from it.

    Attributes:
        name: the fragment as the normalised URL writes it, without `#`; of quoted words, what `named_words`
            makes of them.
        present: None where it cannot be told: no HTML, a page that scripts build, a page cut short.
    """

    name: str
    present: bool | None


@frozen(kw_only=True)
class Validators:
    """What an answer can be asked for again by (RFC 9110 §8.8), as the server wrote it."""

    etag: str | None = None
    last_modified: str | None = None


@frozen(kw_only=True)
class PageFacts:
    """What a page says of itself; no text of it holds control characters.

    Attributes:
        title: `<title>`, white space folded; `og:title` where there is none, None where neither.
        language: by its text, or else by what it declares; None where nothing tells.
        declared: what it declares, where its text is in another language; else None.
        published: the day it says it was published.
        content_type: media type without parameters, lower case.
        h1: its first headings of the first rank, at most 3.
        og_title: Open Graph's title.
        headline: schema.org's `headline`, from JSON-LD.
        authors: who it says wrote it, as it writes their names, at most 10.
        site_name: what it says its site is called.
        text_sample: beginning of its main text (navigation, header, footer and scripts left out), at
            most 6,000 characters; not part of the report.
        main_text: the main text, for a comparison of texts; None where it was not looked for. Not part of
            the report.
    """

    title: str | None = None
    language: Language | None = None
    published: dt.date | None = None
    content_type: str | None = None
    h1: tuple[str, ...] = ()
    og_title: str | None = None
    headline: str | None = None
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    text_sample: str = ""
    declared: Language | None = None
    main_text: str | None = field(default=None, repr=False)

    def without_text(self) -> PageFacts:
        """What reports need of it: twelve of the fifteen kilobytes are the beginning of its text."""
        return evolve(self, text_sample="", main_text=None)

    def to_dict(self) -> dict[str, Any]:
        """The contract's page."""
        return {
            "title": self.title,
            "language": self.language.to_dict() if self.language else None,
            "declared_language": self.declared.to_dict() if self.declared else None,
            "published": self.published.isoformat() if self.published else None,
            "authors": list(self.authors),
            "site_name": self.site_name,
            "content_type": self.content_type,
        }

    def to_record(self) -> dict[str, Any]:
        """All of it as plain data that JSON can hold; `from_record` reads it back without loss."""
        return {
            "title": self.title,
            "language": _language_record(self.language),
            "published": self.published.isoformat() if self.published else None,
            "content_type": self.content_type,
            "h1": list(self.h1),
            "og_title": self.og_title,
            "headline": self.headline,
            "authors": list(self.authors),
            "site_name": self.site_name,
            "text_sample": self.text_sample,
            "declared": _language_record(self.declared),
            "main_text": self.main_text,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> PageFacts:
        """What `to_record` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        return cls(
            title=record["title"],
            language=_language_of(record["language"]),
            published=dt.date.fromisoformat(record["published"]) if record["published"] else None,
            content_type=record["content_type"],
            h1=tuple(record["h1"]),
            og_title=record["og_title"],
            headline=record["headline"],
            authors=tuple(record["authors"]),
            site_name=record["site_name"],
            text_sample=record["text_sample"],
            declared=_language_of(record["declared"]),
            main_text=record["main_text"],
        )


@frozen(kw_only=True)
class Live:
    """What asking the live web about one URL came to.

    Attributes:
        status, reason: the contract's words.
        http_status: status code of the last answer; None where there was none.
        final_url: where the redirects ended; None where nothing answered.
        hops: the answers before the last, in order.
        checked_at: when the last attempt ended, aware UTC.
        elapsed_s: seconds that all attempts took together, waits not counted.
        attempts: how many times it was asked.
        page: what the page says of itself; None where there is no page.
        detail: the error in a few words, for people.
        fragments: the places in the page that were asked for.
        validators: what to ask for it again by; None where the server gives nothing.
        dead_since: the first of the looks that found it dead without a better one between; else None.
        from_cache: an earlier run's answer, not asked for again.
        digest: of the body of the last answer, as WARC-Payload-Digest writes it (`sha1:` and base32, ISO
            28500), which archives' indexes give, too; None where there was no body, or not all of it came.
    """

    status: LinkStatus
    reason: str
    http_status: int | None = None
    final_url: str | None = None
    hops: tuple[Hop, ...] = ()
    checked_at: dt.datetime
    elapsed_s: float = 0.0
    attempts: int = 1
    page: PageFacts | None = None
    detail: str | None = None
    fragments: tuple[FragmentCheck, ...] = ()
    validators: Validators | None = None
    dead_since: dt.datetime | None = None
    from_cache: bool = False
    digest: str | None = None

    @property
    def answered(self) -> bool:
        """A server answered, or the name service said that there is none."""
        return self.http_status is not None or bool(self.hops) or self.status == "dead"

    def fragment_present(self, name: str) -> bool | None:
        """What is known of a place in the page; None for nothing.

        Args:
            name: the fragment as the normalised URL writes it.
        """
        return next((check.present for check in self.fragments if check.name == name), None)

    def without_text(self) -> Live:
        """The same without the page's text, which nobody needs once a link is completed."""
        return evolve(self, page=self.page.without_text()) if self.page else self

    def to_record(self) -> dict[str, Any]:
        """All of it as plain data that JSON can hold; `from_record` reads it back without loss."""
        return {
            "status": self.status,
            "reason": self.reason,
            "http_status": self.http_status,
            "final_url": self.final_url,
            "hops": [[hop.url, hop.http_status] for hop in self.hops],
            "checked_at": self.checked_at.isoformat(),
            "elapsed_s": self.elapsed_s,
            "attempts": self.attempts,
            "page": self.page.to_record() if self.page else None,
            "detail": self.detail,
            "fragments": [[check.name, check.present] for check in self.fragments],
            "validators": [self.validators.etag, self.validators.last_modified] if self.validators else None,
            "dead_since": self.dead_since.isoformat() if self.dead_since else None,
            "from_cache": self.from_cache,
            "digest": self.digest,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Live:
        """What `to_record` wrote.

        Raises:
            KeyError, TypeError, ValueError: it is no such record.
        """
        return cls(
            status=record["status"],
            reason=record["reason"],
            http_status=record["http_status"],
            final_url=record["final_url"],
            hops=tuple(Hop(url=url, http_status=status) for url, status in record["hops"]),
            checked_at=dt.datetime.fromisoformat(record["checked_at"]),
            elapsed_s=record["elapsed_s"],
            attempts=record["attempts"],
            page=PageFacts.from_record(record["page"]) if record["page"] else None,
            detail=record["detail"],
            fragments=tuple(FragmentCheck(name=name, present=there) for name, there in record["fragments"]),
            validators=_validators_of(record["validators"]),
            dead_since=dt.datetime.fromisoformat(record["dead_since"]) if record["dead_since"] else None,
            from_cache=record["from_cache"],
            digest=record.get("digest"),  # written by 0.1 without
        )


def _language_record(language: Language | None) -> list[Any] | None:
    return [language.tag, language.basis, language.confidence] if language else None


def _language_of(record: Sequence[Any] | None) -> Language | None:
    return Language(tag=record[0], basis=record[1], confidence=record[2]) if record else None


def _validators_of(record: tuple[str | None, str | None] | None) -> Validators | None:
    return Validators(etag=record[0], last_modified=record[1]) if record else None
