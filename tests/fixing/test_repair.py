"""Repairs of whole documents: what is written, what is only told, and that a second run has nothing to do."""

from __future__ import annotations

import datetime as dt

import pytest

from srccheck.errors import UnreadableInputError, UsageError
from srccheck.extraction import extract
from srccheck.fixing import LinkFacts, Repaired, Snapshot, Wish, apply, is_fixable, plan, repair
from tests.fixing.facts import DAY, NOW, alive, copy_of, dead, moved

URL = "https://town.example/plan"
COPY = f"https://web.archive.org/web/20240501120000/{URL}"
NEW = "https://town.example/new/plan"
ROBUST = f' data-originalurl="{URL}" data-versionurl="{COPY}" data-versiondate="2024-05-01"'


def fixed(name: str, text: str, facts: dict[str, LinkFacts] | None = None, **wish) -> Repaired:
    data = text.encode()
    return repair(name, data, facts=facts or {}, wish=Wish(**wish), now=NOW)


MD = "A plan was made.[^1]\n\n[^1]: Anna Berg, “The plan”, Town Herald, {}, accessed 3 May 2024.\n"
MD_TITLE = "A plan was made.[^1]\n\n[^1]: Anna Berg, “[The plan]({}),” *Town Herald*, 2 May 2024.\n"
MD_BEFORE = (
    "A plan was made.[^1]\n\n[^1]: A. Berg, The plan [na:] {}, 9 lipca 2007 r., dostęp 20 września 2007 r.\n"
)
HTML = (
    "<html><body><p>A plan was made.<sup><a href='#n1' id='r1'>1</a></sup></p>\n<ol class='footnotes'>"
    "<li id='n1'>Anna Berg, “The plan”, Town Herald, {}, accessed 3 May 2024. <a href='#r1'>^</a></li></ol>"
    "</body></html>\n"
)
TXT = "A plan was made.1\n\nNotes\n\n1. Anna Berg, “The plan”, Town Herald, {}, accessed 3 May 2024.\n"
WIKI = "A plan was made.<ref>{{{{Cite web |title=The plan |url={} |access-date=3 May 2024}}}}</ref>\n"
WIKI_LINES = (
    "Made.<ref>{{{{Cite web\n | title = The plan\n | url = {}\n | access-date = 3 May 2024\n}}}}</ref>\n"
)
WIKI_BARE = "A plan was made.<ref>[{}</ref>\n"
BIB = "@misc{{berg,\n  author = {{Anna Berg}},\n  title = {{Plan}},\n  url = {{{}}},\n  year = {{2024}}\n}}\n"

