"""Wikitext: captures as parameters of the citation's template, or a template behind a bare link."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from attrs import frozen

from srccheck.documents.wikitext_templates import folded_name, words
from srccheck.fixing.facts import Snapshot
from srccheck.fixing.hands import Hand
from srccheck.fixing.records import Edit, Region
from srccheck.model import Link, Note

__all__ = ["Style", "WikitextHand", "styles"]

_NAME_END = re.compile(r"[|{}<]")
_BRACES = re.compile(r"\{\{|\}\}")
_PARAMETER = re.compile(r"\|([ \t\r\n]{0,40})([^|={}\[\]\r\n]{1,60}?)([ \t]{0,40})=([ \t]{0,40})")
_BLANKS_BEFORE = re.compile(r"(?<![ \t\r\n])[ \t\r\n]{1,40}\Z")
_UNSAFE = str.maketrans({"|": "%7C", "[": "%5B", "]": "%5D"})
_LONGEST_TEMPLATE = 20_000


@frozen(kw_only=True)
class Style:
    """How one template names what is to be said of an archived copy; see the data file."""

    templates: tuple[str, ...]
    url: str
    date: str
    gone: str
    access: str

    def fits(self, name: str) -> bool:
        """Whether a template, its name folded, is one of these."""
        return any(
            name.startswith(each[:-1]) if each.endswith("*") else name == each for each in self.templates
        )


@cache
def styles() -> tuple[Style, ...]:
    """The rows of the data file."""
    text = files("srccheck.fixing").joinpath("data", "wikitext_archive.toml").read_text(encoding="utf-8")
    rows = tomllib.loads(text)["style"]
    return tuple(Style(**{**row, "templates": tuple(row["templates"])}) for row in rows)


@frozen(kw_only=True)
class _Template:
    start: int
    end: int
    name: str


class WikitextHand(Hand):
    """MediaWiki's markup."""

    def around(self, start: int, end: int, link: Link) -> Region | None:
        """An address in a template, in an external link, or by itself."""
        if self._template(start) is not None:
            return Region(start=start, end=end, after=end, is_target=True)
        if self.text[start - 1 : start] == "[":
            close = self.text.find("]", end, end + 2000)
            return Region(start=start, end=end, after=close + 1 if close >= 0 else None, is_target=True)
        return super().around(start, end, link)

    def spelled(self, region: Region, url: str) -> str:
        """What would end a parameter or an external link is encoded."""
        return url.translate(_UNSAFE) if region.is_target else url

    def archived(self, region: Region, link: Link, snapshot: Snapshot) -> tuple[Edit, ...] | str | None:
        """Parameters of the template in which the link stands, or a template of its own."""
        template = self._template(region.start)
        if template is None:
            return super().archived(region, link, snapshot)
        present = self._parameters(template)
        if any(words().parameters.get(name) == "archive_url" for name in present):
            return None if self._has_value(present) else "its template has an empty parameter for the copy"
        style = next((each for each in styles() if each.fits(template.name)), None)
        if style is None:
            return f"how {{{{{template.name}}}}} names an archived copy is not known here"
        day = snapshot.timestamp.date().isoformat()
        values = [f"{style.url}={snapshot.url.translate(_UNSAFE)}", f"{style.date}={day}"]
        values += [style.gone] if style.gone else []
        return (self._added(region, values),)

    def beside(self, snapshot: Snapshot) -> str:
        """The template that most editions have for a copy of a bare link."""
        day = snapshot.timestamp.date().isoformat()
        return f" {{{{Webarchive|url={snapshot.url.translate(_UNSAFE)}|date={day}}}}}"

    def dated(self, region: Region, words: str) -> tuple[Edit, ...] | str:
        """The template's own parameter; elsewhere told, not done: a page of MediaWiki dates templates."""
        template = self._template(region.start)
        style = next((each for each in styles() if template and each.fits(template.name)), None)
        if style is None:
            return "how its template names an access date is not known here"
        return (self._added(region, [f"{style.access}={words.strip(' ()')}"]),)

    def is_in_template(self, region: Region) -> bool:
        """Whether a link stands in a template, where an access date has no words around it."""
        return self._template(region.start) is not None

    def redated(self, region: Region, note: Note, raw: str, new: str) -> tuple[Edit, ...] | str:
        """The value of the template's own parameter."""
        template = self._template(region.start)
        if template is None:
            return super().redated(region, note, raw, new)
        for name, (start, _) in self._parameters(template).items():
            if words().parameters.get(name) == "access_date" and self.text.startswith(raw, start):
                return (Edit(start=start, end=start + len(raw), text=new),)
        return "its words do not stand in one piece in the document"

    def _added(self, region: Region, values: list[str]) -> Edit:
        """Parameters behind the link's, spaced as the one in which it stands."""
        found = list(_PARAMETER.finditer(self.text, max(0, region.start - 200), region.start))
        if not found or found[-1].end() != region.start:
            return Edit(start=region.end, end=region.end, text="".join(f" |{value}" for value in values))
        named = found[-1]
        blanks = _BLANKS_BEFORE.search(self.text, max(0, named.start() - 40), named.start())
        before = blanks[0] if blanks and "\n" in blanks[0] else " " if "\n" not in named[1] else ""
        out = []
        for value in values:
            name, _, said = value.partition("=")
            out.append(f"{before}|{named[1]}{name}{named[3]}={named[4]}{said}")
        return Edit(start=region.end, end=region.end, text="".join(out))

    def _template(self, at: int) -> _Template | None:
        """The innermost template around an offset, if it cites."""
        open_at: list[int] = []
        low = max(0, at - _LONGEST_TEMPLATE)
        for match in _BRACES.finditer(self.text, low, at):
            if match[0] == "{{":
                open_at.append(match.start())
            elif open_at:
                open_at.pop()
        if not open_at:
            return None
        start, depth = open_at[-1], 1
        for match in _BRACES.finditer(self.text, at, start + _LONGEST_TEMPLATE):
            depth += 1 if match[0] == "{{" else -1
            if depth == 0:
                name = _NAME_END.split(self.text[start + 2 : match.start()], maxsplit=1)[0]
                return _Template(start=start, end=match.end(), name=folded_name(name))
        return None

    def _parameters(self, template: _Template) -> dict[str, tuple[int, int]]:
        """Names of the template's parameters, and where their values begin and end."""
        found = list(_PARAMETER.finditer(self.text, template.start, template.end - 2))
        ends = [match.start() for match in found[1:]] + [template.end - 2]
        return {folded_name(match[2]): (match.end(), end) for match, end in zip(found, ends, strict=True)}

    def _has_value(self, present: dict[str, tuple[int, int]]) -> bool:
        return any(
            words().parameters.get(name) == "archive_url" and bool(self.text[start:end].strip())
            for name, (start, end) in present.items()
        )
