"""A page as a person reads it."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crawler.errors import Unreadable
from crawler.extract import extract, media_kind
from crawler.model import BlockKind, Extract, Label
from crawler.template import SiteModel, fit
from tests.crawler.looks import LOOKS, Sample, samples

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
PAGES = Path(__file__).parents[1] / "data" / "extraction" / "pages"
LONG = "Det här är en mening som är lång nog för att räknas som löpande text på en sida."


def html(body: str, *, head: str = "", lang: str = "sv") -> bytes:
    return f"<!doctype html><html lang='{lang}'><head>{head}</head><body>{body}</body></html>".encode()


def read(body: str, *, head: str = "", lang: str = "sv", url: str = "https://m.example/nyheter/a") -> Extract:
    return extract(html(body, head=head, lang=lang), url=url, media_type="text/html")


def main(body: str, *, head: str = "", title: str = "Rubriken") -> Extract:
    return read(f"<main><h1>{title}</h1>{body}</main>", head=head)


def f1(found: Extract, gold: str) -> float:
    ours, theirs = (Counter(re.findall(r"\w+", text.lower())) for text in (f"{found.title}\n{found.text}", gold))
    return 2 * sum((ours & theirs).values()) / (sum(ours.values()) + sum(theirs.values()))


def site_of(pages: list[Sample]) -> dict[str, SiteModel | None]:
    return {look: fit((one.url, one.body) for one in pages if one.look == look) for look in LOOKS}


@pytest.mark.parametrize("part", ["dev", "test"])
def test_known_sites_are_read_to_the_word(part: str) -> None:
    """Six looks, a model each: word F1 at least 0.99, and no teaser, contact or label leaks."""
    pages = samples(part)
    sites = site_of(pages)
    for one in pages:
        found = extract(one.body, url=one.url, media_type="text/html", site=sites[one.look])
        assert f1(found, one.text.words()) >= 0.99, one.url
        leaks = (*one.teasers, one.contact, "Senast uppdaterad", "webbläsare")
        assert [leak for leak in leaks if leak in found.text] == []


def test_dates_of_known_pages_are_lifted() -> None:
    """Each stamp that a look shows becomes a label, and no teaser's does."""
    pages = [one for one in samples("test") if one.text.updated]
    sites = site_of(samples("test"))
    for one in pages:
        found = extract(one.body, url=one.url, media_type="text/html", site=sites[one.look])
        values = [label.value for label in found.labels]
        assert any(one.text.updated[:4] in value for value in values), one.url
        assert not any("2024" in value for value in values), one.url


def test_marked_pages_of_unknown_sites_are_read_as_well() -> None:
    """Without a model, the marks of the four content systems are enough."""
    for one in samples("test"):
        if one.look not in ("tables", "soup"):
            found = extract(one.body, url=one.url, media_type="text/html")
            assert f1(found, one.text.words()) >= 0.95, one.url


@pytest.mark.parametrize("path", sorted(PAGES.glob("*.html")), ids=lambda path: path.stem)
def test_a_stored_page_gives_what_stands_beside_it(path: Path) -> None:
    """Input file beside expected file."""
    found = extract(path.read_bytes(), url=f"https://www.mellankoping.example/{path.stem}", media_type="text/html")
    expected = json.loads(path.with_suffix(".json").read_text("utf-8"))
    assert {
        "title": found.title,
        "blocks": [[block.kind.value, block.text] for block in found.blocks],
        "labels": [[label.words, label.value] for label in found.labels],
        "dropped": {dropped.text: dropped.reason for dropped in found.dropped},
    } == expected


def test_inline_tags_never_cut_words_and_breaks_always_do() -> None:
    """Bold may start inside a word; an address has its lines in breaks."""
    found = main("<p><b>Grön prick: i</b>nga fel på<br>Storgatan&nbsp;1 och barn&shy;omsorgen är klar nu för alla.</p>")
    assert found.text == "Grön prick: inga fel på Storgatan 1 och barnomsorgen är klar nu för alla."


