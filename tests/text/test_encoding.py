"""Encodings: told by a mark, by validity, or by detection."""

from __future__ import annotations

import pytest

from srccheck.text.encoding import decode

RUSSIAN = [
    "Привет, мир",
    "Дата обращения: 12.03.2020. Иванов И. И. Статья // Журнал",
    "СССР И РФ",
    "см. там же",
    "В 2019 году (с. 5): «Москва»",
]
TURKISH = [
    "şu ılık İzmir ağacı",
    "Erişim Tarihi: 12.03.2020, Çağrı Ünal",
    "İstanbul'da bir iş günü",
    "Bkz. Yıldız, “Dış Politika”",
]
LATIN = ["café", "Größe und Maß", "Señor Nuñez dijo «sí»", "Ünlü"]


@pytest.mark.parametrize("text", RUSSIAN)
def test_short_russian_in_cp1251(text: str) -> None:
    """Few words of Russian, as old Windows wrote them."""
    decoded = decode(text.encode("cp1251"))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.basis, decoded.invalid) == (text, "cp1251", "detected", 0)


@pytest.mark.parametrize("text", TURKISH)
def test_short_turkish_in_cp1254(text: str) -> None:
    """Few words of Turkish, as old Windows wrote them."""
    decoded = decode(text.encode("cp1254"))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.basis) == (text, "cp1254", "detected")


@pytest.mark.parametrize("text", LATIN)
def test_latin_1(text: str) -> None:
    """Western European letters."""
    decoded = decode(text.encode("latin-1"))
    assert decoded is not None
    assert (decoded.text, decoded.encoding) == (text, "latin-1")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("“Zitat” – so", "cp1252"),
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Привет, мир, как дела", "koi8_r"),
        ("这是一个关于中国外交政策的文章，发表在北京。", "gb18030"),
    ],
)
def test_other_encodings(text: str, encoding: str) -> None:
    """What charset-normalizer tells, and what letters tell."""
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded.text == text
    assert decoded.encoding == encoding


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["Plain words.\n", "Привет, мир", "Ağaç ve ışık", "日本語の文章です。"])
def test_byte_order_marks(text: str, encoding: str) -> None:
    """A mark decides, and is no part of the text."""
    decoded = decode(("\ufeff" + text).encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.basis) == (text, encoding, "bom")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", ["Plain words.\n", "Привет", "Привет, мир, и вот.", "Ağaç ve ışık", "x"])
def test_utf_16_without_a_mark(text: str, encoding: str) -> None:
    """The high bytes lie close together."""
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert (decoded.text, decoded.encoding, decoded.basis) == (text, encoding, "detected")


def test_utf_8() -> None:
    """Valid UTF-8 is UTF-8, empty and plain ASCII text too."""
    for text in ("", "words", "слова ve ışık ☃ 😀"):
        decoded = decode(text.encode())
        assert decoded is not None
        assert (decoded.text, decoded.encoding, decoded.basis) == (text, "utf-8", "utf-8")


def test_a_few_spoilt_bytes_leave_utf_8() -> None:
    """One broken character in a long text is counted, not taken for another encoding."""
    decoded = decode("Слова, много слов подряд. ".encode() * 3 + b"\xff\xfe end \xd0")
    assert decoded is not None
    assert (decoded.encoding, decoded.invalid) == ("utf-8", 2)
    assert decoded.text.startswith("Слова")


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\x03" * 50,
        bytes(range(256)) * 8,
        b"abc\x00\xff\x00\x10def" * 9,
        b"\x13" * 40,
        b"\x12\x04" * 8,
        b"\x11\x03\x0e\x1d" * 5,
        bytes([5, 18, 6, 20, 32, 13, 10, 9] * 500),
    ],
)
def test_no_text(data: bytes) -> None:
    """Controls throughout make no text."""
    assert decode(data) is None


def test_half_a_character_at_the_end_of_utf_16() -> None:
    """A cut-off file still reads."""
    decoded = decode("words here".encode("utf-16-le") + b"\x41")
    assert decoded is not None
    assert decoded.text == "words here"


def test_sample_is_bounded_in_long_ascii() -> None:
    """One byte beyond ASCII after megabytes without: found, and in linear time."""
    decoded = decode(b"plain words " * 500_000 + "şık ılık ağaç".encode("cp1254"))
    assert decoded is not None
    assert decoded.text.endswith("ılık ağaç")
