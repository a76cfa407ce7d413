"""Hosts that answer as real ones do, and the word for each: what is gone, gated, or fine."""

from __future__ import annotations

import pytest
from attrs import evolve

from srccheck.text.urls import normalize
from srccheck.web.live import Prober
from tests.web.conftest import SETTINGS
from tests.web.localweb import answer, in_turn, redirect

TEXT = (
    "The committee met on Tuesday to review the transit agreement and heard seven witnesses about tariffs. "
)
LONG = TEXT * 12
OTHER = (
    "Local choir wins prize; the bakery on the corner closes; rain until Friday, then sun and a light wind. "
    * 9
)
U = "http://one.example"
ALIVE, MOVED = ("alive", "ok"), ("moved", "moved-permanently")
SOFT, HOME, PARKED = ("dead", "soft-404"), ("dead", "redirected-to-home"), ("dead", "parked")
WALL, LOGIN, CONSENT = ("blocked", "challenge"), ("blocked", "login"), ("blocked", "consent")


def shown(title, text=LONG, *, head="", body="", h1=None, lang="en", status=200, headers=None):
    heading = title if h1 is None else h1
    markup = (
        f'<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><nav><a href=/>Home</a> <a href=/about>About</a></nav><main><h1>{heading}</h1><p>{text}</p>"
        f"{body}"
        "</main><footer>All rights reserved</footer></body></html>"
    )
    return answer(markup, status, headers)


def everywhere(behaviour, **paths):
    """A host that answers every address alike."""
    return {"*": behaviour, "/": shown("One", OTHER), **paths}


