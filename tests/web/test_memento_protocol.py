"""Memento, clause by clause: what RFC 7089 asks of a TimeGate, a TimeMap and a memento."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from archive.model import Page, PageState
from archive.model.moments import stamp_text
from archive.store.pages import page_id
from archive.web import create_app
from archive.web.mementos import PAGE_SIZE, Original, http_date, memento_links, read_http_date, timemap_body
from archive.web.originals import asked_url, candidates
from tests.web.town import DAY, HTML, SITE, add, keep, make_archive, meeting, memento

ROOT = "http://localhost"
URL = f"{SITE}/nyheter/taxa?id=3&vy=%2Fa"
TIMES = [DAY, DAY + timedelta(days=1), DAY + timedelta(days=2), DAY + timedelta(days=9)]
ID = page_id(URL)
GATE, MAP = f"/timegate/{URL}", f"/timemap/link/{URL}"


def uri(at: datetime) -> str:
    return f"{ROOT}/sida/{ID}/{stamp_text(at)}"


@pytest.fixture(scope="module")
def archived() -> Iterator[FlaskClient]:
    """A client of an archive with four mementos of an address that has a query."""
    town = make_archive()
    for number, at in enumerate(TIMES):
        shape = replace(meeting(), page=ID, url=URL, at=at, seen_at=at, text_digest=str(number), title=f"Taxa {number}")
        add(town, keep(town, shape, HTML, "text/html"))
    add(town, replace(meeting(), page=page_id("import:a b/ö.txt"), url="import:a b/ö.txt"))
    yield create_app(town).test_client()
    town.close()


LINK = re.compile(r'<([^>]*)>((?:; \w+="[^"]*")*)')


def read_links(text: str) -> dict[str, list[tuple[str, dict[str, str]]]]:
    """Link relations to their targets and attributes."""
    found: dict[str, list[tuple[str, dict[str, str]]]] = {}
    for url, rest in LINK.findall(text):
        said = dict(re.findall(r'(\w+)="([^"]*)"', rest))
        for rel in said.pop("rel").split():
            found.setdefault(rel, []).append((url, said))
    return found


def links(response: TestResponse) -> dict[str, list[tuple[str, dict[str, str]]]]:
    return read_links(response.headers["Link"])


def gate(client: FlaskClient, when: str | None, url: str = GATE) -> TestResponse:
    return client.get(url, headers={} if when is None else {"Accept-Datetime": when})


def at(days: float) -> str:
    return http_date(DAY + timedelta(days=days))


# (what the clause says, what is asked for, the memento that answers)
NEGOTIATED = [
    ("2.1.1 Accept-Datetime of a memento's own second", at(1), 1),
    ("4.2.1 between two mementos: the one in force", at(5), 2),
    ("4.5.3 before the first memento: the first", "Mon, 01 Jan 1990 00:00:00 GMT", 0),
    ("4.5.3 after the last memento: the last", "Thu, 31 Dec 2099 23:59:59 GMT", 3),
    ("4.5.3 no Accept-Datetime: the most recent", None, 3),
]


@pytest.mark.parametrize(("clause", "asked", "number"), NEGOTIATED, ids=[each[0] for each in NEGOTIATED])
def test_the_timegate_leads_to_the_memento(archived: FlaskClient, clause: str, asked: str | None, number: int) -> None:
    response = gate(archived, asked)
    assert response.status_code == 302
    assert response.headers["Location"] == uri(TIMES[number])
    assert archived.get(response.headers["Location"]).headers["Memento-Datetime"] == http_date(TIMES[number])


class TestTimeGate:
    def test_2_1_2_vary_names_accept_datetime_whatever_the_answer(self, archived: FlaskClient) -> None:
        answers = [gate(archived, at(1)), gate(archived, "x"), gate(archived, None, "/timegate/https://a.se/")]
        assert all("accept-datetime" in each.vary for each in answers)

    def test_4_2_1_the_timegate_has_no_memento_datetime(self, archived: FlaskClient) -> None:
        assert "Memento-Datetime" not in gate(archived, at(1)).headers

    def test_2_2_1_and_2_2_3_it_links_to_original_and_timemap(self, archived: FlaskClient) -> None:
        found = links(gate(archived, at(1)))
        assert found["original"] == [(URL, {})]
        assert found["timemap"] == [(f"{ROOT}{MAP}", {"type": "application/link-format"})]

    def test_2_2_4_mementos_are_first_last_previous_and_next_with_their_times(self, archived: FlaskClient) -> None:
        found = links(gate(archived, at(1)))
        wanted = {"first": 0, "prev": 0, "next": 2, "last": 3}
        for rel, number in wanted.items():
            assert found[rel] == [(uri(TIMES[number]), {"datetime": http_date(TIMES[number])})]
        assert [url for url, _ in found["memento"]] == [uri(each) for each in TIMES]

    def test_4_5_3_an_accept_datetime_that_is_no_date_is_a_bad_request(self, archived: FlaskClient) -> None:
        wrong = ["2024-04-12", "Fri, 31 Feb 2024 06:30:00 GMT", "Fri, 12 Apr 2024 06:30:00", "", "²²", "Fri" * 900]
        answers = [gate(archived, each) for each in wrong]
        assert [each.status_code for each in answers] == [400] * len(wrong)
        assert "Accept-Datetime måste vara" in answers[0].get_data(as_text=True)

    def test_4_5_2_an_original_we_never_saw_is_not_found(self, archived: FlaskClient) -> None:
        assert gate(archived, at(1), "/timegate/https://annan.example/").status_code == 404
        assert gate(archived, at(1), f"/timegate/{SITE}/{'a' * 9000}").status_code == 404

    def test_head_is_answered_like_get(self, archived: FlaskClient) -> None:
        response = archived.head(GATE, headers={"Accept-Datetime": at(1)})
        assert (response.status_code, response.headers["Location"]) == (302, uri(TIMES[1]))


SAME = [
    URL,
    URL.removeprefix("https://"),
    URL.replace("https", "http", 1),
    URL.replace("https://", "https:/", 1),
    URL.replace("www", "WWW", 1).replace(".example", ".example:443"),
    URL.replace("?id=3&vy=%2Fa", "?vy=%2Fa&id=3&utm_source=x#rubrik").partition("#")[0],
    "https%3A%2F%2Fwww.lillstad.example%2Fnyheter%2Ftaxa%3Fid%3D3%26vy%3D%252Fa",
    "www.lillstad.example%2Fnyheter%2Ftaxa%3Fid%3D3%26vy%3D%252Fa",
]


@pytest.mark.parametrize("url", SAME)
@pytest.mark.parametrize("door", ["/timegate/", "/timemap/link/"])
def test_the_original_may_be_given_whole_or_without_scheme_encoded_or_not(
    archived: FlaskClient, door: str, url: str
) -> None:
    response = archived.get(door + url)
    assert response.status_code in {200, 302}
    assert links(response)["original"] == [(URL, {})]


class TestTimeMap:
    def test_3_2_it_lists_original_itself_timegate_and_every_memento(self, archived: FlaskClient) -> None:
        response = archived.get(MAP)
        found = read_links(response.get_data(as_text=True))
        assert found["original"] == [(URL, {})]
        assert found["timegate"] == [(f"{ROOT}{GATE}", {})]
        assert [url for url, _ in found["memento"]] == [uri(each) for each in TIMES]
        assert [said["datetime"] for _, said in found["memento"]] == [http_date(each) for each in TIMES]
        assert (found["first"][0][0], found["last"][0][0]) == (uri(TIMES[0]), uri(TIMES[3]))

    def test_5_itself_says_its_type_and_the_time_it_covers(self, archived: FlaskClient) -> None:
        (url, said), = read_links(archived.get(MAP).get_data(as_text=True))["self"]  # fmt: skip
        assert url == f"{ROOT}{MAP}"
        assert said == {"type": "application/link-format", "from": http_date(TIMES[0]), "until": http_date(TIMES[3])}

    def test_5_it_is_link_format(self, archived: FlaskClient) -> None:
        response = archived.get(MAP)
        assert response.headers["Content-Type"].startswith("application/link-format")
        assert LINK.sub("", response.get_data(as_text=True)).strip(", \n") == ""

    def test_an_original_we_never_saw_is_not_found(self, archived: FlaskClient) -> None:
        assert archived.get("/timemap/link/https://annan.example/").status_code == 404
        assert archived.get(f"/timemap/2/link/{URL}").status_code == 404
        assert archived.get(f"/timemap/0/link/{URL}").status_code == 404

    def test_5_1_1_a_long_one_is_paged_and_every_memento_is_listed_once(self) -> None:
        original = long_original(2 * PAGE_SIZE + 7)
        pages = [read_links(timemap_body(original, number) or "") for number in (1, 2, 3)]
        listed = [url for each in pages for url, _ in each["memento"]]
        assert listed == [original.memento(each) for each in original.times]
        assert [len(each["timemap"]) for each in pages] == [2, 2, 2]
        assert pages[0]["timemap"][0] == (pages[1]["self"][0])
        assert ("last" in pages[0], "last" in pages[2], "first" in pages[2]) == (False, True, False)
        assert timemap_body(original, 4) is None


def long_original(count: int) -> Original:
    page = Page(id=ID, url=URL, source="a", state=PageState.ALIVE, first_seen=DAY, last_seen=DAY)
    return Original(page=page, times=tuple(DAY + timedelta(hours=n) for n in range(count)), root=ROOT)


class TestMemento:
    @pytest.mark.parametrize("part", ["", "/original"])
    def test_2_1_1_it_says_its_own_time(self, archived: FlaskClient, part: str) -> None:
        assert archived.get(uri(TIMES[2]) + part).headers["Memento-Datetime"] == http_date(TIMES[2])

    @pytest.mark.parametrize("part", ["", "/original"])
    def test_2_2_1_it_links_to_its_original_and_should_link_to_timegate_and_timemap(
        self, archived: FlaskClient, part: str
    ) -> None:
        found = links(archived.get(uri(TIMES[2]) + part))
        assert found["original"] == [(URL, {})]
        assert found["timegate"] == [(f"{ROOT}{GATE}", {})]
        assert found["timemap"][0][0] == f"{ROOT}{MAP}"
        assert (found["prev"][0][0], found["next"][0][0]) == (uri(TIMES[1]), uri(TIMES[3]))

    def test_a_page_s_only_memento_is_both_first_and_last(self) -> None:
        found = read_links(memento_links(long_original(1), DAY))
        assert found["first"] == found["last"] == found["memento"]
        assert "prev" not in found

    def test_4_2_1_an_address_that_is_no_memento_s_own_says_no_time(self, archived: FlaskClient) -> None:
        response = archived.get(f"/sida/{ID}/20240413")
        assert response.status_code == 302
        assert "Memento-Datetime" not in response.headers

    def test_2_2_2_the_page_itself_links_to_its_timegate_and_timemap(self, archived: FlaskClient) -> None:
        response = archived.get(f"/sida/{ID}")
        assert set(links(response)) == {"original", "timegate", "timemap"}
        assert "Memento-Datetime" not in response.headers

    def test_what_was_imported_is_no_memento_of_anything_on_the_web(self, archived: FlaskClient) -> None:
        response = archived.get(f"/sida/{page_id('import:a b/ö.txt')}")
        assert response.status_code == 200
        assert "Link" not in response.headers

    def test_an_original_s_address_never_leaves_its_brackets(self) -> None:
        page = replace(long_original(1).page, url='https://a.se/">;å\r\nX: y<')
        found = memento_links(replace(long_original(1), page=page), DAY)
        assert re.search(r'[\r\n<>"](?=;å|X)|[^\x20-\x7e]', found) is None
        assert "https://a.se/%22%3E;%C3%A5%0D%0AX:%20y%3C" in found


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri, 12 Apr 2024 06:30:00 GMT", datetime(2024, 4, 12, 6, 30, 0, 999_999, tzinfo=UTC)),
        ("Fri, 12 Apr 2024 06:30:60 GMT", None),
        ("12 Apr 2024 06:30:00 GMT", None),
        ("Fri, 12 Apr 2024 06:30:00 +0000", None),
    ],
)
def test_a_date_is_an_rfc1123_date_in_gmt(text: str, moment: datetime | None) -> None:
    assert read_http_date(text) == moment


def test_an_address_is_taken_raw_where_the_server_gives_it_so() -> None:
    assert asked_url("/timegate/https://a.se/%2F?b=%26", "/timegate/", "https://a.se//") == "https://a.se/%2F?b=%26"
    assert asked_url("", "/timegate/", "https://a.se//") == "https://a.se//"


@pytest.mark.parametrize("asked", ["", "/", "https://", "http://[", "\x00", "%", "%ff%fe", ":", "a" * 9000, "import:x"])
def test_whatever_is_asked_for_gives_candidates_or_none(asked: str) -> None:
    assert len(list(candidates(asked))) <= 4


def test_a_memento_of_another_page_is_not_meant(archived: FlaskClient) -> None:
    other = memento("/nyheter/taxa", "Annan", ())
    assert gate(archived, at(1), f"/timegate/{other.url}").status_code == 404
