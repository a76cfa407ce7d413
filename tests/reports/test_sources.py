"""The formats for reference managers: what is in them, and that others and we ourselves can read it."""

from __future__ import annotations

import csv
import io
import json
import warnings
from typing import Any

import pytest
from attrs import evolve
from citeproc import Citation as Cited
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

from srccheck import extract
from srccheck.model import CslItem, CslName, Document
from srccheck.reports import render_extract

from .samples import DOCUMENT, HOSTILE, citation, day, note

FORMATS = ("csl-json", "bibtex", "ris", "csv")

ITEMS = (
    CslItem(
        type="article-journal",
        title="Ränder & Räume: 50 % of #1_a",
        author=(CslName(family="Özdemir", given="Ayşe N."), CslName(literal="World Bank and Partners")),
        container_title="Journal of {Braces} $ and ~ } \\ `quotes''",
        issued=day(2011, 5, 3),
        accessed=day(2025, 7, 20),
        volume="12",
        issue="3-4",
        page="41-47",
        URL="https://a.example/x_y?q=1%20&b={c}#f~g",
        DOI="10.1000/a_b(2)",
    ),
    CslItem(
        type="chapter",
        title="Глава о море",
        author=(CslName(family="van der Berg", given="Jan"), CslName(family="Müller-Lüdenscheidt")),
        editor=(CslName(family="Иванов", given="И. И."),),
        container_title="Всё о море",
        publisher="Наука",
        publisher_place="Москва",
        issued=day(1999, 2),
        page="9",
        ISBN="9785020000001",
        language="ru",
    ),
    CslItem(type="thesis", title="Dash -- and --- dash", publisher="University of Ost", issued=day(850)),
    CslItem(type="report", title="Report", publisher="Institute", author=(CslName(family="Ostland Port"),)),
    CslItem(type="webpage", URL="https://b.example/", accessed=day(2024, 1)),
    CslItem(type="book", title="Only a Title", author=(CslName(given="Prince"),)),
)  # fmt: skip


def paper(*items: CslItem, path: str = "paper.txt") -> Document:
    """A document with a note for every item."""
    notes = (note(number, citation(number, csl=csl)) for number, csl in enumerate(items, 1))
    return evolve(DOCUMENT, path=path, notes=tuple(notes))


def written(form: str, *documents: Document) -> str:
    return render_extract(form, documents)


def read_back(form: str, *items: CslItem) -> list[dict[str, Any]]:
    """The fields that srccheck's own reader of a format finds in the report."""
    ending = {"bibtex": "bib", "ris": "ris", "csl-json": "json"}[form]
    document = extract(written(form, paper(*items)).encode(), name=f"refs.{ending}")
    assert not document.findings
    return [cited.csl.to_dict() for each in document.notes for cited in each.citations]


@pytest.mark.parametrize("form", ["csl-json", "bibtex", "ris"])
def test_what_is_written_is_read_back(form: str) -> None:
    """Every field comes back as it was, through accents, braces and every character that TeX minds."""
    wanted = [csl.to_dict() for csl in ITEMS]
    wanted[-1]["author"] = [{"literal": "Prince"}]  # a given name alone is the whole name
    if form == "bibtex":
        wanted[3]["author"] = [{"literal": "Ostland Port"}]  # it takes the last word for the family
        wanted[0]["URL"] = "https://a.example/x_y?q=1%20&b=%7Bc%7D#f~g"  # braces delimit its fields
    assert read_back(form, *ITEMS) == wanted


