"""Gallring: two people, a dry run, everything gone and proved, also after a stop and in older copies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archive import backups, changes, keeping, weeding
from archive.answers import Question
from archive.config import Config, make_config
from archive.errors import Busy, NotFound, Removed, WeedingRefused
from archive.ingest import Ingest
from archive.model import Handed, Handout, Removable, Removal, RemovalState, Tally
from archive.parts import Archive
from archive.store.pages import page_id
from archive.vault.warc import open_vault
from archive.weeding import By, Wish
from archive.wiring import open_archive, opened
from crawler.model import Revisit, Step, Target
from tests.fakes.archives import NEWS, SITE, TOWN, html, memory_archive, news, page, typed
from tests.fakes.storing import AT, later

URL = f"{SITE}/nyheter/2/"
PAGE = page_id(URL)
ASA = By(who="Åsa Öberg", person="1", address="127.0.0.1")
BO = By(who="Bo Ek", person="2", address="127.0.0.1")
SHELL = b"<div id=app></div><script src=/app.js></script>"
SECRET = NEWS[2].partition(" väntas")[0]


class Clock:
    def __init__(self) -> None:
        self.now = later(days=30)

    def __call__(self):  # type: ignore[no-untyped-def]
        return self.now


def fill(archive: Archive) -> None:
    """Five pages, one in three versions, seen again unchanged at the end."""
    archive.store.sources.save(TOWN)
    ingest = Ingest(archive, TOWN)
    ingest.keep([news(number) for number in range(5)])
    ingest.keep([news(2, f"Rad {day}.", at=later(days=day)) for day in (1, 2)])
    last = news(2, "Rad 2.", at=later(days=2))
    ingest.keep([Revisit(url=URL, at=later(days=3), status=304, headers=(), digest=last.digest)])
    changes.apply(archive.store, archive.index)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["memory", "file"])
def archive(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Archive]:
    on_disk = request.param == "file"
    with opened(make_config(tmp_path / "home"), clock=clock) if on_disk else memory_archive(clock=clock) as archive:
        fill(archive)
        yield archive


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = make_config(tmp_path / "home")
    with opened(config) as archive:
        fill(archive)
    return config


def ask(archive: Archive, *targets: Removable, by: By = ASA, **more: bool) -> Removal:
    wish = Wish(
        targets=targets or (Removable(page=PAGE),), reference="KS 2026/1", reason="fel person", ground="GDPR 17", **more
    )
    return weeding.request(archive, wish, by)


def seen(archive: Archive, asked: Removal) -> str:
    return weeding.trace(archive, asked.targets).fingerprint


def weeded(archive: Archive, *targets: Removable, **more: bool) -> Removal:
    asked = ask(archive, *targets, **more)
    return weeding.confirm(archive, asked.id, BO, seen=seen(archive, asked))


class TestDryRun:
    def test_it_lists_versions_captures_and_sizes_and_changes_nothing(self, archive: Archive) -> None:
        plan = weeding.trace(archive, [Removable(page=PAGE)])
        assert (len(plan.versions), len(plan.records)) == (3, 4)
        assert plan.size == sum(each.length for each in plan.records) > 0
        assert {each.url for each in plan.records} == {URL}
        assert len(archive.store.pages.timemap(PAGE)) == 3

    def test_it_names_what_says_the_same_elsewhere_and_what_was_handed_out(self, archive: Archive) -> None:
        copy = replace(news(2, "Rad 2.", at=later(days=4)), url=f"{SITE}/kopia/")
        Ingest(archive, TOWN).keep([copy])
        given = Handout(at=AT, who="Åsa", question="x", versions=(Handed(page=PAGE, at=AT),))
        handout = archive.store.handouts.add(given)
        plan = weeding.trace(archive, [Removable(page=PAGE)])
        assert [each.url for each in plan.elsewhere] == [copy.url]
        assert [each.url for each in plan.traces[0].alike] == [copy.url]
        assert plan.handouts == (handout.id,)

    def test_pages_of_one_shell_are_not_the_same_content_but_documents_are(self, archive: Archive) -> None:
        source = replace(TOWN, name="byggd", render=True)
        archive.store.sources.save(source)
        shells = [page(f"/a/{each}", SHELL, rendered=html(NEWS[each], title=f"{each}")) for each in (1, 2)]
        papers = [page(f"/a/{each}.txt", b"Ett dokument.", headers=typed("text/plain")) for each in (1, 2)]
        Ingest(archive, source).keep([*shells, *papers])
        targets = [Removable(page=page_id(each.url)) for each in (shells[0], papers[0])]
        assert [each.url for each in weeding.trace(archive, targets).elsewhere] == [papers[1].url]

    def test_one_version_takes_its_own_captures_alone(self, archive: Archive) -> None:
        plan = weeding.trace(archive, [Removable(page=PAGE, at=later(days=1))])
        assert [each.at for each in plan.records] == [later(days=1)] == [each.at for each in plan.versions]

    def test_the_version_in_force_goes_with_its_page_only(self, archive: Archive) -> None:
        with pytest.raises(WeedingRefused, match="Gallra hela sidan"):
            ask(archive, Removable(page=PAGE, at=later(days=2)))


class TestChoosing:
    def test_addresses_of_ours_ids_and_the_sources_name_pages_and_versions(self, archive: Archive) -> None:
        lines = [URL, f"/sida/{page_id(f'{SITE}/nyheter/1/')}", f"https://x.se/sida/{PAGE}/20240413093015", ""]
        assert len(weeding.named(archive, lines)) == 2
        assert weeding.named(archive, lines[2:]) == (Removable(page=PAGE, at=later(days=1)),)

    @pytest.mark.parametrize("line", ["https://x.se/", f"/sida/{PAGE}/20240413093016", f"/sida/{PAGE}/99999999999999"])
    def test_a_line_that_names_nothing_is_refused(self, archive: Archive, line: str) -> None:
        with pytest.raises(WeedingRefused, match="ingen sida eller version"):
            weeding.named(archive, [line])

    def test_nothing_and_too_much_are_refused(self, archive: Archive) -> None:
        with pytest.raises(WeedingRefused, match="Skriv en sökning"):
            weeding.named(archive, [" "])
        with pytest.raises(WeedingRefused, match="Sökningen ger inga"):
            weeding.found_by(archive, Question(text="finnsinte"))

    def test_a_search_names_whole_pages(self, archive: Archive) -> None:
        assert weeding.found_by(archive, Question(text="simhallen")) == (Removable(page=PAGE),)


class TestTwoPeople:
    def test_who_asked_cannot_confirm(self, archive: Archive) -> None:
        asked = ask(archive)
        renamed = By(who="Någon annan", person="1")
        for by in (ASA, renamed, By(who=" åsa  ÖBERG ", is_vouched=True)):
            with pytest.raises(WeedingRefused, match="Be en annan person"):
                weeding.confirm(archive, asked.id, by, seen=seen(archive, asked))
        assert archive.store.pages.by_url(URL) is not None

    def test_another_name_without_an_account_is_not_enough(self, archive: Archive) -> None:
        asked = ask(archive)
        with pytest.raises(WeedingRefused, match="eget konto"):
            weeding.confirm(archive, asked.id, By(who="Bo", address="127.0.0.1"), seen=seen(archive, asked))

    def test_the_operator_may_stand_for_two_named_people(self, archive: Archive) -> None:
        asked = ask(archive, by=By(who="Åsa", is_vouched=True))
        done = weeding.confirm(archive, asked.id, By(who="Bo", is_vouched=True), seen=seen(archive, asked))
        assert done.state is RemovalState.DONE

    def test_two_people_with_accounts_may_have_the_same_name(self, archive: Archive) -> None:
        asked = ask(archive)
        done = weeding.confirm(archive, asked.id, By(who="Åsa Öberg", person="9"), seen=seen(archive, asked))
        assert done.state is RemovalState.DONE

    def test_only_what_was_read_is_confirmed(self, archive: Archive) -> None:
        asked = ask(archive)
        read = seen(archive, asked)
        Ingest(archive, TOWN).keep([news(2, "Nytt.", at=later(days=5))])
        with pytest.raises(WeedingRefused, match="har ändrats"):
            weeding.confirm(archive, asked.id, BO, seen=read)

    def test_a_request_is_answered_once_and_within_thirty_days(self, archive: Archive, clock: Clock) -> None:
        first, second = ask(archive), ask(archive)
        weeding.decline(archive, first.id, BO, comment="fel sida")
        with pytest.raises(WeedingRefused, match="redan besvarad"):
            weeding.confirm(archive, first.id, BO, seen=seen(archive, first))
        clock.now += timedelta(days=30, seconds=1)
        assert weeding.is_expired(second, clock.now)
        with pytest.raises(WeedingRefused, match="30 dagar"):
            weeding.confirm(archive, second.id, BO, seen=seen(archive, second))

    def test_nothing_goes_while_its_source_is_crawled(self, archive: Archive) -> None:
        asked = ask(archive)
        archive.store.runs.start(TOWN.name, worker="w", now=archive.clock())
        with pytest.raises(Busy, match="hämtas just nu"):
            weeding.confirm(archive, asked.id, BO, seen=seen(archive, asked))

    def test_a_request_without_its_decision_is_refused(self, archive: Archive) -> None:
        wish = Wish(targets=(Removable(page=PAGE),), reference="", reason="x", ground="y")
        with pytest.raises(WeedingRefused, match="vilket beslut"):
            weeding.request(archive, wish, ASA)


class TestCarryingOut:
    def test_everything_is_gone_all_else_stands_and_verify_is_green(self, archive: Archive) -> None:
        done = weeded(archive)
        assert done.state is RemovalState.DONE
        with pytest.raises(Removed):
            archive.store.pages.page(PAGE)
        verdict = keeping.verify(archive)
        assert (verdict.findings, verdict.remarks, verdict.captures, verdict.pages) == ((), (), 4, 4)

    def test_the_proof_finds_nothing_and_is_chained_into_the_audit_log(self, archive: Archive) -> None:
        done = weeded(archive)
        assert done.proof is not None
        assert {each.found for each in done.proof.checks} == {0}
        assert weeding.act_of(archive, done) is not None
        assert weeding.act_of(archive, replace(done, reference="KS 2026/2")) is None
        assert archive.store.removals.one(done.id) == done
        deeds = [each.deed for each in archive.store.audit.all()]
        assert deeds == ["weeding.done", "weeding.confirm", "weeding.request"]

    def test_the_proof_as_a_page_tells_of_decision_people_and_digests_and_of_no_words(self, archive: Archive) -> None:
        done = weeded(archive)
        html = weeding.report_html(archive, done)
        assert all(each in html for each in ("KS 2026/1", "Åsa Öberg", "Bo Ek", done.versions[0].digest))
        assert URL not in html
        assert SECRET not in html
        assert "stämmer med beviset" in html
        assert weeding.report_json(done)["sha256"] in html

    def test_there_is_no_proof_before(self, archive: Archive) -> None:
        with pytest.raises(NotFound):
            weeding.report_html(archive, ask(archive))

    def test_a_version_goes_alone(self, archive: Archive) -> None:
        weeded(archive, Removable(page=PAGE, at=later(days=1)))
        assert archive.store.pages.timemap(PAGE) == (AT, later(days=2))
        assert keeping.verify(archive).findings == ()

    def test_what_a_stopped_crawl_left_of_it_in_the_vault_goes_too(self, archive: Archive) -> None:
        archive.vault.add(news(2, "Rad 9.", at=later(days=9)))
        archive.vault.sync()
        weeded(archive)
        assert [each.url for each in archive.vault.walk() if each.url == URL] == []


def test_no_file_of_the_home_holds_a_word_of_it(config: Config) -> None:
    with open_archive(config.home) as archive:
        weeded(archive)
    held = [path for path in config.home.rglob("*") if path.is_file()]
    content = b"".join(path.read_bytes() for path in held)
    for word in (SECRET.encode(), b"nyheter/2/", b"simhallen"):
        assert word not in content
    with closing(open_vault(config.warc)) as vault:
        for kept in vault.walk():
            assert SECRET.encode() not in vault.read(kept).body


def test_copies_from_before_an_upgrade_and_torn_records_go_with_it(config: Config) -> None:
    (config.home / "archive.db.before-0009").write_bytes(SECRET.encode())
    (config.warc / "a.warc.gz.torn").write_bytes(SECRET.encode())
    with open_archive(config.home) as archive:
        assert weeded(archive).state is RemovalState.DONE
    assert not [path for path in config.home.rglob("*") if path.is_file() and SECRET.encode() in path.read_bytes()]


def test_a_vault_in_use_makes_it_wait_and_finish_goes_on(config: Config) -> None:
    with open_archive(config.home) as archive, closing(open_vault(config.warc)) as other:
        kept = other.add(news(2, "Rad 9.", at=later(days=9)))
        other.sync()
        archive.store.captures.save([kept])
        waiting = weeded(archive)
        assert waiting.state is RemovalState.CONFIRMED
        assert archive.store.pages.by_url(URL) is None
        assert weeding.resume(archive) == ()
        other.close()
        (done,) = weeding.resume(archive)
        assert done.proof is not None
        assert {each.found for each in done.proof.checks} == {0}
        assert keeping.verify(archive).findings == ()


def test_an_older_backup_is_weeded_again_when_it_is_restored(config: Config, tmp_path: Path) -> None:
    backups.backup(config, tmp_path / "old.tar")
    with open_archive(config.home) as archive:
        done = weeded(archive)
        weeded(archive, Removable(page=page_id(f"{SITE}/nyheter/3/")), keeps_addresses=True)
        lines = tuple(weeding.exported(archive))
    backups.restore(tmp_path / "old.tar", tmp_path / "new")
    with open_archive(tmp_path / "new") as archive:
        assert archive.store.pages.by_url(URL) is not None
        assert weeding.reapply(archive, weeding.read_export(lines)) == 2
        assert weeding.reapply(archive, weeding.read_export(lines)) == 0
        assert archive.store.pages.by_url(URL) is None
        again = archive.store.removals.keyed(done.key)
        assert again is not None
        assert (again.state, again.answered, again.versions) == (RemovalState.DONE, done.answered, done.versions)
        assert {each.what for each in keeping.verify(archive).findings} == {"missing from the index"}
        changes.rebuild(archive.store, archive.index)
        assert keeping.verify(archive).findings == ()


@pytest.mark.parametrize("days", [(0, 1), (1,)])
def test_a_version_that_was_in_force_when_the_backup_was_made_goes_and_is_asked_for_anew(
    tmp_path: Path, days: tuple[int, ...]
) -> None:
    config = make_config(tmp_path / "home")
    with opened(config) as archive:
        archive.store.sources.save(TOWN)
        for day in days:
            seen_then = replace(news(2, f"Rad {day}.", at=later(days=day)), headers=(("ETag", '"1"'),))
            step = Step(target=Target(url=URL, source=TOWN.name), visit=seen_then)
            Ingest(archive, TOWN).record([step])
        changes.apply(archive.store, archive.index)
    backups.backup(config, tmp_path / "old.tar")
    with open_archive(config.home) as archive:
        Ingest(archive, TOWN).keep([news(2, "Rad 9.", at=later(days=9))])
        weeded(archive, Removable(page=PAGE, at=later(days=1)))
        lines = tuple(weeding.exported(archive))
    backups.restore(tmp_path / "old.tar", tmp_path / "new")
    with open_archive(tmp_path / "new") as archive:
        assert weeding.reapply(archive, weeding.read_export(lines)) == 1
        changes.rebuild(archive.store, archive.index)
        assert archive.store.pages.timemap(PAGE) == tuple(later(days=day) for day in days if day != 1)
        (target,) = archive.store.frontier.take(TOWN.name, now=later(days=99), limit=9) or _begun(archive)
        assert (target.etag, target.digest) == (None, None)
        assert keeping.verify(archive).findings == ()
        Ingest(archive, TOWN).keep([news(2, "Rad 9.", at=later(days=9))])
        assert archive.store.pages.memento(PAGE).at == later(days=9)


def _begun(archive: Archive) -> tuple[Target, ...]:
    archive.store.frontier.begin(TOWN.name, now=later(days=99))
    return archive.store.frontier.take(TOWN.name, now=later(days=99), limit=9)


def test_a_page_younger_than_the_backup_is_barred_there_too(config: Config, tmp_path: Path) -> None:
    backups.backup(config, tmp_path / "old.tar")
    young = replace(news(4, at=later(days=5)), url=f"{SITE}/ny/")
    with open_archive(config.home) as archive:
        Ingest(archive, TOWN).keep([young])
        weeded(archive, Removable(page=page_id(young.url)))
        lines = tuple(weeding.exported(archive))
    backups.restore(tmp_path / "old.tar", tmp_path / "new")
    with open_archive(tmp_path / "new") as archive:
        weeding.reapply(archive, weeding.read_export(lines))
        Ingest(archive, TOWN).keep([young])
        with pytest.raises(Removed):
            archive.store.pages.page(page_id(young.url))


def test_the_database_holds_no_word_in_its_free_pages(config: Config) -> None:
    with open_archive(config.home) as archive:
        weeded(archive)
    with closing(sqlite3.connect(config.home / "archive.db")) as database:
        assert database.execute("PRAGMA freelist_count").fetchone() == (0,)


def test_runs_of_other_sources_do_not_stand_in_the_way(config: Config) -> None:
    with open_archive(config.home) as archive:
        run = archive.store.runs.start("other", worker="w", now=archive.clock())
        assert weeded(archive).state is RemovalState.DONE
        archive.store.runs.beat(run, Tally(), now=archive.clock())
