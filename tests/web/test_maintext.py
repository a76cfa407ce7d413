"""The main text of a page, for a comparison."""

from __future__ import annotations

import subprocess
import sys

import pytest

from srccheck.model.live import PageFacts
from srccheck.model.web import Exchange
from srccheck.web.maintext import main_text, with_main_text

PARAGRAPH = "The harbour master raised the dues for the third time this year, and the pilots went on strike. "
ARTICLE = (
    "<html><body><nav><a href=/>Home</a> <a href=/n>News of the day</a></nav><article><h1>Dues</h1>"
    f"<p>{PARAGRAPH * 3}</p><p>{PARAGRAPH.upper() * 3}</p></article><footer>All rights reserved</footer>"
    "</body></html>"
)


def test_the_furniture_is_left_out():
    """What stands on every page of a site is no part of one."""
    text = main_text(ARTICLE.encode(), "text/html; charset=utf-8")
    assert PARAGRAPH.strip() in text
    assert "Home" not in text
    assert "All rights reserved" not in text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (b"plain words", "plain words"),
        (b"<html><body><script>var a = 1;</script></body></html>", ""),
        (b"<p " + b" ".join(b"a%d=1" % number for number in range(20_000)) + b">", ""),
    ],
)
def test_where_there_is_none(body, text):
    """Nothing, bare text, a shell for scripts, a page made to wear a parser out."""
    assert main_text(body, "text/html") == text


async def test_it_joins_the_facts():
    """Of HTML the main text on one line, bounded; of all else the sample that was read."""
    answer = Exchange(
        url="https://one.example/a",
        http_status=200,
        headers=(("content-type", "text/html"),),
        body=ARTICLE.replace("</article>", f"<p>{'word ' * 10_000}</p></article>").encode(),
    )
    facts = await with_main_text(PageFacts(content_type="text/html"), answer)
    assert PARAGRAPH.strip() in facts.main_text
    assert "\n" not in facts.main_text
    assert 15_000 < len(facts.main_text) <= 20_000
    paper = PageFacts(content_type="application/pdf", text_sample="First page")
    assert (await with_main_text(paper, answer)).main_text == "First page"


def test_nothing_of_it_is_loaded_before_it_is_needed():
    """Trafilatura takes half a second and 60 MB."""
    code = "import sys, srccheck.inquiry, srccheck.cli.auditing; print('trafilatura' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
