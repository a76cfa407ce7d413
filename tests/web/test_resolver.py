"""Which addresses may be connected to, and what is said of names that have none."""

from __future__ import annotations

import asyncio
import socket
import threading

import dns.flags
import dns.message
import dns.rcode
import pytest

from srccheck.web.absence import AbsenceOracle
from srccheck.web.resolver import ResolutionError, SystemResolver, is_public_address, may_connect


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.7", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "100.100.100.200", "192.0.0.192", "192.0.2.1", "192.88.99.1", "198.18.0.1", "224.0.0.1",
        "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fe80::1%eth0", "fec0::1",
        "fc00::1", "fd00:ec2::254", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
        "::7f00:1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::",
        "2002:5db8:d822::", "2001:0:5db8:d822::1", "3fff::1", "5f00::1", "::ffff:0:5db8:d822", "2001:20::1",
        "0.1.2.3", "255.255.255.0", "239.1.1.1", "fd20:ce::254", "4000::1",
        "100::1", "2001:0:4136:e378:8000:63bf:80ff:fffe", "2606:2800::1%eth0", "no address", "",
    ],
)  # fmt: skip
def test_not_public(ip):
    """Loopback, private, link-local, metadata, shared, reserved, multicast, and IPv6 that carries them."""
    assert not is_public_address(ip)


