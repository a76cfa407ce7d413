"""L2xx and A4xx: the table of what a link's answers come to."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from srccheck.judging import links
from srccheck.judging.links import judge_link, judge_written
from srccheck.judging.rules import Place
from srccheck.model import ArchiveFacts, FragmentCheck
from tests.conftest import ROOT
from tests.judging.builders import HERE, capture, link, live, report, use

PLACE = Place(document="paper.md", location=HERE, note="n1", citation="n1.1")
DEAD = ("dead", "http-404", 404)
ALIVE = ("alive", "ok", 200)


def codes(answer, archive, **kept):
    the_use = use(**kept)
    return [f.code for f in judge_link(PLACE, report(live(*answer), archive, the_use), the_use)]


@pytest.mark.parametrize(
    ("answer", "archive", "kept", "expected"),
    [
        (ALIVE, ArchiveFacts(status="archived"), {}, []),
        (ALIVE, ArchiveFacts(status="not-archived"), {}, ["A402"]),
        (ALIVE, ArchiveFacts(status="unknown", detail="503"), {}, ["A406"]),
        (ALIVE, ArchiveFacts(status="unknown", asked=False), {}, []),
        (("moved", "moved-permanently", 200), ArchiveFacts(status="archived"), {}, ["L202"]),
        (DEAD, ArchiveFacts(status="archived"), {"snapshot": capture()}, ["A401"]),
        (DEAD, ArchiveFacts(status="not-archived"), {}, ["A403"]),
        (DEAD, ArchiveFacts(status="only-bad-captures"), {}, ["A403"]),
        (DEAD, ArchiveFacts(status="excluded"), {}, ["L201"]),
        (DEAD, ArchiveFacts(status="unknown"), {}, ["L201", "A406"]),
        (DEAD, ArchiveFacts(status="unknown", asked=False), {}, ["L201"]),
        (("blocked", "http-403", 403), ArchiveFacts(status="not-archived"), {}, ["L203"]),
        (("unreachable", "timeout", None), ArchiveFacts(status="not-archived"), {}, ["L204"]),
        (("unchecked", "offline", None), ArchiveFacts(status="unknown"), {}, []),
        (("skipped", "private", None), ArchiveFacts(status="unknown", asked=False), {}, []),
    ],
)
def test_answers_to_codes(answer, archive, kept, expected):
    """A dead link has exactly one verdict, and nothing but `dead` is ever called gone."""
    assert codes(answer, archive, **kept) == expected


def test_rot_is_said_of_dead_links_only():
    """`blocked`, `unreachable` and `unchecked` give no A401, A403 or L201 whatever the archive says."""
    for status in ("blocked", "unreachable", "unchecked", "skipped", "alive", "moved"):
        for archive in ("archived", "only-bad-captures", "not-archived", "excluded", "unknown"):
            said = codes((status, "x", None), ArchiveFacts(status=archive), snapshot=capture())
            assert not {"L201", "A401", "A403"} & set(said)


@pytest.mark.parametrize(
    ("days", "accessed", "words"),
    [
        (3, dt.date(2024, 3, 7), ", 3 days from the access date:"),
        (1, dt.date(2024, 3, 5), ", 1 day from the access date:"),
        (3, None, ", 3 days from the publication date:"),
        (0, dt.date(2024, 3, 4), ": cite"),
    ],
)
def test_the_repair_of_a_dead_link_is_its_capture(days, accessed, words):
    """A401 names the capture, how far it is from the day that was wanted, and offers it as the fix."""
    kept = use(snapshot=capture(), distance_days=days, accessed=accessed)
    (finding,) = judge_link(PLACE, report(live(*DEAD), None, kept), kept)
    assert finding.fix == capture().url
    assert f"as of 2024-03-04{words}" in finding.message
    assert finding.severity == "error"


def test_https_is_proposed_only_where_it_was_seen():
    """L207 follows from a redirect to https, not from a guess."""
    plain = report(live(*ALIVE, final_url="https://coast.example/a"), url="http://coast.example/a")
    assert [f.code for f in judge_link(PLACE, plain, use())] == ["L207"]
    stays = report(live(*ALIVE, final_url="http://coast.example/a"), url="http://coast.example/a")
    assert not list(judge_link(PLACE, stays, use()))


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (("malformed", "port 99999 is out of range"), "L205"),
        (("private", "10.0.0.7 is a private address"), "L208"),
        (("credentials", "it carries a password"), "L208"),
        (("scheme", "ftp: is not asked"), None),
        (None, None),
    ],
)
def test_what_the_address_itself_shows(problem, expected):
    """Malformed and private addresses are errors at the link's own place."""
    said = list(judge_written(PLACE, link(), problem))
    assert [f.code for f in said] == ([expected] if expected else [])


