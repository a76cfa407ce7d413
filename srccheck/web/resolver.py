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

__all__ = ["ResolutionError", "SystemResolver", "is_public_address", "may_connect"]

# Networks that Python's ipaddress calls global, in some of its versions
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "168.63.129.16/32",  # Azure, "What is IP address 168.63.129.16": metadata
        "192.0.0.0/24",  # RFC 6890: protocol assignments; Oracle's metadata
        "192.88.99.0/24",  # RFC 7526: 6to4 relays, withdrawn
        "2001::/23",  # RFC 2928: protocol assignments; Teredo (RFC 4380), whose packets end anywhere
        "2002::/16",  # RFC 7526: 6to4, withdrawn; whose packets end anywhere
        "3fff::/20",  # RFC 9637: documentation
    )
)
_UNICAST = ipaddress.IPv6Network("2000::/3")  # RFC 4291 §2.4: all that IANA has given out
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052; where IPv6-only networks see all of IPv4

# What an intranet is: allowed with `allow_private`; link-local, multicast and all else never is
_INTRANET = tuple(
    ipaddress.ip_network(network)
    for network in (
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "::1", "fc00::/7",
    )
)  # fmt: skip
_METADATA = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.100.100.200/32",  # Alibaba Cloud
        "fd00:ec2::/32",  # Amazon: metadata, time, names
        "fd20:ce::254/128",  # Google Cloud
        "fd00:c1::/32",  # Oracle Cloud
        "fd00:42::/32",  # Scaleway
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
        text: IPv4 or IPv6 address; one with a zone (`%eth0`) is never public.
    """
    address = _address(text)
    if address is None or is_private_address(address):
        return False
    if address.version == 6 and address not in _UNICAST and address not in _NAT64:
        return False
    return not any(address in network for network in _REFUSED)


def may_connect(text: str, *, allow_private: bool) -> bool:
    """Whether an IP address may be connected to.

    Args:
        text: IPv4 or IPv6 address.
        allow_private: addresses of an intranet (RFC 1918, 6598, 4193; this machine) may, too; those
            that only reach a machine's own link or a cloud's metadata never may.
    """
    if is_public_address(text):
        return True
    address = _address(text)
    if not allow_private or address is None:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return any(address in network for network in _INTRANET) and not any(
        address in network for network in _METADATA
    )


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text) if "%" not in text else None
    except ValueError:
        return None


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
        allow_private: addresses of an intranet are good, too.
    """

    def __init__(
        self, *, timeout_s: float = 10.0, oracle: AbsenceOracle | None = None, allow_private: bool = False
    ) -> None:
        self._timeout_s = timeout_s
        self._allow_private = allow_private
        self._oracle = oracle or AbsenceOracle()

    async def resolve(self, host: str, port: int) -> tuple[Address, ...]:
        """Addresses of a host that may be connected to.

        Args:
            host: ASCII host name or address literal.
            port: TCP port.

        Raises:
            ResolutionError: `private` where any of its addresses may not be connected to (one public and
                one private address is how rebinding looks); `dns-nxdomain` where the name does not
                exist; `dns` where nobody can tell.
        """
        found = await self._ask(host, port)
        if found and all(ipaddress.ip_address(ip.partition("%")[0]).is_unspecified for ip in found):
            # what block lists answer for real hosts: it says nothing about the host
            raise ResolutionError("dns", f"the resolver answers {found[0]} for {host}: a block list?")
        for ip in found:
            if not may_connect(ip, allow_private=self._allow_private):
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
