"""What can be set, its default, and how it is read from TOML."""

from __future__ import annotations

import datetime as dt
import difflib
import tomllib
from pathlib import Path
from typing import Any

from attrs import Attribute, evolve, field, fields, frozen

from srccheck.errors import SettingsError

__all__ = ["Settings", "find_config", "load_settings"]


def _within(low: float, high: float) -> Any:
    def check(_: object, attribute: Attribute[Any], value: Any) -> None:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
            raise SettingsError(f"{_key(attribute)} must be a number from {low:g} to {high:g}, not {value!r}")

    return check


def _is(*kinds: type) -> Any:
    def check(_: object, attribute: Attribute[Any], value: Any) -> None:
        if not isinstance(value, kinds):
            names = " or ".join(kind.__name__ for kind in kinds if kind is not type(None))
            raise SettingsError(f"{_key(attribute)} must be a {names}, not {value!r}")

    return check


def _texts(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _all_text(_: object, attribute: Attribute[Any], value: Any) -> None:
    if not isinstance(value, tuple) or not all(isinstance(item, str) for item in value):
        raise SettingsError(f"{_key(attribute)} must be a list of texts, not {value!r}")


def _contact(_: object, attribute: Attribute[Any], value: Any) -> None:
    if value is None:
        return
    # It goes into a header, and stands in brackets there.
    clean = (
        isinstance(value, str)
        and value.isascii()
        and value.isprintable()
        and not set(value) & set(' ()<>"\\')
    )
    if not clean or not (0 < value.find("@") < len(value) - 1 or value.startswith(("https://", "http://"))):
        raise SettingsError(f"{_key(attribute)} must be an e-mail address or a URL, not {value!r}")


def _key(attribute: Attribute[Any]) -> str:
    return attribute.name.replace("_", "-")


@frozen(kw_only=True)
class Settings:
    """Everything that changes what an audit does.

    Units stand in the names; sizes are decoded bytes. In TOML the names are written with `-`.

    Attributes:
        as_of: what "today" is for every date judgement; None for the day of the run.
        live, archive, registry: whether live pages, archives, and the registries of DOIs (doi.org and
            Crossref) are to be asked.
        jobs: requests under way at once, all hosts together.
        jobs_per_host: the same for one host, all its subdomains together.
        pause_per_host_s: from one request to a host to the next.
        robots: obey robots.txt (RFC 9309); its `Crawl-delay` up to `retry_after_max_s`.
        connect_timeout_s, read_timeout_s: limits for connecting, and for each wait for bytes.
        total_timeout_s: limit for one request from start to end.
        retries: how often a transient failure is tried again.
        backoff_s: pause before the first retry; doubles, with jitter.
        retry_after_max_s: the longest that a host is waited for at its own word (`Retry-After`) without
            an answer in between; its other links then wait for the end of the run.
        max_redirects: redirects followed for one link.
        first_byte_timeout_s: limit for the time until the headers of an answer are complete, connecting
            included.
        max_body_bytes: how much of a page is read.
        max_wire_bytes: how much may come over the wire for it.
        max_compression_ratio: decoded bytes for a byte on the wire, beyond which a body is a bomb.
        max_header_bytes: how long status line and headers may be.
        allow_private: addresses of an intranet may be asked; a cloud's metadata never.
        proxy: URL of the proxy for all requests; `none` for no proxy; empty for what HTTP_PROXY,
            HTTPS_PROXY, ALL_PROXY and NO_PROXY say.
        user_agent: how requests introduce themselves.
        contact: e-mail address or URL of who runs this, for those who are asked; see `agent`.
        store: where answers are remembered: a path, a database URL, or `none`; None for the user's own.
        archives: whom to ask for captures, in this order, until one has a good one: names of
            `srccheck/archives/archives.toml`, or addresses of TimeGates (RFC 7089).
        read_time_limit_s: limit for reading one document; a small text is always read to its end.
        read_memory_limit_bytes: limit for the memory of the process that reads it.
        require_access_dates: a missing access date is a warning instead of a remark.
        drift: compare the texts of living pages with those of their captures.
        access_date_stale_days: how old an access date may be before D307, if that is asked for.
        select, ignore: finding codes or their beginnings (`D3`); empty `select` means all but those that
            are off by default.
        extend_select: finding codes, in full, to be reported besides: those that are off by default.
        record, replay: WARC files to keep every exchange in, and to answer every request from.
    """

    as_of: dt.date | None = field(default=None, validator=_is(dt.date, type(None)))
    live: bool = field(default=True, validator=_is(bool))
    archive: bool = field(default=True, validator=_is(bool))
    registry: bool = field(default=True, validator=_is(bool))
    jobs: int = field(default=50, validator=_within(1, 1000))
    jobs_per_host: int = field(default=2, validator=_within(1, 1000))
    pause_per_host_s: float = field(default=0.5, validator=_within(0, 600))
    robots: bool = field(default=False, validator=_is(bool))
    connect_timeout_s: float = field(default=10.0, validator=_within(0.01, 600))
    read_timeout_s: float = field(default=15.0, validator=_within(0.01, 600))
    total_timeout_s: float = field(default=30.0, validator=_within(0.01, 3600))
    retries: int = field(default=2, validator=_within(0, 10))
    backoff_s: float = field(default=0.5, validator=_within(0, 60))
    retry_after_max_s: float = field(default=20.0, validator=_within(0, 3600))
    max_redirects: int = field(default=10, validator=_within(0, 50))
    first_byte_timeout_s: float = field(default=20.0, validator=_within(0.01, 3600))
    max_body_bytes: int = field(default=2_000_000, validator=_within(1_000, 100_000_000))
    max_wire_bytes: int = field(default=4_000_000, validator=_within(1_000, 100_000_000))
    max_compression_ratio: float = field(default=400.0, validator=_within(10, 10_000))
    max_header_bytes: int = field(default=262_144, validator=_within(1_000, 10_000_000))
    allow_private: bool = field(default=False, validator=_is(bool))
    proxy: str = field(default="", validator=_is(str), repr=False)  # it may hold a password
    user_agent: str = field(
        default="srccheck/0.1 (citation checker; +https://pypi.org/project/srccheck/)", validator=_is(str)
    )
    contact: str | None = field(default=None, validator=_contact)
    store: str | None = field(default=None, validator=_is(str, type(None)))
    archives: tuple[str, ...] = field(default=("wayback",), converter=_texts, validator=_all_text)
    read_time_limit_s: float = field(default=20.0, validator=_within(0.1, 3600))
    read_memory_limit_bytes: int = field(default=512 * 2**20, validator=_within(128 * 2**20, 64 * 2**30))
    require_access_dates: bool = field(default=False, validator=_is(bool))
    drift: bool = field(default=False, validator=_is(bool))
    access_date_stale_days: int = field(default=730, validator=_within(1, 36_500))
    select: tuple[str, ...] = field(default=(), converter=_texts, validator=_all_text)
    ignore: tuple[str, ...] = field(default=(), converter=_texts, validator=_all_text)
    extend_select: tuple[str, ...] = field(default=(), converter=_texts, validator=_all_text)
    record: Path | None = None
    replay: Path | None = None

    @property
    def agent(self) -> str:
        """The User-Agent in full, with the contact where there is one."""
        return f"{self.user_agent} ({self.contact})" if self.contact else self.user_agent

    def with_changes(self, **changes: Any) -> Settings:
        """A copy with some settings changed.

        Raises:
            SettingsError: a name is unknown, or a value of the wrong type or out of range.
        """
        known = {attribute.name for attribute in fields(Settings)}
        for name in changes:
            if name not in known:
                raise SettingsError(_unknown(name.replace("_", "-"), known))
        return evolve(self, **changes)


_NOT_IN_FILES = {"record", "replay", "as_of"}


def _unknown(key: str, known: set[str]) -> str:
    near = difflib.get_close_matches(key, sorted(name.replace("_", "-") for name in known), n=1)
    return f"unknown setting {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")


