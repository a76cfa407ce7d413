"""An archive's addresses: built, taken apart, and followed."""

from __future__ import annotations

import pytest

from srccheck.archives import WAYBACK, Archive, Place

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
    assert WAYBACK.target(location, HERE) == place


def test_target_from_elsewhere():
    """From a TimeGate only the archive's own captures are somewhere to go."""
    gate = "https://web.archive.org/web/https://b.example/"
    assert WAYBACK.target("https://login.example/", gate) is None
    assert WAYBACK.target("/web/2024/https://b.example/", gate) == Place(
        digits="2024", original="https://b.example/"
    )


def test_archive_at():
    """Made from the TimeGate's address alone, as the settings give it."""
    assert Archive.at("https://web.archive.org/web") is WAYBACK
    assert Archive.at("https://web.archive.org/web/") is WAYBACK
    local = Archive.at("http://127.0.0.1:8080/web/")
    assert (local.name, local.cdx) == ("127.0.0.1", "http://127.0.0.1:8080/cdx/search/cdx")
    assert Archive.at("https://wayback.example/web/archive").cdx is None
    assert (
        Archive.at("https://arquivo.example/wayback/")
        .address(B, "2024")
        .startswith("https://arquivo.example/wayback/2024/")
    )
