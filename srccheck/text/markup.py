"""Markdown inside a paragraph: links, notes, code and emphasis, each with its place (CommonMark 0.31, §6)."""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from typing import Literal

from attrs import frozen

from srccheck.text.escapes import ESCAPE, unescaped

__all__ = ["Span", "reference_label", "scan"]

SpanKind = Literal["link", "image", "autolink", "url", "reference", "note", "code", "raw", "mark"]


@frozen(kw_only=True)
class Span:
    """A stretch of markup.

    Attributes:
        kind: `link`, `image`; `autolink` (`<https://…>`) and `url` (a bare one); `reference` (`[^1]`);
            `note` (`^[…]`); `code`; `raw` (HTML, comments); `mark` (what plain text does not show).
        start, end: the characters it takes.
        inner: the characters that are shown.
        target: URL of a link, label of a reference.
        shown: what is shown instead of the characters; None for `inner` itself.
    """

    kind: SpanKind
    start: int
    end: int
    inner: tuple[int, int]
    target: str = ""
    shown: str | None = None


# each alternative begins with a letter or sign of its own: so the search passes over text ten times as fast
_URL_BEGINS = "h[tT][tT][pP][sS]?://|H[tT][tT][pP][sS]?://|w[wW][wW]\\.|W[wW][wW]\\."
_SPECIAL = re.compile(
    r"\\[!-/:-@\[-`{-~]|``*|\[\[{39,}|!\[|\[|\^\[|\]|<|&#?\w{1,31};|\*\*{0,2}|__{0,2}|" + _URL_BEGINS
)
_SPECIAL_TO_LINKS = re.compile(
    r"\\[!-/:-@\[-`{-~]|``*|\[\[{39,}|!\[|\[|\^\[|\]|<(?=[a-zA-Z!])|" + _URL_BEGINS
)
_AUTOLINK = re.compile(r"<([a-z][a-z0-9+.-]{1,31}:[^\s<>]{1,8000})>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][^<>]{0,4000}>", re.IGNORECASE)
_HREF = re.compile(
    r"<a\s[^<>]{0,2000}?\bhref\s{0,3}=\s{0,3}[\"']?(https?://[^\s\"'<>]{1,4000})", re.IGNORECASE
)
_URL_RUN = re.compile(r"(?:https?://|www\.)[^\s<>\"`|]{1,20000}", re.IGNORECASE)
_LABEL = re.compile(r"\[\^([^\s\[\]]{1,200})\]")
_TARGET = re.compile(r"\(\s{0,20}(?:<([^<>\n]{0,4000})>|([^\s()<]{0,8000}))")
_TITLE = re.compile(r"(?:\s{1,20}(?:\"[^\"]{0,2000}\"|'[^']{0,2000}'|\([^()]{0,2000}\)))?\s{0,20}\)")
_TICKS = re.compile(r"`+")
_ATTRIBUTES = re.compile(r"\{:?[^{}\n]{0,200}\}")
_SPACES = re.compile(r"\s{1,999}")
_LONGEST_LABEL = 999
_DEEPEST = 32  # CommonMark lets parsers give up on URLs with more parentheses in each other


def reference_label(label: str) -> str:
    """A label of a link reference as it is compared: case and runs of blanks do not matter."""
    return _SPACES.sub(" ", label.strip()).casefold()


def scan(text: str, targets: Mapping[str, str], *, links_only: bool = False) -> list[Span]:
    """All markup of a paragraph, in order of its ends; time grows with the length alone.

    Args:
        text: the paragraph, its lines joined by line feeds.
        targets: URL of each link reference, by `reference_label`.
        links_only: leave out what is only for the eye: emphasis, escapes, entities, code.
    """
    form = _SPECIAL_TO_LINKS if links_only else _SPECIAL
    spans = _Scanner(text, targets).spans(form)
    return [span for span in spans if span.kind not in ("code", "mark")] if links_only else list(spans)


