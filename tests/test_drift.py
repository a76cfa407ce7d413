"""`--drift`: the text of a page when it was cited and its text now, over a whole audit."""

from __future__ import annotations

import pytest

from tests.test_audit import SETTINGS, codes, write
from tests.test_inquiry import BASE, asked, look, machine, time, web  # noqa: F401 - fixtures
from tests.web.localweb import answer, html
from tests.web.wayback import Held

DRIFT = SETTINGS.with_changes(drift=True)
THEN = "20240304090000"


COUNCIL = (
    "On day {0} the council spoke about the tariff of quay {0}, and sent paragraph {0} back to its writers."
)
SEALS = "Visitors number {0} may feed a seal at half past {0}, and get a towel and {0} herrings for free."


def text(sentence, paragraphs=8):
    return "</p><p>".join(sentence.format(number) for number in range(paragraphs))


TARIFF, AQUARIUM = html("The Tariff", text=text(COUNCIL)), html("The Aquarium", text=text(SEALS))
GROWN = html("The Tariff", text=text(COUNCIL, 9))
GONE = html("Page not found", text="The page you are looking for could not be found. " * 10)
SHELL = html("The Tariff", head="<script src=/app.js></script>", text="<b>Loading</b>")


@pytest.mark.parametrize(
    ("then", "now", "verdict", "said"),
    [
        (TARIFF, TARIFF, "unchanged", []),
        (TARIFF, GROWN, "edited", []),
        (TARIFF, AQUARIUM, "replaced", ["S502"]),
        (TARIFF, SHELL, "unknown", []),
        (SHELL, TARIFF, "unknown", []),
        (GONE, TARIFF, "unknown", []),
        (None, TARIFF, "unknown", []),
    ],
    ids=["same", "grown", "another", "shell", "captured shell", "captured error", "no capture"],
)
async def test_verdicts(tmp_path, web, machine, look, then, now, verdict, said):  # noqa: F811
    """Each with its word; nothing is said of a page for want of a text."""
    web.host("coast.example", {"/a": answer(now)})
    if then is not None:
        machine.keep(Held(digits=THEN, original=f"{BASE}/a", body=then))
    result = await look(write(tmp_path, f"{BASE}/a"), DRIFT)
    drift = result.to_dict()["links"][0]["uses"][0]["drift"]
    assert drift["verdict"] == verdict
    assert (drift["similarity"] is None) == (verdict == "unknown")
    assert codes(result, "S502") == said


async def test_no_more_requests_than_without(tmp_path, web, machine, look):  # noqa: F811
    """The capture that was looked at anyway is the one; a second run knows both texts."""
    web.host("coast.example", {"/a": answer(AQUARIUM)})
    machine.keep(Held(digits=THEN, original=f"{BASE}/a", body=TARIFF))
    path = write(tmp_path, f"{BASE}/a")
    first = await look(path, DRIFT)
    assert len(asked(web, "web.archive.org")) == 2
    second = await look(path, DRIFT)
    assert web.asked == []
    uses = [result.links[0].uses[0] for result in (first, second)]
    assert uses[0].drift == uses[1].drift
    assert codes(second, "S502") == ["S502"]


async def test_what_earlier_runs_did_not_keep_is_asked_for(tmp_path, web, machine, look):  # noqa: F811
    """Without `drift` no text is kept, and none is compared; with it, both are fetched once more."""

    async def tagged(question, wire):
        if question.headers.get("if-none-match"):
            await wire.reply(304)
        else:
            await wire.reply(200, AQUARIUM.encode(), {"ETag": '"v1"'})

    web.host("coast.example", {"/a": tagged})
    machine.keep(Held(digits=THEN, original=f"{BASE}/a", body=TARIFF))
    path = write(tmp_path, f"{BASE}/a")
    plain = await look(path)
    assert plain.to_dict()["links"][0]["uses"][0]["drift"] is None
    later = await look(path, DRIFT)
    assert later.links[0].uses[0].drift.verdict == "replaced"
    assert "/a" in asked(web)
    machine.mode = "outage"
    assert (await look(path, DRIFT)).links[0].uses[0].drift.verdict == "replaced"


async def test_an_archive_that_is_away_says_nothing(tmp_path, web, machine, look):  # noqa: F811
    """What was known of the capture stays known; its text is unknown."""
    web.host("coast.example", {"/a": answer(AQUARIUM)})
    machine.keep(Held(digits=THEN, original=f"{BASE}/a", body=TARIFF))
    path = write(tmp_path, f"{BASE}/a")
    await look(path)
    machine.mode = "outage"
    result = await look(path, DRIFT)
    use = result.links[0].uses[0]
    assert (use.drift.verdict, use.snapshot.timestamp.year) == ("unknown", 2024)
    assert result.links[0].archive.status == "archived"


async def test_the_language_of_a_dead_page_is_its_captures(tmp_path, web, machine, look):  # noqa: F811
    """By the captured text, whatever the page declared; from the store, too."""
    web.host("coast.example", {})
    russian = "Городской совет обсудил новый портовый тариф и вернул его в комитет, который его написал. " * 5
    page = html("Тариф", lang="en", text=russian)
    machine.keep(Held(digits=THEN, original=f"{BASE}/a", body=page))
    path = write(tmp_path, f"{BASE}/a")
    for _ in range(2):
        use = (await look(path)).links[0].uses[0]
        assert (use.language.tag, use.language.basis) == ("ru", "snapshot")
