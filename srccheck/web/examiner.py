"""The process that examines pages: questions from standard input, answers on standard output.

It is started by `srccheck.web.examiners`, and ends when its standard input does. Both sides speak JSON: a
process that reads strangers' pages has its words checked, and not its objects built.
"""

from __future__ import annotations

import gc
import json
import os
import struct
import sys
from collections.abc import Iterator
from typing import IO, Any

from srccheck.web.examining import Examined, Question, examine

__all__ = ["answers_in", "main", "packed_answer", "packed_question", "serve"]

_QUESTION = struct.Struct(">QII")  # its number, and how long its record and its body are
_ANSWER = struct.Struct(">QI")
_RARELY = 50_000  # objects: hardly anything that is made for a page is garbage that only a search finds


def main() -> None:
    """Serve the process that has started this one."""
    with os.fdopen(os.dup(1), "wb", buffering=0) as answers:
        os.dup2(2, 1)  # what a library in C prints is no answer
        gc.freeze()  # what has been loaded stays
        gc.set_threshold(_RARELY)
        serve(sys.stdin.buffer, answers)


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answer questions until there are no more.

    Args:
        questions: what `packed_question` made, one after the other.
        answers: where what `packed_answer` makes goes.
    """
    while len(head := questions.read(_QUESTION.size)) == _QUESTION.size:
        number, record_length, body_length = _QUESTION.unpack(head)
        record = json.loads(questions.read(record_length))
        question = Question.from_record(record, questions.read(body_length))
        left = memoryview(packed_answer(number, examine(question)))
        while left:
            left = left[answers.write(left) :]


def packed_question(number: int, question: Question) -> bytes:
    """A question in the form that `serve` reads.

    Args:
        number: what its answer is to be known by.
        question: the question.
    """
    record, body = _json(question.to_record()), question.exchange.body
    return b"".join((_QUESTION.pack(number, len(record), len(body)), record, body))


def packed_answer(number: int, answer: Examined) -> bytes:
    """An answer in the form that `answers_in` reads."""
    record = _json(answer.to_record())
    return _ANSWER.pack(number, len(record)) + record


def answers_in(data: bytearray) -> Iterator[tuple[int, Examined]]:
    """Take the whole answers from what has come in, each with its number; the rest stays.

    Raises:
        KeyError, TypeError, ValueError: it is no answer.
    """
    while len(data) >= _ANSWER.size:
        number, length = _ANSWER.unpack_from(data)
        end = _ANSWER.size + length
        if len(data) < end:
            return
        answer = Examined.from_record(json.loads(bytes(data[_ANSWER.size : end])))
        del data[:end]
        yield number, answer


def _json(record: dict[str, Any]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode("ascii")  # surrogates would be no UTF-8
