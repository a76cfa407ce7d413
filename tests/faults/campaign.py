"""Kills audits at random moments, and starts them again.

`python -m tests.faults.campaign [--kills N] [--links N]` prints what came of it; the suite runs a short one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from attrs import define, field

from srccheck.store import open_store
from tests.conftest import ROOT
from tests.faults.world import ARCHIVE, CAPTURE, TIMEGATE, World, article, build

LOOKS = {"alive": 1, "moved": 1, "dead": 2, "unreachable": 3}
"""How often a page is asked in one undisturbed audit: deaths twice, what may pass with two retries."""
FLUSHED_S = 1.5
"""The store writes at least once a second."""


@define(kw_only=True)
class Outcome:
    """What a campaign counted.

    Attributes:
        kills: processes that were killed before they were done.
        audits: audits that were killed and gone on with to their end.
        links: links of an audit.
        lost: links that a finished report lacks, or that its history lacks or has twice.
        wrong: links with a verdict that is not the truth.
        codes: exit codes of the finished audits.
        asked_again: requests that were answered more than `FLUSHED_S` before a kill and went out again.
        early: the same for answers within that time, which may be lost.
    """

    links: int
    kills: int = 0
    audits: int = 0
    lost: int = 0
    wrong: list[str] = field(factory=list)
    codes: list[int | None] = field(factory=list)
    asked_again: list[str] = field(factory=list)
    early: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills in {self.audits} audits of {self.links} links: {self.lost} lost, "
            f"{len(self.wrong)} wrong, exit codes {sorted(set(map(str, self.codes)))}; asked again: "
            f"{len(self.asked_again)} answered over {FLUSHED_S} s before a kill, {self.early} just before one"
        )


async def campaign(folder: Path, *, links: int, kills: int, seed: int, longest_s: float) -> Outcome:
    """Kill audits until there were enough kills, and let each come to its end.

    Args:
        folder: for articles, stores and reports.
        links: links of an audit.
        kills: how many kills.
        seed: of chance.
        longest_s: a process is killed this long after its start at the latest.
    """
    chance, outcome = random.Random(seed), Outcome(links=links)
    while outcome.kills < kills:
        world = build(links)
        async with world.web:
            (here := folder / f"audit{outcome.audits}").mkdir()
            await _one(here, world, outcome, kills, chance, longest_s)
        outcome.audits += 1
    return outcome


async def _one(
    folder: Path, world: World, outcome: Outcome, kills: int, chance: random.Random, longest_s: float
) -> None:
    port = (await world.web.resolve(ARCHIVE, 80))[0].port
    path = article(world, folder / "article.md")
    where, report = folder / "store.sqlite3", folder / "report.json"
    ends: list[float] = []
    while True:
        arguments = [str(port), str(path), str(where), "weekly", str(report)]
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.faults.child", *arguments, cwd=ROOT
        )
        patience = chance.uniform(0.7, longest_s) if outcome.kills < kills else None
        try:
            async with asyncio.timeout(patience):
                outcome.codes.append(await child.wait())
            break
        except TimeoutError:
            child.kill()
            await child.wait()
            ends.append(asyncio.get_running_loop().time())
            outcome.kills += 1
    _judge(json.loads(report.read_text("utf-8")), str(where), world, outcome)
    _count_repeats(world, ends, outcome)


def _judge(report: dict[str, Any], where: str, world: World, outcome: Outcome) -> None:
    told = {
        link["url"]: (link["status"], link["reason"], link["archive"]["status"]) for link in report["links"]
    }
    outcome.wrong += [url for url, verdict in told.items() if verdict != world.truth[url]]
    outcome.lost += len(world.truth.keys() - told.keys())
    with open_store(where, []) as store:
        runs = store.runs()
        kept = [check.url for run in runs for check in store.checks(run.id)]
    outcome.lost += abs(len(runs) - 1) + len(world.truth.keys() - set(kept)) + len(kept) - len(set(kept))


def _count_repeats(world: World, ends: list[float], outcome: Outcome) -> None:
    for target, moments in world.answered.items():
        looks = 1 if target.startswith(ARCHIVE) else _looks(world, target)
        for again in sorted(moments)[looks:]:
            written = [m for m in _wholly(world, target) if m < again and _life(m, ends) > FLUSHED_S]
            if len(written) >= looks:
                outcome.asked_again.append(target)
            else:
                outcome.early += 1


def _wholly(world: World, target: str) -> list[float]:
    """When a question was answered; one to a TimeGate is, as soon as the capture that it leads to came."""
    moments = world.answered[target]
    led_to = world.answered.get(target.replace(TIMEGATE, CAPTURE), moments)
    whole = (min((end for end in led_to if end >= moment), default=None) for moment in moments)
    return [moment for moment in whole if moment is not None]


def _life(moment: float, ends: list[float]) -> float:
    """Seconds from a moment to the next kill."""
    return min((end - moment for end in ends if end > moment), default=0.0)


def _looks(world: World, target: str) -> int:
    truth = world.truth.get(f"http://{target}")
    return LOOKS[truth[0]] if truth else len(world.truth)  # the page that all the moved ones have moved to


def main() -> Iterator[str]:
    """The campaign of the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--links", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = campaign(Path(folder), links=wanted.links, kills=wanted.kills, seed=wanted.seed, longest_s=5.0)
        outcome = asyncio.run(work)
    yield str(outcome)
    yield from (f"wrong: {url}" for url in outcome.wrong)
    yield from (f"asked again: {target}" for target in outcome.asked_again)


if __name__ == "__main__":
    for line in main():
        print(line)  # noqa: T201  that is what it is for
