"""How long 100 million links take, by the number of workers, and where more of them bring nothing.

usage: python tests/benchmarks/scale_simulation.py [--links N] [--check N] [--share S] [--no-table]

Two models, both on SimPy. The exact one has an event for every request: the pause of each host, two
connections a host, the requests that may be under way, one processor. The coarse one, for what the exact one
would take days for, moves hosts of one size together, as a fluid, a minute at a time. It is good where the
exact one would be because nothing in it depends on single requests: what ends a run is the sum of many
pauses, many answers' processor time, or many turns at the archive, and the spread of a sum of n falls as the
root of n; hosts of few links, whose last minute counts most, end far before the run does. The script puts
both models side by side on 100,000 links.

Links a host: a power law, P(n) ~ n^-1.8, as of pages a site (Huberman and Adamic, Growth dynamics of the
World-Wide Web, Nature 399, 1999: 1.7 to 1.9 in two large crawls), the largest host having a given share of
all links (1 % and 0.1 %). Answers: 0.8 s each; 1.35 requests a link (hops, and a second look at the dead);
one host in twenty, of those with up to 100 links, is silent: three tries of 10 s for each of its links.
Archive: archives.toml, the Wayback Machine; two requests of playback a link, one of its index for one in ten.

The check asks so many links (100,000 where nothing is said) of million.py's server on such hosts in one real
process that is held to a share of a core, and predicts its time from the processor time, the answers'
latency and the requests of another, small run, with the exact model.
"""

# ruff: noqa: T201 - it prints tables, and runs itself

from __future__ import annotations

import argparse
import asyncio
import json
import math
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Generator, Iterator
from contextlib import aclosing, asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

import simpy
from attrs import define, evolve, frozen

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cluster  # noqa: E402 - scripts beside this one
import million  # noqa: E402

BETA = 1.8
STEP_S = 60.0
UNDER_WAY = 20_000  # links that a process takes up at once, heaviest hosts first


@frozen(kw_only=True)
class World:
    """What limits a run.

    Attributes:
        pause_s, per_host, jobs: the settings.
        cpu_s: processor time of one link.
        share: of a core that a worker has.
        latency_s: of one request.
        requests: a link, on average.
        silent: the share of hosts that never answer, of those with up to `silent_links`; silence_s: how long
            each of their links is waited for.
        archive: playback requests a link, and those of the index; None for live pages alone.
    """

    pause_s: float = 0.5
    per_host: int = 2
    jobs: int = 50
    cpu_s: float = 0.0025
    share: float = 1.0
    latency_s: float = 0.8
    requests: float = 1.35
    silent: float = 0.05
    silent_links: int = 100
    silence_s: float = 30.0
    archive: tuple[float, float] | None = None

    @property
    def host_rate(self) -> float:
        """Links a second that a host gives."""
        return 1 / max(self.pause_s * self.requests, self.busy_s / self.per_host)

    @property
    def busy_s(self) -> float:
        """How long a link holds a place."""
        return self.latency_s * self.requests

    @property
    def worker_rate(self) -> float:
        """Links a second that a worker takes, of hosts that answer."""
        return min(self.share / self.cpu_s, self.jobs / self.busy_s)


def host_sizes(links: int, largest: float) -> Counter[int]:
    """How many hosts have so many links: the power law, in bins of a tenth beyond 100 links."""
    most = max(1, int(links * largest))
    weights: dict[int, float] = {}
    size = 1
    while size <= most:
        following = size + 1 if size < 100 else max(size + 1, int(size * 1.1))
        weights[size] = (following - size) * size**-BETA
        size = following
    scale = links / sum(size * weight for size, weight in weights.items())
    sizes = Counter({size: round(weight * scale) for size, weight in weights.items()})
    sizes[most] = max(1, sizes[most])
    sizes[1] += max(0, links - sum(size * count for size, count in sizes.items()))
    return sizes


# --- the exact model ------------------------------------------------------------------------------------


