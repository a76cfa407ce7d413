"""The program pandoc, run apart from us, with limits: a document in, its syntax tree out."""

from __future__ import annotations

import functools
import json
import shutil
import subprocess
import tempfile
from typing import Any

from attrs import frozen

from srccheck.errors import MissingLibraryError, UnreadableInputError

__all__ = ["Node", "find_pandoc", "syntax_tree"]

_TIMEOUT_S = 20.0
_MEMORY = ("+RTS", "-M512m", "-RTS")
_LARGEST_TREE = 64_000_000
_RESTRICTED = b"RTS options"
_SPACES = ("Space", "SoftBreak", "LineBreak")


@frozen
class Node:
    """An element of pandoc's tree: its constructor and what it holds (text-pandoc's `{"t", "c"}`)."""

    type: str
    content: Any


_SHARED = {name: Node(name, None) for name in _SPACES}


def find_pandoc() -> str | None:
    """Where pandoc is: on PATH, or in the package pypandoc_binary; None where it is nowhere."""
    return shutil.which("pandoc") or _bundled()


@functools.cache
def _bundled() -> str | None:
    try:
        # an extra, and only looked for where it is needed
        import pypandoc  # noqa: PLC0415
    except ImportError:
        return None
    try:
        return str(pypandoc.get_pandoc_path())
    except OSError:
        return None


def syntax_tree(path: str, data: bytes, *, form: str, label: str) -> dict[str, Any]:
    """What pandoc reads in a document: `meta`, and `blocks` made of Nodes.

    pandoc runs with `--sandbox` (it opens no file and no connection that the document names), for at most
    20 s and in at most 512 MB.

    Args:
        path: the document as the caller named it.
        data: its bytes; UTF-8 for formats that are text.
        form: name of pandoc's reader.
        label: what people call the format.

    Raises:
        MissingLibraryError: there is no pandoc.
        UnreadableInputError: pandoc cannot read the document, or not within the limits.
    """
    program = find_pandoc()
    if program is None:
        raise MissingLibraryError(
            path, f"reading {label} needs pandoc", "install it with `pip install 'srccheck[pandoc]'`"
        )
    done = _run(path, program, (*_MEMORY,), data, form)
    if done.code and _RESTRICTED in done.stderr:
        # a pandoc that was built without -rtsopts has no limit of its own; time and tree are limited still
        done = _run(path, program, (), data, form)
    if done.code:
        raise UnreadableInputError(
            path, f"pandoc cannot read it as {label} ({_said(done.stderr)})", "save it anew"
        )
    return _parse(path, done.stdout)


@frozen
class _Done:
    code: int
    stdout: bytes
    stderr: bytes


def _run(path: str, program: str, limits: tuple[str, ...], data: bytes, form: str) -> _Done:
    command = [program, *limits, "--sandbox", "--quiet", "--from", form, "--to", "json"]
    # files instead of pipes: the tree can be larger than we want in memory, and is measured first
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        try:
            done = subprocess.run(  # noqa: S603 - a fixed command; the document comes on its standard input
                command, input=data, stdout=out, stderr=err, timeout=_TIMEOUT_S, check=False
            )
        except subprocess.TimeoutExpired:
            raise UnreadableInputError(
                path, f"pandoc has not read it within {_TIMEOUT_S:.0f} seconds", "divide the document"
            ) from None
        except OSError as error:
            raise MissingLibraryError(
                path, f"pandoc does not run here ({error})", "install `srccheck[pandoc]` anew"
            ) from error
        size = out.tell()
        if size > _LARGEST_TREE:
            raise UnreadableInputError(
                path, f"pandoc makes {size:,} bytes of it, more than a document can be", "divide the document"
            )
        out.seek(0)
        err.seek(0)
        return _Done(done.returncode, out.read(), err.read(4_000))


def _said(stderr: bytes) -> str:
    """The first line of what pandoc says, in printable characters."""
    text = " ".join(stderr.decode("utf-8", "replace").split())
    return "".join(character for character in text if character.isprintable())[:200] or "it gives no reason"


def _parse(path: str, tree: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(tree, object_hook=_node)
    except RecursionError:
        raise UnreadableInputError(path, "it is nested too deeply", "simplify the document") from None
    except ValueError as error:
        raise UnreadableInputError(
            path, f"pandoc's answer cannot be read ({error})", "install pandoc 2.10 or later"
        ) from error
    if not isinstance(parsed, dict) or not isinstance(parsed.get("blocks"), list):
        raise UnreadableInputError(path, "pandoc's answer is no document", "install pandoc 2.10 or later")
    return parsed


def _node(made: dict[str, Any]) -> Any:
    """Nodes instead of dictionaries: a third of the memory."""
    name = made.get("t")
    if not isinstance(name, str):
        return made
    return _SHARED.get(name) or Node(name, made.get("c"))
