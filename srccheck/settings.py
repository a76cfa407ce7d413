"""What can be set, and its default; `srccheck.configuration` reads it from files."""

from __future__ import annotations

import datetime as dt
import difflib
import os
from pathlib import Path, PurePath
from typing import Any, Literal

from attrs import evolve, field, fields, frozen

from srccheck.errors import SettingsError
from srccheck.kinds import CodeList, Contact, OneOf, OneType, RunName, TextList, Within, many

__all__ = ["FORMATS", "PER_FILE", "FailOn", "PerFile", "Settings", "covers", "unknown_setting"]

FORMATS = (
    "text",
    "json",
    "jsonl",
    "sarif",
    "junit",
    "markdown",
    "html",
    "csv",
    "csl-json",
    "bibtex",
    "ris",
    "github",
    "parquet",
)
"""What reports may be written in; not every command writes each."""

FailOn = Literal["error", "warning", "info", "new", "never"]

PER_FILE = ("access_date_stale_days", "extend_select", "ignore", "require_access_dates", "select")
"""What may differ from document to document."""

_ADDED = ("extend_select", "ignore")


def covers(pattern: str, folder: Path, path: str) -> bool:
    """Whether a document is meant by a pattern as in a `.gitignore` (gitignore(5)).

    Args:
        pattern: the pattern.
        folder: where it begins; nothing outside is ever meant.
        path: the document, relative to the working directory or absolute.
    """
    from pathspec import GitIgnoreSpec  # late: not every run has patterns  # noqa: PLC0415

    try:
        inside = os.path.relpath(path, folder)
    except ValueError:  # another drive
        return False
    outside = inside.startswith(os.pardir)
    return not outside and GitIgnoreSpec.from_lines([pattern]).match_file(PurePath(inside).as_posix())


