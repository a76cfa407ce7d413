"""Notes taken apart into citations."""

# ruff: noqa: E501 - references stand on one line, as in print

from __future__ import annotations

from typing import Any

import pytest

from srccheck.citations import parse_citations, parse_note_text
from srccheck.model import Fragment, Link, Location, PlacedText
from srccheck.text.wordlists import table

URL = "https://a.example/x"


def fields(text: str) -> dict[str, Any]:
    """The fields of the only citation, names as their family or literal, dates in ISO form."""
    (citation,) = parse_note_text(text)
    csl = citation.csl.to_dict()
    for role in ("author", "editor"):
        if role in csl:
            csl[role] = [name.get("family") or name["literal"] for name in csl[role]]
    for role in ("issued", "accessed"):
        if role in csl:
            csl[role] = "-".join(f"{part:02d}" for part in csl[role]["date-parts"][0])
    return csl


CASES = [
    (  # footnotes of a working paper
        "See Ann Lee and Bo Poe, “On Power”, in Cy Fox (ed.), The World 2021. Oil, Water and Air, London, Big Press, 2012, p. 4.",
        {"author": ["Lee", "Poe"], "title": "On Power", "editor": ["Fox"], "container-title": "The World 2021. Oil, Water and Air",
         "publisher-place": "London", "publisher": "Big Press", "issued": "2012", "page": "4", "type": "chapter"},
    ),
    (
        "Ann Lee, A Crucible of Nations. The Caucasus, Austin, Big House, 2011, p. 71.",
        {"author": ["Lee"], "title": "A Crucible of Nations. The Caucasus", "publisher-place": "Austin", "publisher": "Big House", "issued": "2011", "type": "book"},
    ),
    (
        "Gül Er, “Enerji ilişkileri: çağrılar” (Energy relations: new challenges), in Yıllık (The yearly book of us), Baku, Merkez, 2011, p. 8.",
        {"title": "Enerji ilişkileri: çağrılar", "title-translated": "Energy relations: new challenges", "container-title": "Yıllık", "publisher": "Merkez"},
    ),
    (
        "Ефим Пивовар, Отношения. Конец века (Relations. The end of a century), Moscow, Kremlin, 2012.",
        {"title": "Отношения. Конец века", "title-translated": "Relations. The end of a century", "publisher": "Kremlin"},
    ),
    (
        "Ann Lee, “Is Time Up?” (Colloquy), in Caucasus Talks, Vol. 2, No. 1 (Spring 2012), p. 116-118.",
        {"title": "Is Time Up?", "container-title": "Caucasus Talks", "volume": "2", "issue": "1", "issued": "2012", "page": "116-118", "type": "article-journal"},
    ),
    (
        f"European Council, A Better World. Strategy, Brussels, 12 December 2003, p. 8, {URL}.",
        {"author": ["European Council"], "title": "A Better World. Strategy", "publisher-place": "Brussels", "issued": "2003-12-12"},
    ),
    (f"See U.S. Public Law No. 102-511, {URL}. Section 907 was waived in 2001.", {"title": "U.S. Public Law No. 102-511"}),
    (  # news with an access date
        f"“Title One”, The Cradle, {URL}, (Access Date: 20.07.2025).",
        {"title": "Title One", "container-title": "The Cradle", "accessed": "2025-07-20", "URL": URL, "type": "webpage"},
    ),
    (
        f"Ann Lee, “Title,” Daily News, July 1, 2014, accessed July 22, 2014, {URL}.",
        {"container-title": "Daily News", "issued": "2014-07-01", "accessed": "2014-07-22", "type": "article-newspaper"},
    ),
    (  # APA
        f"Lee, A., & Poe, B. (2020). On power: A study. Journal of Things, 34(1), 213–220. {URL}",
        {"author": ["Lee", "Poe"], "title": "On power: A study", "container-title": "Journal of Things", "volume": "34", "issue": "1", "page": "213–220", "issued": "2020"},
    ),
    (f"Fair data. (2021, September 19). Wikipédia. {URL}", {"title": "Fair data", "container-title": "Wikipédia", "issued": "2021-09-19"}),
    (f"Law on everything (2018). {URL}", {"title": "Law on everything", "issued": "2018"}),
    (
        f"Coalition for Good Things. (2022). Report on it. First part. Big House. {URL}",
        {"author": ["Coalition for Good Things"], "title": "Report on it"},
    ),
    ("Lee, A. (n.d.). On power. Big House.", {"author": ["Lee"], "title": "On power", "publisher": "Big House"}),
    (  # Harvard
        "Lee, A.B. & Poe, C. 2015. On power and water. Journal of Things 10: 419-426.",
        {"author": ["Lee", "Poe"], "title": "On power and water", "container-title": "Journal of Things", "volume": "10", "page": "419-426", "issued": "2015"},
    ),
    (  # Vancouver
        "Lee AB, Poe C, et al. On power: a study. J Things. 2018 Mar;11(1):262-9.",
        {"author": ["Lee", "Poe"], "title": "On power: a study", "container-title": "J Things", "volume": "11", "issue": "1", "page": "262-9", "issued": "2018-03"},
    ),
    (
        "Lee A. Why care? J Things (2003). 2009;79(2):123-7.",
        {"title": "Why care?", "container-title": "J Things", "volume": "79", "author": ["Lee"]},
    ),
    (
        f"Lee A. On power [Internet]. Geneva: Big House; 2010 [cited 2024 Apr 4]. Available from: {URL}",
        {"title": "On power", "publisher": "Big House", "publisher-place": "Geneva", "issued": "2010", "accessed": "2024-04-04"},
    ),
    (
        f"Lee A. On power. J Things [Internet]. 2011;3(2):1-9. Available from: {URL}",
        {"title": "On power", "container-title": "J Things", "volume": "3"},
    ),
    (  # ABNT, ISO 690
        f"LEE, A. B. Sobre o poder: estudo. Revista Nova, São Paulo, v. 20, n. 2, p.101-132, 1995. Disponível em: <{URL}>. Acesso em: 10 set. 2020.",
        {"author": ["LEE"], "title": "Sobre o poder: estudo", "container-title": "Revista Nova", "publisher-place": "São Paulo", "volume": "20", "issue": "2", "accessed": "2020-09-10"},
    ),
    (
        f"LEE, Ann ; POE, Bo Cy, Om kraft, Dagbladet, disponível em: <{URL}>. acesso em: 4 ago. 2024.",
        {"author": ["LEE", "POE"], "title": "Om kraft", "container-title": "Dagbladet", "accessed": "2024-08-04"},
    ),
    (
        f"LEE, A. Indicadores. Segunda parte [en línea]. Madrid: Casa, 2011 [cit. 12.11.2012]. Disponible en: {URL}",
        {"title": "Indicadores. Segunda parte", "publisher": "Casa", "accessed": "2012-11-12", "issued": "2011"},
    ),
    (  # DIN 1505
        f"Lee, Ann ; Poe, Bo: Über Kraft: Studie. In: Blätter Bd. 34 (2023), Nr. 1, S. 213–220. URL {URL}. - abgerufen am 2023-11-05",
        {"author": ["Lee", "Poe"], "title": "Über Kraft: Studie", "container-title": "Blätter", "volume": "34", "issue": "1", "accessed": "2023-11-05"},
    ),
    (  # GOST
        f"Лі А. Б. Про силу [Электронный ресурс] // Нові речі. 2017. № 5. С. 115–118. URL: {URL} (дата обращения: 13.06.2022).",
        {"author": ["Лі"], "title": "Про силу", "container-title": "Нові речі", "issue": "5", "accessed": "2022-06-13", "issued": "2017"},
    ),
    (f"ORF.at. Titel [Электронный ресурс] // Rundfunk. 2024. URL: {URL}", {"author": ["ORF.at"], "title": "Titel", "container-title": "Rundfunk"}),
    (  # OSCOLA, MHRA
        f"Ann Lee, ‘On the States’ rights’ (Daily News, 1 July 2014) <{URL}> accessed 5 January 2022.",
        {"author": ["Lee"], "title": "On the States’ rights", "container-title": "Daily News", "issued": "2014-07-01", "accessed": "2022-01-05"},
    ),
    ("Ann Lee and others, ‘On power’, Things, 37.2 (2019), pp. 97–103, doi:10.1000/abc.", {"container-title": "Things", "volume": "37", "issue": "2", "DOI": "10.1000/abc"}),
    (  # Polish
        f"D.G. Lee, Przejście. Kabiny i miejsca, „Scandia: Tidskrift” (2008), {URL}.",
        {"author": ["Lee"], "title": "Przejście. Kabiny i miejsca", "container-title": "Scandia: Tidskrift", "issued": "2008"},
    ),
    (f"A. Lee, Age of Things [na:] {URL}, 9 lipca 2007 r., dostęp 20 września 2007 r.", {"title": "Age of Things", "issued": "2007-07-09", "accessed": "2007-09-20"}),
    (  # Turkish
        f"LEE, Ann: \"Güç Üzerine\", Gazete, 20.01.2020 {URL}.",
        {"author": ["LEE"], "title": "Güç Üzerine", "container-title": "Gazete", "issued": "2020-01-20"},
    ),
    ("Ann Lee, Speech on Things (1962), 1:506–14.", {"author": ["Lee"], "title": "Speech on Things", "issued": "1962"}),
    ("W. Lee, On Wires (Big House, Boston, 2014).", {"author": ["Lee"], "title": "On Wires", "issued": "2014"}),
    ("Ann Lee, « Sur » l’île « du pouvoir », Revue, 37-2, 2019, p. 97.", {"title": "« Sur » l’île « du pouvoir »", "container-title": "Revue", "volume": "37", "issue": "2"}),
    ("SUZUKI 2017", {"author": ["SUZUKI"], "issued": "2017"}),
    ("Ann Lee, On Power, ed. by Bo Poe (Oxford: Big House, 2010), ISBN 978-3-16-148410-0.", {"author": ["Lee"], "title": "On Power", "ISBN": "9783161484100"}),
    ("Lee, A. On power. In: Poe B, Fox C, editors. Handbook of power. London: Big House; 2001. p. 15-27.", {"title": "On power", "editor": ["Poe", "Fox"], "container-title": "Handbook of power", "publisher": "Big House"}),
    ("LEE, A. On power: ‘What is it?’. Daily News, 4 May 2020.", {"title": "On power: ‘What is it?’", "author": ["LEE"]}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=lambda value: str(value)[:40])
def test_fields(text, expected):
    """References in many styles give up their fields."""
    got = fields(text)
    assert {key: got.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "absent"),
    [
        (
            f"National Concept of the Republic, 2007, available at {URL}.",
            ("author", "container-title", "publisher"),
        ),
        (f"CIA, “Iran: People”, in The Factbook, {URL}.", ("publisher", "issued", "accessed")),
        ("Ann Lee, On Power, London, Big House, 2010.", ("container-title", "accessed")),
        (f"“Title”, Today.az, 25 May 2007, {URL}.", ("author", "accessed", "publisher")),
        (f"Resolutions are available at {URL}.", ("title", "author", "issued", "container-title")),
    ],
)
def test_nothing_is_invented(text, absent):
    """What a note does not say is not given."""
    assert not set(absent) & set(fields(text))


