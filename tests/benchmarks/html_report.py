"""How large the HTML report of many links is, how long it takes to make, to open and to filter.

    python -m tests.benchmarks.html_report [--links 10000] [--keep report.html]

Opening and filtering are timed in Chromium, where there is one, beside an empty page: the difference is ours.
"""

# ruff: noqa: E501, T201 - a script; what it prints is its result, and its texts are long

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from pathlib import Path

from srccheck.judging.rules import RULES
from srccheck.model import (
    AccessDate,
    ArchiveFacts,
    Audit,
    Capture,
    Citation,
    CslItem,
    CslName,
    Document,
    Finding,
    Hop,
    Language,
    Link,
    LinkReport,
    Live,
    Location,
    NormalizedUrl,
    Note,
    PageFacts,
    PartialDate,
    TitleMatch,
    Use,
)
from srccheck.reports import render_audit
from tests.browser.chromium import chromium

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 22)
# Of 100 links; about what studies of news sites and law reviews find.
OUTCOMES = (("alive", "ok", 62), ("dead", "http-404", 18), ("moved", "moved-permanently", 8),
            ("blocked", "http-403", 8), ("unreachable", "timeout", 4))  # fmt: skip
WORDS = [
    "harbour",
    "council",
    "minutes",
    "report",
    "ledger",
    "dues",
    "berth",
    "tonnage",
    "strike",
    "cranes",
    "pilots",
    "tariff",
    "vessels",
    "quay",
    "storm",
    "record",
    "ministry",
    "survey",
    "figures",
    "inquiry",
    "breakwater",
    "tide",
    "customs",
    "freight",
    "annual",
    "review",
    "railway",
    "grain",
]
NOTES_A_DOCUMENT = 50


def made_audit(links: int, seed: int = 7) -> Audit:
    """An audit of invented documents, 50 notes each, with a link a note; the same for the same seed."""
    dice = random.Random(seed)
    documents, reports, findings = [], [], []
    for start in range(0, links, NOTES_A_DOCUMENT):
        path = f"articles/2026/chapter-{start // NOTES_A_DOCUMENT + 1}.md"
        notes = []
        for number in range(1, min(NOTES_A_DOCUMENT, links - start) + 1):
            note, report, found = _made(dice, path, number)
            notes.append(note)
            reports.append(report)
            findings += found
        documents.append(
            Document(path=path, format="markdown", encoding="utf-8", title=_title(dice), notes=tuple(notes))
        )
    return Audit(
        as_of=TODAY, started=NOON, finished=NOON, version="0", documents=tuple(documents),
        links=tuple(reports), findings=tuple(findings),
    )  # fmt: skip


def _title(dice: random.Random) -> str:
    return " ".join(dice.choices(WORDS, k=dice.randint(4, 9))).capitalize()


def _made(dice: random.Random, path: str, number: int) -> tuple[Note, LinkReport, list[Finding]]:
    title, host = _title(dice), f"{dice.choice(WORDS)}-{dice.randint(1, 400)}.example"
    url = NormalizedUrl(
        f"https://{host}/{dice.choice(WORDS)}/20{dice.randint(10, 25)}/{title.replace(' ', '-').lower()}.html"
    )
    place = Location(line=200 + number, column=5)
    accessed = TODAY - dt.timedelta(days=dice.randint(20, 4500))
    name = CslName(family=dice.choice(WORDS).capitalize(), given="A.")
    text = f"{name.given} {name.family}, “{title}”, Harbour Review, {accessed.year}, {url} (accessed {accessed})."
    day = PartialDate(year=accessed.year, month=accessed.month, day=accessed.day)
    citation = Citation(
        id=f"n{number}.1", text=text, location=place, links=(Link(url=url, raw=url, location=place),),
        csl=CslItem(title=title, author=(name,), container_title="Harbour Review", issued=PartialDate(year=accessed.year)),
        accessed=AccessDate(raw=f"accessed {accessed}", date=day),
    )  # fmt: skip
    note = Note(
        id=f"n{number}", marker=str(number), number=number, kind="footnote", text=text,
        location=Location(line=200 + number), citations=(citation,),
    )  # fmt: skip
    report = _report(dice, url, title, accessed, citation, path, note.id)
    return note, report, _findings(report, path)


