"""Links cut into pieces of work."""

from __future__ import annotations

import pickle

import pytest

from srccheck.scale.partition import asked_for, cut, spared
from tests.scale.samples import links, of_host


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("http://news.bbc.co.uk/a", "bbc.co.uk"),
        ("http://me.github.io/", "github.io"),
        ("http://192.0.2.7/", "192.0.2.7"),
        ("https://web.archive.org/web/20200101000000/http://www.coast.example/a", "coast.example"),
        ("https://old.example/web/20200101000000/http://www.coast.example/a", "old.example"),
        ("https://archive.ph/AbCd1", "archive.ph"),
        ("not an address", ""),
    ],
)
def test_whose_pace_holds(url, domain):
    """The registrable domain's; a copy goes with its original where its archive has limits of its own."""
    (target,) = links(url)
    assert spared(target) == domain


def test_a_domain_stands_in_one_partition_or_one_chain():
    """No domain is in two partitions, unless each of these waits for the one before."""
    wanted = links(*of_host("big.example", 12), *of_host("a.one.example", 3), *of_host("b.one.example", 2),
                   *of_host("two.example", 4), *of_host("three.example", 1))  # fmt: skip
    parts = list(cut(wanted, most_links=8, most_of_one=5))
    assert [part.number for part in parts] == list(range(len(parts)))
    chain = [part for part in parts if part.targets[0].url.startswith("http://big.")]
    assert [(part.number, part.after, len(part.targets)) for part in chain] == [
        (0, None, 5), (1, 0, 5), (2, 1, 2)
    ]  # fmt: skip
    others = [{spared(target) for target in part.targets} for part in parts[3:]]
    assert others == [{"one.example"}, {"two.example", "three.example"}]
    assert all(part.after is None for part in parts[3:])
    told = [target.url for part in parts for target in part.targets]
    assert sorted(told) == sorted(target.url for target in wanted)


def test_what_asks_for_one_page_stays_together():
    """Fragments, and the copies of a page, are in the page's partition, however full it is."""
    page = "http://big.example/005"
    copy = f"https://web.archive.org/web/20200101000000/{page}"
    wanted = links(*of_host("big.example", 9), f"{page}#a", f"{page}#b", copy)
    parts = list(cut(wanted, most_links=8, most_of_one=3))
    (together,) = {part.number for part in parts for target in part.targets if asked_for(target) == page}
    assert sum(asked_for(target) == page for target in parts[together].targets) == 4
    assert all(len(part.targets) <= 3 or part.number == together for part in parts)
    assert len(parts[together].targets) == 4


def test_a_partition_can_be_sent():
    """It survives pickling, links, uses and all."""
    (part,) = cut(links("http://coast.example/a", "https://web.archive.org/web/2020/http://coast.example/"))
    assert pickle.loads(pickle.dumps(part)) == part
