"""Languages of titles and texts."""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from importlib.resources import files

import pytest

from srccheck.text.language_model import language_model
from srccheck.text.languages import kindred, text_language, title_language


@pytest.mark.parametrize(
    ("title", "tag", "basis"),
    [
        ("Η κυβέρνηση ανακοίνωσε νέα μέτρα", "el", "script"),
        ("Կառավարությունը նոր օրենք ընդունեց", "hy", "script"),
        ("მთავრობამ ახალი კანონი მიიღო", "ka", "script"),
        ("הממשלה אישרה את התקציב", "he", "script"),
        ("정부가 새 예산안을 발표했다", "ko", "script"),
        ("政府公布新预算", "zh", "script"),
        ("政府は新しい予算を発表した", "ja", "script"),
        ("トランプ大統領 会談", "ja", "script"),
        ("รัฐบาลประกาศงบประมาณใหม่", "th", "script"),
        ("Уряд ухвалив бюджет, їхні плани змінено", "uk", "script"),
        ("Ўрад прыняў бюджэт", "be", "script"),
        ("Влада је усвојила буџет за ђаке", "sr", "script"),
        ("Үкімет жаңа бюджетті қабылдады ұзақ", "kk", "script"),
        ("Правительство приняло новый бюджет", "ru", "model"),
        ("Правителството прие новия бюджет", "bg", "model"),
        ("Владата го усвои новиот буџет", "mk", "model"),
        ("حكومة جديدة في بيروت بعد الأزمة", "ar", "script"),
        ("دولت بودجه جدید را تصویب کرد", "fa", "model"),
        ("The Government Has Adopted a New Budget", "en", "model"),
        ("Die Regierung beschließt den Haushalt", "de", "model"),
        ("Le gouvernement adopte le budget", "fr", "model"),
        ("El Gobierno aprueba los presupuestos", "es", "model"),
        ("O Governo aprova o orçamento do Estado", "pt", "model"),
        ("Il governo approva la legge di bilancio", "it", "model"),
        ("Rząd przyjął projekt budżetu", "pl", "model"),
        ("Vláda schválila návrh rozpočtu", "cs", "model"),
        ("Hükümet yeni bütçeyi kabul etti", "tr", "model"),
        ("Hökumət yeni büdcəni qəbul etdi", "az", "model"),
        ("Azerbaycan prezidenti yeni qanunu imzaladı və xalqa müraciət etdi", "az", "model"),
        ("A kormány elfogadta a költségvetést", "hu", "model"),
        ("Chính phủ thông qua ngân sách mới", "vi", "model"),
    ],
)
def test_titles(title: str, tag: str, basis: str) -> None:
    """The script settles what it can, the model decides between the rest."""
    found = title_language(title)
    assert (found.tag, found.basis) == (tag, basis)
    assert found.confidence > 0.5


@pytest.mark.parametrize(
    "title",
    [
        "Israeli Parliament marks Azerbaijan Republic Day",
        "Kremlin Says Putin, Aliyev Discussed Nagorno-Karabakh",
        "Zelenskyy Meets Erdogan in Istanbul",
        "Azerbaijan Joins the Non-Aligned Movement",
        "Tbilisi Protests: What Georgia's Opposition Wants",
        "The Novaya Gazeta Affair and Russia's Press",
        "Eurasia’s Hinge: Azerbaijan’s Triangular Balancing Act",
        "Belarus: Lukashenka Tightens His Grip",
        "Iran: People and Society",
        "A Paper Nobody Wrote",
    ],
)
def test_english_with_foreign_names(title: str) -> None:
    """An English title is English whatever names it is full of."""
    assert title_language(title).tag == "en"


@pytest.mark.parametrize("title", ["", "   ", "2010/2311", "12/34 — 5", "…!?"])
def test_nothing_to_tell(title: str) -> None:
    """Without letters there is no language."""
    found = title_language(title)
    assert (found.tag, found.confidence) == ("und", 0.0)


def test_short_titles_are_unsure() -> None:
    """One name can be of any language, and the confidence says so."""
    assert title_language("Banja Luka").confidence < 0.9
    assert title_language("Iran").confidence < 0.6


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("Санкции против Deutsche Bank", "ru"),
        ("What «Правда» did not print about the war in the south", "en"),
        ("Интервью CEO компании «Bayraktar Baykar Makina» агентству Associated Press", "ru"),
    ],
)
def test_mixed_scripts(title: str, tag: str) -> None:
    """Latin names stand in titles of every script; one word in another script stays a quotation."""
    assert title_language(title).tag == tag


