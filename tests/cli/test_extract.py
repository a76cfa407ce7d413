"""`srccheck extract` as a user meets it: paths, formats, outputs, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from srccheck.cli.options import AUDIT_FORMATS, EXTRACT_FORMATS
from srccheck.reports import AUDIT_FOLDERS
from srccheck.reports import AUDIT_FORMATS as AUDIT_REPORTS
from srccheck.reports import EXTRACT_FORMATS as EXTRACT_REPORTS

from .conftest import GOOD, Run


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (["good.txt"], 0),
        (["empty.txt"], 0),
        (["broken.txt"], 1),
        (["broken.txt", "--fail-on", "never"], 0),
        (["broken.txt", "--ignore", "L205,N1"], 0),
        (["broken.txt", "--select", "n1"], 0),
        (["broken.txt", "--select", "N1", "--fail-on", "warning"], 1),
        (["empty.txt", "--fail-on", "info"], 1),
        (["empty.txt", "--fail-on", "warning"], 0),
        (["missing.txt"], 2),
        (["binary.md"], 2),
        (["missing.txt", "broken.txt"], 2),
        (["missing.txt", "--ignore", "X901"], 2),
        (["*.nothing"], 2),
        ([], 2),
        (["good.txt", "--format", "sarif"], 2),
        (["good.txt", "--output", "html:x.html"], 2),
        (["good.txt", "--output", "json:"], 2),
        (["good.txt", "--select", "Z9"], 2),
        (["good.txt", "--ignore", " , "], 2),
        (["good.txt", "--config", "missing.toml"], 2),
        (["good.txt", "--nonsense"], 2),
        (["good.txt", "--output", "no/such/folder/x.json"], 2),
    ],
)
def test_exit_codes(run: Run, args: list[str], code: int) -> None:
    """The contract's table; what is wrong is told in one line, without a traceback."""
    result = run("extract", *args)
    assert result.exit_code == code
    assert len(result.stderr.splitlines()) <= 1
    assert "Traceback" not in result.output
    if code == 2 and not result.stdout:
        assert result.stderr.startswith("srccheck: ")


def test_other_inputs_are_still_done(run: Run) -> None:
    """A file that cannot be read is told, and the rest is reported."""
    result = run("extract", "missing.txt", "binary.md", "good.txt", "--format", "json")
    report = json.loads(result.stdout)
    assert [document["path"] for document in report["documents"]] == ["good.txt"]
    assert [finding["document"] for finding in report["findings"]] == ["missing.txt", "binary.md"]
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == ["missing.txt", "binary.md"]


def test_text_report_tells_unreadable_inputs_itself(run: Run) -> None:
    """A report that people read on the screen needs no second telling on stderr."""
    result = run("extract", "missing.txt")
    assert "X901 there is no such file" in result.stdout
    assert result.stderr == ""


def test_jsonl_is_a_document_a_line(run: Run) -> None:
    """Each input has its line."""
    result = run("extract", "good.txt", "missing.txt", "empty.txt", "--format", "jsonl")
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert sorted(line["path"] for line in lines) == ["empty.txt", "good.txt", "missing.txt"]


def test_folder(run: Run, folder: Path) -> None:
    """A folder's documents are read, its other files passed over, what is hidden or ignored left out."""
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".gitignore").write_text("broken.txt\nbinary.md\n")
    report = json.loads(run("extract", ".", "--format", "json").stdout)
    assert [document["path"] for document in report["documents"]] == ["empty.txt", "good.txt"]


@pytest.mark.parametrize(
    ("name", "path", "form"), [(None, "-", "text"), ("draft.md", "draft.md", "markdown")]
)
def test_standard_input(run: Run, name: str | None, path: str, form: str) -> None:
    """`-` is standard input; `--stdin-name` names it and its format."""
    args = ["--stdin-name", name] if name else []
    result = run("extract", "-", "--format", "json", *args, input=GOOD.encode())
    (document,) = json.loads(result.stdout)["documents"]
    assert (document["path"], document["format"]) == (path, form)
    assert result.exit_code == 0


