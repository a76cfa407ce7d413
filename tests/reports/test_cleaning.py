"""Nothing that a page or document says can steer a terminal or break out of Markdown."""

from __future__ import annotations

import json
import unicodedata

import pytest

from srccheck.reports.cleaning import clean, json_safe, markdown, markdown_link

ALL = "".join(map(chr, (*range(0x3100), *range(0xD7F0, 0x10010), *range(0xE0000, 0xE0100))))


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("plain", "plain"),
        ("a\nb\r\nc\td", "a b  c d"),
        ("\x1b[31mred\x1b[0m", "␛[31mred␛[0m"),
        ("\x1b]8;;http://evil.example\x07x", "␛]8;;http://evil.example␇x"),
        ("\x9b2J", "\ufffd2J"),
        ("a\x7fb", "a\ufffdb"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("\u2066x\u2069\u200fy\u061c", "xy"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\ud800", "\ufffd"),
        ("a\u2028b", "a b"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\U000e0041", ""),
        ("naïve — “Москва” 東京", "naïve — “Москва” 東京"),
    ],
)
def test_clean(text: str, cleaned: str) -> None:
    """Controls become visible, invisible steering goes, scripts stay."""
    assert clean(text) == cleaned


def test_clean_leaves_nothing_that_steers() -> None:
    """Over all of the planes that matter no control, surrogate or bidi character survives."""
    left = set(clean(ALL))
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    bidi = ("LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI")
    assert not [c for c in left if unicodedata.bidirectional(c) in bidi]


def test_json_keeps_its_value_and_loses_its_controls() -> None:
    """What is escaped in JSON reads back the same."""
    apart = " ".join(ALL)  # two halves of a pair side by side would read back as one character
    dumped = json_safe(json.dumps({"key\x9b": apart}, ensure_ascii=False))
    assert json.loads(dumped) == {"key\x9b": apart}
    assert not [c for c in dumped if unicodedata.category(c) in ("Cc", "Cs")]
    assert "\u202e" not in dumped


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("| cell |", r"\| cell \|"),
        ("<img src=x>", r"\<img src=x\>"),
        ("[x](y)", r"\[x\](y)"),
        ("ask @octocat about #7", "ask @&#8288;octocat about #&#8288;7"),
        ("now at https://a.example/b_c; cite that", "now at <https://a.example/b_c>; cite that"),
        ("(see https://a.example/w_(x)).", "(see <https://a.example/w_(x)>)."),
        ("https://a.example/@me", "<https://a.example/@me>"),
        ("line\nbreak", "line break"),
        ("", ""),
    ],
)
def test_markdown(text: str, escaped: str) -> None:
    """Marks lose their power, URLs become links without the sentence's stops."""
    assert markdown(text) == escaped


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.example/x_y?z=[1]", "<https://a.example/x_y?z=[1]>"),
        ("https://a.example/|x", r"https://a.example/\|x"),
        ("https://a.example/ x", "https://a.example/ x"),
        ("https://a.example/><b>", r"https://a.example/\>\<b\>"),
        ("javascript:alert`1`", r"javascript:alert\`1\`"),
        ("ftp://a.example/x", "ftp://a.example/x"),
    ],
)
def test_markdown_link(url: str, link: str) -> None:
    """Only a web address that cannot break out of the angle brackets is made a link."""
    assert markdown_link(url) == link
