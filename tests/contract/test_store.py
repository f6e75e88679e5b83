"""What every store must do: sources, captures, changes, runs, transactions. One suite over all of them."""

from __future__ import annotations

from dataclasses import replace
from threading import Thread

import pytest

from archive.errors import Busy, NotFound, UnknownSource
from archive.model import Deed, Kept, RunState, Tally
from archive.store import Store
from crawler.model import Source
from tests.fakes.storing import AT, URL, later, memento


def kept(id: str = "1", **more: object) -> Kept:
    said = {"url": URL, "at": AT, "status": 200, "digest": "d", "file": "f.warc.gz", "offset": 0, "length": 9}
    return Kept(id=id, **said | more)  # type: ignore[arg-type]


class TestSources:
    def test_a_source_comes_back_with_every_setting(self, store: Store) -> None:
        source = Source(
            name="x", seeds=("https://x.se/",), delay=0.5, ports=(8080,), allow_private=True, schedule="0 3 * * *"
        )
        store.sources.save(source)
        assert store.sources.named("x") == source

    def test_saving_again_replaces(self, store: Store) -> None:
        store.sources.save(Source(name="x", seeds=()))
        store.sources.save(Source(name="x", seeds=("https://x.se/",)))
        assert [each.seeds for each in store.sources.all()] == [("https://x.se/",)]

    def test_all_are_listed_by_name(self, store: Store) -> None:
        for name in ("b", "a"):
            store.sources.save(Source(name=name, seeds=()))
        assert [each.name for each in store.sources.all()] == ["a", "b"]

    def test_an_unknown_name_is_an_error(self, store: Store) -> None:
        with pytest.raises(UnknownSource, match="'nobody'"):
            store.sources.named("nobody")

    def test_its_pages_are_told_of_when_it_becomes_anothers_and_only_then(self, store: Store) -> None:
        own = Source(name="a", seeds=("https://a.example/",))
        store.sources.save(own)
        store.pages.save(memento())
        store.pages.save(memento(url=f"{URL}&other", source="b"))
        store.changes.done(store.changes.waiting())
        told = store.journal.newest()
        store.sources.save(replace(own, delay=3.0))
        assert store.changes.count() == 0
        store.sources.save(replace(own, municipality="Sjöviks kommun"))
        assert [change.page for change in store.changes.waiting()] == [memento().page]
        assert [entry.page for entry in store.journal.since(told)] == [memento().page]

    def test_the_newest_site_model_is_given(self, store: Store) -> None:
        assert store.sources.site_model("x") is None
        store.sources.save_site_model("x", "{1}", at=later(days=1))
        store.sources.save_site_model("x", "{2}", at=AT)
        store.sources.save_site_model("y", "{3}", at=AT)
        assert store.sources.site_model("x") == "{2}"


