"""RIS, the format of reference managers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from srccheck.documents.bibliography import entry_finding, entry_note, listed
from srccheck.documents.bibliography_types import RIS_TYPES
from srccheck.documents.lines import to_lines
from srccheck.model import Finding, Location, Manuscript, RawNote
from srccheck.text.encoding import Decoded

__all__ = ["looks_like_ris", "read_ris"]

_RIS_LINE = re.compile(r"([A-Z][A-Z0-9])(?:  ?-(?: (.*)|$))", re.DOTALL)
_RIS_START = re.compile(r"\s{0,200}TY  ?- [A-Z]{3,7}\s")
_RIS_DATE = re.compile(r"(\d{4})(?:/(\d{1,2}))?(?:/(\d{1,2}))?(?:/|\Z)")


def looks_like_ris(text: str) -> bool:
    """Whether a text begins with the first line of a RIS record."""
    return _RIS_START.match(text) is not None


def read_ris(path: str, decoded: Decoded) -> Manuscript:
    """Read RIS records.

    Args:
        path: the document as the caller named it.
        decoded: its characters.

    Raises:
        UnreadableInputError: not one record can be read.
    """
    import rispy  # late: most documents are no bibliographies  # noqa: PLC0415

    tags = {tag: tag for tag in rispy.config.TAG_KEY_MAPPING} | {
        "BT": "BT",
        "ED": "ED",
        "PP": "PP",
        "T1": "T1",
    }
    # every tag may be repeated, and none is divided at semicolons: URLs hold them
    parser = rispy.RisParser(
        mapping=tags, list_tags=[tag for tag in tags if tag != "TY"], delimiter_tags_mapping={}
    )
    notes: list[RawNote] = []
    findings: list[Finding] = []
    for first, lines, is_whole in _records(to_lines(decoded.text)):
        if not is_whole:
            message = "this record has no end (`ER  - `); what there is of it has been read"
            findings.append(entry_finding(path, first, message))
        for record in parser.parse_lines(iter([*(line for _, line in lines), "ER  - "])):
            places = {
                variable: Location(line=number, column=7)
                for number, line in lines
                if (variable := {"UR": "URL", "DO": "DOI"}.get(line[:2]))
            }
            item = _ris_item(record)
            last = lines[-1][0]
            location = Location(line=first, end_line=last if last != first else None)
            notes.append(entry_note(item, _ris_key(record, len(notes) + 1), location, places))
    return listed(path, decoded, "ris", notes, findings)


def _records(lines: Sequence[str]) -> Iterator[tuple[int, list[tuple[int, str]], bool]]:
    """Records with the number of their first line, their lines in the strict form, and whether they end."""
    record: list[tuple[int, str]] = []
    for number, line in enumerate(lines, 1):
        match = _RIS_LINE.match(line.lstrip("\ufeff"))
        tag = match[1] if match else None
        if tag == "TY":
            if record:
                yield record[0][0], record, False
            record = []
        if tag == "ER":
            if record:
                yield record[0][0], record, True
            record = []
        elif record or tag == "TY":
            record.append((number, f"{tag}  - {match[2] or ''}" if match else line))
    if record:
        yield record[0][0], record, False


def _ris_key(record: Mapping[str, Any], number: int) -> str:
    return (_first(record, "ID", "LB", "AN") or str(number))[:200]


def _first(record: Mapping[str, Any], *tags: str) -> str | None:
    """The first value of the first of some tags that has one."""
    return next((value for tag in tags for value in record.get(tag, ()) if value), None)


def _ris_item(record: Mapping[str, Any]) -> dict[str, Any]:
    kind = RIS_TYPES.get(str(record.get("TY", "")).strip(), "document")
    own = _first(record, "TI", "T1", "CT") or _first(record, "BT")
    start, end = _first(record, "SP"), _first(record, "EP")
    is_book = kind in ("book", "chapter")
    urls = [value for tag in ("UR", "L1", "L2") for value in record.get(tag, ()) if value]
    return {
        "type": kind,
        "title": " ".join(record.get("TI") or record.get("T1") or ()) or own,
        "author": _ris_names(record, "AU", "A1"),
        "editor": _ris_names(record, "ED", "A2"),
        "container-title": _first(record, "JO", "JF", "T2", "JA", "J2", "BT") if kind != "book" else None,
        "publisher": _first(record, "PB"),
        "publisher-place": _first(record, "CY", "PP"),
        "issued": _ris_date(_first(record, "DA", "PY", "Y1")),
        "accessed": _ris_date(_first(record, "Y2")),
        "volume": _first(record, "VL"),
        "issue": _first(record, "IS"),
        "page": f"{start}-{end}" if start and end else start,
        "URL": urls[0] if urls else None,
        "further-urls": urls[1:],
        "DOI": _first(record, "DO"),
        "ISBN": _first(record, "SN") if is_book else None,
        "language": _first(record, "LA"),
    }


def _ris_names(record: Mapping[str, Any], *tags: str) -> list[dict[str, str]]:
    """`Family, Given, Suffix`; a name without a comma is a body's."""
    out = []
    for name in (value for tag in tags for value in record.get(tag, ()) if value):
        parts = [part.strip() for part in name.split(",", 2)]
        keys = ("family", "given", "suffix") if len(parts) > 1 else ("literal",)
        out.append({key: part for key, part in zip(keys, parts, strict=False) if part})
    return out


def _ris_date(value: str | None) -> str | None:
    """`YYYY/MM/DD/other` in ISO's way; anything else as it is written."""
    match = _RIS_DATE.match(value or "")
    if not match:
        return value
    return "-".join(part.zfill(2) for part in match.groups() if part)
