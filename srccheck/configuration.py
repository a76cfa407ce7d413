"""Where settings come from: defaults, a TOML file, the environment, options; and a schema for editors."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

from attrs import Attribute, evolve, field, fields, frozen

from srccheck.errors import SettingsError
from srccheck.settings import PER_FILE, PerFile, Settings, unknown_setting

__all__ = ["Configuration", "Origin", "configure", "find_config", "in_files", "load_settings"]

OVERRIDES_FILE = "srccheck.overrides.toml"
_PREFIX = "SRCCHECK_"
_NOT_IN_FILES = {"record", "replay", "as_of", "per_file"}
_WORDS = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


@frozen(kw_only=True)
class Origin:
    """Where the value of a setting comes from.

    Attributes:
        kind: what has set it, the later the stronger.
        place: `srccheck.toml:3`, `SRCCHECK_JOBS`, `--jobs`; None for a default.
    """

    kind: Literal["default", "file", "environment", "option"] = "default"
    place: str | None = None


@frozen(kw_only=True)
class Configuration:
    """The settings in force, and where they come from.

    Attributes:
        settings: all of them.
        file: the file that was read; None where there is none.
        origins: for each setting that is not at its default, by its name in `Settings`.
    """

    settings: Settings
    file: Path | None = None
    origins: Mapping[str, Origin] = field(factory=dict)


def in_files() -> Iterator[Attribute[Any]]:
    """The settings that files and the environment may hold."""
    return (attribute for attribute in fields(Settings) if attribute.name not in _NOT_IN_FILES)


def find_config(start: Path) -> Path | None:
    """The nearest `srccheck.toml`, or pyproject.toml with `[tool.srccheck]`, from `start` upward."""
    for folder in (start, *start.parents):
        own, project = folder / "srccheck.toml", folder / "pyproject.toml"
        if own.is_file():
            return own
        if project.is_file() and _read(project)[0] is not None:
            return project
    return None


def load_settings(config: Path | None = None, *, start: Path | None = None) -> Settings:
    """Settings from a TOML file, defaults for the rest.

    Args:
        config: the file; None to look for the nearest one.
        start: where the search begins (default: the working directory).

    Raises:
        SettingsError: the file is missing or no TOML, a key unknown, a value wrong; the message names
            the file and the key.
    """
    return configure(config, start=start).settings


def configure(
    config: Path | None = None,
    *,
    start: Path | None = None,
    environment: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
) -> Configuration:
    """Put settings together: options before the environment, before the file, before the defaults.

    Args:
        config: the file; None to look for the nearest one.
        start: where the search begins (default: the working directory).
        environment: variables such as SRCCHECK_JOBS; others are passed over.
        options: values by their names in `Settings`; those that are None or empty were not given.

    Raises:
        SettingsError: the file is missing or no TOML, a key unknown, a value wrong; the message names
            the file, variable, or option, and the key.
    """
    start = start or Path.cwd()
    file = config or find_config(start)
    settings, origins = _from_file(file) if file else (Settings(), {})
    changes, sources = _from_environment(environment or {})
    given = {name: value for name, value in (options or {}).items() if value not in (None, ())}
    for name, value in given.items():
        sources[name] = Origin(kind="option", place=_option(name, value))
    changes |= given
    stronger = tuple(section.without(set(changes)) for section in settings.per_file)
    settings = _changed(evolve(settings, per_file=stronger), changes, sources)
    if settings.overrides is None and (found := _find_overrides(file, start)):
        settings = evolve(settings, overrides=str(found))
        origins["overrides"] = Origin(kind="file", place=_near(found))
    return Configuration(settings=settings, file=file, origins={**origins, **sources})


def _changed(settings: Settings, changes: Mapping[str, Any], sources: Mapping[str, Origin]) -> Settings:
    for name, value in changes.items():  # one by one, so that what is wrong can be named
        try:
            settings = settings.with_changes(**{name: value})
        except SettingsError as error:
            source = sources[name]
            raise SettingsError(
                f"{source.place}: {error}" if source.kind == "environment" else str(error)
            ) from None
    return settings


def _option(name: str, value: Any) -> str:
    key = name.removesuffix("_s").replace("_", "-")
    return f"--no-{key}" if value is False else f"--{key}"


def _find_overrides(file: Path | None, start: Path) -> Path | None:
    folders = (file.parent,) if file else (start, *start.parents)
    return next((path for folder in folders if (path := folder / OVERRIDES_FILE).is_file()), None)


def _near(path: Path) -> str:
    """The path as seen from here, where it lies below."""
    try:
        near = os.path.relpath(path)
    except ValueError:  # another drive
        return str(path)
    return str(path) if near.startswith(os.pardir) else near


# ---------------------------------------------------------------- files
def _read(path: Path) -> tuple[dict[str, Any] | None, str]:
    """The table of our settings, None where the file has none; and the text."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data: Any = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error
    if path.name != "pyproject.toml":
        return data, text
    for name in ("tool", "srccheck"):
        data = data.get(name)
        if data is None:
            return None, text
        if not isinstance(data, dict):
            raise SettingsError(f"{path}: {name} must be a table")
    return data, text


