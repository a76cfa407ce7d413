"""In what language a page is, whatever it says."""

from __future__ import annotations

import pytest

from srccheck.model.web import Exchange
from srccheck.web.page import page_facts

TEXTS = {
    "en": (
        "The harbour master raised the dues for the third time this year, and the pilots went on strike. "
        "Ships waited at sea for two days before the council agreed to talk about the new tariff and its "
        "reasons."
    ),
    "ru": (
        "Начальник порта в третий раз за год повысил сборы, и лоцманы объявили забастовку. Суда два дня "
        "ждали в море, прежде чем городской совет согласился обсудить новый тариф и причины его введения "
        "в этом году."
    ),
    "az": (
        "Liman rəisi bu il üçüncü dəfə rüsumları artırdı və losmanlar tətil elan etdilər. Gəmilər iki gün "
        "dənizdə gözlədilər, sonra şəhər şurası yeni tarifi və onun səbəblərini müzakirə etməyə razılıq "
        "verdi. Bu barədə yerli qəzetlər məlumat yaydı."
    ),
    "hr": (
        "Lučka uprava treći je put ove godine povisila pristojbe, a piloti su stupili u štrajk. Brodovi "
        "su dva dana čekali na moru prije nego što je vijeće pristalo razgovarati o novoj tarifi i "
        "njezinim razlozima."
    ),
    "oc": (
        "Lo cap del pòrt aumentèt las taxas pel tresen còp d'aquesta annada, e los pilòts se metèron en "
        "cauma. Las naus esperèron dos jorns en mar abans que lo conselh acceptèsse de parlar de la "
        "tarifa novèla."
    ),
}
DUES = "Harbour Dues Rise for the Third Time This Year"
SBORY = "Начальник порта в третий раз повысил сборы"
SHORT = "Заглавие статьи о портовых сборах"


def seen(text, *, lang=None, title="", head="", url="https://one.example/a", **headers):
    element = f'<html lang="{lang}">' if lang else "<html>"
    body = (
        f"<!doctype html>{element}<head><title>{title}</title>{head}</head><body><p>{text}</p></body></html>"
    )
    pairs = [("content-type", "text/html; charset=utf-8")]
    pairs += [(name.replace("_", "-"), value) for name, value in headers.items()]
    return page_facts(Exchange(url=url, http_status=200, headers=tuple(pairs), body=body.encode()))


@pytest.mark.parametrize(
    ("text", "lang", "tag", "declared"),
    [
        ("en", "en", "en", None),
        ("en", "en-GB", "en-GB", None),
        ("en", None, "en", None),
        ("az", "en", "az", "en"),
        ("az", "az", "az", None),
        ("ru", "uk", "ru", "uk"),
        ("hr", "sr", "sr", None),
        ("hr", "bs-Latn-BA", "bs-Latn-BA", None),
        ("oc", "oc", "oc", None),
    ],
)
def test_the_text_is_the_best_witness(text, lang, tag, declared):
    """A contradiction is kept; languages that the detector does not know, and kindred ones, are believed."""
    page = seen(TEXTS[text], lang=lang)
    assert page.language.tag == tag
    assert page.language.confidence >= 0.9
    assert (page.language.basis == "text") == (tag != "oc")
    assert (page.declared and page.declared.tag) == declared
    assert (page.to_dict()["declared_language"] is None) == (declared is None)


def test_a_short_text_in_another_language_than_title_and_declaration():
    """A notice about cookies is not the page."""
    page = seen(TEXTS["en"], lang="ru", title=SBORY)
    assert (page.language.tag, page.language.basis, page.declared) == ("ru", "html-lang", None)
    assert seen(TEXTS["en"], lang="ru", title="Dues Rise for a Third Time").language.tag == "en"


def test_a_text_in_two_languages():
    """What the two looks at it disagree about, the declaration settles; without one, nothing does."""
    both = f"{TEXTS['ru']} {TEXTS['en']}"
    assert seen(both, lang="ru").language.tag == "ru"
    assert seen(both).language is None


OWN = '<link rel="alternate" hreflang="{}" href="{}">'


@pytest.mark.parametrize(
    ("head", "url", "expected"),
    [
        (OWN.format("az", "https://one.example/a"), "https://one.example/a", ("az", "hreflang")),
        (OWN.format("az", "/a#top"), "https://one.example/a", ("az", "hreflang")),
        (OWN.format("az", "http://www.one.example/a/"), "https://one.example/a", ("az", "hreflang")),
        (OWN.format("az", "/az/a") + OWN.format("ru", "/a"), "https://one.example/a", ("ru", "hreflang")),
        ('<link rel="canonical" href="/b">' + OWN.format("ru", "/b"), "https://one.example/a?x=1",
         ("ru", "hreflang")),
        (OWN.format("ru", "/other"), "https://one.example/a", None),
        (OWN.format("ru", "/a") + OWN.format("x-default", "/a"), "https://one.example/a", ("ru", "hreflang")),
        (OWN.format("ru", "/a") + OWN.format("az", "/a"), "https://one.example/a", None),
        (OWN.format("ru", "http://[::1"), "https://one.example/a", None),
        ("", "https://one.example/ru/a", ("ru", "url")),
        ("", "https://one.example/pt-br/a", ("pt", "url")),
        ("", "https://ru.one.example/a", ("ru", "url")),
        ("", "https://one.example/a?x=1&lang=az", ("az", "url")),
        ("", "https://one.example/a?lang=azure", None),
        ("", "https://ru.example/a", None),
        ("", "https://one.example/rural", None),
        ("", "https://one.example/zz/a", None),
        ("", "http://[::1/ru/", None),
    ],
)  # fmt: skip
def test_other_declarations(head, url, expected):
    """The page among its own translations; the address as a guess."""
    language = seen("Short.", head=head, url=url).language
    assert (language and (language.tag, language.basis)) == expected


@pytest.mark.parametrize(
    ("lang", "title", "url", "expected"),
    [
        ("en", SBORY, "https://one.example/a", ("ru", "title")),
        ("en", DUES, "https://one.example/a", ("en", "html-lang")),
        ("de", DUES, "https://one.example/a", ("de", "html-lang")),
        (None, SBORY, "https://one.example/uk/a", ("ru", "title")),
        (None, "Port", "https://one.example/a", None),
    ],
)
def test_the_title_is_the_last_resort(lang, title, url, expected):
    """It stands above the template's English and the address, where it is certain."""
    language = seen(SHORT[:10], lang=lang, title=title, url=url).language
    assert (language and (language.tag, language.basis)) == expected