@pytest.mark.parametrize(
    "text",
    [
        "The network includes several routes, one of which starts at Poti and continues to Baku. Supplies move by rail.",
        "Ann Lee is Leading Research Fellow at the Center for Studies (SAM), Baku.",
        "I rounded this result to the nearest hundredth, which made it a little more readable than it would have been.",
        "",
        "Emphasis mine.",
        "The tariff in force at the time.",
        "Names changed at their request.",
        "Interview with Ann Lee.",
        "Çeviri bana aittir.",
        "Курсив мой.",
        "Hervorhebung von mir.",
    ],
)
def test_prose_has_no_citation(text):
    """A note that tells something and names no source gives no citation."""
    assert parse_note_text(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee, On Power.",
        "Lee s.d.",
        "Lee n.d.b",
        "Law 5651",
        "Minutes of the Council",
        "Şirketler Kanununda ve Vergi Usul Kanununda değişiklik yapılması hakkında",
        "“On Power”",
        "共和国章程",
    ],
)
def test_little_is_enough_for_a_source(text):
    """An author with a title, a number, `n.d.`, a quotation or a name in capitals is no remark."""
    assert len(parse_note_text(text)) == 1


def test_a_linked_remark_names_its_source():
    """Words that the format ties a URL to are the title of what is there."""
    link = Link(url=URL, raw=URL, location=Location(line=1, column=1))
    (citation,) = parse_citations(PlacedText.of("The tariff in force"), note_id="n1", linked=(link,))
    assert (citation.csl.title, citation.csl.URL) == ("The tariff in force", URL)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Port of Nort, Traffic Forecast 2023–2030",
            {"title": "Traffic Forecast 2023–2030", "author": ["Port of Nort"]},
        ),
        ("Nort Pilots, Traffic Forecast 2023-2030, Nort Press", {"volume": None, "issue": None}),
        ("Port of Nort, Agenda 2030", {"title": "Agenda 2030"}),
        ("Ann Lee, “Outlook”, World Energy Vision 2045", {"container-title": "World Energy Vision 2045"}),
        ("Institute of Ports. Harbour census 2030. Nort: Port House", {"author": ["Institute of Ports"]}),
    ],
)
def test_a_year_to_come_is_no_date_of_publication(text, expected):
    """A range, or a year in a name that lies after the access date, dates nothing: D304 must not rest on it."""
    got = fields(f"{text}, {URL} (accessed 14 June 2023)")
    assert {key: got.get(key) for key in expected} == expected
    assert (got.get("issued"), got["accessed"]) == (None, "2023-06-14")


