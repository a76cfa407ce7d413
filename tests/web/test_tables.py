"""Every row of the tables by which pages are judged can match, and no row matches what is fine."""

from __future__ import annotations

import csv
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from srccheck.model.web import Exchange
from srccheck.web import notfound_words as words
from srccheck.web.gates import address_words, gate_of_address, gate_of_page, is_front_page, names_front_page
from srccheck.web.page import PageView, read_page
from srccheck.web.parked import default_page, parked
from srccheck.web.soft404 import missing_by_address
from srccheck.web.walls import header_wall, wall
from tests.conftest import ROOT

H = "http://one.example"
TITLES = (
    "404 and Other Numbers That Became Words",
    "How to Fix a 404 Not Found Error", "Peace Not Found in Geneva",
    "The History of the 404 Page", "Lost Pages of Mozart Found", "Article 404 of the Penal Code", "Route 404",
    "Missing Persons", "Gone with the Wind", "News", "Document", "Strona tytułowa",
    "Документ о границе удалён из архива",
    "Giriş", "Why the Page You Are Looking For Does Not Exist, and Other Tales",
    "No Such Thing as Society", "Страница истории",
)  # fmt: skip


def data(name):
    return tomllib.loads(files("srccheck.web").joinpath("data", name).read_text(encoding="utf-8"))


def rows(name):
    text = files("srccheck.web").joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def view(title, text="", more="", status=200, headers=()):
    body = f"<title>{title}</title><body><p>{text}</p>{more}".encode()
    pairs = (("content-type", "text/html"), *headers)
    exchange = Exchange(url=H + "/a", http_status=status, headers=pairs, body=body)
    return exchange, read_page(exchange)


def test_every_phrase_of_missing_pages():
    """Single phrases, alone and beside a site's name."""
    for language, phrase in rows("not_found.tsv"):
        assert words.says_not_found(phrase), (language, phrase)
        assert words.says_not_found(f"{phrase} | One News"), (language, phrase)


def test_the_grammar_of_missing_pages():
    """Every noun with a predicate, every predicate with a noun, every predicate that stands alone."""
    for language, table in data("not_found.toml").items():
        if not isinstance(table, dict) or "nouns" not in table:
            continue
        nouns, predicates = table["nouns"].split(), [p.strip() for p in table["predicates"].split("|")]
        for noun in nouns:
            assert any(words.says_not_found(f"{noun} {said}") for said in predicates), (language, noun)
        for predicate in predicates:
            assert words.says_not_found(f"404 – {nouns[0]} {predicate}!"), (language, predicate)
            assert words.says_not_found(f"{predicate} {nouns[0]}"), (language, predicate)
        for phrase in table["alone"].split("|"):
            assert words.says_not_found(phrase.strip()), (language, phrase)
        for word in table["beside"].split():
            assert words.says_not_found(f"{word} {nouns[0]} {predicates[0]}"), (language, word)


def test_phrases_of_scripts_without_spaces():
    """Anywhere in a name that is hardly longer."""
    for phrase in words._unspaced():
        assert words.says_not_found(phrase + "。"), phrase
        assert words.speaks_of_absence(f"{phrase}…")
    for word in data("not_found.toml")["beside"].split():
        assert words.says_not_found(f"404 {word}"), word


@pytest.mark.parametrize("title", TITLES)
def test_titles_of_pages_that_are_there(title):
    """Words of absence within a title say nothing."""
    assert not words.says_not_found(title)


def test_the_phrases_of_django():
    """All 91 languages of Django's translations are known."""
    path = ROOT.parent / "shared" / "corpus" / "notfound_phrases.tsv"
    if not path.exists():
        pytest.skip("../shared/corpus is not there")
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    missed = [line for line in lines if line[0] == "Page not found" and not words.says_not_found(line[2])]
    assert not missed


def test_no_title_of_the_corpus_is_taken_for_missing():
    """Tens of thousands of titles and sentences in 47 languages."""
    folder: Path = ROOT.parent / "shared" / "corpus" / "titles"
    if not folder.exists():
        pytest.skip("../shared/corpus is not there")
    lines = (folder / "titles_dev.tsv").read_text(encoding="utf-8").splitlines()
    titles = {cell for line in lines for cell in line.split("\t")}
    assert not [title for title in titles if words.says_not_found(title)]


