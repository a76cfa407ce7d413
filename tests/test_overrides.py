"""What people found out about links: read from their file, applied, reported."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from pathlib import Path

import pytest

from srccheck import Settings, aaudit
from srccheck.errors import SettingsError
from srccheck.linting import lint
from srccheck.model.web import Exchange, Request
from srccheck.overrides import load_overrides
from srccheck.reports import render_audit

TODAY = dt.date(2026, 11, 22)
PERSON = 'by = "M. Editor"\nwhy = "seen in a browser"\n'
DOCUMENT = """\
One.[1] Two.[2] Three.[3] Four.[4]

[1] A. Author, “First”, https://a.example/dead#part (accessed 20 July 2025).
[2] B. Author, “Second”, https://deep.b.example/dead (accessed 20 July 2025).
[3] C. Author, “Third”, https://c.example/dead (accessed 20 July 2025).
[4] D. Author, “Fourth”, https://d.example/dead (accessed 20 July 2035).
"""


class Gone:
    """A web where everything is gone; the archive is not at home."""

    async def fetch(self, request: Request) -> Exchange:
        if "archive.org" in request.url:
            return Exchange(url=request.url, failure="connect")
        return Exchange(url=request.url, http_status=404, body=b"gone")


def entry(**values: str) -> str:
    lines = "".join(f"{key} = {value}\n" for key, value in {"verdict": '"alive"', **values}.items())
    return f"[[override]]\n{lines}{PERSON}"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = [", "cannot be read as TOML"),
        ("jobs = 3", "unknown key 'jobs'"),
        ("override = 3", r"every entry is an \[\[override\]\]"),
        ("override = [3]", r"every entry is an \[\[override\]\]"),
        (entry(urls='"x"'), "toml:1: unknown key 'urls'; did you mean 'url'"),
        (entry(xyzzy='"x"'), "unknown key 'xyzzy'$"),
        (entry(url="3"), "url must be a text, not 3"),
        (entry(url='""'), "url must be a text"),
        (entry(url='"x"', until='"2027"'), "until must be a day such as 2027-06-30"),
        (entry(url='"x"', until="2027-06-30T00:00:00"), "until must be a day"),
        (entry(url='"x"', codes='"L2"'), "codes must be a list"),
        (entry(url='"x"', codes='["dead"]'), "codes must be a list of finding codes"),
        (entry(), "one of url, host, document must be there"),
        (entry(url='"x"', host='"y"'), "and only one"),
        (entry(url='"x"', note='"4"'), "a note needs its document"),
        (entry(url='"x"', verdict='"fine"'), "verdict must be one of alive, moved, dead"),
        ('[[override]]\nurl = "x"\nverdict = "alive"\nby = "me"', "why is missing"),
        (entry(url='"x"') + "\n" + entry(host="7"), "toml:7: host must be a text"),
    ],
)
def test_wrong_files_are_named_by_line(tmp_path: Path, text: str, words: str) -> None:
    """The message tells the line of the entry, and what would be right."""
    path = tmp_path / "srccheck.overrides.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=words):
        load_overrides(str(path))


def test_no_file_and_a_missing_file(tmp_path: Path) -> None:
    """Nothing named is nothing; what is named must be there."""
    assert load_overrides(None) == ()
    with pytest.raises(SettingsError, match="cannot be read"):
        load_overrides(str(tmp_path / "none.toml"))


@pytest.fixture
def audited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Audit the document with a file of overrides; everything in it is gone."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(DOCUMENT, "utf-8")

    def run(text: str):
        (tmp_path / "o.toml").write_text(text, "utf-8")
        settings = Settings(overrides="o.toml", as_of=TODAY, store="none", retries=0)
        return asyncio.run(aaudit("texts/a.txt", settings=settings, fetcher=Gone()))

    return run


def notes_with(result, code: str) -> list[str]:
    return [item.note for item in result.findings if item.code.startswith(code)]


def test_without_overrides(audited) -> None:
    """All four links are dead."""
    assert notes_with(audited(""), "L201") == ["n1", "n2", "n3", "n4"]


@pytest.mark.parametrize("name", ["text", "markdown", "html", "csv"])
def test_reports_say_who_has_looked(audited, name) -> None:
    """A person's verdict stands beside ours, in words."""
    mine = '[[override]]\nhost = "b.example"\nverdict = "alive"\nby = "M. Editor"\nwhy = "opens here"\n'
    assert "reviewed by M. Editor: alive (opens here)" in render_audit(name, audited(mine))
    assert "reviewed by" not in render_audit(name, audited(""))


