"""The pages of a run: which links each stands for, who cites it, and in what order they are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence

from srccheck.model.live import named_words
from srccheck.text.urls import UrlProblem
from srccheck.web.manners import registrable
from srccheck.web.turns import Waiting, in_turn
from srccheck.worklist import Target

__all__ = ["Agenda"]


class Agenda:
    """Pages, in the order in which they are first cited; the originals of cited copies after them.

    Args:
        targets: the links to ask for.
        originals: the originals of cited copies are asked for, too.
    """

    def __init__(self, targets: Sequence[Target], *, originals: bool) -> None:
        self._pages: dict[str, list[Target]] = {}
        self._copies: dict[str, list[str]] = {}
        for target in targets:
            self._pages.setdefault(target.page, []).append(target)
        for target in targets:
            if target.original and originals and not target.problem:
                self._pages.setdefault(target.original, [])
                self._copies.setdefault(target.original, []).append(target.page)

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._pages))

    def __len__(self) -> int:
        return len(self._pages)

    def __contains__(self, page: object) -> bool:
        return page in self._pages

    def targets(self, page: str) -> Sequence[Target]:
        """The links that a page stands for; none for an original that is not cited itself."""
        return self._pages.get(page, ())

    def problem(self, page: str) -> UrlProblem | None:
        """Why a page must not be asked for; None where it may."""
        return next((target.problem for target in self.targets(page)), None)

    def is_copy(self, page: str) -> bool:
        """Whether a page is cited, and its address leads into an archive."""
        return any(target.copy for target in self.targets(page))

    def copies(self, page: str) -> Sequence[str]:
        """The cited copies of a page."""
        return self._copies.get(page, ())

    def strike(self, page: str) -> None:
        """Let go of a page that nobody will ask about again in this run."""
        del self._pages[page]

    def names(self, page: str) -> tuple[str, ...]:
        """The titles that citations give a page."""
        uses = [use for target in self._pages[page] for use in target.uses]
        titles = [use.cited_title for use in uses]
        titles += [use.cited.title_translated for use in uses if use.cited]
        return tuple(dict.fromkeys(title for title in titles if title))

    def fragments(self, page: str) -> tuple[str, ...]:
        """Names of the places in a page that are cited, and of the words that are quoted from it."""
        targets = self._pages[page]
        names = [target.url.partition("#")[2] for target in targets]
        names += [named_words(words) for target in targets for use in target.uses for words in use.quotes]
        return tuple(dict.fromkeys(name for name in names if name))

    def in_turn(self, pages: Iterable[str], due: Callable[[str], dt.datetime | None]) -> list[str]:
        """Some of the pages, in the order in which they are to be asked for (`srccheck.web.turns`).

        Args:
            pages: which.
            due: when a page was to be asked for again; None for one that never was asked for.
        """
        return in_turn(
            Waiting(page=page, host=registrable(page), documents=self._documents(page), due=due(page))
            for page in pages
        )

    def _documents(self, page: str) -> frozenset[str]:
        pages = (page, *self.copies(page))
        return frozenset(
            use.document for each in pages for target in self.targets(each) for use in target.uses
        )
