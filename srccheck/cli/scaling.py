"""`srccheck audit` over more than is held: lists and folders of any length; loads all of srccheck."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, aclosing, contextmanager

from srccheck.cli.outcome import exit_code, failing
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import Watch
from srccheck.cli.sinks import STREAMED, Sink, sinks_for
from srccheck.cli.wishes import Wishes
from srccheck.documents.discover import discover
from srccheck.errors import UsageError
from srccheck.interrupting import Interruptible, in_a_loop
from srccheck.model import Audit, Document, Finding
from srccheck.scale.cluster_reading import taking_in
from srccheck.scale.large import LargeAudit
from srccheck.scale.lists import read_lists
from srccheck.scale.working import Network

__all__ = ["is_large", "run_large", "run_urls"]

MANY = 1_000
"""Documents that are more than anybody reads a report of in full, and more than are held."""


def run_urls(urls: Sequence[str], wishes: Wishes, *, network: Network | None = None) -> int:
    """Audit lists of addresses and report as they are answered; returns the exit code.

    Args:
        urls: the lists.
        wishes: formats and settings.
        network: who answers in the place of the network.

    Raises:
        UsageError: the options make no sense together.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    _check(wishes)
    return _run(read_lists(urls), wishes, network, documents=False)


def is_large(wishes: Wishes) -> bool:
    """Whether there are more documents than are held, and nothing is wanted that takes all of them at once.

    Args:
        wishes: paths and formats.
    """
    settings = wishes.settings
    comparing = (wishes.since, wishes.since_last, wishes.write_baseline, settings.baseline)
    if any(comparing) or settings.fail_on == "new" or settings.max_links:
        return False
    streamed = all((target.format or wishes.format) in STREAMED for target in wishes.targets)
    return streamed and "-" not in wishes.paths and len(discover(wishes.paths).paths) > MANY


def run_large(wishes: Wishes, *, network: Network | None = None) -> int:
    """Audit more documents than are held; returns the exit code. The text is a summary.

    Args:
        wishes: paths, formats and settings.
        network: who answers in the place of the network.

    Raises:
        UsageError: the settings make no sense together.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    read = taking_in(wishes.settings.cluster)
    items = read(wishes.paths, settings=wishes.settings, stdin_name=wishes.stdin_name)
    return _run(items, wishes, network, documents=True)


def _run(
    items: Iterator[Document | Finding], wishes: Wishes, network: Network | None, *, documents: bool
) -> int:
    desk = Desk(brief=wishes.settings.quiet)
    with _with_room(), ExitStack() as stack:
        sinks = sinks_for(wishes, desk, stack, documents=documents)
        watch = stack.enter_context(Watch(wishes.progress))
        run = stack.enter_context(LargeAudit(wishes.settings, network=network, progress=watch.standing))
        with Interruptible() as work:
            try:
                _read(items, run, sinks, watch)
                in_a_loop(work.run(_ask(run, sinks)))
            except KeyboardInterrupt:
                run.interrupted = True
            run.interrupted |= work.struck
        watch.close()
        result = run.result()
        for sink in sinks:
            sink.close(result)
        return _told(result, wishes, desk)


@contextmanager
def _with_room() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise UsageError(
            f"the folder of temporary files, {tempfile.gettempdir()}, cannot hold what is to be done "
            f"({error}); make room there, or let TMPDIR name another"
        ) from error


def _check(wishes: Wishes) -> None:
    if wishes.paths:
        raise UsageError("PATH and --urls exclude each other: give documents, or lists of addresses")
    if wishes.settings.record and wishes.settings.replay:
        raise UsageError("--record and --replay exclude each other: a replay is recorded already")
    for name, given in (
        ("--since", wishes.since),
        ("--since-last", wishes.since_last),
        ("--baseline", wishes.settings.baseline),
        ("--write-baseline", wishes.write_baseline),
        ("--fail-on new", wishes.settings.fail_on == "new"),
    ):
        if given:
            raise UsageError(f"{name} is about documents; it has no meaning with --urls")
    if wishes.settings.max_links:
        raise UsageError("--max-links has no meaning with --urls: shorten the list, or use --max-time")
    for target in wishes.targets:
        named = target.format or wishes.format
        if named not in STREAMED:
            raise UsageError(
                f"with --urls nothing is held, so there is no report in the format {named}, which wants all "
                f"links at hand; there are {', '.join(STREAMED)}"
            )


def _read(items: Iterator[Document | Finding], run: LargeAudit, sinks: Sequence[Sink], watch: Watch) -> None:
    notes = 0
    for item in items:
        said = run.take(item)
        for sink in sinks:
            sink.read(item, said)
        notes += len(item.notes) if isinstance(item, Document) else 0
        watch.reading(notes)


async def _ask(run: LargeAudit, sinks: Sequence[Sink]) -> None:
    async with aclosing(run.walk()) as settled:
        async for report, findings in settled:
            for sink in sinks:
                sink.link(report, findings)


def _told(result: Audit, wishes: Wishes, desk: Desk) -> int:
    for notice in result.notices:
        complain(notice)
    if not wishes.shows_text:
        for finding in result.findings if result.unreadable else ():
            if finding.code == "X901":
                complain(f"{finding.document}: {finding.message}")
        if result.interrupted:
            complain("interrupted; this is what was done until then")
        if result.offline:
            complain("no network: no link got an answer, so nothing is said of any source")
    return exit_code(
        interrupted=result.interrupted,
        unusable=bool(result.unreadable) or desk.failed,
        offline=result.offline and not wishes.settings.allow_offline,
        failing=failing(result.findings, wishes.settings.fail_on),
    )
