"""Is it the source that was cited? Titles, DOIs, quotations and PDFs, from the document to the report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from attrs import evolve

from srccheck import extract
from srccheck.model import CslItem, QuoteCheck
from srccheck.reports import render_audit
from srccheck.worklist import targets
from tests.conftest import ROOT
from tests.test_audit import SETTINGS, behaviour, codes, run
from tests.web.localweb import LocalWeb, answer, html, page, redirect
from tests.web.wayback import Held, Wayback

TITLE = "Tariffs on Steel Return to the Harbour"
OTHER = "Local Choir Wins a National Prize"
SAID = "the work would end before the winter at last"
TEXT = "The harbour was quiet that morning, and so were the pilots of the port. " * 40
DOI = "10.5555/harbour.7"


@pytest.fixture
def machine():
    return Wayback(origin="https://web.archive.org")


@pytest.fixture
async def web(machine, monkeypatch):
    web = LocalWeb()
    web.host("web.archive.org", {"*": behaviour(machine)})
    async with web:
        monkeypatch.setenv("SSL_CERT_FILE", str(web.ca_file))
        yield web


def write(folder: Path, url: str, *, title: str = TITLE, text: str = "A claim.") -> Path:
    path = folder / "article.md"
    path.write_text(f"{text}[^1]\n\n[^1]: “{title}”, The Wire, <{url}> (accessed 5 March 2024).\n", "utf-8")
    return path


def tells(data):
    return answer(json.dumps(data), headers={"Content-Type": "application/json"})


async def test_another_page_in_its_place(tmp_path, web):
    """A page that calls itself something else: S501, with both titles, in every report that people read."""
    web.host("coast.example", {"/a": page(OTHER)})
    result = await run(write(tmp_path, "https://coast.example/a"), web)
    assert codes(result, "S5") == ["S501"]
    match = json.loads(render_audit("json", result))["links"][0]["uses"][0]["match"]
    assert (match["verdict"], match["via"], match["found"]) == ("different", "title", OTHER)
    for form in ("text", "markdown"):
        assert f"cited “{TITLE}” | found “{OTHER}”".replace(
            "|", "\\|" if form == "markdown" else "|"
        ) in render_audit(form, result)


async def test_the_title_stands_elsewhere(tmp_path, web):
    """A page whose `<title>` is the site's name is known by its heading; what is the same is not printed."""
    body = f"<title>The Coast</title><h1>{TITLE}</h1><p>{TEXT}</p>"
    web.host("coast.example", {"/a": answer(body)})
    result = await run(write(tmp_path, "https://coast.example/a"), web)
    assert result.links[0].uses[0].match.via == "h1"
    assert codes(result, "S5") == []
    assert "found “" not in render_audit("text", result)


async def test_of_a_dead_page(tmp_path, web, machine):
    """The capture's title tells whether it was the page."""
    url = "https://coast.example/gone"
    web.host("coast.example", {})
    machine.keep(Held(digits="20240304120000", original=url, body=html(TITLE)))
    result = await run(write(tmp_path, url), web)
    match = result.links[0].uses[0].match
    assert (match.verdict, match.via) == ("same", "snapshot-title")


async def test_a_registered_doi(tmp_path, web):
    """Another work's DOI, since retracted, on a publisher's site that turns programs away."""
    csl = {"title": OTHER, "author": [{"family": "Larsen"}], "issued": {"date-parts": [[2020]]}}
    update = {"type": "retraction", "DOI": "10.5555/note", "updated": {"date-parts": [[2023, 2, 1]]}}

    async def resolve(asked, wire):
        wants_data = "csl+json" in asked.headers.get("accept", "")
        await (tells(csl) if wants_data else redirect("https://press.example/7"))(asked, wire)

    web.host("doi.org", {"*": resolve})
    web.host("press.example", {"*": answer("no", 403)})
    web.host("api.crossref.org", {"*": tells({"message": {"updated-by": [update]}})})
    path = write(tmp_path, f"https://doi.org/{DOI}")
    result = await run(path, web)
    assert result.links[0].live.status == "blocked"
    assert codes(result, "S5") == ["S501", "S507"]
    [use] = json.loads(render_audit("json", result))["links"][0]["uses"]
    assert (use["match"]["via"], use["registered"]["match"]["verdict"]) == ("registered", "different")
    assert use["registered"]["notices"][0]["doi"] == "10.5555/note"

    web.asked.clear()
    result = await run(path, web, evolve(SETTINGS, registry=False))
    assert codes(result, "S5") == []
    assert not any(one.host == "api.crossref.org" for one in web.asked)


async def test_no_registry_to_be_had(tmp_path, web):
    """Where the registries do not answer, the rest is as it was."""
    web.host("doi.org", {f"/{DOI}": page(TITLE)})
    web.host("api.crossref.org", {"*": answer("busy", 503)})
    result = await run(write(tmp_path, f"https://doi.org/{DOI}"), web)
    assert result.links[0].live.status == "alive"
    assert result.links[0].uses[0].registered is None
    assert codes(result, "S5") == []


