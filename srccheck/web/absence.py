"""Does a name not exist, or does the resolver not work? Asked of DNS itself."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from typing import Literal

__all__ = ["AbsenceOracle"]

_Word = Literal["exists", "absent", "unknown"]


class AbsenceOracle:
    """Tells absent names from broken resolvers, by the system's own name servers.

    A resolver that denies even top-level domains (sandboxes, captive networks) proves nothing about
    the names below them.

    Args:
        lifetime_s: the longest wait for one question.
        server: address and port of the name server to ask; the system's by default.
    """

    def __init__(self, *, lifetime_s: float = 1.5, server: tuple[str, int] | None = None) -> None:
        self._server = server
        self._lifetime_s = lifetime_s
        self._zones: dict[str, _Word] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def says_absent(self, host: str) -> bool:
        """Whether DNS says NXDOMAIN for the host, and NOERROR for its top-level domain.

        Args:
            host: ASCII host name.
        """
        name = host.rstrip(".")
        return await self._zone(name) == "exists" and await self._ask(name, "A") == "absent"

    async def denies_zone(self, host: str) -> bool:
        """Whether DNS says NXDOMAIN even for the host's top-level domain: it knows nothing at all."""
        return await self._zone(host.rstrip(".")) == "absent"

    async def _zone(self, name: str) -> _Word:
        zone = name.rpartition(".")[2]
        if zone == name:
            return "unknown"
        async with self._locks[zone]:  # so that a top-level domain is asked for once
            if zone not in self._zones:
                # not an A record: home routers refuse those for names without a dot (dnsmasq's domain-needed)
                self._zones[zone] = await self._ask(zone, "NS")
        return self._zones[zone]

    async def _ask(self, name: str, kind: str) -> _Word:
        # late: only names that do not resolve need dnspython
        import dns.asyncresolver  # noqa: PLC0415
        import dns.exception  # noqa: PLC0415
        import dns.resolver  # noqa: PLC0415

        try:
            resolver = dns.asyncresolver.Resolver(configure=self._server is None)
            if self._server:
                address, resolver.port = self._server
                resolver.nameservers = [address]
            resolver.timeout = self._lifetime_s / 5  # a lost packet costs a fifth of the time
            await resolver.resolve(
                name + ".", kind, raise_on_no_answer=False, search=False, lifetime=self._lifetime_s
            )
        except dns.resolver.NXDOMAIN:
            return "absent"
        except (dns.exception.DNSException, OSError):
            return "unknown"
        return "exists"
