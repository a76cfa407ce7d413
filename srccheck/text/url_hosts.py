"""Which hosts are nobody's public web: literal addresses in every spelling, and names for private use."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import unquote

__all__ = ["Address", "ascii_host", "is_private_address", "is_private_name", "literal_address"]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NUMBER = re.compile(r"(?:0[xX](?P<hex>[0-9a-fA-F]{0,16})|(?P<oct>0[0-7]{0,22})|(?P<dec>[1-9][0-9]{0,19}))\Z")
_PRIVATE_SUFFIXES = (
    "localhost",  # RFC 6761
    "local",  # RFC 6762
    "internal",  # reserved by ICANN, 2024
    "home.arpa",  # RFC 8375
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052
_NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")  # RFC 8215
_COMPATIBLE = ipaddress.IPv6Network("::/96")  # RFC 4291 §2.5.5.1, deprecated but still parsed


def ascii_host(host: str) -> str | None:
    """A host name as DNS wants it: lower case, IDNA 2008 (UTS 46 mapped), without a final dot.

    Args:
        host: name or address literal as it stands in a URL; brackets of IPv6 are kept.

    Returns:
        The name; None where it is no host name (RFC 1123, RFC 5891).
    """
    host = unquote(host).removesuffix(".")
    if host.startswith("["):
        return host.lower()
    if not host.isascii():
        import idna  # late: only non-ASCII hosts need its tables  # noqa: PLC0415

        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            return None
    host = host.lower().removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(0 < len(label) <= 63 for label in labels):
        return None
    if not all(_LABEL.match(label) for label in labels):
        return None
    return host


_LABEL = re.compile(r"(?<![a-z0-9_-])[a-z0-9_][a-z0-9_-]*+\Z")


def literal_address(host: str) -> Address | None:
    """The address that a host is the spelling of: dotted, decimal, octal, hex, short, or IPv6.

    Args:
        host: as `ascii_host` gives it.

    Returns:
        The address, or None for a name.

    Raises:
        ValueError: the host can only be an address (its last label is a number) but is none.
    """
    if host.startswith("["):
        return ipaddress.IPv6Address(host[1:].removesuffix("]").split("%")[0])
    labels = host.split(".")
    if not (labels[-1].isdigit() or _NUMBER.match(labels[-1])):
        return None
    if len(labels) > 4:
        raise ValueError(f"{host} has more than four numbers")
    numbers = [_number(label) for label in labels]
    *high, last = numbers
    if any(number > 255 for number in high) or last >= 256 ** (5 - len(numbers)):
        raise ValueError(f"{host} is out of range")
    value = last
    for position, number in enumerate(high):
        value += number << (24 - 8 * position)
    return ipaddress.IPv4Address(value)


def _number(label: str) -> int:
    match = _NUMBER.match(label)
    if match is None:
        raise ValueError(f"{label} is no number of an address")
    if match["hex"] is not None:
        return int(match["hex"] or "0", 16)
    return int(match["oct"], 8) if match["oct"] else int(match["dec"])


def is_private_address(address: Address) -> bool:
    """Whether an address is not one of the public internet.

    Loopback, private, link-local, shared (RFC 6598), reserved, multicast and unspecified addresses, and
    IPv6 addresses that carry such an IPv4 address (mapped, compatible, NAT64, 6to4, Teredo).
    """
    if isinstance(address, ipaddress.IPv6Address):
        inner = _carried(address)
        if inner is not None:
            return is_private_address(inner)
        if address in _NAT64_LOCAL:
            return True
    return not address.is_global or address.is_multicast or address.is_reserved


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 0xFFFF):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def is_private_name(host: str) -> bool:
    """Whether a host name is for private use: `localhost`, `.local`, `.internal`, or a single label."""
    return "." not in host or any(
        host == suffix or host.endswith("." + suffix) for suffix in _PRIVATE_SUFFIXES
    )
