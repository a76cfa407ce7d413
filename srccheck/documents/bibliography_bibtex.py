"""BibTeX and BibLaTeX."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from attrs import frozen

from srccheck.documents.bibliography import entry_finding, entry_note, listed
from srccheck.documents.bibliography_latex import from_latex, names, url_from_latex
from srccheck.documents.bibliography_types import BIBTEX_TYPES
from srccheck.model import Finding, Location, Manuscript, RawNote
from srccheck.text.dates import find_dates
from srccheck.text.encoding import Decoded
from srccheck.text.urls import find_urls
from srccheck.text.wordlists import words

__all__ = ["looks_like_bibtex", "read_bibtex"]

_HEAD = 50_000
_ENTRY = re.compile(
    r"^[ \t]{0,20}@([A-Za-z]{3,30})[ \t]{0,20}[{(][ \t]{0,20}[^\s,{}()\"=]{1,200}[ \t]{0,20},", re.MULTILINE
)
_EPRINTS = {
    "arxiv": "https://arxiv.org/abs/{}",
    "hdl": "https://hdl.handle.net/{}",
    "jstor": "https://www.jstor.org/stable/{}",
}
_FREE = ("howpublished", "note", "addendum", "annote")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def looks_like_bibtex(text: str) -> bool:
    """Whether a text has, near its beginning, an entry of a type that BibTeX or BibLaTeX knows."""
    return any(match[1].lower() in BIBTEX_TYPES for match in _ENTRY.finditer(text[:_HEAD]))


def read_bibtex(path: str, decoded: Decoded) -> Manuscript:
    """Read BibTeX or BibLaTeX; an entry that is not well-formed becomes a finding, the others are read.

    Args:
        path: the document as the caller named it.
        decoded: its characters.

    Raises:
        UnreadableInputError: not one entry can be read.
    """
    # late: most documents are no bibliographies
    from bibtexparser.entrypoint import parse_string  # noqa: PLC0415
    from bibtexparser.model import Entry, ParsingFailedBlock, String  # noqa: PLC0415

    # it tells its troubles to the log as well; ours go into findings
    logging.getLogger("bibtexparser").addHandler(logging.NullHandler())
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    strings = {month: month for month in _MONTHS}
    entries: list[_Entry] = []
    findings: list[Finding] = []
    for block in parse_string(text, parse_stack=[]).blocks:
        # two fields or two entries of one name are read all the same
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(inner, String):
            strings[inner.key.lower()] = _value(inner.value, strings)
        elif isinstance(inner, Entry):
            entries.append(_entry(inner, strings, lines))
        elif isinstance(block, ParsingFailedBlock):
            findings.append(entry_finding(path, (block.start_line or 0) + 1, _broken(block.error)))
    return listed(path, decoded, "bibtex", list(_notes(entries)), findings)


@frozen(kw_only=True)
class _Entry:
    key: str
    type: str
    fields: Mapping[str, str]
    places: Mapping[str, Location]
    location: Location


def _entry(block: Any, strings: Mapping[str, str], lines: list[str]) -> _Entry:
    """An entry of bibtexparser's; of two fields of one name the first counts, as for BibTeX."""
    fields: dict[str, str] = {}
    places: dict[str, Location] = {}
    for each in block.fields:
        key = str(each.key).lower()
        if key not in fields:
            fields[key] = _value(str(each.value), strings)
            places[key] = _place(lines, (each.start_line or 0) + 1, str(each.value))
    line = (block.start_line or 0) + 1
    last = line + (block.raw or "").rstrip().count("\n")
    return _Entry(
        key=block.key,
        type=block.entry_type.lower(),
        fields=fields,
        places=places,
        location=Location(line=line, end_line=last if last != line else None),
    )


def _broken(error: Exception) -> str:
    why = " ".join(str(getattr(error, "abort_reason", error)).split())[:200]
    return f"this entry is not well-formed and is left out ({why.rstrip(' .')}); close its braces"


def _place(lines: list[str], line: int, value: str) -> Location:
    """Where a field's value begins; bibtexparser tells the line of its `=`."""
    inner = value.strip('{}" \n')[:40].split("\n")[0]
    column = lines[line - 1].find(inner) + 1 if inner and line <= len(lines) else 0
    return Location(line=line, column=max(column, 1))


def _value(raw: str, strings: Mapping[str, str]) -> str:
    """A value without its delimiters: `{…}`, `"…"`, a number or a string's name, several joined by `#`."""
    out = []
    for piece in _pieces(raw):
        if piece[:1] in ("{", '"') and len(piece) > 1:
            out.append(piece[1:-1])
        else:
            out.append(strings.get(piece.lower(), piece))
    return "".join(out)


