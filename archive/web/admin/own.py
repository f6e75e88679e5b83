"""`/admin/mitt`: one's own account: the password, and where one is logged in."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from archive import accounts, logins
from archive.errors import AccountRefused
from archive.web.admin.context import by, moment, see_other, session, the_door
from archive.web.admin.entrance import UNLIKE, begun
from archive.web.context import this_archive
from archive.web.views.admin.people import OWN, make_own

CHANGED = "Lösenordet är bytt. Du är utloggad överallt utom här."
ENDED = "Inloggningen är avslutad."
NO_ACCOUNT = "Du kom in genom nödlänken och har inget konto här."

rooms = Blueprint("own", __name__)


@rooms.get("/mitt")
def own() -> str:
    """Who one is, and where one is logged in."""
    return _shown(AccountRefused(""))


def _shown(wrong: AccountRefused) -> str:
    people, found = this_archive().store.people, session()
    account = people.account(found.account) if found.account else None
    open_ones = [each for each in people.logins(found.account) if logins.is_open(each, now=moment())]
    view = make_own(found.name, found.role, account, open_ones, found.id)
    return render_template("admin/own.html", view=view, wrong=wrong, notes=the_door().told(found))


@rooms.post("/mitt")
def password() -> str | Response:
    """Another password, and a session under a new id."""
    found, archive = session(), this_archive()
    if not found.account:
        return _shown(AccountRefused(NO_ACCOUNT))
    new = request.form.get("losenord", "")
    try:
        if new != request.form.get("igen", ""):
            raise AccountRefused(UNLIKE, "igen")
        accounts.change_password(archive, found.account, request.form.get("nuvarande", "")[:800], new, by())
    except AccountRefused as error:
        return _shown(error)
    return begun(archive.store.people.account(found.account), OWN, CHANGED)


@rooms.post("/mitt/avsluta")
def end() -> Response:
    """End one of one's own sessions."""
    found, archive = session(), this_archive()
    login = archive.store.people.login(request.form.get("inloggning", "")[:64])
    if login is not None and login.account == found.account:
        logins.end(archive, login, by())
        the_door().tell(found, ENDED)
    return see_other(OWN)
