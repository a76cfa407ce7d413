"""ZIP packages and the XML in them (DOCX, ODT, EPUB), read with limits: a bomb is a sentence, not a crash."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Literal

from attrs import field, frozen

from srccheck.errors import UnreadableInputError

__all__ = ["OLE_MAGIC", "Package", "PackageKind", "package_kind", "xml_events"]

PackageKind = Literal["docx", "odt", "epub"]

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP_MAGIC = b"PK\x03\x04"
_MOST_ENTRIES = 10_000
_LARGEST_PART = 64_000_000
_LARGEST_WHOLE = 512_000_000
_STEP = 1 << 20
# Deflate packs at most 1 : 1,032; office XML 1 : 10 to 1 : 60. Small parts may be as regular as they like.
_HIGHEST_RATIO = 250
_RATIO_MATTERS_FROM = 8_000_000
# what the standard library raises on archives that are cut off, scrambled or packed in a way it does not know
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, ValueError, struct.error,
    IndexError,
)  # fmt: skip
_MIMETYPES: tuple[tuple[bytes, PackageKind], ...] = (
    (b"application/epub+zip", "epub"),
    (b"application/vnd.oasis.opendocument.text", "odt"),
)


def package_kind(data: bytes) -> PackageKind | None:
    """Which kind of document a ZIP archive is, by its parts and not by its name; None for all others.

    ODT and EPUB say so in their first part, `mimetype` (OpenDocument 1.3 part 2 §3.3, OCF 3.3 §4.3); a
    DOCX has `[Content_Types].xml` and a folder `word` (ECMA-376 part 2).
    """
    if not data.startswith(_ZIP_MAGIC):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if "mimetype" in names:
                with archive.open("mimetype") as part:
                    said = part.read(100).strip()
                return next((kind for mimetype, kind in _MIMETYPES if said == mimetype), None)
    except _BROKEN:
        return None
    if "[Content_Types].xml" in names and any(name.startswith("word/") for name in names):
        return "docx"
    return None


@frozen(kw_only=True)
class Package:
    """An open ZIP archive of which no part can be larger than the limits.

    Attributes:
        path: the document as the caller named it.
        archive: the archive.
        label: what people call such a document.
    """

    path: str
    archive: zipfile.ZipFile
    label: str
    _names: frozenset[str] = field(factory=frozenset)

    @classmethod
    def open(cls, path: str, data: bytes, *, label: str) -> Package:
        """Look at an archive's directory before anything in it is unpacked.

        Raises:
            UnreadableInputError: no ZIP archive, damaged, encrypted, or larger than any document.
        """
        if data.startswith(OLE_MAGIC):
            raise _old_or_encrypted(path, data)
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise UnreadableInputError(
                path, f"this is no whole {label}: its ZIP archive cannot be read ({error})", "save it anew"
            ) from error
        entries = archive.infolist()
        if len(entries) > _MOST_ENTRIES:
            raise _too_much(path, f"its archive has {len(entries):,} parts")
        total = sum(entry.file_size for entry in entries)
        if total > _LARGEST_WHOLE:
            raise _too_much(path, f"its archive unpacks to {total:,} bytes")
        return cls(path=path, archive=archive, label=label, names=frozenset(e.filename for e in entries))

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str) -> bytes | None:
        """A part, unpacked; None where there is none of that name.

        Raises:
            UnreadableInputError: the part is damaged, encrypted, or larger than any document's.
        """
        if name not in self._names:
            return None
        info = self.archive.getinfo(name)
        if info.flag_bits & 1:
            raise UnreadableInputError(
                self.path, "it is encrypted with a password", "save a copy without the password"
            )
        try:
            with self.archive.open(info) as part:
                data = part.read(_LARGEST_PART + 1)
        except _BROKEN as error:
            raise UnreadableInputError(
                self.path,
                f"this {self.label} is damaged: {name} cannot be unpacked ({error})",
                "save it anew",
            ) from error
        packed = max(info.compress_size, 1)
        if len(data) > _LARGEST_PART:
            raise _too_much(self.path, f"{name} unpacks to more than {_LARGEST_PART:,} bytes")
        if len(data) > _RATIO_MATTERS_FROM and len(data) > _HIGHEST_RATIO * packed:
            raise _too_much(self.path, f"{name} unpacks {packed:,} bytes to {len(data):,}")
        return data

    def check(self) -> None:
        """Unpack every part once and throw it away: for programs that have no limits of their own.

        Raises:
            UnreadableInputError: as `read`; also where all parts together are too large.
        """
        total = 0
        for name in sorted(self._names):
            if not name.endswith("/"):
                total += len(self.read(name) or b"")
            if total > _LARGEST_WHOLE:
                raise _too_much(self.path, f"its archive unpacks to more than {_LARGEST_WHOLE:,} bytes")


def xml_events(path: str, name: str, data: bytes, handle: Callable[[str, Any], None]) -> None:
    """Parse XML as a stream, and hand each start and end of an element to `handle`.

    No entity is resolved, no DTD accepted, nothing fetched, nothing nested deeper than libxml2 allows
    by default.

    Args:
        path: the document, for messages.
        name: the part of it that `data` is.
        data: XML in any encoding that it declares.
        handle: called with `start` or `end` and the lxml element.

    Raises:
        UnreadableInputError: no well-formed XML, or it declares a document type (ECMA-376 part 2 §9.1.1.6
            forbids that; billion laughs and XXE need it).
    """
    # imported late for start-up time; lxml ships no types
    from lxml import etree  # noqa: PLC0415

    events: Iterator[tuple[str, Any]] = etree.iterparse(
        io.BytesIO(data),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        first = True
        for event, element in events:
            if first and _declares_type(element):
                raise UnreadableInputError(
                    path,
                    f"{name} declares a document type, which no office program writes (an entity bomb?)",
                    "open it in an office program and save it anew",
                )
            first = False
            handle(event, element)
    except etree.XMLSyntaxError as error:
        raise UnreadableInputError(
            path,
            f"{name} is not well-formed XML ({error.msg})",
            "open it in an office program and save it anew",
        ) from error


def _declares_type(root: Any) -> bool:
    return root.getroottree().docinfo.internalDTD is not None


def _too_much(path: str, what: str) -> UnreadableInputError:
    return UnreadableInputError(
        path, f"{what}, more than a document can hold (a ZIP bomb?)", "look where it is from"
    )


def _old_or_encrypted(path: str, data: bytes) -> UnreadableInputError:
    """Office puts encrypted documents into the container of its formats before 2007 ([MS-OFFCRYPTO] §2.3)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableInputError(
            path, "it is encrypted with a password", "save a copy without the password"
        )
    return UnreadableInputError(path, "this is a document of Word 97 to 2003", "save it as .docx")
