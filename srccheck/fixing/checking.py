"""Whether a repaired document still says the same, but for what was repaired."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from attrs import evolve

from srccheck.fixing.records import Fix
from srccheck.model import Citation, Document, Link, Note, PartialDate

__all__ = ["says_the_same"]


def says_the_same(before: Document, after: Document, fixes: Sequence[Fix]) -> bool:
    """Whether two readings differ by nothing but what fixes were to change.

    Args:
        before: the document as it was read.
        after: the repaired one, read in the same way.
        fixes: those that were done.
    """
    by_place: dict[tuple[int, int], list[Fix]] = {}
    for fix in fixes:
        by_place.setdefault(fix.place[:2], []).append(fix)
    added = {_key(fix.snapshot) for fix in fixes if fix.snapshot}
    if _frame(before) != _frame(after):
        return False
    notes = list(_without_added(before.notes, after.notes, added))
    return len(notes) == len(before.notes) and all(
        _same_note(old, new, [by_place.get((at, number), []) for number in range(len(old.citations))])
        for at, (old, new) in enumerate(zip(before.notes, notes, strict=True))
    )


def _frame(document: Document) -> tuple[object, ...]:
    return (
        document.title,
        [item.kind for item in document.attributions],
        sorted(each.code for each in document.findings if each.code[0] in "NX"),
    )


def _without_added(before: Sequence[Note], after: Sequence[Note], added: set[str]) -> Iterator[Note]:
    """Notes without the new ones that are captures' links in running text."""
    expected = 0
    for note in after:
        links = [link.url for citation in note.citations for link in citation.links]
        is_new = note.kind == "inline" and bool(links) and added.issuperset(map(_key, links))
        old = before[expected] if expected < len(before) else None
        if is_new and (old is None or _urls(old) != links):
            continue
        expected += 1
        yield note


def _urls(note: Note) -> list[str]:
    return [link.url for citation in note.citations for link in citation.links]


def _same_note(old: Note, new: Note, fixes: list[list[Fix]]) -> bool:
    same = (
        (old.kind, old.marker, old.number, len(old.references), len(old.citations))
        == (new.kind, new.marker, new.number, len(new.references), len(new.citations))
        and old.quotes == new.quotes
        and (old.kind == "inline" or old.id == new.id)
        and (any(fixes) or old.text == new.text)
    )
    return same and all(
        _same_citation(before, after, done)
        for before, after, done in zip(old.citations, new.citations, fixes, strict=True)
    )


def _same_citation(old: Citation, new: Citation, fixes: list[Fix]) -> bool:
    expected = _expected(old, fixes)
    added = [fix.snapshot for fix in fixes if fix.snapshot]
    return (
        _fields(expected) == _fields(new)
        and _links(expected.links) == _links(_without(new.links, added))
        and (bool(fixes) or old.text == new.text)
    )


def _expected(old: Citation, fixes: list[Fix]) -> Citation:
    links = list(old.links)
    csl, accessed = old.csl, old.accessed
    for fix in fixes:
        if fix.new_url:
            link = links[fix.place[2]]
            links[fix.place[2]] = evolve(link, url=fix.new_url, repaired=False)
            csl = evolve(csl, URL=fix.new_url) if link.url == csl.URL else csl
        if fix.accessed:
            day = fix.accessed
            date = PartialDate(year=day.year, month=day.month, day=day.day)
            csl = evolve(csl, accessed=date)
    return evolve(old, links=tuple(links), csl=csl, accessed=accessed)


def _fields(citation: Citation) -> tuple[object, ...]:
    accessed = citation.csl.accessed
    return (
        {**citation.csl.to_dict(), "URL": _key(citation.csl.URL or "")},
        accessed.isoformat() if accessed else None,
        citation.accessed.ambiguous if citation.accessed else False,
        citation.signal,
        citation.short_form,
        citation.title_language.tag if citation.title_language else None,
        citation.refers_to if not citation.id.startswith("link") else None,
    )


def _links(links: Sequence[Link]) -> list[tuple[str, str, bool]]:
    return [(_key(link.url), link.role, link.repaired) for link in links]


def _without(links: Sequence[Link], added: list[str]) -> list[Link]:
    """Links without the captures that were added, each once."""
    left = [_key(url) for url in added]
    out = []
    for link in links:
        if _key(link.url) in left:
            left.remove(_key(link.url))
        else:
            out.append(link)
    return out


def _key(url: str) -> str:
    """An address whatever of it is encoded: what could end a link's target had to be."""
    return unquote(url)