@pytest.mark.parametrize(
    ("aim", "left", "marked"),
    [
        ({"url": '"https://a.example/dead"'}, ["n2", "n3", "n4"], [True, False, False, False]),
        ({"url": '"HTTPS://A.example:443/dead#part"'}, ["n2", "n3", "n4"], [True, False, False, False]),
        ({"host": '"B.example."'}, ["n1", "n3", "n4"], [False, True, False, False]),
        ({"document": '"texts/*.txt"', "note": '"3"'}, ["n1", "n2", "n4"], [False, False, True, False]),
        ({"document": '"a.txt"'}, [], [True] * 4),
        ({"url": '"https://a.example/dead#else"'}, ["n1", "n2", "n3", "n4"], [False] * 4),
        ({"host": '"xb.example"'}, ["n1", "n2", "n3", "n4"], [False] * 4),
        ({"document": '"other/*.txt"'}, ["n1", "n2", "n3", "n4"], [False] * 4),
    ],
)
def test_what_an_entry_is_about(audited, aim: dict[str, str], left: list[str], marked: list[bool]) -> None:
    """URL, host with those below, note, or document; each marked use says who saw what."""
    result = audited(entry(**aim))
    assert notes_with(result, "L201") == left
    uses = [link.uses[0].override for link in result.links]
    assert [use is not None for use in uses] == marked
    assert bool(notes_with(result, "O902")) is not any(marked)
    report = json.loads(json.dumps(result.to_dict()))
    for link, seen in zip(report["links"], marked, strict=True):
        said = link["uses"][0]["override"]
        assert (said or {}).get("by") == ("M. Editor" if seen else None)
        assert bool(link["override"]) is (seen and "document" not in aim)
    assert "D303" in {item.code for item in result.findings}
    for form in ("text", "markdown"):
        assert render_audit(form, result).count("reviewed by M. Editor: alive") == sum(marked)


def test_the_codes_of_an_entry(audited) -> None:
    """An entry takes away the findings that it names, whatever they are."""
    result = audited(entry(document='"a.txt"', note='"n4"', codes='["D303"]'))
    assert notes_with(result, "D303") == []
    assert notes_with(result, "L201") == ["n1", "n2", "n3", "n4"]


def test_expired_and_unused_entries(audited) -> None:
    """The day itself still counts; then the finding is back, and the entry is reported at its line."""
    result = audited(
        entry(url='"https://a.example/dead"', until="2026-11-21")
        + entry(url='"https://c.example/dead"', until="2026-11-22")
        + entry(host='"nowhere.example"')
    )
    assert notes_with(result, "L201") == ["n1", "n2", "n4"]
    said = [(item.code, item.document, item.location.line) for item in result.findings if item.code[0] == "O"]
    assert said == [("O901", "o.toml", 1), ("O902", "o.toml", 13)]
    assert "held until 2026-11-21" in next(item.message for item in result.findings if item.code == "O901")


def test_lint_heeds_overrides(audited, tmp_path: Path) -> None:
    """Offline checks heed them as well, and do not report entries about other documents."""
    text = DOCUMENT.replace("https://c.example/dead", "http://intranet/dead")
    (tmp_path / "texts" / "a.txt").write_text(text, "utf-8")
    (tmp_path / "o.toml").write_text(
        entry(url='"http://intranet/dead"', verdict='"accepted"')
        + entry(host='"nowhere.example"')
        + entry(host='"nowhere.example"', until="2020-01-01"),
        "utf-8",
    )
    with_, without = (
        lint("texts", settings=Settings(overrides=name, as_of=TODAY)) for name in ("o.toml", None)
    )
    assert notes_with(without, "L208") == ["n3"]
    assert notes_with(with_, "L208") == []
    assert notes_with(with_, "O9") == []
    assert with_.as_of == TODAY
    assert with_.links == ()
