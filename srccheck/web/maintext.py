"""The main text of a page: what an author wrote, without the furniture around it."""

from __future__ import annotations

import asyncio

from attrs import evolve

from srccheck.model.live import PageFacts
from srccheck.model.web import Exchange
from srccheck.web.charset import decode_html
from srccheck.web.clean import clean_text
from srccheck.web.html import parse

__all__ = ["main_text", "with_main_text"]

_MOST_BYTES = 1_000_000
_LONGEST = 20_000
"""Characters kept of a text: 3,000 words."""
_HTML = ("text/html", "application/xhtml+xml")


async def with_main_text(facts: PageFacts, exchange: Exchange) -> PageFacts:
    """What a page says of itself, with its main text, at most 20,000 characters.

    Args:
        facts: of the page; where it is no HTML, their sample of its text is all there is.
        exchange: the answer that it is.
    """
    if facts.content_type not in _HTML:
        return evolve(facts, main_text=facts.text_sample)
    # In a thread: long pages take a second, in which others' answers would be late.
    text = await asyncio.to_thread(main_text, exchange.body, exchange.header("content-type"))
    return evolve(facts, main_text=clean_text(text, longest=_LONGEST))


def main_text(body: bytes, content_type: str | None) -> str:
    """The main text of an HTML page, by trafilatura.

    Args:
        body: the page.
        content_type: its Content-Type, for its charset.

    Returns:
        Paragraphs, a line each; empty where there is none, as in a page that scripts fill, or that was made
        to wear a parser out.
    """
    from trafilatura import extract  # late: half a second, and only where texts are compared  # noqa: PLC0415

    html = decode_html(body[:_MOST_BYTES], content_type)
    if "<" not in html:
        return html
    if parse(body[:_MOST_BYTES], content_type) is None:
        return ""
    found = extract(
        html,
        output_format="txt",
        include_comments=False,
        include_tables=True,
        favor_recall=True,
        deduplicate=False,
        with_metadata=False,
    )
    return found or ""
