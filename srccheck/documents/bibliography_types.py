"""What BibTeX, RIS and EndNote call kinds of publications, as CSL types (CSL 1.0.2, appendix III)."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["BIBTEX_TYPES", "ENDNOTE_TYPES", "RIS_TYPES"]

# Entry types: biblatex manual §2.1; as Zotero's and citeproc's translators match them
BIBTEX_TYPES: Mapping[str, str] = {
    "article": "article-journal", "artwork": "graphic", "audio": "song", "book": "book", "bookinbook": "book",
    "booklet": "pamphlet", "collection": "book", "conference": "paper-conference", "dataset": "dataset",
    "electronic": "webpage", "image": "graphic", "inbook": "chapter", "incollection": "chapter",
    "inproceedings": "paper-conference", "inreference": "entry-encyclopedia", "jurisdiction": "legal_case",
    "legislation": "legislation", "letter": "personal_communication", "manual": "book",
    "mastersthesis": "thesis",
    "misc": "document", "movie": "motion_picture", "mvbook": "book", "mvcollection": "book",
    "mvproceedings": "book", "mvreference": "book", "online": "webpage", "patent": "patent",
    "performance": "performance", "periodical": "periodical", "phdthesis": "thesis", "proceedings": "book",
    "reference": "book", "report": "report", "review": "review", "software": "software",
    "standard": "standard",
    "suppbook": "chapter", "suppcollection": "chapter", "suppperiodical": "article-journal",
    "techreport": "report", "thesis": "thesis", "unpublished": "manuscript", "video": "motion_picture",
    "www": "webpage",
}  # fmt: skip

# Reference types: RIS format specification (Research Information Systems, 2011)
RIS_TYPES: Mapping[str, str] = {
    "ABST": "article-journal", "ADVS": "motion_picture", "AGGR": "dataset", "ANCIENT": "classic",
    "ART": "graphic",
    "BILL": "bill", "BLOG": "post-weblog", "BOOK": "book", "CASE": "legal_case", "CHAP": "chapter",
    "CHART": "graphic", "CLSWK": "classic", "COMP": "software", "CONF": "book", "CPAPER": "paper-conference",
    "CTLG": "book", "DATA": "dataset", "DBASE": "dataset", "DICT": "entry-dictionary", "EBOOK": "book",
    "ECHAP": "chapter", "EDBOOK": "book", "EJOUR": "article-journal", "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia", "FIGURE": "figure", "GEN": "document", "GOVDOC": "report",
    "HEAR": "hearing",
    "ICOMM": "webpage", "INPR": "article", "JFULL": "periodical", "JOUR": "article-journal",
    "LEGAL": "legislation",
    "MANSCPT": "manuscript", "MAP": "map", "MGZN": "article-magazine", "MPCT": "motion_picture",
    "MULTI": "webpage", "MUSIC": "musical_score", "NEWS": "article-newspaper", "PAMP": "pamphlet",
    "PAT": "patent", "PCOMM": "personal_communication", "RPRT": "report", "SER": "book", "SLIDE": "speech",
    "SOUND": "song", "STAND": "standard", "STAT": "legislation", "THES": "thesis", "UNPB": "manuscript",
    "VIDEO": "motion_picture", "WEB": "webpage",
}  # fmt: skip

# Names of reference types in EndNote's XML (EndNote 20 manual, Reference Types Table)
ENDNOTE_TYPES: Mapping[str, str] = {
    "Ancient Text": "classic", "Artwork": "graphic", "Audiovisual Material": "motion_picture", "Bill": "bill",
    "Blog": "post-weblog", "Book": "book", "Book Section": "chapter", "Case": "legal_case", "Catalog": "book",
    "Chart or Table": "figure", "Classical Work": "classic", "Computer Program": "software",
    "Conference Paper": "paper-conference", "Conference Proceedings": "paper-conference",
    "Dataset": "dataset", "Dictionary": "entry-dictionary", "Discussion Forum": "post", "Edited Book": "book",
    "Electronic Article": "article-journal", "Electronic Book": "book", "Electronic Book Section": "chapter",
    "Encyclopedia": "entry-encyclopedia", "Figure": "figure", "Film or Broadcast": "motion_picture",
    "Government Document": "report", "Hearing": "hearing", "Interview": "interview",
    "Journal Article": "article-journal", "Legal Rule or Regulation": "legislation",
    "Magazine Article": "article-magazine", "Manuscript": "manuscript", "Map": "map",
    "Music": "musical_score", "Newspaper Article": "article-newspaper", "Online Database": "dataset",
    "Online Multimedia": "webpage",
    "Pamphlet": "pamphlet", "Patent": "patent", "Personal Communication": "personal_communication",
    "Podcast": "broadcast", "Press Release": "webpage", "Report": "report", "Serial": "periodical",
    "Social Media": "post", "Standard": "standard", "Statute": "legislation",
    "Television Episode": "broadcast",
    "Thesis": "thesis", "Unpublished Work": "manuscript", "Web Page": "webpage",
}  # fmt: skip
