"""Settings: what they accept, where they come from, and what their errors say."""

from __future__ import annotations

import pytest

from srccheck.errors import SettingsError
from srccheck.configuration import find_config, load_settings
from srccheck.settings import Settings


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("jobs", 0, "jobs must be a number from 1 to 1000, not 0"),
        ("jobs", True, "jobs must be a number"),
        ("retries", "two", "retries must be a number"),
        ("live", 1, "live must be a bool"),
        ("user_agent", 7, "user-agent must be a str"),
        ("select", "L201", "select must be a list of texts"),
        ("ignore", [1], "ignore must be a list of texts"),
        ("connect_timeout_s", 0, "connect-timeout-s must be a number from 0.01"),
        ("read_time_limit_s", 0, "read-time-limit-s must be a number from 0.1 to 3600, not 0"),
        ("read_memory_limit_bytes", 1_000, "read-memory-limit-bytes must be a number from 1.34218e"),
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
        ("jobs = 'many'", "srccheck.toml: jobs must be a number"),
        ("jbos = 3", "srccheck.toml: unknown setting 'jbos'; did you mean 'jobs'"),
        ("replay = 'x.warc'", "unknown setting 'replay'"),
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
