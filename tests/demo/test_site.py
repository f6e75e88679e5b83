"""The demo site is whole, steady and true to itself."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections import defaultdict
from datetime import date
from functools import cache
from urllib.parse import urljoin, urlsplit

import html5lib
import pytest
from lxml import html

from demo import documents
from demo.dress import look_of
from demo.feeds import SITEMAPS
from demo.model import BlockKind, Kind
from demo.site import HOME, REDIRECTS, Site
from demo.text import TOPICS

MERGER = "/nyhetsarkiv/2019/oktober/ny-gemensam-forvaltning/"
NEW = "/aktuellt/2025/november/direktupphandlingarna-halverade-pa-ett-ar/"
GONE = "/aktuellt/2024/mars/sagt-i-forvaltningsledningen-12-mars/"
CHANGED = "/naringsliv-och-arbete/upphandling-och-inkop/direktupphandling/"
STAMPED = "/bygga-bo-och-miljo/"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def written(site: Site):
    """The pages a person wrote, not those made of other pages."""
    return [page for page in site.pages.values() if page.kind is not Kind.LIST]


def web(site: Site):
    return [path for path, page in site.pages.items() if page.kind is not Kind.DOCUMENT]


@cache
def links(site: Site, path: str) -> set[str]:
    found = html.fromstring(site.answer(path).body).xpath("//@href | //@src | //form/@action")
    absolute = {urljoin(HOME + path, href) for href in found}
    return {link.removeprefix(HOME) for link in absolute if link.startswith(HOME)}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n", text) if len(part.split()) > 3]


def test_there_are_at_least_two_hundred_pages_and_every_year_has_some(site):
    years = {page.published.year for page in site.news}
    assert len(site.paths) >= 200
    assert years == set(range(2014, 2026))


def test_every_kind_of_page_is_there(site):
    kinds = [page.kind for page in site.pages.values()]
    assert {kind: kinds.count(kind) >= 8 for kind in Kind} == dict.fromkeys(Kind, True)


@pytest.mark.parametrize("edition", [1, 2])
def test_every_internal_link_resolves(edition):
    site = Site(edition=edition)
    targets = {link for path in web(site) for link in links(site, path)}
    broken = [link for link in targets if site.answer(link).status not in {200, 301}]
    assert len(targets) > 300
    assert broken == []


def test_every_redirect_leads_to_a_page(site):
    leads = [dict(site.answer(old).headers)["Location"] for old in REDIRECTS]
    assert [site.answer(urlsplit(lead).path).status for lead in leads] == [200] * len(REDIRECTS)


def test_an_address_without_its_last_slash_is_redirected(site):
    assert ("Location", f"{HOME}/kontakt/") in site.answer("/kontakt").headers


def test_the_same_edition_gives_the_same_bytes(site):
    again = Site(edition=1)
    assert [again.answer(path) for path in site.paths[::4]] == [site.answer(path) for path in site.paths[::4]]


def test_documents_are_the_same_bytes_when_made_again(site):
    papers = [page for page in site.pages.values() if page.kind is Kind.DOCUMENT]
    assert {page.path.rpartition(".")[2] for page in papers} == {"pdf", "docx"}
    sample = [*papers[:2], *(page for page in papers if page.path.endswith(".docx"))]
    assert [documents.render(page) for page in sample] == [documents.render(page) for page in sample]


def test_html_parses_without_errors(site):
    looks = defaultdict(list)
    for path in web(site):
        looks[look_of(site.pages[path])].append(path)
    assert len(looks) == 3
    for path in [path for paths in looks.values() for path in paths[::3]]:
        html5lib.HTMLParser(strict=True).parse(site.answer(path).body.decode())


def test_every_door_parses_without_errors(site):
    for path in ("/kalender", "/sok/", "/finns-inte/", f"/utskrift{MERGER}", "/intern/", "/logga-in;jsessionid=AB12"):
        html5lib.HTMLParser(strict=True).parse(site.answer(path).body.decode())


def test_no_two_written_pages_share_a_sentence(site):
    where = defaultdict(set)
    for page in written(site):
        for block in page.blocks:
            if block.kind not in {BlockKind.HEADING, BlockKind.TABLE}:
                for sentence in sentences(block.text):
                    where[sentence].add(page.path)
    assert {sentence: pages for sentence, pages in where.items() if len(pages) > 1} == {}


def test_old_looks_carry_the_old_browser_banner_and_the_new_one_does_not(site):
    carries = {path: "gammal webbläsare" in site.answer(path).body.decode() for path in web(site)}
    assert carries == {path: look_of(site.pages[path]) != "municipio" for path in web(site)}


def test_a_page_shows_its_title_and_every_block_of_its_body(site):
    for path in web(site):
        shown = re.sub(r"\s+", " ", html.fromstring(site.answer(path).body).text_content())
        page = site.pages[path]
        words = [page.title, *(cell for block in page.blocks for cell in (*sum(block.rows, ()), block.text))]
        missing = [text for text in words if "\n" not in text and "\t" not in text and text not in shown]
        assert missing == [], path


def test_the_body_says_nothing_of_the_furniture(site):
    furniture = ("gammal webbläsare", "Senast uppdaterad:", "Hjälpte informationen", "Fler nyheter")
    assert [page.path for page in site.pages.values() for words in furniture if words in page.body] == []


def test_cards_quote_three_older_news(site):
    tree = html.fromstring(
        site.answer(MERGER.replace("oktober/ny-gemensam-forvaltning", "december/forvaltningschef-utsedd")).body
    )
    cards = tree.xpath("//li[@class='sv-channel-item']//a/@href")
    assert len(cards) == 3
    assert all(site.pages[path].published <= date(2019, 12, 5) for path in cards)


def test_the_merger_page_is_of_2019_though_its_stamp_says_2020(site):
    truth = site.truth(MERGER)
    assert (truth.year, truth.updated, truth.published) == (2019, date(2020, 7, 23), None)
    assert truth.forvaltning == ("Socialförvaltningen", "Äldreförvaltningen")
    assert "Senast uppdaterad: </strong>23 juli 2020" in site.answer(MERGER).body.decode()


def test_the_trap_folder_20242_holds_pages_of_2024(site):
    trapped = [page for page in site.pages.values() if "/20242/" in page.path]
    assert len(trapped) >= 3
    assert {site.truth(page.path).year for page in trapped} == {2024}


def test_some_news_have_no_year_in_their_address(site):
    assert len([page for page in site.news if not re.search(r"20\d\d", page.path)]) >= 4


def test_every_decision_and_procurement_is_a_whole_sentence_of_its_page(site):
    for page in written(site):
        texts = [block.text for block in page.blocks]
        for fact in (*page.gold.decisions, *page.gold.procurements):
            assert any(fact.text in text for text in texts), page.path
            assert "\t" in fact.text or (fact.text[0].isalnum() and fact.text[-1] in ".?!"), fact.text


def test_every_sum_is_marked(site):
    money = re.compile(r"\d[\d ., ]*(?:kronor|miljoner|mnkr|mkr|tkr)\b")
    for page in written(site):
        body = page.body
        for amount in sorted(page.gold.amounts, key=lambda amount: -len(amount.text)):
            assert amount.text in page.body, amount
            body = body.replace(amount.text, "")
        assert money.findall(body) == [], page.path


def test_there_are_enough_facts_to_measure_on(site):
    golds = [page.gold for page in site.pages.values()]
    counts = [
        sum(len(kind) for kind in kinds)
        for kinds in zip(*((g.decisions, g.amounts, g.procurements) for g in golds), strict=True)
    ]
    assert all(count >= least for count, least in zip(counts, (120, 180, 40), strict=True)), counts
    assert {decision.kind for gold in golds for decision in gold.decisions} == {"formal", "management", "planned"}


def test_every_topic_is_used_and_no_other(site):
    assert {topic for page in site.pages.values() for topic in page.topics} == set(TOPICS.values())


def test_no_unit_acts_before_it_exists_or_after_it_ended(site):
    start, end, handover = date(2020, 1, 1), date(2019, 12, 31), date(2024, 6, 30)
    bodies = [(d.decided_by, d.date) for page in site.pages.values() for d in page.gold.decisions if d.date]
    assert [day for by, day in bodies if by == "Social- och äldreförvaltningen" and day < start] == []
    assert [day for by, day in bodies if by in {"Socialförvaltningen", "Äldreförvaltningen"} and day > end] == []
    assert [day for by, day in bodies if by == "Upphandlingsnämnden" and day > handover] == []
    assert [day for by, day in bodies if by == "Inköps- och upphandlingsenheten" and day <= handover] == []


def test_the_second_edition_changes_one_text_one_stamp_drops_one_page_and_adds_one(site, later):
    assert set(site.paths) - set(later.paths) == {GONE}
    assert set(later.paths) - set(site.paths) == {NEW}
    both = [page.path for page in written(site) if page.path in later.pages]
    texts = [path for path in both if site.truth(path).body != later.truth(path).body]
    bytes_changed = {path for path in both if site.answer(path).body != later.answer(path).body}
    assert texts == [CHANGED]
    assert STAMPED in bytes_changed
    assert site.truth(STAMPED).body == later.truth(STAMPED).body
    assert later.answer(GONE).status == 404


def test_the_sitemap_lists_every_page_but_those_marked_noindex(site):
    listed = {}
    for path in SITEMAPS:
        for entry in ET.fromstring(site.answer(path).body):
            listed[entry.findtext(f"{SITEMAP}loc").removeprefix(HOME)] = entry.findtext(f"{SITEMAP}lastmod")
    assert set(listed) == {path for path, page in site.pages.items() if not page.noindex}
    assert listed[MERGER] == "2020-07-23"


def test_the_sitemap_index_names_both_sitemaps(site):
    index = ET.fromstring(site.answer("/sitemap.xml").body)
    assert [entry.findtext(f"{SITEMAP}loc") for entry in index] == [HOME + path for path in SITEMAPS]


def test_the_feed_holds_the_latest_news_first(site):
    titles = [item.findtext("title") for item in ET.fromstring(site.answer("/rss.xml").body).iter("item")]
    assert titles == [page.title for page in site.news[:15]]


def test_robots_keep_the_staffs_pages_out_and_name_the_sitemap(site):
    rules = site.answer("/robots.txt").body.decode().splitlines()
    assert "Disallow: /intern/" in rules
    assert f"Sitemap: {HOME}/sitemap.xml" in rules


def test_one_page_is_marked_noindex(site):
    hidden = [path for path in site.paths if not site.truth(path).searchable]
    assert hidden == ["/om-webbplatsen/testsida/"]
    assert 'name="robots" content="noindex"' in site.answer(hidden[0]).body.decode()


def test_the_calendar_never_ends(site):
    seen, path = set(), "/kalender?manad=2025-11"
    for _ in range(30):
        seen.add(path)
        path = next(link for link in sorted(links(site, path), reverse=True) if "manad" in link and link not in seen)
    assert len(seen) == 30


@pytest.mark.parametrize("month", ["2025-13", "snart", "99999-01"])
def test_the_calendar_has_no_impossible_months(site, month):
    assert site.answer(f"/kalender?manad={month}").status == 404


def test_the_first_and_last_month_lead_nowhere_broken(site):
    for month in ("0001-01", "9999-12"):
        path = f"/kalender?manad={month}"
        assert {site.answer(link).status for link in links(site, path)} == {200}


def test_a_session_id_in_the_address_gives_the_same_page(site):
    bare = site.answer("/logga-in")
    assert site.answer("/logga-in;jsessionid=9F3A") == bare == site.answer("/logga-in?sid=77")


def test_nofollow_links_stand_on_old_pages(site):
    tree = html.fromstring(site.answer(MERGER).body)
    assert f"/utskrift{MERGER}" in tree.xpath("//a[@rel='nofollow']/@href")


def test_a_print_view_exists_for_pages_only(site):
    assert site.answer(f"/utskrift{MERGER}").status == 200
    assert [site.answer(f"/utskrift{path}").status for path in ("/finns-inte/", "/dokument/kfn-2017-09-20.pdf")] == [
        404,
        404,
    ]


def test_a_static_page_without_a_date_label_belongs_to_no_year(site):
    truth = site.truth("/uppleva-och-gora/bibliotek/")
    assert (truth.year, truth.updated, truth.reviewed) == (None, None, None)


def test_a_page_that_is_not_there_has_no_truth(site):
    with pytest.raises(KeyError):
        site.truth("/finns-inte/")


def test_every_page_can_be_reached_from_the_start_page_by_followed_links(site):
    found, waiting = {"/"}, ["/"]
    while waiting:
        path = waiting.pop()
        if site.pages[path].kind is not Kind.DOCUMENT:
            fresh = (links(site, path) & set(site.paths)) - found
            found |= fresh
            waiting += fresh
    assert set(site.paths) - found == set()