def test_a_date_that_stands_apart_is_believed():
    """What the citation gives as its date is one, even if it lies after the access date (D304)."""
    got = fields(f"Ann Lee, “Outlook”, The World, 2024, {URL} (accessed 14 June 2023)")
    assert got["issued"] == "2024"


@pytest.mark.parametrize("words", table("citation_words")["territories"])
def test_places_publish(words):
    """The administration of a place is an author; a title that begins alike goes on in small letters, or has one."""
    got = fields(f"{words.capitalize()} Nort, Annual report, 14 November 2024, {URL}")
    assert (got["author"], got["title"]) == ([f"{words.capitalize()} Nort"], "Annual report")
    assert fields("Ann Lee, City of Glass, London, Big House, 1985.")["title"] == "City of Glass"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"LEE, A.B. and POE, C., 2011 [viewed 29 April 2021]. On power. Journal of Power [online], vol. 14, no. 1, pp. 42-50. Available from: {URL}",
            {
                "author": ["LEE", "POE"],
                "title": "On power",
                "container-title": "Journal of Power",
                "volume": "14",
                "issued": "2011",
                "accessed": "2021-04-29",
            },
        ),
        (
            "Lee, A. (2021). Yield of the grape cv. Sharad. Journal of Plants, 45, 2218-2227.",
            {"title": "Yield of the grape cv. Sharad", "container-title": "Journal of Plants"},
        ),
        (
            "Lee, A. 2019. Revision of Campylus sect. Laevus. Systematic Botany 44: 115-132.",
            {"title": "Revision of Campylus sect. Laevus"},
        ),
    ],
)
def test_full_stops_inside_of_titles(text, expected):
    """An abbreviation ends no title, and `[online]` after a journal does not make it a part of one."""
    got = fields(text)
    assert {key: got.get(key) for key in expected} == expected


