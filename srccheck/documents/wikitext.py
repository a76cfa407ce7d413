"""Wikitext: MediaWiki's notes, and the citation templates in them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from attrs import evolve

from srccheck.documents.wikitext_refs import Ref, find_refs, find_templates, unread
from srccheck.documents.wikitext_templates import bare_sources, folded_name, source, words
from srccheck.documents.wikitext_text import EXTERNAL, Source
from srccheck.model import Finding, Fragment, Link, Manuscript, PlacedText, RawNote, StatedSource
from srccheck.text.encoding import Decoded
from srccheck.text.urls import find_urls

__all__ = ["looks_like_wikitext", "read_wikitext"]

_SIGNS = re.compile(
    r"<ref(?:\s[^<>]{0,200})?>|<references|\{\{\s{0,4}(?:cite|citation|reflist|infobox)\b"
    r"|^={2,5}[^=\n]{1,100}={2,5}[ \t]{0,9}$"
    r"|\[\[[^\[\]\n|]{1,100}(?:\|[^\[\]\n]{0,100})?\]\]|^\{\||'''[^'\n]{1,200}'''",
    re.IGNORECASE | re.MULTILINE,
)
_STRONG = re.compile(r"<ref(?:\s[^<>]{0,200})?>|<references|\{\{[^{}|\n]{2,40}\|", re.IGNORECASE)
_SAMPLE = 40_000
_LONGEST_NOTE = 100_000
_WRITTEN = re.compile(r"(?<!\[)https?://", re.IGNORECASE)
_TITLE = re.compile(r"\{\{\s{0,8}DISPLAYTITLE\s{0,8}:([^{}\n]{1,300})\}\}", re.IGNORECASE)


def looks_like_wikitext(text: str) -> bool:
    """Whether a text is wikitext: `<ref>` or a template with values, and other signs of its own.

    The sign of one kind alone (`[[link]]`, `''…''`, `{{…}}`) occurs in Markdown and program text too.
    """
    head = text[:_SAMPLE]
    if not _STRONG.search(head):
        return False
    kinds = {match[0][:2].lower() for match in _SIGNS.finditer(head)}
    return len(kinds) >= 2 and sum(1 for _ in _SIGNS.finditer(head)) >= 4


def read_wikitext(path: str, decoded: Decoded) -> Manuscript:
    """Read the source of a wiki page.

    Args:
        path: the document as the caller named it.
        decoded: its characters.

    Returns:
        the manuscript; its notes are never None, links in running text and citation templates outside notes
        (kind `reference`) among them.
    """
    reader = _Reader(path, decoded.text)
    notes = [*reader.notes(), *reader.listed()]
    body, inline = reader.running_text()
    notes = sorted([*notes, *inline], key=lambda note: (note.location.line, note.location.column))
    title = _TITLE.search(decoded.text)
    return Manuscript(
        path=path,
        format="wikitext",
        encoding=decoded.encoding,
        encoding_basis=decoded.basis,
        title=reader.source.words(title.start(1), title.end(1)).text if title else None,
        body=body,
        notes=tuple(notes),
        findings=tuple(reader.findings),
    )


def _with_copies(sources: Sequence[StatedSource]) -> list[StatedSource]:
    """An archived copy that stands alone belongs to the source before it."""
    out: list[StatedSource] = []
    for each in sources:
        if out and not each.csl.title and each.links and all(link.role == "archive" for link in each.links):
            before = out.pop()
            out.append(evolve(before, links=(*before.links, *each.links)))
        else:
            out.append(each)
    return out


class _Reader:
    def __init__(self, path: str, text: str) -> None:
        import mwparserfromhell  # late: most documents are no wikitext  # noqa: PLC0415

        self.parser: Any = mwparserfromhell
        self.path = path
        self.text = text
        self.source = Source(text)
        self.passed_over = unread(text)
        self.refs = find_refs(text, self.passed_over, self.source.closings)
        self.ref_starts = [ref.start for ref in self.refs]
        self.findings: list[Finding] = []
        self.taken: list[tuple[int, int]] = [(ref.start, ref.end) for ref in self.refs]

    def notes(self) -> Iterator[RawNote]:
        """Each note once, with all the places that refer to it, numbered as MediaWiki does: by first use."""
        defined: dict[tuple[str, str], Ref] = {}
        uses: dict[tuple[str, str], list[Ref]] = {}
        for index, ref in enumerate(self.refs):
            key = (ref.group, ref.name or f"\0{index}")
            if not ref.listed:
                uses.setdefault(key, []).append(ref)
            if self.text[ref.text_start : ref.text_end].strip():
                defined.setdefault(key, ref)
        numbers: dict[str, int] = {}
        for key, places in uses.items():
            numbers[key[0]] = number = numbers.get(key[0], 0) + 1
            if key in defined:
                yield self._note(defined[key], number, places)
            elif places[0].name:
                self._orphan(places[0])
        for key, ref in defined.items():
            if key not in uses:
                yield self._note(ref, None, ())

    def _note(self, ref: Ref, number: int | None, places: Sequence[Ref]) -> RawNote:
        marker = ref.name or ref.group
        if number is not None:
            marker = f"{ref.group} {number}".strip()
        text, linked, sources = self._content(ref.text_start, ref.text_end)
        return RawNote(
            marker=marker,
            number=None if ref.group else number,
            kind="endnote",
            text=text,
            location=self.source.location(ref.start, ref.end),
            references=tuple(self.source.location(place.start) for place in places),
            linked=linked,
            stated=sources,
        )

    def _content(self, start: int, end: int) -> tuple[PlacedText, tuple[Link, ...], tuple[StatedSource, ...]]:
        """A note's words, its hyperlinks, and the sources that its templates state."""
        own = list(self._sources(start, end))
        rest = self.source.words(start, end)
        if not own:
            return rest, tuple(self.source.links(start, end)), ()
        known = {link.url for each in own for link in each.links}
        beside = self.source.words(start, end, bare=True)
        own += bare_sources(beside, known)
        own = _with_copies(sorted(own, key=lambda each: (each.location.line, each.location.column)))
        shown = " ".join(filter(None, (rest.text, *(each.text for each in own))))
        line, column = self.source.place(start)
        return PlacedText.of(shown, line=line, column=column), (), tuple(own)

    def _sources(self, start: int, end: int) -> Iterator[StatedSource]:
        if "{{" not in self.text[start:end] or end - start > _LONGEST_NOTE:
            return
        try:
            code = self.parser.parse(self.text[start:end])
        except self.parser.parser.ParserError:
            return
        for template, at in self._templates(code, start):
            name, values = folded_name(str(template.name)), self._values(template, at)
            if name in words().types:
                stated = source(name, values, self.source.location(at))
            else:
                stated = self._copy(words().archives[name], values, at)
            if stated is not None:
                yield stated

    def _copy(self, parameter: str, values: dict[str, PlacedText], at: int) -> StatedSource | None:
        """An archived copy named beside a citation: a source that is nothing but this copy."""
        value = values.get(parameter) or values.get("1")
        if value is None:
            return None
        return source("webarchive", {"archive-url": value}, self.source.location(at))

    def _templates(self, code: Any, at: int) -> Iterator[tuple[Any, int]]:
        """Citation templates, outermost first, with their offsets; the parser itself goes 40 levels deep."""
        nodes = self.parser.nodes
        for node in code.nodes:
            written = str(node)
            if isinstance(node, nodes.Template):
                name = folded_name(str(node.name))
                if name in words().types or name in words().archives:
                    yield node, at
                else:
                    for value, offset in self._parameters(node, at):
                        yield from self._templates(value, offset)
            elif isinstance(node, nodes.Tag) and node.contents is not None:
                inner = str(node.contents)
                yield from self._templates(node.contents, at + max(0, written.find(inner)))
            at += len(written)

    def _parameters(self, template: Any, at: int) -> Iterator[tuple[Any, int]]:
        offset = at + 2 + len(str(template.name))
        for parameter in template.params:
            written = str(parameter)
            yield parameter.value, offset + 1 + len(written) - len(str(parameter.value))
            offset += 1 + len(written)

    def _values(self, template: Any, at: int) -> dict[str, PlacedText]:
        """The values of a template's parameters; of two of one name the later counts, as in MediaWiki."""
        out: dict[str, PlacedText] = {}
        places = (offset for _, offset in self._parameters(template, at))
        for parameter, offset in zip(template.params, places, strict=True):
            value = self.source.words(offset, offset + len(str(parameter.value)), bare=True)
            name = str(parameter.name).strip()
            if value.text or name not in out:
                out[name] = value
        return out

    def listed(self) -> Iterator[RawNote]:
        """Citation templates that stand outside notes: entries of a bibliography."""
        for start, end, name in find_templates(self.text, self.passed_over, self.source.closings):
            if name in words().types and not self._in_note(start):
                text, linked, sources = self._content(start, end)
                self.taken.append((start, end))
                yield RawNote(
                    marker="",
                    kind="reference",
                    text=text,
                    location=self.source.location(start, end),
                    linked=linked,
                    stated=sources,
                )

    def _in_note(self, offset: int) -> bool:
        """Whether a note stands around a place; a template's may stand around a `<ref>` of its own."""
        at = bisect_right(self.ref_starts, offset)
        return any(ref.start <= offset < ref.end for ref in self.refs[max(0, at - 3) : at])

    def running_text(self) -> tuple[tuple[Fragment, ...], list[RawNote]]:
        """The text between notes, and the links in it."""
        body = tuple(fragment for _, fragment in self.source.fragments(0, len(self.text)))
        inline: list[RawNote] = []
        at = 0
        for low, high in [*sorted([*self.taken, *self.passed_over]), (len(self.text), len(self.text))]:
            if low > at:
                inline += self._inline(at, low)
            at = max(at, high)
        return body, inline

    def _inline(self, start: int, end: int) -> Iterator[RawNote]:
        labelled: list[tuple[int, int]] = []
        for match in EXTERNAL.finditer(self.text, start, end):
            labelled.append(match.span())
            text = self.source.words(match.start(), match.end())
            yield RawNote(
                marker="",
                kind="inline",
                text=text,
                location=self.source.location(match.start(), match.end()),
                linked=tuple(self.source.links(match.start(), match.end())),
            )
        at = start
        for low, high in [*labelled, (end, end)]:
            if _WRITTEN.search(self.text, at, low):
                for url in find_urls(self.text[at:low]):
                    if not url.bare:
                        line, column = self.source.place(at + url.start)
                        text = PlacedText.of(url.url, line=line, column=column)
                        yield RawNote(marker="", kind="inline", text=text, location=text.locate(0))
            at = max(at, high)

    def _orphan(self, ref: Ref) -> None:
        self.findings.append(
            Finding(
                code="N101",
                name="reference-without-note",
                severity="warning",
                message=f"no note of this page has the name “{ref.name}”; define it, or correct the name",
                document=self.path,
                location=self.source.location(ref.start),
                evidence={"name": ref.name, "group": ref.group},
            )
        )
