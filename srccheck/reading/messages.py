"""What passes between us and the process that reads: requests to it, answers from it, as pickles."""

from __future__ import annotations

import pickle
from typing import IO, Literal, cast

from attrs import frozen

from srccheck.documents import Given
from srccheck.errors import UnreadableInputError
from srccheck.model import Document
from srccheck.settings import Settings

__all__ = [
    "OUT_OF_MEMORY",
    "PATIENCE",
    "READY",
    "Answer",
    "NoWorkerError",
    "Request",
    "Task",
    "packed",
    "receive",
    "send",
]

Task = Literal["document", "lines"]
Answer = Document | UnreadableInputError

READY = "ready"
"""The first message of a worker: it has loaded everything."""

PATIENCE = 3
"""A busy machine gives a worker less than a processor: so many times its limit it may take by the clock."""

OUT_OF_MEMORY = 77
"""The exit code of a worker that was refused memory."""


class NoWorkerError(Exception):
    """No process can be started here."""


@frozen(kw_only=True)
class Request:
    """What a worker is to do.

    Attributes:
        task: take it for a document, or for a list of notes.
        given: the document.
        settings: the limits among them are kept by both sides.
    """

    task: Task
    given: Given
    settings: Settings


def packed(requests: tuple[Request, ...]) -> bytes:
    """Requests that are answered together, in the form in which a worker reads them."""
    return pickle.dumps(requests, protocol=pickle.HIGHEST_PROTOCOL)


def send(message: tuple[Answer, ...] | str, stream: IO[bytes]) -> None:
    """Write a worker's answers, or its `READY`, so that `receive` can read them."""
    pickler = pickle.Pickler(stream, protocol=pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = {}  # libraries may have taught Python other ways to pickle errors (tblib has)
    pickler.dump(message)
    stream.flush()


class _Records(pickle.Unpickler):
    """Makes nothing but our own records and dates, whatever the other side has turned into."""

    def find_class(self, module: str, name: str) -> type:
        if module in _MODULES or module.startswith("srccheck.model."):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no part of an answer")


_MODULES = frozenset({"datetime", "srccheck.errors"})


def receive(stream: IO[bytes]) -> tuple[Answer, ...] | str:
    """The next answers of a worker, one for each request that they answer, or its `READY`.

    Raises:
        EOFError: it has ended.
        pickle.UnpicklingError: it has ended in mid-sentence, or sent what is no answer.
    """
    return cast("tuple[Answer, ...] | str", _Records(stream).load())