def test_a_joined_address_is_said_to_be_joined():
    """L206 shows what stood on the page."""
    (finding,) = judge_written(PLACE, link(repaired=True, raw="https://coast.exa-\nmple/a"), None)
    assert (finding.code, finding.fix) == ("L206", "https://coast.example/a")
    assert finding.evidence["raw"] == "https://coast.exa-\nmple/a"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("unreachable", "http-5xx", 503), "the server answers 503"),
        (("blocked", "http-4xx", 418), "the server answers 418"),
        (("unreachable", "tls", None), "certificate"),
    ],
)
def test_messages_say_what_was_seen(answer, words):
    """Could not tell, and why."""
    (finding,) = judge_link(PLACE, report(live(*answer, detail="expired")), use())
    assert finding.message.startswith("could not tell")
    assert words in finding.message


@pytest.mark.parametrize(
    ("url", "fix"),
    [
        ("https://coast.example/a?utm_source=x&id=7", "https://coast.example/a?id=7"),
        ("https://bit.ly/3xYz", None),
        ("https://www.google.com/url?q=https%3A%2F%2Fcoast.example%2Fa", None),
    ],
)
def test_addresses_that_track_or_hide(url, fix):
    """L209 needs no network; only what is certain is a fix."""
    (finding,) = judge_written(PLACE, link(url), None)
    assert (finding.code, finding.severity, finding.fix) == ("L209", "info", fix)
    assert not list(judge_written(PLACE, link("https://coast.example/a?id=7"), None))


@pytest.mark.parametrize(
    ("status", "present", "expected"),
    [
        ("alive", False, ["L211"]),
        ("moved", False, ["L202", "L211"]),
        ("alive", True, []),
        ("alive", None, []),
        ("dead", False, ["A401"]),
        ("blocked", False, ["L203"]),
    ],
)
def test_a_place_that_the_page_lacks(status, present, expected):
    """L211 only where the page is there and the place is not, for certain."""
    checks = (FragmentCheck(name="nine", present=present),)
    kept = use(snapshot=capture())
    shown = report(live(status, "x", fragments=checks), None, kept, url="https://coast.example/a#nine")
    assert [f.code for f in judge_link(PLACE, shown, kept)] == expected
    assert shown.to_dict()["fragment_present"] is present


def test_a_link_without_fragment_lacks_nothing():
    """Other citations of the page may name places that it has not."""
    checks = (FragmentCheck(name="nine", present=False),)
    shown = report(live(*ALIVE, fragments=checks))
    assert shown.fragment_present is None
    assert not list(judge_link(PLACE, shown, use()))


def test_every_reason_has_words():
    """The contract's table of reasons, each explained to people."""
    contract = ROOT.parent / "shared" / "contract.md"
    if not contract.exists():
        pytest.skip("../shared/contract.md is not there")
    text = contract.read_text(encoding="utf-8")
    table = text.partition("### `status` and `reason` of a link")[2].partition("\n\n`unreachable` turns")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    reasons = {word for row in rows for word in re.findall(r"`([a-z0-9-]+)`", row.split("|")[3])}
    assert len(reasons) > 30
    for reason in reasons | {"robots"}:
        why = links._why(report(live("blocked", reason, 418)))
        assert why != reason, reason
