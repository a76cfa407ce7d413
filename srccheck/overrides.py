"""Reads `srccheck.overrides.toml`: what people found out about links, by whom, why, and until when.

[[override]]
url = "https://a.example/page"      # or host = "a.example"
# or document = "texts/paper.md" and, for one note of it, note = "4"
verdict = "alive"                   # alive, moved, dead, blocked, archived; accepted: it may stand
by = "M. Editor"
why = "opened in a browser, shows the article"
until = 2027-06-30                  # optional: from the next day on it is reported and counts no more
codes = ["L2", "A4"]                # optional: the findings that it takes away; these are the default
"""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from pathlib import Path
from typing import Any, get_args

from attrs import fields

from srccheck.errors import SettingsError
from srccheck.kinds import CodeList
from srccheck.model.overrides import Override, OverrideVerdict

__all__ = ["load_overrides"]

_VERDICTS = get_args(OverrideVerdict)
_KEYS = ("url", "host", "document", "note", "verdict", "by", "why", "until", "codes")
_NEEDED = ("verdict", "by", "why")
_HEAD = "[[override]]"
_KINDS: dict[str, tuple[type, str]] = {
    "until": (dt.date, "a day such as 2027-06-30"),
    "codes": (list, "a list of codes"),
}
_AIMS = ("url", "host", "document")


def load_overrides(name: str | None) -> tuple[Override, ...]:
    """The overrides of a file, in its order.

    Args:
        name: path of the file; patterns of documents begin in its folder. None for no overrides.

    Raises:
        SettingsError: it is missing or no TOML, or an entry is not right; the message names the line.
    """
    if name is None:
        return ()
    path = Path(name)
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error
    entries = data.pop("override", [])
    if data:
        raise SettingsError(f"{path}: unknown key {next(iter(data))!r}; every entry is an [[override]]")
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SettingsError(f"{path}: every entry is an [[override]]")
    heads = [number for number, line in enumerate(text.splitlines(), 1) if "".join(line.split()) == _HEAD]
    lines = heads if len(heads) == len(entries) else [1] * len(entries)
    return tuple(_override(entry, path, line) for entry, line in zip(entries, lines, strict=True))


def _override(entry: dict[str, Any], path: Path, line: int) -> Override:
    try:
        _check_values(entry)
        _check_sense(entry)
    except SettingsError as error:
        raise SettingsError(f"{path}:{line}: {error}") from None
    values = {**entry, "file": str(path), "line": line}
    if "codes" in values:
        values["codes"] = tuple(values["codes"])
    if "host" in values:
        values["host"] = values["host"].lower().strip(".")
    return Override(**values)


def _check_values(entry: dict[str, Any]) -> None:
    for key, value in entry.items():
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            raise SettingsError(f"unknown key {key!r}" + (f"; did you mean {near[0]!r}?" if near else ""))
        kind, name = _KINDS.get(key, (str, "a text"))
        # A moment is a day as well, for Python; here it is not.
        if not isinstance(value, kind) or isinstance(value, dt.datetime) or not value:
            raise SettingsError(f"{key} must be {name}, not {value!r}")
    CodeList()(None, fields(Override).codes, tuple(entry.get("codes", ())))


def _check_sense(entry: dict[str, Any]) -> None:
    missing = next((key for key in _NEEDED if key not in entry), None)
    if missing:
        raise SettingsError(f"{missing} is missing; an entry says its verdict, by whom, and why")
    if sum(key in entry for key in _AIMS) != 1:
        raise SettingsError(f"one of {', '.join(_AIMS)} must be there, and only one")
    if "note" in entry and "document" not in entry:
        raise SettingsError("a note needs its document")
    if entry["verdict"] not in _VERDICTS:
        raise SettingsError(f"verdict must be one of {', '.join(_VERDICTS)}, not {entry['verdict']!r}")