def test_many_scripts_and_none_that_decides() -> None:
    """A title of single letters of four scripts has some language, and little confidence."""
    assert title_language("ω א 한 д").confidence < 0.8


def test_the_south_slavs_are_a_group() -> None:
    """Croatian, Bosnian and Serbian in Latin letters are named as one of them, and known as kin."""
    found = title_language("Vlada je usvojila novi zakon o državnom proračunu")
    assert kindred(found.tag) == kindred("hr") == kindred("bs") == kindred("sr-Latn") == kindred("sr")
    assert found.confidence > 0.8
    assert title_language("Vlada je juče usvojila predlog zakona, saopšteno je uoči vikenda").tag != "sr"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("nb", "no", True),
        ("en-GB", "en", True),
        ("EN-us", "en", True),
        ("zh-Hans", "zh-TW", True),
        ("ru", "ru-Latn", False),
        ("ru-Latn", "ru-Latn", True),
        ("sr-Latn", "hr", True),
        ("sr-Latn-RS", "sr", True),
        ("de", "nl", False),
    ],
)
def test_kindred(one: str, other: str, same: bool) -> None:
    """Region and script make no other language, but romanised is not native."""
    assert (kindred(one) == kindred(other)) is same


def test_running_text() -> None:
    """Of a text the basis is the text, and a long one is read in three places."""
    russian = "Министры встретились в столице и обсудили новый договор о границе. "
    assert text_language(russian * 3).tag == "ru"
    assert text_language(russian * 3).basis == "text"
    assert text_language(russian * 5000 + "The end. " * 10).tag == "ru"
    assert text_language("The ministers met in the capital and spoke about the border. " * 3).tag == "en"
    assert text_language("").tag == "und"


def _table(name: str) -> list[list[str]]:
    text = files("srccheck.text").joinpath(f"data/{name}").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines() if not line.startswith("#")][1:]


@pytest.mark.parametrize("row", _table("language_letters.tsv"), ids=lambda row: row[1])
def test_every_row_of_letters(row: list[str]) -> None:
    """A title with the row's letters is in one of the row's languages, which the model knows."""
    script, letters, languages = row
    labels = language_model("cyrl" if script == "Cyrillic" else "arab").labels
    assert set(languages.split()) <= set(labels)
    base = {"Cyrillic": "нова", "Arabic": "من"}[script]
    for letter in letters:
        assert unicodedata.name(letter).startswith(script.upper())
        found = title_language(f"{base} {letter}{letter} {base}")
        assert {"ku": "sdh"}.get(found.tag, found.tag) in {*languages.split(), "und"}


def test_every_script() -> None:
    """Every range of the table is found by a title of its letters."""
    import tomllib

    source = files("srccheck.text").joinpath("data/language_scripts.toml").read_text("utf-8")
    for row in tomllib.loads(source)["script"]:
        for span in row["ranges"]:
            letter = chr(int(span.split("-")[0], 16))
            found = title_language(letter * 8)
            if row.get("tag"):
                assert (found.tag, found.basis) == (row["tag"], "script"), row["name"]
            else:
                assert found.basis != "script" or found.confidence, row["name"]
                assert language_model(row["group"]).labels


def test_probabilities_are_probabilities() -> None:
    """They sum to one, are in order, and keep to the languages that are asked about."""
    shares = language_model("latn").probabilities("Die Regierung", among={"de", "nl"})
    assert set(shares) == {"de", "nl"}
    assert sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


@pytest.mark.parametrize("group", ["latn", "cyrl", "arab", "deva"])
def test_what_reading_a_model_relies_on(group: str) -> None:
    """No n-gram is shorter than is looked for; of languages that are equally likely the order is settled."""
    model = language_model(group)
    assert {len(gram) for gram in model.weights} <= {2, 3, 4, 5}
    assert list(model.labels) == sorted(model.labels)


def test_import_reads_no_model() -> None:
    """Importing costs nothing: tables and models are read when first used."""
    code = (
        "import sys, srccheck.text.languages as l, srccheck.text.language_model as m\n"
        "assert m.language_model.cache_info().currsize == 0\n"
        "assert not {'numpy', 'anyascii', 'rapidfuzz'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