def test_two_breaks_part_paragraphs() -> None:
    """Old pages have no other paragraphs."""
    assert [block.text for block in main(f"{LONG}<br>\n<br>Nästa stycke.").blocks] == [LONG, "Nästa stycke."]


def test_kinds_of_blocks() -> None:
    """Lead, headings with levels, bullets, quotes, captions and tables in reading order."""
    found = main(
        f"<p class='ingress'>{LONG}</p><h2>Två</h2><h3>Tre</h3><ul><li>ett</li><li><p>två</p></li></ul>"
        "<blockquote><p>Citat</p></blockquote><figure><img><figcaption>Bildtext</figcaption></figure>"
        "<table><caption>Namn</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    assert [(block.kind, block.text, block.level) for block in found.blocks] == [
        (BlockKind.LEAD, LONG, 0),
        (BlockKind.HEADING, "Två", 2),
        (BlockKind.HEADING, "Tre", 3),
        (BlockKind.BULLET, "ett", 0),
        (BlockKind.BULLET, "två", 0),
        (BlockKind.QUOTE, "Citat", 0),
        (BlockKind.CAPTION, "Bildtext", 0),
        (BlockKind.CAPTION, "Namn", 0),
        (BlockKind.TABLE, "A\tB\n1\t2", 0),
    ]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("<table><tr><td>a<td>b<tr><td>c<td>d</table>", "a\tb\nc\td"),
        ("<table><thead><tr><td>a<td>b</thead></table>", "a\tb"),
        ("<table role='presentation'><tr><td>a<td>b<tr><td>c<td>d</table>", None),
        ("<table><tr><td>a<td>b</table>", None),
        ("<table><tr><td>a<tr><td>b</table>", None),
        ("<table><tr><td>a<td><h2>b</h2><tr><td>c<td>d</table>", None),
        (f"<table><tr><td>a<td>{'b ' * 300}<tr><td>c<td>d</table>", None),
        ("<table></table>", None),
        ("<table><tr><td><table><tr><td>x</table><td>b<tr><td>c<td>d</table>", None),
    ],
)
def test_tables_of_data_and_tables_of_layout(table: str, rows: str | None) -> None:
    """Only tables that hold data become rows."""
    tables = [block.text for block in main(f"<p>{LONG}</p>{table}").blocks if block.kind is BlockKind.TABLE]
    assert tables == ([] if rows is None else [rows])


@pytest.mark.parametrize(
    ("furniture", "reason"),
    [
        ("<nav>Meny här</nav>", "navigation"),
        ("<div class='cookie-banner'>Småfiler</div>", "cookie notice"),
        ("<p>Vi använder kakor på webbplatsen för att den ska fungera.</p>", "cookie notice"),
        ("<p>Hej! Du använder en gammal webbläsare</p>", "old-browser notice"),
        ("<p>Inom kort kommer vissa funktioner inte fungera med den här gamla webbläsaren.</p>", "old-browser notice"),
        ("<a class='skip-link'>Förbi</a><div class='skip-link'>Hoppa</div>", "skip link"),
        ("<p>Hoppa till huvudinnehåll</p>", "skip link"),
        ("<p>Hjälpte informationen dig?</p>", "feedback box"),
        ("<p>Lyssna</p>", "listen or print tool"),
        ("<p>Skriv ut</p>", "listen or print tool"),
        ("<p>Dela sidan på sociala medier</p>", "share buttons"),
        ("<div class='sharing'>Facebook Twitter</div>", "share buttons"),
        ("<p>Denna nyhet är äldre än 6 månader och är kanske inte aktuell längre.</p>", "age notice"),
        ("<p>Du är här: Hem / Nyhetslistan</p>", "breadcrumb trail"),
        ("<p>Till toppen</p>", "link to the top"),
        ("<p>Osby logotyp i mobilmeny</p>", "navigation"),
        ("<div hidden>Dolt</div>", "not shown on the page"),
        ("<div style='display: none'>Dolt</div>", "not shown on the page"),
        ("<div aria-hidden='true'>Dolt</div>", "not shown on the page"),
        ("<aside>Sidospalt</aside>", "side column"),
        ("<div role='complementary'>Sidospalt</div>", "side column"),
        ("<footer>Fot</footer>", "page footer"),
        ("<noscript>Slå på JavaScript</noscript>", "shown only without JavaScript"),
        ("<h2>Fler nyheter</h2><ul><li><a href='/b'>En annan nyhet</a></li></ul>", "under the heading “Fler nyheter”"),
        ("<h2>Kontakt</h2><p>Anna Ek<br>0123-45 00 11</p>", "contact box"),
        ("<div class='contact'><p>Anna Ek</p></div>", "contact box"),
    ],
)
def test_known_furniture_is_dropped_with_its_reason(furniture: str, reason: str) -> None:
    """On the first page of a site, before any model is learnt."""
    found = main(f"<p>{LONG}</p>{furniture}")
    assert found.text == LONG
    assert reason in {dropped.reason for dropped in found.dropped}


