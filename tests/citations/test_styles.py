"""Styles of many countries: what each sets where, and what must not be taken for something else."""

from __future__ import annotations

import pytest

from srccheck.citations import parse_note_text
from srccheck.citations.imprints import read_imprint, read_serial, without_numbers
from tests.citations.test_notes import fields

URL = "https://a.example/x"

STYLES = [
    (  # an imprint in brackets
        "Mia Roe, Harbour Lights (Oslo: Fjord Press, 2014), 31–33.",
        {
            "author": ["Roe"],
            "title": "Harbour Lights",
            "publisher": "Fjord Press",
            "publisher-place": "Oslo",
            "issued": "2014",
        },
    ),
    (
        "Mia Roe, The Law of Harbours (2nd edn, Fjord 2006) 45.",
        {"title": "The Law of Harbours", "publisher": "Fjord", "issued": "2006"},
    ),
    (
        "Mia Roe, “Piers,” in Ports and Towns, ed. Ole Dahl (Oslo: Fjord Press, 2014), 67–95.",
        {"container-title": "Ports and Towns", "editor": ["Dahl"], "publisher": "Fjord Press"},
    ),
    (
        "Charles H. Roe, Reading the Tide: A Commentary (Oslo: Fjord, 1992), 22.",
        {"author": ["Roe"], "title": "Reading the Tide: A Commentary", "publisher": "Fjord"},
    ),
    (  # law reviews set the journal between its numbers
        "Mia Q. Roe, The Shape of Ports, 112 Nw. L. Rev. 455 (2017).",
        {
            "author": ["Roe"],
            "title": "The Shape of Ports",
            "container-title": "Nw. L. Rev",
            "volume": "112",
            "page": "455",
            "issued": "2017",
        },
    ),
    (
        "Mia Roe, “The Harbour Trust” (2012) 57:4 Fjord LJ 745 at 750.",
        {
            "title": "The Harbour Trust",
            "container-title": "Fjord LJ",
            "volume": "57",
            "issue": "4",
            "issued": "2012",
        },
    ),
    (
        "Mia Roe, ‘Public Piers’ [2005] PL 440.",
        {"title": "Public Piers", "container-title": "PL", "issued": "2005"},
    ),
    (
        f"Mia Roe, Ministers Weigh Port Claim, Fjord Times (Oct. 3, 2018), {URL}.",
        {"author": ["Roe"], "title": "Ministers Weigh Port Claim", "issued": "2018-10-03"},
    ),
    (
        "Fatma Er, “Liman ve Şehir”, Deniz Dergisi 12/3 (2014), 55-78.",
        {"container-title": "Deniz Dergisi", "volume": "12", "issue": "3"},
    ),
    (  # authors parted by a stroke
        "Roe, Mia/Dahl, Ole (2015): Häfen und Zölle. In: Hafenblatt 22, S. 211–238.",
        {
            "author": ["Roe", "Dahl"],
            "title": "Häfen und Zölle",
            "container-title": "Hafenblatt",
            "issued": "2015",
        },
    ),
    (  # four capitals, in a list that shows the order
        "Contarato AAPF, Rocha EDM, Dahl O. Portos do norte. Cad Portos. 2011;19(2):212-9.",
        {
            "author": ["Contarato", "Rocha", "Dahl"],
            "title": "Portos do norte",
            "container-title": "Cad Portos",
        },
    ),
    (
        "Nordiska vatteninstitutet (2016): Vatten i norr. Uppsala: Fjord.",
        {"author": ["Nordiska vatteninstitutet"], "issued": "2016"},
    ),
    # scripts with their own commas and quotation marks
    (
        "王明：《港口史》，《航运研究》2019年第3期。",
        {"author": ["王明"], "title": "港口史", "container-title": "航运研究", "issued": "2019"},
    ),
    (
        "田中次郎『港湾法入門』（2014年）56頁。",
        {"author": ["田中次郎"], "title": "港湾法入門", "issued": "2014"},
    ),
    (
        "山田太郎, 鈴木花子. 港の利用行動. 港湾管理. 2015, vol. 58, no. 3, p. 201-210.",
        {"author": ["山田太郎", "鈴木花子"], "title": "港の利用行動"},
    ),
    ("أحمد محمود، تاريخ الميناء، القاهرة، 2009، ص 45.", {"title": "تاريخ الميناء", "issued": "2009"}),
    # a page is no year
    ("So auch BGH, Urteil – I ZR 1/08, NJW 2010, 2061.", {"issued": "2010"}),
]


