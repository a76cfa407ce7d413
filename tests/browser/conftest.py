"""A real Chromium, without a network; where there is none, these tests are skipped."""

from __future__ import annotations

from pathlib import Path

import pytest

from srccheck.reports import render_audit

from .chromium import chromium
from .samples import full_audit, planted_audit


@pytest.fixture(scope="module")  # its loop runs in this thread, where others' tests want their own
def browser():
    path = chromium()
    if path is None:
        pytest.skip("no Chromium here; Debian has it as `chromium`")
    sync = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync.sync_playwright() as tool:
        # Without a sandbox: CI runs as root in a container, and the pages are ours.
        started = tool.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def reports(tmp_path_factory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    made = {"full": full_audit(), "planted": planted_audit()}
    out = {}
    for name, audit in made.items():
        out[name] = folder / f"{name}.html"
        out[name].write_text(render_audit("html", audit), encoding="utf-8")
    return out


class Visit:
    """A page that is open, with what it said and what it asked for."""

    def __init__(self, context, file: Path) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.file = file
        context.route("**", self._gate)
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(file.as_uri())

    def _gate(self, route) -> None:
        if route.request.url.partition("#")[0] == self.file.as_uri():
            route.continue_()
        else:
            self.asked.append(route.request.url)
            route.abort()

    def shown(self) -> list[str]:
        """Numbers of the notes that are shown."""
        return self.page.eval_on_selector_all(
            "ol > li",
            "notes => notes.filter(n => n.checkVisibility()).map(n => n.querySelector('b').textContent)",
        )


@pytest.fixture
def visit(browser, reports):
    contexts = []

    def open_report(name: str = "full", **how) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **how})
        contexts.append(context)
        return Visit(context, reports[name])

    yield open_report
    for context in contexts:
        context.close()