def exact_s(sizes: Counter[int], world: World, *, seed: int = 1) -> float:
    """Seconds to ask everything with one worker, an event for every request."""
    chance = random.Random(seed)
    env = simpy.Environment()
    places, processor = simpy.Resource(env, world.jobs), simpy.Resource(env, 1)
    under_way = simpy.Container(env, capacity=UNDER_WAY, init=UNDER_WAY)

    def link(
        gate: simpy.Resource, turn: simpy.Resource, last: list[float], *, silent: bool
    ) -> Generator[Any, Any, None]:
        requests = 1 if silent else int(world.requests) + (chance.random() < world.requests % 1)
        for _ in range(requests):
            with gate.request() as mine:
                yield mine
                with turn.request() as next_one:
                    yield next_one
                    yield env.timeout(max(0.0, last[0] + world.pause_s - env.now))
                    last[0] = env.now
                with places.request() as place:
                    yield place
                    yield env.timeout(world.silence_s if silent else world.latency_s)
        with processor.request() as mine:
            yield mine
            yield env.timeout(chance.expovariate(1.0) * world.cpu_s / world.share)

    def host(size: int) -> Generator[Any, Any, None]:
        gate, turn = simpy.Resource(env, world.per_host), simpy.Resource(env, 1)
        last, silent = [-math.inf], size <= world.silent_links and chance.random() < world.silent

        def several() -> Generator[Any, Any, None]:
            for _ in range(per_line.pop()):
                yield env.process(link(gate, turn, last, silent=silent))

        lines = 2 * world.per_host  # as many as matter; the rest of a host's links need not wait in memory
        per_line = [size // lines + (n < size % lines) for n in range(min(lines, size))]
        yield env.all_of([env.process(several()) for _ in tuple(per_line)])
        yield under_way.put(min(size, UNDER_WAY))

    def begin() -> Generator[Any, Any, None]:
        hosts = []
        for size in sorted(sizes.elements(), reverse=True):
            yield under_way.get(min(size, UNDER_WAY))
            hosts.append(env.process(host(size)))
        yield env.all_of(hosts)

    env.run(env.process(begin()))
    return float(env.now)


# --- the coarse model -----------------------------------------------------------------------------------


@define
class _Group:
    """Hosts of one size, all at the same point: what each has left, gives a second, and holds a place for."""

    hosts: float
    left: float
    rate: float
    busy_s: float


def _groups(sizes: Counter[int], world: World) -> list[_Group]:
    """All hosts, the heaviest last."""
    groups = []
    for size, count in sorted(sizes.items()):
        silent = count * world.silent if size <= world.silent_links else 0.0
        silent_rate = world.per_host / world.silence_s
        groups.append(_Group(silent, size, silent_rate, world.silence_s))
        groups.append(_Group(count - silent, size, world.host_rate, world.busy_s))
    return [group for group in groups if group.hosts]


def coarse_s(  # noqa: C901 - three processes that share a state
    sizes: Counter[int], world: World, workers: int, *, step_s: float = STEP_S
) -> tuple[float, str]:
    """Seconds to ask everything, and what they went by."""
    env = simpy.Environment()
    waiting = _groups(sizes, world)
    crew: list[list[_Group]] = [[] for _ in range(workers)]
    answered, live_s = [0.0], [0.0]
    full, has_work = Counter[bool](), Counter[bool]()

    def fill() -> None:
        """The heaviest that wait, to whoever has the fewest hosts; as `srccheck.scale.roster` does it."""
        for mine in sorted(crew, key=lambda groups: sum(group.hosts for group in groups)):
            room = 4 * world.jobs - sum(group.hosts for group in mine)
            while room >= 1 and waiting:
                heaviest = waiting[-1]
                taken = min(heaviest.hosts, room, max(1.0, heaviest.hosts / workers))
                mine.append(evolve(heaviest, hosts=taken))
                room -= taken
                heaviest.hosts -= taken
                if heaviest.hosts < 1e-9:
                    waiting.pop()

    def work(mine: list[_Group]) -> None:
        moves = [group.hosts * min(group.rate * step_s, group.left) for group in mine]
        places_s = sum(move * group.busy_s for move, group in zip(moves, mine, strict=True))
        load = max(sum(moves) * world.cpu_s / world.share, places_s / world.jobs) / step_s
        full[load > 1] += 1
        for move, group in zip(moves, mine, strict=True):
            answered[0] += move / max(1.0, load)
            group.left -= move / max(1.0, load) / group.hosts
        mine[:] = [group for group in mine if group.left > 1e-6]

    def probing() -> Generator[Any, Any, None]:
        while waiting or any(crew):
            fill()
            has_work.update(map(bool, crew))
            for mine in filter(None, crew):
                work(mine)
            yield env.timeout(step_s)
        live_s[0] = env.now

    def archive() -> Generator[Any, Any, None]:
        from srccheck.archives.archive import known_archives

        wayback = known_archives()["wayback"]
        assert world.archive
        rates = (wayback.playback_per_minute, wayback.cdx_per_minute)
        rate = min(each / 60 / need for each, need in zip(rates, world.archive, strict=True))
        looked_up = 0.0
        while not live_s[0]:
            looked_up += min(rate * step_s, answered[0] - looked_up)
            yield env.timeout(step_s)
        yield env.timeout((answered[0] - looked_up) / rate)

    env.run(env.all_of([env.process(probing())] + ([env.process(archive())] if world.archive else [])))
    if env.now > 1.05 * live_s[0]:
        return float(env.now), "the archive's budget"
    if max(sizes) / world.host_rate > 0.8 * live_s[0]:
        return float(env.now), "the largest host's pauses"
    if has_work[False] > has_work[True]:
        return float(env.now), "the largest hosts, in few workers: the others have nothing to do"
    return float(env.now), "the workers" if full[True] > full[False] else "workers and pauses"


# --- the table ------------------------------------------------------------------------------------------


def span(seconds: float) -> str:
    """Seconds as people say them."""
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.1f} {unit}"
    return f"{seconds:.0f} s"


