"""BibTeX in UTF-8, with `url`, `urldate`, `doi` and `date` as BibLaTeX and reference managers have them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from anyascii import anyascii

from srccheck.model import CslItem, CslName, Document, Finding
from srccheck.reports.cleaning import clean
from srccheck.reports.sources import Source, sources
from srccheck.reports.view import View

__all__ = ["extract_report"]

_TYPES = {
    "article": "article", "article-journal": "article", "article-magazine": "article",
    "article-newspaper": "article", "book": "book", "chapter": "incollection", "dataset": "dataset",
    "entry-dictionary": "inreference", "entry-encyclopedia": "inreference", "legal_case": "jurisdiction",
    "legislation": "legislation", "manuscript": "unpublished", "motion_picture": "video",
    "pamphlet": "booklet", "paper-conference": "inproceedings", "patent": "patent",
    "periodical": "periodical", "personal_communication": "letter", "post-weblog": "online",
    "report": "techreport", "review": "review", "software": "software", "song": "audio",
    "standard": "standard", "thesis": "phdthesis", "webpage": "online",
}  # fmt: skip
_IN_BOOKS = {"incollection", "inproceedings", "inreference"}
_PUBLISHERS = {"techreport": "institution", "phdthesis": "school"}

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}",
        # BibTeX counts braces even behind a backslash.
        "{": r"$\lbrace$", "}": r"$\rbrace$",
        **{mark: rf"\{mark}" for mark in "$&#_%"},
    }
)  # fmt: skip
_LIGATURE = re.compile(r"(?<=-)(?=-)|(?<=`)(?=`)|(?<=')(?=')")
_VERBATIM = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})
_WORD = re.compile(r"[^\W_]{1,40}")
_AND = re.compile(r"\band\b|,", re.IGNORECASE)
_CUT = re.compile(r"[\s,]")
_SHORT_WORD = 3  # letters; `The`, `Der` and `La` tell titles apart badly
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def extract_report(documents: tuple[Document, ...], unreadable: tuple[Finding, ...], view: View) -> str:
    """The sources of documents as entries; their keys are ASCII, like `lee2024relations`."""
    taken: Counter[str] = Counter()
    return "\n".join(_entry(source, _unique(_key(source), taken)) for source in sources(documents))


def _entry(source: Source, key: str) -> str:
    csl = source.citation.csl
    kind = _TYPES.get(csl.type, "misc")
    fields = [*_fields(csl, kind), *_dates(csl), *_addresses(csl)]
    return "".join((f"@{kind}{{{key},\n", *(f"  {name} = {value},\n" for name, value in fields), "}\n"))


def _fields(csl: CslItem, kind: str) -> Iterator[tuple[str, str]]:
    values = {
        "author": _names(csl.author),
        "editor": _names(csl.editor),
        "title": _text(csl.title),
        "titletranslation": _text(csl.title_translated),
        "booktitle" if kind in _IN_BOOKS else "journal": _text(csl.container_title),
        _PUBLISHERS.get(kind, "publisher"): _text(csl.publisher),
        "address": _text(csl.publisher_place),
        "volume": _text(csl.volume),
        "number": _text(csl.issue),
        "pages": _text(csl.page),
        "isbn": _text(csl.ISBN),
        "langid": _text(csl.language),
    }
    for name, value in values.items():
        if value:
            yield name, f"{{{value}}}"


def _dates(csl: CslItem) -> Iterator[tuple[str, str]]:
    """`year` and `month` for BibTeX's styles, and `date` for those who read days."""
    if csl.issued:
        yield "year", f"{{{csl.issued.year:04d}}}"
        if csl.issued.month:
            yield "month", _MONTHS[csl.issued.month - 1]
        if csl.issued.day:
            yield "date", f"{{{csl.issued.isoformat()}}}"


def _addresses(csl: CslItem) -> Iterator[tuple[str, str]]:
    for name, value in (("doi", csl.DOI), ("url", csl.URL)):
        if value:
            yield name, f"{{{clean(value).translate(_VERBATIM)}}}"
    if csl.accessed:
        yield "urldate", f"{{{csl.accessed.isoformat()}}}"


def _text(text: str | None) -> str:
    return _LIGATURE.sub("{}", clean(text or "").translate(_SPECIAL))


def _names(names: Iterable[CslName]) -> str:
    return " and ".join(map(_name, names))


def _name(name: CslName) -> str:
    """`Family, Given`; a body, and what BibTeX would cut, in braces."""
    if name.family and name.given:
        return f"{_whole(name.family)}, {_whole(name.given)}"
    alone = name.family or name.literal or name.given or ""
    return _text(alone) if name.family and not _CUT.search(alone) else f"{{{_text(alone)}}}"


def _whole(part: str) -> str:
    return f"{{{_text(part)}}}" if _AND.search(part) else _text(part)


def _key(source: Source) -> str:
    """`lee2024relations`, `relations2024`; by note where there is neither author nor title: `n4-1`."""
    csl = source.citation.csl
    name = csl.author[0] if csl.author else None
    author = _ascii((name.family or name.literal or "") if name else "")[:1]
    title = _ascii(csl.title or csl.container_title or "")
    telling = [word for word in title if len(word) > _SHORT_WORD] or title
    year = f"{csl.issued.year:04d}" if csl.issued else ""
    if not author and not telling:
        return "-".join(_WORD.findall(anyascii(source.citation.id)))
    return "".join((*author, year, *telling[:1]) if author else (*telling[:1], year))


def _ascii(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(anyascii(text[:200]))]


def _unique(key: str, taken: Counter[str]) -> str:
    """`lee2024`, `lee2024-2`, …: no key of a title has a hyphen."""
    taken[key] += 1
    return key if taken[key] == 1 else f"{key}-{taken[key]}"
