"""The report as tables: what is in them, and that the questions of the README find it."""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attrs import evolve
from pyarrow import parquet

from srccheck.errors import UsageError
from srccheck.model import (
    ArchiveFacts,
    Audit,
    CitedCopy,
    Hop,
    Language,
    LinkReport,
    Live,
    Location,
    NormalizedUrl,
    Notice,
    PageFacts,
    QuoteCheck,
    Registered,
    TitleMatch,
)  # fmt: skip
from srccheck.model.drift import Drift
from srccheck.model.overrides import Override
from srccheck.reports import parquet as tables_module
from srccheck.reports import save_audit
from srccheck.reports.parquet import ParquetFolder
from srccheck.reports.tables import TABLES
from tests.conftest import ROOT
from tests.reports.samples import AUDIT, DOCUMENT, NOON, SNAPSHOT, finding, link

Rows = list[tuple[Any, ...]]

OVERRIDE = Override(url="https://a.example/", verdict="alive", by="M. Editor", why="seen", file="o.toml")
FULL = LinkReport(
    url=NormalizedUrl("https://www.news.example.co.uk/a?b=1#c"),
    live=Live(
        status="dead", reason="http-404", http_status=404, final_url="https://news.example.co.uk/gone",
        hops=(Hop(url="https://www.news.example.co.uk/a?b=1", http_status=301),), checked_at=NOON,
        elapsed_s=1.25, attempts=2, dead_since=NOON, digest="sha1:ABC", detail="gone",
        page=PageFacts(
            title="Gone", language=Language(tag="ru", basis="text", confidence=0.5),
            declared=Language(tag="en", basis="html-lang", confidence=1), published=dt.date(2020, 2, 29),
            authors=("A. B.", "C. D."), site_name="News", content_type="text/html",
        ),
    ),
    archive=ArchiveFacts(
        status="archived", first=NOON, last=NOON, last_good=NOON, captures=3, name="Wayback Machine",
        died_between=(NOON, NOON + dt.timedelta(days=1)),
    ),
    uses=tuple(
        evolve(
            link(1, "dead", "http-404").uses[0],
            location=Location(line=7, column=2, end_line=8, page=3), accessed=dt.date(2021, 4, 3),
            snapshot=SNAPSHOT, distance_days=2, doi="10.1/x", cited_title="T",
            match=TitleMatch(verdict="similar", score=0.75, cited="T", found="U", via="h1"),
            drift=Drift(verdict="edited", similarity=0.5, kept=0.25),
            registered=Registered(
                doi="10.1/x", registry="crossref.org",
                notices=(Notice(kind="retraction", effect="retracted", date=dt.date(2022, 1, 1)),),
            ),
            quoted=(QuoteCheck(words="so it is", verdict="found"),), override=OVERRIDE, language=language,
        )
        for language in (Language(tag="ru", basis="page", confidence=0.9), None)
    ),
    copy=CitedCopy(archive="Wayback Machine", original=NormalizedUrl("https://b.example/"), verdict="good",
                   original_live=Live(status="alive", reason="ok", checked_at=NOON)),
    override=OVERRIDE,
)  # fmt: skip


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "audit"


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    return parquet.read_table(folder / f"{name}.parquet").to_pylist()


def test_a_link_with_everything(out):
    """Every field of the contract arrives with its type: moments in UTC, days, whole numbers, lists."""
    save_audit("parquet", evolve(AUDIT, links=(FULL,)), out)
    (row,) = table(out, "links")
    assert set(row) == set(TABLES["links"])
    known = FULL.to_dict()
    assert {name: row[name] for name in ("url", "status", "reason", "http_status", "hops")} == {
        name: known[name] for name in ("url", "status", "reason", "http_status", "hops")
    }
    assert (row["host"], row["site"]) == ("www.news.example.co.uk", "example.co.uk")
    assert (row["checked_at"], row["archive_died_before"]) == (NOON, NOON + dt.timedelta(days=1))
    assert (row["page_published"], row["page_authors"]) == (dt.date(2020, 2, 29), ["A. B.", "C. D."])
    assert (row["page_language"], row["page_declared_language"]) == ("ru", "en")
    assert (row["copy_url"], row["copy_status"], row["override_by"]) == (
        "https://b.example/", "alive", "M. Editor",
    )  # fmt: skip
    first, second = table(out, "uses")
    assert set(first) == set(TABLES["uses"])
    assert [first[name] for name in ("line", "column", "end_line", "page")] == [7, 2, 8, 3]
    assert (first["accessed"], first["snapshot_timestamp"]) == (dt.date(2021, 4, 3), SNAPSHOT.timestamp)
    assert first["notices"] == [
        {"kind": "retraction", "effect": "retracted", "doi": None, "date": dt.date(2022, 1, 1)}
    ]
    assert first["quotes"] == [{"words": "so it is", "verdict": "found"}]
    assert (first["match_score"], first["drift_kept"], first["language"]) == (0.75, 0.25, "ru")
    assert second["language"] is None