@frozen(kw_only=True)
class PerFile:
    """Settings for some of the documents.

    Attributes:
        pattern: which documents, as in a `.gitignore` (gitignore(5)).
        folder: where the pattern begins.
        changes: names of `PER_FILE`, and their values.
    """

    pattern: str
    folder: Path
    changes: tuple[tuple[str, Any], ...] = ()

    def covers(self, path: str) -> bool:
        """Whether a document is meant; those outside the folder never are."""
        return covers(self.pattern, self.folder, path)

    def without(self, names: set[str]) -> PerFile:
        """The same without what was set with more right; what only adds stays."""
        kept = tuple((name, value) for name, value in self.changes if name in _ADDED or name not in names)
        return evolve(self, changes=kept)


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
        processes: processes that ask for links side by side, where links are too many to be held; 0 for one
            for each 100 of `jobs`, but no more than there are processors.
        cluster: address of the scheduler of a Dask cluster whose workers read and ask, `tcp://host:8786`;
            None for this machine.
        readers: processes that read documents side by side where there is much to read; 1 to read in this
            one, 0 for one a processor, at most 4.
        read_time_limit_s: limit for reading one document; a small text is always read to its end.
        read_memory_limit_bytes: limit for the memory of the process that reads it.
        require_access_dates: a missing access date is a warning instead of a remark.
        drift: compare the texts of living pages with those of their captures.
        access_date_stale_days: how old an access date may be before D307, if that is asked for.
        select, ignore: finding codes or their beginnings (`D3`); empty `select` means all but those that
            are off by default.
        extend_select: finding codes, in full, to be reported besides: those that are off by default.
        record, replay: WARC files to keep every exchange in, and to answer every request from.
        max_time_s: how long the web may be asked, all in all; what was not asked by then is `unchecked`;
            0 for no limit.
        max_links: how many pages the web may be asked about; those never asked or longest overdue first, the
            others are `unchecked`; 0 for no limit.
        run: what this audit is called in the store; one of that name that was begun and not finished is gone
            on with. None for a name of its own.
        allow_offline: that no link got an answer is no failure of the run.
        overrides: the file of what people found out about links; None for `srccheck.overrides.toml` beside
            the configuration.
        per_file: settings for some of the documents.
        fail_on: the least severity of a finding that makes the exit code 1; `new` for errors and warnings
            that no earlier run told and the baseline does not list.
        baseline: the file of findings that are told no more; None for none.
        format: how reports are written; None for what a command does by itself, as does one that it lacks.
        output: files to write reports to, each with its format before a colon where that is another.
        quiet: no progress, and nothing about what is in order.
        progress: show progress; None to see whether stderr is a terminal.
    """

    as_of: dt.date | None = field(default=None, validator=OneType(dt.date, type(None)))
    live: bool = field(default=True, validator=OneType(bool))
    archive: bool = field(default=True, validator=OneType(bool))
    registry: bool = field(default=True, validator=OneType(bool))
    jobs: int = field(default=50, validator=Within(1, 1000))
    jobs_per_host: int = field(default=2, validator=Within(1, 1000))
    pause_per_host_s: float = field(default=0.5, validator=Within(0, 600))
    robots: bool = field(default=False, validator=OneType(bool))
    connect_timeout_s: float = field(default=10.0, validator=Within(0.01, 600))
    read_timeout_s: float = field(default=15.0, validator=Within(0.01, 600))
    total_timeout_s: float = field(default=30.0, validator=Within(0.01, 3600))
    retries: int = field(default=2, validator=Within(0, 10))
    backoff_s: float = field(default=0.5, validator=Within(0, 60))
    retry_after_max_s: float = field(default=20.0, validator=Within(0, 3600))
    max_redirects: int = field(default=10, validator=Within(0, 50))
    first_byte_timeout_s: float = field(default=20.0, validator=Within(0.01, 3600))
    max_body_bytes: int = field(default=2_000_000, validator=Within(1_000, 100_000_000))
    max_wire_bytes: int = field(default=4_000_000, validator=Within(1_000, 100_000_000))
    max_compression_ratio: float = field(default=400.0, validator=Within(10, 10_000))
    max_header_bytes: int = field(default=262_144, validator=Within(1_000, 10_000_000))
    allow_private: bool = field(default=False, validator=OneType(bool))
    proxy: str = field(default="", validator=OneType(str), repr=False)  # it may hold a password
    user_agent: str = field(
        default="srccheck/0.1 (citation checker; +https://pypi.org/project/srccheck/)", validator=OneType(str)
    )
    contact: str | None = field(default=None, validator=Contact())
    store: str | None = field(default=None, validator=OneType(str, type(None)))
    archives: tuple[str, ...] = field(default=("wayback",), converter=many, validator=TextList())
    processes: int = field(default=0, validator=Within(0, 64))
    cluster: str | None = field(default=None, validator=OneType(str, type(None)))
    readers: int = field(default=0, validator=Within(0, 64))
    read_time_limit_s: float = field(default=20.0, validator=Within(0.1, 3600))
    read_memory_limit_bytes: int = field(default=512 * 2**20, validator=Within(128 * 2**20, 64 * 2**30))
    require_access_dates: bool = field(default=False, validator=OneType(bool))
    drift: bool = field(default=False, validator=OneType(bool))
    access_date_stale_days: int = field(default=730, validator=Within(1, 36_500))
    select: tuple[str, ...] = field(default=(), converter=many, validator=CodeList())
    ignore: tuple[str, ...] = field(default=(), converter=many, validator=CodeList())
    extend_select: tuple[str, ...] = field(default=(), converter=many, validator=CodeList())
    record: Path | None = None
    replay: Path | None = None
    max_time_s: float = field(default=0.0, validator=Within(0, 86_400))
    max_links: int = field(default=0, validator=Within(0, 1_000_000_000))
    run: str | None = field(default=None, validator=RunName())
    allow_offline: bool = field(default=False, validator=OneType(bool))
    overrides: str | None = field(default=None, validator=OneType(str, type(None)))
    per_file: tuple[PerFile, ...] = ()
    fail_on: FailOn = field(default="error", validator=OneOf("error", "warning", "info", "new", "never"))
    baseline: str | None = field(default=None, validator=OneType(str, type(None)))
    format: str | None = field(default=None, validator=OneOf(*FORMATS, None))
    output: tuple[str, ...] = field(default=(), converter=many, validator=TextList())
    quiet: bool = field(default=False, validator=OneType(bool))
    progress: bool | None = field(default=None, validator=OneType(bool, type(None)))

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
                raise SettingsError(unknown_setting(name.replace("_", "-"), known))
        return evolve(self, **changes)

    def for_document(self, path: str) -> Settings:
        """The settings that hold for a document: sections that cover it, later ones before earlier.

        Args:
            path: as the caller named it.
        """
        changes: dict[str, Any] = {}
        for section in self.per_file:
            if section.covers(path):
                for name, value in section.changes:
                    before = changes.get(name, getattr(self, name)) if name in _ADDED else ()
                    changes[name] = (*before, *value) if name in _ADDED else value
        return evolve(self, **changes, per_file=()) if changes else self


def unknown_setting(key: str, known: set[str]) -> str:
    """What to say about a name that no setting has, with the nearest that one has."""
    near = difflib.get_close_matches(key, sorted(name.replace("_", "-") for name in known), n=1)
    return f"unknown setting {key!r}" + (f"; did you mean {near[0]!r}?" if near else "")
