"""Names to addresses, with every address looked at before anybody connects to it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
import threading
from contextlib import suppress
from typing import Any

from srccheck.model.web import Address, Failure
from srccheck.text.url_hosts import is_private_address
from srccheck.web.absence import AbsenceOracle

__all__ = ["ResolutionError", "SystemResolver", "is_public_address"]

# Networks that Python's ipaddress calls global, in some of its versions
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure, "What is IP address 168.63.129.16": metadata
        "192.0.0.0/24",  # RFC 6890: protocol assignments; Oracle's metadata
        "192.88.99.0/24",  # RFC 7526: 6to4 relays, withdrawn
        "fec0::/10",  # RFC 3879: site-local, withdrawn
    )
)

_Rows = list[Any]

_HASTE_S = 0.25
"""A look-up that takes longer waits for a lost packet or for a resolver that knows nothing."""


class ResolutionError(OSError):
    """A host has no address that may be connected to.

    An `OSError`, because that is what aiohttp expects of a resolver.

    Args:
        failure: `dns`, `dns-nxdomain` or `private`.
        detail: what happened, for people.
    """

    def __init__(self, failure: Failure, detail: str) -> None:
        super().__init__(detail)
        self.failure: Failure = failure
        self.detail = detail


def is_public_address(text: str) -> bool:
    """Whether an IP address may be connected to on a stranger's word.

    Args:
        text: IPv4 or IPv6 address, a zone (`%eth0`) allowed.
    """
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return False
    if "%" in text or is_private_address(address):
        return False
    return not any(address in network for network in _REFUSED)


def _look_up(host: str, port: int) -> asyncio.Future[_Rows]:
    """Ask the system in a thread of its own, which does not hold up the end of the program.

    An executor's threads are waited for at exit, and a look-up that lost a packet takes seconds.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[_Rows] = loop.create_future()

    def tell(rows: _Rows, error: OSError | UnicodeError | None) -> None:
        if answer.cancelled():
            return
        if error is None:
            answer.set_result(rows)
        else:
            answer.set_exception(error)

    def ask() -> None:
        rows, trouble = [], None
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            trouble = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, rows, trouble)

    threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
    return answer


class SystemResolver:
    """The system's own resolver (hosts file and all), every address checked.

    Args:
        timeout_s: the longest wait for one name.
        oracle: who tells a name that does not exist from a resolver that does not work.
    """

    def __init__(self, *, timeout_s: float = 10.0, oracle: AbsenceOracle | None = None) -> None:
        self._timeout_s = timeout_s
        self._oracle = oracle or AbsenceOracle()

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """Public addresses of a host.

        Args:
            host: ASCII host name or address literal.
            port: TCP port.

        Raises:
            ResolutionError: `private` where any of its addresses is not public (a name with one public
                and one private address is how rebinding looks); `dns-nxdomain` where the name does not
                exist; `dns` where nobody can tell.
        """
        found = await self._ask(host, port)
        if found and all(ipaddress.ip_address(ip.partition("%")[0]).is_unspecified for ip in found):
            # what block lists answer for real hosts: it says nothing about the host
            raise ResolutionError("dns", f"the resolver answers {found[0]} for {host}: a block list?")
        for ip in found:
            if not is_public_address(ip):
                raise ResolutionError("private", f"{host} has the address {ip}, which is not public")
        return tuple(Address(ip=ip, port=port) for ip in found)

    async def _ask(self, host: str, port: int) -> tuple[str, ...]:
        answer = _look_up(host, port)
        try:
            async with asyncio.timeout(self._timeout_s):
                rows = await self._patiently(answer, host)
        except TimeoutError:
            raise ResolutionError("dns", f"no answer about {host} within {self._timeout_s:g} s") from None
        except (socket.gaierror, UnicodeError) as error:
            raise await self._failed(host, error) from error
        except ResolutionError:
            raise
        except OSError as error:
            raise ResolutionError("dns", f"the resolver failed: {error.strerror or error}") from error
        finally:
            answer.cancel()
        return tuple(dict.fromkeys(str(row[4][0]) for row in rows))

    async def _patiently(self, answer: asyncio.Future[_Rows], host: str) -> _Rows:
        """Wait for a look-up, but not for one that a resolver without any names can only deny."""
        await asyncio.wait({answer}, timeout=_HASTE_S)
        if not answer.done() and await self._oracle.denies_zone(host):
            raise ResolutionError("dns", f"the resolver denies every name, {host} too")
        return await answer

    async def _failed(self, host: str, error: socket.gaierror | UnicodeError) -> ResolutionError:
        # a resolver that could not ask says "try again"; a second question would get the same answer
        if isinstance(error, socket.gaierror) and error.errno != socket.EAI_AGAIN:
            if await self._oracle.says_absent(host):
                return ResolutionError("dns-nxdomain", f"the name {host} does not exist")
            return ResolutionError("dns", f"the resolver gives no address for {host}")
        return ResolutionError("dns", f"the resolver could not be asked about {host}")