def test_a_citation_processor_takes_it() -> None:
    """citeproc reads our CSL-JSON and sets a bibliography from it, by its own style."""
    items = json.loads(written("csl-json", paper(*ITEMS)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of variables and locales that it has not; it goes on
        style = CitationStylesStyle("harvard-cite-them-right", validate=False)
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Cited([CitationItem(item["id"])]))
        shown = "\n".join(map(str, bibliography.bibliography()))
    for words in ("Özdemir, A.N.", "Ränder & Räume", "Глава о море", "University of Ost", "Only a Title"):
        assert words in shown


def test_ids_of_csl_items_are_unique() -> None:
    """An id tells the document and the citation, so that no two are alike."""
    items = json.loads(written("csl-json", paper(*ITEMS[:2]), paper(ITEMS[0], path="b.md")))
    assert [item["id"] for item in items] == ["paper.txt#n1.1", "paper.txt#n2.1", "b.md#n1.1"]


def test_translated_titles_keep_to_the_schema() -> None:
    """CSL has no variable for them; its `custom` holds what others need."""
    (item,) = json.loads(written("csl-json", paper(CslItem(title="Деньги", title_translated="Money"))))
    assert "title-translated" not in item
    assert item["custom"] == {"title-translated": "Money"}


@pytest.mark.parametrize("form", FORMATS)
def test_only_sources_are_written(form: str) -> None:
    """Back-references and citations without a field are no sources."""
    empty, short = citation(1, csl=CslItem()), citation(2, short_form=True, refers_to="n1.1")
    document = evolve(DOCUMENT, notes=(note(1, empty), note(2, short), note(3)))
    assert written(form, document) == written(form)


def test_an_empty_list_is_valid_everywhere() -> None:
    """Nothing found is an empty list, a header, or nothing."""
    assert json.loads(written("csl-json")) == []
    assert written("bibtex") == written("ris") == ""
    assert written("csv").count("\r\n") == 1


@pytest.mark.parametrize(
    ("csl", "key"),
    [
        (CslItem(author=(CslName(family="Özdemir"),), title="The Sea", issued=day(2011)), "ozdemir2011the"),
        (CslItem(author=(CslName(family="Lee"),), title="On Relations"), "leerelations"),
        (
            CslItem(author=(CslName(literal="Банк России"),), title="Отчёт", issued=day(1999)),
            "bank1999otchet",
        ),
        (CslItem(title="Only, a {title}%", issued=day(1999)), "only1999"),
        (CslItem(container_title="Afterimage"), "afterimage"),
        (CslItem(URL="https://a.example/"), "n1-1"),
    ],
)
def test_keys_can_be_cited(csl: CslItem, key: str) -> None:
    """A key is made of ASCII letters and digits, which TeX takes in any place."""
    assert written("bibtex", paper(csl)).partition("\n")[0].partition("{")[2] == f"{key},"


def test_tex_gets_what_it_can_set() -> None:
    """Every character with a meaning in TeX is written as the command for it; braces stay in pairs."""
    title = r"^ ~ \ { $ & # _ % -- ``"
    report = written("bibtex", paper(CslItem(title=title)))
    commands = r"\textasciicircum{} \textasciitilde{} \textbackslash{} $\lbrace$ \$ \& \# \_ \% -{}- `{}`"
    assert f"title = {{{commands}}}," in report
    assert report.count("{") == report.count("}")
    (note,) = extract(report.encode(), name="a.bib").notes
    assert note.citations[0].csl.title == title


def test_keys_of_bibtex_are_unique() -> None:
    """The same source cited twice is two entries."""
    found = [
        each.marker for each in extract(written("bibtex", paper(*ITEMS[:1] * 3)).encode(), name="a.bib").notes
    ]
    assert found == ["ozdemir2011rander", "ozdemir2011rander-2", "ozdemir2011rander-3"]


@pytest.mark.parametrize("form", FORMATS)
def test_hostile_text_stays_in_its_field(form: str) -> None:
    """Control characters do nothing to a terminal, and no line of a value becomes one of the format's."""
    nasty = f"{HOSTILE}\nER  - \nTY  - JOUR\n}}\n@book{{x, title={{y}}}}\n"
    report = written(form, paper(CslItem(title=nasty, DOI=nasty, URL=f"https://a.example/{nasty}")))
    assert not set(report) & {"\x1b", "\u202e", "\x9b"}
    if form == "ris":
        assert report.count("\r\nER  - ") == report.count("TY  - ELEC") + report.count("TY  - GEN") == 1
    elif form == "bibtex":
        assert len(extract(report.encode(), name="a.bib").notes) == 1
    elif form == "csl-json":
        assert len(json.loads(report)) == 1
    else:
        assert len(list(csv.reader(io.StringIO(report)))) == 2


def test_rows_of_the_table() -> None:
    """A row says where the source is cited, and what it is."""
    row = next(csv.DictReader(io.StringIO(written("csv", paper(ITEMS[0])))))
    assert list(row)[:3] == ["document", "line", "column"]
    assert row | {"text": ""} == row | {
        "document": "paper.txt",
        "line": "101",
        "note": "1",
        "citation": "n1.1",
    } | {
        "author": "Özdemir, Ayşe N.; World Bank and Partners",
        "issued": "2011-05-03",
        "accessed": "2025-07-20",
        "pages": "41-47",
        "text": "",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r@", " =", "＝"])
def test_no_cell_is_a_formula(start: str) -> None:
    """A spreadsheet takes none of the cells for something to compute."""
    text = f"{start}HYPERLINK(1)"
    row = next(
        csv.DictReader(io.StringIO(written("csv", paper(CslItem(title=text, publisher=text), path=text))))
    )
    assert [row[name][0] for name in ("title", "publisher", "document")] == ["'"] * 3
