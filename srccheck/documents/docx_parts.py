"""Where the parts of a DOCX are, and what the small ones say."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from attrs import frozen

from srccheck.documents.archive import Package, xml_events
from srccheck.documents.docx_numbers import NotesFormat, notes_format
from srccheck.documents.docx_records import local_name

__all__ = ["Parts"]

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_DIGITS = 7
# ECMA-376 part 1 §17.11.17 and §17.11.18: what holds where nothing is said
_DEFAULTS = {
    "footnote": NotesFormat(number_format="decimal", start=1, restart="continuous"),
    "endnote": NotesFormat(number_format="lowerRoman", start=1, restart="continuous"),
}


@frozen(kw_only=True)
class _Relation:
    type: str
    target: str
    external: bool


@frozen(kw_only=True)
class Parts:
    """What `_rels`, settings, styles and core properties say.

    Attributes:
        main: name of the part with the running text.
        note_parts: `footnote` and `endnote` -> name of their part, or None.
        formats: the same -> how they are numbered.
        title_styles: ids of the style that Word calls Title, whatever the language of the template.
        title: the property `dc:title`.
        bookmarks: what reference managers keep with bookmarks, by the bookmark's name.
    """

    main: str
    note_parts: Mapping[str, str | None]
    formats: Mapping[str, NotesFormat]
    title_styles: frozenset[str]
    title: str | None
    bookmarks: Mapping[str, str]

    @classmethod
    def of(cls, package: Package) -> Parts:
        """Read the small parts of a package; a missing one says nothing.

        Raises:
            UnreadableInputError: one of them is damaged.
        """
        root = _relations(package, "")
        main = _target(root.values(), "officeDocument") or "word/document.xml"
        near = list(_relations(package, main).values())
        return cls(
            main=main,
            note_parts={kind: _target(near, f"{kind}s") for kind in _DEFAULTS},
            formats=_formats(package, _target(near, "settings")),
            title_styles=_title_styles(package, _target(near, "styles")),
            title=_title(package, _target(root.values(), "core-properties")),
            bookmarks=_bookmarks(package, _target(root.values(), "custom-properties")),
        )

    @staticmethod
    def relations_of(package: Package, name: str) -> dict[str, str]:
        """Hyperlinks of a part: relationship id -> URL."""
        relations = _relations(package, name)
        return {key: each.target for key, each in relations.items() if each.external}


def _relations(package: Package, name: str) -> dict[str, _Relation]:
    folder, file = posixpath.split(name)
    part = posixpath.join(folder, "_rels", f"{file}.rels")
    data = package.read(part)
    found: dict[str, _Relation] = {}

    def handle(event: str, element: Any) -> None:
        if event == "end" and element.tag.endswith("}Relationship"):
            external = element.get("TargetMode") == "External"
            target = element.get("Target") or ""
            found[element.get("Id") or ""] = _Relation(
                # the last step is the same in Transitional and Strict
                type=(element.get("Type") or "").rpartition("/")[2],
                target=target if external else _resolved(folder, target),
                external=external,
            )

    if data is not None:
        xml_events(package.path, part, data, handle)
    return found


def _resolved(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")


def _target(relations: Any, kind: str) -> str | None:
    return next((each.target for each in relations if each.type == kind and not each.external), None)


def _formats(package: Package, name: str | None) -> Mapping[str, NotesFormat]:
    formats = dict(_DEFAULTS)

    def handle(event: str, element: Any) -> None:
        if event == "end" and local_name(element.tag) == "settings":
            for kind, default in _DEFAULTS.items():
                formats[kind] = notes_format(element, f"{kind}Pr").over(default)

    data = package.read(name) if name else None
    if name and data:
        xml_events(package.path, name, data, handle)
    return formats


def _title_styles(package: Package, name: str | None) -> frozenset[str]:
    styles: set[str] = {"Title"}

    def handle(event: str, element: Any) -> None:
        if event != "end" or local_name(element.tag) != "style":
            return
        space = element.tag.removesuffix("style")
        for child in element:
            if local_name(child.tag) == "name" and (child.get(f"{space}val") or "").lower() == "title":
                styles.add(element.get(f"{space}styleId") or "")

    data = package.read(name) if name else None
    if name and data:
        xml_events(package.path, name, data, handle)
    return frozenset(styles)


def _title(package: Package, name: str | None) -> str | None:
    titles: list[str] = []

    def handle(event: str, element: Any) -> None:
        if event == "end" and element.tag == _TITLE and element.text:
            titles.append(" ".join(element.text.split()))

    data = package.read(name) if name else None
    if name and data:
        xml_events(package.path, name, data, handle)
    return next((title for title in titles if title), None)


def _bookmarks(package: Package, name: str | None) -> Mapping[str, str]:
    """Custom properties `NAME_1`, `NAME_2`, …, put together: no property holds more than 255 characters."""
    pieces: dict[str, dict[int, str]] = defaultdict(dict)

    def handle(event: str, element: Any) -> None:
        if event != "end" or not element.tag.endswith("}property"):
            return
        bookmark, _, number = (element.get("name") or "").rpartition("_")
        if bookmark and number.isascii() and number.isdigit() and len(number) < _DIGITS:
            pieces[bookmark][int(number)] = "".join(element.itertext())
        element.clear()

    data = package.read(name) if name else None
    if name and data:
        xml_events(package.path, name, data, handle)
    return {bookmark: "".join(said[at] for at in sorted(said)) for bookmark, said in pieces.items()}
