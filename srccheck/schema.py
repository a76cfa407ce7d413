"""The settings as JSON Schema, for editors that complete and check TOML."""

from __future__ import annotations

import re
from typing import Any

from attrs import fields

from srccheck.configuration import in_files
from srccheck.kinds import key_of
from srccheck.settings import PER_FILE, Settings

__all__ = ["setting_names", "settings_schema"]

_ENTRY = re.compile(r"^ {8}([a-z_]{1,40}(?:, [a-z_]{1,40}){0,9}): ", re.MULTILINE)


def setting_names() -> tuple[str, ...]:
    """All settings but those for some documents only, in their order."""
    return tuple(attribute.name for attribute in fields(Settings) if attribute.name != "per_file")


def settings_schema() -> dict[str, Any]:
    """What `srccheck.toml`, or `[tool.srccheck]`, may hold (JSON Schema, draft 2020-12)."""
    about = _descriptions()
    properties = {}
    for attribute in in_files():
        entry = attribute.validator.schema(attribute)  # type: ignore[union-attr]
        entry["description"] = about[attribute.name]
        if attribute.default is not None:
            default = attribute.default
            entry["default"] = list(default) if isinstance(default, tuple) else default
        properties[key_of(attribute.name)] = entry
    section = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key_of(name): {key: value for key, value in properties[key_of(name)].items() if key != "default"}
            for name in PER_FILE
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Settings of srccheck",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **properties,
            "per-file": {
                "description": about["per_file"],
                "type": "object",
                "additionalProperties": section,
            },
        },
    }


def _descriptions() -> dict[str, str]:
    """What the docstring of `Settings` says of each; empty where Python runs without docstrings."""
    text = (Settings.__doc__ or "").partition("Attributes:")[2]
    pieces = _ENTRY.split(text)
    out = {attribute.name: "" for attribute in fields(Settings)}
    for names, words in zip(pieces[1::2], pieces[2::2], strict=True):
        for name in names.split(", "):
            out[name] = " ".join(words.split())
    return out
