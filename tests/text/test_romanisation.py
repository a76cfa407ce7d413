"""Romanised titles."""

from __future__ import annotations

import pytest

from srccheck.text.languages import title_language
from srccheck.text.romanisation import BUCKETS, class_shares, hashed_ngrams, romanised_language


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("Pravitelstvo Rossii utverdilo novyy byudzhet na sleduyushchiy god", "ru-Latn"),
        ("Pravitelʹstvo Rossii utverdilo novyĭ bi͡udzhet na sledui͡ushchiĭ god", "ru-Latn"),
        ("Pravitelʹstvo Rossii utverdilo novyj bûdžet na sleduûŝij god", "ru-Latn"),
        ("pravitelstvo rossii utverdilo novyy byudzhet na sleduyushchiy god", "ru-Latn"),
        ("Prezident Azerbaydzhana Zayavil o Podpisanii Soglasheniya", "ru-Latn"),
        ("Na Urale Arestovali Syna Glavy Azerbaydzhanskoy Diaspory", "ru-Latn"),
        ("Uriad ukhvalyv novyi biudzhet, yakyi peredbachaie zbilshennia vydatkiv", "uk-Latn"),
        ("Urad Belarusi zatsverdziu novy byudzhet na nastupny hod", "be-Latn"),
        ("Pravitelstvoto prie noviya byudzhet za sledvashtata godina", "bg-Latn"),
        ("Ukimet zhanga byudzhetti bekitti, dep habarlaydy ministrlik", "kk-Latn"),
        ("Karravarutyuny hastatel e nor byujen hajord tarva hamar", "hy-Latn"),
        ("mtavrobam akhali biujeti daamtkitsa momdevno tslisatvis", "ka-Latn"),
        ("I kyvernisi enekrine ton neo proypologismo gia to epomeno etos", "el-Latn"),
    ],
)
def test_romanised(title: str, tag: str) -> None:
    """Languages of other scripts are known in the schemes that print uses."""
    found = title_language(title)
    assert (found.tag, found.basis) == (tag, "romanised")
    assert found.confidence > 0.4


@pytest.mark.parametrize(
    "title",
    [
        "Vlada je usvojila novi zakon o boravku stranaca",
        "Vláda schválila nový zákon o pobytu cizinců",
        "Vlada je sprejela nov zakon o tujcih",
        "Rząd przyjął nową ustawę o cudzoziemcach",
        "Vyriausybė patvirtino naują įstatymą",
        "Qeveria miratoi ligjin e ri për të huajt",
        "Prezident yangi qonunni imzoladi",
        "Putin i Aliyev razgovarali o situaciji na granici",
        "Novaya Gazeta Editor Muratov Wins Nobel Peace Prize",
        "Vzglyad, Izvestia and Kommersant: How Moscow's Papers See Yerevan",
    ],
)
def test_native(title: str) -> None:
    """Neighbours that are written in Latin letters, and English about them, are not romanised."""
    assert title_language(title).basis == "model"


def test_a_sure_rival_wins() -> None:
    """The surer another language is, the more it takes to be called romanised."""
    shares = {"ru-Latn": 0.5, "slavic": 0.5}
    assert romanised_language(shares, rival=0.99) is None
    found = romanised_language(shares, rival=0.3)
    assert found is not None
    assert found.tag == "ru-Latn"
    assert romanised_language({}, rival=0.0) is None
    assert romanised_language({"english": 1.0}, rival=0.0) is None


def test_shares() -> None:
    """Shares sum to one; a title without words has none."""
    assert sum(class_shares("Novyy byudzhet").values()) == pytest.approx(1)
    assert class_shares("1984 — 2024") == {}


def test_buckets_are_those_of_the_model() -> None:
    """N-grams hash the same on every machine, case and the kind of apostrophe aside."""
    assert list(hashed_ngrams("na")) == list(hashed_ngrams("NA"))
    assert list(hashed_ngrams("podʹezd")) == list(hashed_ngrams("pod'ezd")) == list(hashed_ngrams("Pod’ezd"))
    assert all(0 <= bucket < BUCKETS for bucket in hashed_ngrams("Otsutstviye delegatsii"))
    assert len(list(hashed_ngrams("na"))) == 3 + 2 + 1
