"""Settings: what they accept, where they come from, and what their errors say."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from srccheck.configuration import Origin, configure, find_config, in_files, load_settings
from srccheck.errors import SettingsError
from srccheck.schema import settings_schema
from srccheck.settings import PER_FILE, Settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("jobs", 0, "jobs must be a whole number from 1 to 1000, not 0"),
        ("jobs", True, "jobs must be a whole number"),
        ("retries", "two", "retries must be a whole number"),
        ("live", 1, "live must be a bool"),
        ("user_agent", 7, "user-agent must be a str"),
        ("select", "L201", "select must be a list of texts"),
        ("ignore", [1], "ignore must be a list of texts"),
        ("connect_timeout_s", 0, "connect-timeout-s must be a number from 0.01"),
        ("read_time_limit_s", 0, "read-time-limit-s must be a number from 0.1 to 3600, not 0"),
        ("read_memory_limit_bytes", 1_000, "read-memory-limit-bytes must be a whole number from 1.34218e"),
    ],
)
def test_wrong_values_are_named(name, value, words):
    """Each message says which setting, what it takes, and what it got."""
    with pytest.raises(SettingsError, match=words):
        Settings(**{name: value})


def test_unknown_settings_name_the_nearest():
    """A misspelt name is an error that helps."""
    with pytest.raises(SettingsError, match="unknown setting 'job'; did you mean 'jobs'"):
        Settings().with_changes(job=3)
    assert Settings().with_changes(jobs=3).jobs == 3


def test_the_nearest_file_wins(tmp_path):
    """srccheck.toml before pyproject.toml, the inner folder before the outer."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text('[tool.srccheck]\njobs = 7\nignore = ["D301"]\n', "utf-8")
    assert load_settings(start=inner).jobs == 7
    assert load_settings(start=inner).ignore == ("D301",)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n", "utf-8")
    assert find_config(inner) == tmp_path / "pyproject.toml"
    (inner / "srccheck.toml").write_text("jobs-per-host = 1\n", "utf-8")
    assert load_settings(start=inner) == Settings(jobs_per_host=1)


def test_no_file_means_defaults(tmp_path):
    """Nothing found from the root of the file system down to here."""
    (tmp_path / "srccheck.toml").write_text("", "utf-8")
    assert load_settings(start=tmp_path) == Settings()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("jobs = 'many'", "srccheck.toml: jobs must be a whole number"),
        ("jbos = 3", "srccheck.toml: unknown setting 'jbos'; did you mean 'jobs'"),
        ("replay = 'x.warc'", "unknown setting 'replay'"),
        ("jobs_per_host = 1", "unknown setting 'jobs_per_host'; did you mean 'jobs-per-host'"),
        ("ignore = ['d301']", "ignore must be a list of finding codes, like D301 or D3, and 'd301' is none"),
        ("fail-on = 'fatal'", "fail-on must be one of error, warning, info, new, never"),
        ("per-file = 3", "per-file must be tables"),
        ("per-file.'*.md' = 3", "must be a table"),
        ("[per-file.'*.md']\njobs = 3", "unknown setting 'jobs'"),
        ("[per-file.'*.md']\nignore = 'D'", "per-file.*ignore must be a list of texts"),
        ("jobs = ", "cannot be read as TOML"),
    ],
)
def test_errors_name_the_file(tmp_path, text, words):
    """The file and the key are in the message."""
    path = tmp_path / "srccheck.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=words):
        load_settings(path)


def test_a_missing_file_is_an_error(tmp_path):
    """A file that was named must be there."""
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(tmp_path / "none.toml")


def test_a_project_whose_tool_is_no_table(tmp_path):
    """`tool` and `tool.srccheck` must be tables."""
    for text in ("tool = 3", "[tool]\nsrccheck = 3"):
        (tmp_path / "pyproject.toml").write_text(text, "utf-8")
        with pytest.raises(SettingsError, match="must be a table"):
            load_settings(start=tmp_path)


FILE = """\
jobs = 7
"retries" = 1

[per-file."drafts/**"]
ignore = ["D3"]
require-access-dates = true
[per-file."*.md"]
ignore = ["N1"]
select = ["D", "L"]
"""


