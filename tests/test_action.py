"""The GitHub action: its steps as a runner would run them, over made-up weeks, with a stand-in for `gh`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import define, field

from tests.conftest import ROOT
from tests.weeks import Web, cite, record

ACTION = ROOT / "action.yml"
STEPS: list[dict[str, Any]] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["runs"]["steps"]
INPUTS: dict[str, dict[str, str]] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))["inputs"]

GH = '''#!{python}
"""What the action needs of `gh`, over a file of issues; a call that it does not know is an error."""
import json, os, pathlib, sys

assert os.environ["GH_TOKEN"] and os.environ["GH_REPO"] == "o/r"
file = pathlib.Path(os.environ["GH_STATE"])
state = json.loads(file.read_text("utf-8"))
call, words = sys.argv[1:3], sys.argv[3:]
state["calls"].append(" ".join(call))
options = {{}}
plain = []
while words:
    word = words.pop(0)
    if word == "--force":
        continue
    if word.startswith("--"):
        options[word] = words.pop(0)
    else:
        plain.append(word)
body = pathlib.Path(options["--body-file"]).read_text("utf-8") if "--body-file" in options else None
issues = state["issues"]
if call == ["issue", "list"]:
    assert (options["--json"], options["--jq"], options["--state"]) == ("number", ".[].number", "open")
    for number, issue in sorted(issues.items(), reverse=True):
        if issue["open"] and issue["label"] == options["--label"]:
            print(number)
elif call == ["issue", "view"]:
    assert (options["--json"], options["--jq"]) == ("body", ".body")
    print(issues[plain[0]]["body"])
elif call == ["label", "create"]:
    state["labels"].append(plain[0])
elif call == ["issue", "create"]:
    assert options["--label"] in state["labels"], "no such label"
    number = str(len(issues) + 1)
    issues[number] = dict(open=True, label=options["--label"], title=options["--title"], body=body, said=[])
elif call == ["issue", "edit"]:
    issues[plain[0]]["body"] = body
elif call == ["issue", "comment"]:
    issues[plain[0]]["said"].append(options["--body"])
elif call == ["issue", "close"]:
    issues[plain[0]]["open"] = False
    issues[plain[0]]["said"].append(options["--comment"])
else:
    sys.exit(f"unknown: {{sys.argv}}")
file.write_text(json.dumps(state), "utf-8")
'''


def test_third_parties_are_pinned():
    """By a full commit, with its version beside it; nothing else is fetched."""
    used = [line for line in ACTION.read_text(encoding="utf-8").splitlines() if "uses:" in line]
    assert len(used) == 5
    for line in used:
        assert re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line), line


def test_nothing_is_written_into_the_program():
    """Inputs reach the shell through its environment alone; each of them is used."""
    text = ACTION.read_text(encoding="utf-8")
    for step in STEPS:
        assert "${{" not in step.get("run", "")
        assert step.get("shell", "bash") == "bash"
    for name in INPUTS:
        assert f"inputs.{name}" in text


@define
class Runner:
    """Runs the action's own steps, those of others left out."""

    folder: Path
    inputs: dict[str, str] = field(factory=dict)
    week: int = 0
    log: str = ""

    def __attrs_post_init__(self) -> None:
        tools = self.folder / "bin"
        tools.mkdir()
        for name, text in (
            ("gh", GH.format(python=sys.executable)),
            ("python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n'),
        ):
            (tools / name).write_text(text, encoding="utf-8")
            (tools / name).chmod(0o755)
        issues = {"1": {"open": True, "label": "srccheck", "title": "Mine", "body": "Mine.", "said": []}}
        self.state = {"issues": issues, "labels": [], "calls": []}

    @property
    def state(self) -> dict[str, Any]:
        return json.loads((self.folder / "gh.json").read_text("utf-8"))

    @state.setter
    def state(self, value: dict[str, Any]) -> None:
        (self.folder / "gh.json").write_text(json.dumps(value), encoding="utf-8")

    def audit(self, web: Web, *paths: str, **inputs: str) -> int:
        """A week: its web is recorded, and the action run over it; gives the job's exit code."""
        self.week += 1
        capture = self.folder / f"week{self.week}.warc.gz"
        record(web, [self.folder / "paper.txt"], capture, week=self.week)
        options = f"--no-archive\n--replay\n{capture}\n--run\nweek{self.week}\n"
        self.state = {**self.state, "calls": []}
        return self.run({"options": options, "paths": "\n".join(("paper.txt", *paths)), **inputs})

    def run(self, inputs: dict[str, str]) -> int:
        values = {name: each.get("default", "") for name, each in INPUTS.items()} | {"token": "t"} | inputs
        outputs: dict[str, str] = {}
        code = 0
        for step in STEPS:
            if "run" not in step or step["name"] == "Install" or not self._wanted(step, values, outputs):
                continue
            code = code or self._step(step, values, outputs)
        return code

    def _wanted(self, step: dict[str, Any], inputs: dict[str, str], outputs: dict[str, str]) -> bool:
        text = (
            str(step.get("if", "True")).replace("&&", "and").replace("||", "or").replace("always()", "True")
        )
        text = re.sub(r"inputs\.([\w-]+)", lambda m: repr(inputs[m[1]]), text)
        text = re.sub(r"steps\.audit\.outputs\.(\w+)", lambda m: repr(outputs.get(m[1], "")), text)
        return bool(eval(text))

    def _step(self, step: dict[str, Any], inputs: dict[str, str], outputs: dict[str, str]) -> int:
        context = {f"inputs.{name}": value for name, value in inputs.items()}
        context |= {f"steps.audit.outputs.{name}": value for name, value in outputs.items()}
        context |= {"runner.temp": str(self.folder / "temp"), "github.repository": "o/r"}
        given = {
            name: re.sub(r"\$\{\{ (.*?) \}\}", lambda m: context.get(m[1], ""), value)
            for name, value in step.get("env", {}).items()
        }
        told = self.folder / "output"
        told.write_text("", encoding="utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                **os.environ,
                "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "GITHUB_OUTPUT": str(told),
                "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "o/r",
                "GITHUB_SHA": "5f3c",
                "GITHUB_WORKSPACE": str(self.folder),
                "GH_STATE": str(self.folder / "gh.json"),
                "PYTHONPATH": str(ROOT),
                **given,
            },
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        self.log = done.stdout + done.stderr
        assert "Traceback" not in self.log
        if step.get("id") == "audit":
            outputs |= dict(line.split("=", 1) for line in told.read_text("utf-8").splitlines())
        return done.returncode


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    if sys.platform == "win32" or shutil.which("bash") is None:
        pytest.skip("the action's steps are run by bash here")
    return Runner(tmp_path)


def test_weeks(runner: Runner) -> None:
    """An issue is opened for news, kept up to date, left alone in an outage, and closed when clean."""
    cite(runner.folder / "paper.txt", "one", "two", "three")
    assert runner.audit(Web("one", "two")) == 1
    first = runner.state["issues"]["2"]
    assert (first["open"], first["label"], first["title"]) == (True, "srccheck", "Sources that need a look")
    assert "https://github.com/o/r/blob/5f3c/paper.txt#L5" in first["body"]
    assert (runner.folder / "summary.md").read_text("utf-8") == first["body"]

    assert runner.audit(Web("one", "two")) == 0
    assert runner.state["calls"][-1] == "issue edit"
    assert "Since the last run: nothing has changed" in runner.state["issues"]["2"]["body"]
    assert runner.state["issues"]["2"]["said"] == []

    assert runner.audit(Web("two")) == 1
    second = runner.state["issues"]["2"]
    assert second["said"] == ["1 new since the last run; the report above says what."]
    assert "## New: 1 error" in second["body"]

    assert runner.audit(Web(out=True)) == 3
    assert (runner.state["calls"], runner.state["issues"]["2"]) == ([], second)
    assert runner.audit(Web("two"), options="--nonsense") == 2
    assert (runner.state["calls"], runner.state["issues"]["2"]) == ([], second)

    assert runner.audit(Web("one", "two", "three"), "none.md") == 2
    assert runner.state["issues"]["2"]["open"]
    assert "## Over: 2 findings" in runner.state["issues"]["2"]["body"]
    assert runner.audit(Web("one", "two", "three")) == 0
    assert not runner.state["issues"]["2"]["open"]
    assert runner.state["issues"]["2"]["said"][-1] == "Nothing is left to see to."
    assert runner.audit(Web("one", "two", "three")) == 0
    assert len(runner.state["issues"]) == 2

    assert runner.audit(Web("one", "two")) == 1
    assert runner.state["issues"]["3"]["open"]
    assert runner.state["issues"]["1"] == {
        "open": True, "label": "srccheck", "title": "Mine", "body": "Mine.", "said": []
    }  # fmt: skip


def test_what_is_known_opens_no_issue_anew(runner: Runner) -> None:
    """Somebody has closed it, and nothing has happened since."""
    cite(runner.folder / "paper.txt", "one", "two")
    runner.audit(Web("one"))
    state = runner.state
    state["issues"]["2"]["open"] = False
    runner.state = state
    assert runner.audit(Web("one")) == 0
    assert list(runner.state["issues"]) == ["1", "2"]
    assert not runner.state["issues"]["2"]["open"]


def test_inputs_are_no_programs(runner: Runner) -> None:
    """Whatever an input holds goes through as it is."""
    evil = "$(touch pwned) `touch pwned`'\"; touch pwned #"
    cite(runner.folder / "paper.txt", "one")
    assert runner.audit(Web(), f"{evil}.txt", title=evil, label=evil) == 2
    assert runner.state["issues"]["2"]["title"] == evil
    assert runner.state["labels"] == [evil]
    assert not (runner.folder / "pwned").exists()


def test_no_issue_where_none_is_wanted(runner: Runner) -> None:
    """And the archive is asked for captures where that is; a text without links has none to ask for."""
    (runner.folder / "paper.txt").write_text("Nothing is cited here.\n", encoding="utf-8")
    assert runner.audit(Web(), issue="false", save="3") == 0
    assert runner.state["calls"] == []
    (runner.folder / "paper.txt").unlink()
    assert runner.run({"paths": "paper.txt", "save": "3", "issue": "false"}) == 2


def test_labels_keep_collections_apart(runner: Runner) -> None:
    """In one job, and in the cache: what one collection's runs told is not known to another's."""
    cite(runner.folder / "paper.txt", "one", "two")
    assert runner.audit(Web("one"), label="docs") == 1
    assert runner.audit(Web("one"), label="docs-old") == 1
    assert runner.audit(Web("one"), label="docs") == 0
    restored, saved = (step["with"] for step in STEPS if step.get("uses", "").startswith("actions/cache/"))
    assert (restored["key"], restored["path"]) == (saved["key"], saved["path"])
    assert (
        not saved["key"]
        .replace("${{ inputs.label }}", "docs-old")
        .startswith(restored["restore-keys"].strip().replace("${{ inputs.label }}", "docs"))
    )
