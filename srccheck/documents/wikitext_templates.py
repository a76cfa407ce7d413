"""Citation templates of Wikipedia's editions, read into the fields that they state."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from attrs import frozen

from srccheck.model import (
    AccessDate,
    CslItem,
    CslName,
    Link,
    LinkRole,
    Location,
    PartialDate,
    PlacedText,
    StatedSource,
)
from srccheck.text.dates import DateSpan, find_dates, parse_date
from srccheck.text.names import read_names
from srccheck.text.urls import archived_original, doi_of, find_urls

__all__ = ["Words", "bare_sources", "folded_name", "role_of", "source", "words"]

_NUMBER = re.compile(r"\d{1,3}")
_URL = re.compile(r"(?:https?:)?//[^\s<>|\[\]{}\"]{3,4000}", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}/\S{1,400}")
_NAMED = ("last", "first", "author")


@frozen(kw_only=True)
class Words:
    """The data file, looked up; all names folded.

    Attributes:
        types: CSL type, by name of template.
        parameters: field, by name of parameter, `#` for its number.
        lists, notes, wrappers: names of templates, see the file.
        archives: parameter with the copy's URL, by name of template.
    """

    types: Mapping[str, str]
    parameters: Mapping[str, str]
    lists: frozenset[str]
    notes: frozenset[str]
    wrappers: frozenset[str]
    archives: Mapping[str, str]


@cache
def words() -> Words:
    """The names of templates and parameters."""
    text = files("srccheck.documents").joinpath("data", "wikitext_templates.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    return Words(
        types={folded_name(name): kind for kind, names in data["templates"].items() for name in names},
        parameters=_parameters(data["parameters"]),
        lists=frozenset(map(folded_name, data["lists"]["names"])),
        notes=frozenset(map(folded_name, data["notes"]["names"])),
        wrappers=frozenset(map(folded_name, data["wrappers"]["names"])),
        archives=data["archives"],
    )


def _parameters(table: Mapping[str, list[str]]) -> dict[str, str]:
    out: dict[str, str] = {}
    for field, names in table.items():
        for name in names:
            folded = folded_name(name)
            out.setdefault(folded, field)
            if "#" in folded:
                out.setdefault(folded.replace("#", ""), field)
    return out


def folded_name(name: str) -> str:
    """A template's or parameter's name in the form in which names are compared."""
    plain = " ".join(name.replace("_", " ").split()).replace("’", "'").casefold().replace("i̇", "i")
    return (
        plain.rpartition(":")[2].strip()
        if plain.startswith(("template:", "шаблон:", "vorlage:", "modèle:"))
        else plain
    )


def role_of(url: str) -> LinkRole:
    """What a link is for."""
    if archived_original(url):
        return "archive"
    return "doi" if doi_of(url) else "source"


def source(name: str, values: Mapping[str, PlacedText], where: Location) -> StatedSource | None:
    """What a citation template states; None where it says nothing.

    Args:
        name: the template's name.
        values: its parameters' values in their order, by name as written.
        where: where the template begins.
    """
    fields, names = _fields(values)
    one = {field: value.text for field, value in fields.items()}
    author = _authors(names)
    accessed = _accessed(one.get("access_date"))
    links = tuple(_links(fields))
    if not (one.get("title") or links or author):
        return None
    url = next((link.url for link in links if link.role == "source"), None)
    item = CslItem(
        type=words().types.get(folded_name(name), "document"),
        **_titles(one),
        author=author,
        publisher=one.get("publisher"),
        publisher_place=one.get("publisher_place"),
        issued=_issued(one),
        accessed=accessed.date if accessed else None,
        volume=one.get("volume"),
        issue=one.get("issue"),
        page=one.get("page"),
        URL=url or (links[0].url if links else None),
        DOI=_doi(one.get("doi")),
        ISBN=one.get("isbn"),
        language=one.get("language"),
    )
    return StatedSource(
        text=_printed(fields, names), csl=item, accessed=accessed, links=links, location=where
    )


Names = Mapping[int, Mapping[str, PlacedText]]


def _fields(values: Mapping[str, PlacedText]) -> tuple[dict[str, PlacedText], Names]:
    """Values by field, the first that is not empty; those of names by their number."""
    table = words().parameters
    fields: dict[str, PlacedText] = {}
    names: dict[int, dict[str, PlacedText]] = defaultdict(dict)
    for name, value in values.items():
        folded = folded_name(name)
        number = _NUMBER.search(folded)
        field = table.get(folded) or (table.get(_NUMBER.sub("#", folded, count=1)) if number else None)
        if field is None or not value.text:
            continue
        if field in _NAMED:
            names[int(number[0]) if number else 1].setdefault(field, value)
        else:
            fields.setdefault(field, value)
    return fields, names


def _titles(one: Mapping[str, str]) -> dict[str, Any]:
    """A chapter's or article's own title goes before that of the book."""
    title, container = one.get("title"), one.get("container_title")
    if title and (subtitle := one.get("subtitle")):
        title = f"{title}: {subtitle}"
    if chapter := one.get("chapter"):
        title, container = chapter, container or title
    return {"title": title, "title_translated": one.get("title_translated"), "container_title": container}


def _authors(names: Names) -> tuple[CslName, ...]:
    out: list[CslName] = []
    for _, parts in sorted(names.items()):
        if "last" in parts:
            given = parts["first"].text if "first" in parts else None
            out.append(CslName(family=parts["last"].text, given=given))
        elif "author" in parts:
            text = parts["author"].text
            out += read_names(text) or (CslName(literal=text),)
    return tuple(out)


def _accessed(text: str | None) -> AccessDate | None:
    span = _date(text)
    if not text or span is None:
        return None
    return AccessDate(
        raw=text, date=span.date, ambiguous=bool(span.alternatives), alternatives=span.alternatives
    )


def _date(text: str | None) -> DateSpan | None:
    """The only date of a value; None without one, and where there are several."""
    if not text:
        return None
    span = parse_date(text)
    if span is None and len(spans := find_dates(text)) == 1:
        span = spans[0]
    return span


def _issued(one: Mapping[str, str]) -> PartialDate | None:
    span = _date(one.get("date"))
    if span is None and "year" in one:
        parts = " ".join(one[part] for part in ("day", "month", "year") if part in one)
        span = _date(parts) or _date(one["year"])
    return span.date if span else None


def _doi(text: str | None) -> str | None:
    match = _DOI.search(text or "")
    return match[0].rstrip(".") if match else None


def _links(fields: Mapping[str, PlacedText]) -> Iterator[Link]:
    """The URL, its archived copy, the DOI; an archived copy given as the URL is one all the same."""
    seen: set[str] = set()
    for field in ("url", "archive_url"):
        value = fields.get(field)
        match = _URL.match(value.text) if value else None
        if value is None or match is None or match[0] in seen:
            continue
        seen.add(match[0])
        url = f"https:{match[0]}" if match[0].startswith("//") else match[0]
        role: LinkRole = "archive" if field == "archive_url" else role_of(url)
        yield Link(url=url, raw=match[0], role=role, location=value.locate(0, len(match[0])))
    doi = _doi(fields["doi"].text) if "doi" in fields else None
    if doi and f"https://doi.org/{doi}" not in seen:
        place = fields["doi"].locate(0)
        yield Link(url=f"https://doi.org/{doi}", raw=doi, role="doi", location=place)


def _printed(fields: Mapping[str, PlacedText], names: Names) -> str:
    """The source as one line for people."""
    people = []
    for _, parts in sorted(names.items()):
        people.append(", ".join(parts[part].text for part in _NAMED if part in parts))
    order = (
        "chapter",
        "title",
        "container_title",
        "publisher",
        "date",
        "year",
        "doi",
        "url",
        "archive_url",
        "access_date",
    )
    shown = ["; ".join(people), *(fields[field].text for field in order if field in fields)]
    return ". ".join(part.rstrip(".") for part in shown if part)


def bare_sources(text: PlacedText, known: set[str]) -> Iterator[StatedSource]:
    """Links that stand beside templates, each a source of its own.

    Args:
        text: what is left of the note without its templates.
        known: URLs that the templates give.
    """
    for url in find_urls(text.text):
        if url.url in known or url.bare:
            continue
        where = text.locate(url.start, url.end)
        link = Link(url=url.url, raw=text.text[url.start : url.end], role=role_of(url.url), location=where)
        csl = CslItem(type="webpage", URL=url.url)
        yield StatedSource(text=url.url, csl=csl, links=(link,), location=where)