@pytest.mark.parametrize(("text", "expected"), STYLES, ids=lambda v: str(v)[:40])
def test_styles(text, expected):
    """Fields stand where their style puts them."""
    got = fields(text)
    assert {key: got.get(key) for key in expected} == expected


ACCESS = [
    (f"Roe, Mia. 2021. Rising seas. Harbour Watch. {URL}. (14 May, 2022).", "2021", "2022-05-14"),
    (
        f"Mia Roe, ”Rising Seas”, Harbour Watch, mars 9, 2021, n.p. [citerad 14 maj 2022]. Online: {URL}.",
        "2021-03-09",
        "2022-05-14",
    ),
    (
        f"Roe M. Rising seas. Harbour Watch. 2021; published online March 9. {URL} (accessed May 14, 2022).",
        None,
        "2022-05-14",
    ),
    (f"“Havet stiger”, Fjordbladet, {URL} (noudettu 2.11.2023).", None, "2023-11-02"),
    (f'"הים עולה", עיתון הנמל, 5 במאי 2021, {URL} (אוחזר ב-10.5.2021).', "2021-05-05", "2021-05-10"),
    (f'"समुद्र", बंदरगाह, 5 मई 2021, {URL} (अभिगमन तिथि: 10 मई 2021).', "2021-05-05", "2021-05-10"),
    (f'"ทะเล", ข่าวท่าเรือ, 5 พฤษภาคม 2564, {URL} (สืบค้นเมื่อ 10 พฤษภาคม 2564).', "2021-05-05", "2021-05-10"),
    (
        f"«دریا»، روزنامه بندر، ۱۵ اردیبهشت ۱۴۰۰، {URL} (تاریخ دسترسی: ۱۴۰۰/۰۲/۲۰).",
        "2021-05-05",
        "2021-05-10",
    ),
]


@pytest.mark.parametrize(("text", "issued", "accessed"), ACCESS)
def test_dates_are_never_mixed_up(text, issued, accessed):
    """The date of publication and the date of access, in words, brackets and calendars of many countries."""
    got = fields(text)
    assert got["accessed"] == accessed
    assert issued is None or got["issued"] == issued
    assert got.get("issued") != accessed


def test_a_small_word_begins_no_source():
    """`; published online` goes on with the source before; `; see also` and `; de Vries` do not."""
    joined = f"Roe M. Seas. Watch. 2021; published online March 9. {URL}"
    apart = (
        f"Ann Roe, Seas, Oslo 2011; see also Bo Dahl, Tides, Lund 2012; de Vries, Winds, Leiden 2013, {URL}"
    )
    assert len(parse_note_text(joined)) == 1
    assert len(parse_note_text(apart)) == 3


@pytest.mark.parametrize(
    "text", ["Nature (Spring 2012)", "Nature (12 May 2012)", "Nature (2012)", "no bracket"]
)
def test_no_imprint(text):
    """Seasons, months and bare years name no publisher."""
    assert read_imprint(text) is None


@pytest.mark.parametrize("name", ["France 24", "Studio 54"])
def test_figures_that_belong_to_a_name(name):
    """A figure behind an outlet's name is a volume only where pages or an issue stand by it."""
    assert fields(f"Mia Roe, “Ports”, {name}, {URL}")["container-title"] == name


def test_serials_with_numbers():
    """Names of serials without their numbers."""
    found = without_numbers("Fjord Quarterly 7 ( ): 45–61")
    assert found is not None
    assert (found.name, found.volume, found.page) == ("Fjord Quarterly", "7", "45–61")
    assert without_numbers("Agenda 2030") is None
    assert read_serial(" 2017, Oslo 45") is None
