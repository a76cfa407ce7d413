"""Safe repairs of documents: planned, tried, read again, shown as a diff, written.

    facts = facts_of(audit)
    repaired = repair("paper.md", data, facts=facts, wish=Wish(), now=now)
    print(unified_diff(repaired))

A repair touches a link's own characters and nothing else; what would change more is only told.
"""

from __future__ import annotations

from srccheck.fixing.diff import unified_diff
from srccheck.fixing.facts import Facts, LinkFacts, Snapshot, facts_of, read_facts
from srccheck.fixing.planning import FIXABLE, Wish
from srccheck.fixing.records import Edit, Fix, apply
from srccheck.fixing.repairing import Repaired, is_fixable, plan, repair
from srccheck.fixing.writing import write_file

__all__ = [
    "FIXABLE",
    "Edit",
    "Facts",
    "Fix",
    "LinkFacts",
    "Repaired",
    "Snapshot",
    "Wish",
    "apply",
    "facts_of",
    "is_fixable",
    "plan",
    "read_facts",
    "repair",
    "unified_diff",
    "write_file",
]