@pytest.mark.parametrize(
    ("body", "verdict", "found"),
    [
        (html(TITLE, text=f"{TEXT} He said that {SAID.upper()}. {TEXT}"), "found", []),
        (html(TITLE, text=TEXT), "not-found", ["S506"]),
        (html(TITLE, text=TEXT[:300]), "not-applicable", []),
        (
            html(
                TITLE,
                text=TEXT,
                head='<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>',
            ),
            "not-applicable",
            [],
        ),
        (
            html(TITLE, lang="ru", text="Утром в порту было тихо, и лоцманы молчали. " * 60),
            "not-applicable",
            [],
        ),
    ],
    ids=["found", "missing", "a teaser", "a paywall", "another language"],
)
async def test_quotations(tmp_path, web, body, verdict, found):
    """Words in quotation marks are looked for in the page, and missed only in the whole of a text."""
    web.host("coast.example", {"/a": answer(body)})
    result = await run(write(tmp_path, "https://coast.example/a", text=f"He said that “{SAID}”."), web)
    assert [check.verdict for check in result.links[0].uses[0].quoted] == [verdict]
    assert codes(result, "S506") == found
    assert codes(result, "L211") == []


async def test_a_quotation_from_one_of_two_sources(tmp_path, web):
    """Where the note names two sources, nobody knows which one the words are from."""
    web.host("coast.example", {"*": answer(html(TITLE, text=TEXT))})
    path = tmp_path / "article.md"
    notes = "; ".join(
        f"“{TITLE}”, The Wire, <https://coast.example/{name}> (accessed 5 March 2024)" for name in "ab"
    )
    path.write_text(f"He said that “{SAID}”.[^1]\n\n[^1]: {notes}.\n", "utf-8")
    result = await run(path, web)
    assert codes(result, "S506") == []


async def test_a_cited_pdf(tmp_path, web):
    """A PDF's first page tells its title; one that cannot be opened tells nothing."""
    data = (ROOT / "fixtures/documents/pdf/footnotes.pdf").read_bytes()
    kind = {"Content-Type": "application/pdf"}
    web.host(
        "coast.example", {"/a.pdf": answer(data, headers=kind), "/b.pdf": answer(data[:900], headers=kind)}
    )
    result = await run(
        write(tmp_path, "https://coast.example/a.pdf", title="The Canal and Its Ministers"), web
    )
    match = result.links[0].uses[0].match
    assert (match.verdict, match.via) == ("same", "pdf-title")
    result = await run(write(tmp_path, "https://coast.example/b.pdf"), web)
    assert result.links[0].uses[0].match.verdict == "unknown"
    assert codes(result, "S5") == []


async def test_who_wrote_it(tmp_path, web):
    """The page's authors and its site's name stand in the report."""
    head = (
        '<meta property="og:site_name" content="The Coast">'
        '<script type="application/ld+json">{"author": [{"name": "Ines Larsen"}, "Port Desk"]}</script>'
    )
    web.host("coast.example", {"/a": page(TITLE, head=head)})
    result = await run(write(tmp_path, "https://coast.example/a"), web)
    told = json.loads(render_audit("json", result))["links"][0]["page"]
    assert (told["authors"], told["site_name"]) == (["Ines Larsen", "Port Desk"], "The Coast")


def test_a_doi_beside_its_link():
    """A citation whose only link is no DOI stands for the DOI that its fields name."""
    text = f"@article{{a, title={{X}}, doi={{{DOI}}}, url={{https://press.example/7}}}}"
    document = extract(text.encode(), name="a.bib")
    assert DOI in {use.doi for target in targets([document]) for use in target.uses}
    assert sum(use.doi is not None for target in targets([document]) for use in target.uses) == 1
    note = document.notes[0]
    citation = note.citations[0]
    links = tuple(link for link in citation.links if link.role != "doi")
    alone = evolve(citation, links=links, csl=CslItem(DOI=DOI))
    changed = evolve(document, notes=(evolve(note, citations=(alone,)),))
    assert [use.doi for target in targets([changed]) for use in target.uses] == [DOI]


def test_quote_checks_are_told():
    """The report's words for a quotation."""
    assert QuoteCheck(words="x", verdict="found").to_dict() == {"words": "x", "verdict": "found"}


async def test_the_title_is_no_quotation(tmp_path, web):
    """A text that names its source by its title quotes nothing from it."""
    web.host("coast.example", {"/a": answer(html("Coast Weekly", text=TEXT))})
    path = write(tmp_path, "https://coast.example/a", text=f"As “{TITLE},” tells us.")
    result = await run(path, web)
    assert result.links[0].uses[0].quoted == ()
