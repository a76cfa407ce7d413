"""Repairs of shared documents: read again, they say what they said."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.benchmarks.score_fix import score


@pytest.mark.parametrize("form", ["md", "html", "docx"])
@pytest.mark.parametrize("kind", ["moved", "dead"])
def test_documents_say_the_same(shared, form, kind):
    """Two of each format, all links moved or dead; `tests/benchmarks/score_fix.py` takes all documents."""
    tally: Counter[str] = Counter()
    for path in sorted((shared / "citebench" / "dev").glob(f"*.{form}"))[:2]:
        score(path, kind, tally, show=False)
    assert tally["citations"] > 0
    assert tally["same"] == tally["citations"]
    assert tally["fixes"] > 10
    assert (tally["second run"], tally["read otherwise"]) == (0, 0)
