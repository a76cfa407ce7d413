"""From bytes to characters: which encoding a document is in, and what tells it."""

from __future__ import annotations

import codecs
import re

from attrs import frozen

__all__ = ["Decoded", "decode"]


@frozen(kw_only=True)
class Decoded:
    """A text and how its bytes were read.

    Attributes:
        text: the characters, without a byte order mark.
        encoding: `utf-8`, `utf-16-le`, `utf-16-be`, `cp1251`, `cp1254`, `latin-1`, …
        basis: `bom`, `utf-8` (the bytes are valid UTF-8) or `detected`.
        invalid: how many stretches of bytes could not be read and stand as U+FFFD.
    """

    text: str
    encoding: str
    basis: str
    invalid: int = 0


# the longer marks first: the one of UTF-32-LE begins with the one of UTF-16-LE
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 32_768
_A_FEW = 20
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32)])
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_RUN = re.compile(rb"[\x80-\xff]{2,}")
# letters of Polish, Czech and their like behind a letter, where Latin-1 has signs or nothing
_CENTRAL = re.compile(rb"[A-Za-z\xc0-\xff][\x9a\x9d-\x9f\xa3\xa5\xb3\xb9\xbc\xbe\xbf]")
_C1 = re.compile(rb"[\x80-\x9f]")
_REPLACED = re.compile("\ufffd+")
_CYRILLIC_WORD = re.compile("[А-Яа-яЁёІіЇїЄєҐґЎўЂ-Џђ-џ’'-]{2,}")
_MIXED_SCRIPT = re.compile("[A-Za-z][А-яЂ-џ]|[А-яЂ-џ][A-Za-z]")
_MIXED_CASE = re.compile("[а-яё][А-ЯЁ]")
_TURKISH = re.compile("[ğĞşŞıİ]")
# Icelandic and Faroese use the same bytes for other letters, in the company of these
_NOT_TURKISH = re.compile("[áéíóúæåøñãõ]", re.IGNORECASE)
_LIBRARY_SET = (
    "cp1251 cp1254 cp1252 latin_1 koi8_r cp866 cp1250 cp1253 cp1255 cp1256 cp1257 "
    "shift_jis euc_jp gb18030 big5 cp949"
)
_LATIN = frozenset({"cp1250", "cp1252", "cp1254", "cp1257", "latin_1"})


def decode(data: bytes, *, declared: str | None = None) -> Decoded | None:
    """Read bytes as text; None where no encoding makes text of them.

    A byte order mark decides; then valid UTF-8; then what the document declares; then UTF-16 that shows
    its zero bytes; then UTF-8 of which little is spoilt; the rest is charset-normalizer's, with a check of
    our own on short Russian and Turkish texts, which it takes for others.

    Args:
        data: the whole file.
        declared: the encoding that the document names (as Python calls it), or None.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _replacing(data[len(mark) :], encoding, "bom")
    if _has_controls(data[:_SAMPLE]):
        return _utf16(data)
    try:
        return Decoded(text=data.decode("utf-8"), encoding="utf-8", basis="utf-8")
    except UnicodeDecodeError:
        pass
    if declared:
        return _replacing(data, declared, "declared")
    mended = _replacing(data, "utf-8", "utf-8")
    if _is_spoilt_utf8(mended, data):
        return mended
    detected = _detect(_sample(data))
    return _replacing(data, detected, "detected") if detected else None


def _has_controls(head: bytes) -> bool:
    """Zeros, or other controls in every tenth place: no encoding of single bytes looks like that."""
    return b"\0" in head or len(head.translate(None, _CONTROLS)) * 10 < len(head) * 9


def _replacing(data: bytes, encoding: str, basis: str) -> Decoded:
    try:
        return Decoded(text=data.decode(encoding), encoding=encoding, basis=basis)
    except UnicodeDecodeError:
        text = data.decode(encoding, errors="replace")
    invalid = sum(1 for _ in _REPLACED.finditer(text))
    return Decoded(text=text, encoding=encoding, basis=basis, invalid=invalid)


def _is_spoilt_utf8(mended: Decoded, data: bytes) -> bool:
    """Ten sound characters beyond ASCII for each spoilt stretch: chance gives no such bytes."""
    high = sum(1 for _ in _HIGH.finditer(data[: 4 * _SAMPLE]))
    if high == 0 and len(data) > 4 * _SAMPLE:
        high = sum(1 for _ in _HIGH.finditer(_sample(data)))
    sound = sum(character > "\x7f" for character in mended.text) - mended.text.count("\ufffd")
    return high > 0 and sound >= 10 * mended.invalid


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: the high bytes of a text lie close together, and make letters of it."""
    head = data[: _SAMPLE & ~1]
    if b"\0" not in head and not _is_word(head):
        return None
    even, odd = head[0::2], head[1::2]
    big = (even.count(0), -len(set(even))) > (odd.count(0), -len(set(odd)))
    order = ("utf-16-be", "utf-16-le") if big else ("utf-16-le", "utf-16-be")
    for encoding in order:
        try:
            start = head.decode(encoding, errors="ignore")
            if _is_prose(start):
                return Decoded(
                    text=data[: len(data) & ~1].decode(encoding), encoding=encoding, basis="detected"
                )
        except UnicodeDecodeError:
            continue
    return None