class _Scanner:
    def __init__(self, text: str, targets: Mapping[str, str]) -> None:
        self._text = text
        self._targets = targets
        self._open: deque[tuple[int, str]] = deque(maxlen=1000)  # nested deeper, none is a link
        self._hopeless = 0
        self._emphasis: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._ticks: dict[int, list[int]] | None = None
        self._comment_ends = True

    def spans(self, form: re.Pattern[str]) -> Iterator[Span]:
        """All spans that begin with what `form` matches."""
        at = 0
        while (match := form.search(self._text, at)) is not None:
            found = match[0]
            if found[0] in "*_":
                at = match.end()
                yield from self._delimiter(match)
                continue
            at, span = self._spanned(match)
            if span is not None:
                if span.kind == "url":
                    yield from self._escapes(span)
                yield span

    def _spanned(self, match: re.Match[str]) -> tuple[int, Span | None]:
        """Where to go on after a special character, and the span that it closes or is."""
        found = match[0]
        if found[0] == "\\":
            return match.end(), self._mark(match.start(), match.start() + 1)
        if found[0] == "&":
            return match.end(), self._entity(match)
        if found[:2] == "[[":
            self._open.clear()
            return match.end(), None
        if found in ("[", "![", "^["):
            return self._opened(match)
        if found == "]":
            return self._closed(match.start())
        return self._other(match)

    def _escapes(self, url: Span) -> Iterator[Span]:
        """Escapes and entities of a bare URL: what is written there is text."""
        for match in ESCAPE.finditer(self._text, url.start, url.end):
            span = self._mark(match.start(), match.start() + 1) if match[1] else self._entity(match)
            if span is not None:
                yield span

    def _entity(self, match: re.Match[str]) -> Span | None:
        shown = html.unescape(match[0])
        inner = (match.start(), match.start())
        if shown == match[0]:
            return None
        return Span(kind="mark", start=match.start(), end=match.end(), inner=inner, shown=shown)

    def _mark(self, start: int, end: int) -> Span:
        return Span(kind="mark", start=start, end=end, inner=(start, start))

    def _delimiter(self, match: re.Match[str]) -> Iterator[Span]:
        start, end = match.span()
        before = self._text[start - 1] if start else " "
        after = self._text[end] if end < len(self._text) else " "
        within_word = match[0][0] == "_" and before.isalnum() and after.isalnum()
        stack = self._emphasis[match[0]]
        if stack and not before.isspace() and not within_word and (not after.isalnum() or match[0][0] == "*"):
            yield self._mark(*stack.pop())
            yield self._mark(start, end)
        elif not after.isspace() and not within_word:
            stack.append((start, end))

    def _opened(self, match: re.Match[str]) -> tuple[int, Span | None]:
        if match[0] == "[":
            label = _LABEL.match(self._text, match.start())
            if label:
                span = Span(
                    kind="reference",
                    start=label.start(),
                    end=label.end(),
                    inner=label.span(1),
                    target=label[1],
                )
                return label.end(), span
        self._open.append((match.start(), match[0]))
        return match.end(), None

    def _closed(self, at: int) -> tuple[int, Span | None]:
        if not self._open:
            return at + 1, None
        start, kind = self._open.pop()
        inner = (start + len(kind), at)
        if kind == "^[":
            return at + 1, Span(kind="note", start=start, end=at + 1, inner=inner)
        end, target = self._destination(at, inner)
        if target is None:
            return at + 1, None
        if kind == "[":
            # a link holds no links: brackets still open around it are text
            kept = [each for each in self._open if each[1] == "^["]
            self._open.clear()
            self._open.extend(kept)
        attributes = _ATTRIBUTES.match(self._text, end)
        end = attributes.end() if attributes else end
        span = Span(
            kind="image" if kind == "![" else "link", start=start, end=end, inner=inner, target=target
        )
        return end, span

    def _destination(self, at: int, inner: tuple[int, int]) -> tuple[int, str | None]:
        """Where a link whose text ends at `at` ends itself, and its URL; None if it is no link."""
        text = self._text
        after = text[at + 1 : at + 2]
        if after == "(":
            end, target = self._inline_target(at + 1)
            if target is not None:
                return end, target
        label_start, label_end, end = *inner, at + 1
        if after == "[":
            close = text.find("]", at + 2, at + 2 + _LONGEST_LABEL)
            if close > at + 2:
                label_start, label_end = at + 2, close
            end = close + 1 if close > 0 else end
        if label_end - label_start > _LONGEST_LABEL:
            return at + 1, None
        return end, self._targets.get(reference_label(text[label_start:label_end]))

    def _inline_target(self, at: int) -> tuple[int, str | None]:
        match = _TARGET.match(self._text, at)
        if match is None:
            return at, None
        end, target = match.end(), match[1] if match[1] is not None else match[2]
        if match[1] is None:
            end, target = self._balanced(match.start(2))
        title = _TITLE.match(self._text, end)
        return (title.end(), unescaped(target)) if title else (at, None)

    def _balanced(self, start: int) -> tuple[int, str]:
        """A URL with parentheses in it, up to the one that closes the link."""
        depth, at, text = 0, start, self._text
        stop = min(len(text), start + 8000)
        if start < self._hopeless:
            return start, ""
        while at < stop and not text[at].isspace():
            if text[at] == "(":
                depth += 1
                if depth > _DEEPEST:
                    self._hopeless = at
                    break
            elif text[at] == ")":
                if depth == 0:
                    break
                depth -= 1
            at += 1
        return at, text[start:at]

    def _other(self, match: re.Match[str]) -> tuple[int, Span | None]:
        start, found = match.start(), match[0]
        if found[0] == "`":
            return self._code(start, match.end())
        if found == "<":
            return self._angle(start)
        if found.lower() == "www." and start and self._text[start - 1].isalnum():
            return match.end(), None
        run = _URL_RUN.match(self._text, start)
        if run is None:
            return match.end(), None
        # an escaped bracket ends a URL as the bracket itself does
        end = self._url_end(start, run.end() - (self._text[run.end() - 1] == "\\"))
        return end, Span(kind="url", start=start, end=end, inner=(start, end))

    def _url_end(self, start: int, end: int) -> int:
        """A bare URL inside brackets ends where the bracket does."""
        if not self._open:
            return end
        depth = 0
        for at in range(start, end):
            if self._text[at] == "[":
                depth += 1
            elif self._text[at] == "]":
                if depth == 0:
                    return at
                depth -= 1
        return end

    def _code(self, start: int, end: int) -> tuple[int, Span | None]:
        if self._ticks is None:
            self._ticks = defaultdict(list)
            for run in _TICKS.finditer(self._text):
                self._ticks[len(run[0])].append(run.start())
        size = end - start
        places = self._ticks[size]
        later = bisect_right(places, start)
        if later == len(places):
            return end, None
        close = places[later]
        return close + size, Span(kind="code", start=start, end=close + size, inner=(end, close))

    def _angle(self, start: int) -> tuple[int, Span | None]:
        text = self._text
        if text.startswith("<!--", start):
            close = text.find("-->", start + 4) if self._comment_ends else -1
            if close < 0:
                self._comment_ends = False
                return start + 4, None
            return close + 3, Span(kind="raw", start=start, end=close + 3, inner=(start, start))
        auto = _AUTOLINK.match(text, start)
        if auto:
            return auto.end(), Span(
                kind="autolink", start=start, end=auto.end(), inner=auto.span(1), target=auto[1]
            )
        tag = _TAG.match(text, start)
        if tag is None:
            return start + 1, None
        href = _HREF.match(tag[0])
        target = unescaped(href[1]) if href else ""
        return tag.end(), Span(kind="raw", start=start, end=tag.end(), inner=(start, start), target=target)
