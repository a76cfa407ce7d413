"""Quick paragraphs end where markdown-it's own do."""

from __future__ import annotations

import random

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from srccheck.documents.markdown_rules import use_quick_paragraphs

LINES = [
    *("prose goes on", "", "    indented", "===", "---", "--- x", "- bullet", "1. one", "2. two", "> quoted"),
    *("# head", "#hash", "```", "~~~", "<div>", "<!-- c -->", "<em>x</em>", "[a]: http://b.org", "[link]"),
    *("[^1]: note", "***", "*em*", "+ plus", "  > deep", "\t- tab", "=", "_ _ _", "\u00a0", "9) nine"),
]


def blocks(text: str, *, quick: bool) -> list[tuple[str, list[int] | None, str, int]]:
    parser = MarkdownIt("commonmark").use(footnote_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])
    if quick:
        use_quick_paragraphs(parser)
    return [(token.type, token.map, token.content, token.level) for token in parser.parse(text)]


@pytest.mark.parametrize("seed", range(20))
def test_same_blocks(seed: int) -> None:
    """The same tokens on the same lines, whatever follows a line of prose."""
    chance = random.Random(seed)
    for _ in range(30):
        text = "\n".join(chance.choices(LINES, k=chance.randrange(1, 14)))
        assert blocks(text, quick=True) == blocks(text, quick=False), text