def _is_word(head: bytes) -> bool:
    """One word may do without the zero that every space, digit and line end has; all high bytes are equal."""
    halves = set(head[0::2]), set(head[1::2])
    return len(head) <= 2 * _A_FEW and min(map(len, halves)) == 1 < max(map(len, halves))


def _is_prose(text: str) -> bool:
    """Letters, digits and spaces nearly throughout, in few scripts, and no controls."""
    if any(character < "\t" or "\x0e" <= character < " " for character in text):
        return False
    if len(text) > _A_FEW and not any(character.isspace() for character in text):
        return False
    plain = sum(character.isalnum() or character.isspace() for character in text)
    blocks = {ord(character) >> 8 for character in text if character.isalpha()}
    return plain * 4 >= len(text) * 3 and len(blocks) * 4 <= len(text) + 4


def _sample(data: bytes) -> bytes:
    """Stretches with bytes beyond ASCII, up to 32 KiB: what a detector can learn from."""
    parts: list[bytes] = []
    size = at = 0
    while size < _SAMPLE and (match := _HIGH.search(data, at)) is not None:
        part = data[max(at, match.start() - 100) : match.start() + 400]
        parts.append(part)
        size += len(part)
        at = match.start() + 400
    return b"\n".join(parts)


def _detect(sample: bytes) -> str | None:
    """The encoding of bytes that are no UTF-8."""
    by_letters = _cyrillic(sample) or _turkish(sample)
    if by_letters:
        return by_letters
    # imported late for start-up time: most documents are UTF-8
    from charset_normalizer import from_bytes  # noqa: PLC0415

    best = from_bytes(sample, cp_isolation=_LIBRARY_SET.split()).best()
    if best is None:
        return None
    if best.encoding not in _LATIN:
        return best.encoding
    # it takes short Western texts for Central European ones
    if best.encoding in ("cp1250", "cp1257") and _CENTRAL.search(sample):
        return best.encoding
    return "cp1252" if _C1.search(sample) else "latin-1"


def _mostly_runs(sample: bytes) -> bool:
    """Words wholly beyond ASCII, as in Cyrillic, Greek, Arabic or Chinese; Latin letters stand singly."""
    high = sum(1 for _ in _HIGH.finditer(sample))
    return sum(len(run) for run in _HIGH_RUN.findall(sample)) * 2 > high


def _cyrillic(sample: bytes) -> str | None:
    """cp1251 (or KOI8-R) where it gives Cyrillic words of sane case: short texts mislead statistics."""
    if not _mostly_runs(sample):
        return None
    for encoding in ("cp1251", "koi8_r"):
        text = sample.decode(encoding, errors="replace")
        words = _CYRILLIC_WORD.findall(text)
        high = sum(character > "\x7f" for character in text)
        # KOI8-R read as cp1251 has its capitals and small letters exchanged: пРИВЕТ
        odd = sum(1 for word in words if _MIXED_CASE.search(word))
        odd += 2 * sum(1 for _ in _MIXED_SCRIPT.finditer(text))
        if odd * 5 <= len(words) and sum(len(word) for word in words) * 20 >= high * 17:
            return encoding
    return None


def _turkish(sample: bytes) -> str | None:
    """cp1254 where the six bytes of its own occur, and letters foreign to Turkish do not."""
    text = sample.decode("cp1254", errors="replace")
    own = sum(1 for _ in _TURKISH.finditer(text))
    foreign = sum(1 for _ in _NOT_TURKISH.finditer(text))
    if own and not _mostly_runs(sample) and own > 2 * foreign:
        return "cp1254"
    return None
