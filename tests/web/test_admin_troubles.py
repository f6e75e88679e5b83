"""`/admin/fel`: what failed, why, what to do; ask again, exclude, put an alert aside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive.model import Alert, AlertKind, JobState, RunState, Tally
from archive.model.troubles import Outcome
from archive.parts import Archive
from archive.web.views.admin.causes import CAUSES, RULES, explained
from archive.web.views.admin.troubles import SIZE, things_to_see
from archive.web.words import NBSP
from crawler.model import Failure, Refusal, Step, Target
from crawler.scope import Rule
from tests.fakes.archives import SITE, TOWN
from tests.fakes.storing import AT, later
from tests.web.reading import link, words
from tests.web.tending import MONEY_ID, Clock, seen
from tests.web.town import EVIL, NUMBER

FORBIDDEN = "/admin/fel/adresser?orsak=http-403"


def fail(archive: Archive, *paths: str, cause: str = "http-403", source: str = TOWN.name, detail: str = "") -> None:
    targets = [Target(url=f"{SITE}{path}", source=source) for path in paths]
    steps = [Step(target=each, visit=Failure(url=each.url, at=AT, cause=cause, detail=detail)) for each in targets]
    archive.store.frontier.record(steps, now=AT)


def refuse(archive: Archive, path: str, rule: str) -> None:
    target = Target(url=f"{SITE}{path}", source=TOWN.name)
    archive.store.frontier.record([Step(target=target, visit=Refusal(url=target.url, at=AT, rule=rule))], now=AT)


def alerted(archive: Archive, *alerts: Alert) -> int:
    run = archive.store.runs.start(TOWN.name, worker="w", now=AT)
    archive.store.runs.end(run, RunState.DONE, Tally(), now=AT, alerts=alerts)
    return run.id


def press(client: FlaskClient, url: str, action: str, **said: str) -> str:
    """Send a form of the page at `url`; gives what the page says after it."""
    token = next(each.get("value", "") for each in seen(client, url).iter("input") if each.get("name") == "formular")
    response = client.post(action, data={"formular": token} | said)
    assert response.status_code == 303
    return words(seen(client, response.headers["Location"]))


def number(archive: Archive, cause: str = "http-403") -> str:
    return str(archive.store.troubles.listed(Outcome.FAILED, cause)[0].id)


def test_all_is_well_is_said_when_it_is(admin: FlaskClient) -> None:
    said = words(seen(admin, "/admin/fel"))
    for each in (
        "Inga varningar",
        "Allt som skulle hämtas gick att hämta.",
        "Ingen sida har försvunnit",
        "Ingen regel",
    ):
        assert each in said


def test_failures_are_grouped_by_cause_with_what_to_do_and_examples(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/a", "/b")
    fail(archive, "/c", cause="dns")
    refuse(archive, "/natt", "robots")
    tree = seen(admin, "/admin/fel")
    said = words(tree)
    assert "Nekar oss (403)" in said
    assert "2 adresser" in said
    assert "Be webbplatsens förvaltare släppa fram arkivet" in said
    assert "mellankoping.se/a" in said
    assert "Värden finns inte (DNS)" in said
    assert "robots.txt förbjuder det" in said
    assert link(tree, "Nekar oss (403)") == FORBIDDEN
    assert link(tree, "town (2)") == "/admin/fel/adresser?orsak=http-403&kalla=town"


def test_every_rule_of_the_crawler_is_explained() -> None:
    assert set(RULES) == set(Rule)


@pytest.mark.parametrize(
    ("cause", "name"),
    [
        ("http-503", "Fel hos webbplatsen (503)"),
        ("http-418", "Avvisad av webbplatsen (418)"),
        ("http-x", "http-x"),
        ("", "Okänd orsak"),
    ],
)
def test_what_is_not_in_the_list_is_explained_by_its_family_or_named(cause: str, name: str) -> None:
    assert explained(Outcome.FAILED, cause).name == name
    assert cause not in CAUSES


def test_one_address_is_asked_for_again_now(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/a", "/b")
    said = press(admin, FORBIDDEN, "/admin/fel/forsok", en=number(archive), orsak="http-403")
    assert "Adressen hämtas på nytt nu." in said
    assert [each.url for each in archive.store.troubles.listed(Outcome.FAILED, "http-403")] == [f"{SITE}/b"]
    (job,) = archive.store.jobs.open()
    assert (job.source, job.state, job.asked_by) == (TOWN.name, JobState.WAITING, "Åsa Öberg")
    act = next(archive.store.audit.all())
    assert (act.deed, act.about, act.detail) == ("failures.retry", TOWN.name, f"{SITE}/a")


def test_all_of_a_cause_are_asked_for_again_now(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/a", "/b")
    assert "De hämtas på nytt nu: town." in press(admin, "/admin/fel", "/admin/fel/forsok", orsak="http-403")
    assert archive.store.troubles.causes() == ()
    assert "Inget hade den orsaken längre." in press(admin, "/admin/", "/admin/fel/forsok", orsak="http-403")


def test_a_paused_source_stays_so_and_it_is_said(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/a")
    archive.store.jobs.pause(TOWN.name, now=AT)
    said = press(admin, "/admin/fel", "/admin/fel/forsok", orsak="http-403")
    assert "Källan town är pausad." in said
    assert archive.store.jobs.open() == ()
    assert TOWN.name in archive.store.jobs.paused()


def test_an_address_is_excluded_by_a_rule_of_its_own(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/a?s=1")
    said = press(admin, FORBIDDEN, "/admin/fel/uteslut", en=number(archive), orsak="http-403")
    assert "Adressen är utesluten ur town." in said
    assert archive.store.sources.named(TOWN.name).exclude == ("/a?s=1$",)
    assert [each.cause for each in archive.store.troubles.causes()] == ["exclude"]
    assert next(archive.store.audit.all()).deed == "source.exclude"


def test_where_a_source_begins_is_not_excluded(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/")
    said = press(admin, FORBIDDEN, "/admin/fel/uteslut", en=number(archive), orsak="http-403")
    assert "där källan börjar" in said
    assert archive.store.sources.named(TOWN.name) == TOWN


@pytest.mark.parametrize("said", ["", "x", "0", "²", "9" * 40])
def test_what_is_on_no_list_is_neither_retried_nor_excluded(admin: FlaskClient, archive: Archive, said: str) -> None:
    fail(archive, "/a")
    for action in ("/admin/fel/forsok", "/admin/fel/uteslut"):
        assert "Inget är ändrat." in press(admin, "/admin/fel", action, en=said)
    assert [each.cause for each in archive.store.troubles.causes()] == ["http-403"]
    assert [each.deed for each in archive.store.audit.all()] == ["session.begin"]


def test_a_long_list_has_pieces(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, *(f"/{each}" for each in range(SIZE + 1)))
    first = seen(admin, FORBIDDEN)
    rest = seen(admin, link(first, "Visa fler"))
    assert f"mellankoping.se/{SIZE}" in words(rest)
    assert link(rest, "Börja om från början") == FORBIDDEN
    assert "Ingen adress har den orsaken nu." in words(seen(admin, f"{FORBIDDEN}&kalla=annan&efter=x"))


def test_hostile_addresses_and_details_stay_text_with_numbers_hidden(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, f"/{NUMBER}", cause=EVIL, detail=f"{EVIL} {NUMBER}")
    overview = seen(admin, "/admin/fel")
    for tree in (overview, seen(admin, link(overview, EVIL))):
        assert not list(tree.iter("script"))
        assert NUMBER not in words(tree)
        assert "<script>alert(1)" in words(tree)


def test_pages_that_vanished_lately_are_listed_with_their_last_version(
    admin: FlaskClient, archive: Archive, clock: Clock
) -> None:
    assert "Ingen sida har försvunnit" in words(seen(admin, "/admin/fel"))
    assert "Ingen sida har försvunnit." in words(seen(admin, "/admin/fel/borta"))
    archive.store.pages.missing(f"{SITE}/nyheter/2/", TOWN.name, at=later(seconds=60), gone=True)
    clock.now = later(seconds=3600)
    tree = seen(admin, "/admin/fel")
    assert "1 sida har försvunnit hos källan" in words(tree).replace(NBSP, " ")
    for each in (tree, seen(admin, link(tree, "Alla försvunna sidor"))):
        assert link(each, "Nyhet 2") == f"/sida/{MONEY_ID}"


def test_an_alert_is_put_aside_with_a_name_and_stays(admin: FlaskClient, archive: Archive) -> None:
    run = alerted(archive, Alert(kind=AlertKind.SHRUNK, count=40), Alert(kind=AlertKind.REBUILT, count=3))
    assert "Webbplatsen har krympt" in words(seen(admin, "/admin/fel"))
    assert [each.text.replace(NBSP, " ") for each in things_to_see(archive.store, now=AT)] == ["2 varningar"]
    said = press(admin, "/admin/fel", "/admin/fel/avfarda", korning=str(run), slag="shrunk")
    assert "Avfärdade varningar (1)" in said
    assert "Avfärdad av Åsa Öberg" in said
    assert [each.text.replace(NBSP, " ") for each in things_to_see(archive.store, now=AT)] == ["1 varning"]
    assert next(archive.store.audit.all()).deed == "alert.dismiss"


@pytest.mark.parametrize(("run", "kind"), [("1", "full"), ("99", "shrunk"), ("x", ""), ("9" * 50, "shrunk")])
def test_an_alert_that_is_not_there_cannot_be_put_aside(
    admin: FlaskClient, archive: Archive, run: str, kind: str
) -> None:
    alerted(archive, Alert(kind=AlertKind.SHRUNK, count=40))
    token = next(
        each.get("value", "") for each in seen(admin, "/admin/fel").iter("input") if each.get("name") == "formular"
    )
    answer = admin.post("/admin/fel/avfarda", data={"formular": token, "korning": run, "slag": kind})
    assert answer.status_code == 404


def test_the_first_page_points_at_what_there_is_to_see(admin: FlaskClient, archive: Archive) -> None:
    assert "Att se på" not in words(seen(admin, "/admin/"))
    fail(archive, "/a", "/b")
    alerted(archive, Alert(kind=AlertKind.SHRUNK, count=40))
    tree = seen(admin, "/admin/")
    assert "1 varning, 2 adresser kunde inte hämtas." in words(tree)
    assert link(tree, "Se vad som hjälper") == "/admin/fel"


def test_that_nobody_works_is_an_alert(admin: FlaskClient, archive: Archive) -> None:
    archive.store.jobs.order(TOWN.name, who="Åsa", now=later(seconds=-600))
    assert "Ingen arbetare hörs av" in words(seen(admin, "/admin/fel"))
    archive.store.workers.beat("w", now=AT)
    assert "Ingen arbetare hörs av" not in words(seen(admin, "/admin/fel"))


def test_a_form_without_its_token_does_nothing(admin: FlaskClient, archive: Archive) -> None:
    fail(archive, "/a")
    for action in ("forsok", "uteslut", "avfarda"):
        assert admin.post(f"/admin/fel/{action}", data={"orsak": "http-403", "en": number(archive)}).status_code == 403
    assert archive.store.sources.named(TOWN.name) == replace(TOWN)