def test_words_are_kept_apart_from_rows(out):
    """Statuses and languages are dictionaries for those who read them so."""
    save_audit("parquet", AUDIT, out)
    types = {field.name: str(field.type) for field in parquet.read_schema(out / "links.parquet")}
    assert types["status"].startswith("dictionary<")
    assert (types["checked_at"], types["page_published"]) == ("timestamp[us, tz=UTC]", "date32[day]")


def test_documents_findings_and_the_run(out):
    """A row each; what is known of the run stands in the metadata of every table."""
    save_audit("parquet", AUDIT, out)
    (document,) = table(out, "documents")
    assert (document["path"], document["notes"], document["citations"]) == ("paper.txt", 8, 8)
    assert [each["fingerprint"] for each in table(out, "findings")] == [
        each.fingerprint for each in AUDIT.findings
    ]
    for name in TABLES:
        told = json.loads(parquet.read_metadata(out / f"{name}.parquet").metadata[b"srccheck"])
        assert (told["schema"], told["as_of"]) == ("srccheck.audit/1", AUDIT.as_of.isoformat())
        assert told["summary"] == AUDIT.summary()


def test_half_characters(out):
    """What UTF-8 cannot hold (names of files of another encoding) is told as U+FFFD, everywhere."""
    odd = "a\udcff.md"
    report = evolve(
        FULL,
        uses=(evolve(FULL.uses[0], document=odd, quoted=(QuoteCheck(words=odd, verdict="found"),)),),
    )
    save_audit("parquet", evolve(AUDIT, links=(report,), documents=(evolve(DOCUMENT, path=odd),)), out)
    assert table(out, "documents")[0]["path"] == table(out, "uses")[0]["document"] == "a\ufffd.md"
    assert table(out, "uses")[0]["quotes"][0]["words"] == "a\ufffd.md"


def test_malformed_addresses_have_no_host(out):
    """They stand for themselves."""
    save_audit("parquet", evolve(AUDIT, links=(evolve(FULL, url=NormalizedUrl("http://[x/")),)), out)
    (row,) = table(out, "links")
    assert (row["url"], row["host"], row["site"]) == ("http://[x/", None, None)


def test_rows_are_written_in_groups(out, monkeypatch):
    """Few are held, however many there are, and none is lost."""
    monkeypatch.setattr(tables_module, "_GROUP", 7)
    with ParquetFolder(out) as folder:
        for number in range(30):
            folder.add(evolve(FULL, url=NormalizedUrl(f"https://a.example/{number}")))
        folder.close(AUDIT)
    assert parquet.read_metadata(out / "links.parquet").num_row_groups == 5
    assert [row["url"][-2:].strip("/") for row in table(out, "links")] == [str(n) for n in range(30)]
    assert len(table(out, "uses")) == 60


def test_a_run_that_is_killed_leaves_the_last_one(out):
    """Without an end nothing is put in the place of what an earlier run wrote."""
    save_audit("parquet", AUDIT, out)
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with ParquetFolder(out) as folder:
        folder.add(FULL)
        assert (out / "links.parquet.part").exists()
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


def test_a_folder_that_cannot_be_written(out):
    """Nothing half stays where one of the files cannot be made."""
    (out / "uses.parquet.part").mkdir(parents=True)
    with pytest.raises(OSError, match="uses"):
        ParquetFolder(out)
    assert [path.name for path in out.iterdir()] == ["uses.parquet.part"]


def test_without_pyarrow(out, monkeypatch):
    """Said before anything is made, with what to do."""
    monkeypatch.setattr(tables_module, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"pip install 'srccheck\[parquet\]'"):
        ParquetFolder(out)
    assert not out.exists()


def test_loaded_for_this_format_alone():
    """The registry of reports does without pyarrow."""
    code = "import srccheck.reports, srccheck.reports.parquet, sys; sys.exit('pyarrow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# An audit of some size, in which every kind of answer meets every year, language and archive.
STATUSES = [("alive", "ok"), ("dead", "http-404"), ("dead", "dns-nxdomain"), ("moved", "moved-permanently"),
            ("blocked", "http-403"), ("unreachable", "timeout"), ("alive", "ok")]  # fmt: skip
ARCHIVES = ["archived", "not-archived", "unknown", "archived", "only-bad-captures"]
LANGUAGES = ["en", "ru", None, "en", "tr", "en"]
DRIFTS = ["unchanged", "edited", None, "replaced"]


