"""What pages are made of: templates, styles and scripts of this package, and their hashes."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

__all__ = ["asset", "source_hash", "template"]

_HOME = "srccheck.reports.html"


@cache
def asset(name: str, package: str = _HOME) -> str:
    """The text of a file that lies beside the templates.

    Args:
        name: of the file.
        package: where it lies.
    """
    return files(package).joinpath(name).read_text(encoding="utf-8")


@cache
def template(name: str, package: str = _HOME) -> Template:
    """A template that escapes what it is given, and knows no names but those.

    Args:
        name: of the file.
        package: where it lies.
    """
    environment = Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def source_hash(text: str) -> str:
    """What a Content Security Policy (level 3) calls a style or script by.

    Args:
        text: all between its tags.
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
