"""What a Dask cluster adds and brings: one process, one worker, two workers, and workers that are killed.

usage: python tests/benchmarks/cluster.py [--links N] [--hosts N] [--core SHARE] [--ways one,dask-2]

The server, the links and the manners are those of million.py. Scheduler, workers and whoever asks are
processes of their own; those that probe (`one` process, each worker) get so much of a core (0.4 where nothing
is said; 1 for all of it): they are stopped whenever they have used more. Links a second are those of the run
without start-up; CPU is that of all processes of ours, from the beginning of the run to its end. `kill` has
two workers with nannies, one of which is killed every ten seconds, without a limit. Every way must answer
every link once.
"""

# ruff: noqa: T201 - it prints a table, and runs itself

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import million  # noqa: E402 - a script beside this one

TICK_S = 0.02
KILL_EVERY_S = 10.0
HERTZ = os.sysconf("SC_CLK_TCK")


def cpu_s(pid: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / HERTZ


class Ration(threading.Thread):
    """Holds processes to a share of a core each: whoever has used more is stopped until it has not."""

    def __init__(self, pids: list[int], share: float) -> None:
        super().__init__(daemon=True)
        self._share, self._over = share, threading.Event()
        self._pids = dict.fromkeys(pids, 0.0) if share < 1 else {}

    def run(self) -> None:
        started = time.monotonic()
        used = {pid: cpu_s(pid) for pid in self._pids}
        stopped: set[int] = set()
        while self._pids and not self._over.wait(TICK_S):
            # what was not used a second ago is lost: no bursts
            for pid in list(self._pids):
                now = time.monotonic()
                allowed = used[pid] + self._share * (now - started)
                here = cpu_s(pid)
                if here < allowed - self._share:
                    used[pid] += here - (allowed - self._share)
                too_much = here > allowed
                if too_much != (pid in stopped):
                    os.kill(pid, signal.SIGSTOP if too_much else signal.SIGCONT)
                    stopped ^= {pid}
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)

    def end(self) -> None:
        self._over.set()
        self.join()


def ask(way: str, file: Path, ports: tuple[int, ...], scheduler: str | None) -> None:
    """The process that asks, or has workers ask; begins when told, prints seconds and CPU seconds."""
    from attrs import evolve

    from srccheck.cli.scaling import run_urls
    from srccheck.cli.wishes import Target, Wishes
    from srccheck.web.examiners import SHARED

    SHARED.limit_to(0)  # one process is one process
    settings = evolve(million.settings_of(1, "none"), cluster=scheduler)
    out = file.with_suffix(f".{way}.jsonl")
    wishes = Wishes(targets=(Target(format="jsonl", file=out),), format="text", settings=settings)
    warm = file.with_suffix(".warm.csv")
    million.write_list(warm, 400, 400)
    targets = (Target(format="jsonl", file=warm.with_suffix(".jsonl")),)
    web = partial(million.network, ports=ports)
    run_urls([str(warm)], evolve(wishes, targets=targets), network=web)  # all is loaded everywhere
    print("ready", flush=True)
    sys.stdin.readline()
    wall, cpu = time.perf_counter(), time.process_time()
    code = run_urls([str(file)], wishes, network=web)
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu, code]), flush=True)


QUIET = {
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    "DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL": "500ms",
}
"""What the README advises: by itself Dask looks at its own work a hundred times a second."""


def started(command: list[str]) -> subprocess.Popen[str]:
    environment = {**os.environ, **QUIET, "PYTHONPATH": str(HERE)}
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        [sys.executable, *command], env=environment, stdout=quiet, stderr=quiet, text=True
    )


class Cluster:
    """A scheduler, and workers."""

    def __init__(self, workers: int, folder: Path, *, nannies: bool) -> None:
        where = folder / "scheduler.json"
        where.unlink(missing_ok=True)
        common = ["--scheduler-file", str(where), "--no-dashboard", "--host", "127.0.0.1"]
        self._processes = [started(["-m", "dask", "scheduler", "--port", "0", *common])]
        each = ["-m", "dask", "worker", "--nthreads", "1", "--memory-limit", "0", *common]
        each += [] if nannies else ["--no-nanny"]
        self._processes += [started(each) for _ in range(workers)]
        while not where.exists() or not where.read_text():
            time.sleep(0.1)
        self.address: str = json.loads(where.read_text())["address"]
        import distributed

        with distributed.Client(self.address) as client:
            client.wait_for_workers(workers, timeout=120)

    @property
    def workers(self) -> list[int]:
        """The processes that probe."""
        found = []
        for process in self._processes[1:]:
            tasks = Path(f"/proc/{process.pid}/task").glob("*/children")
            found += [int(pid) for task in tasks for pid in task.read_text().split()] or [process.pid]
        return found

    @property
    def pids(self) -> list[int]:
        return [process.pid for process in self._processes]

    def end(self) -> None:
        """End them at once: Dask's own farewell may take for ever."""
        for pid in [process.pid for process in reversed(self._processes)] + self.workers:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self._processes:
            process.wait()


