"""`srccheck config`: the settings in force, and where each comes from."""

from __future__ import annotations

import json
import os
import re
from typing import Any

from srccheck.cli.output import Desk
from srccheck.configuration import Configuration, Origin, configure
from srccheck.kinds import key_of
from srccheck.reports.cleaning import clean, json_safe
from srccheck.schema import setting_names, settings_schema

__all__ = ["run_config"]

_PASSWORD = re.compile(r"(?<=://)[^/@\s]{1,500}@")


def run_config(values: dict[str, Any]) -> int:
    """Print the settings, or their JSON schema; returns the exit code.

    Raises:
        SettingsError: the configuration is missing or wrong, or a value is out of range.
    """
    desk = Desk(brief=False)
    form, wants_schema, document = values.pop("as_"), values.pop("schema"), values.pop("document")
    if wants_schema:
        desk.say(_dumped(settings_schema()))
        return 0
    found = configure(values.pop("config"), environment=os.environ, options=values)
    rows = _rows(found, document)
    desk.say(_as_json(found, rows) if form == "json" else _as_text(found, rows))
    return 2 if desk.failed else 0


def _rows(found: Configuration, document: str | None) -> list[tuple[str, Any, Origin]]:
    general = found.settings
    settings = general.for_document(document) if document else general
    rows = []
    for name in setting_names():
        value, origin = getattr(settings, name), found.origins.get(name, Origin())
        if value != getattr(general, name):
            origin = Origin(kind="file", place=f"{found.origins['per_file'].place} (per-file)")
        rows.append((key_of(name), _plain(value), origin))
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return _PASSWORD.sub("***@", value)
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def _as_text(found: Configuration, rows: list[tuple[str, Any, Origin]]) -> str:
    lines = [f"# settings from {found.file}" if found.file else "# no srccheck.toml or [tool.srccheck] found"]
    width = max(len(f"{key} = {_shown(value)}") for key, value, _ in rows if len(_shown(value)) < 30)
    for key, value, origin in rows:
        where = f": {origin.place}" if origin.place else ""
        # What has no value cannot stand in TOML.
        text = f"{'# ' if value is None else ''}{key} = {_shown(value)}"
        lines.append(f"{text:<{width}}  # {origin.kind}{where}")
    for section in found.settings.per_file:
        lines += ["", f"[per-file.{json.dumps(section.pattern, ensure_ascii=False)}]"]
        lines += [f"{key_of(name)} = {_shown(_plain(value))}" for name, value in section.changes]
    return "".join(f"{clean(line)}\n" for line in lines)


def _shown(value: Any) -> str:
    return "(none)" if value is None else json.dumps(value, ensure_ascii=False)


def _as_json(found: Configuration, rows: list[tuple[str, Any, Origin]]) -> str:
    return _dumped(
        {
            "schema": "srccheck.config/1",
            "file": str(found.file) if found.file else None,
            "settings": {
                key: {"value": value, "from": origin.kind, "place": origin.place}
                for key, value, origin in rows
            },
            "per-file": {
                section.pattern: {key_of(name): _plain(value) for name, value in section.changes}
                for section in found.settings.per_file
            },
        }
    )


def _dumped(value: dict[str, Any]) -> str:
    return json_safe(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"
