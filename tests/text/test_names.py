"""Names of authors."""

from __future__ import annotations

import pytest

from srccheck.text.names import is_initials, is_organisation, is_person, read_names


def shown(text: str, **options: bool) -> list[str] | None:
    names = read_names(text, **options)
    return (
        None if names is None else [n.literal or "|".join(filter(None, (n.family, n.given))) for n in names]
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee", ["Lee|Ann"]),
        ("S. Frederick Poe", ["Poe|S. Frederick"]),
        ("Y.M. Shum Xie", ["Shum Xie|Y.M."]),
        ("Ann Lee and Bo Poe", ["Lee|Ann", "Poe|Bo"]),
        ("Ann Lee, Bo Poe and Cy Fox", ["Lee|Ann", "Poe|Bo", "Fox|Cy"]),
        ("Lee, Ann, and Bo Poe", ["Lee|Ann", "Poe|Bo"]),
        ("van Lee, Ann, Bo Poe, and Cy Fox", ["van Lee|Ann", "Poe|Bo", "Fox|Cy"]),
        ("LEE, Ann ; POE, Bo", ["LEE|Ann", "POE|Bo"]),
        ("Lee, A. B., Poe, C., & Fox, D.", ["Lee|A. B.", "Poe|C.", "Fox|D."]),
        ("Lee AB, Poe C, Fox DEF, et al.", ["Lee|AB", "Poe|C", "Fox|DEF"]),
        ("Lee, A. B. de; Poe, C.", ["Lee|A. B. de", "Poe|C."]),
        ("C. del Pino, M. Abad", ["del Pino|C.", "Abad|M."]),
        ("А. М. Медведев", ["Медведев|А. М."]),
        ("Хміль А. А.", ["Хміль|А. А."]),
        ("Иванов И. И. и др.", ["Иванов|И. И."]),
        ("Mustafa EĞİLMEZ ve Ali KUMCU", ["EĞİLMEZ|Mustafa", "KUMCU|Ali"]),
        ("EĞİLMEZ, KUMCU", ["EĞİLMEZ", "KUMCU"]),
        ("王启方, 王晓云, & 李浩森", ["王启方", "王晓云", "李浩森"]),
        ("Bo Poe Jr.", ["Poe|Bo"]),
        ("Ann Lee (eds.)", ["Lee|Ann"]),
        ("Ann Lee, eds.", ["Lee|Ann"]),
        ("Lee", ["Lee"]),
        ("nickname", ["nickname"]),
        ("CIA", ["CIA"]),
        ("ORF.at", ["ORF.at"]),
        ("European Council", ["European Council"]),
        ("Ministry of Trade and Industry", ["Ministry of Trade and Industry"]),
        ("NGINX, Inc.", ["NGINX, Inc"]),
        ("COMMISSION THÉOLOGIQUE INTERNATIONALE", ["COMMISSION THÉOLOGIQUE INTERNATIONALE"]),
        ("LONG LISTED TITLE", ["LONG LISTED TITLE"]),
        ("a sentence about nothing", None),
        ("Ann Lee went home", None),
        ("LEE, J. R. Speech Acts", None),
        ("Is it true?", None),
        ("", None),
        ("x" * 3000, None),
    ],
)
def test_read_names(text, names):
    """Surname first or last, initials, lists, particles, organisations; a sentence is no name."""
    assert shown(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Siqueira JS de, Fernandes R de CP", ["Siqueira|JS de", "Fernandes|R de CP"]),
        ("Nozu, C. da C., & Rocha, A. C. dos S.", ["Nozu|C. da C.", "Rocha|A. C. dos S."]),
        ("NGINX 2, Inc.", ["NGINX 2, Inc"]),
        ("诸葛亮、李四：", ["诸葛亮", "李四"]),
    ],
)  # fmt: skip
def test_particles_and_marks_inside_of_lists(text, names):
    """Particles stand among initials; digits only in a firm's name."""
    assert shown(text) == names


@pytest.mark.parametrize("text", ["Silva y", "Lee e.", "A B y", "van der A B", "王", "de la A"])
def test_odd_remains_are_read_or_refused(text):
    """What is left of a damaged list is some name or none."""
    assert read_names(text) is None or len(read_names(text)) == 1


@pytest.mark.parametrize("text", ["What is 2020?, Lee", "Lee, 2020", "Lee: a; Poe", "“Lee”"])
def test_marks_of_titles_are_in_no_name(text):
    """Digits, questions and quotations are found out before the pieces are read."""
    assert read_names(text) is None


def test_a_word_alone_may_be_no_author():
    """At the head of a citation a single small word is rather a title, unless *et al.* follows."""
    assert shown("nickname", lone=False) is None
    assert shown("nickname et al.", lone=False) == ["nickname"]


@pytest.mark.parametrize(
    ("name", "person"),
    [
        ("Ann van der Lee", True),
        ("A. B.", False),
        ("Ann Rui. Lee", False),
        ("ann lee", False),
        ("7 Days", False),
    ],
)
def test_is_person(name, person):
    """Capitals throughout but for particles, and no sentence's end inside."""
    assert is_person(name) is person


def test_is_organisation():
    """A telling word where an organisation's name has it; no sentence and no initials."""
    assert is_organisation("Institute for Things")
    assert is_organisation("Some Institute")
    assert not is_organisation("a library to the curriculum of it")
    assert not is_organisation("The Institute is here")
    assert not is_organisation("U.S.")


def test_is_initials():
    """Letters with full stops, particles between."""
    assert is_initials("J. R.")
    assert is_initials("T. C. da")
    assert not is_initials("Jo")
