"""What is dropped, why, and what only looks like furniture."""

from __future__ import annotations

import pytest

from tests.crawler.reading import LONG, main, read


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


def test_boxes_that_end_in_read_more_are_cards() -> None:
    """Their text is not linked; one such line alone is only a link."""
    cards = "".join(
        f"<div><div>Titel {n}</div><div>Det handlar om något helt annat på sidan {n}.</div>"
        f"<p><a href='/{n}'>Läs mer</a></p></div>"
        for n in range(3)
    )
    text = f"<p>{LONG}</p><p>{LONG} Och en till.</p>"
    assert "Titel" not in main(f"{text}<div>{cards}</div>").text
    assert "Läs mer om bron" in main(f"{text}<div><p>Rad</p><a href='/x'>Läs mer om bron</a></div>").text


def test_cards_far_apart_are_no_run() -> None:
    """Linked headings over chapters of text are the page's own."""
    chapters = "".join(f"<h2><a href='/{n}'>Kapitel {n}</a></h2><p>{LONG * 8}</p>" for n in range(3))
    found = main(f"{chapters}<h2><a href='/x'>{'Lång rubrik ' * 20}</a></h2>")
    assert "Kapitel 2" in found.text


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
