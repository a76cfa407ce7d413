"""East Asian names without a space."""

from __future__ import annotations

import pytest

from srccheck.text.surnames import begins_with_surname
from srccheck.text.wordlists import table

SURNAMES = table("surnames")


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("王启方", True),
        ("王明", True),
        ("司马迁", True),
        ("歐陽脩文", True),
        ("김철수", True),
        ("남궁민수", True),
        ("山田太郎", True),
        ("高橋誠", True),
        ("高明", True),
        ("王", False),
        ("高橋", True),
        ("王启方明正", False),
        ("人民日报", False),
        ("金融局", False),
        ("한국은행", False),
        ("さくら", False),
        ("山田タロウ", False),
        ("Lee", False),
        ("王A", False),
    ],
)
def test_begins_with_surname(name, known):
    """A surname and a given name; what no table knows, kana and offices are none."""
    assert begins_with_surname(name) is known


@pytest.mark.parametrize("family", [*SURNAMES["compound"], *SURNAMES["japanese"]])
def test_every_double_surname(family):
    """Each row of two characters is found before a given name."""
    given = "민" if family >= "\uac00" else "明"
    assert begins_with_surname(family + given)


@pytest.mark.parametrize("family", sorted(set(SURNAMES["chinese"] + SURNAMES["korean"])))
def test_every_single_surname(family):
    """Each single character is found before a given name of one character."""
    given = "돌" if family >= "\uac00" else "一"
    assert begins_with_surname(family + given)


@pytest.mark.parametrize("ending", SURNAMES["offices"])
def test_every_ending_of_an_office(ending):
    """A name that ends as an office's does is not parted."""
    head = "김민" if ending >= "\uac00" else "王明"
    assert begins_with_surname(head + ending) is False
