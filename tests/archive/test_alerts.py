"""What a run should be looked at for."""

from __future__ import annotations

from archive.alerts import find
from archive.model import Alert, AlertKind, Tally


def outcomes(cause: str, count: int) -> list[tuple[str, str, str]]:
    return [(f"https://x.se/{number}", cause, "") for number in range(count)]


def test_a_host_that_forbids_nearly_everything_is_told_and_a_few_closed_pages_are_not() -> None:
    alert = Alert(kind=AlertKind.FORBIDDEN, count=12, url="https://x.se/0")
    assert find(Tally(fetched=1), failed=outcomes("http-403", 12), refused=()) == (alert,)
    assert find(Tally(fetched=90), failed=outcomes("http-403", 12), refused=()) == ()
    assert find(Tally(fetched=1), failed=outcomes("http-401", 9), refused=()) == ()
    assert find(Tally(), failed=outcomes("http-500", 99), refused=()) == ()


def test_what_a_budget_left_out_is_told_with_an_example() -> None:
    refused = [*outcomes("robots", 4), *outcomes("alike", 3), *outcomes("repeat", 1), *outcomes("pages", 2)]
    found = find(Tally(), failed=(), refused=refused)
    assert [(each.kind.value, each.count) for each in found] == [("alike", 3), ("repeat", 1), ("full", 2)]
    assert {each.url for each in found} == {"https://x.se/0"}


def test_a_site_that_shrank_by_half_is_told() -> None:
    before = Tally(fetched=10, unchanged=90)
    assert find(Tally(unchanged=49), failed=(), refused=(), before=before) == (Alert(kind=AlertKind.SHRUNK, count=51),)
    assert find(Tally(unchanged=50), failed=(), refused=(), before=before) == ()
    assert find(Tally(), failed=(), refused=(), before=Tally(fetched=9)) == ()
