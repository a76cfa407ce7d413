"""A small web with something of everything, its past, an article that cites it all, and the truth."""

from __future__ import annotations

import asyncio
from pathlib import Path

from attrs import define, field

from tests.web.localweb import Asked, Behaviour, LocalWeb, Wire, answer, html, page, redirect
from tests.web.wayback import Wayback

ARCHIVE = "wayback.example"
SITES = 40
CAPTURE = "/web/20240304090000id_/"
TIMEGATE = "/web/20240305120000id_/"
"""How the archive's capture is asked for, and the nearest to the day on which the author looked."""
TEXT = "The pilots of the port were out that morning, and the harbour was quiet. " * 12
KINDS = ("alive", "alive", "alive", "moved", "gone", "alive", "ill", "never")


@define(kw_only=True)
class World:
    """A web and what is true of it.

    Attributes:
        web: the servers; not yet running.
        wayback: the archive, one of its hosts.
        truth: by link, (status, reason, whether the archive has it).
        answered: by URL, how many requests were answered in full, and when the last was.
    """

    web: LocalWeb = field(factory=LocalWeb)
    wayback: Wayback = field(factory=lambda: Wayback(origin=f"http://{ARCHIVE}"))
    truth: dict[str, tuple[str, str, str]] = field(factory=dict)
    answered: dict[str, list[float]] = field(factory=dict)
    delay_s: float = 0.02


def build(links: int, *, delay_s: float = 0.02) -> World:
    """A web of so many pages on `SITES` hosts.

    Args:
        links: how many pages are cited.
        delay_s: how long each answer takes.
    """
    world = World(delay_s=delay_s)
    hosts: dict[str, dict[str, Behaviour]] = {}
    for number in range(links):
        host, kind = f"site{number % SITES}.example", KINDS[number % len(KINDS)]
        url, path = f"http://{host}/{kind}/{number}", f"/{kind}/{number}"
        paths = hosts.setdefault(host, {"/new": _late(world, page("Harbour News"))})
        paths[path] = _late(world, _behaviour(kind, number, host))
        if kind != "never":
            world.wayback.hold(url, (CAPTURE[5:19], 200))
        world.truth[url] = (*_verdict(kind), "not-archived" if kind == "never" else "archived")
    for host, paths in hosts.items():
        world.web.host(host, paths)
    world.web.host(ARCHIVE, {"*": _late(world, world.wayback.behave)})
    return world


def _behaviour(kind: str, number: int, host: str) -> Behaviour:
    if kind == "alive":
        return answer(html(f"Report {number}", text=f"Report number {number}. {TEXT}"))
    if kind == "moved":
        return redirect(f"http://{host}/new", 301)
    return answer("broken", 500) if kind == "ill" else answer("gone", 404)


def _verdict(kind: str) -> tuple[str, str]:
    return {
        "alive": ("alive", "ok"),
        "moved": ("moved", "moved-permanently"),
        "ill": ("unreachable", "http-5xx"),
    }.get(kind, ("dead", "http-404"))


def _late(world: World, behave: Behaviour) -> Behaviour:
    async def late(asked: Asked, wire: Wire) -> None:
        await asyncio.sleep(world.delay_s)
        await behave(asked, wire)
        now = asyncio.get_running_loop().time()
        world.answered.setdefault(f"{asked.host}{asked.target}", []).append(now)

    return late


def article(world: World, path: Path) -> Path:
    """A Markdown article with a footnote for every link of a world."""
    lines = ["# Everything there is", ""]
    for number in range(1, len(world.truth) + 1):
        lines += [f"Claim {number}.[^{number}]", ""]
    for number, url in enumerate(world.truth, 1):
        lines += [f"[^{number}]: “Harbour News”, <{url}> (accessed 5 March 2024).", ""]
    path.write_text("\n".join(lines), "utf-8")
    return path
