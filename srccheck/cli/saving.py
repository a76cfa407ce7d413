"""`srccheck save`; loads all of srccheck."""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter
from collections.abc import Mapping
from typing import Any

from srccheck.archives.save import Keys, Saved
from srccheck.cli.outcome import exit_code
from srccheck.cli.output import Desk, complain
from srccheck.cli.progress import ProgressBar
from srccheck.configuration import load_settings
from srccheck.errors import UsageError
from srccheck.model.links import iso
from srccheck.reports.cleaning import clean, json_safe
from srccheck.saving import Saving

__all__ = ["run_save"]

_OWN = ("paths", "only", "dry_run", "yes", "missing", "at_most", "format", "quiet")
_ACCESS, _SECRET = "SRCCHECK_IA_ACCESS_KEY", "SRCCHECK_IA_SECRET"


def run_save(values: dict[str, Any]) -> int:
    """Have the archive capture what it lacks, and report; returns the exit code.

    Raises:
        UsageError: half a pair of keys, no archive that saves, or options that exclude each other.
        StoreError: the store is another program's, or a newer srccheck's.
    """
    own = {name: values.pop(name) for name in _OWN}
    if own["missing"] and own["only"]:
        raise UsageError("--missing and --only exclude each other: each says what is to be saved")
    shown = False if own["quiet"] else values.pop("progress", None)
    values.pop("progress", None)
    settings = load_settings(values.pop("config")).with_changes(
        **{name: value for name, value in values.items() if value not in (None, ())}
    )
    keys = _keys(os.environ)
    run = Saving(**{name: own[name] for name in ("only", "yes", "dry_run", "missing", "at_most")})
    interrupted = False
    with ProgressBar(shown) as progress:
        try:
            asyncio.run(
                run.run(
                    own["paths"],
                    settings=settings,
                    keys=keys,
                    progress=progress,
                )
            )
        except KeyboardInterrupt:
            interrupted = True
    _diagnose(run, interrupted=interrupted)
    desk = Desk(brief=own["quiet"])
    desk.say(_as_json(run) if own["format"] == "json" else _as_text(run))
    audit = run.audit
    return exit_code(
        interrupted=interrupted,
        unusable=bool(run.unreadable),
        offline=audit is not None and audit.offline,
        failing=any(not saved.is_kept for saved in run.saved),
    )


def _keys(environment: Mapping[str, str]) -> Keys | None:
    access, secret = environment.get(_ACCESS), environment.get(_SECRET)
    if bool(access) != bool(secret):
        missing = _SECRET if access else _ACCESS
        raise UsageError(f"{missing} is not set; the archive wants both keys, or neither")
    return Keys(access=access, secret=secret) if access and secret else None


def _diagnose(run: Saving, *, interrupted: bool) -> None:
    if run.audit is not None:
        for notice in run.audit.notices:
            complain(notice)
        if run.audit.offline:
            complain("no network: nobody could be asked, so nothing was saved")
    for path in run.unreadable:
        complain(f"{path}: could not be read (see srccheck extract)")
    if interrupted:
        complain("interrupted; this is what was done until then")


def _as_text(run: Saving) -> str:
    lines = [f"left out: {each.url}: {each.why_not}" for each in run.candidates if each.why_not]
    if run.dry_run:
        lines += [f"would save: {url}" for url in run.wanted]
        lines.append(f"{len(run.wanted)} to save, {_rest(run)}")
    else:
        lines += [_line(saved) for saved in run.saved]
        count = Counter("saved" if saved.is_kept else "not saved" for saved in run.saved)
        unasked = len(run.wanted) - len(run.saved)
        lines.append(
            f"{count['saved']} saved, {count['not saved']} not saved, {_rest(run)}"
            + (f", {unasked} not asked" if unasked else "")
        )
    return "".join(f"{clean(line)}\n" for line in lines)


def _rest(run: Saving) -> str:
    left_out = len(run.candidates) - len(run.wanted) - run.postponed
    return f"{left_out} left out" + (f", {run.postponed} left for another run" if run.postponed else "")


def _line(saved: Saved) -> str:
    if saved.is_kept:
        return f"saved: {saved.url}: {saved.capture} ({saved.detail})"
    return f"not saved: {saved.url}: {saved.detail}"


def _as_json(run: Saving) -> str:
    report = {
        "schema": "srccheck.save/1",
        "saved": [
            {
                "url": saved.url,
                "outcome": saved.outcome,
                "detail": saved.detail,
                "capture": saved.capture,
                "timestamp": iso(saved.timestamp),
            }
            for saved in run.saved
        ],
        "wanted": list(run.wanted),
        "postponed": run.postponed,
        "left_out": [{"url": each.url, "why": each.why_not} for each in run.candidates if each.why_not],
    }
    return json_safe(json.dumps(report, ensure_ascii=False, indent=2)) + "\n"
