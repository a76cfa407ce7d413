"""`srccheck fix`; loads all of srccheck."""

from __future__ import annotations

import datetime as dt
import os
import sys
from pathlib import Path
from typing import Any

from attrs import field, frozen

from srccheck.auditing import audit
from srccheck.cli.outcome import exit_code
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.configuration import configure
from srccheck.documents.discover import discover
from srccheck.errors import UnreadableInputError, UsageError
from srccheck.extraction import extract
from srccheck.fixing import (
    FIXABLE,
    Facts,
    Repaired,
    Wish,
    facts_of,
    is_fixable,
    read_facts,
    repair,
    unified_diff,
    write_file,
)
from srccheck.fixing.remembered import remembered_facts
from srccheck.judging import is_selected
from srccheck.model import Document
from srccheck.settings import Settings

__all__ = ["run_fix"]

_OWN = (
    "paths", "write", "backup", "report", "asks", "access_date", "yes", "stdin_name", "quiet", "progress",
)  # fmt: skip
_A_DAY = dt.timedelta(days=1)
_OLD = dt.timedelta(days=7)
_BY_THE_WEB = frozenset({"L202", "L207", "A401", "A405", "D301"})


def run_fix(values: dict[str, Any]) -> int:
    """Repair documents, or show how; returns the exit code.

    Raises:
        UsageError: the options make no sense together, or the report is none of ours.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    own = {name: values.pop(name) for name in _OWN}
    settings = configure(values.pop("config"), environment=os.environ, options=values).settings
    asks = own["asks"] or settings.replay is not None
    _check(own, asks=asks)
    found = discover(own["paths"])
    inputs = _Inputs(stdin_name=own["stdin_name"] or "-")
    job = _Job(
        desk=Desk(brief=own["quiet"]),
        quiet=own["quiet"],
        write=own["write"],
        backup=own["backup"],
        inputs=inputs,
    )
    for error in found.unreadable:
        job.refuse(error)
    for path in found.paths:
        job.read(path)
    now = dt.datetime.now(dt.UTC)
    facts, offline = _facts(job, settings, now, own, asks=asks)
    wish = _wish(settings, now, own)
    moment = dt.datetime.combine(settings.as_of, dt.time(), dt.UTC) if settings.as_of else now
    for path in inputs.data:
        job.repair(path, facts, wish, moment)
    job.sum_up()
    return exit_code(
        interrupted=False,
        unusable=job.unusable or job.desk.failed or not inputs.data,
        offline=offline,
        failing=job.pending > 0,
    )


def _check(own: dict[str, Any], *, asks: bool) -> None:
    if own["report"] and asks:
        raise UsageError("--from and --live exclude each other: the facts come from one of them")
    if own["backup"] and not own["write"]:
        raise UsageError("--backup goes with --write")
    if own["access_date"] and not (asks or own["report"]):
        raise UsageError(
            "--access-date needs pages seen alive just now: give --live, or --from today's audit"
        )
    if own["write"] and "-" in own["paths"]:
        raise UsageError("standard input cannot be written to; take the diff, or name a file")


def _wish(settings: Settings, now: dt.datetime, own: dict[str, Any]) -> Wish:
    today = settings.as_of or now.astimezone().date()
    codes = FIXABLE + (("D301",) if own["access_date"] else ())
    return Wish(
        codes=frozenset(code for code in codes if is_selected(code, settings)),
        sure=own["yes"],
        access_date=today if own["access_date"] else None,
        seen_since=now - _A_DAY,
    )


def _facts(
    job: _Job, settings: Settings, now: dt.datetime, own: dict[str, Any], *, asks: bool
) -> tuple[Facts, bool]:
    """What is known of the links, and whether nobody could be asked."""
    if own["report"]:
        return _from_report(own["report"], now), False
    documents = list(job.inputs.documents.values())
    if asks:
        return _from_audit(job, settings, own)
    if not _BY_THE_WEB.intersection(_wish(settings, now, own).codes):
        return {}, False
    troubles: list[str] = []
    facts = remembered_facts(documents, settings, now=now, troubles=troubles)
    for trouble in troubles:
        complain(trouble)
    has_links = any(c.links for d in documents for n in d.notes for c in n.citations)
    if not facts and has_links and not own["quiet"]:
        complain(
            "nothing is remembered of these pages from the last seven days, so only what the addresses "
            "show by themselves is repaired; run srccheck audit first, or give --live or --from audit.json"
        )
    return facts, False


def _from_report(path: Path, now: dt.datetime) -> Facts:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: it cannot be read ({error})") from error
    try:
        facts, finished = read_facts(text)
    except UsageError as error:
        raise UsageError(f"{path}: {error}") from None
    if now - finished > _OLD:
        complain(f"{path}: this audit is {(now - finished).days} days old; pages may have changed since")
    return facts


def _from_audit(job: _Job, settings: Settings, own: dict[str, Any]) -> tuple[Facts, bool]:
    paths = [path for path in job.inputs.data if path != "-"]
    if len(paths) < len(job.inputs.data):
        raise UsageError("standard input can be repaired with --from, not with --live; name a file")
    with ProgressBar(False if own["quiet"] else own["progress"]) as progress:
        result = audit(paths, settings=settings, progress=progress, keep_run=False)
    for notice in result.notices:
        complain(notice)
    if result.interrupted:
        raise KeyboardInterrupt
    if result.offline:
        complain("no network: nobody could be asked, so only what the addresses show is repaired")
    return facts_of(result), result.offline


@frozen
class _Inputs:
    """The documents that can be repaired, as bytes and as read, by path."""

    stdin_name: str = field(kw_only=True)
    data: dict[str, bytes] = field(factory=dict)
    documents: dict[str, Document] = field(factory=dict)

    def name(self, path: str) -> str:
        """What a document is called; its suffix tells the format."""
        return self.stdin_name if path == "-" else path


class _Job:
    """The run: what is repaired, told, and wrong so far."""

    def __init__(self, *, desk: Desk, quiet: bool, write: bool, backup: bool, inputs: _Inputs) -> None:
        self.desk = desk
        self.inputs = inputs
        self.unusable = False
        self.pending = 0
        self._done = self._offered = self._written = 0
        self._quiet = quiet
        self._write = write
        self._backup = backup

    def refuse(self, error: UnreadableInputError) -> None:
        """A document that could not be read or written."""
        self.unusable = True
        complain(str(error))

    def read(self, path: str) -> None:
        """Take a document in; one of a format that is never changed is told and left alone."""
        name = self.inputs.name(path)
        try:
            data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
            if not is_fixable(name, data):
                complain(
                    f"{path}: documents of this format are never changed; put its links right where it was "
                    "made"
                )
                return
            document = extract(data, name=name)
        except UnreadableInputError as error:
            self.refuse(error)
        except OSError as error:
            self.refuse(UnreadableInputError(path, f"it cannot be read ({error.strerror})", "check the path"))
        else:
            self.inputs.data[path] = data
            self.inputs.documents[path] = document

    def repair(self, path: str, facts: Facts, wish: Wish, now: dt.datetime) -> None:
        """Repair one document: show how, or write it."""
        data = self.inputs.data[path]
        try:
            repaired = repair(path, data, facts=facts, wish=wish, now=now, name=self.inputs.name(path))
            self.desk.say(unified_diff(repaired))
            if repaired.data is not None and self._write:
                write_file(Path(path), repaired.data, expected=data, backup=self._backup)
                self._written += 1
        except UnreadableInputError as error:
            self.refuse(error)
            return
        self._tell(repaired)

    def _tell(self, repaired: Repaired) -> None:
        self._done += len(repaired.done)
        self._offered += len(repaired.offered)
        self.pending += 0 if self._write else len(repaired.done)
        if not self._quiet:
            for fix in repaired.offered:
                complain(fix.line)

    def sum_up(self) -> None:
        """What was done, in one line."""
        if self._quiet or not (self._done or self._offered):
            return
        done = (
            f"written to {self._written} of the documents"
            if self._write
            else "shown, not written (see --write)"
        )
        complain(f"{self._done} repaired, {done}; {self._offered} for you to look at")
