"""`/admin/kallor`: sources are added and changed by form, and every act is on record."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.parts import Archive
from archive.sources import changes_text
from archive.steering import pause
from archive.web.views.admin.source_form import read_source, typed_of
from crawler.model import Source
from tests.fakes.archives import SITE, TOWN
from tests.web.reading import classed, words
from tests.web.tending import seen, tree_of

ROOM = "/admin/kallor"
NEWS = Source(
    name="nyheter",
    seeds=("https://nyheter.mellankoping.se/",),
    include=("/nyheter/", "/beslut/"),
    exclude=("/nyheter/arkiv/",),
    hosts=("mellankoping.se",),
    delay=0.5,
    schedule="30 5 * * 1-5",
    max_pages=900,
    retention=10,
    register="mellankoping",
    municipality="Mellanköpings kommun",
    index_noindex=True,
    render=True,
)


def sent(admin: FlaskClient, **fields: str) -> dict[str, str]:
    page = seen(admin, f"{ROOM}/ny")
    token = next(each.get("value", "") for each in page.iter("input") if each.get("name") == "formular")
    return typed_of(NEWS) | {"formular": token, "spara": "ja"} | fields


def test_a_source_is_added_just_as_it_was_typed(admin: FlaskClient, archive: Archive) -> None:
    answer = admin.post(f"{ROOM}/ny", data=sent(admin))
    assert (answer.status_code, answer.headers["Location"]) == (303, ROOM)
    assert archive.store.sources.named("nyheter") == NEWS
    act = next(archive.store.audit.all())
    assert (act.deed, act.about, act.who) == ("source.add", "nyheter", "Åsa Öberg")
    assert "delay: 1.0 → 0.5" in act.detail
    said = words(seen(admin, ROOM))
    assert "Källan nyheter är tillagd." in said
    assert "vardagar kl. 05.30" in said
    assert "10 år" in said
    assert "Kommun Mellanköpings kommun" in said


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("namn", "", "Ge källan ett namn"),
        ("namn", "två ord", "Ge källan ett namn"),
        ("namn", "ny", "Namnet ny är reserverat"),
        ("namn", "Town", "Det finns redan en källa"),
        ("adresser", "", "Skriv minst en adress"),
        ("adresser", "javascript://x/", "är ingen webbadress"),
        ("adresser", "https://", "är ingen webbadress"),
        ("adresser", "https://a:b@www.x.se/", "får inte innehålla användarnamn"),
        ("med", "nyheter", "är ingen sökväg"),
        ("utan", "/a b", "är ingen sökväg"),
        ("vardar", "https://x.se/", "är inget värdnamn"),
        ("paus", "-1", "från 0 till 3600"),
        ("paus", "9999", "från 0 till 3600"),
        ("paus", "", "från 0 till 3600"),
        ("eget", "nonsens", "går inte att läsa som ett schema"),
        ("eget", "", "Skriv ett schema"),
        ("schema", "annat", "Välj när"),
        ("sidor", "0", "från 1 till"),
        ("bevaras", "tio", "från 1 till 1 000"),
        ("register", "/etc/passwd", "Välj ett enhetsregister"),
    ],
)
def test_what_may_not_stand_is_told_at_its_field_and_nothing_is_kept(
    admin: FlaskClient, archive: Archive, field: str, typed: str, told: str
) -> None:
    page = tree_of(admin.post(f"{ROOM}/ny", data=sent(admin, **{field: typed})))
    alert = next(each for each in page.iter("div") if each.get("role") == "alert")
    assert next(alert.iter("a")).get("href") == f"#{field}"
    assert told in words(next(each for each in page.iter() if each.get("id") == f"{field}-fel"))
    kept = next(each for each in page.iter() if each.get("id") == "vardar")
    assert words(kept) == (typed if field == "vardar" else "mellankoping.se")
    assert [each.name for each in archive.store.sources.all()] == [TOWN.name]


def test_a_browser_that_is_not_there_is_told_at_its_field(
    admin: FlaskClient, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "playwright.async_api", None)
    page = tree_of(admin.post(f"{ROOM}/ny", data=sent(admin)))
    told = next(each for each in page.iter() if each.get("id") == "webblasare-fel")
    assert "ingen webbläsare" in words(told)
    assert [each.name for each in archive.store.sources.all()] == [TOWN.name]


def test_a_source_is_changed_and_what_the_form_does_not_ask_for_stays() -> None:
    before = Source(name="inne", seeds=("http://10.0.0.8:8080/",), allow_private=True, ports=(8080,), max_depth=3)
    form = read_source(typed_of(before) | {"paus": "2,5"}, before=before, taken=(), registers=())
    assert form.source is not None
    assert (form.source.delay, form.source.allow_private, form.source.ports) == (2.5, True, (8080,))
    assert changes_text(before, form.source) == "delay: 1.0 → 2.5"


def test_changing_without_a_change_is_no_act(admin: FlaskClient, archive: Archive) -> None:
    acts = len(tuple(archive.store.audit.all()))
    data = sent(admin) | typed_of(TOWN)
    assert admin.post(f"{ROOM}/town", data=data).status_code == 303
    assert archive.store.sources.named("town") == TOWN
    assert len(tuple(archive.store.audit.all())) == acts


def test_a_source_is_turned_off_and_on(admin: FlaskClient, archive: Archive) -> None:
    admin.post(f"{ROOM}/town", data=sent(admin, lage="av"))
    assert not archive.store.sources.named("town").enabled
    assert "avstängd" in words(classed(seen(admin, ROOM), "rows")[0])
    admin.post(f"{ROOM}/town", data=sent(admin, lage="pa"))
    assert archive.store.sources.named("town") == TOWN
    assert [each.deed for each in archive.store.audit.all()][:2] == ["source.enable", "source.disable"]


def test_a_schedule_may_be_written_in_swedish(admin: FlaskClient, archive: Archive) -> None:
    typed = "varje natt; varje timme under sammanträdesveckor v. 36, v. 40–41"
    assert admin.post(f"{ROOM}/ny", data=sent(admin, schema="eget", eget=typed)).status_code == 303
    assert archive.store.sources.named("nyheter").schedule == typed
    said = "varje natt kl. 02.00; varje timme under vecka 36 och vecka 40–41"
    assert said in words(seen(admin, ROOM))


def test_a_schedule_that_nobody_can_read_is_shown_and_breaks_nothing(admin: FlaskClient, archive: Archive) -> None:
    archive.store.sources.save(replace(TOWN, schedule="ibland"))
    archive.store.runs.start(TOWN.name, worker="w", now=archive.clock())
    assert "”ibland” (går inte att läsa)" in words(seen(admin, ROOM))


def test_an_unknown_source_is_not_there(admin: FlaskClient) -> None:
    assert admin.get(f"{ROOM}/okand").status_code == 404
    assert admin.post(f"{ROOM}/okand", data=sent(admin)).status_code == 404


def test_the_list_says_when_a_source_comes_next(admin: FlaskClient) -> None:
    said = words(seen(admin, ROOM))
    assert "bara när någon säger till" in said
    assert f"{SITE}/" in said
    assert "aldrig hämtad" in said


def test_a_paused_source_is_said_to_be_so(admin: FlaskClient, archive: Archive) -> None:
    pause(archive, "town")
    assert "pausad" in words(classed(seen(admin, ROOM), "rows")[0])


def test_a_schedule_may_be_written_as_one_says_it(admin: FlaskClient, archive: Archive) -> None:
    written = "varje timme 07-18 under sammanträdesveckor v. 36, v. 40-41"
    assert admin.post(f"{ROOM}/ny", data=sent(admin, eget=written)).status_code == 303
    assert archive.store.sources.named("nyheter").schedule == written


def test_long_and_many_lines_come_back_whole_or_are_refused() -> None:
    rules = (f"/{'a' * 1_500}$", *(f"/dag/{number}$" for number in range(300)))
    source = replace(NEWS, seeds=(f"{SITE}/{'b' * 1_500}",), exclude=rules)
    again = read_source(typed_of(source), before=source, taken=(), registers=("mellankoping",))
    assert (again.source, again.wrong) == (source, {})
    sent = typed_of(source) | {"utan": f"/{'a' * 3_000}"}
    wrong = read_source(sent, before=source, taken=(), registers=("mellankoping",)).wrong
    assert wrong == {"utan": "En rad är för lång. Högst 2083 tecken ryms."}


def test_a_rule_that_was_made_while_the_form_stood_open_is_not_lost(admin: FlaskClient, archive: Archive) -> None:
    archive.store.sources.save(NEWS)
    page = seen(admin, f"{ROOM}/nyheter")
    stood = next(each.get("value", "") for each in page.iter("input") if each.get("name") == "stod")
    ruled = replace(NEWS, exclude=(*NEWS.exclude, "/dag/1$"))
    archive.store.sources.save(ruled)
    late = admin.post(f"{ROOM}/nyheter", data=sent(admin, stod=stood, paus="3"))
    assert "Källan har ändrats sedan du öppnade formuläret." in words(tree_of(late))
    assert archive.store.sources.named("nyheter") == ruled
