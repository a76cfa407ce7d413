"""COinS: sources that a page states in full beside what it prints (https://ocoins.info, OpenURL KEV)."""

from __future__ import annotations

from bisect import bisect_left
from urllib.parse import parse_qs

from srccheck.documents.html_links import role_of
from srccheck.documents.html_scan import Tree
from srccheck.documents.html_text import location, placed
from srccheck.model import AccessDate, CslItem, CslName, Link, PartialDate, PlacedText, StatedSource
from srccheck.text.dates import DateSpan, find_dates, parse_date
from srccheck.text.urls import find_urls

__all__ = ["coins", "stated"]

# rft.genre of the KEV formats `book`, `journal` and `dc`, as CSL types
_TYPES = {
    "article": "article-journal",
    "book": "book",
    "bookitem": "chapter",
    "conference": "paper-conference",
    "dissertation": "thesis",
    "proceeding": "paper-conference",
    "report": "report",
    "unknown": "webpage",
}
_ACCESS_CLASS = "reference-accessdate"


def coins(tree: Tree) -> list[int]:
    """The elements that carry such a source, in order."""
    return [
        element
        for element, kept in tree.attributes.items()
        if "Z3988" in kept.get("class", "").split() and "rft" in kept.get("title", "")
    ]


def stated(
    tree: Tree, spans: list[int], text: PlacedText, start: int, end: int, links: int
) -> tuple[StatedSource, ...]:
    """The sources that a note states; none where it names more links than these account for.

    Args:
        tree: the document.
        spans: what `coins` gives.
        text: the text of the note.
        start: its offset.
        end: the offset of its end.
        links: how many hyperlinks to sources it has.
    """
    own = [each for each in spans if start <= tree.starts[each] < end]
    if not own or links > len(own):
        return ()
    out: list[StatedSource] = []
    begin = start
    for span in own:
        part = placed(tree, begin, tree.starts[span]) if len(own) > 1 else text
        out.append(
            _source(tree, span, part, _accessed(tree, begin, tree.starts[span] if len(own) > 1 else end))
        )
        begin = tree.closes[span]
    return tuple(out)


def _accessed(tree: Tree, start: int, end: int) -> AccessDate | None:
    """The access date, where the page marks it as such (MediaWiki's citation templates do)."""
    for element in range(bisect_left(tree.starts, start), bisect_left(tree.starts, end)):
        if _ACCESS_CLASS in tree.get(element, "class").split():
            words = placed(tree, tree.opens[element], tree.closes[element]).text.strip(" .,;")
            dates = find_dates(words)
            if len(dates) == 1:
                return _access(words, dates[0])
    return None


def _access(words: str, date: DateSpan) -> AccessDate:
    return AccessDate(
        raw=words, date=date.date, ambiguous=bool(date.alternatives), alternatives=date.alternatives
    )


def _source(tree: Tree, span: int, text: PlacedText, accessed: AccessDate | None) -> StatedSource:
    fields = (
        parse_qs(tree.get(span, "title"), max_num_fields=400) if len(tree.get(span, "title")) < 20_000 else {}
    )
    where = location(tree, tree.starts[span])
    urls = list(
        dict.fromkeys(each.strip() for key in ("rft_id", "rft.identifier") for each in fields.get(key, ()))
    )
    doi = next((each[9:] for each in urls if each.startswith("info:doi/")), None)
    written = [each for each in urls if each.lower().startswith(("http://", "https://"))]
    links = [Link(url=each, raw=each, role=role_of(each), location=where) for each in written]
    links += _archived(text, written)
    if doi and not any(link.role == "doi" for link in links):
        links.append(Link(url=f"https://doi.org/{doi}", raw=doi, role="doi", location=where))
    return StatedSource(
        text=text.text,
        csl=_item(fields, doi, written, accessed),
        accessed=accessed,
        links=tuple(links),
        location=text.locate(0) if text.text else where,
    )


def _archived(text: PlacedText, known: list[str]) -> list[Link]:
    """Archived copies that the printed text adds."""
    return [
        Link(url=url.url, raw=url.url, role="archive", location=text.locate(url.start, url.end))
        for url in find_urls(text.text)
        if url.url not in known and role_of(url.url) == "archive"
    ]


def _item(
    fields: dict[str, list[str]], doi: str | None, urls: list[str], accessed: AccessDate | None
) -> CslItem:
    def first(*names: str) -> str | None:
        return next((fields[name][0].strip() for name in names if fields.get(name)), None)

    title, container = (
        first("rft.atitle", "rft.title", "rft.btitle"),
        first("rft.jtitle", "rft.btitle", "rft.stitle"),
    )
    pages = first("rft.pages") or "-".join(filter(None, (first("rft.spage"), first("rft.epage")))) or None
    return CslItem(
        type=_TYPES.get(first("rft.genre") or "", "document"),
        title=title,
        container_title=container if container != title else None,
        author=_authors(fields),
        publisher=first("rft.pub", "rft.publisher"),
        publisher_place=first("rft.place"),
        issued=_date(first("rft.date")),
        accessed=accessed.date if accessed else None,
        volume=first("rft.volume"),
        issue=first("rft.issue"),
        page=pages,
        ISBN=first("rft.isbn"),
        DOI=doi,
        URL=urls[0] if urls else None,
        language=first("rft.language"),
    )


def _authors(fields: dict[str, list[str]]) -> tuple[CslName, ...]:
    family, given = fields.get("rft.aulast", [""])[0].strip(), fields.get("rft.aufirst", [""])[0].strip()
    names = [CslName(family=family, given=given or None)] if family else []
    for each in [*fields.get("rft.au", ()), *fields.get("rft.aucorp", ())]:
        last, comma, first = (part.strip() for part in each.partition(","))
        name = CslName(family=last, given=first or None) if comma else CslName(literal=each.strip())
        if name not in names and each.strip() not in (family, f"{given} {family}"):
            names.append(name)
    return tuple(names)


def _date(text: str | None) -> PartialDate | None:
    span = parse_date(text) if text else None
    return span.date if span else None
