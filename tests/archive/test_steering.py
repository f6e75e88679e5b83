"""A person tells the crawls of a source to begin, pause, go on and stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from archive import steering
from archive.errors import UnknownSource
from archive.model import JobState
from archive.parts import Archive
from tests.fakes.archives import memory_archive
from tests.fakes.storing import AT

ACTS = (partial(steering.order, who="Eva"), steering.pause, steering.resume, steering.stop)


@pytest.fixture
def archive() -> Iterator[Archive]:
    with memory_archive() as opened:
        yield opened


def test_an_order_is_a_job_with_the_name_of_who_asked(archive: Archive) -> None:
    job = steering.order(archive, "town", who="Eva")
    assert (job.source, job.due, job.asked_by, job.state) == ("town", AT, "Eva", JobState.WAITING)


def test_a_pause_holds_until_it_is_lifted(archive: Archive) -> None:
    steering.pause(archive, "town")
    assert archive.store.jobs.paused() == {"town": AT}
    steering.resume(archive, "town")
    assert archive.store.jobs.paused() == {}


def test_a_stop_closes_what_waits(archive: Archive) -> None:
    job = steering.order(archive, "town", who="Eva")
    steering.stop(archive, "town")
    assert archive.store.jobs.one(job.id).state is JobState.STOPPED


@pytest.mark.parametrize("act", ACTS)
def test_a_source_that_is_not_there_is_named_and_nothing_is_kept(
    archive: Archive, act: Callable[[Archive, str], object]
) -> None:
    with pytest.raises(UnknownSource, match="no source named 'stad'"):
        act(archive, "stad")
    assert (archive.store.jobs.latest(), archive.store.jobs.signs("stad").stops) == ((), 0)
