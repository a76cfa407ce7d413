"""Registries' answers, in the shapes that they come in; the works are made up."""

from __future__ import annotations

import datetime as dt
import tomllib

import pytest

from srccheck.model import Notice, Registered
from srccheck.registries.reading import read_csl, read_object, read_work
from tests.conftest import ROOT

DOI = "10.5555/harbour.7"
CSL = {
    "title": "On <i>Harbour</i> Dues",
    "subtitle": ["A History"],
    "original-title": ["Über Hafengebühren"],
    "author": [{"family": "Larsen", "given": "I."}, {"literal": "Coast Group"}, {"name": "Port Board"}, 7],
    "issued": {"date-parts": [[2020, 5]]},
    "published-print": {"date-parts": [[2021]]},
    "container-title": "Journal of Coasts",
}


def update(kind, day="2023-02-01", **more):
    return {"type": kind, "updated": {"date-parts": [[int(part) for part in day.split("-")]]}, **more}


def notices(*updates):
    work = read_work({"message": {"updated-by": list(updates)}}, doi=DOI)
    return [(notice.kind, notice.effect) for notice in work.notices]


def test_a_description():
    """Titles in all forms without markup, family names and organisations, every year, the journal."""
    assert read_csl(CSL, doi=DOI, registry="data.example") == Registered(
        doi=DOI,
        registry="data.example",
        titles=("On Harbour Dues", "On Harbour Dues: A History", "Über Hafengebühren"),
        authors=("Larsen", "Coast Group", "Port Board"),
        years=(2020, 2021),
        container="Journal of Coasts",
    )


@pytest.mark.parametrize(
    ("updates", "expected"),
    [
        ([update("retraction")], [("retraction", "retracted")]),
        ([update("withdrawal")], [("withdrawal", "retracted")]),
        ([update("removal")], [("removal", "retracted")]),
        ([update("expression_of_concern")], [("expression-of-concern", "doubted")]),
        ([update("expression-of-concern")], [("expression-of-concern", "doubted")]),
        ([update("Partial_Retraction")], [("partial-retraction", "doubted")]),
        (
            [update("corrigendum"), update("erratum")],
            [("corrigendum", "corrected"), ("erratum", "corrected")],
        ),
        ([update("new_version"), update("something new")], []),
        ([update("retraction"), update("reinstatement", "2024-01-01")], []),
        ([update("reinstatement", "2022-01-01"), update("retraction")], [("retraction", "retracted")]),
        ([{"type": "retraction"}], [("retraction", "retracted")]),
        ([{"type": "retraction", "updated": {"date-parts": [[2023, 13, 1]]}}], [("retraction", "retracted")]),
        ([None, 3, {}], []),
    ],
)
def test_notices(updates, expected):
    """Every kind that Crossref and Retraction Watch know; what was taken back no longer counts."""
    assert notices(*updates) == expected


def test_what_a_notice_says():
    """Its own DOI, day and teller."""
    item = update("retraction", DOI="10.5555/note", source="retraction-watch", label="Retraction")
    [notice] = read_work({"message": {"updated-by": [item]}}, doi=DOI).notices
    assert notice == Notice(
        kind="retraction",
        effect="retracted",
        doi="10.5555/note",
        date=dt.date(2023, 2, 1),
        source="retraction-watch",
    )


@pytest.mark.parametrize(
    ("title", "bare", "retracted"),
    [
        ("RETRACTED: On Harbours", "On Harbours", True),
        ("Retracted Article: On Harbours", "On Harbours", True),
        ("WITHDRAWN: On Harbours", "On Harbours", True),
        ("[RETRACTED] On Harbours", "On Harbours", True),
        ("Retraction: On Harbours", "Retraction: On Harbours", False),
        ("Removed from Office: Ministers and Ports", "Removed from Office: Ministers and Ports", False),
        ("On Harbours", "On Harbours", False),
    ],
)
def test_a_registered_title_may_say_so(title, bare, retracted):
    """Publishers put the word before the title; a notice's own title and an ordinary one are no such word."""
    known = read_csl({"title": title}, doi=DOI, registry="x")
    assert (known.titles, bool(known.notices)) == ((bare,), retracted)


def test_a_notice_is_not_retracted():
    """What itself updates another work is a notice."""
    assert not read_csl({"title": "RETRACTED: X", "update-to": [{}]}, doi=DOI, registry="x").notices


@pytest.mark.parametrize(
    "data",
    [{}, {"title": []}, {"title": 3}, {"title": ["", None]}, {"author": "x", "issued": 3, "title": {"a": 1}}],
)
def test_nothing_is_described(data):
    """Answers of any shape are no description without a title."""
    assert read_csl(data, doi=DOI, registry="x") is None


def test_crossref_without_a_title():
    """Notices count where nothing else is known; no work at all is nothing."""
    assert read_work({"message": {}}, doi=DOI) == Registered(doi=DOI)
    assert read_work({"message": []}, doi=DOI) is None


@pytest.mark.parametrize("body", [b"", b"[1]", b"{", b"\xff", b"[" * 100_000])
def test_no_object(body):
    """Bodies that hold no JSON object."""
    assert read_object(body) is None


def test_a_record_keeps_all():
    """What goes to the store comes back as it was."""
    known = read_work(
        {"message": {**CSL, "updated-by": [update("retraction"), {"type": "erratum"}]}}, doi=DOI
    )
    assert Registered.from_record(known.to_dict()) == known
    assert known.registry == "api.crossref.org"


TABLE = tomllib.loads((ROOT / "srccheck/registries/data/notices.toml").read_text("utf-8"))


@pytest.mark.parametrize(("kind", "effect"), TABLE["effects"].items())
def test_every_kind(kind, effect):
    """Each kind of the table is read, with hyphens or underscores."""
    expected = [] if effect == "reinstated" else [(kind, effect)]
    assert notices(update(kind)) == notices(update(kind.replace("-", "_"))) == expected


@pytest.mark.parametrize("word", TABLE["titles"]["retracted"])
def test_every_word_before_a_title(word):
    """Each of the table is taken off the title, and counts as a notice."""
    known = read_csl({"title": f"{word.upper()}: On Harbours"}, doi=DOI, registry="x")
    assert (known.titles, len(known.notices)) == (("On Harbours",), 1)