def find_config(start: Path) -> Path | None:
    """The nearest `srccheck.toml`, or pyproject.toml with `[tool.srccheck]`, from `start` upward."""
    for folder in (start, *start.parents):
        own, project = folder / "srccheck.toml", folder / "pyproject.toml"
        if own.is_file():
            return own
        if project.is_file() and _table(project) is not None:
            return project
    return None


def _table(path: Path) -> dict[str, Any] | None:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: cannot be read as TOML: {error}") from error
    if path.name != "pyproject.toml":
        return data
    table = data.get("tool", {}).get("srccheck")
    return table if isinstance(table, dict) else None


def load_settings(config: Path | None = None, *, start: Path | None = None) -> Settings:
    """Settings from a TOML file, defaults for the rest.

    Args:
        config: the file; None to look for the nearest one.
        start: where the search begins (default: the working directory).

    Raises:
        SettingsError: the file is missing or no TOML, a key unknown, a value wrong; the message names
            the file and the key.
    """
    path = config or find_config(start or Path.cwd())
    if path is None:
        return Settings()
    values = {}
    known = {attribute.name for attribute in fields(Settings)} - _NOT_IN_FILES
    for key, value in (_table(path) or {}).items():
        name = key.replace("-", "_")
        if name not in known:
            raise SettingsError(f"{path}: {_unknown(key, known)}")
        values[name] = value
    try:
        return Settings(**values)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from None
