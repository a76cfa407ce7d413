"""`srccheck lint` and `srccheck config` as a user meets them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from srccheck.cli.options import LINT_FORMATS
from srccheck.settings import FORMATS

from .conftest import BROKEN, Run


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["good.txt"], 0),
        (["broken.txt"], 1),
        (["good.txt", "broken.txt", "--fail-on", "never"], 0),
        (["good.txt", "--fail-on", "info"], 1),
        (["broken.txt", "--ignore", "L205"], 0),
        (["broken.txt", "--select", "D"], 0),
        (["empty.txt"], 0),
        (["missing.txt"], 2),
        (["binary.md", "broken.txt"], 2),
        (["good.txt", "--select", "Z9"], 2),
        (["good.txt", "--as-of", "tomorrow"], 2),
        (["good.txt", "--overrides", "none.toml"], 2),
        ([], 2),
    ],
)
def test_exit_codes(run: Run, args: list[str], code: int) -> None:
    """Those of the contract."""
    result = run("lint", *args)
    assert result.exit_code == code
    assert "Traceback" not in result.output


def test_lines(run: Run) -> None:
    """A finding a line, the severity in no word; the number of all at the end, unless it is to be quiet."""
    result = run("lint", "broken.txt", "good.txt", "--select", "N,L", "--as-of", "2026-11-22")
    lines = result.stdout.splitlines()
    assert all(re.match(r"broken\.txt:\d+:\d+: [NL]\d{3} ", line) for line in lines[:-1])
    assert lines[-1].startswith("2 documents read: 1 error, ")
    quiet = run("lint", "broken.txt", "--select", "L", "--quiet").stdout.splitlines()
    assert len(quiet) == 1
    assert "L205 not a valid address" in quiet[0]
    assert run("lint", "empty.txt", "--ignore", "N").stdout == "1 document read: nothing to object to.\n"


@pytest.mark.parametrize("form", LINT_FORMATS)
def test_every_format(run: Run, form: str) -> None:
    """Each report names the finding."""
    assert form in FORMATS
    result = run("lint", "broken.txt", "--format", form)
    assert result.exit_code == 1
    assert "L205" in result.stdout


def test_json_is_an_audit_without_links(run: Run) -> None:
    """The same schema; what could not be read is told on stderr as well."""
    result = run("lint", "broken.txt", "missing.txt", "--format", "json")
    report = json.loads(result.stdout)
    assert report["schema"] == "srccheck.audit/1"
    assert report["links"] == []
    assert {"L205", "X901"} <= {finding["code"] for finding in report["findings"]}
    assert "missing.txt: there is no such file" in result.stderr


def test_dates_need_a_day(run: Run, folder: Path) -> None:
    """D303 is judged by `--as-of`; standard input is linted as well; an option switches S504 on."""
    text = "A.[1]\n\n[1] A. Author, “Title”, https://a.example/1 (accessed 20 July 2025).\n"
    assert run("lint", "-", "--as-of", "2025-01-01", input=text.encode()).exit_code == 1
    assert run("lint", "-", "--as-of", "2025-08-01", input=text.encode()).exit_code == 0
    body = "The lighthouse was built anew by the port, as the newspaper of the town reported that year."
    title = "Городские власти объявили о восстановлении маяка, который был разрушен наводнением"
    foreign = text.replace("A.[1]", f"{body}[1]").replace("Title", title)
    assert "S504" in run("lint", "-", "--extend-select", "S504", input=foreign.encode()).stdout


def test_settings_of_some_documents(run: Run, folder: Path) -> None:
    """A section of the configuration changes what is said of the documents that it covers."""
    (folder / "srccheck.toml").write_text('format = "json"\n[per-file."bro*"]\nignore = ["L"]\n', "utf-8")
    (folder / "again.txt").write_text(BROKEN, "utf-8")
    report = json.loads(run("lint", "broken.txt", "again.txt").stdout)
    found = {item["document"] for item in report["findings"] if item["code"] == "L205"}
    assert found == {"again.txt"}
    extracted = run("extract", "broken.txt", "again.txt", "--format", "text").stdout
    assert extracted.count("L205") == 1


def test_what_a_command_lacks_is_for_others(run: Run, folder: Path) -> None:
    """Formats and files of the configuration that a command has not the format for are passed over by it."""
    (folder / "srccheck.toml").write_text(
        'format = "sarif"\noutput = ["sarif:out.sarif", "csl-json:out.json"]\n'
        'fail-on = "never"\nquiet = true\n',
        "utf-8",
    )
    assert run("extract", "good.txt").exit_code == 0
    assert (folder / "out.json").exists()
    assert not (folder / "out.sarif").exists()
    result = run("lint", "broken.txt")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["version"] == "2.1.0"
    assert (folder / "out.sarif").exists()
    (folder / "srccheck.toml").write_text('output = ["xyz:a"]\n', "utf-8")
    assert "unknown format 'xyz'" in run("lint", "good.txt").stderr


def test_lint_loads_nothing_of_the_web(folder: Path) -> None:
    """Offline checks come without what asks the web, draws on terminals, or reads other formats."""
    code = (
        "import sys\n"
        "from srccheck.cli import cli\n"
        "try: cli(['lint', 'good.txt'], standalone_mode=False)\n"
        "except SystemExit: pass\n"
        "heavy = {'rich', 'httpx', 'aiohttp', 'lxml', 'bs4', 'asyncio', 'sqlalchemy', 'srccheck.web.client',"
        " 'srccheck.auditing', 'srccheck.documents.pdf', 'srccheck.documents.docx',"
        " 'srccheck.documents.wikitext', 'srccheck.documents.html',"
        " 'srccheck.documents.bibliography_bibtex'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_config_tells_where_settings_come_from(run: Run, folder: Path) -> None:
    """Text and JSON, with file and line, variable, option; for a document where one is named."""
    (folder / "pyproject.toml").write_text(
        '[tool.srccheck]\njobs = 3\nproxy = "http://me:secret@proxy.example"\n'
        '[tool.srccheck.per-file."drafts/**"]\nrequire-access-dates = true\n',
        "utf-8",
    )
    shown = run("config", "--select", "D", env={"SRCCHECK_RETRIES": "1"}).stdout
    assert "jobs = 3" in shown
    assert "# file: pyproject.toml:2" in shown
    assert "# environment: SRCCHECK_RETRIES" in shown
    assert "# option: --select" in shown
    assert '[per-file."drafts/**"]\nrequire-access-dates = true\n' in shown
    assert "secret" not in shown
    report = json.loads(run("config", "drafts/a.md", "--format", "json", "--no-live").stdout)
    assert report["schema"] == "srccheck.config/1"
    assert report["settings"]["jobs"] == {"value": 3, "from": "file", "place": "pyproject.toml:2"}
    assert report["settings"]["live"] == {"value": False, "from": "option", "place": "--no-live"}
    assert report["settings"]["retries"] == {"value": 2, "from": "default", "place": None}
    dates = {"value": True, "from": "file", "place": "pyproject.toml:4 (per-file)"}
    assert report["settings"]["require-access-dates"] == dates
    assert report["per-file"] == {"drafts/**": {"require-access-dates": True}}


def test_config_without_a_file_and_with_a_wrong_one(run: Run, folder: Path) -> None:
    """Everything is at its default; a wrong file ends with 2."""
    (folder / "srccheck.toml").write_text("", "utf-8")
    assert "jobs = 50" in run("config").stdout
    (folder / "srccheck.toml").write_text("jbos = 1", "utf-8")
    result = run("config")
    assert result.exit_code == 2
    assert "did you mean 'jobs'" in result.stderr


def test_config_schema(run: Run) -> None:
    """A JSON schema, itself valid."""
    jsonschema.Draft202012Validator.check_schema(json.loads(run("config", "--schema").stdout))
