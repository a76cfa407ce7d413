"""Pages in place of others, by a cited title, a made-up address or their own words; and pages like them."""

from __future__ import annotations

import pytest
from attrs import evolve

from srccheck.text.urls import normalize
from srccheck.web import live as probing
from srccheck.web.live import Prober
from srccheck.web.sibling import sibling_of
from tests.web.conftest import SETTINGS
from tests.web.localweb import answer, redirect
from tests.web.test_behaviours import (
    ALIVE,
    HOME,
    LOGIN,
    OTHER,
    PARKED,
    PASSWORD,
    SCRIPT,
    SOFT,
    TEXT,
    WALL,
    U,
    everywhere,
    shown,
)

OUTAGE = ("unreachable", "protocol")
MENU = "<aside><h2>Most read</h2><p>Budget put off again.</p><p>Ferry back in service.</p></aside>" + SCRIPT
AGENCY = "We advise companies on growth, brands and leadership with passion and skill. " * 9
CASES = {
    # name: (paths of one.example, path asked, cited title, expected)
    "one landing page for every address": (
        everywhere(shown("Growth Agency – Ideas for Your Brand", AGENCY)),
        "/research/paper-9",
        "A Study of Quays",
        SOFT,
    ),
    "the same, and nobody cites a title": (
        everywhere(shown("Growth Agency – Ideas for Your Brand", AGENCY)),
        "/9",
        None,
        ALIVE,
    ),
    "the page that is cited, whatever else the host shows": (
        everywhere(shown("One", TEXT * 9, h1="A Study of Quays")),
        "/9",
        "A Study of Quays",
        ALIVE,
    ),
    "a translated title costs a request, no more": (
        {"/9": shown("Портовые тарифы", "Комитет обсудил тарифы. " * 40, lang="ru")},
        "/9",
        "Harbour tariffs",
        ALIVE,
    ),
    "a title about missing pages": (
        {"/a": shown("Page introuvable : que faire ?", TEXT * 4, lang="fr")},
        "/a",
        None,
        ALIVE,
    ),
    "an exhibition of that name": (
        {"/a": shown("Error 404: art at the old pier", TEXT * 2)},
        "/a",
        "Error 404: art at the old pier",
        ALIVE,
    ),
    "a cited title that a manager took from the missing page": (
        everywhere(shown("Page not found | One", "Sorry.")),
        "/a",
        "Page not found | One",
        SOFT,
    ),
    "sold out": (
        {"/p/atlas": shown("Atlas of Quays", "320 pages. Sold out. This item is no longer available.")},
        "/p/atlas",
        None,
        ALIVE,
    ),
    "short, with a menu and scripts": (
        everywhere(
            shown("One", "Die Adresse stimmt nicht mehr.", h1="Diese Seite ist abgetaucht", body=MENU)
        ),
        "/a",
        "Der See steigt",
        SOFT,
    ),
    "no such number in the database": (
        everywhere(shown("Берег", "Запись с таким номером отсутствует в базе данных.", body=SCRIPT)),
        "/view.php?id=8",
        None,
        SOFT,
    ),
    "moved house": (everywhere(shown("We have moved", "Update your bookmarks.")), "/a", "Paper 3", SOFT),
    "moved house, a report": (
        {"/a": shown("We have moved", "The office is at Quay 4 now.")},
        "/a",
        None,
        ALIVE,
    ),
    "one page removed": ({"/a": shown("Публикация удалена", "По просьбе автора.")}, "/a", None, SOFT),
    "Bengali": (everywhere(shown("খবর", "", h1="দুঃখিত, পৃষ্ঠাটি পাওয়া যায়নি")), "/a", None, SOFT),
    "Icelandic": (everywhere(shown("Blaðið", "", h1="Síðan fannst ekki")), "/a", None, SOFT),
    "Catalan": (everywhere(shown("Diari", "", h1="No s'ha trobat la pàgina")), "/a", None, SOFT),
    "Korean": (
        everywhere(shown("일보", "존재하지 않거나 삭제된 기사입니다.", h1="")),
        "/a",
        None,
        SOFT,
    ),
    "a registrar's page": (
        everywhere(shown("one.example - Registered at Namecheap.com", "Check back.")),
        "/a",
        None,
        PARKED,
    ),
    "a love story": (
        {"/a": shown("This domain is for sale: a love story", TEXT)},
        "/a",
        "This domain is for sale: a love story",
        ALIVE,
    ),
    "a wall that nobody described": (
        everywhere(answer("<title>Überprüfung</title><p>Wir prüfen Ihren Browser, bitte warten.")),
        "/a",
        None,
        WALL,
    ),
    "a border": (
        everywhere(answer("<title>Sorry</title><p>This video is not for viewers in your country.")),
        "/a",
        None,
        WALL,
    ),
    "a login that nobody described": (
        everywhere(answer(f"<title>One</title><h1>Choose your library</h1>{PASSWORD}")),
        "/a",
        None,
        LOGIN,
    ),
    "under maintenance": (
        everywhere(answer("<title>Bakım</title><h1>Sitemiz bakımdadır</h1><p>Yakında.")),
        "/a",
        None,
        OUTAGE,
    ),
    "no database": (
        everywhere(answer("<title>Database Error</title><h1>Error establishing a database connection</h1>")),
        "/a",
        None,
        OUTAGE,
    ),
    "an outage by a redirect": (
        {"*": redirect("/sorry.html", 302), "/sorry.html": shown("One", "We will be back soon.")},
        "/a",
        None,
        OUTAGE,
    ),
    "home": ({"*": redirect("/", 302), "/": shown("One", OTHER)}, "/a", None, HOME),
    "frames": (
        everywhere(answer('<title>One</title><frameset><frame src="/m"></frameset>')),
        "/a",
        None,
        ALIVE,
    ),
    "a place for scripts": (
        everywhere(answer(f'<title>One Explorer</title><h1>All data</h1><div id=root></div>{SCRIPT}')),
        "/a",
        "Dues by year",
        ALIVE,
    ),
    "members only": (
        {"/a": shown("The Forum", f"You are not logged in. {PASSWORD}", h1="")},
        "/a",
        None,
        LOGIN,
    ),
    "log in to comment": (
        {"/a": shown("Ferry note", f"No ferry.</p><p>You must be logged in to post a comment. {PASSWORD}")},
        "/a",
        None,
        ALIVE,
    ),
    "Akamai's check": (
        everywhere(answer("<meta http-equiv=refresh content=\"5; URL='/a?bm-verify=AA'\"><title></title>")),
        "/a",
        None,
        WALL,
    ),
    "a wall under 404": (
        {"*": answer("<title>Attention Required! | Cloudflare</title><h1>Sorry</h1>", 404)},
        "/a",
        None,
        WALL,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
async def test_impostor(web, client, time, name):
    """Dead only where the page is nobody's, and nothing hides it."""
    paths, asked, cited, expected = CASES[name]
    web.host("one.example", paths)
    prober = Prober(fetcher=client, settings=evolve(SETTINGS, retries=0), surroundings=time.surroundings)
    live = await prober.probe(normalize(U + asked), names=(cited,) if cited else ())
    assert (live.status, live.reason) == expected, live


async def test_where_a_wall_leads(web, client, time):
    """An address that is nothing but a wall's."""
    web.host("one.example", {"/a": redirect("http://validate.perfdrive.com/f/?ssa=1", 302)})
    web.host("validate.perfdrive.com", {"*": shown("One", TEXT)})
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    live = await prober.probe(normalize(U + "/a"))
    assert (live.status, live.reason) == WALL


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("/story/77/tariffs", "/tariffs"),
        ("/p/ab12cd34/tariffs", "/tariffs"),
        ("/2021/03/05/tariffs", "/2021/03/05/"),
        ("/blog3/tariffs", "/blog3/"),
    ],
)
def test_the_part_of_an_address_that_names_the_page(url, kept):
    """A number or a key before the last words is changed, days and folders are not."""
    made = sibling_of(U + url).url
    assert made != U + url
    assert kept in made


async def test_what_is_remembered_of_folders(web, client, time, monkeypatch):
    """A made-up address is asked once for the links of a folder, as long as not too many lie between."""
    monkeypatch.setattr(probing, "_MOST_FOLDERS", 2)
    web.host(
        "one.example",
        {f"/{folder}/{page}": shown("One", "Few words.") for folder in "abc" for page in (7, 8, 9)},
    )
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    for path in ("a/7", "a/8", "b/7", "a/9", "c/7", "a/7", "b/8"):
        await prober.probe(normalize(f"{U}/{path}"))
    made_up = [url.split("/")[3] for url in web.urls_asked() if len(url.split("/")[4]) > 1]
    assert made_up == ["a", "b", "c", "b"]
