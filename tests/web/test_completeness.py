"""How complete the archive is: the oldest of the newest finished crawls counts, and what is missing is said."""

from __future__ import annotations

from dataclasses import replace

from archive.model import Run, RunState, Tally
from archive.web.views.completeness import Completeness, Coverage, make_completeness, make_coverage
from tests.fakes.storing import AT, later

DONE = Run(id=1, source="a", state=RunState.DONE, started=AT, ended=AT, tally=Tally(discovered=9, fetched=9))


def made(*coverages: Coverage) -> Completeness:
    found = make_completeness(coverages)
    assert found
    return found


def said(completeness: Completeness) -> list[str]:
    return [line.replace("\u00a0", " ") for line in (completeness.covers, *completeness.missing)]


def test_a_finished_crawl_without_failures_is_whole() -> None:
    found = made(make_coverage("a", [DONE]))
    assert (said(found), found.is_whole) == (["Täcker a till och med 12 april 2024."], True)


def test_what_could_not_be_fetched_is_counted() -> None:
    tally = Tally(discovered=16, fetched=1, failed=12, refused=1, waiting=2)
    found = made(make_coverage("a", [replace(DONE, tally=tally)]))
    assert said(found)[1:] == [
        "12 adresser kunde inte hämtas.",
        "2 adresser väntar på att hämtas.",
        "1 adress hämtas inte, enligt källans eller arkivets regler.",
    ]
    assert not found.is_whole


def test_what_the_rules_leave_out_is_no_hole() -> None:
    assert made(make_coverage("a", [replace(DONE, tally=Tally(discovered=1, refused=1))])).is_whole


def test_a_run_that_failed_or_goes_on_promises_nothing() -> None:
    failed = replace(DONE, id=2, state=RunState.FAILED, started=later(days=9), ended=later(days=9))
    running = replace(failed, id=3, state=RunState.RUNNING, ended=None)
    found = made(make_coverage("a", [running, failed, DONE]))
    assert said(found) == ["Täcker a till och med 12 april 2024.", "En hämtning pågår."]


def test_of_several_sources_the_one_that_was_crawled_longest_ago_counts() -> None:
    late = replace(DONE, source="b", ended=later(days=30))
    assert said(made(make_coverage("b", [late]), make_coverage("a", [DONE])))[0] == (
        "Täcker b och a till och med 12 april 2024."
    )


def test_a_source_that_was_never_crawled_to_the_end_is_named() -> None:
    found = made(make_coverage("a", []))
    assert said(found) == ["", "a är inte hämtad i sin helhet."]
    assert not found.is_whole


def test_an_imported_source_is_said_to_be_so() -> None:
    assert said(made(make_coverage("a", [], is_crawled=False))) == ["", "a är importerad, inte hämtad."]


def test_many_sources_are_counted() -> None:
    found = made(*(make_coverage(name, [DONE]) for name in "abcd"))
    assert said(found)[0] == "Täcker 4 källor till och med 12 april 2024."


def test_without_sources_there_is_nothing_to_promise() -> None:
    assert make_completeness(()) is None
