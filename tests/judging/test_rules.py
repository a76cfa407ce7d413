"""The table of codes, and choosing among them."""

from __future__ import annotations

import re

import pytest

from srccheck.errors import UsageError
from srccheck.judging import RULES, Place, finding, is_selected
from srccheck.model import Location
from srccheck.settings import Settings
from tests.conftest import NO_SHARED, SHARED


@pytest.mark.parametrize(
    ("select", "ignore", "code", "expected"),
    [
        ((), (), "L201", True),
        (("L",), (), "L201", True),
        (("L",), (), "D301", False),
        (("L2", "D301"), (), "D301", True),
        ((), ("D3",), "D301", False),
        (("L",), ("L203",), "L203", False),
    ],
)
def test_selection(select, ignore, code, expected):
    """Beginnings of codes count; `ignore` wins over `select`."""
    assert is_selected(code, Settings(select=select, ignore=ignore)) is expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, False),
        ({"select": ("D",)}, False),
        ({"select": ("D30",)}, False),
        ({"select": ("D307",)}, True),
        ({"extend_select": ("D307",)}, True),
        ({"select": ("L",), "extend_select": ("D307",)}, True),
        ({"extend_select": ("D30",)}, False),
        ({"extend_select": ("D307",), "ignore": ("D3",)}, False),
    ],
)
def test_codes_that_are_off(settings, expected):
    """Only their full name switches them on; the other codes stay as they were."""
    assert is_selected("D307", Settings(**settings)) is expected
    assert is_selected("L201", Settings(**settings)) is ("D" not in "".join(settings.get("select", ())))


def test_a_code_that_does_not_exist_is_named():
    """A misspelt code is an error, not a silent nothing."""
    with pytest.raises(UsageError, match="'Z9' is the beginning of no finding code"):
        is_selected("L201", Settings(select=("Z9",)))
    with pytest.raises(UsageError, match="'Z9' is the beginning of no finding code"):
        is_selected("L201", Settings(extend_select=("Z9",)))


def test_fingerprints_survive_moved_lines():
    """The same finding of the same note has the same fingerprint on another line."""
    first, second, other = (
        finding(
            "L201",
            Place(document="a.md", location=Location(line=n), note=name),
            "x",
            url="https://a.example/",
        )
        for n, name in ((1, "n1"), (9, "n1"), (9, "n2"))
    )
    assert first.fingerprint == second.fingerprint != other.fingerprint


def test_names_and_severities_are_the_contracts():
    """Codes that the contract has bear its names and defaults; others may be added."""
    if not SHARED.is_dir():
        pytest.skip(NO_SHARED)
    contract = (SHARED / "contract.md").read_text("utf-8")
    rows = re.findall(r"^\| ([A-Z]\d{3}) \| ([\w-]+) \| (\w+)", contract, re.MULTILINE)
    table = {code: (name, severity) for code, name, severity in rows}
    ours = {rule.code: (rule.name, "off" if rule.off else rule.severity) for rule in RULES.values()}
    assert {code: ours[code] for code in table if code in ours} == {
        code: table[code] for code in table if code in ours
    }
    assert len(ours.keys() & table.keys()) > 30