def test_where_settings_come_from(tmp_path, monkeypatch):
    """Options before the environment, before the file, before the defaults; the line is told."""
    monkeypatch.chdir(tmp_path)
    Path("srccheck.toml").write_text(FILE, "utf-8")
    found = configure(
        environment={"SRCCHECK_JOBS": "8", "SRCCHECK_LIVE": "no", "SRCCHECK_IGNORE": "D301, A4", "PATH": "/"},
        options={"jobs": 9, "archive": False, "contact": None, "select": ()},
    )
    assert (found.settings.jobs, found.settings.retries, found.settings.live) == (9, 1, False)
    assert found.settings.ignore == ("D301", "A4")
    assert found.origins == {
        "jobs": Origin(kind="option", place="--jobs"),
        "archive": Origin(kind="option", place="--no-archive"),
        "live": Origin(kind="environment", place="SRCCHECK_LIVE"),
        "ignore": Origin(kind="environment", place="SRCCHECK_IGNORE"),
        "retries": Origin(kind="file", place="srccheck.toml:2"),
        "per_file": Origin(kind="file", place="srccheck.toml:4"),
    }


@pytest.mark.parametrize(
    ("variable", "text"),
    [("JOBS", "many"), ("JOBS", "2.5"), ("BACKOFF_S", "-1"), ("LIVE", "perhaps"), ("FAIL_ON", "x")],
)
def test_wrong_variables_are_named(tmp_path, variable, text):
    """The variable stands in the message."""
    with pytest.raises(SettingsError, match=f"SRCCHECK_{variable}: "):
        configure(start=tmp_path, environment={f"SRCCHECK_{variable}": text})


def test_settings_for_some_documents(tmp_path, monkeypatch):
    """Sections add to `ignore`, replace the rest, hold below the file's folder only; options are stronger."""
    inner = tmp_path / "paper"
    inner.mkdir()
    monkeypatch.chdir(inner)
    (tmp_path / "srccheck.toml").write_text('ignore = ["A4"]\n' + FILE.partition("\n\n")[2], "utf-8")
    settings = load_settings()
    assert settings.for_document("x.txt") is settings
    assert settings.for_document("../drafts/x.txt").ignore == ("A4", "D3")
    assert settings.for_document("../drafts/x.txt").require_access_dates is True
    assert settings.for_document(str(tmp_path / "drafts" / "b" / "x.md")).ignore == ("A4", "D3", "N1")
    assert settings.for_document("x.md").select == ("D", "L")
    assert settings.for_document("../../x.md") is settings
    given = configure(options={"select": ("N",), "ignore": ("L",)}).settings
    assert given.for_document("x.md").select == ("N",)
    assert given.for_document("x.md").ignore == ("L", "N1")


def test_overrides_beside_the_configuration(tmp_path, monkeypatch):
    """The file of overrides is found beside the configuration, or named in it, relative to it."""
    monkeypatch.chdir(tmp_path)
    Path("srccheck.overrides.toml").touch()
    found = configure()
    assert found.settings.overrides == str(tmp_path / "srccheck.overrides.toml")
    assert found.origins["overrides"] == Origin(kind="file", place="srccheck.overrides.toml")
    Path("srccheck.toml").write_text("overrides = 'mine.toml'", "utf-8")
    assert load_settings().overrides == str(tmp_path / "mine.toml")
    assert load_settings(Path("srccheck.toml")).overrides == "mine.toml"


VALUES = [
    "true", "1", "0", "-1", "2.5", "50", "1e-9", "''", "'x'", "'error'", "'html'", "'a@b.c'", "'https://x.y/z'",
    "'@x'", "'a b@c'", "[]", "['D301']", "['D']", "['d3']", "['D3011']", "['x', 'y']", "[1]", "{}", "{x = 1}",
]  # fmt: skip


def test_schema_and_loader_agree(tmp_path):
    """For every setting and kind of value, the schema takes what the loader takes; but 1.0 is 1 to JSON."""
    check = jsonschema.Draft202012Validator(settings_schema())
    jsonschema.Draft202012Validator.check_schema(settings_schema())
    names = [attribute.name.replace("_", "-") for attribute in in_files()]
    texts = [f"{name} = {value}" for name in (*names, "nonsense", "replay", "per-file") for value in VALUES]
    texts += [
        f"[per-file.'a/*']\n{name.replace('_', '-')} = {value}"
        for name in (*PER_FILE, "jobs")
        for value in VALUES
    ]
    path = tmp_path / "srccheck.toml"
    taken = 0
    for text in texts:
        path.write_text(text, "utf-8")
        try:
            load_settings(path)
            loads = True
        except SettingsError:
            loads = False
        assert check.is_valid(tomllib.loads(text)) == loads, text
        taken += loads
    assert 100 < taken < len(texts) - 100


def test_the_schema_tells_what_each_setting_is():
    """Every setting has a description, and its default is valid."""
    schema = json.loads(json.dumps(settings_schema()))
    for name, entry in schema["properties"].items():
        assert entry["description"], name
        if "default" in entry:
            jsonschema.validate(entry["default"], entry)
