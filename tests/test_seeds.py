"""The three documents that the project was conceived from read exactly as their gold says."""

from __future__ import annotations

import re
import subprocess
import sys

import srccheck


def test_every_column_is_whole(shared):
    """The scorer's last line: recall and precision 1.000 for every field."""
    command = f"{sys.executable} -m srccheck"
    scorer = [sys.executable, shared / "score" / "score_extract.py", shared / "seeds", "--srccheck", command]
    done = subprocess.run(scorer, capture_output=True, text=True, encoding="utf-8", check=True)
    figures = dict(re.findall(r"(\S+) (\d\.\d{3}/\d\.\d{3})", done.stdout.splitlines()[-1]))
    assert len(figures) == 13
    assert set(figures.values()) == {"1.000/1.000"}


def test_a_page_without_notes_has_none(shared):
    """Nothing is invented: no notes, N106, and the four attributions."""
    page = srccheck.extract(shared / "seeds" / "magazine_no_notes.txt")
    assert not page.notes
    assert [finding.code for finding in page.findings] == ["N106"]
    assert [(item.kind, item.text) for item in page.attributions] == [
        ("photo credit", "IRNA"),
        ("republication", "The article first appeared on The Jamestown Foundation."),
        ("photo credit", "president.ir"),
        ("photo credit", "KREMLIN"),
    ]


def test_the_languages_of_the_titles(shared):
    """Five romanised Russian titles; Azerbaijani and Russian ones; and all else is English."""
    told = {}
    for name in ("ankasam_endnotes.txt", "iai_paper_footnotes.txt"):
        for note in srccheck.extract(shared / "seeds" / name).notes:
            for citation in note.citations:
                if citation.csl.title and not citation.refers_to:
                    told[name[:3], citation.id] = (citation.title_language, citation.csl.title)
    foreign = {key: language.tag for key, (language, _) in told.items() if language.tag != "en"}
    romanised = {key for key, tag in foreign.items() if tag == "ru-Latn"}
    assert len(romanised) == 5
    assert {key[0] for key in romanised} == {"ank"}
    others = {key: tag for key, tag in foreign.items() if key not in romanised}
    assert others == {("iai", "n3.1"): "az", ("iai", "n4.1"): "ru", ("iai", "n5.1"): "ru"}
