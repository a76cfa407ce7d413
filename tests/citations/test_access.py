"""Access dates and the words beside them."""

from __future__ import annotations

import pytest

from srccheck.citations import parse_note_text
from srccheck.text.wordlists import fold, table

URL = "https://a.example/x"


def accessed(text: str):
    (citation,) = parse_note_text(text)
    return citation.accessed


@pytest.mark.parametrize(
    ("text", "date"),
    [
        (f"“T”, News, {URL} (accessed 20 July 2025).", "2025-07-20"),
        (f"Lee, A. (2020). On power. Retrieved July 20, 2025, from {URL}", "2025-07-20"),
        (f"“T”, News, 1 May 2020. [Online]. Available: {URL}. Accessed: Jul. 20, 2025.", "2025-07-20"),
        (f"Lee: „T“. {URL} (letzter Zugriff am 20. Juli 2025).", "2025-07-20"),
        (f"Lee: „T“. {URL}, Stand: 20.07.2025.", "2025-07-20"),
        (f"« T », Journal, {URL}, consulté le 20 juillet 2025.", "2025-07-20"),
        (f"LEE, A. T. Disponible en: {URL} [consulta: 20 de julio de 2025]", "2025-07-20"),
        (f"LEE, A. T. Disponível em: {URL}. Acesso em: 20 jul. 2025.", "2025-07-20"),
        (f"“T”, {URL} (ultimo accesso: 20 luglio 2025).", "2025-07-20"),
        (f"“T”, Gazete, {URL}, (E.T. 20.07.2025).", "2025-07-20"),
        (f"“T”, Gazete, {URL} (20.07.2025 tarihinde erişildi).", "2025-07-20"),
        (f"(Çevrimiçi) {URL}, 20 Temmuz 2025.", "2025-07-20"),
        (f"Лі А. Т. URL: {URL} (дата обращения: 20.07.2025).", "2025-07-20"),
        (f"“T” [na:] {URL}, dostęp w dniu 20 lipca 2025 r.", "2025-07-20"),
        (f"LEE, A. T [online]. [cit. 2025-07-20]. Dostupné z: {URL}", "2025-07-20"),
        (f"王明: 标题[N/OL]. 日报, (2025-07-01)[2025-07-20]. {URL}", "2025-07-20"),
        (f"「題」 新聞 {URL} (2025年7月20日閲覧).", "2025-07-20"),
        (f"“T”, News, (20.07.2025), {URL}.", "2025-07-20"),
        (f"“T”, News, {URL}, accessed December 2023.", "2023-12"),
    ],
)
def test_access_dates(text, date):
    """With the words of many languages, before or behind the date, or by its place alone."""
    assert accessed(text).date.isoformat() == date


@pytest.mark.parametrize(
    "text",
    [
        f"“T”, News, 20 July 2025, {URL}.",
        f"“T”, News, (20.07.2025) {URL}.",
        f"“T”, News, (12 May 2020), {URL}.",
        f"“T”, (12 May 2020), {URL}.",
        f"“T” [12 May 2020]. {URL}",
        f"“T”, News, 1 May 2020, (20.07.2025), {URL}.",
        "“T”, News, (20.07.2025).",
        f"“T”, News, {URL} (дата обновления: 20.07.2025), 1 May 2020.",
        f"“T”, News, 2020, {URL}, 2021.",
        "Ann Lee, “T”, News, 20 July 2025, p. 3.",
        "Rossi, “T”, cit., 2010, p. 3.",
    ],
)
def test_other_dates_are_none(text):
    """A publication date, an update and a year are no access dates."""
    assert accessed(text) is None


def test_both_dates():
    """Publication and access date never change places."""
    (citation,) = parse_note_text(f"“T”, News, July 1, 2014, accessed July 22, 2014, {URL}.")
    assert citation.csl.issued.isoformat() == "2014-07-01"
    assert citation.accessed.raw == "accessed July 22, 2014"


def test_impossible_and_ambiguous():
    """An impossible date keeps its words; an ambiguous one its other reading."""
    impossible = accessed(f"“T”, News, {URL} (Access Date: 31.02.2025).")
    assert (impossible.date, impossible.raw) == (None, "Access Date: 31.02.2025")
    both = accessed(f"“T”, News, {URL}, accessed 03/04/2025.")
    assert both.ambiguous
    assert [d.isoformat() for d in both.alternatives] == ["2025-03-04"]


@pytest.mark.parametrize(
    "word", sorted({w for words in table("access_words")["before"].values() for w in words})
)
def test_every_word_before(word):
    """Each word of the table makes the date behind it an access date."""
    assert accessed(f"“T”, News, 1 May 2020, {URL} [{word}: 20.07.2025]").date.isoformat() == "2025-07-20"


@pytest.mark.parametrize(
    "word", sorted({w for words in table("access_words")["after"].values() for w in words})
)
def test_every_word_after(word):
    """Each word of the table makes the date before it an access date."""
    assert accessed(f"“T”, News, 1 May 2020, {URL} (20.07.2025 {word})").date.isoformat() == "2025-07-20"


@pytest.mark.parametrize("word", table("access_words")["linking"])
def test_every_linking_word(word):
    """Small words may stand between the access word and its date."""
    assert (
        accessed(f"“T”, News, 1 May 2020, {URL} (accessed {word} 20.07.2025)").date.isoformat()
        == "2025-07-20"
    )


@pytest.mark.parametrize("name", ["access_words", "ibid_words", "citation_words"])
def test_tables_are_folded(name):
    """A table's words are folded and without final marks, or they could never match."""

    def flat(value):
        return [w for inner in value.values() for w in flat(inner)] if isinstance(value, dict) else value

    assert all(word == fold(word) and word.strip() == word for word in flat(table(name)))
