"""`/admin/korningar`: what is under way, the history, one run, comparing two; run now, pause, go on, stop."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from archive import watching
from archive.ingest import Ingest
from archive.model import JobState, Run, RunState, Tally
from archive.model.troubles import EventKind, RunEvent
from archive.parts import Archive
from archive.web.views.admin.run import SIZE as PAGES
from archive.web.views.admin.runs import SIZE
from crawler.model import Failure, Step, Target
from tests.fakes.archives import SITE, TOWN, html, page
from tests.fakes.storing import AT, later
from tests.web.reading import link, words
from tests.web.tending import Clock, seen
from tests.web.town import EVIL

RUNS = "/admin/korningar"
TALLY = Tally(discovered=10, fetched=4, unchanged=3, refused=1, failed=1, waiting=1, new=2, changed=1, gone=1)


def ran(
    archive: Archive, *, at: float = 0, state: RunState = RunState.DONE, tally: Tally = TALLY, error: str = ""
) -> Run:
    run = archive.store.runs.start(TOWN.name, worker="w", now=later(seconds=at))
    archive.store.runs.end(run, state, tally, now=later(seconds=at + 60), error=error or None)
    return archive.store.history.one(run.id)


def press(client: FlaskClient, name: str, source: str = TOWN.name) -> str:
    token = next(each.get("value", "") for each in seen(client, RUNS).iter("input") if each.get("name") == "formular")
    response = client.post(RUNS, data={"formular": token, name: source})
    assert response.status_code == 303
    return words(seen(client, response.headers["Location"]))


def test_an_archive_that_never_crawled_says_so(admin: FlaskClient) -> None:
    said = words(seen(admin, RUNS))
    for each in ("Ingen hämtning pågår.", "Inget är hämtat än.", "Aldrig hämtad.", "inget schema"):
        assert each in said


def test_what_is_under_way_tells_its_progress_rate_states_and_errors(
    admin: FlaskClient, archive: Archive, clock: Clock
) -> None:
    run = archive.store.runs.start(TOWN.name, worker="w", now=AT)
    archive.store.runs.beat(run, TALLY, now=later(seconds=55))
    target = Target(url=f"{SITE}/a", source=TOWN.name)
    archive.store.frontier.record([Step(target=target, visit=Failure(url=target.url, at=AT, cause="dns"))], now=AT)
    clock.now = later(seconds=60)
    for url in (RUNS, f"{RUNS}/nu"):
        answer = admin.get(url).get_data(as_text=True).replace("\xa0", " ")
        for each in (
            "Nu hämtas town.",
            "9 av 10 kända adresser klara",
            "8 sidor i minuten",
            "4 hämtade, 3 oförändrade",
        ):
            assert each in answer
        assert "Värden finns inte (DNS): 1" in answer
        assert "hördes av för 5 sekunder sedan" in answer
        assert "svarar inte" not in answer
    clock.now = later(seconds=200)
    assert "Programmet som hämtar svarar inte." in words(seen(admin, RUNS))


def test_only_the_page_of_runs_lets_our_own_script_run(admin: FlaskClient, archive: Archive) -> None:
    number = ran(archive).id
    assert "script-src 'self'" in admin.get(RUNS).headers["Content-Security-Policy"]
    (script,) = seen(admin, RUNS).iter("script")
    assert "levande.js" in script.get("src", "")
    for url in (f"{RUNS}/nu", f"{RUNS}/{number}", "/admin/fel", "/admin/"):
        assert "script-src" not in admin.get(url).headers["Content-Security-Policy"]


def test_what_is_queued_is_listed_with_who_asked(admin: FlaskClient, archive: Archive) -> None:
    archive.store.jobs.order(TOWN.name, who="Bo", now=AT)
    assert "town: väntar på sin tur, begärd av Bo" in words(seen(admin, RUNS))
    assert "Inget program som hämtar har hörts av." in words(seen(admin, RUNS))
    archive.store.workers.beat("w", now=AT)
    assert "1 program är igång och kan hämta." in words(seen(admin, RUNS))


def test_a_source_tells_when_it_is_next_and_how_the_latest_went(admin: FlaskClient, archive: Archive) -> None:
    archive.store.sources.save(replace(TOWN, schedule="0 2 * * *"))
    ran(archive)
    ran(archive, at=100, state=RunState.FAILED, error="no room")
    tree = seen(admin, RUNS)
    assert "nästa gång 13 april 2024 kl. 02.00" in words(tree)
    assert "Senast svarade 7 sidor" in words(tree)
    assert "1 av de 2 senaste gick bra." in words(tree)
    assert len([each for each in tree.iter() if each.tag.endswith("rect")]) == 2


def test_a_schedule_that_cannot_be_read_or_a_source_put_away_is_said(admin: FlaskClient, archive: Archive) -> None:
    archive.store.sources.save(replace(TOWN, schedule="nonsense"))
    assert "schemat går inte att läsa" in words(seen(admin, RUNS))
    archive.store.sources.save(replace(TOWN, enabled=False))
    assert "avstängd" in words(seen(admin, RUNS))


def test_a_long_history_has_pieces_and_a_source_has_its_own(admin: FlaskClient, archive: Archive) -> None:
    for number in range(SIZE + 1):
        ran(archive, at=number * 100)
    first = seen(admin, RUNS)
    rest = seen(admin, link(first, "Visa äldre"))
    assert len(list(rest.iter("tr"))) == 2
    assert link(rest, "Visa de nyaste") == RUNS
    assert "Inget är hämtat än." in words(seen(admin, f"{RUNS}?kalla=annan&fore=x"))
    assert link(seen(admin, f"{RUNS}?kalla=town"), "Visa alla källor") == RUNS


@pytest.mark.parametrize(
    ("name", "said", "deed"),
    [
        ("kor", "Källan town hämtas så snart någon är ledig.", "crawl.order"),
        ("pausa", "Källan town är pausad.", "crawl.pause"),
        ("ateruppta", "Källan town är återupptagen.", "crawl.resume"),
        ("stoppa", "Källan town stoppas efter sidan", "crawl.stop"),
    ],
)
def test_an_act_is_told_to_the_crawls_and_logged(
    admin: FlaskClient, archive: Archive, name: str, said: str, deed: str
) -> None:
    assert said in press(admin, name)
    act = next(archive.store.audit.all())
    assert (act.deed, act.about, act.who) == (deed, TOWN.name, "Åsa Öberg")


def test_the_acts_do_what_they_say(admin: FlaskClient, archive: Archive) -> None:
    jobs = archive.store.jobs
    run = archive.store.runs.start(TOWN.name, worker="w", now=AT)
    press(admin, "kor")
    assert [each.state for each in jobs.open()] == [JobState.WAITING]
    assert "pausad sedan" in press(admin, "pausa")
    assert TOWN.name in jobs.paused()
    press(admin, "ateruppta")
    assert not jobs.paused()
    press(admin, "stoppa")
    assert not jobs.open()
    told = [(each.kind, each.detail) for each in archive.store.history.events(run.id)]
    assert told == [
        (EventKind.PAUSED, "Åsa Öberg"),
        (EventKind.RESUMED, "Åsa Öberg"),
        (EventKind.TOLD_TO_STOP, "Åsa Öberg"),
    ]


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (RunState.DONE, "Den enda hittills gick bra."),
        (RunState.FAILED, "Den enda hittills gick inte bra."),
        (RunState.STOPPED, "Den enda hittills hann inte bli klar."),
    ],
)
def test_one_run_is_not_counted_among_the_latest(
    admin: FlaskClient, archive: Archive, state: RunState, said: str
) -> None:
    ran(archive, state=state)
    assert said in words(seen(admin, RUNS))


def test_a_crawl_that_made_room_is_told_as_such_and_not_as_one_that_went_badly(
    admin: FlaskClient, archive: Archive
) -> None:
    cut = [ran(archive, at=at, state=RunState.STOPPED) for at in (0, 100)]
    assert "Ingen av de 2 senaste hann bli klar." in words(seen(admin, RUNS))
    archive.store.history.note([RunEvent(run=cut[1].id, at=AT, kind=EventKind.MADE_ROOM)])
    ran(archive, at=200)
    said = words(seen(admin, RUNS))
    assert "Den senaste som fick gå till slut gick bra." in said
    assert said.count("lämnade plats åt andra källor, går vidare") == said.count("stoppad i förtid") == 1
    assert "lämnade plats åt andra källor, går vidare" in words(seen(admin, f"{RUNS}/{cut[1].id}"))


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("port", "Bara de vanliga portarna 80 och 443 är tillåtna."),
        ("it answers 404", "Sidan finns inte (404)."),
        ("there is no such host (Name or service\nnot known)", "Namnet hittades inte."),
        ("no page was found there", "Ingen sida hittades där."),
    ],
)
def test_why_nothing_was_fetched_is_said_in_swedish(
    admin: FlaskClient, archive: Archive, error: str, said: str
) -> None:
    run = ran(archive, state=RunState.FAILED, error=f"Nothing could be fetched from {SITE}/: {error}")
    watching.record_end(archive, run)
    for url in (RUNS, f"{RUNS}/{run.id}"):
        page = words(seen(admin, url))
        assert "Inget gick att hämta från" in page
        assert said in page
        assert "Nothing" not in page


def test_an_act_upon_nothing_changes_nothing(admin: FlaskClient, archive: Archive) -> None:
    assert "Den källan finns inte längre." in press(admin, "kor", source=EVIL)
    assert archive.store.jobs.open() == ()
    assert [each.deed for each in archive.store.audit.all()] == ["session.begin"]
    token = next(each.get("value", "") for each in seen(admin, RUNS).iter("input") if each.get("name") == "formular")
    assert admin.post(RUNS, data={"formular": token, "annat": "town"}).status_code == 404
    assert admin.post(RUNS, data={"kor": "town"}).status_code == 403


def test_a_run_shows_that_no_address_was_lost_and_its_log(admin: FlaskClient, archive: Archive) -> None:
    run = ran(archive, state=RunState.FAILED, error=f"no room {EVIL}")
    watching.record_start(archive, run)
    watching.record_end(archive, run)
    said = words(seen(admin, f"{RUNS}/{run.id}"))
    sum_text = "10 kända adresser = 4 hämtade + 3 oförändrade + 1 nekad av regel + 1 misslyckad + 1 väntar"
    assert sum_text in said
    assert "8 sidor i minuten" in said
    assert f"fel: no room {EVIL}" in said
    assert "hämtningen slutade: misslyckad" in said
    assert "Det finns ingen tidigare hämtning att jämföra med." in said


def test_a_sum_that_does_not_hold_is_not_hidden(admin: FlaskClient, archive: Archive) -> None:
    run = ran(archive, tally=replace(TALLY, discovered=11))
    assert "11 kända adresser ≠ 4" in words(seen(admin, f"{RUNS}/{run.id}"))


def test_every_kind_of_event_is_told_in_words(admin: FlaskClient, archive: Archive) -> None:
    run = ran(archive)
    details = {EventKind.ENDED: "done", EventKind.ALERT: "shrunk", EventKind.FAILED: "dns", EventKind.REFUSED: "robots"}
    events = [RunEvent(run=run.id, at=AT, kind=kind, detail=details.get(kind, "x"), count=2) for kind in EventKind]
    archive.store.history.note(events)
    said = words(seen(admin, f"{RUNS}/{run.id}"))
    for each in (
        "2 adresser misslyckades: Värden",
        "2 adresser hämtades inte: Webbplatsens robots",
        "Webbplatsen har krympt",
    ):
        assert each in said


def test_a_run_tells_what_came_changed_and_went_since_the_one_before(admin: FlaskClient, archive: Archive) -> None:
    first = ran(archive)
    moment = later(seconds=300)
    ingest = Ingest(archive, TOWN)
    ingest.keep([page("/ny/", html("En ny sida."), at=moment), page("/nyheter/1/", html("Allt är nytt."), at=moment)])
    archive.store.pages.missing(f"{SITE}/nyheter/2/", TOWN.name, at=moment, gone=True)
    last = ran(archive, at=200, tally=replace(TALLY, new=1))
    archive.store.runs.end(last, RunState.DONE, TALLY, now=later(seconds=400))
    third = ran(archive, at=500)
    said = words(seen(admin, f"{RUNS}/{third.id}?mot={first.id}"))
    for each in ("Nya sidor: 1", "Ändrade sidor: 1", "Försvunna sidor: 1"):
        assert each in said
    listed = seen(admin, f"{RUNS}/{third.id}/borta?mot={first.id}")
    assert "Nyhet 2" in words(listed)
    assert link(listed, "← town") == f"{RUNS}/{third.id}?mot={first.id}"
    assert "Inga sidor." in words(seen(admin, f"{RUNS}/{third.id}/nya?mot={first.id}&sida=9"))


def test_many_new_pages_are_listed_in_pages(admin: FlaskClient, archive: Archive) -> None:
    first = ran(archive)
    new = [page(f"/ny/{number}/", html(f"Sida {number}."), at=later(seconds=90)) for number in range(PAGES + 1)]
    Ingest(archive, TOWN).keep(new)
    second = ran(archive, at=100)
    tree = seen(admin, link(seen(admin, f"{RUNS}/{second.id}"), f"Alla {PAGES + 1}"))
    assert len([each for each in tree.iter("li") if "/ny/" in words(each)]) == PAGES
    assert f"mot={first.id}" in link(tree, "Nästa")


@pytest.mark.parametrize("path", ["99", "x", "0", "9" * 40, "1/annat", "1/nya", "99/nya"])
def test_a_run_or_list_that_is_not_there_is_not_found(admin: FlaskClient, archive: Archive, path: str) -> None:
    ran(archive)
    assert admin.get(f"{RUNS}/{path}").status_code == 404


def offered(client: FlaskClient, url: str) -> list[str]:
    """The sources that a page offers to run."""
    return [each.get("value", "") for each in seen(client, url).iter("button") if each.get("name") == "kor"]


def test_each_of_hundreds_of_sources_can_be_told_what_to_do_on_pages_of_fifty(
    admin: FlaskClient, archive: Archive
) -> None:
    for number in range(300):
        archive.store.sources.save(replace(TOWN, name=f"k{number:03}"))
    pages = [offered(admin, f"{RUNS}?sida={number}") for number in range(1, 8)]
    assert [len(each) for each in pages] == [50] * 6 + [1]
    assert {"k000", "k299", TOWN.name} <= {name for each in pages for name in each}
    assert offered(admin, f"{RUNS}?sida=99") == pages[-1]
    assert offered(admin, f"{RUNS}?kalla=k250") == ["k250"]
    assert "301 källor" in words(seen(admin, RUNS)).replace("\xa0", " ")


def test_an_act_leads_back_to_the_page_of_sources_it_was_done_on(admin: FlaskClient, archive: Archive) -> None:
    for number in range(60):
        archive.store.sources.save(replace(TOWN, name=f"k{number:03}"))
    tree = seen(admin, f"{RUNS}?sida=2")
    (form,) = (each for each in tree.iter("form") if each.get("action", "").startswith(RUNS))
    token = next(each.get("value", "") for each in form.iter("input") if each.get("name") == "formular")
    answer = admin.post(form.get("action", ""), data={"formular": token, "pausa": "k055"})
    assert answer.headers["Location"] == f"{RUNS}?sida=2"