FINE = shown("Harbour Dues Rise")
PASSWORD = "<form><input name=u><input type=password name=p></form>"
SCRIPT = "<script src=/app.js></script>"
CASES = {
    # name: (paths of one.example, path asked, expected)
    "an article": ({"/a": FINE}, "/a", ALIVE),
    "a page about 404s": ({"/a": shown("404 and Other Numbers That Became Words")}, "/a", ALIVE),
    "how to fix a 404": ({"/a": shown("How to Fix a 404 Not Found Error", TEXT)}, "/a", ALIVE),
    "an encyclopedia's entry on 404": (
        {"/wiki/HTTP_404": shown("HTTP 404 - Encyclopedia")},
        "/wiki/HTTP_404",
        ALIVE,
    ),
    "a novel of that name": ({"/a": shown("Page Not Found - Novels", LONG * 4)}, "/a", ALIVE),
    "just a moment in history": ({"/a": shown("Just a moment in history", TEXT)}, "/a", ALIVE),
    "a short but real page": ({"/a": shown("Minutes", "The motion was carried.")}, "/a", ALIVE),
    "a page without text": ({"/a": shown("Photograph 17", "", body="<img src=/17.jpg>")}, "/a", ALIVE),
    "a page that scripts build": (everywhere(shown("App", "", body=SCRIPT)), "/a", ALIVE),
    "a homepage cited as such": ({"/": shown("One", "Welcome.")}, "/", ALIVE),
    "a homepage that leads to its language": ({"/": redirect("/en/"), "/en/": shown("One")}, "/", ALIVE),
    "login systems compared": ({"/a": shown("Login Systems Compared", body=PASSWORD)}, "/a", ALIVE),
    "a page about the domain market": (
        {
            "/a": shown(
                "Is This Domain for Sale? The Domain Market",
                "This domain is for sale, says the page. " + LONG,
                body='<a href="https://sedo.com/x">Sedo</a>',
            )
        },
        "/a",
        ALIVE,
    ),
    "a short page about parking": (
        {
            "/a": shown(
                "How parking works",
                'Pages load from sedoparking.com and <a href="http://bodis.com">bodis.com</a>.',
            )
        },
        "/a",
        ALIVE,
    ),
    "an article on captchas": (
        {
            "/a": shown(
                "Are You a Robot? How Captchas Shaped the Web",
                "We all had to g-recaptcha. " + LONG,
                body='<div class="g-recaptcha"></div>',
            )
        },
        "/a",
        ALIVE,
    ),
    "a contact page with a captcha": (
        {
            "/a": shown(
                "Contact",
                "Write to us.",
                body='<form><div class="g-recaptcha"></div></form><script src="https://www.google.com/recaptcha/api.js"></script>',
            )
        },
        "/a",
        ALIVE,
    ),
    "a login page cited as such": ({"/login": shown("Log in", "", body=PASSWORD)}, "/login", ALIVE),
    "an article beside a login box": ({"/a": shown("Harbour Dues", TEXT * 3, body=PASSWORD)}, "/a", ALIVE),
    "consent banner beside an article": (
        {"/a": shown("Dues", LONG, body="<div>We value your privacy</div>" + SCRIPT)},
        "/a",
        ALIVE,
    ),
    "a slug that is not looked at": (
        {"/q/4711/old-words": redirect("/q/4711/new-words", 301), "/q/4711/new-words": FINE},
        "/q/4711/old-words",
        MOVED,
    ),
    "a slug that is kept": (
        {"/old/harbour-dues": redirect("/news/2024/harbour-dues"), "/news/2024/harbour-dues": FINE},
        "/old/harbour-dues",
        ALIVE,
    ),
    "a tracking parameter taken away": (
        {"/a?utm_source=x": redirect("/a", 301), "/a": FINE},
        "/a?utm_source=x",
        ALIVE,
    ),
    "a section that links moved to": ({"/a": redirect("/section", 301), "/section": FINE}, "/a", MOVED),
    "number 404 of a series": (
        {"/?p=404": redirect("/story/404", 301), "/story/404": FINE},
        "/?p=404",
        MOVED,
    ),
    # soft 404
    **{
        f"missing in its title: {title}": ({"/a": shown(title, "Please try the search.")}, "/a", SOFT)
        for title in (
            "404",
            "Error 404 (Not Found)!!1",
            "Page not found – One News",
            "One | Seite nicht gefunden",
            "Página no encontrada",
            "Page introuvable",
            "Pagina non trovata",
            "Страница не найдена",
            "Сторінку не знайдено",
            "Sayfa bulunamadı",
            "Səhifə tapılmadı",
            "Strona nie została znaleziona",
            "صفحه مورد نظر یافت نشد",
            "الصفحة غير موجودة",
            "页面不存在",
            "ページが見つかりません",
            "페이지를 찾을 수 없습니다",
            "Siden blev ikke fundet",
            "Sidan kunde inte hittas",
            "Sivua ei löytynyt",
            "Az oldal nem található",
            "Pagina nu a fost găsită",
            "Η σελίδα δεν βρέθηκε",
            "გვერდი ვერ მოიძებნა",
            "Էջը չի գտնվել",
            "העמוד לא נמצא",
            "Stranica nije pronađena",
            "Страницата не е намерена",
            "Trang không tồn tại",
        )
    },
    "missing in its heading": (
        {"/a": shown("One News", "Try the search.", h1="Oops! That page can’t be found.")},
        "/a",
        SOFT,
    ),
    "missing in its text": (
        {"/a": shown("One News", "Sorry, this article is no longer available.", h1="")},
        "/a",
        SOFT,
    ),
    "missing in plain text": (
        {"/a": answer("404 page not found", headers={"Content-Type": "text/plain"})},
        "/a",
        SOFT,
    ),
    "missing with much beside it": (
        everywhere(shown("Page not found", LONG * 4, h1="Latest news")),
        "/a",
        SOFT,
    ),
    "the same for every address, and called so": (everywhere(shown("One Weekly", OTHER)), "/a", SOFT),
    "a welcome for every address": (everywhere(shown("Home", OTHER)), "/a", SOFT),
    "nothing of its address's words": (
        everywhere(shown("Our Farm", OTHER)),
        "/2019/harbour-dues-rise-again",
        SOFT,
    ),
    "in other words than its address": (
        {"/2019/harbour-dues-rise-again": shown("Our Farm", OTHER)},
        "/2019/harbour-dues-rise-again",
        ALIVE,
    ),
    "a search for it": (
        {
            "/a": redirect("/search?q=a"),
            "*": redirect("/search?q=x"),
            "/search": shown("Search", "0 results"),
        },
        "/a",
        SOFT,
    ),
    "speaks of it, and the same for every address": (
        everywhere(
            shown("One", "What you want is not found among our many pages, dear reader, so look further.")
        ),
        "/a",
        SOFT,
    ),
    "hardly any text, and the same for every address": (
        everywhere(shown("One", "Nothing to see, go on.")),
        "/a",
        SOFT,
    ),
    "its site's name, and the same for every address": (everywhere(shown("one.example", OTHER)), "/a", SOFT),
    "a file that is now a page for everything": (everywhere(shown("Welcome", OTHER)), "/r.pdf", SOFT),
    "led to /404": ({"/a": redirect("/404"), "/404": shown("Hm", OTHER)}, "/a", SOFT),
    "led to a page of errors": (
        {"/a": redirect("/errors/page-not-found.html"), "/errors/page-not-found.html": shown("Hm", OTHER)},
        "/a",
        SOFT,
    ),
    "led to IIS's error page": (
        {"/a": redirect("/oops.aspx?aspxerrorpath=/a"), "/oops.aspx": shown("Hm", OTHER)},
        "/a",
        SOFT,
    ),
    "led to one page like all others": (
        {"*": redirect("/archive-closed"), "/archive-closed": shown("Our new site", OTHER)},
        "/a/b",
        SOFT,
    ),
    "led for good to one page like all others": (
        {"*": redirect("/new-site", 301), "/new-site": shown("Our new site", OTHER)},
        "/a/b",
        SOFT,
    ),
    "a server's own page": (
        {"/a": shown("Welcome to nginx!", "If you see this page, nginx is installed.")},
        "/a",
        SOFT,
    ),
    "a suspended account": ({"/a": shown("Account Suspended", "Contact your provider.")}, "/a", SOFT),
    # home
    "home": ({"/a": redirect("/"), "/": shown("One", OTHER)}, "/a", HOME),
    "home for good": ({"/a": redirect("/", 301), "/": shown("One", OTHER)}, "/a", HOME),
    "home in its language": ({"/a/b": redirect("/en/"), "/en/": shown("One", OTHER)}, "/a/b", HOME),
    "home by its file": ({"/a": redirect("/index.php"), "/index.php": shown("One", OTHER)}, "/a", HOME),
    "home by a meta refresh": (
        {"/a": answer('<meta http-equiv="refresh" content="0; url=/">'), "/": shown("One", OTHER)},
        "/a",
        HOME,
    ),
    "all to another site's home": ({"*": redirect("http://two.example/", 301)}, "/a", HOME),
    "one to another site's home": ({"/a": redirect("http://two.example/")}, "/a", ALIVE),
    # parked
    "parked by what it loads": (
        {
            "/a": shown(
                "one.example",
                "Related searches",
                body='<script src="https://img.sedoparking.com/x.js"></script>',
            )
        },
        "/a",
        PARKED,
    ),
    "GoDaddy's lander": (
        {
            "/a": answer(
                '<html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>'
            )
        },
        "/a",
        PARKED,
    ),
    "parked free": (
        {"/a": shown("one.example", "This domain is parked free, courtesy of GoDaddy.com.")},
        "/a",
        PARKED,
    ),
    "for sale by its name": ({"/a": shown("one.example is for sale", "Make an offer.")}, "/a", PARKED),
    "for sale in its title": (
        {"/a": shown("one.example - This domain is for sale!", "Make an offer.")},
        "/a",
        PARKED,
    ),
    "for sale in German": (
        {"/a": shown("one.example", "Diese Domain steht zum Verkauf. Jetzt anfragen.", h1="Guten Tag")},
        "/a",
        PARKED,
    ),
    "for sale in Russian": (
        {"/a": shown("Домен one.example продаётся", "Сделать предложение")},
        "/a",
        PARKED,
    ),
    "for sale in Turkish": ({"/a": shown("Bu alan adı satılıktır", "Teklif ver")}, "/a", PARKED),
    "led to a seller": (
        {"/a": redirect("http://www.hugedomains.com/domain_profile.cfm?d=one")},
        "/a",
        PARKED,
    ),
    # walls
    "Cloudflare": (
        {
            "/a": shown(
                "Just a moment...", "Checking", head="<script>window._cf_chl_opt={}</script>", status=403
            )
        },
        "/a",
        WALL,
    ),
    "Cloudflare under 503": (
        {"/a": shown("Just a moment...", "", body='<form id="challenge-form"></form>', status=503)},
        "/a",
        WALL,
    ),
    "Cloudflare by its header under 200": (
        {"/a": shown("x", headers={"cf-mitigated": "challenge"})},
        "/a",
        WALL,
    ),
    "Akamai": (
        {"/a": shown("Access Denied", "Reference #18.2d35 https://errors.edgesuite.net/18", status=403)},
        "/a",
        WALL,
    ),
    "DataDome": (
        {
            "/a": answer(
                "<script>var dd={}</script><script src='https://ct.captcha-delivery.com/c.js'></script>", 403
            )
        },
        "/a",
        WALL,
    ),
    "HUMAN under 200": (
        {"/a": shown("Robot or human?", "Press and hold", body="<div id=px-captcha></div>")},
        "/a",
        WALL,
    ),
    "AWS WAF, 202": ({"/a": answer("", 202, {"x-amzn-waf-action": "challenge"})}, "/a", WALL),
    "AWS WAF, 405": (
        {"/a": shown("Human Verification", "", body="<script>window.gokuProps={}</script>", status=405)},
        "/a",
        WALL,
    ),
    "Imperva under 200": (
        {
            "/a": answer(
                '<html><body><iframe src="/_Incapsula_Resource?x">'
                "Request unsuccessful. Incapsula incident ID: 1</iframe></body></html>"
            )
        },
        "/a",
        WALL,
    ),
    "Sucuri": (
        {"/a": shown("Access Denied - Sucuri Website Firewall", "Your address was blocked.", status=403)},
        "/a",
        WALL,
    ),
    "F5 under 200": (
        {
            "/a": answer(
                "<html><head><title>Request Rejected</title></head><body>"
                "The requested URL was rejected. Please consult with your administrator.</body></html>"
            )
        },
        "/a",
        WALL,
    ),
    "a captcha page under 200": (
        {
            "/a": shown(
                "Are you a robot? - One News", "Solve it.", body='<div class="h-captcha"></div>' + SCRIPT
            )
        },
        "/a",
        WALL,
    ),
    "a challenge without scripts": (
        {"/a": shown("Just a moment...", "Verify you are human by completing this.")},
        "/a",
        WALL,
    ),
    "a challenge in the site's name": (
        {"/a": shown("One", "Enable JavaScript and cookies to continue")},
        "/a",
        WALL,
    ),
    "a captcha under 429": ({"/a": shown("Hold on", "Solve the captcha.", status=429)}, "/a", WALL),
    "SiteGround": (
        {
            "/a": answer(
                '<html><head><meta http-equiv="refresh" content="0;/.well-known/sgcaptcha/?r=/a">',
                202,
                {"sg-captcha": "challenge"},
            )
        },
        "/a",
        WALL,
    ),
    "a plain 403": ({"/a": shown("Forbidden", "You may not.", status=403)}, "/a", ("blocked", "http-403")),
    "a missing page behind a wall's scripts": (
        {
            "/a": shown(
                "Not found", "", head='<script src="/cdn-cgi/challenge-platform/x.js"></script>', status=404
            )
        },
        "/a",
        ("dead", "http-404"),
    ),
    # gates
    "to a login": (
        {"/a": redirect("/account/login?return=/a"), "/account/login": shown("Log in", "User name.")},
        "/a",
        LOGIN,
    ),
    "to a login route": (
        {"/a": redirect("/index.php?title=Special:UserLogin&returnto=A"), "/index.php": shown("Log in")},
        "/a",
        LOGIN,
    ),
    "to a subscription": (
        {"/a": redirect("/subscribe?from=/a"), "/subscribe": shown("Choose your plan")},
        "/a",
        LOGIN,
    ),
    "to a German subscription": (
        {"/a": redirect("/abo/digital"), "/abo/digital": shown("Angebote")},
        "/a",
        LOGIN,
    ),
    "a login in its place": ({"/a": shown("Sign in | One", "Members only.", body=PASSWORD)}, "/a", LOGIN),
    "a Russian login in its place": ({"/a": shown("Вход", "Введите пароль", body=PASSWORD)}, "/a", LOGIN),
    "a login without a form": ({"/a": shown("Log in", "Log in to read. User name. Password.")}, "/a", LOGIN),
    "to a consent host": ({"/a": redirect("http://consent.two.example/m?continue=a")}, "/a", CONSENT),
    "to a consent page": (
        {"/a": redirect("/privacy-gate?u=/a"), "/privacy-gate": shown("Privacy")},
        "/a",
        CONSENT,
    ),
    "a consent page in its place": (
        {"/a": shown("Before you continue to YouTube", "We use cookies.", body=SCRIPT)},
        "/a",
        CONSENT,
    ),
    # journeys
    "a meta refresh to another page": (
        {"/a": answer('<meta http-equiv="refresh" content="1;URL=\'/b\'">'), "/b": FINE},
        "/a",
        ALIVE,
    ),
    "a refresh by a header": (
        {"/a": answer("<p>", headers={"Refresh": "0; url=/b"}), "/b": FINE},
        "/a",
        ALIVE,
    ),
    "a page that loads itself anew": (
        {"/a": shown("Ticker", head='<meta http-equiv="refresh" content="5;url=/a">')},
        "/a",
        ALIVE,
    ),
    "a slow refresh": (
        {"/a": shown("Ticker", head='<meta http-equiv="refresh" content="300;url=/">')},
        "/a",
        ALIVE,
    ),
    "refreshes in a circle": (
        {
            "/a": answer('<meta http-equiv=refresh content="0;url=/b">'),
            "/b": answer('<meta http-equiv=refresh content="0;url=/a">'),
        },
        "/a",
        ALIVE,
    ),
    "a refresh without scripts": (
        {"/a": shown("A", head='<noscript><meta http-equiv=refresh content="0;url=/"></noscript>')},
        "/a",
        ALIVE,
    ),
    "a refresh to a missing page": (
        {"/a": answer('<meta http-equiv=refresh content="0;url=/nothing">')},
        "/a",
        ("dead", "http-404"),
    ),
    "back to itself once": ({"/a": in_turn(redirect("/set"), FINE), "/set": redirect("/a")}, "/a", ALIVE),
    "to itself once": ({"/a": in_turn(redirect("/a"), FINE)}, "/a", ALIVE),
}


