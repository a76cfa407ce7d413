"""Every format of the registry on bad input: a Document or an UnreadableInputError, never anything else."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from srccheck import Settings, extract
from srccheck.documents import REGISTRY, take
from srccheck.documents.pandoc_run import find_pandoc
from srccheck.errors import UnreadableInputError
from srccheck.extraction import extract_here
from srccheck.model import Document
from tests.documents.every_reader import NESTED, SOUND, SUFFIXES

FORMATS = [form.name for form in REGISTRY.formats]
PANDOC = {"odt", "epub", "rtf", "rst", "latex", "org", "jats", "asciidoc"}
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
ENTITIES = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&l9;&x;</a>'

quick = settings(
    derandomize=True, max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def here(data: bytes, name: str) -> Document:
    return extract_here("document", take(data, name=name))


def read(data: bytes, name: str, extract: Callable[[bytes, str], Document] = here) -> Document | None:
    """The document; None where it is refused in words."""
    try:
        document = extract(data, name)
    except UnreadableInputError as error:
        refusal = error
        document = None
    if document is None:
        assert (refusal.path, bool(refusal.why), bool(refusal.remedy)) == (name, True, True)
        return None
    assert isinstance(document, Document)
    document.to_dict()
    return document


def formats(*, without: frozenset[str] = frozenset()) -> list[object]:
    """The formats, those marked that need a program."""
    none = pytest.mark.skipif(find_pandoc() is None, reason="there is no pandoc here (extra: pandoc)")
    names = [name for name in FORMATS if name not in without]
    return [pytest.param(name, marks=none) if name in PANDOC else name for name in names]


def test_every_format_has_its_samples():
    """A new format brings its documents for these tests."""
    assert set(SOUND) == set(NESTED) == set(FORMATS)


@pytest.mark.parametrize("name", formats())
def test_sound(name):
    """The sample is one: it has notes, and is known for what it is."""
    document = read(SOUND[name], f"a{SUFFIXES[name]}")
    assert document is not None
    assert (document.format, bool(document.notes)) == (name, True)


@pytest.mark.parametrize("name", formats())
def test_truncated(name):
    """Cut off at ten places."""
    data = SOUND[name]
    for tenth in range(10):
        read(data[: len(data) * tenth // 10], f"a{SUFFIXES[name]}")


@pytest.mark.parametrize("name", formats())
def test_spoilt(name):
    """Some bytes changed, some lost, some doubled."""
    chance = random.Random(name)
    for _ in range(10):
        read(mutated(SOUND[name], chance), f"a{SUFFIXES[name]}")


def mutated(data: bytes, chance: random.Random) -> bytes:
    """A document after an accident or three."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.randint(0, 200))
        piece = chance.choice(
            (
                b"",
                data[start:end] * 2,
                chance.randbytes(end - start),
                chance.choice([b"\0", b"\xff", b"<", b"{"]),
            )
        )
        data = data[:start] + piece + data[end:]
    return data


@pytest.mark.parametrize("name", formats())
@pytest.mark.parametrize("size", [0, 1, 100, 20_000])
def test_random_bytes(name, size):
    """Noise under every name; and noise behind the first bytes of a sound document."""
    noise = random.Random(size).randbytes(size)
    read(noise, f"a{SUFFIXES[name]}")
    read(SOUND[name][:12] + noise, f"a{SUFFIXES[name]}")


@pytest.mark.parametrize("name", formats())
def test_mislabelled(name):
    """Every other document under this name: what it is, or why it is refused."""
    for other, data in SOUND.items():
        if other in PANDOC and find_pandoc() is None:
            continue
        document = read(data, f"a{SUFFIXES[name]}")
        if document is not None and other not in PANDOC:
            assert document.format in (name, other)


@pytest.mark.parametrize("name", formats())
def test_deeply_nested(name):
    """Up to a hundred thousand levels of whatever the format nests; pandoc would take minutes for some."""
    limits = Settings(read_time_limit_s=2)
    read(NESTED[name], f"a{SUFFIXES[name]}", lambda data, name: extract(data, name=name, settings=limits))


@pytest.mark.parametrize("name", formats())
def test_entities(name):
    """Billion laughs and external entities are never resolved, whatever the document is called."""
    document = read(ENTITIES.encode(), f"a{SUFFIXES[name]}")
    shown = str(document.to_dict()) if document else ""
    assert "root:" not in shown
    assert "hahaha" not in shown


WORDS = {
    "text": ["[1]", "1.", "\f", "\n", " ", "¹", "Notes", "Ibid.", "(accessed 3 May 2020)"],
    "markdown": [
        "[^1]", "[^1]: ", "^[", "]", "](", "[a]: ", "> ", "- ", "    ", "```", "---\n", "<b>", "|", "\\",
    ],
    "html": [
        "<p>", "</p>", "<sup>", "</sup>", "<a href='#1' id=r>", "</a>", "<ol>", "<li id=1>", "<!--", "-->",
        "<span class=Z3988 title='", "'>", "<base href=b>", "&amp;", "&#0;", "<table>", "<td>",
        "<aside role=doc-footnote>",
    ],
    "wikitext": [
        "<ref>", "<ref name=a>", "<ref name=a/>", "</ref>", "{{cite web|", "}}", "|url=", "[[", "]]", "{|",
        "[http://a.b ", "]", "==", "|}", "<nowiki>", "</nowiki>", "<!--", "-->", "''",
    ],
    "bibtex": ["@book{", "@string{", "a,", "title", "=", "{", "}", '"', "#", "url=", "%", "\\'e"],
    "ris": ["TY  - JOUR", "TI  - a", "UR  - ", "Y2  - 2020/01/", "ER  - ", "\n", "\r\n", "AU  - "],
    "csl-json": [
        "[", "{", '"type":"book"', '"URL":', '"a"', ",", "}", "]", '"issued":{"date-parts":[[', "null",
    ],
}  # fmt: skip
ALWAYS = [
    "https://a.example/b",
    "“T”",
    "A. Author",
    "ж",
    "\u202e",
    "\x00",
    "\ufeff",
    "\ud83d\ude00",
    "12",
    "\n",
    " ",
]


@quick
@given(st.sampled_from(sorted(WORDS)), st.data())
def test_words_of_a_format_in_any_order(name, data):
    """The marks of a format, thrown together."""
    word = st.sampled_from(WORDS[name] + ALWAYS) | st.text(max_size=5)
    text = "".join(data.draw(st.lists(word, max_size=40)))
    read(text.encode("utf-8", "replace"), f"a{SUFFIXES[name]}")


@quick
@given(st.sampled_from(sorted(WORDS)), st.binary(max_size=300))
def test_any_bytes(name, data):
    """Whatever the bytes."""
    read(data, f"a{SUFFIXES[name]}")
