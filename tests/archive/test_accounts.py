"""Accounts: made by a link, changed by those who tend the archive, never without an admin; all of it in the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from archive import accounts, logins
from archive.accounts import INVITATION_LIFE, By
from archive.errors import AccountRefused, NotFound
from archive.model import Account, Role
from archive.parts import Archive
from tests.fakes.archives import memory_archive
from tests.fakes.storing import AT

WORDS = "korrekt häst batteri"
BY = By(who="Åsa Öberg", address="127.0.0.1")
ASA = Account(name="asa", shown="Åsa Öberg", role=Role.ADMIN, made_at=AT)
BO = Account(name="Bo.Ek", shown="Bo Ek", role=Role.READER, made_at=AT)


class Clock:
    def __init__(self) -> None:
        self.now = AT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def archive(clock: Clock) -> Iterator[Archive]:
    with memory_archive(clock=clock) as opened:
        yield opened


@pytest.fixture
def tended(archive: Archive) -> Archive:
    """An archive with its first admin."""
    accounts.accept(archive, accounts.invite_first(archive), WORDS, by=BY, first=ASA)
    return archive


def deeds(archive: Archive) -> list[tuple[str, str, str]]:
    return [(each.who, each.deed, each.about) for each in archive.store.audit.all()]


def test_the_first_link_makes_an_admin_once(archive: Archive) -> None:
    key = accounts.invite_first(archive)
    assert not accounts.has_admin(archive)
    made = accounts.accept(archive, key, WORDS, by=BY, first=replace(ASA, name="ASA", role=Role.READER))
    assert (made.name, made.role) == ("asa", Role.ADMIN)
    assert accounts.has_admin(archive)
    assert accounts.invited(archive, key) is None
    with pytest.raises(NotFound):
        accounts.accept(archive, key, WORDS, by=BY, first=replace(ASA, name="eva", shown="Eva"))
    assert deeds(archive) == [("Åsa Öberg", "account.accept", "asa")]


def test_a_second_first_link_makes_no_second_admin(archive: Archive) -> None:
    early = accounts.invite_first(archive)
    late = accounts.invite_first(archive)
    assert accounts.invited(archive, early) is None
    accounts.accept(archive, late, WORDS, by=BY, first=ASA)
    assert accounts.invited(archive, accounts.invite_first(archive)) is None


def test_somebody_invited_chooses_a_password_and_may_log_in(tended: Archive) -> None:
    key = accounts.add(tended, BO, BY)
    assert logins.known(tended, "bo.ek", WORDS) is None
    accounts.accept(tended, key, WORDS, by=BY)
    account = logins.known(tended, "BO.EK", WORDS)
    assert account is not None
    assert account.role is Role.READER
    assert logins.known(tended, "bo.ek", "fel") is None
    assert deeds(tended)[:2] == [("Bo Ek", "account.accept", "bo.ek"), ("Åsa Öberg", "account.add", "bo.ek")]


def test_an_invitation_lasts_a_week(tended: Archive, clock: Clock) -> None:
    key = accounts.add(tended, BO, BY)
    clock.now += INVITATION_LIFE
    assert accounts.invited(tended, key) is None


WRONG = {
    "konto": replace(BO, name="b o"),
    "namn": replace(BO, shown=""),
}


@pytest.mark.parametrize("field", WRONG)
def test_an_account_needs_a_name_to_log_in_by_and_one_to_be_called_by(tended: Archive, field: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        accounts.add(tended, WRONG[field], BY)
    assert refused.value.field == field


@pytest.mark.parametrize(("name", "shown", "field"), [("ASA", "Eva", "konto"), ("eva", "åsa öberg", "namn")])
def test_no_two_accounts_share_a_name(tended: Archive, name: str, shown: str, field: str) -> None:
    with pytest.raises(AccountRefused) as refused:
        accounts.add(tended, replace(BO, name=name, shown=shown), BY)
    assert refused.value.field == field
    assert len(tended.store.people.accounts()) == 1


def test_a_bad_password_does_not_use_up_the_link(tended: Archive) -> None:
    key = accounts.add(tended, BO, BY)
    with pytest.raises(AccountRefused, match="för kort"):
        accounts.accept(tended, key, "kort", by=BY)
    assert accounts.invited(tended, key) is not None


def test_the_last_admin_stays_one(tended: Archive) -> None:
    with pytest.raises(AccountRefused, match="enda"):
        accounts.change_role(tended, "asa", Role.READER, BY)
    with pytest.raises(AccountRefused, match="enda"):
        accounts.enable(tended, "asa", BY, off=True)
    accounts.add(tended, replace(BO, role=Role.ADMIN), BY)
    with pytest.raises(AccountRefused, match="enda"):
        accounts.enable(tended, "asa", BY, off=True)


def test_with_two_admins_one_may_go(tended: Archive) -> None:
    accounts.accept(tended, accounts.add(tended, replace(BO, role=Role.ADMIN), BY), WORDS, by=BY)
    accounts.enable(tended, "asa", BY, off=True)
    assert logins.known(tended, "asa", WORDS) is None
    accounts.enable(tended, "asa", BY)
    assert logins.known(tended, "asa", WORDS) is not None


def session(archive: Archive, name: str = "asa") -> str:
    return logins.begin(archive, archive.store.people.account(name), BY)[0]


def test_a_session_ends_when_it_is_old_or_unused(tended: Archive, clock: Clock) -> None:
    idle = session(tended)
    clock.now += logins.IDLE - timedelta(seconds=1)
    assert logins.entered(tended, idle) is not None
    clock.now += logins.IDLE
    assert logins.entered(tended, idle) is None
    used, began = session(tended), clock.now
    while clock.now < began + logins.LIFE:
        assert logins.entered(tended, used) is not None
        clock.now += timedelta(hours=1)
    assert logins.entered(tended, used) is None


ENDS = {
    "role": lambda archive: accounts.change_role(archive, "bo.ek", Role.AUDITOR, BY),
    "disable": lambda archive: accounts.enable(archive, "bo.ek", BY, off=True),
    "reset": lambda archive: accounts.reset(archive, "bo.ek", BY),
    "password": lambda archive: accounts.change_password(archive, "bo.ek", WORDS, "åtta gröna fåglar", BY),
    "end_all": lambda archive: logins.end_all(archive, "bo.ek", BY),
}


@pytest.mark.parametrize("deed", ENDS)
def test_every_session_of_an_account_ends_when_what_it_may_changes(tended: Archive, deed: str) -> None:
    accounts.accept(tended, accounts.add(tended, BO, BY), WORDS, by=BY)
    bo, asa = session(tended, "bo.ek"), session(tended)
    ENDS[deed](tended)
    assert logins.entered(tended, bo) is None
    assert logins.entered(tended, asa) is not None
    assert deeds(tended)[0][2] == "bo.ek"


def test_after_a_reset_the_old_password_opens_nothing(tended: Archive) -> None:
    accounts.accept(tended, accounts.add(tended, BO, BY), WORDS, by=BY)
    key = accounts.reset(tended, "bo.ek", BY)
    assert logins.known(tended, "bo.ek", WORDS) is None
    accounts.accept(tended, key, "åtta gröna fåglar", by=BY)
    assert logins.known(tended, "bo.ek", "åtta gröna fåglar") is not None


def test_the_password_is_changed_by_those_who_know_it(tended: Archive) -> None:
    with pytest.raises(AccountRefused, match="stämmer inte"):
        accounts.change_password(tended, "asa", "fel", "åtta gröna fåglar", BY)
    accounts.change_password(tended, "asa", WORDS, "åtta gröna fåglar", BY)
    assert logins.known(tended, "asa", "åtta gröna fåglar") is not None


def test_an_account_has_a_bounded_number_of_sessions(tended: Archive, clock: Clock) -> None:
    for _ in range(logins.MOST + 3):
        clock.now += timedelta(seconds=1)
        session(tended)
    assert len(tended.store.people.logins("asa")) == logins.MOST


def test_what_is_kept_of_a_session_does_not_open_it(tended: Archive) -> None:
    cookie = session(tended)
    (kept,) = tended.store.people.logins("asa")
    assert cookie not in repr(kept)
    assert logins.entered(tended, kept.mark) is None
    assert logins.entered(tended, "") is None


def test_a_personal_number_is_hidden_in_the_log(tended: Archive) -> None:
    accounts.add(tended, replace(BO, shown="Bo 19640823-3234"), BY)
    assert not any("3234" in each.detail for each in tended.store.audit.all())
