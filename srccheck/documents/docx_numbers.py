"""How Word numbers notes: formats, starts and restarts (ECMA-376 part 1 §17.11)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from attrs import evolve, frozen

from srccheck.documents.docx_records import Mark, local_name

__all__ = ["NotesFormat", "notes_format", "numbered", "printed"]


@frozen(kw_only=True)
class NotesFormat:
    """How the notes of a section are numbered; None where it says nothing.

    Attributes:
        number_format: `decimal`, `lowerRoman`, … (ST_NumberFormat, §17.18.59).
        start: the first number.
        restart: `continuous`, `eachSect` or `eachPage`.
    """

    number_format: str | None = None
    start: int | None = None
    restart: str | None = None

    def over(self, other: NotesFormat) -> NotesFormat:
        """This format, and what it leaves open as `other` says."""
        return evolve(
            self,
            number_format=self.number_format or other.number_format,
            start=other.start if self.start is None else self.start,
            restart=self.restart or other.restart,
        )


def notes_format(element: Any, name: str) -> NotesFormat:
    """Read `w:footnotePr` or `w:endnotePr` among the children of an lxml element."""
    found = NotesFormat()
    for properties in (child for child in element if local_name(child.tag) == name):
        for child in properties:
            key = local_name(child.tag)
            value = child.get(child.tag[: -len(key)] + "val") if key else None
            if key == "numFmt":
                found = evolve(found, number_format=value)
            elif key == "numRestart":
                found = evolve(found, restart=value)
            elif key == "numStart" and value and value.isascii() and value.isdigit() and len(value) < 7:
                found = evolve(found, start=int(value))
    return found


def numbered(
    marks: Iterable[Mark], sections: Sequence[NotesFormat], default: NotesFormat
) -> list[tuple[str, int | None]]:
    """Marker and number of each mark of one kind, as printed; in the order of the text.

    Args:
        marks: footnote marks, or endnote marks; not both.
        sections: formats of the sections, in order.
        default: the document's own format, for what a section leaves open.
    """
    out: list[tuple[str, int | None]] = []
    count, before = 0, None
    for mark in marks:
        if mark.custom:
            out.append((mark.custom, None))
            continue
        own = sections[mark.section] if mark.section < len(sections) else NotesFormat()
        form = own.over(default)
        place = {"eachSect": mark.section, "eachPage": mark.page}.get(form.restart or "", 0)
        if before is None or place != before:
            count = (1 if form.start is None else form.start) - 1
        before = place
        count += 1
        out.append((printed(count, form.number_format or "decimal"), count))
    return out


def printed(number: int, number_format: str) -> str:
    """A number in one of Word's formats; those of other scripts read as digits."""
    if number < 1 or number > 20_000:
        return str(number)
    return _FORMATS.get(number_format, str)(number)


_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        times, number = divmod(number, value)
        out += letters * times
    return out


def _letters(number: int) -> str:
    """From a to z, then aa to zz, then aaa."""
    times, letter = divmod(number - 1, 26)
    return chr(ord("a") + letter) * (times + 1)


def _chicago(number: int) -> str:
    """*, †, ‡, §, then each twice, … (Chicago Manual of Style)."""
    times, symbol = divmod(number - 1, 4)
    return "*†‡§"[symbol] * (times + 1)


_FORMATS: dict[str, Callable[[int], str]] = {
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "chicago": _chicago,
    "decimalZero": lambda number: f"{number:02d}",
    "numberInDash": lambda number: f"- {number} -",
}