def _from_file(path: Path) -> tuple[Settings, dict[str, Origin]]:
    table, text = _read(path)
    lines = _lines(text, "tool.srccheck" if path.name == "pyproject.toml" else "")
    known = {attribute.name for attribute in in_files()} | {"per_file"}
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    try:
        for key, value in (table or {}).items():
            name = _name(key, known)
            values[name] = _sections(value, path.absolute().parent) if name == "per_file" else value
            line = f":{lines[key]}" if key in lines else ""
            origins[name] = Origin(kind="file", place=f"{_near(path)}{line}")
        settings = Settings(**values)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None
    for name in ("overrides", "baseline"):  # files beside this one
        if (near := getattr(settings, name)) is not None:
            settings = settings.with_changes(**{name: str(path.parent / near)})
    return settings, origins


def _name(key: str, known: set[str]) -> str:
    name = key.replace("-", "_")
    if name not in known or "_" in key:  # one name for each, that of its option
        raise SettingsError(unknown_setting(key, known))
    return name


def _sections(value: Any, folder: Path) -> tuple[PerFile, ...]:
    if not isinstance(value, dict):
        raise SettingsError('per-file must be tables: [per-file."drafts/**"]')
    return tuple(_section(pattern, table, folder) for pattern, table in value.items())


def _section(pattern: str, table: Any, folder: Path) -> PerFile:
    where = f'per-file."{pattern}"'
    if not isinstance(table, dict):
        raise SettingsError(f"{where} must be a table")
    changes = {}
    for key, value in table.items():
        try:
            name = _name(key, set(PER_FILE))
            changes[name] = getattr(Settings(**{name: value}), name)
        except SettingsError as error:
            raise SettingsError(f"{where}: {error}") from None
    return PerFile(pattern=pattern, folder=folder, changes=tuple(changes.items()))


def _lines(text: str, table: str) -> dict[str, int]:
    """Where the keys of a table stand, by what lines begin with; TOML's parser does not tell."""
    here = ""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), 1):
        plain = line.strip()
        if plain.startswith("["):
            here = plain.strip("[]").replace(" ", "")
            if here.removeprefix(f"{table}.").startswith("per-file"):
                lines.setdefault("per-file", number)
        elif here == table and "=" in plain:
            lines.setdefault(plain.partition("=")[0].strip(" \"'"), number)
    return lines


# ---------------------------------------------------------------- the environment
def _from_environment(environment: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, Origin]]:
    values, origins = {}, {}
    for attribute in in_files():
        variable = _PREFIX + attribute.name.upper()
        text = environment.get(variable, "")
        if text:
            values[attribute.name] = _parsed(text, attribute)
            origins[attribute.name] = Origin(kind="environment", place=variable)
    return values, origins


def _parsed(text: str, attribute: Attribute[Any]) -> Any:
    """The value that a text means; itself where it means none, which the setting then refuses."""
    kind = attribute.validator.schema(attribute).get("type")  # type: ignore[union-attr]
    if kind == "boolean":
        return _WORDS.get(text.lower(), text)
    if kind == "array":
        return tuple(part.strip() for part in text.split(",") if part.strip())
    if kind in ("integer", "number"):
        try:
            return int(text) if kind == "integer" else float(text)
        except ValueError:
            return text
    return text