@pytest.mark.parametrize(
    "content",
    [
        "<h2>Kontakt</h2><p>Har du frågor om den nya förvaltningen är du välkommen att ringa din chef.</p>",
        "<div class='contact'><p>Har du frågor om den nya förvaltningen är du välkommen att ringa din chef.</p></div>",
        "<aside class='faktaruta'><p>Fakta om bron</p></aside>",
        "<article><header><h2>Mellanrubrik</h2></header><p>Mer text.</p></article>",
        "<button class='accordion-button'>Öppettider</button>",
        "<h2>Nyheter</h2><p>I år finns flera nya saker att pröva i badhuset.</p>",
        "<p>Kontakta kommunen om du hittar en övergiven bil i skogen.</p>",
    ],
)
def test_what_looks_like_furniture_can_be_content(content: str) -> None:
    """Sentences under "Kontakt", fact boxes and headers inside the text stay."""
    found = main(f"<p>{LONG}</p>{content}")
    assert not [one for one in found.dropped if one.text in content]
    assert len(found.blocks) >= 2


def test_cards_beside_a_text_are_furniture_and_dates_in_them_nobodys() -> None:
    """Two linked headings with a line each are other pages."""
    cards = "".join(
        f"<div class='k'><h3><a href='/{n}'>Annan nyhet {n}</a></h3><p>Publicerad 3 maj 202{n}</p>"
        f"<p>Det som den sidan handlar om, nummer {n}, i en mening.</p></div>"
        for n in range(3)
    )
    found = main(f"<p>{LONG}</p><p>{LONG} Och en till.</p><time datetime='2019-01-01'></time><div>{cards}</div>")
    assert "Annan nyhet" not in found.text
    assert found.labels == ()
    assert ("time", "2019-01-01") in found.metas


def test_a_page_that_only_lists_keeps_its_list() -> None:
    """ "Beslut i korthet" has no other text than its cards."""
    cards = "".join(
        f"<li><h2><a href='/{n}'>Beslut {n}</a></h2><p>Nämnden beslutade om {n}.</p></li>" for n in range(4)
    )
    found = main(f"<ul>{cards}</ul>", title="Beslut i korthet")
    assert "Beslut 3\nNämnden beslutade om 3." in found.text


def test_linked_boxes_without_headings_are_cards() -> None:
    """JavaScript frameworks wrap a whole card in a link."""
    cards = "".join(f"<div><a href='/{n}'><div>Titel {n}</div><div>Text {n}</div></a></div>" for n in range(3))
    found = main(f"<p>{LONG}</p><p>{LONG} Och en till.</p><div><div>Annat</div>{cards}</div>")
    assert "Titel" not in found.text


