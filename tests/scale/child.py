"""`srccheck audit --urls` in a process of its own, to be killed; every host is one port of this machine.

`python -m tests.scale.child PORT LIST STORE OUT`
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from attrs import evolve

from srccheck.cli.scaling import run_urls
from srccheck.cli.wishes import Target, Wishes
from tests.scale.samples import SETTINGS, local


def main(port: str, path: str, store: str, out: str) -> int:
    """Audit with two processes, JSON lines to a file, and return the exit code."""
    settings = evolve(
        SETTINGS, store=store, run="weekly", processes=2, jobs=40, fail_on="never", progress=False
    )
    wishes = Wishes(targets=(Target(format="jsonl", file=Path(out)),), format="text", settings=settings)
    return run_urls([path], wishes, network=partial(local, port=int(port)))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
