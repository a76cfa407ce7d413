"""Findings on disk."""

from __future__ import annotations

import pytest

from srccheck.judging import Place, finding
from srccheck.model import Location
from srccheck.scale.told import Told


def said(document: str, line: int, code: str = "L203"):
    return finding(code, Place(document=document, location=Location(line=line)), f"at {line}")


@pytest.fixture
def told(tmp_path):
    told = Told(tmp_path / "told")
    told.add([said("b.txt", 7), said("b.txt", 3, "L201")])
    told.add([said("a.txt", 9), said("b.txt", 5)])
    yield told
    told.close()


def test_they_come_in_the_order_of_documents_and_places(told):
    """Documents as they were first told of, lines as they stand."""
    assert [(each.document, each.location.line) for each in told] == [
        ("b.txt", 3), ("b.txt", 5), ("b.txt", 7), ("a.txt", 9)
    ]  # fmt: skip
    assert list(told) == list(told)


def test_it_is_a_sequence(told):
    """Length, places from either end, slices with and without steps."""
    all_ = tuple(told)
    assert len(told) == 4
    assert told.severities == {"error": 1, "info": 3}
    assert (told[0], told[-1]) == (all_[0], all_[-1])
    assert told[:2] == all_[:2]
    assert told[1:] == all_[1:]
    assert told[::-1] == all_[::-1]
    assert told[5:] == ()
    with pytest.raises(IndexError):
        told[4]