@pytest.mark.parametrize(
    ("text", "signals"),
    [
        ("See Ann Lee, On Power, London, 2010.", ["See"]),
        ("For example see, Ann Lee, On Power, London, 2010.", ["For example see"]),
        ("Bkz. Ann Lee, On Power, London, 2010.", ["Bkz."]),
        ("См. Лі А. Б. Про силу. Київ, 2010.", ["См."]),
        ("Vgl. Ann Lee, On Power, London 2010.", ["Vgl."]),
        ("Seen from Above, London, 2010.", [None]),
        (f"Ann Lee, On Power, 2010, {URL}; Bo Poe, On Water, 2011, {URL}/2.", [None, None]),
        ("Ann Lee, On Power, London, 2010. See also Bo Poe, On Water, Boston, 2011.", [None, "See also"]),
        ("Ann Lee, On Power, London, 2010; ibid.", [None, None]),
        ("Lee, A.; Poe, B. On power. London: Big House; 2010.", [None]),
        ("Ann Lee, “On Power; or Water”, Daily News, 2010; 4: 3-5.", [None]),
    ],
)
def test_several_sources(text, signals):
    """A note is cut where another source begins, and the words that introduce a source are told from it."""
    assert [citation.signal for citation in parse_note_text(text)] == signals


def test_places_and_repaired_urls():
    """A URL that spans two lines is joined, and its link says as it was written and where."""
    lines = ["Ann Lee, “On Power”, http://a.example/on-", "power/1.html."]
    pieces = [("", Fragment(text=lines[0], line=3, column=4)), ("", Fragment(text=lines[1], line=4))]
    (citation,) = parse_citations(PlacedText.join(pieces), note_id="n7")
    (link,) = citation.links
    assert citation.id == "n7.1"
    assert (link.url, link.raw, link.repaired) == (
        "http://a.example/on-power/1.html",
        "http://a.example/on-\npower/1.html",
        True,
    )
    assert (link.location.line, link.location.column) == (3, 4 + lines[0].index("http"))
    assert link.url == citation.csl.URL


