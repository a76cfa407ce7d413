"""One small past, held by two servers: the stand-in for the Wayback Machine, and a real pywb."""

from __future__ import annotations

from urllib.parse import quote

from tests.web.localweb import html
from tests.web.wayback import Held

SITE = "https://coast.example"
TITLE = "Harbour Dues Rise for the Third Time"
REAL = html(TITLE)
NOT_FOUND = html("Page not found", text="The page that you are looking for does not exist any more.")
WALL = html("Just a moment...", text="Checking your browser before accessing coast.example.")
WITHHELD = "https://withheld.example/a"


def held(path: str, digits: str, status: int = 200, body: str = REAL, to: str = "") -> Held:
    """A capture; bodies differ, as those of different days do."""
    url = path if path.startswith("http") else f"{SITE}{path}"
    return Held(
        digits=digits, original=url, status=status, location=to, body="" if to else f"{body}<!-- {digits} -->"
    )


CAPTURES = (
    held("/near", "20240304090000"),
    held("/near", "20250101000000"),
    # two days' captures, the nearer one bad
    held("/past-a-fault", "20240301090000"),
    held("/past-a-fault", "20240304090000", 503, "down"),
    held("/past-a-429", "20240301090000"),
    held("/past-a-429", "20240304090000", 429, "too many"),
    # died in June 2024
    held("/died", "20230505120000"),
    held("/died", "20240601000000", 404, "gone"),
    held("/died", "20240701000000", 404, "gone"),
    held("/bad", "20220101000000", 404, "gone"),
    held("/bad", "20230101000000", 503, "down"),
    # replaced by polite pages that say "not found" with status 200
    held("/polite", "20230505120000"),
    *(held("/polite", f"2024{month:02}01000000", 200, NOT_FOUND) for month in range(1, 7)),
    held("/lies", "20240304090000", 200, NOT_FOUND),
    held("/walled", "20240304090000", 200, WALL),
    held("/walled", "20240101090000"),
    # redirects that were captured
    held("/hop", "20240304090000", 301, to=f"{SITE}/near"),
    held("/two-hops", "20240304090000", 302, to=f"{SITE}/hop"),
    held("/out", "20240304090000", 301, to="https://other.example/new"),
    held("https://other.example/new", "20240304090005"),
    held("/sent-home", "20240304090000", 302, to=f"{SITE}/"),
    held("/", "20240304090001", 200, html("Coast News")),
    held("/nowhere", "20240304090000", 301, to=f"{SITE}/never-captured"),
    held("/circle", "20240304090000", 302, to=f"{SITE}/circle-b"),
    held("/circle-b", "20240304090001", 302, to=f"{SITE}/circle"),
    held("/query?id=7&lang=az", "20240304090000"),
    held(f"/{quote('названия')}", "20240304090000"),
    held(WITHHELD, "20240304090000"),
)
