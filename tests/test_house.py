"""The rules of the house, held against the source itself."""

from __future__ import annotations

import ast
import importlib
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import srccheck
from tests.conftest import ROOT

PACKAGE = ROOT / "srccheck"
MODULES = sorted(PACKAGE.rglob("*.py"))

FLOORS = {
    "errors": 0, "model": 0, "kinds": 0, "settings": 0, "configuration": 1, "overrides": 1, "schema": 1,
    "apart": 1,
    "text": 1, "store": 1,
    "documents": 2, "notes": 2, "citations": 2,
    "web": 3, "archives": 3, "registries": 3,
    "judging": 4,
    "reading": 5, "scale": 5, "extraction": 5, "intake": 5, "patience": 5, "novelty": 5,
    "news": 5, "baseline": 5, "lacking": 5,
    "agenda": 5, "gathering": 5, "keeping": 5,
    "worklist": 5, "completing": 5, "inquiry": 5, "interrupting": 5, "masking": 5, "auditing": 5, "saving": 5,
    "linting": 5, "fixing": 5, "history": 5, "reports": 5, "demo": 5,
    "cli": 6, "hook": 6, "__main__": 6,
}  # fmt: skip


def name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imports(path: Path) -> Iterator[str]:
    """Modules of the package that a module imports, wherever in the file it does so."""
    known = {name_of(p) for p in MODULES}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.split(".")[0] == "srccheck")
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "srccheck":
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in known else str(node.module)


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno
            yield f"{path.name}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_every_room_has_a_floor():
    """A new top-level module says on which floor it stands."""
    assert {room(name_of(p)) for p in MODULES} - {"__init__"} <= set(FLOORS)


@pytest.mark.parametrize("path", [p for p in MODULES if name_of(p) != "srccheck"], ids=name_of)
def test_imports_point_downward(path):
    """No module imports from a floor above its own."""
    here = FLOORS[room(name_of(path))]
    above = [m for m in imports(path) if room(m) != "__init__" and FLOORS[room(m)] > here]
    assert not above


def test_no_circles():
    """The modules can be put in an order in which each needs only those before it."""
    needs = {name_of(p): {m for m in imports(p) if m not in ("srccheck", name_of(p))} for p in MODULES}
    needs.pop("srccheck")
    while needs:
        free = [name for name, wanted in needs.items() if not wanted & set(needs)]
        assert free, f"in a circle: {sorted(needs)}"
        for name in free:
            del needs[name]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_modules_are_short(path):
    """At most 300 lines."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_functions_are_short():
    """At most 60 lines, and 95 of 100 at most 40."""
    lengths = dict(pair for path in MODULES for pair in functions(path))
    assert not {name: n for name, n in lengths.items() if n > 60}
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= 40


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_catch_all(path):
    """Nobody catches `Exception`: what can fail is named."""
    caught = [
        ast.unparse(node.type)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler) and node.type is not None
    ]
    assert not any(re.search(r"\b(Base)?Exception\b", name) for name in caught)


def test_public_names_are_there():
    """`__all__` is sorted, and every name in it can be had."""
    assert srccheck.__all__ == sorted(srccheck.__all__)
    for name in srccheck.__all__:
        assert getattr(srccheck, name) is not None
    assert dir(srccheck) == srccheck.__all__


def test_no_module_hides_a_public_name():
    """A loaded submodule becomes an attribute of the package: none may be called like a function of it."""
    assert not {path.stem for path in PACKAGE.glob("*")} & set(srccheck.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        srccheck.nonsense  # noqa: B018


def test_import_loads_nothing_heavy():
    """`import srccheck` alone loads no httpx, lxml, bs4 or rich, nor anything else that is slow."""
    code = (
        "import sys, srccheck; heavy = {'httpx', 'lxml', 'bs4', 'rich', 'aiohttp', 'click', 'dns', 'warcio',"
        " 'waybackpy', 'markdown_it', 'charset_normalizer', 'asyncio', 'numpy'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    seen = set()
    for path in MODULES:
        name = name_of(path)
        if name.endswith("__main__"):
            continue
        for attribute, value in vars(importlib.import_module(name)).items():
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str) and value not in seen:
                seen.add(value)
                yield f"{name}.{attribute}", value


def suspects(pattern: str) -> list[str]:
    """What the pattern itself speaks of, and what most patterns repeat."""
    literals = re.findall(r"[^\W\d_]{2,12}", re.sub(r"\\[a-zA-Z]", " ", pattern))
    pieces = {"a", "A", "é", "1", " ", ".", "-", "/", "(", ")", "[", "“", "\n", "a ", "1.", "a.", "1 ", "A. "}
    pieces |= {", a", "a-", "http://", "http://a.", "://", "www.", "10.1/", "(a", "[1", "%2", "a@", "ж", "字"}
    pieces |= set(sorted(literals, key=len, reverse=True)[:12])
    return sorted(pieces | set(re.sub(r"[\w\s\\]", "", pattern)))


def cost(pattern: re.Pattern[str], piece: str, size: int) -> float:
    """CPU seconds to find all matches in a run of the piece that ends in a disappointment."""
    text = (piece * (size // len(piece) + 1))[:size] + "\x00"
    start = time.process_time()
    for _ in pattern.finditer(text):
        pass
    return time.process_time() - start


@pytest.mark.parametrize(("name", "pattern"), list(patterns()), ids=lambda v: v if isinstance(v, str) else "")
def test_regular_expressions_are_linear(name, pattern):
    """100 kB of the worst input costs no more than a moment: a quadratic pattern would take minutes."""
    worst = sorted(suspects(pattern.pattern), key=lambda piece: cost(pattern, piece, 3_000))[-3:]
    for piece in worst:
        for size in (12_000, 100_000):  # a quadratic one is found out before it takes minutes
            assert cost(pattern, piece, size) < size / 50_000, f"{name} on {piece!r} again and again"
