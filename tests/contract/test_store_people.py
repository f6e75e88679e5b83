"""What every store must do with accounts, invitations and sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.errors import NameTaken, NotFound
from archive.model import Account, Invitation, LogIn, Role, Tries
from archive.store import Store
from tests.fakes.storing import AT, later

ASA = Account(name="asa", shown="Åsa Öberg", role=Role.ADMIN, made_at=AT, password="$argon2id$…")
BO = Account(name="bo", shown="Bo Ek", role=Role.READER, made_at=AT, subject="https://id.example 17")
LOGIN = LogIn(mark="a" * 64, account="asa", token="t", began=AT, seen_at=AT, address="127.0.0.1", agent="Firefox")
INVITATION = Invitation(mark="b" * 64, account="bo", ends=later(days=7))


def test_accounts_come_back_by_name_as_they_were_saved(store: Store) -> None:
    store.people.save(BO)
    store.people.save(ASA)
    assert store.people.accounts() == (ASA, BO)
    assert store.people.account("bo") == BO


def test_an_account_is_replaced_by_the_one_of_its_name(store: Store) -> None:
    store.people.save(ASA)
    changed = replace(ASA, role=Role.AUDITOR, enabled=False, seen_at=later(days=1))
    store.people.save(changed)
    assert store.people.accounts() == (changed,)


def test_an_unknown_account_is_an_error(store: Store) -> None:
    with pytest.raises(NotFound):
        store.people.account("nobody")


def test_no_two_accounts_are_shown_under_one_name_and_the_transaction_goes_on(store: Store) -> None:
    store.people.save(ASA)
    with store.transaction():
        with pytest.raises(NameTaken):
            store.people.save(replace(BO, shown=ASA.shown))
        store.people.save(BO)
    assert store.people.accounts() == (ASA, BO)


def test_somebody_is_found_by_what_the_organisation_calls_them(store: Store) -> None:
    store.people.save(ASA)
    store.people.save(BO)
    assert store.people.of_subject(BO.subject) == BO
    assert store.people.of_subject("https://id.example 18") is None
    assert store.people.of_subject("") is None


def test_an_invitation_takes_the_place_of_the_one_before(store: Store) -> None:
    store.people.invite(INVITATION)
    second = replace(INVITATION, mark="c" * 64)
    store.people.invite(second)
    assert store.people.invitation(INVITATION.mark) is None
    assert store.people.invitation(second.mark) == second
    assert store.people.invitations() == (second,)
    store.people.uninvite("bo")
    store.people.uninvite("bo")
    assert store.people.invitations() == ()


def test_a_session_is_found_by_its_mark_until_it_ends(store: Store) -> None:
    store.people.begin(LOGIN)
    assert store.people.login(LOGIN.mark) == LOGIN
    store.people.touch(LOGIN.mark, at=later(days=1))
    assert store.people.login(LOGIN.mark) == replace(LOGIN, seen_at=later(days=1))
    store.people.end(LOGIN.mark)
    store.people.end(LOGIN.mark)
    assert store.people.login(LOGIN.mark) is None


def test_the_sessions_of_an_account_are_listed_newest_first_and_ended_together(store: Store) -> None:
    newer = replace(LOGIN, mark="d" * 64, seen_at=later(days=2))
    other = replace(LOGIN, mark="e" * 64, account="bo")
    for each in (LOGIN, newer, other):
        store.people.begin(each)
    assert store.people.logins("asa") == (newer, LOGIN)
    store.people.end_all("asa")
    assert store.people.logins("asa") == ()
    assert store.people.logins("bo") == (other,)


def test_old_sessions_are_swept_away(store: Store) -> None:
    newer = replace(LOGIN, mark="d" * 64, began=later(days=2))
    store.people.begin(LOGIN)
    store.people.begin(newer)
    store.people.sweep(began_before=later(days=1))
    assert store.people.logins("asa") == (newer,)


def test_tries_are_counted_under_their_keys_and_forgotten(store: Store) -> None:
    asa, here = ("account", "åsa"), ("address", "192.0.2.7")
    with store.transaction():
        assert store.people.tries([asa, here]) == {}
        said = {asa: Tries(count=2, last=AT), here: Tries(count=9, last=later(seconds=5), barred=True)}
        store.people.save_tries(said, since=AT, most=9)
    with store.transaction():
        assert store.people.tries([here, asa, ("account", "bo")]) == said
    store.people.forgive(asa)
    with store.transaction():
        assert store.people.tries([asa, here]) == {here: said[here]}
        store.people.save_tries({}, since=later(seconds=6), most=9)
        assert store.people.tries([here]) == {}


def test_no_more_tries_are_kept_than_asked_for_the_oldest_go(store: Store) -> None:
    keys = [("account", str(number)) for number in range(5)]
    for number, key in enumerate(keys):
        store.people.save_tries({key: Tries(count=1, last=later(seconds=number))}, since=AT, most=3)
    with store.transaction():
        assert set(store.people.tries(keys)) == set(keys[2:])
