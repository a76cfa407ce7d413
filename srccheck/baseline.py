"""The findings that an old collection starts with: listed in a file, they are told no more."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from pathlib import Path, PurePath
from typing import Any

from attrs import frozen

from srccheck.errors import UsageError
from srccheck.news import UNSURE, Told
from srccheck.reports.cleaning import json_safe

__all__ = ["Accepted", "Baseline"]

_SCHEMA = "srccheck.baseline/1"
_PASSING = (UNSURE - {"L203"}) | {"X901"}
"""What is not worth listing: it passes by itself, or hides all else. A page behind a bot wall stays there."""


@frozen(kw_only=True)
class Accepted:
    """A finding that is listed; `message` only of one that is about no link."""

    code: str
    document: str
    note: str | None = None
    url: str | None = None
    message: str = ""

    @property
    def words(self) -> str:
        """The entry in a line, for people."""
        note = f", note {self.note}" if self.note else ""
        return f"{self.code} of {self.document}{note}: {self.url or self.message}"


@frozen(kw_only=True)
class Baseline:
    """A file of findings; documents are named in it as seen from its folder, so that it can be committed.

    Attributes:
        file: where it lies, or will lie.
        entries: what it lists, documents named as it names them.
    """

    file: Path
    entries: tuple[Accepted, ...] = ()

    @classmethod
    def begun(cls, file: Path) -> Baseline:
        """The baseline to go on with in a file; an empty one where there is none yet.

        Raises:
            UsageError: the file is something else.
        """
        return cls.read(file) if file.exists() else cls(file=file)

    @classmethod
    def read(cls, file: Path) -> Baseline:
        """The findings of a file.

        Raises:
            UsageError: it is missing, or no baseline.
        """
        try:
            data = json.loads(file.read_text(encoding="utf-8-sig"))
            schema = data["schema"]
            entries = tuple(_entry(each) for each in data["findings"]) if schema == _SCHEMA else ()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{file}: the baseline cannot be read ({error}); see --write-baseline") from None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(
                f"{file}: this is no baseline that srccheck wrote ({type(error).__name__}: {str(error)[:80]})"
            ) from None
        if schema != _SCHEMA:
            raise UsageError(f"{file}: the schema is {str(schema)[:80]!r}, not {_SCHEMA!r}")
        return cls(file=file, entries=entries)

    def named_for(self, documents: Collection[str]) -> tuple[Accepted, ...]:
        """The entries, each document named as its caller does; those of other documents are left out.

        Args:
            documents: paths as the caller names them.
        """
        names = {self._name(path): path for path in documents}
        return tuple(
            Accepted(
                code=each.code,
                document=names[each.document],
                note=each.note,
                url=each.url,
                message=each.message,
            )
            for each in self.entries
            if each.document in names
        )

    def text(self, findings: Iterable[Told], *, documents: Collection[str]) -> str:
        """The file with these findings in it: JSON, sorted, an entry a line.

        Args:
            findings: what is to be listed; what passes by itself is left out.
            documents: paths of the documents that were looked at; entries of all others stay.
        """
        looked_at = {self._name(path) for path in documents}
        listed = [
            Accepted(
                code=each.code,
                document=self._name(each.document),
                note=each.note,
                url=each.url,
                message="" if each.url else each.message,
            )
            for each in findings
            if each.code not in _PASSING
        ]
        listed += [each for each in self.entries if each.document not in looked_at]
        records = (json.dumps(_record(each), ensure_ascii=False) for each in sorted(listed, key=_rank))
        lines = ",\n".join(f"    {record}" for record in records)
        rows = f"[\n{lines}\n  ]" if lines else "[]"
        return json_safe(f'{{\n  "schema": "{_SCHEMA}",\n  "findings": {rows}\n}}\n')

    def _name(self, path: str) -> str:
        if path == "-":
            return path
        try:
            return PurePath(os.path.relpath(path, self.file.parent)).as_posix()
        except ValueError:  # another drive
            return PurePath(path).as_posix()


def _rank(each: Accepted) -> tuple[str, str, str, str, str]:
    return each.document, each.code, each.url or "", each.note or "", each.message


def _record(each: Accepted) -> dict[str, str]:
    fields = {
        "document": each.document,
        "code": each.code,
        "note": each.note,
        "url": each.url,
        "message": each.message,
    }
    return {key: value for key, value in fields.items() if value}


def _entry(record: dict[str, Any]) -> Accepted:
    code, document = record["code"], record["document"]
    note, url, message = record.get("note"), record.get("url"), record.get("message", "")
    if not all(isinstance(value, str) for value in (code, document, note or "", url or "", message)):
        raise TypeError("an entry is not of texts")
    return Accepted(code=code, document=document, note=note, url=url, message=message)