def test_the_title_is_the_pages_own_heading() -> None:
    """Not the site's name, not a logotype, not the title element's tail."""
    assert (
        read("<h1>Mellanköping</h1><main><h1>Nyheten</h1><p>x</p></main>", head="<title>Nyheten - M</title>").title
        == "Nyheten"
    )
    named = "<meta property='og:site_name' content='Mellanköping'>"
    assert read(f"<h1>Mellanköping</h1><h1>Nyhet</h1><p>{LONG}</p>", head=named).title == "Nyhet"
    assert read(f"<p>{LONG}</p>", head="<title>Ny väg | Mellanköping</title>").title == "Ny väg"
    assert read(f"<p>{LONG}</p>", head="<meta property='og:title' content='Ny bro'>").title == "Ny bro"
    assert (
        read(f"<div role='heading' aria-level='1'>Rubrik</div><p>{LONG}</p>", head="<title>Rubrik</title>").title
        == "Rubrik"
    )
    assert read(f"<p>{LONG}</p>").title == ""


def test_the_heading_is_safe_whatever_its_container_is_called() -> None:
    """An h1 inside header, form or sidebar is still the page's."""
    found = read(
        f"<form id='aspnetForm'><header class='menu'><h1>Rubrik</h1></header><main><p>{LONG}</p></main></form>"
    )
    assert (found.title, found.text) == ("Rubrik", LONG)


def test_a_bare_date_beside_the_title_is_the_pages_date() -> None:
    """A date with no word before it."""
    found = read(f"<main><p>Skogsbild</p><p>02 november 2018</p><h1>Rubriken</h1><p>{LONG}</p></main>")
    assert found.labels == (Label(words="", value="02 november 2018"),)
    assert found.text == LONG


def test_dates_are_read_outside_the_content() -> None:
    """Some sites keep them in a right column, some below."""
    found = read(
        f"<main><h1>R</h1><p>{LONG}</p></main><div class='sidebar'><p>Senast uppdaterad: 3 maj 2020</p></div>"
        "<p>Publicerad 1 maj 2020</p>"
    )
    assert {label.value for label in found.labels} == {"3 maj 2020", "1 maj 2020"}


def test_machine_readable_words_are_gathered() -> None:
    """Meta tags, JSON-LD of this page (not of pages it mentions), and times."""
    data = {"@graph": [{"@type": ["NewsArticle"], "datePublished": "2020-05-01"}], "dateModified": "2020-05-02"}
    head = (
        "<meta property='article:published_time' content='2020-05-01T08:00'><meta name='keywords' content='väg, bro'>"
        "<meta name='DCTERMS.modified' content='2020-05-03'><meta name='viewport' content='x'>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script><script type='application/ld+json'>{{</script>"
        "<script type='application/ld+json'>[1, {}]</script>"
    )
    found = main(
        f"<p>{LONG}</p><p>Ändrad <time itemprop='dateModified' datetime='2020-05-04'>i maj</time></p>", head=head
    )
    assert set(found.metas) == {
        ("article:published_time", "2020-05-01T08:00"),
        ("keywords", "väg, bro"),
        ("dcterms.modified", "2020-05-03"),
        ("ld:datePublished", "2020-05-01"),
        ("ld:dateModified", "2020-05-02"),
        ("dateModified", "2020-05-04"),
    }


@pytest.mark.parametrize(
    ("content", "noindex", "nofollow"),
    [("noindex", True, False), ("NOFOLLOW , noarchive", False, True), ("none", True, True), ("all", False, False)],
)
def test_robots_metas(content: str, noindex: bool, nofollow: bool) -> None:
    """In any case, several in one."""
    found = main("<p>x</p>", head=f"<meta name='robots' content='{content}'>")
    assert (found.noindex, found.nofollow) == (noindex, nofollow)