def table(links: int, cpu_s: float) -> None:
    worlds = {
        "live pages": World(cpu_s=cpu_s),
        "live pages, --jobs 400": World(cpu_s=cpu_s, jobs=400),
        "and the archive": World(cpu_s=cpu_s, archive=(2.0, 0.1)),
    }
    for largest in (0.01, 0.001):
        sizes = host_sizes(links, largest)
        print(
            f"\n{links:,} links on {sum(sizes.values()):,} hosts, the largest with {max(sizes):,}; "
            f"{cpu_s * 1000:.1f} ms of processor a link"
        )
        for name, world in worlds.items():
            least = max(sizes) / world.host_rate
            print(
                f"  {name}: a worker {world.worker_rate:.0f} links/s, the largest host {span(least)} at least"
            )
            for workers in (1, 3, 10, 30, 100, 300, 1000):
                seconds, why = coarse_s(sizes, world, workers, step_s=max(STEP_S, links / 1e6 * 6))
                print(f"    {workers:5} workers  {span(seconds):>14}   {why}", flush=True)


# --- the check ------------------------------------------------------------------------------------------


class _Counting:
    """A fetcher that counts, and adds up how long answers take."""

    requests = 0
    seconds = 0.0

    def __init__(self, fetcher: Any) -> None:
        self._fetcher = fetcher

    async def fetch(self, request: Any) -> Any:
        _Counting.requests += 1
        exchange = await self._fetcher.fetch(request)
        _Counting.seconds += exchange.elapsed_s
        return exchange


@asynccontextmanager
async def counted(settings: object, *, ports: tuple[int, ...]) -> AsyncIterator[object]:
    async with million.network(settings, ports=ports) as client:
        yield _Counting(client)


def write_list(file: Path, sizes: Counter[int]) -> int:
    """Links on hosts of these sizes, a tenth dead and so on as in million.py."""
    number = 0
    with file.open("w", encoding="utf-8") as out:
        out.write("url,accessed,title\n")
        for host, size in enumerate(sizes.elements()):
            for _ in range(size):
                kind = million._kind(cluster.million.probe.hash_of(str(number)))
                out.write(f"http://h{host}.example/{kind}/{number},2026-03-{number % 28 + 1:02},\n")
                number += 1
    return number


def run(file: Path, ports: tuple[int, ...], pause_s: float) -> None:
    """The real run, in a process of its own; prints what it took."""
    from srccheck.web.examiners import SHARED

    SHARED.limit_to(0)
    settings: Any = evolve(million.settings_of(1, "none"), pause_per_host_s=pause_s, jobs_per_host=2)
    warm = file.with_suffix(".warm.csv")
    million.write_list(warm, 400, 400)
    _audited(warm, ports, settings)  # all is loaded
    print("ready", flush=True)
    sys.stdin.readline()
    _Counting.requests, _Counting.seconds = 0, 0.0
    links, marks = _audited(file, ports, settings)
    print(json.dumps([links, marks, _Counting.requests, _Counting.seconds]), flush=True)


def _audited(file: Path, ports: tuple[int, ...], settings: Any) -> tuple[int, list[tuple[float, float]]]:
    """Links, and wall and processor seconds at the beginning, when all is read, and in the end."""
    from srccheck.scale.large import LargeAudit
    from srccheck.scale.lists import read_lists

    marks = [(time.perf_counter(), time.process_time())]
    with LargeAudit(settings, network=partial(counted, ports=ports)) as audit:
        for item in read_lists([str(file)]):
            audit.take(item)
        marks.append((time.perf_counter(), time.process_time()))

        async def ask() -> int:
            async with aclosing(audit.walk()) as settled:
                return sum([1 async for _ in settled])

        links = asyncio.run(ask())
        marks.append((time.perf_counter(), time.process_time()))
    return links, marks