ARCHIVED = [
    ("a.md", MD, URL, f"{URL} ([archived]({COPY}))"),
    ("a.md", MD, f"<{URL}>", f"<{URL}> ([archived]({COPY}))"),
    ("a.md", MD, f"[{URL}](<{URL}> 'Plan')", f"[{URL}](<{URL}> 'Plan') ([archived]({COPY}))"),
    ("a.md", MD_BEFORE, URL, f"{URL} (<{COPY}>)"),
    ("a.md", "A [plan]({} was made.\n", f"{URL})", f"{URL}) ([archived]({COPY}))"),
    ("a.md", MD, f"[{URL}]({URL})", f"[{URL}]({URL}) ([archived]({COPY}))"),
    (
        "a.html", HTML, f'<a href="{URL}">{URL}</a>',
        f'<a href="{URL}"{ROBUST}>{URL}</a>',
    ),
    (
        "a.html", HTML, f"<a href='{URL}'>the plan</a>",
        f"<a href='{URL}'{ROBUST}>the plan</a>",
    ),
    ("a.html", HTML, URL, f'{URL} (<a href="{COPY}">archived</a>)'),
    ("a.html", HTML, f"&lt;{URL}&gt;", f'&lt;{URL}&gt; (<a href="{COPY}">archived</a>)'),
    ("a.txt", TXT, URL, f"{URL} [{COPY}]"),
    ("a.txt", TXT, f"<{URL}>", f"<{URL}> [{COPY}]"),
    ("a.wiki", WIKI, URL, f"{URL} |archive-url={COPY} |archive-date=2024-05-01 |url-status=dead"),
    (
        "a.wiki", WIKI_LINES, URL,
        f"{URL}\n | archive-url = {COPY}\n | archive-date = 2024-05-01\n | url-status = dead",
    ),
    ("a.wiki", "Made.<ref>{}</ref>\n", URL, f"{URL} {{{{Webarchive|url={COPY}|date=2024-05-01}}}}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "form", "link", "expected"), ARCHIVED)
def test_a_copy_beside_a_dead_link(name, form, link, expected):
    """Each format has its own way to give a copy; a second run finds it there."""
    facts = dead(URL)
    result = fixed(name, form.format(link), facts)
    expected_text = form.format(expected)
    assert result.after == expected_text
    assert [fix.codes for fix in result.done] == [("A401",)]
    assert result.data == expected_text.encode()
    again = fixed(name, result.after, facts)
    assert again.fixes == ()
    assert again.data is None


REPLACED = [
    ("a.md", MD, URL, NEW),
    ("a.md", MD, f"[the plan]({URL})", f"[the plan]({NEW})"),
    ("a.md", MD, f"[{URL}]({URL})", f"[{NEW}]({NEW})"),
    ("a.md", MD, f"<{URL}>", f"<{NEW}>"),
    ("a.md", MD, f'<a href="{URL}">the plan</a>', f'<a href="{NEW}">the plan</a>'),
    ("a.html", HTML, f'<a href="{URL}">{URL}</a>', f'<a href="{NEW}">{NEW}</a>'),
    ("a.html", HTML, f"<a class=x href={URL}>the plan</a>", f"<a class=x href={NEW}>the plan</a>"),
    ("a.html", HTML, URL, NEW),
    ("a.txt", TXT, URL, NEW),
    ("a.wiki", WIKI, URL, NEW),
    ("a.wiki", WIKI_BARE, f"{URL} The plan], Herald", f"{NEW} The plan], Herald"),
    ("a.bib", BIB, URL, NEW),
]


@pytest.mark.parametrize(("name", "form", "link", "expected"), REPLACED)
def test_a_new_address(name, form, link, expected):
    """The address is replaced wherever the link says it, and nothing else is."""
    result = fixed(name, form.format(link), moved(URL, NEW))
    assert result.after == form.format(expected)
    assert [(fix.codes, fix.new_url) for fix in result.done] == [(("L202",), NEW)]
    assert fixed(name, result.after, moved(URL, NEW)).fixes == ()


def test_addresses_are_written_as_the_format_needs_them():
    """Brackets that could end a target, `&` in HTML, `|` in a template."""
    odd = "https://town.example/a_(b)?x=1&y=2"
    assert (
        "(https://town.example/a_%28b%29?x=1&y=2)"
        in fixed("a.md", MD.format(f"[p]({URL})"), moved(URL, odd)).after
    )
    assert f"Herald, {odd}," in fixed("a.md", MD.format(URL), moved(URL, odd)).after
    html = fixed("a.html", HTML.format(f'<a href="{URL}">p</a>'), moved(URL, odd))
    assert 'href="https://town.example/a_(b)?x=1&amp;y=2"' in html.after
    wiki = fixed("a.wiki", WIKI.format(URL), moved(URL, "https://town.example/a|b"))
    assert "url=https://town.example/a%7Cb |" in wiki.after


def test_references_and_escapes_in_the_source():
    """An address with `&amp;` in HTML and with a backslash in Markdown is found all the same."""
    url = "https://town.example/a_b?x=1&y=2"
    html = fixed("a.html", HTML.format("https://town.example/a_b?x=1&amp;y=2"), moved(url, NEW))
    assert html.after == HTML.format(NEW)
    markdown = fixed("a.md", MD.format(r"https://town.example/a\_b?x=1&y=2"), moved(url, NEW))
    assert markdown.after == MD.format(NEW)


def test_links_inside_of_markdown():
    """A link written as HTML gets HTML's attributes; a link around a picture is one, too."""
    html = fixed("a.md", f'A <a href="{URL}">plan</a> was made.\n', dead(URL))
    assert html.after == f'A <a href="{URL}"{ROBUST}>plan</a> was made.\n'
    assert fixed("a.md", html.after, dead(URL)).fixes == ()
    picture = fixed("a.md", f"[![a map](map.png)]({URL})\n", moved(URL, NEW))
    assert picture.after == f"[![a map](map.png)]({NEW})\n"


def test_addresses_from_outside_cannot_be_markup():
    """What could end a link or begin a tag is encoded; what is no address is not written."""
    bad = 'https://w.example/1"><script>'
    facts = dead(URL, snapshots=(Snapshot(url=bad, timestamp=NOW),))
    for name, form in (("a.md", MD), ("a.html", HTML), ("a.txt", TXT)):
        assert "<script>" not in fixed(name, form.format(URL), facts).after
        assert "<script>" not in fixed(name, form.format(URL), moved(URL, bad)).after
    script = dead(URL, snapshots=(Snapshot(url="javascript:alert(1)", timestamp=NOW),))
    assert fixed("a.md", MD.format(URL), script).fixes == ()


def test_one_definition_for_two_links():
    """A Markdown link definition is put right once, though two links use it."""
    text = f"See [this][p] and [that][p].\n\n[p]: {URL}\n"
    result = fixed("a.md", text, moved(URL, NEW))
    assert result.after == text.replace(URL, NEW)
    told = fixed("a.md", text, dead(URL))
    assert told.data is None
    assert {fix.why_not for fix in told.fixes} == {"it is not plain where its link ends"}


def test_the_same_link_in_several_notes():
    """Each of them is repaired, and each gets the capture of its own day."""
    notes = "".join(
        f"[^{n}]: Anna Berg, “Plan {n}”, {URL}, accessed 3 May {y}.\n" for n, y in ((1, 2020), (2, 2024))
    )
    text = f"One.[^1] Two.[^2]\n\n{notes}"
    early = copy_of(URL, dt.datetime(2020, 4, 1, tzinfo=dt.UTC))
    result = fixed("a.md", text, dead(URL, snapshots=(copy_of(URL), early)))
    assert [fix.snapshot for fix in result.done] == [early.url, COPY]
    assert result.after.count("[archived]") == 2


OFFLINE = [
    (("L206",), "https://town.example/a/long-\nway/round.html", "https://town.example/a/long-way/round.html"),
    (("L209",), "https://town.example/a?utm_source=x&id=3", "https://town.example/a?id=3"),
    (("L205",), "https://http://town.example/a", "http://town.example/a"),
]


@pytest.mark.parametrize(("codes", "link", "expected"), OFFLINE)
def test_what_an_address_shows_by_itself(codes, link, expected):
    """Joined, without tracking, without a slip in its beginning: no facts are needed."""
    result = fixed("a.txt", TXT.format(link))
    assert result.after == TXT.format(expected)
    assert [fix.codes for fix in result.done] == [codes]
    assert fixed("a.txt", result.after).fixes == ()


def test_several_reasons_at_one_address():
    """One edit settles them all."""
    link = "http://town.example/a?utm_source=x&id=3"
    final = "https://town.example/a?utm_source=x&id=3"
    result = fixed("a.md", MD.format(link), alive(link, final))
    assert [fix.codes for fix in result.done] == [("L207", "L209")]
    assert result.after == MD.format("https://town.example/a?id=3")


def test_codes_decide():
    """What is not wanted is neither done nor told; a comment in the document counts, too."""
    text = MD.format(URL + "?utm_source=x")
    assert fixed("a.md", text, codes=frozenset({"L202"})).fixes == ()
    silent = text.replace("3 May 2024.", "3 May 2024. <!-- srccheck: ignore[L209] -->")
    assert fixed("a.md", silent).fixes == ()


DOUBTS = [
    (dead(URL, days=0), "found dead only within one day"),
    (dead(URL, dead_since=None), "found dead only within one day"),
    (moved("https://doi.org/10.1234/abc", NEW), "a DOI is made to outlast"),
    (
        alive("http://town.example/x", "https://town.example/login?next=x"),
        "over https it answers at another address",
    ),
    (moved("https://town.example/y", "https://town.example/a b"), None),
    (moved(f"{COPY}", NEW), "an archived copy is cited by its own address"),
]


@pytest.mark.parametrize(("facts", "why"), DOUBTS)
def test_what_is_only_told(facts, why):
    """Doubts keep a repair from being done; it is told with its place."""
    (url,) = facts
    result = fixed("a.md", MD.format(url), facts)
    assert result.data is None
    (fix,) = result.fixes
    assert fix.line.startswith("a.md:3:")
    if why:
        assert why in fix.line


def test_death_by_history_and_by_the_callers_word():
    """The archive's history confirms a death at once, and `--yes` does."""
    assert fixed("a.md", MD.format(URL), dead(URL, days=0, has_died=True)).done
    assert fixed("a.md", MD.format(URL), dead(URL, days=0), sure=True).done


def test_nothing_to_do():
    """A living link, a dead one without a capture, one with a copy beside it, one that a person reviewed."""
    assert fixed("a.md", MD.format(URL), alive(URL)).fixes == ()
    assert fixed("a.md", MD.format(URL), dead(URL, snapshots=())).fixes == ()
    assert fixed("a.md", MD.format(f"{URL}, archived at {COPY}"), dead(URL)).fixes == ()
    assert fixed("a.md", MD.format(URL), dead(URL, is_reviewed=True)).fixes == ()


def test_a_broken_copy_is_replaced():
    """A405: the archive shows another capture."""
    other = copy_of(URL, dt.datetime(2024, 6, 1, tzinfo=dt.UTC))
    facts = {
        COPY: LinkFacts(url=COPY, status="dead", checked_at=NOW, is_broken_copy=True, snapshots=(other,))
    }
    result = fixed("a.txt", TXT.format(COPY), facts)
    assert result.after == TXT.format(other.url)
    assert [fix.codes for fix in result.done] == [("A405",)]


def test_a_link_that_shows_another_address_than_it_leads_to():
    """Which of the two is meant, only a person can tell."""
    text = HTML.format(f'<a href="https://elsewhere.example/r?u=1">{URL}</a>')
    result = fixed("a.html", text, moved(URL, NEW))
    assert result.data is None
    assert [fix.why_not for fix in result.fixes] == ["its address does not stand there as it was read"]


def test_what_would_be_read_otherwise_is_not_done():
    """A new address that swallows what stands behind it changes the citation: told, the others are done."""
    first = f"[^1]: Anna Berg, “The plan”, {URL}, accessed 3 May 2024.\n"
    text = f"One.[^1] Two.[^2]\n\n{first}[^2]: See `x`, “{URL}/b”.\n"
    facts = moved(URL, "https://archive.today/abcde") | moved(f"{URL}/b", NEW)
    result = fixed("a.md", text, facts)
    assert [fix.new_url for fix in result.done] == [NEW]
    assert "read otherwise" in (result.offered[0].why_not or "")


def test_a_word_in_a_title():
    """Behind a link that is a title's words, `(archived)` would become a part of the title: told."""
    result = fixed("a.md", MD_TITLE.format(URL), dead(URL))
    assert result.data is None
    assert "read otherwise" in result.fixes[0].line


def test_bibtex_has_no_field_for_a_copy():
    """It is told."""
    result = fixed("a.bib", BIB.format(URL), dead(URL))
    assert result.data is None
    assert "no field for an archived copy" in result.fixes[0].line


WIKI_TOLD = [
    ("{{Cita web |título=The plan |url=URL |fechaacceso=3 May 2024}}", "is not known here"),
    ("{{Cite web |title=The plan |url=URL |archive-url= |access-date=3 May 2024}}", "an empty parameter"),
]


@pytest.mark.parametrize(("template", "why"), WIKI_TOLD)
def test_templates_that_are_left_alone(template, why):
    """One whose ways are not known here, and one with an empty parameter."""
    result = fixed("a.wiki", f"Made.<ref>{template.replace('URL', URL)}</ref>\n", dead(URL))
    assert result.data is None
    assert why in result.fixes[0].line


ENCODINGS = [
    ("utf-8-sig", "\n"), ("utf-8", "\r\n"), ("cp1252", "\r\n"), ("utf-16", "\n"), ("utf-8", "\r"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "newline"), ENCODINGS)
def test_encoding_and_line_ends_stay(encoding, newline):
    """Byte order mark, encoding and line ends of the file are those that it had."""
    text = MD.format(URL).replace("Anna Berg", "Ana Muñoz Ibáñez").replace("\n", newline)
    result = repair("a.md", text.encode(encoding), facts=dead(URL), wish=Wish(), now=NOW)
    assert result.data == text.replace(URL, f"{URL} ([archived]({COPY}))").encode(encoding)


def test_a_file_that_writing_would_spoil():
    """Bytes that are no text in the file's encoding could not be written back."""
    data = (
        MD.format(URL).replace("Anna Berg", "Ana Muñoz, Íñigo, Ángel, Óscar, Úrsula, Élan " * 3).encode()
        + b"\xff\n"
    )
    with pytest.raises(UnreadableInputError, match="not clean utf-8"):
        repair("a.md", data, facts=dead(URL), wish=Wish(), now=NOW)


@pytest.mark.parametrize("name", ["a.pdf", "a.odt", "a.epub", "a.tex", "a.rst"])
def test_formats_that_are_never_changed(name):
    """PDF, ODT, EPUB, and what pandoc reads."""
    assert not is_fixable(name, b"text")
    with pytest.raises(UnreadableInputError, match="never changed"):
        repair(name, b"text", facts={}, wish=Wish(), now=NOW)


def test_planning_for_callers():
    """`plan` and `apply` are pure: a text and its reading in, fixes and a text out."""
    text = MD.format(URL)
    document = extract(text.encode(), name="a.md")
    fixes = plan(text, document, moved(URL, NEW))
    assert apply(text, fixes) == MD.format(NEW)
    assert plan(text, document) == ()
    with pytest.raises(UsageError, match="never changed"):
        plan(b"", document)


def test_access_dates_in_the_documents_own_way():
    """Renewed as they are written; added as the others stand, else in the document's language."""
    day = dt.date(2026, 11, 22)
    wish = {"codes": frozenset({"D301"}), "access_date": day, "seen_since": NOW - DAY}
    renewed = fixed("a.md", MD.format(URL), alive(URL), **wish)
    assert renewed.after == MD.format(URL).replace("3 May 2024", "22 November 2026")
    assert fixed("a.md", renewed.after, alive(URL), **wish).fixes == ()
    more = (
        MD.format(f"{URL}").replace(".[^1]", ".[^1] So.[^2]")
        + "[^2]: Bo Lind, “Roads”, https://b.example/r.\n"
    )
    added = fixed("a.md", more, alive("https://b.example/r"), **wish)
    assert added.after.endswith("https://b.example/r, accessed 22 November 2026.\n")
    stale = alive(URL, checked_at=NOW - 2 * DAY)
    assert fixed("a.md", MD.format(URL), stale, **wish).fixes == ()
    german = "Der Plan wurde von der Stadt gemacht.[^1]\n\n[^1]: Anna Berg, „Der Plan der Stadt“, {}.\n"
    assert (
        f"{URL} (abgerufen am 22. November 2026)."
        in fixed("a.md", german.format(URL), alive(URL), **wish).after
    )
    wiki = fixed("a.wiki", WIKI.format(URL), alive(URL), **wish)
    assert "access-date=22 November 2026}}" in wiki.after
    bare = WIKI.format(URL).replace(" |access-date=3 May 2024", "")
    assert f"{URL} |access-date=2026-11-22}}}}" in fixed("a.wiki", bare, alive(URL), **wish).after
    assert "left to you" in fixed("a.bib", BIB.format(URL), alive(URL), **wish).fixes[0].line
    unclear = fixed("a.md", MD.format(URL).replace("3 May 2024", "May 2024"), alive(URL), **wish)
    assert "cannot be made out" in unclear.fixes[0].line