def test_every_sign_of_a_wall():
    """Its header, its challenge's marks, what it puts into pages with a refusal, its titles."""
    table = data("walls.toml")
    for row in table["wall"]:
        for name, values in row["headers"].items():
            for value in values:
                exchange, page = view("T", "x" * 5000, headers=((name, value),))
                assert header_wall(exchange) == wall(exchange, page) == f"{row['name']}, header {name}"
        for mark in row["gate"]:
            assert wall(*view("T", more=f"<i {mark}></i>")), mark
            assert wall(*view("T", "x " * 5000, more=f"<i {mark}></i>", status=403)), mark
            assert not wall(*view("T", "x " * 5000, more=f"<i {mark}></i>")), mark
        for mark in row["vendor"]:
            assert wall(*view("T", more=mark, status=403)), mark
            assert not wall(*view("T", more=f"<i {mark}></i>", status=404)), mark
        for title in row["titles"]:
            assert wall(*view(title, status=403)), title
            assert not wall(*view(title, "x " * 5000)), title
            assert not wall(*view(f"{title} in history", "x " * 500)), title
    for phrase in table["says"]:
        assert wall(*view("T", phrase)), phrase


def test_every_sign_of_a_parked_domain():
    """Where it leads, what it loads, what it says; the servers' own pages."""
    table = data("parked.toml")
    for host in table["leads_to"]["hosts"]:
        end = Exchange(url=f"https://www.{host}/x", http_status=200)
        assert parked(H + "/a", end, PageView())
        assert not parked(f"https://{host}/a", end, PageView()), "a page of the market itself"
    for path in table["leads_to"]["paths"]:
        assert parked(H + "/a", Exchange(url=H + path, http_status=200), PageView())
    for mark in table["loads"]["marks"]:
        assert parked(H + "/a", *view("one.example", more=f"<script>{mark}</script>")), mark
        assert not parked(H + "/a", *view("Markets", f"We wrote of {mark} before.")), mark
        assert not parked(H + "/a", *view("Markets", "x " * 500, more=f"<script>{mark}</script>")), mark
    for phrase in table["says"]["phrases"]:
        said = phrase.replace("{host}", "one.example")
        assert parked(H + "/a", *view(said)), phrase
        assert parked(H + "/a", *view("T", more=f"<h2>{said}</h2>")), phrase
        assert not parked(H + "/a", *view(f"Why {said} and what it costs", "x " * 500)), phrase
    for title in table["default_pages"]["titles"]:
        assert default_page(view(title)[1]), title


def test_every_row_of_the_gates():
    """Segments, first parts of hosts, and what gates call themselves."""
    table = data("gates.toml")
    for section, reason in (("login", "login"), ("paywall", "login"), ("consent", "consent")):
        for word in table[section]["segments"]:
            assert gate_of_address(f"{H}/{word.title()}.aspx") == reason, word
            assert gate_of_address(f"{H}/index.php?action={word}") == reason, word
        for word in table[section]["hosts"]:
            assert gate_of_address(f"http://{word}.a.example/?x"), word
            assert not gate_of_address(f"http://{word}.a.example/paper"), word
    for title in table["consent"]["titles"]:
        assert gate_of_page(view(title, "We use cookies")[1]) == "consent", title
        assert not gate_of_page(view(title, "x " * 5000)[1]), title
    for word in table["login"]["passwords"]:
        assert gate_of_page(view("Log in", word)[1]) == "login", word
    for _, word in rows("login_words.tsv"):
        assert gate_of_page(view(f"{word} - One", more="<input type=password>")[1]) == "login", word
    for word in table["home"]["segments"]:
        assert is_front_page(f"/{word}.html"), word


@pytest.mark.parametrize(
    ("path", "front"),
    [
        ("", True),
        ("/", True),
        ("/en/", True),
        ("/en/home.php", True),
        ("/essay", False),
        ("/qq/", False),
        ("/de/home/x", False),
    ],
)
def test_front_pages(path, front):
    """A site's first page, in any language; two letters that are no language are a name."""
    assert is_front_page(path) is front


def test_every_row_of_the_addresses():
    """Names of missing pages, and keys by which pages are told apart."""
    for word in address_words("missing")["segments"]:
        assert missing_by_address(f"{H}/a", f"{H}/{word}.html"), word
    for key in address_words("missing")["queries"]:
        assert missing_by_address(f"{H}/a", f"{H}/x?{key}=1"), key
    for key in address_words("missing")["codes"]:
        assert missing_by_address(f"{H}/a", f"{H}/x?{key}=404"), key
    for key in address_words("ids")["keys"]:
        assert not names_front_page(f"{H}/?{key}=1"), key