def _pieces(raw: str) -> Iterator[str]:
    if "#" not in raw:
        yield raw.strip()
        return
    depth, quoted, start = 0, False, 0
    for index, character in enumerate(raw):
        if character == "{":
            depth += 1
        elif character == "}":
            depth -= 1
        elif character == '"' and not depth:
            quoted = not quoted
        elif character == "#" and not depth and not quoted:
            yield raw[start:index].strip()
            start = index + 1
    yield raw[start:].strip()


def _notes(entries: list[_Entry]) -> Iterator[RawNote]:
    by_key = {entry.key.lower(): entry for entry in entries}
    for entry in entries:
        parent = by_key.get(from_latex(entry.fields.get("crossref", "")).strip().lower())
        item = _item(entry, parent.fields if parent else {})
        url = next((entry.places[key] for key in ("url", *_FREE) if key in entry.places), None)
        known = {key: place for key, place in (("URL", url), ("DOI", entry.places.get("doi"))) if place}
        yield entry_note(item, entry.key, entry.location, known)


def _item(entry: _Entry, parent: Mapping[str, str]) -> dict[str, Any]:
    """A CSL-JSON item; BibLaTeX's names of fields come before BibTeX's (biblatex manual §2.2)."""
    own = entry.fields

    def get(*keys: str) -> str | None:
        found = next((own[key] for key in keys if own.get(key, "").strip()), None)
        return from_latex(found) if found else None

    def people(key: str) -> list[dict[str, str]]:
        return names(own.get(key) or parent.get(key, "")) if key != "author" else names(own.get(key, ""))

    inherited = parent.get("booktitle") or parent.get("title")
    container = get("journaltitle", "journal", "booktitle", "maintitle") or from_latex(inherited or "")
    urls = list(dict.fromkeys(_urls(own)))
    kind = entry.type
    return {
        "type": BIBTEX_TYPES.get(kind, "document"),
        "title": ": ".join(part for part in (get("title"), get("subtitle")) if part),
        "author": people("author"),
        "editor": people("editor"),
        "container-title": container,
        "publisher": get("publisher", "institution", "organization", "school")
        or from_latex(parent.get("publisher", "")),
        "publisher-place": get("location", "address") or from_latex(parent.get("address", "")),
        "issued": _issued(get, parent),
        "accessed": get("urldate", "lastchecked", "lastaccessed", "accessed") or _noted(own, bool(urls)),
        "volume": get("volume"),
        "issue": get("number", "issue"),
        "page": get("pages"),
        "URL": urls[0] if urls else None,
        "further-urls": urls[1:],
        "DOI": url_from_latex(own.get("doi", "")),
        "ISBN": get("isbn"),
        "language": get("langid", "language"),
    }


def _issued(get: Callable[..., str | None], parent: Mapping[str, str]) -> str | None:
    date = get("date")
    if date:
        return date
    year, month = get("year") or from_latex(parent.get("year", "")), get("month")
    if not year or not month:
        return year or None
    name = month.strip().lower()[:3]
    number = int(name) if name.isascii() and name.isdigit() else 0
    if name in _MONTHS:
        number = _MONTHS.index(name) + 1
    return f"{year}-{number:02d}" if 1 <= number <= 12 else year


def _urls(fields: Mapping[str, str]) -> Iterator[str]:
    """`url`, what a preprint's number stands for, and addresses in the free fields of older styles."""
    written = url_from_latex(fields.get("url", ""))
    if written:
        yield written
    prefix = fields.get("eprinttype", fields.get("archiveprefix", "")).strip().lower()
    if prefix in _EPRINTS and fields.get("eprint", "").strip():
        yield _EPRINTS[prefix].format(url_from_latex(fields["eprint"]))
    for key in _FREE:
        if "http" in fields.get(key, ""):
            for url in find_urls(url_from_latex(fields[key])):
                if not url.bare:
                    yield url.url


def _noted(fields: Mapping[str, str], linked: bool) -> str | None:
    """An access date in a note (`Accessed: 2024-05-03`), told by the word before it."""
    for key in _FREE:
        value = fields.get(key, "")
        if not linked or not value:
            continue
        text = from_latex(value)
        for date in find_dates(text, years=False):
            if words("access_words", "before").before(text, date.start) is not None:
                return text[date.start : date.end]
    return None
