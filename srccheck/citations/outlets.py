"""The whole that a source stands in, or the imprint of a book: container, publisher, place."""

from __future__ import annotations

import re

from attrs import frozen

from srccheck.citations.headings import EDGE, Heading
from srccheck.citations.numbers import Numbers, is_number_token
from srccheck.citations.pieces import split_at
from srccheck.citations.spans import BLANK, MEDIUM, find_quotes
from srccheck.text.wordlists import fold, words

__all__ = ["SEASON", "Outlet", "without_place"]

_PLACE_PUBLISHER = re.compile(
    r"(?:^|[.,(\x1e\x1f])\s?(?P<place>[^\W\d_][^:;,.()\x1e\x1f\d]{1,60})\s?:\s(?P<publisher>[^:;,\x1e\x1f\d][^;:,\x1e\x1f]{1,100})"
)
_BRACKETS = re.compile(r"\s?[(（](?P<inner>[^()（）]{1,300})[)）]")
_FIRST_MARK = re.compile(rf"[,.(\[{BLANK}{MEDIUM}]")
_PUBLISHER_ENDS = re.compile(r"\.\s|\.$|\)")
SEASON = re.compile(
    r"^(?:spring|summer|autumn|fall|winter|frühjahr|sommer|herbst|printemps|été|automne|hiver|primavera|verano|otoño|invierno|bahar|yaz|güz|kış)\b.{0,6}$",
    re.IGNORECASE,
)
_EMPTIED = re.compile(rf"\s?\([\s{BLANK}.,;–-]{{0,200}}(?:\).{{0,40}})?$")


@frozen(kw_only=True)
class Outlet:
    """Reads container and imprint in the light of what is known already.

    Attributes:
        heading: authors and title.
        numbers: volume, issue, pages.
        online: the citation has a URL.
        whole: *in* or editors stand before it.
    """

    heading: Heading
    numbers: Numbers
    online: bool
    whole: bool

    @property
    def serial(self) -> bool:
        """Volume or issue are given."""
        return bool(self.numbers.volume or self.numbers.issue)

    def outlet(self, rest: str) -> tuple[str | None, str | None, str | None]:
        """Container, publisher and place."""
        quotes = find_quotes(rest)
        if quotes and not rest[: quotes[0].start].strip(EDGE):
            after = rest[quotes[0].end :]
            tail = _FIRST_MARK.split(after, maxsplit=1)[0]
            whole = rest[quotes[0].start] in "『「《〈"
            return (
                (quotes[0].inner if whole or not tail.strip(EDGE) else rest[: quotes[0].end] + tail),
                None,
                None,
            )
        match = _PLACE_PUBLISHER.search(rest)
        if match and not self.serial and self._is_imprint(match):
            return self._with_imprint(rest, match)
        pieces = self._pieces(rest)
        if self.heading.separator == "," or self.heading.quoted:
            return self._between_commas(rest, pieces)
        return self._between_stops(rest, pieces)

    def _is_imprint(self, match: re.Match[str]) -> bool:
        place = match["place"].strip(EDGE)
        if self.heading.quoted and not self.whole and match[0][0] != "(":
            return place in words("citation_words", "places")  # `Journal of Physics: Condensed Matter`
        return place[:1].isupper() and len(place.split()) <= (3 if self.online or self.whole else 4)

    def _with_imprint(self, rest: str, match: re.Match[str]) -> tuple[str | None, str | None, str | None]:
        place = match["place"].strip(" (")
        container = rest[: match.start()].strip(EDGE + "(") or None
        publisher = _PUBLISHER_ENDS.split(match["publisher"], maxsplit=1)[0]
        keep = self.whole or self.heading.quoted
        return (container if keep else None), publisher, place

    def _pieces(self, rest: str) -> list[str]:
        separators = ",;" if self.heading.separator == "," and not self.heading.quoted else ",.;"
        if self.heading.quoted and self.whole:
            separators = ",;"
        out = []
        for start, end in split_at(rest, separators):
            piece = rest[start:end].strip(EDGE)
            if piece and not self._is_nothing(piece):
                out.append(piece)
        return out

    def _is_nothing(self, piece: str) -> bool:
        """Numbers, seasons, and marks of no date or place say no outlet."""
        bare = piece.strip("()[] .,")
        if is_number_token(bare) or SEASON.match(bare):
            return True
        return (
            bare in words("citation_words", "no_date")
            or bare in words("citation_words", "no_place")
            or _is_filler(bare)
        )

    def _between_commas(self, rest: str, pieces: list[str]) -> tuple[str | None, str | None, str | None]:
        if not pieces:
            return self._in_brackets(rest), None, None
        first, *others = pieces
        if first.startswith(("(", "（")) and first.endswith((")", "）")):
            inner = first.strip("()（） ,")
            return (", ".join([inner, *others]) if self.heading.quoted else None), None, None
        if not (self.heading.quoted or self.whole):
            return self._book(pieces)
        if self.whole and not self.serial and len(pieces) > 2:
            return ", ".join(pieces[:-2]), pieces[-1], pieces[-2]
        if self.serial or self.whole or self.online:
            return self._as_printed(rest, pieces), None, None
        return first, (others[0] if others else None), (others[1] if len(others) > 1 else None)

    def _as_printed(self, rest: str, pieces: list[str]) -> str:
        """The outlet with its own commas: pieces that stand side by side in the text."""
        joined = pieces[0]
        for piece in pieces[1:]:
            if f"{joined}, {piece}" not in rest:
                break
            joined = f"{joined}, {piece}"
        return _cut_bracket(joined)

    def _book(self, pieces: list[str]) -> tuple[str | None, str | None, str | None]:
        """Place and publisher after an unquoted title; a serial's or site's name with numbers or a URL."""
        if self.serial:
            return pieces[0], None, None
        places = words("citation_words", "places")
        known = next((piece for piece in pieces[:3] if piece in places), None)
        if known is None and (self.online or len(pieces) == 1):
            return self._as_printed(", ".join(pieces), pieces), None, None
        place = known or pieces[0]
        publisher = next((piece for piece in pieces if piece != place), None)
        return None, publisher, place

    def _in_brackets(self, rest: str) -> str | None:
        match = _BRACKETS.search(rest)
        inner = match["inner"].strip(EDGE) if match else ""
        return inner if inner and not is_number_token(inner) and self.heading.quoted else None

    def _between_stops(self, rest: str, pieces: list[str]) -> tuple[str | None, str | None, str | None]:
        if not pieces:
            return None, None, None
        if self.whole or self.serial or self.numbers.page or self.online:
            return _cut_bracket(self._as_printed(rest, pieces)), None, None
        return None, pieces[-1], (pieces[0] if len(pieces) > 1 else None)


def _is_filler(piece: str) -> bool:
    return fold(piece) in {
        "ahead of print",
        "online first",
        "early access",
        "version",
        "colloquy",
        "p",
        "pp",
    } or (len(piece) < 2 and piece.isascii())


def _cut_bracket(text: str) -> str:
    """An outlet without an emptied bracket behind it: `Nature (…)`."""
    return _EMPTIED.sub("", text)


def without_place(container: str) -> tuple[str, str | None]:
    """`Educação e Pesquisa, São Paulo`: a journal's name without the city behind it."""
    name, comma, place = container.rpartition(", ")
    return (name, place) if comma and place in words("citation_words", "places") else (container, None)