def _large() -> Audit:
    links, findings = [], []
    for number in range(420):
        (status, reason), archive = STATUSES[number % 7], ARCHIVES[number % 5]
        language, drift = LANGUAGES[number % 6], DRIFTS[number % 4]
        use = evolve(
            link(1, status, reason).uses[0],
            document=f"paper{number % 11}.md",
            location=Location(line=number + 1),
            accessed=dt.date(2015 + number % 9, 5, 3) if number % 8 else None,
            snapshot=SNAPSHOT if archive == "archived" else None,
            distance_days=number if archive == "archived" else None,
            language=Language(tag=language, basis="page", confidence=0.9) if language else None,
            drift=Drift(verdict=drift, similarity=number / 1000) if drift else None,
        )
        uses = (use, evolve(use, document="second.md")) if number % 10 == 0 else (use,)
        links.append(
            LinkReport(
                url=NormalizedUrl(f"https://www{number % 3}.site{number % 13}.example/{number}"),
                live=Live(status=status, reason=reason, checked_at=NOON),
                archive=ArchiveFacts(status=archive),
                uses=uses,
            )
        )
        code = ("L201", "A401", "D301")[number % 3]
        findings.append(finding(code, "error", None, name=f"name-{code}", document=use.document))
    return evolve(AUDIT, links=tuple(links), findings=tuple(findings))


LARGE = _large()
USES = [(report, use) for report in LARGE.links for use in report.uses]


def _share(groups: list[tuple[Any, bool]]) -> Rows:
    """(group, how many, how many dead), the most dead first."""
    all_, dead = Counter(key for key, _ in groups), Counter(key for key, is_dead in groups if is_dead)
    return sorted(((key, n, dead[key]) for key, n in all_.items()), key=lambda r: (-r[2], -r[1], r[0]))


def _site(report: LinkReport) -> str:
    return ".".join(report.url.split("/")[2].split(".")[1:])


def _is(report: LinkReport, *statuses: str) -> bool:
    return report.live.status in statuses


ANSWERS: dict[str, Callable[[], Rows]] = {
    "Which sites rot?": lambda: _share([(_site(report), _is(report, "dead")) for report in LARGE.links]),
    "How does rot grow with age?": lambda: sorted(
        _share([(use.accessed.year, _is(report, "dead")) for report, use in USES if use.accessed])
    ),
    "Which documents have the most rot?": lambda: _share(
        [(use.document, _is(report, "dead")) for report, use in USES]
    ),
    "What is dead and can be repaired, and with what?": lambda: sorted(
        (use.document, use.location.line, report.url, use.snapshot.url, use.distance_days)
        for report, use in USES
        if _is(report, "dead") and use.snapshot
    ),
    "What is dead and nowhere archived?": lambda: sorted(
        (use.document, use.location.line, report.url)
        for report, use in USES
        if _is(report, "dead") and report.archive.status in ("not-archived", "only-bad-captures")
    ),
    "What lives and was never archived?": lambda: sorted(
        (use.document, use.location.line, report.url)
        for report, use in USES
        if _is(report, "alive", "moved") and report.archive.status == "not-archived"
    ),
    "In what languages are the sources?": lambda: sorted(
        Counter(use.language.tag if use.language else "und" for _, use in USES).items(),
        key=lambda row: (-row[1], row[0]),
    ),
    "What does not say any more what it said?": lambda: sorted(
        (
            (use.document, use.location.line, report.url, use.drift.verdict, use.drift.similarity)
            for report, use in USES
            if use.drift and use.drift.verdict in ("edited", "replaced")
        ),
        key=lambda row: (row[4], row[0]),
    ),
    "Who answers, but not to us?": lambda: sorted(
        Counter((_site(each), each.live.reason) for each in LARGE.links if _is(each, "blocked")).items(),
        key=lambda row: (-row[1], row[0]),
    ),
    "What is said how often, in how many documents?": lambda: sorted(
        (
            (code, name, n, len({each.document for each in LARGE.findings if each.code == code}))
            for (code, name), n in Counter((each.code, each.name) for each in LARGE.findings).items()
        ),
        key=lambda row: (-row[2], row[0]),
    ),
}  # fmt: skip

QUESTION = re.compile(r"^-- ([^\n]+\?)\n([^;]+);$", re.MULTILINE)
QUERIES = dict(QUESTION.findall((Path(__file__).parent / "questions.sql").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory):
    """DuckDB where the report was written to `audit/`."""
    folder = tmp_path_factory.mktemp("parquet")
    save_audit("parquet", LARGE, folder / "audit")
    with duckdb.connect() as connection:
        connection.execute("set file_search_path = ?", [str(folder)])
        yield connection


@pytest.mark.parametrize("question", list(ANSWERS))
def test_questions(database, question):
    """What the query finds in the tables is what the audit holds."""
    found = database.execute(QUERIES[question]).fetchall()
    expected = [row if isinstance(row[0], str | int) else (*row[0], row[1]) for row in ANSWERS[question]()]
    assert found == expected
    assert len(found) > 2


def test_every_question_has_an_answer():
    """And those of the README are among them, word for word."""
    assert set(QUERIES) == set(ANSWERS)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for block in re.findall(r"^```sql\n(.+?)^```", readme, re.MULTILINE | re.DOTALL):
        asked = dict(QUESTION.findall(block))
        assert asked.items() <= QUERIES.items()
        assert asked
