"""Pages by an independent hand, and the rules that they taught."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from crawler.extract import extract
from crawler.model import Extract
from crawler.reading.furniture import HIDDEN, judge
from crawler.reading.labels import lift
from crawler.reading.phrases import is_related_heading, line_reason
from crawler.template import fit
from tests.crawler.judge_pages import FIRST, LATER, JudgePage, judge_pages
from tests.crawler.reading import LONG, main, read

STORY = f"{LONG} Och här kommer en mening till om samma sak, så att det blir en text."


def f1(found: Extract, page: JudgePage) -> float:
    ours, gold = (Counter(re.findall(r"\w+", f"{one.title}\n{one.text}".lower())) for one in (found, page))
    return 2 * sum((ours & gold).values()) / (sum(ours.values()) + sum(gold.values()))


@pytest.mark.parametrize("look", [*FIRST, *LATER])
def test_every_look_is_read_to_the_word_once_its_site_is_known(look: str) -> None:
    pages = judge_pages(look)
    site = fit((page.url, page.html) for page in pages)
    for page in pages:
        found = extract(page.html, url=page.url, media_type="text/html", site=site)
        assert f1(found, page) >= 0.99, page.url
        assert [words for _, words in page.leaks if words in " ".join(found.text.split())] == [], page.url


@pytest.mark.parametrize("look", [*FIRST[:-1], "soleil", "joomla"])
def test_pages_of_systems_in_use_are_read_well_without_a_model(look: str) -> None:
    pages = judge_pages(look)
    found = [extract(page.html, url=page.url, media_type="text/html") for page in pages]
    assert sum(map(f1, found, pages)) / len(pages) >= 0.97


@pytest.mark.parametrize(
    ("classes", "reason"),
    [
        ("field field--name-body field--label-hidden", None),
        ("page has-sidebar no-footer", None),
        ("prose max-w-none print:max-w-none", None),
        ("hidden md:block", None),
        ("hidden-xs", None),
        ("hidden", HIDDEN),
        ("dialog is-hidden", HIDDEN),
        ("jp-relatedposts", "related pages"),
    ],
)
def test_a_class_name_that_speaks_of_something_else_is_no_reason(classes: str, reason: str | None) -> None:
    assert judge("div", classes, "", "").reason == reason


@pytest.mark.parametrize("classes", ["print-area", "newsletter-text", "share-wide content"])
def test_the_first_long_text_below_the_heading_is_the_text_whatever_it_is_called(classes: str) -> None:
    assert main(f"<div class='{classes}'><p>{STORY}</p></div><p>Kort rad</p>").text.startswith(LONG)


def test_a_box_beside_a_longer_text_keeps_its_bad_name() -> None:
    found = main(f"<div class='cookie-text'><p>{STORY}</p></div><p>{STORY} Och en som är längre än rutan ovanför.</p>")
    assert found.text.count(LONG) == 1


def test_a_news_list_is_the_content_of_a_page_that_only_lists() -> None:
    items = "".join(f"<li><h2><a href='/{n}'>Nyhet {n}</a></h2><p>Kort om nyhet {n}.</p></li>" for n in range(4))
    assert "Kort om nyhet 3" in main(f"<ul class='news-list'>{items}</ul>", title="Nyheter").text
    assert "Kort om nyhet 3" not in main(f"<p>{STORY}</p><ul class='news-list'>{items}</ul>").text


def test_related_cards_are_left_out_of_a_page_that_only_lists() -> None:
    def cards(word: str) -> str:
        return "".join(f"<div><a href='/{word}{n}'><h3>{word} {n}</h3><p>Om {word}.</p></a></div>" for n in range(3))

    found = main(f"<div>{cards('Egen')}</div><section><h2>Läs också</h2>{cards('Annan')}</section>", title="Nyheter")
    assert "Egen 2" in found.text
    assert "Annan" not in found.text


def test_lines_that_are_links_now_and_then_announce_other_pages() -> None:
    rows = "".join(f"<div><span><a href='/{n}'>Nyhet {n}</a></span></div><div>{LONG}</div>" for n in range(3))
    assert main(f"<p>{STORY}</p><h2>Mer aktuellt</h2><div>{rows}</div>").text == STORY


def test_sentences_above_the_heading_go_when_more_stands_below_it() -> None:
    banner = "<div>Från och med i dag gäller ett nytt sätt att logga in i alla tjänster.</div>"
    assert "logga in" not in read(f"{banner}<h1>Rubriken</h1><p>{STORY}</p>").text


def test_without_an_h1_the_heading_is_what_the_markup_calls_so() -> None:
    found = read(
        f"<table><tr><td><span class='Heading1'>Ny bro</span><br><span>2009-03-17</span><br>{STORY}</td></tr></table>",
        head="<title>Kommunen</title>",
    )
    assert found.title == "Ny bro"
    assert found.text == STORY
    assert [label.value for label in found.labels] == ["2009-03-17"]


def test_the_word_for_mail_before_an_address_is_no_share_button() -> None:
    found = main("<p>E-post</p><p>anna@m.example</p><p>Gilla Dela</p>", title="Kontakta Anna")
    assert found.text == "E-post\nanna@m.example"


def test_lines_with_a_class_for_it_stand_apart() -> None:
    found = main(f"<p>{STORY}</p><p><span class='block'>Plan 2</span><span class='d-block'>Rum 8</span></p>")
    assert found.text.endswith("Plan 2\nRum 8")


@pytest.mark.parametrize(
    ("line", "words", "value"),
    [
        ("Publicerad 06/07 2017 - 08:14", "Publicerad", "06/07 2017 - 08:14"),
        ("Publicerad tor, 07/06/2017 - 08:14", "Publicerad", "tor, 07/06/2017 - 08:14"),
        ("Uppdaterad: 2009-01-19 13:07:22 Ansvarig: Lars Hed, tel 0980-31 92 93", "Uppdaterad", "2009-01-19 13:07:22"),
    ],
)
def test_stamps_of_more_systems_are_lifted(line: str, words: str, value: str) -> None:
    found = lift(line)
    assert found is not None
    assert (found.labels[0].words, found.labels[0].value, found.rest) == (words, value, "")


@pytest.mark.parametrize(
    "line",
    [
        "Webbplatsen är inte anpassad för din version av webbläsare.",
        "Enligt lagen om elektronisk kommunikation ska du få veta att vi använder cookies.",
        "Fick du svar på din fråga?",
        "Är du nöjd med informationen på den här sidan?",
        "Vad kan vi göra bättre?",
        "Lästid: 2 minuter",
        "Skriven av Webbansvarig",
        "Träffar: 213",
        "Kommentarer är stängda.",
        "© Mellanköpings kommun. Alla rättigheter förbehållna.",
        "Gilla Twittra",
    ],
)
def test_more_furniture_is_known_by_its_words(line: str) -> None:
    assert line_reason(line) is not None


@pytest.mark.parametrize("line", ["Hur kan vi förbättra Stortorget?", "Fick skolan mer pengar?", "Bild: © Eva Ek"])
def test_questions_of_the_text_itself_stay(line: str) -> None:
    assert line_reason(line) is None


def test_more_headings_announce_other_pages() -> None:
    assert is_related_heading("Relaterade berättelser")
    assert is_related_heading("Mer att läsa")