class TestCaptures:
    def test_a_capture_is_found_by_its_id(self, store: Store) -> None:
        whole = kept(media_type="text/html", refers_to="0", offset=3_000_000_000)
        store.captures.save([whole])
        assert store.captures.of("1") == whole

    def test_an_unknown_id_is_an_error(self, store: Store) -> None:
        with pytest.raises(NotFound, match="no capture 7"):
            store.captures.of("7")

    def test_saving_the_same_again_is_harmless(self, store: Store) -> None:
        store.captures.save([kept()])
        store.captures.save([kept()])
        store.captures.save([])
        assert list(store.captures.all()) == [kept()]

    def test_a_revisit_refers_to_the_newest_good_response_with_a_body(self, store: Store) -> None:
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        store.captures.save(
            [
                kept("old"),
                kept("wanted", at=later(days=1)),
                kept("revisit", at=later(days=2), refers_to="wanted"),
                kept("unknown", at=later(days=2), refers_to=""),
                kept("empty", at=later(days=3), digest=empty),
                kept("missing", at=later(days=4), status=404),
                kept("other", at=later(days=5), url="https://x.se/other"),
            ]
        )
        found = store.captures.last_response(URL)
        assert found is not None
        assert found.id == "wanted"
        assert store.captures.last_response("https://x.se/none") is None
        assert store.captures.last_responses((URL, "https://x.se/none")) == {URL: found}
        assert store.captures.last_responses(()) == {}

    def test_those_of_an_address_come_by_time_within_bounds_from_either_end(self, store: Store) -> None:
        store.captures.save(
            [kept(str(day), at=later(days=day)) for day in (2, 0, 1, 3)] + [kept("x", url="https://x.se/other")]
        )
        assert [each.id for each in store.captures.of_url(URL)] == ["0", "1", "2", "3"]
        assert [each.id for each in store.captures.of_url(URL, newest=True)] == ["3", "2", "1", "0"]
        bounded = store.captures.of_url(URL, start=later(days=1), end=later(days=2))
        assert [each.id for each in bounded] == ["1", "2"]
        assert list(store.captures.of_url("https://x.se/none")) == []

    def test_those_of_an_address_come_once_each_also_when_they_are_many(self, store: Store) -> None:
        store.captures.save(kept(str(number), at=later(seconds=number // 2)) for number in range(1_100))
        assert [each.id for each in store.captures.of_url(URL)] == [str(number) for number in range(1_100)]

    def test_all_come_in_the_order_they_were_kept_also_when_they_are_many(self, store: Store) -> None:
        store.captures.save(kept(str(number)) for number in range(1_100))
        assert [each.id for each in store.captures.all()] == [str(number) for number in range(1_100)]

    def test_the_store_may_be_used_while_captures_are_walked(self, store: Store) -> None:
        store.captures.save([kept("1"), kept("2")])
        assert [store.captures.of(each.id).id for each in store.captures.all()] == ["1", "2"]


class TestChanges:
    def test_they_wait_in_the_order_they_came(self, store: Store) -> None:
        store.pages.save(memento(url="https://x.se/b"))
        store.pages.save(memento(url="https://x.se/a", searchable=False))
        waiting = store.changes.waiting()
        assert [each.deed for each in waiting] == [Deed.PUT, Deed.DROP]
        assert waiting[0].id < waiting[1].id
        assert store.changes.waiting(1) == waiting[:1]

    def test_what_is_done_is_forgotten_and_ids_are_never_used_again(self, store: Store) -> None:
        store.pages.save(memento())
        done = store.changes.waiting()
        store.changes.done(done)
        store.changes.done(done)
        store.changes.done([])
        assert store.changes.waiting() == ()
        store.pages.save(memento(text="En annan.", at=later(days=1)))
        assert store.changes.waiting()[0].id > done[0].id


class TestRuns:
    def test_a_run_shows_its_progress_and_its_end(self, store: Store) -> None:
        run = store.runs.start("a", worker="w", now=AT)
        assert store.runs.latest() == (run,)
        store.runs.beat(run, Tally(discovered=3, waiting=3), now=later(seconds=10))
        assert store.runs.latest("a")[0].tally == Tally(discovered=3, waiting=3)
        end = Tally(discovered=3, fetched=2, failed=1, new=2)
        store.runs.end(run, RunState.DONE, end, now=later(seconds=20), error="one failed")
        assert store.runs.latest() == (
            replace(run, state=RunState.DONE, tally=end, ended=later(seconds=20), error="one failed"),
        )

    def test_a_second_worker_is_refused_while_the_first_lives(self, store: Store) -> None:
        run = store.runs.start("a", worker="w", now=AT)
        store.runs.beat(run, Tally(), now=later(seconds=50))
        with pytest.raises(Busy, match="already crawling a"):
            store.runs.start("a", worker="v", now=later(seconds=110))
        assert store.runs.start("b", worker="v", now=later(seconds=110)).source == "b"

    def test_a_dead_workers_run_is_closed_as_failed(self, store: Store) -> None:
        dead = store.runs.start("a", worker="w", now=AT)
        living = store.runs.start("a", worker="v", now=later(seconds=61))
        newest, oldest = store.runs.latest("a")
        assert (newest.id, newest.state) == (living.id, RunState.RUNNING)
        assert (oldest.id, oldest.state, oldest.ended) == (dead.id, RunState.FAILED, later(seconds=61))
        assert "died" in (oldest.error or "")

    def test_who_was_taken_for_dead_is_told_and_cannot_close_the_others_run(self, store: Store) -> None:
        dead = store.runs.start("a", worker="w", now=AT)
        store.runs.start("a", worker="v", now=later(seconds=61))
        with pytest.raises(Busy, match="was closed"):
            store.runs.beat(dead, Tally(), now=later(seconds=62))
        store.runs.end(dead, RunState.DONE, Tally(), now=later(seconds=63))
        assert [run.state for run in store.runs.latest("a")] == [RunState.RUNNING, RunState.FAILED]

    def test_the_same_worker_may_begin_again_at_once(self, store: Store) -> None:
        store.runs.start("a", worker="w", now=AT)
        store.runs.start("a", worker="w", now=later(seconds=1))
        assert [run.state for run in store.runs.latest("a")] == [RunState.RUNNING, RunState.FAILED]

    def test_the_source_is_free_after_the_end(self, store: Store) -> None:
        store.runs.end(store.runs.start("a", worker="w", now=AT), RunState.STOPPED, Tally(), now=AT)
        store.runs.start("a", worker="v", now=AT)
        assert [run.state for run in store.runs.latest("a", limit=1)] == [RunState.RUNNING]


class TestTransactions:
    def test_all_of_it_or_nothing(self, store: Store) -> None:
        def broken() -> None:
            with store.transaction():
                store.captures.save([kept()])
                store.pages.save(memento())
                assert store.pages.by_url(URL) is not None
                raise KeyError("in the middle")

        with pytest.raises(KeyError):
            broken()
        assert store.pages.by_url(URL) is None
        assert list(store.captures.all()) == []
        assert store.changes.waiting() == ()

    def test_transactions_may_stand_in_each_other(self, store: Store) -> None:
        with store.transaction(), store.transaction():
            store.captures.save([kept()])
        assert store.captures.of("1") == kept()

    def test_another_thread_does_not_join_it(self, store: Store) -> None:
        saved = Thread(target=lambda: store.captures.save([kept("2")]))
        with store.transaction():
            store.captures.save([kept("1")])
            saved.start()
        saved.join()
        assert {each.id for each in store.captures.all()} == {"1", "2"}

    def test_many_threads_write_and_read_at_once(self, store: Store) -> None:
        def work(number: int) -> None:
            for each in range(5):
                store.pages.save(memento(url=f"https://x.se/{number}/{each}"))
                store.pages.counts()

        threads = [Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert store.pages.counts() == (("a", 30, 30),)

    def test_closing_twice_is_harmless(self, store: Store) -> None:
        store.close()
        store.close()