def test_roles_of_links():
    """An archived copy is no source, a bare DOI is a DOI, and the citation's URL is its source's."""
    text = "Ann Lee, “On Power”, https://web.archive.org/web/2020/http://a.example/, http://a.example/, doi:10.1000/1."
    (citation,) = parse_note_text(text)
    assert [link.role for link in citation.links] == ["archive", "source", "doi"]
    assert citation.csl.URL == "http://a.example/"


def test_hyperlinks_of_the_format():
    """A hyperlink that is not written out belongs to the citation in which it stands, or is one by itself."""
    text = PlacedText.of("Ann Lee, On Power, 2010, http://a.example/; Bo Poe, On Water, 2011.", line=5)
    hidden = Link(url="http://b.example/", raw="b", location=Location(line=5, column=60))
    written = Link(url="http://a.example", raw="a", location=Location(line=5, column=30))
    first, second = parse_citations(text, note_id="n1", linked=(written, hidden))
    assert [link.url for link in first.links] == ["http://a.example/"]
    assert [link.url for link in second.links] == ["http://b.example/"]
    assert second.csl.URL == "http://b.example/"
    (alone,) = parse_citations(
        PlacedText.of("I have liked this since I was a child and have seen no reason to change my mind."),
        note_id="n2",
        linked=(hidden,),
    )
    assert (alone.id, alone.links[0].url, alone.csl.title) == ("n2.1", "http://b.example/", None)


@pytest.mark.parametrize(
    "piece",
    ["“", "« a » ", "(a ", "See a; ", "2020; ", "http://a.b/c; ", "Lee, A., ", "A. B. ", "‘a ", "1 a 2020 ",
     "Vol. 1 ", "p. 1, ", "[a] ", "10.1000/a ", "x (2020). ", "中", "supra n ", "Lee and "],
)  # fmt: skip
def test_a_flood_comes_back(piece):
    """A note of 100 kB of anything is read in linear time."""
    assert parse_note_text(piece * (100_000 // len(piece))) is not None


@pytest.mark.parametrize(("links", "words"), [(1000, 0), (250, 3), (30, 1500)])
def test_a_note_beyond_measure_keeps_every_link(links, words):
    """Where a note goes on beyond 20,000 characters or 200 links, its fields end and its links do not."""
    urls = [f"http://a.example/{number}" for number in range(links)]
    text = "Ann Lee, “On Power”, 2010, " + " ".join(url + " and" * words for url in urls)
    found = parse_note_text(text)
    assert found[0].csl.title == "On Power"
    assert [link.url for citation in found for link in citation.links] == urls
    last = found[-1].links[-1]
    assert last.location.column == text.rindex("http") + 1


def test_a_repeated_link_beyond_measure_is_kept():
    """Each place of a link counts, even behind the part that is read."""
    (citation,) = parse_note_text("http://a.example/ " * 500)
    assert len(citation.links) == 500


def test_hyperlinks_go_to_the_last_citation_before_them():
    """Each of many hyperlinks joins the citation that it stands in."""
    text = PlacedText.of(
        "Ann Lee, On Power, 2010, http://a.example/; Bo Poe, On Water, 2011, http://b.example/."
    )
    links = tuple(
        Link(url=f"http://c.example/{column}", raw="c", location=Location(line=1, column=column))
        for column in (1, 30, 60)
    )
    first, second = parse_citations(text, note_id="n1", linked=links)
    assert [link.url[-2:] for link in first.links] == ["e/", "/1", "30"]
    assert [link.url[-2:] for link in second.links] == ["e/", "60"]


@pytest.mark.parametrize(
    ("text", "author"),
    [
        ("王明. 标题[J]. 日报, 2020.", ["王明"]),
        (f"王明: 标题[N/OL]. 日报, (2025-07-01)[2025-07-20]. {URL}", ["王明"]),
        ("王明：标题。北京：出版社，2020年。", ["王明"]),
    ],
)
def test_chinese_names_without_a_comma(text, author):
    """A name that a table of surnames knows stands before a full stop or colon as an author."""
    assert fields(text)["author"] == author
