"""Links on disk: what went in comes out."""

from __future__ import annotations

import pytest
from attrs import evolve

from srccheck.extraction import extract
from srccheck.scale.lists import read_lists
from srccheck.scale.partition import cut, spared
from srccheck.scale.spool import Spool
from srccheck.worklist import targets
from tests.scale.samples import listed, of_host

NOTES = """One claim.[1] Another “with words that it quotes”.[2] More.[3]

[1] A. Author, “The first report”, https://www.coast.example/1#part, accessed 3 March 2024.
[2] B. Author, “Der zweite Bericht”, 2020, https://web.archive.org/web/20200101000000/http://hill.example/2
    (in German), https://doi.org/10.1000/182.
[3] https://www.coast.example/1#part; http://user:secret@hill.example/; http://[broken
"""


@pytest.fixture
def documents(tmp_path):
    for number in range(3):
        (tmp_path / f"d{number}.txt").write_text(NOTES.replace("/1#", f"/{number}#"), encoding="utf-8")
    urls = [*of_host("big.example", 30), *of_host("small.example", 4), "http://coast.example/\udc80x"]
    list_ = tmp_path / "list.csv"
    rows = "".join(f"{url},2024-01-02,A title\n" for url in urls)
    list_.write_bytes(("url,accessed,title\n" + rows).encode("utf-8", "surrogateescape"))
    return [
        *(extract(tmp_path / f"d{number}.txt") for number in range(3)),
        *read_lists([str(list_)]),
    ]


def filled(tmp_path, documents):
    spool = Spool(tmp_path / "links")
    for document in documents:
        spool.add(document)
    return spool


def test_nothing_is_lost_and_nothing_is_asked_twice(tmp_path, documents):
    """All partitions together hold the links of the documents, each once, each with all of its uses."""
    with filled(tmp_path, documents) as spool:
        pieces = spool.plan(most_links=12, most_of_one=7)
        parts = [spool.partition(piece.number) for piece in pieces]
    told = [target for part in parts for target in part.targets]
    wanted = targets(documents)
    assert {target.url: target for target in told} == {target.url: target for target in wanted}
    assert len(told) == len(wanted)
    assert [len(part.targets) for part in parts] == [piece.links for piece in pieces]


def test_it_is_cut_as_in_memory(tmp_path, documents):
    """The same domains stand together, and the same chains are formed, as where all links are held."""
    with filled(tmp_path, documents) as spool:
        pieces = spool.plan(most_links=12, most_of_one=7)
        here = [spool.partition(piece.number) for piece in pieces]
    there = list(cut(targets(documents), most_links=12, most_of_one=7))

    def shape(parts):
        return [(part.after is None, len(part.targets), {spared(t) for t in part.targets}) for part in parts]

    assert sorted(map(str, shape(here)[:4])) == sorted(map(str, shape(there)[:4]))
    assert sum(piece.after is not None for piece in pieces) == sum(part.after is not None for part in there)
    chain = [piece for piece in pieces if piece.behind > 7]
    assert [piece.behind for piece in chain] == sorted((piece.behind for piece in chain), reverse=True)


def test_another_process_reads_the_same(tmp_path, documents):
    """The file alone says it all."""
    with filled(tmp_path, documents) as spool:
        pieces = spool.plan()
        with Spool(spool.file) as other:
            assert other.pieces() == pieces
            assert other.partition(0) == spool.partition(0)


def test_citations_come_back_for_judging(tmp_path, documents):
    """All but the links, which judging has by then; nothing for links in running text."""
    with filled(tmp_path, documents) as spool:
        spool.plan()
        for note in documents[0].notes:
            for citation in note.citations:
                found = spool.citation(documents[0].path, citation.id)
                assert found is not None
                assert found == evolve(citation, links=())
        assert spool.citation(documents[0].path, "n99.1") is None


def test_a_list_without_dates_keeps_no_citations(tmp_path):
    """Nothing of them is judged."""
    (document,) = read_lists([listed(tmp_path, of_host("a.example", 2))])
    with filled(tmp_path, [document]) as spool:
        assert spool.citation(document.path, "row1.1") is None
        assert [piece.links for piece in spool.plan()] == [2]
