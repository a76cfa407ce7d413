"""The HTML report as a person meets it: in a browser, without a network."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from tests.reports.samples import SNAPSHOT

from .samples import ARABIC

AXE = files("axe_playwright_python").joinpath("axe.min.js")
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}},
}


@pytest.fixture(autouse=True)
def quiet(visit, request):
    """Nothing on the console, no request but the file itself: held after every test."""
    visits = []

    def remembering(*args, **how):
        visits.append(visit(*args, **how))
        return visits[-1]

    request.node.open_report = remembering
    yield
    for each in visits:
        assert each.said == []
        assert each.asked == []


@pytest.fixture
def report(request, quiet):
    return request.node.open_report


def test_outcomes_filter_the_notes(report) -> None:
    """Pressed outcomes are shown, several together; pressing again takes them back."""
    seen = report()
    everything = seen.shown()
    assert everything == ["1", "2", "3", "4", "5", "6", "7", "8"]
    seen.page.get_by_role("button", name="gone", exact=True).click()
    assert seen.shown() == ["3"]
    seen.page.get_by_role("button", name="moved").click()
    assert seen.shown() == ["2", "3"]
    assert seen.page.locator("#count").inner_text() == "2 of 8 notes"
    seen.page.get_by_role("button", name="Clear").click()
    assert seen.shown() == everything
    assert seen.page.locator("[aria-pressed=true]").count() == 0


def test_findings_filter_the_notes(report) -> None:
    """By code, by severity, or any; a document of which nothing is left goes, too."""
    seen = report()
    choose = seen.page.get_by_label("Finding")
    for option, left in (
        ("A401", ["3"]),
        ("error", ["3", "8"]),
        ("*", ["2", "3", "4", "8"]),
        ("", seen.shown()),
    ):
        choose.select_option(option)
        assert seen.shown() == left
    choose.select_option("A401")
    assert not seen.page.get_by_role("heading", name="drafts/other.txt").is_visible()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("nobody", []),
        ("AUTHOR4 títle", ["4"]),
        ("site3.example", ["3"]),
        ("الصحة", ["3"]),
        ("found 404", ["3"]),
    ],
)
def test_search(report, words, left) -> None:
    """All words must stand in the note, in whatever case and script."""
    seen = report()
    seen.page.get_by_role("searchbox").fill(words)
    seen.page.locator("#count", has_text=" of ").wait_for()
    assert seen.shown() == left
    assert seen.page.get_by_text("No note fits the search.").is_visible() == (not left)
    seen.page.keyboard.press("Escape")
    assert len(seen.shown()) == 8


def test_search_from_a_chart(report) -> None:
    """A host in the chart is searched for."""
    seen = report()
    seen.page.get_by_role("button", name="site3.example").click()
    assert seen.shown() == ["3"]


@pytest.mark.parametrize("with_clipboard", [True, False])
def test_copy_puts_the_whole_repair_on_the_clipboard(report, with_clipboard) -> None:
    """The address itself, by the clipboard or, where a viewer forbids that, by a selection."""
    seen = report(permissions=["clipboard-read", "clipboard-write"])
    if not with_clipboard:
        seen.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    seen.page.locator("#d1-3").get_by_role("button", name="Copy").click()
    seen.page.get_by_text("Copied", exact=True).wait_for()
    assert seen.page.evaluate("navigator.clipboard.readText()") == SNAPSHOT.url
    assert SNAPSHOT.url in seen.page.locator("#said").inner_text()


def test_evidence_is_unpacked(report) -> None:
    """All that a verdict rests on, under the button that asks for it, and gone again."""
    seen = report()
    place = seen.page.locator("#d1-3")
    button = place.get_by_role("button", name="Evidence")
    button.click()
    place.locator("dd").first.wait_for()
    told = dict(
        zip(place.locator("dt").all_inner_texts(), place.locator("dd").all_inner_texts(), strict=True)
    )
    assert told["Asked"] == "2026-11-22 12:00 UTC, HTTP 404, 2 attempts: gone for good"
    assert (
        told["Title found"]
        == f"{ARABIC} (title of the archived copy: another title than the one cited, 41% alike)"
    )
    assert told["Title cited"] == "Harbour dues"
    assert told["Language"] == "ar, by the archived copy, 97% sure"
    assert told["Then"] == "The quay was sound."
    assert {
        "Way",
        "Gone since",
        "Archived copy",
        "Archive",
        "Registered",
        "Notice",
        "Quotation",
        "Now",
    } <= set(told)
    assert button.get_attribute("aria-expanded") == "true"
    button.click()
    assert not place.locator("dl").is_visible()


def test_keyboard(report) -> None:
    """Search, step, unfold, copy without a mouse; and the keys can be switched off."""
    seen = report(permissions=["clipboard-read", "clipboard-write"])
    press = seen.page.keyboard.press
    for _ in range(3):
        press("j")
    assert seen.page.evaluate("document.activeElement.id") == "d1-3"
    press("e")
    assert seen.page.locator("#d1-3 dl").is_visible()
    press("c")
    seen.page.get_by_text("Copied", exact=True).wait_for()
    press("k")
    assert seen.page.evaluate("document.activeElement.id") == "d1-2"
    press("/")
    assert seen.page.evaluate("document.activeElement.id") == "q"
    press("Escape")
    seen.page.locator("h1").click()
    press("?")
    seen.page.get_by_label("Use these keys").uncheck()
    seen.page.get_by_role("button", name="Close").click()
    seen.page.locator("h1").click()
    press("/")
    assert seen.page.evaluate("document.activeElement.id") != "q"


def test_right_to_left_texts_run_right_to_left(report) -> None:
    """A note in Arabic is set from the right, its neighbours are not."""
    seen = report()
    ways = seen.page.eval_on_selector_all("blockquote", "all => all.map(e => getComputedStyle(e).direction)")
    assert ways == ["ltr", "ltr", "rtl", *["ltr"] * 5]


def test_dark_and_light_can_be_exchanged(report) -> None:
    """The system decides, the button changes it."""
    seen = report(color_scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = seen.page.evaluate(paper)
    toggle = seen.page.get_by_role("button", name="Dark")
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.click()
    assert seen.page.evaluate(paper) != dark
    assert toggle.get_attribute("aria-pressed") == "false"


@pytest.mark.parametrize("name", ["full", "planted"])
@pytest.mark.parametrize("look", LOOKS)
def test_nothing_is_wider_than_the_window(report, name, look) -> None:
    """No long word or address makes a page scroll sideways."""
    seen = report(name, **LOOKS[look])
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing(report, look) -> None:
    """WCAG A and AA by axe-core, contrast of both themes included, with all evidence open."""
    seen = report(**LOOKS[look])
    seen.page.evaluate("for (const button of document.querySelectorAll('.e')) button.click()")
    seen.page.locator("#d1-3 dd").first.wait_for()
    # What the browser has not drawn yet has no colours that axe could compare.
    seen.page.evaluate("document.styleSheets[0].insertRule('* { content-visibility: visible !important }')")
    seen.page.evaluate(AXE.read_text(encoding="utf-8"))
    result = seen.page.evaluate("axe.run()")
    found = result["violations"]
    told = [
        (fault["id"], fault["impact"], *(node["html"] + node["failureSummary"] for node in fault["nodes"]))
        for fault in found
    ]
    assert told == []
    # Text in the very colour of its ground is no fault to axe, but a question.
    same = [
        node["html"]
        for doubt in result["incomplete"]
        for node in doubt["nodes"]
        for check in node["any"]
        if (check["data"] or {}).get("messageKey") == "equalRatio"
    ]
    assert same == []


def test_what_others_plant_stays_text(report) -> None:
    """Script, handlers, `javascript:` addresses and markup do nothing, in the page and in its evidence."""
    seen = report("planted")
    seen.page.evaluate("for (const button of document.querySelectorAll('.e')) button.click()")
    seen.page.locator("dd").first.wait_for()
    assert seen.page.evaluate("window.planted") is None
    assert (
        seen.page.locator("img, iframe, object, embed, [onerror], [onload], [onfocus], style ~ style").count()
        == 0
    )
    assert seen.page.locator("script").count() == 2
    addresses = seen.page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    assert {re.match(r"#|[a-z]+:", address)[0] for address in addresses} <= {"#", "https:"}
    abroad = seen.page.locator("a[href^=http]")
    assert {a.get_attribute("rel") for a in abroad.all()} <= {"noopener noreferrer nofollow"}
    assert seen.page.get_by_text("{{ 7 * 7 }}").count() > 0


def test_a_megabyte_is_cut(reports) -> None:
    """Long titles are shown by their beginning, and nothing steers the writing direction."""
    text = reports["planted"].read_text(encoding="utf-8")
    assert len(text) < 150_000
    assert "characters)" in text
    assert not {"\u202e", "\u202c", "\x1b", "\x9b", "\r"} & set(text)


def test_policy_lets_nothing_in(reports) -> None:
    """No source but the two hashes, and no address in the page but the links."""
    text = reports["full"].read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)[1]
    assert re.sub(r"sha256-[A-Za-z0-9+/=]+", "#", policy).replace("&#39;", "'") == (
        "default-src 'none'; style-src '#'; script-src '#'; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )
    assert " style=" not in text
    assert not re.search(r"<(link|img|iframe|object|embed)\b| on[a-z]+=| src=|@import|url\(", text)


def test_prints(report, tmp_path: Path) -> None:
    """On paper: all notes, no tools."""
    seen = report()
    seen.page.emulate_media(media="print")
    assert not seen.page.get_by_role("searchbox").is_visible()
    assert not seen.page.locator(".c").first.is_visible()
    assert len(seen.shown()) == 8
    seen.page.pdf(path=tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").stat().st_size > 10_000
