"""N1xx: notes and references held against each other."""

from __future__ import annotations

import pytest

from srccheck.judging.notes import judge_notes
from srccheck.model import Location
from tests.judging.builders import citation, document, note


def codes(*notes, orphans=()):
    return [f.code for f in judge_notes(document(*notes), orphans)]


@pytest.mark.parametrize(
    ("notes", "orphans", "expected"),
    [
        ([], (), ["N106"]),
        ([note(number=None, kind="inline", marker="")], (), ["N106"]),
        ([], (("3", Location(line=9)),), ["N101"]),
        ([note(number=1), note(number=2)], (), []),
        ([note(number=1), note(number=3)], (), ["N103"]),
        ([note(number=1), note(number=1)], (), ["N103"]),
        ([note(number=1), note(number=1, kind="endnote")], (), []),
        ([note(number=1), note(number=2), note(number=1), note(number=2)], (), []),
        ([note(number=1), note(number=2), note(number=2)], (), ["N103"]),
        ([note(number=1), note(number=2), note(number=1), note(number=3)], (), ["N103"]),
        ([note(number=1, references=())], (), ["N102"]),
        ([note(number=1, references=(), kind="reference")], (), []),
        ([note(number=None, marker="*"), note(number=None, marker="*")], (), []),
        ([note(number=None, marker="tides"), note(number=None, marker="tides")], (), ["N103"]),
        ([note(citation(short_form=True))], (), ["N104"]),
        ([note(citation(short_form=True, refers_to="n1.1"))], (), []),
    ],
)
def test_structure(notes, orphans, expected):
    """What is missing, doubled, or points nowhere."""
    assert codes(*notes, orphans=orphans) == expected


def test_a_gap_names_what_is_missing():
    """The message counts out the missing notes."""
    (finding,) = judge_notes(document(note(number=1), note(number=4)), ())
    assert "notes 2 to 3 are missing" in finding.message
    assert finding.evidence == {"after": 1, "number": 4}
