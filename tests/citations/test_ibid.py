"""Back-references and what they stand for."""

from __future__ import annotations

import pytest

from srccheck.citations import parse_citations, resolve
from srccheck.citations.ibid import short_form
from srccheck.model import Location, Note, PlacedText
from srccheck.text.wordlists import table


def notes(*texts: str, kind: str = "footnote") -> tuple[Note, ...]:
    return tuple(
        Note(
            id=f"n{number}",
            marker=str(number),
            number=number,
            kind=kind,
            text=text,
            location=Location(line=number),
            citations=parse_citations(PlacedText.of(text, line=number), note_id=f"n{number}"),
        )
        for number, text in enumerate(texts, 1)
    )


def targets(*texts: str) -> list[str | None]:
    return [c.refers_to for note in resolve(notes(*texts)) for c in note.citations]


LEE = "Ann Lee, On Power and Water, London, Big House, 2010."
LEE2 = "Ann Lee, A History of Bread, London, Big House, 2012."
POE = "Bo Poe, On Wires, Boston, Big House, 2011."


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((LEE, "Ibid., p. 4."), [None, "n1.1"]),
        ((LEE, "Ibid.", "Ibid., 5."), [None, "n1.1", "n1.1"]),
        (
            (LEE, "This is only a remark, and it goes on for a good while without a source.", "Ibid."),
            [None, "n1.1"],
        ),
        ((f"{LEE[:-1]}; {POE}", "Ibid."), [None, None, None]),
        ((f"{LEE[:-1]}; ibid., p. 5.",), [None, "n1.1"]),
        (("Ibid.",), [None]),
        ((LEE, POE, "Lee, op. cit., p. 3."), [None, None, "n1.1"]),
        ((LEE, LEE2, "Lee, op. cit., p. 3."), [None, None, None]),
        ((LEE, LEE2, "Lee, History of Bread, cit., p. 3."), [None, None, "n2.1"]),
        ((LEE, POE, "Lee (n 1) 45."), [None, None, "n1.1"]),
        ((LEE, POE, "Supra note 2, at 5."), [None, None, "n2.1"]),
        ((f"{LEE[:-1]}; {POE}", "Poe, supra note 1, p. 4."), [None, None, "n1.2"]),
        ((LEE, "Lee (n 7) 45."), [None, None]),
        ((LEE, POE, "Ann Lee, On Power, p. 9."), [None, None, "n1.1"]),
        ((LEE, "A.g.e., s. 12."), [None, "n1.1"]),
    ],
)
def test_resolve(texts, expected):
    """A back-reference is resolved when exactly one source can be meant, and left open otherwise."""
    assert targets(*texts) == expected


def test_short_forms_are_marked():
    """Resolved or not, a back-reference is marked, copies no link and no field but its page."""
    first, second = resolve(notes("Ann Lee, On Power, London, 2010, http://a.example/.", "Ibid., p. 4."))
    (source,), (reference,) = first.citations, second.citations
    assert (source.short_form, reference.short_form) == (False, True)
    assert (reference.links, reference.csl.title, reference.csl.page) == ((), None, "4")
    assert all(c.short_form for c in resolve(notes("Ibid."))[0].citations)


def test_links_in_running_text_do_not_count():
    """An inline link is not the note before."""
    inline = notes("Ann Lee, On Power, London, 2010, http://a.example/.", kind="inline")
    (ibid,) = notes("Ibid.")
    assert resolve((*inline, ibid))[1].citations[0].refers_to is None


@pytest.mark.parametrize("word", sorted({w for words in table("ibid_words")["same"].values() for w in words}))
def test_every_word_for_the_same(word):
    """Each word of the table stands for the source before."""
    assert short_form(f"{word.capitalize()}., p. 12.").kind in ("same", "work")


@pytest.mark.parametrize(
    "word", sorted({w for words in table("ibid_words")["author"].values() for w in words})
)
def test_every_word_for_the_author(word):
    """Each word of the table, with a page and nothing else, stands for the source before."""
    assert short_form(f"{word}., p. 12.").kind == "same"


@pytest.mark.parametrize("word", sorted({w for words in table("ibid_words")["work"].values() for w in words}))
def test_every_word_for_a_work(word):
    """Each word of the table, behind an author, stands for an earlier work."""
    form = short_form(f"Lee, {word}, p. 12.")
    assert (form.kind, form.lead) == ("work", "Lee")


@pytest.mark.parametrize("word", sorted({w for words in table("ibid_words")["note"].values() for w in words}))
def test_every_word_for_a_note(word):
    """Each word of the table, in brackets and with a number, points to a note."""
    form = short_form(f"Lee ({word} 12), p. 3.")
    assert (form.kind, form.number) == ("note", 12)


@pytest.mark.parametrize(
    "text",
    [
        "Idem, A New Book, London, 2010.",
        "Age of the Earth, 2007",
        "Sama kirja, Helsinki 2010",
        "Ann Lee, On Power, 2010, https://a.example/ibid",
        "Lee n 12 in the list of things",
        "x" * 300,
    ],
)
def test_no_short_forms(text):
    """A citation that names its source is none, whatever words it begins with."""
    assert short_form(text) is None


@pytest.mark.parametrize("text", ["Hervorhebung im Original", "Lee, im vierten Kapitel", "Kovács im Jahr"])
def test_small_words_refer_to_nothing(text):
    """German `im` is no back-reference, Hungarian `i. m.` is one."""
    assert short_form(text) is None
    assert short_form("Kovács, i. m., 12.").kind == "work"


def test_a_chinese_author_cited_again():
    """The whole name, which has no space, finds the author."""
    assert targets("王启方, “标题”, 2020, http://a.example/", "王启方, op. cit., p. 4.") == [None, "n1.1"]