def test_language_and_canonical() -> None:
    """From the html element, else the meta; the canonical resolved against the page."""
    assert read("<p>x</p>", lang="sv-SE").language == "sv-se"
    assert read("<p>x</p>", lang="", head="<meta http-equiv='content-language' content='sv'>").language == "sv"
    assert read("<p>x</p>", lang="").language is None
    assert main("", head="<link rel='canonical' href='/a/../b'>").canonical == "https://m.example/b"
    assert main("", head="<link rel='canonical' href='javascript:1'>").canonical is None


def test_links_are_resolved_as_a_browser_would() -> None:
    """Base, fragments, odd schemes, doubles and rel."""
    found = read(
        "<a href='b'>Ett</a><a href='/c?x=1#d' rel='nofollow'><b>T</b>vå</a><a href='#e'>Nej</a><a href=''>Nej</a>"
        "<a href='mailto:a@b'>Nej</a><a href='//annan.example/f'>Tre</a><a href='/c?x=1'>Igen</a><a href='http://['>x</a>"
        "<a href='/javascript:1'>y</a>",
        head="<base href='/mapp/'>",
    )
    assert [(link.url, link.text, link.nofollow) for link in found.links][:3] == [
        ("https://m.example/mapp/b", "Ett", False),
        ("https://m.example/c?x=1", "Två", True),
        ("https://annan.example/f", "Tre", False),
    ]
    assert all(link.url.startswith("https://") for link in found.links)


def test_links_of_a_file_are_resolved_when_they_are_whole() -> None:
    """An imported file has no origin."""
    found = read("<a href='/x'>a</a><a href='https://b.example/'>b</a>", url="file:///tmp/a.html")
    assert [link.url for link in found.links] == ["https://b.example/"]


@pytest.mark.parametrize("lang", ["sv", "en", ""])
def test_unmarked_pages_go_through_the_generic_engine(lang: str) -> None:
    """Its choice, our repair; the rest is dropped with a reason."""
    text = "".join(
        f"<p>{LONG} Och det är inte att ta fel på, för nummer {n} är bra och på plats.</p>" for n in range(5)
    )
    found = read(f"<div><h1>Rubrik</h1>{text}<ul><li>punkt ett</li></ul></div><div>© 2020</div>", lang=lang)
    assert found.title == "Rubrik"
    assert "nummer 4" in found.text
    assert "Rubrik" not in found.text
    assert any(dropped.reason for dropped in found.dropped)


def test_generic_kinds() -> None:
    """Headings, lists, quotes and tables of the engine's own tree."""
    body = (
        f"<article><h1>Title</h1><p>{LONG}</p><h2>Part</h2><p>{LONG}</p><ul><li>one thing</li><li>another</li></ul>"
        f"<blockquote>{LONG}</blockquote><table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
        f"<p>{LONG}</p><p>Publicerad 3 maj 2020</p></article>"
    )
    found = read(body, lang="en")
    kinds = [block.kind for block in found.blocks]
    assert {BlockKind.HEADING, BlockKind.BULLET, BlockKind.QUOTE, BlockKind.TABLE} <= set(kinds)
    assert "A\tB\n1\t2" in found.text
    assert "Publicerad" not in found.text


def test_a_page_without_text_is_empty_not_an_error() -> None:
    """Redirect stubs and frames."""
    assert read("").blocks == ()
    assert read("", lang="en").blocks == ()


