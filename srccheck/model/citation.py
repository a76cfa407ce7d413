"""What an author says about a source."""

from __future__ import annotations

from typing import Any, Literal

from attrs import frozen

from srccheck.model.dates import AccessDate, PartialDate
from srccheck.model.places import Location

__all__ = ["Citation", "CslItem", "CslName", "Language", "Link", "LinkRole"]

LinkRole = Literal["source", "archive", "doi"]


@frozen(kw_only=True)
class Language:
    """A language and how it was found out.

    Attributes:
        tag: BCP 47, e.g. `ru`, `ru-Latn`; `und` where it could not be told.
        basis: what tells it: `script`, `model`, `romanised`, `stated` of a title; `text`, `html-lang`,
            `header`, `og-locale`, `json-ld` of a page or document; `page`, `snapshot`, `title`,
            `romanised-title` of a use.
        confidence: 0 to 1.
    """

    tag: str
    basis: str
    confidence: float

    def to_dict(self) -> dict[str, Any]:
        """The contract's language object."""
        return {"tag": self.tag, "basis": self.basis, "confidence": round(self.confidence, 2)}


@frozen(kw_only=True)
class CslName:
    """A CSL-JSON name: a person (`family`, `given`) or, with `literal`, anything else."""

    family: str | None = None
    given: str | None = None
    literal: str | None = None

    def to_dict(self) -> dict[str, str]:
        """The CSL-JSON name, unknown parts left out."""
        parts = {"family": self.family, "given": self.given, "literal": self.literal}
        return {key: value for key, value in parts.items() if value}


_CSL_KEYS = {
    "type": "type",
    "title": "title",
    "title_translated": "title-translated",
    "container_title": "container-title",
    "publisher": "publisher",
    "publisher_place": "publisher-place",
    "volume": "volume",
    "issue": "issue",
    "page": "page",
    "URL": "URL",
    "DOI": "DOI",
    "ISBN": "ISBN",
    "language": "language",
}


@frozen(kw_only=True)
class CslItem:
    """A CSL-JSON item (CSL 1.0.2), attribute names with `_` for `-`.

    `title_translated` is the only key that CSL does not have. Text stands as cited, in its own
    script, without its quotation marks.
    """

    type: str = "document"
    title: str | None = None
    title_translated: str | None = None
    author: tuple[CslName, ...] = ()
    editor: tuple[CslName, ...] = ()
    container_title: str | None = None
    publisher: str | None = None
    publisher_place: str | None = None
    issued: PartialDate | None = None
    accessed: PartialDate | None = None
    volume: str | None = None
    issue: str | None = None
    page: str | None = None
    URL: str | None = None
    DOI: str | None = None
    ISBN: str | None = None
    language: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """CSL-JSON, empty variables left out."""
        out: dict[str, Any] = {
            key: value for name, key in _CSL_KEYS.items() if (value := getattr(self, name))
        }
        for role in ("author", "editor"):
            names = getattr(self, role)
            if names:
                out[role] = [name.to_dict() for name in names]
        for role in ("issued", "accessed"):
            date = getattr(self, role)
            if date:
                out[role] = date.to_csl()
        return out


@frozen(kw_only=True)
class Link:
    """A URL that a citation gives.

    Attributes:
        url: the URL to ask for, joined and trimmed; not normalised.
        raw: as written, line breaks included.
        repaired: the layout had broken it, and `url` is what it must have been (L206).
        role: `archive` for an archived copy, `doi` for a DOI that is written bare or that a format names as
            such, else `source`, a DOI written out as a URL (`https://doi.org/…`) among them.
        location: where it begins.
        alternatives: other readings of a broken URL, likeliest first.
    """

    url: str
    raw: str
    repaired: bool = False
    role: LinkRole = "source"
    location: Location
    alternatives: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The contract's link of a citation."""
        return {
            "url": self.url,
            "raw": self.raw,
            "repaired": self.repaired,
            "role": self.role,
            "location": self.location.to_dict(),
            **({"alternatives": list(self.alternatives)} if self.alternatives else {}),
        }


@frozen(kw_only=True)
class Citation:
    """One source, as one note names it.

    Attributes:
        id: the note's id, a dot, and the position in the note: `n4.1`.
        text: its part of the note.
        signal: the word that introduces it (`See`, `Bkz.`, `Vgl.`), or None.
        csl: the fields.
        title_language: language of the cited title; None without a title.
        accessed: the access date; None where none is given.
        links: its URLs, in their order.
        refers_to: id of the citation that an *ibid.*, *supra* or short form stands for.
        short_form: the text is such a back-reference, resolved or not (N104 when not).
        stated: the format itself tells its fields apart; none of them was guessed.
        location: where it begins.
    """

    id: str
    text: str
    signal: str | None = None
    csl: CslItem
    title_language: Language | None = None
    accessed: AccessDate | None = None
    links: tuple[Link, ...] = ()
    refers_to: str | None = None
    short_form: bool = False
    stated: bool = False
    location: Location

    def to_dict(self) -> dict[str, Any]:
        """The contract's citation."""
        return {
            "id": self.id,
            "text": self.text,
            "signal": self.signal,
            "csl": self.csl.to_dict(),
            "title_language": self.title_language.to_dict() if self.title_language else None,
            "accessed": self.accessed.to_dict() if self.accessed else None,
            "links": [link.to_dict() for link in self.links],
            "refers_to": self.refers_to,
            "location": self.location.to_dict(),
        }
