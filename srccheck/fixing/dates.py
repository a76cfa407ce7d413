"""A date written anew in the way in which another is written, and where a document puts such dates."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from srccheck.model import Citation, Document, Note, PartialDate
from srccheck.text.dates import find_dates
from srccheck.text.wordlists import table

__all__ = ["phrases", "restyled", "sample_of"]

_NUMERIC = re.compile(r"(?<![0-9])([0-9]{1,4})([./‐‑–-]|\.\s)([0-9]{1,2})(\2)([0-9]{1,4})(?![0-9])")
_CJK = re.compile(r"[0-9]{4}(?=\s?[年년])|[0-9]{1,2}(?=\s?[月월日일号])")
_NUMBER = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])")
_ORDINAL = re.compile(r"(?<=[0-9])(st|nd|rd|th)\b")
_MONTH_WORD = re.compile(r"[^\W\d_]{3,24}")
_COMMON = ("en", "de", "fr", "es", "pt", "it", "nl", "ru", "pl", "tr", "sv", "da", "nb", "fi", "cs")
_BEHIND = 6
"""Characters that may stand between a URL and the words of its access date: `> (`, `, [`."""
_CLOSING = {"(": ")", "[": "]", "（": "）", "［": "］"}


@cache
def phrases() -> dict[str, str]:
    """A sample of an access date for each language, by its tag."""
    text = files("srccheck.fixing").joinpath("data", "access_phrases.toml").read_text(encoding="utf-8")
    samples: dict[str, str] = tomllib.loads(text)["phrases"]
    return samples


def sample_of(document: Document, note: Note) -> str:
    """An access date as one would stand behind a URL in this document, with what parts it from the URL.

    What the document does most often decides; a document that does nothing of the kind gets its own
    language's words in brackets.

    Args:
        document: all of it.
        note: the one that is to get a date.
    """
    found = Counter(_ways(document))
    if found:
        return found.most_common(1)[0][0]
    tag = document.language.tag.partition("-")[0] if document.language else "en"
    return f" ({phrases().get(tag) or phrases()['en']})"


def _ways(document: Document) -> Iterator[str]:
    for note in document.notes:
        for citation in note.citations:
            way = _way(note, citation)
            if way is not None and restyled(way, dt.date(2026, 11, 22)) is not None:
                yield way


def _way(note: Note, citation: Citation) -> str | None:
    """How a citation puts its access date behind its URL; None where it does not."""
    accessed = citation.accessed
    if accessed is None or accessed.ambiguous or accessed.date is None or not accessed.date.day:
        return None
    for link in citation.links:
        at = note.text.find(link.url)
        end = at + len(link.url)
        begin = note.text.find(accessed.raw, end) if at >= 0 else -1
        if begin < 0 or begin - end > _BEHIND:
            continue
        glue = note.text[end:begin].removeprefix(">")
        closing = "".join(_CLOSING[each] for each in reversed(glue) if each in _CLOSING)
        rest = note.text[begin + len(accessed.raw) :]
        if rest.startswith(closing) and (glue.strip() or glue):
            return f"{glue}{accessed.raw}{closing}"
    return None


def restyled(old: str, day: dt.date, *, language: str | None = None) -> str | None:
    """Words with a date, with another date in its place, written in the same way.

    Args:
        old: words with one whole date: `Accessed on July 20, 2025`.
        day: the day to write.
        language: of the document (BCP 47), where months of several languages are written alike.

    Returns:
        None where the way cannot be made out: day and month that could be exchanged, a month's name that is
        not known, no day.
    """
    spans = find_dates(old, years=False)
    if len(spans) != 1 or spans[0].alternatives or spans[0].date is None or not spans[0].date.day:
        return None
    span, meant = spans[0], spans[0].date
    part = old[span.start : span.end]
    new = _cjk(part, day) or _numeric(part, meant, day) or _named(part, meant, day, _likely(old, language))
    if new is None:
        return None
    whole = f"{old[: span.start]}{new}{old[span.end :]}"
    again = find_dates(whole, years=False)
    said = PartialDate(year=day.year, month=day.month, day=day.day)
    return whole if [each.date for each in again] == [said] else None


def _cjk(part: str, day: dt.date) -> str | None:
    found = list(_CJK.finditer(part))
    if len(found) != 3:
        return None
    return _swapped(part, found, (day.year, day.month, day.day))


def _swapped(part: str, found: list[re.Match[str]], values: tuple[int, ...]) -> str:
    out, at = [], 0
    for match, value in zip(found, values, strict=True):
        padded = f"{value:02d}" if match[0].startswith("0") else str(value)
        out += [part[at : match.start()], padded]
        at = match.end()
    return "".join((*out, part[at:]))


def _numeric(part: str, meant: PartialDate, day: dt.date) -> str | None:
    match = _NUMERIC.search(part)
    if match is None:
        return None
    first, mark, second, third = match[1], match[2], match[3], match[5]
    if len(first) == 4:
        return (
            part[: match.start()] + _joined((day.year, day.month, day.day), match, mark) + part[match.end() :]
        )
    if mark == "/" and meant.day == meant.month and day.day != day.month:
        return None  # 05/05/2025 does not show which comes first
    year = day.year if len(third) == 4 else day.year % 100
    day_first = (int(first), int(second)) == (meant.day, meant.month)
    order = (day.day, day.month, year) if day_first else (day.month, day.day, year)
    return part[: match.start()] + _joined(order, match, mark) + part[match.end() :]


def _joined(values: tuple[int, int, int], match: re.Match[str], mark: str) -> str:
    """Numbers of two digits, unless one of the old ones shows that a lone digit stays alone."""
    lone = any(len(match[group]) == 1 for group in (1, 3, 5))
    return mark.join(str(value) if lone else f"{value:02d}" for value in values)


def _named(part: str, meant: PartialDate, day: dt.date, likely: list[str]) -> str | None:
    """`20 July 2025`, `July 20th, 2025`, `20 de julio de 2025`."""
    word = next((each for each in _MONTH_WORD.finditer(part) if _forms().get(each[0].casefold())), None)
    month = _month(word[0], (meant.month, day.month), likely) if word else None
    numbers = list(_NUMBER.finditer(part))
    if word is None or month is None or len(numbers) != 2:
        return None
    year_first = len(numbers[0][0]) == 4
    values = (day.year, day.day) if year_first else (day.day, day.year)
    out, at = [], 0
    pieces = [(match.span(), match[0], value) for match, value in zip(numbers, values, strict=True)]
    texts = [(span, f"{value:02d}" if old.startswith("0") else str(value)) for span, old, value in pieces]
    for (start, end), new in sorted([*texts, (word.span(), month)]):
        out += [part[at:start], new]
        at = end
    return _ORDINAL.sub(_suffix(day.day), "".join((*out, part[at:])))


def _suffix(number: int) -> str:
    if 11 <= number <= 13:
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def _likely(words_: str, language: str | None) -> list[str]:
    """Languages that words may be in, likeliest first."""
    access = [match[0].casefold() for match in _MONTH_WORD.finditer(words_)]
    told = [
        tag for tag, known in table("access_words")["before"].items() if any(each in known for each in access)
    ]
    own = [language.partition("-")[0]] if language and language.partition("-")[0] in told else []
    return [*own, *told, *([language.partition("-")[0]] if language else []), *_COMMON]


def _month(old: str, months: tuple[int, int], likely: list[str]) -> str | None:
    """Another month's name, in the language, case, and length of one that is written.

    Args:
        old: the name that is written.
        months: its number, and the number of the other.
        likely: languages, likeliest first.
    """
    month, new = months
    folded = old.casefold()
    if month == new:
        return old
    possible = _forms()[folded].get(month, frozenset())
    language = next((each for each in likely if each in possible), min(possible, default=None))
    if language is None:
        return None
    own = _in(month, language)
    short = any(each != folded and each.startswith(folded) for each in own)
    others = _in(new, language)
    fit = [each for each in others if any(o != each and o.startswith(each) for o in others) == short]
    best = max(fit or others, key=lambda each: _likeness(each, folded, short=short), default=None)
    if best is None:
        return None
    if old.isupper():
        return best.upper()
    return best.capitalize() if old[0].isupper() else best


def _likeness(form: str, old: str, *, short: bool) -> tuple[int, bool, int, int]:
    """How well a month's name fits the place of another: the same ending, in full where that was, as long."""
    return _ending(form, old), short or len(form) > 3, -abs(len(form) - len(old)), len(form)


def _in(month: int, language: str) -> list[str]:
    return [form for form, months in _forms().items() if language in months.get(month, frozenset())]


def _ending(form: str, other: str) -> int:
    """How many letters two words have in common at their ends: names in the same grammatical case do."""
    count = 0
    while count < min(len(form), len(other), 3) and form[-1 - count] == other[-1 - count]:
        count += 1
    return count


@cache
def _forms() -> dict[str, dict[int, frozenset[str]]]:
    """Month names: form -> month -> languages."""
    out: dict[str, dict[int, frozenset[str]]] = {}
    months = files("srccheck.text").joinpath("data", "months.tsv").read_text(encoding="utf-8")
    for line in months.splitlines():
        if line and not line.startswith("#"):
            form, month, languages = line.split("\t")
            out.setdefault(form, {})[int(month)] = frozenset(languages.split(","))
    return out
