"""What comes back from a process that reads, and what must not."""

from __future__ import annotations

import datetime as dt
import io
import os
import pickle
import threading

import pytest

from srccheck import MissingLibraryError, Settings, UnreadableInputError, extract
from srccheck.documents import take
from srccheck.reading import worker
from srccheck.reading.messages import READY, Request, packed, receive, send

DOCUMENT = extract(b"One claim.[1]\n\n[1] A. Author, 'First', https://a.example/1 (accessed 3 May 2020).\n")


def test_documents_come_back_whole():
    """Every record and date of a document is allowed."""
    send((DOCUMENT,), stream := io.BytesIO())
    assert receive(io.BytesIO(stream.getvalue())) == (DOCUMENT,)


@pytest.mark.parametrize("kind", [UnreadableInputError, MissingLibraryError])
def test_errors_come_back_whole(kind):
    """With their kind and all that they say."""
    stream = io.BytesIO()
    send((kind("a.txt", "it is torn", "glue it"),), stream)
    (error,) = receive(io.BytesIO(stream.getvalue()))
    assert type(error) is kind
    assert (error.path, error.why, error.remedy) == ("a.txt", "it is torn", "glue it")
    assert str(error) == "a.txt: it is torn; glue it"


class _Call:
    def __reduce__(self):
        return os.system, ("true",)


@pytest.mark.parametrize(
    "message",
    [_Call(), os.getcwd, dt.datetime.now, Settings(), pickle.Unpickler],
    ids=lambda value: type(value).__name__,
)
def test_nothing_else_is_made(message):
    """Should a hostile document take the reader over, it cannot call functions here."""
    with pytest.raises(pickle.UnpicklingError, match="no part of an answer"):
        receive(io.BytesIO(pickle.dumps(message)))


def test_serving(monkeypatch):
    """Requests are answered in their order, together, errors as values, until there are no more."""
    monkeypatch.setattr(worker, "_limit_memory", lambda most: None)
    requests = [
        Request(task="document", given=take(data, name=name), settings=Settings())
        for data, name in ((b"word[1]\n\n[1] A, B.", "a.txt"), (b"\0\1" * 50, "b.txt"))
    ]
    theirs, ours = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    answers, said = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    thread = threading.Thread(target=worker.serve, args=(theirs, said))
    with theirs, answers, said:
        with ours:
            thread.start()
            assert receive(answers) == READY
            for batch, names in ((requests[:1], ["a.txt"]), (requests, ["a.txt", "b.txt"])):
                ours.write(packed(tuple(batch)))
                ours.flush()
                assert [answer.path for answer in receive(answers)] == names
        thread.join()
