"""Audits that are killed at random moments, and gone on with."""

from __future__ import annotations

import pytest

from tests.faults.campaign import campaign


@pytest.mark.parametrize("seed", [1])
async def test_nothing_is_lost(seed, tmp_path):
    """Every link is told once, truly and with the right exit code; what was answered is not asked again."""
    outcome = await campaign(tmp_path, links=160, kills=4, seed=seed, longest_s=3.0)
    assert outcome.kills >= 4
    assert (outcome.lost, outcome.wrong, set(outcome.codes)) == (0, [], {1}), str(outcome)
    assert outcome.asked_again == [], str(outcome)