def measured(file: Path, ports: list[int], pause_s: float, share: float) -> dict[str, float]:
    command = [sys.executable, __file__, "--run", str(file), ",".join(map(str, ports)), str(pause_s)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    process.stdout.readline()
    ration = cluster.Ration([process.pid], share)
    ration.start()
    process.stdin.write("go\n")
    process.stdin.flush()
    links, marks, requests, seconds = json.loads(process.stdout.readline())
    ration.end()
    process.wait()
    (start, cpu_0), (read, cpu_1), (end, cpu_2) = marks
    return {
        "links": links, "wall_s": end - start, "read_cpu_s": (cpu_1 - cpu_0) / links,
        "ask_cpu_s": (cpu_2 - cpu_1) / links, "ask_s": end - read, "requests": requests / links,
        "latency_s": seconds / requests,
    }  # fmt: skip


def servers() -> Iterator[list[int]]:
    running = [
        subprocess.Popen(
            [sys.executable, str(HERE / "million.py"), "--serve"], stdout=subprocess.PIPE, text=True
        )
        for _ in range(million.SERVERS)
    ]
    try:
        yield [int(server.stdout.readline()) for server in running if server.stdout]
    finally:
        for server in running:
            server.terminate()
            server.wait()


def _small(file: Path, ports: list[int], share: float, each: int, links: int) -> dict[str, float]:
    write_list(file, Counter({each: links // each}))
    return measured(file, ports, 0.0, share)


def check(links: int, share: float) -> float:
    """Print prediction and truth; the processor time of a link, in seconds."""
    pause_s, largest = 0.2, 0.01
    for ports in servers():
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "links.csv"
            few, many = (_small(file, ports, share, each, max(1_000, links // 50)) for each in (2, 20))
            print(
                f"measured with {few['links']:,} links each, 2 and 20 a host: {few['ask_cpu_s'] * 1000:.2f} "
                f"and {many['ask_cpu_s'] * 1000:.2f} ms of processor a link, {few['requests']:.2f} and "
                f"{many['requests']:.2f} requests; reading {many['read_cpu_s'] * 1000:.2f} ms"
            )
            sizes = host_sizes(links, largest)
            hosts_a_link = sum(sizes.values()) / sum(size * count for size, count in sizes.items())

            # what a link costs: so much by itself, and so much by its part in a host
            part = (hosts_a_link - 1 / 20) / (1 / 2 - 1 / 20)
            small = {what: many[what] + part * (few[what] - many[what]) for what in many}
            world = World(
                pause_s=pause_s, per_host=2, jobs=million.AT_ONCE, cpu_s=small["ask_cpu_s"], share=share,
                latency_s=million.DELAY_S, silent=0.0, requests=small["requests"],
            )  # fmt: skip
            total = sum(size * count for size, count in sizes.items())
            reading = total * small["read_cpu_s"] / share
            exact = reading + exact_s(sizes, world)
            coarse = reading + coarse_s(sizes, world, 1, step_s=1.0)[0]
            print(
                f"{total:,} links on {sum(sizes.values()):,} hosts, the largest with {max(sizes):,}, "
                f"pause {pause_s} s, one process with {share} of a core"
            )
            print(
                f"  predicted: {exact:.0f} s by the exact model, {coarse:.0f} s by the coarse one", flush=True
            )
            write_list(file, sizes)
            real = measured(file, ports, pause_s, share)
            print(
                f"  measured:  {real['wall_s']:.0f} s; error {exact / real['wall_s'] - 1:+.1%} and "
                f"{coarse / real['wall_s'] - 1:+.1%} (expected and found: "
                f"{small['ask_cpu_s'] * 1000:.2f} and {real['ask_cpu_s'] * 1000:.2f} ms of processor and "
                f"{small['requests']:.2f} and {real['requests']:.2f} requests a link; {share} and "
                f"{(real['ask_cpu_s'] + real['read_cpu_s']) * links / real['wall_s']:.2f} of a core)"
            )
    return small["ask_cpu_s"] + small["read_cpu_s"]


def main() -> None:
    """Check the model, then print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=100_000_000)
    parser.add_argument("--check", type=int, default=100_000)
    parser.add_argument("--share", type=float, default=0.4)
    parser.add_argument("--no-table", action="store_true")
    parser.add_argument("--run", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        file, ports, pause = options.run
        run(Path(file), tuple(map(int, ports.split(","))), float(pause))
        return
    cpu_s = check(options.check, options.share) if options.check else World().cpu_s
    if not options.no_table:
        table(options.links, cpu_s)


if __name__ == "__main__":
    main()
