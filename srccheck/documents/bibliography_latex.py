"""TeX in the fields of BibTeX: accents, braces, names, URLs."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

__all__ = ["from_latex", "names", "url_from_latex"]

_TEX = re.compile(r"[\\$~]|--|``|''")
# these mean something else in TeX than in a field of text
_SPECIAL = re.compile(r"(?<!\\)([%&#])")
_URL_COMMAND = re.compile(r"\\(?:url|href|path|nolinkurl)(?=\s{0,9}\{)")
_URL_ESCAPE = re.compile(r"\\(?:text(?:asciitilde|underscore|backslash)(?:\{\})?|([\W_])(?:\{\})?)")
_DEEPEST = 100
_LONGEST = 20_000


def from_latex(value: str) -> str:
    """A field's value as text: one line, accents as letters, no braces.

    A value that is no TeX, or too intricate, only loses its braces.
    """
    if not value:
        return ""
    if _TEX.search(value) and value.count("{") < _DEEPEST and len(value) < _LONGEST:
        value = _SPECIAL.sub(r"\\\1", value)
        # an accent over nothing stands for its sign
        value = value.replace(r"\^{}", r"\textasciicircum{}").replace(r"\~{}", r"\textasciitilde{}")
        value = _decoded(value.replace("$", "\\$") if value.count("$") % 2 and "\\$" not in value else value)
    else:
        value = value.replace("{", "").replace("}", "")
    return " ".join(value.split())


def url_from_latex(value: str) -> str:
    r"""A field's value with the URLs in it as they are: `\url{…}` taken off, `\_` and `\%` unescaped."""
    if "\\" in value:
        value = _URL_ESCAPE.sub(_unescaped, _URL_COMMAND.sub(" ", value))
    return " ".join(value.replace("{", "").replace("}", " ").split())


def _unescaped(match: re.Match[str]) -> str:
    if match[1]:
        return match[1]
    return "~" if "tilde" in match[0] else "_" if "underscore" in match[0] else "\\"


@lru_cache(maxsize=4096)
def _decoded(value: str) -> str:
    converter, trouble = _converter()
    try:
        return str(converter.latex_to_text(value))
    except (trouble, RecursionError, ValueError, IndexError, KeyError, AttributeError):
        return value.replace("{", "").replace("}", "")


@cache
def _converter() -> tuple[Any, type[Exception]]:
    # comes with bibtexparser, an extra
    from pylatexenc.latex2text import (  # noqa: PLC0415
        LatexNodes2Text,
        MacroTextSpec,
        get_default_latex_context_db,
    )
    from pylatexenc.latexwalker import LatexWalkerError  # noqa: PLC0415

    macros = get_default_latex_context_db()
    # the sign of the keyboard, not the accent (U+02C6) that pylatexenc makes of it
    macros.add_context_category("signs", prepend=True, macros=[MacroTextSpec("textasciicircum", "^")])
    return LatexNodes2Text(math_mode="text", latex_context=macros), LatexWalkerError


def names(value: str) -> list[dict[str, str]]:
    """`von Last, Jr, First and …` as CSL names (BibTeX's rules); `and others` is no name."""
    # comes with bibtexparser, an extra
    from bibtexparser.middlewares.names import (  # noqa: PLC0415
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    if not value.strip() or len(value) > _LONGEST:
        return []
    out = []
    for name in split_multiple_persons_names(value):
        if name.strip().lower() == "others" or not name.strip():
            continue
        if _is_one_group(name.strip()):
            out.append({"literal": from_latex(name)})
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        keys = {
            "family": parts.last,
            "given": parts.first,
            "non-dropping-particle": parts.von,
            "suffix": parts.jr,
        }
        out.append({key: from_latex(" ".join(words)) for key, words in keys.items() if words})
    return out


def _is_one_group(name: str) -> bool:
    """Whether braces hold the whole name together, as they do a body's."""
    if not name.startswith("{"):
        return False
    depth = 0
    for index, character in enumerate(name):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return index == len(name) - 1
    return False