def test_output_goes_to_files(run: Run, folder: Path) -> None:
    """A file takes the report's place on stdout; FORMAT:FILE adds one; both may be repeated."""
    result = run(
        "extract", "good.txt", "--format", "json", "--output", "out.json", "--output", "text:out.txt"
    )
    assert result.stdout == ""
    assert json.loads((folder / "out.json").read_text(encoding="utf-8"))["documents"]
    assert (folder / "out.txt").read_text(encoding="utf-8").startswith("good.txt\n")
    result = run("extract", "good.txt", "--output", "JSONL:more.jsonl")
    assert result.stdout.startswith("good.txt\n")
    assert json.loads((folder / "more.jsonl").read_text(encoding="utf-8"))["path"] == "good.txt"
    result = run("extract", "good.txt", "--output", "-", "--output", "json:-")
    assert result.stdout.startswith("good.txt\n")
    assert '"schema"' in result.stdout


def test_drive_letters_are_no_formats(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    r"""`C:\x` and `c:x` are files, and so is `./json:x`."""
    (folder / "json:x").unlink(missing_ok=True)
    assert run("extract", "good.txt", "--output", "C:drive.txt").exit_code == 0
    assert run("extract", "good.txt", "--output", "./json:x").stdout == ""


def test_unwritable_output_loses_nothing(run: Run, folder: Path) -> None:
    """A report that cannot be written is printed, unless one is printed anyway; the exit code is 2."""
    result = run("extract", "good.txt", "--format", "json", "--output", "no/out.json")
    assert json.loads(result.stdout)["documents"]
    assert result.stderr.startswith("srccheck: cannot write no")
    assert result.exit_code == 2
    result = run("extract", "good.txt", "--output", f"json:{folder}")
    assert result.stdout.startswith("good.txt\n")
    assert result.stdout.count("Note 1") == 1
    result = run("extract", "good.txt", "--output", "no/a", "--output", "no/b")
    assert result.stdout.count("Note 1") == 1


def test_quiet(run: Run) -> None:
    """`--quiet` leaves out the notes that nothing is to be said about."""
    assert "Note 1" not in run("extract", "good.txt", "--quiet").stdout
    assert "Note 1" in run("extract", "broken.txt", "--quiet").stdout


def test_settings_file(run: Run, folder: Path) -> None:
    """The nearest settings file counts, and a wrong key in it is told in one line."""
    (folder / "srccheck.toml").write_text('ignore = ["L205", "N1"]\n')
    assert run("extract", "broken.txt").exit_code == 0
    (folder / "srccheck.toml").write_text("ignroe = []\n")
    result = run("extract", "broken.txt")
    assert result.exit_code == 2
    assert "unknown setting 'ignroe'; did you mean 'ignore'?" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_progress_is_shown_when_asked_for(run: Run) -> None:
    """`--progress` shows it on a stderr that is no terminal; `--quiet` and the default do not."""
    shown = run("extract", "good.txt", "empty.txt", "--progress")
    assert "documents" in shown.stderr
    assert "2/2" in shown.stderr
    assert shown.stdout == run("extract", "good.txt", "empty.txt").stdout
    for args in ((), ("--no-progress",), ("--quiet", "--progress")):
        assert run("extract", "good.txt", *args).stderr == ""


def test_formats_are_those_of_the_reports() -> None:
    """The names that the options take are those of the registries."""
    audits = (*AUDIT_REPORTS, *AUDIT_FOLDERS)
    assert (tuple(EXTRACT_REPORTS), audits) == (EXTRACT_FORMATS, AUDIT_FORMATS)


def test_help_and_version(run: Run) -> None:
    """Help on stdout with 0; without a command on stderr with 2; the version alone in a line."""
    assert run("--help").exit_code == run("extract", "-h").exit_code == run("demo", "--help").exit_code == 0
    assert "PATH" in run("extract", "--help").stdout
    bare = run()
    assert (bare.exit_code, bare.stdout) == (2, "")
    assert "Commands:" in bare.stderr
    version = run("--version")
    assert version.stdout.split()[0] == "srccheck"
    assert len(version.stdout.split()) == 2
    assert run("extrakt").exit_code == 2


def test_hostile_names_do_not_reach_the_terminal(run: Run) -> None:
    """Control characters of an argument are shown, not done."""
    result = run("extract", "\x1b[31mx", "--format", "json")
    assert "\x1b" not in result.output
    assert "␛[31mx" in result.stderr


def test_a_list_of_notes(run: Run, folder: Path) -> None:
    """`--as-notes`: a line is a note, whatever the file is called and looks like; nothing is missed in it."""
    lines = "\ufeff[4] A. Author, “One”, https://a.example/1 (accessed 3 May 2024).\r\n\r\n \t\n"
    (folder / "list.ris").write_bytes(f"{lines}  Ibid.\nTY  - Two\fX\n".encode())
    result = run("extract", "--as-notes", "list.ris", "--format", "json", "--fail-on", "info")
    (document,) = json.loads(result.stdout)["documents"]
    shown = [(note["marker"], note["kind"], note["text"]) for note in document["notes"]]
    assert shown[1:] == [("4", "reference", "Ibid."), ("5", "reference", "TY  - Two X")]
    places = [(note["location"]["line"], note["location"]["column"]) for note in document["notes"]]
    assert places == [(1, 1), (4, 3), (5, 1)]
    first, second = (note["citations"][0] for note in document["notes"][:2])
    assert (first["csl"]["title"], first["accessed"]["date"]) == ("One", "2024-05-03")
    assert second["refers_to"] == first["id"]
    assert (document["findings"], result.exit_code) == ([], 0)


def test_a_list_of_notes_from_standard_input(run: Run) -> None:
    """`-` may be such a list; a binary file or a missing one is none."""
    result = run("extract", "-", "--as-notes", "--format", "json", input="“One”, https://a.example/1\n")
    assert json.loads(result.stdout)["documents"][0]["notes"][0]["location"]["line"] == 1
    assert run("extract", "--as-notes", "binary.md").exit_code == 2
    assert run("extract", "--as-notes", "missing.txt").exit_code == 2
    assert run("audit", "--as-notes", "good.txt").exit_code == 2


@pytest.mark.parametrize(
    ("form", "start"), [("csl-json", "[\n"), ("bibtex", "@"), ("ris", "TY  - "), ("csv", "document,line,")]
)
def test_formats_for_reference_managers(run: Run, folder: Path, form: str, start: str) -> None:
    """The same on the screen and in a file, line ends included."""
    shown = run("extract", "good.txt", "--format", form)
    assert shown.stdout.startswith(start)
    assert "First" in shown.stdout
    assert "Second" in shown.stdout
    run("extract", "good.txt", "--output", f"{form}:refs")
    assert (folder / "refs").read_bytes() == shown.stdout_bytes


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_a_document_with_replaced_bytes_was_read(run: Run, folder: Path, fail_on: str, code: int) -> None:
    """Some invalid bytes are a warning; only a document that could not be read at all gives 2."""
    (folder / "spoilt.txt").write_bytes("Слова, много слов подряд. ".encode() * 3 + b"\xff" + GOOD.encode())
    result = run("extract", "spoilt.txt", "--select", "X901", "--fail-on", fail_on, "--format", "json")
    (document,) = json.loads(result.stdout)["documents"]
    assert [(finding["code"], finding["severity"]) for finding in document["findings"]] == [
        ("X901", "warning")
    ]
    assert result.exit_code == code


def test_the_limits_are_settings(run: Run, folder: Path) -> None:
    """What takes too long is told with the setting's name, and the next document is read."""
    (folder / "slow.txt").write_bytes(b"see https://a.example/b " * 200_000)
    (folder / "srccheck.toml").write_text("read-time-limit-s = 0.2\n")
    result = run("extract", "slow.txt", "good.txt", "--format", "json")
    report = json.loads(result.stdout)
    assert [document["path"] for document in report["documents"]] == ["good.txt"]
    assert "more than 0.2 seconds" in report["findings"][0]["message"]
    assert "read-time-limit-s" in report["findings"][0]["message"]
    assert result.exit_code == 2
