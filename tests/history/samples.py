"""A made-up collection, watched for weeks: pages die as they age, sites have bad days, some links flap."""

from __future__ import annotations

import datetime as dt
import random

from attrs import evolve

from srccheck.model.history import Check, Citing, History, Run

from .diary import START, WEEK

_YEAR = 365.2425


def collection(history: History, *, weeks: int, links: int, documents: int = 12, seed: int = 8) -> None:
    """Write weekly runs over a collection.

    Args:
        history: where to.
        weeks: runs.
        links: all together; a sixth of them is cited twice.
        documents: that cite them.
        seed: of its chances.
    """
    chance = random.Random(seed)
    pages = [_Page(number, chance, documents) for number in range(links)]
    for week in range(weeks):
        now = START + week * WEEK
        run = Run(id=f"week-{week + 1}", started=now, as_of=now.date(), version="0.1")
        history.begin(run)
        for page in pages:
            history.add(run.id, page.check(now), page.citings)
        paths = tuple(f"texts/article-{number:02}.md" for number in range(documents))
        done = evolve(run, finished=now + dt.timedelta(minutes=9), documents=paths, is_whole=True)
        history.finish(done, ())


class _Page:
    def __init__(self, number: int, chance: random.Random, documents: int) -> None:
        self.url = f"https://www.site{number % 70}.example/page-{number}"
        self.chance = chance
        age = dt.timedelta(days=chance.uniform(0, 12 * _YEAR))
        made = (START - age).date()
        self.end = START - age + dt.timedelta(days=chance.expovariate(1 / (18 * _YEAR)))
        self.archived_from = chance.choice([START, START, START + 20 * WEEK, None])
        self.flaps = number % 90 == 7
        self.moves = START + chance.randrange(200) * WEEK
        self.seen_dead: dt.datetime | None = None
        cited = {number % documents, chance.choice([number % documents] * 5 + [(number + 3) % documents])}
        note = number // documents + 1
        self.citings = tuple(
            Citing(
                url=self.url,
                document=f"texts/article-{document:02}.md",
                note=f"n{note}",
                citation=f"n{note}.1",
                line=100 + note,
                accessed=made if number % 5 else None,
                issued=made if number % 10 else None,
            )
            for document in sorted(cited)
        )

    def check(self, now: dt.datetime) -> Check:
        kept = self.archived_from is not None and self.archived_from <= now
        told = Check(
            url=self.url,
            checked_at=now,
            status="alive",
            reason="ok",
            http_status=200,
            archive="archived" if kept else "not-archived",
            capture=f"https://web.archive.org/web/20200101000000/{self.url}" if kept else None,
            captured_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC) if kept else None,
        )
        if self.chance.random() < 0.03:
            return evolve(told, status="unreachable", reason="timeout", http_status=None)
        dead = self.end <= now or (self.flaps and self.chance.random() < 0.5)
        if dead:
            self.seen_dead = self.seen_dead or now
            died = (self.end - 9 * WEEK, self.end) if kept and self.end < START else None
            return evolve(
                told,
                status="dead",
                reason="http-404",
                http_status=404,
                dead_since=self.seen_dead,
                died_between=died,
            )
        self.seen_dead = None
        if self.moves <= now:
            return evolve(told, status="moved", reason="moved-permanently", final_url=f"{self.url}/new")
        return told
