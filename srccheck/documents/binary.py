"""What bytes are when they are no text."""

from __future__ import annotations

from pathlib import PurePath

__all__ = ["binary_kind", "promised_kind"]

# From the formats' own specifications, as collected in `file`'s magic database
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"%PDF-", "a PDF document"),
    (0, b"\xef\xbb\xbf%PDF-", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive (as .docx, .odt and .epub are)"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (0, b"\xff\xd8\xff", "a JPEG image"),
    (0, b"GIF87a", "a GIF image"),
    (0, b"GIF89a", "a GIF image"),
    (8, b"WEBP", "a WebP image"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (0, b"\x1f\x8b\x08", "a gzip file"),
    (0, b"BZh9", "a bzip2 file"),
    (0, b"\xfd7zXZ\x00", "an xz file"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard file"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document (.doc)"),
    (0, b"SQLite format 3\x00", "an SQLite database"),
    (0, b"\x7fELF", "a program"),
    (4, b"ftyp", "a video or HEIF image"),
    (0, b"{\\rtf", "an RTF document"),
)
# Names that promise something other than text; a text under such a name is not what it says
_PROMISED = {
    ".pdf": "a PDF document",
    ".docx": "a Word document",
    ".doc": "a Word document",
    ".odt": "an OpenDocument text",
    ".epub": "an EPUB book",
    ".zip": "a ZIP archive",
    ".gz": "a gzip file",
    ".png": "a PNG image",
    ".jpg": "a JPEG image",
    ".jpeg": "a JPEG image",
    ".gif": "a GIF image",
    ".webp": "a WebP image",
}


def binary_kind(data: bytes) -> str | None:
    """What a file's first bytes say that it is; None for what may be text."""
    return next((kind for at, magic, kind in _MAGIC if data.startswith(magic, at)), None)


def promised_kind(name: str) -> str | None:
    """What a file's name says that it is, where that is no text; else None."""
    return _PROMISED.get(PurePath(name).suffix.lower())