def test_content_systems_mark_their_content() -> None:
    """ReadSpeaker's pointer by id and by class, portlets, main-body, named areas."""
    side = "<div><p>Vid sidan om.</p></div>"
    for body in (
        f"<a href='//rs?readid=x'>L</a>{side}<div id='x'><h1>R</h1><p>{LONG}</p></div>",
        f"<a href='//rs?readclass=x'>L</a>{side}<div class='x'><h1>R</h1><p>{LONG}</p></div>",
        f"{side}<div><div class='sv-text-portlet'><h1>R</h1></div><p class='sv-text-portlet'>{LONG}</p></div>",
        f"{side}<div><h1>R</h1><div class='main-body'><p>{LONG}</p></div></div>",
        f"<h1>R</h1>{side}<div class='node__content'><div class='field--name-body'><p>{LONG}</p></div></div>",
        f'{side}<article id="article"><h1>R</h1><p>{LONG}</p></article>',
        f"{side}<div id='content'><h1>R</h1><p>{LONG}</p></div>",
        f"{side}<div role='main'><h1>R</h1><p>{LONG}</p></div>",
    ):
        found = read(f"<div>{body}</div>")
        assert (found.title, found.text) == ("R", LONG), body


def test_a_pointer_to_nothing_is_ignored() -> None:
    """The element may be missing or empty."""
    for body in (
        "<a href='//rs?readid=borta'>L</a>",
        "<a href='//rs?readclass='>L</a>",
        "<div class='main-body'></div>",
    ):
        assert LONG in read(f"{body}<main><h1>R</h1><p>{LONG}</p></main>").text


def test_contact_pages_keep_their_contacts() -> None:
    """What is furniture elsewhere is all they have."""
    found = main("<h2>Kontakt</h2><div class='contact'><p>Anna Ek</p><p>0123-45 00 11</p></div>", title="Kontakta oss")
    assert "0123-45 00 11" in found.text


def test_a_page_is_not_left_empty() -> None:
    """When only soft furniture is there, it is given back."""
    found = read("<main><h1>Rubriken</h1><p> </p></main><div><p>Kort text bredvid huvudet av sidan.</p></div>")
    assert found.text == "Kort text bredvid huvudet av sidan."


def test_names_and_numbers_behind_the_last_sentence_are_contacts() -> None:
    """Also without a heading; and what follows the date line is furniture."""
    found = main(f"<p>{LONG}</p><p>Anna Ek, 0123-45 00 11</p>")
    assert found.text == LONG
    after = main(f"<p>{LONG}</p><p>Senast uppdaterad: 3 maj 2020</p><p>Något kort</p>")
    assert ("Något kort", "after the date line") in [(one.text, one.reason) for one in after.dropped]


def test_bytes_decide_over_the_declared_type() -> None:
    """HTML called octet-stream is HTML, a PDF called HTML is a PDF."""
    assert media_kind(b"<!doctype html><p>x", "application/octet-stream") == "html"
    assert media_kind(b"%PDF-1.7", "text/html") == "pdf"
    assert media_kind(b"PK\x03\x04", "application/octet-stream") == "docx"
    assert media_kind(b"hej", "text/plain; charset=utf-8") == "text"
    assert media_kind("hej på dig".encode("utf-16"), "text/plain") == "text"
    assert media_kind("hej på dig och alla andra".encode("utf-16-le"), "text/plain") == "text"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\x00", "empty"),
        (b"\xff\xd8\xff\xe0 picture", "image/jpeg"),
        (b"\x89PNG\r\n", "image/jpeg"),
        (b"\x01\x02\x03\x04\x05 program", "image/jpeg"),
        (b"MZ" + b"\x00" * 40, "image/jpeg"),
    ],
)
def test_what_no_reader_can_read_is_refused_with_a_reason(body: bytes, reason: str) -> None:
    """One clear error."""
    with pytest.raises(Unreadable, match=reason):
        extract(body, url="https://m.example/a", media_type="image/jpeg")


def test_markup_without_an_element_is_refused() -> None:
    """A lone comment."""
    with pytest.raises(Unreadable, match="no text"):
        extract(b"<!-- x -->", url="https://m.example/", media_type="text/html")


