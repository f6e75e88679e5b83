"""Whoever guesses waits longer and longer, each name and each address for itself, and is forgotten in the end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from archive.web.admin.patience import FIRST, FORGOTTEN, FREE, LONGEST, Patience
from tests.fakes.storing import memory_store

NOW = datetime(2024, 5, 2, 14, 45, tzinfo=UTC)
ASA, HERE = ("account", "asa"), ("address", "127.0.0.1")


def tried(patience: Patience, times: int, now: datetime = NOW) -> None:
    for _ in range(times):
        assert not patience.take(ASA, now=now)


def test_the_pauses_double_up_to_the_longest() -> None:
    patience, now, pauses = Patience(memory_store()), NOW, []
    tried(patience, FREE["account"])
    for _ in range(9):
        pauses.append(patience.take(ASA, now=now).length)
        now += pauses[-1]
        tried(patience, 1, now)
    assert pauses[:3] == [FIRST, FIRST * 2, FIRST * 4]
    assert pauses[-1] == LONGEST


def test_a_try_that_must_wait_does_not_make_it_longer() -> None:
    patience = Patience(memory_store())
    tried(patience, FREE["account"])
    assert {patience.take(ASA, now=NOW).length for _ in range(50)} == {FIRST}


def test_only_the_first_that_must_wait_is_news() -> None:
    patience = Patience(memory_store())
    tried(patience, FREE["account"])
    assert [patience.take(ASA, now=NOW).is_new for _ in range(3)] == [True, False, False]
    tried(patience, 1, NOW + FIRST)
    assert patience.take(ASA, now=NOW + FIRST).is_new


def test_a_right_password_and_half_a_day_are_a_new_beginning() -> None:
    patience = Patience(memory_store())
    tried(patience, FREE["account"])
    patience.forgive(ASA)
    tried(patience, FREE["account"])
    assert patience.take(ASA, now=NOW)
    tried(patience, FREE["account"], NOW + FORGOTTEN)


def test_names_and_addresses_wait_for_themselves() -> None:
    patience = Patience(memory_store())
    tried(patience, FREE["account"])
    assert not patience.take(("account", "bo"), HERE, now=NOW)
    assert patience.take(ASA, HERE, now=NOW)


def test_what_is_remembered_is_bounded() -> None:
    patience = Patience(memory_store(), remembered=20)
    tried(patience, FREE["account"])
    for number in range(20):
        patience.take(("account", str(number)), now=NOW + timedelta(seconds=1))
    assert not patience.take(ASA, now=NOW + timedelta(seconds=1))


def test_several_web_servers_are_no_more_patient_than_one() -> None:
    store = memory_store()
    servers = [Patience(store) for _ in range(3)]
    for number in range(FREE["account"]):
        assert not servers[number % 3].take(ASA, HERE, now=NOW)
    assert [bool(each.take(ASA, now=NOW)) for each in servers] == [True] * 3
    assert [each.take(ASA, now=NOW).is_new for each in servers] == [False] * 3
    servers[0].forgive(ASA)
    assert not servers[2].take(ASA, now=NOW)
