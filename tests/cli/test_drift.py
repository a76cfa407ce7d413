"""The options that compare texts, and that switch rules on."""

from __future__ import annotations

import json

from click.testing import CliRunner

from srccheck.cli import cli


def test_the_option(tmp_path):
    """`--drift` is an option of audit, and a setting."""
    path = tmp_path / "a.md"
    path.write_text("No sources.\n")
    done = CliRunner().invoke(cli, ["audit", str(path), "--drift", "--format", "json"])
    assert json.loads(done.stdout)["links"] == []
    assert CliRunner().invoke(cli, ["audit", str(path), "--extend-select", "D307,S504"]).exit_code == 0
    assert CliRunner().invoke(cli, ["audit", str(path), "--extend-select", "Z9"]).exit_code == 2
    (tmp_path / "srccheck.toml").write_text("drift = 'yes'\n")
    done = CliRunner().invoke(cli, ["audit", str(path), "--config", str(tmp_path / "srccheck.toml")])
    assert done.exit_code == 2
