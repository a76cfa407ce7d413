"""The report of a history in a browser: what it draws can be seen, by day and by night, and read aloud."""

from __future__ import annotations

from importlib.resources import files

import pytest

from srccheck.reports.history import render_history
from tests.reports.history.samples import hostile, large, small

from .conftest import Visit

AXE = files("axe_playwright_python").joinpath("axe.min.js")
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


@pytest.fixture
def history(browser, tmp_path):
    """Opens a history's page; nothing on the console, no request but the file itself."""
    visits, contexts = [], []

    def open_page(told, **how) -> Visit:
        file = tmp_path / f"{len(visits)}.html"
        file.write_text(render_history("html", told), encoding="utf-8")
        contexts.append(browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **how}))
        visits.append(Visit(contexts[-1], file))
        return visits[-1]

    yield open_page
    for each in visits:
        assert (each.said, each.asked) == ([], [])
    for context in contexts:
        context.close()


@pytest.mark.parametrize("look", LOOKS)
def test_nothing_keeps_readers_out(history, look) -> None:
    """No fault of WCAG 2.2 AA that a program can find; nothing wider than the screen."""
    seen = history(large(), bypass_csp=True, **LOOKS[look])
    for details in seen.page.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    seen.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = seen.page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
    )
    assert [(each["id"], [n["html"][:120] for n in each["nodes"][:3]]) for each in found["violations"]] == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_drawings_can_be_seen(history, look) -> None:
    """Each has its line inside its frame, in another colour than the paper; and a name."""
    seen = history(large(), **LOOKS[look])
    names = seen.page.get_by_role("img").evaluate_all(
        "all => all.map(one => one.querySelector('title').textContent)"
    )
    assert names == [
        "Links gone, of those that could be told",
        "Links archived, of those that could be told",
        "Cited pages still there, by age of the citation",
    ]
    paper = seen.page.evaluate("getComputedStyle(document.body).backgroundColor")
    for drawing in seen.page.locator("svg.plot").all():
        line, frame = drawing.locator(".line"), drawing.bounding_box()
        box = line.bounding_box()
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"] + 1
        assert line.evaluate("line => getComputedStyle(line).stroke") not in (paper, "none")
    assert seen.page.locator("circle.mark").count() == 2


def test_the_small_and_the_hostile(history) -> None:
    """What has changed is seen at once; what others say does nothing."""
    seen = history(small())
    assert "2 newly gone" in seen.page.get_by_role("heading", level=1).inner_text()
    assert seen.page.get_by_role("link", name="archived copy").count() == 3
    bad = history(hostile())
    assert bad.page.locator("a[href^=javascript]").count() == 0