def killing(cluster: Cluster, over: threading.Event, killed: list[int]) -> None:
    """Kill a worker's own process, whose nanny begins another, again and again."""
    while not over.wait(KILL_EVERY_S):
        victims = [
            pid for pid in cluster.workers if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]
        if victims:
            os.kill(victims[len(killed) % len(victims)], signal.SIGKILL)
            killed.append(1)


def measure(way: str, options: argparse.Namespace, file: Path, ports: list[int]) -> tuple[float, float]:
    """Links a second, and CPU seconds for 1,000 links."""
    workers = {"one": 0, "dask-1": 1, "dask-2": 2, "kill": 2}[way]
    cluster = Cluster(workers, file.parent, nannies=way == "kill") if workers else None
    command = [sys.executable, __file__, "--ask", way, str(file), ",".join(map(str, ports))]
    command.append(cluster.address if cluster else "")
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    process.stdout.readline()
    others = cluster.pids if cluster else []
    before = {pid: cpu_s(pid) for pid in others}
    ration = Ration(cluster.workers if cluster else [process.pid], 1 if way == "kill" else options.core)
    over, killed = threading.Event(), list[int]()
    if cluster and way == "kill":
        threading.Thread(target=killing, args=(cluster, over, killed), daemon=True).start()
    ration.start()
    process.stdin.write("go\n")
    process.stdin.flush()
    said = process.stdout.readline()
    over.set()
    ration.end()
    cpu = sum(cpu_s(pid) - before[pid] for pid in others)
    process.wait()
    if cluster:
        cluster.end()
    if not said:
        raise SystemExit(f"{way} failed")
    wall, own, code = json.loads(said)
    lines = file.with_suffix(f".{way}.jsonl").open(encoding="utf-8")
    urls = [line["url"] for line in map(json.loads, lines) if line.get("status")]
    once = len(urls) == len(set(urls)) == options.links
    rate, spent = options.links / wall, (own + cpu) * 1000 / options.links
    print(
        f"{way:7} {rate:8.0f} {'' if way == 'kill' else f'{spent:.2f}':>12} {wall:8.1f}   "
        f"{len(urls):,} answers, {'each link once' if once else 'NOT each link once'}"
        f"{f', {len(killed)} workers killed' if way == 'kill' else ''}; exit code {code}",
        flush=True,
    )
    return rate, spent


def main() -> None:
    """Measure, or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--links", type=int, default=20_000)
    parser.add_argument("--hosts", type=int, default=1_000)
    parser.add_argument("--core", type=float, default=0.4)
    parser.add_argument("--ways", default="one,dask-1,dask-2,kill")
    parser.add_argument("--ask", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ask:
        way, file, text, scheduler = options.ask
        ask(way, Path(file), tuple(map(int, text.split(","))), scheduler or None)
        return
    servers = [
        subprocess.Popen(
            [sys.executable, str(HERE / "million.py"), "--serve"], stdout=subprocess.PIPE, text=True
        )
        for _ in range(million.SERVERS)
    ]
    try:
        ports = [int(server.stdout.readline()) for server in servers if server.stdout]
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "links.csv"
            million.write_list(file, options.links, options.hosts)
            print(f"{options.links:,} links on {options.hosts:,} hosts; {options.core} core for who probes")
            print("way      links/s  cpu s/1,000   wall s")
            figures = {way: measure(way, options, file, ports) for way in options.ways.split(",")}
        if {"dask-1", "dask-2"} <= set(figures):
            print(f"two workers / one worker: {figures['dask-2'][0] / figures['dask-1'][0]:.2f} x links/s")
        if {"one", "dask-2"} <= set(figures):
            added = figures["dask-2"][1] / figures["one"][1] - 1
            print(f"Dask adds {added:+.0%} CPU a link (two workers against one process)")
    finally:
        for server in servers:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
