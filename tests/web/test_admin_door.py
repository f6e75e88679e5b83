"""The door to /admin opens once, for a while, for one person; whoever guesses must wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from archive.web.admin.door import CALLERS, LINK_LIFE, PAUSE, SESSION_LIFE, TRIES, Door

NOW = datetime(2024, 5, 2, 14, 45, tzinfo=UTC)
INSTANT = timedelta(microseconds=1)


@pytest.fixture
def door() -> Door:
    return Door(now=NOW)


def test_each_door_has_a_key_of_its_own_that_cannot_be_guessed() -> None:
    keys = {Door(now=NOW).key for _ in range(20)}
    assert len(keys) == 20
    assert all(len(key) >= 43 for key in keys)


def test_the_key_opens_until_it_is_used(door: Door) -> None:
    assert door.opens(door.key, caller="a", now=NOW)
    assert door.opens(door.key, caller="a", now=NOW)
    assert door.enter(door.key, "Åsa", caller="a", now=NOW) is not None
    assert not door.opens(door.key, caller="a", now=NOW)
    assert door.enter(door.key, "Bo", caller="b", now=NOW) is None


def test_the_key_opens_for_a_quarter_of_an_hour(door: Door) -> None:
    assert timedelta(minutes=15) == LINK_LIFE
    assert door.opens(door.key, caller="a", now=NOW + LINK_LIFE - INSTANT)
    assert not door.opens(door.key, caller="a", now=NOW + LINK_LIFE)
    assert door.enter(door.key, "Åsa", caller="a", now=NOW + LINK_LIFE) is None


@pytest.mark.parametrize("key", ["", "fel", "å" * 43])
def test_another_key_does_not_open(door: Door, key: str) -> None:
    assert door.enter(key, "Åsa", caller="a", now=NOW) is None


def test_a_session_lasts_eight_hours(door: Door) -> None:
    session = door.enter(door.key, "Åsa", caller="a", now=NOW)
    assert session is not None
    assert timedelta(hours=8) == SESSION_LIFE
    assert door.session(session.id, now=NOW + SESSION_LIFE - INSTANT) == session
    assert door.session(session.id, now=NOW + SESSION_LIFE) is None
    assert door.session("", now=NOW) is None


def test_a_session_that_was_left_is_no_more_and_takes_its_notes_along(door: Door) -> None:
    session = door.enter(door.key, "Åsa", caller="a", now=NOW)
    assert session is not None
    door.tell(session, "Sparat.")
    door.leave(session)
    door.leave(session)
    assert door.session(session.id, now=NOW) is None
    assert door.told(session) == ()


def test_notes_are_told_once(door: Door) -> None:
    session = door.enter(door.key, "Åsa", caller="a", now=NOW)
    assert session is not None
    door.tell(session, "Sparat.", "Läst.")
    assert door.told(session) == ("Sparat.", "Läst.")
    assert door.told(session) == ()


def test_a_form_is_owned_by_the_session_it_was_made_for(door: Door) -> None:
    session = door.enter(door.key, "Åsa", caller="a", now=NOW)
    assert session is not None
    assert session.owns(session.token)
    assert not session.owns("")
    assert not session.owns(session.id)


def test_after_five_wrong_keys_even_the_right_one_must_wait_and_only_there(door: Door) -> None:
    for _ in range(TRIES):
        assert not door.is_barred("a", now=NOW)
        door.opens("fel", caller="a", now=NOW)
    assert door.is_barred("a", now=NOW)
    assert not door.opens(door.key, caller="a", now=NOW)
    assert door.opens(door.key, caller="b", now=NOW)
    assert not door.is_barred("a", now=NOW + PAUSE)
    assert door.opens(door.key, caller="a", now=NOW + PAUSE)


def test_callers_beyond_the_limit_are_forgotten_oldest_first(door: Door) -> None:
    for number in range(CALLERS + 1):
        for _ in range(TRIES):
            door.opens("fel", caller=str(number), now=NOW)
    assert not door.is_barred("0", now=NOW)
    assert door.is_barred("1", now=NOW)
    assert door.is_barred(str(CALLERS), now=NOW)
