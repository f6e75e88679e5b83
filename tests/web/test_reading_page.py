"""What helps a reader of a page: contents, what changed, how to cite it, how it stood and looked on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from archive.model import AmountFact, Evidence, Memento, Section
from archive.model.moments import stamp_text
from archive.web import create_app
from archive.web.headers import FRAMING_POLICY
from archive.web.moments import end_of_day, read_day, read_stamp
from archive.web.views.facts import make_groups
from archive.web.views.reading import make_contents
from tests.web.reading import classed, link, links, page, words
from tests.web.town import DAY, EVIL, NUMBER, add, hostile, keep, make_archive, meeting, memento

PAGE = f"/sida/{meeting().page}"
OLD, NEW = stamp_text(DAY - timedelta(days=30)), stamp_text(DAY)

HEADED = tuple(
    Section(kind=kind, level=level, text=text)
    for kind, level, text in (
        ("heading", 2, "Bakgrund"), ("paragraph", 0, "Så var det."), ("heading", 3, f"Läget {EVIL} {NUMBER}"),
        ("paragraph", 0, "Så är det."), ("heading", 2, "Vad som händer nu"), ("paragraph", 0, "Så blir det."),
    )
)  # fmt: skip
LOOKS = (
    b"<!doctype html><title>x</title><link rel=stylesheet href=a.css><link rel='STYLESHEET x' href=b.css>"
    b"<link rel=icon href=i.png><img src=1.png><img src=1.png><img srcset='2.png 2x'><img src='data:image/png;x'>"
    b"<script src=s.js></script><script>1</script><p>Hej"
)


def long_page() -> Memento:
    return memento("/lang", "Lång sida", HEADED)


@pytest.fixture(scope="module")
def kept() -> Iterator[FlaskClient]:
    """A client of an archive with a long page, a page with pictures, a file, a page that was gone and came back."""
    town = make_archive()
    pdf = replace(memento("/f.pdf", f"Protokoll {EVIL}", ()), media_type="application/pdf")
    back = [replace(memento("/ater", "Åter", HEADED[:2]), at=at, seen_at=at, text_digest=str(at)) for at in RETURNED]
    add(town, keep(town, long_page(), LOOKS, "text/html"), keep(town, pdf, b"%PDF-1.7", "application/pdf"), back[0])
    town.store.pages.missing(back[0].url, "Lillstad", at=RETURNED[0] + timedelta(days=1), gone=True)
    add(town, back[1])
    add(town, replace(long_page(), url="import:x", page="00000000000000aa"))
    yield create_app(town).test_client()
    town.close()


RETURNED = (DAY, DAY + timedelta(days=9))
BACK = f"/sida/{memento('/ater', '', ()).page}"
LONG = f"/sida/{long_page().page}"
FILE = f"/sida/{memento('/f.pdf', '', ()).page}"


class TestContents:
    def test_three_headings_or_more_make_a_table_of_contents_that_leads_to_them(self, kept: FlaskClient) -> None:
        tree = page(kept, LONG)
        (contents,) = classed(tree, "contents")
        urls = [each.get("href", "") for each in contents.iter("a")]
        assert urls == ["#rubrik-1", "#rubrik-2", "#rubrik-3"]
        anchors = {each.get("id"): each.tag for each in tree.iter() if each.get("id")}
        assert [anchors[url[1:]] for url in urls] == ["h2", "h3", "h2"]
        assert [words(each) for each in classed(contents, "deep")] == [words(list(contents.iter("a"))[1])]

    def test_fewer_make_none(self, client: FlaskClient) -> None:
        assert not classed(page(client, PAGE), "contents")

    def test_personal_numbers_in_headings_are_masked(self, kept: FlaskClient) -> None:
        assert "9876" not in words(classed(page(kept, LONG), "contents")[0])

    def test_thousands_of_headings_are_not_all_listed(self) -> None:
        assert len(make_contents(tuple((f"r{n}", f"a{n}", 2) for n in range(2000)))) == 150


class TestChange:
    def test_the_newest_version_says_when_it_changed_and_leads_to_the_comparison(self, client: FlaskClient) -> None:
        head = classed(page(client, PAGE), "page-head")[0]
        assert "Senast ändrad 12 april 2024 kl. 08.30." in words(head)
        assert link(head, "Jämför med versionen före") == f"{PAGE}/jamfor/{OLD}/{NEW}"

    def test_an_older_version_leads_to_what_has_changed_since(self, client: FlaskClient) -> None:
        head = classed(page(client, f"{PAGE}/{OLD}"), "page-head")[0]
        assert link(head, "Se vad som har ändrats sedan dess") == f"{PAGE}/jamfor/{OLD}/{NEW}"

    def test_a_page_that_never_changed_says_so(self, kept: FlaskClient) -> None:
        tree = page(kept, LONG)
        assert "Oförändrad sedan den sparades första gången" in words(tree)
        assert link(tree, "Sidans tidslinje") == f"{LONG}/versioner"
        assert "jämför versioner" not in words(tree)


class TestCitation:
    def test_it_says_title_publisher_source_time_digest_and_address(self, client: FlaskClient) -> None:
        (cite,) = classed(page(client, PAGE), "cite")
        assert words(cite) == (
            "”Sagt i ledningen 10 april”. Lillstad, Socialförvaltningen. "
            "https://www.lillstad.example/nyheter/2024/april/stadning/ Sparad 12 april 2024 kl. 08.30. "
            f"SHA-256: {meeting().digest}. Lillstads arkiv: http://localhost{PAGE}/{NEW}"
        )

    def test_the_button_that_copies_is_there_only_for_the_script(self, client: FlaskClient) -> None:
        tree = page(client, PAGE)
        (button,) = [each for each in tree.iter("button") if each.get("data-kopiera")]
        assert button.get("hidden") is not None
        assert button.get("data-kopiera") in {each.get("id") for each in classed(tree, "cite")}
        assert any("/static/kopiera.js" in each.get("src", "") for each in tree.iter("script"))

    def test_a_hostile_page_can_be_cited_without_its_personal_number(self, client: FlaskClient) -> None:
        (cite,) = classed(page(client, f"/sida/{hostile().page}"), "cite")
        assert EVIL in words(cite)
        assert "9876" not in words(cite)


DAYS = [
    ("2024-03-13", OLD),
    ("2024-04-11", OLD),
    ("2024-04-12", NEW),
    ("2099-01-01", NEW),
    ("9999-12-31", NEW),
]


class TestDay:
    @pytest.mark.parametrize(("day", "stamp"), DAYS)
    def test_a_day_leads_to_the_version_at_its_end_in_sweden(self, client: FlaskClient, day: str, stamp: str) -> None:
        response = client.get(f"{PAGE}?vid={day}")
        assert (response.status_code, response.location) == (302, f"{PAGE}/{stamp}")

    @pytest.mark.parametrize("day", ["2024-03-12", "0001-01-01"])
    def test_a_day_before_the_first_version_leads_to_the_first_and_says_so(self, client: FlaskClient, day: str) -> None:
        response = client.get(f"{PAGE}?vid={day}")
        assert response.location == f"{PAGE}/{OLD}?vid={day}"
        assert "Du läser den första sparade versionen, från 13 mars 2024 kl. 07.30." in words(
            classed(page(client, response.location), "notes")[0]
        )

    @pytest.mark.parametrize("day", ["x", "2024-02-30", "20240412", "²024-01-01", "0000-00-00"])
    def test_what_is_no_day_gives_a_note(self, client: FlaskClient, day: str) -> None:
        assert "går inte att använda" in words(classed(page(client, f"{PAGE}?vid={day}"), "notes")[0])

    def test_the_form_needs_no_script(self, client: FlaskClient) -> None:
        (form,) = classed(page(client, PAGE), "day-form")
        assert (form.get("action"), form.get("method")) == (PAGE, "get")
        assert "Sparad sedan 13 mars 2024" in words(form)


MOMENTS = [
    "0000",
    "1999",
    "2024",
    "20240",
    "202402",
    "20240230",
    "2024041206300",
    "00000000000000",
    "99999999999999",
    "20241399256199",
]


class TestNeverBreaks:
    @pytest.mark.parametrize("stamp", MOMENTS)
    @pytest.mark.parametrize("url", [PAGE, LONG, BACK, "/sida/00000000000000aa"])
    def test_any_digits_lead_to_a_version(self, client: FlaskClient, kept: FlaskClient, url: str, stamp: str) -> None:
        visitor = client if url == PAGE else kept
        response = visitor.get(f"{url}/{stamp}", follow_redirects=True)
        assert response.status_code == 200
        assert response.request.path.startswith(url + "/20")

    @pytest.mark.parametrize("stamp", MOMENTS)
    @pytest.mark.parametrize("part", ["original", "utseende"])
    def test_and_to_a_capture(self, kept: FlaskClient, stamp: str, part: str) -> None:
        assert kept.get(f"{LONG}/{stamp}/{part}", follow_redirects=True).status_code == 200

    @pytest.mark.parametrize("stamp", ["igår", "202", "123456789012345", "2024-04-12", "²024", "2024%00"])
    def test_what_is_no_moment_is_not_found(self, client: FlaskClient, stamp: str) -> None:
        assert client.get(f"{PAGE}/{stamp}").status_code == 404

    def test_a_page_that_came_back_has_both_its_versions(self, kept: FlaskClient) -> None:
        for at in RETURNED:
            assert kept.get(f"{BACK}/{stamp_text(at)}").status_code == 200
        between = kept.get(f"{BACK}/{stamp_text(RETURNED[0] + timedelta(days=5))}")
        assert between.location == f"{BACK}/{stamp_text(RETURNED[0])}"


@pytest.mark.parametrize(
    ("digits", "moment"),
    [
        ("2024", (2024, 12, 31, 23, 59, 59)),
        ("202402", (2024, 2, 29, 23, 59, 59)),
        ("20240231", (2024, 2, 29, 23, 59, 59)),
        ("2024041206", (2024, 4, 12, 6, 59, 59)),
        ("20240412063015", (2024, 4, 12, 6, 30, 15)),
        ("00000000000000", (1, 1, 1, 0, 0, 0)),
    ],
)
def test_begun_digits_name_the_last_instant_they_may_mean(digits: str, moment: tuple[int, ...]) -> None:
    assert read_stamp(digits) == datetime(*moment, 999_999, tzinfo=UTC)  # type: ignore[arg-type, misc]


def test_a_day_ends_when_the_clock_strikes_twelve_in_sweden() -> None:
    assert stamp_text(end_of_day(date(2024, 1, 1))) == "20240101225959"
    assert stamp_text(end_of_day(date(2024, 7, 1))) == "20240701215959"
    assert read_day("2024-07-01") == date(2024, 7, 1)


class TestLooks:
    URL = f"{LONG}/{NEW}/utseende"

    def test_the_capture_stands_in_a_sandboxed_frame_of_a_page_of_ours(self, kept: FlaskClient) -> None:
        (frame,) = page(kept, self.URL).iter("iframe")
        assert (frame.get("sandbox"), frame.get("src")) == ("", f"{LONG}/{NEW}/original")
        assert " ".join(frame.get("title", "").split()) == "Kopia av Lång sida, sparad 12 april 2024 kl. 08.30"

    def test_the_strip_says_what_was_not_kept(self, kept: FlaskClient) -> None:
        said = words(classed(page(kept, self.URL), "strip")[0]).replace("\u00a0", " ")
        assert "sparades 12 april 2024 kl. 08.30." in said
        assert "Bilder, stilmallar och skript sparades inte: 2 bilder, 2 stilmallar, 1 skript." in said

    def test_it_leads_to_the_text_and_to_the_copy_alone(self, kept: FlaskClient) -> None:
        strip = classed(page(kept, self.URL), "strip")[0]
        assert links(strip) == {"Till texten": f"{LONG}/{NEW}", "Bara kopian, utan ram": f"{LONG}/{NEW}/original"}

    def test_only_it_may_frame_and_only_the_capture_may_be_framed(self, kept: FlaskClient) -> None:
        outer, inner, other = (kept.get(url).headers for url in (self.URL, f"{LONG}/{NEW}/original", LONG))
        assert outer["Content-Security-Policy"] == FRAMING_POLICY
        assert (outer["X-Frame-Options"], inner["X-Frame-Options"]) == ("DENY", "SAMEORIGIN")
        assert "frame-ancestors 'self'" in inner["Content-Security-Policy"]
        assert "frame-src" not in other["Content-Security-Policy"]

    def test_a_file_is_offered_as_a_download(self, kept: FlaskClient) -> None:
        tree = page(kept, f"{FILE}/{NEW}/utseende")
        assert not list(tree.iter("iframe"))
        assert link(tree, "Ladda ner filen (application/pdf, 1 kB)") == f"{FILE}/{NEW}/original"

    def test_a_page_without_a_copy_has_no_looks(self, kept: FlaskClient) -> None:
        assert kept.get(f"{BACK}/{NEW}/utseende").status_code == 404

    @pytest.mark.parametrize("body", [b"", b"<", b"\xff\xfe\x00", b"<!-- ", b"<?xml version='1.0' encoding='x'?><a/>"])
    def test_a_broken_copy_is_still_framed(self, body: bytes) -> None:
        town = make_archive()
        add(town, keep(town, long_page(), body, "text/html"))
        tree = page(create_app(town).test_client(), self.URL)
        assert list(tree.iter("iframe"))
        town.close()


def test_sums_in_kronor_come_before_other_quantities() -> None:
    where = Evidence(text="x", rule="test")
    facts = tuple(AmountFact(value=value, unit=unit, evidence=where) for value, unit in ((5, "percent"), (9, "SEK")))
    (group,) = make_groups(facts, frozenset())
    assert [fact.value.replace("\u00a0", " ") for fact in group.facts] == ["9 kr", "5 procent"]