@pytest.mark.parametrize("ip", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public(ip):
    """Everything else, also behind NAT64, where IPv6-only networks see all of IPv4."""
    assert is_public_address(ip)


@pytest.mark.parametrize(
    ("ip", "allowed"),
    [
        ("10.0.0.7", True), ("192.168.1.1", True), ("172.31.0.1", True), ("127.0.0.1", True), ("::1", True),
        ("100.64.0.1", True), ("fd12:3456::1", True), ("::ffff:10.0.0.1", True), ("93.184.216.34", True),
        ("169.254.169.254", False), ("fe80::1", False), ("fd00:ec2::254", False), ("100.100.100.200", False),
        ("168.63.129.16", False), ("192.0.0.192", False),
        ("0.0.0.0", False), ("::", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::ffff:169.254.169.254", False),
        ("64:ff9b::a9fe:a9fe", False), ("x", False),
    ],
)  # fmt: skip
def test_an_intranet(ip, allowed):
    """With leave to ask an intranet: its addresses, and never a cloud's metadata or the own link."""
    assert may_connect(ip, allow_private=True) is allowed


class NameServer(asyncio.DatagramProtocol):
    """A real DNS server on loopback; what it says of a name is in a table, by default NXDOMAIN."""

    def __init__(self, rcodes):
        self.rcodes, self.asked = rcodes, []

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        query = dns.message.from_wire(data)
        name = str(query.question[0].name).rstrip(".")
        self.asked.append(name)
        rcode = self.rcodes.get(name, dns.rcode.NXDOMAIN)
        if rcode is not None:
            reply = dns.message.make_response(query)
            reply.flags |= dns.flags.RA
            reply.set_rcode(rcode)
            self.transport.sendto(reply.to_wire(), address)


@pytest.fixture
async def ask():
    """A function that starts a name server and gives an oracle that asks it."""
    open_ones = []

    async def start(rcodes):
        server = NameServer(rcodes)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(lambda: server, local_addr=("127.0.0.1", 0))
        open_ones.append(transport)
        oracle = AbsenceOracle(lifetime_s=0.3, server=transport.get_extra_info("sockname"))
        return server, oracle

    yield start
    for transport in open_ones:
        transport.close()


FINE = dns.rcode.NOERROR


@pytest.mark.parametrize(
    ("rcodes", "absent", "denied"),
    [
        ({"example": FINE}, True, False),
        ({"example": FINE, "gone.example": FINE}, False, False),  # it exists, without an address
        ({}, False, True),  # even the top-level domain is denied: the resolver knows nothing
        ({"example": dns.rcode.SERVFAIL}, False, False),
        ({"example": None}, False, False),
        ({"example": FINE, "gone.example": dns.rcode.SERVFAIL}, False, False),
        ({"example": FINE, "gone.example": dns.rcode.REFUSED}, False, False),
        ({"example": FINE, "gone.example": None}, False, False),
    ],
)
async def test_absence(ask, rcodes, absent, denied):
    """A name is absent only where DNS denies it and knows its top-level domain."""
    _, oracle = await ask(rcodes)
    assert await oracle.says_absent("gone.example") is absent
    assert await oracle.denies_zone("gone.example") is denied


async def test_a_top_level_domain_is_asked_for_once(ask):
    """However many names fail at the same time."""
    server, oracle = await ask({"example": FINE})
    assert all(await asyncio.gather(*[oracle.says_absent(f"h{n}.example.") for n in range(9)]))
    assert server.asked.count("example") == 1
    assert len(server.asked) == 10


async def test_single_labels_and_no_names(ask):
    """A name without a dot is its own top-level domain and proves nothing; nor does what is no name."""
    server, oracle = await ask({"example": FINE})
    assert not await oracle.says_absent("intranet")
    assert server.asked == []
    assert not await oracle.says_absent("a" * 70 + ".example")


@pytest.fixture
def world(monkeypatch):
    """The system's resolver, answering from a table of addresses or errors."""
    table = {}

    def getaddrinfo(host, port, **_):
        found = table[host]
        if isinstance(found, threading.Event):
            found.wait(5)
            found = []
        if isinstance(found, Exception):
            raise found
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in found]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return table


async def failure_of(resolver, host):
    with pytest.raises(ResolutionError) as caught:
        await resolver.resolve(host, 80)
    assert caught.value.detail
    return caught.value.failure


async def test_addresses(world):
    """All of a name's addresses, each once; one that is not public spoils them all."""
    resolver = SystemResolver()
    world["good.example"] = ["93.184.216.34", "2606:2800:220:1::1", "93.184.216.34"]
    world["rebinding.example"] = ["93.184.216.34", "10.0.0.1"]
    world["blocked.example"] = ["0.0.0.0", "::"]
    found = await resolver.resolve("good.example", 443)
    assert [(one.ip, one.port) for one in found] == [("93.184.216.34", 443), ("2606:2800:220:1::1", 443)]
    assert await failure_of(resolver, "rebinding.example") == "private"
    assert len(await SystemResolver(allow_private=True).resolve("rebinding.example", 80)) == 2
    assert await failure_of(resolver, "blocked.example") == "dns"


async def test_failures(world, ask):
    """`dns-nxdomain` is claimed only on the oracle's word; all else is `dns`."""
    server, oracle = await ask({"example": FINE})
    resolver = SystemResolver(oracle=oracle)
    world["gone.example"] = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    world["later.example"] = socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
    world["gone.denied"] = socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    world["odd.example"] = UnicodeError("label too long")
    world["broken.example"] = OSError(5, "Input/output error")
    assert await failure_of(resolver, "gone.example") == "dns-nxdomain"
    assert await failure_of(resolver, "gone.denied") == "dns"
    asked = len(server.asked)
    for host in ("later.example", "odd.example", "broken.example"):
        assert await failure_of(resolver, host) == "dns"
    assert len(server.asked) == asked


async def test_a_slow_resolver(world, ask):
    """A look-up that hangs ends in time; where the resolver denies everything, at once."""
    _, oracle = await ask({"example": FINE})
    resolver = SystemResolver(timeout_s=0.4, oracle=oracle)
    world["slow.example"] = world["slow.denied"] = threading.Event()
    assert await failure_of(resolver, "slow.example") == "dns"
    with pytest.raises(ResolutionError, match="denies every name"):
        await resolver.resolve("slow.denied", 80)
    world["slow.example"].set()
