"""What every store must tell of addresses that came to nothing, and what may be done about them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from archive.errors import NotFound
from archive.model.troubles import CauseCount, Outcome
from archive.store import Store, Troubles
from crawler.model import Failure, Refusal, Step, Target
from tests.fakes.storing import AT, capture, later

SITE = "https://www.mellankoping.se"


def target(path: str, source: str = "a") -> Target:
    return Target(url=SITE + path, source=source)


def failed(path: str, cause: str, source: str = "a", **more: object) -> Step:
    each = target(path, source)
    return Step(target=each, visit=Failure(url=each.url, at=AT, cause=cause, detail="so it was", **more))  # type: ignore[arg-type]


@pytest.fixture
def troubles(store: Store) -> Troubles:
    """Two sources: one forbids two pages, one is late with a page; a rule refuses one, one went well."""
    store.frontier.begin("a", now=AT)
    store.frontier.begin("b", now=AT)
    well, barred = target("/bra"), target("/natt")
    steps = [
        failed("/hemlig", "http-403"),
        failed("/sluten", "http-403"),
        failed("/sen", "timeout", "b", retry_at=later(days=1), attempt=1),
        Step(target=barred, visit=Refusal(url=barred.url, at=AT, rule="robots", detail="Disallow: /natt")),
        Step(target=well, visit=capture(well.url)),
    ]
    store.frontier.record(steps, now=AT)
    return store.troubles


def paths(troubles: Troubles, cause: str, **more: object) -> list[str]:
    listed: Callable[..., object] = troubles.listed
    return [each.url.removeprefix(SITE) for each in listed(Outcome.FAILED, cause, **more)]  # type: ignore[attr-defined]


def test_causes_are_counted_by_outcome_and_source_most_first(troubles: Troubles) -> None:
    assert troubles.causes() == (
        CauseCount(outcome=Outcome.FAILED, cause="http-403", source="a", count=2),
        CauseCount(outcome=Outcome.REFUSED, cause="robots", source="a", count=1),
        CauseCount(outcome=Outcome.FAILED, cause="timeout", source="b", count=1, waiting=1),
    )
    assert [each.cause for each in troubles.causes("b")] == ["timeout"]


def test_those_of_a_cause_are_listed_in_pieces(troubles: Troubles) -> None:
    (first,) = troubles.listed(Outcome.FAILED, "http-403", limit=1)
    assert (first.url, first.detail, first.asked_at) == (f"{SITE}/hemlig", "so it was", AT)
    assert paths(troubles, "http-403", after=first.id) == ["/sluten"]
    assert paths(troubles, "http-403", source="b") == []
    (barred,) = troubles.listed(Outcome.REFUSED, "robots")
    assert (barred.detail, barred.outcome) == ("Disallow: /natt", Outcome.REFUSED)


def test_all_of_a_cause_wait_anew_and_are_no_trouble_any_longer(store: Store, troubles: Troubles) -> None:
    assert troubles.retry("http-403") == ("a",)
    assert troubles.retry("timeout", source="a") == ()
    assert [each.cause for each in troubles.causes()] == ["robots", "timeout"]
    waiting = [each.url.removeprefix(SITE) for each in store.frontier.take("a", now=AT, limit=9)]
    assert waiting == ["/hemlig", "/sluten"]


def test_what_is_retried_is_all_that_an_ordered_run_asks_for(store: Store, troubles: Troubles) -> None:
    troubles.retry("http-403")
    store.frontier.begin("a", now=later(days=1))
    assert len(store.frontier.take("a", now=later(days=1), limit=9)) == 2


def test_one_waits_anew_also_when_it_would_have_been_tried_later(store: Store, troubles: Troubles) -> None:
    (late,) = troubles.listed(Outcome.FAILED, "timeout")
    assert late.retry_at == later(days=1)
    troubles.retry_one(late.id)
    assert [(each.url, each.attempt) for each in store.frontier.take("b", now=AT, limit=9)] == [(late.url, 0)]


def test_an_address_is_refused_by_a_rule_from_now_on(troubles: Troubles) -> None:
    (first, _) = troubles.listed(Outcome.FAILED, "http-403")
    troubles.refuse(first.id, rule="exclude", now=AT)
    assert troubles.one(first.id).cause == "exclude"
    assert troubles.one(first.id).outcome is Outcome.REFUSED


def test_what_is_no_trouble_is_not_found(store: Store, troubles: Troubles) -> None:
    (first, _) = troubles.listed(Outcome.FAILED, "http-403")
    troubles.retry_one(first.id)
    for number in (first.id, 0, 999):
        with pytest.raises(NotFound):
            troubles.one(number)
        with pytest.raises(NotFound):
            troubles.retry_one(number)
        with pytest.raises(NotFound):
            troubles.refuse(number, rule="exclude", now=AT)
    (barred,) = troubles.listed(Outcome.REFUSED, "robots")
    with pytest.raises(NotFound):
        troubles.retry_one(barred.id)
    assert store.frontier.tally("a").refused == 1
