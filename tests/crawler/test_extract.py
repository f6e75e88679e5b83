"""A page as a person reads it."""

from __future__ import annotations

import json

import pytest

from crawler.model import BlockKind, Label
from tests.crawler.reading import LONG, main, read


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


def test_times_of_cards_and_side_boxes_are_nobodys() -> None:
    """Alike siblings with a time each are other pages; a time in a menu is not ours either."""
    side = "".join(f"<div class='rad'><time datetime='2024-0{n}-01'>x</time></div>" for n in range(1, 4))
    found = main(
        f"<p>{LONG}</p><time datetime='2019-01-01'>x</time><time> </time>"
        f"<aside>{side}</aside><nav><time datetime='2023-01-01'>x</time></nav>"
    )
    assert [value for name, value in found.metas if name == "time"] == ["2019-01-01"]


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