@pytest.mark.parametrize("name", CASES)
async def test_behaviour(web, client, time, name):
    """Every way in which hosts answer has its word; a page in doubt gets a second look, no other."""
    paths, asked, expected = CASES[name]
    web.host("one.example", paths)
    web.host("two.example", {"/": shown("Two", OTHER)})
    web.host("consent.two.example", {"/m": shown("Before you continue")})
    web.host("www.hugedomains.com", {"*": shown("one.example", "Buy it")})
    settings = evolve(SETTINGS, retries=0)
    prober = Prober(fetcher=client, settings=settings, surroundings=time.surroundings)
    live = await prober.probe(normalize(U + asked))
    assert (live.status, live.reason) == expected, live


@pytest.mark.parametrize(
    "name", ["an article", "home", "a page about 404s", "consent banner beside an article"]
)
async def test_most_pages_cost_one_request(web, client, time, name):
    """Beyond the redirects, nothing is asked where there is no doubt."""
    paths, asked, _ = CASES[name]
    web.host("one.example", paths)
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    live = await prober.probe(normalize(U + asked))
    assert len(web.asked) == 1 + len(live.hops)


async def test_a_host_is_asked_once_for_each_folder(web, client, time):
    """The answer for a made-up address is remembered for the run, also while it is on its way."""
    web.host("one.example", everywhere(shown("One", "Nothing to see, go on.")))
    prober = Prober(fetcher=client, settings=SETTINGS, surroundings=time.surroundings)
    import asyncio

    lives = await asyncio.gather(*(prober.probe(normalize(f"{U}/x/page{n}")) for n in range(5)))
    assert {live.reason for live in lives} == {"soft-404"}
    assert len(web.asked) == 6
