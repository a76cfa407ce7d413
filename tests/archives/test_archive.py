"""An archive's addresses: built, taken apart, and followed."""

from __future__ import annotations

import pytest

from srccheck.archives import WAYBACK, Archive, Place, archive_of, known_archives
from srccheck.errors import SettingsError

B = "https://b.example/x?y=1"


def test_addresses():
    """The reader's address, the raw one, and the TimeGate."""
    assert WAYBACK.address(B, "20240304091122") == f"https://web.archive.org/web/20240304091122/{B}"
    assert (
        WAYBACK.address(B, "20240304091122", raw=True) == f"https://web.archive.org/web/20240304091122id_/{B}"
    )
    assert WAYBACK.address(B) == WAYBACK.address(B, raw=True) == f"https://web.archive.org/web/{B}"


SPLITS = {
    "https://web.archive.org/web/20240304091122/https://b.example/": ("20240304091122", "https://b.example/"),
    "http://web.archive.org/web/20240304091122/https://b.example/": ("20240304091122", "https://b.example/"),
    "https://web.archive.org/web/20240304091122id_/http://b.example:80/?q#f": (
        "20240304091122",
        "http://b.example:80/?q#f",
    ),
    "https://web.archive.org/web/2024/b.example/x": ("2024", "b.example/x"),
    "https://web.archive.org/web/https://b.example/": None,
    "https://web.archive.org/web/*/https://b.example/": None,
    "https://web.archive.org/web/20240304091122/": None,
    "https://web.archive.org/web/timemap/link/https://b.example/": None,
    "https://web.archive.org/save/20240304091122/https://b.example/": None,
    "https://other.example/web/20240304091122/https://b.example/": None,
    "": None,
}


@pytest.mark.parametrize("address", SPLITS)
def test_split(address):
    """Timestamp and original, whichever scheme or modifier; None for what is no capture."""
    expected = SPLITS[address]
    place = Place(digits=expected[0], original=expected[1]) if expected else None
    assert WAYBACK.split(address) == place


HERE = "https://web.archive.org/web/20240304091122id_/https://b.example/dir/page?q"
TARGETS = {
    # Location as archives and pages write it → where it leads
    "https://web.archive.org/web/20240304id_/https://c.example/": ("20240304", "https://c.example/"),
    "/web/20240304091122id_/https://c.example/": ("20240304091122", "https://c.example/"),
    "//web.archive.org/web/20240304id_/https://c.example/": ("20240304", "https://c.example/"),
    "https://c.example/z": ("20240304091122", "https://c.example/z"),
    "//c.example/z": ("20240304091122", "https://c.example/z"),
    "/z": ("20240304091122", "https://b.example/z"),
    "z": ("20240304091122", "https://b.example/dir/z"),
    "?r": ("20240304091122", "https://b.example/dir/page?r"),
    "": ("20240304091122", "https://b.example/dir/page?q"),
    "mailto:a@b.example": None,
    "/web/20240304091122id_/mailto:a@b.example": None,
    "http://[broken/": None,
}


@pytest.mark.parametrize("location", TARGETS)
def test_target(location):
    """Rewritten, relative or left as captured: the place in the archive that is meant."""
    expected = TARGETS[location]
    place = Place(digits=expected[0], original=expected[1]) if expected else None
    here = WAYBACK.split(HERE)
    assert here
    assert WAYBACK.target(location, here) == place


CITED = {
    "https://web.archive.org/web/https://b.example/": ("", "https://b.example/"),
    "http://wayback.archive.org/web/2024/https://b.example/": ("2024", "https://b.example/"),
    "https://web.archive.org/web/2024*/https://b.example/": None,
    "https://web.archive.org/": None,
    "https://archive.ph/20240304/https://b.example/": None,
}


@pytest.mark.parametrize("address", CITED)
def test_cited(address):
    """As people cite captures: other names of the host, and no timestamp for the newest."""
    expected = CITED[address]
    assert WAYBACK.cited(address) == (Place(digits=expected[0], original=expected[1]) if expected else None)


def test_the_newest_as_captured():
    """Each dialect has its own way to the newest capture; pywb hides it in a frame but under `id_`."""
    assert Archive.at("https://x.example/all/").address(B, raw=True) == f"https://x.example/all/id_/{B}"
    assert Archive.at("https://x.example/web/").address(B, raw=True) == f"https://x.example/web/{B}"
    gate = Archive.at("https://x.example/timegate/")
    assert gate.address(B, "2024", raw=True) == f"https://x.example/timegate/{B}"
    assert Archive.at("https://x.example/all/").cited(f"https://x.example/all/id_/{B}") == Place(
        digits="", original=B
    )


ADDRESSES = {
    # TimeGate: dialect, CDX, TimeMap, Save Page Now
    "http://127.0.0.1:8080/web": (
        "wayback", "http://127.0.0.1:8080/cdx/search/cdx", None, "http://127.0.0.1:8080/save",
    ),
    "https://wayback.example/web/archive": ("pywb", "https://wayback.example/web/archive/cdx", None, None),
    "https://arquivo.example/wayback/": ("pywb", "https://arquivo.example/wayback/cdx", None, None),
    "https://a.example/timegate/": ("memento", None, "https://a.example/timemap/link/", None),
}  # fmt: skip


@pytest.mark.parametrize("timegate", ADDRESSES)
def test_archive_at(timegate):
    """Made from the TimeGate's address alone, as the settings give it."""
    archive = Archive.at(timegate)
    assert (archive.dialect, archive.cdx, archive.timemap, archive.save) == ADDRESSES[timegate]
    assert archive.timegate == f"{timegate.rstrip('/')}/"
    assert archive.name == archive.hosts[0]


def test_archive_of():
    """A name of the table, or an address; the address of a known one is that one."""
    assert archive_of("wayback") is WAYBACK
    assert archive_of("https://web.archive.org/web") is WAYBACK
    assert archive_of("https://perma.cc/timegate/") is archive_of("perma")
    with pytest.raises(SettingsError, match=r"'waybac' is neither .* known archive \(wayback, "):
        archive_of("waybac")


@pytest.mark.parametrize("word", known_archives())
def test_table(word):
    """Every row: named, reachable by https, its limits no higher than the careful guess without a source."""
    archive = known_archives()[word]
    assert archive.name
    assert archive.hosts
    assert archive.timegate.startswith("https://")
    assert archive.timegate.endswith("/")
    assert archive.cdx or archive.timemap
    assert archive.connections >= 1
    if archive.limits_source.startswith("none"):
        assert max(archive.playback_per_minute, archive.cdx_per_minute) <= 60
    assert archive_of(archive.timegate) is archive
    if archive.dialect != "memento":
        assert archive.split(archive.address(B, "20240304091122")) == Place(
            digits="20240304091122", original=B
        )