def _report(
    dice: random.Random,
    url: NormalizedUrl,
    title: str,
    accessed: dt.date,
    citation: Citation,
    path: str,
    note: str,
) -> LinkReport:
    status, reason, _ = dice.choices(OUTCOMES, [share for *_, share in OUTCOMES])[0]
    there = status in ("alive", "moved")
    moment = dt.datetime.combine(accessed, dt.time(9), dt.UTC) + dt.timedelta(days=dice.randint(0, 90))
    snapshot = Capture(
        url=f"https://web.archive.org/web/{moment:%Y%m%d%H%M%S}/{url}",
        timestamp=moment,
        archive="Wayback Machine",
    )
    final = f"https://www.{url[8:]}" if status == "moved" else url
    english = Language(tag="en", basis="page", confidence=0.98)
    live = Live(
        status=status, reason=reason, http_status={"ok": 200, "http-404": 404, "http-403": 403}.get(reason),
        final_url=final, hops=(Hop(url=url, http_status=301),) if status == "moved" else (), checked_at=NOON,
        elapsed_s=0.3, page=PageFacts(title=f"{title} | Harbour Review", language=english) if there else None,
    )  # fmt: skip
    use = Use(
        document=path, note=note, citation=citation.id, location=citation.location, cited_title=title,
        accessed=accessed, wanted=accessed, snapshot=snapshot, distance_days=(moment.date() - accessed).days,
        match=TitleMatch(verdict="same", score=0.97, cited=title, found=f"{title} | Harbour Review", via="title") if there else None,
        language=english if there else None,
    )  # fmt: skip
    archive = ArchiveFacts(
        status="archived",
        name="Wayback Machine",
        first=moment,
        last=NOON,
        last_good=NOON,
        captures=dice.randint(1, 400),
    )
    return LinkReport(url=url, live=live, archive=archive, uses=(use,))


def _findings(report: LinkReport, path: str) -> list[Finding]:
    live, use = report.live, report.uses[0]
    said = {
        "dead": ("A401", f"gone: the server answers 404 Not Found; the archive holds it as of {use.accessed}: cite {use.snapshot.url}", use.snapshot.url),
        "moved": ("L202", f"the page has moved for good to {live.final_url}; cite the new address", live.final_url),
        "blocked": ("L203", "could not tell: the server refuses programs like this one (403); open it in a browser", None),
        "unreachable": ("L204", "could not tell: no answer in time; this may pass: check again later", None),
    }  # fmt: skip
    if live.status not in said:
        return []
    code, message, fix = said[live.status]
    rule = RULES[code]
    return [
        Finding(
            code=code, name=rule.name, severity=rule.severity, message=message, document=path, note=use.note,
            location=use.location, citation=use.citation, url=report.url, fix=fix,
        )
    ]  # fmt: skip


def _in_chromium(page_file: Path) -> None:
    from playwright.sync_api import sync_playwright

    empty = page_file.with_name("empty.html")
    empty.write_text("<!doctype html><title>empty</title>", encoding="utf-8")
    with sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, file in (("empty page", empty), ("report", page_file)):
            print(f"  open {name:12} {_median(lambda file=file: _open(browser, file)):6.0f} ms")
        page = browser.new_page()
        page.goto(page_file.as_uri())
        for name, script in (
            ("outcome", "document.querySelector('.chip.gone').click()"),
            ("and back", "document.querySelector('.chip.gone').click()"),
            ("finding", "code.value = 'L202'; code.dispatchEvent(new Event('change'))"),
            (
                "first search",
                "code.value = ''; q.value = 'breakwater tide'; code.dispatchEvent(new Event('change'))",
            ),
            ("next search", "q.value = 'ledger'; code.dispatchEvent(new Event('change'))"),
            ("all again", "document.getElementById('reset').click()"),
        ):
            print(f"  filter {name:12} {page.evaluate(_TIMED % script):6.0f} ms")
        browser.close()


# From the click to the frame that shows what came of it.
_TIMED = """async () => {
  const code = document.getElementById('code'), q = document.getElementById('q'), start = performance.now();
  %s;
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - start;
}"""


def _open(browser, file: Path) -> float:
    page = browser.new_page()
    start = time.perf_counter()
    page.goto(file.as_uri())
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    took = 1000 * (time.perf_counter() - start)
    page.close()
    return took


def _median(measure, rounds: int = 5) -> float:
    return statistics.median(measure() for _ in range(rounds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="write the report here")
    wishes = parser.parse_args()
    audit = made_audit(wishes.links)
    start = time.process_time()
    report = render_audit("html", audit)
    took = time.process_time() - start
    size = len(report.encode())
    print(
        f"{wishes.links:,} links: {size / 1e6:.2f} MB ({size / wishes.links:.0f} bytes a link), made in {took:.1f} s CPU"
    )
    with tempfile.TemporaryDirectory() as folder:
        file = wishes.keep or Path(folder) / "report.html"
        file.write_text(report, encoding="utf-8")
        if chromium():
            _in_chromium(file.absolute())
        else:
            print("  no Chromium here; not opened")


if __name__ == "__main__":
    main()