@pytest.mark.parametrize(
    "body",
    [
        b"<html lang=sv><main>" + b"<div>" * 20_000 + b"finns kvar" + b"</div>" * 20_000,
        b"<html lang=sv><main>" + b"<x-y>" * 20_000 + b"finns kvar",
        b"<html lang=sv><main><h1>R</h1>" + b"<a href='/x'>" * 20_000 + b"finns kvar",
        b"<html lang=sv><main>" + b"<span>" * 180 + b"finns kvar",
        b"<html lang=sv><main>" + b"<div>" * 300 + b"finns kvar",
        b"<html lang=sv><main><p>" + b"ord " * 500_000 + b"finns kvar</p></main>",
        b"<html lang=sv><main>finns kvar" + b"".join(b"<a href='/%d'>x</a>" % n for n in range(21_000)),
        b"<html lang=sv><main><h1>R</h1>finns kvar" + b"<h2>Kontakt</h2><p>a</p>" * 4000,
        b"<html lang=sv><main><h1>R</h1>finns kvar" + b"<h3><a href='/b'>Nyhet</a></h3><p>a</p>" * 4000,
        b"<html lang=sv><main><h1>\x00\x00R</h1>finns\x00 kvar</main>",
        b"<html lang=sv><main>finns kvar" + b"<" * 200_000,
    ],
)
def test_hostile_pages_are_read_in_bounded_time(body: bytes) -> None:
    """Depth, width, length and NUL bytes."""
    start = time.process_time()
    found = extract(body, url="https://m.example/", media_type="text/html")
    assert "finns kvar" in found.text
    assert len(found.links) <= 20_000
    assert time.process_time() - start < 8


def test_a_page_longer_than_we_read_says_so() -> None:
    """The cut is a warning, not a silence."""
    found = extract(b"<html lang=sv><main><p>" + b"ord " * 3_100_000, url="https://m.example/", media_type="text/html")
    assert found.warnings


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<div>",
                "</div>",
                "<p>",
                "<h1>",
                "</h1>",
                "<h2>Kontakt",
                "<table><tr><td>",
                "<ul><li>",
                "<a href='/x'>",
                "</a>",
                "text. ",
                "<br>",
                "Senast uppdaterad: 3 maj 2020",
                "<main>",
                "<nav>",
                "<aside class='contact'>",
                "<span>",
                "<time datetime=2020>",
                "\x00",
                "<noscript>",
                "<blockquote>",
                "<div id='Ingress'></div>",
                "<div class='sv-text-portlet'>",
                "<li><h3><a href='/y'>Nyhet</a></h3>",
            ]
        ),
        max_size=40,
    ),
    st.sampled_from(["sv", "en"]),
)
def test_broken_markup_is_always_read(parts: list[str], lang: str) -> None:
    """Every text is a block or is dropped with a reason; nothing raises but Unreadable."""
    try:
        found = extract(
            f"<html lang={lang}>{''.join(parts)}".encode(), url="https://m.example/", media_type="text/html"
        )
    except Unreadable:
        return
    assert all(block.text for block in found.blocks)
    assert all(dropped.text and dropped.reason for dropped in found.dropped)


def test_the_seeds_are_read_as_people_read_them() -> None:
    """Banner out, label lifted, the first line of content as title, where the seeds stand beside this checkout."""
    found = [
        extract(path.read_bytes(), url=path.as_uri(), media_type="text/plain") for path in sorted(SEEDS.glob("*.txt"))
    ]
    titles = (
        "Sagt i förvaltningsledningen 10 april",
        "Ny gemensam förvaltning",
        "Information från ledningsgruppen",
        "Sagt i förvaltningsledningen 20 mars",
        "Protokoll",
    )
    stamps = (["12 april 2024"], ["23 juli 2020"], ["16 november 2020"], ["10 april 2024"], [])
    assert tuple(one.title for one in found) == titles[: len(found)]
    assert tuple([label.value for label in one.labels] for one in found) == stamps[: len(found)]
    assert not any("webbläsare" in one.text or "_GoBack" in one.text for one in found)
