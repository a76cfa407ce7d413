"""All that one answer tells, and how it passes from process to process."""

from __future__ import annotations

import io
import json

import pytest
from warcio.utils import Digester

from srccheck.model.live import FragmentCheck, Hop, Live
from srccheck.model.web import Exchange
from srccheck.text.urls import normalize
from srccheck.web.examiner import answers_in, packed_answer, packed_question, serve
from srccheck.web.examining import Examined, Question, examine, payload_digest
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import answer, gzipped, html, page, redirect, sends

HEAD = (
    '<meta property="og:site_name" content="Coast"><meta name="author" content="Ann Lee">'
    '<meta property="article:published_time" content="2024-03-02"><script>var a;</script>'
)
LONG = "Начальник порта в третий раз за год повысил сборы, и лоцманы объявили забастовку. " * 5

HOP = Hop(url="http://one.example/harbour", http_status=301)


def asked(body, *, url="http://one.example/harbour", kind="text/html; charset=utf-8", status=200, **more):
    body = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
    exchange = Exchange(url=url, http_status=status, headers=(("content-type", kind),), body=body)
    return Question(url="http://one.example/harbour", exchange=exchange, **more)


QUESTIONS = {
    "an article": asked(html("Harbour Dues", head=HEAD, text=f"<p id=p1>{LONG}</p>"), fragments=("p1", "p2")),
    "in another language than it says": asked(html("Port", lang="en", text=LONG)),
    "a refresh": asked('<meta http-equiv=refresh content="3; url=/b"><p>'),
    "a login": asked("<title>Log in</title><input type=password>"),
    "one that is filled by scripts": asked("<div id=root></div><script src=x></script>"),
    "in doubt": asked("<title>Whatever</title><p>Hardly any text."),
    "with a title that is cited": asked("<title>Whatever</title><p>Hardly.", names=("Dues Rise", "Сборы")),
    "moved": asked(html("B"), url="http://two.example/b", hops=(HOP,)),
    "404": asked("<h1>Gone</h1>", status=404, fragments=("p1",)),
    "text": asked("Plain words.", kind="text/plain", fragments=("p1",)),
    "lone surrogates": asked("<title>a\ud800</title><h1>&#xd800;</h1>", fragments=("\ud800",)),
    "nothing": asked(b""),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_nothing_is_lost_between_processes(name):
    """A question and its answer survive JSON whole."""
    question = QUESTIONS[name]
    record = json.loads(json.dumps(question.to_record()))
    assert Question.from_record(record, question.exchange.body) == question
    answered = examine(question)
    assert Examined.from_record(json.loads(json.dumps(answered.to_record()))) == answered


def test_what_is_told():
    """The page, its meaning, and the doubt about it."""
    told = {name: examine(question) for name, question in QUESTIONS.items()}
    assert told["an article"].view.fragments[0] == FragmentCheck(name="p1", present=True)
    assert told["404"].verdict.reason == "http-404"
    assert told["404"].view.fragments == (FragmentCheck(name="p1", present=None),)
    assert told["moved"].verdict.status == "moved"
    assert told["a login"].verdict.reason == "login"
    assert told["in doubt"].doubt == "it has hardly any text"
    assert told["an article"].doubt is None
    assert told["404"].doubt is None


def test_a_server_of_questions():
    """It answers in order, until there are no more; a question that is cut short is none."""
    questions = list(QUESTIONS.values())
    data = b"".join(packed_question(number, question) for number, question in enumerate(questions))
    out = io.BytesIO()
    serve(io.BytesIO(data + packed_question(99, questions[0])[:9]), out)
    came = bytearray(out.getvalue())
    assert list(answers_in(came)) == [(n, examine(question)) for n, question in enumerate(questions)]
    assert not came


def test_answers_come_in_pieces():
    """What is not whole yet waits for the rest."""
    told = examine(QUESTIONS["an article"])
    data, came, found = packed_answer(7, told) + packed_answer(8, told), bytearray(), []
    for at in range(0, len(data), 100):
        came += data[at : at + 100]
        found += answers_in(came)
    assert found == [(7, told), (8, told)]


def test_a_digest_is_that_of_warc_tools():
    """`sha1:` and base32; none where the body is not there, or not all of it."""
    body = "Сборы".encode()
    theirs = Digester("sha1")
    theirs.update(body)
    assert payload_digest(Exchange(url="u", http_status=200, body=body)) == str(theirs)
    assert payload_digest(Exchange(url="u", http_status=200, body=body, truncated=True)) is None
    assert payload_digest(Exchange(url="u", http_status=200)) is None


CUT = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 999\r\nConnection: close\r\n\r\n<title>x"
)
BODY = html("Harbour Notes").encode()


@pytest.mark.parametrize(
    ("behaviour", "body"),
    [
        (answer(BODY), BODY),
        (gzipped(BODY), BODY),
        (answer(b"gone", 404), b"gone"),
        (redirect("/b"), b"the end"),
        (answer(b""), None),
        (sends(CUT), None),
    ],
    ids=["plain", "gzip", "404", "redirect", "empty", "cut"],
)
async def test_digests_of_live_pages(web, client, time, behaviour, body):
    """Of the last answer's decoded body; kept with the verdict."""
    web.host("one.example", {"/a": behaviour, "/b": answer(b"the end"), "*": page("x", status=404)})
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    live = await prober.probe(normalize("http://one.example/a"))
    wanted = payload_digest(Exchange(url="u", http_status=200, body=body)) if body else None
    assert live.digest == wanted
    assert Live.from_record(live.to_record()).digest == wanted
