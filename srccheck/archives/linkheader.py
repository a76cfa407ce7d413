"""The `Link` header (RFC 8288), as archives write it.

httpx keeps one link a relation, and RFC 7089 headers repeat `memento`; so this is read here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import frozen

__all__ = ["WebLink", "parse_links"]

TARGET = re.compile(r"[\s,]{0,16}<([^<>]{0,8000})>")
PARAMETER = re.compile(
    r"\s{0,16};\s{0,16}([^\s=;,<>\"]{0,64})"
    r"(?:\s{0,16}=\s{0,16}(?:\"((?:[^\"\\]|\\.){0,2000})\"|([^\s;,\"]{0,2000})))?"
)
ESCAPE = re.compile(r"\\(.)")


@frozen(kw_only=True)
class WebLink:
    """One link of the header.

    Attributes:
        target: the URI reference, as written.
        rels: its relation types, lower case.
        datetime: its `datetime` attribute (RFC 7089, 2.2.4), as written; None where it has none.
    """

    target: str
    rels: tuple[str, ...]
    datetime: str | None = None


def parse_links(values: Iterable[str]) -> tuple[WebLink, ...]:
    """The links of all `Link` headers of an answer, in their order.

    Args:
        values: the headers' values. Reading ends where one stops being a list of links; what was
            read before stands.
    """
    return tuple(link for value in values for link in _links(value))


def _links(value: str) -> Iterable[WebLink]:
    at = 0
    while target := TARGET.match(value, at):
        at = target.end()
        parameters: dict[str, str] = {}
        while parameter := PARAMETER.match(value, at):
            at = parameter.end()
            name, quoted, bare = parameter.groups()
            text = ESCAPE.sub(r"\1", quoted) if quoted is not None else bare or ""
            parameters.setdefault(name.lower(), text)  # the first of a name counts (RFC 8288, 3.3)
        rels = tuple(parameters.get("rel", "").lower().split())
        yield WebLink(target=target[1], rels=rels, datetime=parameters.get("datetime"))
